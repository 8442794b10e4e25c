#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two records made one, or judged to be two, as it goes by: whoever may see the
case hears of it, and nobody else does."""

import json
import subprocess

from cases import file_application, give
from server import PROGRAM, head, run, story, wait_for


def judge(client, verdict, kept, other):
    where = "/v1/customers/" + kept["customer"]["id"]
    done = client.post(where + verdict, {"other_id": other["customer"]["id"], "reason": "she showed both letters"},
                       version=client.get(where).json["version"])
    assert done.status == 200, done


def seal(server, number, named):
    done = subprocess.run([PROGRAM, "customer", "seal", number, "--db", server.db, "--key-file", server.key_file,
                           "--for", named, "--reason", "a colleague's family"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done


def heard(client, after, kind):
    """Whose records the feed says this of."""
    return [event["subject"]["id"] for event in client.get("/v1/events?after=%d" % after).json["items"] if event["type"] == kind]


class Agency:
    def __init__(self, server):
        self.ana, self.ben, self.sam, self.wes, self.ina = (
            server.sign_in(name) for name in ("ana", "ben", "sam", "wes", "ina"))
        self.kept, self.other = (file_application(self.ina, name) for name in ("Otis Mergewell", "Mergewell, Otis"))
        self.kept = give(self.sam, self.kept, self.ana.session["worker"]["id"])
        self.id = self.kept["customer"]["id"]
        self.number = self.ana.get("/v1/customers/" + self.id).json["case_number"]


AGENCY = []


@story("that two are not one, and then that they are, goes by before the team's eyes and before no other's")
def _(server):
    AGENCY.append(Agency(server))
    agency = AGENCY[0]
    before = head(agency.ana)
    judge(agency.sam, "/not-same", agency.kept, agency.other)
    judge(agency.sam, "/merge", agency.kept, agency.other)
    for kind in ("customer.not_same", "customer.merged"):
        for client in (agency.ana, agency.ben, agency.sam):
            assert heard(client, before, kind) == [agency.id], kind
    assert agency.ana.get("/v1/events?after=%d&scope=me" % before).json["items"]
    assert agency.wes.get("/v1/events?after=%d" % before).json["items"] == []


@story("of two that are one it is who may not see the one that hears nothing")
def _(server):
    agency = AGENCY[0]
    third = file_application(agency.ina, "Otis N. Mergewell")
    before = head(agency.ana)
    declared = agency.ben.post("/v1/me/conflicts", {"customer_id": third["customer"]["id"], "reason": "his aunt"})
    assert declared.status in (200, 204), declared
    judge(agency.ana, "/merge", agency.kept, third)
    assert heard(agency.ana, before, "customer.merged") == [agency.id]
    assert heard(agency.ben, before, "customer.merged") == []


@story("what the other hides the one that stays hides, too: it is said before and after, and stands in the history")
def _(server):
    agency = AGENCY[0]
    kept, other = (file_application(agency.ina, name) for name in ("Vera Safehouse", "Safehouse, Vera"))
    path, others = ("/v1/customers/" + one["customer"]["id"] for one in (kept, other))
    hidden = agency.sam.request("PATCH", others, {"address_hidden": True}, version=agency.sam.get(others).json["version"])
    assert hidden.status == 200 and hidden.json["address_hidden"], hidden
    merge = {"other_id": other["customer"]["id"], "reason": "she showed both letters"}
    version = agency.sam.get(path).json["version"]
    rehearsed = agency.sam.post(path + "/merge?dry_run=true", merge, key=None, version=version)
    assert rehearsed.status == 200 and rehearsed.json["address_hidden"], rehearsed
    assert not agency.sam.get(path).json.get("address_hidden")
    before = head(agency.sam)
    done = agency.sam.post(path + "/merge", merge, version=version)
    assert done.status == 200 and done.json["address_hidden"], done
    assert agency.sam.get(path).json["address_hidden"]
    told = [event for event in agency.sam.get("/v1/events?after=%d" % before).json["items"]
            if event["type"] == "customer.merged"]
    assert told[0]["changed"] == ["address_hidden"], told
    said = [entry["summary"] for entry in agency.sam.get(path + "/history").json["items"]]
    assert any("address is hidden" in words for words in said), said


@story("of a sealed record it goes by before those named alone")
def _(server):
    agency = AGENCY[0]
    fourth = file_application(agency.ina, "Otis O. Mergewell")
    seal(server, agency.number, "sam")
    wait_for(lambda: agency.ana.get("/v1/customers/" + agency.id).status == 404)
    wait_for(lambda: agency.sam.get("/v1/customers/" + agency.id).status == 200)
    before = head(agency.sam)
    judge(agency.sam, "/not-same", agency.kept, fourth)
    assert heard(agency.sam, before, "customer.not_same") == [agency.id]
    for client in (agency.ana, agency.ben, agency.wes):
        assert heard(client, before, "customer.not_same") == []


def is_about(event, *applications):
    ids = {id for application in applications for id in (application["id"], application["customer"]["id"])}
    return event["type"] != "gone" and bool(ids & {event["subject"]["id"], event.get("application_id")})


def listed(client, after, application):
    return [event for event in client.get("/v1/events?after=%d" % after).json["items"] if is_about(event, application)]


def streamed(ina, client, after, application):
    """What a stream that was left off tells, up to something that everybody sees."""
    last, found = file_application(ina), []
    stream = client.stream("/v1/events/stream", last=after)
    while not is_about(event := json.loads(stream.frame()["data"]), last):
        found.append(event)
    stream.close()
    return [event for event in found if is_about(event, application)]


@story("a seal or a conflict is on what went by under the number that is no more, too")
def _(server):
    agency = AGENCY[0]
    before = head(agency.sam)
    kept, other = (file_application(agency.ina, name) for name in ("Prudence Twonumber", "Twonumber, Prudence"))
    for client in (agency.ana, agency.ben, agency.sam):
        assert listed(client, before, other) and streamed(agency.ina, client, before, other)
    judge(agency.sam, "/merge", kept, other)
    where = "/v1/customers/" + kept["customer"]["id"]
    number = agency.sam.get(where).json["case_number"]
    declared = agency.ben.post("/v1/me/conflicts", {"customer_id": kept["customer"]["id"], "reason": "her aunt"})
    assert declared.status in (200, 204), declared
    wait_for(lambda: not listed(agency.ben, before, other))
    assert not streamed(agency.ina, agency.ben, before, other), "her nephew reads what went by"
    assert listed(agency.ana, before, other) and streamed(agency.ina, agency.ana, before, other)
    seal(server, number, "sam")
    wait_for(lambda: agency.ana.get(where).status == 404)
    wait_for(lambda: listed(agency.sam, before, other))
    assert not listed(agency.ana, before, other), "who is not named reads what went by"
    assert not streamed(agency.ina, agency.ana, before, other), "who is not named reads what went by"
    assert streamed(agency.ina, agency.sam, before, other), "who is named reads on"


def looked_at(client, asked):
    """Whose records the auditor is told of, by customer and by the words of a search."""
    answer = client.get("/v1/audit/access?limit=200&" + asked)
    assert answer.status == 200, answer
    return answer.json["items"]


@story("who saw a record saw it, also under the number that is no more; what hides it hides that look, too")
def _(server):
    agency, ada = AGENCY[0], server.sign_in("ada")
    sam_id, ben_id = (client.session["worker"]["id"] for client in (agency.sam, agency.ben))
    kept, other = (file_application(agency.ina, name) for name in ("Wilma Peepedat", "Vilhelmina Oldname"))
    by_worker, by_old = "worker=" + sam_id, "customer=" + other["customer"]["id"]
    old = "/v1/customers/" + other["customer"]["id"]
    assert agency.sam.get(old).status == 200 and agency.sam.get("/v1/search?q=oldname").status == 200
    wait_for(lambda: looked_at(ada, by_old) and [row for row in looked_at(ada, by_worker) if row.get("text") == "oldname"])
    look = looked_at(ada, by_old)[0]
    judge(agency.sam, "/merge", kept, other)
    where = "/v1/customers/" + kept["customer"]["id"]
    for asked in ("customer=" + kept["customer"]["id"], by_old, "customer=%s&%s" % (kept["customer"]["id"], by_worker)):
        rows = [row for row in looked_at(ada, asked) if row["seq"] == look["seq"]]
        assert rows and rows[0]["customer"]["id"] == kept["customer"]["id"], (asked, rows)
    assert agency.ben.get(where).status == 200  # under the number that stays
    wait_for(lambda: ben_id in {row["worker"]["id"] for row in looked_at(ada, by_old)})
    seal(server, ada.get(where).json["case_number"], "sam")
    wait_for(lambda: ada.get(where).status == 404)
    assert ada.get("/v1/audit/access?" + by_old).status == 404, "the old number opens what is sealed"
    rows = looked_at(ada, by_worker)
    assert not [row for row in rows if row["seq"] == look["seq"]], "a look at who is sealed"
    assert not [row for row in rows if row.get("text") == "oldname"], "a search for who is sealed"


@story("that two are not one is not said to who is shut out of the other, in whichever history it stands")
def _(server):
    agency = AGENCY[0]
    one, other, third = (file_application(agency.ina, name) for name in ("Tilda Aloud", "Aloud, Mathilda", "Tilly Aloud"))
    for not_it in (other, third):
        judge(agency.sam, "/not-same", one, not_it)

    def told(client):
        entries = client.get("/v1/customers/%s/history?kind=profile" % one["customer"]["id"]).json["items"]
        text = json.dumps([entry for entry in entries if "somebody else" in entry["summary"]])
        return "Mathilda" in text, "Tilly" in text
    assert told(agency.ana) == told(agency.ben) == told(agency.sam) == (True, True)
    declared = agency.ben.post("/v1/me/conflicts", {"customer_id": other["customer"]["id"], "reason": "his aunt"})
    assert declared.status in (200, 204), declared
    assert told(agency.ben) == (False, True), "her nephew reads her name in another's history"
    assert agency.ben.get("/v1/customers/%s/history?q=mathilda" % one["customer"]["id"]).json["items"] == []
    seal(server, agency.sam.get("/v1/customers/" + third["customer"]["id"]).json["case_number"], "sam")
    wait_for(lambda: told(agency.ana) == (True, False))
    assert told(agency.ben) == (False, False) and told(agency.sam) == (True, True)


run()
