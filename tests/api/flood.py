#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Floods: of requests, connections, guesses and slow peers.  Who is signed in
goes on working, and who should get in gets in."""

import multiprocessing
import os
import select
import socket
import threading
import time

from edge import ask, percentile, tcp
from server import PASSWORD, PROGRAM, Connection, Server, Skip, open_socket, run, story

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
        answers = [ana.get("/v1/me") for _ in range(150)]
        limited = [a for a in answers if a.status == 429]
        assert 20 <= len(limited) <= 60, len(limited)
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
    time.sleep(0.5)
    readable, _, _ = select.select(flood, [], [], 0)
    gone = [flood.index(sock) for sock in readable]
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


class Dawdlers:
    """Slow heads, slow bodies and slow readers, a third each; who is cut off comes again.
    A process of their own, so that what is measured is the server."""

    def __init__(self, address, count):
        self.address, self.count = address, count
        self.socks = []
        self.opened = multiprocessing.Value("i", 0)
        self.process = multiprocessing.Process(target=self.run, daemon=True)
        self.process.start()

    def open(self):
        host, port = self.address.split(":")
        sock = socket.socket()
        kind = self.opened.value % 3
        if kind == 2:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        sock.settimeout(5)
        sock.connect((host, int(port)))
        sock.sendall((b"GET / HTTP/1.1\r\nHost: x\r\n",
                      b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 8000\r\n\r\n",
                      b"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20)[kind])
        sock.setblocking(False)
        self.opened.value += 1
        return (sock, (b"X: y\r\n", b" ", None)[kind])

    def run(self):
        while True:
            kept = []
            for sock, drop in self.socks:
                try:
                    if drop:
                        sock.send(drop)
                    kept.append((sock, drop))
                except OSError:
                    sock.close()
            self.socks = kept
            try:
                for _ in range(min(self.count - len(self.socks), 50)):
                    self.socks.append(self.open())
            except OSError:
                pass
            time.sleep(0.2)

    def stop(self):
        self.process.kill()
        self.process.join()


@story("among slow heads, bodies and readers a worker's 99th percentile stays below twice what it was")
def _(_):
    with open(PROGRAM, "rb") as file:
        code = file.read()
    if b"__asan_init" in code or b"__tsan_init" in code:
        raise Skip("times mean nothing under a sanitizer")
    if not os.environ.get("CASELOAD_LONG"):
        raise Skip("measures times beside other tests: only in check-long")
    server = Server(options=("--rate-limit", "200", "--listen", "127.0.0.1:0"))
    try:
        slow_peers(server)
        assert server.stop() == 0
    finally:
        server.close()


def slow_peers(server):
    ana = server.sign_in("ana")
    address = tcp(server)
    connection = Connection(address)
    before = percentile(connection, ana.token)
    dawdlers = Dawdlers(address, 1200 if LONG else 400)
    try:
        time.sleep(12 if LONG else 3)
        during = percentile(connection, ana.token)
        newcomer = Connection(address)
        assert ask(newcomer).status == 200
    finally:
        dawdlers.stop()
    after = percentile(connection, ana.token)
    # Below 40 ms it is the machine that is measured: other tests run beside this one.
    bound = 2 * max(before, after, 0.020)
    assert dawdlers.opened.value > 300 and during < bound, (dawdlers.opened.value, before, during, after)




if __name__ == "__main__":
    run(BEHIND_PROXY[:2])
