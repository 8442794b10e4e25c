#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What every route does: errors, parameters, keys, bad HTTP."""

import json
import os
import re
import socket
import time

from server import SOURCE, Client, fresh_key, open_socket, run, story


@story("paths and methods that do not exist")
def _(server):
    ana = server.sign_in("ana")
    assert ana.get("/v1/nothing").code == "not_found"
    assert ana.get("/v1/applications/").code == "not_found"
    assert ana.get("/v1/applications/no%2Fsuch").code == "not_found"
    assert ana.get("/v1/me%00x").code == "not_found"
    answer = ana.delete("/v1/me")
    assert answer.status == 405 and answer.headers["Allow"] == "GET", answer
    assert ana.request("BREW", "/v1/me").status == 405


@story("unknown, repeated and broken query parameters")
def _(server):
    ana = server.sign_in("ana")
    answer = ana.get("/v1/applications?colour=red")
    assert answer.status == 400 and answer.code == "unknown_parameter", answer
    assert answer.json["errors"][0]["pointer"] == "?colour"
    assert ana.get("/v1/applications?q=a&q=b").status == 400
    assert ana.get("/v1/applications?q=%zz").status == 400
    assert ana.get("/v1/applications?q=%00").status == 400
    assert ana.get("/v1/applications?q=%ff%fe").status == 400
    assert ana.get("/v1/applications?limit=0").status == 422
    assert ana.get("/v1/applications?limit=201").status == 422
    assert ana.get("/v1/applications?limit=ten").status == 422
    assert ana.get("/v1/applications?sort=colour").status == 422
    assert ana.get("/v1/applications?cursor=AAAA").code == "cursor_invalid"


@story("what can be said about media types")
def _(server):
    ana = server.sign_in("ana")
    assert ana.get("/v1/me", headers={"Accept": "text/html"}).status == 406
    assert ana.get("/v1/me", headers={"Accept": "text/html, */*;q=0.1"}).status == 200
    answer = Client(server).request("POST", "/v1/sessions", raw=b"username=ana", key=None,
                                    headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 415, answer


@story("bodies that are not JSON, or not what the route takes")
def _(server):
    nobody = Client(server)
    for raw in (b"{", b"[]", b'{"username":"ana","username":"sam","password":"x"}', b'{"username":"a\\u0000"}',
                b'{"username":"\xff"}', b'{"username":1e400}', b"{}{}", b"\xef\xbb\xbf{}", b"[" * 100000):
        answer = nobody.request("POST", "/v1/sessions", raw=raw, key=None)
        assert answer.status in (400, 422), (raw[:40], answer)
    answer = nobody.post("/v1/sessions", {"username": "ana", "password": "x", "colour": "red"}, key=None)
    assert answer.status == 400 and answer.code == "unknown_parameter", answer
    assert answer.json["errors"][0]["pointer"] == "/colour", answer
    answer = nobody.post("/v1/sessions", {"username": "ana"}, key=None)
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/password", answer


@story("a body past 1 MiB is 413, said in its length or not")
def _(server):
    nobody = Client(server)
    big = b'{"username":"' + b"a" * 1048600 + b'","password":"x"}'
    assert nobody.request("POST", "/v1/sessions", raw=big, key=None).status == 413
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    received = server.raw(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                          b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 17 + b"0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 413"), received[:80]


@story("a write without a key, with a bare key, with a wild key")
def _(server):
    ana = server.sign_in("ana")
    for key in (None, "bare"):
        headers = {"Idempotency-Key": "bare"} if key else {}
        answer = ana.post("/v1/applications/a_none/claim", key=None, version=1, headers=headers)
        assert answer.status == 400 and answer.code == "idempotency_key_missing", answer
    assert ana.post("/v1/applications/a_none/claim", key="no spaces", version=1).code == "idempotency_key_missing"


@story("what does not exist and what may not be known have the same bytes")
def _(server):
    ana = server.sign_in("ana")
    answer = ana.get("/v1/applications/a_none")
    assert answer.status == 404 and answer.code == "not_found" and "detail" not in answer.json, answer
    assert ana.get("/v1/outcomes/" + fresh_key()).status == 404


@story("roles close whole routes")
def _(server):
    adm, ada, ana = server.sign_in("adm"), server.sign_in("ada"), server.sign_in("ana")
    assert adm.get("/v1/applications").code == "forbidden"
    assert adm.get("/v1/applications/a_none/notices").code == "forbidden"
    assert ada.get("/v1/applications").status == 200
    assert ada.post("/v1/applications/a_none/claim", version=1).code == "forbidden"
    assert ana.put("/v1/applications/a_none/assignment", {"worker_id": "x"}, version=1).code == "forbidden"


@story("If-Match has to be one strong tag")
def _(server):
    ana = server.sign_in("ana")
    for tag in ("7", 'W/"7"', "*", '"x"', '"-1"', '"7", "8"'):
        answer = ana.post("/v1/applications/a_none/claim", headers={"If-Match": tag})
        assert answer.status == 400, (tag, answer)


@story("programs and reason codes say when nothing has changed")
def _(server):
    ana = server.sign_in("ana")
    for path in ("/v1/programs", "/v1/programs/snap", "/v1/reason-codes?program=snap", "/v1/openapi.json"):
        first = ana.get(path)
        assert first.status == 200 and first.headers["ETag"], (path, first)
        again = ana.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status == 304 and again.body == b"", (path, again)
    assert "ETag" not in ana.get("/v1/applications").headers


@story("the description of the API is OpenAPI 3.1 and names every error's form")
def _(server):
    document = Client(server).get("/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    ids = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(ids) == len(set(ids)) and len(ids) > 30
    names = set(document["components"]["schemas"])
    used = {part.split('"')[0] for part in json.dumps(document).split("#/components/schemas/")[1:]}
    assert used <= names, used - names
    for path, item in document["paths"].items():
        for operation in item.values():
            assert "400" in operation["responses"], path
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}, path


@story("health, readiness and counters need no session")
def _(server):
    nobody = Client(server)
    assert nobody.get("/healthz").json == {"status": "ok"}
    assert nobody.get("/readyz").json == {"status": "ready"}
    assert b"caseload_requests_total" in nobody.get("/metrics").body


@story("HEAD is GET without the body")
def _(server):
    received = server.raw(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200") and received.endswith(b"\r\n\r\n"), received


# Bytes between "POST /v1/sessions HTTP/1.1\r\nHost: x\r\n" and a hidden second request.
BAD_HTTP = {
    "a length and chunks": b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
    "two lengths": b"Content-Length: 2\r\nContent-Length: 3\r\n",
    "the same length twice": b"Content-Length: 2\r\nContent-Length: 2\r\n",
    "a signed length": b"Content-Length: +2\r\n",
    "a list of lengths": b"Content-Length: 2, 2\r\n",
    "a length that is no number": b"Content-Length: two\r\n",
    "a coding nobody knows": b"Transfer-Encoding: gzip, chunked\r\n",
    "a name with a space": b"Content-Length : 2\r\n",
    "a coding before a length": b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
    "a negative length": b"Content-Length: -2\r\n",
    "a length in hexadecimal": b"Content-Length: 0x2\r\n",
    "a length with a blank in it": b"Content-Length: 2 2\r\n",
    "an empty length": b"Content-Length:\r\n",
    "a length past any number": b"Content-Length: 99999999999999999999\r\n",
    "a coding twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "a coding named twice": b"Transfer-Encoding: chunked, chunked\r\n",
    "a coding that only looks like one": b"Transfer-Encoding: xchunked\r\n",
    "a coding after a vertical tab": b"Transfer-Encoding: \x0bchunked\r\n",
    "a coding that says nothing": b"Transfer-Encoding: identity\r\n",
    "a blank before the coding's colon": b"Transfer-Encoding : chunked\r\n",
    "a folded line": b"X: a\r\n Content-Length: 2\r\n",
    "a folded coding": b"Transfer-Encoding:\r\n chunked\r\n",
    "a line that begins with a blank": b" Content-Length: 2\r\n",
    "a bare line feed": b"X: a\nContent-Length: 2\r\n",
    "a bare carriage return": b"X: a\rContent-Length: 2\r\n",
    "a NUL in a value": b"X: a\0b\r\nContent-Length: 2\r\n",
    "a NUL in a name": b"X\0: a\r\nContent-Length: 2\r\n",
    "no colon": b"Content-Length 2\r\n",
    "no name": b": 2\r\nContent-Length: 2\r\n",
    "a second host": b"Host: y\r\nContent-Length: 2\r\n",
    "a chunk's extension": b"Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n",
    "a chunk's size with a blank": b"Transfer-Encoding: chunked\r\n\r\n2 \r\n{}\r\n0\r\n",
    "a chunk's size with 0x": b"Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n",
    "a chunk's size below nothing": b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n",
    "a chunk's size past any number": b"Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n",
    "a chunk that ends in a bare line feed": b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\r\n",
    "a chunk longer than it says": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}abc\r\n0\r\n",
    "a length among the trailers": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 5\r\n",
    "two authorizations": b"Content-Length: 2\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n",
    "two keys": b"Content-Length: 2\r\nIdempotency-Key: \"a\"\r\nIdempotency-Key: \"b\"\r\n",
}


@story("ambiguous requests are refused and the connection closed")
def _(server):
    for what, lines in BAD_HTTP.items():
        hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        received = server.raw(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
                              lines + b"\r\n{}" + hidden, wait=3)
        assert received.startswith(b"HTTP/1.1 400"), (what, received[:200])
        assert b"Connection: close" in received and b'"code":"bad_request"' in received, (what, received)
        assert b'"status":"ok"' not in received, what


BAD_LINES = (b"GET / HTTP/1.1\nHost: x\n\n", b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /\r\n\r\n",
             b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
             b"GET / HTTP/1.10\r\nHost: x\r\n\r\n", b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
             b"GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /healthz HTTP/1.1\r\n\r\n",
             b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
             b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", b"G\tET / HTTP/1.1\r\nHost: x\r\n\r\n")


@story("request lines that are not as they have to be are refused, also after a good request")
def _(server):
    good = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for line in BAD_LINES:
        received = server.raw(line + good, wait=3)
        assert received.startswith(b"HTTP/1.1 400") and b'"status":"ok"' not in received, (line, received[:200])
        received = server.raw(good + line + good, wait=3)
        assert received.count(b'"status":"ok"') <= 1 and b"HTTP/1.1 400" in received, (line, received)


@story("a bad request that comes in pieces is never answered as a good one")
def _(server):
    hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for what, lines in list(BAD_HTTP.items())[::4]:
        sock = open_socket(server.address, 3)
        data = b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + lines + b"\r\n{}" + hidden
        received = b""
        try:
            for at in range(0, len(data), 9):
                sock.sendall(data[at:at + 9])
                time.sleep(0.001)
            while piece := sock.recv(65536):
                received += piece
        except OSError:
            pass
        sock.close()
        assert received == b"" or received.startswith(b"HTTP/1.1 400"), (what, received[:200])
        assert b'"status":"ok"' not in received, what


@story("good requests sent in one breath are all answered")
def _(server):
    post = (b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    received = server.raw(get + post + get + post + get, wait=1)
    assert received.count(b'"status":"ok"') == 3 and received.count(b"HTTP/1.1 422") == 2, received


@story("garbage instead of HTTP does no harm")
def _(server):
    for junk in (b"\0" * 100 + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
                 b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n",
                 b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 100000 + b"\r\n\r\n"):
        received = server.raw(junk, wait=0.5)
        assert received == b"" or received.startswith(b"HTTP/1."), received[:80]
    assert Client(server).get("/healthz").status == 200


def exchange(address, pieces):
    """All that comes back, to a proper end: a reset would lose the answer."""
    sock, received = open_socket(address, 20), b""
    try:
        for piece in pieces:
            sock.sendall(piece)
            time.sleep(0.02 if len(pieces) > 1 else 0)
    except OSError:
        pass  # refused before all of it was sent: the answer is there to read
    while piece := sock.recv(65536):
        received += piece
    sock.close()
    return received


def whole(received):
    """Status, headers and body of the one answer; nothing may come after it."""
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("ascii").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert lines[0].startswith("HTTP/1.1 "), received[:200]
    assert int(headers["Content-Length"]) == len(body), (headers, len(body))
    assert headers["Connection"] == "close" and headers["X-Request-Id"], headers
    return int(lines[0].split()[1]), headers, body


def pieces_of(data):
    yield (data,)
    yield (data[:700], data[700:])
    yield (data[:3000], data[3000:])
    if len(data) < 10000:
        yield tuple(data[at:at + 500] for at in range(0, len(data), 500))


def too_long(path):
    rest = b" HTTP/1.1\r\nHost: x\r\n"
    for size in (3100, 4000, 4096, 5200, 20000, 200000):
        yield 414, b"GET " + path + b"a" * size + rest + b"\r\n"
    yield 414, b"GET " + path + b"?q=" + b"%41" * 1500 + rest + b"\r\n"
    yield 414, b"GET " + path + b"?" + b"&".join(b"a%d=%s" % (n, b"b" * 40) for n in range(45)) + rest + b"\r\n"
    for size in (4200, 5200, 20000, 200000):
        yield 431, b"GET " + path + rest + b"X: " + b"a" * size + b"\r\n\r\n"
        yield 431, b"POST " + path + rest + b"Content-Length: 2\r\nCookie: " + b"a" * size + b"\r\n\r\n{}"
    yield 431, b"GET " + path + rest + b"A" * 6000 + b": x\r\n\r\n"
    yield 431, b"GET " + path + rest + b"".join(b"X-%d: y\r\n" % n for n in range(60)) + b"\r\n"


@story("a target or headers too long: a whole answer with the code and its words, however they come, on both listeners")
def _(server):
    portal = server.portal[len("http://"):].rstrip("/")
    codes = {414: ("target_too_long", "The address asked for is too long.", "The address of this page is too long."),
             431: ("headers_too_large", "The headers of the request are too large.", "Your browser sent more than we can read.")}
    for address, path, is_page in ((server.address, b"/v1/search", False), (portal, b"/portal/v1/status", False), (portal, b"/status", True)):
        for wanted, data in too_long(path):
            code, title, words = codes[wanted]
            for pieces in pieces_of(data):
                status, headers, body = whole(exchange(address, pieces))
                assert status == wanted, (wanted, status, data[:60], len(data), len(pieces))
                if is_page:
                    assert headers["Content-Type"].startswith("text/html") and words in body.decode(), (headers, body)
                    assert "Content-Security-Policy" in headers, headers
                    continue
                problem = json.loads(body)
                assert headers["Content-Type"] == "application/problem+json", headers
                assert (problem["code"], problem["title"], problem["status"]) == (code, title, wanted), problem
                assert problem["request_id"] == headers["X-Request-Id"] and problem["detail"], problem
    assert Client(server).get("/healthz").status == 200


@story("a head that is not HTTP is refused in full, wherever it was cut, on both listeners")
def _(server):
    portal = server.portal[len("http://"):].rstrip("/")
    for address in (server.address, portal):
        for data in [line for line in BAD_LINES if len(line) > 12] + \
                [b"GET /v1/me HTTP/1.1\r\nHost: x\r\n" + BAD_HTTP[what] + b"\r\n" for what in list(BAD_HTTP)[:12]]:
            for at in (1, 5, 9, len(data) // 2, len(data) - 1):
                status, headers, body = whole(exchange(address, (data[:at], data[at:])))
                assert status == 400, (data, at, status)
                if address == portal:
                    assert headers["Content-Type"].startswith("text/html") and b"cannot be shown" in body, (headers, body)
                else:
                    assert json.loads(body)["code"] == "bad_request", body


@story("the description of the API and the README name both refusals")
def _(server):
    document = Client(server).get("/v1/openapi.json").json
    for path, item in document["paths"].items():
        for operation in item.values():
            assert {"414", "431"} <= set(operation["responses"]), path
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    assert "answered with 414" in readme and "with 431" in readme and "3,072 bytes" in readme


@story("heads that come in pieces are answered as whole ones are, one after another and together")
def _(server):
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 3500 + b"\r\n"
    post = (b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX: " + b"b" * 3000 +
            b"\r\nContent-Length: 2\r\n\r\n{}")
    portal = server.portal[len("http://"):].rstrip("/")
    for address in (server.address, portal):
        data = (head + b"\r\n" + post) * 3 + head + b"Connection: close\r\n\r\n"
        for step in (1, 7, 1000, 2559, 2560, 2561, 4096, len(data)):
            sock, received = open_socket(address, 20), b""
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) if address == portal else None
            for at in range(0, len(data), step):
                sock.sendall(data[at:at + step])
            while piece := sock.recv(65536):
                received += piece
            sock.close()
            answers = re.findall(rb"HTTP/1\.1 (\d+) ", received)
            assert len(answers) == 7 and len(set(answers)) <= 2 and b"400" not in answers, (address, step, answers)


if __name__ == "__main__":
    run()
