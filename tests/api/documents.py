#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents: sent in, held to what their bytes are, looked at, and only then
good for anything."""

import hashlib
import json
import time
import urllib.parse

from cases import ANSWERS, decision, accept, filing, item_of, money, path, read
from papers import Office, pdf, png, upload
from server import Client, Database, fresh_key, run, story, wait_for
from visitor import Visitor


def office(server, made=[]):
    if not made:
        made.append(Office(server))
    return made[0]


def events_of(server, application, kind):
    db = Database(server.db)
    rows = db.execute("SELECT p.payload FROM event e LEFT JOIN event_payload p ON p.seq = e.seq"
                      " WHERE e.type = ? AND e.application_id = ? ORDER BY e.seq", (kind, application["id"]))
    db.close()
    return [row["payload"] for row in rows]


def history(client, application, kind="document"):
    return [entry["summary"] for entry in
            client.get("/v1/customers/%s/history?kind=%s" % (application["customer"]["id"], kind)).json["items"]]


@story("a proof that comes is received, raises the case, and is worth nothing until somebody looked")
def _(server):
    o = office(server)
    case = o.case()
    item = item_of(case, "identity")
    data = pdf("Photo ID")
    answer = upload(o.ina, case, data, item["id"], "photo id.pdf")
    assert answer.status == 201, answer
    document = answer.json
    assert document["type"] == "application/pdf" and document["size"] == len(data), document
    assert document["sha256"] == hashlib.sha256(data).hexdigest() and document["state"] == "available", document
    assert document["requirement"] == item["id"] and document["label"] and document["name"] == "photo id.pdf"
    assert "looked_at" not in document and document["from"]["name"], document
    now = read(o.ana, case)
    assert item_of(now, "identity")["state"] == "received" and now["version"] == case["version"] + 1, now
    assert now["unseen_changes"] > case["unseen_changes"] and now["items_received"] == 1, now
    assert any(entry.startswith("Received: ") for entry in history(o.ana, case))
    body = decision(now, "approved", "A01")
    for tongue, words in (("en", ", document of "), ("es", ", documento del ")):
        found = o.ana.post(path(case, "/decisions?dry_run=true"), body, version=now["version"], key=None,
                           headers={"Accept-Language": tongue}).json
        assert any(words in one["text"] for one in found["stops"] + found["warnings"]), (tongue, found)
    refused = o.ana.put(path(case, "/verifications/" + item["id"]), {"state": "accepted", "how": "x"}, version=now["version"])
    assert refused.status == 422 and "photo id.pdf" in refused.json["errors"][0]["detail"], refused
    refused = o.ana.put(path(case, "/verifications/" + item["id"]), {"state": "received"}, version=now["version"])
    assert refused.status == 422, "saying that one looked is not looking"
    got = o.ana.get("/v1/documents/%s/content" % document["id"])
    assert got.status == 200 and got.body == data and got.headers["Content-Type"] == "application/pdf", got.headers
    assert got.headers["Content-Disposition"].startswith("attachment;") and "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff" and got.headers["Cache-Control"] == "no-store"
    assert got.headers["ETag"] == '"%s"' % document["sha256"]
    after = read(o.ana, case)
    assert after["version"] == now["version"], "looking makes nobody's form stale"
    assert item_of(after, "identity")["looked_at"], after
    assert any(entry.startswith("Looked at: ") for entry in history(o.ana, case))
    listed = o.ana.get(path(case, "/documents")).json["items"]
    assert [(row["id"], row["looked_by_me"]) for row in listed] == [(document["id"], True)], listed
    assert o.ben.get(path(case, "/documents")).json["items"][0]["looked_by_me"] is False
    assert item_of(accept(o.ana, after, item), "identity")["state"] == "accepted"


@story("each look is an event; an auditor's is one, too, and lets nobody accept")
def _(server):
    o = office(server)
    case = o.case()
    item = item_of(case, "identity")
    document = upload(o.ina, case, png(), item["id"]).json
    where = "/v1/documents/%s/content" % document["id"]
    assert document["name"] == "document.png" and document["type"] == "image/png", document
    assert o.ada.get(where).status == 200
    assert "looked_at" not in item_of(read(o.ana, case), "identity"), "an auditor decides nothing"
    for _ in range(3):
        assert o.ana.get(where).status == 200
    db = Database(server.db)
    rows = db.execute("SELECT type, actor_name FROM event WHERE application_id = ? AND type IN ('document.viewed', 'record.viewed')"
                      " AND (type = 'document.viewed' OR subject_id = ?) ORDER BY seq", (case["id"], document["id"]))
    db.close()
    assert [row["type"] for row in rows] == ["record.viewed", "document.viewed", "record.viewed", "record.viewed"], rows


@story("two came for one proof: both have to be looked at")
def _(server):
    o = office(server)
    case = o.case()
    item = item_of(case, "identity")
    first, second = (upload(o.ina, case, pdf(words), item["id"], words + ".pdf").json for words in ("front", "back"))
    assert o.ana.get("/v1/documents/%s/content" % first["id"]).status == 200
    now = read(o.ana, case)
    refused = o.ana.put(path(case, "/verifications/" + item["id"]), {"state": "accepted", "how": "x"}, version=now["version"])
    assert refused.status == 422 and "back.pdf" in refused.json["errors"][0]["detail"], refused
    assert "front.pdf" not in refused.json["errors"][0]["detail"], refused
    assert o.ana.get("/v1/documents/%s/content" % second["id"]).status == 200
    assert item_of(accept(o.ana, now, item), "identity")["state"] == "accepted"


@story("the same file again for the same proof is on file once; a retry answers the same")
def _(server):
    o = office(server)
    case = o.case()
    item, key = item_of(case, "identity"), fresh_key()
    first = upload(o.ina, case, pdf("once"), item["id"], "a.pdf", key=key)
    replay = upload(o.ina, case, pdf("once"), item["id"], "a.pdf", key=key)
    again = upload(o.ina, case, pdf("once"), item["id"], "b.pdf")
    assert replay.headers["Idempotency-Replayed"] == "true" and replay.json["id"] == first.json["id"]
    assert again.status == 201 and again.json["id"] == first.json["id"], again
    assert upload(o.ina, case, pdf("twice"), item["id"], "a.pdf", key=key).code == "idempotency_mismatch"
    assert len(o.ana.get(path(case, "/documents")).json["items"]) == 1
    assert len(events_of(server, case, "document.received")) == 1
    dry = o.ina.request("POST", path(case, "/documents?dry_run=true"), raw=pdf("never"), key=None)
    assert dry.status == 200 and len(o.ana.get(path(case, "/documents")).json["items"]) == 1, dry


@story("what was asked for and has come moves the case back to its worker, and is not asked for again")
def _(server):
    o = office(server)
    case = o.case()
    for item in case["missing"]:
        if item["requirement"] not in ("interview", "identity"):
            case = accept(o.ana, case, item)
    item = item_of(case, "identity")
    assert case["status"] == "incomplete", case["status"]
    document = upload(o.ina, case, pdf("the last"), item["id"]).json
    now = read(o.ana, case)
    assert now["status"] == "submitted", now["status"]
    claimed = o.ana.post(path(case, "/claim"), version=now["version"]).json
    assert claimed["turn"] == "me" and claimed["next_act"] == "look_at_document", claimed
    ask = {"items": [{"requirement": item["requirement"], "person": item.get("person"), "source": item.get("source"), "period": item.get("period")}]}
    ask["items"] = [{k: v for k, v in ask["items"][0].items() if v is not None}]
    refused = o.ana.post(path(case, "/missing"), ask, version=claimed["version"])
    assert refused.status == 422 and refused.json["errors"][0]["code"] == "on_file", refused
    ask["items"][0]["reason"] = "the first is not readable"
    pended = o.ana.post(path(case, "/missing"), ask, version=claimed["version"])
    assert pended.status == 200 and pended.json["status"] == "pended", pended
    assert upload(o.ina, case, pdf("readable"), item["id"]).status == 201
    assert read(o.ana, case)["status"] == "in_review"
    assert o.ana.get("/v1/documents/%s/content" % document["id"]).status == 200


@story("a document for nothing in particular: somebody has to look, and a rehearsal says so")
def _(server):
    o = office(server)
    case = o.case()
    claimable = read(o.ana, case)
    document = upload(o.ina, case, pdf("a letter of the landlord"), name="landlord.pdf").json
    assert document["requirement"] is None, document
    now = read(o.ana, case)
    assert now["items_received"] == 1 and now["version"] == claimable["version"] + 1, now
    body = {"application_id": case["id"], "application_version": now["version"], "outcome": "denied",
            "reasons": [{"code": "D06"}], "rationale": "x"}
    rehearsed = o.ana.post(path(case, "/decisions?dry_run=true"), body, version=now["version"], key=None).json
    found = [finding["text"] for finding in rehearsed["warnings"] + rehearsed["stops"]]
    assert any("landlord.pdf" in text for text in found), rehearsed
    assert o.ana.get("/v1/documents/%s/content" % document["id"]).status == 200
    now = read(o.ana, case)
    assert now["items_received"] == 0, now
    rehearsed = o.ana.post(path(case, "/decisions?dry_run=true"), body, version=now["version"], key=None).json
    assert not any("landlord.pdf" in finding["text"] for finding in rehearsed["warnings"] + rehearsed["stops"]), rehearsed


@story("a file is what its bytes are, whatever it is called")
def _(server):
    o = office(server)
    case = o.case()
    page = b"<html><script>alert(1)</script></html>"
    for data, name in ((page, "scan.pdf"), (b"MZ\x90\0", "photo.jpg"), (b"PK\x03\x04", "a.pdf"), (b"\x7fELF", None),
                       (b" %PDF-1.4\n", "late.pdf"), (b"#!/bin/sh\n", "x.png"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg")):
        answer = upload(o.ina, case, data, name=name)
        assert answer.status == 415 and answer.code == "unsupported_media_type", (name, answer)
    for data in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", png(40000, 1), png(20000, 20000)):
        answer = upload(o.ina, case, data)
        assert answer.status == 422 and answer.json["errors"], (data[:8], answer)
    lie = upload(o.ina, case, png(), name="invoice.exe")
    assert lie.status == 201 and lie.json["type"] == "image/png", lie
    got = o.ana.get("/v1/documents/%s/content" % lie.json["id"])
    assert got.headers["Content-Type"] == "image/png" and 'filename="%s.png"' % lie.json["id"] in got.headers["Content-Disposition"]


@story("hostile names reach a header only encoded, and a name stays what it was")
def _(server):
    o = office(server)
    case = o.case()
    for name in ('a"b.pdf', "a\r\nSet-Cookie: x=1.pdf", "../../etc/passwd", "C:\\x\\y.pdf", "\u202eexe.fdp", "na\u00efve \u8a66.pdf", "\x1b]0;x\x07.pdf", "%0d%0a.pdf", "=cmd|' /C calc'!A0"):
        answer = upload(o.ina, case, pdf(repr(name)), name=name)
        assert answer.status == 201 and answer.json["name"] == name, (name, answer)
        got = o.ana.get("/v1/documents/%s/content" % answer.json["id"])
        shown = got.headers["Content-Disposition"]
        assert "Set-Cookie" not in got.headers and all(" " <= c <= "~" for c in shown) and shown.count('"') == 2, shown
        assert urllib.parse.unquote(shown.split("filename*=UTF-8''")[1]) == name, shown
    assert upload(o.ina, case, pdf("long"), name="x" * 201).status == 422
    assert o.ina.request("POST", path(case, "/documents?name=%ff"), raw=pdf("bad")).status == 400


@story("ten megabytes are taken and no byte more; nobody unknown sends more than a usual body")
def _(server):
    o = office(server)
    case = o.case()
    largest = pdf("large", 10 * 1024 * 1024)
    largest += b"\n" * (10 * 1024 * 1024 - len(largest))
    answer = upload(o.ina, case, largest)
    assert answer.status == 201 and answer.json["size"] == 10 * 1024 * 1024, answer
    assert o.ana.get("/v1/documents/%s/content" % answer.json["id"]).body == largest
    assert upload(o.ina, case, largest + b"\n").status == 413
    assert upload(o.ina, case, largest * 3).status == 413, "read to its end, so that the answer can be heard"
    assert o.ina.request("POST", path(case, "/notes"), raw=b" " * (2 * 1024 * 1024)).status == 413
    nobody = Client(server)
    assert nobody.request("POST", path(case, "/documents"), raw=largest[:3 * 1024 * 1024]).status == 413
    assert o.ina.request("POST", path(case, "/documents?requirement=none"), raw=pdf("x")).status == 422


@story("an upload that is cut leaves nothing, and a slow one does not hold a place for ever")
def _(server):
    o = office(server)
    case = o.case()
    head = ("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nIdempotency-Key: \"%s\"\r\nContent-Length: 3000000\r\n"
            "Expect: 100-continue\r\n\r\n"
            % (path(case, "/documents"), o.ina.token, fresh_key())).encode()
    from server import open_socket
    held = [open_socket(server.address) for _ in range(3)]
    for sock in held:
        sock.sendall(head)
        assert sock.recv(100).startswith(b"HTTP/1.1 100"), "no place is had until its head is read"
        sock.sendall(pdf("cut"))
    refused = upload(o.ina, case, pdf("one too many", 2 * 1024 * 1024))
    assert refused.status == 503 and refused.headers["Retry-After"], refused
    assert upload(o.ina, case, pdf("a small one")).status == 201, "small ones need no place"
    for sock in held:
        sock.close()
    wait_for(lambda: upload(o.ina, case, pdf("again", 2 * 1024 * 1024)).status == 201)
    assert len(o.ana.get(path(case, "/documents")).json["items"]) == 2


@story("a link opens its document once, for the worker who asked, and is on the record")
def _(server):
    o = office(server)
    case = o.case()
    item, data = item_of(case, "identity"), pdf("by link")
    document = upload(o.ina, case, data, item["id"]).json
    key = fresh_key()
    link = o.ana.post("/v1/documents/%s/link" % document["id"], key=key)
    assert link.status == 201 and link.json["path"].startswith("/v1/document-links/"), link
    again = o.ana.post("/v1/documents/%s/link" % document["id"], key=key)
    assert again.json["path"] == link.json["path"], "a retry is no second link"
    browser = Client(server)
    path_of = link.json["path"]
    assert browser.get(path_of[:-1] + ("A" if path_of[-1] != "A" else "B")).status == 404
    first, second = browser.get(link.json["path"]), browser.get(link.json["path"])
    assert first.status == 200 and first.body == data and "attachment" in first.headers["Content-Disposition"], first
    missing = browser.get("/v1/document-links/dl_00000000000000000000/" + "x" * 32)
    assert second.status == 404 and missing.status == 404
    assert {k: v for k, v in second.json.items() if k != "request_id"} == {k: v for k, v in missing.json.items() if k != "request_id"}
    assert item_of(read(o.ana, case), "identity")["looked_at"], "a look by link is a look"
    old = o.ana.post("/v1/documents/%s/link" % document["id"]).json
    db = Database(server.db)
    db.execute("UPDATE document_link SET ends_at = ends_at - 61000 WHERE id = ?", (old["id"],))
    db.commit()
    db.close()
    assert browser.get(old["path"]).status == 404, "61 seconds later"
    dry = o.ana.post("/v1/documents/%s/link?dry_run=true" % document["id"], key=None)
    assert dry.status == 200 and "path" not in dry.json, dry


@story("who may not see the case sees no document of it, by no way, and is told what a stranger is")
def _(server):
    o = office(server)
    case = o.case()
    document = upload(o.ina, case, pdf("secret"), name="zebra.pdf").json
    nothing = o.wes.get("/v1/documents/dc_00000000000000000000")
    for way in ("", "/content", "/text"):
        seen = o.wes.get("/v1/documents/%s%s" % (document["id"], way))
        assert seen.status == 404 and len(seen.body) == len(nothing.body), (way, seen)
    assert o.wes.post("/v1/documents/%s/link" % document["id"]).status == 404
    assert o.wes.get(path(case, "/documents")).status == 404
    assert upload(o.wes, case, pdf("from nowhere")).status == 404
    link = o.ana.post("/v1/documents/%s/link" % document["id"]).json
    db = Database(server.db)
    db.execute("INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at) VALUES (?, ?, 'kin', 1)",
               (o.me, case["customer"]["id"]))
    db.commit()
    db.close()
    assert Client(server).get(link["path"]).status == 404, "a link has the rights of its worker at that moment"


# ---- the applicant's page ----


class Applicant:
    """Somebody with number and code, and a form with files."""

    def __init__(self, server, o, **changes):
        self.case = o.ina.post("/v1/applications", filing("Applicant Sends", **changes)).json
        self.visitor = Visitor(server).sign_in(self.case["number"], self.case["access_code"])
        o.sam.put(path(self.case, "/assignment"), {"worker_id": o.me, "reason": "test"}, version=self.case["version"])

    @property
    def here(self):
        return "/applications/%s" % self.case["number"]

    def open(self, language="en"):
        self.visitor.get(self.here + "?lang=" + language)
        assert self.visitor.status == 200, self.visitor.status
        return self.visitor.page

    def send(self, files, item=None, fields=None, boundary="----WebKitFormBoundaryAbC123", **more):
        token = self.visitor.page.attribute("input", "value", name="token")
        parts = {"token": token, "lang": "en"}
        if item:
            parts["item"] = item
        parts.update(fields or {})
        body = b"".join(b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary.encode(), name.encode(), value.encode())
                        for name, value in parts.items())
        for name, data in files:
            body += b'--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: application/x-lie\r\n\r\n%s\r\n' \
                % (boundary.encode(), name.encode(), data)
        body += b"--%s--\r\n" % boundary.encode()
        return self.post(body, boundary, **more)

    def post(self, body, boundary="----WebKitFormBoundaryAbC123", headers=None):
        sent = {"Content-Type": "multipart/form-data; boundary=" + boundary}
        sent.update(headers or {})
        return self.visitor.send("POST", self.here + "/documents", body=body, headers=sent)


@story("who applied sends what is missing from the page, and sees that it came")
def _(server):
    o = office(server)
    me = Applicant(server, o)
    page = me.open()
    forms = [attrs for tag, attrs in page.tags if tag == "form" and attrs.get("action", "").endswith("/documents")]
    assert len(forms) >= 2 and all(form["enctype"] == "multipart/form-data" for form in forms), forms
    assert any(attrs.get("capture") == "environment" for tag, attrs in page.tags if tag == "input")
    item = item_of(me.case, "identity")["id"]
    assert page.attribute("input", "value", name="item") is not None and len(me.visitor.text) < 60000
    me.send([("front.png", png()), ("b\u00e4ck.pdf", pdf("back"))], item)
    assert me.visitor.status == 303 and me.visitor.headers["Location"].startswith(me.here + "?sent=2"), me.visitor.text
    me.visitor.get(me.visitor.headers["Location"].split("#")[0])
    assert "We have what you sent" in me.visitor.page.text and "b\u00e4ck.pdf" in me.visitor.page.text
    assert "we have it and have not looked at it yet" in me.visitor.page.text
    now = read(o.ana, me.case)
    assert item_of(now, "identity")["state"] == "received" and now["turn"] in ("me", "agency", "customer"), now
    listed = o.ana.get(path(me.case, "/documents")).json["items"]
    assert [(row["name"], row["type"], row["from"]["kind"]) for row in listed] == \
        [("front.png", "image/png", "customer"), ("b\u00e4ck.pdf", "application/pdf", "customer")], listed
    assert all("name" not in row["from"] for row in listed), "no name stands in the log"
    for row in listed:
        assert o.ana.get("/v1/documents/%s/content" % row["id"]).status == 200
    me.open()
    assert "we have looked at it" in me.visitor.page.text
    version = read(o.ana, me.case)["version"]
    put = o.ana.put(path(me.case, "/verifications/" + item), {"state": "insufficient", "how": "The <b>date</b> cannot be read."}, version=version)
    assert put.status == 200, put
    me.open()
    assert "not enough: The <b>date</b> cannot be read." in " ".join(me.visitor.page.text.split()), me.visitor.text
    me.send([("clear.pdf", pdf("clear"))], item)
    clear = o.ana.get(path(me.case, "/documents")).json["items"][-1]
    o.ana.get("/v1/documents/%s/content" % clear["id"])
    accept(o.ana, read(o.ana, me.case), {"id": item})
    me.open("es")
    assert "aceptado" in me.visitor.page.text, me.visitor.page.text


MONTHS = {"en": "January February March April May June July August September October November December".split(),
          "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()}


def days(period, language):
    """A period as a letter writes it."""
    (year, month, day), (to_year, to_month, to_day) = ([int(part) for part in one.split("-")] for one in period.split("/"))
    if language == "en":
        return "%s %d%s to %s %d, %d" % (MONTHS["en"][month - 1], day, ", %d" % year if year != to_year else "",
                                         MONTHS["en"][to_month - 1], to_day, to_year)
    return "del %d de %s%s al %d de %s de %d" % (day, MONTHS["es"][month - 1], " de %d" % year if year != to_year else "",
                                                 to_day, MONTHS["es"][to_month - 1], to_year)


@story("each paper that is missing is called by whose it is, of which job and for when, wherever the applicant reads it")
def _(server):
    o = office(server)
    job = {"employer": "Walker Roofing", "pay_every": "two_weeks", "gross": money("921.00"),
           "last_period_ended": time.strftime("%Y-%m-%d", time.gmtime(time.time() - 12 * 86400))}
    people = [dict(ANSWERS["household"][0]), dict(ANSWERS["household"][0], name="Minh", relation="spouse", eats_with_you=True)]
    me = Applicant(server, o, answers=dict(ANSWERS, household=people, anyone_works=True,
                                           jobs=[dict(job, person="Hoa"), dict(job, person="Minh")]))
    stubs = [item for item in me.case["missing"] if item["requirement"] == "pay_stubs"]
    assert len(stubs) == 4 and {item["label"] for item in stubs} == {"Pay stub, Walker Roofing"}, stubs
    names = {language: [words % (item["person"], days(item["period"], language)) for item in stubs] for language, words in
             (("en", "Pay stub, Walker Roofing, for %s, %s"), ("es", "Talón de pago, Walker Roofing, de %s, %s"))}
    assert all(len(set(wanted)) == 4 for wanted in names.values()), names
    for language, wanted in names.items():
        page = me.open(language)
        assert all(page.text.count(name) >= 2 for name in wanted), "at the item and on its button: " + page.text
    # The papers of one are taken for that one, and called so.
    page = me.open()
    me.send([("stub.pdf", pdf("Pay stub"))], stubs[2]["id"])
    assert me.visitor.status == 303, me.visitor.text
    received = me.open().text.split("What we got from you")[1].split("Send something else")[0]
    assert names["en"][2] in received and names["en"][0] not in received, received
    assert [item["state"] for item in read(o.ana, me.case)["missing"] if item["requirement"] == "pay_stubs"].count("received") == 1
    assert "Received: " + names["en"][2] in history(o.ana, me.case), history(o.ana, me.case)
    assert o.ana.get(path(me.case, "/documents")).json["items"][0]["label"] == names["en"][2]
    # The same in JSON, and in the update that mail is made of.
    answer = Visitor(server).send("POST", "/portal/v1/status", headers={"Content-Type": "application/json"},
                                  body=json.dumps({"number": me.case["number"], "access_code": me.case["access_code"]}))
    told = json.loads(answer.text)
    mine = [item for item in told["missing"] if item.get("source") == "Walker Roofing"]
    assert [item["label"] for item in mine] == names["es"] and mine[3]["person"] == "Minh", mine
    assert mine[3]["period"] == stubs[3]["period"] and mine[2]["state"] == "received", mine
    assert set(names["es"]) <= {item for update in told["updates"] for item in update["items"]}, told["updates"]


@story("a file that cannot be taken is named beside its form, and nothing of the form is taken")
def _(server):
    o = office(server)
    me = Applicant(server, o)
    item = item_of(me.case, "identity")["id"]
    me.open()
    me.send([("good.pdf", pdf("good")), ("<b>bad.exe", b"MZ")], item)
    assert me.visitor.status == 422 and "<b>bad.exe: This is not a PDF or a picture" in me.visitor.page.text, me.visitor.text
    assert me.visitor.page.attribute("a", "href", href="#file-" + item), "the fault leads to its form"
    me.send([], item)
    assert me.visitor.status == 422 and "Choose a file first" in me.visitor.page.text
    me.send([("", b"")], item)
    assert me.visitor.status == 422, "a chooser left alone is no file"
    me.send([("%d.pdf" % n, pdf(str(n))) for n in range(6)], item)
    assert me.visitor.status == 422 and "five" in me.visitor.page.text
    assert o.ana.get(path(me.case, "/documents")).json["items"] == []
    me.send([("huge.pdf", pdf("huge", 11 * 1024 * 1024))], item)
    assert me.visitor.status == 422 and "larger than 10 MB" in me.visitor.page.text
    me.send([("huger.pdf", pdf("huger", 30 * 1024 * 1024))], item)
    assert me.visitor.status == 413 and "too large" in me.visitor.page.text, me.visitor.text
    me.open()
    me.send([("landlord.pdf", pdf("else"))])
    assert me.visitor.status == 303, "anything else is taken, too"
    assert o.ana.get(path(me.case, "/documents")).json["items"][0]["requirement"] is None


@story("a form of another site, of nobody, or for another's application takes nothing")
def _(server):
    o = office(server)
    me, other = Applicant(server, o), Applicant(server, o)
    me.open()
    me.send([("a.pdf", pdf("a"))], fields={"token": "0" * 64})
    assert me.visitor.status == 403
    me.open()
    me.send([("a.pdf", pdf("a"))], headers={"Origin": "http://evil.example"})
    assert me.visitor.status == 403
    me.open()
    here, me.case = me.case, other.case
    me.send([("a.pdf", pdf("a"))])
    assert me.visitor.status == 404, me.visitor.status
    me.case = here
    item = item_of(other.case, "identity")["id"]
    me.open()
    me.visitor.cookies.pop("caseload_pass")
    me.send([("a.pdf", pdf("a"))], item)
    assert me.visitor.status == 401, me.visitor.status
    stranger = Visitor(server).get("/status")
    try:
        stranger.send("POST", other.here + "/documents", body=b"x" * 3000000, headers={"Content-Type": "multipart/form-data; boundary=x"})
        assert stranger.status == 413
    except OSError:
        pass
    for case in (me.case, other.case):
        assert o.ana.get(path(case, "/documents")).json["items"] == []


@story("a form that two programs could read differently is refused")
def _(server):
    o = office(server)
    me = Applicant(server, o)
    me.open()
    token = me.visitor.page.attribute("input", "value", name="token").encode()
    good = b'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n' + token + \
        b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + pdf("multi") + b"\r\n--b--\r\n"
    for body in (good[2:], b"preamble\r\n" + good, good + b"epilogue", good[:-4], good[:-8], good.replace(b"\r\n\r\n", b"\n\n", 1),
                 good.replace(b'filename="a.pdf"', b'filename="a.pdf'), good.replace(b'name="file"; ', b""), good.replace(b'name="token"', b'name=token'),
                 good.replace(b'filename="a.pdf"', b'filename="a.pdf"; filename="b.pdf"'), good.replace(b'"a.pdf"', b'"a\0.pdf"'),
                 good.replace(b'"a.pdf"', b'"\xff.pdf"'), good.replace(b"--b\r\n", b"--b \r\n"), b"", b"--b--", b"--b\r\n" * 100):
        me.post(body, "b")
        assert me.visitor.status in (400, 403), (body[:80], me.visitor.status)
    for boundary in ("", "x" * 71, '"b', "b; charset=x", "b c"):
        me.post(good, boundary)
        assert me.visitor.status == 400, (boundary, me.visitor.status)
    me.visitor.send("POST", me.here + "/documents", form={"token": token.decode()})
    assert me.visitor.status == 415
    assert o.ana.get(path(me.case, "/documents")).json["items"] == []
    me.post(good, '"b"')
    assert me.visitor.status == 303, me.visitor.text


if __name__ == "__main__":
    run()
