#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One act on many: what becomes of each row, and what a retry is told."""

from cases import bring_to_ready, file_application, item_of, money, path
from server import fresh_key, run, story


def to_ask(worker, supervisor, filer):
    """In review, all proofs in, and then told of something that nobody has asked for."""
    case = bring_to_ready(worker, supervisor, file_application(filer), worker.session["worker"]["id"])
    told = worker.request("PATCH", path(case, "/answers"), {"answers": {"support_paid": money("50.00")}, "how": "by phone"},
                          version=case["version"])
    assert told.status == 200 and item_of(told.json, "support_proof")["state"] == "unmet", told
    return told.json


@story("five are asked for what is missing, one of them changed underneath: four letters, and a retry is told the same")
def _(server):
    ana, sam = server.sign_in("ana"), server.sign_in("sam")
    cases = [to_ask(ana, sam, server.sign_in("ina")) for _ in range(5)]
    marks = [{"application_id": case["id"], "version": case["version"]} for case in cases]
    tried = ana.post("/v1/applications/bulk?dry_run=true", {"marks": marks, "missing": {}}, key=None).json
    assert tried["done"] == 5 and sum("would_send" in row for row in tried["rows"]) == 1, tried
    changed = marks[2]["application_id"]
    here = sam.get("/v1/applications/" + changed).json
    moved = sam.put("/v1/applications/%s/assignment" % changed, {"worker_id": "", "reason": "sick"}, version=here["version"])
    assert moved.status == 200, moved
    letters = lambda: {mark["application_id"]: len(sam.get("/v1/applications/%s/notices" % mark["application_id"]).json["items"]) for mark in marks}
    before, key = letters(), fresh_key()
    body = {"marks": marks, "missing": {"message": "by post, please"}}
    done = ana.post("/v1/applications/bulk", body, key=key)
    assert done.status == 200 and (done.json["done"], done.json["skipped"]) == (4, 1), done
    told = {row["application_id"]: row for row in done.json["rows"]}
    assert not told[changed]["done"] and told[changed]["code"] == "version_conflict" and told[changed]["why"], told[changed]
    after = letters()
    assert {id_: after[id_] - before[id_] for id_ in after} == {id_: int(id_ != changed) for id_ in after}, (before, after)
    assert sam.get("/v1/applications/" + changed).json["version"] == moved.json["version"]
    # The version that each is told to have is what the next act on them needs.
    own = [{"application_id": id_, "version": told[id_]["version"]} for id_ in told if id_ != changed]
    noted = [ana.post("/v1/applications/bulk", {"marks": own, "note": {"text": "asked", "kind": "note"}}).json for _ in range(2)]
    assert [one["done"] for one in noted] == [4, 4], noted
    # What is done to one of them later does not change what the retry is told.
    first = marks[0]["application_id"]
    assert ana.post("/v1/applications/%s/interview" % first, {"state": "waived", "note": "n"}, version=told[first]["version"]).status in (200, 409)
    again = ana.post("/v1/applications/bulk", body, key=key)
    assert again.status == 200 and again.body == done.body and again.headers["Idempotency-Replayed"] == "true", (again, done)
    assert letters() == after
    assert ana.post("/v1/applications/bulk", {"marks": marks[:1], "missing": {}}, key=key).status == 422
    assert sam.get("/v1/outcomes/" + key).status == 404 and ana.get("/v1/outcomes/" + key).json["effect"]["type"] == "bulk"


if __name__ == "__main__":
    run()
