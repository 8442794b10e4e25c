#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Moves from one team to another: by who leads both, within every hard limit; to who does not, words say who can."""

import json

from cases import file_application, give, path, read
from server import PASSWORD, Database, head, run, story, wait_for

PLANS = "/v1/reassignments"


class Teams:
    """East, with sam; West, with wes and Wanda, who leads it; and Bo, who leads both."""

    def __init__(self, server):
        for username, name, teams, leads, roles in (
                ("wanda", "Wanda Reed", "t_west", "t_west", "supervisor"), ("bo", "Bo Lane", "t_east,t_west", "t_east,t_west", "supervisor"),
                ("knox", "Knox Hill", "t_west", "", "caseworker")):
            words = ["worker", "add", "--db", server.db, "--username", username, "--name", name, "--roles", roles,
                     "--teams", teams, "--password-fd", "0"]
            server.command(*words, *(["--leads", leads] if leads else []), *(["--counties", "Knox"] if username == "knox" else []),
                           text=PASSWORD + "\n")
        names = ("sam", "ina", "ana", "ben", "wes", "wanda", "bo", "knox")
        self.client = {name: server.sign_in(name) for name in names}
        self.id = {name: client.session["worker"]["id"] for name, client in self.client.items()}

    def filed(self, worker="ana", count=1):
        made = [file_application(self.client["ina"]) for _ in range(count)]
        if worker:
            made = [give(self.client["sam"], one, self.id[worker]) for one in made]
        return [one["id"] for one in made]


BOOKS = {}


def teams(server):
    if server.db not in BOOKS:
        BOOKS[server.db] = Teams(server)
    return BOOKS[server.db]


def rows(server, ids):
    found = {row["application_id"]: (row["team_id"], row["assignee_id"], row["status"], row["due_on"]) for row in
             Database(server.db).execute("SELECT application_id, team_id, assignee_id, status, due_on FROM queue")}
    return {one: found[one] for one in ids}


def act(client, plan, what, body=None):
    return client.post("%s/%s/%s" % (PLANS, plan["id"], what), body, version=plan["version"])


@story("by itself a plan stays in the team, whoever makes it")
def _(server):
    world = teams(server)
    bo = world.client["bo"]
    ids = world.filed(count=2)
    plan = bo.post(PLANS, {"from": {"marks": ids}, "strategy": "round_robin"}).json
    east = {row["id"] for row in bo.get("/v1/workers?team=t_east").json["items"]}
    assert plan["items"] and all(item["to"]["id"] in east and "to_team" not in item for item in plan["items"]), plan["items"]


@story("who leads both moves work from one to the other; it is seen there, not here; taken back it is as it was")
def _(server):
    world = teams(server)
    bo, ana, wes = (world.client[name] for name in ("bo", "ana", "wes"))
    ids = world.filed(count=3)
    before, seen = rows(server, ids), head(ana)
    plan = bo.post(PLANS, {"from": {"marks": ids}, "teams": ["t_west"], "reason": "West has room"})
    assert plan.status == 201, plan
    plan = plan.json
    assert plan["item_count"] == 3, plan["skipped"]
    for item in plan["items"]:
        assert item["to"]["id"] == world.id["wes"] and item["to_team"] == "West", item
        assert "It goes to another team." in item["bends"], item
    assert rows(server, ids) == before, "a plan alone moved something"
    done = act(bo, plan, "commit")
    assert done.status == 200, done
    after = rows(server, ids)
    for one in ids:
        assert after[one][:2] == ("t_west", world.id["wes"]) and after[one][3] == before[one][3], after[one]
    # East loses sight of it; West has it, and is told.
    assert ana.get("/v1/applications/" + ids[0]).status == 404
    gone = {event["subject"]["id"] for event in ana.get("/v1/events?after=%d" % seen).json["items"] if event["type"] == "gone"}
    assert gone == set(ids), gone
    assert "application.assigned" in [event["type"] for event in wes.get("/v1/events?after=%d" % seen).json["items"]]
    assert read(wes, {"id": ids[0]})["team_id"] == "t_west"
    totals = {(row["kind"], row["key"]): row["n"] for row in Database(server.db).execute(
        "SELECT kind, key, sum(count) AS n FROM total GROUP BY kind, key")}
    open_now = Database(server.db).execute("SELECT team_id, count(*) AS n FROM queue WHERE is_open = 1 GROUP BY team_id")
    assert {row["team_id"]: row["n"] for row in open_now} == \
        {team: totals["team", team] for team in ("t_east", "t_west") if totals.get(("team", team))}, totals
    back = act(bo, done.json, "revert", {"reason": "East is whole again"})
    assert back.status == 200, back
    assert rows(server, ids) == before
    assert read(ana, {"id": ids[0]})["team_id"] == "t_east"


@story("limits hold in the other team, too: a county that the worker does not serve")
def _(server):
    world = teams(server)
    bo = world.client["bo"]
    ids = world.filed()
    plan = bo.post(PLANS, {"from": {"marks": ids}, "to": [world.id["knox"]]}).json
    assert not plan["items"] and plan["skipped"][0]["why"] == "Nobody else may take it.", plan
    plan = bo.post(PLANS, {"from": {"marks": ids}, "teams": ["t_west"]}).json
    chosen = bo.patch("%s/%s" % (PLANS, plan["id"]), {"choose": [{"application_id": ids[0], "to": world.id["knox"]}]},
                      version=plan["version"])
    assert chosen.status == 422 and "does not serve this county" in chosen.json["errors"][0]["detail"], chosen


@story("who leads one of the teams alone is refused by every way, and reads who can")
def _(server):
    world = teams(server)
    sam, bo = world.client["sam"], world.client["bo"]
    ids = world.filed(count=2)
    before = rows(server, ids)
    west = sam.post(PLANS, {"from": {"marks": ids}, "teams": ["t_west"]})
    assert west.status == 422 and west.json["errors"][0]["pointer"] == "/teams/0", west
    assert west.json["errors"][0]["code"] == "not_led" and "Bo Lane, Wanda Reed" in west.json["errors"][0]["detail"], west
    named = sam.post(PLANS, {"from": {"marks": ids}, "to": [world.id["wes"]]})
    assert named.status == 422 and "Wes is in a team that you do not lead. Who does can: Bo Lane, Wanda Reed." in \
        named.json["errors"][0]["detail"], named
    plan = sam.post(PLANS, {"from": {"marks": ids}, "to": [world.id["ben"]]}).json
    chosen = sam.patch("%s/%s" % (PLANS, plan["id"]), {"choose": [{"application_id": ids[0], "to": world.id["wes"]}]},
                       version=plan["version"])
    # Wanda leads West alone: she cannot either.
    assert chosen.status == 422 and chosen.json["errors"][0]["detail"] == \
        "Wes is in another team. Who leads both can move it there: Bo Lane.", chosen
    one = read(sam, {"id": ids[0]})
    given = sam.put(path(one, "/assignment"), {"worker_id": world.id["wes"]}, version=one["version"])
    assert given.status == 422 and given.json["errors"][0]["code"] == "not_in_team" and "Bo Lane" in given.json["errors"][0]["detail"], given
    # A plan of who leads both does not lend that to who is handed it.
    plan = bo.post(PLANS, {"from": {"marks": ids}, "teams": ["t_west"]}).json
    plan = bo.patch("%s/%s" % (PLANS, plan["id"]), {"hand_to": world.id["sam"]}, version=plan["version"]).json
    refused = act(sam, plan, "commit")
    assert refused.status == 409 and refused.code == "plan_stale", refused
    assert all(error["code"] == "not_led" and "Bo Lane" in error["detail"] for error in refused.json["errors"]), refused
    assert rows(server, ids) == before
    # The negative: the same by who may.
    assert act(bo, plan, "commit").status == 200
    wanda = world.client["wanda"]
    assert rows(server, ids) != before and read(wanda, {"id": ids[0]})["team_id"] == "t_west"
    done = bo.get("%s/%s" % (PLANS, plan["id"])).json
    assert act(sam, done, "revert", {}).status in (404, 409), "who does not lead West takes nothing out of it"
    assert act(bo, done, "revert", {}).status == 200 and rows(server, ids) == before


@story("evening out across teams takes from each that is named, and gives to each")
def _(server):
    world = teams(server)
    bo, sam, wanda = (world.client[name] for name in ("bo", "sam", "wanda"))
    # West has it all: East, with which it begins, has nothing to give.
    filed = world.filed(count=30)
    heavy = bo.post(PLANS, {"from": {"marks": filed}, "to": [world.id["wes"]]}).json
    assert act(bo, heavy, "commit").status == 200
    west = [one for one, row in rows(server, filed).items() if row[0] == "t_west"]
    assert len(west) == 30, rows(server, filed)
    alone = bo.post(PLANS, {"from": {"even_out": {"team_id": "t_east"}}}).json
    assert not {item["application_id"] for item in alone["items"]} & set(west), "what is West's was not asked for"
    for named in (["t_west"], ["t_east", "t_west"], ["t_west", "t_west", "t_east"]):
        plan = bo.post(PLANS, {"from": {"even_out": {"team_id": "t_east"}}, "teams": named})
        assert plan.status == 201, plan
        plan = plan.json
        out = [item for item in plan["items"] if item["application_id"] in west and item.get("to_team") == "East"]
        assert out and plan["kind"] == "even_out", (named, plan["kind"], plan["load_after"])
        assert len({item["application_id"] for item in plan["items"]}) == plan["item_count"], "counted twice"
        per = {who: load["weighted"] for who, load in plan["load_after"].items()}
        was = {who: load["weighted"] for who, load in plan["load_before"].items()}
        assert per[world.id["wes"]] < was[world.id["wes"]] and max(per.values()) <= max(was.values()), (was, per)
    # Who leads one of them alone does not, whichever is named first.
    for client, first, other in ((sam, "t_east", "t_west"), (wanda, "t_west", "t_east"), (sam, "t_west", "t_east")):
        refused = client.post(PLANS, {"from": {"even_out": {"team_id": first}}, "teams": [other]})
        assert refused.status == 422, refused
    before = rows(server, filed)
    done = act(bo, plan, "commit")
    assert done.status == 200 and rows(server, filed) != before, done
    assert act(bo, done.json, "revert", {}).status == 200 and rows(server, filed) == before


@story("what its maker may not see any more stops a plan without its number, and is left where it is")
def _(server):
    world = teams(server)
    sam, bo = world.client["sam"], world.client["bo"]
    ids = world.filed(count=4)
    first, second = (read(sam, {"id": one}) for one in ids[:2])
    plan = bo.post(PLANS, {"from": {"marks": ids}, "to": [world.id["ben"]]}).json
    assert plan["item_count"] == 4, plan

    def shut(one):
        number = read(sam, one)["customer"]["case_number"]
        server.command("worker", "conflict", "--db", server.db, "--username", "bo", "--customer", number, "--reason", "kin")
        # The record itself is shut at once; lists, when this session has heard of it.
        wait_for(lambda: bo.get(path(one)).status == 404 and one["id"] not in [
            item["application_id"] for item in bo.get("%s/%s" % (PLANS, plan["id"])).json["items"]])
    shut(first)
    before = rows(server, ids)
    refused = act(bo, plan, "commit")
    assert refused.status == 409 and len(refused.json["errors"]) == 1, refused
    assert first["number"] not in refused.body.decode() and first["customer"]["name"] not in refused.body.decode(), refused
    seen = bo.get("%s/%s" % (PLANS, plan["id"])).json
    assert (seen["conflict_count"], seen["hidden_count"], seen["item_count"]) == (1, 1, 4), seen
    left = bo.patch("%s/%s" % (PLANS, plan["id"]), {"drop_conflicts": True}, version=seen["version"]).json
    assert (left["item_count"], left["conflict_count"], left["hidden_count"]) == (3, 0, 0), left
    assert first["number"] not in json.dumps(left) and rows(server, ids) == before
    done = act(bo, left, "commit")
    assert done.status == 200 and rows(server, ids)[first["id"]] == before[first["id"]], done
    # Taken back, the same: what is out of sight stays, and the plan says so to who may see it.
    shut(second)
    refused = act(bo, done.json, "revert", {})
    assert refused.status == 409 and second["number"] not in refused.body.decode(), refused
    back = act(bo, done.json, "revert", {"leave_changed": True})
    assert back.status == 200 and second["number"] not in back.body.decode(), back
    kept = {row["application_id"]: row["outcome"] for row in
            Database(server.db).execute("SELECT application_id, outcome FROM plan_item WHERE plan_id = ?", (plan["id"],))}
    told = {item["application_id"]: item["outcome"] for item in sam.get("%s/%s" % (PLANS, plan["id"])).json["items"]}
    assert told == {ids[1]: "left", ids[2]: "reverted", ids[3]: "reverted"} and len(set(kept.values())) == 2, (told, kept)
    assert rows(server, ids)[ids[1]][1] == world.id["ben"] and rows(server, ids)[ids[2]] == before[ids[2]]
    # Another's plan of nothing else is not there for them, in its list neither; of what they may see, it is.
    hidden, plain = (sam.post(PLANS, {"from": {"marks": [one]}, "to": [world.id["ben"]], "reason": "r"}).json for one in (ids[0], ids[2]))
    listed = {row["id"] for row in bo.get(PLANS + "?limit=200").json["items"]}
    assert hidden["item_count"] == plain["item_count"] == 1
    assert hidden["id"] not in listed and bo.get("%s/%s" % (PLANS, hidden["id"])).status == 404, "seen in the list alone"
    assert plain["id"] in listed and bo.get("%s/%s" % (PLANS, plain["id"])).status == 200
    for made in (hidden, plain):
        assert act(sam, made, "commit").status == 200
    listed = {row["id"] for row in world.client["ben"].get(PLANS + "?limit=200").json["items"]}
    assert {hidden["id"], plain["id"]} <= listed, "who was given something reads the plan"


@story("who works in another team is found by name, by who leads one, and no more is told of them")
def _(server):
    world = teams(server)
    sam, ana = world.client["sam"], world.client["ana"]
    assert "Wes" not in [row["name"] for row in sam.get("/v1/workers").json["items"]]
    found = sam.get("/v1/workers?named=hill%20KNOX").json["items"]
    assert [row["id"] for row in found] == [world.id["knox"]] and found[0]["team_ids"] == ["t_west"], found
    assert not {"load", "presence", "on_leave_from", "on_leave_to"} & set(found[0]), found
    assert [row["name"] for row in sam.get("/v1/workers?named=reed").json["items"]] == ["Wanda Reed"]
    assert sam.get("/v1/workers?named=%20").json["items"] == sam.get("/v1/workers?named=hill%20lane").json["items"] == []
    # To others they are as if they were not.
    assert ana.get("/v1/workers?named=knox").json["items"] == []
    assert [row["name"] for row in ana.get("/v1/workers?named=BEN").json["items"]] == ["Ben"]


@story("one application is given to another team by who leads both")
def _(server):
    world = teams(server)
    bo, sam = world.client["bo"], world.client["sam"]
    one = read(sam, {"id": world.filed()[0]})
    given = bo.put(path(one, "/assignment"), {"worker_id": world.id["wes"]}, version=one["version"])
    assert given.status == 200 and given.json["team_id"] == "t_west", given
    assert sam.get(path(one)).status == 404
    skipped = sam.post(PLANS, {"from": {"marks": [one["id"]]}}).json["skipped"]
    assert skipped[0]["why"] == "There is no such application.", "of what is out of sight no more is told"


if __name__ == "__main__":
    run()
