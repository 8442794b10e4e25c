#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""JSONTestSuite through HTTP: what is JSON is read, what is not is refused."""

import glob
import os

from server import SOURCE, Client, Skip, run, story

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


@story("what is JSON is read: it is refused only for not being a sign-in")
def _(server):
    names = files("y")
    wrong = [os.path.basename(name) for name in names if send(server, name).code == "malformed_json"]
    assert wrong == [], wrong
    assert len(names) >= 95, len(names)


@story("what may be either does no harm")
def _(server):
    for name in files("i"):
        assert send(server, name).status in (400, 422), name
    assert Client(server).get("/healthz").status == 200


if __name__ == "__main__":
    run()
