#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A decision over HTTP: rehearsed, made once, signed, replaced; and what it leaves."""

import json
import threading

from cases import bring_to_ready, decide, decision, file_application, give, item_of, money, path, read
from server import Database, fresh_key, run, story


def ready(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    return ana, sam, bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])


AMOUNTS = [{"from": "2026-01-01", "amount": money("291.00")}]


def month_of(application):
    """The first of the month it was filed in, as the day is at the capital, whatever it is here."""
    return application["filed_on"][:8] + "01"


@story("a denial is rehearsed in both languages, then issued word for word")
def _(server):
    ana, sam, application = ready(server)
    body = decision(application, "denied", "D06")
    rehearsal = ana.post(
        path(application, "/decisions?dry_run=true"), body, version=application["version"], key=None)
    assert rehearsal.status == 200 and rehearsal.json["stops"] == [], rehearsal
    assert rehearsal.json["notice"]["language"] == "es"
    assert rehearsal.json["notice_in_english"]["language"] == "en"
    assert rehearsal.json["status_update"]["code"] == "denied"
    assert read(ana, application)["status"] == "ready_for_decision"

    made = decide(ana, application, body)
    assert made.status == 201 and made.json["state"] == "issued", made
    assert made.headers["Location"] == "/v1/decisions/" + made.json["id"]
    after = read(ana, application)
    assert after["status"] == "denied" and after["decision_id"] == made.json["id"], after
    letter = ana.get("/v1/notices/" + made.json["notice_id"]).json
    assert letter["rendered_text"] == rehearsal.json["notice"]["rendered_text"]
    assert letter["decision_id"] == made.json["id"] and letter["state"] == "queued"
    kept = ana.get("/v1/decisions/" + made.json["id"]).json
    assert kept["statement"] == json.dumps(body) and "signature" not in kept, kept
    assert [row["id"] for row in ana.get(path(application, "/decisions")).json["items"]] == [made.json["id"]]


@story("a key that comes again gives one decision and the same answer")
def _(server):
    ana, sam, application = ready(server)
    body, key = decision(application, "denied", "D06"), fresh_key()
    first = decide(ana, application, body, key=key)
    again = decide(ana, application, body, key=key)
    assert first.status == again.status == 201 and first.json == again.json, (first, again)
    assert again.headers["Idempotency-Replayed"] == "true"
    body["rationale"] = "another"
    assert decide(ana, application, body, key=key).code == "idempotency_mismatch"
    assert len(ana.get(path(application, "/decisions")).json["items"]) == 1
    outcome = ana.get("/v1/outcomes/" + key).json
    assert outcome["effect"]["type"] == "decision" and outcome["effect"]["id"] == first.json["id"], outcome


@story("eight decisions on one version: one is issued")
def _(server):
    ana, sam, application = ready(server)
    clients = [server.sign_in("ana") for _ in range(8)]
    body = decision(application, "denied", "D06")
    answers = [None] * 8
    start = threading.Barrier(8)

    def race(index):
        start.wait()
        answers[index] = decide(clients[index], application, body)

    threads = [threading.Thread(target=race, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [201] + [412] * 7, answers
    assert all(answer.json["changed_by"] == "Ana" for answer in answers if answer.status == 412)
    assert len(ana.get(path(application, "/decisions")).json["items"]) == 1


@story("a denial for missing proof before its day is stopped and says who can lift it")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    application = give(sam, file_application(ina), ana.session["worker"]["id"])
    facts = {"items": [item_of(application, "identity")["id"]]}
    body = decision(application, "denied", {"code": "D08", "facts": facts})
    rehearsal = ana.post(path(application, "/decisions?dry_run=true"), body, version=application["version"], key=None)
    stops = {stop["code"]: stop for stop in rehearsal.json["stops"]}
    assert rehearsal.status == 200 and stops["too_early"]["lifted_by"] == "supervisor", rehearsal
    assert "day 30" in stops["too_early"]["text"], stops
    refused = decide(ana, application, body)
    assert refused.status == 422 and "too_early" in [error["code"] for error in refused.json["errors"]], refused
    assert read(ana, application)["status"] == "incomplete"


@story("an approval that is not complete names what lacks")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    application = give(sam, file_application(ina), ana.session["worker"]["id"])
    body = decision(application, "approved", "A04", amounts=AMOUNTS)
    rehearsal = ana.post(path(application, "/decisions?dry_run=true"), body, version=application["version"], key=None)
    stop = next(stop for stop in rehearsal.json["stops"] if stop["code"] == "not_complete")
    assert item_of(application, "identity")["label"] in stop["text"], stop
    assert decide(ana, application, body).code == "transition_not_allowed"


@story("a large amount waits for a second person, who is never the first")
def _(server):
    ana, sam, application = ready(server)
    amounts = [{"from": month_of(application), "amount": money("1500.01")}]
    made = decide(ana, application, decision(application, "approved", "A04", amounts=amounts))
    assert made.status == 201 and made.json["state"] == "awaiting_second_approval", made
    approval = "/v1/decisions/%s/approval" % made.json["id"]
    assert "notice_id" not in made.json
    assert made.json["second_person_because"] == ["amount"], made
    listed = sam.get(path(application, "/decisions")).json["items"]
    assert [row.get("second_person_because") for row in listed] == [["amount"]], listed
    queue = sam.get("/v1/applications?status=awaiting_second_approval&limit=200").json["items"]
    assert [row["second_person_because"] for row in queue if row["id"] == application["id"]] == [["amount"]], queue
    assert not [row for row in sam.get("/v1/applications?limit=200").json["items"]
                if row["status"] != "awaiting_second_approval" and "second_person_because" in row]
    kept = Database(server.db).execute("SELECT p.payload FROM event e JOIN event_payload p ON p.seq = e.seq"
                                       " WHERE e.type = 'decision.proposed' AND e.application_id = '%s'" % application["id"])
    assert json.loads(kept[0]["payload"])["because"] == ["amount"], kept
    assert ana.post(approval, {"approve": True}, version=1).status == 403
    assert sam.post(approval, {"approve": True}).code == "precondition_required"
    assert sam.post(approval, {"approve": False}, version=1).status == 422
    rehearsal = sam.post(approval + "?dry_run=true", {"approve": True}, version=1, key=None)
    assert rehearsal.status == 200 and rehearsal.json["notice"]["rendered_text"], rehearsal
    words = [warning["text"] for warning in rehearsal.json["warnings"] if warning["code"] == "second_person"]
    assert words == ["An amount this large needs a second person."], rehearsal.json["warnings"]
    signed = sam.post(approval, {"approve": True}, version=1)
    assert signed.status == 200 and signed.json["state"] == "issued", signed
    assert signed.json["approved_by"]["name"] == "Sam" and signed.json["decided_by"]["name"] == "Ana"
    assert sam.get("/v1/notices/" + signed.json["notice_id"]).json["rendered_text"] == \
        rehearsal.json["notice"]["rendered_text"]
    assert read(ana, application)["status"] == "approved"


@story("a supervisor who decides is not the one who signs")
def _(server):
    ina, sam = server.sign_in("ina"), server.sign_in("sam")
    application = bring_to_ready(sam, sam, file_application(ina), sam.session["worker"]["id"])
    amounts = [{"from": "2026-01-01", "amount": money("2000.00")}]
    made = decide(sam, application, decision(application, "approved", "A04", amounts=amounts))
    assert made.json["state"] == "awaiting_second_approval", made
    answer = sam.post("/v1/decisions/%s/approval" % made.json["id"], {"approve": True}, version=1)
    assert answer.status == 409 and answer.code == "second_person_required", answer


@story("an issued decision is never edited, only superseded")
def _(server):
    ana, sam, application = ready(server)
    first = decide(ana, application, decision(application, "denied", "D06")).json
    application = read(sam, application)
    body = decision(application, "approved", "A04", amounts=[{"from": "2020-01-01", "amount": money("291.00")}], supersedes=first["id"])
    assert decide(ana, application, body).status == 403
    made = decide(sam, application, body)
    assert made.status == 201 and made.json["state"] == "awaiting_second_approval", made
    assert made.json["supersedes"] == first["id"] and made.json["second_person_because"] == ["supersedes", "back_dated"], made
    assert "second_person_because" not in first
    assert ana.get("/v1/decisions/" + first["id"]).json["state"] == "issued"


@story("unknown codes, wrong facts and unknown members are named by their place")
def _(server):
    ana, sam, application = ready(server)
    answer = decide(ana, application, decision(application, "denied", "D99"))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/reasons/0/code", answer
    answer = decide(ana, application, decision(application, "denied", {"code": "D04", "facts": {"assets": 1}}))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"].startswith("/reasons/0/facts"), answer
    answer = decide(ana, application, dict(decision(application, "denied", "D06"), colour="red"))
    assert answer.status == 400 and answer.code == "unknown_parameter", answer
    answer = decide(ana, application, dict(decision(application, "denied", "D06"), application_id="a_other"))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/application_id", answer


@story("the log tells of a decision once, and the chain holds")
def _(server):
    ana, sam, application = ready(server)
    seq = int(ana.get(path(application)).headers["Event-Seq"])
    made = decide(ana, application, decision(application, "denied", "D06"))
    events = ana.get("/v1/events?after=%d&wait=0" % seq).json["items"]
    types = [event["type"] for event in events if event["subject"]["id"] == application["id"]]
    assert types.count("decision.issued") == 1 and types.count("notice.queued") == 1, events
    assert made.status == 201
    server.command("audit", "verify", "--db", server.db)


if __name__ == "__main__":
    run()
