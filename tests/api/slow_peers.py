#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A worker among slow peers: what a signed-in worker waits, measured with no other test beside."""

import multiprocessing
import select
import socket
import time

from edge import ask, percentile, tcp
from server import PROGRAM, Connection, Server, Skip, run, story, wait_for


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
    dawdlers = Dawdlers(address, 1200)
    try:
        time.sleep(12)
        wait_for(lambda: dawdlers.opened.value > 300)
        during = percentile(connection, ana.token)
        newcomer = Connection(address)
        assert ask(newcomer).status == 200
    finally:
        dawdlers.stop()
    after = percentile(connection, ana.token)
    # Below 40 ms it is the machine that is measured.
    bound = 2 * max(before, after, 0.020)
    assert dawdlers.opened.value > 300 and during < bound, (dawdlers.opened.value, before, during, after)


run()
