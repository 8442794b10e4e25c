#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A workstation and a real server, and everything between and around them that
# can go wrong: the line is cut in the middle of a write, the server hangs or
# restarts, the workstation is stopped or closed while somebody types (killed,
# too, in killed_typing.py), a disk is full.  Nothing typed is lost, nothing is sent twice or by itself,
# and what is shown is true within ten seconds or says that it is not.
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import bring_to_ready, file_application, path  # noqa: E402
from proxy import Proxy  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Server, wait_for  # noqa: E402

LONG = bool(os.environ.get("CASELOAD_LONG"))
TRUTH_MS = 10000

story = Story()
server = Server()
ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
applications = [bring_to_ready(ana, sam, file_application(ina, name), ana.session["worker"]["id"])
                for name in ("Alma Stone", "Bruno Field", "Carla Wood")]
line = Proxy(os.path.join(server.folder, "line"), server.socket)


def sign_in(screen, user="ana"):
    screen.wait("Password", 10000)
    screen.text(PASSWORD)
    screen.key("Enter")


def workstation(home=None, socket=None, wait=True, rows=24, argv=None, user="ana", first="Alma Stone"):
    home = home or tempfile.mkdtemp(prefix="home.", dir=server.folder)
    screen = Screen(argv or [os.path.join(BUILD, "caseload"), "--socket", socket or line.path, "--user", user],
                    rows=rows, env={"XDG_STATE_HOME": home})
    screen.home = home
    if wait:
        sign_in(screen, user)
        screen.wait("live", 10000)
        screen.idle()
        # What a story before this one was killed over is offered first.
        if "Unfinished" in screen.rows()[0]:
            screen.key("q")
        screen.wait("My queue", 10000)
        screen.wait(first, 10000)
    return screen


def pid_of(screen):
    """The workstation itself: a child of the session leader, a child of the driver."""
    def children(pid):
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            return [int(word) for word in file.read().split()]
    return children(children(screen.driver.pid)[0])[0]


def notes(application):
    return [note["text"] for note in ana.get(path(application, "/notes?limit=200")).json["items"]]


def on_row(screen, name):
    for _ in range(10):
        if any(row.startswith(">") and name in row for row in screen.rows()):
            return
        screen.key("j")
        screen.idle()
    raise AssertionError(name + " is not there")


def begin_note(screen, name, text):
    on_row(screen, name)
    screen.key("W")
    screen.wait("Note")
    screen.idle()
    screen.text(text)


def rename(application, word):
    """Changes what a queue shows, from elsewhere."""
    where = "/v1/customers/" + application["customer"]["id"]
    version = ana.get(where).json["version"]
    answer = ana.patch(where, {"name": word}, version=version)
    assert answer.status == 200, answer


def truth(screen, words):
    """Shown, and where nothing else keeps the machine busy, as soon as is promised."""
    took_ms = screen.wait(words, TRUTH_MS)
    assert took_ms <= TRUTH_MS or not LONG, "%s came after %d ms" % (words, took_ms)


def told(screen):
    """That it is saved: by the answer when it was asked for again, or by what became of it."""
    until = time.monotonic() + TRUTH_MS / 1000 * (1 if LONG else screen.patience)
    while time.monotonic() < until:
        shown = screen.shown()
        if "on the file." in shown or "arrived" in shown:
            return
        time.sleep(0.02)
    raise AssertionError("not told:\n" + screen.shown())


def nothing_old():
    """The log is long by now, and all of it was before this sign-in."""
    with workstation() as screen:
        rename(applications[1], "Bruno New")
        truth(screen, "Bruno New")
        screen.key("a")
        screen.wait("Messages")
        assert "Moved to another" not in screen.shown() and "chat waits" not in screen.shown(), screen.shown()
        rename(applications[1], "Bruno Field")


def answer_lost():
    with workstation() as screen:
        begin_note(screen, "Alma", "The answer to this is lost.")
        line.set("no-answer")
        screen.key("C-r")
        told(screen)
        assert line.cut == 1 and notes(applications[0]).count("The answer to this is lost.") == 1


def write_lost():
    with workstation() as screen:
        cut = line.cut
        begin_note(screen, "Alma", "The line broke in the middle.")
        line.set("no-write")
        screen.key("C-r")
        told(screen)
        assert line.cut == cut + 1 and notes(applications[0]).count("The line broke in the middle.") == 1


def no_line():
    with workstation() as screen:
        line.set("refuses")
        truth(screen, "offline")
        time.sleep(30 if LONG else 0)  # a long outage, by then it asks seldom
        rename(applications[1], "Bruno Offline")
        screen.key("j")
        screen.idle()
        assert "offline" in screen.shown() and "Bruno Field" in screen.shown(), screen.shown()
        line.set("works")
        truth(screen, "Bruno Offline")
        truth(screen, "live")
        rename(applications[1], "Bruno Field")
        truth(screen, "Bruno Field")


def server_restarts():
    with workstation() as screen:
        server.stop(signal.SIGKILL)
        truth(screen, "offline")
        server.start()
        rename(applications[1], "Bruno Restarted")
        truth(screen, "Bruno Restarted")
        truth(screen, "live")
        rename(applications[1], "Bruno Field")
        truth(screen, "Bruno Field")


def server_drains():
    with workstation() as screen:
        begin_note(screen, "Alma", "Typed while the server was away.")
        status = server.stop()
        assert status == 0, (status, server.log_text()[-8000:])
        try:
            truth(screen, "offline")
            screen.key("C-r")
            screen.wait("no answer came", 5000)
        finally:
            server.start()
        wait_for(lambda: "Typed while the server was away." in notes(applications[0]), 15)
        assert notes(applications[0]).count("Typed while the server was away.") == 1


def server_hangs():
    line.set("hangs")
    try:
        with workstation(wait=False) as screen:
            sign_in(screen)
            screen.wait("Signing in")
            screen.wait("cannot be reached", 15000)
            assert screen.state()[0] == "r"
            line.set("works")
            screen.key("Enter")
            screen.wait("Password")
    finally:
        line.set("works")


def stopped():
    with workstation() as screen:
        pid = pid_of(screen)
        os.kill(pid, signal.SIGSTOP)
        rename(applications[1], "Bruno Meanwhile")
        server.stop(signal.SIGKILL)  # its stream is gone, too
        server.start()
        os.kill(pid, signal.SIGCONT)
        truth(screen, "Bruno Meanwhile")
        truth(screen, "live")


def suspended():
    with workstation() as screen:
        screen.key("C-z")
        wait_for(lambda: screen.state()[0] == "s")
        rename(applications[1], "Bruno Field")
        screen.size(5, 20)
        screen.order("fg")
        truth(screen, "Make the window")
        screen.size(24, 80)
        truth(screen, "Bruno Field")
        truth(screen, "live")


def readable(home, text):
    """Files under home in which any eight letters of the text can be read.

    One to three letters stand by chance in any sealed file: of them nothing can be said."""
    if len(text) < 4:
        return []
    pieces = [text[at:at + 8].encode() for at in range(0, max(1, len(text) - 7))]
    found = []
    for name in glob.glob(home + "/**", recursive=True):
        if os.path.isfile(name):
            with open(name, "rb") as file:
                data = file.read()
            found += [name for piece in pieces if piece in data]
    return found


def closed_terminal():
    text = "Half a thought about the rent"
    screen = workstation()
    begin_note(screen, "Carla", text)
    screen.idle()
    screen.order("close")
    screen.end()
    assert not readable(screen.home, text)
    assert text not in notes(applications[2])
    with workstation(home=screen.home, wait=False) as again:
        sign_in(again)
        again.wait("nfinished", 10000)
        again.idle()
        again.key("Enter")
        again.wait(text)
    assert text not in notes(applications[2])


class FullDisk:
    """A small file system of its own, filled at will; needs leave to mount."""

    def __init__(self, size):
        self.folder = tempfile.mkdtemp(prefix="disk.", dir=server.folder)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "none", self.folder], capture_output=True)
        self.mounted = done.returncode == 0

    def fill(self):
        with open(self.folder + "/filler", "wb", buffering=0) as file:
            try:
                while file.write(b"x" * 65536):
                    pass
            except OSError:
                pass

    def free(self):
        os.unlink(self.folder + "/filler")

    def close(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder])


def full_disk_for_drafts(disk):
    os.mkdir(disk.folder + "/state", 0o700)
    disk.fill()
    with workstation(home=disk.folder + "/state") as screen:
        begin_note(screen, "Alma", "Nowhere to keep this.")
        screen.wait("NOT ")
        disk.free()
        screen.wait("What is typed is kept again.", 10000)
        screen.gone("NOT ")
        disk.fill()
        screen.text(" Still not." + " x" * 3000)  # more than the file's last block has room for
        screen.wait("NOT ")
        screen.key("C-r")
        wait_for(lambda: any(text.startswith("Nowhere to keep this. Still not.") for text in notes(applications[0])))
        screen.wait("Alma Stone")
        assert screen.state()[0] == "r"


def full_disk_for_the_server(disk):
    other = Server()
    other.stop()
    shutil.move(other.db, disk.folder + "/agency.db")
    other.db = disk.folder + "/agency.db"
    other.start()
    try:
        ina_, ana_ = other.sign_in("ina"), other.sign_in("ana")
        application = file_application(ina_)
        disk.fill()
        kept, refused = [], None
        for number in range(3000):
            text = "Note %d. " % number + "x" * 2000
            answer = ana_.post(path(application, "/notes"), {"text": text})
            if answer.status != 201:
                refused = answer
                break
            kept.append(text)
        assert refused is not None and refused.status in (503, 507), refused
        assert "\n" not in refused.json["title"] and refused.json["retryable"], refused
        assert ana_.get("/v1/applications?assignee=none").status == 200
        assert ana_.get(path(application)).status == 200
        assert other.process.poll() is None, "it ended"
        disk.free()
        answer = ana_.post(path(application, "/notes"), {"text": "There is room again."})
        assert answer.status == 201, answer
        texts, cursor = [], ""
        while cursor is not None:
            page = ana_.get(path(application, "/notes?limit=200" + (cursor and "&cursor=" + cursor))).json
            texts += [note["text"] for note in page["items"]]
            cursor = page["next_cursor"]
        assert sorted(texts) == sorted(kept + ["There is room again."]), (len(texts), len(kept))
        other.command("audit", "verify", "--db", other.db)
    finally:
        other.close()


def clock_jumps(library):
    stamp = os.path.join(server.folder, "time")

    def now_is(text):
        with open(stamp + ".new", "w") as file:
            file.write(text + "\n")
        os.rename(stamp + ".new", stamp)
    now_is("+0")
    kept = dict(os.environ)
    os.environ.update(LD_PRELOAD=library, FAKETIME_TIMESTAMP_FILE=stamp, FAKETIME_NO_CACHE="1",
                      FAKETIME_DONT_FAKE_MONOTONIC="1")
    try:
        server.stop()
        server.start()
    finally:
        os.environ.clear()
        os.environ.update(kept)
    try:
        for jump in ("+2h", "+0", "-1d", "+3650d", "-3650d", "+0"):
            now_is(jump)
            other = server.sign_in("ben")
            text = "The clock says " + jump
            answer = other.post(path(applications[0], "/notes"), {"text": text})
            assert answer.status == 201, (jump, answer)
            assert text in [note["text"] for note in other.get(path(applications[0], "/notes?limit=200")).json["items"]]
        fresh = server.sign_in("ana")
        seqs = [event["seq"] for event in fresh.get("/v1/events?after=0&wait=0&limit=200").json["items"]]
        assert seqs == sorted(seqs)
        server.command("audit", "verify", "--db", server.db)
    finally:
        server.stop()
        server.start()


story.step("signing in tells of nothing that happened before", nothing_old)
story.step("the answer to a write is lost: found, once", answer_lost)
story.step("the line is cut in the middle of a write: sent again, once", write_lost)
story.step("no line: offline is shown, and the truth within 10 s of its return", no_line)
story.step("the server is killed and comes back: offline, then the truth within 10 s", server_restarts)
story.step("a note typed while the server is away is sent when it is back, once", server_drains)
story.step("a server that accepts and never answers is said at the sign-in", server_hangs)
story.step("stopped while things change and the server restarts: the truth within 10 s", stopped)
story.step("Ctrl-Z, a change, fg in 20x5, and back: the truth within 10 s", suspended)
story.step("a terminal closed in the middle of a note: offered at the next sign-in", closed_terminal)
for name, size, act in (("no room for drafts: said, and work goes on", "64k", full_disk_for_drafts),
                        ("no room for the database: refused, nothing acknowledged in vain, reads go on", "48m",
                         full_disk_for_the_server)):
    disk = FullDisk(size)
    if disk.mounted:
        story.step(name, lambda: act(disk))
    else:
        story.skip(name, "mounting a small file system needs root")
    disk.close()
libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
if libraries:
    story.step("a clock that jumps by hours, days and ten years, forth and back", lambda: clock_jumps(libraries[0]))
else:
    story.skip("a clock that jumps", "faketime is not installed")
line.close()
server.close()
story.end()
