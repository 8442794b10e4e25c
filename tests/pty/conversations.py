#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Real conversations on a real screen: each opens from its customer's record,
# scrolls to its last words, is found by them, and nothing of it disturbs the
# terminal.  Some in check, all where CASELOAD_LONG is set.  Needs
# transcripts.jsonl of CASELOAD_SHARED.
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
import server as harness  # noqa: E402
from oracle import foreign, grammar  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Server  # noqa: E402

SHARED = os.environ.get("CASELOAD_SHARED", os.path.join(harness.SOURCE, "..", "shared"))
FILE = os.path.join(SHARED, "data", "transcripts.jsonl")
if not os.path.exists(FILE):
    print("1..0 # SKIP transcripts.jsonl is not at $CASELOAD_SHARED/data")
    sys.exit(0)

LONG = bool(os.environ.get("CASELOAD_LONG"))
SOME = 100000 if LONG else 40
story = Story()
folder = tempfile.mkdtemp(prefix="conversations.")
server = Server(sample=(*(("--size", "office") if LONG else ("--customers", "2500", "--applications", "900", "--workers", "20")),
                        "--chats", "2200", "--transcripts", FILE))
ada = server.sign_in("ada")
ada.check = False


def interactions():
    cursor, found = "", []
    while cursor is not None:
        page = ada.get("/v1/interactions?channel=web_chat&limit=200" + (cursor and "&cursor=" + cursor)).json
        found += [row for row in page["items"] if row.get("customer_id") and row["message_count"]]
        cursor = page["next_cursor"]
    return found


def letters(text):
    """Without what wrapping and margins change."""
    return re.sub(r"\W", "", text)


def end_of(turns):
    return letters(turns[-1]["text"])[-20:]


def rarest(turns, spoken):
    """The longest words of the turn that hardly any other has, to be found by."""
    best = min(turns, key=lambda turn: (not words_of(turn), min((spoken[word] for word in words_of(turn)), default=0)))
    return sorted(words_of(best), key=lambda word: (spoken[word], -len(word)))[:2]


def words_of(turn):
    """An apostrophe joins words, and what is long enough to be one is cut by a margin."""
    return {word for word in re.findall(r"[\w'\u2019]+", turn["text"]) if re.fullmatch(r"[A-Za-z]{4,14}", word)}


def read_on_screen(screen, row):
    number = ada.get("/v1/customers/" + row["customer_id"]).json["case_number"]
    turns = ada.get("/v1/interactions/%s/messages?limit=200" % row["id"]).json["items"]
    chats = ada.get("/v1/interactions?customer=%s&sort=-started&limit=200" % row["customer_id"]).json["items"]
    screen.key("C-t")
    screen.idle()
    screen.text(number)
    screen.wait(row["customer_name"][:12], 5000)
    screen.key("Enter")
    screen.gone("Go to")
    screen.idle()
    screen.key("6")
    screen.idle()
    for _ in range([chat["id"] for chat in chats].index(row["id"])):
        screen.key("j")
    screen.key("Enter")
    screen.wait("Conversation", 5000)
    screen.idle()
    screen.key("G")
    screen.idle()
    shown = screen.shown()
    assert end_of(turns) in letters(shown), (row["id"], turns[-1]["text"][-60:], shown)
    spoken = collections.Counter(word for turn in turns for word in words_of(turn))
    words = rarest(turns, spoken)
    if words:
        screen.key("/")
        screen.idle()
        screen.text(words[0])
        screen.key("Enter")
        screen.idle()
        shown = screen.shown()
        assert words[0] in shown and "Nothing" not in shown.splitlines()[-2], (row["id"], words, shown)
    screen.key("q")
    screen.idle()
    screen.key("q")
    screen.idle()


def on_screen():
    rows = interactions()
    random.Random(1).shuffle(rows)
    log = os.path.join(folder, "written")
    with Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ada"],
                env={"XDG_STATE_HOME": folder}) as screen:
        screen.order("log " + log)
        screen.wait("Password", 10000)
        screen.text(PASSWORD)
        screen.key("Enter")
        screen.wait("My queue", 10000)
        screen.idle()
        for row in rows[:SOME]:
            read_on_screen(screen, row)
        assert screen.state()[0] == "r"
    with open(log, "rb") as file:
        found = foreign(file.read(), grammar("xterm-256color"))
    assert not found, found[:5]
    print("# %d conversations read" % min(SOME, len(rows)))


def by_line():
    for row in interactions()[:8]:
        turns = ada.get("/v1/interactions/%s/messages?limit=200" % row["id"]).json["items"]
        words = sorted({word for word in re.findall(r"[A-Za-z]{5,}", turns[-1]["text"])}, key=len)[-3:]
        for command, wanted in ((["transcript", row["id"], "--limit", "200"], turns[-1]["text"]),
                                (["search", *words], words[-1] if words else "")):
            if command[0] == "search" and len(words) < 3:
                continue
            if command[0] == "search":
                command = ["search", " ".join(words)]
            done = subprocess.run([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ada",
                                   "--password-fd", "0", *command], input=PASSWORD + "\n", capture_output=True, text=True,
                                  timeout=30)
            assert done.returncode == 0 and letters(wanted)[-20:] in letters(done.stdout), (command, done)


story.step("each opens from its record, scrolls to its end, and writes nothing foreign", on_screen)
story.step("read and found by the line commands", by_line)
server.close()
story.end()
