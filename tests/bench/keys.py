# SPDX-License-Identifier: Apache-2.0
"""Measurements of the workstation in a pseudo-terminal, in turns with the floor.

Bytes are those the terminal receives, writes all write() calls of the
program, and times run from the key to the last byte before a pause.
"""

import fcntl
import os
import pty
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

from rig import (CLIENT, LONG_DAY, LONG_LIST, PASSWORD, ROUNDS, SHARED, Server, agency, clone, copy_of, heading,
                 median, own_floor, paired, percentile, row, rss_mb, shared_floor)

PORT = 18410
LIST_ROWS = 50000
QUIET = 0.02
PLACE = b"1 of "  # of the row under the cursor, painted last
PAGE_DOWN, END, HOME = b"\x1b[6~", b"G", b"g"


class Terminal:
    def __init__(self, words, size, env=None, password=None):
        self.read_end = None
        self.seen_at = None
        environment = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", TZ="UTC", **(env or {}))
        for name in ("LINES", "COLUMNS", "TMUX", "NO_COLOR"):
            environment.pop(name, None)
        if password is not None:
            self.read_end, write_end = os.pipe()
            os.write(write_end, password.encode() + b"\n")
            os.close(write_end)
            words = words + ["--password-fd", "3"]
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            if self.read_end is not None:
                os.dup2(self.read_end, 3)
            os.execve(words[0], words, environment)
        if self.read_end is not None:
            os.close(self.read_end)

    def writes(self):
        with open("/proc/%d/io" % self.pid) as counts:
            return int(next(line for line in counts if line.startswith("syscw:")).split()[1])

    def settle(self, since, wanted=None, limit=10.0, quiet=QUIET):
        """Bytes and ms until the last of them; reads on until wanted has come and then a pause."""
        text, last = b"", None
        while True:
            seen = last is not None and (wanted is None or any(word in text for word in wanted))
            left = quiet if seen else limit - (time.perf_counter() - since)
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                break
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                break
            if not data:
                break
            last = time.perf_counter()
            text += data
            if wanted and self.seen_at is None and any(word in text for word in wanted):
                self.seen_at = last
        return text, None if last is None else 1000 * (last - since)

    def press(self, keys, wanted=None, quiet=QUIET):
        before = self.writes()
        since = time.perf_counter()
        os.write(self.fd, keys)
        text, ms = self.settle(since, wanted, 2.0, quiet)
        return len(text), ms, self.writes() - before

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


class Between(threading.Thread):
    """A socket before the server's that notes when the sign-in was answered."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.folder = tempfile.mkdtemp(prefix="caseload-bench.")
        self.path = os.path.join(self.folder, "s")
        self.target = target
        self.answered = None
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(16)
        self.start()

    def run(self):
        peers, waits = {}, set()
        while True:
            for sock in select.select([self.listener, *peers], [], [])[0]:
                if sock is self.listener:
                    near, far = sock.accept()[0], socket.socket(socket.AF_UNIX)
                    far.connect(self.target)
                    peers[near], peers[far] = far, near
                    continue
                if sock not in peers:
                    continue
                try:
                    data = sock.recv(262144)
                except OSError:
                    data = b""
                if not data:
                    other = peers.pop(sock)
                    peers.pop(other, None)
                    sock.close()
                    other.close()
                    continue
                if data.startswith(b"POST /v1/sessions "):
                    waits.add(peers[sock])
                peers[sock].sendall(data)
                if sock in waits:
                    waits.discard(sock)
                    self.answered = time.perf_counter()


SCRIPT = (("down", b"j", 14), ("to the bottom", b"j", 0), ("scroll", b"j", 20), ("20 held keys", b"j" * 20, 3),
          ("warm", PAGE_DOWN, 15), ("warm", HOME, 1), ("page down", PAGE_DOWN, 15), ("end", END, 1), ("home", HOME, 1),
          ("end", END, 1), ("home", HOME, 1), ("end", END, 1), ("home", HOME, 1))


def play(terminal, rows):
    """{kind: [(bytes, ms, writes)]}"""
    records = {}
    for kind, keys, times in SCRIPT:
        for _ in range(times or rows - 2 - 15):
            pause = 0.15 if kind == "warm" else QUIET
            records.setdefault(kind, []).append(terminal.press(keys, quiet=pause))
    for _ in range(5):
        records.setdefault("open", []).append(terminal.press(b"\r", quiet=0.05))
        records.setdefault("close", []).append(terminal.press(b"q", quiet=0.05))
    return records


class Floor:
    def __init__(self):
        theirs = shared_floor("tui/ncfloor.c", "ncursesw")
        rows = os.path.join(os.path.dirname(theirs), "queue.txt") if theirs else None
        if theirs:
            maker = os.path.join(SHARED, "bench", "tui", "make-queue.py")
            subprocess.run([sys.executable, maker, rows], check=True)
            self.words = [theirs, "-f", rows, "-s", "-m", "2", "-d", "-w"]
        else:
            self.words = [own_floor("floor_list.c", "ncursesw"), str(LIST_ROWS)]

    def run(self, size):
        terminal = Terminal(self.words, size)
        _, ms = terminal.settle(terminal.started)
        records = play(terminal, size[1])
        records["start"] = ms
        records["rss"] = rss_mb(terminal.pid)
        terminal.close()
        return records


class Workstation:
    """The client with a home of its own, signed in as ana."""

    def __init__(self, server):
        self.server = server
        self.home = tempfile.mkdtemp(prefix="caseload-bench.")
        self.env = {"HOME": self.home, "XDG_STATE_HOME": self.home + "/state",
                    "XDG_CONFIG_HOME": self.home + "/config", "XDG_CACHE_HOME": self.home + "/cache"}

    def open(self, size, socket_path=None):
        return Terminal([CLIENT, "--socket", socket_path or self.server.socket, "--user", "ana"], size, self.env,
                        PASSWORD)

    def start_ms(self, size):
        terminal = Terminal([CLIENT, "--socket", self.server.socket], size, self.env)
        _, ms = terminal.settle(terminal.started, quiet=0.1)
        terminal.close()
        return ms

    def signed_in(self, size):
        """Ms from the answer to the painted page, and MB."""
        between = Between(self.server.socket)
        terminal = self.open(size, between.path)
        terminal.settle(terminal.started, (PLACE,), 30, 0.3)
        ms = 1000 * (terminal.seen_at - between.answered) if terminal.seen_at and between.answered else None
        resident = rss_mb(terminal.pid)
        terminal.close()
        return ms, resident

    def run(self, size):
        terminal = self.open(size)
        terminal.settle(terminal.started, (PLACE,), 60, 4.0)  # what came since yesterday is told last
        records = play(terminal, size[1])
        records["rss"] = rss_mb(terminal.pid)
        terminal.close()
        records["start"] = self.start_ms(size)
        return records

    def close(self):
        shutil.rmtree(self.home, ignore_errors=True)


BYTES = (("down", 1.25), ("scroll", 1.25), ("page down", 1.15), ("end", 1.15), ("20 held keys", 1.25), ("open", 1.1),
         ("close", 1.1))
TIMES = ("down", "scroll", "page down", "20 held keys")


def middle(record, kind, part):
    return median([press[part] if press[part] is not None else 2000.0 for press in record[kind]])


def late(record, kind):
    return percentile([press[1] if press[1] is not None else 2000.0 for press in record[kind]], 95)


def judge(size, ours, floor):
    heading("Workstation, %dx%d, %d rows; floor: the smallest honest ncurses queue" % (*size, LIST_ROWS))
    for kind, most in BYTES:
        paired("bytes: " + kind, [middle(each, kind, 0) for each in ours], [middle(each, kind, 0) for each in floor],
               most=most)
    for kind in ("down", "scroll", "page down", "end", "20 held keys"):
        row("write() calls: " + kind, max(middle(each, kind, 2) for each in ours), most=2)
    for kind in ("open", "close"):
        row("write() calls, with every answer: " + kind, max(middle(each, kind, 2) for each in ours))
    for kind in TIMES:
        paired("ms to the last byte, p50: " + kind, [middle(each, kind, 1) for each in ours],
               [middle(each, kind, 1) for each in floor], most=2.0 if kind == "20 held keys" else 1.5)
        paired("ms to the last byte, p95: " + kind, [late(each, kind) for each in ours],
               [late(each, kind) for each in floor], most=2.0)
    row("keys missed", sum(press[1] is None for each in ours for kind in TIMES for press in each[kind]), most=0)
    # The first jump to the end is to rows that are not there yet.
    first, again = ([each["end"][turn][1] or 2000.0 for each in ours] for turn in (0, -1))
    row("page not at hand: ms more", median(a - b for a, b in zip(first, again)), most=10)
    paired("start to the sign-in screen ms", [each["start"] for each in ours], [each["start"] for each in floor],
           most=1.5)
    paired("RSS MB", [each["rss"] for each in ours], [each["rss"] for each in floor], most=2.5)


def lists(station, size, rows, floor):
    found = [station.signed_in(size) for _ in range(ROUNDS)]
    paired("sign-in answered to queue painted ms, %d rows" % rows, [ms or 30000.0 for ms, _ in found],
           [each["start"] for each in floor][:ROUNDS], most=2.0)
    paired("RSS MB, %d rows" % rows, [mb for _, mb in found], [each["rss"] for each in floor][:ROUNDS], most=2.5)


def long_day(station):
    """Moves, opened records, searches: does it grow, does it slow down?"""
    terminal = station.open((80, 24))
    terminal.settle(terminal.started, (PLACE,), 30, 1.0)
    acts = (b"j", b"j", PAGE_DOWN, b"\r", b"q", b"k", b"j", b"\r", b"5", b"q")
    took, sizes = [], []
    for number in range(LONG_DAY):
        _, ms, _ = terminal.press(acts[number % len(acts)], quiet=0.002)
        took.append(ms)
        if number in (LONG_DAY // 10, LONG_DAY - 1):
            sizes.append(rss_mb(terminal.pid))
    terminal.close()
    tenth = len(took) // 10
    times = [[ms for ms in part if ms is not None] for part in (took[tenth:2 * tenth], took[-tenth:])]
    heading("A long day: %d acts, one after the other" % LONG_DAY)
    row("RSS growth MB", sizes[1] - sizes[0], most=5)
    row("last tenth of the acts, of the second tenth", median(times[1]), median(times[0]),
        median(times[1]) / median(times[0]), most=1.25)


def give_rows(db, name, count):
    import sqlite3
    found = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    base = [row[0] for row in found.execute("SELECT application_id FROM queue WHERE assignee_id = 'w_ana'"
                                            " AND is_open = 1 AND sealed = 0 ORDER BY due_on DESC LIMIT 30")]
    found.close()
    mine = copy_of(db, name)
    clone(mine, base, count)
    return mine


def measure():
    small = agency("small", 2000, 500, 300, 20)
    floor = Floor()
    server = Server(give_rows(small, "list", LIST_ROWS), PORT)
    for size in ((80, 24), (200, 50)):
        ours, floors = [], []
        for number in range(ROUNDS):
            station = Workstation(server)
            turns = (lambda: ours.append(station.run(size)), lambda: floors.append(floor.run(size)))
            for turn in turns if number % 2 == 0 else turns[::-1]:
                turn()
            station.close()
        judge(size, ours, floors)
        station = Workstation(server)
        lists(station, size, LIST_ROWS, floors)
        station.close()
    station = Workstation(server)
    long_day(station)
    station.close()
    server.stop()
    server = Server(give_rows(small, "list", LONG_LIST), PORT)
    station = Workstation(server)
    heading("A list of %d rows" % LONG_LIST)
    lists(station, (80, 24), LONG_LIST, [floor.run((80, 24)) for _ in range(ROUNDS)])
    station.close()
    server.stop()
