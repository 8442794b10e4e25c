#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Seven ways for the line to the server to fail, at four moments of a write: a
# note, a letter that asks for what is missing, a denial.  Each time nothing is
# lost, nothing is done twice, no decision is sent again by itself, and within
# ten seconds of the line's return the screen shows the truth.
#
#   drop      nothing gets through either way; what was sent arrives at the end
#   reset     connections are reset, and new ones refused
#   one-way   requests arrive, answers do not until the end
#   loss      every piece is late by up to three seconds, as after lost packets
#   freeze    the server stands still
#   slow      some hundred bytes a second
#   restart   the server is killed, and started again at the end
#
#   idle      before the write        request   when half of it has been sent
#   commit    when the server has answered, before the answer is on the line
#   answer    when half of the answer has been delivered
#
# CASELOAD_LONG tries all 84; without it one of each fault.  CELLS, as
# "drop.commit.note", tries those.  At the end three lines that must be noticed:
# one that says "saved" itself and delivers nothing, one that delivers twice, one
# that never comes back.
import itertools
import os
import queue
import random
import re
import signal
import socket
import struct
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import bring_to_ready, file_application, give, path, read  # noqa: E402
from screen import BUILD, PATIENCE, Missed, Screen, Story  # noqa: E402
from server import PASSWORD, Server  # noqa: E402

LONG = bool(os.environ.get("CASELOAD_LONG"))
FAULTS = ("drop", "reset", "one-way", "loss", "freeze", "slow", "restart")
MOMENTS = ("idle", "request", "commit", "answer")
WRITES = ("note", "ask", "deny")
FAULT_S = 12  # longer than any request waits
TRUTH_S = 10 * (1 if LONG else PATIENCE)
THE_WRITE = re.compile(rb"POST /v1/applications/[^/]+/(notes|missing|decisions)[ ]")


class Line:
    """Carries between a workstation and its server until told to fail."""

    def __init__(self, where, server):
        self.server, self.fault, self.moment = server, None, None
        self.failing = self.done = False
        self.open = set()
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(where)
        self.listener.listen(50)
        self.where = where
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, fault, moment):
        self.fault, self.moment = fault, moment
        if moment == "idle":
            self.fail()

    def fail(self):
        with self.lock:
            if self.failing or self.done:
                return
            self.failing = True
        if self.fault == "freeze":
            os.kill(self.server.process.pid, signal.SIGSTOP)
        elif self.fault == "restart":
            self.server.stop(signal.SIGKILL)
        elif self.fault == "reset":
            for sock in list(self.open):
                try:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                except OSError:
                    pass
                self.shut(sock)

    def heal(self):
        self.failing, self.done = False, True
        if self.fault == "freeze":
            os.kill(self.server.process.pid, signal.SIGCONT)
        elif self.fault == "restart":
            self.server.start()

    def shut(self, sock):
        self.open.discard(sock)
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        sock.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.failing and self.fault in ("reset", "restart"):
                client.close()
                continue
            threading.Thread(target=self.connect, args=(client,), daemon=True).start()

    def connect(self, client):
        while self.failing and self.fault == "drop":
            time.sleep(0.05)
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.server.socket)
        except OSError:
            client.close()
            return
        self.open |= {client, server}
        state = {"asked": False}
        threading.Thread(target=self.carry, args=(client, server, state, True), daemon=True).start()
        self.carry(server, client, state, False)

    def late(self, target, data, requests):
        """Sends as the fault lets it."""
        if self.failing and (self.fault == "drop" or (self.fault == "one-way" and not requests)):
            while self.failing:
                time.sleep(0.02)
        elif self.failing and self.fault == "loss":
            time.sleep(random.random() * 3)
        while data and self.failing and self.fault == "slow":
            target.sendall(data[:60])
            data = data[60:]
            time.sleep(0.2)
        if data:
            target.sendall(data)

    def takes(self, client, request):
        """Whether it makes away with a write; an honest line does not."""
        return False

    def carry(self, source, target, state, requests):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                at_half = False
                if requests and THE_WRITE.match(data):
                    if self.takes(source, data):
                        continue
                    state["asked"] = True
                    at_half = self.moment == "request"
                elif not requests and state["asked"]:
                    state["asked"] = False
                    at_half = self.moment == "answer"
                    if self.moment == "commit":
                        self.fail()
                if at_half and not self.done:
                    half = len(data) // 2
                    target.sendall(data[:half])
                    data = data[half:]
                    time.sleep(0.05)
                    self.fail()
                self.late(target, data, requests)
        except OSError:
            pass
        self.shut(source)
        self.shut(target)

    def close(self):
        self.listener.close()
        for sock in list(self.open):
            self.shut(sock)


class Swallows(Line):
    """Acknowledges the write, and it is nowhere."""

    def takes(self, client, request):
        if self.done:
            return False
        self.failing = True
        answer = self.like
        head = "".join("%s: %s\r\n" % item for item in answer.headers.items())
        client.sendall(("HTTP/1.1 %d Created\r\n%s\r\n" % (answer.status, head)).encode() + answer.body)
        return True


class Doubles(Line):
    """Delivers the write, and once more as another one."""

    def takes(self, client, request):
        if not self.done:
            self.failing = True
            copy = re.sub(rb'(?i)(Idempotency-Key: "?)..', rb"\1zz", request, count=1)
            assert copy != request
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(self.server.socket)
                server.sendall(copy)
                server.settimeout(10)
                assert b" 201 " in server.recv(65536)[:20]
        return False


class NeverHeals(Line):
    def heal(self):
        pass


class Desk:
    """A server of one's own, and what is written on it."""

    def __init__(self):
        self.server = Server()
        self.ina, self.sam, self.ana = (self.server.sign_in(name) for name in ("ina", "sam", "ana"))
        self.ana_id = self.ana.session["worker"]["id"]
        self.count = 0

    def fresh(self, write):
        """One to write on and one to see the truth by."""
        self.count += 1
        for row in self.ana.get("/v1/applications?assignee=me&limit=200").json["items"]:
            now = read(self.ana, row)
            self.ana.post(path(now, "/withdraw"), {"reason": "the next story"}, version=now["version"])
        subject = file_application(self.ina, "Alma Stone %d" % self.count)
        if write == "ask":
            subject = give(self.sam, subject, self.ana_id)
        else:
            subject = bring_to_ready(self.ana, self.sam, subject, self.ana_id)
        other = bring_to_ready(self.ana, self.sam, file_application(self.ina, "Bruno Field"), self.ana_id)
        return subject, other

    def effects(self, write, subject):
        if write == "note":
            return sum(note["text"] == "Said once." for note in self.ana.get(path(subject, "/notes?limit=200")).json["items"])
        if write == "deny":
            return len(self.ana.get(path(subject, "/decisions")).json["items"])
        history = self.ana.get("/v1/customers/%s/history?limit=200" % subject["customer"]["id"]).json["items"]
        return sum(entry["summary"].startswith("Asked for") for entry in history)


def up_to_the_write(screen, write):
    """Everything but the last key."""
    if write == "note":
        screen.key("W")
        screen.wait("Note")
        screen.idle()
        screen.text("Said once.")
        return "C-r"
    if write == "ask":
        screen.key("M")
        screen.wait("Ask - ")
        screen.wait("Rent receipt")
        screen.idle()
        screen.key("Space", "Tab", "Tab", "Tab", "Tab", "Tab")
        screen.idle()
        screen.text("the copy was dark")
        screen.idle()
        screen.key("C-r")
        screen.wait("y/N")
        screen.idle()
        return "y"
    screen.key("D")
    screen.wait("Outcome")
    screen.idle()
    screen.key("d", "Tab", "d", "0", "6", "Enter")
    screen.wait("D06")
    screen.idle()
    screen.key("C-r")
    screen.wait("REHEARSAL")
    screen.wait("SAME reasons")
    screen.idle()
    screen.key("I")
    screen.idle()
    screen.key("d", "e", "n", "y")
    screen.idle()
    return "Enter"


def truth(screen, desk, write, subject, other, limit_s):
    """In time after the line's return: what became of it, and what changed meanwhile."""
    until = time.monotonic() + limit_s
    where = "/v1/customers/" + other["customer"]["id"]
    version = desk.ana.get(where).json["version"]
    assert desk.ana.patch(where, {"name": "Bruno New"}, version=version).status == 200
    while time.monotonic() < until:
        shown = screen.shown()
        # Done: the form is gone by itself, and the list is the present one.
        if "Bruno New" in shown:
            return desk.effects(write, subject)
        if "never arrived" in shown:
            # Only a decision is not sent again by itself, and its text is there.
            assert write == "deny" and desk.effects(write, subject) == 0, shown
            return 0
        time.sleep(0.1)
    raise AssertionError("%d done, and not the truth:\n%s" % (desk.effects(write, subject), screen.shown()))


def is_a_draft(screen, desk):
    """Listed among what is unfinished; a queue has its name, too."""
    screen.key("Esc", "Esc", "Esc", ":")
    screen.text("unfinished")
    screen.key("Enter")
    try:
        screen.wait("Unfinished", 3000)
        screen.wait("Alma Stone %d" % desk.count, 3000)
    except Missed as error:
        raise AssertionError("lost: neither written nor a draft\n%s" % error)


def cell(desk, fault, moment, write, kind=Line, fault_s=FAULT_S, limit_s=TRUTH_S):
    subject, other = desk.fresh(write)
    where = os.path.join(tempfile.mkdtemp(prefix="line.", dir=desk.server.folder), "s")
    line = kind(where, desk.server)
    if kind is Swallows:
        line.like = desk.ana.post(path(other, "/notes"), {"text": "Said of another."})
    try:
        with Screen([os.path.join(BUILD, "caseload"), "--socket", where, "--user", "ana"],
                    env={"XDG_STATE_HOME": tempfile.mkdtemp(dir=desk.server.folder)}) as screen:
            screen.wait("Password", 10000)
            screen.text(PASSWORD)
            screen.key("Enter")
            screen.wait("live", 10000)
            screen.idle()
            # What the story before left as a draft is offered first.
            if "Unfinished" in screen.shown():
                screen.key("q")
            screen.wait("Alma Stone %d" % desk.count, 10000)
            screen.idle()
            while not any(row.startswith(">") and "Alma" in row for row in screen.rows()):
                screen.key("j")
                screen.idle()
            last = up_to_the_write(screen, write)
            line.arm(fault, moment)
            screen.key(last)
            until = time.monotonic() + FAULT_S * screen.patience
            while not line.failing and time.monotonic() < until:
                time.sleep(0.05)
            assert line.failing, "the moment never came:\n" + screen.shown()
            time.sleep(fault_s)
            assert screen.state()[0] == "r", screen.shown()
            line.heal()
            effects = truth(screen, desk, write, subject, other, limit_s)
            assert effects <= 1, "%d times" % effects
            time.sleep(1.5)
            assert desk.effects(write, subject) == effects, "it came once more"
            if not effects:
                is_a_draft(screen, desk)
            return effects
    finally:
        if line.failing:
            Line.heal(line)
        line.close()


cells = list(itertools.product(FAULTS, MOMENTS, WRITES))
if os.environ.get("CELLS"):
    cells = [tuple(word.split(".")) for word in os.environ["CELLS"].split()]
elif not LONG:
    cells = [(fault, random.choice(MOMENTS), random.choice(WRITES)) for fault in FAULTS]
todo, results = queue.Queue(), {}
for one in cells:
    todo.put(one)


def work():
    desk = Desk()
    while True:
        try:
            one = todo.get_nowait()
        except queue.Empty:
            break
        try:
            results[one] = cell(desk, *one)
        except Exception as error:  # told below, with its cell
            results[one] = error
            if desk.server.process.poll() is not None:
                desk.server.start()
    desk.server.close()


def noticed(kind, fault, said):
    """The judge of all cells, with a line that does what none may."""
    desk = Desk()
    try:
        effects = cell(desk, fault, "request", "note", kind, 1, 4)
    except AssertionError as error:
        assert said in str(error), "as something else: %s" % error
    else:
        raise AssertionError("taken for right: done %d times" % effects)
    finally:
        desk.server.close()


workers = [threading.Thread(target=work) for _ in range(4)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
story = Story()
for one in cells:
    result = results.get(one)
    story.tell(isinstance(result, int), "%s at the moment %s of %s%s" % (
        *one, "" if result else ": never arrived, said, and still a draft"), str(result))
done = sum(results[one] == 1 for one in cells)
story.tell(2 * done > len(cells), "most of them were done, once (%d of %d)" % (done, len(cells)))
story.step("noticed: a write that was acknowledged and is nowhere", lambda: noticed(Swallows, "planted", "lost"))
story.step("noticed: a write that arrived twice", lambda: noticed(Doubles, "planted", "2 times"))
story.step("noticed: a screen that does not come back to the truth", lambda: noticed(NeverHeals, "drop", "not the truth"))
story.end()
