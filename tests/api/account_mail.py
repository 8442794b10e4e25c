#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Accounts and the mailboxes they are made with: an address is confirmed, a
lost password is set anew, an account moves to another address, and nobody
learns from any of it who has an account."""

import os
import re

from applicant import Applicant
from apply_words import number_and_code
from postbox import Postbox
from server import SAMPLE, Database, run, story, wait_for

PASSWORD, ANOTHER = "correct horse battery", "staple horse battery"
BOX = Postbox()


def setup(server):
    """Where the pages are is known once the server is."""
    if not BOX.peers:
        server.command("setting", "--db", server.db, "portal_url", server.portal.rstrip("/"))
        server.command("setting", "--db", server.db, "mail_retry_s", "1")
        wait_for(lambda: "/account/forgot" in Applicant(server).go("/account/sign-in").text, 30)


def to(address):
    return [message for message in list(BOX.taken) if message.recipients == ["<%s>" % address]]


def mail_to(address, count=1):
    wait_for(lambda: len(to(address)) >= count, 60)
    return to(address)[-1]


def all_sent(server):
    """Several are sent at once: that one came does not say that an earlier one has."""
    db = Database(server.db)
    wait_for(lambda: db.execute("SELECT COUNT(*) AS n FROM mail WHERE state = 1")[0]["n"] == 0, 60)


def links(message):
    """The paths in it, as their server's own."""
    return ["/" + found for found in re.findall(r"^http://[^/\s]+/(\S*)", message.text, re.M)]


def make(server, login, password=PASSWORD):
    visitor = Applicant(server).go("/account/new").press(None, login=login, password=password)
    assert visitor.path.startswith("/account/sign-in?made=1"), visitor.path
    return visitor


def sign_in(server, login, password=PASSWORD):
    return Applicant(server).go("/account/sign-in").press(None, login=login, password=password)


def is_in(visitor):
    return visitor.path.startswith("/account?") and "Your account" in visitor.page.text


def confirmed(server, login, password=PASSWORD):
    make(server, login, password)
    visitor = Applicant(server).go(links(mail_to(login))[0]).press(None, password=password)
    assert is_in(visitor), (visitor.path, visitor.page.text)
    return visitor


def forgot(server, login):
    visitor = Applicant(server).go("/account/forgot").press(None, login=login)
    assert visitor.path.startswith("/account/forgot?sent=1"), visitor.path
    return visitor


def all_text(server):
    """Every column of the two tables that know of addresses."""
    db = Database(server.db)
    found = repr(db.execute("SELECT body, recipient, account_id FROM mail WHERE account_id <> ''"))
    db.close()
    return found


@story("an account opens once its address is confirmed, by who has both the link and the password")
def _(server):
    setup(server)
    make(server, "Maria@Home.example")
    message = mail_to("maria@home.example")
    assert "Maria" not in message.parsed["Subject"] and message.parsed["Auto-Submitted"] == "auto-generated"
    assert not is_in(sign_in(server, "maria@home.example")), "not confirmed yet"
    confirm = links(message)[0]
    maria = Applicant(server).go(confirm)
    assert maria.status == 200 and "maria@home" not in maria.text, "who has the link is not told whose it is"
    # A machine that looks at every link has changed nothing by that.
    assert not is_in(sign_in(server, "maria@home.example"))
    maria.press(None, password="guessed guessed")
    assert maria.status == 422 and 'href="#password"' in maria.fault_texts() and not is_in(maria)
    maria.press(None, password=PASSWORD)
    assert is_in(maria)
    assert is_in(sign_in(server, "maria@home.example"))
    # Once.
    again = Applicant(server).go(confirm)
    assert again.status == 404 and "opens nothing any more" in again.page.text
    # What was sent stands in the database no longer.
    wait_for(lambda: "home.example" not in all_text(server) and "link=" not in all_text(server), 30)


def bytes_of(server):
    """The whole database, with what is not in its file yet; of a server elsewhere, the table."""
    if not os.path.isabs(server.db):
        return all_text(server).encode()
    found = b""
    for end in ("", "-wal"):
        if os.path.exists(server.db + end):
            with open(server.db + end, "rb") as file:
                found += file.read()
    return found


@story("a link that waits is read by nobody who has the database, and what has ended is not sent")
def _(server):
    setup(server)
    refused = []
    BOX.plan = lambda verb, number: refused.append(verb) or "451 4.3.0 later" if verb == "RCPT" else None
    try:
        for login in ("sealed@home.example", "ended@home.example"):
            make(server, login)
        wait_for(lambda: len(refused) >= 2, 60)
        held = bytes_of(server)
        assert b"sealed@home.example" in held, "it waits"
        assert b"link=" not in held and b"/account/confirm" not in held
        db = Database(server.db)
        db.execute("UPDATE mail SET ends_at = 1 WHERE recipient = ?", ("ended@home.example",))
        if db.lite:
            db.lite.commit()
        def kept(state):
            return db.execute("SELECT count(*) AS count FROM mail WHERE account_id <> '' AND state = ?"
                              " AND body_sealed IS NULL", (state,))[0]["count"]
        wait_for(lambda: kept(3) == 1, 60)
        assert "ended@" not in all_text(server) and "sealed@" in all_text(server)
    finally:
        BOX.plan = lambda verb, number: None
    message = mail_to("sealed@home.example")
    assert is_in(Applicant(server).go(links(message)[0]).press(None, password=PASSWORD))
    wait_for(lambda: "sealed@" not in all_text(server), 30)
    db.close()
    assert not to("ended@home.example")


@story("a forged link, one cut short and one of another account open nothing")
def _(server):
    make(server, "forged@home.example")
    confirm, reset = links(mail_to("forged@home.example"))
    make(server, "else@home.example")
    other = links(mail_to("else@home.example"))[0]
    for link in (confirm[:-1], confirm[:-1] + ("0" if confirm[-1] != "0" else "1"), "/account/confirm", "/account/confirm?link=",
                 "/account/confirm?link=1.2.3", "/account/confirm?link=..", reset.replace("reset", "confirm"),
                 confirm.replace("confirm", "reset"), re.sub(r"link=(\d)", r"link=9\1", confirm),
                 confirm.replace(confirm.split(".")[1], other.split(".")[1]), confirm.split("=")[0] + "=" + "%2E" * 300):
        visitor = Applicant(server).go(link)
        assert visitor.status == 404 and not visitor.page.attribute("input", "name", name="password"), link
    # The password of one account does not confirm another.
    visitor = Applicant(server).go(confirm)
    fields = dict(visitor.form()["values"], link=other.split("=")[1], password="another password")
    assert visitor.send("POST", "/account/confirm", fields).status == 422
    assert not is_in(sign_in(server, "else@home.example"))


@story("a lost password is set anew once, and whoever was signed in is out; what is in the account stays")
def _(server):
    lupe = confirmed(server, "lupe@home.example")
    lupe.start(**{"you-name": "Lupe Lost"}).go("/apply/snap/review").sign("Lupe Lost")
    number = number_and_code(lupe)[0]
    forgot(server, "LUPE@home.example")
    sent = links(mail_to("lupe@home.example", 2))
    assert sent[0] == "/account/sign-in"
    page = Applicant(server).go(sent[1])
    page.press(None, password="short")
    assert page.status == 422 and 'href="#password"' in page.fault_texts()
    second = Applicant(server).go(sent[1])
    page.press(None, password=ANOTHER)
    assert page.path.startswith("/account/sign-in?reset=1") and "set" in page.page.text
    # The same link in another window, open since before.
    second.press(None, password="yet another password")
    assert second.status == 404, second.path
    assert lupe.go("/account").path.startswith("/account/sign-in"), "signed out everywhere"
    assert not is_in(sign_in(server, "lupe@home.example"))
    lupe = sign_in(server, "lupe@home.example", ANOTHER)
    assert is_in(lupe) and number in lupe.page.text
    told = mail_to("lupe@home.example", 3)
    assert "password" in told.parsed["Subject"] and "link=" not in told.text


@story("who only has the mailbox of an account never confirmed gets its name, and nothing that is in it")
def _(server):
    make(server, "typo@home.example")
    link = links(mail_to("typo@home.example"))[1]
    db = Database(server.db)
    account = db.execute("SELECT account_id AS id FROM mail WHERE account_id <> '' ORDER BY created_at DESC, id DESC LIMIT 1")[0]["id"]
    # As one from before e-mail was turned on: with a record, and a form begun.
    customer = db.execute("SELECT customer_id AS id FROM queue ORDER BY number LIMIT 1")[0]["id"]
    begun = Applicant(server).start(**{"you-name": "Of Somebody Else"})
    assert begun.at() == "part/quick"
    form = db.execute("SELECT id FROM started_form ORDER BY changed_at DESC LIMIT 1")[0]["id"]
    db.execute("UPDATE account SET customer_id = ? WHERE id = ?", (customer, account))
    db.execute("UPDATE started_form SET account_id = ? WHERE id = ?", (account, form))
    if db.lite:
        db.lite.commit()
    db.close()
    page = Applicant(server).go(link)
    assert "never confirmed" in page.page.text
    page.press(None, password=ANOTHER)
    visitor = sign_in(server, "typo@home.example", ANOTHER)
    assert is_in(visitor) and "None yet." in visitor.page.text and "/account/forms/" not in visitor.text
    assert not is_in(sign_in(server, "typo@home.example")), "who made it has it no longer"
    assert begun.go("/apply/snap/part/quick").status == 200, "and their own form still"


@story("nobody learns who has an account: the pages are the same, and a mailbox is not filled")
def _(server):
    confirmed(server, "known@home.example")
    def shape(visitor):
        return visitor.status, visitor.path, re.sub(r'value="[^"]*"', "", visitor.text), sorted(visitor.cookies)
    assert shape(forgot(server, "known@home.example")) == shape(forgot(server, "nobody@home.example"))
    assert shape(make(server, "known@home.example", ANOTHER)) == shape(make(server, "nobody-yet@home.example", ANOTHER))
    # Nor does signing in with the password just given tell whether the name was free.
    tried = [sign_in(server, login, ANOTHER) for login in ("known@home.example", "nobody-yet@home.example")]
    assert shape(tried[0]) == shape(tried[1]) and tried[0].status == 422
    for _ in range(3):
        forgot(server, "known@home.example")
    forgot(server, "nobody-yet@home.example")
    all_sent(server)
    assert len(to("nobody-yet@home.example")) == 2
    assert len(to("known@home.example")) == 3, "three an hour: of the making, the asking, the making again"
    assert not to("nobody@home.example")
    # To whom an account was offered again it is said that there is one.
    assert links(to("known@home.example")[-1])[0] == "/account/sign-in"
    assert is_in(sign_in(server, "known@home.example"))


@story("asking again and again is slowed down, whether there is an account or not")
def _(server):
    for login in ("known@home.example", "slow@home.example"):
        statuses = []
        while len(statuses) < 12 and 429 not in statuses:
            visitor = Applicant(server).go("/account/forgot").press(None, login=login, follow=False)
            statuses.append(visitor.status)
        assert statuses[-1] == 429, statuses


@story("an account moves once its new address is confirmed; the old one is told, and can stop it")
def _(server):
    rosa = confirmed(server, "rosa@home.example")
    rosa.go("/account/email").press(None, login="rosa@new.example", password="not the password")
    assert rosa.status == 422 and 'href="#password"' in rosa.fault_texts()
    rosa.press(None, login="rosa.new.example", password=PASSWORD)
    assert rosa.status == 422 and 'href="#login"' in rosa.fault_texts()
    rosa.press(None, login="Rosa@new.example", password=PASSWORD)
    assert rosa.path.startswith("/account?moving=1") and "new address" in rosa.page.text
    link = links(mail_to("rosa@new.example"))[0]
    assert "another e-mail address" in mail_to("rosa@home.example", 2).parsed["Subject"]
    assert is_in(sign_in(server, "rosa@home.example")) and not is_in(sign_in(server, "rosa@new.example"))
    elsewhere = sign_in(server, "rosa@home.example")
    moved = Applicant(server).go(link).press(None, password=PASSWORD)
    assert is_in(moved) and "rosa@new.example" in moved.page.text
    assert not is_in(sign_in(server, "rosa@home.example")) and is_in(sign_in(server, "rosa@new.example"))
    assert elsewhere.go("/account").path.startswith("/account/sign-in")
    assert "opens it no more" in mail_to("rosa@home.example", 3).text
    assert Applicant(server).go(link).status == 404
    # Somebody with the password moves it off; who has the mailbox sets another password, and that ends it.
    moved.go("/account/email").press(None, login="thief@new.example", password=PASSWORD)
    theft = links(mail_to("thief@new.example"))[0]
    forgot(server, "rosa@new.example")
    wait_for(lambda: len(to("rosa@new.example")) >= 3, 60)
    reset = next(links(message)[1] for message in to("rosa@new.example") if len(links(message)) == 2)
    Applicant(server).go(reset).press(None, password=ANOTHER)
    assert Applicant(server).go(theft).status == 404
    assert is_in(sign_in(server, "rosa@new.example", ANOTHER))


@story("an address that has an account already cannot be moved to, and only its own mailbox hears of it")
def _(server):
    taken = confirmed(server, "taken@home.example")
    mover = confirmed(server, "mover@home.example")
    mover.go("/account/email").press(None, login="taken@home.example", password=PASSWORD)
    assert mover.path.startswith("/account?moving=1")
    assert links(mail_to("taken@home.example", 2))[0] == "/account/sign-in"
    assert is_in(taken.go("/account?lang=en")) and "taken@home.example" in taken.page.text
    # Two that want the same free address: the first to confirm has it.
    second = confirmed(server, "second@home.example")
    for visitor in (mover, second):
        visitor.go("/account/email").press(None, login="free@home.example", password=PASSWORD)
    wait_for(lambda: len(to("free@home.example")) >= 2, 60)
    first, other = [links(message)[0] for message in to("free@home.example")]
    assert is_in(Applicant(server).go(first).press(None, password=PASSWORD))
    late = Applicant(server).go(other).press(None, password=PASSWORD)
    assert late.status == 404, late.path


@story("the token of another front end is of a confirmed account, and ends with its password")
def _(server):
    def session(login, password=PASSWORD):
        visitor = Applicant(server)
        visitor.send("POST", "/portal/v1/sessions", body='{"login":"%s","password":"%s"}' % (login, password),
                     headers={"Content-Type": "application/json"})
        return visitor.status
    Applicant(server).send("POST", "/portal/v1/accounts", body='{"login":"json@home.example","password":"%s","language":"es"}' % PASSWORD,
                           headers={"Content-Type": "application/json"})
    message = mail_to("json@home.example")
    assert message.parsed["Content-Language"] == "es" and "contraseña" in message.text, message.text
    assert session("json@home.example") == 401
    page = Applicant(server).go(links(message)[0])
    assert page.page.attribute("html", "lang") == "es"
    page.press(None, password=PASSWORD)
    assert session("json@home.example") == 201


@story("a telephone number has nothing to confirm, and may take an e-mail address")
def _(server):
    make(server, "615-555-0142")
    visitor = sign_in(server, "615-555-0142")
    assert is_in(visitor)
    forgot(server, "615-555-0142")
    visitor.go("/account/email").press(None, login="phone@home.example", password=PASSWORD)
    moved = Applicant(server).go(links(mail_to("phone@home.example"))[0]).press(None, password=PASSWORD)
    assert is_in(moved) and not is_in(sign_in(server, "615-555-0142")) and is_in(sign_in(server, "phone@home.example"))


@story("where no e-mail is written nothing has to be confirmed, and a lost password is said to be lost")
def _(server):
    server.command("setting", "--db", server.db, "mail", "off")
    wait_for(lambda: "/account/forgot" not in Applicant(server).go("/account/sign-in").text, 30)
    make(server, "quiet@home.example")
    assert is_in(sign_in(server, "quiet@home.example"))
    page = Applicant(server).go("/account/forgot")
    assert "We send no e-mail" in page.page.text and not page.page.attribute("input", "name", name="login")
    assert not to("quiet@home.example")


run(["--mail-server", BOX.url, "--mail-from", "notices@agency.example"], sample=SAMPLE)
