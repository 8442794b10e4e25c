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


@story("a claim goes back whatever others did to the application meanwhile, unless somebody gave it to the worker")
def _(server):
    o = office()
    where = o.server.db
    rows = []
    for _ in range(3):
        held = complete(o.sam, give(o.sam, file_application(o.ina), worker_id(o.sam)))
        free = o.sam.post(path(held, "/release"), {"reason": "for whoever is next"}, version=held["version"])
        taken = o.ana.post(path(held, "/claim"), version=free.json["version"])
        assert taken.status == 200, taken
        rows.append(taken.json)
    sent = o.ina.request("POST", path(rows[0], "/documents"), raw=b"%PDF-1.4\nof the customer\n")
    assert sent.status == 201, sent
    assert read(o.sam, rows[0])["version"] > rows[0]["version"]
    away = give(o.sam, read(o.sam, rows[1]), worker_id(o.ben))
    give(o.sam, away, worker_id(o.ana))
    reminder = {"on": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400)), "text": "call about the lease"}
    assert o.ana.post(path(rows[2], "/reminders"), reminder).status == 201
    o.server.stop()
    rows_of = Database(where)
    rows_of.execute("UPDATE untouched_claim SET at = at - ?", (2 * DAY_MS,))
    rows_of.commit()
    rows_of.close()
    o.server.start()
    o.sam, o.ana, o.ben, o.ina = (o.server.sign_in(name) for name in ("sam", "ana", "ben", "ina"))
    wait_for(lambda: not list(Database(where, read_only=True).execute("SELECT application_id FROM untouched_claim")))
    assert read(o.sam, rows[0])["assignee"] is None, read(o.sam, rows[0])["assignee"]
    for row in rows[1:]:
        assert read(o.sam, row)["assignee"]["id"] == worker_id(o.ana), row["number"]


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


@story("one household goes to one worker, whichever record names the other, and it does not say whose case it is")
def _(server):
    o = office()
    for turn in range(3):
        first = of_household(o.ina, "Rosa Vidal %d" % turn)
        holder = first["assignee"]["id"]
        second = of_household(o.ina, "Pedro Vidal %d" % turn, spouse(first))
        assert second["assignee"]["id"] == holder, (first["assignee"], second["assignee"])
        why = why_given(o.sam, second)
        assert "has this household already" in why and first["number"] not in why, why
        gone = o.sam.post(path(first, "/withdraw"), {"reason": "r"}, version=first["version"])
        assert gone.status == 200, gone
        # Rosa's record names nobody; Pedro's names her.
        third = file_application(o.ina, customer=None, customer_id=first["customer"]["id"], answers=EXPEDITED)
        assert third["assignee"]["id"] == holder, (first["assignee"], third["assignee"])
        why = why_given(o.sam, third)
        assert "has this household already" in why and second["number"] not in why, why
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


def merge(client, kept, other):
    where = "/v1/customers/" + kept["customer"]["id"]
    done = client.post(where + "/merge", {"other_id": other["customer"]["id"], "reason": "she showed both letters"},
                       version=client.get(where).json["version"])
    assert done.status == 200, done


def spread(client, *waiting):
    plan = client.post("/v1/reassignments", {"from": {"marks": [one["id"] for one in waiting]}, "strategy": "balance", "reason": "r"})
    assert plan.status == 201, plan
    return plan.json["items"]


@story("a plan keeps a household together after one of its records was made one with another")
def _(server):
    o = office()
    # They name one another, and the one of hers that was named is no more.
    first, kept = (file_application(o.ina, name) for name in ("Lidia Vega", "Vega, Lidia"))
    husband = of_household(o.ina, "Tomas Vega", spouse(first))
    record = record_of(o.sam, first)
    linked = o.sam.patch("/v1/customers/" + record["id"], {"household": [spouse(husband)]}, version=record["version"])
    assert linked.status == 200, linked
    merge(o.sam, kept, first)
    for waiting in (kept, first):
        item = spread(o.sam, waiting)[0]
        assert item["to"]["id"] == husband["assignee"]["id"] and "has this household already" in item["reason"], (waiting, item)
    # His waits and hers is with somebody.
    wife, kept = (of_household(o.ina, name) for name in ("Berta Luna", "Luna, Berta"))
    waiting = file_application(o.ina, "Nico Luna")
    record = record_of(o.sam, waiting)
    linked = o.sam.patch("/v1/customers/" + record["id"], {"household": [spouse(wife)]}, version=record["version"])
    assert linked.status == 200, linked
    merge(o.sam, kept, wife)
    gone = o.sam.post(path(wife, "/withdraw"), {"reason": "r"}, version=read(o.sam, wife)["version"])
    assert gone.status == 200, gone
    item = spread(o.sam, waiting)[0]
    assert item["to"]["id"] == kept["assignee"]["id"] and "has this household already" in item["reason"], item
    # Both wait, in one plan.
    wife, kept = (file_application(o.ina, name) for name in ("Clara Rios", "Rios, Clara"))
    waiting = file_application(o.ina, "Hugo Rios")
    for one, other in ((wife, waiting), (waiting, wife)):
        record = record_of(o.sam, one)
        linked = o.sam.patch("/v1/customers/" + record["id"], {"household": [spouse(other)]}, version=record["version"])
        assert linked.status == 200, linked
    merge(o.sam, kept, wife)
    items = spread(o.sam, kept, waiting)
    assert len({item["to"]["id"] for item in items}) == 1, items


def told_of(name, born_on, **entry):
    return [dict(ANSWERS["household"][0]),
            dict(ANSWERS["household"][0], name=name, relation="spouse", born_on=born_on, eats_with_you=True, **entry)]


def born(name, born_on, line1="9 Pine Rd", **changes):
    body = filing(name)
    body["customer"].update(born_on=born_on, phone="(615) 555-0%03d" % len(name), **changes)
    body["customer"]["address"]["line1"] = line1
    return body


def record_of(client, application):
    answer = client.get("/v1/customers/" + application["customer"]["id"])
    assert answer.status == 200, answer
    return answer.json


@story("whom an application tells of is in the new record, linked only where it can be nobody else")
def _(server):
    o = office()

    def filed(body):
        answer = o.ina.post("/v1/applications", body)
        assert answer.status == 201, answer
        return answer.json

    def tells(name, born_on, line1):
        body = born("Filer of " + name, "1980-01-02", line1)
        return record_of(o.sam, filed(dict(body, answers=dict(ANSWERS, household=told_of(name, born_on)))))["household"]

    elena = filed(born("Elena Paz", "1979-05-06", "77 Oak Ave"))["customer"]["id"]
    linked = tells("Elena Paz", "1979-05-06", "77 Oak Ave")
    assert linked == [{"customer_id": elena, "name": "Elena Paz", "relation": "spouse", "born_on": "1979-05-06"}], linked
    for name, day, line1 in (("Elena Paz", "1979-05-06", "78 Oak Ave"), ("Elena Paz", "1979-05-07", "77 Oak Ave"),
                             ("Helena Paz", "1979-05-06", "77 Oak Ave")):
        left = tells(name, day, line1)
        assert len(left) == 1 and left[0]["name"] == name and "customer_id" not in left[0], left
    filed(born("Elena Paz", "1979-05-06", "1 Far Away"))
    left = tells("Elena Paz", "1979-05-06", "77 Oak Ave")
    assert len(left) == 1 and "customer_id" not in left[0], left


@story("a worker links two records, and the next application of either goes where the other's is")
def _(server):
    o = office()
    one, other = of_household(o.ina, "Ines Mora"), file_application(o.ina, "Raul Mora")
    record, where = record_of(o.sam, other), "/v1/customers/" + other["customer"]["id"]
    entry = dict(spouse(one), born_on="1970-02-03")
    assert o.sam.patch(where, {"household": [entry]}, version=record["version"] + 7).status == 412
    missing = o.sam.patch(where, {"household": [dict(entry, customer_id="c_nobody")]}, version=record["version"])
    assert missing.status == 422 and missing.json["errors"][0]["pointer"] == "/household/0/customer_id", missing
    own = o.sam.patch(where, {"household": [spouse(other)]}, version=record["version"])
    assert own.status == 422 and own.json["errors"][0]["code"] == "same", own
    done = o.sam.patch(where, {"household": [entry]}, version=record["version"])
    assert done.status == 200 and done.json["household"] == [entry] and done.json["version"] == record["version"] + 1, done
    told = next(e for e in history(o.sam, other) if e["kind"] == "change" or "household" in json.dumps(e))
    assert "household" in json.dumps(told), told
    same = o.sam.patch(where, {"household": [entry]}, version=done.json["version"])
    assert same.status == 200 and same.json["version"] == done.json["version"], same
    more = file_application(o.ina, customer=None, customer_id=other["customer"]["id"], answers=EXPEDITED)
    assert more["assignee"]["id"] == one["assignee"]["id"], (more["assignee"], one["assignee"])
    why = why_given(o.sam, more)
    assert "has this household already" in why and one["number"] not in why, why
    undone = o.sam.patch(where, {"household": [{"name": "Ines Mora", "relation": "spouse"}]}, version=done.json["version"])
    assert undone.status == 200 and "customer_id" not in undone.json["household"][0], undone


@story("the office ends well")
def _(server):
    assert office().server.stop() in (0, None)
    office().server.close()


if __name__ == "__main__":
    run()
