#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A conflict of interest, declared by the operator or by the worker: the customer
is nowhere for that worker from then on, and their cases are the team's again."""

import json
import subprocess

from cases import bare, bring_to_ready, decide, decision, events, file_application, filing, give, money, path, read
from server import PROGRAM, fresh_key, run, story, wait_for

NAME = "Ottoline Kinsworth"


def conflict(server, username, number, *words):
    done = subprocess.run([PROGRAM, "worker", "conflict", "--db", server.db, "--key-file", server.key_file, "--username", username,
                           "--customer", number, *words], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def has(client, case, number):
    """Where this person finds the case or its customer."""
    found = []
    for question in ("/v1/applications?assignee=me", "/v1/applications?team=t_east", "/v1/applications?assignee=none",
                     "/v1/customers?q=Kinsworth", "/v1/customers?q=" + number, "/v1/search?q=Kinsworth"):
        answer = client.get(question)
        assert answer.status == 200, (question, answer)
        if "total" in answer.json:
            assert answer.json["total"]["count"] == len(answer.json["items"]), (question, answer.json["total"])
        text = json.dumps(answer.json["items"])
        if case["id"] in text or case["customer"]["id"] in text:
            found.append(question)
    for question in (path(case), path(case, "/notes"), "/v1/customers/" + case["customer"]["id"],
                     "/v1/customers/%s/history" % case["customer"]["id"]):
        if client.get(question).status != 404:
            found.append(question)
    return found


class Agency:
    def __init__(self, server):
        self.ana, self.ben, self.sam, self.ina, self.adm = (server.sign_in(name) for name in ("ana", "ben", "sam", "ina", "adm"))
        me = self.ana.session["worker"]["id"]
        self.case = give(self.sam, file_application(self.ina, NAME), me)
        self.id = self.case["customer"]["id"]
        self.number = self.ana.get("/v1/customers/" + self.id).json["case_number"]


AGENCY = []


@story("a worker declares their own: gone at once and everywhere for them alone, and the case is the team's")
def _(server):
    AGENCY.append(Agency(server))
    agency = AGENCY[0]
    ana, sam = agency.ana, agency.sam
    before = has(ana, agency.case, agency.number)
    assert len(before) == 9, before  # all but what is nobody's
    for wrong, pointer in (({"reason": "kin"}, "/customer_id"), ({"customer_id": agency.id}, "/reason"),
                           ({"customer_id": agency.id, "customer_number": agency.number, "reason": "kin"}, "/customer_id"),
                           ({"customer_id": "c_nosuch", "reason": "kin"}, "/customer_id"),
                           ({"customer_number": "C-0", "reason": "kin"}, "/customer_number")):
        refused = ana.post("/v1/me/conflicts", wrong)
        assert refused.status == 422 and refused.json["errors"][0]["pointer"] == pointer, (wrong, refused)
    assert agency.adm.post("/v1/me/conflicts", {"customer_id": agency.id, "reason": "kin"}).status == 403
    own = {"customer_number": agency.number, "reason": "my sister"}
    assert ana.post("/v1/me/conflicts?dry_run=true", own, key=None).status == 204
    assert has(ana, agency.case, agency.number) == before and not events(server, "worker.conflict"), "a refusal changed something"
    stream = ana.stream("/v1/events/stream")
    head, key = int(ana.get("/v1/me").headers["Event-Seq"]), fresh_key()
    assert ana.post("/v1/me/conflicts", own, key=key).status == 204
    assert has(ana, agency.case, agency.number) == []
    # The stream ends with the session's old list, or says that it is gone; never why.
    while (frame := stream.frame(timeout=30)) is not None:
        assert json.loads(frame["data"])["type"] == "gone", frame
    told = ana.get("/v1/events?after=%d&wait=0" % head)
    assert {(event["type"], event["subject"]["id"]) for event in told.json["items"]} == {("gone", agency.case["id"])}, told.json
    assert "sister" not in told.body.decode()
    again = ana.post("/v1/me/conflicts", own, key=key)
    assert again.status == 204 and again.headers["Idempotency-Replayed"] == "true", again
    # Declared already, it is nobody for them.
    assert bare(ana.post("/v1/me/conflicts", own)) == bare(ana.post("/v1/me/conflicts", dict(own, customer_number="C-0")))
    row = read(sam, agency.case)
    assert row["assignee"] is None and row["status"] == agency.case["status"].replace("assigned", "submitted"), row
    text = sam.get("/v1/customers/%s/history" % agency.id).body.decode()
    assert "conflict of interest" in text and "sister" not in text, text
    assert sam.get("/v1/events?after=%d&wait=0" % head).body.decode().count("sister") == 0
    declared, = events(server, "worker.conflict")
    assert declared["actor_id"] == declared["subject_id"] == ana.session["worker"]["id"], declared
    assert json.loads(declared["payload"]) == {"v": 1, "customer": agency.number, "reason": "my sister"}, declared
    # Nobody can give it back to them, and a colleague has it as before.
    refused = sam.put(path(row, "/assignment"), {"worker_id": ana.session["worker"]["id"], "reason": "r"}, version=row["version"])
    assert refused.code == "conflict_of_interest", refused
    assert has(agency.ben, agency.case, agency.number)


@story("the operator takes it back, once, and it is there again; the checker would see it")
def _(server):
    agency = AGENCY[0]
    assert conflict(server, "ana", agency.number, "--reason", "again")[0] == 1, "declared already"
    status, said = conflict(server, "ana", agency.number, "--end", "--reason", "another person")
    assert status == 0 and "again" in said, said
    wait_for(lambda: len(has(agency.ana, agency.case, agency.number)) == 9)
    ended, = events(server, "worker.conflict_ended")
    assert json.loads(ended["payload"])["reason"] == "another person" and ended["actor_id"] == "operator", ended
    status, said = conflict(server, "ana", agency.number, "--end", "--reason", "another person")
    assert status == 1 and "no conflict" in said, said


@story("declared by the operator, it says what went back and what waits for whom")
def _(server):
    agency = AGENCY[0]
    ana, ben, sam = agency.ana, agency.ben, agency.sam
    me = ben.session["worker"]["id"]
    for words, status, said in ((["--reason", ""], 64, "Give the customer"), ([], 64, "Give the customer"),
                                (["--reason", "x" * 501], 64, "A reason has")):
        done = conflict(server, "ben", agency.number, *words)
        assert done[0] == status and said in done[1], (words, done)
    assert conflict(server, "nobody", agency.number, "--reason", "x")[1].count('no worker "nobody"') == 1
    assert "no customer C-0" in conflict(server, "ben", "C-0", "--reason", "x")[1]
    held = give(sam, read(sam, agency.case), me)
    waiting = bring_to_ready(ben, sam, file_application(agency.ina, customer_id=agency.id, customer=None), me)
    made = decide(ben, waiting, decision(waiting, "approved", "A04", amounts=[{"from": "2026-01-01", "amount": money("1999.00")}])).json
    assert made["state"] == "awaiting_second_approval", made
    status, said = conflict(server, "ben", agency.number, "--reason", "a neighbor")
    lines = said.splitlines()
    assert status == 0 and len(lines) == 3, said
    assert any(held["number"] in line and "went back" in line for line in lines), said
    assert any(waiting["number"] in line and "second person" in line for line in lines), said
    wait_for(lambda: has(ben, held, agency.number) == [] and has(ben, waiting, agency.number) == [])
    assert read(sam, held)["assignee"] is None and read(sam, waiting)["assignee"]["id"] == me
    # Returned, it is not its maker's again.
    returned = sam.post("/v1/decisions/%s/approval" % made["id"], {"approve": False, "reason": "look again"}, version=made["version"])
    assert returned.status == 200 and returned.json["state"] == "returned", returned
    assert read(sam, waiting)["assignee"] is None, read(sam, waiting)
    assert len(has(ana, held, agency.number)) >= 9
    listed = subprocess.run([PROGRAM, "worker", "conflicts", "--db", server.db], capture_output=True, text=True)
    row, = [line.split("\t") for line in listed.stdout.splitlines()]
    assert row[:2] == ["ben", agency.number] and row[3] == "a neighbor", listed


@story("whom a record is linked to is not said to who is shut out of that one, and their change keeps the link")
def _(server):
    agency = AGENCY[0]
    ana, ben, sam = agency.ana, agency.ben, agency.sam
    born = {"born_on": "1979-05-06"}
    body = filing("Lorna Linksworth")
    body["customer"].update(born, address=dict(body["customer"]["address"], line1="77 Oak Ave"))
    other = agency.ina.post("/v1/applications", body).json["customer"]["id"]
    number = sam.get("/v1/customers/" + other).json["case_number"]
    assert ana.post("/v1/me/conflicts", {"customer_id": other, "reason": "my aunt"}).status == 204
    body["customer"].update(name="Filed By Ana", household=[{"name": "Lorna Linksworth", "relation": "parent", **born}])
    body["customer"].pop("born_on")
    case = give(sam, ana.post("/v1/applications", body).json, ana.session["worker"]["id"])
    record = "/v1/customers/" + case["customer"]["id"]
    bare_entry = dict(body["customer"]["household"][0])
    linked = dict(bare_entry, customer_id=other)

    def household(client):
        answer = client.get(record)
        assert answer.status == 200, answer
        return answer.json["household"]

    def change(client, members):
        return client.patch(record, {"household": members}, version=sam.get(record).json["version"])
    assert household(sam) == [linked] and household(ana) == [bare_entry], (household(sam), household(ana))
    same = change(ana, [bare_entry])
    assert same.status == 200 and same.json["household"] == [bare_entry] and same.json["version"] == 1, same
    child = {"name": "Little Link", "relation": "child"}
    more = change(ana, [child, bare_entry])
    assert more.status == 200 and more.json["household"] == [child, bare_entry], more
    assert household(sam) == [child, linked] and household(ana) == [child, bare_entry], household(sam)
    # Guessing tells nothing, and who sees a link takes it away.
    for known in (other, "c_nosuchcustomer"):
        refused = change(ana, [child, dict(bare_entry, customer_id=known)])
        assert refused.status == 422 and refused.json["errors"][0]["code"] == "unknown", refused
    sealed = subprocess.run([PROGRAM, "customer", "seal", number, "--db", server.db, "--key-file", server.key_file, "--for", "ben",
                             "--reason", "r"], capture_output=True, text=True, timeout=120)
    assert sealed.returncode == 0, sealed
    assert household(sam) == [child, bare_entry] and household(ben) == [child, linked], household(sam)
    assert change(sam, [dict(bare_entry)]).status == 200 and household(ben) == [linked], household(ben)
    gone = change(ben, [bare_entry])
    assert gone.status == 200 and household(ben) == [bare_entry], gone


@story("the chain is whole")
def _(server):
    done = subprocess.run([PROGRAM, "audit", "verify", "--db", server.db], capture_output=True, text=True)
    assert done.returncode == 0 and "Whole" in done.stdout, done


run()
