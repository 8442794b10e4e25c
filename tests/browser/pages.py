#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every page of pages.def in a real browser, in two languages: no wider than a
small telephone, under its size, one heading, its own language; and in
check-long axe-core looks at each.  One that is not visited fails."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

import axe  # noqa: E402
from browser import available  # noqa: E402
from cases import bring_to_ready, decide, decision, filing  # noqa: E402
from postbox import Postbox  # noqa: E402
from server import SAMPLE, SOURCE, run, story, wait_for  # noqa: E402

BOX = Postbox()
NO_PAGE = {"/portal.css", "/portal.js", "/favicon.ico", "/applications/{id}/stream", "/portal/v1/openapi.json",
           "/portal/v1/programs/{id}/form", "/leave"}  # which leads home
# The story that goes there signed in, or at the end of its form.
ELSEWHERE = {"/apply/{id}/receipt": "apply.py", "/account": "account.py", "/account/applications/{id}": "account.py",
             "/account/forms/{id}": "account.py", "/account/reset": "account.py", "/account/confirm": "account.py",
             "/account/email": "account.py"}


def patterns():
    with open(os.path.join(SOURCE, "src", "server", "portal", "pages.def"), encoding="utf-8") as file:
        return set(re.findall(r'^PAGE(?:_CHECKED)?\(GET, +"([^"]+)"', file.read(), re.M)) - NO_PAGE


def is_of(pattern, path):
    return re.fullmatch(re.sub(r"\{id\}", "[^/]+", re.escape(pattern).replace(r"\{id\}", "{id}")), path)


def not_visited(keyboard):
    return sorted(pattern for pattern in patterns() - set(ELSEWHERE)
                  if not any(is_of(pattern, path) for path in keyboard.pages))


def filed(ina, language, name):
    body = filing(name)
    body["customer"].update(email="%s@home.example" % name.lower().replace(" ", "."), language=language)
    answer = ina.post("/v1/applications", body)
    assert answer.status == 201, answer
    return answer.json


def sign_in(keyboard, application, language):
    keyboard.go("/leave?lang=" + language)
    keyboard.go("/status?lang=" + language)
    keyboard.type("number", application["number"])
    keyboard.type("code", application["access_code"])
    keyboard.follow()
    assert keyboard.place() == "/applications/" + application["number"], (keyboard.place(), keyboard.text())


def open_case(keyboard, application, language):
    sign_in(keyboard, application, language)
    for page in ("withdraw?", "answers?all=1&", "answers/household/0?", "contact?"):
        keyboard.go("/applications/%s/%slang=%s" % (application["number"], page, language))
        assert keyboard.place().endswith(page.split("?")[0]), (page, keyboard.place())


def denied_case(keyboard, ana, application, language):
    sign_in(keyboard, application, language)
    for notice in ana.get("/v1/applications/%s/notices" % application["id"]).json["items"]:
        keyboard.go("/applications/%s/letters/%s?lang=%s" % (application["number"], notice["id"], language))
        assert "/letters/" in keyboard.place(), keyboard.place()
    keyboard.go("/applications/%s/appeal?lang=%s" % (application["number"], language))
    assert keyboard.place().endswith("/appeal"), keyboard.place()
    text = wait_for(lambda: next((m.text for m in BOX.taken if "/feedback/" in m.text), None), 60)
    keyboard.go("/feedback/%s?lang=%s" % (text.split("/feedback/")[1].split()[0], language))
    keyboard.choose("score-4")
    keyboard.reach(lambda control: control["tag"] == "BUTTON")
    keyboard.follow()
    assert keyboard.place().startswith("/feedback/"), keyboard.place()


def form(keyboard, language):
    keyboard.go("/before?lang=" + language)
    keyboard.reach(lambda control: control["tag"] == "BUTTON")
    keyboard.follow()
    keyboard.go("/?lang=" + language)
    keyboard.go("/continue?lang=" + language)
    keyboard.go("/apply/snap?lang=" + language)
    keyboard.go("/apply/snap/you?lang=" + language)
    for field, words in (("name", "Page Turner"), ("born_on", "3"), ("born_on-day", "4"), ("born_on-year", "1961"),
                         ("county", "Davi"), ("line1", "12 Elm Street")):
        keyboard.type("you-" + field, words)
    keyboard.send("next")
    assert keyboard.place().startswith("/apply/snap/part/"), (keyboard.place(), keyboard.text())
    keyboard.go("/apply/snap/part/people?lang=" + language)
    keyboard.send("add:household")
    assert "/entry/household/" in keyboard.place(), keyboard.place()
    keyboard.go("/apply/snap/review?lang=" + language)
    keyboard.go("/apply/snap/part/people?lang=" + language)
    keyboard.send("later")
    assert keyboard.place() == "/apply/snap/saved", keyboard.place()


def story_in(language):
    @story("every page in %s" % language)
    def _(server):
        if not BOX.peers:
            server.command("setting", "--db", server.db, "portal_url", server.portal.rstrip("/"))
        ana, sam, ina = (server.sign_in(who) for who in ("ana", "sam", "ina"))
        del BOX.taken[:]
        still_open = filed(ina, language, "Open Case " + language)
        closed = filed(ina, language, "Closed Case " + language)
        code = closed["access_code"]
        closed = bring_to_ready(ana, sam, closed, ana.session["worker"]["id"])
        with axe.Checked(language, server.portal.rstrip("/")) as keyboard:
            form(keyboard, language)
            for page in ("/account/sign-in", "/account/new", "/account/forgot"):
                keyboard.go("%s?lang=%s" % (page, language))
            open_case(keyboard, still_open, language)
            assert decide(ana, closed, decision(closed, "denied", "D06")).status == 201
            denied_case(keyboard, ana, {**closed, "access_code": code}, language)
            assert not not_visited(keyboard), not_visited(keyboard)
            keyboard.pages.pop("/account/new")
            assert not_visited(keyboard) == ["/account/new"], "a page left out is not noticed"
            assert not keyboard.found, keyboard.found


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
axe.Checked.source = axe.source()
story_in("en")
story_in("es")
run(["--mail-server", BOX.url, "--mail-from", "notices@agency.example"], sample=SAMPLE)
