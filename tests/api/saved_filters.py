#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Filters kept by name follow the person to any terminal, and are nobody else's."""

from server import Client, Database, fresh_key, run, story

SHELBY = {"name": "Shelby, late", "room": "team", "words": "county:Shelby clock:overdue", "sort": "filed", "column": "worker"}


def kept(client):
    return {row["id"]: row for row in client.get("/v1/me/filters").json["items"]}


@story("what is kept at one terminal is there at the next, and not for anybody else")
def _(server):
    here, there, ben = server.sign_in("ana"), server.sign_in("ana"), server.sign_in("ben")
    made = here.put("/v1/me/filters/f_1", SHELBY)
    assert made.status == 200 and made.json["id"] == "f_1", made
    found = kept(there)["f_1"]
    assert {name: found[name] for name in SHELBY} == SHELBY, found
    assert "f_1" not in kept(ben) and ben.get("/v1/me/filters/f_1").status == 404
    assert ben.put("/v1/me/filters/f_1", dict(SHELBY, name="Ben's")).status == 200
    assert kept(here)["f_1"]["name"] == "Shelby, late"
    assert there.put("/v1/me/filters/f_1", {"room": "mine", "column": "county"}).status == 200
    assert kept(here)["f_1"]["room"] == "mine" and "words" not in kept(here)["f_1"], kept(here)
    assert ben.delete("/v1/me/filters/f_1").status == 204 and "f_1" in kept(here)
    assert here.delete("/v1/me/filters/f_1").status == 204 and here.delete("/v1/me/filters/f_1").status == 204
    assert kept(here) == {}


@story("a retry answers the same and changes nothing; the same key for another filter is refused")
def _(server):
    ana, key = server.sign_in("ana"), fresh_key()
    first = ana.put("/v1/me/filters/f_2", SHELBY, key=key)
    again = ana.put("/v1/me/filters/f_2", SHELBY, key=key)
    assert again.status == 200 and again.headers["Idempotency-Replayed"] == "true" and again.json == first.json
    assert ana.put("/v1/me/filters/f_2", dict(SHELBY, name="x"), key=key).code == "idempotency_mismatch"
    assert ana.delete("/v1/me/filters/f_2").status == 204


@story("too many, too long, nobody signed in: refused with what to do")
def _(server):
    sam = server.sign_in("sam")
    assert sam.put("/v1/me/filters/f_3", dict(SHELBY, words="x" * 401)).code == "validation_failed"
    assert sam.put("/v1/me/filters/f_3", {"name": "no room"}).code == "validation_failed"
    assert Client(server).put("/v1/me/filters/f_3", SHELBY).status == 401
    for number in range(100):
        assert sam.put("/v1/me/filters/many_%d" % number, SHELBY).status == 200
    full = sam.put("/v1/me/filters/one_more", SHELBY)
    assert full.status == 422 and "drop one" in full.json["errors"][0]["detail"], full
    assert sam.put("/v1/me/filters/many_7", dict(SHELBY, name="changed")).status == 200
    assert len(kept(sam)) == 100


if __name__ == "__main__":
    run()
