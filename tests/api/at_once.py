#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Claim, release, assign, next, plan, revert and leave by many at once.

Each client has a connection and a thread of its own and acts on what it saw
last, which may be old.  The order is then the log's: its events are played
through a model that has one owner for each application, and that model is held
against the tables and against what every client was told.  2,400 acts; a
million where CASELOAD_LONG is set, a fiftieth of that on PostgreSQL.
"""

import collections
import datetime
import json
import os
import random
import threading

from cases import file_application, path, read, twin
from server import Database, run, story

ACTS = 2400 if not os.environ.get("CASELOAD_LONG") else 20000 if os.environ.get("CASELOAD_TEST_POSTGRES") else 1000000
CLIENTS, APPLICATIONS, SEED = 8, 24, 11
# No later than the day it is at the capital, whatever the hour.
TODAY = (datetime.datetime.utcnow() - datetime.timedelta(hours=12)).date()
KINDS = ("claim", "claim", "release", "release", "release", "assign", "assign", "next", "look", "make", "commit", "revert", "leave")


class Office:
    """The workers, what nobody may give to whom, and the applications."""

    def __init__(self, server):
        self.server = server
        for name, more in (("pat", ["--programs", "child-care"]), ("con", []), ("kim", [])):
            server.command("worker", "add", "--db", server.db, "--username", name, "--name", name.title(), "--roles",
                           "caseworker", "--teams", "t_east", "--password-fd", "0", *more, text="sample-password\n")
        self.clients = {name: server.sign_in(name) for name in ("ana", "ben", "pat", "con", "kim", "sam")}
        self.ids = {name: client.session["worker"]["id"] for name, client in self.clients.items()}
        ina, sam = server.sign_in("ina"), self.clients["sam"]
        self.applications = [read(sam, file_application(ina)) for _ in range(APPLICATIONS)]
        self.uncertified = {self.ids["pat"]}
        self.conflicts = set()
        for case in self.applications[::3]:
            server.command("worker", "conflict", "--db", server.db, "--username", "con", "--customer",
                           case["customer"]["case_number"], "--reason", "kin")
            self.conflicts.add((self.ids["con"], case["id"]))
        # Whatever they lack, they are to be had.
        server.stop()
        database = Database(server.db)
        for sql in ("UPDATE queue SET status = 1", "UPDATE application SET status = 1", "UPDATE total SET status = 1"):
            database.execute(sql)
        database.commit()
        database.close()
        server.start()
        self.begun = max(row["seq"] for row in Database(server.db, read_only=True).execute("SELECT max(seq) AS seq FROM event"))
        self.owners = {row["application_id"]: row["assignee_id"] for row in self.rows()}
        self.versions = {row["application_id"]: row["version"] for row in self.rows()}

    def rows(self):
        return Database(self.server.db, read_only=True).execute(
            "SELECT application_id, assignee_id, version FROM queue ORDER BY application_id")

    def log(self):
        return Database(self.server.db, read_only=True).execute(
            "SELECT e.seq, e.type, e.subject_id, e.application_id, e.version, e.scope, p.payload FROM event e LEFT JOIN event_payload p"
            " ON p.chain_id = e.chain_id AND p.seq = e.seq WHERE e.seq > ? AND (e.type LIKE 'application.%' OR e.type = 'worker.leave')"
            " ORDER BY e.seq", (self.begun,))


class Actor:
    """One client: what it saw last, what it was told."""

    def __init__(self, office, number, plans):
        self.office, self.plans = office, plans
        self.dice = random.Random(SEED * 1000 + number)
        self.name = ("ana", "ben", "kim", "con", "pat", "ana", "sam", "sam")[number % CLIENTS]
        self.client = twin(office.clients[self.name])
        self.client.check = False
        self.me = office.ids[self.name]
        self.seen = {}
        self.told = []  # (application, version, owner) as this client was answered
        self.counts = collections.Counter()

    def act(self):
        kind = self.dice.choice(KINDS)
        case = self.dice.choice(self.office.applications)["id"]
        if case not in self.seen or self.dice.random() < 0.6:
            found = self.client.get("/v1/applications/" + case)
            self.seen[case] = found.json if found.status == 200 else {"version": 1}
        answer = getattr(self, "do_" + kind)(case, self.seen[case]["version"])
        if answer is None:
            return
        assert answer.status < 500, answer
        self.counts[kind, answer.status < 300] += 1
        if answer.status == 200 and kind in ("claim", "release", "assign", "next"):
            after = answer.json
            self.seen[after["id"]] = after
            self.told.append((after["id"], after["version"], (after.get("assignee") or {}).get("id", "")))

    def do_claim(self, case, version):
        return self.client.post("/v1/applications/%s/claim" % case, version=version)

    def do_release(self, case, version):
        own = [id_ for id_, seen in self.seen.items() if (seen.get("assignee") or {}).get("id") == self.me]
        case = self.dice.choice(own) if own else case
        return self.client.post("/v1/applications/%s/release" % case, {"reason": "not mine"}, version=self.seen[case]["version"])

    def do_assign(self, case, version):
        to = self.dice.choice(list(self.office.ids.values()) + [""])
        return self.client.put("/v1/applications/%s/assignment" % case, {"worker_id": to, "reason": "r"}, version=version)

    def do_next(self, case, version):
        return self.client.post("/v1/applications/next")

    def do_look(self, case, version):
        return self.client.get("/v1/applications/" + case)

    def do_make(self, case, version):
        if self.name != "sam":
            return None
        source = {"marks": [each["id"] for each in self.dice.sample(self.office.applications, self.dice.randint(1, 8))]}
        if self.dice.random() < 0.25:
            source = {"absence": {"worker_id": self.dice.choice(list(self.office.ids.values())), "from": TODAY.isoformat()}}
        made = self.client.post("/v1/reassignments", {"from": source, "strategy": self.dice.choice(("round_robin", "least_loaded", "balance"))})
        if made.status == 201:
            plan = made.json["id"], made.json["version"]
            self.plans[self.dice.randrange(len(self.plans))] = plan
            # Many are carried out as soon as they are made, and some of those taken back at once.
            if self.dice.random() < 0.7 and self.send_plan(plan, "commit", None).status == 200 and self.dice.random() < 0.5:
                self.send_plan((plan[0], plan[1] + 1), "revert", {"leave_changed": True, "reason": "r"})
        return made

    def send_plan(self, plan, verb, body):
        done = self.client.post("/v1/reassignments/%s/%s" % (plan[0], verb), body, version=plan[1])
        assert done.status < 500, done
        self.counts[verb, done.status == 200] += 1
        return done

    def on_plan(self, verb, body):
        plan = self.dice.choice(self.plans)
        if self.name != "sam" or not plan:
            return None
        done = self.client.post("/v1/reassignments/%s/%s" % (plan[0], verb), body, version=plan[1])
        if done.status == 200:
            self.plans[self.plans.index(plan) if plan in self.plans else 0] = (plan[0], done.json["version"])
        return done

    def do_commit(self, case, version):
        return self.on_plan("commit", None)

    def do_revert(self, case, version):
        return self.on_plan("revert", {"leave_changed": self.dice.random() < 0.5, "reason": "r"})

    def do_leave(self, case, version):
        whose = self.dice.choice(list(self.office.ids.values())) if self.name == "sam" else self.me
        away = {"from": TODAY.isoformat(), "to": (TODAY + datetime.timedelta(days=9)).isoformat()} if self.dice.random() < 0.3 else {}
        return self.client.put("/v1/workers/%s/leave" % whose, away)


class Model:
    """One owner for each application; the log's events in their order."""

    def __init__(self, owners, versions, uncertified, conflicts):
        self.owners, self.versions, self.last = dict(owners), dict(versions), {}
        self.uncertified, self.conflicts = uncertified, conflicts
        self.away, self.reached, self.wrong = set(), {}, []

    def play(self, event):
        payload = json.loads(event["payload"]) if event["payload"] else {}
        if event["type"] == "worker.leave":
            (self.away.add if payload.get("from") else self.away.discard)(event["subject_id"])
            return
        case, version = event["application_id"], event["version"]
        before, after = event["scope"].split("|")[3:5]
        if case not in self.owners:
            self.wrong.append(("unknown application", event["seq"]))
            return
        if version == self.versions[case]:
            # A further event of the same change, or one that changes no row.
            if before != after and (before, after) != self.last.get(case):
                self.wrong.append(("two changes of one version", event["seq"]))
            return
        if version != self.versions[case] + 1:
            self.wrong.append(("a version is left out", event["seq"]))
        if before != self.owners[case]:
            self.wrong.append(("out of the hands of somebody else", event["seq"]))
        if event["type"] == "application.claimed" and before not in ("", after):
            self.wrong.append(("claimed from its owner", event["seq"]))
        if after and (after != before or event["type"] == "application.claimed"):
            self.judge(case, after, event, payload)
        self.owners[case], self.versions[case], self.last[case] = after, version, (before, after)
        self.reached[case, version] = after

    def judge(self, case, worker, event, payload):
        # What is taken back goes to who had it, leave or not.
        taken_back = payload.get("plan") and not payload.get("why")
        if worker in self.uncertified:
            self.wrong.append(("uncertified", event["seq"]))
        if (worker, case) in self.conflicts:
            self.wrong.append(("a conflict", event["seq"]))
        if worker in self.away and not taken_back:
            self.wrong.append(("absent", event["seq"]))

    def hold(self, rows, told):
        """Against the tables, and against what clients were told."""
        now = {row["application_id"]: row["assignee_id"] for row in rows}
        if now != self.owners:
            self.wrong.append(("lost, or not where the log has it", sorted(set(now.items()) ^ set(self.owners.items()))[:4]))
        counted = collections.Counter((case, version) for case, version, _ in told)
        self.wrong += [("two were told they did it", key) for key, count in counted.items() if count > 1]
        self.wrong += [("told what the log does not say", each) for each in told if self.reached.get(each[:2]) != each[2]]
        return self.wrong


def judged(office, log, rows, told):
    model = Model(office.owners, office.versions, office.uncertified, office.conflicts)
    for event in log:
        model.play(event)
    return model.hold(rows, told)


KEPT = {}


@story("many at once: one owner, none lost, nothing with who is absent, uncertified or in conflict")
def _(server):
    office = Office(server)
    plans = [None] * 4
    actors = [Actor(office, number, plans) for number in range(CLIENTS)]
    broken = []

    def go(actor):
        try:
            for _ in range(ACTS // CLIENTS):
                actor.act()
        except Exception as error:  # told below, by the thread that judges
            broken.append((actor.name, repr(error)))
    threads = [threading.Thread(target=go, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken, broken
    told = [each for actor in actors for each in actor.told]
    log, rows = office.log(), office.rows()
    wrong = judged(office, log, rows, told)
    assert not wrong, wrong[:10]
    counts = sum((actor.counts for actor in actors), collections.Counter())
    print("# " + ", ".join("%s %d done %d refused" % (kind, counts[kind, True], counts[kind, False]) for kind in sorted(set(KINDS))))
    for kind in set(KINDS) - {"look"}:
        assert counts[kind, True] > 0, (kind, counts)
    assert counts["claim", False] > 0, counts
    KEPT.update(office=office, log=log, rows=rows, told=told)


@story("the judge finds what is planted")
def _(server):
    office, rows, told = KEPT["office"], KEPT["rows"], KEPT["told"]
    log = [dict(event) for event in KEPT["log"]]
    given = [number for number, event in enumerate(log) if event["type"] in ("application.claimed", "application.assigned")
             and event["scope"].split("|")[4] and event["scope"].split("|")[3] != event["scope"].split("|")[4]]

    def said(changed, **more):
        return {what for what, _ in judged(office, changed, more.get("rows", rows), more.get("told", told))}

    def planted(number, after=None, before=None):
        scope = log[number]["scope"].split("|")
        scope[3:5] = [scope[3] if before is None else before, scope[4] if after is None else after]
        return log[:number] + [dict(log[number], scope="|".join(scope))] + log[number + 1:]

    last = given[-1]
    free = next(number for number in given if (office.ids["con"], log[number]["application_id"]) in office.conflicts)
    assert "uncertified" in said(planted(last, after=office.ids["pat"]))
    assert "a conflict" in said(planted(free, after=office.ids["con"]))
    assert "out of the hands of somebody else" in said(planted(last, before="w_nobody"))
    leave = dict(next(event for event in log if event["type"] == "worker.leave"), subject_id=log[last]["scope"].split("|")[4],
                 payload=json.dumps({"v": 1, "from": TODAY.isoformat()}))
    fresh = next(number for number in given if log[number]["type"] == "application.claimed")
    leave = dict(leave, subject_id=log[fresh]["scope"].split("|")[4])
    assert "absent" in said(log[:fresh] + [leave] + log[fresh:])
    assert said(log[:last] + log[last + 1:]), "an event left out"
    assert "lost, or not where the log has it" in said(log, rows=rows[:-1])
    assert "two were told they did it" in said(log, told=told + told[:1])
    case, version, owner = told[0]
    assert "told what the log does not say" in said(log, told=[(case, version, "w_nobody")])
    assert not said(log)


if __name__ == "__main__":
    run()
