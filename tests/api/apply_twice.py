#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An application in two windows, or with a button pressed twice: nobody is taken
off a list by it, nobody is overwritten, and no form is written into from another's page."""

import copy
import re
import time

from applicant import Applicant, YOU
from apply_words import number_and_code
from server import SAMPLE, run, story

QUICK = {"q-month_income": "1200", "q-cash": "40", "q-rent": "700", "q-migrant": "no"}


def with_people(server, *names, language="en"):
    ana = Applicant(server).start(language=language).press("next", **QUICK)
    for name in names:
        ana.press("add:household").press("next", **{"q-name": name, "q-relation": "child"})
        if ana.at() != "part/people":
            ana.press("next")
    assert ana.at() == "part/people" and all(name in ana.page.text for name in names), ana.path
    return ana


def window(ana):
    """A second window of the same browser."""
    other = copy.copy(ana)
    other.path, other.sent = None, None
    return other


def again(ana):
    ana.send("POST", *ana.sent)
    return ana.follow()


@story("Remove pressed twice takes off one, also of two who are called alike")
def _(server):
    for language, words in (("en", "This list has changed since"), ("es", "lista")):
        ana = with_people(server, "Ann Oak", "Bea Oak", "Cy Oak", language=language)
        ana.press("remove:household:0")
        again(ana)
        assert "Ann Oak" not in ana.page.text and "Bea Oak" in ana.page.text and "Cy Oak" in ana.page.text
        assert words in ana.page.text
    twins = with_people(server, "Dee Oak", "Dee Oak")
    twins.press("remove:household:1")
    again(twins)
    assert twins.page.text.count("Dee Oak") == 1


@story("buttons of an old page mean whom they showed, or nobody")
def _(server):
    ana = with_people(server, "Ann Oak", "Bea Oak", "Cy Oak")
    old = window(ana).go("/apply/snap/part/people?lang=en")
    ana.press("remove:household:0")
    old.press("remove:household:2")
    assert "Bea Oak" in old.page.text and "Cy Oak" not in old.page.text
    old = window(ana).go("/apply/snap/part/people?lang=en")
    ana.go("/apply/snap/part/people?lang=en").press("edit:household:0").press("next", **{"q-name": "Bella Oak"})
    old.press("edit:household:0")
    assert old.at() == "part/people" and "moved=1" in old.path and "Bella Oak" in old.page.text


@story("two windows add somebody each, and both are on the list; sent twice it is one")
def _(server):
    ana = with_people(server, "Ann Oak")
    ana.press("add:household")
    other = window(ana).go("/apply/snap/entry/household/1?lang=en")
    ana.press("next", **{"q-name": "Bea Oak", "q-relation": "child"})
    again(ana)
    other.press("next", **{"q-name": "Cy Oak", "q-relation": "child"})
    other.go("/apply/snap/part/people?lang=en")
    for name in ("Ann Oak", "Bea Oak", "Cy Oak"):
        assert other.page.text.count(name) == 1, (name, other.page.text)


@story("an entry that was removed in another window is not written over somebody else")
def _(server):
    ana = with_people(server, "Ann Oak", "Bea Oak")
    old = window(ana).go("/apply/snap/entry/household/0?lang=en")
    ana.press("remove:household:0")
    old.press("next", **{"q-name": "Anna Oak"})
    assert old.status == 422 and "changed or removed in another window" in old.fault_texts(), old.path
    assert old.page.attribute("input", "value", id="q-name") == "Anna Oak", "nothing typed is lost"
    old.press("next").go("/apply/snap/part/people?lang=en")
    assert "Anna Oak" in old.page.text and "Bea Oak" in old.page.text


@story("a page of one form is not saved into another that was opened in the browser meanwhile")
def _(server):
    for language, words in (("en", "This page belongs to another form"), ("es", "Esta página es de otro formulario")):
        bea = with_people(server, "Bea Oak", language=language).press("later")
        number, code = number_and_code(bea)
        ana = with_people(server, "Ann Oak", language=language)
        mine, _ = number_and_code(window(ana).go("/apply/snap/saved?lang=en"))
        you = window(ana).go("/apply/snap/you?lang=" + language)
        review = window(ana).go("/apply/snap/review?lang=" + language)
        entry = window(ana).go("/apply/snap/entry/household/0?lang=" + language)
        saved = window(ana).go("/apply/snap/saved?lang=" + language)
        window(ana).go("/continue").press(None, number=number, code=code)
        for tab, button, values in ((you, "next", {"you-name": "Ann Oak"}), (ana, "remove:household:0", {}),
                                    (entry, "next", {"q-name": "Ann Oak"}), (review, "send", {"q-signature": "Ann Oak"}),
                                    (saved, "forget", {})):
            tab.press(button, **values)
            assert tab.status == 409 and words in tab.page.text, (button, tab.status, tab.page.text)
            assert mine in tab.page.text and number in tab.page.text
            assert "/continue?number=%s&amp;lang=%s" % (mine, language) in tab.text
        bea = window(ana).go("/apply/snap/review?lang=en")
        assert bea.at() == "review" and "Bea Oak" in bea.page.text and "Ann Oak" not in bea.page.text
        # The first page pressed twice is no other form.
        ben = Applicant(server).start()
        assert again(ben).at() == "part/quick", ben.path


@story("after an hour a post says that it was signed out, and how to go on with the number")
def _(server):
    for language, words in (("en", "You were signed out for your safety"), ("es", "Cerramos su sesión por su seguridad")):
        ana = with_people(server, "Ann Oak", language=language)
        number, code = number_and_code(window(ana).go("/apply/snap/saved?lang=" + language))
        ana.cookies = {name: value for name, value in ana.cookies.items() if "apply" not in name}
        ana.press("next")
        assert ana.status == 409 and words in ana.page.text and number in ana.page.text, ana.page.text
        ana.go("/continue?number=%s&lang=%s" % (number, language))
        assert ana.page.attribute("input", "value", id="number") == number
        ana.press(None, code=code)
        assert ana.at() == "part/people" and "Ann Oak" in ana.page.text


@story("two programs' forms stay open side by side in one browser, and leaving closes both")
def _(server):
    ana = with_people(server, "Ann Oak")
    care = window(ana).go("/apply/child-care/you?lang=en")
    care.press("next", **{name: value for name, value in YOU.items() if name in care.form()["fields"]})
    assert care.at().startswith("part/"), care.path
    ana.press("edit:household:0").press("next", **{"q-name": "Anna Oak"})
    assert ana.at() == "part/people" and "Anna Oak" in ana.page.text, ana.path
    assert window(ana).go("/apply/child-care/review").at() == "review"
    assert "Go on with my application" in window(ana).go("/apply/snap?lang=en").page.text
    # One thrown away, the other is still there.
    window(ana).go("/apply/child-care/saved").press("forget").press("forget")
    assert window(ana).go("/apply/snap/review").at() == "review"
    assert window(ana).go("/apply/child-care/review").path.startswith("/apply/child-care?")
    old = dict(ana.cookies)
    ana.get("/leave?lang=es")
    assert ana.headers["Location"] == "/status?lang=es" and not any(v for n, v in ana.cookies.items() if "apply" in n)
    ana.cookies = old
    assert ana.go("/apply/snap/review").path.startswith("/apply/snap?"), "an old pass opens nothing"


def begin(ana, program):
    """One more program's form, in the same browser."""
    other = window(ana).go("/apply/%s/you?lang=en" % program)
    return other.press("next", **{name: value for name, value in YOU.items() if name in other.form()["fields"]})


def passes(ana):
    """What stands in the browser for each program's form."""
    return {name.removeprefix("caseload_apply_"): value for name, value in ana.cookies.items()
            if name.startswith("caseload_apply") and value}


def is_open(ana, program):
    return window(ana).go("/apply/%s/review?lang=en" % program).path.startswith("/apply/%s/review" % program)


@story("a form that was walked away from ends an hour after it was used, though another is filled in")
def _(server):
    ana = with_people(server, "Ann Oak")
    mine = re.search(r"[.](f_[^.]+)[.]", "; ".join(ana.cookies.values())).group(1)
    care = begin(ana, "child-care")
    for path in ("/apply/child-care/you", "/apply/child-care/review", "/apply/child-care/saved", "/apply/child-care",
                 "/continue", "/"):
        care.get(path)
        assert care.status == 200, path
        assert mine not in "".join(care.headers.get_all("Set-Cookie") or []), path
    assert is_open(ana, "snap") and is_open(ana, "child-care")


@story("a page asked for before another program's form was begun, and answered after, takes it from nobody")
def _(server):
    ana = with_people(server, "Ann Oak")
    late = window(ana)
    late.cookies = dict(ana.cookies)
    begin(ana, "child-care")
    late.get("/apply/snap/review?lang=en")
    for line in late.headers.get_all("Set-Cookie"):
        name, _, value = line.split(";")[0].partition("=")
        ana.cookies[name] = value
    assert is_open(ana, "child-care") and is_open(ana, "snap")


@story("forms thrown away and forms that are over push out no other")
def _(server):
    ana = with_people(server, "Ann Oak")
    for _ in range(5):
        begin(ana, "child-care")
        window(ana).go("/apply/child-care/saved").press("forget").press("forget")
    assert is_open(ana, "snap")
    ana.cookies["caseload_apply_child-care"] = ana.cookies["caseload_apply_provider-grant"] = "over"
    begin(ana, "families-first")
    assert is_open(ana, "snap") and is_open(ana, "families-first")


LONG = ("families-first", "essential-worker-child-care", "emergency-cash")
# What a browser on a desk says with a form that it sends.
SAYS = {"Cache-Control": "max-age=0", "Upgrade-Insecure-Requests": "1", "Sec-Fetch-Site": "same-origin",
        "sec-ch-ua": '"Chromium";v="130", "Google Chrome";v="130", "Not?A_Brand";v="99"', "sec-ch-ua-mobile": "?0",
        "sec-ch-ua-platform": '"Windows"', "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1", "Sec-Fetch-Dest": "document",
        "Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive",
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                  "application/signed-exchange;v=b3;q=0.7", "Accept-Language": "es-US,es;q=0.9,en-US;q=0.8,en;q=0.7",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Referer": "https://apply.humanservices.example.gov/apply/essential-worker-child-care/part/household?lang=en"}


@story("of more programs than a head has room for the last used stay open, and leaving closes all at any size")
def _(server):
    ana = Applicant(server).go("/account/new").press(None, login="three@oak.example", password="a long enough word")
    ana.go("/account/sign-in").press(None, login="three@oak.example", password="a long enough word")
    sent = begin(ana, "snap").go("/apply/snap/review?lang=en").sign()
    assert sent.at() == "receipt" and ana.cookies["caseload_pass"] and ana.cookies["caseload_account"]
    for program in LONG:
        begin(ana, program)
        time.sleep(0.01)
    assert sorted(passes(ana)) == sorted(LONG), passes(ana).keys()
    ana.cookies = {name: value for name, value in ana.cookies.items() if value}
    for program in LONG:
        assert window(ana).get("/apply/%s/review?lang=en" % program, headers=SAYS).status == 200, program
    # Whatever else stands in the head, the way out is answered whole.
    for size in range(0, 1400, 20):
        leaving = window(ana)
        leaving.cookies = dict(ana.cookies)
        leaving.get("/leave?lang=en", headers={**SAYS, "X": "x" * size})
        assert leaving.status in (303, 431), (size, leaving.status)
        assert leaving.status == 431 or not passes(leaving), (size, leaving.cookies)
        assert size > 100 or leaving.status == 303, "another site's cookies, or a proxy, say more"
    assert leaving.status == 431
    assert not any(is_open(ana, program) for program in LONG)


@story("on the way to all answers what was typed goes along; every page says its number")
def _(server):
    ana = Applicant(server).go("/apply/snap/you?lang=en").press("review", **YOU)
    assert ana.at() == "review" and "12 Elm Street" in ana.page.text and "Hoa Nguyen" in ana.page.text, ana.path
    number, _ = number_and_code(window(ana).go("/apply/snap/saved"))
    for below in ("you", "part/quick", "part/people", "entry/household/0", "review"):
        for language in ("en", "es"):
            ana.go("/apply/snap/%s?lang=%s" % (below, language))
            assert ana.at() == below and number in ana.page.text, below
            assert 'href="/?lang=%s"' % language in ana.text


@story("a page whose token is over is shown again with what was typed; pressed once more it is taken")
def _(server):
    for language, words in (("en", "What you typed is still here"), ("es", "Lo que escribió sigue aquí")):
        ana = Applicant(server).go("/apply/snap/you?lang=" + language)
        ana.cookies.clear()
        ana.press("next", **YOU)
        assert ana.status == 403 and words in ana.fault_texts(), ana.page.text
        assert ana.page.attribute("input", "value", id="you-name") == "Hoa Nguyen"
        ana.press("next")
        assert ana.at() == "part/quick", ana.path
        ana.cookies = {name: value for name, value in ana.cookies.items() if "form" not in name}
        ana.press("next", **QUICK)
        assert ana.status == 403 and words in ana.fault_texts(), ana.page.text
        assert ana.press("next").at() == "part/people", ana.path
        ana.press("add:household")
        ana.cookies = {name: value for name, value in ana.cookies.items() if "form" not in name}
        ana.press("next", **{"q-name": "Ann Oak"})
        assert ana.status == 403 and words in ana.fault_texts(), ana.page.text
        assert "Ann Oak" in ana.press("next").page.text


@story("the language link of one more application leads to it, and not to the old receipt")
def _(server):
    ana = Applicant(server).start().go("/apply/snap/review?lang=en").sign()
    assert ana.at() == "receipt", ana.path
    ana.go("/apply/snap/you?new=1&lang=en")
    assert 'href="/apply/snap/you?new=1&amp;lang=es"' in ana.text
    assert ana.go("/apply/snap/you?new=1&lang=es").at() == "you"


run(sample=SAMPLE)
