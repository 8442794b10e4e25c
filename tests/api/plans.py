#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plans: proposed with reasons, edited, carried out whole or not at all, taken back as one."""

from cases import file_application, give, path, read
from server import PASSWORD, SAMPLE, Database, head, run, story

PLANS = "/v1/reassignments"


def make(client, source, strategy="balance", **more):
    body = {"from": source, "strategy": strategy, "reason": "too much at one desk"}
    body.update(more)
    answer = client.post(PLANS, body)
    assert answer.status == 201, answer
    return answer.json


def act(client, plan, what, body=None, **more):
    return client.post("%s/%s/%s" % (PLANS, plan["id"], what), body, version=plan["version"], **more)


def state(server):
    """All that a plan may touch: who has what, in which status, due when."""
    return {row["application_id"]: (row["assignee_id"], row["status"], row["due_on"], row["interview_at"])
            for row in Database(server.db).execute(
                "SELECT application_id, assignee_id, status, due_on, interview_at FROM queue")}


def worker_named(client, username):
    return next(row for row in client.get("/v1/workers").json["items"] if row["username"] == username)


def some_of_ana(sam, count):
    """Ana's, that may be moved."""
    ana = worker_named(sam, "ana")
    rows = sam.get("/v1/applications?assignee=%s&limit=200" % ana["id"]).json["items"]
    return [row for row in rows if "assign" in row["allowed_actions"]][:count]


@story("a plan from marks says why for each row, and moves nothing by itself")
def _(server):
    sam = server.sign_in("sam")
    before = state(server)
    rows = some_of_ana(sam, 12)
    plan = make(sam, {"marks": [row["id"] for row in rows] + ["a_nobody_has_this"]})
    assert plan["state"] == "draft" and plan["version"] == 1, plan
    assert "edit" in plan["allowed_actions"] and "commit" in plan["allowed_actions"], plan
    listed = [item["application_id"] for item in plan["items"]] + [skip["application_id"] for skip in plan["skipped"]]
    assert sorted(listed) == sorted([row["id"] for row in rows] + ["a_nobody_has_this"]), "a row was dropped silently"
    assert plan["items"], plan["skipped"]
    for item in plan["items"]:
        assert item["reason"].endswith(".") and item["to"]["id"] != item["from"]["id"], item
    for load in plan["loads"]:
        came = sum(item["to"]["id"] == load["worker_id"] for item in plan["items"])
        went = sum(item["from"]["id"] == load["worker_id"] for item in plan["items"])
        assert load["after"]["open"] == load["before"]["open"] + came - went, load
        assert plan["load_before"][load["worker_id"]]["open"] == load["before"]["open"]
        assert plan["load_after"][load["worker_id"]]["weighted"] == load["after"]["weighted"]
    assert state(server) == before
    again = make(sam, {"marks": [row["id"] for row in rows]})
    assert [(i["application_id"], i["to"]["id"]) for i in again["items"]] == \
        [(i["application_id"], i["to"]["id"]) for i in plan["items"]], "the same state, another plan"
    assert sam.delete("%s/%s" % (PLANS, again["id"])).status == 204
    assert sam.get("%s/%s" % (PLANS, again["id"])).status == 404


@story("carried out, all rows are with their new workers; taken back, everything is as it was")
def _(server):
    sam, ben = server.sign_in("sam"), server.sign_in("ben")
    before, seen = state(server), head(ben)
    rows = some_of_ana(sam, 10)
    plan = make(sam, {"marks": [row["id"] for row in rows]}, "round_robin", to=[worker_named(sam, "ben")["id"]])
    done = act(sam, plan, "commit")
    assert done.status == 200 and done.json["state"] == "committed", done
    now = state(server)
    for item in plan["items"]:
        assert now[item["application_id"]][0] == item["to"]["id"], item
        assert now[item["application_id"]][2:] == before[item["application_id"]][2:], "a clock moved"
    told = ben.get("/v1/events?after=%d&wait=0" % seen).json["items"]
    assert sum(event["type"] == "application.assigned" for event in told) >= len(plan["items"])
    assert any(event["type"] == "plan.committed" and event["subject"]["id"] == plan["id"] for event in told), told
    one = read(ben, {"id": plan["items"][0]["application_id"]})
    assert one["unseen_changes"] > 0 and one["moved"]["from"] == "Ana Ruiz" and one["moved"]["reason"] == "too much at one desk", one.get("moved")
    assert one["moved"]["why"] and one["moved"]["by"] == "Sam Whitfield", one["moved"]
    assert "moved" not in read(sam, one), "it is told to who has it"
    assert ben.put(path(one, "/seen"), {"seq": head(ben)}).status == 204
    assert "moved" not in read(ben, one)
    bens = ben.get("%s/%s" % (PLANS, plan["id"]))
    assert bens.status == 200 and len(bens.json["items"]) == len(plan["items"]), bens
    assert bens.json["reason"] == "too much at one desk" and not bens.json["allowed_actions"]
    assert act(sam, done.json, "commit").code == "transition_not_allowed"
    back = act(sam, done.json, "revert", {"reason": "she is here after all"})
    assert back.status == 200 and back.json["state"] == "reverted", back
    assert state(server) == before
    assert not any(item.get("conflict") for item in back.json["items"])


@story("a row that has moved in between: nothing is moved, and it is named")
def _(server):
    sam = server.sign_in("sam")
    ben = worker_named(sam, "ben")["id"]
    rows = some_of_ana(sam, 8)
    plan = make(sam, {"marks": [row["id"] for row in rows]}, "least_loaded", to=[ben])
    moved = plan["items"][3]
    give(sam, read(sam, {"id": moved["application_id"]}), ben)
    before = state(server)
    answer = act(sam, plan, "commit")
    assert answer.status == 409 and answer.code == "plan_stale", answer
    assert [error["pointer"] for error in answer.json["errors"]] == ["/items/3"], answer
    assert moved["number"] in answer.json["errors"][0]["detail"]
    assert state(server) == before
    now = sam.get("%s/%s" % (PLANS, plan["id"])).json
    assert now["conflict_count"] == 1 and now["items"][3]["conflict"], now
    left = sam.patch("%s/%s" % (PLANS, plan["id"]), {"drop_conflicts": True}, version=now["version"])
    assert left.status == 200 and left.json["item_count"] == len(plan["items"]) - 1, left
    assert any(skip["application_id"] == moved["application_id"] for skip in left.json["skipped"])
    done = act(sam, left.json, "commit")
    assert done.status == 200, done
    # Taking back a row that has gone elsewhere since is refused, or leaves just that row.
    gone = done.json["items"][0]
    ana = worker_named(sam, "ana")["id"]
    give(sam, read(sam, {"id": gone["application_id"]}), ana)
    refused = act(sam, done.json, "revert", {})
    assert refused.status == 409 and refused.code == "plan_stale" and len(refused.json["errors"]) == 1, refused
    back = act(sam, done.json, "revert", {"leave_changed": True})
    assert back.status == 200, back
    outcomes = [item["outcome"] for item in back.json["items"]]
    assert outcomes.count("left") == 1 and outcomes.count("reverted") == len(outcomes) - 1, outcomes


def another_leader(server):
    """Sue, who leads the same team as Sam."""
    if not any(row["username"] == "sue" for row in server.sign_in("sam").get("/v1/workers").json["items"]):
        team = worker_named(server.sign_in("sam"), "ana")["team_ids"][0]
        server.command("worker", "add", "--db", server.db, "--username", "sue", "--name", "Sue Tran", "--roles", "supervisor,caseworker",
                       "--teams", team, "--leads", team, "--password-fd", "0", text=PASSWORD + "\n")
    return server.sign_in("sue")


@story("a draft is changed, applied and thrown away by who made it or was handed it; others who lead its rows read it")
def _(server):
    sam, sue = server.sign_in("sam"), another_leader(server)
    ben = worker_named(sam, "ben")["id"]
    plan = make(sam, {"marks": [row["id"] for row in some_of_ana(sam, 4)]}, "round_robin", to=[ben])
    where, before = "%s/%s" % (PLANS, plan["id"]), state(server)
    seen = sue.get(where)
    assert seen.status == 200 and seen.json["items"] == plan["items"] and seen.json["allowed_actions"] == [], seen
    assert plan["id"] in [row["id"] for row in sue.get(PLANS + "?state=draft").json["items"]]
    suse = worker_named(sam, "sue")["id"]
    for refused in (act(sue, plan, "commit"), sue.patch(where, {"drop": [plan["items"][0]["application_id"]]}, version=plan["version"]),
                    sue.patch(where, {"hand_to": suse}, version=plan["version"]), sue.delete(where)):
        assert refused.status == 403 and "handed it" in refused.json["detail"], refused
    assert state(server) == before and sam.get(where).json["version"] == plan["version"]
    told = head(sue)
    handed = sam.patch(where, {"hand_to": suse}, version=plan["version"])
    assert handed.status == 200 and handed.json["handed_to"]["id"] == suse, handed
    assert any(event["type"] == "plan.handed_over" and event["subject"]["id"] == plan["id"]
               for event in sue.get("/v1/events?after=%d&wait=0" % told).json["items"])
    assert set(sue.get(where).json["allowed_actions"]) == {"edit", "hand_over", "commit", "delete"}
    left = sue.patch(where, {"drop": [plan["items"][0]["application_id"]]}, version=handed.json["version"])
    assert left.status == 200 and left.json["item_count"] == plan["item_count"] - 1, left
    done = act(sue, left.json, "commit")
    assert done.status == 200 and done.json["committed_by"]["id"] == suse and done.json["made_by"]["name"] == "Sam Whitfield", done
    back = act(sam, done.json, "revert", {"reason": "it was the wrong week"})
    assert back.status == 200 and state(server) == before, back
    again = make(sam, {"marks": [row["id"] for row in some_of_ana(sam, 2)]}, "round_robin", to=[ben])
    assert sue.delete("%s/%s" % (PLANS, again["id"])).status == 403
    handed = sam.patch("%s/%s" % (PLANS, again["id"]), {"hand_to": suse}, version=again["version"])
    assert handed.status == 200 and sue.delete("%s/%s" % (PLANS, again["id"])).status == 204


@story("whoever leads all its rows takes an applied plan back, though another made it")
def _(server):
    sam, sue = server.sign_in("sam"), another_leader(server)
    plan = make(sam, {"marks": [row["id"] for row in some_of_ana(sam, 3)]}, "round_robin", to=[worker_named(sam, "ben")["id"]])
    before = state(server)
    done = act(sam, plan, "commit").json
    assert sue.get("%s/%s" % (PLANS, plan["id"])).json["allowed_actions"] == ["revert"]
    assert act(sue, done, "revert", {"reason": "she is here"}).status == 200 and state(server) == before


@story("rows are left out and workers chosen by hand; a limit is told")
def _(server):
    sam = server.sign_in("sam")
    ben = worker_named(sam, "ben")["id"]
    rows = some_of_ana(sam, 6)
    plan = make(sam, {"marks": [row["id"] for row in rows]}, "round_robin", to=[ben])
    where = "%s/%s" % (PLANS, plan["id"])
    assert sam.patch(where, {"drop": []}).status == 428
    first, second = plan["items"][0]["application_id"], plan["items"][1]["application_id"]
    sams = worker_named(sam, "sam")["id"]
    answer = sam.patch(where, {"drop": [first], "choose": [{"application_id": second, "to": sams}]}, version=plan["version"])
    assert answer.status == 200, answer
    assert answer.json["item_count"] == plan["item_count"] - 1
    chosen = next(item for item in answer.json["items"] if item["application_id"] == second)
    assert chosen["to"]["id"] == sams and chosen["reason"] == "Chosen by hand.", chosen
    assert sam.patch(where, {"drop": [first]}, version=plan["version"]).status == 412
    ina = worker_named(sam, "ina")["id"] if any(row["username"] == "ina" for row in sam.get("/v1/workers").json["items"]) else "w_nobody"
    refused = sam.patch(where, {"choose": [{"application_id": second, "to": ina}]}, version=answer.json["version"])
    assert refused.status == 422 and refused.json["errors"][0]["pointer"] == "/choose/0", refused
    # Left out once, it is not there to be left out again; nothing is meant by nothing.
    for again in (answer.json["items"][0]["application_id"], ""):
        twice = sam.patch(where, {"drop": [answer.json["items"][0]["application_id"], again]}, version=answer.json["version"])
        assert twice.status == 422 and twice.json["errors"][0]["pointer"].startswith("/drop"), twice
    assert sam.get(where).json["version"] == answer.json["version"]
    listed = sam.get(PLANS + "?state=draft").json["items"]
    assert plan["id"] in [row["id"] for row in listed]
    page = sam.get(where + "/items?limit=2").json
    assert len(page["items"]) == 2 and page["next_cursor"], page
    seen = page["items"]
    while page["next_cursor"]:
        page = sam.get(where + "/items?limit=2&cursor=" + page["next_cursor"]).json
        seen += page["items"]
    assert [item["application_id"] for item in seen] == [item["application_id"] for item in answer.json["items"]]


@story("an absence brings what is due before the worker is back, and hands it over")
def _(server):
    sam = server.sign_in("sam")
    ana = worker_named(sam, "ana")
    today = sam.session["sample_as_of"] if "sample_as_of" in sam.session else "2025-11-21"
    leave = sam.put("/v1/workers/%s/leave" % ana["id"], {"from": today, "to": "2025-12-05", "reason": "sick"})
    assert leave.status == 200 and leave.json["risky_count"] > 0, leave
    plan = make(sam, {"absence": {"worker_id": ana["id"]}})
    asked = {item["application_id"] for item in plan["items"]} | {skip["application_id"] for skip in plan["skipped"]}
    assert plan["kind"] == "absence" and len(asked) == leave.json["risky_count"], (len(asked), leave.json["risky_count"])
    assert plan["items"] and all(item["from"]["id"] == ana["id"] != item["to"]["id"] for item in plan["items"])
    assert "on leave" in plan["items"][0]["reason"], plan["items"][0]
    assert act(sam, plan, "commit").status == 200
    one = plan["items"][0]["application_id"]
    refused = sam.put("/v1/applications/%s/assignment" % one, {"worker_id": ana["id"]}, version=read(sam, {"id": one})["version"])
    assert refused.status == 422, refused
    over = sam.put("/v1/workers/%s/leave" % ana["id"], {})
    assert over.status == 200 and "from" not in over.json and over.json["risky_count"] == 0, over


@story("all that match a filter, of every page; a whole team made even; and nothing for who leads nobody")
def _(server):
    sam, ana = server.sign_in("sam"), server.sign_in("ana")
    total = sam.get("/v1/applications?status=open&limit=1").json["total"]["count"]
    plan = make(sam, {"filter": {"status": "open"}})
    assert plan["item_count"] + plan["skip_count"] == total, (plan["item_count"], plan["skip_count"], total)
    team = worker_named(sam, "ana")["team_ids"][0]
    even = make(sam, {"even_out": {"team_id": team}})
    spread = [load["weighted"] for load in even["load_before"].values()], [load["weighted"] for load in even["load_after"].values()]
    assert max(spread[1]) - min(spread[1]) <= max(spread[0]) - min(spread[0]), spread
    assert ana.post(PLANS, {"from": {"even_out": {"team_id": team}}}).status == 403
    assert ana.get("%s/%s" % (PLANS, even["id"])).status == 404
    assert sam.post(PLANS, {"from": {}}).status == 422
    assert sam.post(PLANS, {"from": {"filter": {"status": "asleep"}}}).json["errors"][0]["pointer"] == "/from/filter/status"


@story("one act on many: only where nothing has changed, and each row says what became of it")
def _(server):
    ana = server.sign_in("ana")
    rows = ana.get("/v1/applications?assignee=me&limit=30").json["items"]
    marks = [{"application_id": row["id"], "version": row["version"]} for row in rows[:6]]
    stale = dict(marks[2], version=marks[2]["version"] + 5)
    sent = marks[:2] + [stale] + marks[3:] + [marks[0], {"application_id": "a_nobody_has_this", "version": 1}]
    body = {"marks": sent, "note": {"text": "the office is closed on Friday"}}
    count = "SELECT count(*) AS n FROM note WHERE text = 'the office is closed on Friday'"
    plan = ana.post("/v1/applications/bulk?dry_run=true", body, key=None)
    assert plan.status == 200 and plan.json["done"] == 5 and plan.json["skipped"] == 3, plan
    assert Database(server.db).execute(count)[0]["n"] == 0
    done = ana.post("/v1/applications/bulk", body)
    assert done.status == 200 and done.json["done"] == 5, done
    assert Database(server.db).execute(count)[0]["n"] == 5
    assert [row["application_id"] for row in done.json["rows"]] == [mark["application_id"] for mark in sent]
    codes = [row.get("code") for row in done.json["rows"]]
    assert codes[2] == "version_conflict" and codes[6] == "validation_failed" and codes[7] == "not_found", codes
    asks = [row for row in rows if "ask_missing" in row["allowed_actions"]]
    body = {"marks": [{"application_id": row["id"], "version": row["version"]} for row in asks], "missing": {"message": "by post, please"}}
    plan = ana.post("/v1/applications/bulk?dry_run=true", body, key=None).json
    assert plan["done"] + plan["skipped"] == len(asks) and all(row["done"] or row["why"] for row in plan["rows"]), plan
    letters = [row["would_send"] for row in plan["rows"] if "would_send" in row]
    assert len(letters) == (1 if plan["done"] else 0), plan["done"]
    done = ana.post("/v1/applications/bulk", body).json
    assert done["done"] == plan["done"] and [row["done"] for row in done["rows"]] == [row["done"] for row in plan["rows"]]
    refused = ana.post("/v1/applications/bulk", {"marks": marks})
    assert refused.status == 422, refused


if __name__ == "__main__":
    run(sample=SAMPLE)
