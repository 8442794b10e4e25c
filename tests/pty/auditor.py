#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# The auditor at the workstation: who saw a record, what a worker saw, a record
# as it was step by step, the proof of the log, whole and broken by force.
import os
import shutil
import sys
import tempfile
import time

HERE = os.environ.get("srcdir", ".")
sys.path[:0] = [os.path.join(HERE, "tests", "pty"), os.path.join(HERE, "tests", "api")]
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, SAMPLE, Database, Server, wait_for  # noqa: E402

story = Story()
folder = tempfile.mkdtemp(prefix="caseload-auditor.")
server = Server(sample=SAMPLE)


def start(user):
    screen = Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", user],
                    env={"XDG_STATE_HOME": tempfile.mkdtemp(dir=folder),
                         "XDG_CONFIG_HOME": os.path.join(folder, "config")})
    screen.wait("Password")
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("My queue", 15000)
    screen.idle()
    return screen


def run(screen, name):
    screen.key(":")
    screen.text(name)
    screen.idle()
    screen.key("Enter")


def looked_at():
    """An application of ana's that has changed often; ana has just opened it."""
    ana = server.sign_in("ana")
    rows = ana.get("/v1/applications?assignee=me").json["items"]
    found = max(rows, key=lambda row: row["version"])
    assert ana.get("/v1/applications/" + found["id"]).status == 200
    worker = ana.session["worker"]["id"]
    ada = server.sign_in("ada")
    where = "/v1/audit/access?application=" + found["id"]
    wait_for(lambda: [row for row in ada.get(where).json["items"] if row["worker"]["id"] == worker], 5)
    return found


application = looked_at()


def open_record(screen):
    screen.key("C-t")
    screen.text(application["number"])
    screen.wait(application["number"] + " " + application["customer"]["name"].split()[0])
    screen.idle()
    screen.key("Enter")
    screen.wait("1 Summary")
    screen.idle()


def who_saw_it():
    with start("ada") as screen:
        open_record(screen)
        run(screen, "audit")
        screen.wait("Who saw " + application["number"])
        screen.wait("Ana Ruiz")
        while "Ana Ruiz" not in next(row for row in screen.rows() if row.startswith(">")):
            screen.key("j")
            screen.idle()
        screen.key("Enter")
        screen.wait("What Ana Ruiz saw")
        screen.wait(application["customer"]["name"].split()[0])


def as_it_was():
    with start("ada") as screen:
        open_record(screen)
        run(screen, "as-it-was")
        screen.wait("AS IT IS since")
        screen.key("]")
        screen.wait("This is its newest entry")
        screen.key("[")
        screen.wait("AS IT WAS")
        for _ in range(200):
            screen.key("[")
            screen.idle()
            if "This is its first entry" in screen.shown():
                break
        else:
            raise AssertionError("no end of steps")
        filed = screen.shown()
        assert "Applied for" in filed and "* State" in filed and "nobody" in filed, filed
        screen.key("D", "C", "W")
        screen.idle()
        assert "AS IT WAS" in screen.shown(), "an act on a record as it was"


def proof_whole():
    with start("ada") as screen:
        run(screen, "prove-log")
        screen.wait("NOT PROVED since the server was started")
        screen.key("Enter")
        screen.wait("WHOLE: every entry is as it was written", 30000)


def proof_broken():
    server.stop()
    db = Database(server.db)
    db.execute("UPDATE event SET actor_name = 'Eve' WHERE seq = 70")
    db.commit()
    db.close()
    server.start()
    with start("ada") as screen:
        run(screen, "prove-log")
        screen.wait("NOT PROVED since the server was started")
        screen.key("Enter")
        screen.wait("BROKEN: the log is not as it was written", 30000)
        shown = screen.shown()
        assert "70" in next(row for row in shown.split("\n") if "Entry" in row), shown


def refused():
    with start("ana") as screen:
        for name in ("audit", "what-worker-saw", "as-it-was", "prove-log"):
            run(screen, name)
            screen.wait("Only auditors read who saw what")
            screen.wait("My queue")
            time.sleep(1.2)  # a refusal leaves by a key pressed a second after it could be read
            screen.key("Esc")
            screen.gone("Only auditors read", 15000)


story.step("who saw a record, and from there what that worker saw", who_saw_it)
story.step("a record as it was, from the newest entry to its filing, takes no act", as_it_was)
story.step("the log is proved whole on the screen", proof_whole)
story.step("a log broken by force is named, with its entry", proof_broken)
story.step("a caseworker is told that it is the auditors'", refused)
server.close()
shutil.rmtree(folder, ignore_errors=True)
story.end()
