#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Applying, page by page, without script: what is asked, what is kept, what
is refused, and that sending twice files once."""

import re

from applicant import Applicant, YOU
from apply_words import filed, number_and_code
from server import SAMPLE, Database, run, story
from visitor import Visitor

QUICK = {"q-month_income": "1,200.50", "q-cash": "$40", "q-rent": "700"}
HOSTILE = [
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "{{7*7}}${7*7}<%= 7 %>", "=cmd|' /C calc'!A0",
    "@SUM(1+1)", "+1-1", "../../../../etc/passwd%00", "C:\\Windows\\win.ini", "Robert'); DROP TABLE customer;--",
    "a\r\nBcc: everybody@example.com\r\n\r\nhello", "\x1b]0;owned\x07\x1b[2J", "\u202eevil\u2066\u200f",
    "Z\u0351\u036b\u0343a\u030a\u0328lgo", "\ufeff\u200b", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "%s%n%x", "\\", "'",
    "null", "true", "-1", "1e309", "9" * 30, "--", "]]>", "<!--", "&lt;&amp;", "javascript:alert(1)", "\u0000".strip("\0") or "x",
]


def to_people(server, **more):
    applicant = Applicant(server).start(**more)
    applicant.press("next", **{**QUICK, "q-migrant": "no"})
    assert applicant.at() == "part/people", applicant.path
    return applicant


def to_review(server, **more):
    applicant = to_people(server, **more)
    return applicant.go("/apply/snap/review?lang=" + more.get("language", "en"))


@story("an application goes page by page to a receipt, and a worker has it")
def _(server):
    hoa = to_people(server)
    hoa.press("add:household").press("next", **{"q-status": "citizen", "q-ssn": "has"})
    assert hoa.at() == "part/people" and "Hoa Nguyen" in hoa.page.text
    hoa.press("next").press("next", **{"q-anyone_works": "no", "q-anyone_self_employed": "no", "q-anyone_other_income": "no"})
    assert hoa.at() == "part/costs", hoa.path
    hoa.press("next").press("next", **{"q-rights_read": "yes"})
    assert hoa.at() == "review" and "$1,200.50" in hoa.page.text
    hoa.sign()
    assert hoa.at() == "receipt", hoa.path
    number, code = number_and_code(hoa)
    assert number.startswith("A-25-") and re.fullmatch(r"\d{3} \d{3} \d{4}", code)
    row = filed(server, number)
    assert row["channel"] == "web" and row["status"] == "incomplete" and row["customer"]["name"] == "Hoa Nguyen"
    assert row["answers"]["month_income"] == {"amount": "1200.50", "currency": "USD"}
    assert row["answers"]["signature"] == "Hoa Nguyen" and "jobs" not in row["answers"]
    # What is asked for is the same here, on the status page and at the desk.
    asked = sorted(item["label"] for item in row["missing"] if item["state"] == "requested")
    assert asked and all(label in hoa.page.text for label in asked), asked
    status = Visitor(server).sign_in(number, code.replace(" ", ""))
    assert status.status == 303, "the code of the receipt opens the page"
    assert hoa.get("/applications/" + number).status == 200, "the receipt leads on without a code"


@story("what an answer brings up is asked on the same page, and what it takes away is not sent")
def _(server):
    ana = Applicant(server).start()
    assert "q-migrant_no_income" not in ana.form()["fields"]
    ana.press("next", **{"q-migrant": "yes"})
    assert ana.at() == "part/quick" and "q-migrant_no_income" in ana.form()["fields"]
    ana.press("next", **{"q-migrant_no_income": "yes"})
    assert ana.at() == "part/people"
    ana.go("/apply/snap/part/quick")
    ana.press("next", **{"q-migrant": "no"})
    assert ana.at() == "part/people", "nothing new is asked"
    ana.go("/apply/snap/review").sign()
    row = filed(server, number_and_code(ana)[0])
    assert row["answers"]["migrant"] is False and "migrant_no_income" not in row["answers"]


def needs(row):
    """What an application still needs, and of whom."""
    return {(item["requirement"], item.get("person")) for item in row["missing"] if item["state"] in ("unmet", "requested")}


@story("nobody is asked what hangs on a question they were not asked, and no letter demands it")
def _(server):
    ana = Applicant(server).start("child-care", **{"you-name": "Maria Lopez"})
    ana.press("add:household").press("next", **{"q-activity": "work"})
    assert ana.at() == "entry/household/0" and "more=1" in ana.path, ana.path
    assert "q-activity_hours" in ana.form()["fields"]
    of_a_child = {"q-needs_care", "q-special_need", "q-protective", "q-head_start", "q-status"}
    assert not of_a_child & set(ana.form()["fields"]), ana.form()["fields"]
    ana.press("another")
    ana.press("next", **{"q-name": "Baby", "q-relation": "child", "q-born_on-month": "2", "q-born_on-day": "1", "q-born_on-year": "2024"})
    # What would tell comes first, and nothing of work and school.
    assert of_a_child & set(ana.form()["fields"]) == {"q-needs_care"} and "q-activity_hours" not in ana.form()["fields"]
    ana.press("next", **{"q-needs_care": "yes"})
    assert of_a_child <= set(ana.form()["fields"]) and "q-activity" not in ana.form()["fields"], ana.form()["fields"]
    ana.press("another")
    ana.press("next", **{"q-name": "Lan", "q-relation": "child"}).press("next", **{"q-needs_care": "yes"})
    ana.press("next", **{"q-special_need": "no", "q-status": "citizen"}).press("next")
    assert ana.at() == "part/money", ana.path
    ana.go("/apply/child-care/review").sign("Maria Lopez")
    # Each is called by whose it is.
    assert ana.at() == "receipt" and "Hours a week of work and school, for Maria Lopez" in ana.page.text
    assert "Birth record, for Baby" in ana.page.text and "Birth record, for Lan" in ana.page.text, ana.page.text
    row = filed(server, number_and_code(ana)[0])
    asked = {(what, who) for what, who in needs(row) if what.startswith("household.")}
    assert asked == {("household.activity_hours", "Maria Lopez"), ("household.special_need", "Baby"), ("household.status", "Baby"),
                     ("household.born_on", "Lan")}, asked
    sam = server.sign_in("sam")
    letters = [sam.get("/v1/notices/" + notice["id"]).json["rendered_text"]
               for notice in sam.get("/v1/applications/%s/notices" % row["id"]).json["items"]]
    letter = "".join(text for text in letters if "Citizenship" in text)
    assert "Citizenship, for Baby" in letter and "Hours a week of work and school, for Maria Lopez" in letter, letters
    assert "Citizenship, for Maria Lopez" not in letter and "school, for Baby" not in letter, letter


@story("a place that is open is not asked when it opens again, nor who lived elsewhere where they stay now")
def _(server):
    shop = Applicant(server).go("/apply/provider-grant/you")
    shop.press("next", **{**{k: v for k, v in YOU.items() if "born_on" not in k}, "you-name": "Little Oaks LLC",
                          "contact1-name": "Olive Oak", "contact1-phone": "615-555-0111"})
    shop.press("next", **{"q-open_now": "yes"})
    assert shop.at() == "part/children", shop.path
    shop.go("/apply/provider-grant/review").sign("Olive Oak")
    missing = {what for what, _ in needs(filed(server, number_and_code(shop)[0]))}
    assert "license" in missing and not missing & {"open_now", "closed_why", "reopens_on"}, missing
    lee = Applicant(server).start("tornado-relief").press("next", **{"q-lived_in": "elsewhere"})
    assert lee.at() == "part/people", lee.path
    lee.go("/apply/tornado-relief/review").sign()
    missing = {what for what, _ in needs(filed(server, number_and_code(lee)[0]))}
    assert "worked_there" in missing and not missing & {"home_then", "home_damage", "staying_at"}, missing


@story("a question left empty brings up nothing: it alone is asked for, and the rest once it is told")
def _(server):
    ana = Applicant(server).start().press("next")
    assert ana.at() == "part/people", ana.path
    ana.press("add:household").press("another")
    ana.press("next", **{"q-name": "Minh"})
    assert ana.at() == "part/people", ana.path
    ana.go("/apply/snap/review").sign()
    missing = needs(filed(server, number_and_code(ana)[0]))
    assert ("household.relation", "Minh") in missing and ("household.eats_with_you", "Minh") not in missing, missing
    assert {("migrant", None), ("anyone_works", None)} <= missing and not {("migrant_no_income", None), ("jobs", None)} & missing, missing


@story("what cannot be an answer is told at the top and at the field, and nothing typed is lost")
def _(server):
    ana = Applicant(server)
    ana.start(**{"you-name": "", "you-county": "", "you-born_on-month": "13", "you-email": "nobody"})
    assert ana.status == 422 and "Please fill this in" in ana.fault_texts()
    for control in ("you-name", "you-county", "you-born_on", "you-email"):
        assert 'href="#%s"' % control in ana.fault_texts(), control
        assert ana.page.attribute("input", "aria-invalid", id=control) == "true" \
            or ana.page.attribute("select", "aria-invalid", id=control) == "true", control
    assert ana.page.attribute("input", "value", id="you-line1") == YOU["you-line1"]
    assert ana.page.attribute("input", "value", name="you-born_on-month") == "13"
    ana.start()
    ana.press("next", **{"q-month_income": "a lot", "q-cash": "-5", "q-rent": "12.345"})
    assert ana.status == 422 and 'href="#q-month_income"' in ana.fault_texts() and 'href="#q-rent"' in ana.fault_texts()
    assert ana.page.attribute("input", "value", id="q-month_income") == "a lot"
    described = ana.page.attribute("input", "aria-describedby", id="q-month_income")
    assert all(ana.page.attribute("p", "class", id=name) for name in described.split()), described
    # Without those faults there is no list of them.
    ana.press("next", **QUICK)
    assert ana.status == 200 and 'id="fault"' not in ana.text


@story("a comma is between thousands or the amount is refused: nobody's fifty dollars become five thousand")
def _(server):
    for language, words in (("en", "50.00 for fifty dollars"), ("es", "50.00 para cincuenta")):
        ana = Applicant(server).start(language=language)
        ana.press("next", **{"q-month_income": "50,00", "q-cash": "12,5", "q-rent": "1,234.50"})
        assert ana.status == 422 and ana.fault_texts().count(words) == 2, ana.fault_texts()
        assert 'href="#q-month_income"' in ana.fault_texts() and 'href="#q-cash"' in ana.fault_texts()
        assert ana.page.attribute("input", "value", id="q-month_income") == "50,00"
        ana.press("next", **{"q-month_income": "50.00", "q-cash": "12.50", "q-migrant": "no"})
        assert ana.at() == "part/people", ana.path
        ana.go("/apply/snap/part/quick?change=1")
        assert ana.page.attribute("input", "value", id="q-rent") == "1234.50"


@story("an e-mail address that nobody can write to is refused where it is typed")
def _(server):
    for unusable in ("x@y.z,w@v.u", "ana lopez@x.org", "nobody", "ana@"):
        ana = Applicant(server).start(**{"you-email": unusable})
        assert ana.status == 422 and 'href="#you-email"' in ana.fault_texts(), unusable
        assert "It looks like name@example.com." in ana.fault_texts()
        assert ana.page.attribute("input", "value", id="you-email") == unusable
    shop = Applicant(server).go("/apply/provider-grant/you")
    about = {k: v for k, v in YOU.items() if "born_on" not in k}
    shop.press("next", **{**about, "contact1-name": "Olive Oak", "contact1-email": "olive@oak.example, bo@oak.example"})
    assert shop.status == 422 and 'href="#contact1-email"' in shop.fault_texts()


@story("what the filing refuses is named, with a way to its field")
def _(server):
    for left in (("you-name", "you-county"), ("you-line1",)):
        ana = Applicant(server).go("/apply/snap/you?lang=en")
        ana.press("later", **{**YOU, **dict.fromkeys(left, "")})
        ana.go("/apply/snap/review").sign("Hoa Nguyen")
        faults = ana.fault_texts()
        assert ana.status == 422 and "Something here" not in faults
        for field in left:
            assert '/apply/snap/you?lang=en#%s">' % field in faults, (field, faults)


@story("a year in two digits, before 1900 or to come is nobody's birth, and the page says how it is written")
def _(server):
    for language, short, wrong in (("en", "year with four digits, for example 1961", "lies between 1900 and today"),
                                   ("es", "año con cuatro cifras, por ejemplo 1961", "está entre 1900 y hoy")):
        for year, words in (("95", short), ("0095", short), ("1899", wrong), ("2031", wrong), ("9999", wrong)):
            ana = Applicant(server).start(language=language, **{"you-born_on-year": year})
            assert ana.status == 422 and 'href="#you-born_on"' in ana.fault_texts() and words in ana.fault_texts(), (year, ana.fault_texts())
            assert ana.page.attribute("input", "value", name="you-born_on-year") == year
        ana = to_people(server, language=language).press("add:household")
        for year, words in (("95", short), ("1899", wrong), ("2031", wrong), ("9999", wrong)):
            ana.press("next", **{"q-name": "Minh", "q-born_on-month": "3", "q-born_on-day": "4", "q-born_on-year": year})
            assert ana.status == 422 and 'href="#q-born_on"' in ana.fault_texts() and words in ana.fault_texts(), (year, ana.fault_texts())
        ana.press("next", **{"q-name": "Minh", "q-born_on-year": "2015"})
        assert ana.at() == "part/people", ana.path


@story("a choice, a person or a number that the form does not offer is refused")
def _(server):
    ana = to_people(server)
    ana.press("add:household")
    form = ana.form()
    ana.send("POST", form["action"], dict(form["values"], **{"q-relation": "emperor", "do": "next"}))
    assert ana.status == 422 and 'href="#q-relation"' in ana.fault_texts()
    ana.send("POST", form["action"], dict(form["values"], **{"q-name": "x" * 121, "do": "next"}))
    assert ana.status == 422 and 'href="#q-name"' in ana.fault_texts()
    assert ana.go("/apply/snap/entry/household/7").at() != "entry/household/7", "there is no seventh place yet"
    assert ana.go("/apply/snap/entry/nosuch/0").status == 200 and "entry" not in ana.path
    assert ana.get("/apply/nosuch").status == 404
    assert ana.get("/apply/nosuch/you").status == 404


@story("entries of a list are added, changed and removed")
def _(server):
    ana = to_people(server)
    ana.press("add:household").press("another")
    ana.press("another", **{"q-name": "Minh", "q-relation": "child"})
    # The relation brings up a question in the same entry.
    assert ana.at() == "entry/household/1" and "q-eats_with_you" in ana.form()["fields"], ana.path
    ana.press("another", **{"q-eats_with_you": "yes"})
    ana.press("next", **{"q-name": "Lan", "q-relation": "self"})
    assert ana.at() == "part/people" and all(name in ana.page.text for name in ("Hoa Nguyen", "Minh", "Lan"))
    ana.press("edit:household:2").press("next", **{"q-name": "Linh"})
    assert "Linh" in ana.page.text and "Lan" not in ana.page.text
    ana.press("remove:household:1")
    assert "Minh" not in ana.page.text and "Linh" in ana.page.text
    # The same page posted again changes nothing more.
    action, sent = ana.sent
    ana.send("POST", action, [pair for pair in sent if pair[0] != "do"] + [("do", "remove:household:9")]).follow()
    assert "Linh" in ana.page.text


@story("sent twice, at once or by going back, it is one application with one receipt")
def _(server):
    ana = to_review(server, **{"you-name": "Double Sender"})
    before = Database(server.db).execute("SELECT count(*) AS n FROM application")[0]["n"]
    ana.sign("Double Sender")
    first = number_and_code(ana)
    action, sent = ana.sent
    for _ in range(3):
        ana.send("POST", action, sent).follow()
        assert ana.at() == "receipt" and number_and_code(ana) == first
    assert ana.go("/apply/snap/review").at() == "receipt", "going back leads to the receipt"
    after = Database(server.db).execute("SELECT count(*) AS n FROM application")[0]["n"]
    assert after == before + 1, (before, after)
    # The next application of the same browser is a new one.
    assert ana.go("/apply/snap/you").at() == "receipt"
    ana.go("/apply/snap/you?new=1").press("next", **YOU)
    assert ana.at() == "part/quick", ana.path


@story("saved for later, it opens again with number and code, anywhere, and with nothing else")
def _(server):
    ana = to_people(server, **{"you-name": "Saver Later"})
    ana.press("later")
    assert ana.at() == "saved"
    number, code = number_and_code(ana)
    assert number.startswith("F-")
    other = Applicant(server).go("/continue")
    other.press(None, number=number, code="0000000000")
    assert other.status == 422 and "No saved form" in other.page.text
    other.press(None, number="F-99-999999", code=code)
    assert other.status == 422 and "No saved form" in other.page.text
    other.press(None, number=number.lower(), code=code)
    assert other.at() == "part/people", other.path
    other.go("/apply/snap/part/quick")
    assert other.page.attribute("input", "value", id="q-month_income") == "1200.50"
    # Thrown away, it is gone for both.
    other.go("/apply/snap/saved").press("forget")
    assert "Throw this form away?" in other.page.text and number in other.page.text
    assert Applicant(server).go("/continue").press(None, number=number, code=code).at() == "part/people", "asked first"
    other.press("forget")
    assert Applicant(server).go("/continue").press(None, number=number, code=code).status == 422
    assert ana.go("/apply/snap/part/quick").path.startswith("/apply/snap?")


@story("at rest what was begun is sealed, and it goes when its time is over")
def _(server):
    ana = to_people(server, **{"you-name": "Sealed Quillfeather"})
    db = Database(server.db)
    rows = db.execute("SELECT id, sealed FROM started_form")
    plain = b"Quillfeather"
    # PostgreSQL's own tool shows bytes as hex.
    assert rows and not any(plain.hex() in row["sealed"] if isinstance(row["sealed"], str) else plain in bytes(row["sealed"])
                            for row in rows)
    ana.press("later")
    number, code = number_and_code(ana)
    mine = db.execute("SELECT id FROM started_form WHERE number = ?", (number,))[0]["id"]
    db.execute("UPDATE started_form SET changed_at = changed_at - 2678400000 WHERE id = ?", (mine,))
    db.commit()
    db.close()
    assert Applicant(server).go("/continue").press(None, number=number, code=code).status == 422
    assert ana.go("/apply/snap/part/quick").path.startswith("/apply/snap?"), "nor by the browser's pass"
    Applicant(server).start()
    db = Database(server.db)
    assert not db.execute("SELECT id FROM started_form WHERE id = ?", (mine,)), "whoever begins sweeps it up"
    db.close()


@story("leaving takes everything out of the browser")
def _(server):
    ana = to_people(server)
    for path in ("/apply/snap/part/quick", "/apply/snap/review", "/apply/snap/saved"):
        ana.go(path)
        assert ana.headers["Cache-Control"] == "no-store", path
        cookies = ana.headers.get_all("Set-Cookie")
        assert all("HttpOnly" in c and "SameSite=Strict" in c for c in cookies), cookies
        assert any("caseload_apply_snap" in c and "Max-Age=3600" in c for c in cookies), cookies
    ana.get("/leave")
    assert ana.cookies["caseload_apply_snap"] == "" and '"cache"' in ana.headers["Clear-Site-Data"]
    assert ana.go("/apply/snap/part/quick").path.startswith("/apply/snap?")


@story("a pass opens one form alone, and not when it is altered")
def _(server):
    ana, ben = to_people(server, **{"you-name": "Ana One"}), to_people(server, **{"you-name": "Ben Two"})
    good = ana.cookies["caseload_apply_snap"]
    ends, form, tag = good.split(".")
    other = ben.cookies["caseload_apply_snap"].split(".")[1]
    for forged in (".".join((str(int(ends) + 10 ** 9), form, tag)), ".".join((ends, other, tag)), "", "..", good + "x",
                   "x" * 1000):
        ana.cookies["caseload_apply_snap"] = forged
        assert ana.go("/apply/snap/review").path.startswith("/apply/snap?"), forged
    # A pass of the status page is none for forms.
    ana.cookies["caseload_apply_snap"] = good
    assert "Ana One" in ana.go("/apply/snap/review").page.text


@story("a form without its token, or from another site, changes nothing")
def _(server):
    ana = to_people(server)
    form = ana.go("/apply/snap/part/quick").form()
    values = dict(form["values"], **{"q-cash": "99", "do": "next"})
    for bad in (dict(values, token="0" * 64), {k: v for k, v in values.items() if k != "token"}):
        assert ana.send("POST", form["action"], bad).status == 403
    assert ana.send("POST", form["action"], values, headers={"Origin": "https://evil.example"}).status == 403
    stranger = Visitor(server)
    stranger.cookies["caseload_apply_snap"] = ana.cookies["caseload_apply_snap"]
    assert stranger.send("POST", form["action"], values).status == 403, "the token belongs to one browser"
    ana.go("/apply/snap/part/quick")
    assert ana.page.attribute("input", "value", id="q-cash") == "40.00"


@story("a program's page answers what people ask, in the reader's language")
def _(server):
    hoa = Applicant(server).go("/apply/snap")
    assert "Questions people ask" in hoa.page.text and "We decide within 30 days after you apply." in hoa.page.text
    assert "Do I need an interview?" in hoa.page.text and "1-833-772-8347 for another" in hoa.page.text and "{" not in hoa.page.text
    assert "¿Cuánto tarda?" in hoa.go("/apply/snap?lang=es").page.text and "dentro de 30" in hoa.page.text


@story("what is enough to apply is said as the program has it, and of e-mail nothing where none is sent")
def _(server):
    hoa = Applicant(server).go("/apply/snap/you")
    assert "with your name, your address and your signature alone" in hoa.page.text
    assert "the same day" not in hoa.page.text
    shop = hoa.go("/apply/provider-grant/you")
    assert "signature alone" in shop.page.text and "your address and your signature alone" not in shop.page.text
    assert "required" in shop.text.split('for="contact1-name"')[1].split("</label>")[0]


@story("a business applies by a contact with a name")
def _(server):
    shop = Applicant(server).go("/apply/provider-grant/you")
    assert shop.status == 200 and "Name of the business" in shop.page.text and "you-born_on-month" not in shop.form()["fields"]
    about = {k: v for k, v in YOU.items() if "born_on" not in k}
    shop.press("next", **{**about, "you-name": "Little Oaks LLC"})
    assert shop.status == 422 and 'href="#contact1-name"' in shop.fault_texts()
    shop.press("next", **{"contact1-name": "Olive Oak", "contact1-role": "owner", "contact1-phone": "615-555-0111"})
    assert shop.status == 200, shop.fault_texts()
    shop.go("/apply/provider-grant/review")
    assert "Olive Oak" in shop.page.text
    shop.sign("Olive Oak")
    assert shop.at() == "receipt", shop.fault_texts()
    ids = Database(server.db).execute("SELECT customer_id FROM queue WHERE number = ?", (number_and_code(shop)[0],))
    record = Database(server.db).execute("SELECT * FROM customer WHERE id = ?", (ids[0]["customer_id"],))[0]
    assert "Olive Oak" in record["contacts"] and record["name"] == "Little Oaks LLC"


@story("in Spanish, from the first page to the receipt")
def _(server):
    ana = to_review(server, language="es")
    assert ana.page.attribute("html", "lang") == "es" and "Revise sus respuestas" in ana.page.text
    ana.press("send", **{"q-signature": "Hoa Nguyen"})
    assert ana.page.attribute("html", "lang") == "es" and "Tenemos su solicitud" in ana.page.text
    row = filed(server, number_and_code(ana)[0])
    assert row["language"] == "es"


@story("hostile text in every field is text on every page, and reaches the desk as it came")
def _(server):
    for index, text in enumerate(HOSTILE):
        ana = Applicant(server)
        ana.start(**{"you-name": text or "x", "you-line1": text, "you-line2": text, "you-city": text, "you-phone": text})
        plain = {"script", "img"}
        assert ana.status in (200, 422), (text, ana.status)
        if ana.status == 422:
            continue
        ana.go("/apply/snap/part/people").press("add:household")
        ana.press("next", **{"q-name": text, "q-relation": "self"})
        ana.go("/apply/snap/part/money").press("next", **{"q-anyone_works": "yes"})
        ana.go("/apply/snap/part/money").press("add:jobs")
        ana.press("next", **{"q-employer": text, "q-gross": text, "q-hours_week": text})
        ana.go("/apply/snap/review")
        assert len(ana.text.encode()) < 60 * 1024
        tags = [tag for tag, attrs in ana.page.tags if tag in plain or any(n.startswith("on") for n in attrs)]
        assert not tags, (text, tags)
        if any(c in text for c in "\x1b\u202e\u2066"):
            assert not any(c in ana.text for c in "\x1b\u202e\u2066"), text
        ana.sign(text)
        assert ana.status == 200 and ana.at() == "receipt", (text, ana.status, ana.fault_texts())
        if index < 6:
            assert filed(server, number_and_code(ana)[0])["customer"]["name"] == text


@story("every page is small, says its language, and has neither script nor style of its own")
def _(server):
    ana = to_people(server)
    for path in ("/", "/apply/snap", "/apply/snap/you", "/apply/snap/part/quick", "/apply/snap/part/people",
                 "/apply/snap/entry/household/0", "/apply/snap/review", "/apply/snap/saved", "/continue"):
        ana.get(path)
        assert ana.status == 200 and len(ana.text.encode()) < 60 * 1024, (path, ana.status, len(ana.text))
        for tag, attrs in ana.page.tags:
            assert tag != "script" and "style" not in attrs and not any(n.startswith("on") for n in attrs), (path, tag)
        controls = [attrs["id"] for tag, attrs in ana.page.tags if tag in ("input", "select", "textarea")
                    and attrs.get("type") != "hidden"]
        labels = {attrs["for"] for tag, attrs in ana.page.tags if tag == "label"}
        assert set(controls) <= labels and len(set(controls)) == len(controls), (path, set(controls) - labels)


run(sample=SAMPLE)
