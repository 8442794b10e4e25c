#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# At the desk, on 80 columns: what came is seen to have come, opened by v, read,
# opened once in a browser, and only then accepted.
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import file_application, give, item_of, path, read  # noqa: E402
from papers import pdf, png, upload  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Client, Server  # noqa: E402

story = Story()
folder = tempfile.mkdtemp(prefix="caseload-words.")
words = os.path.join(folder, "words")
with open(words, "w", encoding="utf-8") as file:
    file.write("#!/bin/sh\nsed -n 's/.*(\\(.*\\)) Tj.*/\\1/p'\n")
os.chmod(words, 0o755)
server = Server(options=["--document-text", words])
ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
case = give(sam, file_application(ina, "Hoa Stone"), ana.session["worker"]["id"])
item = item_of(case, "identity")
stub = upload(ina, case, pdf("DRIVER LICENSE no 12"), item["id"], "license.pdf").json
photo = upload(ina, case, png(), item["id"], "back.png").json


def item_now():
    return item_of(read(ana, case), "identity")


def seen_to_have_come(screen):
    screen.wait("Hoa Stone", 10000)
    screen.key("Enter")
    screen.wait("Proofs")
    screen.key("3")
    screen.wait("CAME")
    assert "nobody looked at it" in screen.shown(), screen.shown()


def refused_unseen(screen):
    screen.key("E")
    screen.wait("It is")
    screen.key("a", "Tab")
    screen.text("looked at the license")
    screen.key("C-r")
    screen.wait("Nobody has looked")
    assert item_now()["state"] == "received"
    screen.key("Esc")
    screen.wait("Proofs")


def read_by_v(screen):
    screen.key("v")
    screen.wait("DRIVER LICENSE no 12")
    screen.wait("first by Ana")
    assert "looked_at" not in item_now(), "the second is still unseen"


def opened_in_a_browser(screen):
    screen.key("v")
    screen.wait("back.png")
    screen.wait("no words to show")
    screen.key("Enter")
    screen.wait("/v1/document-links/")
    shown = "".join(line.strip() for line in screen.rows())
    at = re.search(r"/v1/document-links/\w+/[\w-]{32}", shown).group()
    browser = Client(server)
    got = browser.get(at)
    assert got.status == 200 and got.headers["Content-Type"] == "image/png", (at, got)
    assert browser.get(at).status == 404
    assert item_now()["looked_at"]


def accepted(screen):
    screen.key("E")
    screen.wait("It is")
    screen.key("a", "Tab")
    screen.key("C-r")
    screen.wait("Accepted")
    assert item_now()["state"] == "accepted", item_now()


with Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ana"],
            env={"XDG_STATE_HOME": tempfile.mkdtemp(prefix="home.", dir=server.folder)}) as screen:
    screen.wait("Password", 10000)
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("live", 10000)
    story.step("what came is seen to have come", lambda: seen_to_have_come(screen))
    story.step("unseen, it is not accepted", lambda: refused_unseen(screen))
    story.step("v opens it, and its words are read", lambda: read_by_v(screen))
    story.step("a picture opens once, in a browser", lambda: opened_in_a_browser(screen))
    story.step("and then it is accepted", lambda: accepted(screen))
server.close()
os.remove(words)
os.rmdir(folder)
sys.exit(story.end())
