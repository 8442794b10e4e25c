#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is typed on the pages of an application and is no answer: whoever goes
away in the middle of it is told, and finds it again as it was typed."""

from applicant import Applicant, YOU
from apply_words import filed, number_and_code
from server import SAMPLE, Database, run, story

QUICK = {"q-month_income": "1200", "q-cash": "40", "q-rent": "700", "q-migrant": "no"}
ABOUT = {name: value for name, value in YOU.items() if "born_on" not in name}


def listed(applicant):
    """The list of what is no answer, on the pages where nothing can be mended."""
    text = applicant.text
    return text[text.index('id="typed"'):].split("</section>")[0] if 'id="typed"' in text else ""


@story("saved for later, what is no answer is said, stands there again with its fault, and the old answer is gone")
def _(server):
    for language, words, amount in (("en", "no answer that we can take", "an amount of dollars"),
                                    ("es", "no es una respuesta que podamos tomar", "una cantidad en dólares")):
        ana = Applicant(server).start(language=language)
        ana.press("next", **QUICK)
        ana.go("/apply/snap/part/quick?change=1&lang=" + language).press("later", **{"q-rent": "75O"})
        assert ana.at() == "saved" and words in listed(ana) and "75O" in listed(ana) and amount in listed(ana), listed(ana)
        assert '/apply/snap/part/quick?change=1&amp;lang=%s#q-rent"' % language in listed(ana), listed(ana)
        number, code = number_and_code(ana)
        other = Applicant(server).go("/continue?lang=" + language)
        other.press(None, number=number, code=code)
        assert other.status == 200 and other.at() == "part/quick" and amount in other.fault_texts(), other.path
        assert other.page.attribute("input", "value", id="q-rent") == "75O"
        assert other.page.attribute("input", "aria-invalid", id="q-rent") == "true"
        assert other.page.attribute("input", "value", id="q-cash") == "40.00", "what is an answer stays one"
        other.go("/apply/snap/review?lang=" + language)
        assert "75O" in listed(other) and "$700" not in other.page.text
        # Mended, nothing is left of it.
        other.go("/apply/snap/part/quick?change=1").press("next", **{"q-rent": "750"})
        assert other.at() == "part/people" and not listed(other.go("/apply/snap/review")) and "$750" in other.page.text


@story("what is long is cut where lists show it, between what is read as characters, and says so")
def _(server):
    start = "a" * 157
    ana = Applicant(server).start(**{"you-name": start + "e\u0301" + "b" * 20})
    ana.press("later", **{**QUICK, "q-rent": start + "e\u0301" + "9" * 20})
    assert start + " …<" in listed(ana), listed(ana)
    ana.go("/apply/snap/review?lang=en")
    assert ana.text.count(start + " …") == 2 and start + "e" not in ana.text, "the name, and the rent that is none"


@story("emptied, it is gone, and the form goes on without it")
def _(server):
    ana = Applicant(server).start()
    ana.press("later", **{**QUICK, "q-rent": "75O"})
    ana.go("/apply/snap/part/quick").press("next", **{"q-rent": ""})
    assert ana.at() == "part/people" and not listed(ana.go("/apply/snap/review"))


@story("adding, changing and removing an entry keep what else is typed on the page")
def _(server):
    shop = Applicant(server).go("/apply/provider-grant/you?lang=en")
    shop.press("next", **{**ABOUT, "contact1-name": "Olive Oak", "contact1-phone": "615-555-0111"})
    shop.go("/apply/provider-grant/part/costs").press("next", **{"q-other_grant": "yes"})
    assert "q-other_grant_amount" in shop.form()["fields"], shop.path

    def shown(value):
        assert shop.at() == "part/costs", shop.path
        return shop.page.attribute("input", "value", id="q-other_grant_amount") == value

    shop.press("add:costs", **{"q-other_grant_amount": "50,00"})
    assert shop.at() == "entry/costs/0", shop.path
    form = shop.form()
    shop.press("next", **{name: form["options"][name][-1] if name in form["options"] else "12" for name in form["fields"]
                          if name.startswith("q-")})
    assert not shop.fault_texts() or shop.at() == "part/costs", shop.fault_texts()
    assert shown("50,00") and "50.00 for fifty dollars" in shop.fault_texts()
    shop.press("edit:costs:0", **{"q-other_grant_amount": "12,5"})
    shop.go("/apply/provider-grant/part/costs")
    assert shown("12,5")
    shop.press("remove:costs:0", **{"q-other_grant_amount": "a lot"})
    assert shown("a lot") and "add:costs" in shop.form()["buttons"] and "remove:costs:0" not in shop.form()["buttons"]


@story("who applies: a date, an e-mail address and a contact without a name stand there again")
def _(server):
    ana = Applicant(server).go("/apply/snap/you?lang=en")
    ana.press("later", **{**YOU, "you-born_on-year": "95", "you-email": "nobody"})
    assert ana.at() == "saved" and "3 / 4 / 95" in listed(ana) and "nobody" in listed(ana), listed(ana)
    ana.go("/apply/snap/you")
    assert "four digits" in ana.fault_texts() and 'href="#you-email"' in ana.fault_texts() and ana.status == 200
    assert ana.fault_texts().count("<li>") == 2, ana.fault_texts()
    assert ana.page.attribute("input", "value", name="you-born_on-year") == "95"
    assert ana.page.attribute("input", "value", id="you-email") == "nobody"
    # Sent as it is, it goes without: nothing unusable is on the record.
    ana.go("/apply/snap/review")
    assert "nobody" in listed(ana)
    ana.sign()
    assert ana.at() == "receipt", ana.fault_texts()
    row = filed(server, number_and_code(ana)[0])
    record = Database(server.db).execute("SELECT email FROM customer WHERE id = ?", (row["customer"]["id"],))[0]
    assert record["email"] == "", record


@story("a second contact without a name is asked for it, and kept until it has one")
def _(server):
    second = {"contact2-role": "bookkeeper", "contact2-phone": "615-555-0144", "contact2-email": "bo@oak.example"}
    shop = Applicant(server).go("/apply/provider-grant/you?lang=en")
    shop.press("next", **{**ABOUT, "contact1-name": "Olive Oak", "contact1-phone": "615-555-0111", **second})
    assert shop.status == 422 and 'href="#contact2-name"' in shop.fault_texts() and "Please name a person." in shop.fault_texts()
    shop.press("later")
    assert shop.at() == "saved" and "bookkeeper / 615-555-0144 / bo@oak.example" in listed(shop), listed(shop)
    shop.go("/apply/provider-grant/you")
    assert 'href="#contact2-name"' in shop.fault_texts()
    for control, value in {**second, "contact1-name": "Olive Oak"}.items():
        assert shop.page.attribute("input", "value", id=control) == value, control
    shop.press("next", **{"contact2-name": "Bo Reed"})
    assert shop.status == 200 and not shop.fault_texts(), shop.fault_texts()
    shop.go("/apply/provider-grant/review")
    assert "Bo Reed" in shop.page.text and not listed(shop)


@story("an address that is none, mended on return, is sent")
def _(server):
    ana = Applicant(server).go("/apply/snap/you?lang=en")
    ana.press("later", **{**YOU, "you-email": "nobody"})
    ana.go("/apply/snap/you").press("next", **{"you-email": "ana@home.example"})
    ana.go("/apply/snap/review").sign()
    assert ana.at() == "receipt", ana.fault_texts()
    row = filed(server, number_and_code(ana)[0])
    record = Database(server.db).execute("SELECT email FROM customer WHERE id = ?", (row["customer"]["id"],))[0]
    assert record["email"] == "ana@home.example", record


run(sample=SAMPLE)
