#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers after the filing: what was blank is given, what was wrong is put
right, and the worksheet follows."""

import json

from cases import ANSWERS, accept, filing, give, money, path, read
from papers import Office
from server import Database, run, story
from visitor import Visitor


def office(server, made=[]):
    if not made:
        made.append(Office(server))
    return made[0]


def lacks(application, requirement):
    return any(item["requirement"] == requirement for item in application["missing"])


def without(*questions):
    return {question: answer for question, answer in ANSWERS.items() if question not in questions}


def steps(client, application):
    return {row["id"]: row.get("value") for row in client.get(path(application, "/worksheet")).json["steps"]}


@story("a worker who learns what the medical costs are puts it in, and the worksheet's step moves")
def _(server):
    o = office(server)
    case = o.case()
    assert steps(o.ana, case)["medical"] == "0.00"
    body = {"answers": {"medical_cost": money("135.00")}, "how": "said on the telephone"}
    dry = o.ana.request("PATCH", path(case, "/answers?dry_run=true"), body, key=None, version=case["version"])
    assert dry.status == 200 and dry.json["answers"]["medical_cost"] == money("135.00"), dry
    assert read(o.ana, case)["answers"]["medical_cost"] == money("0.00"), "a rehearsal writes nothing"
    answer = o.ana.request("PATCH", path(case, "/answers"), body, version=case["version"])
    assert answer.status == 200 and answer.json["version"] == case["version"] + 1, answer
    after = steps(o.ana, case)
    assert after["medical"] == "100.00", after
    # Negative control: what has no part in the arithmetic moves nothing.
    untouched = o.ana.request("PATCH", path(case, "/answers"), {"answers": {"interview_times": "mornings"}, "how": "said so"},
                              version=answer.json["version"])
    assert untouched.status == 200, untouched
    assert steps(o.ana, case) == after
    stale = o.ana.request("PATCH", path(case, "/answers"), body, version=case["version"])
    assert stale.status == 412, stale
    rows = o.ana.get(path(case, "/answers")).json["items"]
    assert [row["questions"] for row in rows] == [["interview_times"], ["medical_cost"]], rows
    assert rows[1]["before"] == {"medical_cost": money("0.00")} and rows[1]["after"] == {"medical_cost": money("135.00")}, rows
    assert rows[1]["by"]["name"] and rows[1]["how"] == "said on the telephone", rows
    assert o.ben.request("PATCH", path(case, "/answers"), body, version=untouched.json["version"]).status == 403


def fields(visitor):
    """The form as the browser would send it back."""
    return {attrs["name"]: attrs.get("value", "") for tag, attrs in visitor.page.tags
            if tag == "input" and attrs.get("name") and (attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs)}


def events_of(server, application):
    db = Database(server.db)
    rows = db.execute("SELECT e.actor_kind, p.payload FROM event e JOIN event_payload p ON p.seq = e.seq"
                      " WHERE e.type = 'application.answered' AND e.application_id = ? ORDER BY e.seq", (application["id"],))
    db.close()
    return rows


@story("a fact left blank is given by the applicant, and nothing is missing any more")
def _(server):
    o = office(server)
    filed = o.ina.post("/v1/applications", filing(answers=without("medical_cost"))).json
    case = give(o.sam, filed, o.me)
    assert lacks(case, "medical_cost")
    for item in case["missing"]:
        if item["requirement"] not in ("medical_cost", "interview"):
            case = accept(o.ana, case, item)
    assert case["status"] == "incomplete", case["status"]
    visitor = Visitor(server).sign_in(filed["number"], filed["access_code"])
    page = "/applications/" + filed["number"]
    visitor.get(page + "?lang=en")
    assert page + "/answers?lang=en#q-medical_cost" in [attrs.get("href") for tag, attrs in visitor.page.tags if tag == "a"]
    assert "D\u00edganoslo ahora" in visitor.get(page + "?lang=es").text, visitor.text
    assert visitor.get(page + "/answers?lang=en").status == 200 and "q-medical_cost" in visitor.text and "q-rent" not in visitor.text
    form = fields(visitor)
    assert visitor.send("POST", page + "/answers", dict(form, token="forged", **{"q-medical_cost": "135"})).status == 403
    wrong = visitor.send("POST", page + "/answers", dict(form, **{"q-medical_cost": "much"}))
    assert wrong.status == 422 and "much" in visitor.text and not events_of(server, case), visitor.text
    empty = visitor.send("POST", page + "/answers", form)
    assert empty.status == 303 and not events_of(server, case), "an empty form tells nothing"
    told = visitor.send("POST", page + "/answers", dict(form, **{"q-medical_cost": "$135"}))
    assert told.status == 303 and "told=1" in visitor.headers["Location"], visitor.text
    assert visitor.send("POST", page + "/answers", dict(form, **{"q-medical_cost": "$135"})).status == 303
    assert len(events_of(server, case)) == 1, "sent twice is told once"
    now = read(o.ana, case)
    assert not lacks(now, "medical_cost") and now["answers"]["medical_cost"] == money("135.00"), now
    assert now["unseen_changes"] > case["unseen_changes"], now
    # What the answer calls for is asked for at once.
    bills = [item for item in now["missing"] if item["requirement"] not in [old["requirement"] for old in filed["missing"]]]
    for item in bills:
        assert item["state"] == "requested", item
        now = accept(o.ana, now, item)
    assert now["status"] == "submitted", (now["status"], now["missing"])
    assert visitor.get(page).status == 200 and "medical_cost" not in visitor.text
    assert steps(o.ana, now)["medical"] == "100.00"


@story("what a new answer calls for while the filing is incomplete is asked for by letter and status update, with its own day")
def _(server):
    o = office(server)
    filed = o.ina.post("/v1/applications", filing(answers=ANSWERS)).json
    case = give(o.sam, filed, o.me)
    assert case["status"] == "incomplete" and not lacks(case, "medical_proof"), case
    before = o.ana.get(path(case, "/notices")).json["items"]
    now = o.ana.request("PATCH", path(case, "/answers"), {"answers": {"medical_cost": money("135.00")}, "how": "said so"},
                        version=case["version"]).json
    bills = next(item for item in now["missing"] if item["requirement"] == "medical_proof")
    assert bills["state"] == "requested" and bills["due_on"] > bills["requested_on"], bills
    letters = [row for row in o.ana.get(path(case, "/notices")).json["items"] if row["id"] not in [old["id"] for old in before]]
    assert [row["kind"] for row in letters] == ["missing"], letters
    text = o.ana.get("/v1/notices/" + letters[0]["id"]).json["rendered_text"]
    assert "  - Recibos m\u00e9dicos\n" in text and "Prueba de qui\u00e9n es usted" not in text, text
    visitor = Visitor(server).sign_in(filed["number"], filed["access_code"])
    assert "Recibos m\u00e9dicos" in visitor.get("/applications/" + filed["number"]).text, visitor.text
    says = json.loads(events_of(server, case)[-1]["payload"])["says"]
    assert "Medical bills" in says["en"]["items"] and "Proof of who you are" in says["en"]["items"], says
    # Negative control: an answer that calls for nothing writes to nobody.
    o.ana.request("PATCH", path(case, "/answers"), {"answers": {"cash": money("7.00")}, "how": "said so"}, version=now["version"])
    assert len(o.ana.get(path(case, "/notices")).json["items"]) == len(before) + 1


@story("the applicant tells of a change; what they did not touch stays, whoever changed it meanwhile")
def _(server):
    o = office(server)
    filed = o.ina.post("/v1/applications", filing()).json
    case = give(o.sam, filed, o.me)
    visitor = Visitor(server).sign_in(filed["number"], filed["access_code"])
    page = "/applications/" + filed["number"]
    assert visitor.get(page + "?lang=en").page.attribute("a", "href", id="change") == page + "/answers?all=1&lang=en"
    form = fields(visitor.get(page + "/answers?all=1&lang=en"))
    assert form["q-rent"] == "910.00" and "q-signature" not in form, form
    now = o.ana.request("PATCH", path(case, "/answers"), {"answers": {"cash": money("7.00")}, "how": "said so"}, version=case["version"]).json
    assert visitor.send("POST", page + "/answers", dict(form, **{"q-rent": "1000"})).status == 303
    after = read(o.ana, case)
    assert after["answers"]["rent"] == money("1000.00") and after["answers"]["cash"] == money("7.00"), after["answers"]
    assert after["version"] == now["version"] + 1 and after["due_on"] == case["due_on"] and after["expedited"] == case["expedited"]
    rows = o.ana.get(path(case, "/answers")).json["items"]
    assert rows[0]["by"]["kind"] == "customer" and rows[0]["before"] == {"rent": money("910.00")}, rows
    assert rows[0]["after"] == {"rent": money("1000.00")} and "how" not in rows[0], rows
    assert any(entry["summary"].startswith("Answers changed: ") for entry in
               o.ana.get("/v1/customers/%s/history" % case["customer"]["id"]).json["items"])
    # Nobody without number and code, and not after the end.
    assert Visitor(server).get(page + "/answers").status == 303
    gone = o.ana.post(path(case, "/withdraw"), {"reason": "r"}, version=after["version"])
    assert gone.status == 200, gone
    assert visitor.get(page + "/answers?all=1").status == 303 and "id=\"change\"" not in visitor.get(page).text
    assert visitor.send("POST", page + "/answers", dict(form, **{"q-rent": "1"})).status == 303
    assert read(o.ana, case)["answers"]["rent"] == money("1000.00")


def links(visitor, starts):
    return [attrs["href"].split("?")[0] for tag, attrs in visitor.page.tags if tag == "a" and attrs.get("href", "").startswith(starts)]


@story("people and jobs are put in, changed and taken off on the applicant's page, each an event that the worker sees")
def _(server):
    o = office(server)
    filed = o.ina.post("/v1/applications", filing(answers=dict(ANSWERS, anyone_works=True))).json
    case = give(o.sam, filed, o.me)
    visitor = Visitor(server).sign_in(filed["number"], filed["access_code"])
    page = "/applications/" + filed["number"]
    # The list that is owed leads to where it is told; there is nothing else to tell.
    assert page + "/answers?lang=en#q-jobs" in [attrs.get("href") for tag, attrs in visitor.get(page + "?lang=en").page.tags if tag == "a"]
    visitor.get(page + "/answers?lang=en")
    assert links(visitor, page + "/answers/") == [page + "/answers/jobs/0"] and "<form" not in visitor.text.split("<main")[1], visitor.text
    # As at applying: an entry needs what it is told apart by, people are those on the list, an amount is one.
    form = fields(visitor.get(page + "/answers/jobs/0?lang=en"))
    job = dict(form, **{"q-person": "Hoa", "q-employer": "Acme Foods", "q-pay_every": "week", "q-gross": "210.50"})
    for wrong in ({"q-employer": " "}, {"q-person": "Nobody"}, {"q-gross": "much"}, {"q-gross": "-5"}):
        answer = visitor.send("POST", page + "/answers/jobs/0", dict(job, **wrong))
        assert answer.status == 422 and ("q-gross" in wrong or "210.50" in answer.text), (wrong, answer.text)
    assert visitor.send("POST", page + "/answers/jobs/0", dict(job, token="forged")).status == 403
    assert not events_of(server, case)
    told = visitor.send("POST", page + "/answers/jobs/0", job)
    assert told.status == 303 and "told=1" in visitor.headers["Location"], visitor.text
    assert visitor.send("POST", page + "/answers/jobs/0", job).status == 303
    assert len(events_of(server, case)) == 1, "sent twice is one job"
    now = read(o.ana, case)
    assert now["answers"]["jobs"] == [{"person": "Hoa", "employer": "Acme Foods", "pay_every": "week", "gross": money("210.50")}], now["answers"]
    assert not lacks(now, "jobs") and lacks(now, "jobs.last_period_ended") is lacks(case, "jobs.last_period_ended")
    assert now["unseen_changes"] > case["unseen_changes"] and now["next_act"] == "look_at_change", now["next_act"]
    # A person is put in; what their answers bring up is asked before it is sent.
    visitor.get(page + "/answers?all=1&lang=en")
    assert page + "/answers/household/1" in links(visitor, page + "/answers/household/"), visitor.text
    form = fields(visitor.get(page + "/answers/household/1?lang=en"))
    linh = dict(form, **{"q-name": "Linh <b>", "q-relation": "child", "q-status": "citizen", "q-ssn": "has", "q-disabled": "no",
                         "q-student": "no", "q-born_on-year": "2015", "q-born_on-month": "3", "q-born_on-day": "4"})
    more = visitor.send("POST", page + "/answers/household/1", linh)
    assert more.status == 200 and "q-eats_with_you" in more.text, more.text
    assert len(events_of(server, case)) == 1, "not before all is asked"
    linh = dict(linh, **{"asked": fields(more)["asked"], "q-eats_with_you": "yes"})
    # Meanwhile the worker changes another entry: nothing of that is lost.
    hoa = dict(now["answers"]["household"][0], name="Nguyen Hoa")
    now = o.ana.request("PATCH", path(case, "/answers"), {"answers": {"household": [hoa], "jobs": [dict(now["answers"]["jobs"][0], person="Nguyen Hoa")]},
                                                          "how": "her card"}, version=now["version"]).json
    assert visitor.send("POST", page + "/answers/household/1", linh).status == 303, visitor.text
    people = read(o.ana, case)["answers"]["household"]
    assert [person["name"] for person in people] == ["Nguyen Hoa", "Linh <b>"] and people[1]["eats_with_you"] is True, people
    assert "<b>" not in visitor.get(page + "/answers?all=1&lang=en").text.replace("Linh &lt;b&gt;", "")
    # A name put right is so wherever the person is named.
    form = fields(visitor.get(page + "/answers/household/0?lang=en"))
    renamed = dict(form, **{"q-name": "Nguyen Thi Hoa", "q-relation": "self", "q-status": "citizen", "q-ssn": "has", "q-disabled": "no", "q-student": "no"})
    assert visitor.send("POST", page + "/answers/household/0", renamed).status == 303, visitor.text
    answers = read(o.ana, case)["answers"]
    assert answers["household"][0]["name"] == answers["jobs"][0]["person"] == "Nguyen Thi Hoa", answers
    assert answers["household"][0]["born_on"] == "1961-03-04", answers
    # Shown before another change, the old entry is no more: where the list stands is said.
    stale = visitor.send("POST", page + "/answers/household/0", renamed)
    assert stale.status == 303 and "moved=1" in stale.headers["Location"], stale.headers
    # Who is named elsewhere is not taken off; who is not, is.
    form = fields(visitor.get(page + "/answers/household/0?remove=1&lang=en"))
    assert visitor.send("POST", page + "/answers/household/0", form).status == 422 and "is named there" in visitor.text
    form = fields(visitor.get(page + "/answers/household/1?remove=1&lang=en"))
    assert visitor.send("POST", page + "/answers/household/1", form).status == 303
    assert visitor.send("POST", page + "/answers/household/1", form).status == 303
    assert len(read(o.ana, case)["answers"]["household"]) == 1, "taken off once"
    rows = o.ana.get(path(case, "/answers")).json["items"]
    assert [row["by"]["kind"] for row in rows] == ["customer", "customer", "customer", "worker", "customer"], rows
    assert rows[0]["questions"] == ["household"] and len(rows[0]["before"]["household"]) == 2, rows[0]
    assert sorted(rows[1]["questions"]) == ["household", "jobs"], rows[1]
    # Nobody else, and not what is no list.
    assert Visitor(server).get(page + "/answers/household/0").status == 303
    for place in ("rent/0", "household/7", "household/-1", "household/x", "nothing/0"):
        assert visitor.get(page + "/answers/" + place).status == 303, place


run()
