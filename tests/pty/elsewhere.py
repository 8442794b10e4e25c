#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# One person, two terminals on different machines: what was half typed at the
# first is within a second on its disk and on the server, and, when it is killed,
# is gone on with at the second; nothing of it is
# readable on either disk, on the server's or on the line to it.  It goes along when the
# application goes to somebody else.
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import bring_to_ready, file_application, give, path, read  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, PATIENCE, Server, wait_for  # noqa: E402

WORDS = "she called about the quilt"
EARLIER = "the hem is torn"
WITHIN_S = 1.0 * PATIENCE  # as promised, where nothing else keeps the machine busy

story = Story()
server = Server()
ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
application = bring_to_ready(ana, sam, file_application(ina, "Alma Stone"), ana.session["worker"]["id"])


def workstation(user="ana", home=None):
    """On a machine of its own: no state of another."""
    home = home or tempfile.mkdtemp(prefix="home.", dir=server.folder)
    screen = Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", user],
                    env={"XDG_STATE_HOME": home})
    screen.wait("Password", 10000)
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("live", 10000)
    return screen


def kept():
    return ana.get("/v1/me/drafts").json["items"]


def notes():
    return [note["text"] for note in ana.get(path(application, "/notes")).json["items"]]


def begin(screen, words):
    """A note, half typed; when its last key was pressed."""
    screen.wait("Alma Stone", 10000)
    screen.key("W")
    screen.wait("Note")
    screen.idle()
    screen.text(words)
    return time.monotonic()


def kill(screen):
    screen.order("kill")
    wait_for(lambda: screen.state()[0] != "r")


def journal_bytes(home):
    folder = os.path.join(home, "caseload", "journal")
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.name[0] != ".")


def half_typed_here():
    """Whatever is not on the disk a second after the last key is gone: the terminal is killed, the server's copy thrown away."""
    home = tempfile.mkdtemp(prefix="home.", dir=server.folder)
    with workstation(home=home) as first:
        typed = begin(first, EARLIER)
        grown, size = typed, journal_bytes(home)
        # Where there is no hurry, once the server has it: that comes after the disk.
        while time.monotonic() < typed + WITHIN_S and (PATIENCE == 1 or not kept() or kept()[0]["revision"] < len(EARLIER)):
            if journal_bytes(home) != size:
                grown, size = time.monotonic(), journal_bytes(home)
            time.sleep(0.005)
        kill(first)
    print("# on the disk %.3f s after the last key" % (grown - typed))
    assert size > 0 and grown > typed, size
    wait_for(kept)
    for draft in kept():
        assert ana.delete("/v1/me/drafts/" + draft["id"], key=None, version=draft["revision"]).status == 204
    with workstation(home=home) as again:
        again.wait("Note, A-", 10000)
        again.key("Enter")
        again.wait(EARLIER, 5000)
        again.key("C-r")
        again.wait("on the file", 5000)
        wait_for(lambda: notes() == [EARLIER] and not kept())


def half_typed():
    """Every key by itself: some are pressed while what came before them is on its way."""
    typed, there = [], []

    def look():
        revision = max([draft["revision"] for draft in kept()], default=0)
        there.extend([time.monotonic()] * (revision - len(there)))
        return len(there) >= len(WORDS)

    with workstation() as first:
        begin(first, "")
        for letter in WORDS:
            first.key(letter)
            typed.append(time.monotonic())
            look()
            time.sleep(0.05)
        wait_for(look)
        longest = max(seen - pressed for pressed, seen in zip(typed, there))
        print("# %d keys in %.1f s, each on the server %.3f s later at most" % (len(typed), typed[-1] - typed[0], longest))
        assert longest <= WITHIN_S, "the server has it only after %.3f s" % longest
        kill(first)


def unreadable():
    found = subprocess.run(["grep", "-rlaF", "quilt", server.folder], capture_output=True, text=True).stdout
    assert not found, found
    # The same search finds what is there to be found.
    assert subprocess.run(["grep", "-rlaF", "Alma Stone", server.folder], capture_output=True, text=True).stdout


def gone_on_with():
    with workstation() as second:
        second.wait("elsewhere", 10000)
        assert "Alma Stone" in second.shown(), second.shown()
        assert notes() == [EARLIER]
        second.key("Enter")
        second.wait(WORDS, 5000)
        second.text(" again")
        second.key("C-r")
        second.wait("on the file", 5000)
        assert sorted(notes()) == sorted([EARLIER, WORDS + " again"]), notes()
        wait_for(lambda: not kept())


def two_at_once():
    with workstation() as first, workstation() as second:
        for screen, words in ((first, "from the desk"), (second, "from the car")):
            screen.wait("Alma Stone", 10000)
            screen.key("W")
            screen.wait("Note")
            screen.idle()
            screen.text(words)
        wait_for(lambda: len(kept()) == 2)
        assert "from the desk" in first.shown() and "from the car" in second.shown()
        assert len({draft["id"] for draft in kept()}) == 2


def password_reset():
    told = server.command("worker", "password", "--db", server.db, "--username", "ana", "--password-fd", "0",
                          text="another long password\n")
    assert "2 drafts of Ana are kept" in told, told
    again = server.sign_in("ana", "another long password")
    assert len(again.get("/v1/me/drafts").json["items"]) == 2
    assert again.session["journal_key"] == ana.session["journal_key"]


def goes_along():
    """Ana is away: what she had begun is with who has her application now, who was at work meanwhile."""
    ben = server.sign_in("ben")
    with workstation("ben") as his:
        his.wait("My queue")
        his.key("3")
        his.wait("Unassigned")
        his.idle()
        give(sam, read(sam, application), ben.session["worker"]["id"])
        his.wait("drafts begun elsewhere wait (:unfinished)", 10000)
        his.key(":")
        his.text("unfinished")
        his.key("Enter")
        his.wait("elsewhere")
        his.key("Enter")
        his.wait("from the", 5000)
        assert "from the desk" in his.shown() or "from the car" in his.shown(), his.shown()
    assert server.sign_in("ana", "another long password").get("/v1/me/drafts").json["items"] == []


story.step("what is typed is on the disk within a second, whole: the terminal is killed, and no server has it", half_typed_here)
story.step("what is typed is on the server within a second, and the terminal is killed", half_typed)
story.step("no byte of it can be read on any disk", unreadable)
story.step("the next terminal offers it, and nothing was sent by itself", gone_on_with)
story.step("two terminals at once: two drafts, neither overwritten", two_at_once)
story.step("a password reset says what it leaves alone", password_reset)
story.step("an application that goes to another takes its drafts along", goes_along)
server.close()
story.end()
