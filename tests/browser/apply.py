#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Applying in a real browser by keyboard alone, in two languages, with script
and without; no page wider than a small telephone.  In check-long axe-core
looks at every page, too."""

import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

from browser import Browser, available  # noqa: E402
from server import SAMPLE, Skip, run, story  # noqa: E402

LONG = bool(os.environ.get("CASELOAD_LONG"))
AXE = "axe-core@4.10.2"
TAB, ENTER, SPACE, DOWN = "\ue004", "\ue007", " ", "\ue015"
WORDS = {
    "en": {"fault": "Please look at this again", "review": "Look over your answers", "receipt": "We have your application",
           "left": "Where your application stands"},
    "es": {"fault": "Por favor, revise esto", "review": "Revise sus respuestas", "receipt": "Tenemos su solicitud",
           "left": "Cómo va su solicitud"},
}


def axe_source():
    """The library's text, fetched once; in check-long only."""
    if not LONG:
        raise Skip("axe-core runs in check-long")
    folder = tempfile.mkdtemp(prefix="caseload-axe-")
    done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, AXE],
                          capture_output=True, text=True, timeout=300)
    path = os.path.join(folder, "node_modules", "axe-core", "axe.min.js")
    if done.returncode or not os.path.exists(path):
        raise Skip("npm cannot fetch %s here" % AXE)
    with open(path, encoding="utf-8") as file:
        return file.read()


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, browser, server):
        self.browser = browser
        self.base = (server.portal if server.portal.startswith("http") else "http://" + server.portal).rstrip("/")
        self.looks = []

    def open(self, path):
        self.browser.open(self.base + path)
        self.look()

    def press(self, keys):
        actions = [step for key in keys for step in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})]
        self.browser.call("POST", self.browser.session + "/actions",
                          {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def attribute(self, name):
        found = next(iter(self.browser.call("GET", self.browser.session + "/element/active").values()))
        return self.browser.call("GET", "%s/element/%s/attribute/%s" % (self.browser.session, found, name))

    def tab_to(self, name, value):
        """Tab, until the control is reached that has it."""
        for _ in range(80):
            if self.attribute(name) == value:
                return
            self.press(TAB)
        raise AssertionError("the keyboard does not reach %s=%s" % (name, value))

    def type(self, control, words):
        self.tab_to("id", control)
        self.press(words)

    def choose(self, control):
        """The radio button or box of that id: a group is one stop, the arrows go on in it."""
        name = control.rsplit("-", 1)[0] if control[-1].isdigit() else control
        self.tab_to("name", name)
        for _ in range(10):
            if self.attribute("id") == control:
                self.press(SPACE)
                return
            self.press(DOWN)
        raise AssertionError("the arrows do not reach " + control)

    def send(self, button):
        self.tab_to("value", button)
        before = self.browser.find("body")
        self.press(ENTER)
        for _ in range(400):
            try:
                if self.browser.find("body") != before:
                    break
            except RuntimeError:
                pass
            time.sleep(0.01)
        self.look()

    def follow(self, href):
        """The link whose address begins like that."""
        for _ in range(80):
            if (self.attribute("href") or "").startswith(href):
                break
            self.press(TAB)
        else:
            raise AssertionError("the keyboard does not reach the link " + href)
        before = self.browser.find("body")
        self.press(ENTER)
        for _ in range(400):
            try:
                if self.browser.find("body") != before:
                    break
            except RuntimeError:
                pass
            time.sleep(0.01)
        self.look()

    def text(self):
        found = self.browser.find("body")
        return self.browser.call("GET", "%s/element/%s/text" % (self.browser.session, found))

    def place(self):
        return self.browser.url().replace(self.base, "").split("?")[0]

    def look(self):
        for look in self.looks:
            look(self)


def narrow(browser):
    browser.call("POST", browser.session + "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
        "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": False}})


def not_wider(keyboard):
    metrics = keyboard.browser.call("POST", keyboard.browser.session + "/goog/cdp/execute",
                                    {"cmd": "Page.getLayoutMetrics", "params": {}})
    wide = metrics["cssContentSize"]["width"]
    assert wide <= 320, (keyboard.place(), wide)


def apply(keyboard, language):
    words = WORDS[language]
    keyboard.open("/?lang=" + language)
    keyboard.follow("/apply/snap?")
    keyboard.follow("/apply/snap/you")
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
    keyboard.follow("/apply/snap/review")
    assert words["review"] in keyboard.text()
    keyboard.type("q-signature", "Kim Keyboard" + ENTER)
    for _ in range(300):
        if keyboard.place().endswith("/receipt"):
            break
        time.sleep(0.01)
    keyboard.look()
    assert words["receipt"] in keyboard.text(), keyboard.text()


def leave(keyboard, language):
    """On a shared computer nothing is to be seen by who comes next."""
    keyboard.follow("/leave")
    assert WORDS[language]["left"] in keyboard.text()
    for _ in range(3):
        keyboard.browser.call("POST", keyboard.browser.session + "/back", {})
        assert "Kim Keyboard" not in keyboard.text(), keyboard.place()
    keyboard.open("/apply/snap/receipt")
    assert "Kim Keyboard" not in keyboard.text()


def runs_script(keyboard):
    keyboard.browser.open("data:text/html,<p>off<script>document.body.textContent='on'</script>")
    return keyboard.text() == "on"


def story_of(language, scripts, name):
    @story("by keyboard alone, %s, on a small telephone (%s); after leaving nothing is to be seen" % (name, language))
    def _(server):
        with Browser(language, scripts=scripts) as browser:
            narrow(browser)
            keyboard = Keyboard(browser, server)
            keyboard.looks.append(not_wider)
            assert runs_script(keyboard) == scripts
            apply(keyboard, language)
            leave(keyboard, language)


@story("a page that is too wide would be seen")
def _(server):
    with Browser("en") as browser:
        narrow(browser)
        keyboard = Keyboard(browser, server)
        keyboard.open("/")
        not_wider(keyboard)
        browser.run("document.body.insertAdjacentHTML('beforeend', '<table width=900><tr><td>x</table>')")
        try:
            not_wider(keyboard)
        except AssertionError:
            return
        raise RuntimeError("900 pixels were not noticed")


def violations(keyboard, source):
    keyboard.browser.call("POST", keyboard.browser.session + "/goog/cdp/execute", {
        "cmd": "Runtime.evaluate", "params": {"expression": source}})
    found = keyboard.browser.call("POST", keyboard.browser.session + "/goog/cdp/execute", {
        "cmd": "Runtime.evaluate", "params": {"awaitPromise": True, "returnByValue": True, "expression":
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))"}})
    return found["result"]["value"]


@story("axe-core finds nothing on any page, and finds what is planted")
def _(server):
    source = axe_source()
    for language in ("en", "es"):
        with Browser(language) as browser:
            keyboard = Keyboard(browser, server)
            found = []
            keyboard.looks.append(lambda k: found.extend((k.place(), one) for one in violations(k, source)))
            apply(keyboard, language)
            for path in ("/status", "/continue", "/account/sign-in", "/account/new", "/apply/provider-grant/you", "/before"):
                keyboard.open("%s?lang=%s" % (path, language))
            assert not found, found
            browser.run("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=/favicon.ico><input id=q>')")
            keyboard.look()
            assert any("image-alt" in one for _, one in found) and any("label" in one for _, one in found), found


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
story_of("en", True, "with script")
story_of("en", False, "with script switched off")
story_of("es", False, "with script switched off")
run(sample=SAMPLE)
