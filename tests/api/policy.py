#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No word too much: lists, counts, searches, events and replays hold what their
reader may see, and tell nothing of the rest.  Who may do what is policy_matrix.py's,
and ids policy_ids.py's.
"""

import json
import urllib.parse

from cases import path
from policy_agency import CASES, PEOPLE, WORKERS, Agency, bare, sees, shut
from policy_rows import NOBODYS
from server import Database, fresh_key, head, run, story

AGENCY = []


def agency(server):
    if not AGENCY:
        AGENCY.append(Agency(server, ("held", "waiting", "free"), ("open", "sealed", "aged")))
    return AGENCY[0]


def everything_listed(client, a):
    """The bodies of every list, search, count and feed this person may ask for."""
    questions = ["/v1/applications?limit=200", "/v1/applications?limit=200&status=open,closed", "/v1/applications?q=Secret",
                 "/v1/applications?team=t_east", "/v1/applications?assignee=none", "/v1/applications?sort=customer",
                 "/v1/applications?assignee=" + a.people["ana"].id, "/v1/applications?expedited=false&county=Davidson",
                 "/v1/interactions?limit=100", "/v1/interactions?state=closed", "/v1/workers", "/v1/teams",
                 "/v1/events?after=%d&wait=0" % a.hidden_at]
    for case in a.cases.values():
        words = urllib.parse.quote(case.application["customer"]["name"])
        questions += ["/v1/customers?q=" + words, "/v1/customers?q=" + case.case_number,
                      "/v1/customers?q=" + case.application["number"], "/v1/search?q=" + words,
                      "/v1/search?q=" + case.application["number"], "/v1/search?q=" + case.marker,
                      "/v1/audit/access?customer=" + case.ids["customer"],
                      "/v1/audit/access?application=" + case.application["id"],
                      "/v1/applications?customer=" + case.ids["customer"],
                      "/v1/interactions?customer=" + case.ids["customer"],
                      "/v1/interactions?application=" + case.application["id"]]
    return [(question, client.get(question)) for question in questions]


@story("lists, counts, search and events hold nothing that may not be seen")
def _(server):
    a = agency(server)
    for case in a.cases.values():
        who = "ben" if case.named else "sam"
        noted = a.people[who].client.post(path(case.application, "/notes"), {"text": case.marker + " again", "kind": "note"})
        assert noted.status == 201, noted
    for person in PEOPLE:
        visible = [case for case in a.cases.values() if sees(person, case)]
        for question, answer in everything_listed(person.client, a):
            asked = urllib.parse.unquote(question)
            text = answer.body.decode()
            for case in a.cases.values():
                hidden = [] if case in visible else case.secrets()
                if shut(person, case):
                    hidden += case.person_secrets()
                for secret in hidden:
                    # A cursor or a link may repeat the question, an answer may not.
                    assert secret not in text or secret in asked and secret not in json.dumps(answer.json.get("items")), \
                        (person.username, question, secret, text[:600])
            if question.startswith("/v1/applications?") and answer.status == 200:
                rows = answer.json
                assert rows["next_cursor"] is None and rows["total"] == {"count": len(rows["items"]), "relation": "eq"}, \
                    (person.username, question, rows["total"], len(rows["items"]))
        found = {row["id"] for row in person.client.get("/v1/applications?limit=200").json.get("items", [])}
        assert not person.roles & CASES or found >= {case.application["id"] for case in visible}, person.username


@story("totals, loads and counts hold what the reader may see, and no more")
def _(server):
    a = agency(server)
    seen_differently = set()
    for person in PEOPLE:
        rows = person.client.get("/v1/applications?status=open&limit=200").json.get("items", [])
        for team in person.client.get("/v1/teams").json["items"]:
            of_team = [row for row in rows if row["team_id"] == team["id"]]
            assert team["open"] == len(of_team), (person.username, team, len(of_team))
            assert team["unassigned"] == len([row for row in of_team if not row["assignee"]]), (person.username, team)
            seen_differently.add((team["id"], team["open"]))
        for worker in person.client.get("/v1/workers").json["items"]:
            held = [row for row in rows if row["assignee"] and row["assignee"]["id"] == worker["id"]]
            assert ("load" in worker) == bool(person.roles & CASES), (person.username, worker)
            if "load" in worker:
                assert worker["load"]["open"] == len(held), (person.username, worker, len(held))
        if person.roles & {"supervisor", "auditor"}:
            figures = person.client.get("/v1/reports/caseload").json["figures"]
            counted = [row for row in rows if "auditor" in person.roles or row["team_id"] == person.leads]
            assert int(next(row["value"] for row in figures if row["name"] == "open")) == len(counted), (person.username, figures, len(counted))
        if not person.roles & CASES:
            continue
        for case in a.cases.values():
            of_customer = [row for row in rows if row["customer"]["id"] == case.ids["customer"]]
            for line in person.client.get("/v1/customers?q=" + case.case_number).json["items"]:
                assert line["open_applications"] == len(of_customer), (person.username, case.name, line)
            opened = person.client.get("/v1/customers/" + case.ids["customer"])
            assert opened.status == 404 or opened.json["open_applications"] == len(of_customer), (person.username, case.name)
    assert len([team for team, count in seen_differently if team == "t_east"]) > 2, "nobody's view differed"


@story("what came in since is counted of what one has and may still see")
def _(server):
    a = agency(server)
    a.sign_in(a.people["ana"])
    # Both are hers, and she is not named on the sealed one.
    for case, who in ((a.cases["heldopen"], "sam"), (a.cases["heldsealed"], "ben")):
        assert case.assignee == "ana"
        sent = a.client(who).request("POST", path(case.application, "/documents"), raw=b"%PDF-1.4\nnews")
        assert sent.status == 201, sent
    assert a.client("ana").get("/v1/me/news").json["documents"] == 1, a.client("ana").get("/v1/me/news")


@story("a question about a hidden thing has the answer of one about nothing")
def _(server):
    a = agency(server)

    def answer_to(client, question):
        found = client.get(question)
        body = found.json
        body.pop("as_of", None), body.pop("request_id", None)
        return found.status, body

    for person in PEOPLE:
        if not person.roles & CASES:
            continue
        for case in a.cases.values():
            if sees(person, case):
                continue
            ids = case.ids
            for question in ("/v1/applications?customer=%(customer)s", "/v1/interactions?customer=%(customer)s",
                             "/v1/interactions?application=%(application)s",
                             "/v1/events?after=%(after)d&wait=0&scope=application:%(application)s"):
                # What was hidden while they were there they saw before.
                after = {"after": a.hidden_at if shut(person, case) else 0}
                one, other = answer_to(person.client, question % (ids | after)), answer_to(person.client, question % (NOBODYS | after))
                assert one == other, (person.username, question % ids, one, other)
            if case.ids.get("decision") and person.username != case.maker:
                key = case.key
                assert bare(person.client.get("/v1/outcomes/" + key)) == bare(person.client.get("/v1/outcomes/" + fresh_key()))


@story("a stream tells of what is in sight, and the next thing comes without the hidden one before it")
def _(server):
    a = agency(server)
    free, hidden = a.cases["freeopen"], a.cases["heldsealed"]
    for username in ("ana", "con", "kit", "wes", "ada", "adm"):
        person = a.people[username]
        stream = person.client.stream("/v1/events/stream?after=%d" % head(person.client))
        for case, who in ((hidden, "ben"), (free, "sam")):
            noted = a.people[who].client.post(path(case.application, "/notes"), {"text": "n", "kind": "note"})
            assert noted.status == 201, noted
        # A session that ends takes its stream with it, and what that had not sent yet.
        seen = []
        while sees(person, free) and free.application["id"] not in " ".join(seen):
            seen.append(stream.frame(timeout=20)["data"])
        done = person.client.delete("/v1/sessions/current")
        assert done.status == 204
        while True:
            frame = stream.frame(timeout=20)
            if frame is None:
                break
            seen.append(frame["data"])
        stream.close()
        text = " ".join(seen)
        assert hidden.application["id"] not in text, (username, text)
        assert (free.application["id"] in text) == sees(person, free), (username, text)
        a.sign_in(person)


@story("presence is told to who may read the case, of who may")
def _(server):
    a = agency(server)
    for case in (a.cases["heldopen"], a.cases["heldsealed"]):
        who = a.people["ben"].client
        assert who.put(path(case.application, "/presence"), {"typing": True}).status == 204
        for person in PEOPLE:
            if person.roles & CASES and person.username != "ben":
                answer = person.client.get(path(case.application, "/presence"))
                assert answer.status == (200 if sees(person, case) else 404), (person.username, answer)
                assert ("Ben" in answer.body.decode()) == sees(person, case)


@story("next never gives what the worker has a conflict with or may not see")
def _(server):
    a = agency(server)
    free = a.cases["freeopen"].application["id"]
    for person in PEOPLE:
        if person.roles & WORKERS:
            answer = person.client.post("/v1/applications/next?dry_run=true", key=None)
            assert answer.status == 404 or answer.json["id"] != free or sees(person, a.cases["freeopen"]), (person.username, answer)
            if person.username in ("con", "cos", "wes", "kit"):
                assert answer.status == 404, (person.username, answer)


@story("a replay shows its answer only to who may still read it")
def _(server):
    a = agency(server)
    ana, case = a.people["ana"].client, a.cases["waitingsealed"]
    again = ana.post(path(case.application, "/decisions"), case.proposed, version=case.proposed["application_version"], key=case.key)
    assert again.status == 404 and case.ids["decision"] not in again.body.decode(), again
    mine = a.cases["waitingopen"]
    again = ana.post(path(mine.application, "/decisions"), mine.proposed, version=mine.proposed["application_version"], key=mine.key)
    assert again.status == 201 and again.headers["Idempotency-Replayed"] == "true", again


@story("a conflict or a seal of this moment holds in the writer's turn, before any session has heard of it")
def _(server):
    a = agency(server)
    ben, sue = a.client("ben"), a.client("sue")
    case, sealed = a.cases["heldopen"], a.cases["heldsealed"]

    def tried(case):
        customer = "/v1/customers/" + case.ids["customer"]
        version = sue.get(customer).json["version"]
        return [ben.post(path(case.application, "/notes"), {"text": "n", "kind": "note"}).status,
                ben.patch(customer, {"phone": "(615) 555-%04d" % version}, version=version).status]

    assert tried(case) == tried(sealed) == [201, 200]
    db = Database(server.db)  # as another process does it, a moment before it tells of it
    db.execute("INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at) VALUES (?, ?, 'kin', 1)",
               (a.people["ben"].id, case.ids["customer"]))
    db.execute("DELETE FROM customer_seal WHERE worker_id = ? AND customer_id = ?", (a.people["ben"].id, sealed.ids["customer"]))
    db.commit()
    before = head(sue)
    assert tried(case) == tried(sealed) == [404, 404]
    assert head(sue) == before
    db.execute("DELETE FROM worker_conflict WHERE worker_id = ? AND declared_at = 1", (a.people["ben"].id,))
    db.execute("INSERT INTO customer_seal (worker_id, customer_id) VALUES (?, ?)", (a.people["ben"].id, sealed.ids["customer"]))
    db.commit()
    db.close()
    assert tried(case) == tried(sealed) == [201, 200]


run()
