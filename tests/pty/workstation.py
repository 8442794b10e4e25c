#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# The workstation's machinery in a real terminal against a real server: sizes,
# job control, pastes, a server that hangs, a terminal that goes away.
import glob
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.environ.get("srcdir", "."), "tests", "pty"))
from screen import BUILD, PATIENCE, Screen, Story  # noqa: E402

story = Story()
QUEUE = "My queue"


def start(**env):
    screen = Screen([os.path.join(BUILD, "caseload"), "--demo"], env=env)
    screen.family = {}
    screen.wait(QUEUE, 30000)
    screen.idle()
    processes(screen, "caseload")
    return screen


def running():
    """(pid, start time): (name, parent), of all but the dead."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            head, _, tail = open(path).read().rpartition(")")
        except OSError:
            continue
        pid, _, name = head.partition(" (")
        state, parent, *rest = tail.split()
        if state not in "ZX":
            found[int(pid), int(rest[17])] = name, int(parent)
    return found


def processes(screen, word):
    """Those of this screen by their name, orphans too: once met they are known.

    By descent, because nobody may read the environment of a program that keeps
    secrets; only root could."""
    alive = running()
    known = {pid for pid, _ in screen.family} | {screen.driver.pid}
    while True:
        more = {one: name for one, (name, parent) in alive.items() if parent in known and one not in screen.family}
        if not more:
            break
        screen.family.update(more)
        known |= {pid for pid, _ in more}
    return [one[0] for one in screen.family if one in alive and alive[one][0].startswith(word)]


def server(screen):
    return processes(screen, "caseload-server")[0]


def until(true, seconds=10):
    end = time.time() + seconds * PATIENCE
    while time.time() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def private_folders():
    base = os.environ.get("XDG_RUNTIME_DIR", "/tmp")
    return glob.glob(os.path.join(base, "caseload-*"))


def row_of_cursor(screen):
    return screen.rows()[screen.cursor()[0]]


def number_on(row):
    return [word for word in row.split() if word.startswith("A-")][0]


screen = start()


def sizes():
    screen.key("j", "j", "j")
    screen.idle()
    here = number_on(row_of_cursor(screen))
    screen.size(5, 20)
    screen.wait("Make the window")
    screen.key("j", "D")
    screen.idle()
    screen.size(40, 160)
    screen.idle()
    assert number_on(row_of_cursor(screen)) == here, row_of_cursor(screen)
    assert "|" in screen.rows()[1], "no preview beside the list"
    screen.size(24, 80)
    screen.idle()
    assert number_on(row_of_cursor(screen)) == here, row_of_cursor(screen)


def job_control():
    before = screen.rows()
    screen.order("key C-z")
    assert until(lambda: screen.state()[0] == "s"), screen.state()
    screen.size(30, 100)
    screen.order("fg")
    screen.wait(QUEUE)
    screen.idle()
    assert len(screen.rows()) == 30, screen.shown()
    screen.size(24, 80)
    screen.idle()
    assert screen.rows()[1:23] == before[1:23], screen.shown()


def paste():
    before = screen.rows()[1:23]
    screen.order("type \\e[200~XyQyDd\\n\\e[201~")
    screen.wait("A paste is never taken as commands")
    screen.idle()
    assert screen.rows()[1:23] == before, screen.shown()
    assert screen.state()[0] == "r"


def hung_server():
    os.kill(server(screen), signal.SIGSTOP)
    try:
        screen.key("R")
        screen.wait("asking")
        here = number_on(row_of_cursor(screen))
        screen.key("j")
        assert until(lambda: number_on(row_of_cursor(screen)) != here), "a key waited for the server"
        screen.key("C-c")
        screen.gone("asking")
    finally:
        os.kill(server(screen), signal.SIGCONT)
    screen.key("R")
    screen.gone("asking")
    screen.idle()


def locked():
    screen.key("C-x")
    screen.wait("Locked")
    screen.wait("password in this sample is sample-password.")
    screen.text("sample-password")
    screen.key("Enter")
    screen.gone("Locked")
    screen.idle()
    assert QUEUE in screen.rows()[0], screen.shown()


def lost_server():
    folder_server = server(screen)
    os.kill(folder_server, signal.SIGSTOP)
    os.kill(folder_server, signal.SIGKILL)
    screen.wait("offline", 10000)
    screen.key("B")
    screen.wait("cannot be reached")


def leave():
    screen.key("Q")
    assert until(lambda: screen.state()[0] == "x"), screen.shown()
    assert screen.state()[1] == 0, screen.state()


def closed_terminal():
    before = set(private_folders())
    other = start()
    other.order("hup")
    assert until(lambda: not processes(other, "caseload")), "still there"
    assert until(lambda: set(private_folders()) <= before), private_folders()
    other.end()


def killed():
    before = set(private_folders())
    other = start()
    assert processes(other, "caseload-server")
    other.order("kill")
    assert until(lambda: not processes(other, "caseload-server")), "the server outlives us"
    assert until(lambda: set(private_folders()) <= before), private_folders()
    other.end()


def plain_terminal():
    with start(TERM="vt220", NO_COLOR="1") as other:
        assert QUEUE in other.rows()[0]
        other.key("j")
        other.idle()
        assert other.rows()[2].startswith(">"), other.shown()
        other.key("Q")
        assert until(lambda: other.state()[0] == "x")


story.step("20x5 and back: one sentence, then the same record under the cursor", sizes)
story.step("Ctrl-Z and fg, resized in between", job_control)
story.step("a paste is never commands", paste)
story.step("locked, the sample says the password that opens it", locked)
story.step("a hung server leaves every key working; ^C stops waiting", hung_server)
story.step("a lost server is said, and writes are refused", lost_server)
story.step("Q leaves with status 0", leave)
screen.end()
story.step("a closed terminal ends it and its server", closed_terminal)
story.step("kill -9 ends its server, too", killed)
story.step("a vt220 without colour shows the same", plain_terminal)
story.end()
