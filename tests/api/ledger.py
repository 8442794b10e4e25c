# SPDX-License-Identifier: Apache-2.0
"""What was sent to a server, and what its database has to hold because of it.

Every write carries a word of its own, a mark, that nothing else carries; so an
effect can be counted.  check() compares the two and says what is wrong: it
reads the database itself, not the server's account of it.
"""

import collections
import re
import threading
import uuid

from server import Database

MARK = re.compile(r"mark[0-9a-f]{32}")


def mark():
    return "mark" + uuid.uuid4().hex


class Act:
    """One write: what was sent, and the answer, None while it is not known."""

    def __init__(self, kind, client, method, path, body, version, word, raw=None):
        self.kind = kind
        self.client = client
        self.method = method
        self.path = path
        self.body = body
        self.raw = raw
        self.version = version
        self.word = word
        self.key = uuid.uuid4().hex
        self.answer = None

    def send(self):
        self.answer = self.client.request(self.method, self.path, self.body, key=self.key, version=self.version, raw=self.raw)
        return self.answer

    @property
    def acknowledged(self):
        return self.answer is not None and self.answer.status < 300

    def __repr__(self):
        return "%s %s %s: %s" % (self.kind, self.path, self.word, self.answer)


class Ledger:
    def __init__(self, before):
        """before: the keys of writes made before the books were opened."""
        self.acts = []
        self.before = set(before)
        self.lock = threading.Lock()

    def send(self, act):
        with self.lock:
            self.acts.append(act)
        return act.send()

    def unknown(self):
        return [act for act in self.acts if act.answer is None]


def read(where, *queries):
    """What a database holds, file or PostgreSQL, without touching it."""
    db = Database(where, read_only=True)
    found = db.read_together(*queries)
    db.close()
    return found


def by_first(rows):
    return {row[0]: row[1:] for row in rows}


def outcomes(where):
    return by_first(*read(where, "SELECT key, status, effect_type, effect_id, effect_version, seq FROM outcome"))


class Books:
    """The tables that count, read once."""

    def __init__(self, where):
        applications, queue, customers, self.notes, decisions, notices, self.events, heads, totals = read(
            where,
            "SELECT id, version, status, customer_id, decision_id FROM application",
            "SELECT application_id, version, status, is_open, assignee_id, team_id FROM queue",
            "SELECT id, version, name, preferred_name, open_applications FROM customer",
            "SELECT id, text FROM note",
            "SELECT id, application_id, outcome, state, rationale, notice_id FROM decision",
            "SELECT id, application_id, decision_id, rendered_text FROM notice",
            "SELECT e.seq, type, subject_id, version, application_id, decision_id, notice_id, public_code, payload"
            " FROM event e LEFT JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq ORDER BY e.seq",
            "SELECT seq FROM chain_head",
            "SELECT kind, key, status, count FROM total")
        self.applications, self.queue, self.customers = map(by_first, (applications, queue, customers))
        # A document without all of its bytes counts as none at all.
        self.documents = read(where, "SELECT name FROM document d WHERE size = (SELECT coalesce(sum(length(bytes)), 0)"
                                     " FROM document_part p WHERE p.document_id = d.id)")[0]
        self.decisions, self.notices = map(by_first, (decisions, notices))
        self.head = heads[0][0]
        self.totals = {row[:3]: row[3] for row in totals if row[3]}


def count_marks(books):
    """How often each write's mark is found where its kind of write leaves it."""
    found = collections.Counter()
    for _, text in books.notes:
        found["note", text] += 1
    for (name,) in books.documents:
        found["document", name] += 1
    for _, name, preferred, _ in books.customers.values():
        found["intake", name] += 1
    for _, _, _, rationale, _ in books.decisions.values():
        found["decide", rationale] += 1
    for _, _, _, _, _, _, _, _, payload in books.events:
        for word in set(MARK.findall(payload or "")):
            found["event", word] += 1
    for _, _, text in books.notices.values():
        for word in set(MARK.findall(text)):
            found["letter", word] += 1
    return found


# Where a kind of write leaves its mark, each exactly once.
PLACES = {"note": ("note", "event"), "document": ("document", "event"), "missing": ("event", "letter"), "decide": ("decide",), "release": ("event",),
          "assign": ("event",), "intake": ("intake",), "claim": (), "customer": ()}
# The one event that each kind of write is.
TYPES = {"note": "note.added", "document": "document.received", "missing": "missing.asked", "decide": "decision.issued", "release": "application.released",
         "assign": "application.assigned", "intake": "application.filed", "claim": "application.claimed",
         "customer": "customer.updated"}


def check_acts(ledger, books, kept, wrong):
    acts = ledger.acts
    found = count_marks(books)
    types = {row[0]: row[1] for row in books.events}
    versions = collections.Counter((row[1], row[2], row[3]) for row in books.events)
    for act in acts:
        row = kept.get(act.key)
        if act.acknowledged and row is None:
            wrong.append("acknowledged, and no outcome: %r" % act)
        if act.answer is not None and not act.acknowledged and row is not None:
            wrong.append("refused, and has an outcome: %r" % act)
        for place in PLACES[act.kind]:
            if found[place, act.word] != (row is not None):
                wrong.append("%d times in %s, outcome %s: %r" % (found[place, act.word], place, row, act))
        if row is None:
            continue
        status, effect, identity, version, seq = row
        if act.acknowledged and (status != act.answer.status or identity != act.answer.json["id"]):
            wrong.append("answered otherwise than kept: %s, %r" % (row, act))
        if act.kind in ("claim", "release", "assign", "customer") and versions[TYPES[act.kind], identity, version] != 1:
            wrong.append("%d events of version %s: %r" % (versions[TYPES[act.kind], identity, version], version, act))
        if seq not in types:
            wrong.append("its event %s is not in the log: %r" % (seq, act))
    strangers = set(kept) - ledger.before - {act.key for act in acts}
    if strangers:
        wrong.append("outcomes nobody asked for: %s" % sorted(strangers)[:3])
    sent = {act.word for act in acts}
    for place, word in found:
        if MARK.fullmatch(word) and word not in sent:
            wrong.append("%s in %s, which nobody sent" % (word, place))


def check_decisions(books, wrong):
    """Decision, status, status update, notice and event are one commit (I2)."""
    told, lettered, letters_of = (collections.defaultdict(list) for _ in range(3))
    for row in books.events:
        told[row[5]].append(row)
        if row[1] == "notice.queued":
            lettered[row[6]].append(row[5])
    for key, row in books.notices.items():
        letters_of[row[1]].append(key)
    for identity, (application, _, _, _, notice) in books.decisions.items():
        issued = [row for row in told[identity] if row[1] == "decision.issued"]
        letters = [row for row in told[identity] if row[1] == "notice.queued"]
        kept = letters_of[identity]
        if len(issued) != 1 or not issued[0][7] or '"says"' not in (issued[0][8] or ""):
            wrong.append("decision %s: its event or status update is not there once: %s" % (identity, issued))
        if len(letters) != 1 or kept != [notice]:
            wrong.append("decision %s: not one notice: %s %s" % (identity, letters, kept))
        if books.applications[application][3] != identity:
            wrong.append("decision %s: its application does not name it" % identity)
    for identity, (_, _, _, decision) in books.applications.items():
        if decision and decision not in books.decisions:
            wrong.append("application %s names decision %s, which is not there" % (identity, decision))
    for identity, row in books.notices.items():
        if lettered[identity].count(row[1]) != 1:
            wrong.append("notice %s has no event, or several" % identity)


def check_counts(books, wrong):
    """Totals, copies and running numbers agree with what they count."""
    seqs = [row[0] for row in books.events]
    if seqs != list(range(1, books.head + 1)):
        wrong.append("the log has %d events and its head says %d" % (len(seqs), books.head))
    totals, of_customer = collections.Counter(), collections.Counter()
    if set(books.applications) != set(books.queue):
        wrong.append("applications and queue differ: %s" % sorted(set(books.applications) ^ set(books.queue))[:3])
    for identity, (version, status, is_open, assignee, team) in books.queue.items():
        kept = books.applications.get(identity)
        if kept and kept[:2] != (version, status):
            wrong.append("application %s is %s, in the queue %s" % (identity, kept[:2], (version, status)))
        if not is_open:
            continue
        totals["status", "", status] += 1
        totals["assignee", assignee, status] += 1
        totals["team", team, status] += 1
        if not assignee:
            totals["unassigned", team, status] += 1
        if kept:
            of_customer[kept[2]] += 1
    for key in set(totals) | set(books.totals):
        if totals[key] != books.totals.get(key, 0):
            wrong.append("total %s says %s, counted %s" % (key, books.totals.get(key, 0), totals[key]))
    for identity, (_, _, _, count) in books.customers.items():
        if of_customer[identity] != count:
            wrong.append("customer %s says %d open applications, counted %d" % (identity, count, of_customer[identity]))
    last = collections.defaultdict(int)
    for row in books.events:
        last[row[2]] = max(last[row[2]], row[3])
    for table in (books.applications, books.customers):
        for identity, row in table.items():
            if last[identity] != row[0]:
                wrong.append("%s has version %d, its last event %d" % (identity, row[0], last[identity]))


def check(where, ledger):
    """Everything that is wrong in the database, in words; nothing when all is right."""
    wrong, books, kept = [], Books(where), outcomes(where)
    check_acts(ledger, books, kept, wrong)
    check_decisions(books, wrong)
    check_counts(books, wrong)
    return wrong
