#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Memory runs out at one allocation or another of the workstation: as it starts
# and signs in, as somebody reads, types, rehearses, searches, leaves.  Each time
# it goes on or ends cleanly: an exit status of its own, a sentence, the terminal
# as it was; nothing is submitted, and what was typed is offered again.  A few
# allocations of each; every way to one where CASELOAD_LONG is set; every single
# one with CASELOAD_EVERY.
import concurrent.futures
import os
import shutil
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
for place in ("../api", "../server", "."):
    sys.path.insert(0, os.path.join(HERE, place))
from cases import bring_to_ready, file_application, path  # noqa: E402
from faults import LONG, SEED  # noqa: E402
from memory import EVERY, Plan, is_sanitized, points  # noqa: E402
from screen import BUILD, Missed, Screen, Story  # noqa: E402
from server import PASSWORD, Server, wait_for  # noqa: E402

PROGRAM = os.path.join(BUILD, "caseload")
TERMINATED = 128 + 15
# A workstation at rest asks for no processor: in a long run there are more of them.
WORKERS = 4 * os.cpu_count() if LONG else 3
FEW = 2
TYPED = "Half a thought about the rent"
AT_REST = {"alt": False, "cursor": True, "paste": False, "echo": True, "lines": True}


class Desk:
    """A server with one application, a workstation at it, and a plan for its memory."""

    def __init__(self):
        self.server = Server()
        ina, sam, self.ana = (self.server.sign_in(name) for name in ("ina", "sam", "ana"))
        self.application = bring_to_ready(self.ana, sam, file_application(ina, "Alma Stone"),
                                          self.ana.session["worker"]["id"])
        self.plan = Plan(self.server.folder, PROGRAM)
        self.count = 0

    def sit_down(self, home=None, counting=False):
        self.home = home or tempfile.mkdtemp(prefix="home.", dir=self.server.folder)
        env = dict(self.plan.surroundings(counting), XDG_STATE_HOME=self.home, MALLOC_PERTURB_="165")
        screen = Screen([PROGRAM, "--socket", self.server.socket, "--user", "ana"], env=env)
        if not counting:
            screen.patience = 2  # what was to come may rightly not come
        return screen

    def written(self):
        """What no scenario may change."""
        at = self.read(path(self.application))
        notes = self.read(path(self.application, "/notes?limit=200"))["items"]
        return at["version"], at["status"], [note["text"] for note in notes]

    def read(self, where):
        """Many workstations at once may have the server say "not now": asked again, as they do."""
        def ask():
            answer = self.ana.get(where)
            assert answer.status in (200, 429, 503), answer
            return answer.json if answer.status == 200 else None
        return wait_for(ask)

    def clear(self):
        shutil.rmtree(self.home, ignore_errors=True)
        for draft in self.read("/v1/me/drafts")["items"]:
            self.ana.delete("/v1/me/drafts/" + draft["id"], version=draft.get("version"))

    def close(self):
        self.server.close()


def sign_in(screen):
    screen.wait("Password", 20000)
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("Alma Stone", 20000)
    screen.wait("live", 20000)
    screen.idle()


def type_note(screen):
    screen.key("W")
    screen.wait("Note")
    screen.idle()
    screen.text(TYPED)
    screen.idle()
    time.sleep(1.2)  # sealed within a second


def nothing(screen):
    pass


def begin_decision(screen):
    screen.key("D")
    screen.idle()


# Name: what comes before memory runs short, what is done then, whether TYPED was typed before.
SCENARIOS = {
    "start and sign in": (None, sign_in, False),
    "read a record": (sign_in, lambda s: (s.key("Enter"), s.idle(), s.key("Tab"), s.idle(), s.key("Tab"), s.idle()), False),
    "type a note": (lambda s: (sign_in(s), type_note(s)), lambda s: (s.text(" and the heating"), s.idle(), time.sleep(1.2)), True),
    "leave a note": (lambda s: (sign_in(s), type_note(s)), lambda s: (s.key("Esc"), s.idle()), True),
    "open a decision": (sign_in, lambda s: (begin_decision(s), s.key("Down"), s.idle()), False),
    "intake": (sign_in, lambda s: (s.key("I"), s.idle(), s.text("Nguyen"), s.idle()), False),
    "search": (sign_in, lambda s: (s.key("/"), s.text("Stone"), s.key("Enter"), s.idle()), False),
    "help and palette": (sign_in, lambda s: (s.key("?"), s.idle(), s.key("Esc"), s.idle(), s.key(":"), s.text("que"), s.idle(),
                                             s.key("Esc"), s.idle()), False),
    "another size": (sign_in, lambda s: (s.size(50, 170), s.idle(), s.size(15, 60), s.idle()), False),
    "the end": (sign_in, lambda s: s.order("term"), False),
}


def play(desk, name, number, counting=False):
    """What is wrong, with the given allocation failing; when counting, where it began."""
    before, act, typed = SCENARIOS[name]
    was, wrong, begun = desk.written(), [], 0
    desk.plan.set(0 if before or counting else number)
    with desk.sit_down(counting=counting) as screen:
        if before:
            before(screen)
        begun = desk.plan.counted
        if not counting and before:
            desk.plan.set(number)
        try:
            act(screen)
        except Missed as error:
            if counting:
                raise
            if screen.state()[0] == "r" and "screen" not in str(error) and not desk.plan.failed:
                wrong.append(str(error))
        if counting:
            return begun
        desk.plan.set(0)
        asked = screen.state()[0] == "r"
        if asked:
            screen.order("term")
        for _ in range(50):
            state, status = screen.state()
            if state == "x":
                break
        shown = "\n".join(row for row in screen.rows() if row.strip())
        if state != "x" or status >= 128 and not (status == TERMINATED and (asked or name == "the end")):
            wrong.append("it ended with %s %s:\n%s" % (state, status, shown))
        elif screen.terminal() != AT_REST:
            wrong.append("with status %d it left the terminal so: %s\n%s" % (status, screen.terminal(), shown))
        elif not asked and status not in (0, TERMINATED) and not shown:
            wrong.append("it ended with %d and without a word" % status)
    if desk.written() != was:
        wrong.append("something was written: %s, %s" % (was, desk.written()))
    if typed:
        with desk.sit_down(home=desk.home) as again:
            again.wait("Password", 20000)
            again.text(PASSWORD)
            again.key("Enter")
            again.wait("nfinished", 20000)
            again.idle()
            again.key("Enter")
            again.wait(TYPED, 10000)
    desk.clear()
    return wrong


def sweep(pool, desks, name):
    desk = Desk()
    begun = play(desk, name, 0, counting=True)
    count, paths = desk.plan.counted - begun, [number - begun for number in desk.plan.paths(begun)]
    desk.close()
    chosen = points(count, paths, few=FEW)

    def one(number):
        mine = desks.get(threading.get_ident())
        if mine is None:
            mine = desks[threading.get_ident()] = Desk()
        try:
            return ["allocation %d: %s" % (number, wrong) for wrong in play(mine, name, number)]
        except Exception as error:
            desks.pop(threading.get_ident()).close()
            return ["allocation %d: %s: %s" % (number, type(error).__name__, error)]
    began = time.monotonic()
    wrong = sum(pool.map(one, chosen), [])
    print("# %s: %d of %d allocations, by %d ways, %d s" % (name, len(chosen), count, len(paths),
                                                           time.monotonic() - began), flush=True)
    assert not wrong, "%d wrong (seed %d):\n%s" % (len(wrong), SEED, "\n".join(wrong[:6]))


def raw_is_caught():
    """The sweep finds a workstation that leaves its terminal as it used it."""
    desk = Desk()
    os.environ["PLANT"] = "raw"
    try:
        assert play(desk, "search", 1), "it was not"
    finally:
        del os.environ["PLANT"]
        desk.close()


def main():
    if is_sanitized(PROGRAM):
        print("1..0 # SKIP this build's memory is its sanitizer's")
        return
    story, desks = Story(), {}
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for name in SCENARIOS:
            if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
                story.step("%s: with no memory for %s it goes on, or ends and leaves all in order" % (
                    name, "each allocation" if EVERY else "one or another"), lambda: sweep(pool, desks, name))
    if not sys.argv[1:]:
        story.step("planted: a terminal that is not given back is caught", raw_is_caught)
    for desk in desks.values():
        desk.close()
    story.end()


main()
