# SPDX-License-Identifier: Apache-2.0
#
# A workstation on a screen, for stories: starts a program under
# tests/pty/screen, presses keys, reads what is shown.  Prints TAP.
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.environ.get("srcdir") or os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("builddir") or os.path.join(SRC, "build")

# What comes, comes in a moment; where other tests keep the machine busy it may take
# this many times as long before it is missed.
PATIENCE = 2 if os.environ.get("CASELOAD_LONG") else 8


class Missed(AssertionError):
    """Something that should be on the screen is not."""


class Screen:
    def __init__(self, argv, rows=24, cols=80, env=None):
        environment = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", TZ="UTC")
        environment.update(env or {})
        for name in [n for n, v in environment.items() if v is None]:
            del environment[name]
        self.driver = subprocess.Popen(
            [os.path.join(BUILD, "tests", "pty", "screen")], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", errors="replace")
        self.keys = 0
        self.patience = PATIENCE
        self.order("spawn %d %d %s" % (rows, cols, "\t".join(argv)))

    def send(self, line):
        self.driver.stdin.write(line + "\n")
        self.driver.stdin.flush()

    def block(self):
        lines = []
        while True:
            line = self.driver.stdout.readline()
            if line == "":
                raise Missed("the terminal driver ended")
            if line == ".\n":
                return lines
            lines.append(line.rstrip("\n"))

    def order(self, line):
        """One order answered by "ok ..."; anything else fails with the screen."""
        self.send(line)
        answer = self.driver.stdout.readline().rstrip("\n")
        if answer.startswith("ok"):
            return answer[3:]
        shown = self.block() if line.split()[0] in ("wait", "gone", "idle") else []
        raise Missed("%s: %s\n%s" % (line, answer, "\n".join(shown)))

    def key(self, *names):
        """Named keys, or single characters; counted."""
        self.keys += len(names)
        self.order("key " + " ".join("Space" if n == " " else n for n in names))

    def text(self, words):
        """Prose: typed, not counted as keys."""
        self.order("type " + words.replace("\\", "\\x5c").replace("\n", "\\n"))

    def wait(self, words, ms=5000):
        return int(self.order("wait %d %s" % (ms * self.patience, words)) or 0)

    def gone(self, words, ms=5000):
        return int(self.order("gone %d %s" % (ms * self.patience, words)) or 0)

    def idle(self, ms=5000):
        return int(self.order("idle %d" % (ms * self.patience)) or 0)

    def rows(self):
        self.send("screen")
        return self.block()[:-1]

    def cursor(self):
        self.send("screen")
        return [int(n) for n in self.block()[-1].split()[1:3]]

    def shown(self):
        return "\n".join(self.rows())

    def attrs(self):
        self.send("attrs")
        return self.block()

    def size(self, rows, cols):
        self.order("size %d %d" % (rows, cols))

    def bytes(self):
        return [int(n) for n in self.order("bytes").split()]

    def place(self):
        """The name of the screen it is at: see src/client/model/places.def."""
        return self.order("place")

    def state(self):
        """("r"|"s"|"x", exit status)"""
        what, status = self.order("status").split()
        return what, int(status)

    def terminal(self):
        """The modes it is in, or was left in: {"alt", "cursor", "paste", "echo", "lines"}"""
        return {name: value == "1" for name, value in
                (word.split("=") for word in self.order("terminal").split())}

    def end(self):
        if self.driver.poll() is None:
            try:
                self.send("quit")
            except BrokenPipeError:
                pass
            self.driver.stdin.close()
            try:
                self.driver.wait(10)
            except subprocess.TimeoutExpired:
                self.driver.kill()
        self.driver.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.end()


class Story:
    """Numbered TAP lines; a failed step is told whole and the rest goes on."""

    def __init__(self):
        self.count = self.failed = 0

    def tell(self, ok, name, why=""):
        self.count += 1
        self.failed += not ok
        print("%sok %d - %s" % ("" if ok else "not ", self.count, name))
        for line in str(why).splitlines() if not ok else []:
            print("# " + line)
        sys.stdout.flush()

    def skip(self, name, why):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, name, why))

    def step(self, name, act):
        try:
            act()
        except Exception as error:  # a story goes on, to show all that is wrong
            self.tell(False, name, "%s: %s" % (type(error).__name__, error))
            return False
        self.tell(True, name)
        return True

    def end(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed else 0)
