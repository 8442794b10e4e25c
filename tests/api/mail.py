#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""E-mail: what goes out, in whose language, to whom not; a mail server that
refuses, hangs, cuts off and shows the wrong certificate; servers killed while
they send."""

import email
import email.policy
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from cases import bring_to_ready, decide, decision, filing, give, money, path
from edge import FOLDER, at, make_all
from postbox import Postbox
from server import Database, Server, Skip, run, story, take_up, wait_for
from visitor import Visitor

LONG = os.environ.get("CASELOAD_LONG") == "1"
SEED = int(os.environ.get("SEED", time.time()))
FROM = "notices@agency.example"
MAIL = ("--mail-from", FROM)
TIMEOUT_S = "3" if LONG else "1"  # for a mail server that hangs


def file_for(client, address="person@home.example", name=None, answers=None, **customer):
    """Incomplete: the rent is not said."""
    body = filing(name)
    body["customer"].update(email=address, **customer)
    body["answers"] = dict(body["answers"], **(answers or {}))
    if not answers:
        body["answers"].pop("rent")
    return filed(client, body)


def filed(client, body):
    answer = client.post("/v1/applications", body)
    assert answer.status == 201, answer
    return answer.json


def rows(server, table, columns="*"):
    db = Database(server.db)
    found = db.execute("SELECT %s FROM %s ORDER BY id" % (columns, table))
    db.close()
    return found


def waits_for_mail(box, count=1, timeout=10):
    wait_for(lambda: len(box.taken) >= count, timeout)
    return box.taken


def set_to(server, name, value):
    server.command("setting", "--db", server.db, name, value)


class Sending:
    """A server that sends to a box of its own."""

    def __init__(self, box=None, options=(), **more):
        self.box = box or Postbox()
        self.server = Server(options=["--mail-server", self.box.url, *MAIL, "--mail-timeout", TIMEOUT_S, *options], **more)
        set_to(self.server, "mail_retry_s", "1")
        self.ina = self.server.sign_in("ina")

    def __enter__(self):
        return self

    def __exit__(self, *why):
        status = self.server.close()
        self.box.close()
        assert why[0] or status == 0, status

    def state_of(self, application):
        return [(row["state"], row["channel"]) for row in rows(self.server, "notice") if row["application_id"] == application["id"]]


QUEUED, SENT, DELIVERED, BOUNCED, FAILED = 1, 2, 3, 4, 5


@story("an incomplete filing is answered with exactly the items of the page, and says nothing in its subject")
def _(_):
    with Sending() as sending:
        application = file_for(sending.ina, name="Núñez", language="en")
        message = waits_for_mail(sending.box)[0]
        assert message.sender == "<%s>" % FROM and message.recipients == ["<person@home.example>"], message
        assert message.parsed["Subject"] == "There is news about your application %s" % application["number"]
        assert message.parsed["Auto-Submitted"] == "auto-generated" and message.parsed["Content-Language"] == "en"
        assert "Núñez" not in str(message.parsed["Subject"]) and b"\r\nTo: <person@home.example>\r\n" in message.data
        update = next(row for row in sending.ina.get(path(application)).json["missing"] if row["state"] == "requested")
        labels = [item["label"] for item in application["missing"] if item["state"] == "requested"]
        listed = [line[4:] for line in message.text.splitlines() if line.startswith("  - ")]
        assert listed == labels and labels, (listed, labels)
        assert update["due_on"] and "Núñez" in message.text
        wait_for(lambda: sending.state_of(application) == [(SENT, "email")])
        told = sending.server.sign_in("ana").get("/v1/customers/%s/history" % application["customer"]["id"]).json["items"]
        assert any("Letter sent" in entry["summary"] for entry in told), told


@story("who may get help sooner is told so at once, by the page and by e-mail, and nobody else is")
def _(_):
    def told(application, language):
        visitor = Visitor(sending.server).sign_in(application["number"], application["access_code"])
        return visitor.get("/applications/%s?lang=%s" % (application["number"], language)).page.text

    need = {"month_income": money("100.00"), "cash": money("50.00")}
    plenty = {"month_income": money("2000.00"), "cash": money("500.00"), "rent": money("100.00")}
    with Sending() as sending:
        plain = file_for(sending.ina, answers=plenty, language="en")
        assert not plain["expedited"] and "food help sooner" not in told(plain, "en")
        before = len(waits_for_mail(sending.box))
        assert not any("food help sooner" in message.text for message in sending.box.taken)
        at_once = file_for(sending.ina, answers=need, language="es")
        assert at_once["expedited"] and "puede recibir ayuda para alimentos antes" in told(at_once, "es")
        assert "may get food help sooner. We will decide by" in told(at_once, "en")
        message = waits_for_mail(sending.box, before + 1)[-1]
        assert "puede recibir ayuda para alimentos antes" in message.text, message.text
        # Found so by what is told later.
        ana = sending.server.sign_in("ana")
        now = give(sending.server.sign_in("sam"), plain, ana.session["worker"]["id"])
        answer = ana.request("PATCH", path(plain, "/answers"), {"answers": need, "how": "told at the desk"}, version=now["version"])
        assert answer.status == 200 and answer.json["expedited"], answer
        assert "food help sooner" in told(plain, "en")
        wait_for(lambda: any("food help sooner" in message.text and plain["number"] in message.data.decode() for message in sending.box.taken))


@story("Spanish goes out in Spanish; a language without wording falls back and says so")
def _(_):
    with Sending() as sending:
        file_for(sending.ina, language="es")
        message = waits_for_mail(sending.box)[0]
        assert message.parsed["Subject"].startswith("Hay novedades sobre su solicitud"), message
        assert "Se trata de su solicitud" in message.text, message.text
        file_for(sending.ina, language="vi")
        message = waits_for_mail(sending.box, 2)[1]
        assert "We have no wording in Vietnamese" in message.text, message.text
        assert message.parsed["Content-Language"] == "en"


@story("each status update is one message, and a decision's carries the letter as it is kept")
def _(_):
    with Sending() as sending:
        server, ina, box = sending.server, sending.ina, sending.box
        ana, sam = server.sign_in("ana"), server.sign_in("sam")
        body = filing()
        body["customer"].update(email="a.b+c@home.example", language="en")
        application = filed(ina, body)
        assert "We have your application" in waits_for_mail(box)[0].text
        application = bring_to_ready(ana, sam, application, ana.session["worker"]["id"])
        seen = len(box.taken)
        answer = decide(ana, application, decision(application, "denied", "D06"))
        assert answer.status == 201, answer
        wait_for(lambda: any("is denied" in message.text for message in box.taken))
        letter = next(row for row in rows(server, "notice") if row["kind"] == "denial")
        message = next(message for message in box.taken if message.id.startswith("<" + letter["id"]))
        assert letter["rendered_text"].strip() in message.text.replace("\r\n", "\n"), message.text
        assert len(box.taken) > seen and len(set(box.ids())) == len(box.ids())


UNUSABLE = ["\"a b\"@home.example", "a@home.example>", "a b@home.example", "a@home.example,b@home.example", "a@[127.0.0.1]",
            "-a@home.example", "ä@home.example", "a..b@home.example", "a@home..example", "@b@c", "nobody"]


def file_with(sending, address):
    """On a record from before such an address was refused."""
    known = file_for(sending.ina, address=None)["customer"]["id"]
    db = Database(sending.server.db)
    db.execute("UPDATE customer SET email = ? WHERE id = ?", (address, known))
    db.commit()
    db.close()
    body = {**filing(), "customer_id": known}
    del body["customer"]
    body["answers"] = {id: answer for id, answer in body["answers"].items() if id != "rent"}
    return filed(sending.ina, body)


@story("nobody is written to whose address is hidden, absent, unusable, or in words of its own")
def _(_):
    with Sending() as sending:
        hidden = file_for(sending.ina, address_hidden=True)
        none = file_for(sending.ina, address=None)
        for address in UNUSABLE:
            body = filing()
            body["customer"]["email"] = address
            refused = sending.ina.post("/v1/applications", body)
            assert refused.status == 422 and refused.json["errors"][0]["pointer"] == "/customer/email", address
        odd = [file_for(sending.ina, address="a@b"), *(file_with(sending, address) for address in UNUSABLE)]
        plain = file_for(sending.ina, address="last@home.example")
        wait_for(lambda: any("last@" in str(m.recipients) for m in sending.box.taken))
        assert {str(m.recipients) for m in sending.box.taken} <= {"['<last@home.example>']", "['<a@b>']"}, sending.box.taken
        for application in (hidden, none, *odd[1:]):
            assert sending.state_of(application) == [(QUEUED, "letter")], application
        wait_for(lambda: sending.state_of(plain) == [(SENT, "email")])


HOSTILE = ["Bcc: all@home.example", "x\r\nBcc: y@z.example\r\n\r\nbody", "\r\n.\r\nMAIL FROM:<a@b>\r\n", "\n.\n", ".", "..",
           "=?UTF-8?B?WA==?=", "\x1b]0;title\x07", "\u202eevil", "<script>alert(1)</script>", "${jndi:ldap://x}",
           "'; DROP TABLE mail;--", "../../etc/passwd", "=1+1", "\ufeff", "A" * 3000, "𝕿𝖍𝖊", "الاسم", "\x7f\x80"]


@story("text from outside makes neither header, recipient, command nor second message")
def _(_):
    with Sending() as sending:
        count = 0
        for text in HOSTILE:
            answer = sending.ina.post("/v1/applications", filing(text, customer={
                "kind": "person", "name": text, "preferred_name": text, "language": "en", "county": "Davidson",
                "email": "p@home.example", "address": {"line1": text[:200], "city": text[:100], "state": "TN", "zip": "37201"}},
                answers={"rights_read": True, "signature": text[:100]}))
            assert answer.status in (201, 400, 422), answer
            count += answer.status == 201
        assert count > len(HOSTILE) // 2, count
        waits_for_mail(sending.box, count, 30)
        time.sleep(0.3)
        assert len(sending.box.taken) == count and not sending.box.faults, (count, sending.box.taken, sending.box.faults)
        allowed = {"content-type", "mime-version", "date", "from", "to", "subject", "message-id", "auto-submitted", "content-language"}
        for message in sending.box.taken:
            assert message.recipients == ["<p@home.example>"], message
            names = [name.lower() for name in message.parsed.keys()]
            assert set(names) == allowed and len(names) == len(allowed), names
            assert not any(ord(c) < 32 and c not in "\r\n\t" or c in "\x7f\x80\u202e" for c in message.text), message.text
            # Nor a sentence of its own in the agency's letter.
            assert not any(line.startswith(("body", "MAIL FROM", "Bcc: y")) for line in message.text.splitlines()), message.text


@story("refused for good, it is on the letter list at once; refused for now, it is tried again")
def _(_):
    def plan(verb, number):
        if verb == "RCPT" and number == 1:
            return "550 5.1.1 no such user"
        if verb == "RCPT" and number == 2:
            return "451 4.7.1 come back later"
        if verb == "END" and number == 3:
            return "452 4.3.1 no room"
        return None
    with Sending(Postbox(plan)) as sending:
        first = file_for(sending.ina)
        wait_for(lambda: sending.state_of(first) == [(FAILED, "email")])
        notice = next(row for row in rows(sending.server, "notice"))
        assert "550 5.1.1 no such user" in notice["attempts"], notice
        second = file_for(sending.ina, "second@home.example")
        wait_for(lambda: sending.state_of(second) == [(SENT, "email")], 15)
        assert len(sending.box.taken) == 1 and sending.box.begun >= 4, sending.box.taken
        assert rows(sending.server, "mail")[1]["tries"] == 3


@story("a mail server that hangs, cuts off, or is not there delays, and loses and doubles nothing")
def _(_):
    faults = {("MAIL", 1): "hang", ("BODY", 2): "cut", ("DATA", 3): "cut", ("EHLO", 3): "421 too busy"}
    box = Postbox(lambda verb, number: faults.pop((verb, number), None))
    with Sending(box) as sending:
        application = file_for(sending.ina)
        wait_for(lambda: sending.state_of(application) == [(SENT, "email")], 30)
        assert len(box.taken) == 1, box.taken
        port = box.port
        box.close()
        socket_gone = file_for(sending.ina, "later@home.example")
        time.sleep(1.5)
        assert sending.state_of(socket_gone) == [(QUEUED, "email")]
        sending.box = Postbox(port=port)
        wait_for(lambda: sending.state_of(socket_gone) == [(SENT, "email")], 20)
        assert rows(sending.server, "mail")[1]["tries"] == 1, "a server that is down is no fault of the message"


@story("given up after its time: the letter list, and the log of the application says why")
def _(_):
    with Sending(Postbox(lambda verb, number: "451 not now" if verb == "RCPT" else None)) as sending:
        application = file_for(sending.ina)
        wait_for(lambda: rows(sending.server, "mail")[0]["tries"] >= 1)
        db = Database(sending.server.db)
        db.execute("UPDATE mail SET created_at = created_at - ?", (25 * 3600 * 1000,))
        db.commit()
        db.close()
        wait_for(lambda: sending.state_of(application) == [(FAILED, "email")], 20)
        events = [row["type"] for row in Database(sending.server.db).execute("SELECT type FROM event ORDER BY seq")]
        assert events[-1] == "notice.failed", events[-4:]


def make_certificates():
    if not shutil.which("openssl"):
        raise Skip("openssl is not here")
    make_all()


@story("TLS: STARTTLS and smtps are spoken and verified; without, nothing is sent and nothing told")
def _(_):
    make_certificates()
    credentials = at("credentials")
    with open(credentials, "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write("agency\nsecret word\n")
    server_pair = at("good.pem"), at("good.key")
    for implicit in (False, True):
        box = Postbox(certificate=server_pair, implicit=implicit, user=("agency", "secret word"))
        with Sending(box, ["--mail-ca", at("ours.pem"), "--mail-credentials", credentials]) as sending:
            file_for(sending.ina)
            message = waits_for_mail(box)[0]
            assert message.is_secure and message.user == "agency", message
            assert "secret" not in sending.server.log_text()
    for box, more in ((Postbox(), ["--mail-ca", at("ours.pem")]),                        # offers no STARTTLS
                      (Postbox(certificate=server_pair), ["--mail-ca", at("theirs.pem")])):  # somebody else's
        with Sending(box, more) as sending:
            application = file_for(sending.ina)
            wait_for(lambda: "takes nothing" in sending.server.log_text())
            assert not box.taken and box.begun == 0 and sending.state_of(application) == [(QUEUED, "email")]


@story("options that cannot be meant are refused, with a sentence and before anything is opened")
def _(server):
    from server import PROGRAM
    loose = os.path.join(server.folder, "loose")
    with open(loose, "w") as file:
        file.write("a\nb\n")
    os.chmod(loose, 0o644)
    for words, said in ((["--mail-server", "http://x", *MAIL], "smtps://"), (["--mail-server", "smtp://u:p@x", *MAIL], "nothing else"),
                        (["--mail-server", "smtp://x"], "--mail-from"), (["--mail-from", "a\r\nb@c"], "--mail-from"),
                        (["--mail-dir", "/nowhere", *MAIL], "not a folder"),
                        (["--mail-server", "smtp://localhost:1", "--mail-credentials", loose, *MAIL], "chmod 600")):
        done = subprocess.run([PROGRAM, "serve", "--db", server.db, "--key-file", server.key_file, "--listen",
                               "unix:" + server.folder + "/other", *words], capture_output=True, text=True, timeout=20)
        assert done.returncode in (1, 64) and said in done.stderr, (words, done)
    set_to(server, "mail", "off")


@story("--mail-dir leaves one whole file a message, which is what a mail server would have got")
def _(_):
    folder = tempfile.mkdtemp(prefix="caseload-mail.")
    server = Server(options=["--mail-dir", folder, *MAIL])
    try:
        ina = server.sign_in("ina")
        for i in range(5):
            file_for(ina, "p%d@home.example" % i, language="en")
        wait_for(lambda: len(glob.glob(folder + "/*.eml")) == 5)
        for name in glob.glob(folder + "/*.eml"):
            with open(name, "rb") as file:
                message = email.message_from_bytes(file.read(), policy=email.policy.default)
            assert message["Message-ID"].startswith("<" + os.path.basename(name)[:-4]), name
            assert "Please do not answer this e-mail" in message.get_body(("plain",)).get_content()
        wait_for(lambda: all(row["state"] == SENT for row in rows(server, "notice")))
        assert not [name for name in os.listdir(folder) if not name.endswith(".eml")]
    finally:
        server.close()
        shutil.rmtree(folder)


@story("a real mail server takes it")
def _(_):
    if not os.access("/usr/bin/aiosmtpd", os.X_OK):
        raise Skip("aiosmtpd is not installed (Debian: python3-aiosmtpd)")
    folder = tempfile.mkdtemp(prefix="caseload-mail.")
    free = Postbox()
    port = free.port
    free.close()
    process = subprocess.Popen(["/usr/bin/python3", "/usr/bin/aiosmtpd", "-n", "-l", "127.0.0.1:%d" % port, "-c",
                                "aiosmtpd.handlers.Mailbox", folder + "/box"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(options=["--mail-server", "smtp://127.0.0.1:%d" % port, *MAIL])
    try:
        file_for(server.sign_in("ina"), name="Núñez")
        wait_for(lambda: glob.glob(folder + "/box/new/*"), 15)
        with open(glob.glob(folder + "/box/new/*")[0]) as file:
            assert "X-RcptTo: person@home.example" in file.read()
    finally:
        server.close()
        process.kill()
        process.wait()
        shutil.rmtree(folder)

# ---- come back, by post ----

REPORT = """From: MAILER-DAEMON@mx.example
To: %s
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: text/plain

It could not be delivered.

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; person@home.example
Action: %s
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--B1
Content-Type: text/rfc822-headers

Message-ID: %s

--B1--
"""


def bounce(server, message_id, action="failed", to=FROM, options=()):
    from server import PROGRAM
    done = subprocess.run([PROGRAM, "mail", "bounce", "--db", server.db, "--key-file", server.key_file, *options],
                          input=REPORT % (to, action, message_id), capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done
    return done.stdout


@story("where the mail server takes it, each message comes back to an address of its own, and is found by that alone")
def _(_):
    with Sending() as sending:
        server, box = sending.server, sending.box
        file_for(sending.ina)
        assert waits_for_mail(box)[0].sender == "<%s>" % FROM
        set_to(server, "mail_return_by_message", "on")
        wait_for(lambda: file_for(sending.ina) and waits_for_mail(box, len(box.taken)) and box.taken[-1].sender != "<%s>" % FROM, 30)
        message = box.taken[-1]
        name, domain = FROM.split("@")
        to = "%s+%s@%s" % (name, message.id[1:].split("@")[0], domain)
        assert message.sender == "<%s>" % to and b"\r\nFrom: <%s>\r\n" % FROM.encode() in message.data, message.sender
        wait_for(lambda: all(row["state"] == SENT for row in rows(server, "notice")))
        other = "<unknown@elsewhere.example>"
        assert "no failure" in bounce(server, other, "delayed", to=to)
        forged = to.replace(to[-len(domain) - 6:-len(domain) - 1], "00000")
        assert "no message of this agency" in bounce(server, other, to=forged)
        assert "no message of this agency" in bounce(server, other, to="a+b+@x, +@, " + FROM)
        assert "came back" in bounce(server, other, to="<%s>" % to)
        assert "known" in bounce(server, other, options=("--to", to)), "what the mail server says"
        # Nobody works on it yet, so that its letter goes by itself.
        bounced = [row["id"] for row in rows(server, "notice") if (row["state"], row["channel"]) == (QUEUED, "letter")]
        assert bounced == [message.id[1:].split(".")[0]], (bounced, message.id)


@story("what comes back was not served: the worker is told, a denial for it stops, and it goes by post")
def _(_):
    with Sending() as sending:
        server, ina, box = sending.server, sending.ina, sending.box
        ana, sam = server.sign_in("ana"), server.sign_in("sam")
        application = file_for(ina, language="en")
        message = waits_for_mail(box)[0]
        wait_for(lambda: sending.state_of(application) == [(SENT, "email")])
        application = give(sam, application, ana.session["worker"]["id"])
        assert application["next_act"] == "wait_for_proof"
        assert "no failure" in bounce(server, message.id, "delayed")
        forged = "<%s.%s@agency.example>" % (message.id[1:].split(".")[0], "0" * 20)
        assert "no message of this agency" in bounce(server, forged)
        assert sending.state_of(application) == [(SENT, "email")]
        assert "came back" in bounce(server, message.id)
        assert "known" in bounce(server, message.id)
        assert sending.state_of(application) == [(BOUNCED, "email")]
        application = ana.get(path(application)).json
        assert (application["next_act"], application["turn"]) == ("send_letter", "me"), application
        db = Database(server.db)  # a month ago
        db.execute("UPDATE missing_item SET requested_on = requested_on - 30, due_on = due_on - 30 WHERE state = 2")
        db.execute("UPDATE notice SET created_at = created_at - ?", (30 * 86400 * 1000,))
        db.commit()
        db.close()
        missing = [item for item in application["missing"] if item["state"] == "requested"]
        body = decision(application, "denied", {"code": "D08", "facts": {"items": [item["id"] for item in missing]}})
        stops = ana.post(path(application, "/decisions?dry_run=true"), body, version=application["version"])
        codes = [stop["code"] for stop in stops.json.get("stops", [])]
        assert "not_served" in codes, stops
        # The next notice does not go where the last came back from.
        answer = ana.post(path(application, "/notes"), {"text": "tried"})
        assert answer.status == 201, answer
        notice = ana.get(path(application, "/notices")).json["items"][0]
        assert notice["state"] == "bounced" and [a["outcome"] for a in notice["attempts"]] == ["sent", "bounced"], notice
        for _ in range(2):
            answer = ana.post("/v1/notices/%s/letter" % notice["id"])
            assert answer.status == 200 and answer.json["next_act"] == "follow_up", answer
        listed = server.command("letters", "list", "--db", server.db)
        assert notice["id"] in listed and "came back" in listed, listed
        printed = server.command("letters", "print", "--db", server.db)
        assert "We need something from you for SNAP" in printed and "\f" in printed and notice["id"] in printed
        server.command("letters", "sent", "--db", server.db, "--key-file", server.key_file, notice["id"])
        assert server.command("letters", "list", "--db", server.db) == ""
        assert sending.state_of(application) == [(SENT, "letter")]
        body["application_version"] = ana.get(path(application)).json["version"]
        stops = ana.post(path(application, "/decisions?dry_run=true"), body, version=body["application_version"])
        codes = [stop["code"] for stop in stops.json["stops"]]
        assert "served_too_late" in codes and "not_served" not in codes, codes
        told = [entry["summary"] for entry in ana.get("/v1/customers/%s/history" % application["customer"]["id"]).json["items"]]
        for words in ("E-mail came back", "Put on the letter list", "Letter sent (letter)"):
            assert any(words in entry for entry in told), (words, told)
        server.command("audit", "verify", "--db", server.db)


@story("a letter that somebody put on the letter list stays there when its e-mail comes back after that, and is posted once")
def _(_):
    with Sending() as sending:
        server = sending.server
        ana, sam = server.sign_in("ana"), server.sign_in("sam")
        application = give(sam, file_for(sending.ina), ana.session["worker"]["id"])
        message = waits_for_mail(sending.box)[0]
        wait_for(lambda: sending.state_of(application) == [(SENT, "email")])
        notice = rows(server, "notice")[0]["id"]
        assert ana.post("/v1/notices/%s/letter" % notice).status == 200  # "I never got one"
        bounce(server, message.id)
        assert sending.state_of(application) == [(QUEUED, "letter")], sending.state_of(application)
        assert notice in server.command("letters", "list", "--db", server.db)
        assert ana.get(path(application)).json["next_act"] != "send_letter"
        server.command("letters", "sent", "--db", server.db, "--key-file", server.key_file, notice)
        other = give(sam, file_for(sending.ina, "late@home.example"), ana.session["worker"]["id"])
        late = wait_for(lambda: next((m for m in sending.box.taken if m.id != message.id), None))
        wait_for(lambda: sending.state_of(other) == [(SENT, "email")])
        second = next(row["id"] for row in rows(server, "notice") if row["id"] != notice)
        assert ana.post("/v1/notices/%s/letter" % second).status == 200
        server.command("letters", "sent", "--db", server.db, "--key-file", server.key_file, second)
        bounce(server, late.id)
        assert sending.state_of(other) == [(SENT, "letter")], sending.state_of(other)
        assert ana.get(path(other)).json["next_act"] != "send_letter"
        tries = [a["outcome"] for a in ana.get("/v1/notices/%s" % second).json["attempts"]]
        assert tries == ["sent", "sent", "bounced"], tries


@story("a letter that comes back where nobody works on it is on the letter list by itself")
def _(_):
    with Sending() as sending:
        application = file_for(sending.ina)
        message = waits_for_mail(sending.box)[0]
        wait_for(lambda: sending.state_of(application) == [(SENT, "email")])
        bounce(sending.server, message.id)
        assert sending.state_of(application) == [(QUEUED, "letter")]
        # And the address is not tried again until it is another.
        body = dict(filing(), customer_id=application["customer"]["id"])
        del body["customer"]
        again = sending.ina.post("/v1/applications", body)
        assert again.status == 201, again
        assert sending.state_of(again.json) == [(QUEUED, "letter")], sending.state_of(again.json)

# ---- the applicant's own pages ----

@story("after a decision the e-mail asks, once, how it went; the worker's history tells what was said")
def _(_):
    with Sending() as sending:
        server, ina, box = sending.server, sending.ina, sending.box
        take_up(server, ina, "portal_url", "https://help.agency.example")
        ana, sam = server.sign_in("ana"), server.sign_in("sam")
        body = filing()
        body["customer"].update(email="p@home.example", language="en")
        application = bring_to_ready(ana, sam, filed(ina, body), ana.session["worker"]["id"])
        assert decide(ana, application, decision(application, "denied", "D06")).status == 201
        text = wait_for(lambda: next((m.text for m in box.taken if "is denied" in m.text), None))
        assert text.count("/feedback/") == 1 and "https://help.agency.example/status" in text, text
        assert not any("/feedback/" in m.text for m in box.taken if "is denied" not in m.text)
        link = "/feedback/" + text.split("/feedback/")[1].split()[0]
        visitor = Visitor(server).get(link)
        assert visitor.status == 200 and application["number"] not in visitor.text and "Customer" not in visitor.text
        token = visitor.page.attribute("input", "value", name="token")
        visitor.send("POST", link, {"token": token, "lang": "en", "score": "9"})
        assert visitor.status == 422 and "Choose one." in visitor.text, visitor.status
        visitor.send("POST", link, {"token": "forged", "lang": "en", "score": "5"})
        assert visitor.status == 403
        visitor.send("POST", link, {"token": token, "lang": "en", "score": "2", "comment": "Too <b>slow</b> \x1b[31m"})
        assert visitor.status == 200 and "Thank you" in visitor.text, visitor.text
        assert "Thank you" in visitor.get(link).text
        for form, status in (({"score": 5}, 409), ({"score": 0}, 400), ({}, 400), ({"score": 3, "x": 1}, 400)):
            visitor.send("POST", "/portal/v1" + link, body=json.dumps(form), headers={"Content-Type": "application/json"})
            assert visitor.status == status or (status == 400 and visitor.status in (400, 409, 422)), (form, visitor.status, visitor.text)
        visitor.send("POST", "/portal/v1/feedback/" + "A" * 32, body='{"score":5}', headers={"Content-Type": "application/json"})
        assert visitor.status == 404
        kept = rows(server, "feedback", "score, comment, codes, program_id, application_id AS id")
        assert [(row["score"], row["codes"], row["program_id"]) for row in kept] == [(2, "D06", "snap")], kept
        told = ana.get("/v1/customers/%s/history?kind=feedback" % application["customer"]["id"]).json["items"]
        assert len(told) == 1 and "2 of 5" in told[0]["summary"], told


@story("who holds number and code changes where they are written to, reads each letter alone, and no other's")
def _(_):
    with Sending() as sending:
        server, box = sending.server, sending.box
        application = file_for(sending.ina, None, language="en")
        other = file_for(sending.ina, "other@home.example", language="en")
        hidden = file_for(sending.ina, "secret@home.example", language="en", address_hidden=True)
        visitor = Visitor(server).sign_in(application["number"], application["access_code"])
        here = "/applications/" + application["number"]
        assert "To print" in visitor.get(here).text
        letter = rows(server, "notice", "id, application_id")
        own = next(row["id"] for row in letter if row["application_id"] == application["id"])
        others = next(row["id"] for row in letter if row["application_id"] == other["id"])
        assert "We need something from you" in visitor.get(here + "/letters/" + own).text
        assert visitor.get(here + "/letters/" + others).status == 404
        assert visitor.get("/applications/%s/contact" % other["number"]).status == 303
        visitor.get(here + "/contact")
        token = visitor.page.attribute("input", "value", name="token")
        visitor.send("POST", here + "/contact", {"token": token, "lang": "en", "email": "no address\r\nBcc: x@y", "phone": "", "language": "en"})
        assert visitor.status == 422 and "This is no e-mail address" in visitor.text, visitor.status
        visitor.send("POST", here + "/contact", {"token": token, "lang": "en", "email": "new@home.example", "phone": "615 555 0100", "language": "es"})
        assert visitor.status == 303, visitor.text
        customer = server.sign_in("ana").get("/v1/customers/" + application["customer"]["id"]).json
        assert (customer["email"], customer["phone"], customer["language"]) == ("new@home.example", "615 555 0100", "es"), customer
        told = server.sign_in("ana").get("/v1/customers/%s/history" % application["customer"]["id"]).json["items"]
        assert any(entry["kind"] == "profile" and entry["actor"]["kind"] == "customer" for entry in told), told
        guarded = Visitor(server).sign_in(hidden["number"], hidden["access_code"])
        guarded.get("/applications/%s/contact" % hidden["number"])
        assert guarded.status == 200 and "secret@" not in guarded.text
        assert Visitor(server).get(here + "/contact").status == 303


@story("who is written to no more, since another address was given with the code, is told so where they were written to")
def _(_):
    with Sending() as sending:
        server, box = sending.server, sending.box
        application = file_for(sending.ina, "old@home.example", language="en")
        hidden = file_for(sending.ina, "secret@home.example", language="en", address_hidden=True)
        waits_for_mail(box)
        change = {"lang": "en", "phone": "615 555 0100", "language": "en"}

        def give(application, address):
            visitor = Visitor(server).sign_in(application["number"], application["access_code"])
            here = "/applications/%s/contact" % application["number"]
            token = visitor.get(here).page.attribute("input", "value", name="token")
            assert visitor.send("POST", here, {**change, "token": token, "email": address}).status == 303, visitor.text

        def moved():
            return [m for m in box.taken if "another e-mail address" in m.text]
        give(hidden, "other@home.example")
        give(application, "new@home.example")
        told = wait_for(lambda: moved())
        assert told[0].recipients == ["<old@home.example>"], told[0].recipients
        assert application["number"] in told[0].text and "call us at once" in told[0].text, told[0].text
        assert "new@home" not in told[0].text and "/status" not in told[0].text, told[0].text
        assert box.taken[0].recipients == ["<old@home.example>"] and "We need something" in box.taken[0].text
        # Of no application: nobody has to do anything when it comes back, but it is tried no more.
        before = sending.ina.get(path(application)).json["version"]
        bounce(server, told[0].id)
        assert sending.ina.get(path(application)).json["version"] == before
        give(application, "new@home.example")
        give(application, "old@home.example")
        wait_for(lambda: len(moved()) == 2)
        assert moved()[1].recipients == ["<new@home.example>"]
        for address in ("a@home.example", "b@home.example", "c@home.example", "d@home.example"):
            give(application, address)
        wait_for(lambda: not any(row["state"] == QUEUED for row in rows(server, "mail")))
        assert [m.recipients for m in moved()[2:]] == [["<a@home.example>"]], [m.recipients for m in moved()]
        assert not any("secret@" in r or "other@" in r for m in box.taken for r in m.recipients)


@story("a caller who has the desk change the address first is heard of where letters came; a slip is mended unheard of")
def _(_):
    with Sending() as sending:
        server, box, ina, ana = sending.server, sending.box, sending.ina, sending.server.sign_in("ana")
        application = file_for(ina, "victim@home.example", language="en")
        slip = filed(ina, {**filing(None), "customer": {**filing(None)["customer"], "language": "en"}})
        waits_for_mail(box)
        wait_for(lambda: not any(row["state"] == QUEUED for row in rows(server, "mail")))

        def change(application, **fields):
            record = "/v1/customers/" + application["customer"]["id"]
            answer = ana.patch(record, fields, version=ana.get(record).json["version"])
            assert answer.status == 200, answer
        change(slip, email="slip@home.example")
        change(slip, email="right@home.example")
        change(application, phone="615 555 0100")
        count = len(box.taken)
        change(application, email="caller@home.example")
        told = wait_for(lambda: box.taken[count:])
        assert told[0].recipients == ["<victim@home.example>"] and "another e-mail address" in told[0].text, told[0]
        assert "call us at once" in told[0].text and "caller@" not in told[0].text, told[0].text
        now = ana.get(path(application)).json
        assert ana.post(path(application, "/access-code"), {"identity": "knew the birth date"}, version=now["version"]).status == 200
        wait_for(lambda: len(box.taken) > count + 1)
        assert box.taken[-1].recipients == ["<caller@home.example>"] and "new access code" in box.taken[-1].text
        assert not any("slip@" in to for message in box.taken for to in message.recipients)


# ---- killed ----

def judge(sent, due, kills):
    """What is wrong with the ids a box took, given those that had to be sent."""
    wrong = ["lost: %s" % id for id in due if sent.count(id) == 0]
    wrong += ["sent %d times: %s" % (sent.count(id), id) for id in set(sent) if sent.count(id) > 1 + kills.get(id, 0)]
    return wrong + ["never promised: %s" % id for id in set(sent) - set(due)]


KILLS = 25 if LONG else 3


@story("%d kills while it sends: none lost, at most one copy more for each kill (seed %d)" % (KILLS, SEED))
def _(_):
    dice = random.Random(SEED)
    with Sending(options=["--mail-timeout", "1"]) as sending:
        server, box, acknowledged = sending.server, sending.box, []
        for _ in range(KILLS):
            client = server.sign_in("ina")
            stop = threading.Event()

            def work():
                try:
                    while not stop.is_set():
                        acknowledged.append(file_for(client, "k@home.example")["id"])
                except Exception:  # the server was killed
                    pass
            thread = threading.Thread(target=work)
            before = len(acknowledged)
            thread.start()
            wait_for(lambda: len(acknowledged) > before)
            time.sleep(dice.uniform(0.05, 0.6))
            server.stop(signal.SIGKILL)
            stop.set()
            thread.join()
            # What a dead server had taken need not wait for the end of its lease here.
            db = Database(server.db)
            db.execute("UPDATE mail SET due_at = 1 WHERE state = 1")
            db.commit()
            db.close()
            server.start()
        wait_for(lambda: all(row["state"] == 2 for row in rows(server, "mail", "id, state")), 60)
        due = ["<%s." % row["id"] for row in rows(server, "mail", "id")]
        sent = [id.split(".")[0] + "." for id in box.ids()]
        # Each kill can double only what was under way: four at most.
        doubled = [id for id in set(sent) if sent.count(id) > 1]
        assert len(doubled) <= 4 * KILLS and all(sent.count(id) <= 2 for id in doubled), doubled
        wrong = judge(sent, due, {id: 1 for id in doubled})
        assert not wrong, wrong[:5]
        told = {row["application_id"] for row in rows(server, "mail", "id, application_id")}
        assert set(acknowledged) <= told, "an answer was given whose e-mail was never due"
        # The judge sees what it is there for.
        assert judge(sent[1:] if sent.count(sent[0]) == 1 else sent[2:], due, {}) and judge(sent + [sent[0]] * 2, due, {id: 1 for id in doubled})


@story("two servers on one database never send the same twice")
def _(_):
    with Sending() as sending:
        other = Server(db=sending.server.db, key_file=sending.server.key_file,
                       options=["--mail-server", sending.box.url, *MAIL])
        try:
            for i in range(40):
                file_for(sending.ina, "t%d@home.example" % i)
            wait_for(lambda: all(row["state"] == 2 for row in rows(sending.server, "mail", "id, state")), 30)
            time.sleep(0.5)
            assert len(sending.box.ids()) == 40 and len(set(sending.box.ids())) == 40, sending.box.ids()
        finally:
            other.close()


run()
