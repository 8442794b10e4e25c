#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The conventions of the API, each on every route that the description names."""

import re
import sqlite3
import time

from cases import bring_to_ready, decide, decision, denied_and_drawn, file_application, filing, give, item_of, money, path, read
import server as harness
from server import Client, Database, Skip, fresh_key, metric, run, story, wait_for

# By the contract: these want the version that was seen, and only these may say "not modified".
WANT_VERSION = {
    "POST /v1/applications/{id}/claim", "POST /v1/applications/{id}/release", "POST /v1/applications/{id}/withdraw",
    "POST /v1/applications/{id}/reopen", "POST /v1/applications/{id}/interview", "PUT /v1/applications/{id}/assignment",
    "POST /v1/applications/{id}/missing", "PUT /v1/applications/{id}/verifications/{item}",
    "PATCH /v1/applications/{id}/answers", "POST /v1/applications/{id}/access-code",
    "POST /v1/applications/{id}/decisions", "POST /v1/decisions/{id}/approval", "PATCH /v1/customers/{id}",
    "DELETE /v1/me/drafts/{id}", "POST /v1/applications/{id}/appeals", "POST /v1/appeals/{id}/result",
    "POST /v1/customers/{id}/merge", "POST /v1/customers/{id}/not-same",
    "DELETE /v1/me/drafts/{id}", "PATCH /v1/reassignments/{id}", "POST /v1/reassignments/{id}/commit",
    "POST /v1/reassignments/{id}/revert",
}
MAY_BE_UNCHANGED = {"/v1/programs", "/v1/programs/{id}", "/v1/reason-codes", "/v1/openapi.json", "/v1/decisions/{id}", "/v1/notices/{id}"}
WITHOUT_KEY = {"DELETE /v1/outcomes/{key}", "POST /v1/me/second-factor", "POST /v1/me/second-factor/confirm",
               "PUT /v1/me/drafts/{id}", "DELETE /v1/me/drafts/{id}", "PUT /v1/me/password", "POST /v1/sessions", "DELETE /v1/sessions/current", "POST /v1/sessions/current/active"}
TAKES_FILES = {"POST /v1/applications/{id}/documents"}
RAW = {"/v1/documents/{id}/content", "/v1/document-links/{id}/{key}", "/v1/openapi.json", "/healthz", "/readyz", "/metrics"}
NEEDS_QUERY = {"/v1/customers": "q=secret", "/v1/search": "q=secret", "/v1/audit/access": "worker=w", "/v1/events": "after=0&wait=0"}
SOON = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400))
AMOUNTS = [{"from": "2026-01-01", "amount": money("1999.00")}]


class Desk:
    """One case to act on, one decision to sign, and good bodies for each act."""

    def __init__(self, server):
        self.sam, self.ada, ina = server.sign_in("sam"), server.sign_in("ada"), server.sign_in("ina")
        me = self.sam.session["worker"]["id"]
        self.case = bring_to_ready(self.sam, self.sam, file_application(ina), me)
        ana = server.sign_in("ana")
        other = bring_to_ready(ana, self.sam, file_application(ina), ana.session["worker"]["id"])
        self.proposed = decide(ana, other, decision(other, "approved", "A04", amounts=AMOUNTS)).json
        self.customer = self.sam.get("/v1/customers/" + self.case["customer"]["id"]).json
        self.notice = self.sam.get(path(self.case, "/notices")).json["items"][0]["id"]
        self.denied = bring_to_ready(self.sam, self.sam, file_application(ina), me)
        decide(self.sam, self.denied, decision(self.denied, "denied", "D06"))
        self.denied = read(self.sam, self.denied)
        self.drawn = denied_and_drawn(server, ana, self.sam, ina)[1]
        self.free = read(self.sam, file_application(ina))
        appealed = self.sam.post(path(self.free, "/appeals"), {"how": "letter"}, version=self.free["version"])
        assert appealed.status == 200, appealed
        self.free = appealed.json
        self.appeal = self.sam.get(path(self.free, "/appeals")).json["items"][0]["id"]
        self.reminder = self.sam.post(path(self.free, "/reminders"), {"on": SOON, "text": "t"}).json["id"]
        proof = item_of(self.case, "identity")["id"]
        self.document = self.sam.request("POST", path(self.free, "/documents"), raw=b"%PDF-1.4\n").json["id"]
        self.free = read(self.sam, self.free)
        self.spare = read(self.sam, file_application(ina))
        self.plan = self.sam.post("/v1/reassignments", {"from": {"marks": [self.spare["id"]]}, "to": [ana.session["worker"]["id"]]}).json
        plan = "/v1/reassignments/" + self.plan["id"]
        done = self.sam.post("/v1/reassignments", {"from": {"marks": [file_application(ina)["id"]]}, "to": [me]}).json
        done = "/v1/reassignments/" + done["id"]
        assert self.sam.post(done + "/commit", version=1).status == 200
        assert self.sam.put("/v1/me/drafts/d", {"revision": 1, "sealed": "x"}).status == 204
        self.acts = {
            "POST /v1/applications": ("/v1/applications", filing(), None),
            "POST /v1/applications/next": ("/v1/applications/next", None, None),
            "POST /v1/applications/{id}/claim": (path(self.case, "/claim"), None, self.case["version"]),
            "POST /v1/applications/{id}/release": (path(self.case, "/release"), {"reason": "r"}, self.case["version"]),
            "POST /v1/applications/{id}/withdraw": (path(self.case, "/withdraw"), {"reason": "r"}, self.case["version"]),
            "POST /v1/applications/{id}/reopen": (path(self.denied, "/reopen"), {"ground": "hearing", "reason": "r"}, self.denied["version"]),
            "POST /v1/applications/{id}/interview": (path(self.case, "/interview"), {"state": "held", "mode": "phone"}, self.case["version"]),
            "PUT /v1/applications/{id}/assignment": (path(self.case, "/assignment"), {"worker_id": "", "reason": "r"}, self.case["version"]),
            "POST /v1/applications/{id}/missing": (path(self.case, "/missing"), {"items": [{"requirement": "utilities"}]}, self.case["version"]),
            "PUT /v1/applications/{id}/verifications/{item}": (path(self.case, "/verifications/" + proof), {"state": "insufficient", "how": "blurred"}, self.case["version"]),
            "PATCH /v1/applications/{id}/answers": (path(self.case, "/answers"), {"answers": {"cash": money("12.00")}, "how": "said so"}, self.case["version"]),
            "POST /v1/applications/{id}/access-code": (path(self.case, "/access-code"), {"identity": "identity card"}, self.case["version"]),
            "POST /v1/applications/{id}/notes": (path(self.case, "/notes"), {"text": "t", "kind": "note"}, None),
            "POST /v1/applications/{id}/decisions": (path(self.case, "/decisions"), decision(self.case, "denied", "D06"), self.case["version"]),
            "POST /v1/decisions/{id}/approval": ("/v1/decisions/%s/approval" % self.proposed["id"], {"approve": True}, 1),
            "POST /v1/decisions/{id}/review": ("/v1/decisions/%s/review" % self.drawn, {"outcome": "agreed"}, None),
            "POST /v1/applications/{id}/documents": (path(self.free, "/documents"), None, None),
            "POST /v1/documents/{id}/link": ("/v1/documents/%s/link" % self.document, None, None),
            "PATCH /v1/customers/{id}": ("/v1/customers/" + self.customer["id"], {"phone": "(615) 555-0000"}, self.customer["version"]),
            "POST /v1/customers/{id}/merge": ("/v1/customers/%s/merge" % self.customer["id"], {"other_id": self.free["customer"]["id"], "reason": "r"}, self.customer["version"]),
            "POST /v1/customers/{id}/not-same": ("/v1/customers/%s/not-same" % self.customer["id"], {"other_id": self.free["customer"]["id"], "reason": "r"}, self.customer["version"]),
            "POST /v1/customers/{id}/ssn": ("/v1/customers/%s/ssn" % self.customer["id"], {"reason": "wage register"}, None),
            "POST /v1/applications/{id}/appeals": (path(self.case, "/appeals"), {"how": "phone", "text": "not right"}, self.case["version"]),
            "POST /v1/applications/{id}/packet": (path(self.case, "/packet"), None, None),
            "POST /v1/appeals/{id}/result": ("/v1/appeals/%s/result" % self.appeal, {"result": "upheld", "note": "n"}, self.free["version"]),
            "POST /v1/applications/{id}/reminders": (path(self.case, "/reminders"), {"on": SOON, "text": "t"}, None),
            "POST /v1/notices/{id}/letter": ("/v1/notices/%s/letter" % self.notice, None, None),
            "POST /v1/reminders/{id}/done": ("/v1/reminders/%s/done" % self.reminder, None, None),
            "PUT /v1/applications/{id}/seen": (path(self.case, "/seen"), {"seq": 1}, None),
            "PUT /v1/applications/{id}/presence": (path(self.case, "/presence"), {"typing": False}, None),
            "POST /v1/applications/bulk": ("/v1/applications/bulk", {"marks": [{"application_id": self.spare["id"], "version": 1}], "note": {"text": "t"}}, None),
            "POST /v1/reassignments": ("/v1/reassignments", {"from": {"marks": [self.spare["id"]]}}, None),
            "PATCH /v1/reassignments/{id}": (plan, {"reason": "r"}, 1),
            "DELETE /v1/reassignments/{id}": (plan, None, None),
            "POST /v1/reassignments/{id}/commit": (plan + "/commit", None, 1),
            "POST /v1/reassignments/{id}/revert": (done + "/revert", {"reason": "r"}, 2),
            "PUT /v1/workers/{id}/leave": ("/v1/workers/%s/leave" % me, {}, None),
            "PUT /v1/workers/me/presence": ("/v1/workers/me/presence", {"presence": "here"}, None),
            "POST /v1/sessions/current/active": ("/v1/sessions/current/active", None, None),
            "PUT /v1/me/signing-key": ("/v1/me/signing-key", {"public_key": "x", "sealed": "x", "proof": "x"}, None),
            "PUT /v1/me/drafts/{id}": ("/v1/me/drafts/d", {"revision": 1, "sealed": "x"}, None),
            "DELETE /v1/me/drafts/{id}": ("/v1/me/drafts/d", None, 1),
            "POST /v1/me/conflicts": ("/v1/me/conflicts", {"customer_id": file_application(ina)["customer"]["id"], "reason": "r"}, None),
            "PUT /v1/me/filters/{id}": ("/v1/me/filters/f", {"room": "mine"}, None),
            "DELETE /v1/me/filters/{id}": ("/v1/me/filters/f", None, None),
            "POST /v1/audit/verification": ("/v1/audit/verification", None, None),
            "POST /v1/me/second-factor": ("/v1/me/second-factor", {"password": "x"}, None),
            "POST /v1/me/second-factor/confirm": ("/v1/me/second-factor/confirm", {"otp": "x"}, None),
            "DELETE /v1/outcomes/{key}": ("/v1/outcomes/never", None, None),
            "PUT /v1/me/password": ("/v1/me/password", {"current": "x", "new": "a new password"}, None),
        }

    def where(self, pattern):
        """A path on which this pattern finds something."""
        if "/decisions/{id}" in pattern:
            return pattern.replace("{id}", self.proposed["id"])
        if "/notices/{id}" in pattern:
            return pattern.replace("{id}", self.notice)
        if "/documents/{id}" in pattern:
            return pattern.replace("{id}", self.document)
        if "/customers/{id}" in pattern:
            return pattern.replace("{id}", self.customer["id"])
        if "/reassignments/{id}" in pattern:
            return pattern.replace("{id}", self.plan["id"])
        if "/workers/{id}" in pattern:
            return pattern.replace("{id}", self.sam.session["worker"]["id"])
        if "/programs/" in pattern:
            return pattern.replace("{id}", "snap")
        return pattern.replace("{id}", self.case["id"]).replace("{item}", "x").replace("{key}", "k").replace("{report}", "caseload")

    def who(self, where):
        """Somebody whose role opens it."""
        return self.ada if where.startswith("/v1/audit/") else self.sam

    def question(self, pattern):
        query = NEEDS_QUERY.get(pattern)
        return self.where(pattern) + ("?" + query if query else "")


DESK = []


def desk(server):
    if not DESK:
        DESK.append(Desk(server))
    return DESK[0]


def operations(server):
    for pattern, item in Client(server).get("/v1/openapi.json").json["paths"].items():
        for method, operation in item.items():
            yield method.upper(), pattern, operation


def more(where, query):
    return where + ("&" if "?" in where else "?") + query


@story("what answers is held against the served OpenAPI in every story")
def _(server):
    if harness.Draft202012Validator is None:
        raise Skip("python3-jsonschema is not installed")
    ana = server.sign_in("ana")
    ana.get("/v1/me")
    # One that asks for more is not met.
    described = server.schemas.operation("GET", "/v1/me")["responses"]["200"]["content"]["application/json"]
    meant, described["schema"] = described["schema"], {"type": "object", "required": ["what nobody has"]}
    try:
        ana.get("/v1/me")
    except AssertionError as fault:
        assert "what nobody has" in str(fault)
    else:
        raise AssertionError("an answer unlike its description went by")
    finally:
        described["schema"] = meant


@story("every write has a body here, so that no convention is tried on half the routes")
def _(server):
    acts = {"%s %s" % (method, pattern) for method, pattern, _ in operations(server) if method != "GET"}
    assert acts - set(desk(server).acts) == {"POST /v1/sessions", "DELETE /v1/sessions/current"}, acts ^ set(desk(server).acts)


@story("a query parameter or a method that a route does not have")
def _(server):
    d = desk(server)
    for method, pattern, _ in operations(server):
        if pattern in ("/v1/sessions",):
            continue
        where = d.acts.get("%s %s" % (method, pattern), (d.question(pattern), None, None))[0]
        kind = {"Accept": "text/event-stream"} if pattern.endswith("/stream") else None
        answer = d.who(where).request(method, more(where, "colour=red"), headers=kind)
        assert answer.status == 400 and answer.code == "unknown_parameter", (method, pattern, answer)
        assert answer.json["errors"][0]["pointer"] == "?colour"
        refused = d.who(where).request("BREW", where)
        assert refused.status == 405 and method in refused.headers["Allow"].split(", "), (pattern, refused)


@story("a member that a body does not have, a type that is not JSON, JSON that is none")
def _(server):
    d = desk(server)
    for name, (where, body, version) in d.acts.items():
        method = name.split()[0]
        if body is None:
            answer = d.who(where).request(method, where, {"colour": "red"}, version=version)
            assert answer.status == (415 if name in TAKES_FILES else 400), (name, answer)
            continue
        answer = d.who(where).request(method, where, dict(body, colour="red"), version=version)
        assert answer.status == 400 and answer.code == "unknown_parameter", (name, answer)
        assert answer.json["errors"][0]["pointer"] == "/colour", (name, answer)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp"):
            answer = d.who(where).request(method, where, body, version=version, headers={"Content-Type": kind})
            assert answer.status == 415, (name, kind, answer)
        for raw in (b"[]", b"null", b"{", b'{"a":1,"a":2}'):
            answer = d.who(where).request(method, where, raw=raw, version=version)
            assert answer.status in (400, 422), (name, raw, answer)


@story("what only another media type would take is 406")
def _(server):
    d = desk(server)
    for method, pattern, _ in operations(server):
        if pattern in RAW or pattern == "/v1/sessions":
            continue
        where, body, version = d.acts.get("%s %s" % (method, pattern), (d.question(pattern), None, None))
        answer = d.who(where).request(method, where, body, version=version, headers={"Accept": "text/html, image/*;q=0.5"})
        assert answer.status == 406, (method, pattern, answer)


@story("If-Match: missing is 428, in any other form 400, of another version 412")
def _(server):
    d = desk(server)
    assert WANT_VERSION <= set(d.acts)
    for name, (where, body, version) in d.acts.items():
        method = name.split()[0]
        for tag in ('W/"%s"' % version, "*", '"1", "2"', "1", '""', '"x"', '"+1"', '" 1"', '"01"', '"99999999999999999999"', '"-1"', '"0"', '"1-"', '"1-es;"', '"1-2"'):
            answer = d.who(where).request(method, where, body, headers={"If-Match": tag})
            assert answer.status == 400, (name, tag, answer)
        if name not in WANT_VERSION:
            continue
        answer = d.who(where).request(method, where, body)
        assert answer.status == 428 and answer.code == "precondition_required", (name, answer)
        stale = d.who(where).request(method, where, body, version=version + 7)
        assert stale.status == 412 and stale.json["current_version"] == version, (name, stale)
        assert {"changed_fields", "changed_by", "changed_at"} <= set(stale.json), (name, stale)


@story("who may not, or saw another version, hears so before what the body lacks")
def _(server):
    d = desk(server)
    stranger = server.sign_in("wes")
    faults = ({"no_such_member": 1}, {"reason": 7, "state": 7, "text": [], "seq": "x", "items": {}, "approve": "?", "outcome": 1, "phone": 1})
    for name, (where, body, version) in d.acts.items():
        if "{id}" not in name or "/me/" in name or body is None:
            continue
        method = name.split()[0]
        for fault in faults:
            for dry in (where, more(where, "dry_run=true")):
                answer = d.who(dry).request(method, dry, fault, version=version)
                # A further decision on what is decided, a second signature on one's own: the state comes first, too.
                assert answer.status in (400, 422, 409, 403), (name, fault, answer)
                gone = stranger.request(method, dry, fault, version=version)
                assert gone.status in (403, 404), (name, fault, gone)
                if name not in WANT_VERSION:
                    continue
                assert d.who(dry).request(method, dry, fault).status == 428, (name, fault)
                stale = d.who(dry).request(method, dry, fault, version=version + 7)
                assert stale.status == 412 and stale.json["current_version"] == version, (name, fault, stale)
    unfit = d.sam.post(path(d.case, "/release"), {"no_such_member": 1}, version=d.case["version"])
    assert unfit.status == 400 and unfit.code == "unknown_parameter", unfit
    assert unfit.json["errors"][0]["pointer"] == "/no_such_member", unfit
    assert read(d.sam, d.case)["version"] == d.case["version"]


@story("Idempotency-Key: every write wants one, quoted, and a dry run does not")
def _(server):
    d = desk(server)
    for name, (where, body, version) in d.acts.items():
        if name in WITHOUT_KEY:
            continue
        for key in (None, "bare", '""', '"a', '"a b"', '"%s"' % ("x" * 41), '"a", "b"', '"\u00e9"'.encode().decode("latin-1")):
            headers = {"Idempotency-Key": key} if key else {}
            answer = d.who(where).request(name.split()[0], where, body, key=None, version=version, headers=headers)
            assert answer.status == 400 and answer.code == "idempotency_key_missing", (name, key, answer)


@story("every answer has its number, every read the event it saw, and no more is cached than may be")
def _(server):
    d = desk(server)
    for method, pattern, _ in operations(server):
        if method != "GET" or pattern.endswith("/stream"):
            continue
        answer = d.who(pattern).get(d.question(pattern))
        if answer.status != 200:
            assert answer.status in (403, 404), (pattern, answer)
            continue
        assert re.fullmatch("[0-9a-f]+", answer.headers["X-Request-Id"])
        if pattern not in RAW:
            assert int(answer.headers["Event-Seq"]) > 0, pattern
        for tag in (answer.headers.get("ETag", '"1"'), "*", '"1", "2", "3"'):
            again = d.who(pattern).get(d.question(pattern), headers={"If-None-Match": tag})
            assert again.status == 200 or pattern in MAY_BE_UNCHANGED, (pattern, tag, again)
        cache = answer.headers.get("Cache-Control")
        assert cache == ("private, no-cache" if pattern in MAY_BE_UNCHANGED else "no-store"), (pattern, cache)


@story("not modified is said of the same words only: another language is another answer")
def _(server):
    d = desk(server)
    for pattern in sorted(MAY_BE_UNCHANGED - {"/v1/openapi.json", "/v1/notices/{id}"}):
        where = d.question(pattern) + ("?program=snap" if "reason" in pattern else "")
        english = d.who(where).get(where, headers={"Accept-Language": "en"})
        spanish = d.who(where).get(where, headers={"Accept-Language": "es"})
        assert english.status == spanish.status == 200
        assert "Accept-Language" in english.headers.get("Vary", ""), pattern
        crossed = d.who(where).get(where, headers={"Accept-Language": "es", "If-None-Match": english.headers["ETag"]})
        assert english.json == spanish.json or crossed.status == 200, pattern
        # Caches and clients still get their 304 where nothing differs.
        again = d.who(where).get(where, headers={"Accept-Language": "en", "If-None-Match": english.headers["ETag"]})
        assert again.status == 304, (pattern, again)


@story("lists: limits, cursors, ends and orders that there are not")
def _(server):
    d = desk(server)
    pages = []
    for method, pattern, operation in operations(server):
        named = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
        if method == "GET" and "cursor" in named:
            pages.append(pattern)
    assert len(pages) >= 8, pages
    for pattern in pages:
        where = d.question(pattern)
        if d.who(where).get(where).status == 404:
            continue
        for query, status in (("limit=0", 422), ("limit=-1", 422), ("limit=201", 422), ("limit=1e2", 422), ("limit=", 422),
                              ("limit=99999999999999999999", 422), ("from=middle", 422), ("sort=colour", 422), ("sort=", 422),
                              ("sort=-", 422), ("cursor=", 400), ("cursor=AAAA", 400), ("cursor=%C3%A9", 400),
                              ("cursor=" + "A" * 3000, 400), ("limit=1&limit=2", 400)):
            answer = d.who(where).get(more(where, query))
            assert answer.status == status, (pattern, query, answer)
        whole = d.who(where).get(where).json
        assert {"items", "next_cursor", "prev_cursor", "as_of"} <= set(whole), pattern
        if len(whole["items"]) < 2:
            continue
        first = d.who(where).get(more(where, "limit=1"))
        if first.json["next_cursor"] is None:
            assert pattern == "/v1/search", pattern  # best first, and no second page
            continue
        assert first.headers["Link"].startswith("<" + where.split("?")[0]) and 'rel="next"' in first.headers["Link"]
        cursor = first.json["next_cursor"]
        assert d.who(where).get(more(where, "from=end&cursor=" + cursor)).status == 422, pattern
        # Another's, another list's, another filter's or a bent one.
        bent = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
        assert d.who(where).get(more(where, "cursor=" + bent)).code == "cursor_invalid", pattern
        ana = server.sign_in("ana")
        assert ana.get(more(where, "cursor=" + cursor)).code == "cursor_invalid", pattern
        seen, at = [], where
        while at:
            page = d.who(at).get(more(at, "limit=1")).json
            assert "items" in page, (pattern, page)
            seen += page["items"]
            at = more(where, "cursor=" + page["next_cursor"]) if page["next_cursor"] else None
        assert [row.get("id", row.get("seq")) for row in seen] == [row.get("id", row.get("seq")) for row in whole["items"]], pattern


@story("a word that a filter does not know is named by its parameter, not read as none")
def _(server):
    d = desk(server)
    history = "/v1/customers/%s/history" % d.customer["id"]
    for where, query in (("/v1/applications", "status=colour"), ("/v1/applications", "turn=colour"), ("/v1/applications", "clock=colour"),
                         ("/v1/applications", "expedited=perhaps"), ("/v1/applications", "due_before=soon"),
                         ("/v1/interactions", "state=colour"), ("/v1/interactions", "channel=colour"),
                         (history, "kind=colour"), (history, "before=soon"), ("/v1/customers", "q="),
                         ("/v1/search?q=a", "types=colour"), ("/v1/events", "after=-1"), ("/v1/events?after=0", "wait=26"),
                         ("/v1/events?after=0", "scope=colour")):
        answer = d.who(where).get(more(where, query))
        assert answer.status == 422, (where, query, answer)
        assert [error["pointer"] for error in answer.json["errors"]] == ["?" + query.split("=")[0]], (where, query, answer)


@story("a list goes on past thousands of rows that are not for the reader")
def _(server):
    d = desk(server)
    insert = "INSERT INTO interaction VALUES (?, 1, ?, ?, 'web_chat', 'closed', 'en', '', 1000, 2000, '', 0, '', 0, '')"
    db = sqlite3.connect(server.db, timeout=20)
    db.executemany(insert, [("i_%05d" % n, d.case["customer"]["id"], d.case["id"]) for n in range(4500)])
    db.execute(insert, ("i_z", "", ""))
    db.commit()
    db.close()
    wes = server.sign_in("wes")
    for start, onward in (("", "next_cursor"), ("?sort=-started&from=end", "prev_cursor")):
        found, where, turns = [], "/v1/interactions" + start, 0
        while where and turns < 10:
            page = wes.get(where)
            assert page.status == 200, page
            found += [row["id"] for row in page.json["items"]]
            cursor, turns = page.json[onward], turns + 1
            where = cursor and "/v1/interactions?cursor=" + cursor + ("&sort=-started" if start else "")
        assert found == ["i_z"] and 1 < turns < 10, (found, turns)


@story("far more customers than are ranked at once are walked whole, each once")
def _(server):
    ina = server.sign_in("ina")
    filed = {file_application(ina, "Windowpane Number%03d" % number)["customer"]["id"] for number in range(230)}
    for start, onward in (("", "next_cursor"), ("&from=end", "prev_cursor")):
        found, where = [], "/v1/customers?q=windowpane&limit=60" + start
        while where:
            page = ina.get(where)
            assert page.status == 200, page
            found += [line["id"] for line in page.json["items"]]
            said, cursor = page.json["total"], page.json[onward]
            where = cursor and "/v1/customers?q=windowpane&limit=60&cursor=" + cursor
        assert len(found) == len(filed) and set(found) == filed, (start, len(found))
        assert said == {"count": len(filed), "relation": "eq"}, (start, said)


@story("the words of a long conversation are found wherever they stand")
def _(server):
    d = desk(server)
    db = Database(server.db)
    db.execute("INSERT INTO interaction VALUES ('i_long', 1, ?, ?, 'web_chat', 'closed', 'en', 'long', 1000, 2000, '', 0, '', 4500, '')",
               (d.case["customer"]["id"], d.case["id"]))
    for first in range(1, 4501, 500):
        db.execute("INSERT INTO message VALUES " + ", ".join(
            "('i_long', %d, 1000, 1, '', 'x', 'text', '%s', 0)" % (n, "the needle" if n in (3, 4400) else "straw")
            for n in range(first, first + 500)))
    db.commit()
    db.close()
    for start, onward, seqs in (("", "next_cursor", [3, 4400]), ("&from=end", "prev_cursor", [4400, 3])):
        found, where, turns = [], "/v1/interactions/i_long/messages?q=needle&limit=50" + start, 0
        while where and turns < 10:
            page = d.who(where).get(where)
            assert page.status == 200, page
            found += [row["seq"] for row in page.json["items"]]
            cursor, turns = page.json[onward], turns + 1
            where = cursor and "/v1/interactions/i_long/messages?q=needle&limit=50&cursor=" + cursor
        assert found == seqs and turns > 1, (start, found, turns)


def dump(server):
    """Every row of the database, once what was queued is written."""
    def lines():
        db, copy = sqlite3.connect(server.db), sqlite3.connect(":memory:")
        db.backup(copy)
        db.close()
        copy.execute("DELETE FROM audit_checkpoint")  # signed by the clock, not by a request
        text = "\n".join(copy.iterdump())
        copy.close()
        return text

    def still():
        wait_for(lambda: metric(server, "caseload_write_jobs_begun_total") == metric(server, "caseload_write_jobs_total"))
        return lines()

    before = still()
    while True:
        after = still()
        if after == before:
            return after
        before = after


@story("a dry run writes nothing, keeps no key, and is refused where the act would be")
def _(server):
    d = desk(server)
    acts = [(name, act) for name, act in d.acts.items() if name.startswith(("POST", "PATCH")) and name not in WITHOUT_KEY | TAKES_FILES
            and not name.endswith(("/claim", "/verification"))]
    acts += [("PUT /v1/applications/{id}/" + what, d.acts["PUT /v1/applications/{id}/" + what]) for what in ("seen", "presence")]
    acts += [("PUT /v1/applications/{id}/assignment", d.acts["PUT /v1/applications/{id}/assignment"]),
             ("PUT /v1/applications/{id}/verifications/{item}", d.acts["PUT /v1/applications/{id}/verifications/{item}"]),
             ("POST /v1/applications/{id}/claim", (path(d.free, "/claim"), None, d.free["version"])),
             ("POST /v1/decisions/{id}/approval", (d.acts["POST /v1/decisions/{id}/approval"][0], {"approve": False, "reason": "look again"}, 1)),
             ("POST /v1/applications/{id}/decisions", (path(d.case, "/decisions"), decision(d.case, "approved", "A04", amounts=AMOUNTS), d.case["version"]))]
    before = dump(server)
    for name, (where, body, version) in acts:
        for key in (None, fresh_key()):
            answer = d.who(where).request(name.split()[0], more(where, "dry_run=true"), body, key=key, version=version)
            assert answer.status in (200, 404) if name.endswith(("next", "/ssn")) else answer.status in (200, 204) or \
                (name.endswith(("claim", "missing")) and answer.status in (409, 422)), (name, answer)
    assert dump(server) == before
    assert server.sign_in("ana").get(path(d.case, "/presence")).json["items"] == [], "a rehearsed presence shows"
    approval = d.acts["POST /v1/decisions/{id}/approval"][0]
    unsaid = d.sam.post(approval + "?dry_run=true", {"approve": False}, version=1, key=None)
    assert unsaid.status == 422 and unsaid.json["errors"][0]["pointer"] == "/reason", unsaid
    assert d.sam.post(more(path(d.case, "/release"), "dry_run=maybe"), {}, version=d.case["version"]).status == 422


run()
