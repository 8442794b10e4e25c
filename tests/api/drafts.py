#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drafts kept for any terminal: nobody else's, never overwritten by what is older."""

from server import Client, run, story


def put(client, name, revision, sealed="c2VhbGVk"):
    return client.put("/v1/me/drafts/" + name, {"revision": revision, "sealed": sealed}, key=None)


def throw_away(client, name, revision):
    return client.delete("/v1/me/drafts/" + name, key=None, version=revision)


def kept(client):
    return {row["id"]: (row["revision"], row["sealed"]) for row in client.get("/v1/me/drafts").json["items"]}


@story("what is kept at one terminal is there at the next, and not for anybody else")
def _(server):
    here, there, ben = server.sign_in("ana"), server.sign_in("ana"), server.sign_in("ben")
    assert put(here, "d_1", 1).status == 204
    assert put(here, "d_1", 2, "bW9yZQ").status == 204
    assert kept(there) == {"d_1": (2, "bW9yZQ")}, kept(there)
    assert "d_1" not in kept(ben)
    assert put(ben, "d_1", 9, "YmVu").status == 204
    assert kept(there)["d_1"] == (2, "bW9yZQ") and kept(ben) == {"d_1": (9, "YmVu")}
    assert throw_away(ben, "d_1", 9).status == 204 and throw_away(here, "d_1", 2).status == 204
    assert kept(here) == {} and kept(ben) == {}


@story("what comes late or again changes nothing")
def _(server):
    ana = server.sign_in("ana")
    for revision, sealed in ((3, "dGhyZWU"), (2, "dHdv"), (3, "b3RoZXI")):
        assert put(ana, "d_2", revision, sealed).status == 204
    assert kept(ana)["d_2"] == (3, "dGhyZWU")
    assert throw_away(ana, "d_2", 3).status == 204


@story("a draft typed on elsewhere is not thrown away unseen; one that is gone, is gone")
def _(server):
    here, there = server.sign_in("ana"), server.sign_in("ana")
    put(here, "d_3", 1)
    put(there, "d_3", 2)
    stale = throw_away(here, "d_3", 1)
    assert stale.status == 412 and stale.code == "version_conflict" and stale.json["current_version"] == 2, stale
    assert here.delete("/v1/me/drafts/d_3", key=None).status == 428
    assert kept(here)["d_3"][0] == 2
    assert throw_away(here, "d_3", 2).status == 204 and throw_away(here, "d_3", 2).status == 204


@story("too many, too large, no number, nobody signed in: refused with what to do")
def _(server):
    ana = server.sign_in("sam")
    assert put(ana, "d_4", 0).code == "validation_failed"
    assert put(ana, "d_4", 1, "x" * (256 * 1024 + 1)).code == "validation_failed"
    assert put(Client(server), "d_4", 1).status == 401
    ana.check = False
    for number in range(400):
        assert put(ana, "many_%d" % number, 1).status == 204
    full = put(ana, "one_more", 1)
    assert full.status == 422 and "throw one away" in full.json["errors"][0]["detail"], full
    assert put(ana, "many_7", 2).status == 204
    assert len(kept(ana)) == 400


@story("drafts outlive sign-out, a new password set by the agency and the server's end")
def _(server):
    ana = server.sign_in("ana")
    key = ana.session["journal_key"]
    put(ana, "d_5", 4, "a2VwdA")
    ana.delete("/v1/sessions/current", key=None)
    server.stop()
    server.start()
    again = server.sign_in("ana")
    assert kept(again)["d_5"] == (4, "a2VwdA") and again.session["journal_key"] == key


if __name__ == "__main__":
    run()
