#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From the first page to an appeal, by keyboard alone on a screen of 320
pixels: applies without papers, gets the e-mail from a real mail server, sends
what it lists, sees complete, is denied, and appeals.  With script and without,
in English and in Spanish; every page on the way is looked at."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

import axe  # noqa: E402
from browser import available  # noqa: E402
from cases import decide, decision, path  # noqa: E402
from keyboard import Keyboard, TAB  # noqa: E402
from server import PATIENCE, Server, Skip, run, story, wait_for  # noqa: E402

LONG = os.environ.get("CASELOAD_LONG") == "1"
AIOSMTPD = "/usr/bin/aiosmtpd"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

WORDS = {
    "en": {"apply": "Apply now", "status": "See where your application stands", "send": "Send", "appeal": "ppeal",
           "subject": "There is news about your application", "incomplete": "Something is still missing",
           "complete": "We have everything", "denied": "Why your application was denied", "file": "Send my appeal",
           "appealed": "We got your appeal"},
    "es": {"apply": "Solicitar ahora", "status": "Vea cómo va su solicitud", "send": "Enviar", "appeal": "pelar",
           "subject": "Hay novedades sobre su solicitud", "incomplete": "Todavía falta algo",
           "complete": "Tenemos todo", "denied": "Por qué se negó su solicitud", "file": "Enviar mi apelación",
           "appealed": "Recibimos su apelación"},
}

PERSON = {"you-name": "Hoa Nguyễn", "you-born_on-month": "3", "you-born_on-day": "4", "you-born_on-year": "1971",
          "you-county": "Davidson", "you-line1": "12 Elm Street", "you-city": "Nashville", "you-zip": "37201",
          "you-email": "hoa@home.example"}
ANSWERS = (
    ("next", {"q-month_income": "1200.50", "q-cash": "400", "q-rent": "700", "q-utilities": "100", "q-migrant": "no",
              "q-homeless": "no"}),
    ("add:household", {}),
    ("next", {"q-status": "citizen", "q-ssn": "has", "q-disabled": "no", "q-student": "no"}),
    ("next", {}),
    ("next", {"q-anyone_works": "no", "q-anyone_self_employed": "no", "q-anyone_other_income": "no"}),
    ("next", {"q-care_cost": "0", "q-support_paid": "0", "q-medical_cost": "0"}),
    ("next", {"q-rights_read": "yes"}),
    ("send", {"q-signature": PERSON["you-name"]}),
)


class Mailbox:
    """Debian's aiosmtpd, which puts each message into a folder."""

    def __init__(self):
        if not os.access(AIOSMTPD, os.X_OK):
            raise Skip("aiosmtpd is not installed (Debian: python3-aiosmtpd)")
        self.folder = tempfile.mkdtemp(prefix="caseload-mailbox.")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            ["/usr/bin/python3", AIOSMTPD, "-n", "-l", "127.0.0.1:%d" % self.port, "-c", "aiosmtpd.handlers.Mailbox",
             self.folder + "/box"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.listens, 20)

    def listens(self):
        with socket.socket() as peer:
            return peer.connect_ex(("127.0.0.1", self.port)) == 0

    def messages(self):
        import mailbox
        import email.policy
        box = mailbox.Maildir(self.folder + "/box", create=False,
                              factory=lambda file: email.message_from_binary_file(file, policy=email.policy.default))
        return [message.get_body(("plain",)).get_content() for message in box]

    def holding(self, words, timeout=20):
        """The text of the message with these words."""
        wait_for(lambda: any(words in text for text in self.messages()), timeout)
        return next(text for text in self.messages() if words in text)

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Walker(Keyboard):
    """Looks at every page for what hinders people, too, where the checker is at hand."""

    axe = None
    axe_pages = 0

    def look(self):
        at = super().look()
        if Walker.axe and self.scripts:
            found = axe.hindrances(self, Walker.axe)
            assert not found, "%s: %s" % (at, found)
            Walker.axe_pages += 1
        return at


def applies(browser, base, language):
    words = WORDS[language]
    browser.open("%s/?lang=%s" % (base, language))
    browser.look()
    browser.link("SNAP")
    browser.link(words["apply"])
    browser.form("next", dict(PERSON, **{"you-language": language}))
    for button, answers in ANSWERS:
        browser.form(button, answers)
    number = browser.run("return document.getElementById('number').textContent")
    listed = browser.run("return [...document.querySelectorAll('main li')].map(e => e.firstChild.textContent.trim())")
    browser.link(words["status"])
    assert words["incomplete"] in browser.text(), browser.text()
    return number, listed


def sends_papers(browser, language):
    """Each paper that is asked for, in its own place."""
    words = WORDS[language]
    asked = browser.run("return [...document.querySelectorAll('input[name=item]')].map(e => e.value)")
    of_focus = "const f = document.activeElement.form; const i = f && f.querySelector('[name=item]'); return i ? i.value : ''"
    folder = tempfile.mkdtemp(prefix="caseload-papers.")
    for item in asked:
        name = os.path.join(folder, item + ".pdf")
        with open(name, "wb") as file:
            file.write(PAPER)
        control = browser.walk(lambda control: control["type"] == "file" and browser.run(of_focus) == item)
        browser.give_file("#" + control["id"], name)
        browser.button(words["send"])
    shutil.rmtree(folder)
    return asked


def journey(language, scripts):
    box = Mailbox()
    server = Server(options=["--mail-server", "smtp://localhost:%d" % box.port, "--mail-from", "notices@agency.example"])
    words = WORDS[language]
    try:
        with Walker(language, scripts=scripts) as browser:
            base = "http://" + server.portal.removeprefix("http://").rstrip("/")
            number, listed = applies(browser, base, language)
            told = box.holding("  - ")
            in_mail = [line[4:].strip() for line in told.splitlines() if line.startswith("  - ")]
            assert in_mail == listed and len(listed) >= 3, (in_mail, listed)
            asked = sends_papers(browser, language)
            assert len(asked) == len(listed), (asked, listed)
            assert words["complete"] in browser.text(), browser.text()
            box.holding(words["complete"])

            worker = server.sign_in("ana")
            row = worker.get("/v1/applications?assignee=none&q=" + number).json["items"][0]
            row = worker.post(path(row, "/claim"), version=row["version"]).json
            browser.mark()
            answer = decide(worker, worker.get(path(row)).json, decision(row, "denied", "D06"))
            assert answer.status == 201, answer
            if scripts:
                assert browser.wait_text(words["denied"]) < 1.0 * PATIENCE and not browser.was_reloaded()
            else:
                browser.open("%s/applications/%s?lang=%s" % (base, number, language))
            browser.look()
            assert words["denied"] in browser.text(), browser.text()
            letter = worker.get(path(row, "/notices")).json["items"]
            letter = next(notice for notice in letter if notice["decision_id"])
            letter = worker.get("/v1/notices/" + letter["id"]).json
            box.holding(letter["rendered_text"].strip().splitlines()[0])

            browser.press(TAB)
            browser.link(words["appeal"])
            browser.form_by(words["file"], {"text": "The income is not mine: Nguyễn & <b>sons</b>"})
            assert words["appealed"] in browser.text(), browser.text()
            appeals = worker.get(path(row, "/appeals")).json["items"]
            assert [appeal["state"] for appeal in appeals] == ["open"], appeals
            refused = [line for line in browser.log() if "Content Security Policy" in line["message"]]
            assert not refused, refused
            print("# %d pages, the largest %d bytes%s" % (
                len(browser.pages), max(browser.pages.values()),
                ", %d looked at by %s" % (Walker.axe_pages, axe.AXE) if Walker.axe else ""))
    finally:
        status = server.close()
        box.close()
    assert status == 0, status


@story("in English, without script: applies, gets the e-mail, sends what is missing, is denied, appeals")
def _(_):
    journey("en", scripts=False)


@story("in Spanish, with script")
def _(_):
    journey("es", scripts=True)


if LONG:
    @story("in English, with script")
    def _(_):
        journey("en", scripts=True)

    @story("every page was looked at by a checker for people with disabilities")
    def _(_):
        if not Walker.axe:
            raise Skip("%s is not to be had here" % axe.AXE)
        assert Walker.axe_pages > 30, Walker.axe_pages
        server = Server()
        with Walker("en") as browser:
            browser.open("http://" + server.portal.removeprefix("http://"))
            browser.run("document.querySelector('main').append(document.createElement('input'))")
            assert any("label" in found for found in axe.hindrances(browser, Walker.axe)), "a field without a name is not noticed"
        assert server.close() == 0


@story("planted: a page too wide, and a focus that cannot be seen, are noticed")
def _(_):
    server = Server()
    try:
        with Walker("en") as browser:
            browser.open("http://" + server.portal.removeprefix("http://"))
            browser.look()
            browser.run("document.querySelector('main').style.width = '500px'")
            caught = 0
            try:
                browser.look()
            except AssertionError:
                caught += 1
            browser.run("const s = new CSSStyleSheet(); s.replaceSync('* { outline: none !important }');"
                        "document.adoptedStyleSheets = [s]")
            try:
                browser.walk(lambda control: False)
            except AssertionError as error:
                caught += "nobody sees" in str(error)
            assert caught == 2, caught
    finally:
        server.close()


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
Walker.axe = axe.source()
run()
