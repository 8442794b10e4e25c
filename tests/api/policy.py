#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may do what: every route for every kind of person, and no word too much.

What is expected is worked out here from the contract's table of roles, apart
from the server's own code.  A route of the API without a row in ROUTES fails.
"""

import hashlib
import json
import time
import urllib.parse

from cases import bring_to_ready, decide, decision, file_application, filing, give, money, path, read
from server import Client, Database, fresh_key, head, run, story, wait_for

HOUR_MS = 3600 * 1000
SOON = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400))
CASES = {"caseworker", "supervisor", "intake", "auditor"}
WORKERS = {"caseworker", "supervisor"}
FILERS = {"caseworker", "supervisor", "intake"}
ANY = CASES | {"admin"}


class Person:
    def __init__(self, username, roles, team=None, leads=None, counties=(), programs=(), conflict=False):
        self.username, self.roles, self.team, self.leads = username, set(roles), team, leads
        self.counties, self.programs, self.conflict = set(counties), set(programs), conflict
        self.client = self.id = None


PEOPLE = [
    Person("ana", ["caseworker"], "t_east"),
    Person("ben", ["caseworker"], "t_east"),
    Person("wes", ["caseworker"], "t_west"),
    Person("sam", ["supervisor", "caseworker"], "t_east", "t_east"),
    Person("ina", ["intake"], "t_east"),
    Person("ada", ["auditor"]),
    Person("adm", ["admin"]),
    Person("kit", ["caseworker"], "t_east", counties=["Shelby"]),
    Person("pia", ["caseworker"], "t_east", programs=["families-first"]),
    Person("wil", ["supervisor"], "t_west", "t_west"),
    Person("sue", ["supervisor"], "t_east", "t_east"),
    Person("ino", ["intake"], "t_east"),
    Person("con", ["caseworker"], "t_east", conflict=True),
    Person("cos", ["supervisor", "caseworker"], "t_east", "t_east", conflict=True),
    Person("coa", ["auditor"], conflict=True),
]
FIRST = 7  # those before are in the agency that server.py makes


class Case:
    """An application, what hangs on it, and what must be known to judge."""

    def __init__(self, name, filer, conflicted=False, named=None, age_h=0):
        self.name, self.filer, self.conflicted, self.named, self.age_h = name, filer, conflicted, named, age_h
        self.marker = "marker%s" % name
        self.application = self.decision = self.notice = self.note = self.interaction = self.case_number = self.document = None
        self.appeal = self.reminder = None

    def secrets(self):
        """What nobody may read who may not see the application."""
        texts = [self.application["id"], self.application["number"], self.marker, self.interaction]
        return [text for text in texts + [self.decision, self.notice, self.note, self.appeal, self.reminder, self.document] if text]

    def person_secrets(self):
        """And who has a conflict, or is not named, not even of the customer."""
        return [self.application["customer"]["id"], self.application["customer"]["name"], self.case_number]


def shut(person, case):
    return (person.conflict and case.conflicted) or (case.named is not None and person.username != case.named)


def relations(person, case):
    if shut(person, case):
        return set()
    found = set()
    mine = case.assignee == person.username and person.roles & WORKERS
    in_team = "caseworker" in person.roles and person.team == "t_east" and \
        (not person.counties or "Davidson" in person.counties) and (not person.programs or "snap" in person.programs)
    led = "supervisor" in person.roles and person.leads == "t_east"
    if mine:
        found.add("assignee")
    if (in_team or led or mine) and (mine or case.assignee is None):
        found.add("claimant")
    if "caseworker" in person.roles and (mine or in_team):
        found.add("caseworker")
    if led:
        found.add("supervisor")
        if case.maker and case.maker != person.username:
            found.add("second")
    return found


def sees(person, case):
    return bool(relations(person, case)) or (not shut(person, case) and (
        "auditor" in person.roles
        or ("intake" in person.roles and person.username == case.filer and case.age_h < 24)))


class Row:
    """One route.  by: relations that may act; None: whoever sees it.  ok: the
    answers of who may, since not every act fits the state the case is in."""

    def __init__(self, roles, make=None, by=None, ok=(200,), of="review"):
        self.roles, self.make, self.by, self.ok, self.of = roles, make, by, set(ok), of


def act(name, by, body=None, ok=(200,), method="POST", roles=WORKERS):
    def make(case, ids):
        return method, "/v1/applications/%s/%s?dry_run=true" % (ids["application"], name), \
            body(case) if callable(body) else body, case.application["version"]
    return Row(roles, make, by, ok)


def get(pattern, roles=CASES, **more):
    return Row(roles, lambda case, ids: ("GET", pattern % ids, None, None), **more)


def customer_act(suffix, method, body, roles, ok):
    def make(case, ids):
        return method, "/v1/customers/%s%s" % (ids["customer"], suffix), body, case.customer_version
    return Row(roles, make, {"assignee", "caseworker", "supervisor"}, ok)


def denial(case):
    return decision(case.application, "denied", "D06")


def approval(case, ids):
    return "POST", "/v1/decisions/%s/approval?dry_run=true" % ids["decision"], {"approve": True}, 1


# Rows without make are for everybody of these roles, about no case; what they
# list is looked through by the stories below.
ROUTES = {
    "POST /v1/sessions": Row(None), "GET /v1/sessions/current": Row(ANY), "DELETE /v1/sessions/current": Row(ANY),
    "POST /v1/sessions/current/active": Row(ANY), "GET /v1/me": Row(ANY),
    "GET /v1/me/signing-key": Row(ANY), "PUT /v1/me/signing-key": Row(ANY), "PUT /v1/me/password": Row(ANY),
    "POST /v1/me/conflicts": Row(CASES),
    "GET /v1/me/second-factor": Row(ANY), "POST /v1/me/second-factor": Row(ANY), "POST /v1/me/second-factor/confirm": Row(ANY),
    "GET /v1/me/filters": Row(ANY), "GET /v1/me/filters/{id}": Row(ANY), "PUT /v1/me/filters/{id}": Row(ANY), "DELETE /v1/me/filters/{id}": Row(ANY),
    "GET /v1/me/drafts": Row(ANY), "PUT /v1/me/drafts/{id}": Row(ANY), "DELETE /v1/me/drafts/{id}": Row(ANY),
    "GET /v1/applications": Row(CASES), "POST /v1/applications": Row(FILERS), "POST /v1/applications/next": Row(WORKERS),
    "GET /v1/applications/{id}": get("/v1/applications/%(application)s"),
    "POST /v1/applications/{id}/claim": act("claim", {"claimant"}, ok=(200, 409)),
    "POST /v1/applications/{id}/release": act("release", {"assignee"}, {}),
    "POST /v1/applications/{id}/withdraw": act("withdraw", {"assignee", "supervisor"}, {"reason": "asked"}),
    "POST /v1/applications/{id}/reopen": act("reopen", {"caseworker", "supervisor"}, {"reason": "r", "ground": "hearing"}, (409,)),
    # Whoever takes it in was shown the first one, and may have missed it.
    "POST /v1/applications/{id}/access-code": act("access-code", None, {"identity": "identity card"}, roles=FILERS),
    "POST /v1/applications/{id}/interview": act("interview", {"assignee"}, {"state": "held", "mode": "phone"}, (200, 409)),
    "PUT /v1/applications/{id}/assignment": act("assignment", {"supervisor"}, {"worker_id": "", "reason": "r"}, (200, 422), "PUT", {"supervisor"}),
    "POST /v1/applications/{id}/missing": act("missing", {"assignee"}, lambda case: {"items": [{"requirement": "identity"}]}, (200, 422)),
    "PUT /v1/applications/{id}/verifications/{item}": act("verifications/none", {"assignee"}, {"state": "accepted", "how": "seen"}, (404,), "PUT"),
    "GET /v1/applications/{id}/answers": get("/v1/applications/%(application)s/answers"),
    "PATCH /v1/applications/{id}/answers": act("answers", {"assignee"}, {"answers": {"cash": {"amount": "12.00", "currency": "USD"}}, "how": "h"}, method="PATCH"),
    "GET /v1/applications/{id}/notes": get("/v1/applications/%(application)s/notes"),
    "POST /v1/applications/{id}/notes": act("notes", {"caseworker", "supervisor"}, {"text": "t", "kind": "note"}),
    "GET /v1/applications/{id}/appeals": get("/v1/applications/%(application)s/appeals"),
    # One is open already.
    "POST /v1/applications/{id}/appeals": act("appeals", {"caseworker", "supervisor"}, {"how": "phone"}, (409,)),
    "POST /v1/applications/{id}/packet": Row(WORKERS, lambda case, ids: ("POST", "/v1/applications/%(application)s/packet" % ids, None, None)),
    "GET /v1/appeals": Row(CASES),
    "POST /v1/appeals/{id}/result": Row(WORKERS, lambda case, ids: ("POST", "/v1/appeals/%(appeal)s/result?dry_run=true" % ids, {"result": "upheld", "note": "n"}, case.application["version"]), {"caseworker", "supervisor"}),
    "GET /v1/applications/{id}/reminders": get("/v1/applications/%(application)s/reminders"),
    "POST /v1/applications/{id}/reminders": Row(WORKERS, lambda case, ids: ("POST", "/v1/applications/%(application)s/reminders?dry_run=true" % ids, {"on": SOON, "text": "t"}, None), {"caseworker", "supervisor"}),
    "GET /v1/reminders": Row(CASES), "GET /v1/me/agenda": Row(CASES), "GET /v1/me/news": Row(CASES),
    "POST /v1/reminders/{id}/done": Row(WORKERS, lambda case, ids: ("POST", "/v1/reminders/%(reminder)s/done?dry_run=true" % ids, None, None), {"caseworker", "supervisor"}),
    "GET /v1/applications/{id}/documents": get("/v1/applications/%(application)s/documents"),
    # A body that is no file: told to who may put one there, and to nobody else.
    "POST /v1/applications/{id}/documents": Row(FILERS, lambda case, ids: ("POST", "/v1/applications/%(application)s/documents?dry_run=true" % ids, {"no": "file"}, None), ok=(415,)),
    "GET /v1/documents/{id}": get("/v1/documents/%(document)s"),
    "GET /v1/documents/{id}/content": get("/v1/documents/%(document)s/content"),
    "GET /v1/documents/{id}/text": get("/v1/documents/%(document)s/text"),
    "POST /v1/documents/{id}/link": Row(CASES, lambda case, ids: ("POST", "/v1/documents/%(document)s/link?dry_run=true" % ids, None, None)),
    "GET /v1/document-links/{id}/{key}": Row(None),
    "PUT /v1/applications/{id}/seen": Row(FILERS, lambda case, ids: ("PUT", "/v1/applications/%(application)s/seen" % ids, {"seq": 1}, None), ok=(204,)),
    "GET /v1/applications/{id}/decisions": get("/v1/applications/%(application)s/decisions"),
    "POST /v1/applications/{id}/decisions": act("decisions", {"assignee"}, denial),
    "GET /v1/applications/{id}/notices": get("/v1/applications/%(application)s/notices"),
    "GET /v1/applications/{id}/worksheet": get("/v1/applications/%(application)s/worksheet"),
    "GET /v1/notices/{id}": get("/v1/notices/%(notice)s"),
    "POST /v1/notices/{id}/letter": Row(WORKERS, lambda case, ids: ("POST", "/v1/notices/%(notice)s/letter?dry_run=true" % ids, None, None), {"caseworker", "supervisor"}),
    "GET /v1/decisions/{id}": get("/v1/decisions/%(decision)s", of="waiting"),
    "POST /v1/decisions/{id}/approval": Row({"supervisor"}, approval, {"second"}, of="waiting"),
    "GET /v1/applications/{id}/reviews": get("/v1/applications/%(application)s/reviews"),
    "GET /v1/reviews": Row({"supervisor", "auditor"}),
    "GET /v1/decisions/{id}/review": get("/v1/decisions/%(decision)s/review", of="waiting"),
    "POST /v1/decisions/{id}/review": Row({"supervisor"}, lambda case, ids: ("POST", "/v1/decisions/%(decision)s/review?dry_run=true" % ids, {"outcome": "agreed"}, None), {"second"}, of="waiting"),
    "GET /v1/applications/{id}/presence": get("/v1/applications/%(application)s/presence"),
    "PUT /v1/applications/{id}/presence": Row(FILERS, lambda case, ids: ("PUT", "/v1/applications/%(application)s/presence" % ids, {"typing": False}, None), ok=(204,)),
    "GET /v1/customers": Row(CASES), "GET /v1/customers/alike": Row(CASES),
    "GET /v1/customers/{id}": get("/v1/customers/%(customer)s"),
    "PATCH /v1/customers/{id}": customer_act("?dry_run=true", "PATCH", {"phone": "1"}, FILERS, (200,)),
    "GET /v1/customers/{id}/alike": get("/v1/customers/%(customer)s/alike"),
    "POST /v1/customers/{id}/merge": customer_act("/merge?dry_run=true", "POST", {"other_id": "c_nosuch", "reason": "r"}, WORKERS, (422,)),
    "POST /v1/customers/{id}/not-same": customer_act("/not-same?dry_run=true", "POST", {"other_id": "c_nosuch", "reason": "r"}, WORKERS, (422,)),
    "POST /v1/customers/{id}/ssn": customer_act("/ssn", "POST", {"reason": ""}, WORKERS, (422,)),
    "GET /v1/customers/{id}/history": get("/v1/customers/%(customer)s/history"),
    "GET /v1/interactions": Row(CASES),
    "GET /v1/interactions/{id}": get("/v1/interactions/%(interaction)s"),
    "GET /v1/interactions/{id}/messages": get("/v1/interactions/%(interaction)s/messages"),
    "POST /v1/applications/bulk": Row(WORKERS), "GET /v1/reassignments": Row(WORKERS), "POST /v1/reassignments": Row({"supervisor"}),
    "GET /v1/reassignments/{id}": Row(WORKERS), "PATCH /v1/reassignments/{id}": Row({"supervisor"}),
    "DELETE /v1/reassignments/{id}": Row({"supervisor"}), "GET /v1/reassignments/{id}/items": Row(WORKERS),
    "GET /v1/reassignments/{id}/skipped": Row(WORKERS), "POST /v1/reassignments/{id}/commit": Row({"supervisor"}),
    "POST /v1/reassignments/{id}/revert": Row({"supervisor"}),
    "PUT /v1/workers/{id}/leave": Row(WORKERS), "GET /v1/workers/{id}/leave": Row(WORKERS), "PUT /v1/workers/me/presence": Row(WORKERS),
    "GET /v1/workers": Row(ANY), "GET /v1/teams": Row(ANY), "GET /v1/programs": Row(ANY), "GET /v1/programs/{id}": Row(ANY),
    "GET /v1/reason-codes": Row(ANY), "GET /v1/search": Row(CASES), "GET /v1/outcomes/{key}": Row(ANY), "DELETE /v1/outcomes/{key}": Row(ANY),
    "GET /v1/events": Row(ANY), "GET /v1/events/stream": Row(ANY),
    "GET /v1/audit/access": get("/v1/audit/access?application=%(application)s", roles={"auditor"}),
    "GET /v1/audit/applications/{id}": get("/v1/audit/applications/%(application)s", roles={"auditor"}),
    "GET /v1/audit/verification": Row({"auditor"}), "POST /v1/audit/verification": Row({"auditor"}),
    "GET /v1/audit/checkpoint": Row({"auditor"}),
    "GET /v1/reports/{report}": Row({"supervisor", "auditor"}),
    "GET /v1/openapi.json": Row(None), "GET /healthz": Row(None), "GET /readyz": Row(None), "GET /metrics": Row(None),
}
NOBODYS = {"application": "a_nosuch", "customer": "c_nosuch", "decision": "d_nosuch", "notice": "n_nosuch",
           "interaction": "i_nosuch", "document": "dc_nosuch", "appeal": "ap_nosuch", "reminder": "rm_nosuch"}


# ---- the agency ----


class Agency:
    def __init__(self, server):
        self.server = server
        for person in PEOPLE[FIRST:]:
            words = ["worker", "add", "--db", server.db, "--username", person.username, "--name", person.username.title(),
                     "--roles", ",".join(sorted(person.roles)), "--password-fd", "0"]
            for option, value in (("--teams", person.team), ("--leads", person.leads),
                                  ("--counties", ",".join(person.counties)), ("--programs", ",".join(person.programs))):
                words += [option, value] if value else []
            server.command(*words, text="sample-password\n")
        for person in PEOPLE:
            self.sign_in(person)
        self.people = {person.username: person for person in PEOPLE}
        self.cases = {}
        self.keys = {}
        for case in (Case("review", "ina", conflicted=True), Case("waiting", "ina", conflicted=True),
                     Case("aged", "ino", conflicted=True, age_h=25), Case("sealed", "ina", named="ben"),
                     Case("sealedwaiting", "ina", named="ben"), Case("free", "ina", conflicted=True)):
            self.make(case)
        self.closed = server.sign_in("ana")
        assert self.closed.delete("/v1/sessions/current").status == 204
        self.expired = server.sign_in("ben")
        self.seal_records()
        self.bend_the_rows()
        self.declare_conflicts()
        self.hidden_at = int(self.people["ben"].client.get("/v1/me").headers["Event-Seq"])

    def sign_in(self, person):
        person.client = self.server.sign_in(person.username)
        person.id = person.client.session["worker"]["id"]

    def make(self, case):
        ana, sam = self.people["ana"].client, self.people["sam"].client
        application = file_application(self.people[case.filer].client, "Person%s Secret" % case.name)
        case.maker, case.assignee = None, "ana"
        if case.name == "free":
            case.assignee = None
        elif case.name.endswith("waiting"):
            application = bring_to_ready(ana, sam, application, self.people["ana"].id)
        else:
            application = give(sam, application, self.people["ana"].id)
        assert application["team_id"] == "t_east", application
        noted = sam.post(path(application, "/notes"), {"text": case.marker + " in a note", "kind": "note"})
        assert noted.status == 201, noted
        case.note = noted.json["id"]
        if case.name.endswith("waiting"):
            key = fresh_key()
            made = decide(ana, application, decision(application, "approved", "A04",
                          amounts=[{"from": "2026-01-01", "amount": money("1999.00")}]), key=key)
            assert made.json["state"] == "awaiting_second_approval", made
            case.decision, case.maker, self.keys[case.name] = made.json["id"], "ana", key
        appealed = sam.post(path(application, "/appeals"), {"how": "phone", "text": case.marker + " is not right"},
                            version=read(sam, application)["version"])
        assert appealed.status == 200 and appealed.json["appeal_open"] is True, appealed
        case.appeal = sam.get(path(application, "/appeals")).json["items"][0]["id"]
        reminded = sam.post(path(application, "/reminders"), {"on": SOON, "text": case.marker + " to look at"})
        assert reminded.status == 201, reminded
        case.reminder = reminded.json["id"]
        sent = sam.request("POST", path(application, "/documents"), raw=b"%PDF-1.4\n" + case.marker.encode())
        assert sent.status == 201, sent
        case.document = sent.json["id"]
        case.application = read(sam, application)
        case.notice = sam.get(path(application, "/notices")).json["items"][0]["id"]
        customer = sam.get("/v1/customers/" + application["customer"]["id"]).json
        case.customer_version, case.case_number = customer["version"], customer["case_number"]
        self.cases[case.name] = case

    def bend_the_rows(self):
        """What no route does: age, chats, the end of a session."""
        self.server.stop()
        db = Database(self.server.db)
        for case in self.cases.values():
            ids = (case.application["id"], case.application["customer"]["id"])
            case.interaction = "i_" + case.name
            db.execute("INSERT INTO interaction VALUES (?, 1, ?, ?, 'web_chat', 'closed', 'en', ?, 1000, 2000, '', 0, '', 1, '')",
                       (case.interaction, ids[1], ids[0], case.marker))
            db.execute("INSERT INTO message VALUES (?, 1, 1000, 1, '', 'x', 'text', ?, 0)", (case.interaction, case.marker))
            if case.decision:
                db.execute("INSERT INTO review VALUES (?, ?, ?, ?, '', 1000, 5, 1, 7, 0, '', '', 0, 0, '')",
                           (case.decision, *ids, self.people["ana"].id))
            if case.age_h:
                for table, column in (("queue", "application_id"), ("application", "id")):
                    db.execute("UPDATE %s SET filed_at = filed_at - ? WHERE %s = ?" % (table, column),
                               (case.age_h * HOUR_MS, ids[0]))
        ended = db.execute("UPDATE session SET ends_at = 1 WHERE token_hash = ?",
                           (hashlib.sha256(self.expired.token.encode()).digest(),))
        assert ended.rowcount == 1
        db.commit()
        db.close()
        self.server.start()

    def seal_records(self):
        for case in self.cases.values():
            if case.named:
                self.server.command("customer", "seal", case.case_number, "--db", self.server.db, "--key-file",
                                    self.server.key_file, "--for", case.named, "--reason", "a colleague's family")
                client = self.people[case.named].client
                wait_for(lambda: client.get(path(case.application)).status == 200)
                case.application = read(client, case.application)
                case.customer_version = client.get("/v1/customers/" + case.application["customer"]["id"]).json["version"]

    def declare_conflicts(self):
        for person in PEOPLE:
            if not person.conflict:
                continue
            for case in self.cases.values():
                if case.conflicted:
                    self.server.command("worker", "conflict", "--db", self.server.db, "--username", person.username,
                                        "--customer", case.case_number, "--reason", "a neighbor")
            # It holds at once for who is signed in already.
            wait_for(lambda: all(person.client.get(path(case.application)).status == 404
                                 for case in self.cases.values() if case.conflicted))


AGENCY = []


def agency(server):
    if not AGENCY:
        AGENCY.append(Agency(server))
    return AGENCY[0]


# ---- the checker ----


def ids_of(case):
    return {"application": case.application["id"], "customer": case.application["customer"]["id"],
            "decision": case.decision, "notice": case.notice, "interaction": case.interaction,
            "appeal": case.appeal, "reminder": case.reminder, "document": case.document}


def bare(answer):
    """An answer without what differs between any two."""
    body = answer.json if answer.body and answer.body[:1] == b"{" else answer.body.decode()
    if isinstance(body, dict):
        body.pop("request_id", None)
    headers = sorted((name, value) for name, value in answer.headers.items()
                     if name not in ("X-Request-Id", "Date", "Event-Seq"))
    return answer.status, headers, body


def send(client, row, case, ids):
    method, where, body, version = row.make(case, ids)
    return client.request(method, where, body, version=version)


def expected(person, row, case):
    if not person.roles & row.roles:
        return {403}
    if not sees(person, case):
        return {404}
    if row.by is not None and not relations(person, case) & row.by:
        return {403}
    return row.ok


def deviations(people, routes, cases):
    """Every cell of the matrix that is not as expected."""
    wrong = []
    for name, row in routes.items():
        if row.make is None:
            continue
        for case in cases:
            waits = case.name.endswith("waiting")
            if waits != (row.of == "waiting"):
                continue
            for person in people:
                wanted = expected(person, row, case)
                answer = send(person.client, row, case, ids_of(case))
                cell = "%s as %s on %s" % (name, person.username, case.name)
                if answer.status not in wanted:
                    wrong.append("%s: %r, expected %s" % (cell, answer, wanted))
                elif wanted == {404}:
                    missing = send(person.client, row, case, NOBODYS)
                    if bare(missing) != bare(answer):
                        wrong.append("%s: forbidden %s, missing %s" % (cell, bare(answer), bare(missing)))
    return wrong


# ---- stories ----


def operations(server):
    document = Client(server).get("/v1/openapi.json").json
    return {"%s %s" % (method.upper(), where) for where, item in document["paths"].items() for method in item}


@story("every route has a row, and every row a route")
def _(server):
    agency(server)
    assert operations(server) == set(ROUTES), operations(server) ^ set(ROUTES)


@story("without a session that is good now, nothing opens")
def _(server):
    a = agency(server)
    none, bad = Client(server), Client(server)
    bad.token = "A" * 43
    case = a.cases["waiting"]
    for name, row in ROUTES.items():
        method, where = name.split()
        where = where.replace("{id}", case.application["id"]).replace("{item}", "x").replace("{key}", "k").replace("{report}", "caseload")
        if row.roles is None or name == "DELETE /v1/sessions/current":
            continue
        for client, code in ((none, "unauthenticated"), (bad, "unauthenticated"), (a.closed, None), (a.expired, None)):
            answer = client.request(method, where, version=1)
            assert answer.status == 401 and code in (None, answer.code), (name, answer)
            assert answer.headers["WWW-Authenticate"] == "Bearer"


@story("every cell of the matrix: route by person by case")
def _(server):
    a = agency(server)
    wrong = deviations(PEOPLE, ROUTES, a.cases.values())
    assert not wrong, "%d cells\n%s" % (len(wrong), "\n".join(wrong[:20]))


@story("rows about no case are open to their roles and to no other")
def _(server):
    agency(server)
    where = {"GET /v1/audit/access": "?worker=w_1", "GET /v1/customers": "?q=nobodyhere", "GET /v1/search": "?q=nobodyhere", "GET /v1/events": "?after=0&wait=0",
             "GET /v1/reason-codes": "?program=snap"}
    for name, row in ROUTES.items():
        method, at = name.split()
        if row.make or row.roles is None or method != "GET" or "{key}" in at or at.endswith("/stream"):
            continue
        for person in PEOPLE:
            answer = person.client.get(at.replace("{id}", "snap").replace("{report}", "caseload") + where.get(name, ""))
            # Nobody here has made a key or a plan, or kept a filter yet.
            there = 404 if at.endswith(("/signing-key", "/filters/{id}", "/leave")) or "/reassignments/{id}" in at else 200
            assert answer.status == (there if person.roles & row.roles else 403), (name, person.username, answer)
    for person in PEOPLE:
        answer = person.client.post("/v1/applications?dry_run=true", filing(), key=None)
        assert answer.status == (200 if person.roles & {"caseworker", "intake"} else 403), (person.username, answer)
        if not person.roles & WORKERS:
            assert person.client.post("/v1/applications/next").status == 403


def everything_listed(client, a):
    """The bodies of every list, search, count and feed this person may ask for."""
    questions = ["/v1/applications?limit=200", "/v1/applications?limit=200&status=open,closed", "/v1/applications?q=Secret",
                 "/v1/applications?team=t_east", "/v1/applications?assignee=none", "/v1/applications?sort=customer",
                 "/v1/applications?assignee=" + a.people["ana"].id, "/v1/applications?expedited=false&county=Davidson",
                 "/v1/interactions?limit=100", "/v1/interactions?state=closed", "/v1/workers", "/v1/teams",
                 "/v1/events?after=%d&wait=0" % a.hidden_at]
    for case in a.cases.values():
        words = urllib.parse.quote(case.application["customer"]["name"])
        questions += ["/v1/customers?q=" + words, "/v1/customers?q=" + case.case_number,
                      "/v1/customers?q=" + case.application["number"], "/v1/search?q=" + words,
                      "/v1/search?q=" + case.application["number"], "/v1/search?q=" + case.marker,
                      "/v1/audit/access?customer=" + case.application["customer"]["id"],
                      "/v1/audit/access?application=" + case.application["id"],
                      "/v1/applications?customer=" + case.application["customer"]["id"],
                      "/v1/interactions?customer=" + case.application["customer"]["id"],
                      "/v1/interactions?application=" + case.application["id"]]
    return [(question, client.get(question)) for question in questions]


@story("lists, counts, search and events hold nothing that may not be seen")
def _(server):
    a = agency(server)
    for case in a.cases.values():
        who = "ben" if case.named else "sam"
        noted = a.people[who].client.post(path(case.application, "/notes"), {"text": case.marker + " again", "kind": "note"})
        assert noted.status == 201, noted
    for person in PEOPLE:
        visible = [case for case in a.cases.values() if sees(person, case)]
        for question, answer in everything_listed(person.client, a):
            asked = urllib.parse.unquote(question)
            text = answer.body.decode()
            for case in a.cases.values():
                hidden = [] if case in visible else case.secrets()
                if shut(person, case):
                    hidden += case.person_secrets()
                for secret in hidden:
                    # A cursor or a link may repeat the question, an answer may not.
                    assert secret not in text or secret in asked and secret not in json.dumps(answer.json.get("items")), \
                        (person.username, question, secret, text[:600])
            if question.startswith("/v1/applications?") and answer.status == 200:
                rows = answer.json
                assert rows["next_cursor"] is None and rows["total"] == {"count": len(rows["items"]), "relation": "eq"}, \
                    (person.username, question, rows["total"], len(rows["items"]))
        found = {row["id"] for row in person.client.get("/v1/applications?limit=200").json.get("items", [])}
        assert not person.roles & CASES or found >= {case.application["id"] for case in visible}, person.username


@story("totals, loads and counts hold what the reader may see, and no more")
def _(server):
    a = agency(server)
    seen_differently = set()
    for person in PEOPLE:
        rows = person.client.get("/v1/applications?status=open&limit=200").json.get("items", [])
        for team in person.client.get("/v1/teams").json["items"]:
            of_team = [row for row in rows if row["team_id"] == team["id"]]
            assert team["open"] == len(of_team), (person.username, team, len(of_team))
            assert team["unassigned"] == len([row for row in of_team if not row["assignee"]]), (person.username, team)
            seen_differently.add((team["id"], team["open"]))
        for worker in person.client.get("/v1/workers").json["items"]:
            held = [row for row in rows if row["assignee"] and row["assignee"]["id"] == worker["id"]]
            assert ("load" in worker) == bool(person.roles & CASES), (person.username, worker)
            if "load" in worker:
                assert worker["load"]["open"] == len(held), (person.username, worker, len(held))
        if not person.roles & CASES:
            continue
        for case in a.cases.values():
            of_customer = [row for row in rows if row["customer"]["id"] == case.application["customer"]["id"]]
            for line in person.client.get("/v1/customers?q=" + case.case_number).json["items"]:
                assert line["open_applications"] == len(of_customer), (person.username, case.name, line)
            opened = person.client.get("/v1/customers/" + case.application["customer"]["id"])
            assert opened.status == 404 or opened.json["open_applications"] == len(of_customer), (person.username, case.name)
    assert len([team for team, count in seen_differently if team == "t_east"]) > 2, "nobody's view differed"


@story("a question about a hidden thing has the answer of one about nothing")
def _(server):
    a = agency(server)

    def answer_to(client, question):
        found = client.get(question)
        body = found.json
        body.pop("as_of", None), body.pop("request_id", None)
        return found.status, body

    for person in PEOPLE:
        if not person.roles & CASES:
            continue
        for case in a.cases.values():
            if sees(person, case):
                continue
            ids = ids_of(case)
            for question in ("/v1/applications?customer=%(customer)s", "/v1/interactions?customer=%(customer)s",
                             "/v1/interactions?application=%(application)s",
                             "/v1/events?after=%(after)d&wait=0&scope=application:%(application)s"):
                # What was hidden while they were there they saw before.
                after = {"after": a.hidden_at if shut(person, case) else 0}
                one, other = answer_to(person.client, question % (ids | after)), answer_to(person.client, question % (NOBODYS | after))
                assert one == other, (person.username, question % ids, one, other)
            if case.decision and person.username != case.maker:
                key = a.keys[case.name]
                assert bare(person.client.get("/v1/outcomes/" + key)) == bare(person.client.get("/v1/outcomes/" + fresh_key()))


@story("a stream tells of what is in sight, and the next thing comes without the hidden one before it")
def _(server):
    a = agency(server)
    free, hidden = a.cases["free"], a.cases["sealed"]
    for username in ("ana", "con", "kit", "wes", "ada", "adm"):
        person = a.people[username]
        stream = person.client.stream("/v1/events/stream?after=%d" % head(person.client))
        for case, who in ((hidden, "ben"), (free, "sam")):
            noted = a.people[who].client.post(path(case.application, "/notes"), {"text": "n", "kind": "note"})
            assert noted.status == 201, noted
        # A session that ends takes its stream with it, and what that had not sent yet.
        seen = []
        while sees(person, free) and free.application["id"] not in " ".join(seen):
            seen.append(stream.frame(timeout=20)["data"])
        done = person.client.delete("/v1/sessions/current")
        assert done.status == 204
        while True:
            frame = stream.frame(timeout=20)
            if frame is None:
                break
            seen.append(frame["data"])
        stream.close()
        text = " ".join(seen)
        assert hidden.application["id"] not in text, (username, text)
        assert (free.application["id"] in text) == sees(person, free), (username, text)
        a.sign_in(person)


@story("presence is told to who may read the case, of who may")
def _(server):
    a = agency(server)
    for case in (a.cases["review"], a.cases["sealed"]):
        who = a.people["ben"].client
        assert who.put(path(case.application, "/presence"), {"typing": True}).status == 204
        for person in PEOPLE:
            if person.roles & CASES and person.username != "ben":
                answer = person.client.get(path(case.application, "/presence"))
                assert answer.status == (200 if sees(person, case) else 404), (person.username, answer)
                assert ("Ben" in answer.body.decode()) == sees(person, case)


@story("an id of another kind, or of another case, is no id here")
def _(server):
    a = agency(server)
    ana, sam, ina = (a.people[name].client for name in ("ana", "sam", "ina"))
    review, waiting = a.cases["review"], a.cases["waiting"]
    kinds = dict(ids_of(waiting), note=waiting.note)
    for name, row in ROUTES.items():
        if row.make is None:
            continue
        wanted = "customer" if "/customers/" in name else "decision" if "/v1/decisions/" in name else \
            "notice" if "/v1/notices/" in name else "interaction" if "/interactions/" in name else \
            "appeal" if "/v1/appeals/" in name else "reminder" if "/v1/reminders/" in name else "document" if "/documents/" in name else "application"
        for kind, other in kinds.items():
            if kind == wanted:
                continue
            client = {"supervisor": sam, "auditor": a.people["ada"].client}.get("".join(row.roles), ana)
            answer = send(client, row, review, dict.fromkeys(NOBODYS, other))
            assert answer.status == 404, (name, kind, answer)
    application = review.application
    version = application["version"]

    def refused(answer, pointer):
        assert answer.status == 422 and answer.json["errors"][0]["pointer"] == pointer, answer

    body = dict(decision(application, "denied", "D06"), application_id=waiting.application["id"])
    refused(ana.post(path(application, "/decisions"), body, version=version), "/application_id")
    for worker in (a.people["wes"].id, a.people["adm"].id, a.people["ina"].id, application["customer"]["id"], "w_nosuch"):
        refused(sam.put(path(application, "/assignment"), {"worker_id": worker, "reason": "r"}, version=version), "/worker_id")
    conflicted = sam.put(path(application, "/assignment"), {"worker_id": a.people["con"].id, "reason": "r"}, version=version)
    assert conflicted.code == "conflict_of_interest", conflicted
    # Whom one may not see, one cannot file for either, and is told no more than of nobody.
    hidden, nobody = filing(customer_id=a.cases["sealed"].application["customer"]["id"]), filing(customer_id="c_nosuch")
    hidden.pop("customer"), nobody.pop("customer")
    assert bare(ina.post("/v1/applications", hidden)) == bare(ina.post("/v1/applications", nobody))
    con = a.people["con"].client
    hidden["customer_id"] = application["customer"]["id"]
    assert bare(con.post("/v1/applications", hidden)) == bare(con.post("/v1/applications", nobody))


@story("next never gives what the worker has a conflict with or may not see")
def _(server):
    a = agency(server)
    free = a.cases["free"].application["id"]
    for person in PEOPLE:
        if person.roles & WORKERS:
            answer = person.client.post("/v1/applications/next?dry_run=true", key=None)
            assert answer.status == 404 or answer.json["id"] != free or sees(person, a.cases["free"]), (person.username, answer)
            if person.username in ("con", "cos", "wes", "kit"):
                assert answer.status == 404, (person.username, answer)


@story("a replay shows its answer only to who may still read it")
def _(server):
    a = agency(server)
    ana, case = a.people["ana"].client, a.cases["sealedwaiting"]
    body = decision(case.application, "approved", "A04", amounts=[{"from": "2026-01-01", "amount": money("1999.00")}])
    version = body["application_version"] = case.application["version"] - 1
    again = ana.post(path(case.application, "/decisions"), body, version=version, key=a.keys["sealedwaiting"])
    assert again.status in (404, 422) and case.decision not in again.body.decode(), again


@story("the checker finds what is planted")
def _(server):
    a = agency(server)
    kit, con = a.people["kit"], a.people["con"]
    case = [a.cases["review"]]
    kit.counties, con.conflict = set(), False
    try:
        assert deviations([kit], ROUTES, case) and deviations([con], ROUTES, case)
    finally:
        kit.counties, con.conflict = {"Shelby"}, True
    assert not deviations([kit, con], ROUTES, case)
    assert operations(server) != set(ROUTES) - {"GET /v1/me"}
    row = {"GET /v1/applications/{id}": get("/v1/applications/%(application)s", roles=ANY)}
    assert deviations([a.people["adm"]], row, case)


run()
