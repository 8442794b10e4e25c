#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fifty workers, two hundred applications, every one contested by all of them.

Each round sends decisions, letters, interviews, withdrawals and a move at the
same version at the same moment.  CASELOAD_LONG makes it whole; without it, it
is a sample of twelve workers and eight applications.
"""

import os
import threading

from cases import bring_to_ready, decision, file_application, next_week, path, read, twin
from server import run, story

WRITERS, APPLICATIONS = (50, 200) if os.environ.get("CASELOAD_LONG") else (12, 8)


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
        answers, start = [None] * WRITERS, threading.Barrier(WRITERS)

        def go(index):
            start.wait()
            answers[index] = write(index, application)
        threads = [threading.Thread(target=go, args=(index,)) for index in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

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
