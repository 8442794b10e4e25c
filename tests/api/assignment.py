#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the system gives to whom: new complete applications, with the reason; claims that nothing
followed; leave; and what next never gives."""

import json
import time

from cases import ANSWERS, accept, file_application, filing, give, path, read
from server import Database, Server, run, story, wait_for

DAY_MS = 86400 * 1000


def history(client, application):
    return client.get("/v1/customers/%s/history" % application["customer"]["id"]).json["items"]


def worker_id(client):
    return client.session["worker"]["id"]


def complete(worker, application):
    """Every proof that the customer owes, accepted."""
    for item in application["missing"]:
        if item["requirement"] != "interview" and item["state"] != "accepted":
            application = accept(worker, application, item)
    return application


class Office:
    """An agency in which what is filed goes to a worker at once."""

    def __init__(self):
        self.server = Server(assigns_new=True)
        self.sam, self.ina = self.server.sign_in("sam"), self.server.sign_in("ina")
        self.ana, self.ben = self.server.sign_in("ana"), self.server.sign_in("ben")


OFFICE = []


def office():
    if not OFFICE:
        OFFICE.append(Office())
    return OFFICE[0]


@story("expedited ones go to a worker the moment they are filed, one after the other, with the reason")
def _(server):
    o = office()
    answers = dict(ANSWERS, month_income={"amount": "10.00", "currency": "USD"}, cash={"amount": "0.00", "currency": "USD"})
    filed = [file_application(o.ina, answers=answers) for _ in range(6)]
    assert all(row["expedited"] for row in filed), filed[0]
    whose = [row["assignee"]["name"] if row["assignee"] else None for row in filed]
    assert None not in whose and len(set(whose)) >= 2, whose
    counts = [whose.count(name) for name in set(whose)]
    assert max(counts) - min(counts) <= 1, whose
    entry = next(e for e in history(o.sam, filed[0]) if e["kind"] == "assignment")
    assert entry["actor"]["kind"] == "system" and "work" in entry["detail"], entry


@story("what is not urgent waits until it is complete; then it goes to a worker in that commit")
def _(server):
    o = office()
    filed = file_application(o.ina)
    assert filed["status"] == "incomplete" and filed["assignee"] is None, filed
    mine = give(o.sam, filed, worker_id(o.ana))
    done = complete(o.ana, mine)
    assert done["status"] == "submitted" and done["assignee"]["id"] == worker_id(o.ana), done


@story("nobody absent, uncertified or in conflict is given anything; with nobody left it waits")
def _(server):
    o = office()
    answers = dict(ANSWERS, month_income={"amount": "10.00", "currency": "USD"}, cash={"amount": "0.00", "currency": "USD"})
    waits = complete(o.sam, give(o.sam, file_application(o.ina), worker_id(o.sam)))
    waits = o.sam.post(path(waits, "/release"), {"reason": "r"}, version=waits["version"]).json
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 12 * 3600))
    for who in (o.ana, o.ben):
        assert o.sam.put("/v1/workers/%s/leave" % worker_id(who), {"from": today, "to": "2099-01-01"}).status == 200
    filed = file_application(o.ina, answers=answers)
    assert filed["assignee"]["id"] == worker_id(o.sam), filed["assignee"]
    assert o.sam.put("/v1/workers/%s/leave" % worker_id(o.sam), {"from": today}).status == 200
    filed = file_application(o.ina, answers=answers)
    assert filed["assignee"] is None, filed["assignee"]
    refused = o.ana.post(path(waits, "/claim"), version=waits["version"])
    assert refused.status == 403 and "leave" in refused.json["detail"], refused
    assert o.ana.post("/v1/applications/next").status == 404
    for who in (o.ana, o.ben, o.sam):
        over = o.sam.put("/v1/workers/%s/leave" % worker_id(who), {})
        assert over.status == 200 and "from" not in over.json, over
    taken = o.ana.post("/v1/applications/next")
    assert taken.status == 200 and taken.json["why"], taken


@story("a claim that nothing followed goes back when the county's day is over; one that something followed stays")
def _(server):
    o = office()
    where = o.server.db
    rows = []
    for _ in range(3):
        row = file_application(o.ina)
        held = give(o.sam, row, worker_id(o.sam))
        held = complete(o.sam, held)
        free = o.sam.post(path(held, "/release"), {"reason": "for whoever is next"}, version=held["version"])
        assert free.status == 200 and free.json["status"] == "submitted", free
        taken = o.ana.post(path(row, "/claim"), version=free.json["version"])
        assert taken.status == 200, taken
        rows.append(taken.json)
    assert o.ana.post(path(rows[1], "/notes"), {"text": "called the landlord", "kind": "note"}).status == 201
    o.server.stop()
    rows_of = Database(where)
    rows_of.execute("UPDATE untouched_claim SET at = at - ? WHERE application_id <> ?", (2 * DAY_MS, rows[2]["id"]))
    rows_of.commit()
    rows_of.close()
    o.server.start()
    o.sam, o.ana = o.server.sign_in("sam"), o.server.sign_in("ana")
    wait_for(lambda: read(o.sam, rows[0])["assignee"] is None)
    assert read(o.sam, rows[0])["status"] == "submitted"
    entry = next(e for e in history(o.sam, rows[0]) if e["kind"] == "assignment")
    assert entry["actor"]["kind"] == "system" and "not begun" in entry["detail"], entry
    for row in rows[1:]:
        assert read(o.sam, row)["assignee"]["id"] == worker_id(o.ana), row["number"]
    left = [row["application_id"] for row in Database(where, read_only=True).execute("SELECT application_id FROM untouched_claim")]
    assert rows[2]["id"] in left and rows[0]["id"] not in left and rows[1]["id"] not in left, left


@story("a load is weighed by the rules the agency set, and tells who is there")
def _(server):
    o = office()
    workers = {row["username"]: row for row in o.sam.get("/v1/workers").json["items"]}
    for row in workers.values():
        assert row["presence"] in ("here", "away", "offline"), row
        assert row["load"]["open"] >= row["load"]["overdue"] + row["load"]["due_soon"] - row["load"]["open"], row
    assert workers["sam"]["presence"] == "here", workers["sam"]
    assert o.sam.put("/v1/workers/me/presence", {"presence": "away"}).status == 204
    assert next(row for row in o.sam.get("/v1/workers").json["items"] if row["username"] == "sam")["presence"] == "away"
    before = workers["ana"]["load"]
    o.server.command("setting", "--db", o.server.db, "weight_waiting", "10")
    wait_for(lambda: next(row for row in o.sam.get("/v1/workers").json["items"]
                          if row["username"] == "ana")["load"]["weighted"] != before["weighted"] or before["waiting"] == 0)


@story("a long setting is in the log whole, and a reason longer than it may be is in no log")
def _(server):
    o = office()
    weights = ",".join("program-%03d=%d" % (i, 100 + i) for i in range(100))
    o.server.command("setting", "--db", o.server.db, "review_programs", weights)
    db = Database(o.server.db)
    told = db.execute("SELECT p.payload FROM event_payload p JOIN event e ON e.seq = p.seq"
                      " WHERE e.type = 'setting.changed' AND e.subject_id = 'review_programs'")
    db.close()
    assert json.loads(told[0]["payload"])["value"] == weights, told
    o.server.command("setting", "--db", o.server.db, "review_programs", "")
    for much in (2001, 60000):
        long = o.sam.put("/v1/workers/%s/leave" % worker_id(o.sam), {"from": "2099-01-01", "reason": "\x01" * much})
        assert long.status == 422 and long.json["errors"][0]["pointer"] == "/reason", long
    worst = o.sam.put("/v1/workers/%s/leave" % worker_id(o.sam), {"reason": "\x01" * 2000})
    assert worst.status == 200, worst


EXPEDITED = dict(ANSWERS, month_income={"amount": "10.00", "currency": "USD"}, cash={"amount": "0.00", "currency": "USD"})


def of_household(client, name, *members, **more):
    """Filed by a new customer whose record names these."""
    body = filing(name, answers=EXPEDITED, **more)
    body["customer"]["household"] = list(members)
    answer = client.post("/v1/applications", body)
    assert answer.status == 201, answer
    return answer.json


def spouse(application):
    return {"name": application["customer"]["name"], "relation": "spouse", "customer_id": application["customer"]["id"]}


def why_given(client, application):
    return next(e["detail"] for e in history(client, application) if e["kind"] == "assignment")


@story("one household goes to one worker, whichever record names the other, and it says whose case it is")
def _(server):
    o = office()
    for turn in range(3):
        first = of_household(o.ina, "Rosa Vidal %d" % turn)
        holder = first["assignee"]["id"]
        second = of_household(o.ina, "Pedro Vidal %d" % turn, spouse(first))
        assert second["assignee"]["id"] == holder, (first["assignee"], second["assignee"])
        assert "same household as " + first["number"] in why_given(o.sam, second), why_given(o.sam, second)
        gone = o.sam.post(path(first, "/withdraw"), {"reason": "r"}, version=first["version"])
        assert gone.status == 200, gone
        # Rosa's record names nobody; Pedro's names her.
        third = file_application(o.ina, customer=None, customer_id=first["customer"]["id"], answers=EXPEDITED)
        assert third["assignee"]["id"] == holder, (first["assignee"], third["assignee"])
        assert "same household as " + second["number"] in why_given(o.sam, third), why_given(o.sam, third)
    alone = of_household(o.ina, "Rosa Vidal", {"name": "Pedro Vidal 1", "relation": "spouse"})
    assert "household" not in why_given(o.sam, alone), why_given(o.sam, alone)


@story("a plan keeps a household together, too, where only the other record names the customer")
def _(server):
    o = office()
    waiting = file_application(o.ina, "Mara Soto")
    assert waiting["assignee"] is None, waiting
    other = of_household(o.ina, "Luis Soto", spouse(waiting))
    plan = o.sam.post("/v1/reassignments", {"from": {"marks": [waiting["id"]]}, "strategy": "balance", "reason": "r"})
    assert plan.status == 201, plan
    item = plan.json["items"][0]
    assert item["to"]["id"] == other["assignee"]["id"] and "has this household already" in item["reason"], (item, other["assignee"])


@story("the office ends well")
def _(server):
    assert office().server.stop() in (0, None)
    office().server.close()


if __name__ == "__main__":
    run()
