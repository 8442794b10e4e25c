#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Somebody of a household has a record of their own: linked by keys on the page
# of the customer, seen there and in the API, and refused where it is no link.
import os
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import ANSWERS, file_application, filing, give  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Server  # noqa: E402

BORN = "2001-02-03"

story = Story()
server = Server()
ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))


def filed(name, **more):
    """Given to Ana; the answer of the customer's own record."""
    body = dict(filing(name)["customer"], **more.pop("customer", {}))
    return give(sam, file_application(ina, customer=body, **more), ana.session["worker"]["id"])


told = dict(ANSWERS["household"][0], name="Mia Stone", relation="child", born_on=BORN, eats_with_you=True)
alma = filed("Alma Stone", answers=dict(ANSWERS, household=[ANSWERS["household"][0], told]))
# Elsewhere, so that nothing linked the two by itself.
mia = filed("Mia Stone", customer={"born_on": BORN, "address": {"line1": "9 Far Rd", "city": "Nashville", "state": "TN",
                                                                "zip": "37201"}})


def record(application):
    answer = ana.get("/v1/customers/" + application["customer"]["id"])
    assert answer.status == 200, answer
    return answer.json


def link(screen, words):
    """Whom: the words are answered by a menu of who is found."""
    screen.text(":link-customer")
    screen.key("Enter")
    screen.wait("Link whom (number")
    screen.text(words)
    screen.key("Enter")
    screen.wait("-Link whom-")


def refused_self(screen):
    screen.wait("Alma Stone", 10000)
    while not any(row.startswith(">") and "Alma Stone" in row for row in screen.rows()):
        screen.key("j")
        screen.idle()
    screen.key("Enter")
    screen.wait("Proofs")
    link(screen, record(alma)["case_number"])
    screen.key("Enter")
    screen.wait("That is this record itself")
    assert record(alma)["household"][0].get("customer_id") is None, record(alma)
    time.sleep(1.2)  # a refusal stays until a key of who had time to read it
    screen.key("g")
    screen.gone("That is this record itself")


def linked(screen):
    screen.wait("Mia Stone, child")
    assert "(no record)" in screen.shown(), screen.shown()
    link(screen, "Mia Stone")
    screen.wait(record(mia)["case_number"])
    screen.key("Enter")
    screen.wait("What is Mia Stone to Alma Stone")
    screen.key("Enter")
    screen.wait("y/N")
    shown = " ".join(row.strip() for row in screen.rows())
    assert "Household of Alma Stone" in shown and record(mia)["case_number"] in shown, shown
    screen.key("y")
    screen.wait("Linked;")
    screen.gone("(no record)")
    now = record(alma)["household"]
    assert now == [{"customer_id": mia["customer"]["id"], "name": "Mia Stone", "relation": "child", "born_on": BORN}], now


def opened(screen):
    screen.key("h", "Enter")
    screen.wait(record(mia)["case_number"] + " Mia Stone")


def refused_twice(screen):
    screen.key("q")
    screen.wait("HOME")
    link(screen, "Mia Stone")
    screen.key("Enter")
    screen.wait("They are linked already")
    assert len(record(alma)["household"]) == 1


with Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", "ana"],
            env={"XDG_STATE_HOME": tempfile.mkdtemp(prefix="home.", dir=server.folder)}) as screen:
    screen.wait("Password", 10000)
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("live", 10000)
    story.step("a record is not linked to itself", lambda: refused_self(screen))
    story.step("who stands in the household is linked to their record, not added", lambda: linked(screen))
    story.step("Enter on the line opens that record", lambda: opened(screen))
    story.step("and nobody is linked twice", lambda: refused_twice(screen))
server.close()
sys.exit(story.end())
