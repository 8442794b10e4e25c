#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The account's pages, and lists of answers after the filing, in a real
browser by keyboard alone and without script, in two languages; no page wider
than a small telephone.  In check-long axe-core looks at every page, too."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

import axe  # noqa: E402
from applicant import Applicant  # noqa: E402
from apply_words import number_and_code  # noqa: E402
from browser import available  # noqa: E402
from postbox import Postbox  # noqa: E402
from server import SAMPLE, run, story, wait_for  # noqa: E402

PASSWORD, ANOTHER = "correct horse battery", "staple horse battery"
BOX = Postbox()
FAULT = {"en": "Please look at this again", "es": "Por favor, revise esto"}


def set_up(server):
    if not BOX.peers:
        server.command("setting", "--db", server.db, "portal_url", server.portal.rstrip("/"))
        wait_for(lambda: "/account/forgot" in Applicant(server).go("/account/sign-in").text, 30)


def link_to(address, count):
    """The path in the newest of so many messages to it."""
    def taken():
        return [message for message in list(BOX.taken) if message.recipients == ["<%s>" % address]]
    wait_for(lambda: len(taken()) >= count, 60)
    return next("/" + found for found in re.findall(r"^http://[^/\s]+/(\S*)", taken()[-1].text, re.M) if "link=" in found)


def sent(server):
    """An application with somebody on its list of people: number and code."""
    ana = Applicant(server).start(**{"you-name": "Ada Account"})
    ana.go("/apply/snap/part/people").press("add:household")
    ana.press("next", **{"q-status": "citizen", "q-ssn": "has", "q-disabled": "no", "q-student": "no"})
    return number_and_code(ana.go("/apply/snap/review").sign("Ada Account"))


def credentials(keyboard, login, password):
    keyboard.type("login", login)
    keyboard.type("password", password)
    return keyboard.follow()


def make_account(keyboard, language, login):
    keyboard.go("/account/new?lang=" + language)
    credentials(keyboard, login, "short")
    assert FAULT[language] in keyboard.text()
    keyboard.go("/account/new?lang=" + language)
    credentials(keyboard, login, PASSWORD)
    assert keyboard.place() == "/account/sign-in", keyboard.place()
    credentials(keyboard, login, PASSWORD)
    assert FAULT[language] in keyboard.text(), "not before its address is confirmed"
    keyboard.go(link_to(login, 1) + "&lang=" + language)
    keyboard.type("password", PASSWORD)
    keyboard.follow()
    assert keyboard.place() == "/account", (keyboard.place(), keyboard.text())


def look_at_applications(keyboard, language, number, code):
    keyboard.type("number", number)
    keyboard.type("code", "0000000000")
    keyboard.follow()
    assert FAULT[language] in keyboard.text()
    keyboard.go("/account?lang=" + language)
    keyboard.type("number", number)
    keyboard.type("code", code)
    keyboard.follow()
    keyboard.link_to("/account/applications/" + number)
    here = "/applications/" + number
    assert keyboard.place() == here, keyboard.place()
    for path in ("/answers?all=1&", "/answers/household/0?", "/answers/household/0?remove=1&", "/answers/household/1?",
                 "/answers?", "/contact?", "/withdraw?"):
        keyboard.go(here + path + "lang=" + language)
        assert keyboard.place() == here + path.split("?")[0], (path, keyboard.place())
    keyboard.go("/apply/families-first/you?lang=" + language)
    for field, words in (("born_on", "3"), ("born_on-day", "4"), ("born_on-year", "1961"), ("county", "Davi"), ("line1", "12 Elm Street")):
        keyboard.type("you-" + field, words)
    keyboard.send("next")
    assert keyboard.place().startswith("/apply/families-first/part/"), (keyboard.place(), keyboard.text())
    keyboard.go("/account?lang=" + language)
    assert keyboard.run("return document.querySelectorAll('a[href*=\"/account/forms/\"]').length") == 1


def lose_password(keyboard, language, login):
    keyboard.go("/account/email?lang=" + language)
    credentials(keyboard, "nobody", PASSWORD)
    assert FAULT[language] in keyboard.text()
    keyboard.go("/account/forgot?lang=" + language)
    keyboard.type("login", login)
    keyboard.follow()
    assert keyboard.place() == "/account/forgot"
    keyboard.go("/account/reset?link=1.u_1.00&lang=" + language)
    keyboard.go(link_to(login, 2) + "&lang=" + language)
    keyboard.type("password", "short")
    keyboard.follow()
    assert FAULT[language] in keyboard.text()
    keyboard.type("password", ANOTHER)
    keyboard.follow()
    assert keyboard.place() == "/account/sign-in", keyboard.place()
    credentials(keyboard, login, ANOTHER)
    assert keyboard.place() == "/account", keyboard.place()


def story_of(language, scripts, name):
    @story("an account is made, lost and found, and lists of answers are gone through, %s (%s)" % (name, language))
    def _(server):
        set_up(server)
        number, code = sent(server)
        login = "ada-%s@home.example" % language
        with axe.Checked(language, server.portal.rstrip("/"), scripts=scripts) as keyboard:
            make_account(keyboard, language, login)
            look_at_applications(keyboard, language, number, code)
            lose_password(keyboard, language, login)
            assert not keyboard.found, keyboard.found


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
axe.Checked.source = axe.source()
if os.environ.get("CASELOAD_LONG") == "1":
    story_of("en", True, "with script")
if axe.Checked.source:  # which is a script
    story_of("es", True, "with script")
else:
    story_of("es", False, "with script switched off")
run(["--mail-server", BOX.url, "--mail-from", "notices@agency.example"], sample=SAMPLE)
