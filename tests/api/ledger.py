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

from books import Books, outcomes
from promised import check_act, check_rows

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


def count_marks(books):
    """How often each write's mark is found where its kind of write leaves it."""
    found = collections.Counter()
    for _, text, _ in books.notes:
        found["note", text] += 1
    for (name,) in books.documents:
        found["document", name] += 1
    for _, name, preferred, _ in books.customers.values():
        found["intake", name] += 1
    for _, _, _, rationale, _ in books.decisions.values():
        found["decide", rationale] += 1
    for event in books.events:
        for word in set(MARK.findall(event.payload)):
            found["event", word] += 1
    for letter in books.letters.values():
        for word in set(MARK.findall(letter["rendered_text"])):
            found["letter", word] += 1
    return found


# Where a kind of write leaves its mark, each exactly once.
PLACES = {"note": ("note", "event"), "document": ("document", "event"), "missing": ("event", "letter"), "decide": ("decide",),
          "release": ("event",), "assign": ("event",), "intake": ("intake",), "claim": (), "customer": ()}
# What others write meanwhile, beside the acts: that somebody came, or looked.
ASIDE = ("session.opened", "session.closed", "record.viewed", "search.done", "document.viewed")


def check_acts(ledger, books, kept, wrong):
    acts = ledger.acts
    found = count_marks(books)
    asked = {seq for seq in range(1, 1 + max([row.seq for key, row in kept.items() if key in ledger.before], default=0))}
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
        if act.acknowledged and (row.status != act.answer.status or row.identity != act.answer.json["id"]):
            wrong.append("answered otherwise than kept: %s, %r" % (row, act))
        its = set(check_act(act, row, books, wrong))
        if asked & its:
            wrong.append("its events %s are another's, too: %r" % (sorted(asked & its), act))
        asked |= its
    for event in books.events:
        if event.seq not in asked and event.type not in ASIDE:
            wrong.append("event %d, %s, which nobody asked for" % (event.seq, event.type))
    strangers = set(kept) - ledger.before - {act.key for act in acts}
    if strangers:
        wrong.append("outcomes nobody asked for: %s" % sorted(strangers)[:3])
    sent = {act.word for act in acts}
    for place, word in found:
        if MARK.fullmatch(word) and word not in sent:
            wrong.append("%s in %s, which nobody sent" % (word, place))


def check_letters(books, wrong):
    """A letter and the event that it was queued by are one each."""
    queued = collections.defaultdict(list)
    for event in books.events:
        if event.type == "notice.queued":
            queued[event.notice].append(event)
    for identity in set(queued) | set(books.letters):
        letter, events = books.letters.get(identity), queued[identity]
        if letter is None or [(event.application, event.decision) for event in events] != [
                (letter["application_id"], letter["decision_id"])]:
            wrong.append("letter %s is %s, its events %s" % (identity, letter, [event.seq for event in events]))


def check_decisions(books, wrong):
    """Decision, status, status update, notice and event are one commit (I2)."""
    told, letters_of = collections.defaultdict(list), collections.defaultdict(list)
    for event in books.events:
        told[event.decision].append(event)
    for key, letter in books.letters.items():
        letters_of[letter["decision_id"]].append(key)
    for identity, (application, _, _, _, notice) in books.decisions.items():
        issued = [event for event in told[identity] if event.type == "decision.issued"]
        letters = [event for event in told[identity] if event.type == "notice.queued"]
        if len(issued) != 1 or not issued[0].update or not issued[0].said.get("says"):
            wrong.append("decision %s: its event or status update is not there once: %d" % (identity, len(issued)))
        if len(letters) != 1 or letters_of[identity] != [notice]:
            wrong.append("decision %s: not one notice: %d, %s" % (identity, len(letters), letters_of[identity]))
        if application not in books.applications or books.applications[application][3] != identity:
            wrong.append("decision %s: its application does not name it" % identity)
    for identity, (_, _, _, decision) in books.applications.items():
        if decision and decision not in books.decisions:
            wrong.append("application %s names decision %s, which is not there" % (identity, decision))


def check_counts(books, wrong):
    """Totals, copies and running numbers agree with what they count."""
    seqs = [event.seq for event in books.events]
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
    for event in books.events:
        last[event.subject] = max(last[event.subject], event.version)
    for table in (books.applications, books.customers):
        for identity, row in table.items():
            if last[identity] != row[0]:
                wrong.append("%s has version %d, its last event %d" % (identity, row[0], last[identity]))


def check(where, ledger):
    """Everything that is wrong in the database, in words; nothing when all is right."""
    wrong, books, kept = [], Books(where), outcomes(where)
    check_acts(ledger, books, kept, wrong)
    check_letters(books, wrong)
    check_decisions(books, wrong)
    check_rows(books, wrong)
    check_counts(books, wrong)
    return wrong
