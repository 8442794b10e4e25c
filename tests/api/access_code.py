#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Another access code for who lost theirs: what it opens, what it shuts at
once, what is told of it and to whom."""

import http.client
import json
import re
import sqlite3

from cases import denied, file_application, path, read
from postbox import Postbox
from server import Server, fresh_key, run, story, wait_for
from visitor import Visitor

FILING = {"program": "snap", "language": "en",
          "applicant": {"name": "Jason Front", "born_on": "1980-02-03", "county": "Davidson",
                        "address": {"line1": "1 Wire Road", "city": "Nashville", "state": "TN", "zip": "37201"}},
          "answers": {"signature": "Jason Front", "rent": {"amount": "500.00", "currency": "USD"}}}
HOW = {"identity": "identity card with a photo"}


def renew(client, application, key=None, **more):
    now = read(client, application)
    return client.post(path(application, "/access-code"), {**HOW, **more}, version=now["version"], key=key or fresh_key())


def opens(server, number, code):
    return Visitor(server).sign_in(number, code).status == 303


def hears(live):
    """Whether a page that stands open is told of anything before its stream ends."""
    try:
        return any(line.startswith(b"data:") for line in iter(live.readline, b""))
    except http.client.IncompleteRead:
        return False


@story("the new code opens the page, the old one and every pass made with it are void at once")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    application = file_application(ina, language="en")
    number, old = application["number"], application["access_code"]
    here = "/applications/" + number
    before = Visitor(server).sign_in(number, old)
    assert before.get(here).status == 200
    stream = [attrs["data-stream"] for tag, attrs in before.page.tags if "data-stream" in attrs][0]
    line = http.client.HTTPConnection(before.address, timeout=60)
    line.request("GET", stream, headers={"Cookie": "caseload_pass=" + before.cookies["caseload_pass"]})
    live = line.getresponse()
    assert live.status == 200 and live.readline()

    answer = renew(ana, application)
    assert answer.status == 200 and re.fullmatch("[0-9]{10}", answer.json["access_code"]), answer
    new = answer.json["access_code"]
    assert new != old and answer.headers["ETag"] == '"%s"' % answer.json["version"]
    # The page that stood open hears nothing more; neither it nor its cookie opens anything.
    assert not hears(live)
    assert before.get(stream).status == 401 and before.get(here).status == 303, before.status
    assert before.get(here + "/contact").status == 303
    assert not opens(server, number, old) and opens(server, number, new)
    old_front = Visitor(server).send("POST", "/portal/v1/status", body=json.dumps({"number": number, "access_code": old}),
                                     headers={"Content-Type": "application/json"})
    assert old_front.status == 404, old_front.text
    after = Visitor(server).sign_in(number, new).get(here)
    assert after.status == 200
    # It is among what happened, and is not where it stands.
    now, happened = after.text.split('class="now')[1].split("</div>")[0], after.text
    assert "new access code" in happened and "new access code" not in now, now
    assert "con una foto" not in happened and "with a photo" not in happened
    spanish = after.get(here + "?lang=es").text
    assert "nuevo código de acceso" in spanish


@story("a repeated key answers without the code, a rehearsal makes none, another version loses")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    application = file_application(ina)
    now, key = read(ana, application), fresh_key()
    tried = ana.post(path(application, "/access-code?dry_run=true"), HOW, version=now["version"], key=None)
    assert tried.status == 200 and "access_code" not in tried.json, tried
    assert opens(server, application["number"], application["access_code"])
    first = ana.post(path(application, "/access-code"), HOW, version=now["version"], key=key)
    assert first.status == 200, first
    again = ana.post(path(application, "/access-code"), HOW, version=now["version"], key=key)
    assert again.status == 200 and again.headers["Idempotency-Replayed"] == "true", again
    assert again.json["id"] == application["id"] and "access_code" not in again.json, again
    assert opens(server, application["number"], first.json["access_code"])
    other = ana.post(path(application, "/access-code"), {"identity": "voice"}, version=now["version"], key=key)
    assert other.code == "idempotency_mismatch", other
    lost = sam.post(path(application, "/access-code"), HOW, version=now["version"])
    assert lost.status == 412 and lost.json["changed_fields"] == ["access_code"] and lost.json["changed_by"], lost
    for identity in ("", " \n", "x" * 501):
        refused = sam.post(path(application, "/access-code"), {"identity": identity}, version=first.json["version"])
        assert refused.status == 422 and refused.json["errors"][0]["pointer"] == "/identity", (identity, refused)
    assert "access_code" not in read(ana, application) and opens(server, application["number"], first.json["access_code"])


@story("the log says who gave it and how they knew, nowhere the code, and no row keeps it")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    application, _ = denied(ana, sam, ina)  # a decided one is read with it, and appealed
    answer = renew(ana, application)
    assert answer.status == 200 and answer.json["status"] == "denied", answer
    told = ana.get("/v1/customers/%s/history" % application["customer"]["id"]).json["items"]
    entry = [entry for entry in told if "New access code" in entry["summary"]]
    assert len(entry) == 1 and HOW["identity"] in entry[0]["summary"] and entry[0]["public"] is True, told
    assert entry[0]["actor"]["id"] == ana.session["worker"]["id"]
    code = answer.json["access_code"]
    if not server.db.startswith("postgresql:"):
        db = sqlite3.connect(server.db)
        kept = "\n".join(db.iterdump())
        db.close()
        assert application["id"] in kept and code not in kept and code.encode().hex().upper() not in kept
    assert code not in json.dumps(told)


@story("the receipt of what was sent on the pages shows the old code no more, and files nothing twice")
def _(server):
    ana = server.sign_in("ana")
    key = fresh_key()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key if key.startswith('"') else '"%s"' % key}

    def send():
        visitor = Visitor(server).send("POST", "/portal/v1/applications", body=json.dumps(FILING), headers=headers)
        assert visitor.status == 201, visitor.text
        return json.loads(visitor.text)

    sent = send()
    assert send()["access_code"] == sent["access_code"]
    application = ana.get("/v1/applications?q=" + sent["number"]).json["items"][0]
    assert renew(ana, application).status == 200
    again = send()
    assert again["number"] == sent["number"] and "access_code" not in again, again


@story("who is written to by e-mail is told, without the code and in their language")
def _(_):
    box = Postbox()
    server = Server(options=["--mail-server", box.url, "--mail-from", "notices@agency.example"])
    try:
        ina, ana = server.sign_in("ina"), server.sign_in("ana")
        customer = {"kind": "person", "name": "Lost It", "language": "es", "county": "Davidson", "email": "lost@home.example",
                    "address": FILING["applicant"]["address"]}
        application = file_application(ina, customer=customer)
        hidden = file_application(ina, customer={**customer, "email": "secret@home.example", "address_hidden": True})
        count = len(wait_for(lambda: box.taken, 60))
        assert renew(ana, hidden).status == 200
        code = renew(ana, application).json["access_code"]
        told = wait_for(lambda: box.taken[count:], 60)
        assert told[0].recipients == ["<lost@home.example>"], told[0].recipients
        assert "nuevo código de acceso" in told[0].text and application["number"] in told[0].text, told[0].text
        assert not any(code in message.data.decode() for message in box.taken)
        assert not any("secret@" in to for message in box.taken for to in message.recipients)
    finally:
        server.close()
        box.close()


run()
