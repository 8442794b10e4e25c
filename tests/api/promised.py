# SPDX-License-Identifier: Apache-2.0
"""What each kind of write promises to leave in its one commit, besides its own row.

Its events, these and no others, in this order; with each, what the applicant
is shown of it, in both languages, or nothing; its letter, where there is one,
in the customer's language, saying what the status update says; and what the
application is afterwards.  ledger.py tells which rows are whose.
"""

import hashlib

from books import UPDATES

LANGUAGES = ("en", "es")  # of the programs that stories file for

# Each kind's events with the status update of each, "" for none; the last is the one its outcome names.
EVENTS = {
    "decide": (("decision.issued", "denied"), ("notice.queued", "")),
    "missing": (("missing.asked", "waiting_for_you"), ("notice.queued", "")),
    "assign": (("application.assigned", ""),),
    "note": (("note.added", ""),),
    "intake": (("customer.created", ""), ("application.filed", "received"), ("application.incomplete", "incomplete"),
               ("notice.queued", "")),
    "document": (("document.received", ""),),
    "claim": (("application.claimed", "in_review"),),
    "release": (("application.released", ""),),
    "customer": (("customer.updated", ""),),
}
OUTCOMES, ISSUED = ("", "approved", "denied"), 2
LETTERS = {"decide": "denial", "missing": "missing", "intake": "missing"}
# What no status had to say is what it was; a status that it does not name stays.
BECOMES = {
    "decide": dict.fromkeys(("incomplete", "in_review", "interview_scheduled", "pended", "ready_for_decision"), "denied"),
    "missing": dict.fromkeys(("in_review", "interview_scheduled", "ready_for_decision"), "pended"),
    "assign": dict.fromkeys(("submitted", "reopened"), "assigned"),
    "intake": {"": "incomplete"},
    "claim": dict.fromkeys(("submitted", "assigned", "reopened"), "in_review"),
    "release": dict.fromkeys(("assigned", "in_review", "ready_for_decision"), "submitted"),
}


def flat(text):
    return " ".join(text.split())


def application_of(act, identity):
    """The application, or the customer, that a write is about."""
    return identity if act.kind == "intake" else act.path.split("?")[0].split("/")[3]


def check_update(event, update, say):
    """The applicant reads it, in either language; or nothing of it."""
    if UPDATES[event.update] != update:
        say("of its %s the applicant is shown %r, not %r" % (event.type, UPDATES[event.update], update))
    says = event.said.get("says", {})
    if not update:
        if says:
            say("its %s says to the applicant: %s" % (event.type, says))
        return
    for language in LANGUAGES:
        words = says.get(language, {})
        items = words.get("items", [])
        if not words.get("text") or not all(items) or len(items) != len(event.said.get("items", items)):
            say("its %s does not say in %s what it should: %s" % (event.type, language, words))


def check_letter(act, told, event, letter, say):
    """The one letter: whole, as its event sealed it, and with what the status update says."""
    kind, language, text = letter["kind"], letter["language"], flat(letter["rendered_text"])
    if kind != LETTERS[act.kind] or (kind, language) != (event.said.get("kind"), event.said.get("language")):
        say("its letter is %s in %s, its event's %s" % (kind, language, event.said))
    if letter["application_id"] != event.application or letter["customer_id"] != event.customer \
            or letter["decision_id"] != event.decision:
        say("its letter is somebody else's: %s" % letter)
    if not hashlib.sha256(letter["rendered_text"].encode()).hexdigest() == letter["sha256"] == event.said.get("sha256"):
        say("its letter is not the one that its event sealed")
    says = told.said.get("says", {}).get(language, {})
    named = list(says.get("items", ()))
    if act.kind == "decide":
        named.append(says.get("text", "").partition(". ")[2])  # after that it is denied: why
    else:
        named.append(act.word)  # the customer's name, or the worker's message
    for words in named or [""]:
        if not words or flat(words) not in text:
            say("its letter does not say %r" % words)


def check_effect(act, row, about, books, say):
    """The row that the write is about says what was written, of what it was written about."""
    kept = asked = None
    if act.kind == "decide":
        *kept, _ = books.decisions.get(row.identity, ("",))
        asked = [about, OUTCOMES.index(act.body["outcome"]), ISSUED, act.word]
    elif act.kind == "note":
        kept = [note[1:] for note in books.notes if note[0] == row.identity]
        asked = [(act.word, about)]
    elif act.kind == "intake":
        kept = [name for _, name, _, _ in [books.customers.get(books.applications.get(about, ("",) * 4)[2], ("",) * 4)]]
        asked = [act.word]
    if kept != asked:
        say("its row says %s, not %s" % (kept, asked))


def check_status(act, identity, events, replay, say):
    """What the application was, and is: as asked, and nothing else of it moved."""
    (before, _), (_, after) = replay.around[events[0].seq], replay.around[events[-1].seq]
    status = before.get("status", "")
    expected = BECOMES.get(act.kind, {}).get(status, status)
    if events[-1].type == "application.ready":
        expected = "ready_for_decision"
    if after.get("status", "") != expected:
        say("it was %r and is %r, not %r" % (status, after.get("status"), expected))
    if act.kind == "decide" and after.get("decision_id") != identity:
        say("the log says that its application is decided by %r" % after.get("decision_id"))
    if act.kind == "assign" and after.get("assignee_id") != act.body["worker_id"]:
        say("the log says that it is with %r" % after.get("assignee_id"))
    if act.kind == "missing":
        asked = [item["requirement"] for item in act.body["items"]]
        told = [item["requirement"] for item in after.get("items", {}).values() if item["state"] == "requested" and item["due_on"]]
        if not set(asked) <= set(told) or len(events[0].said.get("items", ())) != len(asked):
            say("the log says that %s are asked for" % told)
    if act.kind == "intake":
        filed = after.get("number")
        told = [events[1].said.get("says", {}).get(language, {}).get("text", "") for language in LANGUAGES]
        if not filed or after.get("customer_id") != events[0].subject or not all(filed in text for text in told):
            say("the log says that it is %s of %s, the applicant reads %s" % (filed, after.get("customer_id"), told))


def promised_events(act, row, books):
    """What its kind promises, where that depends on what there is."""
    promised = EVENTS[act.kind]
    if act.kind == "document":
        before, _ = books.replay.around.get(row.seq, ({}, {}))
        promised = ((promised[0][0], "incomplete" if before.get("status") == "incomplete" else ""),)
    # In the same commit: a person's open applications change, too; all was accepted before, and it is ready; what came
    # after the decision is brought to somebody's mind.
    follows = {"customer": "application.updated", "claim": "application.ready", "document": "reminder.set"}.get(act.kind)
    tail, seq = (), row.seq
    while follows and seq in books.by_seq and books.by_seq[seq].type == follows:
        tail, seq = tail + ((follows, ""),), seq - 1
    return promised + tail


def check_events(act, row, about, events, promised, say):
    version = {"note": 0, "document": None}.get(act.kind, (act.version or 0) + 1)
    for event, (kind, update) in zip(events, promised):
        if about not in (event.application, event.subject, event.customer) or event.actor != row.actor:
            say("its %s is of %s, by %s" % (kind, event.application or event.subject, event.actor))
        if version is not None and event.version != version and kind != "application.updated":
            say("its %s is of version %d, not %d" % (kind, event.version, version))
        check_update(event, update, say)


def check_act(act, row, books, wrong):
    """What is wrong with what a write left, in words.  row: its outcome.  Its events' numbers."""
    promised = promised_events(act, row, books)
    numbers = range(row.seq - len(promised) + 1, row.seq + 1)
    events = [books.by_seq[seq] for seq in numbers if seq in books.by_seq]

    def say(words):
        wrong.append("%s: %r" % (words, act))

    if [event.type for event in events] != [kind for kind, _ in promised]:
        say("its events are %s" % [(event.seq, event.type) for event in events])
        return numbers
    about = application_of(act, row.identity)
    check_events(act, row, about, events, promised, say)
    check_effect(act, row, about, books, say)
    if act.kind != "customer":
        check_status(act, row.identity, events, books.replay, say)
    if act.kind in LETTERS:
        letter = books.letters.get(events[-1].notice)
        if letter is None:
            say("its letter %r is not there" % events[-1].notice)
        else:
            check_letter(act, events[-2], events[-1], letter, say)
    return numbers


def check_rows(books, wrong):
    """The rows are what the log says that they have become."""
    for identity, said in books.replay.now.items():
        kept = books.as_recorded(identity)
        if not said or kept is None:
            continue
        told = {name: said.get(name) for name in kept}
        told["items"] = {key: {name: item[name] for name in ("requirement", "state")} for key, item in said.get("items", {}).items()}
        for name, value in kept.items():
            if told[name] != value:
                wrong.append("application %s has %s %r, in the log %r" % (identity, name, value, told[name]))
