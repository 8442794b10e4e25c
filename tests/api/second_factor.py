#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The second factor, and the many ways in which a session ends."""

import base64
import threading
import time
from urllib.parse import parse_qs, urlparse

from authenticator import code
from server import PASSWORD, PATIENCE, Client, Database, in_time, run, story, wait_for


def fresh_step():
    """Codes are good once: the next one begins soon, so wait for it where it matters."""
    time.sleep(30 - time.time() % 30 + 0.2)


def sign_in(server, username, otp=None, token=None):
    nobody = Client(server)
    nobody.token = token
    body = {"username": username, "password": PASSWORD}
    if otp is not None:
        body["otp"] = otp
    return nobody.post("/v1/sessions", body, key=None)


def begin(client, **more):
    return client.post("/v1/me/second-factor", {"password": PASSWORD, **more}, key=None)


def confirm(client, otp):
    return client.post("/v1/me/second-factor/confirm", {"otp": otp}, key=None)


def setting(server, name, value):
    server.command("setting", "--db", server.db, name, value)


kept = {}


@story("a factor is set up by a secret, a code and ten recovery codes; the secret is shown once")
def _(server):
    ben = server.sign_in("ben")
    before = ben.get("/v1/me/second-factor").json
    assert before["policy"] == "optional" and before["on"] is False, before
    wrong = ben.post("/v1/me/second-factor", {"password": "not this"}, key=None)
    assert wrong.status == 422 and wrong.json["errors"][0]["pointer"] == "/password", wrong
    shown = begin(ben).json
    link = urlparse(shown["uri"])
    assert link.scheme == "otpauth" and link.netloc == "totp", shown
    assert parse_qs(link.query)["secret"] == [shown["secret"]] and len(shown["secret"]) == 32
    assert sign_in(server, "ben").status == 201, "unconfirmed, it is asked for already"
    assert confirm(ben, "000000").status == 422
    done = confirm(ben, code(shown["secret"])).json
    assert done["on"] and len(set(done["recovery_codes"])) == 10, done
    assert done["recovery_codes_left"] == 10
    after = ben.get("/v1/me/second-factor").json
    assert "secret" not in after and "recovery_codes" not in after and after["on"], after
    assert confirm(ben, code(shown["secret"], ahead=1)).status == 422
    kept.update(secret=shown["secret"], recovery=done["recovery_codes"], ben=ben)


@story("it is asked for only after the right password; unknown names hear nothing of it")
def _(server):
    half = sign_in(server, "ben")
    assert half.status == 401 and half.code == "otp_required", half
    for username in ("ben", "nobody-of-that-name"):
        answer = Client(server).post("/v1/sessions", {"username": username, "password": "wrong", "otp": "123456"},
                                     key=None)
        assert answer.status == 401 and answer.code == "unauthenticated", answer


@story("a code is good once, also for two who send it at the same moment")
def _(server):
    assert sign_in(server, "ben", code(kept["secret"], ahead=-1)).code == "otp_invalid", "an earlier one"
    otp = code(kept["secret"], ahead=1)  # the confirming one used up the present step
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(sign_in(server, "ben", otp).status)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(201) == 1 and set(statuses) <= {201, 401, 429}, statuses
    assert sign_in(server, "ben", otp).code == "otp_invalid"


@story("a recovery code opens once, typed in any case and without its hyphen")
def _(server):
    first = kept["recovery"][0].replace("-", "").upper()
    assert sign_in(server, "ben", first).status == 201
    assert sign_in(server, "ben", first).code == "otp_invalid"
    assert sign_in(server, "ben", "abcde-fghjk").code == "otp_invalid"
    ben = Client(server)
    ben.token = sign_in(server, "ben", kept["recovery"][1]).json["token"]
    assert ben.get("/v1/me/second-factor").json["recovery_codes_left"] == 8


@story("the secret is sealed and the codes are tags: neither is in the database, nor the log")
def _(server):
    database = Database(server.db)
    raw = base64.b32decode(kept["secret"])
    rows = database.execute("SELECT secret FROM second_factor")
    assert rows and all(raw not in bytes(row["secret"]) for row in rows if isinstance(row["secret"], bytes))
    database.close()
    for path in (server.db, server.db + "-wal"):
        try:
            with open(path, "rb") as file:
                text = file.read()
        except OSError:
            continue  # PostgreSQL
        for planted in (raw, kept["secret"].encode(), kept["recovery"][5].encode(),
                        kept["recovery"][5].replace("-", "").encode()):
            assert planted not in text, path
        assert "second_factor".encode() in text
    assert kept["secret"] not in server.log_text()


@story("guessed codes are slowed down like guessed passwords, also between right passwords")
def _(server):
    seen = []
    for i in range(12):
        seen.append(sign_in(server, "ben", "%06d" % i).status)
        seen.append(sign_in(server, "ben").status)
    assert 429 in seen, seen
    wait_for(lambda: sign_in(server, "ben", kept["recovery"][2]).status == 201, 70)


@story("a recovery code that nobody has wipes out no count of guessed codes, and the owner still gets in")
def _(server):
    seen = []
    for i in range(12):
        seen.append(sign_in(server, "ben", "%06d" % i).status)
        seen.append(sign_in(server, "ben", "abcde-fghjk").status)
    assert 201 not in seen and seen.count(429) >= 6, seen
    wait_for(lambda: sign_in(server, "ben", kept["recovery"][4]).status == 201, 70)


@story("nor where a second factor is set up anew")
def _(server):
    seen = []
    for i in range(12):
        seen.append(begin(kept["ben"], otp="%06d" % i).status)
        seen.append(begin(kept["ben"], otp="abcde-fghjk").status)
    assert 200 not in seen and seen.count(429) >= 6, seen
    wait_for(lambda: sign_in(server, "ben", kept["recovery"][6]).status == 201, 70)


@story("at a locked screen the password is enough, and the token is another: the old one is over")
def _(server):
    ben = kept["ben"]
    opened = sign_in(server, "ben", token=ben.token)
    assert opened.status == 201 and opened.json["token"] != ben.token, opened
    assert ben.get("/v1/me").status == 401
    other = server.sign_in("wes")
    assert sign_in(server, "ben", token=other.token).code == "otp_required", "somebody else's token helps"
    assert other.get("/v1/me").status == 200
    assert sign_in(server, "ben", token="A" * 43).code == "otp_required"
    ben.token = opened.json["token"]
    assert ben.get("/v1/me").status == 200


@story("another phone takes the place of the first only with the first one's code")
def _(server):
    ben = kept["ben"]
    refused = begin(ben)
    assert refused.status == 422 and refused.json["errors"][0]["pointer"] == "/otp", refused
    assert begin(ben, otp=kept["recovery"][3]).status == 422
    assert ben.get("/v1/me/second-factor").json["on"]


@story("an operator forgets a lost one: its sessions end, and an event says so")
def _(server):
    server.command("worker", "forget-factor", "--db", server.db, "--username", "ben")
    wait_for(lambda: kept["ben"].get("/v1/me").status == 401, 1)
    assert sign_in(server, "ben").status == 201
    log = server.command("export", "--db", server.db).splitlines()
    assert any('"worker.changed"' in line and "second_factor" in line for line in log)
    assert any('"recovery_code.used"' in line for line in log)


@story("required of a role: nothing but setting it up, at once also for who is signed in")
def _(server):
    sam = server.sign_in("sam")
    stream = sam.stream("/v1/events/stream")
    setting(server, "second_factor_supervisor", "required")
    begun = time.monotonic()
    wait_for(lambda: sam.get("/v1/me").code == "second_factor_due", 2)
    assert in_time(begun, 1.5)
    while stream.frame(timeout=5) is not None:
        pass
    assert sam.get("/v1/applications").status == 403
    opened = sign_in(server, "sam")
    assert opened.status == 201 and opened.json["second_factor_due"] is True, opened
    sam.token = opened.json["token"]
    assert sam.get("/v1/sessions/current").status == 200
    shown = begin(sam).json
    assert shown["policy"] == "required"
    assert confirm(sam, code(shown["secret"])).status == 200
    assert sam.get("/v1/applications").status == 200
    again = sign_in(server, "sam", code(shown["secret"], ahead=1))
    assert again.status == 201 and not again.json.get("second_factor_due"), again
    assert server.sign_in("wes").get("/v1/applications").status == 200
    # Of several roles the strictest counts: off for one of two is not off.
    setting(server, "second_factor_supervisor", "off")
    time.sleep(1)
    assert sign_in(server, "sam").code == "otp_required"
    setting(server, "second_factor", "off")
    wait_for(lambda: sign_in(server, "sam").status == 201, 2)
    setting(server, "second_factor_supervisor", "")
    setting(server, "second_factor", "")


@story("revoked: every route, the open stream and the waiting poll within a second")
def _(server):
    first, second = server.sign_in("wes"), server.sign_in("wes")
    stream = first.stream("/v1/events/stream")
    head = int(second.get("/v1/me").headers["Event-Seq"])
    polled = []
    poll = threading.Thread(target=lambda: polled.append(
        (second.get("/v1/events?after=%d&wait=20" % head).status, time.monotonic())))
    poll.start()
    time.sleep(0.3)
    server.command("worker", "revoke", "--db", server.db, "--username", "wes")
    begun = time.monotonic()
    while stream.frame(timeout=5) is not None:
        pass
    assert in_time(begun, 1.0), "the stream went on"
    wait_for(lambda: first.get("/v1/me").status == 401, 1)
    poll.join(5 * PATIENCE)
    assert polled and polled[0][0] == 401 and polled[0][1] - begun < 1.0 * PATIENCE, polled
    assert server.sign_in("wes").get("/v1/me").status == 200


@story("a new password ends the sessions of the old")
def _(server):
    ina = server.sign_in("ina")
    server.command("worker", "password", "--db", server.db, "--username", "ina", "--password-fd", "0",
                   text=PASSWORD + "\n")
    wait_for(lambda: ina.get("/v1/me").status == 401, 1)


@story("idle and absolute ends are settings; reading alone keeps nobody in, a key does")
def _(server):
    setting(server, "session_absolute_s", "60")
    ada = server.sign_in("ada")
    assert ada.session["idle_timeout_s"] == 1800
    wait_for(lambda: server.sign_in("ada").session["expires_at"] < ada.session["expires_at"]
             or ada.session["expires_at"] < time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 120)), 3)
    setting(server, "session_absolute_s", "")
    database = Database(server.db)
    reading, typing = server.sign_in("ada"), server.sign_in("adm")
    database.execute("UPDATE session SET active_at = active_at - 1795000")
    database.commit()
    assert server.stop() == 0
    server.start()
    assert reading.get("/v1/me").status == 200 and typing.get("/v1/me", headers={"Caseload-Active": "1"}).status == 200
    until = time.monotonic() + 6
    while time.monotonic() < until:
        time.sleep(0.5)
        reading.get("/v1/me")
    assert reading.get("/v1/me").code == "session_expired"
    assert typing.get("/v1/me").status == 200
    # Used at another of the agency's servers meanwhile, which wrote it down.
    database.execute("UPDATE session SET active_at = active_at + 1795000")
    database.commit()
    database.close()
    assert reading.get("/v1/me").status == 200


if __name__ == "__main__":
    run()
