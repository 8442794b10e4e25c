#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Floods: of requests, connections and guesses.  Who is signed in
goes on working, and who should get in gets in."""

import json
import os
import select
import threading
import time

from edge import ask, tcp
from server import PASSWORD, Connection, Server, fresh_key, open_socket, run, story, wait_for
from visitor import Visitor

LONG = bool(os.environ.get("CASELOAD_LONG"))
BEHIND_PROXY = ("--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.0/8")


def guess(connection, name, password, address):
    return ask(connection, "/v1/sessions", address=address, method="POST",
               body={"username": name, "password": password})


@story("a session past its rate hears 429 and when to come back; others do not notice")
def _(_):
    server = Server(options=("--rate-limit", "10", "--listen", "127.0.0.1:0"))
    try:
        ana, ben = server.sign_in("ana"), server.sign_in("ben")
        begun, answers, limited = time.monotonic(), 0, []
        while len(limited) < 20 and answers < 5000:
            answer = ana.get("/v1/me")
            answers += 1
            limited += [answer] if answer.status == 429 else []
        # Ten seconds' worth at once, and then so many a second, however slow the machine is.
        let_in = answers - len(limited)
        assert len(limited) == 20 and 95 <= let_in <= 105 + 10 * (time.monotonic() - begun), (let_in, len(limited))
        assert all(a.code == "rate_limited" and a.headers["Retry-After"] == "1" for a in limited)
        assert ben.get("/v1/me").status == 200
        time.sleep(1.1)
        assert ana.get("/v1/me").status == 200
        # The same for an address from which nobody has signed in, with or without a wrong token.
        connection = Connection(tcp(server))
        for path, token in (("/healthz", None), ("/v1/me", "x" * 43)):
            statuses = [ask(connection, path, token=token).status for _ in range(100)]
            assert 429 in statuses, statuses
        assert ana.get("/v1/me").status == 200
        assert server.stop() == 0
    finally:
        server.close()


@story("the portal's pages have a rate for each address, as the proxy tells it")
def _(_):
    server = Server(options=("--rate-limit", "10", "--trusted-proxy", "127.0.0.0/8"))
    try:
        connection = Connection(server.portal[len("http://"):].rstrip("/"))
        statuses = [ask(connection, "/status", address="192.0.2.1").status for _ in range(120)]
        assert statuses[:14] == [200] * 14 and 429 in statuses, statuses
        assert ask(connection, "/status", address="192.0.2.2").status == 200
        # What stands before the proxy's own entry anybody may have written.
        assert ask(connection, "/status", address="198.51.100.7, 192.0.2.1").status == 429
        assert server.stop() == 0
    finally:
        server.close()


FILING = {"program": "snap", "language": "en",
          "applicant": {"name": "Many Times", "county": "Davidson", "email": "victim@home.example",
                        "address": {"line1": "1 Wire Road", "city": "Nashville", "state": "TN", "zip": "37201"}},
          "answers": {"signature": "Many Times"}}


@story("one address leaves so many applications and begun forms in an hour; others, and what is there already, go on")
def _(_):
    # Twenty and a hundred an hour, a quarter of it at once.
    server = Server(options=("--rate-limit", "10", "--trusted-proxy", "127.0.0.0/8"))
    try:
        def visit(method, path, address, **more):
            while True:
                visitor = Visitor(server).send(method, path, headers={
                    "X-Forwarded-For": address, "Content-Type": "application/json",
                    "Idempotency-Key": '"%s"' % fresh_key().strip('"')}, **more)
                # More than so many requests a second is another limit.
                if visitor.status != 429 or visitor.headers["Retry-After"] != "1":
                    return visitor
                time.sleep(1)

        def files(address):
            return visit("POST", "/portal/v1/applications", address, body=json.dumps(FILING))
        sent = [files("192.0.2.1") for _ in range(8)]
        statuses = [visitor.status for visitor in sent]
        assert statuses[:5] == [201] * 5 and statuses[-1] == 429 and set(statuses[5:]) <= {201, 429}, statuses
        assert json.loads(sent[-1].text)["code"] == "rate_limited" and 1 < int(sent[-1].headers["Retry-After"]) <= 180, sent[-1].headers
        assert files("192.0.2.2").status == 201
        assert visit("GET", "/status", "192.0.2.1").status == 200
        review = visit("POST", "/apply/snap/review", "192.0.2.1")
        assert review.status == 429 and "wait" in review.text, review.text
        # A form without its token begins nothing, and is counted all the same.
        begun = [visit("POST", "/apply/snap/you", "192.0.2.3").status for _ in range(28)]
        assert begun[:25] == [403] * 25 and begun[-1] == 429, begun
        assert visit("POST", "/apply/snap/you", "192.0.2.4").status == 403
        assert server.stop() == 0
    finally:
        server.close()


@story("without --trusted-proxy nobody chooses the address they are counted by")
def _(_):
    server = Server(options=("--rate-limit", "10"))
    try:
        connection = Connection(server.portal[len("http://"):].rstrip("/"))
        statuses = [ask(connection, "/status", address="192.0.2.%d" % (n % 250)).status for n in range(120)]
        assert 429 in statuses, statuses
        assert server.stop() == 0
    finally:
        server.close()


@story("a flood of connections pushes out its own oldest, never who is signed in")
def _(server):
    address = tcp(server)
    ana = server.sign_in("ana")
    stream = Connection(address)
    stream.request("GET", "/v1/events/stream", headers={"Accept": "text/event-stream",
                                                        "Authorization": "Bearer " + ana.token})
    events = stream.getresponse()
    assert events.status == 200
    kept = Connection(address)
    assert ask(kept, "/v1/me", token=ana.token).status == 200
    flood = []
    for _ in range(600):
        sock = open_socket(address)
        sock.sendall(b"GET / HTTP/1.1\r\nX: ")
        flood.append(sock)
    assert ask(Connection(address)).status == 200, "a newcomer was kept out"
    assert ask(kept, "/v1/me", token=ana.token).status == 200, "who is signed in was pushed out"

    def pushed_out():
        return [flood.index(sock) for sock in select.select(flood, [], [], 0)[0]]
    wait_for(lambda: len(pushed_out()) >= 300, 2)
    gone = pushed_out()
    assert 300 <= len(gone) < 600 and max(gone) < 400, (len(gone), max(gone))
    assert not select.select([stream.sock], [], [], 0)[0] or events.readline(), "the stream ended"
    for sock in flood:
        sock.close()


@story("of thousands of guesses at a password few are looked at, and its owner gets in")
def _(_):
    server = Server(options=("--rate-limit", "0", *BEHIND_PROXY))
    guesses = 10000 if LONG else 2000
    seen = {401: 0, 429: 0}
    lock = threading.Lock()
    begun = time.monotonic()

    def guesser(part):
        connection = Connection(tcp(server))
        for n in range(part, guesses, 4):
            # Half from one address, half each from another one.
            address = "203.0.113.9" if n % 2 else "198.51.%d.%d" % (n // 250 % 250, n % 250)
            status = guess(connection, "ana", "guess%d" % n, address).status
            with lock:
                seen[status] = seen.get(status, 0) + 1
    try:
        address = tcp(server)
        assert guess(Connection(address), "ana", PASSWORD, "192.0.2.1").status == 201
        threads = [threading.Thread(target=guesser, args=(part,)) for part in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        assert guess(Connection(address), "ana", PASSWORD, "192.0.2.1").status == 201, "her own terminal was locked out"
        assert guess(Connection(address), "ben", PASSWORD, "192.0.2.3").status == 201, "somebody else was locked out"
        for thread in threads:
            thread.join()
        hours = (time.monotonic() - begun) / 3600
        assert set(seen) == {401, 429}, seen
        # Waits double from a second to a minute: what an hour allows is five, six and then sixty.
        assert seen[401] <= 100 and seen[401] <= 12 + 60 * hours, (seen, hours)
        # From a place she never was: after the wait she is told.
        newcomer = guess(Connection(address), "ana", PASSWORD, "192.0.2.77")
        for _ in range(3):
            if newcomer.status == 201:
                break
            wait = int(newcomer.headers["Retry-After"])
            assert newcomer.status == 429 and wait < 400, (newcomer.status, wait)
            if wait > 30 and not LONG:
                return
            time.sleep(wait)
            newcomer = guess(Connection(address), "ana", PASSWORD, "192.0.2.77")
        assert newcomer.status == 201, newcomer.text
        server.command("audit", "verify", "--db", server.db)
        assert server.stop() == 0
    finally:
        server.close()


if __name__ == "__main__":
    run(BEHIND_PROXY[:2])
