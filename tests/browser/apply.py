#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Applying in a real browser by keyboard alone, in two languages, with script
and without; no page wider than a small telephone.  In check-long axe-core
looks at every page, too."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

import axe  # noqa: E402
from browser import available  # noqa: E402
from keyboard import Keyboard  # noqa: E402
from server import SAMPLE, Skip, run, story  # noqa: E402

WORDS = {
    "en": {"fault": "Please look at this again", "review": "Look over your answers", "receipt": "We have your application",
           "left": "Where your application stands"},
    "es": {"fault": "Por favor, revise esto", "review": "Revise sus respuestas", "receipt": "Tenemos su solicitud",
           "left": "Cómo va su solicitud"},
}


def apply(keyboard, language):
    words = WORDS[language]
    keyboard.go("/?lang=" + language)
    keyboard.link_to("/apply/snap?")
    keyboard.link_to("/apply/snap/you")
    # Sent empty, the faults are said first and lead to their fields.
    keyboard.send("next")
    assert words["fault"] in keyboard.text()
    keyboard.type("you-name", "Kim Keyboard")
    keyboard.type("you-born_on", "3")
    keyboard.type("you-born_on-day", "4")
    keyboard.type("you-born_on-year", "1961")
    keyboard.type("you-county", "Davi")
    keyboard.type("you-line1", "12 Elm Street")
    keyboard.send("next")
    assert keyboard.place() == "/apply/snap/part/quick", keyboard.place()
    keyboard.type("q-month_income", "900")
    keyboard.type("q-cash", "20")
    keyboard.choose("q-migrant")
    # Enter in a field sends the page, as people expect, and does not remove anything.
    keyboard.send("next")
    assert keyboard.place() == "/apply/snap/part/quick", "a question more"
    keyboard.choose("q-migrant_no_income-2")
    keyboard.send("next")
    keyboard.send("add:household")
    keyboard.choose("q-status")
    keyboard.send("next")
    assert keyboard.place() == "/apply/snap/part/people" and "Kim Keyboard" in keyboard.text()
    keyboard.send("next")
    keyboard.send("review")
    assert words["review"] in keyboard.text()
    keyboard.type("q-signature", "Kim Keyboard")
    keyboard.follow()
    assert keyboard.place().endswith("/receipt"), keyboard.place()
    assert words["receipt"] in keyboard.text(), keyboard.text()


def leave(keyboard, language):
    """On a shared computer nothing is to be seen by who comes next."""
    keyboard.link_to("/leave")
    assert WORDS[language]["left"] in keyboard.text()
    for _ in range(3):
        keyboard.call("POST", keyboard.session + "/back", {})
        assert "Kim Keyboard" not in keyboard.text(), keyboard.place()
    keyboard.go("/apply/snap/receipt")
    assert "Kim Keyboard" not in keyboard.text()


def runs_script(keyboard):
    keyboard.open("data:text/html,<p>off<script>document.body.textContent='on'</script>")
    return keyboard.text() == "on"


def portal(server):
    return "http://" + server.portal.removeprefix("http://")


def story_of(language, scripts, name):
    @story("by keyboard alone, %s, on a small telephone (%s); after leaving nothing is to be seen" % (name, language))
    def _(server):
        with Keyboard(language, portal(server), scripts=scripts) as keyboard:
            assert runs_script(keyboard) == scripts
            apply(keyboard, language)
            leave(keyboard, language)


@story("a page that is too wide would be seen")
def _(server):
    with Keyboard("en", portal(server)) as keyboard:
        keyboard.go("/")
        keyboard.run("document.body.insertAdjacentHTML('beforeend', '<table width=900><tr><td>x</table>')")
        try:
            keyboard.look()
        except AssertionError:
            return
        raise RuntimeError("900 pixels were not noticed")


@story("axe-core finds nothing on any page, and finds what is planted")
def _(server):
    axe.Checked.source = axe.source()
    if not axe.Checked.source:
        raise Skip("axe-core runs in check-long, where npm can fetch it")
    for language in ("en", "es"):
        with axe.Checked(language, portal(server)) as keyboard:
            apply(keyboard, language)
            for path in ("/status", "/continue", "/account/sign-in", "/account/new", "/apply/provider-grant/you", "/before"):
                keyboard.go("%s?lang=%s" % (path, language))
            assert not keyboard.found, keyboard.found
            keyboard.run("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=/favicon.ico><input id=q>')")
            keyboard.look()
            assert any("image-alt" in one for _, one in keyboard.found), keyboard.found
            assert any("label" in one for _, one in keyboard.found), keyboard.found


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
story_of("en", True, "with script")
story_of("en", False, "with script switched off")
story_of("es", False, "with script switched off")
run(sample=SAMPLE)
