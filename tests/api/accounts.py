#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Applicants' accounts: made and signed in to without telling who has one,
and a returning customer who is asked only what may have changed."""

import time

from applicant import Applicant, YOU
from apply_words import filed, number_and_code
from server import SAMPLE, Database, run, story

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


@story("an application sent without the account is added by its code, another person's is not")
def _(server):
    ana = Applicant(server).start(**{"you-name": "Later Lupe"})
    ana.go("/apply/snap/review").sign()
    number, code = number_and_code(ana)
    stranger = Applicant(server).start(**{"you-name": "Somebody Else"})
    stranger.go("/apply/snap/review").sign()
    others = number_and_code(stranger)
    lupe = account(server, "lupe@example.com")
    lupe.press(None, number=number, code="0000000000")
    assert lupe.status == 422 and number not in lupe.page.text.replace("A-25-000412", "").split("Your applications")[1].split("Add an")[0]
    lupe.press(None, number=number, code=code)
    assert number in lupe.page.text
    lupe.press(None, number=others[0], code=others[1])
    assert lupe.status == 422 and "another person" in lupe.fault_texts()
    assert lupe.go("/account/applications/" + others[0]).status == 404


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
        one.go("/apply/families-first/you").press("next")
    db = Database(server.db)
    customer, case = [db.execute("SELECT customer_id, case_number FROM queue WHERE number = ?", (number,))[0] for number in numbers][0].values()
    mine = "SELECT (SELECT count(*) FROM account WHERE customer_id = ?) AS n"
    forms = "SELECT count(*) AS n FROM started_form"
    assert db.execute(mine, (customer,))[0]["n"] == 1
    before = db.execute(forms)[0]["n"]
    db.close()
    server.stop()
    server.command("customer", "erase", case, "--db", server.db, "--key-file", server.key_file, "--ground", "court order 7")
    server.start()
    db = Database(server.db)
    assert db.execute(mine, (customer,))[0]["n"] == 0
    assert db.execute(forms)[0]["n"] == before - 2, "the receipt, and what was begun from the account"
    db.close()
    assert Applicant(server).go("/account/sign-in").press(None, login="gone@example.com", password=PASSWORD).status == 422
    assert "Your account" in Applicant(server).go("/account/sign-in").press(
        None, login="stays@example.com", password=PASSWORD).page.text


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
    assert ana.status == 303 and ana.headers["Location"] == "/status"
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
    nobody.cookies = {"caseload_pass": "1.a_1.%s" % ("0" * 64), "caseload_apply": "x", "caseload_account": "1_2.u_1.00"}
    assert nobody.get("/leave").status == 303 and nobody.cookies["caseload_account"] == ""
    assert ended(server) == before


run(sample=SAMPLE)
