#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The applicant's page in a real browser: live, spoken, in two languages."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

from browser import Browser, available  # noqa: E402
from server import PATIENCE, SAMPLE, fresh_key, mine, run, story  # noqa: E402


def receipt_of(server, number):
    with open(server.receipts, encoding="utf-8") as file:
        return [line.split("\t") for line in file if line.startswith(number + "\t")][0]


def show(browser, server, number, code):
    address = server.portal if server.portal.startswith("http") else "http://" + server.portal
    browser.open(address.rstrip("/") + "/status")
    browser.fill("#number", number)
    browser.fill("#code", code)
    browser.click("button[type=submit]")
    browser.wait_text(number)


def deny(ana, row):
    answer = ana.post("/v1/applications/%s/decisions" % row["id"], {
        "application_id": row["id"], "application_version": row["version"], "outcome": "denied",
        "reasons": [{"code": "D07", "facts": {}}, {"code": "D08", "facts": {}}],
        "rationale": "Nobody answered, proof did not come."}, version=row["version"], key=fresh_key())
    assert answer.status == 201, answer


def story_in(language, denied, appeal):
    @story("a denial shows on the open page within a second, without loading it again (%s)" % language)
    def _(server):
        ana = server.sign_in("ana")
        row = [r for r in mine(ana) if r["language"] == language and r["clock"] == "overdue" and not r["expedited"]][0]
        code = receipt_of(server, row["number"])[1]
        with Browser(language) as browser:
            show(browser, server, row["number"], code)
            assert browser.run("return document.documentElement.lang") == language
            browser.mark()
            deny(ana, row)
            assert browser.wait_text(denied) < 1.0 * PATIENCE
            assert not browser.was_reloaded()
            assert appeal in browser.text()
            codes = browser.run("return Array.from(document.querySelectorAll('[data-code]'), e => e.dataset.code)")
            assert codes == ["D07", "D08"], codes
            spoken = browser.run("return document.getElementById('spoken').textContent")
            assert spoken, "the news is for ears, too"
            refused = [line for line in browser.log() if "Content Security Policy" in line["message"]]
            assert not refused, refused


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
story_in("en", "Why your application was denied", "You can appeal until")
story_in("es", "Por qué se negó su solicitud", "Puede apelar hasta el")
run(sample=SAMPLE)
