#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Every character there is, in conversations: read on the screen from top to
# end and spoken by the line command, and nothing of it acts, reverses, hides
# or moves what stands behind it.  CASELOAD_LONG takes all of Unicode; without
# it all below U+3000 and every 97th of the rest.  test_client_columns does the
# same for one field and its neighbours.
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from oracle import bad_text, foreign, grammar  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Server, wait_for  # noqa: E402

LONG = bool(os.environ.get("CASELOAD_LONG"))
A_TURN, TURNS = 256, 200

story = Story()
folder = tempfile.mkdtemp(prefix="characters.")
points = [point for point in range(1, 0x110000) if not 0xD800 <= point < 0xE000
          and (LONG or point < 0x3000 or point % 97 == 0)]
turns = ["from %04X: %s :to here" % (points[at], "".join(map(chr, points[at:at + A_TURN])))
         for at in range(0, len(points), A_TURN)]
talks = [turns[at:at + TURNS] for at in range(0, len(turns), TURNS)]
transcripts = os.path.join(folder, "transcripts.jsonl")
with open(transcripts, "w", encoding="utf-8") as out:
    for number, talk in enumerate(talks):
        out.write(json.dumps({"id": "t%d" % number, "source": "s", "topic": "talk %d" % number, "turns": [
            {"role": ("customer", "agent")[turn % 2], "text": text} for turn, text in enumerate(talk)]}) + "\n")
server = Server(sample=("--customers", "400", "--applications", "200", "--chats", str(max(40, len(talks))),
                        "--workers", "8", "--transcripts", transcripts))
# The auditor reads them all.
ada = server.sign_in("ada", PASSWORD)
rows = {}
cursor = ""
while cursor is not None:
    page = ada.get("/v1/interactions?limit=200" + (cursor and "&cursor=" + cursor)).json
    rows.update({row["topic"]: row for row in page["items"] if row["topic"].startswith("talk ")})
    cursor = page["next_cursor"]


def line(*words):
    done = subprocess.run([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ada",
                           "--password-fd", "0", *words], input=(PASSWORD + "\n").encode(), capture_output=True, timeout=300)
    assert done.returncode == 0, (words, done.returncode, done.stderr[-300:])
    return done.stdout.decode("utf-8")


def all_kept():
    assert len(rows) == len(talks), (len(rows), len(talks))


def spoken():
    for number, talk in enumerate(talks):
        text = line("transcript", rows["talk %d" % number]["id"], "--limit", "200")
        assert not bad_text(text), (number, bad_text(text)[:5])
        for turn in talk:
            assert turn.split(":")[0] in text, (number, turn[:10], len(talk), len(text), text[-300:])
        assert text.count(":to here") == len(talk), (number, text.count(":to here"), len(talk))
        # As JSON it is whole, and still nothing that a terminal would take.
        whole = line("transcript", rows["talk %d" % number]["id"], "--json", "--limit", "200")
        assert not [char for char in whole if (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0]


def on_the_screen():
    log = os.path.join(folder, "log")
    allowed = grammar("xterm-256color")
    with Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ada"],
                env={"XDG_STATE_HOME": folder}) as screen:
        screen.order("log " + log)
        screen.wait("Password", 10000)
        screen.text(PASSWORD)
        screen.key("Enter")
        screen.wait("My queue", 10000)
        screen.idle()
        read = 0
        for number in range(len(talks)):
            row = rows["talk %d" % number]
            customer = ada.get("/v1/customers/" + row["customer_id"]).json["case_number"]
            screen.key("C-t")
            screen.idle()
            screen.text(customer)
            # Typed, and found: it searches when no letter has come for a while.
            wait_for(lambda: screen.shown().count(customer) > 1)
            screen.idle()
            screen.key("Enter")
            screen.idle()
            open_talk(screen, row)
            read_through(screen, len(talks[number]))
            with open(log, "rb") as file:
                file.seek(read)
                written = file.read()
            read += len(written)
            found = foreign(written, allowed)
            assert not found, (number, found[:5])
        screen.key("Q")


def open_talk(screen, row):
    screen.key("6")
    screen.idle()
    for _ in range(20):
        if any(line_.startswith(">") and row["topic"] in line_ for line_ in screen.rows()):
            break
        screen.key("j")
        screen.idle()
    screen.key("Enter")
    screen.wait("Conversation", 5000)
    screen.idle()


def read_through(screen, count):
    ends, before = 0, None
    for _ in range(400 * count):
        shown = screen.rows()
        if shown == before:
            break
        before = shown
        for text in shown:
            assert not bad_text(text), text
        ends += sum(":to here" in text for text in shown)
        screen.key("PgDn")
        screen.idle()
    else:
        raise AssertionError("no end")
    # Each turn's end was seen where it was not split over two lines.
    assert ends >= count // 2, (ends, count)
    screen.key("q", "q")
    screen.idle()


story.step("%d characters in %d conversations are kept" % (len(points), len(talks)), all_kept)
story.step("spoken by the line command: marked, whole, and inert", spoken)
story.step("read on the screen from top to end: nothing foreign is written", on_the_screen)
server.close()
story.end()
