#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes: one key, one effect; versions; dry runs; what became of a write."""

import threading

from server import SAMPLE, an_application, fresh_key, head, mine, run, story

@story("a write that was given up before it arrived never happens; one that had arrived is told")
def _(server):
    ana, ben = server.sign_in("ana"), server.sign_in("ben")
    where = "/v1/applications/%s/notes" % an_application(ana, "note")["id"]
    key, body = fresh_key(), {"text": "Late."}
    for _ in range(2):
        given_up = ana.delete("/v1/outcomes/" + key, key=None)
        assert given_up.status == 404, given_up
    assert ana.get("/v1/outcomes/" + key).status == 404
    late = ana.post(where, body, key=key)
    assert late.status == 422 and late.code == "idempotency_mismatch" and "given up" in late.json["detail"], late
    assert "Late." not in [note["text"] for note in ana.get(where).json["items"]]
    other = fresh_key()
    done = ana.post(where, body, key=other)
    assert done.status == 201, done
    # Only one's own.
    assert ben.delete("/v1/outcomes/" + other, key=None).status == 404
    told = ana.delete("/v1/outcomes/" + other, key=None)
    assert told.status == 200 and told.json["effect"]["id"] == done.json["id"], told
    assert ana.post(where, body, key=other).headers["Idempotency-Replayed"] == "true"


@story("a replayed key gives one effect and the same answer")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "note")
    path = "/v1/applications/%s/notes" % row["id"]
    key, body = fresh_key(), {"text": "Called twice, nobody there."}
    first = ana.post(path, body, key=key)
    assert first.status == 201, first
    before = head(ana)
    for _ in range(3):
        again = ana.post(path, body, key=key)
        assert again.status == 201 and again.headers["Idempotency-Replayed"] == "true", again
        assert again.json == first.json
    assert "Idempotency-Replayed" not in first.headers
    assert head(ana) == before
    notes = [note for note in ana.get(path).json["items"] if note["text"] == body["text"]]
    assert len(notes) == 1, notes


@story("a key survives a restart of the server")
def _(server):
    ana = server.sign_in("ana")
    path = "/v1/applications/%s/notes" % an_application(ana, "note")["id"]
    key, body = fresh_key(), {"text": "Before the restart."}
    first = ana.post(path, body, key=key)
    server.stop()
    server.start()
    again = ana.post(path, body, key=key)
    assert again.status == 201 and again.json == first.json and again.headers["Idempotency-Replayed"] == "true", again


@story("the same key for something else is refused")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "note")
    path = "/v1/applications/%s/notes" % row["id"]
    key = fresh_key()
    assert ana.post(path, {"text": "one"}, key=key).status == 201
    answer = ana.post(path, {"text": "two"}, key=key)
    assert answer.status == 422 and answer.code == "idempotency_mismatch", answer
    answer = ana.post("/v1/applications/%s/release" % row["id"], {}, key=key, version=row["version"])
    assert answer.code == "idempotency_mismatch", answer


@story("two people may use the same key")
def _(server):
    ana, ben = server.sign_in("ana"), server.sign_in("ben")
    key = fresh_key()
    one = ana.post("/v1/applications/%s/notes" % an_application(ana, "note")["id"], {"text": "mine"}, key=key)
    two = ben.post("/v1/applications/%s/notes" % an_application(ben, "note")["id"], {"text": "mine too"}, key=key)
    assert one.status == two.status == 201 and one.json["id"] != two.json["id"]


@story("twenty racing copies of one write make one note")
def _(server):
    ana = server.sign_in("ana")
    path = "/v1/applications/%s/notes" % an_application(ana, "note")["id"]
    key, body, answers = fresh_key(), {"text": "Raced."}, []

    def send():
        other = type(ana)(server)
        other.token = ana.token
        answers.append(other.post(path, body, key=key))
    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        assert answer.status == 201 or answer.code == "idempotency_in_flight", answer
        if answer.status != 201:
            assert answer.json["retryable"] and int(answer.headers["Retry-After"]) >= 1
    assert len({answer.json["id"] for answer in answers if answer.status == 201}) == 1
    assert len([note for note in ana.get(path).json["items"] if note["text"] == "Raced."]) == 1


@story("an outcome says what became of a write, to its writer alone")
def _(server):
    ana, ben = server.sign_in("ana"), server.sign_in("ben")
    key = fresh_key()
    assert ana.get("/v1/outcomes/" + key).status == 404
    note = ana.post("/v1/applications/%s/notes" % an_application(ana, "note")["id"], {"text": "kept"}, key=key)
    outcome = ana.get("/v1/outcomes/" + key).json
    assert outcome["status"] == 201 and outcome["effect"]["type"] == "note", outcome
    assert outcome["effect"]["id"] == note.json["id"] and outcome["seq"] > 0, outcome
    assert ben.get("/v1/outcomes/" + key).status == 404


@story("what is refused leaves no outcome, and its key is free")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "release")
    path, key = "/v1/applications/%s/release" % row["id"], fresh_key()
    assert ana.post(path, {}, key=key, version=row["version"] + 1).status == 412
    assert ana.get("/v1/outcomes/" + key).status == 404
    assert ana.post(path, {}, key=key, version=row["version"]).status == 200


@story("a version that has passed is 412 with what changed; none at all is 428")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "release")
    path = "/v1/applications/%s/release" % row["id"]
    answer = ana.post(path, {})
    assert answer.status == 428 and answer.code == "precondition_required", answer
    answer = ana.post(path, {}, version=row["version"] - 1)
    assert answer.status == 412 and answer.code == "version_conflict", answer
    problem = answer.json
    assert problem["current_version"] == row["version"], problem
    assert isinstance(problem["changed_fields"], list) and "changed_by" in problem and "changed_at" in problem


@story("eight racing writers of one version have one winner")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "release")
    answers = []

    def send():
        other = type(ana)(server)
        other.token = ana.token
        answers.append(other.post("/v1/applications/%s/release" % row["id"], {}, version=row["version"]))
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status for answer in answers)
    assert statuses.count(200) == 1 and set(statuses) <= {200, 404, 409, 412}, statuses


@story("a dry run does every check and writes nothing")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "release")
    before = head(ana)
    path = "/v1/applications/%s/release?dry_run=true" % row["id"]
    answer = ana.post(path, {}, key=None, version=row["version"])
    assert answer.status == 200, answer
    assert ana.post(path, {}, key=None, version=row["version"] - 1).status == 412
    assert ana.post("/v1/applications/a_none/release?dry_run=true", {}, key=None, version=1).status == 404
    notes = "/v1/applications/%s/notes" % row["id"]
    count = len(ana.get(notes).json["items"])
    answer = ana.post(notes + "?dry_run=true", {"text": "never kept"}, key=None)
    assert answer.status == 200, answer
    assert len(ana.get(notes).json["items"]) == count
    now = ana.get("/v1/applications/" + row["id"]).json
    assert now["version"] == row["version"] and now["status"] == row["status"]
    # Looking at a record is the one event that reading leaves.
    assert head(ana) - before <= 1


@story("pages go forward and back and meet; cursors are bound to person and filter")
def _(server):
    ana, ben = server.sign_in("ana"), server.sign_in("ben")
    whole = [row["id"] for row in mine(ana)]
    assert len(whole) >= 40 and len(set(whole)) == len(whole)
    path, seen, cursors = "/v1/applications?assignee=me&limit=7", [], []
    answer = ana.get(path).json
    while True:
        seen += [row["id"] for row in answer["items"]]
        if answer["next_cursor"] is None:
            break
        cursors.append(answer["next_cursor"])
        answer = ana.get(path + "&cursor=" + answer["next_cursor"]).json
    assert seen == whole
    back = [row["id"] for row in answer["items"]]
    while answer["prev_cursor"] is not None:
        answer = ana.get(path + "&cursor=" + answer["prev_cursor"]).json
        back = [row["id"] for row in answer["items"]] + back
    assert back == whole, (len(back), len(whole))
    last = ana.get(path + "&from=end").json
    assert [row["id"] for row in last["items"]] == whole[-7:] and last["next_cursor"] is None
    assert [row["id"] for row in ana.get("/v1/applications?assignee=me&limit=7&sort=-due").json["items"]] == whole[::-1][:7]
    cursor = cursors[0]
    assert ben.get(path + "&cursor=" + cursor).code == "cursor_invalid"
    assert ana.get("/v1/applications?assignee=none&cursor=" + cursor).code == "cursor_invalid"
    assert ana.get(path + "&sort=filed&cursor=" + cursor).code == "cursor_invalid"
    for place in range(0, len(cursor), 5):
        bad = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1:]
        assert ana.get(path + "&cursor=" + bad).code == "cursor_invalid", bad
    link = ana.get(path).headers["Link"]
    assert link.startswith("</v1/applications?assignee=me&limit=7&cursor=") and link.endswith('>; rel="next"'), link


@story("every list row and every record fits its description")
def _(server):
    ana = server.sign_in("ana")
    for row in mine(ana)[:25]:
        record = ana.get("/v1/applications/" + row["id"])
        assert record.status == 200 and record.headers["ETag"] == '"%d"' % record.json["version"]
        for part in ("notes", "decisions", "notices", "presence"):
            assert ana.get("/v1/applications/%s/%s" % (row["id"], part)).status == 200, part


if __name__ == "__main__":
    run(sample=SAMPLE)
