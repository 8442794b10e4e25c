# SPDX-License-Identifier: Apache-2.0
"""Text that attacks terminals, and a workstation all of whose writing is judged."""

import os
import subprocess
import tempfile
import unicodedata

from oracle import bad_text, foreign, grammar
from screen import BUILD, Screen
from server import PASSWORD

ESC, BEL, CSI, OSC, ST = "\x1b", "\x07", "\x9b", "\x9d", "\x9c"
HOSTILE = {
    "title": ESC + "]0;owned" + BEL, "title, C1": OSC + "0;owned" + ST, "clear": ESC + "[2J" + ESC + "[H",
    "clear, C1": CSI + "2J", "colour": ESC + "[31m", "clipboard": ESC + "]52;c;b3duZWQ=" + BEL,
    "link": ESC + "]8;;http://example.invalid/" + ESC + "\\here" + ESC + "]8;;" + ESC + "\\",
    "report": ESC + "[6n" + ESC + "[c" + ESC + "[21t", "string": ESC + "P$qm" + ESC + "\\", "application": ESC + "_x" + ESC + "\\",
    "charset": ESC + "(0" + "\x0e" + "\x0f", "reset": ESC + "c", "half": ESC + "[", "colon": ESC + "[38:2:1:2:3:4:5:6:7m",
    "overwrite": "APPROVE\rDENY\b\b\b\b", "bell": BEL * 3, "delete": "\x7f\x7f", "newline": "one\ntwo", "tab": "a\tb",
    "vertical": "\x0b\x0c\x85\u2028\u2029", "override": "\u202eYNED\u202c", "isolate": "\u2067evorppa\u2069", "marks": "\u200e\u200f\u061c",
    "unseen": "a\u200bb\u2060c\ufeffd\u00ade", "tags": "\U000e0041\U000e0042", "fillers": "\u3164\u115f\uffa0",
    "flood": "z" + "\u0301" * 200, "wide": "漢字" * 20, "emoji": "👩\u200d👩\u200d👧\u200d👦", "flag": "🏴\U000e0067\U000e007f",
    "private": "\ue000\uf8ff", "nonchar": "\ufffe\uffff", "hebrew": "שלום", "arabic": "مرحبا", "zalgo": "Z̸̧̛͔̪͊̎͂͝", "format": "%s%n%d",
}
WITNESS = "Witness"  # readable on both sides of every attack

folder = tempfile.mkdtemp(prefix="hostile.")


def line(server, *words, user="ana"):
    """A line command: status, what it says, what it complains of."""
    done = subprocess.run([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", user, "--password-fd", "0", *words],
                          input=PASSWORD + "\n", capture_output=True, text=True, encoding="utf-8", errors="surrogateescape", timeout=60)
    return done.returncode, done.stdout, done.stderr


def cells(text):
    return sum(0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


class Watched(Screen):
    def __init__(self, server, term="xterm-256color", user="ana", env=None, **more):
        self.term, self.file, self.judged = term, tempfile.mktemp(dir=folder), 0
        super().__init__([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", user],
                         env={"TERM": term, "XDG_STATE_HOME": tempfile.mkdtemp(dir=folder), **(env or {})}, **more)
        self.columns = more.get("cols", 80)
        self.order("log " + self.file)
        self.wait("Password", 10000)

    def sign_in(self):
        self.text(PASSWORD)
        self.key("Enter")
        self.wait("My queue", 10000)
        self.idle()

    def size(self, rows, cols):
        super().size(rows, cols)
        self.columns = cols

    def check(self, what):
        """All that was written since it was asked last, and what stands on the screen now."""
        self.idle()
        with open(self.file, "rb") as file:
            file.seek(self.judged)
            written = file.read()
        self.judged += len(written)
        found = foreign(written, grammar(self.term))
        assert not found, (what, found[:5])
        for line in self.rows():
            assert cells(line) <= self.columns, (what, line)
            assert not bad_text(line), (what, line)
        return written
