#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# The signing key by keys on a screen.  The first sign-in makes it, a decision
# is signed with it and says so, a lock and its password change nothing, a new
# password takes it along; and another terminal, where only the new password is
# known, opens the same key and signs with it.  In the demo, too.
import glob
import json
import os
import shutil
import socket
import sys
import tempfile
from http.client import HTTPConnection

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, "..", "api")]
from cases import bring_to_ready, file_application, path  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Database, Server, wait_for  # noqa: E402
from signing import bytes_of, holds, unseal  # noqa: E402

NEW_PASSWORD = "correct horse battery"
story = Story()
server = Server()
HOME = tempfile.mkdtemp(prefix="caseload-signing-")


def workstation(name, password):
    """A terminal of its own: another home, so that nothing is shared but the server."""
    home = os.path.join(HOME, name)
    os.makedirs(home, exist_ok=True)
    screen = Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ana"],
                    env={"HOME": home, "XDG_STATE_HOME": os.path.join(home, "state"),
                         "XDG_CONFIG_HOME": os.path.join(home, "config")})
    screen.wait("Password")
    screen.idle()
    screen.text(password)
    screen.key("Enter")
    screen.wait("My queue", 20000)
    screen.wait(">", 10000)
    screen.idle(20000)
    return screen


def deny(screen):
    """What the cursor is on, denied as the customer's own wish."""
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
    screen.key("d", "e", "n", "y", "Enter")
    screen.idle()
    screen.wait("decided")


def keys():
    database = Database(server.db)
    found = database.execute("SELECT id, public_key, sealed, retired_at FROM signing_key ORDER BY made_at")
    database.close()
    return found


def newest_decision(client):
    database = Database(server.db)
    found = database.execute("SELECT id FROM decision ORDER BY decided_at DESC, id DESC LIMIT 1")[0]["id"]
    database.close()
    return client.get("/v1/decisions/" + found).json


def go_to(screen, number):
    screen.key("C-t")
    screen.idle()
    screen.text(number)
    screen.wait(">        " + number, 10000)
    screen.idle()
    screen.key("Enter")
    screen.gone("Go to", 10000)
    screen.idle()


def tell_signed(client, what):
    kept, key = newest_decision(client), keys()[0]
    good = "signature" in kept and kept["signature"]["key"] == key["id"] and \
        holds(bytes_of(kept["signature"]["sig"]), kept["statement"].encode(), bytes(key["public_key"]))
    story.tell(good, what, json.dumps(kept))


def change_password(screen):
    screen.key(":")
    screen.idle()
    screen.text("change-password")
    screen.idle()
    screen.key("Enter")
    screen.wait("Present password")
    screen.idle()
    screen.text(PASSWORD)
    screen.key("Tab")
    screen.text(NEW_PASSWORD)
    screen.key("Tab")
    screen.text(NEW_PASSWORD)
    screen.idle()
    shown = screen.shown()
    screen.key("Enter")
    screen.wait("The password is changed", 20000)
    story.tell(PASSWORD not in shown and NEW_PASSWORD not in shown, "no password is readable on the screen", shown)


def lock_and_open(screen, password):
    screen.key("C-x")
    screen.wait("Locked")
    screen.idle()
    screen.text(password)
    screen.key("Enter")
    screen.gone("Locked", 20000)
    screen.idle(20000)


def two_terminals():
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    for name in ("Abe", "Bea", "Cas", "Dot"):
        bring_to_ready(ana, sam, file_application(ina, name), ana.session["worker"]["id"])
    story.tell(keys() == [], "before the first sign-in at a workstation there is no key")
    with workstation("desk", PASSWORD) as desk:
        made = wait_for(keys)
        story.tell(len(made) == 1 and unseal(made[0]["sealed"], PASSWORD), "the first sign-in makes one")
        deny(desk)
        tell_signed(ana, "a decision is signed with it")
        lock_and_open(desk, PASSWORD)
        change_password(desk)
        desk.idle()
        now = keys()
        story.tell(len(now) == 1 and now[0]["sealed"] != made[0]["sealed"] and unseal(now[0]["sealed"], NEW_PASSWORD)
                   and not unseal(now[0]["sealed"], PASSWORD), "a new password seals the same key anew")
        lock_and_open(desk, NEW_PASSWORD)
        deny_next(desk)
        again = server.sign_in("ana", NEW_PASSWORD)
        tell_signed(again, "after lock and new password the terminal signs on")
    with workstation("home", NEW_PASSWORD) as home:
        deny_next(home)
        tell_signed(again, "another terminal opens the same key and signs")
        story.tell(len(keys()) == 1, "and no other key was made")
        home.key("Enter")
        home.idle()


def deny_next(screen):
    """The decided one is gone from the queue: on the next."""
    for _ in range(3):
        if "My queue" in screen.rows()[0]:
            break
        screen.key("q")
        screen.idle()
    screen.wait(">")
    screen.idle()
    deny(screen)


def shown_on_the_record():
    """Who signed, and with which key, where the decision is read."""
    ana = server.sign_in("ana", NEW_PASSWORD)
    decision = newest_decision(ana)
    number = ana.get("/v1/applications/" + decision["application_id"]).json["number"]
    with workstation("record", NEW_PASSWORD) as screen:
        go_to(screen, number)
        screen.key("7")
        screen.wait(" decision ")
        screen.idle()
        screen.key("g")  # the newest
        screen.idle()
        screen.key("Enter")
        screen.wait("Signature", 10000)
        shown = screen.shown()
        words = "signed by Ana, key " + decision["signature"]["key"][:8]
        story.tell(words in shown, "the record says who signed, and with which key", (words, shown))


def demo():
    env = {"XDG_RUNTIME_DIR": HOME}
    with Screen([os.path.join(BUILD, "caseload"), "--demo"], env=env) as screen:
        screen.wait("My queue", 60000)
        screen.wait(">", 10000)
        screen.idle(20000)
        folder = glob.glob(os.path.join(HOME, "caseload-*"))[0]

        class Unix(HTTPConnection):
            def connect(self):
                self.sock = socket.socket(socket.AF_UNIX)
                self.sock.connect(os.path.join(folder, "api"))

        def call(method, url, body=None, token=None):
            link = Unix("localhost")
            headers = {"Content-Type": "application/json"}
            if token:
                headers["Authorization"] = "Bearer " + token
            link.request(method, url, json.dumps(body) if body is not None else None, headers)
            return json.loads(link.getresponse().read())

        session = call("POST", "/v1/sessions", {"username": "ana", "password": PASSWORD})
        key = unseal(session.get("signing_key", {}).get("sealed", ""), PASSWORD) if "signing_key" in session else None
        story.tell(key is not None, "the demo's first sign-in makes a key", session.keys())
        mine = call("GET", "/v1/applications?assignee=me&status=ready_for_decision", token=session["token"])["items"][0]
        go_to(screen, mine["number"])
        deny(screen)
        kept = call("GET", "/v1/applications/%s/decisions" % mine["id"], token=session["token"])["items"][0]
        kept = call("GET", "/v1/decisions/" + kept["id"], token=session["token"])
        good = "signature" in kept and holds(bytes_of(kept["signature"]["sig"]), kept["statement"].encode(), key.public)
        story.tell(good, "a decision in the demo is signed", json.dumps(kept))


def main():
    story.step("two terminals", two_terminals)
    story.step("the record", shown_on_the_record)
    story.step("the demo", demo)
    story.tell(server.close() == 0, "the server ends well")
    shutil.rmtree(HOME, ignore_errors=True)
    story.end()


main()
