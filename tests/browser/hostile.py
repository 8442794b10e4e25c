#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Texts that would be markup or script, in every field that an applicant or a
worker can type: the applicant's page has the same tree as with plain texts,
shows them as they were typed, and nothing of them runs.  Loaded as well as
brought by the live stream."""

import json
import os
import random
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

from browser import Browser, available  # noqa: E402
from cases import ANSWERS, decide, decision, filing, give, money, path  # noqa: E402
from server import run, story  # noqa: E402

PLAIN = "Plain words of a person"
HOSTILE = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=window.hit=1 )//</stYle/</titLe/</teXtarEa/</scRipt/--!>",
    "\"><img src=x onerror=window.hit=1>",
    "</bdi></dd></script><script>window.hit=1</script>",
    "' autofocus tabindex=1 onfocus=window.hit=1 x='",
    "<svg><animate onbegin=window.hit=1 attributeName=x></svg>",
    "<iframe srcdoc='<script>top.hit=1</script>'>",
    "<base href=http://example.invalid/><form action=x>",
    "<meta http-equiv=refresh content='0;url=data:,'><style>*{display:none}",
    "&lt;script&gt;window.hit=1&lt;/script&gt; &#60;b&#62; &amp;quot;",
    "<!--[if IE]><![CDATA[ --><template><b>",
    "{{constructor.constructor('window.hit=1')()}} ${window.hit=1} %3Cb%3E \\u003cb\\u003e",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
    "data: x\\nid: 9\\nevent: update <plaintext>",
)
EMPLOYER_MAX = 60
TREE = """
return Array.from(document.querySelectorAll('*')).map(e => e.tagName + ' ' +
    Array.from(e.attributes).map(a => a.name + '=' + a.value).sort().join(' '));
"""


def file_with(ina, text):
    answers = dict(ANSWERS, anyone_works=True, interview_times=text, signature=text,
                   household=[dict(ANSWERS["household"][0], name=text)],
                   jobs=[{"person": text, "employer": text[:EMPLOYER_MAX], "pay_every": "month", "gross": money("800.00")}])
    body = filing(text, answers=answers)
    body["customer"].update(language="en", preferred_name=text,
                            address={"line1": text, "line2": text, "city": text[:60], "state": "TN", "zip": "37201"})
    answer = ina.post("/v1/applications", body)
    assert answer.status == 201, answer
    return answer.json


def show(browser, server, application):
    address = server.portal if server.portal.startswith("http") else "http://" + server.portal
    browser.open(address.rstrip("/") + "/status/leave")
    browser.open(address.rstrip("/") + "/status")
    browser.fill("#number", application["number"])
    browser.fill("#code", application["access_code"])
    browser.click("button[type=submit]")
    browser.wait_text(application["number"])


def tree_of(browser, application, text):
    """Tags and attributes, without what differs between any two applications."""
    tree = json.dumps(browser.run(TREE), ensure_ascii=False)
    assert text == PLAIN or text not in tree, "typed text inside an attribute"
    return [re.sub(r"\d{4}-\d\d-\d\d(T[0-9:]+Z)?|after=\d+|(?<=id=update-)\d+|n_[0-9a-z]+|(?<=-)[0-9a-f]{16}\b|value=[0-9a-f]{64}", "#", line)
            for line in json.loads(tree.replace(application["number"], "A-NUMBER"))]


def life(server, browser, text):
    """The trees of the page on the way: as loaded, after the live news, loaded again."""
    ana, sam, ina = (server.sign_in(name) for name in ("ana", "sam", "ina"))
    filed = file_with(ina, text)
    given = give(sam, filed, ana.session["worker"]["id"])
    show(browser, server, filed)
    trees = [tree_of(browser, filed, text)]
    items = [{name: item[name] for name in ("requirement", "person", "source", "period") if item.get(name)}
             for item in given["missing"] if item["cured_by"] == "applicant" and item["state"] in ("unmet", "requested")]
    assert any(text[:EMPLOYER_MAX] in item.values() for item in items), (text, items)
    asked = ana.post(path(given, "/missing"), {"items": items, "message": text}, version=given["version"])
    assert asked.status == 200, asked
    given = asked.json
    reasons = [{"code": "D10", "facts": {"person": text, "place": text}}, {"code": "D09", "facts": {"item": text}}]
    body = decision(given, "denied", *reasons)
    body["rationale"] = text
    denied = decide(ana, given, body)
    assert denied.status == 201, denied
    browser.wait_text("Why your application was denied")
    trees.append(tree_of(browser, filed, text))
    shown = browser.run("return document.body.textContent")
    assert shown.count(text) >= 3, (text, shown)
    show(browser, server, filed)
    trees.append(tree_of(browser, filed, text))
    letter = browser.run("return document.body.textContent")
    assert letter.count(text) >= 4, (text, letter)
    assert browser.run("return window.hit === undefined && document.title.length < 200"), text
    refused = [line for line in browser.log() if "Content Security Policy" in line["message"]]
    assert not refused, refused
    return trees


@story("whatever is typed, the applicant's page has the tree of plain words, and shows it as typed")
def _(server):
    with Browser("en") as browser:
        plain = life(server, browser, PLAIN)
        assert plain[0] != plain[1] and "DD " in plain[0], plain
        for text in HOSTILE if os.environ.get("CASELOAD_LONG") else random.sample(HOSTILE, 4):
            for which, (tree, wanted) in enumerate(zip(life(server, browser, text), plain)):
                strange = [(a, b) for a, b in zip(tree, wanted) if a != b][:3]
                assert tree == wanted, (text, which, len(tree), len(wanted), strange)


@story("a page that wrote a text as it is would be noticed")
def _(server):
    with Browser("en") as browser:
        browser.open("data:text/html,<dl><dd>" + PLAIN)
        plain = browser.run(TREE)
        for text in HOSTILE[1:3] + HOSTILE[4:8] + HOSTILE[9:10] + HOSTILE[11:12]:
            browser.open("data:text/html,<dl><dd></dl>")
            browser.run("document.querySelector('dd').innerHTML = arguments[0]", text)
            assert browser.run(TREE) != plain, text


if not available():
    print("1..0 # SKIP chromium and chromedriver are not installed")
    sys.exit(0)
run()
