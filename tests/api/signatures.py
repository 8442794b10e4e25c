#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who decided, proven: signing keys, signed decisions, and a new password.

The last story runs those that rest on the server's check against a server that
has none (tests/api/unsigned_server.c): each of them has to fail."""

import json
import os
import subprocess
import time

import server as server_module
from cases import bring_to_ready, decide, decision, file_application, money, path, read
from server import BUILD, PASSWORD, Client, Database, Server, Skip, fresh_key, run, story, take_up
from signing import Key, bytes_of, holds, key_id, register, text_of, unseal

NEW_PASSWORD = "another-password"
CHECKED = []  # what a server without the check must fail


def checked(tell):
    CHECKED.append(tell)
    return tell


def ready(server, who="ana"):
    ina, worker, sam = server.sign_in("ina"), server.sign_in(who), server.sign_in("sam")
    return worker, sam, bring_to_ready(worker, sam, file_application(ina), worker.session["worker"]["id"])


def key_of(worker):
    """The worker's key: a fresh one, or the one an earlier story registered."""
    have = worker.get("/v1/me/signing-key")
    return register(worker) if have.status == 404 else unseal(have.json["sealed"], PASSWORD)


def refused(answer):
    assert answer.status == 422 and answer.code == "signature_refused", answer


def rows(server, sql, values=()):
    db = Database(server.db)
    found = db.execute(sql, values)
    db.commit()
    db.close()
    return found


def payloads(server, kind):
    return [json.loads(row["payload"]) for row in rows(server,
        "SELECT payload FROM event JOIN event_payload ON event_payload.chain_id = event.chain_id"
        " AND event_payload.seq = event.seq WHERE type = ? ORDER BY event.seq", (kind,))]


@story("a first key is registered, read back by any terminal, and opens with the password alone")
def _(server):
    ben = server.sign_in("ben")
    assert "signing_key" not in ben.session and ben.get("/v1/me/signing-key").status == 404
    key = register(ben)
    again = server.sign_in("ben")
    kept = again.session["signing_key"]
    assert kept == again.get("/v1/me/signing-key").json, kept
    assert kept["key"] == key.id and bytes_of(kept["public_key"]) == key.public
    assert unseal(kept["sealed"], PASSWORD).seed == key.seed
    assert unseal(kept["sealed"], "other-password") is None
    told = payloads(server, "worker.key_made")[-1]
    assert told["key"] == key.id and bytes_of(told["public_key"]) == key.public, told


@story("a second key, a borrowed proof and a sealed text that is none are refused")
def _(server):
    wes, ina = server.sign_in("wes"), server.sign_in("ina")
    me = wes.session["worker"]["id"]
    first = Key().registration(me, PASSWORD)
    for wrong in ({"proof": Key().registration(me, PASSWORD)["proof"]}, {"proof": ""},
                  {"sealed": first["sealed"][:-2]}, {"sealed": "AAAA"}, {"public_key": text_of(os.urandom(31))},
                  {"public_key": text_of(Key().public)}):
        answer = wes.put("/v1/me/signing-key", {**first, **wrong})
        assert answer.status == 422 and answer.code == "validation_failed", (wrong, answer)
    # Another worker's registration, word for word, is not this worker's.
    assert ina.put("/v1/me/signing-key", first).status == 422
    key = fresh_key()
    assert wes.put("/v1/me/signing-key", first, key=key).status == 200
    assert wes.put("/v1/me/signing-key", first, key=key).headers["Idempotency-Replayed"] == "true"
    other = wes.put("/v1/me/signing-key", Key().registration(me, PASSWORD))
    assert other.status == 409 and other.code == "signing_key_exists", other
    assert wes.get("/v1/me/signing-key").json["sealed"] == first["sealed"]


@story("a signed decision keeps its bytes, and they verify under the worker's public key")
def _(server):
    ana, sam, application = ready(server)
    key = key_of(ana)
    body = decision(application, "denied", "D06")
    rehearsal = ana.post(path(application, "/decisions?dry_run=true"), body, version=application["version"], key=None)
    assert rehearsal.status == 200, rehearsal  # a rehearsal needs no signature
    made = decide(ana, application, body, headers=key.header(body))
    assert made.status == 201, made
    kept = ana.get("/v1/decisions/" + made.json["id"]).json
    assert kept["statement"] == json.dumps(body) and kept["signature"]["key"] == key.id, kept
    assert holds(bytes_of(kept["signature"]["sig"]), kept["statement"].encode(), key.public)
    assert kept["signature"]["at"] == kept["decided_at"]
    listed = ana.get(path(application, "/decisions")).json["items"][0]
    assert listed["signature"] == kept["signature"] and "statement" not in listed
    assert payloads(server, "decision.issued")[-1]["key"] == key.id


@checked
@story("a worker with a key who sends no signature, or a broken one, decides nothing")
def _(server):
    ana, sam, application = ready(server)
    key = key_of(ana)
    body = decision(application, "denied", "D06")
    good = key.header(body)["Decision-Signature"]
    refused(decide(ana, application, body))
    for wrong in ("", "key=" + key.id, good[:-1], good + "A", good.replace(", ", ","),
                  good[:-3] + ("AAA" if good[-3:] != "AAA" else "BBB"), "key=k1, sig=c2lnbmVk"):
        refused(decide(ana, application, body, headers={"Decision-Signature": wrong}))
    # The bytes count, not what they mean.
    refused(ana.request("POST", path(application, "/decisions"), raw=json.dumps(body, indent=1).encode(),
                        version=application["version"], headers=key.header(body)))
    after = read(ana, application)
    assert after["status"] == "ready_for_decision" and after["version"] == application["version"], after
    assert ana.get(path(application, "/decisions")).json["items"] == []
    assert decide(ana, application, body, headers=key.header(body)).status == 201


@checked
@story("another worker's key signs nothing, nor does one that nobody has")
def _(server):
    ana, sam, application = ready(server)
    key_of(ana)
    body = decision(application, "denied", "D06")
    ben = key_of(server.sign_in("ben"))
    refused(decide(ana, application, body, headers=ben.header(body)))
    refused(decide(ana, application, body, headers=Key().header(body)))
    # Who has no key of their own gains nothing by naming one.
    sam_own, _, other = ready(server, "sam")
    statement = decision(other, "denied", "D06")
    refused(decide(sam_own, other, statement, headers=ben.header(statement)))
    assert decide(sam_own, other, statement).status == 201  # no key, none demanded
    assert "signature" not in sam_own.get(path(other, "/decisions")).json["items"][0]


@story("a signed body sent again decides nothing: it names its application and version")
def _(server):
    ana, sam, application = ready(server)
    key = key_of(ana)
    body = decision(application, "denied", "D06")
    assert decide(ana, application, body, headers=key.header(body)).status == 201
    assert decide(ana, application, body, headers=key.header(body)).status == 412
    now = read(ana, application)
    late = ana.post(path(application, "/decisions"), body, version=now["version"], headers=key.header(body))
    assert late.status in (409, 422), late
    _, _, other = ready(server)
    moved = ana.post(path(other, "/decisions"), body, version=other["version"], headers=key.header(body))
    assert moved.status == 422 and moved.json["errors"][0]["pointer"] == "/application_id", moved
    stale = dict(decision(other, "denied", "D06"), application_version=other["version"] - 1)
    answer = ana.post(path(other, "/decisions"), stale, version=other["version"], headers=key.header(stale))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/application_version", answer
    assert len(ana.get(path(application, "/decisions")).json["items"]) == 1


@checked
@story("the second person signs, too, and what they sign names the decision and the version")
def _(server):
    ana, sam, application = ready(server)
    amounts = [{"from": "2026-01-01", "amount": money("1500.01")}]
    body = decision(application, "approved", "A04", amounts=amounts)
    made = decide(ana, application, body, headers=key_of(ana).header(body)).json
    assert made["state"] == "awaiting_second_approval", made
    approval, key = "/v1/decisions/%s/approval" % made["id"], key_of(sam)
    version = read(sam, application)["version"]

    def approve(statement, headers=None):
        return sam.post(approval, statement, version=1, headers=headers)

    whole = {"approve": True, "decision_id": made["id"], "application_id": application["id"],
             "application_version": version}
    refused(approve({"approve": True}))
    for named in ((), ("decision_id",), ("decision_id", "application_id")):
        part = {"approve": True, **{name: whole[name] for name in named}}
        refused(approve(part, key.header(part)))
    refused(approve(whole))
    refused(approve(whole, key.header(dict(whole, approve=False))))
    stale = dict(whole, application_version=version - 1)
    assert approve(stale, key.header(stale)).code == "version_conflict"
    other = dict(whole, decision_id="d_other")
    assert approve(other, key.header(other)).json["errors"][0]["pointer"] == "/decision_id"
    other = dict(whole, application_id="a_other")
    assert approve(other, key.header(other)).json["errors"][0]["pointer"] == "/application_id"
    signed = approve(whole, key.header(whole))
    assert signed.status == 200 and signed.json["state"] == "issued", signed
    kept = sam.get("/v1/decisions/" + made["id"]).json
    assert kept["approval_signature"]["key"] == key.id and kept["signature"] == made["signature"], kept
    assert kept["approval_statement"] == json.dumps(whole)
    assert holds(bytes_of(kept["approval_signature"]["sig"]), kept["approval_statement"].encode(), key.public)


@story("a new password seals the same key anew and ends the worker's other sessions")
def _(server):
    ben, elsewhere = server.sign_in("ben"), server.sign_in("ben")
    key, me = key_of(ben), ben.session["worker"]["id"]
    sealed = key.seal(NEW_PASSWORD)
    change = {"current": PASSWORD, "new": NEW_PASSWORD,
              "signing_key": {"key": key.id, "sealed": sealed, "proof": key.proof(me, sealed)}}

    def put(body, client=ben):
        return client.put("/v1/me/password", body, key=None)

    wrong = put({**change, "current": "not-the-password"})
    assert wrong.status == 422 and wrong.code == "password_wrong", wrong
    assert put({**change, "new": "short"}).json["errors"][0]["pointer"] == "/new"
    assert put({**change, "new": PASSWORD}).json["errors"][0]["pointer"] == "/new"
    assert put({"current": PASSWORD, "new": NEW_PASSWORD}).json["errors"][0]["pointer"] == "/signing_key"
    for pointer, part in (("key", Key().id), ("proof", Key().proof(me, sealed))):
        bad = {**change, "signing_key": {**change["signing_key"], pointer: part}}
        assert put(bad).json["errors"][0]["pointer"] == "/signing_key/" + pointer
    assert elsewhere.get("/v1/me").status == 200 and server.sign_in("ben")  # nothing has changed yet

    assert put(change).status == 204
    assert put(change).status == 204  # asked for again, it is so already
    assert ben.get("/v1/me").status == 200
    assert elsewhere.get("/v1/me").status == 401
    assert Client(server).post("/v1/sessions", {"username": "ben", "password": PASSWORD}, key=None).status == 401
    again = server.sign_in("ben", NEW_PASSWORD)
    kept = again.session["signing_key"]
    assert kept["key"] == key.id and unseal(kept["sealed"], NEW_PASSWORD).seed == key.seed
    assert unseal(kept["sealed"], PASSWORD) is None
    assert payloads(server, "worker.key_resealed")[-1]["key"] == key.id
    me_row = rows(server, "SELECT count(*) AS n FROM outcome WHERE actor_id = ? AND effect_type = 'none'", (me,))
    assert me_row[0]["n"] == 0  # no hash of a body with passwords is kept


@checked
@story("a reset by the operator retires the key; what it signed still verifies, and it signs nothing more")
def _(server):
    ana, sam, application = ready(server)
    key = key_of(ana)
    body = decision(application, "denied", "D06")
    made = decide(ana, application, body, headers=key.header(body)).json
    told = server.command("worker", "password", "--db", server.db, "--username", "ana", "--password-fd", "0",
                          text=PASSWORD + "\n")
    assert key.id[:8] in told and "retired" in told, told
    reason = payloads(server, "worker.key_retired")[-1]
    assert reason["key"] == key.id and reason["reason"] == "password reset", reason
    server.stop()
    server.start()  # another process wrote: its sessions are read anew
    assert ana.get("/v1/me").status == 401
    ana, sam, other = ready(server)
    assert "signing_key" not in ana.session
    statement = decision(other, "denied", "D06")
    refused(decide(ana, other, statement, headers=key.header(statement)))
    refused(decide(ana, other, statement))  # a worker who had a key signs
    fresh = register(ana)
    assert fresh.id != key.id
    refused(decide(ana, other, statement, headers=key.header(statement)))
    assert decide(ana, other, statement, headers=fresh.header(statement)).status == 201
    old = ana.get("/v1/decisions/" + made["id"]).json
    public = rows(server, "SELECT public_key, sealed, retired_at FROM signing_key WHERE id = ?", (key.id,))[0]
    assert old["signature"]["key"] == key.id == key_id(key.public) and public["retired_at"] > 0
    assert public["sealed"] == ""
    assert holds(bytes_of(old["signature"]["sig"]), old["statement"].encode(), key.public)
    # A retired key does not come back.
    me = ana.session["worker"]["id"]
    assert ana.put("/v1/me/signing-key", key.registration(me, PASSWORD)).status == 409


def verify(server):
    done = subprocess.run([server_module.PROGRAM, "audit", "verify", "--db", server.db], capture_output=True,
                          text=True, timeout=120)
    return done.returncode, done.stdout


def tampered(server, changes):
    """What audit verify says after these statements, and that all is well without them."""
    tables = ("decision", "approval", "signing_key", "event_payload")
    db = Database(server.db)
    saved = {table: db.execute("SELECT * FROM " + table) for table in tables}
    for sql, values in changes:
        db.execute(sql, values)
    db.commit()
    status, said = verify(server)
    for table, before in saved.items():
        db.execute("DELETE FROM " + table)
        for row in before:
            db.execute("INSERT INTO %s (%s) VALUES (%s)" % (table, ", ".join(row), ", ".join("?" * len(row))),
                       tuple(row.values()))
    db.commit()
    db.close()
    return status, said


@story("audit verify finds a decision, a signature or a key that was edited, also where the log's text was erased")
def _(server):
    if server.db.startswith("postgresql:"):
        raise Skip("bytes do not go round psql here")
    ana, sam, application = ready(server)
    key = key_of(ana)
    body = decision(application, "denied", "D06")
    made = decide(ana, application, body, headers=key.header(body)).json
    _, _, other = ready(server)
    amounts = [{"from": "2026-01-01", "amount": money("1500.01")}]
    large = decision(other, "approved", "A04", amounts=amounts)
    second = decide(ana, other, large, headers=key.header(large)).json
    whole = {"approve": True, "decision_id": second["id"], "application_id": other["id"],
             "application_version": read(sam, other)["version"]}
    assert sam.post("/v1/decisions/%s/approval" % second["id"], whole, version=1,
                    headers=key_of(sam).header(whole)).status == 200
    server.stop()
    status, said = verify(server)
    assert status == 0 and "signed" in said, said
    one, two = (made["id"],), (second["id"],)
    erased = ("DELETE FROM event_payload WHERE seq IN (SELECT seq FROM event WHERE decision_id = ?)", one)
    also = ("DELETE FROM event_payload WHERE seq IN (SELECT seq FROM event WHERE decision_id = ?)", two)
    forged = json.dumps(dict(body, rationale="another")).encode()
    adm_id = rows(server, "SELECT id FROM worker WHERE username = 'adm'")[0]["id"]
    # Lawful is what an event tells of; without one it is only found after all else.
    status, said = tampered(server, [erased, also])
    assert status == 1 and "no event says that the person was erased" in said, said
    for changes, word in (
            ([("UPDATE decision SET outcome = 1 WHERE id = ?", one)], "its event says"),
            ([erased, ("UPDATE decision SET outcome = 1 WHERE id = ?", one)], "its statement says"),
            ([erased, ("UPDATE decision SET rationale = 'another' WHERE id = ?", one)], "its statement says"),
            ([erased, ("UPDATE decision SET rationale = 'another', statement = ? WHERE id = ?", (forged,) + one)],
             "not over its statement"),
            ([erased, ("UPDATE decision SET signature = '' WHERE id = ?", one)], "had to be"),
            ([erased, ("UPDATE decision SET decided_by_id = ? WHERE id = ?", (adm_id,) + one)], "worker it names"),
            ([also, ("UPDATE decision SET amounts = replace(amounts, '150001', '250001') WHERE id = ?", two)],
             "its statement says"),
            ([("UPDATE approval SET worker_id = ? WHERE decision_id = ?", (adm_id,) + two)], "second person"),
            ([("UPDATE approval SET signature = '' WHERE decision_id = ?", two)], "had to be"),
            ([("DELETE FROM approval WHERE decision_id = ?", two)], "signature is gone"),
            ([("UPDATE signing_key SET worker_id = ? WHERE id = ?", (adm_id, key.id))], "event of its making"),
            ([("UPDATE signing_key SET public_key = ? WHERE id = ?", (Key().public, key.id))], "another's"),
            ([("UPDATE signing_key SET retired_at = 1 WHERE id = ?", (key.id,))], "retirement"),
            ([("DELETE FROM signing_key WHERE id = ?", (key.id,))], "gone")):
        status, said = tampered(server, changes)
        assert status == 1 and word in said, (changes, status, said)
    assert verify(server)[0] == 0
    server.start()


@story("audit verify holds each column of a decision against its signed statement, and each statement to its signer")
def _(server):
    if server.db.startswith("postgresql:"):
        raise Skip("bytes do not go round psql here")
    ana, sam, application = ready(server)
    amounts = [{"from": "2026-01-01", "amount": money("1500.01")}]

    def proposed(case):
        body = decision(case, "approved", "A04", amounts=amounts)
        return decide(ana, case, body, headers=key_of(ana).header(body)).json["id"]

    def sign(case, made, **said):
        whole = {"decision_id": made, "application_id": case["id"], "application_version": read(sam, case)["version"], **said}
        answer = sam.post("/v1/decisions/%s/approval" % made, whole, version=1, headers=key_of(sam).header(whole))
        assert answer.status == 200, answer
        return whole

    one = proposed(application)
    whole = sign(application, one, approve=True)
    _, _, other = ready(server)
    two = proposed(other)
    sign(other, two, approve=False, reason="the rent is counted twice")
    # Who has no key signs nothing; nothing is wrong with that.
    bob = "new_%d" % time.time()
    server.command("worker", "add", "--db", server.db, "--username", bob, "--name", "Bob", "--roles", "caseworker",
                   "--teams", "t_east", "--password-fd", "0", text=PASSWORD + "\n")
    unsigned_by, _, third = ready(server, bob)
    three = decide(unsigned_by, third, decision(third, "denied", "D06")).json["id"]
    server.stop()
    assert verify(server)[0] == 0

    def forget(made):
        return ("DELETE FROM event_payload WHERE seq IN (SELECT seq FROM event WHERE decision_id = ?)", (made,))

    def of(made, change, *values):
        return [forget(made), ("UPDATE decision SET %s WHERE id = ?" % change, values + (made,))]

    def of_approval(made, change, *values):
        return [("UPDATE approval SET %s WHERE decision_id = ?" % change, values + (made,))]

    def says(**changes):
        return json.dumps(dict(whole, **changes)).encode()

    kept = rows(server, "SELECT reasons, amounts FROM decision WHERE id = ?", (one,))[0]
    twice = json.dumps(json.loads(kept["reasons"]) * 2)
    key = rows(server, "SELECT id FROM signing_key WHERE retired_at = 0 AND worker_id ="
                       " (SELECT decided_by_id FROM decision WHERE id = ?)", (one,))[0]["id"]
    made_event = "SELECT event.seq FROM event JOIN event_payload ON event_payload.seq = event.seq" \
        " WHERE type = 'worker.key_made' AND payload LIKE '%" + key + "%'"
    statement = "its statement says"
    for changes, word in (
            (of(one, "application_version = application_version + 1"), statement),
            (of(one, "advice_differs_because = 'x'"), statement),
            (of(one, "supersedes = 'd_x'"), statement),
            (of(one, "override_reason = 'x'"), statement),
            (of(one, "reasons = replace(reasons, 'A04', 'A01')"), statement),
            (of(one, "reasons = '[]'"), statement),
            (of(one, "reasons = ?", twice), statement),
            (of(one, "reasons = 'no list'"), statement),
            (of(one, "amounts = ''"), statement),
            (of(one, "amounts = replace(amounts, '2026-01-01', '2026-01-02')"), statement),
            (of(one, "amounts = replace(amounts, '\"amount\"', '\"to\":\"2026-02-01\",\"amount\"')"), statement),
            (of(one, "amounts = replace(amounts, '150001', '\"150001\"')"), statement),
            (of(one, "signature = 'x'"), "Its signature is none"),
            (of(one, "signature = replace(signature, ?, ?)", key, Key().id), "worker it names"),
            (of(one, "decided_by_id = ''"), "worker it names"),
            (of(one, "approved_by_id = ''"), "second person is not who signed"),
            (of(one, "approved_at = approved_at + 1"), "second person is not who signed"),
            (of_approval(one, "statement = x''"), "not over its statement"),
            (of_approval(one, "statement = ?", b"no json"), "second person said"),
            (of_approval(one, "statement = ?", says(approve=False)), "second person said"),
            (of_approval(one, "statement = ?", says(decision_id=two)), "second person said"),
            (of_approval(one, "statement = ?", says(application_id=other["id"])), "second person said"),
            (of_approval(one, "statement = ?", says(more=1)), "not over its statement"),
            (of(two, "return_reason = 'another'"), "second person said"),
            (of(three, "statement = ?", b"no json"), statement),
            (of(three, "statement = ?", b"{}"), statement),
            (of(three, "statement = ?", json.dumps({"application_id": third["id"]}).encode()), statement),
            ([("DELETE FROM event_payload WHERE seq IN (%s)" % made_event, ())], "No event tells of its making"),
            ([("UPDATE signing_key SET made_at = made_at + 1 WHERE id = ?", (key,))], "event of its making")):
        status, said = tampered(server, changes)
        assert status == 1 and word in said, (changes, word, status, said)

    # Retired, a key still proves what it signed before, and nothing after.
    server.command("worker", "password", "--db", server.db, "--username", "ana", "--password-fd", "0",
                   text=PASSWORD + "\n")
    assert verify(server)[0] == 0
    status, said = tampered(server, of(one, "decided_at = decided_at + 1000000000"))
    assert status == 1 and "retired before" in said, said
    server.start()


@checked
@story("an agency may demand a signature of all")
def _(server):
    take_up(server, server.sign_in("ina"), "require_signature", "all")
    assert "require_signature\tall" in server.command("setting", "--db", server.db)
    wes, sam = server.sign_in("ina"), server.sign_in("sam")
    server.command("worker", "add", "--db", server.db, "--username", "new", "--name", "New", "--roles", "caseworker",
                   "--teams", "t_east", "--password-fd", "0", text=PASSWORD + "\n")
    new = server.sign_in("new")
    application = bring_to_ready(new, sam, file_application(wes), new.session["worker"]["id"])
    body = decision(application, "denied", "D06")
    refused(decide(new, application, body))
    assert decide(new, application, body, headers=register(new).header(body)).status == 201


@story("without the server's check each of these stories fails")
def _(server):
    missed, proper = [], server_module.PROGRAM
    for tell in CHECKED:
        server_module.PROGRAM = os.path.join(BUILD, "tests", "api", "unsigned_server")
        planted = Server()
        try:
            tell(planted)
            missed.append(tell)
        except (AssertionError, KeyError):
            pass
        finally:
            planted.close()
            server_module.PROGRAM = proper
    assert not missed, "%d of %d stories do not notice" % (len(missed), len(CHECKED))


if __name__ == "__main__":
    run()
