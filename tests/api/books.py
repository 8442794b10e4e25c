# SPDX-License-Identifier: Apache-2.0
"""An agency's books: what its database holds, read without touching it."""

import collections
import datetime
import json
import os
import re

from server import SOURCE, Database

NO_DAY, EPOCH = 0x7FFFFFFF, datetime.date(1970, 1, 1)
ITEM_STATES = ("", "unmet", "requested", "received", "accepted", "insufficient")


def wires(table):
    """The words of an enum made from a table, by number: none at 0, then in the table's order."""
    with open(os.path.join(SOURCE, "src", "domain", table), encoding="utf-8") as lines:
        return ("",) + tuple(re.findall(r'^[A-Z]+\(\w+, *"([a-z_]+)"', lines.read(), re.MULTILINE))


UPDATES = wires("updates.def")
STATUSES = wires("statuses.def")


def read(where, *queries):
    """What a database holds, file or PostgreSQL, without touching it."""
    db = Database(where, read_only=True)
    found = db.read_together(*queries)
    db.close()
    return found


def by_first(rows):
    return {row[0]: row[1:] for row in rows}


Outcome = collections.namedtuple("Outcome", "status effect identity version seq actor")


def outcomes(where):
    rows = by_first(*read(where, "SELECT key, status, effect_type, effect_id, effect_version, seq, actor_id FROM outcome"))
    return {key: Outcome(*row) for key, row in rows.items()}


EVENT = ("seq", "type", "subject_id", "version", "customer_id", "application_id", "decision_id", "notice_id", "actor_id",
         "public_code")


class Event:
    """A row of the log; said: its payload."""

    def __init__(self, seq, kind, subject, version, customer, application, decision, notice, actor, update, payload):
        self.seq, self.type, self.subject, self.version = seq, kind, subject, version
        self.customer, self.application, self.decision, self.notice = customer, application, decision, notice
        self.actor, self.update, self.payload = actor, update, payload or ""
        self.said = json.loads(payload) if payload else {}


LETTER = ("application_id", "customer_id", "decision_id", "kind", "language", "rendered_text", "sha256")
# What the log and an application's rows both have.
RECORDED = ("number", "customer_id", "assignee_id", "team_id", "county", "language", "decision_maker_id", "decision_id", "status",
            "due_on", "items")


class Replay:
    """What each application is before and after each event, by what the log says that the event changed."""

    def __init__(self, events):
        self.now, self.around = {}, {}
        for event in events:
            before = after = self.now.get(event.application, {})
            record = event.said.get("record")
            if record is not None:
                items = {**before.get("items", {}), **record.get("items", {})}
                after = {**before, **record, "items": {key: item for key, item in items.items() if item}}
            self.now[event.application] = after
            self.around[event.seq] = before, after


def day(number):
    return "" if number == NO_DAY else (EPOCH + datetime.timedelta(days=number)).isoformat()


class Books:
    """The tables that count, read once."""

    def __init__(self, where):
        applications, queue, customers, self.notes, decisions, letters, events, heads, totals, recorded, items, documents = read(
            where,
            "SELECT id, version, status, customer_id, decision_id FROM application",
            "SELECT application_id, version, status, is_open, assignee_id, team_id FROM queue",
            "SELECT id, version, name, preferred_name, open_applications FROM customer",
            "SELECT id, text, application_id FROM note",
            "SELECT id, application_id, outcome, state, rationale, notice_id FROM decision",
            "SELECT id, %s FROM notice" % ", ".join(LETTER),
            "SELECT %s, payload FROM event e LEFT JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq"
            " ORDER BY e.seq" % ", ".join("e." + name for name in EVENT),
            "SELECT seq FROM chain_head",
            "SELECT kind, key, status, count FROM total",
            "SELECT q.application_id, q.number, q.customer_id, assignee_id, team_id, county, q.language, q.decision_maker_id,"
            " a.decision_id, q.status, q.due_on FROM queue q JOIN application a ON a.id = q.application_id",
            "SELECT application_id, id, requirement, state FROM missing_item",
            # A document without all of its bytes counts as none at all.
            "SELECT name FROM document d WHERE size = (SELECT coalesce(sum(length(bytes)), 0)"
            " FROM document_part p WHERE p.document_id = d.id)")
        self.documents = documents
        self.events = [Event(*row) for row in events]
        self.by_seq = {event.seq: event for event in self.events}
        self.replay = Replay(self.events)
        self.applications, self.queue, self.customers, self.decisions = map(
            by_first, (applications, queue, customers, decisions))
        self.letters = {row[0]: dict(zip(LETTER, row[1:])) for row in letters}
        self.recorded, self.items = by_first(recorded), collections.defaultdict(dict)
        for application, key, requirement, state in items:
            self.items[application][key] = {"requirement": requirement, "state": ITEM_STATES[state]}
        self.head = heads[0][0]
        self.totals = {row[:3]: row[3] for row in totals if row[3]}

    def as_recorded(self, application):
        """An application's row in the words of the log; None where there is none."""
        row = self.recorded.get(application)
        if row is None:
            return None
        *texts, status, due_on = row
        return dict(zip(RECORDED, (*texts, STATUSES[status], day(due_on),
                                   self.items[application])))
