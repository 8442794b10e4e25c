#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drafts kept for any terminal: nobody else's, never overwritten by what is older."""

import base64
import ctypes
import ctypes.util
import os

from cases import file_application, give
from server import Client, Database, run, story


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


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sealed_for(client, words):
    """As a workstation seals with its worker's key: nonce, then ciphertext."""
    nonce, out, size = os.urandom(24), ctypes.create_string_buffer(len(words) + 16), ctypes.c_ulonglong()
    sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(out, ctypes.byref(size), words, ctypes.c_ulonglong(len(words)), None,
                                                        ctypes.c_ulonglong(0), None, nonce, unpadded(client.session["journal_key"]))
    return base64.urlsafe_b64encode(nonce + out.raw).decode().rstrip("=")


def opened_by(client, sealed):
    """None: it is not sealed for this worker."""
    sealed = unpadded(sealed)
    out, size = ctypes.create_string_buffer(len(sealed)), ctypes.c_ulonglong()
    bad = sodium().crypto_aead_xchacha20poly1305_ietf_decrypt(out, ctypes.byref(size), None, sealed[24:], ctypes.c_ulonglong(len(sealed) - 24), None,
                                                              ctypes.c_ulonglong(0), sealed[:24], unpadded(client.session["journal_key"]))
    return None if bad else out.raw[:size.value]


def sodium():
    name = ctypes.util.find_library("sodium") or "libsodium.so.23"
    return ctypes.CDLL(name)


@story("drafts that together would be more than one answer holds are refused, and an answer is never cut off")
def _(server):
    ben = server.sign_in("ben")
    large, count = "A" * (250 * 1024), 0
    while count < 40 and put(ben, "large_%d" % count, 1, large).status == 204:
        count += 1
    assert count == 24, count
    assert ben.put("/v1/me/drafts/large_x", {"revision": 1, "sealed": large}, key=None).json["errors"][0]["code"] == "too_many"
    assert put(ben, "large_3", 2, large).status == 204, "one that is there may still be typed on"
    assert len(kept(ben)) == count
    db = Database(server.db)  # of before there was a limit
    for number in range(48):
        db.execute("INSERT INTO draft (worker_id, id, revision, sealed, changed_at, application_id) VALUES (?, ?, 1, ?, 1, '')",
                   (ben.session["worker"]["id"], "old_%d" % number, large))
    db.commit()
    answer = ben.get("/v1/me/drafts")
    assert answer.status == 500 and answer.code == "internal", (answer.status, answer.body[:200])
    db.execute("DELETE FROM draft WHERE worker_id = ?", (ben.session["worker"]["id"],))
    db.commit()
    db.close()
    assert kept(ben) == {}


@story("a draft goes along with its application, to be opened by who has that now and by nobody else")
def _(server):
    sam, ana, ben, ina = (server.sign_in(name) for name in ("sam", "ana", "ben", "ina"))
    one = give(sam, file_application(ina), ana.session["worker"]["id"])
    other = give(sam, file_application(ina), ana.session["worker"]["id"])
    for name, about, words in (("g_1", one, b"the rent is half"), ("g_2", other, b"another case"), ("g_3", one, None)):
        body = {"revision": 7, "sealed": sealed_for(ana, words) if words else "bm90IHNlYWxlZA", "application_id": about["id"]}
        assert ana.put("/v1/me/drafts/" + name, body, key=None).status == 204
    put(ana, "g_4", 1, sealed_for(ana, b"about no application"))
    one = give(sam, one, ben.session["worker"]["id"])
    assert set(kept(ben)) == {"g_1"} and kept(ben)["g_1"][0] == 7, kept(ben)
    assert opened_by(ben, kept(ben)["g_1"][1]) == b"the rent is half" and opened_by(ana, kept(ben)["g_1"][1]) is None
    # What is about another application, about none, or cannot be opened stays.
    assert {"g_2", "g_3", "g_4"} <= set(kept(ana)) and "g_1" not in kept(ana)
    plan = sam.post("/v1/reassignments", {"from": {"marks": [one["id"], other["id"]]}, "to": [ana.session["worker"]["id"]]}).json
    done = sam.post("/v1/reassignments/%s/commit" % plan["id"], None, version=plan["version"])
    assert done.status == 200 and kept(ben) == {}, kept(ben)
    assert opened_by(ana, kept(ana)["g_1"][1]) == b"the rent is half"
    back = sam.post("/v1/reassignments/%s/revert" % plan["id"], {}, version=done.json["version"])
    assert back.status == 200 and opened_by(ben, kept(ben)["g_1"][1]) == b"the rent is half"
    # Given back to the team it has nobody to go to, and stays with who typed it.
    one = ben.get("/v1/applications/" + one["id"]).json
    given = sam.put("/v1/applications/%s/assignment" % one["id"], {"worker_id": None}, version=one["version"])
    assert given.status == 200 and set(kept(ben)) == {"g_1"}, given


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
