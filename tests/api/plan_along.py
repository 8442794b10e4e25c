#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What goes along with the applications that a plan moves, how long a plan is kept, and one reminder for many."""

import datetime

from cases import file_application, give, path, read
from server import Database, head, run, story

SOON = (datetime.date.today() + datetime.timedelta(days=7)).isoformat()
PLANS = "/v1/reassignments"


def someone(server, username):
    client = server.sign_in(username)
    return client, client.session["worker"]["id"]


def make(client, applications, to):
    answer = client.post(PLANS, {"from": {"marks": [one["id"] for one in applications]}, "to": [to], "strategy": "round_robin", "reason": "leave"})
    assert answer.status == 201 and answer.json["item_count"] == len(applications), answer
    return answer.json


def act(client, plan, what, body=None):
    return client.post("%s/%s/%s" % (PLANS, plan["id"], what), body, version=plan["version"])


def bend(server, *statements):
    """What no route does: a chat that is open, time that has gone."""
    server.stop()
    database = Database(server.db)
    for sql, values in statements:
        database.execute(sql, values)
    database.commit()
    database.close()
    server.start()


def chat(name, application, state, worker):
    return ("INSERT INTO interaction VALUES (?, 1, ?, ?, 'web_chat', ?, 'en', ?, 1000, ?, '', 0, ?, 1, '')",
            (name, application["customer"]["id"], application["id"], state, name, 2000 if state == "closed" else 0, worker))


def with_whom(server):
    return {row["id"]: row["worker_id"] for row in Database(server.db).execute("SELECT id, worker_id FROM interaction")}


@story("open chats, the worker's reminders and the customer's go along with a moved application, and come back with it")
def _(server):
    (sam, _), (ana, anas), (ben, bens) = (someone(server, name) for name in ("sam", "ana", "ben"))
    ina = server.sign_in("ina")
    moved, stays = (give(sam, file_application(ina), anas) for _ in range(2))
    assert ana.post(path(moved, "/reminders"), {"on": SOON, "text": "look at the rent"}).status == 201
    bend(server, chat("i_active", moved, "active", anas), chat("i_over", moved, "closed", anas),
         chat("i_stays", stays, "active", anas))
    (sam, _), (ben, _), (ana, _) = (someone(server, name) for name in ("sam", "ben", "ana"))
    before, seen = with_whom(server), head(ben)
    plan = make(sam, [read(sam, moved)], bens)
    assert with_whom(server) == before, "a plan by itself moves no chat"
    done = act(sam, plan, "commit")
    assert done.status == 200, done
    assert with_whom(server) == dict(before, i_active=bens), with_whom(server)
    told = ben.get("/v1/events?after=%d&wait=0" % seen).json["items"]
    assert [event["subject"]["id"] for event in told if event["type"] == "interaction.moved"] == ["i_active"], told
    assert "i_active" in [row["id"] for row in ben.get("/v1/interactions?state=active&worker=" + bens).json["items"]]
    assert "i_active" not in [row["id"] for row in ana.get("/v1/interactions?state=active&worker=" + anas).json["items"]]
    assert "look at the rent" in [row["text"] for row in ben.get(path(moved, "/reminders")).json["items"]]
    assert act(sam, done.json, "revert", {"reason": "she is here"}).status == 200
    assert with_whom(server) == before, with_whom(server)


@story("a chat that the new worker had on it before the move stays with them when the move is taken back")
def _(server):
    (sam, _), (_, anas), (_, bens) = (someone(server, name) for name in ("sam", "ana", "ben"))
    moved = give(sam, file_application(server.sign_in("ina")), anas)
    bend(server, chat("i_went", moved, "active", anas), chat("i_bens", moved, "active", bens))
    sam, _ = someone(server, "sam")
    before = with_whom(server)
    done = act(sam, make(sam, [read(sam, moved)], bens), "commit")
    assert done.status == 200 and with_whom(server) == dict(before, i_went=bens), with_whom(server)
    assert act(sam, done.json, "revert", {"reason": "she is here"}).status == 200
    assert with_whom(server) == before, with_whom(server)


@story("past its time a plan says so and is not changed or applied; a change keeps it on; it may be thrown away")
def _(server):
    (sam, _), (_, anas), (_, bens) = (someone(server, name) for name in ("sam", "ana", "ben"))
    applications = [give(sam, file_application(server.sign_in("ina")), anas) for _ in range(2)]
    plan, kept = make(sam, applications, bens), make(sam, applications, bens)
    bend(server, ("UPDATE plan SET expires_at = 1 WHERE id = ?", (plan["id"],)),
         ("UPDATE plan SET expires_at = expires_at - 60000 WHERE id = ?", (kept["id"],)))
    sam, _ = someone(server, "sam")
    where = "%s/%s" % (PLANS, plan["id"])
    now = sam.get(where).json
    assert now["state"] == "expired" and now["allowed_actions"] == ["delete"], now
    for listed, plans in (("draft", [kept["id"]]), ("expired", [plan["id"]])):
        found = [row["id"] for row in sam.get(PLANS + "?state=" + listed).json["items"]]
        assert [one for one in (plan["id"], kept["id"]) if one in found] == plans, (listed, found)
    for refused in (act(sam, plan, "commit"), sam.patch(where, {"drop": [applications[0]["id"]]}, version=plan["version"])):
        assert refused.status == 409 and refused.code == "plan_expired", refused
    assert all(read(sam, one)["assignee"]["id"] == anas for one in applications)
    assert sam.delete(where).status == 204 and sam.get(where).status == 404
    was = sam.get("%s/%s" % (PLANS, kept["id"])).json["expires_at"]
    longer = sam.patch("%s/%s" % (PLANS, kept["id"]), {"reason": "leave till Friday"}, version=kept["version"])
    assert longer.status == 200 and longer.json["expires_at"] > was, longer
    assert act(sam, longer.json, "commit").status == 200


@story("one reminder for many: each row that has not changed has it once, with whom it is for; a retry sets no second")
def _(server):
    (sam, _), (ana, anas) = (someone(server, name) for name in ("sam", "ana"))
    ina = server.sign_in("ina")
    cases = [give(sam, file_application(ina), anas) for _ in range(3)]
    marks = [{"application_id": one["id"], "version": one["version"]} for one in cases]
    marks[1]["version"] += 5
    body = {"marks": marks, "reminder": {"on": SOON, "text": "ask for the lease"}}

    def set_on(one):
        return [row["on"] for row in ana.get(path(one, "/reminders")).json["items"] if row["text"] == "ask for the lease"]
    tried = ana.post("/v1/applications/bulk?dry_run=true", body, key=None)
    assert tried.status == 200 and (tried.json["done"], tried.json["skipped"]) == (2, 1), tried
    assert not any(set_on(one) for one in cases), "a dry run sets none"
    done = ana.post("/v1/applications/bulk", body, key="bulk-reminder-0001")
    assert done.status == 200 and [row["done"] for row in done.json["rows"]] == [True, False, True], done
    assert done.json["rows"][1]["code"] == "version_conflict" and done.json["rows"][1]["why"], done.json["rows"][1]
    again = ana.post("/v1/applications/bulk", body, key="bulk-reminder-0001")
    assert again.status == 200 and again.body == done.body, again
    assert [len(set_on(one)) for one in cases] == [1, 0, 1], [set_on(one) for one in cases]
    assert set_on(cases[0]) == [SOON]
    # It goes to whoever has it, who is not who set it, and one's own only to oneself.
    own = {"marks": [{"application_id": one["id"], "version": read(sam, one)["version"]} for one in cases[:1]],
           "reminder": {"on": SOON, "text": "for me alone", "mine": True}}
    assert sam.post("/v1/applications/bulk", own).json["done"] == 1
    mine = [row["text"] for row in sam.get("/v1/reminders").json["items"]]
    anas_own = [row["text"] for row in ana.get("/v1/reminders").json["items"]]
    assert "for me alone" in mine and "for me alone" not in anas_own, (mine, anas_own)
    assert "ask for the lease" in anas_own, anas_own
    yesterday = (datetime.date.today() - datetime.timedelta(days=40)).isoformat()
    late = ana.post("/v1/applications/bulk", {"marks": marks[:1], "reminder": {"on": yesterday, "text": "t"}})
    assert late.status == 422 or not late.json["done"], late


if __name__ == "__main__":
    run()
