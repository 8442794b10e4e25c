#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Text that attacks terminals, planted wherever a stranger or a colleague can
# write: names, notes, letters, answers, chats.  It is shown on every screen
# and by the line commands, and nothing of it acts: all that the programs write
# is their terminal's own strings and plain text.  Every part is marked, not
# stripped: what is around it can still be read.
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from attacks import HOSTILE, WITNESS, Watched, cells, folder, line  # noqa: E402
from cases import path  # noqa: E402
from oracle import bad_text, foreign, grammar  # noqa: E402
from screen import Story  # noqa: E402
from server import Server, mine, wait_for  # noqa: E402

story = Story()
transcripts = os.path.join(folder, "transcripts.jsonl")
with open(transcripts, "w", encoding="utf-8") as out:
    for number in range(40):
        turns = [{"role": ("customer", "agent")[turn % 2], "text": "%s %s %s" % (WITNESS, text, WITNESS)}
                 for turn, text in enumerate(HOSTILE.values())]
        out.write(json.dumps({"id": "t%d" % number, "source": "s", "topic": HOSTILE["title"] + "topic", "turns": turns}) + "\n")
server = Server(sample=("--customers", "400", "--applications", "200", "--chats", "40", "--workers", "8",
                        "--transcripts", transcripts))
ana = server.sign_in("ana")
rows = mine(ana)


def plant():
    """Every attack in a name and in a note; on each of the first rows."""
    planted = 0
    for row, (what, text) in zip(rows, HOSTILE.items()):
        where = "/v1/customers/" + row["customer"]["id"]
        version = ana.get(where).json["version"]
        name = "%s %s %s" % (WITNESS, text, WITNESS)
        answer = ana.patch(where, {"name": name, "preferred_name": text + WITNESS}, version=version)
        assert answer.status in (200, 422), (what, answer)
        planted += answer.status == 200
        if answer.status == 200:
            assert ana.get(where).json["name"] == name, (what, "is not kept as it came")
        answer = ana.post(path(row, "/notes"), {"text": "\n".join(HOSTILE.values())})
        assert answer.status == 201, answer
    assert planted > len(HOSTILE) / 2, planted


def every_screen(term, records):
    with Watched(server, term) as screen:
        screen.sign_in()
        for _ in HOSTILE:
            screen.key("j")
        screen.check("queue")
        column = {cells(row[:row.index("SNAP")]) for row in screen.rows() if "SNAP" in row}
        assert len(column) == 1, ("a name moves the columns after it", screen.shown())
        screen.key("g")
        for number, what in enumerate(list(HOSTILE)[:records]):
            screen.key("Enter")
            screen.idle()
            # The first records whole, of the others what shows their name.
            for tab in "1234567" if number < 2 else "1":
                screen.key(tab)
                screen.idle()
                screen.key("G", "g")
                screen.check((what, "tab " + tab))
            assert screen.state()[0] == "r", what
            screen.key("q")
            screen.idle()
            screen.key("j")
        for what, keys in (("form", ("W",)), ("call", ("P",)), ("decision", ("D",)), ("ask", ("M",)), ("switch", ("C-t",)),
                           ("help", ("?",)), ("palette", (":",)), ("messages", ("a",))):
            screen.key(*keys)
            screen.check(what)
            screen.key("Esc")
            screen.idle()
            screen.key("Esc")
            screen.idle()
        for room in "2345":
            screen.key("'", room)
            screen.check("room " + room)
        for size in ((10, 40), (50, 200), (24, 80)):
            screen.size(*size)
            screen.idle()
        screen.check("sizes")
        screen.key("Q")


def transcript_screen():
    hit = ana.get("/v1/interactions?limit=200").json["items"]
    hit = [row for row in hit if row["message_count"] >= len(HOSTILE) and row.get("customer_name")]
    assert hit, "no planted chat is in sight"
    number = ana.get("/v1/customers/" + hit[0]["customer_id"]).json["case_number"]
    with Watched(server) as screen:
        screen.sign_in()
        screen.key("C-t")
        screen.idle()
        screen.text(number)
        # Typed, and found: it searches when no letter has come for a while.
        wait_for(lambda: screen.shown().count(number) > 1)
        screen.idle()
        screen.key("Enter")
        screen.idle()
        screen.key("6")
        screen.idle()
        screen.key("Enter")
        screen.wait("Conversation", 5000)
        seen = ""
        for _ in range(12):
            screen.check("transcript")
            seen += screen.shown()
            screen.key("PgDn")
            screen.idle()
        screen.key("G")
        screen.check("its end")
        assert seen.count(WITNESS) >= 20, seen


def line_verbs():
    chat = [row for row in ana.get("/v1/interactions?limit=200").json["items"] if row["message_count"] >= len(HOSTILE)][0]
    commands = [("queue",), ("search", WITNESS), ("transcript", chat["id"]), ("nonsense" + HOSTILE["title"],),
                ("show", HOSTILE["clear"] + HOSTILE["override"]), ("note", "A-26-000000" + HOSTILE["clear, C1"], "x")]
    for row in rows[:6]:
        commands += [("show", row["number"]), ("history", row["number"]), ("missing", row["number"])]
    for words in commands:
        status, out, err = line(server, *words)
        assert status in (0, 64, 65, 66), (words, status, err)
        for text in (out, err):
            assert not bad_text(text), (words, bad_text(text)[:5], text[:300])
        if words[0] in ("queue", "transcript", "search"):
            assert WITNESS in out, (words, status, out, err)
        if status == 0:
            status, out, err = line(server, *words, "--json")
            assert status == 0 and json.loads(out) is not None, (words, status, err, out[:200])
            assert not [char for char in out if ord(char) < 32 and char != "\n" or 0x7F <= ord(char) < 0xA0], words


def planted_control():
    allowed = grammar("xterm-256color")
    for what in ("title", "clipboard", "link", "report", "string", "bell", "override", "title, C1", "tags", "unseen", "half"):
        assert foreign(b"before" + HOSTILE[what].encode() + b"after", allowed), what
    assert foreign(b"caf\xe9", allowed)
    assert not foreign("plain – 漢字 é\r\n\x1b[H\x1b[2J\x1b[12;40H\x1b[31mred\x1b(B\x1b[m".encode(), allowed)


story.step("the oracle sees each attack written through", planted_control)
story.step("hostile text is kept as it came", plant)
story.step("on every screen: nothing foreign is written, no row is too wide", lambda: every_screen("xterm-256color", len(HOSTILE)))
story.step("the same on a vt220", lambda: every_screen("vt220", 3))
story.step("in a conversation", transcript_screen)
story.step("by the line commands, plain and as JSON, and in what they refuse", line_verbs)
server.close()
story.end()
