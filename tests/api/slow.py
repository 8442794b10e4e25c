#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Peers that dawdle, stall or vanish cost the others nothing."""

import json
import os
import socket
import threading
import time

from cases import file_application
from server import PATIENCE, Client, Skip, fresh_key, in_time, open_socket, run, story

HEADER_WAIT = 10
BODY_GRACE = 10
SLACK = 4 * PATIENCE


def closed_after(sock, feed, limit):
    """Sends what feed gives twice a second; seconds until the server hangs up."""
    begun = time.monotonic()
    sock.settimeout(0.5)
    while time.monotonic() - begun < limit:
        try:
            piece = feed()
            if piece:
                sock.sendall(piece)
            if sock.recv(65536) == b"":
                return time.monotonic() - begun
        except socket.timeout:
            pass
        except (BrokenPipeError, ConnectionResetError):
            return time.monotonic() - begun
    return None


@story("a silent connection, dribbled headers and a stalled request line are cut off in time")
def _(server):
    took = {}

    def measure(name, first, feed):
        sock = open_socket(server.address)
        sock.sendall(first)
        took[name] = closed_after(sock, feed, HEADER_WAIT + SLACK + 5)
        sock.close()
    cases = [("silent", b"", lambda: b""),
             ("headers", b"GET /healthz HTTP/1.1\r\nHost: x\r\n", lambda: b"X: y\r\n"),
             ("line", b"GET /heal", lambda: b"t"),
             ("the second line", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /heal", lambda: b"t"),
             ("the second headers", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n", lambda: b"X: y\r\n")]
    threads = [threading.Thread(target=measure, args=case) for case in cases]
    for thread in threads:
        thread.start()
    slowest = 0.0
    client = Client(server)
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        assert client.get("/healthz").status == 200
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(0.05)
    for name, seconds in took.items():
        assert seconds is not None and seconds < HEADER_WAIT + SLACK, took
    assert slowest < 0.5 * PATIENCE, slowest


@story("three hundred stalled requests leave the others unhindered")
def _(server):
    ana = server.sign_in("ana")
    stalled = []
    for _ in range(300):
        sock = open_socket(server.address)
        sock.sendall(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                     b"Content-Length: 1000\r\n\r\n{")
        stalled.append(sock)
    begun = time.monotonic()
    for _ in range(200):
        assert ana.get("/v1/me").status == 200
    assert in_time(begun, 5)
    for sock in stalled:
        sock.close()


@story("a dribbled body is cut off in time")
def _(server):
    if not os.environ.get("CASELOAD_LONG"):
        raise Skip("takes ten seconds: only in check-long")
    sock = open_socket(server.address)
    sock.sendall(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                 b"Content-Length: 100000\r\n\r\n")
    seconds = closed_after(sock, lambda: b" ", BODY_GRACE + SLACK + 5)
    assert seconds is not None and BODY_GRACE - 1 < seconds < BODY_GRACE + SLACK, seconds


@story("who goes away while waiting is let go")
def _(server):
    ana = server.sign_in("ana")
    after = int(ana.get("/v1/me").headers["Event-Seq"])
    files = lambda: len(os.listdir("/proc/%d/fd" % server.process.pid))
    try:
        before = files()
    except PermissionError:
        before = None  # the server does not let others look; its answers have to do
    waiting = []
    for _ in range(50):
        sock = open_socket(server.address)
        sock.sendall(b"GET /v1/events?after=%d&wait=25 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                     % (after, ana.token.encode()))
        waiting.append(sock)
    time.sleep(0.3)
    for sock in waiting:
        sock.close()
    if before is not None:
        until = time.monotonic() + 60
        while files() > before + 5 and time.monotonic() < until:
            time.sleep(0.1)
        assert files() <= before + 5, (before, files())
    assert ana.get("/v1/me").status == 200


@story("who goes away before the answer leaves the server whole, also as it ends")
def _(server):
    ana = server.sign_in("ana")
    application = file_application(server.sign_in("ina"))
    body = json.dumps({"text": "left at once"}).encode()
    for _ in range(3):
        gone = []
        for _ in range(200):
            sock = open_socket(server.address)
            sock.sendall(b"POST /v1/applications/%s/notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                         b"Content-Type: application/json\r\nIdempotency-Key: \"%s\"\r\nContent-Length: %d\r\n\r\n%s"
                         % (application["id"].encode(), ana.token.encode(), fresh_key().encode(), len(body), body))
            gone.append(sock)
        for sock in gone:
            sock.close()
        assert server.stop() == 0
        server.command("audit", "verify", "--db", server.db)
        server.start()


@story("stopped while people come, it ends in order, every time")
def _(server):
    for _ in range(12):
        coming, stopped = [], threading.Event()

        def come():
            while not stopped.is_set():
                try:
                    coming.append(open_socket(server.address))
                except OSError:
                    return
        people = [threading.Thread(target=come) for _ in range(2)]
        for person in people:
            person.start()
        while len(coming) < 20:
            time.sleep(0.005)
        assert server.stop() == 0
        stopped.set()
        for person in people:
            person.join()
        for sock in coming:
            sock.close()
        server.start()


if __name__ == "__main__":
    run()
