#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A paste that arrives in pieces, as it may on a slow line: its brackets are
# known all the same, nothing in it is a command, and keys that only look like
# the beginning of a bracket still are keys.  So may a character of several
# bytes; and a byte that begins none, from a terminal that does not speak
# UTF-8, costs itself and no key after it.
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from screen import BUILD, Screen, Story

PIECE_S = 0.06  # longer than the escape key waits for what may follow it

story = Story()


def in_pieces(screen, *pieces):
    for piece in pieces:
        screen.order("type " + piece)
        time.sleep(PIECE_S)


def refused(screen, *pieces):
    rows = screen.rows()[1:20]
    screen.key("C-l")
    in_pieces(screen, *pieces)
    screen.wait("A paste is never taken as commands", 3000)
    assert screen.rows()[1:20] == rows, screen.shown()


def asked_for(screen):
    """A terminal that is not asked puts no brackets around a paste: its letters were commands."""
    assert screen.terminal()["paste"], screen.terminal()


def still_keys(screen):
    first = screen.rows()[1]
    in_pieces(screen, "\\e", "[")
    screen.order("type j")
    screen.wait(">", 2000)
    deadline = time.monotonic() + 30
    while screen.rows()[1] == first and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not screen.rows()[1].startswith(">"), screen.shown()


def typed_in_pieces(screen):
    screen.key("f")
    screen.wait("Only (name", 3000)
    in_pieces(screen, "ni\\xc3", "\\xb1o\\xe7", "\\x8e", "\\x8b")
    screen.wait("niño王", 3000)


def costs_itself(screen):
    in_pieces(screen, "\\xe9", "t\\xff", "abcdefgh")
    screen.wait("niño王\ufffdt\ufffdabcdefgh", 3000)
    screen.key("Esc")
    screen.gone("Only (name", 3000)


with Screen([os.path.join(BUILD, "caseload"), "--demo"]) as screen:
    screen.wait("My queue", 60000)
    screen.wait(">", 10000)
    screen.idle()
    story.step("the terminal was asked for brackets", lambda: asked_for(screen))
    story.step("whole", lambda: refused(screen, "\\e[200~XyQyD\\n\\e[201~"))
    story.step("its beginning in two pieces", lambda: refused(screen, "\\e", "[200~XyQyD\\n\\e[201~"))
    story.step("its end in two pieces", lambda: refused(screen, "\\e[200~XyQyD\\n\\e", "[201~"))
    story.step("both in many", lambda: refused(screen, "\\e", "[", "2", "00", "~XyQy", "\\e[", "201", "~"))
    story.step("an escape and a bracket alone are keys", lambda: still_keys(screen))
    story.step("a character in two and in three pieces", lambda: typed_in_pieces(screen))
    story.step("a byte that begins no character", lambda: costs_itself(screen))
story.end()
