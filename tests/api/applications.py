#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An application's life over HTTP: filed, found, taken, asked about, moved."""

import json
import threading

from cases import accept, file_application, filing, give, item_of, path, read
from server import Client, fresh_key, run, story
from visitor import Visitor


@story("an intake is in the unassigned queue, and its code is shown once")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    key, body = fresh_key(), filing("Nguyen Thi Hoa")
    first = ina.post("/v1/applications", body, key=key)
    assert first.status == 201 and len(first.json["access_code"]) == 10, first
    assert first.json["status"] == "incomplete" and first.json["turn"] == "customer", first
    assert first.headers["Location"] == path(first.json)
    assert first.headers["ETag"] == '"1"'
    again = ina.post("/v1/applications", body, key=key)
    assert again.status == 201 and again.headers["Idempotency-Replayed"] == "true", again
    assert again.json["id"] == first.json["id"] and "access_code" not in again.json, again
    body["channel"] = "phone"
    assert ina.post("/v1/applications", body, key=key).code == "idempotency_mismatch"
    queue = ana.get("/v1/applications?assignee=none&q=nguyen").json
    assert [row["id"] for row in queue["items"]] == [first.json["id"]], queue
    assert queue["total"] == {"count": 1, "relation": "eq"}, queue["total"]


@story("a dry run of an intake says what would be and leaves nothing")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    answer = ina.post("/v1/applications?dry_run=true", filing("Nobody Yet"), key=None)
    assert answer.status == 200 and answer.json["status"] == "incomplete", answer
    assert ana.get("/v1/applications?assignee=none&q=nobody").json["items"] == []


@story("what an intake lacks is named by its place")
def _(server):
    ina = server.sign_in("ina")
    body = filing()
    body["customer"]["county"] = "Atlantis"
    body["answers"] = {"month_income": "plenty", "colour": "red"}
    answer = ina.post("/v1/applications", body)
    assert answer.status == 422 and "/customer/county" in [e["pointer"] for e in answer.json["errors"]], answer
    body["customer"]["county"] = "Davidson"
    answer = ina.post("/v1/applications", body)
    pointers = [error["pointer"] for error in answer.json["errors"]]
    assert answer.status == 422 and "/answers/colour" in pointers, answer
    assert any(pointer.startswith("/answers/month_income") for pointer in pointers), answer


@story("eight who claim one version: one has it, seven are told who and what")
def _(server):
    ina, sam = server.sign_in("ina"), server.sign_in("sam")
    application = file_application(ina)
    application = give(sam, application, sam.session["worker"]["id"])
    for item in application["missing"]:
        if item["requirement"] != "interview":
            application = accept(sam, application, item)
    answer = sam.post(path(application, "/release"), {"reason": "for the race"}, version=application["version"])
    assert answer.status == 200 and answer.json["assignee"] is None, answer
    application = answer.json
    clients = [server.sign_in(name) for name in ("ana", "ben") * 4]
    answers = [None] * len(clients)
    start = threading.Barrier(len(clients))

    def claim(index):
        start.wait()
        answers[index] = clients[index].post(path(application, "/claim"), version=application["version"])

    threads = [threading.Thread(target=claim, args=(index,)) for index in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7, answers
    winner = next(answer for answer in answers if answer.status == 200)
    for answer in answers:
        if answer.status == 412:
            assert answer.code == "version_conflict", answer
            assert answer.json["current_version"] == winner.json["version"], answer
            assert answer.json["changed_by"] == winner.json["assignee"]["name"], answer
            assert "assignee" in answer.json["changed_fields"], answer
            assert answer.json["changed_at"], answer


@story("another team's application looks like one that is not there")
def _(server):
    ina, wes, adm = server.sign_in("ina"), server.sign_in("wes"), server.sign_in("adm")
    application = file_application(ina)
    missing = wes.get("/v1/applications/a_00000000000000000000")
    there = wes.get(path(application))
    assert there.status == missing.status == 404
    strip = lambda answer: {name: value for name, value in answer.json.items() if name != "request_id"}
    assert strip(there) == strip(missing)
    assert wes.post(path(application, "/claim"), version=1).status == 404
    assert wes.post(path(application, "/notes"), {"text": "hello"}).status == 404
    assert wes.get("/v1/applications?status=open,closed").json["items"] == []
    assert adm.get("/v1/applications").status in (403, 200)


@story("If-Match is asked for, and a stale one loses before anything else")
def _(server):
    ina, sam, ana = server.sign_in("ina"), server.sign_in("sam"), server.sign_in("ana")
    application = give(sam, file_application(ina), ana.session["worker"]["id"])
    ask = {"items": [{"requirement": "identity"}]}
    assert ana.post(path(application, "/missing"), ask).code == "precondition_required"
    assert ana.post(path(application, "/missing"), ask, version=1).code == "version_conflict"
    answer = ana.post(path(application, "/missing"), ask, version=application["version"])
    assert answer.status == 200 and answer.json["version"] == application["version"] + 1, answer
    assert answer.headers["ETag"] == '"%d"' % answer.json["version"]


@story("asking for proof: ten days at least, a letter in the customer's language")
def _(server):
    ina, sam, ana = server.sign_in("ina"), server.sign_in("sam"), server.sign_in("ana")
    application = give(sam, file_application(ina), ana.session["worker"]["id"])
    body = {"items": [{"requirement": "identity"}], "due_on": application["filed_on"], "message": "Por favor."}
    answer = ana.post(path(application, "/missing"), body, version=application["version"])
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/due_on", answer
    body = {"items": [{"requirement": "identity"}, {"requirement": "shoe_size"}]}
    answer = ana.post(path(application, "/missing"), body, version=application["version"])
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/items/1", answer
    body = {"items": [{"requirement": "identity"}], "message": "Una foto basta."}
    rehearsed = ana.post(path(application, "/missing?dry_run=true"), body, version=application["version"], key=None)
    assert rehearsed.status == 200 and "Una foto basta." in rehearsed.json["would_send"]["rendered_text"], rehearsed
    answer = ana.post(path(application, "/missing"), body, version=application["version"])
    assert answer.status == 200 and item_of(answer.json, "identity")["state"] == "requested", answer
    letters = ana.get(path(application, "/notices")).json["items"]
    letter = ana.get("/v1/notices/" + letters[0]["id"]).json
    assert letter["language"] == "es" and letter["kind"] == "missing" and letter["state"] == "queued", letter
    assert letter["rendered_text"] == rehearsed.json["would_send"]["rendered_text"]


@story("notes and calls carry no version and lose to none")
def _(server):
    ina, ana, ben = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("ben")
    application = file_application(ina)
    text = "She said “mañana”\twith\u202e tabs"
    key = fresh_key()
    answer = ana.post(path(application, "/notes"), {"text": text}, key=key)
    assert answer.status == 201 and answer.json["text"] == text, answer
    again = ana.post(path(application, "/notes"), {"text": text}, key=key)
    assert again.status == 201 and again.json["id"] == answer.json["id"], again
    assert ben.post(path(application, "/notes"),
                    {"text": "called back", "kind": "call", "direction": "out"}).status == 201
    assert ben.post(path(application, "/notes"), {"text": ""}).status == 422
    notes = ben.get(path(application, "/notes")).json["items"]
    assert [note["text"] for note in notes] == [text, "called back"], notes
    assert read(ana, application)["version"] == application["version"]


@story("unread is each reader's own")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    application = file_application(ina)
    answer = ana.get(path(application))
    assert answer.json["unseen_changes"] > 0
    seq = int(answer.headers["Event-Seq"])
    assert ana.put(path(application, "/seen"), {"seq": seq}).status == 204
    assert read(ana, application)["unseen_changes"] == 0
    assert read(server.sign_in("ben"), application)["unseen_changes"] > 0
    assert ana.put(path(application, "/seen"), {"seq": seq + 1000}).status == 422


@story("pages fit together both ways, and a cursor is bound to its list")
def _(server):
    ina, ana, ben = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("ben")
    for _index in range(9):
        file_application(ina, "Pageable Person")
    whole = [row["id"] for row in ana.get("/v1/applications?q=pageable&limit=50").json["items"]]
    assert len(whole) == 9
    down, cursor = [], ""
    while cursor is not None:
        page = ana.get("/v1/applications?q=pageable&limit=4" + ("&cursor=" + cursor if cursor else "")).json
        down += [row["id"] for row in page["items"]]
        cursor, back = page["next_cursor"], page["prev_cursor"]
    assert down == whole
    page = ana.get("/v1/applications?q=pageable&limit=4&cursor=" + back).json
    assert [row["id"] for row in page["items"]] == whole[4:8], page
    last = ana.get("/v1/applications?q=pageable&limit=4&from=end").json
    assert [row["id"] for row in last["items"]] == whole[5:], last
    reverse = ana.get("/v1/applications?q=pageable&sort=-due").json
    assert [row["id"] for row in reverse["items"]] == whole[::-1]
    assert ben.get("/v1/applications?q=pageable&limit=4&cursor=" + back).code == "cursor_invalid"
    assert ana.get("/v1/applications?q=other&limit=4&cursor=" + back).code == "cursor_invalid"


@story("filters that mean nothing are refused")
def _(server):
    ana = server.sign_in("ana")
    for query in ("turn=noon", "clock=cuckoo", "status=asleep", "expedited=maybe", "due_before=tomorrow"):
        answer = ana.get("/v1/applications?" + query)
        assert answer.status == 422, (query, answer)
        assert answer.json["errors"][0]["pointer"] == "?" + query.split("=")[0], answer
    assert ana.get("/v1/applications?status=open,denied&clock=overdue&turn=agency&sort=-updated").status == 200


@story("a filter's names are found whatever their case, and one that is none is refused by name")
def _(server):
    ada = server.sign_in("ada")
    count = lambda query: ada.get("/v1/applications?limit=1&" + query).json["total"]["count"]
    file_application(server.sign_in("ina"))
    for typed, canonical in (("county=dAVIDSON", "county=Davidson"), ("language=EN", "language=en"), ("program=SNAP", "program=snap"),
                             ("status=Submitted", "status=submitted"), ("clock=On_Time", "clock=on_time")):
        assert count(typed) == count(canonical), typed
    assert count("county=davidson") > 0 and count("program=SNAP") > 0 and count("county=van%20buren") == 0
    for query, word in (("county=Nowhere", "Nowhere"), ("program=xyz", "xyz"), ("language=spanish", "spanish"),
                        ("status=open,Asleep", "asleep"), ("clock=cuckoo", "cuckoo")):
        answer = ada.get("/v1/applications?" + query)
        assert answer.status == 422, (query, answer)
        problem = answer.json["errors"][0]
        name = query.split("=")[0]
        assert problem["pointer"] == "?" + name and 'There is no %s "%s"' % (name, word) in str(problem), problem
    plan = server.sign_in("sam").post("/v1/reassignments?dry_run=true", {"from": {"filter": {"county": "Nowhere"}}}, key=None)
    assert plan.status == 422 and "/from/filter/county" in str(plan.json), plan
    assert ada.get("/v1/reports/caseload?county=davidson").status == 200


@story("assignment is a supervisor's; a worker gives back, a customer withdraws")
def _(server):
    ina, ana, ben, sam = (server.sign_in(name) for name in ("ina", "ana", "ben", "sam"))
    application = file_application(ina)
    assert ana.put(path(application, "/assignment"), {"worker_id": ben.session["worker"]["id"]},
                   version=1).status == 403
    application = give(sam, application, ben.session["worker"]["id"])
    assert application["status"] == "incomplete" and application["assignee"]["name"] == "Ben", application
    assert ana.post(path(application, "/release"), {"reason": "mine"}, version=application["version"]).status == 403
    mute = ben.post(path(application, "/withdraw"), {"reason": ""}, version=application["version"])
    assert mute.status == 422 and mute.json["errors"][0]["detail"] == "Say how the customer asked for it.", mute
    answer = ben.post(path(application, "/withdraw"), {"reason": "said so by phone"}, version=application["version"])
    assert answer.status == 200 and answer.json["status"] == "withdrawn", answer
    assert "reopen" in answer.json["allowed_actions"], answer
    assert ben.post(path(application, "/release"), {}, version=answer.json["version"]).code == "transition_not_allowed"
    answer = ana.post(path(application, "/reopen"), {"reason": "came back", "ground": "window"},
                      version=answer.json["version"])
    assert answer.status == 200 and answer.json["status"] == "reopened", answer


@story("the next one comes with its reason, once to each who asks")
def _(server):
    ina, sam, ana, ben = (server.sign_in(name) for name in ("ina", "sam", "ana", "ben"))
    for _index in range(2):
        application = give(sam, file_application(ina), sam.session["worker"]["id"])
        for item in application["missing"]:
            if item["requirement"] != "interview":
                application = accept(sam, application, item)
        assert sam.post(path(application, "/release"), {}, version=application["version"]).status == 200
    key = fresh_key()
    first, again = ana.post("/v1/applications/next", key=key), ana.post("/v1/applications/next", key=key)
    assert first.status == 200 and first.json["assignee"]["name"] == "Ana" and first.json["why"], first
    assert again.status == 200 and again.json["id"] == first.json["id"], again
    second = ben.post("/v1/applications/next")
    assert second.status == 200 and second.json["id"] != first.json["id"], second


@story("a date of birth lies between 1900 and today, whoever's it is and whoever files")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    words = "A date of birth lies between 1900 and today. Please write the year with four digits."
    for born_on in ("0095-03-04", "1899-12-31", "2031-01-01", "9999-12-31"):
        home = [{"name": "Hoa", "relation": "self", "born_on": born_on}]
        for given, pointer in (({"answers": {"signature": "Hoa", "household": home}}, "/answers/household/0/born_on"),
                               ({"customer": {**filing()["customer"], "born_on": born_on}}, "/customer/born_on"),
                               ({"customer": {**filing()["customer"], "household": home}}, "/customer/household/0/born_on")):
            refused = ina.post("/v1/applications", filing(**given))
            assert refused.status == 422, refused
            assert [(e["pointer"], e["detail"]) for e in refused.json["errors"]] == [(pointer, words)], (born_on, refused)
    filed = file_application(ina)
    customer = ana.get("/v1/customers/" + filed["customer"]["id"]).json
    refused = ana.patch("/v1/customers/" + customer["id"], {"born_on": "0095-03-04"}, version=customer["version"])
    assert refused.status == 422 and refused.json["errors"][0]["detail"] == words, refused


@story("somebody who is known already is recognised while they are taken in, and when they apply by themselves")
def _(server):
    ina, sam, adm = (server.sign_in(name) for name in ("ina", "sam", "adm"))
    known = filing("Ortensia Vane")
    known["customer"].update(born_on="1966-05-04", phone="(615) 555-0911", email="o.vane@example.org")
    first = ina.post("/v1/applications", known).json["customer"]["id"]
    typed = "/v1/customers/alike?name=Vane%2C+Ortensia"
    for more, because in (("&born_on=1966-05-04", ["name", "born_on"]), ("&phone=615.555.0911", ["name", "phone"]),
                          ("&email=O.VANE%40example.org", ["name", "email"])):
        rows = ina.get(typed + more).json["items"]
        assert [row["customer"]["id"] for row in rows] == [first] and rows[0]["because"] == because, (more, rows)
        assert rows[0]["customer"]["case_number"] and "address" not in rows[0]["customer"], rows
    for nobody in ("", "&born_on=1966-05-05", "&kind=organization&phone=6155550911"):
        assert ina.get(typed + nobody).json["items"] == [], nobody
    assert ina.get(typed + "&born_on=05/04/1966").status == 422
    assert ina.get(typed + "&ssn=1").code == "unknown_parameter"
    assert adm.get(typed + "&born_on=1966-05-04").status == 403
    # By themselves, on a telephone: the worker who gets it is told.
    applied = Visitor(server).send("POST", "/portal/v1/applications", headers={"Content-Type": "application/json", "Idempotency-Key": '"%s"' % fresh_key().strip('"')},
                                   body=json.dumps({"program": "snap", "language": "en", "answers": {"signature": "O. Vane"},
                                                    "applicant": {"name": "Ortensia Vane", "born_on": "1966-05-04", "county": "Davidson",
                                                                  "address": {"line1": "2 Elm St", "city": "Nashville", "state": "TN", "zip": "37201"}}}))
    assert applied.status == 201, applied.text
    found = sam.get("/v1/applications?q=" + json.loads(applied.text)["number"]).json["items"][0]["customer"]["id"]
    assert found != first, "nothing is made one by itself"
    rows = sam.get("/v1/customers/%s/alike" % found).json["items"]
    assert [row["customer"]["id"] for row in rows] == [first], rows


@story("a name that folds to ten times its length stops nobody's list")
def _(server):
    ina = server.sign_in("ina")
    sprawling = [file_application(ina, "\ufdfa" * 66)["id"] for _ in range(3)]
    for order in ("customer", "-customer"):
        seen, where = [], "/v1/applications?assignee=none&limit=1&sort=" + order
        at = where
        while at:
            page = ina.get(at)
            assert page.status == 200 and len(page.json["items"]) <= 1 and len(seen) < 500, (at[:200], page)
            seen += [row["id"] for row in page.json["items"]]
            at = page.json["next_cursor"] and where + "&cursor=" + page.json["next_cursor"]
        assert set(sprawling) <= set(seen) and len(seen) == len(set(seen)), seen


if __name__ == "__main__":
    run()
