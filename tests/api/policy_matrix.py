#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The authorisation matrix: every route for every kind of person and of case.

Each cell is a request that is good but for who sends it, really sent, and not as a
dry run, where it has to be refused: it is answered as the contract says, and
nothing has changed by it.  Where a column does not apply to a route, the route's
row says why, and the cell is counted; a cell that is neither fails.  Of every write
one is let through, so that what is refused elsewhere is known to be good.
"""

import re

from policy_agency import ANY, PEOPLE, SORTS, Agency, bare, exists, operations
from policy_own import OPEN, OWN, STREAMS, Spare
from policy_rows import NOBODYS, ROUTES, Ask, get
from server import PASSWORD, Client, Database, run, story

SESSIONS = ("no session", "a token of nobody", "an ended session", "an expired session")
# Whom a sort beside the open and the sealed case makes a difference for.
ALSO = {"aged": ("ina", "ino"), "filed": ("ina", "coi"), "torn": ("ana", "sam", "con", "cos")}
OF_PEOPLE = [(person, sort) for sort in SORTS for person in PEOPLE if person.username in ALSO.get(sort, (person.username,))]
ALL_COLUMNS = [(None, name) for name in SESSIONS] + [(person.username, sort) for person, sort in OF_PEOPLE]
ONLY = {"caseworker": "ben", "supervisor": "sue", "intake": "ina", "auditor": "ada", "admin": "adm"}
LOOKS = ("record.viewed", "search.done", "list.exported", "session.opened", "session.closed", "session.refused")
# What goes on by itself, or is the same thing told for a search.
ASIDE = re.compile("^(session|throttle|worker_last|audit_checkpoint|chain_head|event_payload|program|migration|sqlite_.*|.*_words.*)$")


class Tally:
    def __init__(self):
        self.tried, self.none, self.wrong = {}, {}, []

    def cell(self, name, column, why=None):
        (self.none if why else self.tried)[name, column] = why

    def fail(self, name, who, case, what):
        self.wrong.append("%s as %s%s: %s" % (name, who, " on " + case.name if case else "", what))


def fingerprint(server, keeps=()):
    """All that is kept, but for who looked, and what goes on by itself."""
    db = Database(server.db)
    names = [row["name"] for row in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'" if db.lite else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")]
    names = sorted(name for name in names if not ASIDE.match(name) and name not in keeps)
    where = {"event": " WHERE type NOT IN (%s)" % ", ".join("'%s'" % look for look in LOOKS)}
    found = {}
    for name in names:
        if db.lite:
            rows = db.lite.execute("SELECT * FROM %s%s" % (name, where.get(name, ""))).fetchall()
            found[name] = hash(tuple(sorted(repr(tuple(row)) for row in rows)))
    if not db.lite:
        each = ("SELECT '%s' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS held FROM %s t%s"
                % (name, name, where.get(name, "")) for name in names)
        found = {row["name"]: row["held"] for row in db.execute(" UNION ALL ".join(each))}
    db.close()
    return found


def changed(before, after):
    return sorted(name for name in before if before[name] != after.get(name))


def without_session(a, name, send, tally):
    """The columns of who has no session that is good now."""
    bad = Client(a.server)
    bad.token = "A" * 43
    for column, client in zip(SESSIONS, (Client(a.server), bad, a.closed, a.expired)):
        answer = send(client)
        tally.cell(name, (None, column))
        if answer.status != 401 or answer.headers["WWW-Authenticate"] != "Bearer":
            tally.fail(name, column, None, repr(answer))


# ---- one route ----


class Trial:
    """All cells of one route."""

    def __init__(self, a, name, row, described, tally):
        self.a, self.name, self.row, self.tally = a, name, row, tally
        self.is_read = name.startswith("GET ")
        self.may_be_dry = any(one["name"] == "dry_run" for one in described.get("parameters", ()))
        self.missing = {}

    def case(self, sort):
        return self.a.cases.get(self.row.state + sort)

    def why_none(self, person, sort):
        """Why the column does not apply; None: it does."""
        if self.row.none:
            return None if sort == "open" else self.row.none
        return None if exists(self.row.state, sort) else "what one holds goes back to the team with a conflict"

    def expected(self, person, case):
        return self.row.expected(person, None if self.row.none else case)

    def about_nothing(self, person, case, dry):
        """The same request about what does not exist."""
        if (person.username, dry) not in self.missing:
            ids = dict(case.ids, **NOBODYS)
            if not self.row.none:
                ids["worker"], ids["other"] = case.ids["worker"], case.ids["other"]
            self.missing[person.username, dry] = self.row.ask(case, ids).send(person.client, dry)
        return self.missing[person.username, dry]

    def look(self, person, case, wanted, is_hidden, dry):
        answer = self.row.ask(case, case.ids).send(person.client, dry)
        if dry and 201 in wanted:
            wanted = wanted | {200}
        if answer.status not in wanted:
            self.tally.fail(self.name, person.username, case, "%r, expected %s" % (answer, wanted))
            return answer
        if self.row.holds and answer.status < 300:
            wrong = self.row.holds(case, answer, is_hidden)
            if wrong:
                self.tally.fail(self.name, person.username, case, "%s: %r" % (wrong, answer))
        if is_hidden and self.row.alike:
            ids = list(case.ids.values()) + list(NOBODYS.values())
            one, other = (bare(found, ids) for found in (answer, self.about_nothing(person, case, dry)))
            if one != other:
                self.tally.fail(self.name, person.username, case, "hidden %s, missing %s" % (one, other))
        return answer

    def sessions(self):
        case = self.case("open")
        without_session(self.a, self.name, lambda client: self.row.ask(case, case.ids).send(client), self.tally)

    def run(self):
        cells = []
        before = fingerprint(self.a.server, self.row.keeps)
        self.sessions()
        for person, sort in OF_PEOPLE:
            why = self.why_none(person, sort)
            self.tally.cell(self.name, (person.username, sort), why)
            if why is None:
                case = self.case(sort)
                cells.append((person, case, *self.expected(person, case)))
        for person, case, wanted, is_hidden in cells:
            if is_hidden or min(wanted) >= 400:
                self.look(person, case, wanted, is_hidden, False)
                if self.may_be_dry:
                    self.look(person, case, wanted, is_hidden, True)
        after = changed(before, fingerprint(self.a.server, self.row.keeps))
        if after:
            self.tally.fail(self.name, "whoever was refused", None, "something changed: %s" % after)
        # Whoever made a plan and has a conflict since comes last, and cannot make it again.
        for person, case, wanted, is_hidden in reversed(cells):
            if not is_hidden and min(wanted) < 400:
                self.look(person, case, wanted, is_hidden, self.may_be_dry)
                if self.name == "DELETE /v1/reassignments/{id}":
                    case.planner = "sam" if case.sort == "torn" else case.planner
                    self.a.plan(case)


# ---- stories ----


WRITES = [(name, row.state) for name, row in ROUTES.items() if not name.startswith("GET ") and not row.none]
TALLY = Tally()
AGENCY = []


def agency(server):
    if not AGENCY:
        AGENCY.append(Agency(server, fresh=WRITES))
    return AGENCY[0]


def rows_amiss(described):
    """Routes without a row, rows without a route, and rows that are there twice."""
    rows = [*ROUTES, *OWN, *OPEN, *STREAMS]
    return set(described) ^ set(rows) | {row for row in rows if rows.count(row) > 1}


def tried(a, names, described, tally):
    for name in names:
        Trial(a, name, ROUTES[name], described[name], tally).run()
    return tally


def all_good(tally):
    assert not tally.wrong, "%d cells\n%s" % (len(tally.wrong), "\n".join(tally.wrong))


@story("every route has a row, and every row a route")
def _(server):
    assert not rows_amiss(operations(server)), rows_amiss(operations(server))


@story("every cell about a case: answered as the contract says, and nothing has changed by what is refused")
def _(server):
    all_good(tried(agency(server), ROUTES, operations(server), TALLY))


@story("what is about who asks: for every role, and for nobody without a session")
def _(server):
    a = agency(server)
    spares = [Spare(server, role) for role in ONLY]
    for name, own in OWN.items():
        for person, sort in OF_PEOPLE:
            is_role = sort == "open" and person.username in ONLY.values()
            TALLY.cell(name, (person.username, sort), None if is_role else "it is about who asks, and each role is tried once")
        before = fingerprint(server)
        key = "fresh" if name not in ("PUT /v1/me/password",) else None
        without_session(a, name, lambda client: Ask(*own.ask(spares[0]), key=key).send(client), TALLY)
        after = changed(before, fingerprint(server))
        if after:
            TALLY.fail(name, "whoever has no session", None, "something changed: %s" % after)
        for spare in spares:
            answer = Ask(*own.ask(spare), key=key).send(spare.client)
            if answer.status != own.ok:
                TALLY.fail(name, spare.username, None, "%r, expected %d" % (answer, own.ok))
            elif own.keep:
                own.keep(spare, answer)
    all_good(TALLY)


@story("what opens without a session opens for everybody, and tells a stranger nothing")
def _(server):
    a = agency(server)
    ana, document = a.client("ana"), a.cases["heldopen"].ids["document"]
    clients = [Client(server, check=False) for column in SESSIONS]
    for client, token in zip(clients, (None, "A" * 43, a.closed.token, a.expired.token)):
        client.token = token
    for name, why in OPEN.items():
        for person, sort in OF_PEOPLE:
            TALLY.cell(name, (person.username, sort), why)
        for column, client in zip(SESSIONS, clients):
            TALLY.cell(name, (None, column))
            body, method, where, ok = None, *name.split(), 200
            if name == "POST /v1/sessions":
                body, ok = {"username": "wes", "password": PASSWORD}, 201
            elif "document-links" in name:
                where = ana.post("/v1/documents/%s/link" % document).json["path"]
            answer = client.request(method, where, body, key=None)
            if answer.status != ok:
                TALLY.fail(name, column, None, "%r, expected %d" % (answer, ok))
            if "document-links" in name:
                again, never = client.get(where), client.get("/v1/document-links/dl_nosuch/" + where.split("/")[-1])
                assert again.status == 404 and bare(again) == bare(never), (again, never)
    wrong = [Client(server).post("/v1/sessions", {"username": username, "password": "not this"}, key=None) for username in ("wes", "nobody")]
    assert wrong[0].status == 401 and bare(wrong[0]) == bare(wrong[1]), wrong
    all_good(TALLY)


@story("a stream opens for every worker, and for nobody without a session")
def _(server):
    a = agency(server)
    for name, where in STREAMS.items():
        without_session(a, name, lambda client: client.get(where), TALLY)
        for person, sort in OF_PEOPLE:
            TALLY.cell(name, (person.username, sort), None if sort == "open" else "a story of policy.py looks at it frame by frame")
            if sort == "open":
                person.client.stream(where).close()
    all_good(TALLY)


@story("no cell was left out: tried, or said by name not to apply")
def _(server):
    names = operations(server)
    tally = TALLY
    assert not set(tally.tried) & set(tally.none)
    left_out = {(name, column) for name in names for column in ALL_COLUMNS} ^ (set(tally.tried) | set(tally.none))
    assert not left_out, sorted(left_out, key=str)[:10]
    print("# %d routes by %d columns: %d cells tried, %d named as not applying" %
          (len(names), len(ALL_COLUMNS), len(tally.tried), len(tally.none)))
    for why in sorted(set(tally.none.values())):
        print("#   %d: %s" % (list(tally.none.values()).count(why), why))


@story("of every write one is let through, and shows where the refused ones are looked for")
def _(server):
    a, unchanged = agency(server), set()
    names = [name for name in reversed(ROUTES) if not name.startswith("GET ")]
    for name in names:
        row, case = ROUTES[name], a.cases.get(name, a.cases["heldopen"])
        case = case if not row.none else None
        who = next(person for person in PEOPLE if person.roles & row.roles and not row.expected(person, case)[1]
                   and min(row.expected(person, case)[0]) < 400)
        before = fingerprint(server)
        case = case or a.cases["heldopen"]
        answer = row.ask(case, case.ids).send(who.client)
        assert answer.status in (200, 201, 202, 204), (name, who.username, answer)
        if not changed(before, fingerprint(server)):
            unchanged.add(name)
    # Who has it open is kept in memory, the proof of the log runs beside it, and an outcome was there.
    assert unchanged == {"PUT /v1/applications/{id}/presence", "POST /v1/audit/verification", "DELETE /v1/outcomes/{key}"}, unchanged


@story("the checker finds what is planted")
def _(server):
    a, described = agency(server), operations(server)
    reads, notes = "GET /v1/applications/{id}/notes", "POST /v1/applications/{id}/notes"
    kit, con = a.people["kit"], a.people["con"]

    def found(names):
        return tried(a, names, described, Tally()).wrong

    assert not found([reads, notes])
    kit.counties, con.conflict = set(), False
    try:
        wrong = found([reads])
        assert any("as kit" in cell for cell in wrong) and any("as con" in cell for cell in wrong), wrong
    finally:
        kit.counties, con.conflict = {"Shelby"}, True
    # A server that lets another county's worker, and a session that is over, do what ana may.
    for planted, name in ((kit, "as kit on heldopen"), (a, "as an expired session")):
        client = "expired" if planted is a else "client"
        kept = getattr(planted, client)
        setattr(planted, client, a.client("ana"))
        try:
            wrong = found([reads, notes])
            assert any(name in cell and cell.startswith(reads) for cell in wrong), wrong
            assert any(name in cell and cell.startswith(notes) for cell in wrong), wrong
            assert any("something changed: ['event', 'note'" in cell for cell in wrong), wrong
        finally:
            setattr(planted, client, kept)
    # A row that lets too many in, a route without a row.
    ROUTES[reads], kept = get("/v1/applications/%(application)s/notes", roles=ANY), ROUTES[reads]
    try:
        assert any("as adm" in cell for cell in found([reads]))
    finally:
        ROUTES[reads] = kept
    described.pop("GET /v1/me")
    assert rows_amiss(described) == {"GET /v1/me"}
    assert rows_amiss(dict(described, **{"GET /v1/me": {}, "POST /v1/new": {}})) == {"POST /v1/new"}


run()
