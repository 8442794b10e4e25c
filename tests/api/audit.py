#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The log against those who own the database.

Ten thousand events; each kind of tampering is done to the database, where
"caseload-server audit verify" has to name the first event that is not as it
was, and to the exported log, where caseload-verify has to name the line.  The
formula of the manual is followed here a third time, by hand.  A verifier whose
comparison is taken out must fail these stories.
"""

import base64
import datetime
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time

from server import BUILD, PROGRAM, SOURCE, Database, Skip, an_application, in_time, mine, run, story, wait_for

VERIFIER = os.path.join(BUILD, "caseload-verify")
SAMPLE = ("--customers", "800", "--applications", "520", "--chats", "60", "--workers", "12")
HASHED = ("type", ("subject_type", "subject_id", "version", "application_id", "interaction_id", "decision_id",
                   "notice_id", "changed", "history_kind", "public_code"),
          "customer_id", ("actor_kind", "actor_id", "actor_name"), "scope")


class Kept:
    """What an outsider has: the log, the checkpoints and the public key."""

    folder = tempfile.mkdtemp(prefix="caseload-audit.")
    log = os.path.join(folder, "log")
    checkpoints = os.path.join(folder, "checkpoints")
    key = None
    lines = []


# ---- the formula, by hand ----

def counted(text):
    raw = text.encode()
    return len(raw).to_bytes(4, "big") + raw


def hash_of(event):
    out = b"caseload-event-1\0" + event["seq"].to_bytes(8, "big") + event["at_ms"].to_bytes(8, "big")
    for part in HASHED:
        out += counted(event[part] if isinstance(part, str) else "|".join(str(event[name]) for name in part))
    return hashlib.sha256(out + bytes.fromhex(event["payload_hash"]) + bytes.fromhex(event["prev_hash"])).hexdigest()


def payload_hash_of(event):
    if "payload" not in event:
        return hashlib.sha256(b"").hexdigest()
    return hashlib.sha256(bytes.fromhex(event["salt"]) + event["payload"].encode()).hexdigest()


def restamp(events):
    """As somebody would who owns the database and knows the formula."""
    before = "00" * 32
    for event in events:
        event["prev_hash"] = before
        before = event["hash"] = hash_of(event)
    return events


# ---- running the verifiers ----

def command(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def audit(server, checkpoints=True):
    words = ["--checkpoints", Kept.checkpoints, "--key", Kept.key] if checkpoints else []
    return command(PROGRAM, "audit", "verify", "--db", server.db, *words)


def verify(lines, checkpoints=True, program=VERIFIER):
    path = os.path.join(Kept.folder, "tampered")
    with open(path, "w", newline="") as file:
        file.writelines(lines)
    words = ["--checkpoints", Kept.checkpoints, "--key", Kept.key] if checkpoints else []
    return command(program, *words, path)


def dump(events):
    return [json.dumps(event, ensure_ascii=False) + "\n" for event in events]


def must_name(found, text):
    status, said = found
    assert status == 1 and text in said, "status %d, wanted %r: %s" % (status, text, said)


def must_pass(found):
    assert found[0] == 0 and "Whole" in found[1], found


# ---- the stories ----

def count_of(path):
    if not os.path.exists(path):
        return []
    with open(path) as file:
        lines = file.read().split("\n")
    return [int(lines[index + 1]) for index in range(len(lines) - 1) if lines[index].startswith("caseload/")]


def a_note(client):
    row = an_application(client, "note") if "note" in mine(client)[0]["allowed_actions"] else mine(client)[0]
    answer = client.post("/v1/applications/%s/notes" % row["id"], {"text": "Seen."})
    assert answer.status == 201, answer


@story("the head is signed when the log grew, once an interval, and never twice for nothing")
def _(server):
    Kept.key = server.command("audit", "key", "--db", server.db, "--key-file", server.key_file).strip()
    wait_for(lambda: len(count_of(Kept.checkpoints)) == 1, 10)
    first = count_of(Kept.checkpoints)[0]
    assert first >= 10000, first
    ana = server.sign_in("ana")
    for number in (2, 3):
        a_note(ana)
        wait_for(lambda: len(count_of(Kept.checkpoints)) >= number, 10)
    server.stop()
    counts = count_of(Kept.checkpoints)
    assert counts == sorted(set(counts)) and len(counts) < 8, counts
    log = Database(server.db).execute("SELECT max(seq) AS last FROM event")[0]["last"]
    assert counts[-1] == log, "the last one, at the end, covers %d of %d" % (counts[-1], log)
    kept = Database(server.db).execute("SELECT count, sent FROM audit_checkpoint ORDER BY count")
    assert [row["count"] for row in kept] == counts and all(row["sent"] for row in kept), kept


@story("untouched, the log passes: the server's command, the verifier, and the formula by hand")
def _(server):
    must_pass(audit(server))
    server.command("audit", "export", "--db", server.db, "--to", Kept.log)
    with open(Kept.log, newline="") as file:
        Kept.lines = file.readlines()
    must_pass(verify(Kept.lines))
    before = "00" * 32
    for number, line in enumerate(Kept.lines, 1):
        event = json.loads(line)
        assert event["seq"] == number and event["prev_hash"] == before, event
        assert hash_of(event) == event["hash"], event
        assert payload_hash_of(event) == event["payload_hash"], event
        before = event["hash"]
    assert json.loads(Kept.lines[-1])["type"] == "audit.exported"


@story("a checkpoint is a signed note: origin, count, head, time, and a key that its name is made of")
def _(server):
    with open(Kept.checkpoints) as file:
        origin, count, head, at, empty, signature = file.read().split("\n")[:6]
    name, key_id, public = Kept.key.split("+", 2)
    raw = base64.b64decode(public)
    assert raw[0] == 1 and len(raw) == 33
    assert name == origin == "caseload/" + hashlib.sha256(raw[1:]).hexdigest()[:16], (name, origin)
    assert key_id == hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    event = json.loads(Kept.lines[int(count) - 1])
    assert base64.b64decode(head).hex() == event["hash"]
    datetime.datetime.strptime(at, "time %Y-%m-%dT%H:%M:%SZ")
    assert empty == "" and signature.startswith("\u2014 %s " % name)
    assert base64.b64decode(signature.split(" ")[2])[:4].hex() == key_id


@story("without payloads, and with one erased, the log is as well proved")
def _(server):
    status, said = command(PROGRAM, "audit", "export", "--db", server.db, "--no-payload")
    assert status == 0 and '"payload"' not in said and '"salt"' not in said
    must_pass(verify(said.splitlines(True)))
    events = [json.loads(line) for line in Kept.lines]
    spoken = next(event for event in events if "payload" in event)
    del spoken["payload"], spoken["salt"]
    must_name(verify(dump(events)), "line %d, event %d: Its text was taken out" % (spoken["seq"], spoken["seq"]))
    # An event that tells of an erasure makes it lawful, where it is the later one.
    erasure = dict(events[-1], seq=len(events) + 1, type="customer.erased")
    erasure["payload_hash"] = payload_hash_of({})
    erasure.pop("payload", None), erasure.pop("salt", None)
    status, said = verify(dump(restamp(events + [erasure])), checkpoints=False)
    assert status == 0 and "1 of them without" in said, said
    before = restamp([dict(event, seq=at + 1) for at, event in enumerate([erasure] + events)])
    must_name(verify(dump(before), checkpoints=False), "event %d: Its text was taken out" % (spoken["seq"] + 1))


def tamperings(events):
    """Name, what is done to the lines, and what must be said of it."""
    middle = 5000
    flipped = dict(events[middle - 1], actor_id="w_other")
    told = next(event for event in events[middle:] if "payload" in event)
    lied = dict(told, payload=told["payload"].replace("{", '{"x":1,', 1))
    first = count_of(Kept.checkpoints)[0]
    yield "flip", dump(events[:middle - 1] + [flipped] + events[middle:]), "line 5000, event 5000: It was changed"
    yield "payload", dump(events[:told["seq"] - 1] + [lied] + events[told["seq"]:]), \
        "line %d, event %d: Its payload" % (told["seq"], told["seq"])
    yield "delete", dump(events[:middle - 1] + events[middle:]), "line 5000, event 5000: It is missing"
    yield "insert", dump(events[:middle] + [events[middle - 1]] + events[middle:]), "line 5001, event 5000: It stands twice"
    yield "swap", dump(events[:middle - 1] + [events[middle], events[middle - 1]] + events[middle + 1:]), \
        "line 5000, event 5000"
    yield "truncate", dump(events[:first - 10]), "line %d, event %d" % (first - 9, first - 9)
    forged = [dict(event) for event in events]
    forged[middle - 1]["actor_id"] = "w_other"
    yield "restamp", dump(restamp(forged)), "line 1, event 1, or one up to event %d" % first
    yield "no JSON", dump(events[:middle]) + ["{\n"] + dump(events[middle:]), "line 5001, event 5001: Its line"


@story("each tampering with the exported log is found, and the line named")
def _(server):
    events = [json.loads(line) for line in Kept.lines]
    for name, lines, expected in tamperings(events):
        must_name(verify(lines), expected)
        if name in ("truncate", "restamp"):
            must_pass(verify(lines, checkpoints=False))  # which is why there are checkpoints


@story("a verifier that does not compare lets a change pass, and these stories notice")
def _(server):
    with open(os.path.join(SOURCE, "src", "tools", "caseload-verify.c")) as file:
        source = file.read()
    blind = source.replace("if (!same_bytes(told, hash, sizeof(hash)))", "if (false)")
    blind = blind.replace("if (proof->has_hash && !same_bytes(before, proof->hash, sizeof(hash)))", "if (false)")
    assert blind.count("if (false)") == 2
    path = os.path.join(Kept.folder, "blind.c")
    with open(path, "w") as file:
        file.write(blind)
    flags = ["-D_GNU_SOURCE", "-I", os.path.join(SOURCE, "src"), "-I", BUILD, '-DLOCALEDIR="/nowhere"', '-DPKGDATADIR="/nowhere"']
    built = subprocess.run([*os.environ.get("CC", "cc").split(), *flags, path, os.path.join(BUILD, "libbase.a"), "-lcjson",
                            "-lsodium", "-lunistring", "-o", path[:-2]], capture_output=True, text=True)
    if built.returncode:
        raise Skip("this build's library does not link by itself")
    events = [json.loads(line) for line in Kept.lines]
    _, lines, expected = next(tamperings(events))
    try:
        must_name(verify(lines, program=path[:-2]), expected)
    except AssertionError:
        return
    raise AssertionError("the blind verifier found it, too")


def tampered(server, statements, checkpoints=True):
    """What audit verify says of a copy of the database with these done to it."""
    path = os.path.join(Kept.folder, "copy.db")
    shutil.copy(server.db, path)
    database = Database(path)
    for sql in statements:
        database.execute(sql)
    database.commit()
    database.close()
    words = ["--checkpoints", Kept.checkpoints, "--key", Kept.key] if checkpoints else []
    return command(PROGRAM, "audit", "verify", "--db", path, *words)


def lite_only(server):
    if server.db.startswith("postgresql:"):
        raise Skip("it copies the file of SQLite")


def restamp_database(path, seq):
    """Rows seq and after hashed anew, the head too: no link shows it."""
    events = [json.loads(line) for line in command(PROGRAM, "audit", "export", "--db", path)[1].splitlines()]
    database = Database(path)
    rows = database.lite
    events[seq - 1]["actor_id"] = "w_other"
    restamp(events)
    for event in events[seq - 1:]:
        rows.execute("UPDATE event SET actor_id = ?, prev_hash = ?, hash = ? WHERE seq = ?",
                     (event["actor_id"], bytes.fromhex(event["prev_hash"]), bytes.fromhex(event["hash"]), event["seq"]))
    rows.execute("UPDATE chain_head SET hash = ?", (bytes.fromhex(events[-1]["hash"]),))
    database.commit()
    database.close()


@story("each tampering with the database is found, and the event named")
def _(server):
    lite_only(server)
    columns = ", ".join(row["name"] for row in Database(server.db).execute("PRAGMA table_info(event)"))
    moved = columns.replace("seq", "5001", 1)
    first, last = count_of(Kept.checkpoints)[0], len(Kept.lines)
    must_pass(tampered(server, []))
    for name, statements, expected in (
            ("flip", ["UPDATE event SET actor_id = 'w_other' WHERE seq = 5000"], "event 5000: It was changed"),
            ("delete", ["DELETE FROM event WHERE seq = 5000"], "event 5000: It is missing"),
            ("insert", ["UPDATE event SET seq = -seq WHERE seq > 5000", "UPDATE event SET seq = 1 - seq WHERE seq < 0",
                        "INSERT INTO event (%s) SELECT %s FROM event WHERE seq = 5000" % (columns, moved)],
             "event 5001"),
            ("swap", ["UPDATE event SET seq = -seq WHERE seq IN (5000, 5001)",
                      "UPDATE event SET seq = 10001 + seq WHERE seq < 0"], "event 5000"),
            ("truncate", ["DELETE FROM event WHERE seq > 9000"], "event 9001"),
            ("truncate with its head", ["DELETE FROM event WHERE seq > 9000",
                                        "UPDATE chain_head SET seq = 9000, hash = (SELECT hash FROM event WHERE seq = 9000)"],
             "event 9001, or one up to %d" % first)):
        must_name(tampered(server, statements), expected)
    # The chain alone is satisfied; decisions that lost their events are not.
    assert "Whole: 9000 events" in tampered(server, statements, checkpoints=False)[1]
    path = os.path.join(Kept.folder, "copy.db")
    shutil.copy(server.db, path)
    restamp_database(path, 5000)
    must_pass(command(PROGRAM, "audit", "verify", "--db", path))
    must_name(command(PROGRAM, "audit", "verify", "--db", path, "--checkpoints", Kept.checkpoints, "--key", Kept.key),
              "event 1, or one up to %d" % first)
    shutil.copy(server.db, path)
    restamp_database(path, first + 1)
    must_name(command(PROGRAM, "audit", "verify", "--db", path, "--checkpoints", Kept.checkpoints, "--key", Kept.key),
              "event %d" % (first + 1))
    assert first + 1 < last


@story("a decision edited, deleted or made up in the database is found")
def _(server):
    lite_only(server)
    one = Database(server.db).execute("SELECT id FROM decision ORDER BY id LIMIT 1 OFFSET 20")[0]["id"]
    columns = ", ".join(row["name"] for row in Database(server.db).execute("PRAGMA table_info(decision)"))
    made_up = columns.replace("id", "'d_made_up'", 1)
    for statement, expected in (
            ("UPDATE decision SET outcome = 3 - outcome WHERE id = '%s'" % one, "Decision %s differs" % one),
            ("UPDATE decision SET rationale = rationale || '.' WHERE id = '%s'" % one, "Decision %s differs" % one),
            ("UPDATE decision SET statement = x'00' WHERE id = '%s'" % one, "Decision %s differs" % one),
            ("UPDATE decision SET decided_by_name = 'Eve' WHERE id = '%s'" % one, "Decision %s differs" % one),
            ("UPDATE decision SET application_id = 'a_other' WHERE id = '%s'" % one, "No event tells of it"),
            ("DELETE FROM decision WHERE id = '%s'" % one, "Decision %s differs" % one),
            ("INSERT INTO decision (%s) SELECT %s FROM decision WHERE id = '%s'" % (columns, made_up, one),
             "No event tells of it")):
        must_name(tampered(server, [statement]), expected)
    # Taken out, the text that the row is held against says no less.
    hush = "DELETE FROM event_payload WHERE seq IN (SELECT seq FROM event WHERE decision_id = '%s')" % one
    for statements in ([hush], [hush, "UPDATE decision SET decided_by_name = 'Eve' WHERE id = '%s'" % one]):
        must_name(tampered(server, statements), "no event says that the person was erased")


@story("a text taken out of any event is found and its row named, where no erasure is told of")
def _(server):
    lite_only(server)
    for kind in ("note.added", "application.created", "search.done"):
        found = Database(server.db).execute("SELECT e.seq FROM event e JOIN event_payload p ON p.seq = e.seq"
                                            " WHERE e.type = ? ORDER BY e.seq LIMIT 1", (kind,))
        if found:
            must_name(tampered(server, ["DELETE FROM event_payload WHERE seq = %d" % found[0]["seq"]]),
                      "event %d: Its text was taken out" % found[0]["seq"])


@story("a checkpoint cut off at any byte is passed over; another key, or a changed one, is not")
def _(server):
    with open(Kept.checkpoints, "rb") as file:
        whole = file.read()
    start = whole.rindex(b"\n\ncaseload/") + 2
    count = len(count_of(Kept.checkpoints))
    path = os.path.join(Kept.folder, "cut")

    def with_file(content, *more, key=Kept.key):
        with open(path, "wb") as file:
            file.write(content)
        return command(VERIFIER, "--checkpoints", path, "--key", key, *more, Kept.log)
    dash = whole.rindex("\u2014".encode())
    signed = whole.rindex(b" ") + 1
    cuts = range(start + 1, len(whole) - 1)
    close = {*range(dash - 1, dash + 4), *range(signed - 1, signed + 9)}
    for cut in cuts if os.environ.get("CASELOAD_LONG") else sorted({*cuts[::53], *close}):
        status, said = with_file(whole[:cut])
        assert status == 0 and ("%d signed" % (count - 1)) in said and "1 unfinished" in said, (cut, said)
        # What the server does when it finds it so: empty lines, then the next.
        status, said = with_file(whole[:cut] + b"\n\n" + whole[start:])
        lacks_newline = cut == len(whole) - 2
        assert status == 0 and ("%d signed" % (count + lacks_newline)) in said, (cut, said)
    lines = whole.split(b"\n")
    must_name(with_file(b"\n".join([lines[0], b"7"] + lines[2:])), "not signed with this key")
    must_name(with_file(whole.replace(b"time 2", b"time 3", 1)), "not signed with this key")
    other = tempfile.mkdtemp(prefix="caseload-audit.")
    db = os.path.join(other, "db")
    assert command(PROGRAM, "init", "--db", db)[0] == 0
    foreign = command(PROGRAM, "audit", "key", "--db", db)[1].strip()
    shutil.rmtree(other)
    must_name(with_file(whole, key=foreign), "not signed with this key")
    assert with_file(b"")[0] == 2, "no checkpoint proves nothing"
    assert with_file(whole, key="caseload/x")[0] == 2


@story("killed while it appends, the server goes on after a torn note")
def _(server):
    with open(Kept.checkpoints, "rb") as file:
        whole = file.read()
    with open(Kept.checkpoints, "wb") as file:
        file.write(whole[:-70])
    before = len(count_of(Kept.checkpoints))
    server.start()
    ana = server.sign_in("ana")
    a_note(ana)
    wait_for(lambda: len(count_of(Kept.checkpoints)) > before, 10)
    server.stop()
    status, said = audit(server)
    assert status == 0 and "1 unfinished" in said, said


@story("set back to an old copy, the log is found short, and still so after it has grown again")
def _(server):
    lite_only(server)
    old = os.path.join(Kept.folder, "old.db")
    shutil.copy(server.db, old)
    last = Database(old).execute("SELECT max(seq) AS last FROM event")[0]["last"]
    server.start()
    ana = server.sign_in("ana")
    for _ in range(3):
        a_note(ana)
    server.stop()
    must_pass(audit(server))
    shutil.copy(old, server.db)
    must_name(audit(server), "event %d" % (last + 1))
    server.start()
    ana = server.sign_in("ana")
    for _ in range(6):
        a_note(ana)
    server.stop()
    must_name(audit(server), "event %d" % (last + 1))
    must_pass(audit(server, checkpoints=False))
    server.start()


@story("a place that takes no checkpoint is asked again, and nobody waits for it")
def _(server):
    server.stop()
    got, refuse = [], [2]

    class Place(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if refuse[0]:
                refuse[0] -= 1
                self.send_response(503)
            else:
                got.append(body)
                self.send_response(204)
            self.end_headers()

        def log_message(self, *words):
            pass
    place = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Place)
    threading.Thread(target=place.serve_forever, daemon=True).start()
    server.options = ["--checkpoint-every", "1", "--checkpoint-url", "http://127.0.0.1:%d/log" % place.server_port]
    server.start()
    ana = server.sign_in("ana")
    started = time.monotonic()
    a_note(ana)
    assert in_time(started, 1)
    wait_for(lambda: got, 20)
    assert got[0].startswith("caseload/") and refuse == [0], (got, refuse)
    server.stop()
    place.shutdown()
    server.options = []
    server.start()
    shutil.rmtree(Kept.folder, ignore_errors=True)


if __name__ == "__main__":
    run(sample=SAMPLE, server_options=("--checkpoint-every", "1", "--checkpoint-file", Kept.checkpoints))
