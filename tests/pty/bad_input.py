#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Bad input to the workstation's command line and to its files: the right exit
# status, one sentence that says what to do, and nothing left behind.
import glob
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from oracle import bad_text  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402

PROGRAM = os.path.join(BUILD, "caseload")
USAGE, UNREACHED = 64, 69
story = Story()
home = tempfile.mkdtemp(prefix="bad-input.")
os.makedirs(home + "/config/caseload")
FILES = {name: os.path.join(home, "config", "caseload", name) for name in ("config", "keys")}


def environment(**more):
    return dict(os.environ, HOME=home, XDG_CONFIG_HOME=home + "/config", XDG_STATE_HOME=home + "/state",
                XDG_CACHE_HOME=home + "/cache", XDG_RUNTIME_DIR=home, **more)


def run(*words, text=""):
    return subprocess.run([PROGRAM, *words], input=text, capture_output=True, text=True, env=environment(),
                          errors="surrogateescape", timeout=30)


def left():
    return set(glob.glob(home + "/**", recursive=True))


# Status, a word of the sentence, command line.
LINES = [
    (USAGE, "no option", ["--frob"]), (USAGE, "no option", ["-x"]), (USAGE, "no option", ["--demo=yes"]),
    (USAGE, "no verb", ["frob"]), (USAGE, "no verb", [""]), (USAGE, "needs a value", ["--as"]),
    (USAGE, "needs a value", ["--server"]), (USAGE, "goes with --demo", ["--as", "sam"]),
    (USAGE, "not both", ["--server", "https://a", "--socket", "/x"]), (USAGE, "file descriptor", ["--password-fd", "x"]),
    (USAGE, "file descriptor", ["--password-fd", "-1"]), (USAGE, "file descriptor", ["--password-fd", "99999999999999999999"]),
    (USAGE, "its own server", ["--demo", "--user", "ana"]), (USAGE, "no option", ["queue", "--frob"]),
    (USAGE, "needs a value", ["queue", "--limit"]), (USAGE, "1 to 200", ["queue", "--limit", "0"]),
    (USAGE, "", ["show"]), (USAGE, "", ["decide", "A-26-000001"]), (USAGE, "too many", ["decide", "A-26-000001"] + ["--reason", "D06"] * 200),
    (USAGE, "NAME=TEXT", ["decide", "A-26-000001", "--fact", "x"]),
    (UNREACHED, "cannot be reached", ["queue", "--socket", "/nonexistent", "--user", "ana", "--password-fd", "0"]),
    (UNREACHED, "", ["queue", "--server", "http://127.0.0.1:1", "--user", "ana", "--password-fd", "0"]),
    (None, "", ["queue", "--server", "ftp://127.0.0.1/", "--user", "ana", "--password-fd", "0"]),
    (None, "", ["queue", "--server", "", "--user", "ana", "--password-fd", "0"]),
    (None, "", ["queue", "--socket", "/" + "x" * 300, "--user", "ana", "--password-fd", "0"]),
    (None, "", ["queue", "--socket", "/nonexistent", "--user", "ana", "--password-fd", "77"]),
    (None, "", ["queue", "--socket", "/nonexistent", "--user", "ana"]),
    (None, "terminal", ["--socket", "/nonexistent"]),
]


def command_lines():
    before = left()
    for status, words, line in LINES:
        done = run(*line, text="password\n")
        assert done.returncode == status or status is None and 0 < done.returncode < 126, (line, done)
        assert words in done.stderr, (line, done.stderr)
        sentences = done.stderr.strip().splitlines()
        assert 1 <= len(sentences) <= 2 and sentences[0].startswith("caseload: "), (line, done.stderr)
        assert not done.stdout and not bad_text(done.stderr), (line, done)
    assert left() <= before, left() - before


CONFIG = {
    "an unknown name": (b"\nfrob = 1\n", ["config:2"]), "no value": (b"user ana\n", ["config:1"]),
    "a number too large": (b"lock-minutes = 31\n", ["config:1"]), "no number": (b"preview-columns = wide\n", ["config:1"]),
    "no yes or no": (b"bell = maybe\n", ["config:1"]), "escapes": (b"\x1b]0;x\x07 = 1\n", ["config:1"]),
    "bad UTF-8": (b"user = \xff\xfe\n", []), "a NUL": (b"user = a\0b\n", []), "binary": (bytes(range(256)) * 20, ["config:"]),
    "a large file": (b"# x\n" * 2000000, ["config"]),
}
KEYS = {
    "an unknown command": (b"# mine\nnope = a\n", ["keys:2"]), "a key of no name": (b"claim = Frobnicate\n", ["keys:1"]),
    "nothing": (b"claim\n", ["keys:1"]), "escapes": (b"\x1b[2J = j\n", ["keys:1"]), "binary": (bytes(range(256)) * 20, ["keys:"]),
}


def files(name, cases):
    for what, (data, wanted) in cases.items():
        with open(FILES[name], "wb") as file:
            file.write(data)
        done = run("queue", "--socket", "/nonexistent", "--user", "ana", "--password-fd", "0", text="x\n")
        assert done.returncode == UNREACHED, (what, done.returncode, done.stderr[:300])
        for words in wanted:
            assert words in done.stderr, (what, done.stderr[:400])
        assert not bad_text(done.stderr), (what, done.stderr[:300])
        with open(FILES[name], "rb") as file:
            assert file.read() == data, what
    os.unlink(FILES[name])


def on_screen():
    with open(FILES["config"], "w") as file:
        file.write("frob = 1\nuser = \x1b[31mana\n")
    with Screen([PROGRAM, "--socket", "/nonexistent"], env={k: environment()[k] for k in ("HOME", "XDG_CONFIG_HOME")}) as screen:
        screen.wait("config:1", 5000)
        screen.wait("Password")
    os.unlink(FILES["config"])


def unreadable():
    os.mkdir(FILES["config"])
    done = run("queue", "--socket", "/nonexistent", "--user", "ana", "--password-fd", "0", text="x\n")
    assert done.returncode == UNREACHED and "config" in done.stderr, done
    os.rmdir(FILES["config"])


story.step("command lines: 64 or what it is, one sentence, nothing left behind", command_lines)
story.step("config files: the line is named, and the work goes on", lambda: files("config", CONFIG))
story.step("keys files: the line is named, and the work goes on", lambda: files("keys", KEYS))
story.step("on the sign-in screen, too", on_screen)
story.step("a config that is a folder", unreadable)
story.end()
