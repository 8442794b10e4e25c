# SPDX-License-Identifier: Apache-2.0
"""What may be missing, doubled or half of a write, done to a copy of the books to show that check() sees it."""

from books import UPDATES, Books, outcomes
from ledger import check
from promised import EVENTS, LETTERS
from server import Database, copy_database

ASIDE = "session.opened"  # an event that nobody misses, and no act's


def spoiled(db, *statements):
    """A copy of the database with something done to it."""
    copy = copy_database(db)
    target = Database(copy)
    touched = [target.execute(statement).rowcount for statement in statements]
    target.commit()
    target.close()
    assert all(touched), statements
    return copy


def once_more(db, table, changed, where):
    """A statement that writes a row a second time, with some columns otherwise."""
    source = Database(db, read_only=True)
    names = list(source.execute("SELECT * FROM %s WHERE %s" % (table, where))[0])
    source.close()
    return "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s" % (
        table, ", ".join(names), ", ".join(changed.get(name, name) for name in names), table, where)


def of_event(db, head, event, update):
    """One of a write's events gone, told twice, or told to the applicant otherwise."""
    here, name = "seq = %d" % event.seq, event.type
    lost = "UPDATE event SET type = '%s', notice_id = '', decision_id = '' WHERE %s" % (ASIDE, here)
    more = {"seq": str(head + 1), "prev_hash": "hash"}
    yield name + " lost", [lost], "its events are"
    yield name + " cut out", ["DELETE FROM event WHERE " + here], "its events are"
    yield name + " told twice", ["UPDATE chain_head SET seq = seq + 1", once_more(db, "event", more, here)], \
        "event %d, %s, which nobody asked for" % (head + 1, name)
    yield name + " of another", ["UPDATE event SET application_id = 'a_other', subject_id = 'a_other', customer_id = 'c_other'"
                                 " WHERE " + here], "is of a_other"
    yield name + " by another", ["UPDATE event SET actor_id = 'w_other' WHERE " + here], "by w_other"
    if not update:
        yield name + " told to the applicant", ["UPDATE event SET public_code = 4 WHERE " + here], "the applicant is shown 'in_review'"
        return
    yield name + " not told to the applicant", ["UPDATE event SET public_code = 0 WHERE " + here], "the applicant is shown ''"
    yield name + " told as another", ["UPDATE event SET public_code = %d WHERE %s" % (UPDATES.index("complete"), here)], \
        "the applicant is shown 'complete'"
    for language in ("en", "es"):
        yield "%s not told in %s" % (name, language), [
            "UPDATE event_payload SET payload = replace(payload, '\"%s\":{\"text\"', '\"xx\":{\"text\"') WHERE %s" % (language, here)], \
            "does not say in " + language


def of_letter(event):
    here = "id = '%s'" % event.notice
    yield "its letter lost", ["DELETE FROM notice WHERE " + here], "is not there"
    yield "its letter and the event of it lost", ["DELETE FROM notice WHERE " + here,
                                                  "UPDATE event SET type = '%s', notice_id = '' WHERE seq = %d" % (ASIDE, event.seq)], \
        "its events are"
    yield "its letter blank", ["UPDATE notice SET rendered_text = '' WHERE " + here], "its letter does not say"
    yield "its letter altered", ["UPDATE notice SET rendered_text = rendered_text || '.' WHERE " + here], "not the one that its event"
    yield "its letter in another language", ["UPDATE notice SET language = 'en' WHERE " + here], "its letter is"
    yield "its letter to another", ["UPDATE notice SET customer_id = 'c_other' WHERE " + here], "somebody else's"
    yield "its letter of another kind", ["UPDATE notice SET kind = 'reminder' WHERE " + here], "its letter is reminder"


def of_effect(act, row, about, event):
    """The rows, and what the log says of them."""
    def said(old, new):
        return ["UPDATE event_payload SET payload = replace(payload, '%s', '%s') WHERE seq = %d" % (old, new, event.seq)]
    both = ["UPDATE %s SET status = 1 WHERE %s = '%s'" % (table, name, about) for table, name in (
        ("application", "id"), ("queue", "application_id"))]
    if act.kind in ("decide", "assign", "intake"):
        yield "its status lost", both, "has status 'submitted', in the log"
    if act.kind == "decide":
        yield "its decision of another", ["UPDATE decision SET application_id = 'a_other' WHERE id = '%s'" % row.identity], "its row says"
        yield "its decision not issued", ["UPDATE decision SET state = 1 WHERE id = '%s'" % row.identity], "its row says"
        yield "another status in the log", said('"status":"denied"', '"status":"pended"'), "is 'pended', not 'denied'"
    elif act.kind == "missing":
        yield "what was asked for lost", ["DELETE FROM missing_item WHERE application_id = '%s' AND requirement = '%s'" % (
            about, act.body["items"][0]["requirement"])], "has items"
        yield "nothing asked for in the log", said('"state":"requested"', '"state":"unmet"'), "are asked for"
    elif act.kind == "assign":
        yield "its worker lost", ["UPDATE queue SET assignee_id = '' WHERE application_id = '%s'" % about], "has assignee_id ''"
        yield "another worker in the log", said(act.body["worker_id"], "w_other"), "the log says that it is with 'w_other'"
    elif act.kind == "note":
        yield "it on another's file", ["UPDATE note SET application_id = 'a_other' WHERE id = '%s'" % row.identity], "its row says"
    elif act.kind == "intake":
        yield "its customer lost", ["DELETE FROM customer WHERE name = '%s'" % act.word], "its row says"
        yield "another status in the log", said('"status":"incomplete"', '"status":"submitted"'), "not 'incomplete'"
        yield "its number told wrong", said("Its number is A-", "Its number is B-"), "the applicant reads"


def spoilings(db, act, row):
    """(what, statements, a word of the complaint) of one write in the books."""
    books, promised = Books(db), EVENTS[act.kind]
    events = [books.by_seq[seq] for seq in range(row.seq - len(promised) + 1, row.seq + 1)]
    main = events[1] if act.kind == "intake" else events[0]
    for event, (_, update) in zip(events, promised):
        yield from of_event(db, books.head, event, update)
    if act.kind in LETTERS:
        yield from of_letter(events[-1])
    yield from of_effect(act, row, main.application, main)


def unseen(db, ledger):
    """Of the last acknowledged write of each kind: what spoils it, and check() does not say so.  How many were seen."""
    wrong, seen, kept = ["whole books: %s" % line for line in check(db, ledger)], 0, outcomes(db)
    last = {act.kind: act for act in ledger.acts if act.key in kept}
    for kind, act in last.items():
        for what, statements, complaint in spoilings(db, act, kept[act.key]):
            found = check(spoiled(db, *statements), ledger)
            if not any(complaint in line for line in found):
                wrong.append("%s, %s: %s" % (kind, what, found[:3]))
            seen += 1
    return wrong, seen
