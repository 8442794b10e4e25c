#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A thousand applications over forty workers: in time, all or none whenever the server is killed,
and taken back exactly.  6 kills; 60, and fifty thousand moves, where CASELOAD_LONG is set."""

import http.client
import os
import random
import re
import signal
import threading
import time

from cases import filing, give, read
from server import PASSWORD, PATIENCE, Client, Database, Skip, fresh_key, run, story

PLANS = "/v1/reassignments"
MANY, WORKERS = 1000, 40
POSTGRES = "CASELOAD_TEST_POSTGRES" in os.environ
KILLS = 60 if os.environ.get("CASELOAD_LONG") and not POSTGRES else 6
# That many applications at once, in the long run; or as many as are asked for.
HUGE = int(os.environ.get("CASELOAD_PLAN_ROWS", 50000 if os.environ.get("CASELOAD_LONG") and not POSTGRES else 0))
SEED = int(os.environ.get("CASELOAD_SEED", random.SystemRandom().randrange(1 << 30)))
# A PostgreSQL beside other work answers each row by itself.
BUDGET_S = (6.0 if POSTGRES else 2.0) * PATIENCE


class Office:
    """Forty caseworkers of one team, a thousand applications that are nobody's."""

    def __init__(self, server):
        self.server = server
        self.sam, self.ina = server.sign_in("sam"), server.sign_in("ina")
        for number in range(WORKERS - 3):
            server.command("worker", "add", "--db", server.db, "--username", "w%02d" % number, "--name", "Worker %02d" % number,
                           "--roles", "caseworker", "--teams", "t_east", "--password-fd", "0", text=PASSWORD + "\n")
        self.workers = [row["id"] for row in self.sam.get("/v1/workers").json["items"] if row["username"].startswith("w")]
        threads = [threading.Thread(target=self.file, args=(MANY // 4,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def file(self, count):
        client = Client(self.server, check=False)
        client.token = self.ina.token
        for _ in range(count):
            answer = client.post("/v1/applications", filing())
            assert answer.status == 201, answer

    def again(self):
        """The same people at a server that was started anew."""
        self.sam, self.ina = self.server.sign_in("sam"), self.server.sign_in("ina")
        self.sam.check = False

    def plan(self, strategy="balance", **source):
        answer = self.sam.post(PLANS, {"from": source or {"filter": {"status": "open"}}, "strategy": strategy, "reason": "r"})
        assert answer.status == 201, answer
        return answer.json

    def plan_for(self, workers, strategy="round_robin"):
        answer = self.sam.post(PLANS, {"from": {"filter": {"status": "open"}}, "to": workers, "strategy": strategy})
        assert answer.status == 201 and answer.json["item_count"] > MANY / 2, answer
        return answer.json

    def act(self, plan, what, body=None, **more):
        return self.sam.post("%s/%s/%s" % (PLANS, plan["id"], what), body, version=plan["version"], **more)


def queue(server):
    return {row["application_id"]: (row["assignee_id"], row["status"], row["due_on"], row["version"]) for row in
            Database(server.db).execute("SELECT application_id, assignee_id, status, due_on, version FROM queue")}


def clocks(rows):
    return {name: row[:3] for name, row in rows.items()}


def all_or_none(server, plan_id, before):
    """What is wrong; "" where the plan is wholly carried out, or not at all."""
    database, now = Database(server.db), queue(server)
    state = database.execute("SELECT state FROM plan WHERE id = ?", (plan_id,))[0]["state"]
    items = database.execute("SELECT application_id, from_id, to_id, outcome FROM plan_item WHERE plan_id = ?", (plan_id,))
    moved = [now[row["application_id"]][0] == row["to_id"] for row in items]
    told = database.execute("SELECT count(*) AS n FROM event WHERE type = 'application.assigned' AND subject_id IN "
                            "(SELECT application_id FROM plan_item WHERE plan_id = ?) AND seq > ?", (plan_id, before["seq"]))[0]["n"]
    if state == 2 and not (all(moved) and told == len(items) and all(row["outcome"] == 1 for row in items)):
        return "carried out, and %d of %d moved, %d told" % (sum(moved), len(items), told)
    if state == 1 and (clocks(now) != clocks(before["rows"]) or told):
        return "not carried out, and %d of %d moved, %d told" % (sum(moved), len(items), told)
    counted = {row["key"]: row["n"] for row in database.execute(
        "SELECT key, sum(count) AS n FROM total WHERE kind = 'assignee' GROUP BY key") if row["n"]}
    real = {}
    for assignee, *_ in now.values():
        real[assignee] = real.get(assignee, 0) + 1
    return "" if counted == real else "totals are not those of the rows"


def how_far(body):
    """Done and in all, of a plan that is carried out at this moment; None: it is not."""
    found = re.search(rb'"progress":\{"done":(\d+),"total":(\d+)\}', body)
    return tuple(int(number) for number in found.groups()) if found else None


def under_way(server, token, plan, thread):
    """True as soon as the server says that it is at it; False where the answer came before."""
    client = Client(server, check=False)
    client.token = token
    while thread.is_alive():
        if how_far(client.get("%s/%s" % (PLANS, plan["id"])).body):
            return True
    return False


OFFICE = []


def office(server):
    if not OFFICE:
        OFFICE.append(Office(server))
    return OFFICE[0]


@story("a thousand over forty: proposed within two seconds, evenly; carried out within two; taken back exactly")
def _(server):
    o = office(server)
    begun = time.monotonic()
    plan = o.plan()
    proposed = time.monotonic() - begun
    assert plan["item_count"] == MANY and len(plan["items"]) == MANY, plan["item_count"]
    loads = [load["after"]["weighted"] for load in plan["loads"] if load["name"] != "Sam" or load["after"]["open"]]
    assert max(loads) - min(loads) <= 100, (min(loads), max(loads))
    before = queue(server)
    begun = time.monotonic()
    done = o.act(plan, "commit")
    carried_out = time.monotonic() - begun
    assert done.status == 200, done
    print("# %d over %d: proposed in %.2f s, carried out in %.2f s" % (MANY, WORKERS, proposed, carried_out), flush=True)
    now = queue(server)
    for item in plan["items"]:
        assert now[item["application_id"]][0] == item["to"]["id"]
    begun = time.monotonic()
    back = o.act(done.json, "revert", {})
    assert back.status == 200, back
    print("# taken back in %.2f s" % (time.monotonic() - begun), flush=True)
    assert clocks(queue(server)) == clocks(before)
    if "SANITIZED" not in os.environ:
        assert proposed <= BUDGET_S and carried_out <= BUDGET_S, (proposed, carried_out)


@story("one row that moved among a thousand: nothing is moved, and it is named")
def _(server):
    o = office(server)
    plan = o.plan("round_robin")
    one = plan["items"][617]
    give(o.sam, read(o.sam, {"id": one["application_id"]}), o.sam.session["worker"]["id"])
    before = queue(server)
    refused = o.act(plan, "commit")
    assert refused.status == 409 and refused.code == "plan_stale", refused
    assert [error["pointer"] for error in refused.json["errors"]] == ["/items/617"] and one["number"] in refused.json["errors"][0]["detail"]
    assert queue(server) == before
    give(o.sam, read(o.sam, {"id": one["application_id"]}), "")


@story("while it is carried out and taken back, whoever asks is told how far it is, and that nothing has moved yet")
def _(server):
    o = office(server)
    plan, inside = o.plan_for(o.workers[5:15]), {"commit": 0, "revert": 0}
    for number in range(20):
        what, body, still = ("revert", {}, b"committed") if number % 2 else ("commit", None, b"draft")
        answers, seen = [], []
        thread = threading.Thread(target=lambda: answers.append(o.act(plan, what, body)))
        asking = Client(server, check=False)
        asking.token = o.sam.token
        thread.start()
        while thread.is_alive():
            now = asking.get("%s/%s" % (PLANS, plan["id"])).body
            if how_far(now):
                assert b'"state":"%s"' % still in now and how_far(now)[1] == plan["item_count"], now[:400]
                seen.append(how_far(now)[0])
        assert answers[0].status == 200 and seen == sorted(seen), (answers, seen)
        inside[what] += any(0 < done < plan["item_count"] for done in seen)
        plan = answers[0].json
        assert not how_far(asking.get("%s/%s" % (PLANS, plan["id"])).body), "it is over"
        if number % 2:
            plan = o.plan_for(o.workers[5:15])
            if all(inside.values()):
                break
    print("# seen on its way: %s" % inside, flush=True)
    assert all(inside.values()), inside


@story("killed at any moment of it: all of the rows or none, and sent again it is done once")
def _(server):
    o, dice = office(server), random.Random(SEED)
    print("# seed %d" % SEED, flush=True)
    fates = {"all": 0, "none": 0}
    longest, to, inside = 0.4, [], 0
    for number in range(KILLS):
        # To others than before, so that there is much to move.
        to = dice.sample([worker for worker in o.workers if worker not in to], 5)
        plan = o.plan_for(to, "round_robin" if number % 2 else "least_loaded")
        seq = Database(server.db).execute("SELECT max(seq) AS n FROM event")[0]["n"]
        before = {"rows": queue(server), "seq": seq}
        key, answers = fresh_key(), []

        def commit():
            try:
                client = Client(server, check=False)
                client.token = o.sam.token
                answers.append(client.post("%s/%s/commit" % (PLANS, plan["id"]), version=plan["version"], key=key))
            except (OSError, http.client.HTTPException):
                pass  # the server was killed
        thread = threading.Thread(target=commit)
        begun = time.monotonic()
        thread.start()
        # Every other one once it is seen to be under way, the rest at any moment.
        seen = number % 2 == 1 and under_way(server, o.sam.token, plan, thread)
        thread.join(dice.uniform(0, longest * (0.1 if seen else 1.2)))
        if answers:
            longest = max(longest, time.monotonic() - begun)
        server.stop(signal.SIGKILL)
        thread.join()
        server.start()
        o.again()
        wrong = all_or_none(server, plan["id"], before)
        assert not wrong, wrong
        state = o.sam.get("%s/%s" % (PLANS, plan["id"])).json["state"]
        fates["all" if state == "committed" else "none"] += 1
        assert not answers or state == "committed", answers[0]
        # Seen begun before it, and undone after it: it fell in between.
        inside += seen and state == "draft"
        again = o.act(plan, "commit", key=key)
        assert again.status == 200 and again.json["state"] == "committed", again
        wrong = all_or_none(server, plan["id"], before)
        assert not wrong, wrong
    print("# %s; %d of %d fell inside" % (fates, inside, KILLS), flush=True)
    assert inside, "no kill fell while it was under way"
    head = server.command("audit", "verify", "--db", server.db)
    assert head, "the log does not verify"


@story("fifty thousand: every one is moved, with who asks told how far it is, and taken back exactly")
def _(server):
    if not HUGE:
        raise Skip("in check-long, on SQLite")
    o = office(server)
    threads = [threading.Thread(target=o.file, args=((HUGE - MANY) // 4,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    o.again()
    o.sam.timeout = 900
    o.sam.connection = None
    plan = o.plan_for(o.workers)
    assert plan["item_count"] + plan["skip_count"] == HUGE and plan["item_count"] >= HUGE - MANY, (plan["item_count"], plan["skip_count"])
    before = {"rows": queue(server), "seq": Database(server.db).execute("SELECT max(seq) AS n FROM event")[0]["n"]}
    for what, body, ends in (("commit", None, "committed"), ("revert", {}, "reverted")):
        seen, answers = [], []
        thread = threading.Thread(target=lambda: answers.append(o.act(plan, what, body)))
        asking = Client(server, check=False)
        asking.token, asking.timeout = o.sam.token, 900
        begun = time.monotonic()
        thread.start()
        while thread.is_alive():
            seen += [at[0] for at in [how_far(asking.get("%s/%s" % (PLANS, plan["id"])).body)] if at]
        assert answers and answers[0].status == 200 and answers[0].json["state"] == ends, answers
        assert any(0 < done < plan["item_count"] for done in seen) and seen == sorted(seen), seen
        print("# %s of %d: %.1f s, its progress told %d times" % (what, plan["item_count"], time.monotonic() - begun, len(seen)), flush=True)
        plan = answers[0].json
        wrong = all_or_none(server, plan["id"], before) if what == "commit" else ""
        assert not wrong, wrong
    assert clocks(queue(server)) == clocks(before["rows"])


@story("planted: a row that was left behind, an event that was not told, are found")
def _(server):
    o = office(server)
    plan = o.plan_for(o.workers[:3])
    seq = Database(server.db).execute("SELECT max(seq) AS n FROM event")[0]["n"]
    before = {"rows": queue(server), "seq": seq}
    assert o.act(plan, "commit").status == 200 and not all_or_none(server, plan["id"], before)
    if server.db.startswith("postgresql:"):
        return
    server.stop()
    one = plan["items"][0]
    database = Database(server.db)
    database.execute("UPDATE queue SET assignee_id = ? WHERE application_id = ?",
                     (one["from"]["id"] if one["from"] else "", one["application_id"]))
    database.commit()
    assert all_or_none(server, plan["id"], before)
    database.execute("UPDATE queue SET assignee_id = ? WHERE application_id = ?", (one["to"]["id"], one["application_id"]))
    database.commit()
    assert not all_or_none(server, plan["id"], before)
    before["seq"] += 1
    assert all_or_none(server, plan["id"], before)
    database.close()
    server.start()


if __name__ == "__main__":
    run()
