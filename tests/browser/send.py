#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents sent from a real browser, with script and without."""

import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

from browser import Browser, available  # noqa: E402
from cases import filing, item_of, path, read  # noqa: E402
from papers import pdf, png  # noqa: E402
from server import run, story  # noqa: E402

FOLDER = tempfile.mkdtemp(prefix="caseload-send.")


def paper(name, data):
    where = os.path.join(FOLDER, name)
    with open(where, "wb") as file:
        file.write(data)
    return where


def show(browser, server, application):
    browser.open(server.portal.rstrip("/") + "/status?lang=en")
    browser.fill("#number", application["number"])
    browser.fill("#code", application["access_code"])
    browser.click("button[type=submit]")
    browser.wait_text(application["number"])


def story_in(scripted):
    @story("what is missing is sent, %s a script" % ("with" if scripted else "without"))
    def _(server):
        ina, sam = server.sign_in("ina"), server.sign_in("sam")
        filed = ina.post("/v1/applications", filing("Browser %s" % scripted)).json
        item = item_of(filed, "identity")["id"]
        with Browser("en") as browser:
            if not scripted:
                browser.call("POST", browser.session + "/goog/cdp/execute", {
                    "cmd": "Emulation.setScriptExecutionDisabled", "params": {"value": True}})
            show(browser, server, filed)
            browser.narrow()
            assert browser.run("return document.documentElement.scrollWidth") <= 320
            browser.fill("#file-" + item, paper("front of it.png", png()) + "\n" + paper("back.pdf", pdf("back")))
            if scripted:
                # News arrives while a file is chosen and not sent: it stays chosen.
                sam.put(path(filed, "/assignment"), {"worker_id": sam.session["worker"]["id"], "reason": "r"}, version=filed["version"])
                taken = read(sam, filed)
                asked = sam.post(path(filed, "/missing"), {"items": [{"requirement": "utilities"}]}, version=taken["version"])
                if asked.status == 200:
                    browser.wait_text("We need something from you")
                assert browser.run("return document.getElementById(arguments[0]).files.length", "file-" + item) == 2
            browser.click("form:has(#file-%s) button" % item)
            browser.wait_text("We have what you sent")
            assert "front of it.png" in browser.text() and "back.pdf" in browser.text(), browser.text()
            refused = [line for line in browser.log() if "Content Security Policy" in line["message"]]
            assert not refused, refused
            # What cannot be taken leads back to its form.
            browser.click("#send summary")
            browser.fill("#file-other", paper("page.pdf", b"<html>"))
            browser.click("#send button")
            browser.wait_text("This is not a PDF or a picture")
            assert browser.run("return document.querySelector('#fault a').getAttribute('href')") == "#file-other"
            assert browser.run("return document.getElementById('file-other').getAttribute('aria-invalid')") == "true"
        names = [row["name"] for row in sam.get(path(filed, "/documents")).json["items"]]
        assert names == ["front of it.png", "back.pdf"], names


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)

story_in(True)
story_in(False)

if __name__ == "__main__":
    try:
        run()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
