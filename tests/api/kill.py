#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server is killed at random moments while several people write.

After each restart, and after every unanswered write is sent again with its
key: what was acknowledged is there once, what was not is whole or absent, a
decision has its notice, event and status update, totals equal a recount, and
the log verifies.  20 rounds; 200 where CASELOAD_LONG is set.  On a PostgreSQL 20:
it outlives the server, and may still be committing what the dead one asked for
while the next one starts.
"""

import http.client
import os
import random
import signal
import subprocess
import threading
import time

from books import outcomes
from cases import bring_to_ready, file_application, filing, path
from ledger import Act, Ledger, check, mark
from server import PROGRAM, Client, Skip, run, story, wait_for
from spoil import spoiled

POSTGRES = "CASELOAD_TEST_POSTGRES" in os.environ
ROUNDS = 200 if os.environ.get("CASELOAD_LONG") and not POSTGRES else 20
SEED = int(os.environ.get("CASELOAD_SEED", random.SystemRandom().randrange(1 << 30)))
READY, NEW = 12, 12


class Load:
    """Six people at work on one pool of applications."""

    def __init__(self, server):
        self.server = server
        self.people = {name: server.sign_in(name) for name in ("ana", "ben", "sam", "ina")}
        self.ids = {name: client.session["worker"]["id"] for name, client in self.people.items()}
        ana, sam, ina = self.people["ana"], self.people["sam"], self.people["ina"]
        for client in self.people.values():
            client.check = False
        self.pool = [bring_to_ready(ana, sam, file_application(ina), self.ids["ana"])["id"] for _ in range(READY)]
        self.pool += [file_application(ina)["id"] for _ in range(NEW)]
        self.ledger = Ledger(outcomes(server.db))
        self.surprises = []
        self.dice = random.Random(SEED)

    def client(self, name):
        other = Client(self.server, check=False)
        other.token = self.people[name].token
        return other

    def act(self, kind, client, method, where, body, version, word, raw=None):
        answer = self.ledger.send(Act(kind, client, method, where, body, version, word, raw))
        if answer.status >= 500 or answer.status in (400, 401, 428):
            self.surprises.append((kind, where, answer))
        return answer

    def intake(self, client, dice):
        word = mark()
        answer = self.act("intake", client, "POST", "/v1/applications", filing(word), None, word)
        if answer.status == 201:
            self.pool.append(answer.json["id"])

    def assign(self, client, dice):
        application = self.read(client, dice)
        if application is None:
            return
        word = mark()
        body = {"worker_id": self.ids[dice.choice(("ana", "ben"))], "reason": word}
        if application["assignee"] and application["assignee"]["id"] == body["worker_id"]:
            return
        self.act("assign", client, "PUT", path(application, "/assignment"), body, application["version"], word)

    def read(self, client, dice):
        pool = self.pool[:READY] if dice.random() < 0.3 else self.pool[-40:]
        answer = client.get("/v1/applications/" + dice.choice(pool))
        return answer.json if answer.status == 200 else None

    def work(self, client, dice):
        application = self.read(client, dice)
        if application is None:
            return
        allowed, word, version = application["allowed_actions"], mark(), application["version"]
        kind = dice.choice([kind for kind in ("note", "document", "claim", "release", "ask_missing", "deny", "customer")
                            if kind in allowed or kind == "customer"])
        if kind == "note":
            self.act("note", client, "POST", path(application, "/notes"), {"text": word}, None, word)
        elif kind == "document":
            # Several parts of a table, and one commit.
            self.act("document", client, "POST", path(application, "/documents?name=" + word), None, None, word,
                     raw=b"%PDF-1.4\n" + word.encode() * 20000)
        elif kind == "claim":
            self.act("claim", client, "POST", path(application, "/claim"), None, version, word)
        elif kind == "release":
            self.act("release", client, "POST", path(application, "/release"), {"reason": word}, version, word)
        elif kind == "ask_missing":
            items = [{"requirement": item["requirement"]} for item in application["missing"]
                     if item["cured_by"] == "applicant" and item["state"] in ("unmet", "requested")]
            if items:
                self.act("missing", client, "POST", path(application, "/missing"),
                         {"items": items[:1], "message": word}, version, word)
        elif kind == "deny" and dice.random() < 0.4:
            body = {"application_id": application["id"], "application_version": version, "outcome": "denied",
                    "reasons": [{"code": "D06"}], "rationale": word}
            self.act("decide", client, "POST", path(application, "/decisions"), body, version, word)
        elif kind == "customer":
            where = "/v1/customers/" + application["customer"]["id"]
            customer = client.get(where)
            if customer.status == 200:
                self.act("customer", client, "PATCH", where, {"preferred_name": word}, customer.json["version"], word)

    def person(self, turn, client, seed):
        dice = random.Random(seed)
        try:
            while True:
                turn(client, dice)
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        except Exception as error:  # told at the end of the round
            self.surprises.append(error)
        finally:
            client.hang_up()

    def start(self):
        turns = [(self.work, "ana"), (self.work, "ana"), (self.work, "ben"), (self.work, "ben"),
                 (self.assign, "sam"), (self.intake, "ina")]
        threads = [threading.Thread(target=self.person, args=(turn, self.client(name), self.dice.random()))
                   for turn, name in turns]
        for thread in threads:
            thread.start()
        return threads

    def send_again(self):
        """Each unanswered write once more, with its key: one effect, whatever became of the first."""
        for act in self.ledger.unknown():
            came = outcomes(self.server.db).get(act.key)
            act.client.hang_up()
            answer = act.send()
            act.client.hang_up()
            replayed = answer.headers.get("Idempotency-Replayed") == "true"
            assert replayed == (came is not None) or (replayed and POSTGRES), (came, act)
            assert answer.status < 500 and answer.code != "idempotency_in_flight", act
            assert answer.status < 300 or came is None, (came, act)


def verify(db):
    done = subprocess.run([PROGRAM, "audit", "verify", "--db", db], capture_output=True, text=True)
    assert done.returncode == 0 and "Whole" in done.stdout, done


LOADS = []


@story("%d kills under load: nothing lost, nothing doubled, nothing half (seed %d)" % (ROUNDS, SEED))
def _(server):
    load = Load(server)
    LOADS.append(load)
    unanswered = committed = 0
    for number in range(ROUNDS):
        done = len(load.ledger.acts)
        threads = load.start()
        wait_for(lambda: len(load.ledger.acts) > done + 6)
        time.sleep(load.dice.uniform(0, 0.3))  # the random moment
        server.stop(signal.SIGKILL)
        for thread in threads:
            thread.join()
        kept = outcomes(server.db)
        unanswered += len(load.ledger.unknown())
        committed += sum(act.key in kept for act in load.ledger.unknown())
        server.start()
        load.send_again()
        assert load.surprises == [], load.surprises[:3]
        wrong = check(server.db, load.ledger)
        assert wrong == [], "round %d: %d wrong: %s" % (number, len(wrong), "\n".join(wrong[:10]))
        verify(server.db)
    acts = load.ledger.acts
    kinds = {kind: sum(act.kind == kind and act.acknowledged for act in acts) for kind in {act.kind for act in acts}}
    print("# %d writes, acknowledged %s; %d unanswered, of which %d were committed" %
          (len(acts), kinds, unanswered, committed))
    assert all(kinds.values()) and len(kinds) == 9, kinds
    assert unanswered >= ROUNDS / 2, unanswered


LAST = " seq = (SELECT max(seq) FROM event WHERE type = '%s')"
LETTER = " (SELECT notice_id FROM event WHERE seq = (SELECT max(seq) + 1 FROM event WHERE type = '%s'))"


def unsaid(kind):
    """The last of a kind of event, and the applicant is not told of it."""
    return ["UPDATE event SET public_code = 0 WHERE" + LAST % kind]


def said(kind):
    return ["UPDATE event SET public_code = 4 WHERE" + LAST % kind]


def unlettered(kind):
    """The letter that follows the last of a kind of event, and the event of it, are gone."""
    return ["DELETE FROM notice WHERE id =" + LETTER % kind,
            "UPDATE event SET type = 'session.opened', notice_id = '' WHERE seq = (SELECT max(seq) + 1 FROM event WHERE type = '%s')" % kind]


PLANTED = {
    "a lost note": ["DELETE FROM note WHERE id = (SELECT max(id) FROM note)"],
    "a doubled note": ["INSERT INTO note SELECT 'twice', application_id, customer_id, author_kind, author_id, author_name,"
                       " at, kind, text FROM note WHERE id = (SELECT max(id) FROM note)"],
    "a lost decision": ["DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)"],
    "a decision without its notice": ["DELETE FROM notice WHERE decision_id = (SELECT max(id) FROM decision)"],
    "a decision without its event": ["DELETE FROM event WHERE seq ="
                                     " (SELECT max(seq) FROM event WHERE type = 'decision.issued')"],
    "a decision told twice": ["UPDATE event SET type = 'decision.issued' WHERE type = 'notice.queued'"
                              " AND decision_id <> ''"],
    "a status that went back": ["UPDATE application SET status = 2 WHERE decision_id <> ''"],
    "a lost outcome": ["DELETE FROM outcome WHERE seq = (SELECT max(seq) FROM outcome)"],
    "a total that is off by one": ["UPDATE total SET count = count + 1 WHERE kind = 'team' AND count > 0"],
    "a lost intake": ["DELETE FROM application WHERE id = (SELECT max(id) FROM application)"],
    "a decision that the applicant is not told": unsaid("decision.issued"),
    "an asking that the applicant is not told": unsaid("missing.asked"),
    "an asking without its letter": unlettered("missing.asked"),
    "an intake that the applicant is not told": unsaid("application.filed"),
    "an intake whose gaps the applicant is not told": unsaid("application.incomplete"),
    "an intake without its letter": unlettered("application.incomplete"),
    "a claim that the applicant is not told": unsaid("application.claimed"),
    "a note that the applicant is told": said("note.added"),
    "a note of another's file": ["UPDATE note SET application_id = 'a_other' WHERE id = (SELECT max(id) FROM note)"],
    "an assignment that the applicant is told": said("application.assigned"),
    "an assignment that is another event": ["UPDATE event SET type = 'session.opened' WHERE" + LAST % "application.assigned"],
    "an assignment to another than the log says": [
        "UPDATE event_payload SET payload = replace(payload, '\"assignee_id\":\"w', '\"assignee_id\":\"v') WHERE" + LAST % "application.assigned"],
    "a torn end of the log": ["DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"],
}


@story("each planted loss, double and half is reported")
def _(server):
    if not LOADS:
        raise Skip("nothing was killed")
    ledger = LOADS[0].ledger
    assert server.stop() == 0
    assert check(spoiled(server.db), ledger) == []
    for what, statements in PLANTED.items():
        assert check(spoiled(server.db, *statements), ledger) != [], what


@story("audit verify reports what was done to the log")
def _(server):
    server.stop()
    for statement in ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
                      "UPDATE event SET actor_id = 'w_other' WHERE seq = 40",
                      "UPDATE event_payload SET payload = '{}' WHERE seq = 41"):
        copy = spoiled(server.db, statement)
        done = subprocess.run([PROGRAM, "audit", "verify", "--db", copy], capture_output=True, text=True)
        assert done.returncode == 1, (statement, done)


if __name__ == "__main__":
    run()
