# SPDX-License-Identifier: Apache-2.0
"""Applications for stories: filed, taken, brought to where one is wanted."""

import itertools
import time

from server import Client, Database

NUMBER = itertools.count(1)


def money(amount):
    return {"amount": amount, "currency": "USD"}


ANSWERS = {
    "month_income": money("2000.00"), "cash": money("500.00"), "rent": money("910.00"),
    "utilities": money("100.00"), "migrant": False, "homeless": False,
    "household": [{"name": "Hoa", "relation": "self", "born_on": "1961-03-04", "status": "citizen",
                   "ssn": "has", "disabled": False, "student": False}],
    "anyone_works": False, "anyone_self_employed": False, "anyone_other_income": False,
    "care_cost": money("0.00"), "support_paid": money("0.00"), "medical_cost": money("0.00"),
    "rights_read": True, "signature": "Hoa",
}


def filing(name=None, **changes):
    customer = {"kind": "person", "name": name or "Customer %d" % next(NUMBER), "language": "es", "county": "Davidson",
                "address": {"line1": "1 Elm St", "city": "Nashville", "state": "TN", "zip": "37201"}}
    body = {"program": "snap", "customer": customer, "answers": ANSWERS, "channel": "office"}
    body.update(changes)
    return body


def file_application(client, name=None, **changes):
    answer = client.post("/v1/applications", filing(name, **changes))
    assert answer.status == 201, answer
    return answer.json


def twin(client):
    """The same sign-in on a connection of its own."""
    other = Client(client.server)
    other.token = client.token
    other.session = client.session
    return other


def path(application, rest=""):
    return "/v1/applications/%s%s" % (application["id"], rest)


def read(client, application):
    answer = client.get(path(application))
    assert answer.status == 200, answer
    return answer.json


def next_week():
    return time.strftime("%Y-%m-%dT15:00:00Z", time.gmtime(time.time() + 7 * 86400))


def give(supervisor, application, worker_id):
    """Assigned to a worker; an incomplete one keeps its name."""
    answer = supervisor.put(path(application, "/assignment"), {"worker_id": worker_id, "reason": "test"},
                            version=application["version"])
    assert answer.status == 200, answer
    return answer.json


def item_of(application, requirement):
    return next(item for item in application["missing"] if item["requirement"] == requirement)


def accept(worker, application, item):
    answer = worker.put(path(application, "/verifications/" + item["id"]),
                        {"state": "accepted", "how": "seen at the office"}, version=application["version"])
    assert answer.status == 200, answer
    return answer.json


def bring_to_ready(worker, supervisor, application, worker_id):
    """All proofs accepted, taken, talked to: ready for a decision."""
    application = give(supervisor, application, worker_id)
    for item in application["missing"]:
        if item["requirement"] != "interview":
            application = accept(worker, application, item)
    assert application["status"] == "submitted", application
    answer = worker.post(path(application, "/claim"), version=application["version"])
    assert answer.status == 200, answer
    answer = worker.post(path(application, "/interview"), {"state": "held", "mode": "phone"},
                         version=answer.json["version"])
    assert answer.status == 200 and answer.json["status"] == "ready_for_decision", answer
    return answer.json


def denied_and_drawn(server, worker, supervisor, filer, percent="100"):
    """A denial of the worker's that was drawn for review: (application, decision's id)."""
    server.command("setting", "--db", server.db, "review_percent", percent)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        application, decided = denied(worker, supervisor, filer)
        if worker.get("/v1/decisions/%s/review" % decided).status == 200:
            return application, decided
    raise AssertionError("nothing was drawn for review")


def denied(worker, supervisor, filer, **more):
    """A worker's denial, issued at once: (application, decision's id)."""
    application = give(supervisor, file_application(filer, **more), worker.session["worker"]["id"])
    if application["status"] == "assigned":
        application = worker.post(path(application, "/claim"), version=application["version"]).json
    made = decide(worker, application, decision(application, "denied", "D06"))
    assert made.status == 201 and made.json["state"] == "issued", made
    return read(worker, application), made.json["id"]


def decision(application, outcome, *codes, **more):
    body = {"application_id": application["id"], "application_version": application["version"],
            "outcome": outcome, "reasons": [code if isinstance(code, dict) else {"code": code} for code in codes],
            "rationale": "as the file shows"}
    body.update(more)
    return body


def decide(worker, application, body, **more):
    return worker.post(path(application, "/decisions"), body, version=application["version"], **more)


def events(server, kind):
    """What the log has of a kind, with its words, in its order."""
    db = Database(server.db)
    rows = db.execute("SELECT e.seq, e.subject_id, e.application_id, e.actor_id, e.scope, p.payload FROM event e"
                      " LEFT JOIN event_payload p ON p.seq = e.seq WHERE e.type = ? ORDER BY e.seq", (kind,))
    db.close()
    return rows


def bare(answer):
    """An answer without what tells one request from another."""
    body = dict(answer.json)
    body.pop("request_id", None)
    return answer.status, body
