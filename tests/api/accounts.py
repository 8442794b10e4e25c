#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Applicants' accounts: made and signed in to without telling who has one,
and a returning customer who is asked only what may have changed."""

import time

from applicant import Applicant, YOU
from apply_words import filed, number_and_code
from server import SAMPLE, Database, run, story
from visitor import Visitor

PASSWORD = "correct horse battery"


def account(server, login, password=PASSWORD):
    visitor = Applicant(server).go("/account/new")
    visitor.press(None, login=login, password=password)
    assert visitor.path.startswith("/account/sign-in?made=1"), visitor.path
    return visitor.press(None, login=login, password=password)


def finish(ana):
    ana.press("next", **{"q-month_income": "900", "q-cash": "10", "q-rent": "500", "q-utilities": "80", "q-migrant": "no",
                         "q-homeless": "no"})
    ana.press("add:household").press("next", **{"q-status": "citizen", "q-ssn": "has", "q-disabled": "no", "q-student": "no"})
    ana.press("next")
    ana.press("next", **{"q-anyone_works": "no", "q-anyone_self_employed": "no", "q-anyone_other_income": "no"})
    ana.press("next", **{"q-care_cost": "0", "q-support_paid": "0", "q-medical_cost": "0"})
    return ana.go("/apply/snap/review").sign()


@story("an account is made, and opens with its e-mail in any case, or its telephone as people write it")
def _(server):
    ana = account(server, "Ana@Feather.example")
    assert ana.path.startswith("/account?") and "Your account" in ana.page.text
    cookie = [c for c in ana.headers.get_all("Set-Cookie") if "caseload_account" in c][0]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Max-Age=3600" in cookie
    again = Applicant(server).go("/account/sign-in").press(None, login=" ana@FEATHER.example", password=PASSWORD)
    assert "Your account" in again.page.text
    account(server, "(615) 555-0188")
    again = Applicant(server).go("/account/sign-in").press(None, login="+1 615.555.0188", password=PASSWORD)
    assert "Your account" in again.page.text
    if not server.db.startswith("postgresql:"):
        assert b"eather.example" not in b"".join(open(server.db + end, "rb").read() for end in ("", "-wal"))


@story("nobody learns who has an account, neither by making one nor by signing in")
def _(server):
    account(server, "known@example.com")
    texts = []
    for login in ("known@example.com", "unknown@example.com"):
        other = Applicant(server).go("/account/new").press(None, login=login, password="another password")
        texts.append((other.path, other.page.text))
    assert texts[0] == texts[1]
    # The account that was there before is as it was.
    assert "Your account" in Applicant(server).go("/account/sign-in").press(
        None, login="known@example.com", password=PASSWORD).page.text
    wrong = [Applicant(server).go("/account/sign-in").press(None, login=login, password="wrong password")
             for login in ("known@example.com", "nobody@example.com")]
    assert wrong[0].status == wrong[1].status == 422
    assert wrong[0].fault_texts() == wrong[1].fault_texts() != ""


@story("what is no login, or no password, is refused at its field")
def _(server):
    for login, password, field in (("nobody", PASSWORD, "login"), ("@", PASSWORD, "login"), ("12", PASSWORD, "login"),
                                   ("a@example.com", "short", "password"), ("", "", "login")):
        ana = Applicant(server).go("/account/new").press(None, login=login, password=password)
        assert ana.status == 422 and 'href="#%s"' % field in ana.fault_texts(), login


@story("a returning customer finds the earlier answers, says what is still so, and keeps one record")
def _(server):
    ana = account(server, "returning@example.com")
    ana.start(**{"you-name": "Returning Rosa"})
    finish(ana)
    first = filed(server, number_and_code(ana)[0])
    ana.go("/account")
    assert first["number"] in ana.page.text
    ana.go("/account/applications/" + first["number"])
    assert ana.status == 200 and first["number"] in ana.page.text, "without the code: it is theirs"
    # Once more.
    ana.go("/apply/snap/you?new=1&lang=en")
    assert ana.page.attribute("input", "value", id="you-name") == "Returning Rosa"
    ana.press("next", **{"you-phone": "615-555-0999"})
    assert ana.at() == "part/quick" and "From your application of" in ana.page.text and "$900.00" in ana.page.text
    ana.press("same")
    assert ana.at() == "part/people" and "Returning Rosa" in ana.page.text
    ana.press("same")
    ana.go("/apply/snap/part/money?change=1").press("next", **{"q-anyone_works": "yes"})
    ana.press("add:jobs").press("next", **{"q-employer": "New Foods"})
    ana.go("/apply/snap/review")
    assert "q-signature" in ana.form()["fields"] and ana.page.attribute("input", "value", id="q-signature") == ""
    ana.sign("Returning Rosa")
    second = filed(server, number_and_code(ana)[0])
    assert second["customer"]["id"] == first["customer"]["id"] and second["number"] != first["number"]
    assert second["answers"]["jobs"][0]["employer"] == "New Foods" and second["answers"]["rent"]["amount"] == "500.00"
    sam = server.sign_in("sam")
    record = sam.get("/v1/customers/" + second["customer"]["id"]).json
    assert record["phone"] == "615-555-0999", "what is new is on the record"


@story("who has a record names a spouse who has one, too: it is filed, they are linked, and the account sees nothing of it")
def _(server):
    spouse = Applicant(server).start(**{"you-name": "Spouse Sol", "you-born_on-year": "1963"})
    spouse.go("/apply/snap/review").sign("Spouse Sol")
    other = filed(server, number_and_code(spouse)[0])["customer"]["id"]
    ana = account(server, "couple@example.com")
    ana.start(**{"you-name": "Couple Cleo"})
    ana.go("/apply/snap/review").sign("Couple Cleo")
    first = filed(server, number_and_code(ana)[0])
    sam, record = server.sign_in("sam"), "/v1/customers/" + first["customer"]["id"]
    assert not sam.get(record).json.get("household")
    ana.go("/apply/snap/you?new=1&lang=en").press("next")
    ana.go("/apply/snap/part/people?lang=en").press("add:household")
    ana.press("next", **{"q-name": "Spouse Sol", "q-relation": "spouse", "q-born_on-month": "3", "q-born_on-day": "4",
                         "q-born_on-year": "1963"})
    pages = [ana.text, ana.go("/apply/snap/review").text]
    ana.sign("Couple Cleo")
    assert ana.at() == "receipt", ana.fault_texts()
    number = number_and_code(ana)[0]
    assert filed(server, number)["customer"]["id"] == first["customer"]["id"]
    assert sam.get(record).json["household"] == [
        {"customer_id": other, "name": "Spouse Sol", "relation": "spouse", "born_on": "1963-03-04"}], sam.get(record)
    pages += [ana.text, ana.go("/apply/snap/you?new=1&lang=en").text]
    for path in ("/account", "/account/applications/" + number, "/applications/" + number, "/applications/%s/answers" % number,
                 "/applications/%s/contact" % number):
        pages.append(ana.go(path).text)
        assert ana.status == 200, (path, ana.status)
    assert not [page for page in pages if other in page]


def listed(visitor):
    """The numbers on the account's own page."""
    return visitor.go("/account").page.text.split("Your applications")[1].split("Add an")[0]


def change_contact(visitor, number, **fields):
    visitor.go("/applications/%s/contact" % number)
    token = visitor.page.attribute("input", "value", name="token")
    return visitor.send("POST", "/applications/%s/contact" % number, {"token": token, "lang": "en", "language": "en", **fields})


@story("applications sent without the account are added by their codes, those of a person one helps, too")
def _(server):
    sent = []
    for name in ("Later Lupe", "Somebody Else"):
        ana = Applicant(server).start(**{"you-name": name})
        ana.go("/apply/snap/review").sign()
        sent.append(number_and_code(ana))
    lupe = account(server, "lupe@example.com")
    lupe.press(None, number=sent[0][0], code="0000000000")
    assert lupe.status == 422 and sent[0][0] not in listed(lupe)
    for number, code in sent:
        assert lupe.go("/account/applications/" + number).status == 404, "not before its code"
        lupe.go("/account").press(None, number=number, code=code)
        assert number in listed(lupe)
        assert lupe.go("/account/applications/" + number).status == 200


@story("one letter with its code leads to its application, and not into the rest of the record")
def _(server):
    owner = account(server, "owner@example.com")
    owner.start(**{"you-name": "Owner Olga", "you-phone": "615-555-0777", "you-email": "olga@home.example"})
    owner.go("/apply/snap/review").sign("Owner Olga")
    letter = number_and_code(owner)
    owner.go("/apply/families-first/you?new=1&lang=en").press("next")
    owner.go("/apply/families-first/review").sign("Owner Olga")
    rest = number_and_code(owner)
    record = filed(server, rest[0])["customer"]["id"]
    sam = server.sign_in("sam")
    before = sam.get("/v1/customers/" + record).json
    assert filed(server, letter[0])["customer"]["id"] == record and before["email"] == "olga@home.example"
    assert letter[0] in listed(owner) and rest[0] in listed(owner)

    thief = account(server, "thief@example.com").press(None, number=letter[0], code=letter[1])
    assert letter[0] in listed(thief) and rest[0] not in listed(thief)
    assert thief.go("/account/applications/" + rest[0]).status == 404
    thief.go("/account/applications/" + letter[0])
    assert thief.status == 200 and rest[0] not in thief.page.text
    for path in ("", "/contact", "/answers", "/withdraw", "/appeal", "/stream"):
        thief.get("/applications/" + rest[0] + path)
        assert thief.status in (303, 401, 404), (path, thief.status)
    # Nor where all letters go to.
    assert "olga@" not in thief.go("/applications/%s/contact" % letter[0]).text and "555-0777" not in thief.text
    change_contact(thief, letter[0], email="thief@example.com", phone="615-555-0666")
    assert sam.get("/v1/customers/" + record).json == before
    # Nor by a form of their own: it begins with nothing of the record, and goes onto another.
    thief.go("/apply/child-care/you?new=1&lang=en")
    assert "555-0777" not in thief.text and "olga@" not in thief.text and YOU["you-line1"] not in thief.text
    thief.press("next", **{**YOU, "you-name": "Thief Theo", "you-email": "thief@example.com"})
    thief.go("/apply/child-care/review").sign("Thief Theo")
    third = number_and_code(thief)
    assert filed(server, third[0])["customer"]["id"] != record and sam.get("/v1/customers/" + record).json == before
    assert letter[0] in listed(thief) and third[0] in listed(thief) and third[0] not in listed(owner)

    # Whose record it is has all of that, and so has who has shown every code.
    owner.go("/account/applications/" + letter[0])
    assert change_contact(owner, letter[0], email="olga@new.example", phone="615-555-0777").status == 303
    assert sam.get("/v1/customers/" + record).json["email"] == "olga@new.example"
    thief.go("/account").press(None, number=rest[0], code=rest[1])
    assert rest[0] in listed(thief)
    thief.go("/account/applications/" + letter[0])
    assert "olga@new.example" in thief.go("/applications/%s/contact" % letter[0]).text


@story("another access code takes an application from who gave the one before; whose record it is keeps it")
def _(server):
    owner = account(server, "renewed@example.com")
    owner.start(**{"you-name": "Renewed Rena"})
    owner.go("/apply/snap/review").sign("Renewed Rena")
    number, code = number_and_code(owner)
    other = Applicant(server).start(**{"you-name": "Other Ona"})
    other.go("/apply/snap/review").sign("Other Ona")
    others = number_and_code(other)
    former = account(server, "former@example.com")
    for known in ((number, code), others):
        former.go("/account").press(None, number=known[0], code=known[1])
    former.go("/account/applications/" + number)
    assert former.status == 200 and number in listed(former) and others[0] in listed(former)
    sam = server.sign_in("sam")
    here = filed(server, number)
    renewed = sam.post("/v1/applications/%s/access-code" % here["id"], {"identity": "identity card"}, version=here["version"])
    assert renewed.status == 200, renewed
    assert number not in listed(former) and others[0] in listed(former)
    assert former.go("/account/applications/" + number).status == 404
    assert former.get("/applications/" + number).status == 303
    assert number in listed(owner) and owner.go("/account/applications/" + number).status == 200
    # With the new one it is as before.
    former.go("/account").press(None, number=number, code=renewed.json["access_code"])
    assert number in listed(former)


@story("what no page shows again once it was sent is not shown by a new form either")
def _(server):
    shop = account(server, "shop@example.com").go("/apply/provider-grant/you")
    about = {k: v for k, v in YOU.items() if "born_on" not in k}
    shop.press("next", **{**about, "you-name": "Little Oaks LLC", "contact1-name": "Olive Oak", "contact1-role": "owner",
                          "contact1-phone": "615-555-0111"})
    shop.go("/apply/provider-grant/part/business").press("next", **{"q-license": "L-4711", "q-tax_id": "62-0000047"})
    shop.go("/apply/provider-grant/review").sign("Olive Oak")
    assert shop.at() == "receipt", shop.fault_texts()
    shop.go("/apply/provider-grant/you?new=1&lang=en").press("next")
    shop.go("/apply/provider-grant/part/business?change=1")
    assert "L-4711" in shop.text and "62-0000047" not in shop.text
    shop.go("/apply/provider-grant/review")
    assert "L-4711" in shop.text and "62-0000047" not in shop.text


@story("a hidden address stays hidden from the account, too")
def _(server):
    hana = account(server, "hidden@example.com")
    hana.start(**{"you-name": "Hidden Hana", "you-phone": "615-555-0444"})
    hana.go("/apply/snap/review").sign("Hidden Hana")
    number = number_and_code(hana)[0]
    assert YOU["you-line1"] in hana.go("/apply/child-care/you?new=1&lang=en").text, "until somebody hides it"
    db = Database(server.db)
    db.execute("UPDATE customer SET address_hidden = 1 WHERE id = ?", (filed(server, number)["customer"]["id"],))
    db.commit()
    db.close()
    hana.go("/apply/child-care/you?new=1&lang=en")
    assert "Hidden Hana" in hana.text and YOU["you-line1"] not in hana.text and "555-0444" not in hana.text


@story("a form begun while signed in is on the list, and opens at another computer")
def _(server):
    ana = account(server, "drafts@example.com")
    ana.start(**{"you-name": "Draft Dora"})
    other = Applicant(server).go("/account/sign-in").press(None, login="drafts@example.com", password=PASSWORD)
    link = [attrs["href"] for tag, attrs in other.page.tags if tag == "a" and "/account/forms/" in attrs.get("href", "")][0]
    assert other.go(link).at() == "part/quick", other.path
    stranger = account(server, "stranger@example.com")
    assert stranger.go(link).status == 404
    assert Applicant(server).go(link).path.startswith("/account/sign-in")


@story("signed out it is signed out everywhere, and a forged or another's pass opens nothing")
def _(server):
    ana = account(server, "out@example.com")
    good = ana.cookies["caseload_account"]
    for forged in ("", "1_", "x", good[:-1] + ("0" if good[-1] != "0" else "1"), "2" + good[1:], "9" * 30 + "_" + good):
        ana.cookies["caseload_account"] = forged
        assert ana.go("/account").path.startswith("/account/sign-in"), forged
    ana.cookies["caseload_account"] = good
    ana.go("/account")
    ana.press(None, index=2)
    assert ana.cookies["caseload_account"] == ""
    ana.cookies["caseload_account"] = good
    assert ana.go("/account").path.startswith("/account/sign-in")


@story("guessing is slowed down, and the owner gets in from where they were before")
def _(server):
    account(server, "victim@example.com")
    statuses = []
    for _ in range(9):
        guess = Applicant(server).go("/account/sign-in")
        guess.press(None, login="victim@example.com", password="guess guess", follow=False)
        statuses.append(guess.status)
    assert 429 in statuses and statuses[0] == 422, statuses
    deadline = time.monotonic() + 90
    while True:
        owner = Applicant(server).go("/account/sign-in").press(None, login="victim@example.com", password=PASSWORD)
        if "Your account" in owner.page.text:
            break
        assert time.monotonic() < deadline
        time.sleep(0.5)


@story("who is forgotten has no account and no form any more, others have theirs")
def _(server):
    gone, stays = account(server, "gone@example.com"), account(server, "stays@example.com")
    numbers = []
    for one in (gone, stays):
        one.start(**{"you-name": "Forgotten Fay"})
        one.go("/apply/snap/review").sign("Forgotten Fay")
        numbers.append(number_and_code(one)[0])
        code = number_and_code(one)[1] if one is gone else code
        one.go("/apply/families-first/you").press("next")
    # One that gave the code of nothing else is that person's, one that did stays.
    account(server, "only@example.com").press(None, number=numbers[0], code=code)
    helper = account(server, "helper@example.com").press(None, number=numbers[0], code=code)
    other = Applicant(server).start(**{"you-name": "Other Otto"})
    other.go("/apply/snap/review").sign("Other Otto")
    others = number_and_code(other)
    helper.go("/account").press(None, number=others[0], code=others[1])
    db = Database(server.db)
    customer, case = [db.execute("SELECT customer_id, case_number FROM queue WHERE number = ?", (number,))[0] for number in numbers][0].values()
    mine = "SELECT (SELECT count(*) FROM account WHERE customer_id = ?) AS n"
    forms = "SELECT count(*) AS n FROM started_form"
    assert db.execute(mine, (customer,))[0]["n"] == 1
    before = db.execute(forms)[0]["n"]
    db.close()
    assert Visitor(server).sign_in(numbers[0], code).status == 303
    server.stop()
    server.command("customer", "erase", case, "--db", server.db, "--key-file", server.key_file, "--ground", "court order 7")
    server.start()
    db = Database(server.db)
    assert db.execute(mine, (customer,))[0]["n"] == 0
    assert db.execute(forms)[0]["n"] == before - 2, "the receipt, and what was begun from the account"
    db.close()
    for login in ("gone", "only"):
        assert Applicant(server).go("/account/sign-in").press(None, login=login + "@example.com", password=PASSWORD).status == 422
    assert "Your account" in Applicant(server).go("/account/sign-in").press(
        None, login="stays@example.com", password=PASSWORD).page.text
    helper = Applicant(server).go("/account/sign-in").press(None, login="helper@example.com", password=PASSWORD)
    assert others[0] in listed(helper) and numbers[0] not in listed(helper)
    # Number and code open nothing that could be written on anew.
    assert Visitor(server).sign_in(numbers[0], code).status == 422
    assert Visitor(server).sign_in(*others).status == 303


@story("who leaves has left: what the browser kept opens nothing, at any page, and nobody else is put out")
def _(server):
    def opens(kept):
        """What a copy of these cookies still gets at."""
        copy = Applicant(server)
        found = []
        for path in paths:
            copy.cookies = dict(kept)
            if copy.get(path).status == 200:
                found.append(path)
        return found

    ana, ben = account(server, "leaving@example.com"), account(server, "staying@example.com")
    ana.start(**{"you-name": "Leaving Lea"})
    ben.start(**{"you-name": "Staying Stu"})
    first = filed(server, number_and_code(finish(ana))[0])
    ana.go("/account/applications/" + first["number"])
    ana.go("/apply/child-care/you?new=1&lang=en")
    ana.press("next", **YOU)
    paths = ["/account", "/applications/" + first["number"], "/apply/child-care/saved", "/apply/snap/saved"]
    older = dict(ana.cookies)
    ana.get("/account"), ana.get("/apply/child-care/saved")
    newest, bens = dict(ana.cookies), dict(ben.cookies)
    assert opens(older) == opens(newest) == paths[:3], (opens(older), opens(newest))
    ana.get("/leave")
    assert ana.status == 303 and ana.headers["Location"] == "/status?lang=en"
    assert opens(older) == [] and opens(newest) == [], (opens(older), opens(newest))
    stream = Applicant(server)
    stream.cookies = dict(newest)
    assert stream.get("/applications/%s/stream" % first["number"]).status == 401
    assert opens(bens) == ["/account", "/apply/snap/saved"], opens(bens)
    # Back in by the password, and out again at the account's own form.
    ana.go("/account/sign-in").press(None, login="leaving@example.com", password=PASSWORD)
    ana.go("/account/applications/" + first["number"])
    kept = dict(ana.cookies)
    assert opens(kept) == paths[:2], opens(kept)
    ana.go("/account")
    ana.send("POST", "/account/sign-out", {"token": ana.page.attribute("input", "value", name="token"), "lang": "en"})
    assert ana.status == 303 and opens(kept) == [], opens(kept)


def ended(server):
    db = Database(server.db)
    rows = db.execute("SELECT count(*) AS n FROM pass_ended")[0]["n"]
    db.close()
    return rows


@story("leaving writes nothing for who holds nothing")
def _(server):
    before = ended(server)
    nobody = Applicant(server)
    nobody.cookies = {"caseload_pass": "1.a_1.%s" % ("0" * 64), "caseload_apply_snap": "x", "caseload_account": "1_2.u_1.00"}
    assert nobody.get("/leave").status == 303 and nobody.cookies["caseload_account"] == ""
    assert ended(server) == before


run(sample=SAMPLE)
