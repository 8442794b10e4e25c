#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an auditor reads: who saw a record, what a worker saw and searched for,
an application as it was at any moment, and the proof of the log."""

import os
import pwd

from cases import decision, decide, bring_to_ready, file_application, filing, give, item_of, path, read
from server import SOURCE, Database, fresh_key, run, story, wait_for


def looks(client, **filters):
    answer = client.get("/v1/audit/access?" + "&".join("%s=%s" % item for item in filters.items()))
    assert answer.status == 200, answer
    return answer.json["items"]


def wait_for_looks(client, test, **filters):
    return wait_for(lambda: (lambda rows: rows if test(rows) else None)(looks(client, **filters)), 5)


@story("who saw this record: each look once, with who it was, and an auditor's own")
def _(server):
    ina, sam, ana, ada = (server.sign_in(name) for name in ("ina", "sam", "ana", "ada"))
    ana_id = ana.session["worker"]["id"]
    application = bring_to_ready(ana, sam, file_application(ina, "Looked At"), ana_id)
    for _ in range(3):
        assert ana.get(path(application)).status == 200
    assert ana.get("/v1/customers/" + application["customer"]["id"]).status == 200
    assert ada.get(path(application)).status == 200
    rows = wait_for_looks(ada, lambda rows: len({row["worker"]["id"] for row in rows}) >= 2,
                          application=application["id"])
    mine = [row for row in rows if row["worker"]["id"] == ana_id]
    assert len(mine) == 1 and mine[0]["worker"]["name"] == "Ana", rows
    assert mine[0]["customer"] == {"id": application["customer"]["id"], "name": application["customer"]["name"]}, mine
    by_customer = looks(ada, customer=application["customer"]["id"])
    assert len(by_customer) > len(rows) - 1 and any("application_id" not in row for row in by_customer), by_customer
    assert [row["seq"] for row in by_customer] == sorted((row["seq"] for row in by_customer), reverse=True)
    assert ada.get("/v1/audit/access").status == 422
    for client in (ana, sam, ina):
        assert client.get("/v1/audit/access?worker=" + ana_id).status == 403


@story("searches are in the log once a quarter of an hour, their words for the auditor alone")
def _(server):
    ana, ada = server.sign_in("ana"), server.sign_in("ada")
    ana_id = ana.session["worker"]["id"]
    for _ in range(2):
        assert ana.get("/v1/search?q=Quisling").status == 200
        assert ana.get("/v1/customers?q=Quisling").status == 200
        assert ana.get("/v1/applications?assignee=me&q=Quisling").status == 200
        assert ana.get("/v1/applications?assignee=me").status == 200
    rows = wait_for_looks(ada, lambda rows: sum(row["type"] == "search.done" for row in rows) >= 3, worker=ana_id)
    found = [row for row in rows if row["type"] == "search.done"]
    assert len(found) == 3 and all(row["text"] == "Quisling" and "customer" not in row for row in found), found
    events = ada.get("/v1/events?after=0&wait=0&limit=200").json["items"]
    assert not [event for event in events if event["type"] == "search.done"], "the feed tells of searches"
    db = Database(server.db)
    kept = db.execute("SELECT * FROM event WHERE type = 'search.done'")
    assert len(kept) == 3 and all("Quisling" not in str(value) for row in kept for value in row.values()), kept


@story("what would name somebody whom the auditor has a conflict with is left out, the rest is not")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    near = file_application(ina, "Zacharias Near")
    file_application(ina, "Ludmilla Far")
    for words in ("zacharias", near["number"], "Ludmilla"):
        assert ana.get("/v1/search?q=" + words).status == 200
    assert ina.get(path(near)).status == 200
    ada = server.sign_in("ada")
    worker = ana.session["worker"]["id"]
    wait_for_looks(ada, lambda rows: {"zacharias", near["number"], "Ludmilla"} <= {row.get("text") for row in rows},
                   worker=worker)
    customer = ada.get("/v1/customers/" + near["customer"]["id"]).json
    server.command("worker", "conflict", "--db", server.db, "--username", "ada", "--customer", customer["case_number"],
                   "--reason", "a neighbor")
    # The record itself is asked for each time; lists, when the session has heard.
    wait_for(lambda: ada.get(path(near)).status == 404
             and not ada.get("/v1/customers?q=" + customer["case_number"]).json["items"])
    texts = [row.get("text") for row in looks(ada, worker=worker) if row["type"] == "search.done"]
    assert "Ludmilla" in texts and "zacharias" not in texts and near["number"] not in texts, texts
    assert not [row for row in looks(ada, worker=ina.session["worker"]["id"]) if row.get("application_id") == near["id"]]
    for asked in ("application=" + near["id"], "customer=" + near["customer"]["id"]):
        assert ada.get("/v1/audit/access?" + asked).status == 404
    assert ada.get("/v1/audit/applications/" + near["id"]).status == 404


@story("a list that is taken out is in the log each time, before its first page is out, and for the auditor alone")
def _(server):
    ana, ada, ina = (server.sign_in(name) for name in ("ana", "ada", "ina"))
    worker, db = ana.session["worker"]["id"], Database(server.db)
    before = len(db.execute("SELECT seq FROM event WHERE type = 'list.exported'"))
    for _ in range(2):
        assert ana.get("/v1/applications?assignee=me&q=Ottoline&export=csv&limit=1").status == 200
    assert len(db.execute("SELECT seq FROM event WHERE type = 'list.exported'")) == before + 2
    assert ana.get("/v1/customers?q=Ottoline&export=json").status == 200
    assert ana.get("/v1/applications?assignee=me").status == 200
    assert ana.get("/v1/applications?assignee=me&export=pdf").status == 422
    found = [row for row in looks(ada, worker=worker) if row["type"] == "list.exported"]
    assert [row["text"] for row in found] == ["q=Ottoline"] + ["assignee=me q=Ottoline"] * 2, found
    assert not [event for event in ada.get("/v1/events?after=0&wait=0&limit=200").json["items"] if event["type"] == "list.exported"]
    hidden = file_application(ina, "Ottoline Near")
    server.command("worker", "conflict", "--db", server.db, "--username", "ada", "--customer", hidden["customer"]["case_number"],
                   "--reason", "a neighbor")
    wait_for(lambda: ada.get(path(hidden)).status == 404
             and not ada.get("/v1/customers?q=" + hidden["customer"]["case_number"]).json["items"])
    assert not [row for row in looks(ada, worker=worker) if "Ottoline" in row.get("text", "")]


@story("pages of looks go on and back, and hold each once")
def _(server):
    ada, ina = server.sign_in("ada"), server.sign_in("ina")
    for number in range(5):
        application = file_application(ina, "Paged %d" % number)
        assert ina.get(path(application)).status == 200
    worker = ina.session["worker"]["id"]
    whole = [row["seq"] for row in wait_for_looks(ada, lambda rows: len(rows) >= 5, worker=worker)]
    seen, where = [], "/v1/audit/access?worker=%s&limit=2" % worker
    cursor = None
    while True:
        page = ada.get(where + ("&cursor=" + cursor if cursor else "")).json
        seen += [row["seq"] for row in page["items"]]
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert seen == whole, (seen, whole)


@story("an application as it was after each of its events is what the API showed then")
def _(server):
    ina, sam, ana, ada = (server.sign_in(name) for name in ("ina", "sam", "ana", "ada"))
    application = file_application(ina, "As It Was")
    then = []

    def remember():
        shown = read(sam, application)
        then.append((int(sam.get("/v1/me").headers["Event-Seq"]), shown))
        return shown
    remember()
    ready = bring_to_ready(ana, sam, application, ana.session["worker"]["id"])
    remember()
    made = decide(ana, ready, decision(ready, "denied", "D06"))
    assert made.status == 201, made
    remember()
    for seq, shown in then:
        answer = ada.get("/v1/audit/applications/%s?seq=%d" % (application["id"], seq))
        assert answer.status == 200, answer
        record, whole = answer.json["record"], answer.json
        assert whole["seq"] <= seq and whole["not_recorded"] == [] and whole["erased"] == 0, whole
        for name in ("number", "status", "filed_on", "due_on", "county", "team_id", "channel", "language"):
            assert record[name] == shown[name], (name, record[name], shown[name])
        assert record["assignee_id"] == (shown["assignee"]["id"] if shown.get("assignee") else ""), record
        assert record["answers"] == shown["answers"], record["answers"]
        open_items = {item["id"]: item["state"] for item in shown["missing"]}
        assert {key: record["items"][key]["state"] for key in open_items} == open_items, (record["items"], open_items)
    shown, steps, seq = None, [], None
    while seq != 0:
        shown = ada.get("/v1/audit/applications/%s%s" % (application["id"], "?seq=%d" % seq if seq else "")).json
        steps, seq = steps + [shown], shown.get("previous_seq", 0)
    assert steps[0]["team_name"] == "East", steps[0]
    assert len(steps) >= 5 and "next_seq" not in steps[0] and steps[0]["assignee"]["name"] == "Ana", steps[0]
    decided = next(step for step in steps if step["type"] == "decision.issued")
    assert "D06" in decided["summary"] and {"status", "decision_id"} <= set(decided["changed"]), decided
    assert shown["type"] == "application.filed" and "number" in shown["changed"], shown
    assert not [step for step in steps if step["type"].endswith("viewed")], "a look changes nothing"
    assert [step["seq"] for step in steps[:-1]] == [step["next_seq"] for step in steps[1:]]
    assert ada.get("/v1/audit/applications/%s?seq=1" % application["id"]).status == 404, "it was not there yet"
    assert ada.get("/v1/audit/applications/%s?at=2001-01-01T00:00:00Z" % application["id"]).status == 404
    assert ada.get("/v1/audit/applications/%s?at=2101-01-01T00:00:00Z" % application["id"]).json["record"]["status"] == "denied"
    assert ada.get("/v1/audit/applications/%s?at=now" % application["id"]).status == 422


@story("paper that a worker says came is in the application as it was, though no document was looked at")
def _(server):
    ina, sam, ana, ada = (server.sign_in(name) for name in ("ina", "sam", "ana", "ada"))
    application = give(sam, file_application(ina, "By Hand"), ana.session["worker"]["id"])
    item = item_of(application, "identity")
    where = path(application, "/verifications/" + item["id"])
    came = ana.put(where, {"state": "received", "how": "Birth certificate, at the desk"}, version=application["version"])
    assert came.status == 200 and item_of(came.json, "identity")["state"] == "received", came
    newest = ada.get("/v1/audit/applications/" + application["id"]).json
    assert newest["type"] == "document.received" and newest["actor_name"] == "Ana" and newest["changed"] == ["items"], newest
    assert newest["record"]["items"][item["id"]]["state"] == "received", newest["record"]["items"]
    before = ada.get("/v1/audit/applications/%s?seq=%d" % (application["id"], newest["previous_seq"])).json
    assert before["record"]["items"][item["id"]]["state"] == item["state"] != "received", before["record"]["items"]
    looks = ada.get("/v1/audit/access?application=" + application["id"]).json["items"]
    assert not [look for look in looks if look["type"] == "document.viewed"], "nobody looked at a document"


@story("what changed before events told of it is named as not recorded")
def _(server):
    application = file_application(server.sign_in("ina"), "Before")
    db = Database(server.db)
    server.stop()
    db.execute("UPDATE event_payload SET seq = -seq WHERE seq IN (SELECT seq FROM event WHERE application_id = ?)", (application["id"],))
    db.commit()
    server.start()
    sam, ada = server.sign_in("sam"), server.sign_in("ada")
    ana = server.sign_in("ana")
    answer = sam.put(path(application, "/assignment"), {"worker_id": ana.session["worker"]["id"], "reason": "r"},
                     version=read(sam, application)["version"])
    assert answer.status == 200, answer
    found = ada.get("/v1/audit/applications/" + application["id"]).json
    assert found["record"]["assignee_id"] == ana.session["worker"]["id"], found
    assert "number" in found["not_recorded"] and "answers" in found["not_recorded"] and found["erased"] >= 1, found
    # Put back: a text that is gone and that no erasure explains is a fault of the log.
    server.stop()
    db.execute("UPDATE event_payload SET seq = -seq WHERE seq < 0")
    db.commit()
    db.close()
    server.start()


@story("the log is proved while the server serves, and what is broken is named")
def _(server):
    ada, ana = server.sign_in("ada"), server.sign_in("ana")
    assert ada.get("/v1/audit/verification").json["state"] == "none"
    started = ada.post("/v1/audit/verification")
    assert started.status == 200 and started.json["started_by"] == "Ada", started
    done = wait_for(lambda: (lambda view: view if view["state"] != "running" else None)(
        ada.get("/v1/audit/verification").json), 10)
    assert done["state"] == "whole" and done["checked"] >= done["total"] > 10 and done["decisions"] >= 1, done
    assert ana.post("/v1/audit/verification").status == 403
    server.stop()
    db = Database(server.db)
    db.execute("UPDATE event SET actor_name = 'Eve' WHERE seq = 7")
    db.commit()
    server.start()
    ada = server.sign_in("ada")
    ada.post("/v1/audit/verification")
    done = wait_for(lambda: (lambda view: view if view["state"] != "running" else None)(
        ada.get("/v1/audit/verification").json), 10)
    assert done["state"] == "broken" and done["broken_seq"] == 7 and done["finding"], done


@story("the signed head is there for who keeps it elsewhere")
def _(server):
    ada = server.sign_in("ada")
    key = server.command("audit", "key", "--db", server.db, "--key-file", server.key_file).strip()
    found = ada.get("/v1/audit/checkpoint")
    assert found.status == 200 and found.json["key"] == key and found.json["count"] > 0, found
    assert found.json["note"].split("\n")[1] == str(found.json["count"]), found


@story("a list of earlier denials that a version would change is in the log before it is out, with who drew it")
def _(server):
    ada = server.sign_in("ada")
    server.command("program", "review", "--db", server.db, "snap")
    server.command("program", "review", "--db", server.db, os.path.join(SOURCE, "src", "programs", "snap.json"))
    rows = [row for row in looks(ada, worker="operator") if row["type"] == "list.exported"]
    version = ada.get("/v1/programs/snap").json["version"]
    assert [row["text"] for row in rows] == ["program=snap version=%d not-published" % version, "program=snap version=%d" % version], rows
    assert all(row["worker"]["name"] == pwd.getpwuid(os.getuid()).pw_name for row in rows), rows


@story("what a rehearsed act shows of a record is a look at it, of a sealed one before it is shown; one that shows nothing is none")
def _(server):
    ina, sam, ana, ada = (server.sign_in(name) for name in ("ina", "sam", "ana", "ada"))
    me, db = ana.session["worker"]["id"], Database(server.db)

    def looked(subject):
        return len(db.execute("SELECT seq FROM event WHERE type = 'record.viewed' AND actor_id = ? AND subject_id = ?", (me, subject)))

    def sealed():
        case = give(sam, file_application(ina, "Only Rehearsed"), me)
        server.command("customer", "seal", sam.get("/v1/customers/" + case["customer"]["id"]).json["case_number"], "--db", server.db, "--key-file", server.key_file,
                       "--for", "ana", "--reason", "r")
        wait_for(lambda: sam.get(path(case)).status == 404)
        return case
    rehearsals = (("POST", "/withdraw", {"reason": "asked"}), ("POST", "/packet", None), ("POST", "/release", {}),
                  ("POST", "/decisions", "a denial"))
    for method, act, body in rehearsals:
        case = sealed()
        if body == "a denial":
            body = decision(case, "denied", "D06")
        where = path(case, act) + "?dry_run=true"
        shown = ana.request(method, where, body, key=None, version=999)
        if shown.status == 412:
            assert not looked(case["id"]), (act, "a refusal shows nothing")
            version = shown.json["current_version"]
            if act == "/decisions":
                body["application_version"] = version
            shown = ana.request(method, where, body, key=None, version=version)
        assert shown.status == 200 and looked(case["id"]) == 1, (act, shown)
    case = sealed()
    record = "/v1/customers/" + case["customer"]["id"]
    change = {"phone": "6155550199"}
    refused = ana.request("PATCH", record + "?dry_run=true", change, key=None, version=999)
    assert refused.status == 412 and not looked(case["customer"]["id"]), refused
    shown = ana.request("PATCH", record + "?dry_run=true", change, key=None, version=refused.json["current_version"])
    assert shown.status == 200 and shown.json["name"] == "Only Rehearsed" and looked(case["customer"]["id"]) == 1, shown
    # A record that is not sealed is not waited for; one that would be made is none.
    case = give(sam, file_application(ina, "Rehearsed, Too"), me)
    assert ana.post(path(case, "/release?dry_run=true"), {}, key=None, version=case["version"]).status == 200
    wait_for_looks(ada, lambda rows: [row for row in rows if row["worker"]["id"] == me], application=case["id"])
    before = len(db.execute("SELECT seq FROM event WHERE type = 'record.viewed'"))
    assert ina.post("/v1/applications?dry_run=true", filing("Never Filed"), key=None).status in (200, 201)
    assert len(db.execute("SELECT seq FROM event WHERE type = 'record.viewed'")) == before


@story("who may be the same person is shown whole: each of them is looked at, a sealed one before it is shown")
def _(server):
    ina, sam, ana, ada = (server.sign_in(name) for name in ("ina", "sam", "ana", "ada"))
    me, db = ana.session["worker"]["id"], Database(server.db)

    def person(**changes):
        known = filing("Alike Looked")
        known["customer"].update(born_on="1971-02-03", **changes)
        return give(sam, ina.post("/v1/applications", known).json, me)["customer"]
    asked, open_one, sealed = person(), person(phone="615-555-0177"), person(phone="615-555-0178")
    server.command("customer", "seal", sealed["case_number"], "--db", server.db, "--key-file", server.key_file,
                   "--for", "ana", "--reason", "r")
    wait_for(lambda: sam.get("/v1/customers/" + sealed["id"]).status == 404)
    rows = ana.get("/v1/customers/%s/alike" % asked["id"]).json["items"]
    assert {row["customer"]["id"] for row in rows} == {open_one["id"], sealed["id"]}, rows
    looked = db.execute("SELECT seq FROM event WHERE type = 'record.viewed' AND actor_id = ? AND subject_id = ?", (me, sealed["id"]))
    assert len(looked) == 1, "the log has it before the answer is out"
    for one in (asked, open_one):
        wait_for_looks(ada, lambda rows: len([row for row in rows if row["worker"]["id"] == me]) == 1, customer=one["id"])


@story("an act said again under its old key shows the record as it is now: that is a look, too")
def _(server):
    ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
    me, db = ana.session["worker"]["id"], Database(server.db)
    case = give(sam, file_application(ina, "Said Again"), me)
    where, change, key = "/v1/customers/" + case["customer"]["id"], {"phone": "6155550198"}, fresh_key()
    version = ana.request("PATCH", where, change, key=fresh_key(), version=999).json["current_version"]
    assert ana.request("PATCH", where, change, key=key, version=version).status == 200

    def looked(subject):
        return len(db.execute("SELECT seq FROM event WHERE type = 'record.viewed' AND actor_id = ? AND subject_id = ?", (me, subject)))
    packet = fresh_key()
    shown = ana.post(path(case, "/packet"), key=packet)
    assert shown.status == 200, shown
    server.command("customer", "seal", sam.get(where).json["case_number"], "--db", server.db, "--key-file", server.key_file,
                   "--for", "ana", "--reason", "r")
    wait_for(lambda: sam.get(where).status == 404)
    assert not looked(case["customer"]["id"]) and not looked(case["id"]), "an act has its own event"
    # Her session hears within a second that the seal names her.
    again = wait_for(lambda: (lambda got: got if got.status == 200 else None)(
        ana.request("PATCH", where, change, key=key, version=version)))
    assert again.headers["Idempotency-Replayed"] == "true" and again.json["name"] == "Said Again", again
    assert looked(case["customer"]["id"]) == 1
    again = ana.post(path(case, "/packet"), key=packet)
    assert again.status == 200 and again.headers["Idempotency-Replayed"] == "true" and looked(case["id"]) == 1, again


if __name__ == "__main__":
    run()
