#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signing in, staying, and signing out."""

import glob
import subprocess
import threading
import time

from papers import Office, pdf, upload
from server import PASSWORD, PATIENCE, PROGRAM, Client, Database, in_time, run, story, wait_for


@story("a session opens with a token, a journal key and its worker")
def _(server):
    ana = server.sign_in("ana")
    assert len(ana.session["token"]) == 43 and len(ana.session["journal_key"]) == 43
    assert ana.session["idle_timeout_s"] == 1800
    assert ana.session["worker"]["username"] == "ana"
    me = ana.get("/v1/me").json
    assert me["roles"] == ["caseworker"] and me["team_ids"] == ["t_east"], me
    current = ana.get("/v1/sessions/current").json
    assert "token" not in current and "journal_key" not in current
    assert current["expires_at"] == ana.session["expires_at"]


@story("the journal key stays the same from one session to the next")
def _(server):
    assert server.sign_in("ana").session["journal_key"] == server.sign_in("ana").session["journal_key"]
    assert server.sign_in("ana").session["journal_key"] != server.sign_in("ben").session["journal_key"]


@story("no token, a made-up token and a cut token are 401")
def _(server):
    nobody = Client(server)
    assert nobody.get("/v1/me").code == "unauthenticated"
    for token in ("x", "A" * 43, server.sign_in("ana").token[:-1]):
        nobody.token = token
        answer = nobody.get("/v1/me")
        assert answer.status == 401 and answer.code == "unauthenticated", answer


@story("a wrong password and an unknown name get the same answer")
def _(server):
    nobody = Client(server)
    wrong = nobody.post("/v1/sessions", {"username": "ben", "password": "not this"}, key=None)
    unknown = nobody.post("/v1/sessions", {"username": "nobody", "password": "not this"}, key=None)
    assert wrong.status == unknown.status == 401
    for answer in (wrong, unknown):
        answer.same = {k: v for k, v in answer.json.items() if k != "request_id"}
    assert wrong.same == unknown.same
    assert server.sign_in("ben").token


def work_ns(server):
    """What the server's threads have computed; other work on the machine does not count."""
    total = 0
    for path in glob.glob("/proc/%d/task/*/schedstat" % server.process.pid):
        with open(path) as file:
            total += int(file.read().split()[0])
    return total


@story("an unknown name takes as long as a wrong password")
def _(server):
    def took(username):
        begun = work_ns(server)
        Client(server).post("/v1/sessions", {"username": username, "password": "x"}, key=None)
        return work_ns(server) - begun
    took("a-first-unknown-name")
    wrong, unknown = (min(times) for times in zip(*(
        (took("wes"), took("another-unknown-name")) for _ in range(3))))
    assert 0.5 < unknown / wrong < 2, (wrong, unknown)


@story("signing out ends the session at once")
def _(server):
    ana = server.sign_in("ana")
    other = server.sign_in("ana")
    assert ana.delete("/v1/sessions/current", key=None).status == 204
    assert ana.get("/v1/me").status == 401
    assert other.get("/v1/me").status == 200


@story("signing out ends the session's stream within a second")
def _(server):
    ana = server.sign_in("ana")
    stream = ana.stream("/v1/events/stream")
    begun = time.monotonic()
    assert ana.delete("/v1/sessions/current", key=None).status == 204
    assert stream.frame(timeout=5) is None
    assert in_time(begun, 1.0)


@story("a link to a document opens nothing once the session that asked for it has ended, however it ended")
def _(server):
    o = Office(server)
    document = upload(o.ina, o.case(), pdf("by link"))
    assert document.status == 201, document
    me, browser = ("--db", server.db, "--username", "ana"), Client(server)

    def link(client):
        return client.post("/v1/documents/%s/link" % document.json["id"]).json["path"]
    other = link(o.ana)
    for end in (lambda client: client.delete("/v1/sessions/current", key=None),
                lambda client: server.command("worker", "revoke", *me),
                lambda client: server.command("worker", "password", *me, "--password-fd", "0", text=PASSWORD + "\n")):
        ana = server.sign_in("ana")
        made = link(ana)
        end(ana)
        shut, never = browser.get(made), browser.get("/v1/document-links/dl_nosuch/" + made.split("/")[-1])
        assert shut.status == never.status == 404 and len(shut.body) == len(never.body), (shut, never)
        if other:
            assert browser.get(other).status == 200, "another session of theirs lasts, and so does its link"
            other = None
    assert browser.get(link(server.sign_in("ana"))).status == 200


@story("a changed worker counts within a second")
def _(server):
    wes = server.sign_in("wes")
    assert wes.get("/v1/me").json["team_ids"] == ["t_west"]
    server.command("worker", "change", "--db", server.db, "--username", "wes", "--teams", "t_west,t_east")
    begun = time.monotonic()
    wait_for(lambda: len(wes.get("/v1/teams").json["items"]) == 2, 3)
    assert in_time(begun, 1.5)


@story("nobody loses a team by being in many, and one too many is refused with a sentence")
def _(server):
    many = ["m_%03d" % i for i in range(201)]
    db = Database(server.db)
    for team in many:
        db.execute("INSERT INTO team (id, name) VALUES (?, ?)", (team, team))
    # As they stood before there was a limit.
    worker = db.execute("SELECT id FROM worker WHERE username = 'wes'")[0]["id"]
    before = [row["team_id"] for row in db.execute("SELECT team_id FROM worker_team WHERE worker_id = ?", (worker,))]
    for team in many:
        db.execute("INSERT INTO worker_team (worker_id, team_id, leads) VALUES (?, ?, 0)", (worker, team))
    if db.lite:
        db.lite.commit()
    server.command("worker", "change", "--db", server.db, "--username", "wes", "--capacity", "31")
    left = db.execute("SELECT count(*) AS count FROM worker_team WHERE worker_id = ?", (worker,))[0]["count"]
    assert left == len(before) + 201, left
    change = [PROGRAM, "worker", "change", "--db", server.db, "--key-file", server.key_file, "--username", "wes", "--teams"]
    done = subprocess.run([*change, ",".join(many)], capture_output=True, text=True, timeout=120)
    assert done.returncode != 0 and "at most 200 teams: this would be 201" in done.stderr, done
    server.command("worker", "change", "--db", server.db, "--username", "wes", "--teams", ",".join(many[:200]))
    server.command("worker", "change", "--db", server.db, "--username", "wes", "--teams", ",".join(before))
    db.close()


@story("somebody switched off is out within a second")
def _(server):
    ina = server.sign_in("ina")
    server.command("worker", "off", "--db", server.db, "--username", "ina")
    wait_for(lambda: ina.get("/v1/me").status == 401, 2)
    answer = Client(server).post("/v1/sessions", {"username": "ina", "password": PASSWORD}, key=None)
    assert answer.status == 401, answer
    server.command("worker", "on", "--db", server.db, "--username", "ina")
    assert server.sign_in("ina").get("/v1/me").status == 200


@story("staying is said by a header or a route, and both are accepted")
def _(server):
    ana = server.sign_in("ana")
    assert ana.get("/v1/me", headers={"Caseload-Active": "1"}).status == 200
    assert ana.post("/v1/sessions/current/active", key=None).status == 204


@story("guessing is slowed down; who has signed in from here before is not kept out")
def _(server):
    guesses = []
    while not guesses or guesses[-1].status != 429 and len(guesses) < 60:  # on a slow machine its tries come back meanwhile
        guesses.append(Client(server).post("/v1/sessions", {"username": "sam", "password": "guess %d" % len(guesses)}, key=None))
    assert guesses[0].status == 401
    assert guesses[-1].status == 429 and guesses[-1].code == "rate_limited", guesses[-1]
    assert int(guesses[-1].headers["Retry-After"]) >= 1
    assert guesses[-1].json["retryable"] is True
    wait_for(lambda: Client(server).post("/v1/sessions", {"username": "sam", "password": PASSWORD},
                                         key=None).status == 201, 20)


@story("forty people signing in at once all get in, and reading goes on meanwhile")
def _(server):
    ana = server.sign_in("ana")
    done = []

    def sign_in():
        answer = Client(server).post("/v1/sessions", {"username": "ben", "password": PASSWORD}, key=None)
        done.append(answer.status)
    threads = [threading.Thread(target=sign_in) for _ in range(40)]
    for thread in threads:
        thread.start()
    slowest = 0.0
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        assert ana.get("/v1/me").status == 200
        slowest = max(slowest, time.monotonic() - begun)
    # Under the throttle, the ones past the free tries may be asked to wait.
    assert set(done) <= {201, 429} and 201 in done, done
    assert slowest < 1.0 * PATIENCE, slowest


@story("the server remembers sessions over a restart")
def _(server):
    ana = server.sign_in("ana")
    assert server.stop() == 0
    server.start()
    assert ana.get("/v1/me").status == 200


@story("no password and no token is in the log")
def _(server):
    ana = server.sign_in("ana")
    text = server.log_text()
    assert PASSWORD not in text and ana.token not in text and "not this" not in text


@story("signing in says from which event a client goes on")
def _(server):
    answer = Client(server).post("/v1/sessions", {"username": "ana", "password": PASSWORD}, key=None)
    ana = server.sign_in("ana")
    seq = int(answer.headers["Event-Seq"])
    assert 0 < seq <= int(ana.get("/v1/me").headers["Event-Seq"]), answer.headers.items()


if __name__ == "__main__":
    run()
