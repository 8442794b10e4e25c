#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Text that attacks terminals, wherever the server's commands and the verifier may
print it: what is stored, what files hold, what was typed.  Nothing of it reaches a
terminal as it is, and no part of it begins a line that looks like the command's own.
Forms that are kept exactly stay so in a pipe and a file."""

import glob
import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import uuid

from server import BUILD, PROGRAM, SOURCE, Database, Server, Skip, run, story

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from oracle import bad_text  # noqa: E402

VERIFY = os.path.join(BUILD, "caseload-verify")
ATTACKS = {
    "title": "\x1b]0;owned\x07", "title, C1": "\x9d0;owned\x9c", "clear": "\x1b[2J\x1b[H", "clear, C1": "\x9b2J",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07", "report": "\x1b[6n", "overwrite": "DENY\rAPPROVE\b\b", "delete": "\x7f",
    "line": "one\nFORGED: all is well", "line, Unicode": "a\u2028b\u2029c\x85d", "override": "\u202eYNED\u202c",
    "isolate": "\u2067x\u2069", "marks": "\u200e\u200f\u061c", "unseen": "\u200b\u2060\ufeff\u00ad\u180e", "tags": "\U000e0041",
    "page": "\x0b\x0c",
}
HOSTILE = "W1 " + " ".join(ATTACKS.values()) + " W2"
# What the commands themselves put between what they print.
OWN = "\n\t"


def characters(text, own=OWN):
    return [char for char in bad_text(text) if char not in own]


def faults(text, own=OWN):
    return characters(text, own) + [row for row in text.split("\n") if row.startswith("FORGED")]


def command(*words, text=None, program=PROGRAM):
    """As bytes first: a carriage return is not to become a line feed on the way."""
    done = subprocess.run([program, *words], input=text.encode() if text is not None else None, capture_output=True, timeout=60)
    done.stdout, done.stderr = (shown.decode("utf-8", "surrogateescape") for shown in (done.stdout, done.stderr))
    return done


def clean(*words, seen=None, own=OWN, **more):
    done = command(*words, **more)
    assert done.returncode >= 0, (words, done)
    for shown in (done.stdout, done.stderr):
        assert not faults(shown, own), (words, faults(shown, own)[:5], shown[:600])
    if seen:
        assert seen in done.stdout + done.stderr, (words, done)
    return done


def at_terminal(*words):
    """What a person would get: all that is written to a terminal."""
    terminal, end = pty.openpty()
    child = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=end, stderr=end)
    os.close(end)
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # the other end is gone
        pass
    os.close(terminal)
    child.wait(timeout=60)
    return shown.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


@story("the oracle sees each attack, and not what is marked")
def _(server):
    for what, text in ATTACKS.items():
        assert faults("before " + text + " after"), what
    assert faults("\udc9b") and faults("x\x1b[31m")  # a byte that is no UTF-8; a colour
    assert not faults("W1 <1B>]0;owned<07> é 漢字\tW2\n")
    printed = command("%s\n", HOSTILE, program="printf").stdout
    assert faults(printed) and "FORGED: all is well" in printed, "a command that prints as it came passes"


@story("what workers are called and why they have nothing to do with somebody")
def _(server):
    customer = "C-" + HOSTILE
    made = Server(sample=("--customers", "400", "--applications", "60", "--chats", "5", "--workers", "6"))
    try:
        made.stop()
        db = Database(made.db)
        number = db.execute("SELECT case_number FROM customer ORDER BY id LIMIT 1")[0]["case_number"]
        made.command("worker", "conflict", "--db", made.db, "--username", "ana", "--customer", number, "--reason", HOSTILE)
        db.execute("UPDATE worker SET name = ?", (HOSTILE,))
        db.execute("UPDATE team SET name = ?", (HOSTILE,))
        db.commit()
        rows = clean("worker", "list", "--db", made.db, seen="W2").stdout.splitlines()
        assert len(rows) > 5 and all(row.count("\t") == 5 for row in rows), rows
        rows = clean("worker", "conflicts", "--db", made.db, seen="W2").stdout.splitlines()
        assert any("<1B>]0;owned<07>" in row and row.startswith("ana\t" + number) for row in rows), rows
        assert not faults(at_terminal("worker", "conflicts", "--db", made.db))
        db.execute("UPDATE customer SET case_number = ? WHERE case_number = ?", (customer, number))
        db.execute("UPDATE worker SET username = ? WHERE username = 'ana'", (HOSTILE,))
        db.execute("UPDATE setting SET value = ? WHERE name = 'assign_new'", (HOSTILE,))
        db.commit()
        clean("worker", "list", "--db", made.db, seen="W1")
        clean("worker", "conflicts", "--db", made.db, seen="C-W1")
        clean("setting", "--db", made.db, seen="W1")
        clean("worker", "conflict", "--db", made.db, "--key-file", made.key_file, "--username", HOSTILE, "--customer", customer,
              "--reason", "r", seen="W1")
        clean("worker", "conflict", "--db", made.db, "--key-file", made.key_file, "--username", HOSTILE, "--customer", customer,
              "--reason", "r", "--end", seen="W1")
        clean("worker", "password", "--db", made.db, "--username", HOSTILE, "--password-fd", "0", text="long-enough\n")
        clean("customer", "seal", customer, "--db", made.db, "--key-file", made.key_file, "--for", HOSTILE.replace(",", ""),
              "--reason", "r", seen="W1")
        clean("customer", "unseal", customer, "--db", made.db, "--key-file", made.key_file, "--reason", "r", seen="W1")
        stored(made, db)
    finally:
        made.close()


def stored(made, db):
    """What else the tables hold: applications, letters, mail, checkpoints, decisions, programs."""
    db.execute("UPDATE queue SET number = ? || application_id", (HOSTILE,))
    db.execute("UPDATE notice SET kind = ?, language = ?, state = 5, rendered_text = ?",
               (HOSTILE, HOSTILE, HOSTILE.replace("\n", " ")))  # a letter has lines of its own
    for state in range(1, 5):
        db.execute("INSERT INTO mail (id, application_id, customer_id, notice_id, language, subject, body, state, due_at, lease,"
                   " tries, recipient, answer, created_at, done_at) VALUES (?, '', '', '', 'en', '', '', ?, 0, '', 1, '', ?, 0, 0)",
                   (HOSTILE + str(state), state, HOSTILE))
    db.execute("INSERT INTO audit_checkpoint (chain_id, count, at, note, sent) SELECT max(chain_id), 7, 0, ?, 0 FROM event",
               (HOSTILE + "\n",))
    db.commit()
    clean("mail", "list", "--db", made.db, seen="W1")
    clean("letters", "list", "--db", made.db, seen="W1")
    clean("letters", "print", "--db", made.db, own=OWN + "\f")
    newer = json.loads(db.execute("SELECT body FROM program WHERE id = 'snap'")[0]["body"])
    newer["version"] += 1
    with open(os.path.join(made.folder, "newer.json"), "w", encoding="utf-8") as out:
        json.dump(newer, out)
    db.execute("UPDATE decision SET reasons = ?", (json.dumps([{"code": HOSTILE, "text": HOSTILE}]),))
    db.commit()
    clean("program", "review", "--db", made.db, os.path.join(made.folder, "newer.json"), seen="W1")
    db.execute("INSERT INTO program (id, version, body, published_at) VALUES (?, 1, '{}', 0)", (HOSTILE,))
    db.commit()
    clean("program", "list", "--db", made.db, seen="W1")
    piped = command("audit", "checkpoints", "--db", made.db)
    assert HOSTILE in piped.stdout, "the form of the file is kept exactly"
    shown = at_terminal("audit", "checkpoints", "--db", made.db)
    assert "W1" in shown and not characters(shown), shown  # its lines are its own
    db.execute("UPDATE decision SET id = ? || id", (HOSTILE,))
    db.commit()
    done = clean("audit", "verify", "--db", made.db, seen="W1")
    assert done.returncode == 1 and "differs from the log" in done.stdout, done
    exported = command("export", "--db", made.db).stdout
    assert "\u2028" in exported and all(json.loads(row) for row in exported.rstrip("\n").split("\n")), "not as it was written"
    assert not faults(at_terminal("export", "--db", made.db))


def planted(value):
    """A program file's JSON with the attack in every text,"""
    if isinstance(value, dict):
        return {name: planted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [planted(inner) for inner in value]
    return value + HOSTILE if isinstance(value, str) else value


def places(value, at=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, at + (name,))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, at + (number,))
    elif isinstance(value, str):
        yield at


def with_text(value, at, text):
    """A copy with text at this place."""
    copy = json.loads(json.dumps(value))
    inner = copy
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = text
    return copy


@story("what program files hold and are called: check, test, diff, publish, review, worksheet")
def _(server):
    folder = tempfile.mkdtemp(prefix="caseload-hostile.")
    try:
        original = os.path.join(SOURCE, "src", "programs", "snap.json")
        if not os.path.exists(original):
            original = sorted(glob.glob(os.path.join(SOURCE, "src", "programs", "*.json")))[0]
        with open(original, encoding="utf-8") as file:
            program = json.load(file)
        whole = list(places(program))
        # Names that complaints repeat, and a few of everything.
        named = [at for at in whole if at[-1] in ("reason", "by") or {"reasons", "paragraphs"} & set(at[:-1]) and at[-1] == 0]
        chosen = named[:20] + whole[::max(1, len(whole) // 30)]
        variants = [planted(program), dict(program, **{HOSTILE: 1}), HOSTILE] + [with_text(program, at, HOSTILE) for at in chosen]
        shown = 0
        for number, variant in enumerate(variants):
            name = os.path.join(folder, "p%d.json" % number)
            with open(name, "w", encoding="utf-8") as out:
                json.dump(variant, out, ensure_ascii=False)
            done = clean("program", "check", name)
            shown += "W1" in done.stdout + done.stderr
            if number < 8:
                clean("program", "diff", original, name)
                clean("program", "test", name)
                clean("program", "worksheet", name, text=json.dumps({"filed_on": HOSTILE, HOSTILE: 1}) + "\n")
        assert shown > 3, "no message holds a word of the file: this proves nothing"
        broken = os.path.join(folder, "broken.json")
        with open(broken, "w", encoding="utf-8") as out:
            out.write('{"id": "' + HOSTILE)
        clean("program", "check", broken)
        odd = os.path.join(folder, HOSTILE.replace("/", "_")[:80])
        shutil.copy(original, odd)
        for words in (("check",), ("test",), ("worksheet",), ("publish", "--db", server.db), ("review", "--db", server.db)):
            done = clean("program", *words, odd, text="")
            if words[0] in ("check", "test", "publish"):
                assert words[0] == "publish" or "W1" in done.stdout + done.stderr, done
        shown = at_terminal("program", "worksheet", original)
        assert not faults(shown)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


TYPED = [
    ("init", "--db", "/nonexistent/%s"), ("serve", "--db", "%s"), ("serve", "--%s"), ("serve", "--threads", "%s"), ("serve", "--tls-cert", "%s"),
    ("sample", "--db", "/nonexistent/%s"), ("sample", "--db", "x", "--seed", "%s"), ("sample", "%s"), ("worker", "%s"), ("worker", "list", "--%s"),
    ("worker", "list", "--db", "/nonexistent/%s"), ("worker", "list", "extra%s", "--db", "{db}"),
    ("worker", "add", "--db", "{db}", "--username", "%s", "--name", "x", "--roles", "r"),
    ("worker", "add", "--db", "{db}", "--username", "zed", "--name", "x", "--roles", "%s", "--password-fd", "0"),
    ("worker", "change", "--db", "{db}", "--username", "%s"), ("worker", "change", "--db", "{db}", "--username", "ana", "--teams", "%s"),
    ("worker", "leave", "--db", "{db}", "--username", "ana", "--from", "%s", "--to", "%s"), ("worker", "off", "--db", "{db}", "--username", "%s"),
    ("worker", "conflict", "--db", "{db}", "--username", "ana", "--customer", "%s", "--reason", "%s"),
    ("worker", "team", "--db", "{db}", "%s", "%s"), ("worker", "conflicts", "--db", "{db}", "--username", "%s"),
    ("setting", "--db", "{db}", "%s", "%s"), ("setting", "--db", "{db}", "session_idle_s", "%s"), ("program", "%s"), ("program", "check", "/nonexistent/%s"),
    ("program", "diff", "--db", "{db}", "%s", "snap"), ("program", "review", "--db", "{db}", "%s"),
    ("customer", "erase", "%s", "--db", "{db}", "--ground", "%s"), ("customer", "seal", "%s", "--db", "{db}", "--for", "%s", "--reason", "x"),
    ("customer", "%s", "--db", "{db}"), ("mail", "%s", "--db", "{db}"), ("letters", "sent", "%s", "--db", "{db}"), ("letters", "%s", "--db", "{db}"),
    ("audit", "verify", "--db", "/nonexistent/%s"), ("audit", "verify", "--db", "{db}", "--checkpoints", "/nonexistent/%s"),
    ("audit", "verify", "--db", "{db}", "--checkpoints", "/dev/null", "--key", "%s"), ("audit", "%s", "--db", "{db}"),
    ("audit", "export", "--db", "{db}", "--after", "%s"), ("export", "--db", "{db}", "--to", "/nonexistent/%s"), ("export", "--%s"),
    ("backup", "--db", "/nonexistent/%s", "--to", "x"), ("backup", "--db", "{db}", "--to", "/nonexistent/%s"), ("demo", "--dir", "/nonexistent/%s", "--socket", "s"),
    ("demo", "--dir", "x", "--socket", "s", "--die-with-fd", "%s"), ("%s",),
    ("serve", "--db", "{db}", "--listen", "%s"), ("serve", "--db", "{db}", "--key-file", "/nonexistent/%s", "--listen", "unix:/tmp/never"),
    ("serve", "--db", "{db}", "--listen", "127.0.0.1:0", "--trusted-proxy", "%s"),
    ("serve", "--db", "{db}", "--listen", "127.0.0.1:0", "--mail-server", "%s", "--mail-from", "%s"),
    ("serve", "--db", "{db}", "--listen", "127.0.0.1:0", "--tls-cert", "/nonexistent/%s", "--tls-key", "%s"),
]


@story("what was typed, in what each command refuses")
def _(server):
    db = server.db if os.path.isabs(server.db) else "/nonexistent/db"
    shown = 0
    for words in TYPED:
        for text in (HOSTILE, "W1\udc9b\udcff["):
            given = [word.replace("%s", text).replace("{db}", db).replace("--W1", "--W1x") for word in words]
            done = clean(*given, text="")
            assert done.returncode != 0 or words[1] in ("conflicts",), (words, done)
            shown += "W1" in done.stdout + done.stderr
    # Elsewhere than in a file no command gets as far as to what was typed of a worker.
    assert shown > len(TYPED) / (1 if os.path.isabs(server.db) else 3), "few of the refusals say what was typed: this proves little"


@story("files that backup and export make, by name")
def _(server):
    if not os.path.isabs(server.db):
        raise Skip("PostgreSQL has no file to name")
    folder = tempfile.mkdtemp(prefix="caseload-hostile.")
    try:
        name = os.path.join(folder, HOSTILE[:100].replace("/", "_"))
        clean("backup", "--db", server.db, "--to", name, seen="W1")
        clean("export", "--db", server.db, "--to", name + "2", seen="W1")
        clean("init", "--db", name + "3", seen="W1")
        with open(name + "2", encoding="utf-8") as file:
            assert file.read().splitlines()[0].startswith("{"), "the export is what it always was"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@story("the standalone verifier: its log, its options and what the log holds")
def _(server):
    folder = tempfile.mkdtemp(prefix="caseload-hostile.")
    try:
        name = os.path.join(folder, HOSTILE[:100].replace("/", "_"))
        with open(name, "w", encoding="utf-8") as out:
            pass
        clean(name, program=VERIFY, seen="W1")
        with open(name, "w", encoding="utf-8") as out:
            out.write(json.dumps({"seq": HOSTILE, "type": HOSTILE, HOSTILE: 1}, ensure_ascii=False) + "\n" + HOSTILE + "\n")
        clean(name, program=VERIFY)
        clean("/nonexistent/" + HOSTILE, program=VERIFY, seen="W1")
        for words in (("--" + HOSTILE, "x"), ("--after", HOSTILE, "x"), ("--after=" + HOSTILE, "x"), ("--x\x1b]0;W1\x07", "x"), ("-\x1b", "x"),
                      ("--checkpoints", HOSTILE, "--key", HOSTILE, name), ("--checkpoints", "/nonexistent/" + HOSTILE, "--key", HOSTILE, name)):
            clean(*words, program=VERIFY)
        clean("--x\x1b]0;W1\x07", "x", program=VERIFY, seen="W1")
        clean("--after", HOSTILE, "x", program=VERIFY, seen="W1")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@story("a complaint longer than anybody reads is cut, and is there")
def _(server):
    for words in (("program", "check", "W1" + "a" * 50000), ("export", "W1" + "\t" * 50000), ("sample", "W1" + "\x1b" * 100000)):
        done = clean(*words, seen="W1")
        assert done.stderr.startswith("caseload-server"), done.stderr[:100]


@story("the log: printable ASCII, a JSON object a line, whatever strangers send")
def _(server):
    for text in ATTACKS.values():
        raw = text.encode("utf-8").replace(b"\n", b" ").replace(b"\r", b" ")
        server.raw(b"GET /" + uuid.uuid4().hex.encode() + raw + b" HTTP/1.1\r\nHost: x\r\n\r\n", wait=0.3)
        server.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nUser-Agent: " + raw + b"\r\nConnection: close\r\n\r\n", wait=0.3)
    with open(os.path.join(server.folder, "log"), "rb") as file:
        for line in file:
            assert all(0x20 <= byte < 0x7F for byte in line.rstrip(b"\n")), line
            json.loads(line)


run()
