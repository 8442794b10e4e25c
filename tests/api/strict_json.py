#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""JSONTestSuite and bad JSON of our own, on every route that takes a body."""

import glob
import os
import time

from server import PATIENCE, SOURCE, Client, Skip, run, story

FOLDER = os.path.join(os.environ.get("CASELOAD_SHARED", os.path.join(SOURCE, "..", "shared")),
                      "data", "jsontestsuite")


def files(kind):
    found = sorted(glob.glob(os.path.join(FOLDER, kind + "_*.json")))
    if not found:
        raise Skip("JSONTestSuite is not at $CASELOAD_SHARED/data/jsontestsuite")
    return found


def send(server, name):
    with open(name, "rb") as file:
        raw = file.read()
    # An empty body is no body: some file of the suite is that.
    return Client(server).request("POST", "/v1/sessions", raw=raw, key=None)


@story("what is not JSON is 400 malformed_json, each file of it")
def _(server):
    names = files("n")
    wrong = [os.path.basename(name) for name in names
             if os.path.getsize(name) > 0 and send(server, name).code != "malformed_json"]
    assert wrong == [], wrong
    assert len(names) >= 188, len(names)


# JSON by the grammar, and refused as content: which of two is meant nobody
# can know, and U+0000 cannot be kept.
VALID_AND_REFUSED = {
    "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json", "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json"}


@story("what is JSON is read: it is refused only for not being a sign-in")
def _(server):
    names = files("y")
    answers = {os.path.basename(name): send(server, name) for name in names}
    wrong = [name for name, answer in answers.items() if answer.code == "malformed_json"]
    assert wrong == [], wrong
    assert len(names) >= 95, len(names)
    refused = {name for name, answer in answers.items()
               if any(word in answer.json.get("detail", "") for word in ("this name twice", "U+0000"))}
    assert refused == VALID_AND_REFUSED, refused


@story("what may be either does no harm")
def _(server):
    for name in files("i"):
        assert send(server, name).status in (400, 422), name
    assert Client(server).get("/healthz").status == 200


def writing_routes(server, client):
    """Method, path and version of every route that takes JSON, ids filled in: a file that is sent is whatever it is."""
    for path, item in client.server.schemas.document["paths"].items():
        for method, operation in item.items():
            if "application/json" in operation.get("requestBody", {}).get("content", {}) and path.startswith("/v1/"):
                filled = path.replace("{item}", "i_none").replace("{id}", "a_none")
                headers = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
                yield method.upper(), filled, 1 if "If-Match" in headers else None


BAD = {
    "nothing closed": b"{", "a list": b"[]", "a text": b'"x"', "two objects": b"{}{}", "a trailing comma": b'{"a":1,}',
    "a comment": b'{"a":1/**/}', "a byte order mark": b"\xef\xbb\xbf{}", "single quotes": b"{'a':1}",
    "bad UTF-8": b'{"a":"\xff"}', "an overlong slash": b'{"a":"\xc0\xaf"}', "a surrogate": b'{"a":"\xed\xa0\x80"}',
    "half a pair": b'{"a":"\\ud800"}', "a truncated character": b'{"a":"\xe2\x82"}', "a control byte": b'{"a":"\x01"}',
    "U+0000": b'{"a":"\\u0000"}', "a NUL": b'{"a":"b"}\0', "a name twice": b'{"a":1,"a":2}',
    "a name twice, escaped": b'{"a":1,"\\u0061":2}', "infinity": b'{"a":1e400}', "a hundred thousand lists": b"[" * 100000,
    "a hundred thousand objects": b'{"a":' * 100000, "thirty-three levels": b'{"a":' * 33 + b"1" + b"}" * 33,
    "a long name": b'{"' + b"a" * 70000 + b'":1}', "UTF-16": '{"a":1}'.encode("utf-16"),
    "a million digits": b'{"a":' + b"1" * 1000000 + b"}", "ten thousand members":
    b"{" + b",".join(b'"m%d":0' % n for n in range(10000)) + b"}",
    "sixty thousand empty lists": b'{"a":[' + b",".join([b"[]"] * 60000) + b"]}",
}


READABLE = {"a long name", "a million digits", "ten thousand members", "sixty thousand empty lists"}


@story("bad JSON is refused with its reason on every route that takes a body, and quickly")
def _(server):
    roles = [server.sign_in(name) for name in ("ana", "sam", "ina")]
    routes = list(writing_routes(server, roles[0]))
    assert len(routes) >= 14, routes
    slowest = (0, "")
    for method, path, version in routes:
        for what, raw in BAD.items():
            codes = set()
            for client in roles:
                begun = time.monotonic()
                answer = client.request(method, path, raw=raw, version=version)
                slowest = max(slowest, (time.monotonic() - begun, "%s %s" % (path, what)))
                assert answer.status in (400, 403, 404, 413, 422), (method, path, what, answer)
                codes.add(answer.status)
            # What can be read as an object, for a thing that is not there: that comes first.
            assert codes & {400, 422} or (what in READABLE and "a_none" in path), (method, path, what, codes)
    assert slowest[0] < 2 * PATIENCE, slowest


@story("a body of 1 MiB and one byte is 413 on every route; 1 MiB is read")
def _(server):
    ana = server.sign_in("ana")
    whole = b'{"colour":"' + b"a" * (1048576 - 13) + b'"}'
    assert len(whole) == 1048576
    for method, path, version in writing_routes(server, ana):
        answer = ana.request(method, path, raw=whole + b" ", version=version)
        assert answer.status == 413 and answer.code == "payload_too_large", (method, path, answer)
        answer = ana.request(method, path, raw=whole, version=version)
        assert answer.status in (400, 403, 404, 422), (method, path, answer)


if __name__ == "__main__":
    run()
