#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fifty workers, two hundred applications, every one contested by all of them.

In the first story each worker is somebody, with a sign-in and a signing key of
their own, and all decide: fifty different decisions in place of one that was
issued, then fifty signatures for or against the one that won.  In the others,
rounds of decisions, letters, interviews, withdrawals and a move at the same
version at the same moment.  CASELOAD_LONG makes it whole; without it, it is a
sample of twelve workers and eight applications.

What a loser's workstation makes of the answer, both sides beside each other and
the text kept, is in tests/unit: a_lost_race_shows_both_sides_and_keeps_the_text of
test_client_view_typing.c, where the rehearsal met it, and of
test_client_view_meanwhile.c, where the decision itself did,
a_decision_that_came_second_shows_both_sides_and_keeps_the_text and what follows it.
"""

import datetime
import json
import os
import threading

from cases import bring_to_ready, decide, decision, file_application, money, next_week, path, read, twin
from server import PASSWORD, fresh_key, run, story
from signing import bytes_of, holds, register, text_of

WRITERS, APPLICATIONS = (50, 200) if os.environ.get("CASELOAD_LONG") else (12, 8)


def let_go(count, send):
    """send(index) of each at the same moment; their answers."""
    answers, start = [None] * count, threading.Barrier(count)

    def go(index):
        start.wait()
        answers[index] = send(index)
    threads = [threading.Thread(target=go, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Signer:
    """Somebody who leads the team: a sign-in of their own, a signing key, a draft for what they type."""

    def __init__(self, server, index):
        self.name, self.number = "Writer %d" % index, index
        server.command("worker", "add", "--db", server.db, "--username", "writer%d" % index, "--name", self.name,
                       "--roles", "supervisor,caseworker", "--teams", "t_east", "--leads", "t_east", "--password-fd", "0",
                       text=PASSWORD + "\n")
        self.client = server.sign_in("writer%d" % index)
        self.signing = register(self.client)
        self.client.check = False
        self.revision = 0

    def begin(self, application, body):
        """The body is typed, and so kept on the server; then signed."""
        self.revision += 1
        self.body, self.key, self.sealed = body, fresh_key(), text_of(os.urandom(24) + json.dumps(body).encode())
        self.headers = self.signing.header(body)
        kept = self.client.put("/v1/me/drafts/d_contest", {"revision": self.revision, "sealed": self.sealed,
                                                           "application_id": application["id"]}, key=None)
        assert kept.status == 204, kept

    def send(self, where, version):
        return self.client.post(where, self.body, key=self.key, version=version, headers=self.headers)

    def has_kept_it(self):
        return [(row["id"], row["revision"], row["sealed"]) for row in self.client.get("/v1/me/drafts").json["items"]] == [
            ("d_contest", self.revision, self.sealed)]


def won(signers, answers, version, begun):
    """The one whose decision was kept.  Each other has what they typed, and is told what there is and whose it is."""
    winners = [index for index, answer in enumerate(answers) if answer and answer.status < 300]
    assert len(winners) == 1, "%d were kept: %s" % (len(winners), answers)
    winner = signers[winners[0]]
    for signer, answer in zip(signers, answers):
        if signer is winner:
            continue
        assert answer is not None and answer.status == 412 and answer.code == "version_conflict", answer
        problem = answer.json
        assert problem["current_version"] == version + 1 and problem["changed_by"] == winner.name, (winner.name, problem)
        assert "status" in problem["changed_fields"] or "state" in problem["changed_fields"], problem
        changed = datetime.datetime.fromisoformat(problem["changed_at"].replace("Z", "+00:00"))
        assert begun <= changed <= datetime.datetime.now(datetime.timezone.utc), (begun, problem)
        gone = signer.client.get("/v1/outcomes/" + signer.key)
        assert gone.status == 404, gone
        assert signer.has_kept_it(), "%s's text is not there any more" % signer.name
    return winner


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class Contest:
    """One thread for each writer, all let go together once a round."""

    def __init__(self, server):
        self.server = server
        self.ina, self.sam, self.ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
        self.ana_id = self.ana.session["worker"]["id"]
        self.ben_id = server.sign_in("ben").session["worker"]["id"]
        self.writers = [twin((self.ana, self.ana, self.ana, self.ana, self.sam)[index % 5]) for index in range(WRITERS)]
        for writer in self.writers:
            writer.check = False

    def write(self, index, application):
        client, version = self.writers[index], application["version"]
        if index % 5 == 4:
            return client.put(path(application, "/assignment"),
                              {"worker_id": self.ben_id, "reason": "Writer %d." % index}, version=version)
        if index % 5 == 3:
            return client.post(path(application, "/interview"),
                               {"state": "set", "mode": "phone", "at": next_week()}, version=version)
        if index % 5 == 2:
            return client.post(path(application, "/withdraw"), {"reason": "Writer %d." % index}, version=version)
        return client.post(path(application, "/decisions"), dict(
            decision(application, "denied", "D06"), rationale="Writer %d." % index), version=version)

    def round(self, application, write):
        return let_go(WRITERS, lambda index: write(index, application))

    def application(self):
        return bring_to_ready(self.ana, self.sam, file_application(self.ina), self.ana_id)


def winner_of(answers):
    """The one that was kept; the others were each told what changed, and by whom."""
    winners = [index for index, answer in enumerate(answers) if answer and answer.status < 300]
    assert len(winners) == 1, "%d were kept" % len(winners)
    for index, answer in enumerate(answers):
        if index == winners[0]:
            continue
        assert answer is not None and answer.status == 412 and answer.code == "version_conflict", answer
        problem = answer.json
        assert problem["changed_fields"] and problem["changed_by"] in ("Ana", "Sam"), problem
    return winners[0]


def events_since(client, subject, after):
    found, more = [], True
    while more:
        page = client.get("/v1/events?after=%d&wait=0&limit=200" % after).json
        found += [event for event in page["items"] if event["subject"]["id"] == subject]
        more, after = bool(page["items"]), page["next_after"]
    return found


def signed(client, made, prefix, signer):
    """What was kept is what the winner sent and signed, byte for byte."""
    kept = client.get("/v1/decisions/" + made).json
    statement, signature = kept[prefix + "statement"], kept[prefix + "signature"]
    assert statement == json.dumps(signer.body) and signature["key"] == signer.signing.id, kept
    assert holds(bytes_of(signature["sig"]), statement.encode(), signer.signing.public)
    return kept


def contest_decision(contest, signers, application, first):
    """Everybody decides otherwise than the decision there is; the one that waits for a second person, and its maker."""
    for index, signer in enumerate(signers):
        amounts = [{"from": "2026-01-01", "amount": money("%d.00" % (200 + index))}]
        signer.begin(application, decision(application, "approved", "A04", amounts=amounts, supersedes=first,
                                           rationale="%s has looked again." % signer.name))
    begun, version = now(), application["version"]
    answers = let_go(len(signers), lambda index: signers[index].send(path(application, "/decisions"), version))
    winner = won(signers, answers, version, begun)
    made = [row for row in contest.ana.get(path(application, "/decisions")).json["items"] if row["id"] != first]
    assert [row["rationale"] for row in made] == [winner.body["rationale"]] and made[0]["supersedes"] == first, made
    assert signed(contest.ana, made[0]["id"], "", winner)["decided_by"]["name"] == winner.name
    after = read(contest.ana, application)
    assert (after["version"], after["status"]) == (version + 1, "awaiting_second_approval"), after
    return made[0], winner


def contest_signature(contest, signers, application, made):
    """Half of them sign it, half return it; whoever of them was first."""
    application = read(contest.ana, application)
    for index, signer in enumerate(signers):
        body = {"approve": index % 2 == 0, "decision_id": made["id"], "application_id": application["id"],
                "application_version": application["version"]}
        signer.begin(application, body if index % 2 == 0 else dict(body, reason="%s asks why." % signer.name))
    begun = now()
    answers = let_go(len(signers), lambda index: signers[index].send("/v1/decisions/%s/approval" % made["id"], made["version"]))
    winner = won(signers, answers, made["version"], begun)
    kept, after = signed(contest.ana, made["id"], "approval_", winner), read(contest.ana, application)
    assert after["version"] == application["version"] + 1, after
    if winner.body["approve"]:
        assert kept["state"] == "issued" and after["status"] == "approved" and kept["approved_by"]["name"] == winner.name, kept
    else:
        assert kept["state"] == "returned" and after["status"] == "denied", (kept, after)


@story("%d workers decide each of %d applications, all otherwise, each signing for themselves: one decision, one second"
       " signature; the others are told both sides and keep what they typed" % (WRITERS, APPLICATIONS))
def _(server):
    contest, ada = Contest(server), server.sign_in("ada")
    signers = [Signer(server, index) for index in range(WRITERS)]
    makers = set()
    for _ in range(APPLICATIONS):
        application = contest.application()
        first = decide(contest.ana, application, decision(application, "denied", "D06")).json["id"]
        application = read(contest.ana, application)
        seq = int(ada.get("/v1/me").headers["Event-Seq"])
        made, maker = contest_decision(contest, signers, application, first)
        makers.add(maker.name)
        contest_signature(contest, [signer for signer in signers if signer is not maker], application, made)
        versions = {event["version"] for event in events_since(ada, application["id"], seq) if "version" in event}
        assert versions == {application["version"] + 1, application["version"] + 2}, versions
    print("# %d of %d workers won a decision" % (len(makers), WRITERS))
    assert len(makers) > 1, makers


@story("a loser who is told of somebody else, or of another version, is noticed")
def _(server):
    signers = [Signer(server, WRITERS + index) for index in range(2)]
    contest = Contest(server)
    application = contest.application()
    first = decide(contest.ana, application, decision(application, "denied", "D06")).json["id"]
    application = read(contest.ana, application)
    for signer in signers:
        signer.begin(application, decision(application, "approved", "A04", supersedes=first, amounts=[
            {"from": "2026-01-01", "amount": money("%d.00" % (100 + signer.number))}]))
    begun, version, (winner, loser) = now(), application["version"], signers
    answers = [signer.send(path(application, "/decisions"), version) for signer in signers]
    assert won(signers, answers, version, begun) is winner

    def is_noticed(version):
        try:
            won(signers, answers, version, begun)
        except AssertionError:
            return True
        return False
    assert is_noticed(version + 1), "another version passed for the one there is"
    winner.name = "Another"
    assert is_noticed(version), "a loser passed who is told of somebody else"
    winner.name = "Writer %d" % winner.number
    assert not is_noticed(version)
    loser.client.put("/v1/me/drafts/d_contest", {"revision": 9, "sealed": "AAAA"}, key=None)
    assert is_noticed(version), "a loser passed whose text is gone"


@story("%d writers on each of %d applications: one winner every time, the log and the letters agree with it"
       % (WRITERS, APPLICATIONS))
def _(server):
    contest, ada = Contest(server), server.sign_in("ada")
    kinds = set()
    for _ in range(APPLICATIONS):
        application = contest.application()
        seq = int(ada.get("/v1/me").headers["Event-Seq"])
        winner = winner_of(contest.round(application, contest.write))
        kinds.add(winner % 5 if winner % 5 > 1 else 0)
        after = read(ada, application)
        assert after["version"] == application["version"] + 1, after
        versions = [event["version"] for event in events_since(ada, application["id"], seq) if "version" in event]
        assert versions and set(versions) == {after["version"]}, versions
        decisions = ada.get(path(application, "/decisions")).json["items"]
        letters = [row for row in ada.get(path(application, "/notices")).json["items"] if row.get("decision_id")]
        if winner % 5 < 2:
            assert after["status"] == "denied", after
            assert [row["rationale"] for row in decisions] == ["Writer %d." % winner], decisions
            assert len(letters) == 1 and letters[0]["decision_id"] == decisions[0]["id"], letters
        else:
            assert not decisions and not letters, (decisions, letters)
            if winner % 5 == 4:
                assert after["assignee"]["id"] == contest.ben_id, after
    assert 0 in kinds, "no decision ever won"


@story("what is not held by a version is kept by all, and the judge says so")
def _(server):
    contest = Contest(server)
    application = contest.application()
    answers = contest.round(application, lambda index, _: contest.writers[index].post(
        path(application, "/notes"), {"text": "Writer %d." % index}))
    try:
        winner_of(answers)
    except AssertionError as caught:
        assert str(caught) == "%d were kept" % WRITERS, caught
    else:
        raise AssertionError("many winners passed for one")


if __name__ == "__main__":
    run()
