#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quality review: what is drawn, by a lot that anybody can draw again from the
log; who reviews; what comes of an error."""

import hashlib
import struct

from cases import bring_to_ready, decide, decision, denied, denied_and_drawn, file_application, money, path, read
from server import Database, fresh_key, run, story, wait_for


def lot(seed, payload_hash):
    """As the manual has it, apart from the server's own code."""
    digest = hashlib.sha256(b"caseload-review-1\0" + struct.pack(">Q", seed) + payload_hash).digest()
    return int.from_bytes(digest[:8], "big") % 10000


def raw(value):
    """Bytes as SQLite gives them, or as PostgreSQL writes them."""
    return bytes.fromhex(value.replace("\\x", "")) if isinstance(value, str) else bytes(value)


def issued(server):
    """What was issued, and was it drawn, in the order of the log."""
    rows = Database(server.db, read_only=True).execute(
        "SELECT e.decision_id, e.payload_hash, (SELECT count(*) FROM event d WHERE d.type = 'review.drawn'"
        " AND d.decision_id = e.decision_id) AS drawn FROM event e WHERE e.type = 'decision.issued' ORDER BY e.seq")
    return [(row["decision_id"], raw(row["payload_hash"]), row["drawn"]) for row in rows]


class Office:
    def __init__(self, server):
        self.ina, self.ana, self.sam, self.ada = (server.sign_in(name) for name in ("ina", "ana", "sam", "ada"))
        if "sue" not in server.command("worker", "list", "--db", server.db):
            server.command("worker", "add", "--db", server.db, "--username", "sue", "--name", "Sue", "--roles",
                           "supervisor", "--teams", "t_east", "--leads", "t_east", "--password-fd", "0", text="sample-password\n")
        self.sue = server.sign_in("sue")

    def drawn(self, server):
        return denied_and_drawn(server, self.ana, self.sam, self.ina)


def review(client, made, outcome="agreed", **more):
    return client.post("/v1/decisions/%s/review" % made, dict({"outcome": outcome}, **more))


def ids(client, where, member="decision_id"):
    answer = client.get(where)
    assert answer.status == 200, answer
    return [row[member] for row in answer.json["items"]]


@story("what is drawn is the lot of each decision's own event, and can be drawn again from the log")
def _(server):
    o = Office(server)
    server.command("setting", "--db", server.db, "review_seed", "4711")
    denied_and_drawn(server, o.ana, o.sam, o.ina)
    server.command("setting", "--db", server.db, "review_programs", "families-first=100")
    server.command("setting", "--db", server.db, "review_percent", "40")
    first = len(issued(server))
    # Its first rows may still be by the setting before.
    wait_for(lambda: denied(o.ana, o.sam, o.ina) and any(not drawn for _, _, drawn in issued(server)[first:]))
    begin = len(issued(server))
    for _ in range(20):
        denied(o.ana, o.sam, o.ina)
    rows = issued(server)[begin:]
    assert len(rows) == 20
    assert [bool(drawn) for _, _, drawn in rows] == [lot(4711, told) < 4000 for _, told, _ in rows], rows
    assert [lot(4712, told) for _, told, _ in rows] != [lot(4711, told) for _, told, _ in rows]
    for made, told, drawn in rows:
        answer = o.ada.get("/v1/decisions/%s/review" % made)
        assert answer.status == (200 if drawn else 404), answer
        if drawn:
            assert (answer.json["percent"], answer.json["seed"], answer.json["lot"]) == (40, 4711, lot(4711, told))
    server.command("setting", "--db", server.db, "review_programs", "")


@story("reviewed by who had no part in it, once")
def _(server):
    o = Office(server)
    case, made = o.drawn(server)
    before = read(o.ana, case)["version"]
    assert review(o.ana, made).status == 403
    assert review(o.ada, made).status == 403
    assert server.sign_in("wes").get("/v1/decisions/%s/review" % made).status == 404
    assert review(o.sam, made, "agreed", kind="fact").code == "validation_failed"
    assert review(o.sam, made, "error", words="w").code == "validation_failed"
    assert review(o.sam, made, "error", kind="fact").code == "validation_failed"
    assert review(o.sam, made, "error", kind="colour", words="w").code == "validation_failed"
    tried = o.sam.post("/v1/decisions/%s/review?dry_run=true" % made, {"outcome": "agreed"})
    assert tried.status == 200 and tried.json["outcome"] == "agreed"
    assert "outcome" not in o.sam.get("/v1/decisions/%s/review" % made).json
    key = fresh_key()
    done = o.sam.post("/v1/decisions/%s/review" % made, {"outcome": "agreed", "words": "as the file shows"}, key=key)
    assert done.status == 200 and done.json["reviewed_by"]["name"] == "Sam", done
    again = o.sam.post("/v1/decisions/%s/review" % made, {"outcome": "agreed", "words": "as the file shows"}, key=key)
    assert again.body == done.body and again.headers["Idempotency-Replayed"] == "true", again
    assert review(o.sue, made, "error", kind="fact", words="no").code == "transition_not_allowed"
    assert read(o.ana, case)["version"] == before
    told = o.ana.get("/v1/customers/%s/history" % case["customer"]["id"]).json["items"]
    assert [entry for entry in told if entry["kind"] == "decision" and "as the file shows" in entry["summary"]], told


@story("nobody reviews what they decided, or signed as second person")
def _(server):
    o = Office(server)
    o.drawn(server)
    case, made = denied(o.sam, o.sam, o.ina)
    assert review(o.sam, made).code == "second_person_required"
    assert made not in ids(o.sam, "/v1/reviews?state=open&limit=200") and made in ids(o.sue, "/v1/reviews?state=open&limit=200")
    assert case["id"] not in ids(o.sam, "/v1/applications?review=open&limit=200", "id")
    assert case["id"] in ids(o.sue, "/v1/applications?review=open&limit=200", "id")
    assert review(o.sue, made).status == 200

    case = bring_to_ready(o.ana, o.sam, file_application(o.ina), o.ana.session["worker"]["id"])
    made = decide(o.ana, case, decision(case, "approved", "A04", amounts=[{"from": "2026-01-01", "amount": money("1999.00")}])).json
    assert made["state"] == "awaiting_second_approval" and o.sue.get("/v1/decisions/%s/review" % made["id"]).status == 404
    assert o.sam.post("/v1/decisions/%s/approval" % made["id"], {"approve": True}, version=1).status == 200
    assert review(o.sam, made["id"]).code == "second_person_required"
    assert review(o.sue, made["id"]).status == 200


@story("an error waits until a decision that supersedes it is issued; the auditor sees all of it")
def _(server):
    o = Office(server)
    case, made = o.drawn(server)
    found = review(o.sam, made, "error", kind="reason", words="he does live here: D06 does not fit")
    assert found.status == 200 and found.json["kind"] == "reason", found
    assert made in ids(o.sam, "/v1/reviews?state=correct") and case["id"] in ids(o.sam, "/v1/applications?review=correct", "id")
    assert made in ids(o.ada, "/v1/reviews?state=done&limit=200&program=snap") and made not in ids(o.ada, "/v1/reviews?state=open&limit=200")
    assert made not in ids(o.ada, "/v1/reviews?limit=200&program=families-first")
    assert o.ana.get("/v1/reviews").status == 403
    case = read(o.sam, case)
    better = decide(o.sam, case, decision(case, "denied", {"code": "D10", "facts": {"person": "Hoa", "place": "Georgia"}},
                                             supersedes=made))
    assert better.status == 201 and better.json["state"] == "awaiting_second_approval", better
    assert made in ids(o.sam, "/v1/reviews?state=correct")
    assert o.sue.post("/v1/decisions/%s/approval" % better.json["id"], {"approve": True}, version=1).status == 200
    assert made not in ids(o.sam, "/v1/reviews?state=correct")
    kept = o.ada.get(path(case, "/reviews")).json["items"]
    assert [row["decision_state"] for row in kept if row["decision_id"] == made] == ["superseded"], kept
    log = Database(server.db, read_only=True).execute("SELECT type FROM event WHERE decision_id = ? ORDER BY seq", (made,))
    assert [row["type"] for row in log if row["type"].startswith("review")] == ["review.drawn", "review.done"]


@story("the list goes on by pages, both ways, and loses nothing")
def _(server):
    o = Office(server)
    server.command("setting", "--db", server.db, "review_percent", "100")
    for _ in range(5):
        o.drawn(server)
    whole = ids(o.ada, "/v1/reviews?limit=200")
    assert len(whole) > 5
    found, where = [], "/v1/reviews?limit=2"
    while where:
        page = o.ada.get(where).json
        found += [row["decision_id"] for row in page["items"]]
        where = page["next_cursor"] and "/v1/reviews?limit=2&cursor=" + page["next_cursor"]
    assert found == whole
    assert ids(o.ada, "/v1/reviews?limit=2&from=end") == whole[-2:]
    assert ids(o.ada, "/v1/reviews?limit=200&sort=-drawn") == whole[::-1]
    assert o.ada.get("/v1/reviews?state=colour").code == "validation_failed"


if __name__ == "__main__":
    run()
