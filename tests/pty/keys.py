#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Every key of the table in every scope it reaches: it does something that can
# be seen, or says why not.  Then the moments of a day that may take so many
# keys and no more, prose not counted.
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from screen import BUILD, SRC, Screen, Story

PASSWORD = "sample-password"
# These repaint or ask again: what they show is what was there.
UNSEEN = {"redraw", "refresh", "cancel"}
# A move is silent at an edge, and these screens are all edge.
SHORT = {"unfinished", "form", "reader", "rehearsal"}
MOVES = {"move-down", "move-up", "top", "bottom", "half-down", "half-up", "page-down", "page-up"}
# The screen a scope is walked on, and how it begins.
SCREENS = {"app": "My queue", "record": "[5 History]", "form": "Note", "unfinished": "Unfinished",
           "reader": "Messages", "rehearsal": "REHEARSAL"}

story = Story()


def commands():
    """(name, scope, keys, in_text) of every command."""
    text = open(os.path.join(SRC, "src/client/cmd/commands.def"), encoding="utf-8").read()
    rows = re.findall(r'^CMD\(\w+,\s*"([^"]+)",\s*(\w+),\s*"([^"]*)",\s*([^"]+?),\s*"', text, re.M)
    for name, scope, keys, flags in rows:
        yield name, scope.lower(), keys.split(), "CMD_IN_TEXT" in flags


def parents():
    text = open(os.path.join(SRC, "src/client/cmd/scopes.def"), encoding="utf-8").read()
    rows = re.findall(r'^SCOPE\((\w+),\s*"\w+",\s*SCOPE_(\w+)\)', text, re.M)
    return {scope.lower(): parent.lower() for scope, parent in rows}


def keys_of(scope):
    """{key: (command, in_text)}: the nearest scope has the word."""
    up, found = parents(), {}
    while scope in up:
        for name, own, keys, in_text in commands():
            for key in keys:
                there, _, rest = key.partition("/")
                if rest and there in up:
                    if there == scope:
                        found.setdefault(rest, (name, in_text))
                elif own == scope:
                    found.setdefault(key, (name, in_text))
        scope = up[scope]
    return found


def press(screen, key):
    """A key of the table: "^D", "'1", "PgDn", "x"."""
    if re.fullmatch(r"\^[A-Z]", key):
        screen.key("C-" + key[1].lower())
    elif len(key) == 2 and key[0] == "'":
        screen.key("'", key[1])
    else:
        screen.key(key)
    if screen.state()[0] == "r":
        screen.idle()


def demo(**env):
    screen = Screen([os.path.join(BUILD, "caseload"), "--demo"], env=env)
    screen.wait("My queue", 60000)
    screen.wait("live", 10000)
    screen.idle()
    return screen


def is_asking(rows):
    """Whether a question is open: its answer stands behind it, or below where it is long."""
    last = rows[-1].rstrip()
    return bool(re.search(r"(y/N|:|/)$", last)) or not last and rows[-2].rstrip().endswith(":")


def home(screen):
    """The first screen, from anywhere: what a person does who has lost her way."""
    for _ in range(12):
        rows = screen.rows()
        if any(row.strip() == "Locked" for row in rows):
            screen.text(PASSWORD)
            screen.key("Enter")
            screen.gone("Locked")
        elif rows[0].startswith(" My queue") and "Esc cancels" not in rows[-1]:
            # A question is open, a list narrowed, or rows are marked.
            if is_asking(rows) or "does nothing" in rows[-1]:
                screen.key("Esc")
            else:
                return
        elif re.match(r" (Team|Unassigned|Chats|Agenda)", rows[0]):
            screen.key("'", "1")
        elif re.match(r" (A-\d|C-\d|Messages|Unfinished|REHEARSAL|Conversation|Letter|Help|The )", rows[0]):
            screen.key("Esc")
            screen.idle()
            screen.key("q")
        else:
            screen.key("Esc")
            screen.idle()
            if screen.rows() == rows:  # a screen to read: nothing to cancel
                screen.key("q")
        screen.idle()
    raise AssertionError("no way back to the queue\n" + screen.shown())


def go_to(screen, name):
    home(screen)
    screen.key("g")
    for _ in range(60):
        screen.idle()
        row = next(r for r in screen.rows() if r.startswith(">"))
        if name in row:
            return re.search(r"[A-Z]-\d\d-\d{6}", row).group(0)
        screen.key("j")
    raise AssertionError(name + " is not in the queue")


def by_name(screen, command):
    screen.key(":")
    screen.text(command)
    screen.key("Enter")
    screen.idle()


REFUSED = "cannot be done on this screen"


def enter(screen, scope):
    """The screen that a scope is walked on, with something on both sides of the cursor."""
    rows = screen.rows()
    asked = is_asking(rows) or re.search(r"Esc cancels|does nothing", rows[-1])
    if scope == "rehearsal" and not asked and rows[0].startswith(" REHEARSAL"):
        screen.key("Esc", "g", "C-d")
        screen.idle()
        return
    if scope == "record" and not asked and rows[0].startswith(" A-") and "5 History" in rows[1]:
        screen.key("Esc", "5", "g", "j", "j")
        screen.idle()
        return
    home(screen)
    if scope == "app":
        screen.key("g", "j", "j", "j")
    elif scope == "record":
        go_to(screen, "Maeve")
        screen.key("Enter")
        screen.wait("1 Summary")
        screen.key("5")
        screen.idle()
        screen.key("j", "j")
    elif scope == "form":
        go_to(screen, "Maeve")
        screen.key("W")
    elif scope == "unfinished":
        by_name(screen, "unfinished")
    elif scope == "reader":
        screen.key("a")
    elif scope == "rehearsal":
        go_to(screen, "Maeve")
        screen.key("D")
        screen.wait("Outcome")
        screen.idle()
        if "(*) deny" not in screen.shown():  # else its draft is there again
            screen.key("d", "Tab", "d", "0", "7", "Enter", "d", "0", "8", "Enter")
        screen.idle()
        screen.key("C-r")
    screen.wait(SCREENS[scope])
    screen.idle()


def sentence(row):
    """The left of the status line, when it is something said and no hints."""
    text = row.strip()
    return bool(re.search(r"[.?:/]( |$)|y/N|Esc cancels", text)) and not re.match(r"\S+ \w+  ", text)


def walk_key(screen, scope, key, command):
    if command in ("quit", "suspend"):
        return  # told by stories of their own
    enter(screen, scope)
    before, cursor = screen.rows(), screen.cursor()
    if REFUSED in before[-1]:  # it stands for a second, and leaves by the next key: by none of the walk's
        time.sleep(1.1)
        screen.key("Esc")
        screen.idle()
        before, cursor = screen.rows(), screen.cursor()
    screen.bytes()
    press(screen, key)
    after = screen.rows()
    assert screen.state()[0] == "r", "%s ended the workstation" % key
    # Rows are marked and sorted in queues alone.
    own = next(row[1] for row in commands() if row[0] == command)
    assert REFUSED not in after[-1] or own == "list" and scope != "app", \
        "%s (%s) is in the table and cannot be done here" % (key, command)
    moved = after != before or screen.cursor() != cursor
    if scope in SHORT and command in MOVES:
        return
    if (command, scope) in (("tab-history", "record"), ("alerts", "reader")):
        return  # what is shown already
    assert moved or sentence(after[-1]) or command in UNSEEN, \
        "%s (%s) does nothing and says nothing:\n%s" % (key, command, "\n".join(after))
    if command == "redraw":
        assert screen.bytes()[0] > 100, "the screen was not painted again"


def walk(screen, scope):
    missed = []
    owner = {name: own for name, own, _, _ in commands()}
    for key, (command, _) in sorted(keys_of(scope).items()):
        # What a small screen inherits is walked there by check-long.
        if scope not in ("app", "record", owner[command]) and not os.environ.get("CASELOAD_LONG"):
            continue
        try:
            walk_key(screen, scope, key, command)
        except AssertionError as error:
            missed.append("%s %s: %s" % (key, command, error))
    assert not missed, "\n".join(missed)


def text_is_text(screen):
    """In a text field a letter is a letter, and only a few keys act."""
    enter(screen, "form")
    screen.key("Tab")
    screen.idle()
    letters = [key for key in keys_of("form") if len(key) == 1]
    for letter in letters:
        screen.key(letter)
    screen.idle()
    typed = "".join(letters)
    assert typed in screen.shown(), "%s\n%s" % (typed, screen.shown())
    screen.key("C-t")
    screen.wait("Go to")
    screen.key("Esc")
    screen.idle()
    assert typed in screen.shown(), screen.shown()


def suspend(screen):
    home(screen)
    screen.order("key C-z")
    end = time.time() + 60
    while screen.state()[0] != "s" and time.time() < end:
        time.sleep(0.05)
    assert screen.state()[0] == "s"
    screen.order("fg")
    screen.wait("My queue")
    screen.idle()


def counted(screen, most, what):
    story.tell(screen.keys <= most, "%s: %d keys, at most %d" % (what, screen.keys, most))


def ask_for_proof(screen):
    go_to(screen, "Nguyen Thi Hoa")
    screen.keys = 0
    screen.key("M")
    screen.wait("never asked")
    screen.key("Enter")
    screen.wait("Cannot be recalled")
    screen.idle()
    question = screen.rows()[-1]
    for word in ("Nguyen Thi Hoa", "SNAP", "English"):
        assert word in question, question
    screen.key("y")
    screen.wait("cannot be recalled")
    counted(screen, 3, "ask for what is missing")


def other_time(screen):
    go_to(screen, "Verónica")
    screen.key("I")
    screen.wait("no-show")
    screen.idle()
    # The sample's morning comes before its interviews.
    screen.key("n", "C-r")
    screen.wait("nobody has missed it")
    screen.idle()
    screen.key("Esc")
    screen.gone("no-show")
    screen.idle()
    screen.keys = 0
    screen.key("I")
    screen.wait("no-show")
    screen.idle()
    screen.key("m", "Enter", "Enter")
    screen.wait("y/N")
    screen.idle()
    question = " ".join(screen.rows()[-2:])
    for word in ("Verónica", "SNAP", "Spanish"):
        assert word in question, question
    screen.key("y")
    screen.wait("cannot be recalled")
    counted(screen, 5, "interview moved: another time and letter")


def next_application(screen):
    number = go_to(screen, "Beatriz")
    screen.key("Enter")
    screen.wait("[1 Summary]")
    screen.idle()
    screen.keys = 0
    screen.key("]")
    screen.gone(number)
    screen.idle()
    assert re.match(r" A-\d\d-\d{6} ", screen.rows()[0]), screen.rows()[0]
    counted(screen, 1, "the next application")


def telephone(screen):
    """A customer calls while a note is half typed in another record."""
    go_to(screen, "Beatriz")
    screen.key("W")
    screen.wait("Note -")
    screen.text("half a sentence")
    screen.idle()
    screen.keys = 0
    screen.key("C-t")
    screen.wait("Go to")
    screen.key("n", "g", "u", " ", "0", "1", "4", "2")
    screen.idle()
    screen.wait("Nguyen Thi Hoa")
    screen.key("Enter")
    screen.wait("[1 Summary]")
    screen.idle()
    screen.key("P")
    screen.wait("Call -")
    counted(screen, 11, "the telephone rings in the middle of a note")
    screen.keys = 0
    screen.key("C-t", "Enter")
    screen.idle()
    if "half a sentence" not in screen.shown():
        screen.key("C-t", "Enter")
        screen.idle()
    assert "half a sentence" in screen.shown(), screen.shown()
    counted(screen, 4, "and back to it")


def leave(screen):
    home(screen)
    screen.key("Q")
    screen.wait("not sent")
    screen.idle()
    screen.key("y")
    end = time.time() + 60
    while screen.state()[0] != "x" and time.time() < end:
        time.sleep(0.05)
    assert screen.state() == ("x", 0), screen.state()


with demo() as screen:
    # The moments first: the walk takes, gives back and marks applications.
    story.step("ask for two missing things", lambda: ask_for_proof(screen))
    story.step("an interview at another time", lambda: other_time(screen))
    story.step("the next application", lambda: next_application(screen))
    story.step("a customer calls", lambda: telephone(screen))
    story.step("in a text field a letter is a letter", lambda: text_is_text(screen))
    story.step("Ctrl-Z and back", lambda: suspend(screen))
    for scope in SCREENS:
        story.step("every key of the scope %s acts, or says why not" % scope, lambda: walk(screen, scope))
    story.step("Q says what is not sent, and leaves", lambda: leave(screen))
story.end()
