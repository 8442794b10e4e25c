#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Too deep, too long, too many: each is refused within a moment, takes no
memory along, and the next request is answered."""

import re
import time

from server import Client, Connection, in_time, open_socket, run, story

MOMENT = 2.0  # of a machine that others keep busy; alone it is some milliseconds


def memory_kb(server):
    with open("/proc/%d/status" % server.process.pid) as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def refused(server, data, statuses, wait=10):
    begun = time.monotonic()
    received = server.raw(data, wait)
    in_a_moment = in_time(begun, MOMENT)
    status = int(received.split()[1]) if received else 0
    assert status in statuses, (data[:80], received[:300])
    assert in_a_moment, data[:80]
    return received


def post(body):
    return (b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


def get(path=b"/healthz", headers=b""):
    return b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + b"\r\n"


@story("JSON too deep, too wide, too long and of endless numbers")
def _(server):
    before = memory_kb(server)
    deep, wide = 100000, 60000
    bombs = [b"[" * deep, b'{"a":' * deep, b"[" * 500000 + b"]" * 500000, b"[" + b"0," * 500000 + b"0]",
             b'{"username":"' + b"\\u0041" * 170000 + b'","password":"x"}',
             b"{" + b",".join(b'"k%d":0' % n for n in range(wide)) + b"}",
             b'{"username":' + b"9" * 1000000 + b"}", b'{"username":1e' + b"9" * 900000 + b"}",
             b'{"username":"' + b"\xf0\x9f\x92\xa9" * 260000 + b'","password":"x"}', b"\xff" * 1000000,
             b" " * 1000000, b'{"username":"a","password":"' + b"p" * 1000000 + b'"}']
    for bomb in bombs:
        refused(server, post(bomb), (400, 401, 413, 422))
    assert memory_kb(server) < before + 64 * 1024, (before, memory_kb(server))
    assert Client(server).get("/healthz").status == 200


@story("paths, queries, headers and cookies too long or too many")
def _(server):
    too_long = (400, 404, 413, 414, 431, 0)
    for data in (get(b"/" + b"a" * 5000), get(b"/" + b"a/" * 2000), get(b"/v1/applications/" + b"%41" * 1500),
                 get(b"/v1/applications?" + b"&".join(b"a%d=1" % n for n in range(900))),
                 get(b"/v1/applications?q=" + b"%F0%9F%92%A9" * 400), *(get(b"/healthz?" + b"a&" * n) for n in (60, 90, 100, 400, 2500)),
                 get(headers=b"X: " + b"a" * 8000 + b"\r\n"), get(headers=b"A" * 8000 + b": x\r\n"),
                 get(headers=b"".join(b"X-%d: y\r\n" % n for n in range(900))),
                 get(headers=b"Authorization: Bearer " + b"a" * 5000 + b"\r\n"),
                 get(headers=b"Accept-Language: " + b"en," * 1500 + b"\r\n")):
        refused(server, data, too_long + (200, 401))
    assert Client(server).get("/healthz").status == 200


def heads(size):
    """Some of about this size, each made up otherwise."""
    first = b"GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    room = size - len(first)
    yield first + b"X: " + b"a" * (room - 7) + b"\r\n\r\n"
    yield first + b"".join(b"X-%02d: %s\r\n" % (n, b"a" * (room // 30 - 8)) for n in range(30)) + b"\r\n"
    yield first + b"Cookie: " + b"; ".join(b"c%d=%s" % (n, b"a" * (room // 12 - 6)) for n in range(12)) + b"\r\n\r\n"
    if size < 3000:
        yield b"GET /status?" + b"&".join(b"p%d=%s" % (n, b"a" * (room // 30 - 8)) for n in range(30)) + first[11:] + b"\r\n"


def first_lines(address, pieces):
    sock, received = open_socket(address, 40), b""
    try:
        for piece in pieces:
            sock.sendall(piece)
        while data := sock.recv(65536):
            received += data
    except (ConnectionResetError, BrokenPipeError):
        pass
    sock.close()
    return re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", received)


@story("a head of any size is answered: as it was asked, or that it is too large")
def _(server):
    portal = server.portal[len("http://"):].rstrip("/")
    before = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for size in (*range(1500, 6600, 150), 9000, 60000):
        for address in (server.address, portal):
            for head in heads(size):
                for pieces in ((head,), (head[:700], head[700:]), (before + head,)):
                    statuses = first_lines(address, pieces)
                    # One of two that came together may be refused for the other.
                    asked = 1 + pieces[0].startswith(before)
                    assert 1 <= len(statuses) <= asked, (size, len(head), head[:120], statuses)
                    assert all(status in (b"200", b"404", b"401", b"400", b"414", b"431") for status in statuses), statuses
    for head in heads(1400):
        assert first_lines(portal, (head,)) in ([b"200"], [b"400"]), head[:120]  # no page has thirty parameters
    for head in heads(6600):
        assert first_lines(portal, (head,)) == [b"431"], head[:120]
    assert Client(server).get("/healthz").status == 200


@story("cookies by the hundred and Last-Event-ID without end")
def _(server):
    address = server.portal[len("http://"):].rstrip("/")
    for cookies in ("; ".join("a%d=b" % n for n in range(400)), "=" * 3000, ";" * 3000,
                    "caseload_pass=" + "9" * 3000, "caseload_pass=" + "." * 3000, "caseload_form=" + "<" * 3000):
        connection = Connection(address)
        connection.request("GET", "/status", headers={"Cookie": cookies})
        answer = connection.getresponse()
        assert answer.status in (200, 400, 413, 431) and b"<<<" not in answer.read(), (cookies[:40], answer.status)
    ana = server.sign_in("ana")
    for last in ("9" * 18, "9" * 400, "-1", "1e9", "0x10", "18446744073709551616", "%00", "a" * 3000):
        sock = open_socket(server.address, 5)
        begun = time.monotonic()
        sock.sendall(b"GET /v1/events/stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                     b"Authorization: Bearer %s\r\nLast-Event-ID: %s\r\n\r\n" % (ana.token.encode(), last.encode()))
        head = sock.recv(4096)
        sock.close()
        assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 4")), (last[:20], head[:200])
        assert in_time(begun, MOMENT), last[:20]
    assert ana.get("/v1/me").status == 200


@story("forms with fields by the thousand, and one without end")
def _(server):
    address = server.portal[len("http://"):].rstrip("/")
    before = memory_kb(server)
    for body in ("&".join("f%d=1" % n for n in range(50000)), "number=" + "A" * 1000000, "%" * 100000,
                 "number=" + "%C3%A4" * 100000, "&" * 1000000, "=" * 1000000):
        connection = Connection(address)
        begun = time.monotonic()
        connection.request("POST", "/status", body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        assert answer.status in (400, 403, 413, 422) and len(answer.read()) < 65536, (body[:20], answer.status)
        assert in_time(begun, MOMENT), body[:20]
    assert memory_kb(server) < before + 64 * 1024, (before, memory_kb(server))


@story("a thousand chunks of one byte, and a body said to be larger than the world")
def _(server):
    head = b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    refused(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n[\r\n" * 20000 + b"0\r\n\r\n", (400, 422))
    refused(server, head + b"Content-Length: 999999999999999\r\n\r\n", (413,))
    refused(server, head + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n" + b"a" * 65536, (400, 413, 0), wait=1)
    assert Client(server).get("/healthz").status == 200


if __name__ == "__main__":
    run(("--listen", "127.0.0.1:0"))
