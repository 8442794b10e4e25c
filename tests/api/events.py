#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The live feed: long poll and server-sent events, and who sees what go by."""

import json
import threading
import time

from server import PATIENCE, SAMPLE, Database, an_application, head, in_time, run, story, wait_for


def note(client, row, text):
    answer = client.post("/v1/applications/%s/notes" % row["id"], {"text": text})
    assert answer.status == 201, answer
    return answer


@story("events after a number, and nothing after the last")
def _(server):
    ana = server.sign_in("ana")
    row, before = an_application(ana, "note"), head(ana)
    note(ana, row, "one")
    answer = ana.get("/v1/events?after=%d" % before).json
    types = [event["type"] for event in answer["items"]]
    assert "note.added" in types, types
    event = answer["items"][types.index("note.added")]
    assert event["application_id"] == row["id"] and event["seq"] > before
    assert answer["next_after"] >= event["seq"]
    assert ana.get("/v1/events?after=%d" % answer["next_after"]).json["items"] == []
    assert ana.get("/v1/events").status == 422
    assert ana.get("/v1/events?after=-1").status == 422
    assert ana.get("/v1/events?after=0&wait=26").status == 422
    assert ana.get("/v1/events?after=0&scope=world").status == 422


@story("no personal text goes by")
def _(server):
    ana = server.sign_in("ana")
    row, before = an_application(ana, "note"), head(ana)
    note(ana, row, "The secret of Hoa's neighbour")
    body = ana.get("/v1/events?after=%d" % before).body
    assert b"neighbour" not in body and row["customer"]["name"].encode() not in body


@story("who works a customer's case hears that the record changed, and who works none does not")
def _(server):
    ana, sam, adm = (server.sign_in(name) for name in ("ana", "sam", "adm"))
    row, before = an_application(ana, "note"), head(ana)
    where = "/v1/customers/" + row["customer"]["id"]
    changed = sam.patch(where, {"phone": "(615) 555-0177"}, version=sam.get(where).json["version"])
    assert changed.status == 200, changed
    for client in (ana, sam):
        heard = [(event["type"], event["subject"]["id"], event["changed"])
                 for event in client.get("/v1/events?after=%d" % before).json["items"]]
        assert ("customer.updated", row["customer"]["id"], ["phone"]) in heard, heard
        assert ("application.updated", row["id"], ["customer"]) in heard, heard
    assert adm.get("/v1/events?after=%d" % before).json["items"] == []


@story("a long poll answers when something happens, and when its time is up")
def _(server):
    ana = server.sign_in("ana")
    row, after = an_application(ana, "note"), head(ana)
    begun = time.monotonic()
    assert ana.get("/v1/events?after=%d&wait=1" % after).json["items"] == []
    assert time.monotonic() - begun > 0.9 and in_time(begun, 3)
    found = []

    def poll():
        other = type(ana)(server)
        other.token = ana.token
        found.append((other.get("/v1/events?after=%d&wait=20" % after).json, time.monotonic()))
    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.3)
    begun = time.monotonic()
    note(ana, row, "wakes it")
    thread.join()
    answer, ended = found[0]
    assert [event["type"] for event in answer["items"]] == ["note.added"], answer
    assert ended - begun < 1.0 * PATIENCE


@story("a stream tells of each event once, in order, within a second")
def _(server):
    ana = server.sign_in("ana")
    row, after = an_application(ana, "note"), head(ana)
    stream = ana.stream("/v1/events/stream?after=%d" % after)
    for number in range(20):
        note(ana, row, "note %d" % number)
    frames = [stream.frame() for _ in range(20)]
    ids = [int(frame["id"]) for frame in frames]
    assert ids == sorted(set(ids)), ids
    events = [json.loads(frame["data"]) for frame in frames]
    assert all(event["type"] == "note.added" and event["seq"] == int(frame["id"])
               for event, frame in zip(events, frames))
    begun = time.monotonic()
    note(ana, row, "quick")
    stream.frame()
    assert in_time(begun, 1.0)
    stream.close()


@story("a stream resumes after Last-Event-ID and misses nothing")
def _(server):
    ana = server.sign_in("ana")
    row, after = an_application(ana, "note"), head(ana)
    stream = ana.stream("/v1/events/stream?after=%d" % after)
    note(ana, row, "seen")
    last = stream.frame()["id"]
    stream.close()
    for number in range(5):
        note(ana, row, "missed %d" % number)
    server.stop()
    server.start()
    ana.connection = None
    stream = ana.stream("/v1/events/stream?after=%d" % after, last=last)
    ids = [int(stream.frame()["id"]) for _ in range(5)]
    assert ids[0] > int(last) and len(set(ids)) == 5, (last, ids)
    stream.close()


@story("who is more than 10,000 behind is told to start anew")
def _(server):
    sam = server.sign_in("sam")
    if head(sam) <= 10000:
        server.command("sample", "--help")
    stream = sam.stream("/v1/events/stream?after=0")
    frame = stream.frame()
    if head(sam) > 10000:
        assert frame["event"] == "reset" and int(frame["id"]) >= head(sam) - 5, frame
    else:
        assert int(frame["id"]) >= 1, frame
    stream.close()


@story("who comes with a number of a longer log, as after a backup was put back, is told to start anew")
def _(server):
    sam = server.sign_in("sam")
    now = head(sam)
    stream = sam.stream("/v1/events/stream?after=%d" % (now + 500))
    frame = stream.frame()
    assert frame["event"] == "reset" and now <= int(frame["id"]) < now + 500, frame
    stream.close()
    stream = sam.stream("/v1/events/stream", last=str(now + 500))
    assert stream.frame()["event"] == "reset"
    stream.close()
    begun = time.monotonic()
    page = sam.get("/v1/events?after=%d&wait=20" % (now + 500)).json
    assert page["items"] == [] and now <= page["next_after"] < now + 500 and time.monotonic() - begun < 15, page


@story("another team's work does not go by")
def _(server):
    ana = server.sign_in("ana")
    row, after = an_application(ana, "note"), head(ana)
    adm = server.sign_in("adm")
    note(ana, row, "not for everybody")
    assert adm.get("/v1/events?after=%d" % after).json["items"] == []
    ada = server.sign_in("ada")
    assert "note.added" in [e["type"] for e in ada.get("/v1/events?after=%d" % after).json["items"]]


@story("scope narrows: me, team, one application")
def _(server):
    ana, ben = server.sign_in("ana"), server.sign_in("ben")
    mine, his, after = an_application(ana, "note"), an_application(ben, "note"), head(ana)
    note(ana, mine, "a")
    note(ben, his, "b")
    def subjects(scope):
        return {e["application_id"] for e in ana.get("/v1/events?after=%d&scope=%s" % (after, scope)).json["items"]}
    assert subjects("me") == {mine["id"]}
    assert subjects("application:" + mine["id"]) == {mine["id"]}
    assert mine["id"] in subjects("team")


@story("presence: the others who have it open are told, and it is never kept")
def _(server):
    ana, sam = server.sign_in("ana"), server.sign_in("sam")
    row = an_application(ana, "note")
    before = head(ana)
    stream = ana.stream("/v1/events/stream?after=%d" % before)
    path = "/v1/applications/%s/presence" % row["id"]
    assert ana.put(path, {"typing": False}).status == 204
    assert sam.put(path, {"typing": True}).status == 204
    readers = ana.get(path).json["items"]
    assert [(r["worker_id"], r["typing"]) for r in readers] == [("w_sam", True)], readers
    told = stream.frame("presence")
    assert told["event"] == "presence"
    told = json.loads(told["data"])
    assert told["application_id"] == row["id"] and told["readers"][0]["worker_id"] == "w_sam", told
    assert ana.put("/v1/applications/a_none/presence", {"typing": False}).status == 404
    stream.close()


@story("looking at a record is one event, kept out of the feed")
def _(server):
    ana = server.sign_in("ana")
    row = an_application(ana, "note")
    for _ in range(6):
        ana.get("/v1/applications/" + row["id"])
    note(ana, row, "written after the looks, which wait in the same line")
    db = Database(server.db)
    looks = db.execute("SELECT actor_name FROM event WHERE type = 'record.viewed' AND application_id = ?", (row["id"],))
    db.close()
    assert [look["actor_name"] for look in looks] == [ana.get("/v1/me").json["name"]], looks
    assert "record.viewed" not in [e["type"] for e in ana.get("/v1/events?after=0&limit=200").json["items"]]


@story("a stream whose peer vanished is noticed")
def _(server):
    ana = server.sign_in("ana")
    count = lambda: [line for line in ana.get("/metrics").body.decode().splitlines()
                     if line.startswith("caseload_streams ")][0]
    streams = [ana.stream("/v1/events/stream") for _ in range(10)]
    wait_for(lambda: count() != "caseload_streams 0", 5)
    for stream in streams:
        stream.close()
    wait_for(lambda: count() == "caseload_streams 0", 20)


@story("two hundred streams each get every event")
def _(server):
    ana = server.sign_in("ana")
    row, after = an_application(ana, "note"), head(ana)
    streams = [ana.stream("/v1/events/stream?after=%d" % after) for _ in range(200)]
    for number in range(5):
        note(ana, row, "to all %d" % number)
    for stream in streams:
        ids = [int(stream.frame()["id"]) for _ in range(5)]
        assert ids == sorted(set(ids))
        stream.close()


@story("the server ends at once with streams and polls open")
def _(server):
    ana = server.sign_in("ana")
    after = head(ana)
    streams = [ana.stream("/v1/events/stream?after=%d" % after) for _ in range(20)]
    answers = []

    def poll():
        other = type(ana)(server)
        other.token = ana.token
        answers.append(other.get("/v1/events?after=%d&wait=25" % after))
    threads = [threading.Thread(target=poll) for _ in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    begun = time.monotonic()
    assert server.stop() == 0
    assert in_time(begun, 5)
    for thread in threads:
        thread.join()
    assert all(answer.status == 200 for answer in answers), answers
    for stream in streams:
        assert stream.frame() is None
    server.start()


if __name__ == "__main__":
    run(sample=SAMPLE)
