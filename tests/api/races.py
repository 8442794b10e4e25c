#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many at once: one winner, and every loser told what changed and by whom."""

import os
import sqlite3
import threading

from cases import accept, bring_to_ready, decision, file_application, give, item_of, next_week, path, read, twin
from server import Skip, fresh_key, run, story, wait_for

RACERS = 8


def race(clients, send):
    """Every client at the same moment; their answers."""
    answers, start = [None] * len(clients), threading.Barrier(len(clients))

    def go(index):
        start.wait()
        answers[index] = send(clients[index], index)
    threads = [threading.Thread(target=go, args=(index,)) for index in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in answers, answers
    return answers


def people(server):
    return [server.sign_in(name) for name in ("ina", "sam", "ana", "ben")]


def ready(server):
    ina, sam, ana, _ = people(server)
    return bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])


def incomplete(server):
    ina, sam, ana, _ = people(server)
    return give(sam, file_application(ina), ana.session["worker"]["id"])


def events_of(client, subject, after):
    items = client.get("/v1/events?after=%d&wait=0&limit=200" % after).json["items"]
    return [event for event in items if event["subject"]["id"] == subject]


def one_winner(server, who, subject, version, send, field):
    """send(client, index) eight times over; returns the winner's index."""
    ada = server.sign_in("ada")
    seq = int(ada.get("/v1/me").headers["Event-Seq"])
    people_ = [server.sign_in(name) for name in who]
    clients = [twin(people_[index % len(people_)]) for index in range(RACERS)]
    answers = race(clients, send)
    statuses = sorted(answer.status for answer in answers)
    assert statuses[0] in (200, 201) and statuses[1:] == [412] * (RACERS - 1), answers
    winner = next(index for index, answer in enumerate(answers) if answer.status < 300)
    name = clients[winner].session["worker"]["name"]
    for answer in answers:
        if answer.status != 412:
            continue
        problem = answer.json
        assert answer.code == "version_conflict" and not problem["retryable"], problem
        assert problem["current_version"] > version and problem["changed_by"] == name, problem
        assert field in problem["changed_fields"], problem
        assert problem["changed_at"].endswith("Z"), problem
    changes = [event for event in events_of(ada, subject, seq) if event.get("version") == version + 1]
    assert len(changes) >= 1 and {event["actor_id"] for event in changes} <= {clients[winner].session["worker"]["id"], ""}, \
        changes
    return winner


@story("eight claims of one application: one owner, and the others learn who")
def _(server):
    ina, sam, ana, ben = people(server)
    application = bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])
    application = ana.post(path(application, "/release"), {}, version=application["version"]).json
    assert application["status"] == "submitted", application
    winner = one_winner(server, ("ana", "ben"), application["id"], application["version"],
                        lambda client, _: client.post(path(application, "/claim"), version=application["version"]),
                        "assignee")
    owner = read(ana, application)["assignee"]["name"]
    assert owner == ("Ana", "Ben")[winner % 2], owner


@story("eight releases, eight letters, eight interviews, eight assignments, eight withdrawals")
def _(server):
    application = ready(server)
    version = application["version"]
    one_winner(server, ("ana",), application["id"], version,
               lambda client, _: client.post(path(application, "/release"), {}, version=version), "assignee")
    application = incomplete(server)
    version = application["version"]
    item = item_of(application, "identity")
    one_winner(server, ("ana",), application["id"], version,
               lambda client, index: client.post(path(application, "/missing"), {
                   "items": [{"requirement": item["requirement"]}], "message": "Number %d." % index},
                   version=version), "missing")
    application = ready(server)
    version = application["version"]
    one_winner(server, ("ana",), application["id"], version,
               lambda client, _: client.post(path(application, "/interview"), {
                   "state": "set", "mode": "phone", "at": next_week()}, version=version), "interviews")
    ben = server.sign_in("ben").session["worker"]["id"]
    application = ready(server)
    version = application["version"]
    one_winner(server, ("sam",), application["id"], version,
               lambda client, index: client.put(path(application, "/assignment"), {
                   "worker_id": ben, "reason": "Race %d." % index}, version=version), "assignee")
    application = ready(server)
    version = application["version"]
    one_winner(server, ("ana", "sam"), application["id"], version,
               lambda client, index: client.post(path(application, "/withdraw"), {
                   "reason": "Asked %d times." % index}, version=version), "status")


@story("eight decisions by two people: one is issued, with one letter")
def _(server):
    application = ready(server)
    version = application["version"]
    one_winner(server, ("ana",), application["id"], version,
               lambda client, index: client.post(path(application, "/decisions"), dict(
                   decision(application, "denied", "D06"), rationale="Writer %d." % index), version=version), "status")
    ana = server.sign_in("ana")
    kept = ana.get(path(application, "/decisions")).json["items"]
    letters = [row for row in ana.get(path(application, "/notices")).json["items"] if row.get("decision_id")]
    assert len(kept) == 1 and len(letters) == 1, (kept, letters)


@story("eight changes of one customer: one is kept, and is the winner's")
def _(server):
    application = ready(server)
    ana = server.sign_in("ana")
    where = "/v1/customers/" + application["customer"]["id"]
    version = ana.get(where).json["version"]
    winner = one_winner(server, ("ana", "ben"), application["customer"]["id"], version,
                        lambda client, index: client.patch(where, {"preferred_name": "Writer %d" % index},
                                                           version=version), "preferred_name")
    assert ana.get(where).json["preferred_name"] == "Writer %d" % winner


@story("two hundred notes at once: notes never lose to a version")
def _(server):
    application = ready(server)
    clients = [twin(server.sign_in(name)) for name in ("ana", "ben")] * 4
    clients = [twin(client) for client in clients]

    def send(client, index):
        client.check = False
        return [client.post(path(application, "/notes"), {"text": "%d %d" % (index, n)}).status for n in range(25)]
    assert all(statuses == [201] * 25 for statuses in race(clients, send))
    ana, cursor, texts = server.sign_in("ana"), "", []
    while cursor is not None:
        page = ana.get(path(application, "/notes?limit=200" + (cursor and "&cursor=" + cursor))).json
        texts += [note["text"] for note in page["items"]]
        cursor = page["next_cursor"]
    assert len(texts) == len(set(texts)) == 25 * RACERS, len(texts)


@story("a key whose write is under way is 409 with Retry-After; done, it is replayed")
def _(server):
    if not os.path.exists(server.db):
        raise Skip("holds the lock of an SQLite database")
    application, ana = ready(server), server.sign_in("ana")
    key, body, answers = fresh_key(), {"text": "Slow."}, []
    where = path(application, "/notes")
    lock = sqlite3.connect(server.db, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    first = threading.Thread(target=lambda: answers.append(twin(ana).post(where, body, key=key)))
    try:
        first.start()
        other = twin(ana)
        rehearsed = []

        def five_more():
            rehearsed.append(other.post(where + "?dry_run=true", body, key=None).status)
            return len(rehearsed) > 5
        wait_for(five_more)  # reads and rehearsals go on while the writer waits
        assert set(rehearsed) == {200}, rehearsed
        again = other.post(where, body, key=key)
        assert again.status == 409 and again.code == "idempotency_in_flight", again
        assert again.json["retryable"] and int(again.headers["Retry-After"]) >= 1, again
        assert other.get("/v1/outcomes/" + key).status == 404
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    first.join()
    assert answers[0].status == 201, answers
    again = ana.post(where, body, key=key)
    assert again.status == 201 and again.json == answers[0].json, again
    assert again.headers["Idempotency-Replayed"] == "true"
    other_body = ana.post(where, {"text": "Other."}, key=key)
    assert other_body.status == 422 and other_body.code == "idempotency_mismatch", other_body


@story("eight copies of one write, one key: one effect and one answer")
def _(server):
    application = ready(server)
    ana, key = server.sign_in("ana"), fresh_key()
    body = decision(application, "denied", "D06")

    def send(client, _):
        while True:
            answer = client.post(path(application, "/decisions"), body, version=application["version"], key=key)
            if answer.code != "idempotency_in_flight":
                return answer
    answers = race([twin(ana) for _ in range(RACERS)], send)
    assert {answer.status for answer in answers} == {201}, answers
    assert len({answer.body for answer in answers}) == 1, answers
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert len(ana.get(path(application, "/decisions")).json["items"]) == 1


@story("two proofs accepted at once: the second is asked to look again, and then is kept")
def _(server):
    application, ana = incomplete(server), server.sign_in("ana")
    items = [item for item in application["missing"] if item["requirement"] in ("identity", "residence")]
    answers = race([twin(ana), twin(ana)], lambda client, index: client.put(
        path(application, "/verifications/" + items[index]["id"]), {"state": "accepted", "how": "seen"},
        version=application["version"]))
    assert sorted(answer.status for answer in answers) == [200, 412], answers
    late = next(index for index, answer in enumerate(answers) if answer.status == 412)
    accept(ana, read(ana, application), items[late])
    states = {item["id"]: item["state"] for item in read(ana, application)["missing"]}
    assert states[items[0]["id"]] == states[items[1]["id"]] == "accepted", states


if __name__ == "__main__":
    run()
