#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The board: each of its numbers is the length of the list that it opens, and
none counts what its reader may not know of."""

import datetime
import os
import time

from cases import denied
from server import SAMPLE, Database, run, story

LISTS = {"open": "", "overdue": "&clock=overdue", "due_soon": "&clock=due_soon", "waiting": "&turn=customer"}


def day_before(server):
    """The last day before today where the agency is, by the rule of its zone: a machine may have no table of them."""
    now = Database(server.db).execute("SELECT max(decided_at) AS at FROM decision")[0]["at"] / 1000
    kept = os.environ.get("TZ", "UTC")
    os.environ["TZ"] = "CST6CDT,M3.2.0,M11.1.0"
    time.tzset()
    today = datetime.date(*time.localtime(now)[:3])
    os.environ["TZ"] = kept
    time.tzset()
    return (today - datetime.timedelta(days=1)).isoformat()


def length(client, query):
    return client.get("/v1/applications?limit=1&" + query).json["total"]["count"]


def chats(client, query):
    return sum(len(client.get("/v1/interactions?limit=200&state=%s&%s" % (state, query)).json["items"])
               for state in ("waiting", "active", "wrap_up"))


def worker_named(client, username):
    return next(row for row in client.get("/v1/workers").json["items"] if row["username"] == username)


def team_led(client):
    return next(row for row in client.get("/v1/teams").json["items"] if row["id"] in client.session["worker"]["led_team_ids"])


def decide_one(server):
    """Ana decides one today."""
    return denied(server.sign_in("ana"), server.sign_in("sam"), server.sign_in("ina"))[0]


@story("each number of a worker is the length of the list that it opens")
def _(server):
    sam = server.sign_in("sam")
    decide_one(server)
    seen = {name: 0 for name in list(LISTS) + ["decided_today", "chats"]}
    for worker in sam.get("/v1/workers").json["items"]:
        numbers = {name: length(sam, "assignee=%s%s" % (worker["id"], query)) for name, query in LISTS.items()}
        numbers["decided_today"] = length(sam, "decided_by=%s&decided_after=%s" % (worker["id"], day_before(server)))
        numbers["chats"] = chats(sam, "worker=" + worker["id"])
        assert {name: worker["load"].get(name, 0) for name in numbers} == numbers, (worker["name"], worker["load"], numbers)
        seen = {name: seen[name] + count for name, count in numbers.items()}
    assert all(seen.values()), seen


@story("each number of a team is the length of the list that it opens, and so is each of what is nobody's")
def _(server):
    sam, ana = server.sign_in("sam"), server.sign_in("ana")
    decide_one(server)
    team = team_led(sam)
    numbers = {name: length(sam, "team=%s%s" % (team["id"], query)) for name, query in LISTS.items()}
    numbers["decided_today"] = length(sam, "team=%s&decided_after=%s" % (team["id"], day_before(server)))
    numbers["chats"] = chats(sam, "team=" + team["id"])
    assert all(numbers.values()), numbers
    assert {name: team["load"].get(name, 0) for name in numbers} == numbers, (team, numbers)
    numbers = {name: length(sam, "assignee=none&team=%s%s" % (team["id"], query)) for name, query in LISTS.items()}
    assert numbers["open"] == team["unassigned"] > 0 and numbers["overdue"] + numbers["due_soon"] > 0, numbers
    assert {name: team["nobodys"][name] for name in numbers} == numbers, (team, numbers)
    assert team["nobodys"]["weighted"] > 0
    assert not any("nobodys" in row or "load" in row for row in ana.get("/v1/teams").json["items"])


@story("a conflict of its reader takes a decision, a chat and what is open out of the numbers")
def _(server):
    sam = server.sign_in("sam")
    application = decide_one(server)
    db = Database(server.db)
    chat = db.execute("SELECT customer_id FROM interaction WHERE worker_id = ? AND state IN ('waiting', 'active', 'wrap_up')"
                      " AND customer_id <> ''", (worker_named(sam, "ana")["id"],))[0]["customer_id"]
    before, team_before = worker_named(sam, "ana")["load"], team_led(sam)["load"]
    for customer_id in (application["customer"]["id"], chat):
        db.execute("INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at) VALUES (?, ?, 'kin', 1)",
                   (sam.session["worker"]["id"], customer_id))
    db.commit()
    db.close()
    sam = server.sign_in("sam")
    after, team_after = worker_named(sam, "ana")["load"], team_led(sam)["load"]
    assert after["decided_today"] == before["decided_today"] - 1, (before, after)
    assert team_after["decided_today"] == team_before["decided_today"] - 1, (team_before, team_after)
    assert after["chats"] == before["chats"] - 1 and team_after["chats"] == team_before["chats"] - 1, (before, after)


if __name__ == "__main__":
    run(sample=SAMPLE)
