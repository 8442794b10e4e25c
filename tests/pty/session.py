#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# The session at the workstation: what a terminal keeps after a lock, an end or
# a kill; unlocking and ends of the session with half-typed text in place; the
# second factor.
import base64
import hashlib
import hmac
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.environ.get("srcdir", ".")
sys.path[:0] = [os.path.join(HERE, "tests", "pty"), os.path.join(HERE, "tests", "api")]
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, PATIENCE, SAMPLE, Client, Server, in_time  # noqa: E402

story = Story()
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
folder = tempfile.mkdtemp(prefix="caseload-session.")
server = Server(sample=SAMPLE)


def start(user="ana", password=PASSWORD, wait="My queue", env=None):
    state = tempfile.mkdtemp(dir=folder)
    screen = Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", user],
                    env={"XDG_STATE_HOME": state, "XDG_CONFIG_HOME": os.path.join(folder, "config"), **(env or {})})
    screen.wait("Password")
    screen.text(password)
    screen.key("Enter")
    if wait:
        screen.wait(wait, 15000)
        screen.idle()
    return screen


def unlock(screen, password=PASSWORD):
    screen.text(password)
    screen.key("Enter")
    screen.gone("Locked", 15000)
    screen.idle()


def until(true, seconds=10, why=None):
    end = time.time() + seconds * PATIENCE
    while time.time() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("still not so after %d s%s" % (seconds, why() if why else ""))


# ---- what a terminal keeps ----

class Tmux:
    """A terminal with a scrollback that can be read."""

    def __init__(self, term):
        self.socket = os.path.join(folder, "tmux-" + term)
        self.run("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "env", "PS1=shell$ ", "bash", "--norc")
        self.run("set-option", "-g", "history-limit", "5000")
        state = tempfile.mkdtemp(dir=folder)
        self.type("export TERM=%s LC_ALL=C.UTF-8 XDG_STATE_HOME=%s" % (term, state), "Enter")
        self.title = self.run("display-message", "-p", "#{pane_title}")
        self.type("%s --socket %s --user ana" % (os.path.join(BUILD, "caseload"), server.socket), "Enter")
        self.wait("Password")
        self.type(PASSWORD, "Enter")
        self.wait("My queue")

    def run(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=True, capture_output=True, text=True).stdout

    def type(self, *keys):
        for key in keys:
            named = len(key) == 1 or key in ("Enter", "PageDown", "PageUp", "C-x", "C-z")
            self.run("send-keys", *([key] if named else ["-l", "--", key]))

    def all(self):
        """The screen with all that scrolled off it."""
        return self.run("capture-pane", "-p", "-S", "-")

    def wait(self, words, seconds=15):
        until(lambda: words in self.all(), seconds, lambda: ": no %s\n%s" % (words, self.all()))

    def pid(self):
        shell = int(self.run("display-message", "-p", "#{pane_pid}"))
        with open("/proc/%d/task/%d/children" % (shell, shell)) as file:
            return int(file.read().split()[0])

    def end(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True)


def case_words(text):
    """Numbers of cases, and the words beside them on their rows."""
    words = set()
    for row in text.splitlines():
        found = re.findall(r"[AC]-\d[\d-]{3,}", row)
        if found:
            words |= set(found) | {word for word in re.findall(r"[A-Z][a-z]{3,}", row)}
    return words


def is_over(process):
    return not os.path.exists("/proc/%d" % process)


def left_over(tmux, words):
    text = tmux.all()
    return sorted(word for word in words if word in text)


def terminal(term):
    tmux = Tmux(term)
    try:
        until(lambda: len(case_words(tmux.all())) > 10)
        words = case_words(tmux.all())
        assert len(words) > 10, "nothing to look for: " + tmux.all()
        for key in ("Enter", "2", "3", "PageDown", "q", "j", "j", "j", "PageDown", "PageUp"):
            tmux.type(key)
            time.sleep(0.15)
            words |= case_words(tmux.all())
        tmux.run("send-keys", "C-x")
        tmux.wait("Locked")
        assert not left_over(tmux, words), "locked: %s" % left_over(tmux, words)
        assert tmux.run("display-message", "-p", "#{pane_title}") == tmux.title, "the title was changed"
        # The live stream goes on beneath; nothing of it is painted.
        supervisor = server.sign_in("sam")
        mine = [row for row in supervisor.get("/v1/applications?assignee=" + ana_id + "&limit=3").json["items"]]
        for row in mine[:2]:
            supervisor.put("/v1/applications/%s/assignment" % row["id"], {"reason": "elsewhere"},
                           version=row["version"])
        time.sleep(1)
        assert not left_over(tmux, words), "painted beneath the lock: %s" % left_over(tmux, words)
        tmux.type("not this one", "Enter")
        tmux.wait("not the password")
        time.sleep(1.2)
        tmux.type(PASSWORD, "Enter")
        tmux.wait("My queue")
        until(lambda: left_over(tmux, words))
        tmux.run("send-keys", "C-z")
        tmux.wait("Stopped")
        time.sleep(0.3)
        assert not left_over(tmux, words), "stopped: %s" % left_over(tmux, words)
        tmux.type("fg >/dev/null", "Enter")
        tmux.wait("My queue")
        until(lambda: left_over(tmux, words))
        at_work = tmux.pid()
        os.kill(at_work, signal.SIGHUP)
        until(lambda: is_over(at_work) and not left_over(tmux, words), why=lambda: "hung up: %s" % left_over(tmux, words))
        tmux.type("%s --socket %s --user ana" % (os.path.join(BUILD, "caseload"), server.socket), "Enter")
        tmux.wait("Password")
        tmux.type(PASSWORD, "Enter")
        tmux.wait("My queue")
        at_work = tmux.pid()
        tmux.run("send-keys", "Q")
        until(lambda: is_over(at_work) and not left_over(tmux, words), why=lambda: "left: %s" % left_over(tmux, words))
        killed(tmux, words)
    finally:
        tmux.end()


def killed(tmux, words):
    """Nobody can clean up after kill -9 but the terminal's own reset."""
    tmux.type("%s --socket %s --user ana" % (os.path.join(BUILD, "caseload"), server.socket), "Enter")
    tmux.wait("Password")
    tmux.type(PASSWORD, "Enter")
    tmux.wait("My queue")
    # And the search finds words where they are.
    until(lambda: left_over(tmux, words))
    at_work = tmux.pid()
    os.kill(at_work, signal.SIGKILL)
    until(lambda: is_over(at_work))
    tmux.type("reset; tput rmcup; clear", "Enter")

    def shown():
        return tmux.run("capture-pane", "-p")
    until(lambda: not [word for word in words if word in shown()], why=shown)


# ---- locked, and the session's end ----

def half_typed(act, back):
    """A note half typed, the cursor in its middle; act happens; back() returns: all is as it was."""
    screen = start()
    try:
        screen.key("Enter")
        screen.wait("Summary")
        screen.idle()
        screen.key("W")
        screen.wait("Note")
        screen.idle()
        screen.text("half a sentence about")
        screen.key("Left", "Left", "Left")
        screen.idle()
        time.sleep(0.7)
        before, at = screen.rows()[1:20], screen.cursor()
        act(screen)
        screen.wait("Locked", 15000)
        assert "sentence" not in screen.shown()
        back(screen)
        assert screen.rows()[1:20] == before, screen.shown()
        assert screen.cursor() == at, (screen.cursor(), at)
        # Sent, so that the next step's sign-in is not offered a draft.
        screen.order("key C-r")
        screen.wait("on the file", 10000)
        screen.key("q", "Q")
        until(lambda: screen.state()[0] == "x")
        return screen
    except BaseException:
        screen.end()
        raise


def by_key():
    screen = half_typed(lambda s: s.key("C-x"), unlock)
    screen.end()


def sign_in_hurried():
    """Ten times as fast, for the terminal's driver, too: a wait of it is a tenth.  So is the
    time that the server has for its answer, and a password takes its time: typed again."""
    screen = start(wait=None, env={"LD_PRELOAD": FAKETIME, "FAKETIME": "+0 x10"})
    for _ in range(9):
        try:
            screen.wait("My queue", 20000)
            break
        except AssertionError:
            assert "Timeout was reached" in screen.shown(), screen.shown()
        screen.text(PASSWORD)
        screen.key("Enter")
    screen.idle()
    return screen


def by_time():
    os.makedirs(os.path.join(folder, "config", "caseload"), exist_ok=True)
    path = os.path.join(folder, "config", "caseload", "config")
    with open(path, "w") as file:
        file.write("lock-minutes = 2\n")
    try:
        screen = sign_in_hurried()
        try:
            begun = time.time()
            screen.wait("locks in a minute", 150000)
            warned = time.time() - begun
            assert "Locked" not in screen.shown()
            screen.key("j")  # any key extends
            screen.gone("locks in a minute", 100000)
            screen.wait("locks in a minute", 150000)
            screen.wait("Locked", 150000)
            assert warned > 3, warned
            assert not case_words(screen.shown()), screen.shown()
        finally:
            screen.end()
    finally:
        os.unlink(path)


def revoke(screen):
    server.command("worker", "revoke", "--db", server.db, "--username", "ana")


def by_revocation():
    begun = []

    def act(screen):
        revoke(screen)
        begun.append(time.monotonic())
        screen.wait("The session has ended", 5000)
        assert in_time(begun[0], 3), "the workstation noticed late"
    half_typed(act, unlock).end()


def stopped_write():
    """Sent with a session that has ended: it goes on once its writer is back, and once."""
    path = "/v1/applications/%s/notes"
    screen = start()
    try:
        screen.key("Enter")
        screen.wait("Summary")
        screen.idle()
        number = re.findall(r"A-[\d-]+", screen.shown())[0]
        ana = server.sign_in("ana")
        record = ana.get("/v1/search?q=" + number).json["items"]
        identity = next(row["id"] for row in record if row["id"].startswith("a"))
        screen.key("W")
        screen.wait("Note")
        screen.text("said before the session ended")
        screen.idle()
        # The write has to be the first to hear of it: the stream is stopped meanwhile.
        revoke(screen)
        screen.order("key C-r")
        screen.wait("Locked", 5000)
        unlock(screen)
        ana = server.sign_in("ana")
        until(lambda: any("said before" in note["text"] for note in ana.get(path % identity).json["items"]), 10)
        time.sleep(1)
        found = [note for note in ana.get(path % identity).json["items"] if "said before" in note["text"]]
        assert len(found) == 1, found
    finally:
        screen.end()


def guesses():
    screen = start()
    try:
        screen.key("C-x")
        screen.wait("Locked")
        for turn in range(9):
            screen.text("guess %d" % turn)
            screen.key("Enter")
            screen.gone("Signing in")
            screen.idle()
            if "Too many" in screen.shown():
                break
        assert "Too many tries; wait" in screen.shown(), screen.shown()
    finally:
        screen.end()


# ---- the second factor ----

def code(secret, ahead=0):
    step = int(time.time()) // 30 + ahead
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


kept = {}


def set_up():
    sam = server.sign_in("sam")
    server.command("setting", "--db", server.db, "second_factor_supervisor", "required")
    until(lambda: sam.get("/v1/me").code == "second_factor_due")
    screen = start("sam", wait="Your role needs a second factor")
    try:
        screen.idle()
        screen.key("Esc")
        screen.wait("Sign out without one?")
        screen.key("n")
        screen.idle()
        screen.text("not the password")
        screen.key("Enter")
        screen.wait("not your password")
        time.sleep(1.1)
        screen.text(PASSWORD)
        screen.key("Enter")
        screen.wait("Secret:")
        screen.idle()
        kept["secret"] = re.search(r"Secret: +([A-Z2-7]{32})", screen.shown()).group(1)
        assert "otpauth://totp/" in screen.shown()
        screen.text(code(kept["secret"]))
        screen.key("Enter")
        screen.wait("Recovery codes")
        screen.idle()
        kept["recovery"] = re.findall(r"\b[0-9a-z]{5}-[0-9a-z]{5}\b", screen.shown())
        assert len(kept["recovery"]) == 10, screen.shown()
        screen.key("Enter")
        screen.wait("live", 10000)
        screen.idle()
        assert kept["recovery"][0] not in screen.shown()
        screen.key("C-x")
        screen.wait("Locked")
        unlock(screen)  # a live session's own worker: the password is enough
        server.command("worker", "revoke", "--db", server.db, "--username", "sam")
        screen.wait("The session has ended", 5000)
        screen.text(PASSWORD)
        screen.key("Enter")
        screen.wait("Code:", 10000)
        screen.text(kept["recovery"][0])
        screen.key("Enter")
        screen.gone("Locked", 10000)
    finally:
        screen.end()


def asked_for():
    screen = start("sam", wait="Code")
    try:
        screen.idle()
        screen.text("000000")
        screen.key("Enter")
        screen.wait("not right, or was used")
        time.sleep(1.1)
        screen.text(kept["recovery"][1])
        screen.key("Enter")
        screen.gone("Password", 15000)
    finally:
        screen.end()


def by_line():
    def line(*words, otp=None):
        read_end, write_end = os.pipe()
        os.write(write_end, (PASSWORD + "\n").encode())
        os.close(write_end)
        fds, more = [read_end], []
        if otp is not None:
            other, write_end = os.pipe()
            os.write(write_end, (otp + "\n").encode())
            os.close(write_end)
            fds.append(other)
            more = ["--otp-fd", str(other)]
        done = subprocess.run([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "sam",
                               "--password-fd", str(read_end), *more, *words], pass_fds=fds, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, start_new_session=True)
        for fd in fds:
            os.close(fd)
        return done
    without = line("queue")
    assert without.returncode == 64 and "--otp-fd" in without.stderr, without
    wrong = line("queue", otp="123456")
    assert wrong.returncode == 77, wrong
    time.sleep(1.2)
    done = line("queue", otp=kept["recovery"][2])
    assert done.returncode == 0, done


ana_id = server.sign_in("ana").session["worker"]["id"]
try:
    if shutil.which("tmux"):
        story.step("locked, stopped, hung up, left: no word of a case on the screen or above it", lambda: terminal("tmux-256color"))
        story.step("the same on a terminal without a second screen", lambda: terminal("vt220"))
    else:
        story.skip("no word of a case is left in a terminal", "needs tmux")
    story.step("^X locks; the password returns to the same half-typed text and cursor", by_key)
    if os.path.exists(FAKETIME):
        story.step("idle: warned a minute before, any key extends, then locked", by_time)
    else:
        story.skip("idle locks", "needs libfaketime")
    story.step("a session ended elsewhere: said at once, signed in again in place", by_revocation)
    story.step("a write that the end stopped goes on, once", stopped_write)
    story.step("guessing at a locked screen is slowed down", guesses)
    if story.step("who has to sets up a second factor at sign-in; unlocking asks for it where the session is over", set_up):
        story.step("the code is asked for at sign-in", asked_for)
        story.step("line commands take it from a file descriptor, or say what is wanted", by_line)
finally:
    server.close()
    shutil.rmtree(folder, ignore_errors=True)
story.end()
