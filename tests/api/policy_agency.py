# SPDX-License-Identifier: Apache-2.0
"""The agency of the authorisation matrix: a person of every kind, and a case in
every state and of every sort, each with all that may hang on one.

What each person may see is worked out here from the contract's table of roles,
apart from the server's own code.
"""

import ctypes
import hashlib
import os
import re
import time

from cases import bring_to_ready, decide, decision, denied, file_application, filing, give, money, path, read
from server import Client, Database, fresh_key, wait_for
from signing import SODIUM

HOUR_MS = 3600 * 1000
SOON = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400))
CASES = {"caseworker", "supervisor", "intake", "auditor"}
WORKERS = {"caseworker", "supervisor"}
FILERS = {"caseworker", "supervisor", "intake"}
ANY = CASES | {"admin"}


class Person:
    """kind: what this column of the matrix is for."""

    def __init__(self, username, kind, roles, team=None, leads=None, counties=(), programs=(), conflict=False):
        self.username, self.kind, self.roles, self.team, self.leads = username, kind, set(roles), team, leads
        self.counties, self.programs, self.conflict = set(counties), set(programs), conflict
        self.client = self.id = None


PEOPLE = [
    Person("ana", "own case", ["caseworker"], "t_east"),
    Person("ben", "caseworker of the team", ["caseworker"], "t_east"),
    Person("wes", "caseworker of another team", ["caseworker"], "t_west"),
    Person("sam", "supervisor who is a caseworker, too", ["supervisor", "caseworker"], "t_east", "t_east"),
    Person("ina", "intake, who filed it", ["intake"], "t_east"),
    Person("ada", "auditor", ["auditor"]),
    Person("adm", "admin", ["admin"]),
    Person("kit", "caseworker of another county", ["caseworker"], "t_east", counties=["Shelby"]),
    Person("pia", "caseworker of another program", ["caseworker"], "t_east", programs=["families-first"]),
    Person("wil", "supervisor of another team", ["supervisor"], "t_west", "t_west"),
    Person("sue", "supervisor", ["supervisor"], "t_east", "t_east"),
    Person("ino", "intake, who filed another", ["intake"], "t_east"),
    Person("con", "caseworker with a conflict", ["caseworker"], "t_east", conflict=True),
    Person("cos", "supervisor with a conflict", ["supervisor", "caseworker"], "t_east", "t_east", conflict=True),
    Person("coa", "auditor with a conflict", ["auditor"], conflict=True),
    Person("coi", "intake with a conflict, who filed it", ["intake"], "t_east", conflict=True),
]
FIRST = 7  # those before are in the agency that server.py makes
NAMED = ("ben", "sue")  # for whom alone the sealed records open
STATES = ("held", "free", "ready", "waiting", "denied", "planned", "moved")
# Of each state: as it comes; sealed; filed more than a day ago, by ino; filed by
# who has a conflict since; and decided by who has a conflict since.
SORTS = ("open", "sealed", "aged", "filed", "torn")
PARTS = ("application", "customer", "decision", "notice", "interaction", "appeal", "reminder", "document", "note", "item")


class Case:
    """An application, what hangs on it, and what must be known to judge."""

    def __init__(self, state, sort, filer=None, assignee=None):
        self.state, self.sort, self.name = state, sort, state + sort
        self.filer = filer or {"aged": "ino", "filed": "coi"}.get(sort, "ina")
        self.conflicted, self.named = sort in ("open", "aged", "filed", "torn"), NAMED if sort == "sealed" else None
        self.age_h = 25 if sort == "aged" else 0
        self.assignee = assignee or ("con" if sort == "torn" else "ana")
        self.maker = None
        self.marker = "marker%s" % self.name
        self.application = self.case_number = self.customer_version = self.plan_version = None
        # Who made the plan that it is in, and between whom that moved it.
        self.planner = {"sealed": "sue", "torn": "cos"}.get(sort, "sam") if state in ("planned", "moved") else None
        self.between = ("ana", "ben") if state == "moved" else ()
        self.ids = {}

    def secrets(self):
        """What nobody may read who may not see the application."""
        return [self.application["number"], self.marker] + [
            self.ids[part] for part in PARTS if part not in ("customer", "item") and self.ids.get(part)]

    def person_secrets(self):
        """And who has a conflict, or is not named, not even of the customer."""
        return [self.ids["customer"], self.application["customer"]["name"], self.case_number]


def shut(person, case):
    return (person.conflict and case.conflicted) or (case.named is not None and person.username not in case.named)


def relations(person, case):
    """What the contract says this person is to the case."""
    if shut(person, case):
        return set()
    found = set()
    mine = case.assignee == person.username and person.roles & WORKERS
    in_team = "caseworker" in person.roles and person.team == "t_east" and \
        (not person.counties or "Davidson" in person.counties) and (not person.programs or "snap" in person.programs)
    led = "supervisor" in person.roles and person.leads == "t_east"
    if mine:
        found.add("assignee")
    if (in_team or led or mine) and (mine or case.assignee == "nobody"):
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


# ---- making them ----


def sealed_number(key_file, digits):
    """A social security number as the server keeps it: no route takes one in."""
    with open(key_file) as file:
        master = bytes.fromhex(file.read().split()[1])
    key = hashlib.blake2b(b"caseload-subkey-1\0ssn-seal", key=master, digest_size=32).digest()
    nonce, box = os.urandom(24), ctypes.create_string_buffer(len(digits) + 16)
    SODIUM.crypto_aead_xchacha20poly1305_ietf_encrypt(box, None, digits, ctypes.c_ulonglong(len(digits)), None,
                                                      ctypes.c_ulonglong(0), None, nonce, key)
    return nonce + box.raw


def exists(state, sort):
    """What one holds goes back to the team with a conflict, but for what waits for a second person;
    and a plan of one's own stays one's own."""
    return sort != "torn" or state in ("waiting", "planned")


class Agency:
    """fresh: names of further cases, with the state of each: nobody has a conflict with those."""

    def __init__(self, server, states=STATES, sorts=SORTS, fresh=()):
        self.server = server
        for person in PEOPLE[FIRST:]:
            self.hire(person)
        for person in PEOPLE:
            self.sign_in(person)
        self.people = {person.username: person for person in PEOPLE}
        self.cases = {}
        self.other = file_application(self.people["ina"].client, "Person of another case")
        for state in states:
            for sort in sorts:
                if exists(state, sort):
                    self.make(Case(state, sort))
        for name, state in fresh:
            case = Case(state, "open")
            case.name, case.conflicted, case.marker = name, False, "marker" + re.sub("[^a-z]", "", name)
            self.make(case)
        self.closed = server.sign_in("ana")
        assert self.closed.delete("/v1/sessions/current").status == 204
        self.expired = server.sign_in("ben")
        self.bend_the_rows(list(self.cases.values()))
        self.seal_records()
        for case in self.cases.values():
            if case.planner:
                self.plan(case)
        self.declare_conflicts()
        self.hidden_at = int(self.people["ben"].client.get("/v1/me").headers["Event-Seq"])

    def hire(self, person):
        words = ["worker", "add", "--db", self.server.db, "--username", person.username, "--name", person.username.title(),
                 "--roles", ",".join(sorted(person.roles)), "--password-fd", "0"]
        for option, value in (("--teams", person.team), ("--leads", person.leads),
                              ("--counties", ",".join(person.counties)), ("--programs", ",".join(person.programs))):
            words += [option, value] if value else []
        self.server.command(*words, text="sample-password\n")

    def sign_in(self, person):
        person.client = self.server.sign_in(person.username)
        person.id = person.client.session["worker"]["id"]

    def client(self, username):
        return self.people[username].client

    def bring(self, case):
        """Filed, and brought to its state: the application."""
        sam, filer, worker = self.client("sam"), self.client(case.filer), self.client(case.assignee)
        name = "Person%s Secret" % re.sub("[^a-z]", "", case.name)
        person = {"customer": dict(filing(name)["customer"], born_on="1961-03-04")}
        if case.state in ("ready", "waiting"):
            return bring_to_ready(worker, sam, file_application(filer, **person), self.people[case.assignee].id)
        if case.state == "free":
            ready = bring_to_ready(worker, sam, file_application(filer, **person), self.people[case.assignee].id)
            released = worker.post(path(ready, "/release"), {}, version=ready["version"])
            assert released.status == 200 and released.json["status"] == "submitted", released
            case.assignee = "nobody"
            return released.json
        if case.state == "denied":
            application, case.ids["decision"] = denied(worker, sam, filer, **person)
            case.maker = case.assignee
            return application
        return give(sam, file_application(filer, **person), self.people[case.assignee].id)

    def hang_on(self, case, application):
        """A note, a reminder, a document, and for a held or denied one an open appeal."""
        sam = self.client("sam")
        noted = sam.post(path(application, "/notes"), {"text": case.marker + " in a note", "kind": "note"})
        assert noted.status == 201, noted
        if case.state in ("held", "denied"):
            appealed = sam.post(path(application, "/appeals"), {"how": "phone", "text": case.marker + " is not right"},
                                version=read(sam, application)["version"])
            assert appealed.status == 200 and appealed.json["appeal_open"] is True, appealed
            case.ids["appeal"] = sam.get(path(application, "/appeals")).json["items"][0]["id"]
        reminded = sam.post(path(application, "/reminders"), {"on": SOON, "text": case.marker + " to look at"})
        assert reminded.status == 201, reminded
        sent = sam.request("POST", path(application, "/documents"), raw=b"%PDF-1.4\n" + case.marker.encode())
        assert sent.status == 201, sent
        case.ids.update(note=noted.json["id"], reminder=reminded.json["id"], document=sent.json["id"])

    def know(self, case, application):
        """What requests about it name."""
        sam = self.client("sam")
        case.application = application = read(sam, application)
        case.ids.update(application=application["id"], customer=application["customer"]["id"], other=self.other["customer"]["id"],
                        notice=sam.get(path(application, "/notices")).json["items"][0]["id"], worker=self.people["ben"].id)
        case.ids["item"] = application["missing"][0]["id"] if application["missing"] else None
        case.ids["after"] = 0
        customer = sam.get("/v1/customers/" + case.ids["customer"]).json
        case.customer_version, case.case_number = customer["version"], customer["case_number"]
        case.ids.update(case_number=case.case_number, name=application["customer"]["name"], number=application["number"], marker=case.marker)

    def make(self, case):
        application = self.bring(case)
        if case.state == "waiting":
            case.maker, case.key = case.assignee, fresh_key()
            case.proposed = decision(application, "approved", "A04", amounts=[{"from": "2026-01-01", "amount": money("1999.00")}])
            made = decide(self.client(case.maker), application, case.proposed, key=case.key)
            assert made.json["state"] == "awaiting_second_approval", made
            case.ids["decision"], case.ids["key"] = made.json["id"], case.key
        self.hang_on(case, application)
        self.know(case, application)
        self.cases[case.name] = case
        return case

    def plan(self, case):
        """A plan to move it from ana to ben; also anew, when the one before is gone."""
        planner = self.client(case.planner)
        made = planner.post("/v1/reassignments", {"from": {"marks": [case.ids["application"]]}, "to": [self.people["ben"].id],
                                                  "strategy": "round_robin", "reason": "too much at one desk"})
        assert made.status == 201 and made.json["item_count"] == 1, made
        case.ids["plan"], case.plan_version = made.json["id"], made.json["version"]
        if case.state == "moved":
            done = planner.post("/v1/reassignments/%s/commit" % case.ids["plan"], version=case.plan_version)
            assert done.status == 200, done
            case.plan_version, case.assignee = done.json["version"], "ben"
            case.application = read(planner, case.application)

    def bend_the_rows(self, cases):
        """What no route does: age, chats, numbers, lots, the end of a session."""
        self.server.stop()
        db = Database(self.server.db)
        for case in cases:
            ids = (case.ids["application"], case.ids["customer"])
            case.ids["interaction"] = "i_" + case.name
            db.execute("INSERT INTO interaction VALUES (?, 1, ?, ?, 'web_chat', 'closed', 'en', ?, 1000, 2000, '', 0, ?, 1, '')",
                       (case.ids["interaction"], ids[1], ids[0], case.marker, self.people["ben"].id))
            db.execute("INSERT INTO message VALUES (?, 1, 1000, 1, '', 'x', 'text', ?, 0)", (case.ids["interaction"], case.marker))
            db.execute("UPDATE customer SET ssn_sealed = ?, ssn_last4 = '6789' WHERE id = ?",
                       (sealed_number(self.server.key_file, b"912346789"), ids[1]))
            if case.ids.get("decision"):
                db.execute("INSERT INTO review VALUES (?, ?, ?, ?, '', 1000, 5, 1, 7, 0, '', '', 0, 0, '')",
                           (case.ids["decision"], *ids, self.people[case.maker].id))
            if case.age_h:
                for table, column in (("queue", "application_id"), ("application", "id")):
                    db.execute("UPDATE %s SET filed_at = filed_at - ? WHERE %s = ?" % (table, column),
                               (case.age_h * HOUR_MS, ids[0]))
        db.execute("UPDATE session SET ends_at = 1 WHERE token_hash = ?", (hashlib.sha256(self.expired.token.encode()).digest(),))
        db.commit()
        db.close()
        self.server.start()

    def seal_records(self):
        for case in self.cases.values():
            if case.named:
                self.server.command("customer", "seal", case.case_number, "--db", self.server.db, "--key-file",
                                    self.server.key_file, "--for", ",".join(case.named), "--reason", "a colleague's family")
                client = self.client(case.named[0])
                wait_for(lambda: client.get(path(case.application)).status == 200)
                case.application = read(client, case.application)
                case.customer_version = client.get("/v1/customers/" + case.ids["customer"]).json["version"]

    def declare_conflicts(self):
        for person in PEOPLE:
            for case in self.cases.values():
                if person.conflict and case.conflicted:
                    told = person.client.post("/v1/me/conflicts", {"customer_number": case.case_number, "reason": "a neighbor"})
                    assert told.status == 204, (person.username, case.name, told)


# How late it is, and a plan that is made anew each time.
AS_OF = re.compile('"as_of":{[^}]*}|"[a-z_]*_at":"[^"]*"|p_[0-9a-z]{20}')


def bare(answer, ids=()):
    """An answer without what differs between any two, and without the ids that were asked about."""
    body = answer.body.decode()
    for one in ids:
        body = body.replace(one, "<id>") if one else body
    body = body.replace(answer.headers["X-Request-Id"], "<request>")
    body = AS_OF.sub("", body)
    headers = sorted((name, AS_OF.sub("", value)) for name, value in answer.headers.items()
                     if name not in ("X-Request-Id", "Date", "Event-Seq", "Content-Length"))
    return answer.status, headers, body


def operations(server):
    document = Client(server).get("/v1/openapi.json").json
    return {"%s %s" % (method.upper(), where): row for where, item in document["paths"].items() for method, row in item.items()}
