#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Before applying: what each program says to a few answers, by its own rules,
and that nothing of them is kept."""

import re

from applicant import Applicant
from server import SAMPLE, Database, run, story

CANNOT_TELL, MAY, PROBABLY_NOT = "0", "1", "2"


def ask(server, language="en", **given):
    visitor = Applicant(server).go("/before?lang=" + language)
    visitor.press(None, **given)
    return visitor


def says(visitor):
    return {program: said for said, program in re.findall(r'data-says="(\d)"><strong><a href="/apply/([^?"]+)', visitor.text)}


@story("little money may qualify, much does not, and nothing told cannot be told")
def _(server):
    little = ask(server, people="3", children="1", elderly="no", earned="900", other="0", savings="100", disaster="no")
    assert says(little)["snap"] == MAY and says(little)["families-first"] == MAY, says(little)
    assert says(little)["tornado-relief"] == PROBABLY_NOT, says(little)
    much = ask(server, people="3", children="1", elderly="no", earned="9,000.00", other="0", savings="100", disaster="no")
    assert says(much)["snap"] == PROBABLY_NOT and says(much)["families-first"] == PROBABLY_NOT, says(much)
    assert "Income before deductions" in much.page.text
    nothing = ask(server)
    assert set(says(nothing).values()) == {CANNOT_TELL}, says(nothing)


@story("the limit is the program's own: a dollar decides")
def _(server):
    # Gross limit for a home of three in fiscal year 2026, 7 CFR 273.9(a)(1).
    at = ask(server, people="3", children="2", elderly="no", earned="2888", other="0")
    over = ask(server, people="3", children="2", elderly="no", earned="2889", other="0")
    assert says(at)["snap"] == MAY and says(over)["snap"] == PROBABLY_NOT, (says(at), says(over))


@story("no child means no Families First")
def _(server):
    alone = ask(server, people="1", children="0", elderly="no", earned="0", other="0", savings="0")
    assert says(alone)["families-first"] == PROBABLY_NOT and says(alone)["snap"] == MAY, says(alone)


@story("it says that only a person decides, in both languages, and bars nobody from applying")
def _(server):
    page = ask(server, people="1", earned="90000", other="0")
    assert "Only a person decides" in page.page.text
    assert any(attrs.get("href", "").startswith("/apply/snap?") for tag, attrs in page.page.tags if tag == "a")
    assert "Solo una persona decide" in ask(server, "es", people="1").page.text


@story("what cannot be an answer is told at its field")
def _(server):
    for field, value in (("people", "many"), ("people", "0"), ("people", "999999999999"), ("earned", "lots"),
                         ("earned", "-5"), ("children", "3"), ("savings", "1" * 16)):
        page = ask(server, **{"people": "3", field: value})
        assert page.status == 422 and 'href="#%s"' % field in page.fault_texts(), (field, value)


@story("how many people can be given is said, and a condition that is not met reads as one")
def _(server):
    for language, bound, unmet in (("en", "from 1 to 20.", "this condition is not met: Lived or worked in the area"),
                                   ("es", "de 1 a 20.", "esta condición no se cumple: Vivía o trabajaba en la zona")):
        assert bound in ask(server, language, people="30").fault_texts()
        assert bound in ask(server, language, people="many").fault_texts()
        assert bound.replace("1 ", "0 ").replace("20", "19") in ask(server, language, people="3", children="20").fault_texts()
        assert unmet in ask(server, language, people="1", disaster="no").page.text


@story("an amount with a decimal comma is asked again, not taken times a hundred")
def _(server):
    for typed in ("50,00", "12,5", "1.234,56"):
        page = ask(server, people="1", earned=typed)
        assert page.status == 422 and "50.00 for fifty dollars" in page.fault_texts(), typed
        assert page.page.attribute("input", "value", id="earned") == typed
    assert ask(server, people="1", earned="1,234.56").status == 200


@story("nothing is kept, and nothing stands in an address")
def _(server):
    db = Database(server.db)
    count = "SELECT (SELECT count(*) FROM started_form) + (SELECT count(*) FROM event) AS n"
    before = db.execute(count)[0]["n"]
    page = ask(server, people="3", earned="1234.56")
    assert page.path.startswith("/before") and "1234" not in page.path and page.headers["Cache-Control"] == "no-store"
    assert db.execute(count)[0]["n"] == before
    assert page.send("POST", "/before", {"people": "3"}).status == 403, "a form from elsewhere is no form"


run(sample=SAMPLE)
