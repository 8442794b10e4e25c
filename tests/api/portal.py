#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The applicant's pages over HTTP: forms, passes, throttle, escaping."""

import http.client
import json
import re
import signal

from visitor import Page, Visitor
from server import SAMPLE, Database, fresh_key, mine, run, story

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\u202e"


def receipts(server):
    with open(server.receipts, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def spanish(server):
    ana = server.sign_in("ana")
    numbers = {row["number"] for row in mine(ana) if row["language"] == "es"}
    return [receipt for receipt in receipts(server) if receipt[0] in numbers][0]


def deniable(server, language):
    """Proof past due, two interviews missed, past day 30."""
    ana = server.sign_in("ana")
    found = [row for row in mine(ana) if row["language"] == language and row["clock"] == "overdue"
             and not row["expedited"]][0]
    return ana, found, [receipt for receipt in receipts(server) if receipt[0] == found["number"]][0]


@story("every page forbids inline code, and none is large")
def _(server):
    visitor = Visitor(server)
    number, code = receipts(server)[3][:2]
    visitor.sign_in(number, code)
    for path in ("/", "/status", "/applications/" + number, "/nosuch", "/portal.css", "/portal.js"):
        visitor.get(path)
        policy = visitor.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, policy
        assert all(word in policy for word in ("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"))
        assert visitor.headers["X-Content-Type-Options"] == "nosniff"
        assert visitor.headers["X-Frame-Options"] == "DENY"
        assert visitor.headers["Referrer-Policy"] == "same-origin"
        if path.startswith(("/status", "/applications")):
            assert visitor.headers["Cache-Control"] == "no-store", path
        assert len(visitor.text.encode()) < 60 * 1024, (path, len(visitor.text))
        for tag, attrs in visitor.page.tags:
            assert not any(name.startswith("on") or name == "style" for name in attrs), (path, tag, attrs)
            for name in ("src", "href", "action"):
                assert not re.match(r"(https?:)?//", attrs.get(name) or ""), (path, attrs)
    assert Visitor(server).get("/nosuch").status == 404


@story("number and code open the page, also as people write them")
def _(server):
    number, code, name, program = receipts(server)[0]
    visitor = Visitor(server).sign_in(number, code)
    assert visitor.status == 303 and visitor.headers["Location"].startswith("/applications/" + number)
    cookie = visitor.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Max-Age=900" in cookie
    assert visitor.get("/applications/" + number).status == 200
    assert name in visitor.page.text
    grouped = "%s %s-%s" % (code[:3], code[3:6], code[6:])
    assert Visitor(server).sign_in(" " + number.lower(), grouped).status == 303


@story("a form without its token, or from another site, is refused")
def _(server):
    number, code = receipts(server)[4][:2]
    visitor = Visitor(server)
    assert visitor.send("POST", "/status", {"number": number, "code": code}).status == 403
    visitor.get("/status")
    token = visitor.page.attribute("input", "value", name="token")
    form = {"token": token, "number": number, "code": code}
    assert Visitor(server).send("POST", "/status", form).status == 403
    assert visitor.send("POST", "/status", form, headers={"Origin": "https://evil.example"}).status == 403
    assert visitor.send("POST", "/status", form, headers={"Origin": "http://" + visitor.address}).status == 303


@story("a form with nothing in its number or code opens nothing")
def _(server):
    number, code = receipts(server)[4][:2]
    for wrong in (("", code), (" ", code), (number, ""), (number, " - "), ("", "")):
        assert Visitor(server).sign_in(*wrong).status != 303, wrong


@story("a pass opens its own application only, and not once it is altered or left")
def _(server):
    one, other = receipts(server)[5], receipts(server)[6]
    visitor = Visitor(server).sign_in(one[0], one[1])
    assert visitor.get("/applications/" + other[0]).status == 303
    assert visitor.get("/applications/%s/stream" % other[0]).status == 404
    good = visitor.cookies["caseload_pass"]
    ends, application, tag = good.split(".")
    for forged in (".".join((str(int(ends) + 10 ** 9), application, tag)), good[:-1] + ("0" if good[-1] != "0" else "1"),
                   "", "..", "x" * 1000, good + "."):
        visitor.cookies["caseload_pass"] = forged
        assert visitor.get("/applications/" + one[0]).status == 303, forged
        assert visitor.get("/applications/%s/stream" % one[0]).status == 401, forged
    visitor.cookies["caseload_pass"] = good
    assert visitor.get("/applications/" + one[0]).status == 200
    visitor.get("/leave")
    assert visitor.cookies["caseload_pass"] == ""
    assert visitor.get("/applications/" + one[0]).status == 303


@story("a page that looks again by itself does not keep itself open")
def _(server):
    # One on which a file could be chosen does not load itself again without a script.
    kinds = set()
    for number, code in [row[:2] for row in receipts(server)]:
        visitor = Visitor(server).sign_in(number, code)
        visitor.get("/applications/" + number)
        assert any("caseload_pass" in line for line in visitor.headers.get_all("Set-Cookie"))
        refresh = visitor.page.attribute("meta", "content", **{"http-equiv": "refresh"})
        kinds.add((visitor.page.attribute("input", "name", name="item") is None, refresh is not None))
        if len(kinds) == 2 and refresh:
            break
    assert kinds == {(True, True), (False, False)}, kinds
    again = refresh.split("url=")[1]
    assert refresh.startswith("60; ") and visitor.get(again).status == 200
    assert not any("caseload_pass" in line for line in visitor.headers.get_all("Set-Cookie") or []) and "live=1" in Visitor(server).get("/portal.js").text
    # The same page, and a way to say that somebody is there.
    assert visitor.page.attribute("a", "href", id="again").find("live") < 0


@story("the page speaks the customer's language, or the one asked for")
def _(server):
    number, code = spanish(server)[:2]
    visitor = Visitor(server).sign_in(number, code)
    visitor.get("/applications/" + number)
    assert visitor.page.attribute("html", "lang") == "es" and "Su solicitud" in visitor.page.text
    visitor.get("/applications/%s?lang=en" % number)
    assert visitor.page.attribute("html", "lang") == "en" and "Your application" in visitor.page.text
    assert Visitor(server).get("/status", headers={"Accept-Language": "es-MX,es;q=0.9"}).page.attribute("html", "lang") == "es"
    assert Visitor(server).get("/status", headers={"Accept-Language": "de"}).page.attribute("html", "lang") == "en"


@story("what a customer or worker typed is text on the page and nothing else")
def _(server):
    ana = server.sign_in("ana")
    row = [r for r in mine(ana) if "ask_missing" in r["allowed_actions"] and r["language"] == "en"
           and r["status"] == "in_review"][0]
    number, code = [r for r in receipts(server) if r[0] == row["number"]][0][:2]
    customer = "/v1/customers/" + row["customer"]["id"]
    answer = ana.patch(customer, {"name": HOSTILE}, version=ana.get(customer).json["version"])
    assert answer.status == 200, answer
    visitor = Visitor(server).sign_in(number, code)
    visitor.get("/applications/" + number)
    # Characters that turn the direction of text are marked, all else is as typed.
    assert HOSTILE.rstrip("\u202e") in visitor.page.text and "\u202e" not in visitor.text
    assert not [tag for tag, attrs in visitor.page.tags if tag == "img" or (tag == "script" and not attrs.get("src"))]
    visitor.get("/status?number=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&lang=%22%3E%3Cb%3E")
    assert visitor.status == 200 and "script" not in [tag for tag, _ in visitor.page.tags]


@story("page, decision and letter name the same reasons, in English and in Spanish")
def _(server):
    for language in ("en", "es"):
        ana, row, receipt = deniable(server, language)
        decided = ana.post("/v1/applications/%s/decisions" % row["id"], {
            "application_id": row["id"], "application_version": row["version"], "outcome": "denied",
            "reasons": [{"code": "D07", "facts": {}}, {"code": "D08", "facts": {}}],
            "rationale": "Two talks missed, proof did not come."}, version=row["version"], key=fresh_key())
        assert decided.status == 201, decided
        notice = ana.get("/v1/notices/" + decided.json["notice_id"]).json
        visitor = Visitor(server).sign_in(receipt[0], receipt[1])
        visitor.get("/applications/" + receipt[0])
        codes = [attrs["data-code"] for tag, attrs in visitor.page.tags if "data-code" in attrs]
        assert codes == ["D07", "D08"], codes
        told = re.findall(r'<li data-code="D0\d"><p>(.*?)</p>', visitor.text)
        assert len(told) == 2
        for text in told:
            plain = Page(text).text
            assert plain in notice["rendered_text"], (plain, notice["rendered_text"])
        assert notice["language"] == language
        body = json.dumps({"number": receipt[0], "access_code": receipt[1]})
        status = json.loads(Visitor(server).send("POST", "/portal/v1/status", body=body,
                                                 headers={"Content-Type": "application/json"}).text)
        assert status["status"] == "denied" and status["updates"][-1]["code"] == "denied"
        for text in told:
            assert Page(text).text in status["updates"][-1]["text"]


@story("an open page hears of a new update, and of none that it has seen")
def _(server):
    ana = server.sign_in("ana")
    row = [r for r in mine(ana) if "withdraw" in r["allowed_actions"] and r["status"] == "in_review"][-1]
    number, code = [r for r in receipts(server) if r[0] == row["number"]][0][:2]
    visitor = Visitor(server).sign_in(number, code)
    visitor.get("/applications/" + number)
    stream = [attrs["data-stream"] for tag, attrs in visitor.page.tags if "data-stream" in attrs][0]
    connection = http.client.HTTPConnection(visitor.address, timeout=10)
    connection.request("GET", stream, headers={"Cookie": "caseload_pass=" + visitor.cookies["caseload_pass"]})
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers["Content-Type"] == "text/event-stream"
    done = ana.post("/v1/applications/%s/withdraw" % row["id"], {"reason": "Moved away."}, version=row["version"])
    assert done.status == 200, done
    while True:
        line = answer.readline().decode()
        if line.startswith("data:"):
            break
    update = json.loads(line[5:])
    assert update["code"] == "withdrawn", update
    connection.close()


@story("what a stranger sends is bounded by what a form can be, and costs no more")
def _(server):
    headers = {"Content-Type": "application/json", "Idempotency-Key": '"large-1"'}
    for path in ("/portal/v1/applications", "/portal/v1/status", "/portal/v1/sessions"):
        body = '{"a":"%s"}' % ("x" * 300000)
        assert Visitor(server).send("POST", path, body=body, headers=headers).status == 413, path
    visitor = Visitor(server).send("POST", "/portal/v1/applications", body='{"a":"%s"}' % ("x" * 200000), headers=headers)
    assert visitor.status == 422, visitor.status
    visitor = Visitor(server).send("POST", "/status", form={"number": "A" * 300000, "code": "1"})
    assert visitor.status == 413, visitor.status


@story("whoever holds a code cannot write into the log without end; others go on, and so does the office")
def _(server):
    ana = server.sign_in("ana")
    rows = [r for r in mine(ana) if r["status"] == "in_review"][:2]
    codes = {number: code for number, code, *_ in receipts(server)}
    loud, other = [Visitor(server).sign_in(row["number"], codes[row["number"]]) for row in rows]

    def change(visitor, row, number):
        visitor.get("/applications/%s/contact" % row["number"])
        token = visitor.page.attribute("input", "value", name="token")
        visitor.send("POST", "/applications/%s/contact" % row["number"],
                     {"token": token, "lang": "en", "phone": "615-555-%04d" % number, "email": ""})
        return visitor.status

    statuses = [change(loud, rows[0], number) for number in range(205)]
    assert statuses[:100] == [303] * 100 and statuses[-1] == 429, statuses
    assert loud.headers["Retry-After"] == "3600"
    assert loud.get("/applications/" + rows[0]["number"]).status == 200, "looking is not writing"
    assert change(other, rows[1], 1) == 303
    customer = ana.get("/v1/customers/" + rows[0]["customer"]["id"]).json
    changed = ana.request("PATCH", "/v1/customers/" + customer["id"], {"phone": "615-555-9999"}, version=customer["version"])
    assert changed.status == 200, changed


@story("one pass holds a few pages open, not all the connections there are: the oldest make way")
def _(server):
    ana = server.sign_in("ana")
    rows = [r for r in mine(ana) if "withdraw" in r["allowed_actions"] and r["status"] == "in_review"][-2:]
    codes = {number: code for number, code, *_ in receipts(server)}
    first, other = [Visitor(server).sign_in(row["number"], codes[row["number"]]) for row in rows]

    def follow(visitor, row):
        connection = http.client.HTTPConnection(visitor.address, timeout=60)
        connection.request("GET", "/applications/%s/stream" % row["number"],
                           headers={"Cookie": "caseload_pass=" + visitor.cookies["caseload_pass"]})
        answer = connection.getresponse()
        assert answer.status == 200 and answer.readline()
        return connection, answer

    theirs = follow(other, rows[1])
    held = [follow(first, rows[0]) for _ in range(30)]
    for _, answer in held[:-8]:
        try:
            answer.read()  # until its end, which is there
        except http.client.IncompleteRead:
            pass  # or cut: the sweeper was faster than the last bytes
    done = ana.post("/v1/applications/%s/withdraw" % rows[0]["id"], {"reason": "Moved away."}, version=rows[0]["version"])
    assert done.status == 200, done
    done = ana.post("/v1/applications/%s/withdraw" % rows[1]["id"], {"reason": "Moved away."}, version=rows[1]["version"])
    assert done.status == 200, done
    for _, answer in held[-8:] + [theirs]:
        line = b" "
        while line and not line.startswith(b"data:"):
            line = answer.readline()
        assert b"withdrawn" in line, line
    for connection, _ in held + [theirs]:
        connection.close()


@story("a page hears its news in its own language")
def _(server):
    ana = server.sign_in("ana")
    row = [r for r in mine(ana) if "withdraw" in r["allowed_actions"] and r["language"] == "en"][-1]
    number, code = [r for r in receipts(server) if r[0] == row["number"]][0][:2]
    visitor = Visitor(server).sign_in(number, code)
    heard = {}
    for language in ("en", "es"):
        visitor.get("/applications/%s?lang=%s" % (number, language))
        stream = [attrs["data-stream"] for tag, attrs in visitor.page.tags if "data-stream" in attrs][0]
        connection = http.client.HTTPConnection(visitor.address, timeout=10)
        connection.request("GET", stream, headers={"Cookie": "caseload_pass=" + visitor.cookies["caseload_pass"]})
        heard[language] = (connection, connection.getresponse())
    done = ana.post("/v1/applications/%s/withdraw" % row["id"], {"reason": "Moved away."}, version=row["version"])
    assert done.status == 200, done
    said = {}
    for language, (connection, answer) in heard.items():
        line = ""
        while not line.startswith("data:"):
            line = answer.readline().decode()
        said[language] = json.loads(line[5:])["text"]
        connection.close()
        visitor.get("/applications/%s?lang=%s" % (number, language))
        assert said[language] in visitor.page.text, (language, said)
    assert said["en"] != said["es"], said


@story("a form as large as a request may be is answered like any other, and the server goes on")
def _(server):
    visitor = Visitor(server)
    for number in ('"' * 200000, "A" * 900000, "&" * 39, "\u202e" * 100000):
        for token in (visitor.get("/status").page.attribute("input", "value", name="token"), "none"):
            visitor.send("POST", "/status", {"token": token, "number": number, "code": "1" * 1000})
            assert visitor.status in (403, 413, 422, 429), visitor.status
            assert len(visitor.text.encode()) < 60 * 1024
    assert Visitor(server).get("/").status == 200


@story("the same as JSON: strict about what is sent")
def _(server):
    visitor = Visitor(server)
    kind = {"Content-Type": "application/json"}
    assert visitor.send("POST", "/portal/v1/status", body="{", headers=kind).status == 400
    assert visitor.send("POST", "/portal/v1/status", body="{}", headers=kind).status == 422
    assert visitor.send("POST", "/portal/v1/status", body='{"number":"A","access_code":"1","x":1}', headers=kind).status == 400
    assert visitor.send("POST", "/portal/v1/status", body="number=A", headers={"Content-Type": "text/plain"}).status == 415
    assert json.loads(visitor.text)["code"] == "unsupported_media_type"


@story("a wrong number and a wrong code get one answer, and guesses are slowed")
def _(server):
    number = receipts(server)[1][0]
    wrong_code = Visitor(server).sign_in(number, "0000000000")
    wrong_number = Visitor(server).sign_in("A-25-999999", "0000000000")
    assert wrong_code.status == wrong_number.status == 422

    def shape(visitor):
        return re.sub(r'value="[^"]*"', "", visitor.text)

    assert shape(wrong_code) == shape(wrong_number)
    # Twelve more of each: soon there is only waiting.
    statuses = [Visitor(server).sign_in(number, "%010d" % guess).status for guess in range(12)]
    assert 429 in statuses, statuses
    body = json.dumps({"number": number, "access_code": "0000000000"})
    visitor = Visitor(server).send("POST", "/portal/v1/status", body=body, headers={"Content-Type": "application/json"})
    assert visitor.status == 429 and int(visitor.headers["Retry-After"]) > 0


@story("guesses are counted past a kill of the server")
def _(server):
    number = receipts(server)[2][0]
    codes = iter("%010d" % guess for guess in range(1000))

    def tries(where, count):
        return [Visitor(where).sign_in(number, next(codes)).status for _ in range(count)]

    assert 429 in tries(server, 8)
    looked_at = 0
    for _ in range(3):
        server.stop(signal.SIGKILL)
        server.start()
        looked_at += tries(server, 4).count(422)
    # A try a wait, each twice the last, and no free ones again, which would be all twelve.
    assert looked_at <= 8, looked_at


def one_with(server, wanted):
    """A row of ana's that fits, with its number and code."""
    ana = server.sign_in("ana")
    known = {receipt[0]: receipt[1] for receipt in receipts(server)}
    row = [r for r in mine(ana) if r["number"] in known and wanted(r)][0]
    return ana, row, row["number"], known[row["number"]]


def post_form(visitor, path, **fields):
    visitor.get(path)
    token = visitor.page.attribute("input", "value", name="token")
    return visitor.send("POST", path, {"token": token, **fields})


@story("an applicant stops the application after being asked, and is told of the way back")
def _(server):
    ana, row, number, code = one_with(server, lambda r: r["status"] == "in_review" and r["language"] == "en")
    visitor = Visitor(server).sign_in(number, code).get("/applications/" + number)
    assert visitor.page.attribute("a", "href", id="withdraw") == "/applications/%s/withdraw?lang=en" % number
    visitor.get("/applications/%s/withdraw" % number)
    assert visitor.status == 200 and "You can apply again any day." in visitor.page.text
    # Asking is not doing, and another's pass does nothing.
    assert ana.get("/v1/applications/" + row["id"]).json["status"] == "in_review"
    assert visitor.send("POST", "/applications/%s/withdraw" % number, {}).status == 403
    other = Visitor(server).sign_in(*receipts(server)[8][:2])
    assert post_form(other, "/applications/%s/withdraw" % number).status in (303, 403)
    assert ana.get("/v1/applications/" + row["id"]).json["status"] == "in_review"
    done = post_form(visitor, "/applications/%s/withdraw" % number, text="Found work " + HOSTILE)
    assert done.status == 303 and done.headers["Location"].startswith("/applications/" + number), done.text
    after = ana.get("/v1/applications/" + row["id"]).json
    assert after["status"] == "withdrawn", after
    history = ana.get("/v1/customers/%s/history?application=%s&limit=5" % (row["customer"]["id"], row["id"])).json
    told = [entry for entry in history["items"] if "Found work" in entry["summary"]][0]
    assert told["actor"]["kind"] == "customer", told
    visitor.get("/applications/" + number)
    assert visitor.page.attribute("a", "href", id="withdraw") is None
    # Once is once: the form again leads back.
    assert post_form(Visitor(server).sign_in(number, code), "/applications/" + number).status in (404, 405)
    visitor.get("/applications/%s/withdraw" % number)
    assert visitor.status == 303


@story("an applicant appeals on the page, sees its days, and one appeal is one")
def _(server):
    ana, row, number, code = one_with(server, lambda r: "deny" in r["allowed_actions"] and r["language"] == "es"
                                      and r["program"]["id"] == "snap")
    denial = {"application_id": row["id"], "application_version": row["version"], "outcome": "denied",
              "reasons": [{"code": "D06", "facts": {}}], "rationale": "moved away"}
    assert ana.post("/v1/applications/%s/decisions" % row["id"], denial, version=row["version"], key=fresh_key()).status == 201
    visitor = Visitor(server).sign_in(number, code)
    path = "/applications/%s/appeal" % number
    visitor.get("/applications/" + number)
    assert visitor.page.attribute("a", "href", id="appeal") == path + "?lang=es"
    visitor.get(path)
    assert visitor.page.attribute("html", "lang") == "es" and "Puede apelar hasta el" in visitor.page.text
    # A denied application is no benefit to be kept.
    assert visitor.page.attribute("input", "name", type="checkbox") is None
    refused = post_form(visitor, path, text="x" * 5000)
    assert refused.status == 422 and ana.get("/v1/applications/%s/appeals" % row["id"]).json["items"] == []
    assert post_form(visitor, path, text="No es justo " + HOSTILE).status == 303
    visitor.get("/applications/" + number)
    assert "<script>alert" not in visitor.text and visitor.page.attribute("a", "href", id="appeal") is None
    appeals = ana.get("/v1/applications/%s/appeals" % row["id"]).json["items"]
    assert len(appeals) == 1 and appeals[0]["how"] == "web" and appeals[0]["text"].endswith(HOSTILE), appeals
    assert ana.get("/v1/applications/" + row["id"]).json["appeal_open"] is True
    assert visitor.get(path).status == 303
    assert [a["id"] for a in ana.get("/v1/applications/%s/appeals" % row["id"]).json["items"]] == [appeals[0]["id"]]


@story("the packet of an appeal holds the decision, the letters as sent, and each entry with its place in the chain")
def _(server):
    ana = server.sign_in("ana")
    appeal = ana.get("/v1/appeals?assignee=me").json["items"][0]
    where = "/v1/applications/%s/packet" % appeal["application_id"]
    before = int(ana.get("/v1/me").headers["Event-Seq"])
    key = fresh_key()
    packet = ana.post(where, None, key=key)
    assert packet.status == 200, packet
    text = packet.json["text"]
    letters = [ana.get("/v1/notices/" + row["id"]).json
               for row in ana.get("/v1/applications/%s/notices" % appeal["application_id"]).json["items"]]
    assert letters and all(letter["rendered_text"] in text and letter["sha256"] in text for letter in letters)
    assert "No es justo " + HOSTILE in text and "D06" in text and "moved away" in text
    db = Database(server.db)
    # PostgreSQL writes bytes as \\x and their digits.
    log = {row["seq"]: row["hash"].hex() if isinstance(row["hash"], bytes) else row["hash"][2:] for row in db.execute(
        "SELECT seq, hash FROM event WHERE application_id = ?", (appeal["application_id"],))}

    def made():
        return db.execute("SELECT count(*) AS made FROM event WHERE type = 'packet.made'")[0]["made"]

    assert made() == 1
    listed = re.findall(r"^ *(\d+)  ([0-9a-f]{16})  ", text, re.M)
    assert len(listed) > 5 and all(log[int(seq)].startswith(tag) for seq, tag in listed), listed
    assert packet.json["seq"] >= before
    # How things stand is said in the reader's words, in theirs.
    wire = r"[:,] (unmet|requested|received|accepted|insufficient|queued)\b"
    spanish = ana.post(where, None, headers={"Accept-Language": "es"})
    states = {item["state"] for item in ana.get("/v1/applications/" + appeal["application_id"]).json["missing"]}
    said = {"accepted": ("proved", "comprobado"), "unmet": ("not proved, and not asked for", "sin comprobar y sin pedir"),
            "requested": ("not here yet", "todavía no ha llegado"), "insufficient": ("what came is not enough", "lo que llegó no basta"),
            "received": ("came, and nobody has judged it yet", "llegó, y nadie lo ha valorado todavía")}
    assert spanish.status == 200 and states and made() == 2
    for at, paper in enumerate((text, spanish.json["text"])):
        stand = re.search(r"^4\. .*?^5\. ", paper, re.M | re.S).group(0)
        assert all(": " + said[state][at] in stand for state in states) and not re.search(wire, stand), (states, stand)
    assert ", not sent yet\nSHA-256 " in text and ", todavía sin enviar\nSHA-256 " in spanish.json["text"]
    # The same key is the same paper; another is made, and recorded, anew.
    assert ana.post(where, None, key=key).headers.get("Idempotency-Replayed") == "true"
    assert ana.post(where, None).status == 200 and made() == 3
    db.close()

run(sample=SAMPLE)
