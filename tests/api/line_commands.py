#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The line commands: every verb, what they refuse, and what they exit with."""

import json
import os
import pty
import subprocess

from cases import bring_to_ready, file_application, give, item_of, path, read
from server import BUILD, PASSWORD, fresh_key, run, story

PROGRAM = os.path.join(BUILD, "caseload")
DONE, REFUSED, UNCONFIRMED, USAGE, DATA, NOT_FOUND = 0, 1, 2, 64, 65, 66
UNAVAILABLE, FAULT, NOT_YOU = 69, 70, 77


def caseload(server, *words, user="ana", text=None, password=PASSWORD, out=subprocess.PIPE, language="en"):
    """No terminal: a session of its own, so that /dev/tty does not open."""
    read_end, write_end = os.pipe()
    os.write(write_end, (password + "\n").encode())
    os.close(write_end)
    done = subprocess.run(
        [PROGRAM, *words, "--socket", server.socket, "--user", user, "--password-fd", str(read_end)],
        input=text if text is not None else "", stdout=out, stderr=subprocess.PIPE, text=True, timeout=60,
        pass_fds=[read_end], start_new_session=True, env={**os.environ, "LANGUAGE": language})
    os.close(read_end)
    return done


def ended(done, code):
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert code == DONE or done.stderr.startswith("caseload: ") or code == USAGE, done.stderr
    return done.stdout


def lines(done, code=DONE):
    return ended(done, code).splitlines()


def one_case(server, name=None):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    return ana, sam, give(sam, file_application(ina, name), ana.session["worker"]["id"])


def ready(server, name=None):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    return ana, bring_to_ready(ana, sam, file_application(ina, name), ana.session["worker"]["id"])


@story("a verb's options may stand before it or after it")
def _(server):
    one_case(server, "Before Andafter")
    after = ended(caseload(server, "queue", "--json", "--limit", "1"), DONE)
    for words in (("--json", "--limit", "1", "queue"), ("--limit=1", "queue", "--json"), ("--limit", "1", "--json", "queue")):
        answer, wanted = json.loads(ended(caseload(server, *words), DONE)), json.loads(after)
        assert answer["items"] == wanted["items"] and len(wanted["items"]) == 1, (words, answer)
    # The value of an option is no verb, and a wrong one is told all the same.
    assert "no such option" in caseload(server, "--outcome", "queue", "show", "x").stderr
    assert "no option" in caseload(server, "--jsno", "queue").stderr
    assert "no verb" in caseload(server, "--json", "quue").stderr
    assert "no option" in caseload(server, "--json").stderr


@story("queue, show, missing and history say one fact a line, without columns")
def _(server):
    ana, sam, application = one_case(server, "Nguyễn Thị Hoa")
    number = application["number"]
    queue = lines(caseload(server, "queue"))
    assert queue[0].startswith("Applications: ") and any(number in row and "Nguyễn" in row for row in queue), queue
    shown = lines(caseload(server, "show", number))
    assert "Number: " + number in shown and any(row.startswith("Requirement: ") for row in shown), shown
    assert not any("  " in row or "│" in row or "|" in row for row in shown), shown
    # The worksheet is spoken: what it comes to, then each step a sentence, no sign left to guess.
    sheet = shown[[row.startswith("Worksheet: SNAP version ") for row in shown].index(True):]
    assert sheet[0].endswith("A calculation, not a decision.") and sheet[2].startswith("It comes to: "), sheet[:4]
    steps = [row for row in sheet if row.startswith("Step ")]
    assert len(steps) > 8 and all(" Rule: " in row for row in steps), steps
    assert any(row.startswith("Step 1, ") for row in steps) and any(" plus " in row for row in steps), steps
    assert not any(sign in row for row in steps for sign in (" + ", " - ", " x ", " * ", "_")), steps
    missing = lines(caseload(server, "missing", number))
    assert any(item_of(application, "rent_proof")["id"] in row for row in missing), missing
    history = lines(caseload(server, "history", number))
    assert any("Applied for" in row for row in history), history
    case_number = application["customer"]["case_number"]
    assert "Case number: " + case_number in lines(caseload(server, "show", case_number))
    assert lines(caseload(server, "history", case_number)), "history by case number"


@story("--json is the API's own answer")
def _(server):
    ana, sam, application = one_case(server)
    shown = json.loads(ended(caseload(server, "show", application["number"], "--json"), DONE))
    assert shown["id"] == application["id"] and shown["missing"], shown
    assert shown["worksheet"] == ana.get(path(application, "/worksheet")).json, shown["worksheet"]
    queue = json.loads(ended(caseload(server, "queue", "--json", "--limit", "1"), DONE))
    assert len(queue["items"]) == 1 and "next_cursor" in queue, queue


@story("a list goes on with its cursor")
def _(server):
    for _ in range(3):
        one_case(server)
    first = lines(caseload(server, "queue", "--limit", "2"))
    cursor = first[-1].split("--cursor ")[1]
    after = lines(caseload(server, "queue", "--limit", "2", "--cursor", cursor))
    assert first[1] not in after and first[2] not in after, (first, after)
    ended(caseload(server, "queue", "--cursor", "forged"), DATA)


@story("a note comes from the command line or from standard input")
def _(server):
    ana, sam, application = one_case(server)
    assert ended(caseload(server, "note", application["number"], "she", "called"), DONE)
    assert ended(caseload(server, "note", application["number"], text="two\nlines\n"), DONE)
    notes = [row["text"] for row in ana.get("/v1/applications/%s/notes" % application["id"]).json["items"]]
    assert set(notes) == {"she called", "two\nlines"}, notes
    ended(caseload(server, "note", application["number"], text=""), DATA)
    found = lines(caseload(server, "search", "called"))
    assert any(row.startswith("note, ") for row in found), found


@story("the same key writes a note once")
def _(server):
    ana, sam, application = one_case(server)
    key = fresh_key()
    for _ in range(2):
        ended(caseload(server, "note", application["number"], "once", "--key", key), DONE)
    assert len(ana.get("/v1/applications/%s/notes" % application["id"]).json["items"]) == 1


@story("decide rehearses, wants the whole word, and then issues what was rehearsed")
def _(server):
    ana, application = ready(server)
    words = ["decide", application["number"], "--outcome", "deny", "--reason", "D06", "--because", "as filed"]
    for more in ([], ["--confirm", "den"], ["--confirm", "yes"]):
        done = caseload(server, *words, *more)
        assert "nothing is sent yet" in ended(done, UNCONFIRMED), done
        assert read(ana, application)["status"] == "ready_for_decision"
    done = ended(caseload(server, *words, "--confirm", "deny"), DONE)
    assert "Reason D06: " in done and "Letter, in Spanish:" in done and "cannot be recalled" in done, done
    after = read(ana, application)
    assert after["status"] == "denied", after
    letter = ana.get("/v1/applications/%s/notices" % application["id"]).json["items"][0]
    text = ana.get("/v1/notices/" + letter["id"]).json["rendered_text"]
    assert text.strip().splitlines()[0] in done, text
    ended(caseload(server, *words, "--confirm", "deny"), REFUSED)


def at_a_terminal(server, typed, *words):
    """The same with a terminal; typed is what a person answers once asked."""
    read_end, write_end = os.pipe()
    os.write(write_end, (PASSWORD + "\n").encode())
    os.close(write_end)
    pid, terminal = pty.fork()
    if pid == 0:
        os.set_inheritable(read_end, True)
        os.execv(PROGRAM, [PROGRAM, *words, "--socket", server.socket, "--user", "ana",
                           "--password-fd", str(read_end)])
    os.close(read_end)
    shown, answered = b"", False
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the other end is gone
            break
        if not more:
            break
        shown += more
        if not answered and b"To issue, type" in shown:
            answered = True
            os.write(terminal, typed.encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


@story("what could not be printed is no success, and no decision is issued whose rehearsal nobody could see")
def _(server):
    ana, application = ready(server, "Fuller Disk")
    number = application["number"]
    words = ["decide", number, "--outcome", "deny", "--reason", "D06", "--because", "moved", "--confirm", "deny"]
    with open("/dev/full", "w") as full:
        for read_words in (["show", number], ["history", number, "--json"]):
            lost = caseload(server, *read_words, out=full)
            assert lost.returncode == FAULT and "could be printed" in lost.stderr, lost
        unseen = caseload(server, *words, out=full)
    assert unseen.returncode == UNCONFIRMED and "could be printed" in unseen.stderr, unseen
    assert read(ana, application)["status"] == "ready_for_decision"
    # The same with somebody to see it.
    ended(caseload(server, *words), DONE)


@story("at a terminal the word is typed, after the rehearsal was shown")
def _(server):
    ana, application = ready(server)
    words = ["decide", application["number"], "--outcome", "deny", "--reason", "D06"]
    code, shown = at_a_terminal(server, "y", *words)
    assert code == UNCONFIRMED and shown.index("Rehearsal") < shown.index("To issue, type"), (code, shown)
    assert read(ana, application)["status"] == "ready_for_decision"
    code, shown = at_a_terminal(server, "deny", *words)
    assert code == DONE and read(ana, application)["status"] == "denied", (code, shown)


@story("an approval states its amounts")
def _(server):
    ana, application = ready(server)
    words = ["decide", application["number"], "--outcome", "approve", "--reason", "A01", "--confirm", "approve"]
    ended(caseload(server, *words, "--amount", "291.00"), USAGE)
    ended(caseload(server, *words, "--amount", "soon=291.00"), DATA)
    ended(caseload(server, *words, "--amount", "2026-01-01/2026-12-31=50,00"), DATA)
    assert read(ana, application)["status"] == "ready_for_decision"
    codes = ana.get("/v1/reason-codes?program=snap").json["items"]
    assert any(code["code"] == "A01" and code["kind"] == "approve" for code in codes), codes
    ended(caseload(server, *words, "--amount", "2026-01-01/2026-12-31=291.00"), DONE)
    assert read(ana, application)["status"] in ("approved", "awaiting_second_approval")


@story("in Spanish no word of the wire is read aloud: whose move, the next act, states, acts, languages, kinds")
def _(server):
    case = ready(server, "Palabra Enespanol")[1]
    number, customer = case["number"], case["customer"]["case_number"]
    heard = "\n".join(
        ended(caseload(server, *words, language="es"), code)
        for words, code in ((("queue", "--limit", "3"), DONE), (("show", number), DONE), (("show", customer), DONE),
                            (("missing", number), DONE), (("search", "Palabra"), DONE),
                            (("decide", number, "--outcome", "deny", "--reason", "D06"), UNCONFIRMED)))
    for said in ("turno: cliente, sigue: esperar los comprobantes", "Turno: yo", "Sigue: decidir", "Idioma: español", "Usted puede: Negar la solicitud.", ", teléfono", "solicitud, ",
                 "lo puede levantar trabajador", "Carta, en español:"):
        assert said in heard, (said, heard)
    facts = [line for line in heard.splitlines() if line.startswith(("Turno", "Sigue", "Requisito", "Usted puede", "Entrevista", "Solicitud:"))]
    for word in ("accepted", "unmet", "received", "requested", "phone", "release", "withdraw", "ask missing", "in review", "ready for"):
        assert not [line for line in facts if word in line], (word, facts)
    assert "half up" not in heard and "turno de me" not in heard, heard


@story("a STOP is said with who can lift it, and nothing is written")
def _(server):
    ana, sam, application = one_case(server)
    done = caseload(server, "decide", application["number"], "--outcome", "deny", "--reason", "D08",
                    "--confirm", "deny")
    assert "STOP: " in ended(done, REFUSED) and "stands in the way" in done.stderr, done
    assert read(ana, application)["decision_id"] is None


@story("asking shows the letter first and wants a word, too")
def _(server):
    ana, application = ready(server)
    item = item_of(application, "rent_proof")
    answer = ana.put("/v1/applications/%s/verifications/%s" % (application["id"], item["id"]),
                     {"state": "insufficient", "how": "illegible"}, version=application["version"])
    assert answer.status == 200, answer
    words = ["missing", application["number"], "--ask", "--item", item["id"]]
    assert "Nothing is sent yet" in ended(caseload(server, *words), UNCONFIRMED)
    ended(caseload(server, *words, "--due", "2001-01-01"), DATA)
    assert "/due_on: El cliente tiene al menos hasta el " in caseload(server, *words, "--due", "2001-01-01", language="es").stderr
    assert "Asked." in ended(caseload(server, *words, "--confirm", "ask"), DONE)
    assert item_of(read(ana, application), "rent_proof")["state"] == "requested"


@story("what the customer wrote cannot reach the terminal")
def _(server):
    ana, sam, application = one_case(server, "Eve \x1b]0;owned\x07\u202eold")
    shown = ended(caseload(server, "show", application["number"]), DONE)
    assert "\x1b" not in shown and "\u202e" not in shown and "<1B>" in shown, repr(shown)
    raw = ended(caseload(server, "show", application["number"], "--json"), DONE)
    assert "\x1b" not in raw and json.loads(raw)["customer"]["name"].startswith("Eve \x1b"), raw


@story("bad command lines end with 64 and a sentence")
def _(server):
    demo = subprocess.run([PROGRAM, "--demo", "frob"], capture_output=True, text=True, timeout=60)
    assert demo.returncode == USAGE and "sample" not in demo.stderr, demo
    for words in (["frob"], ["show"], ["show", "a", "b"], ["queue", "nowhere"], ["queue", "--limit", "0"],
                  ["queue", "--limit", "x"], ["queue", "--nonsense"], ["show", "../../etc"],
                  ["show", "--outcome", "deny", "A-26-1"], ["decide", "A-26-000001"],
                  ["decide", "A-26-000001", "--outcome", "maybe", "--reason", "D06"],
                  ["decide", "A-26-000001", "--outcome", "deny"], ["decide", "x", "--fact", "a=b"]):
        done = caseload(server, *words)
        ended(done, USAGE)
        assert done.stderr.strip(), words


@story("what is too long is told as that, with how long it may be, and nothing of it is lost on the way")
def _(server):
    ana, sam, application = one_case(server, "Long Words")
    number = application["number"]
    ended(caseload(server, "search", "x" * 200), DONE)
    for words in (["x" * 201], ["x" * 1000], ["x" * 2500], ["x" * 100000], ["word"] * 2000, ["é" * 101]):
        done = caseload(server, "search", *words)
        ended(done, DATA)
        assert "what to look for is longer than 200 bytes" in done.stderr and "Say what" not in done.stderr, done.stderr
    for words, code, sentence in (
            (["show", "A-" + "9" * 3000], USAGE, "is no number like"), (["show", "C-" + "9" * 3000], USAGE, "is no case number like"),
            (["history", "C-" + "9" * 900], USAGE, "is no case number like"), (["transcript", "A-" + "9" * 9000], USAGE, "is no number like"),
            (["missing", "A-" + "9" * 9000], USAGE, "is no number like"), (["show", "9" * 9000], USAGE, "is no number like"),
            (["queue", "--cursor", "c" * 5000], DATA, "--cursor is longer"), (["search", "Long", "--cursor", "c" * 5000], DATA, "--cursor is longer"),
            (["queue", "--cursor", "c" * 3500], DATA, "address asked for is too long"), (["queue", "c" * 20000], USAGE, "there is no queue"),
            (["note", number, "x", "--key", "k" * 48], USAGE, "--key has at most 47"), (["note", number, "x" * 70000], DATA, "longer than 65536 bytes"),
            (["decide", number, "--outcome", "deny", "--reason", "D06", "--because", "b" * 120000, "--override", "o" * 60000],
             DATA, "what the decision says is longer than 131072 bytes"),
            (["missing", number, "--ask", "--item", item_of(application, "rent_proof")["id"], "--message", "m" * 100000], DATA, "what is to be asked is longer than 65536 bytes")):
        done = caseload(server, *words)
        ended(done, code)
        assert sentence in done.stderr, (words[0], words[1][:20], done.stderr[:300])
    done = caseload(server, "queue", user="u" * 5000)
    assert "--user has at most 200 bytes" in ended(done, USAGE) + done.stderr, done.stderr[:300]
    done = subprocess.run([PROGRAM, "queue", "--server", "https://" + "h" * 20000, "--user", "ana", "--password-fd", "0"],
                          input="x\n", capture_output=True, text=True, timeout=60)
    assert "--server takes https://HOST" in ended(done, USAGE) + done.stderr, done.stderr[:300]
    done = caseload(server, "v" * 50000)
    assert "there is no verb" in ended(done, USAGE) + done.stderr, done.stderr[:100]


@story("who may not, what is not, and no server have exit codes of their own")
def _(server):
    ana, sam, application = one_case(server)
    ended(caseload(server, "show", "A-99-999999"), NOT_FOUND)
    ended(caseload(server, "show", application["number"], user="wes"), NOT_FOUND)
    ended(caseload(server, "transcript", application["number"]), NOT_FOUND)
    ended(caseload(server, "queue", password="wrong"), NOT_YOU)
    refused = caseload(server, "queue", user="adm")
    ended(refused, REFUSED)
    assert refused.stderr.count("Your role does not allow this.") == 1, refused.stderr
    done = subprocess.run([PROGRAM, "queue", "--socket", "/nonexistent", "--user", "ana", "--password-fd", "0"],
                          input="x\n", capture_output=True, text=True, timeout=60)
    ended(done, UNAVAILABLE)
    done = subprocess.run([PROGRAM, "queue", "--server", "http://localhost.example", "--user", "ana",
                           "--password-fd", "0"], input="x\n", capture_output=True, text=True, timeout=60)
    ended(done, USAGE)


run()
