#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers after the filing: what was blank is given, what was wrong is put
right, and the worksheet follows."""

from cases import ANSWERS, filing, money, path, read
from papers import Office
from server import Database, run, story
from visitor import Visitor


def office(server, made=[]):
    if not made:
        made.append(Office(server))
    return made[0]


def lacks(application, requirement):
    return any(item["requirement"] == requirement for item in application["missing"])


def without(*questions):
    return {question: answer for question, answer in ANSWERS.items() if question not in questions}


def steps(client, application):
    return {row["id"]: row.get("value") for row in client.get(path(application, "/worksheet")).json["steps"]}


@story("a worker who learns what the medical costs are puts it in, and the worksheet's step moves")
def _(server):
    o = office(server)
    case = o.case()
    assert steps(o.ana, case)["medical"] == "0.00"
    body = {"answers": {"medical_cost": money("135.00")}, "how": "said on the telephone"}
    dry = o.ana.request("PATCH", path(case, "/answers?dry_run=true"), body, key=None, version=case["version"])
    assert dry.status == 200 and dry.json["answers"]["medical_cost"] == money("135.00"), dry
    assert read(o.ana, case)["answers"]["medical_cost"] == money("0.00"), "a rehearsal writes nothing"
    answer = o.ana.request("PATCH", path(case, "/answers"), body, version=case["version"])
    assert answer.status == 200 and answer.json["version"] == case["version"] + 1, answer
    after = steps(o.ana, case)
    assert after["medical"] == "100.00", after
    # Negative control: what has no part in the arithmetic moves nothing.
    untouched = o.ana.request("PATCH", path(case, "/answers"), {"answers": {"interview_times": "mornings"}, "how": "said so"},
                              version=answer.json["version"])
    assert untouched.status == 200, untouched
    assert steps(o.ana, case) == after
    stale = o.ana.request("PATCH", path(case, "/answers"), body, version=case["version"])
    assert stale.status == 412, stale
    rows = o.ana.get(path(case, "/answers")).json["items"]
    assert [row["questions"] for row in rows] == [["interview_times"], ["medical_cost"]], rows
    assert rows[1]["before"] == {"medical_cost": money("0.00")} and rows[1]["after"] == {"medical_cost": money("135.00")}, rows
    assert rows[1]["by"]["name"] and rows[1]["how"] == "said on the telephone", rows
    assert o.ben.request("PATCH", path(case, "/answers"), body, version=untouched.json["version"]).status == 403


run()
