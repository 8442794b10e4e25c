#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Decision, status, update, letter and log are one commit and say one thing,
whatever kind of decision it was, in English and in Spanish."""

import html
import json
import re

from cases import bring_to_ready, decide, decision, file_application, filing, give, item_of, money, path, read
from server import Database, run, story
from visitor import Page, Visitor

LARGE = [{"from": "2026-01-01", "amount": money("1999.00")}]


def small(case):
    """An amount that one person may decide on."""
    return [{"from": case["filed_on"], "to": "2099-12-31", "amount": money("291.00")}]


class Office:
    def __init__(self, server):
        self.server = server
        self.ina, self.ana, self.sam = (server.sign_in(name) for name in ("ina", "ana", "sam"))
        server.command("worker", "add", "--db", server.db, "--username", "sue", "--name", "Sue", "--roles", "supervisor",
                       "--teams", "t_east", "--leads", "t_east", "--password-fd", "0", text="sample-password\n")
        self.sue = server.sign_in("sue")

    def case(self, language, ready=True):
        body = filing()
        body["customer"]["language"] = language
        filed = self.ina.post("/v1/applications", body).json
        worker = self.ana.session["worker"]["id"]
        made = bring_to_ready(self.ana, self.sam, filed, worker) if ready else give(self.sam, filed, worker)
        made["access_code"] = filed["access_code"]
        return made

    def again(self, case):
        return dict(read(self.sam, case), access_code=case["access_code"])

    def sign(self, made, approve=True):
        body = {"approve": True} if approve else {"approve": False, "reason": "look again"}
        answer = self.sue.post("/v1/decisions/%s/approval" % made["id"], body, version=made["version"])
        assert answer.status == 200, answer
        return answer.json


OFFICE = []


def office(server):
    if not OFFICE:
        OFFICE.append(Office(server))
    return OFFICE[0]


def rows(server, sql, *values):
    db = Database(server.db)
    found = db.execute(sql, values)
    db.close()
    return found


def plain(text):
    return " ".join(text.split())


def page_of(o, case, language):
    visitor = Visitor(o.server).sign_in(case["number"], case["access_code"])
    return visitor.get("/applications/%s?lang=%s" % (case["number"], language))


def agree(o, case, made, language, supersedes=None):
    """made is issued: everything there is says so, with the same reasons."""
    now = o.again(case)
    assert made["state"] == "issued" and now["status"] == made["outcome"] and now["decision_id"] == made["id"], (made, now)
    events = rows(o.server, "SELECT * FROM event WHERE application_id = ? AND decision_id IN (?, ?) ORDER BY seq",
                  case["id"], made["id"], supersedes or made["id"])
    last = [event for event in events if event["at"] == events[-1]["at"]]
    types = ["decision.superseded"] * bool(supersedes) + ["decision.issued", "notice.queued"]
    assert [event["type"] for event in last] == types, last
    assert [event["seq"] for event in last] == list(range(last[0]["seq"], last[0]["seq"] + len(last)))
    assert {event["version"] for event in last} == {now["version"]}
    letter = o.sam.get("/v1/notices/" + made["notice_id"]).json
    assert letter["decision_id"] == made["id"] and letter["language"] == language and letter["state"] == "queued"
    texts = {}
    for tongue in ("en", "es"):
        there = o.sam.get("/v1/decisions/" + made["id"], headers={"Accept-Language": tongue}).json
        assert [reason["code"] for reason in there["reasons"]] == [reason["code"] for reason in made["reasons"]]
        texts[tongue] = [reason["text"] for reason in there["reasons"]]
        visitor = page_of(o, case, tongue)
        assert visitor.page.attribute("div", "data-status", id="status") == made["outcome"]
        told = [plain(html.unescape(text)) for text in re.findall(r'<li data-code="\w+"><p>(.*?)</p>', visitor.text, re.S)]
        assert told == [plain(text) for text in texts[tongue]], (told, texts[tongue])
        assert re.findall(r'data-code="(\w+)"', visitor.text) == [reason["code"] for reason in made["reasons"]]
        body = json.dumps({"number": case["number"], "access_code": case["access_code"]})
        answer = Visitor(o.server).send("POST", "/portal/v1/status?lang=" + tongue, body=body,
                                        headers={"Content-Type": "application/json"})
        status = json.loads(answer.text)
        update = status["updates"][-1]
        assert status["status"] == update["code"] == made["outcome"], update
        for text in texts[tongue]:
            assert plain(text) in plain(update["text"]), (text, update)
        if made["outcome"] == "denied":
            assert update["appeal_deadline_on"] == made["appeal"]["deadline_on"], update
            assert 'datetime="%s"' % made["appeal"]["deadline_on"] in visitor.text
    assert texts["en"] != texts["es"]
    for text in texts[language]:
        assert plain(text) in plain(letter["rendered_text"]), (text, letter["rendered_text"])
    # The letter on the page is the letter that is kept.
    shown = page_of(o, case, language).text
    assert letter["rendered_text"] in html.unescape(shown)


def silent(o, case, made, status):
    """made is not in force: nobody outside has been told of it."""
    now = o.again(case)
    assert now["status"] == status, now
    assert "notice_id" not in made
    assert rows(o.server, "SELECT * FROM notice WHERE decision_id = ?", made["id"]) == []
    assert not rows(o.server, "SELECT * FROM event WHERE decision_id = ? AND type = 'decision.issued'", made["id"])
    shown = page_of(o, case, "en").text
    for reason in made["reasons"]:
        assert reason["text"] not in html.unescape(shown)


@story("a denial, and an approval")
def _(server):
    o = office(server)
    for language in ("en", "es"):
        case = o.case(language)
        agree(o, case, decide(o.ana, case, decision(case, "denied", "D06")).json, language)
        case = o.case(language)
        agree(o, case, decide(o.ana, case, decision(case, "approved", "A04", "A01", amounts=small(case))).json, language)


@story("an approval that waits is told to nobody, then signed")
def _(server):
    o = office(server)
    for language in ("en", "es"):
        case = o.case(language)
        made = decide(o.ana, case, decision(case, "approved", "A04", amounts=LARGE)).json
        silent(o, case, made, "awaiting_second_approval")
        agree(o, case, o.sign(made), language)


@story("an approval that is returned goes back to its maker, and nobody heard of it")
def _(server):
    o = office(server)
    case = o.case("es")
    made = decide(o.ana, case, decision(case, "approved", "A04", amounts=LARGE)).json
    back = o.sign(made, approve=False)
    assert back["state"] == "returned" and back["return_reason"] == "look again", back
    silent(o, case, back, "ready_for_decision")
    case = o.again(case)
    assert "decision_id" not in case or not case["decision_id"]
    agree(o, case, decide(o.ana, case, decision(case, "denied", "D06")).json, "es")


@story("a denial that is superseded stays in force, with its day of appeal, until the other is signed")
def _(server):
    o = office(server)
    for language in ("en", "es"):
        case = o.case(language)
        first = decide(o.ana, case, decision(case, "denied", "D06")).json
        case = o.again(case)
        made = decide(o.sam, case, decision(case, "approved", "A04", amounts=small(case), supersedes=first["id"])).json
        silent(o, case, made, "awaiting_second_approval")
        visitor = page_of(o, case, "en")
        assert re.findall(r'data-code="(\w+)"', visitor.text) == ["D06"], visitor.page.text
        assert 'datetime="%s"' % first["appeal"]["deadline_on"] in visitor.text
        agree(o, case, o.sign(made), language, supersedes=first["id"])
        assert o.sam.get("/v1/decisions/" + first["id"]).json["state"] == "superseded"


@story("a STOP that a supervisor lifts and a second one signs")
def _(server):
    o = office(server)
    for language in ("en", "es"):
        case = o.case(language, ready=False)
        items = [{key: item[key] for key in ("requirement", "person", "source", "period") if item.get(key)}
                 for item in case["missing"] if item["requirement"] == "identity"]
        asked = o.ana.post(path(case, "/missing"), {"items": items}, version=case["version"])
        assert asked.status == 200, asked
        case = o.again(case)
        body = decision(case, "denied", "D06", {"code": "D07", "facts": {"d1": "2025-11-01", "d2": "2025-11-08"}},
                        override_reason="heard from the family")
        # Who is stopped does not let themselves through.
        refused = o.ana.post(path(case, "/decisions"), body, version=case["version"])
        assert refused.status == 422 and o.again(case)["version"] == case["version"], refused
        rehearsal = o.sam.post(path(case, "/decisions?dry_run=true"), body, version=case["version"], key=None)
        if rehearsal.status != 200 or any(stop.get("lifted_by") != "supervisor" for stop in rehearsal.json["stops"]):
            raise AssertionError(rehearsal)
        assert rehearsal.json["stops"]
        made = decide(o.sam, case, body)
        assert made.status == 201 and made.json["state"] == "awaiting_second_approval", made
        silent(o, case, made.json, "awaiting_second_approval")
        agree(o, case, o.sign(made.json), language)


@story("the customer's page stays small however long the story, and its last word is on it")
def _(server):
    o = office(server)
    case = o.case("en", ready=False)
    items = [{key: item[key] for key in ("requirement", "person", "source", "period") if item.get(key)}
             for item in case["missing"] if item["cured_by"] == "applicant" and item["requirement"] != "interview"]
    for turn in range(120):
        answer = o.ana.post(path(case, "/missing"), {"items": items, "message": "<b>&\"'" * 150 + "turn %d" % turn},
                            version=case["version"])
        assert answer.status == 200, answer
        case = dict(answer.json, access_code=case["access_code"])
    visitor = page_of(o, case, "en")
    assert visitor.status == 200 and len(visitor.text.encode()) < 60 * 1024, len(visitor.text.encode())
    assert "turn 119" in visitor.page.text and "b" not in [tag for tag, _ in visitor.page.tags]
    assert "For what happened earlier call" in visitor.page.text and "For older letters call" in visitor.page.text


@story("the chain holds over all of it")
def _(server):
    server.command("audit", "verify", "--db", server.db)


run()
