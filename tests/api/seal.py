#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A record sealed by the operator while everybody is at work: who is not named
loses it at once and everywhere, who is named reads on, and each look is kept."""

import json
import subprocess
import time

from cases import bare, events, file_application, give, path, read
from server import PATIENCE, PROGRAM, Database, head, in_time, run, story, wait_for

WITHIN_S = 1.5  # a second is promised; the rest is the machine's
NAME = "Philippa Sealwater"


def customer(server, word, number, *words):
    done = subprocess.run([PROGRAM, "customer", word, number, "--db", server.db, "--key-file", server.key_file, *words],
                          capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def seal(server, number, named, reason="a colleague's family"):
    return customer(server, "seal", number, "--for", named, "--reason", reason)


def told(stream, wanted):
    """What a stream says until everything wanted has gone by."""
    wanted, found, until = set(wanted), [], time.monotonic() + WITHIN_S * PATIENCE
    while wanted - {(event["type"], event["subject"]["id"]) for event in found}:
        frame = stream.frame(timeout=max(0.01, until - time.monotonic()))
        assert frame is not None, found
        found.append(json.loads(frame["data"]))
    return found


class Agency:
    def __init__(self, server):
        self.people = {name: server.sign_in(name) for name in ("ana", "ben", "sam", "ina", "ada", "wes")}
        self.ana, self.ben, self.sam, self.ina = (self.people[name] for name in ("ana", "ben", "sam", "ina"))
        self.case = give(self.sam, file_application(self.ina, NAME), self.ana.session["worker"]["id"])
        self.other = file_application(self.ina, NAME + " Other")
        self.id = self.case["customer"]["id"]
        self.number = self.ana.get("/v1/customers/" + self.id).json["case_number"]
        # A second case of the same person, which nobody works.
        self.second = file_application(self.ina, customer_id=self.id, customer=None)

    def questions(self):
        return [path(self.case), path(self.second), path(self.case, "/notices"),
                "/v1/customers/" + self.id, "/v1/customers/%s/history" % self.id]

    def seen_by(self, client):
        """Every list and total of this person, and whether the case is in it."""
        lists = {}
        for question in ("/v1/applications?assignee=me", "/v1/applications?team=t_east", "/v1/applications?assignee=none",
                         "/v1/applications?q=Sealwater"):
            answer = client.get(question).json
            assert answer["total"] == {"count": len(answer["items"]), "relation": "eq"}, (question, answer["total"])
            lists[question] = sorted(row["id"] for row in answer["items"] if row["id"] in (self.case["id"], self.second["id"]))
        for question in ("/v1/customers?q=Sealwater", "/v1/customers?q=" + self.number):
            lists[question] = [row["id"] for row in client.get(question).json["items"] if row["id"] == self.id]
        return lists


AGENCY = []


@story("a seal wants a reason and workers who may open cases")
def _(server):
    AGENCY.append(Agency(server))
    agency = AGENCY[0]
    number, before = agency.number, agency.seen_by(agency.sam)
    server.command("worker", "add", "--db", server.db, "--username", "off", "--name", "Off", "--roles", "caseworker",
                   "--password-fd", "0", text="sample-password\n")
    server.command("worker", "off", "--db", server.db, "--username", "off")
    server.command("worker", "add", "--db", server.db, "--username", "kin", "--name", "Kin", "--roles", "caseworker",
                   "--teams", "t_east", "--password-fd", "0", text="sample-password\n")
    server.command("worker", "conflict", "--db", server.db, "--username", "kin", "--customer", number, "--reason", "kin")
    for word, words, status, said in (
            ("seal", ["--for", "ben"], 64, "options"), ("seal", ["--reason", "x"], 64, "options"),
            ("unseal", [], 64, "options"), ("unseal", ["--reason", "x", "--for", "ben"], 64, "options"),
            ("seal", ["--for", "ben", "--reason", "x", "--dry-run"], 64, "options"),
            ("seal", ["--for", "ben", "--reason", ""], 64, "A reason has"),
            ("seal", ["--for", "ben", "--reason", "x" * 501], 64, "A reason has"),
            ("seal", ["--for", ",", "--reason", "x"], 64, "A seal names"),
            ("seal", ["--for", "ben,nobody", "--reason", "x"], 1, 'no worker "nobody"'),
            ("seal", ["--for", "off", "--reason", "x"], 64, "works here no more"),
            ("seal", ["--for", "adm", "--reason", "x"], 64, "no role that opens cases"),
            ("seal", ["--for", "ben,kin", "--reason", "x"], 1, "declared conflict"),
            ("unseal", ["--reason", "x"], 1, "is not sealed")):
        done = customer(server, word, number, *words)
        assert done[0] == status and said in done[1], (word, words, done)
    assert seal(server, "C-0000000", "ben")[0] == 1 and customer(server, "open", number, "--reason", "x")[0] == 64
    assert agency.seen_by(agency.sam) == before and not events(server, "customer.sealed"), "a refusal changed something"


@story("sealed, it is gone from every stream, list and count within a second, for all but those named")
def _(server):
    agency = AGENCY[0]
    before = {name: agency.seen_by(client) for name, client in agency.people.items()}
    assert before["ana"]["/v1/applications?assignee=me"] == [agency.case["id"]]
    assert before["ana"]["/v1/applications?assignee=none"] == [agency.second["id"]]
    seen_until = head(agency.ben)
    streams = {name: agency.people[name].stream("/v1/events/stream?after=%d" % seen_until)
               for name in ("ana", "sam", "ada", "wes", "ben")}
    mine = agency.ana.stream("/v1/events/stream?after=%d&scope=application:%s" % (seen_until, agency.case["id"]))
    status, said = seal(server, agency.number, "ben")
    assert status == 0 and agency.case["number"] in said and "Ana" in said and agency.second["number"] not in said, said
    began = time.monotonic()
    for name in ("ana", "sam", "ada"):
        found = told(streams[name], [("gone", agency.case["id"]), ("gone", agency.second["id"]), ("gone", agency.id)])
        assert {event["type"] for event in found} == {"gone"}, (name, found)
        assert not any("changed" in event and event["changed"] for event in found), (name, found)
    told(mine, [("gone", agency.case["id"])])
    assert in_time(began, WITHIN_S)
    nobodys = {"customers": "c_nosuch", "applications": "a_nosuch"}
    for name in ("ana", "sam", "ada", "ina"):
        for question in agency.questions():
            parts = question.split("/")
            parts[3] = nobodys[parts[2]]
            assert bare(agency.people[name].get(question)) == bare(agency.people[name].get("/".join(parts))), (name, question)
            assert agency.people[name].get(question).status == 404
        assert not any(agency.seen_by(agency.people[name]).values()), name
    assert agency.sam.post(path(agency.case, "/notes"), {"text": "x", "kind": "note"}).status == 404
    # Who is named is signed in still; the stream comes back by itself and misses nothing.
    while streams["ben"].frame(timeout=WITHIN_S * PATIENCE) is not None:
        pass
    again = agency.ben.stream("/v1/events/stream", last=seen_until)
    found = told(again, [("application.updated", agency.case["id"]), ("customer.sealed", agency.id)])
    assert not [event for event in found if event["type"] == "gone"], found
    wait_for(lambda: agency.seen_by(agency.ben) == before["ben"], WITHIN_S)
    assert agency.ben.get("/v1/customers/" + agency.id).json["name"] == NAME
    # Nobody from elsewhere hears a word.
    heard = agency.people["wes"].get("/v1/events?after=%d&wait=0" % seen_until).json["items"]
    assert not heard, heard
    for stream in list(streams.values()) + [mine, again]:
        stream.close()


@story("the events say who is named, why, and who did it; the application's record keeps the seal")
def _(server):
    agency = AGENCY[0]
    row, = events(server, "customer.sealed")
    payload = json.loads(row["payload"])
    assert row["subject_id"] == agency.id and row["actor_id"] == "operator" and row["scope"].endswith("|1"), row
    assert payload["reason"] == "a colleague's family", payload
    assert payload["named"] == [{"id": agency.ben.session["worker"]["id"], "name": "Ben"}], payload
    records = {row["application_id"]: json.loads(row["payload"]).get("record") for row in events(server, "application.updated")}
    assert records[agency.case["id"]] == records[agency.second["id"]] == {"sealed": True}, records
    entry = agency.ben.get("/v1/customers/%s/history?kind=profile" % agency.id).json["items"][0]
    assert entry["summary"] == "Sealed, open to Ben alone: a colleague's family", entry


@story("each look at it is written down before the answer, on every route that shows it")
def _(server):
    agency = AGENCY[0]
    for question, subject in ((path(agency.second), agency.second["id"]), ("/v1/customers/" + agency.id, agency.id)):
        assert agency.ben.get(question).status == 200
        looks = [row for row in events(server, "record.viewed") if row["subject_id"] == subject and row["scope"].endswith("|1")]
        assert [row["actor_id"] for row in looks] == [agency.ben.session["worker"]["id"]], (question, looks)


@story("other names take the place of those before; who is named no longer loses it")
def _(server):
    agency = AGENCY[0]
    assert seal(server, agency.number, "ben")[0] == 1, "for the same again"
    before = head(agency.ben)
    assert seal(server, agency.number, "sam,ana,sam")[0] == 0
    wait_for(lambda: agency.sam.get(path(agency.case)).status == 200, WITHIN_S)
    wait_for(lambda: agency.ben.get(path(agency.case)).status == 404, WITHIN_S)
    items = agency.ben.get("/v1/events?after=%d&wait=0" % before).json["items"]
    assert {(event["type"], event["subject"]["id"]) for event in items} == \
        {("gone", agency.case["id"]), ("gone", agency.second["id"])}, items
    for name in ("ada", "ina", "wes"):
        assert agency.people[name].get("/v1/events?after=%d&wait=0" % before).json["items"] == [], name
    assert agency.seen_by(agency.ana)["/v1/applications?assignee=me"] == [agency.case["id"]]
    assert not any(agency.seen_by(agency.ben).values())
    assert len(json.loads(events(server, "customer.sealed")[-1]["payload"])["named"]) == 2


@story("unsealed, it comes back to everybody, and an old seal opens no new one")
def _(server):
    agency = AGENCY[0]
    stream = agency.ben.stream("/v1/events/stream?after=%d" % head(agency.ben))
    status, said = customer(server, "unseal", agency.number, "--reason", "moved away")
    assert status == 0, said
    told(stream, [("application.updated", agency.case["id"]), ("application.updated", agency.second["id"]),
                  ("customer.unsealed", agency.id)])
    stream.close()
    for name in ("ana", "sam", "ben", "ada"):
        wait_for(lambda: agency.people[name].get(path(agency.case)).status == 200, WITHIN_S)
        assert agency.seen_by(agency.people[name])["/v1/customers?q=" + agency.number] == [agency.id], name
    assert json.loads(events(server, "customer.unsealed")[0]["payload"])["reason"] == "moved away"
    assert read(agency.ben, agency.case)["version"] == agency.case["version"] + 2
    assert seal(server, agency.number, "ben", "again")[0] == 0
    for name in ("ana", "sam"):
        wait_for(lambda: agency.people[name].get(path(agency.case)).status == 404, WITHIN_S)
    wait_for(lambda: agency.ben.get(path(agency.case)).status == 200, WITHIN_S)
    assert customer(server, "unseal", agency.number, "--reason", "moved away")[0] == 0


@story("a conflict declared at work takes the case out of sight on the stream, too")
def _(server):
    agency = AGENCY[0]
    wait_for(lambda: agency.ana.get(path(agency.case)).status == 200, WITHIN_S)
    before = head(agency.ana)
    for username in ("ana", "wes"):
        server.command("worker", "conflict", "--db", server.db, "--username", username, "--customer", agency.number,
                       "--reason", "a neighbor")
    wait_for(lambda: agency.ana.get(path(agency.case)).status == 404, WITHIN_S)

    def gone():
        items = agency.ana.get("/v1/events?after=%d&wait=0" % before).json["items"]
        return {("gone", agency.case["id"]), ("gone", agency.second["id"])} <= \
            {(event["type"], event["subject"]["id"]) for event in items}
    # The record itself is asked for each time; what goes by, when the session has heard.
    wait_for(gone, WITHIN_S)
    # Who never saw it is told of no case.
    wait_for(lambda: agency.people["wes"].get("/v1/me").status == 200)
    text = agency.people["wes"].get("/v1/events?after=%d&wait=0" % before).body.decode()
    assert agency.case["id"] not in text and agency.id not in text, text
    # To a colleague it is a case that came back to the team.
    items = agency.ben.get("/v1/events?after=%d&wait=0" % before).json["items"]
    assert [(event["type"], event["subject"]["id"]) for event in items] == [("application.released", agency.case["id"])], items


@story("the chain is whole, and what it replays is what the tables hold")
def _(server):
    agency = AGENCY[0]
    done = subprocess.run([PROGRAM, "audit", "verify", "--db", server.db], capture_output=True, text=True)
    assert done.returncode == 0 and "Whole" in done.stdout, done
    ada = agency.people["ada"]
    replayed = ada.get("/v1/audit/applications/" + agency.case["id"])
    assert replayed.status == 200 and replayed.json["record"]["sealed"] is False, replayed
    db = Database(server.db)
    for table in ("customer", "queue"):
        assert not db.execute("SELECT 1 AS one FROM %s WHERE sealed = 1" % table), table
    assert not db.execute("SELECT 1 AS one FROM customer_seal")
    db.close()


if __name__ == "__main__":
    run()
