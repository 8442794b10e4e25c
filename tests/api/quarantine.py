#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents wait until the agency's own command has looked into them: one that
is slow, dies or answers strangely opens nothing, and keeps nobody else."""

import atexit
import os
import shutil
import signal
import tempfile
import time

from cases import filing, give, item_of, path, read
from papers import Office, pdf, png, upload
from server import Database, in_time, run, story, wait_for
from visitor import Visitor

FOLDER = tempfile.mkdtemp(prefix="caseload-check.")
atexit.register(shutil.rmtree, FOLDER)

# What a scanner might do, by a word in the file; and what it must not be given.
CHECK = """#!/bin/sh
words=$(cat | tr -d '\\000')
test -z "$CASELOAD_SECRET" && test $# = 0 && test -z "$(ls /proc/self/fd | grep -v '^[0123]$')" || exit 9
case $words in
*EVIL*) exit 1;;
*SLOW*) sleep 60; exit 0;;
*DEAD*) kill -9 $$;;
*ODD*) exit 3;;
*LOUD*) yes | head -c 3000000; exit 0;;
esac
exit 0
"""
TEXT = """#!/bin/sh
case $1 in -*) ;; *) exit 2;; esac
sed -n 's/.*(\\(.*\\)) Tj.*/\\1/p' | sed 's/FLOOD/$(yes)/; s/BELL/\\a\\x1b[31m/'
"""


def script(name, text):
    where = os.path.join(FOLDER, name)
    with open(where, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(where, 0o755)
    return where


os.environ["CASELOAD_SECRET"] = "x"
OPTIONS = ["--document-check", script("check", CHECK), "--document-text", script("words", TEXT) + " - -", "--document-limit", "2"]


def state_of(client, document):
    return client.get("/v1/documents/" + document["id"]).json["state"]


def settled(client, document):
    wait_for(lambda: state_of(client, document) != "quarantine", 8)
    return client.get("/v1/documents/" + document["id"]).json


@story("what is good opens once it was checked, with its words; reading them is looking")
def _(server):
    o = Office(server)
    case = o.case()
    item = item_of(case, "identity")
    sent = upload(o.ina, case, pdf("Gross pay 512.40"), item["id"], "stub.pdf").json
    assert sent["state"] == "quarantine" and sent["text_state"] == "waiting", sent
    now = settled(o.ana, sent)
    assert now["state"] == "available" and now["text_state"] == "ready", now
    seen = o.ana.get("/v1/documents/%s/text" % sent["id"])
    assert seen.json["text"].strip() == "Gross pay 512.40", seen
    assert item_of(read(o.ana, case), "identity")["looked_at"]
    picture = settled(o.ana, upload(o.ina, case, png(), item["id"]).json)
    assert picture["text_state"] == "absent", picture
    nothing = o.ana.get("/v1/documents/%s/text" % picture["id"]).json
    assert nothing["text"] is None and "looked_at" not in item_of(read(o.ana, case), "identity"), "no words, no look"


@story("what is bad is refused: its bytes are gone, the proof is owed again, and who sent it is told")
def _(server):
    o = Office(server)
    filed = o.ina.post("/v1/applications", filing("Evil Sender")).json
    case = give(o.sam, filed, o.me)
    item = item_of(case, "identity")
    visitor = Visitor(server).sign_in(filed["number"], filed["access_code"])
    sent = upload(o.ina, case, pdf("EVIL"), item["id"], "stub.pdf").json
    assert item_of(read(o.ana, case), "identity")["state"] == "received"
    now = settled(o.ana, sent)
    assert now["state"] == "refused", now
    for way in ("content", "text"):
        assert o.ana.get("/v1/documents/%s/%s" % (sent["id"], way)).code == "transition_not_allowed"
    assert o.ana.post("/v1/documents/%s/link" % sent["id"]).status == 409
    after = item_of(read(o.ana, case), "identity")
    assert after["state"] in ("requested", "unmet") and "received_at" not in after, after
    db = Database(server.db)
    assert db.execute("SELECT count(*) AS n FROM document_part WHERE document_id = ?", (sent["id"],))[0]["n"] == 0
    db.close()
    visitor.get("/applications/%s?lang=en" % filed["number"])
    assert "may be harmful" in visitor.page.text, (visitor.status, visitor.headers, visitor.page.text)
    events = o.ana.get("/v1/customers/%s/history?kind=document" % case["customer"]["id"]).json["items"]
    assert any(entry["summary"].startswith("Refused as harmful") for entry in events), events
    again = upload(o.ina, case, pdf("EVIL"), item["id"], "stub.pdf").json
    assert again["id"] == sent["id"], "the same bytes are not checked twice"


@story("a check that is slow, dies or answers strangely opens nothing, and the next goes on")
def _(server):
    o = Office(server)
    case = o.case()
    item = item_of(case, "identity")
    stuck = [upload(o.ina, case, pdf(word), item["id"], word + ".pdf").json for word in ("SLOW", "DEAD", "ODD")]
    good = upload(o.ina, case, pdf("fine"), item["id"]).json
    loud = upload(o.ina, case, pdf("LOUD"), item["id"]).json
    assert settled(o.ana, good)["state"] == "available" and settled(o.ana, loud)["state"] == "available"
    for document in stuck:
        assert state_of(o.ana, document) == "quarantine", document
        assert o.ana.get("/v1/documents/%s/content" % document["id"]).status == 409
    now = read(o.ana, case)
    assert item_of(now, "identity")["state"] == "received", "it came in time, whatever the check does"
    for document in (good, loud):
        o.ana.get("/v1/documents/%s/content" % document["id"])
    refused = o.ana.put(path(case, "/verifications/" + item["id"]), {"state": "accepted", "how": "x"}, version=now["version"])
    assert refused.status == 422 and "SLOW.pdf" in refused.json["errors"][0]["detail"], refused


@story("words are kept as words: no flood, and escapes only as what they are")
def _(server):
    o = Office(server)
    case = o.case()
    flood = settled(o.ana, upload(o.ina, case, pdf("x" * 100000)).json)
    bell = settled(o.ana, upload(o.ina, case, pdf("BELL rings")).json)
    assert len(o.ana.get("/v1/documents/%s/text" % flood["id"]).json["text"]) <= 65536
    assert "rings" in o.ana.get("/v1/documents/%s/text" % bell["id"]).json["text"]


@story("what waited goes on after a restart; a server ends at once, whatever its check is doing")
def _(server):
    o = Office(server)
    case = o.case()
    upload(o.ina, case, pdf("SLOW again"))
    time.sleep(0.6)
    sent = upload(o.ina, case, pdf("before the end")).json
    began = time.monotonic()
    assert server.stop() in (0, None)
    assert in_time(began, 4), "the end waits for no check"
    server.start()
    assert settled(server.sign_in("ana"), sent)["state"] == "available"


def parent_of(process):
    """None where it has ended, whether or not somebody has asked how: an orphan's heir may never do."""
    try:
        with open("/proc/%d/stat" % process, encoding="utf-8", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]) if fields[0] not in "ZX" else None


def children(process):
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and parent_of(int(name)) == process]


def only(found):
    assert len(found) == 1, found
    return found[0]


def alerts(server, words):
    with open(os.path.join(server.folder, "log"), encoding="utf-8") as log:
        return sum('"error"' in line and words in line for line in log)


@story("a helper that dies is started again and said so: idle, or at work with others waiting, nothing is lost")
def _(server):
    o = Office(server)
    case = o.case()
    keeper = only(children(server.process.pid))
    wait_for(lambda: children(keeper), 30)
    first = only(children(keeper))
    before = alerts(server, "died; another is started")
    os.kill(first, signal.SIGKILL)
    sent = upload(o.ina, case, pdf("after an idle death")).json
    wait_for(lambda: state_of(o.ana, sent) == "available", 60)
    assert alerts(server, "died; another is started") == before + 1
    # At work: one that is slow, and two that wait behind it.
    waiting = [upload(o.ina, case, pdf(words)).json for words in ("SLOW and killed", "next", "and next")]
    second = only(children(keeper))
    wait_for(lambda: children(second), 30)
    command = only(children(second))
    os.kill(second, signal.SIGKILL)
    for document in waiting[1:]:
        wait_for(lambda: state_of(o.ana, document) == "available", 60)
    assert state_of(o.ana, waiting[0]) == "quarantine", "no answer opens nothing"
    assert alerts(server, "died; another is started") >= before + 2
    wait_for(lambda: parent_of(command) is None, 30)


@story("where nothing starts a helper any more that is said, documents stay shut, and a restart goes on with them")
def _(server):
    o = Office(server)
    case = o.case()
    keeper = only(children(server.process.pid))
    helper = only(children(keeper))
    os.kill(keeper, signal.SIGKILL)
    wait_for(lambda: parent_of(helper) is None, 30)
    sent = upload(o.ina, case, pdf("nobody looks")).json
    wait_for(lambda: alerts(server, "Nothing starts the helper") == 1, 60)
    assert state_of(o.ana, sent) == "quarantine"
    assert o.ana.get("/v1/documents/%s/content" % sent["id"]).status == 409
    assert o.ana.get("/v1/me").status == 200
    server.stop()
    server.start()
    ana = server.sign_in("ana")
    wait_for(lambda: state_of(ana, sent) == "available", 60)


if __name__ == "__main__":
    run(OPTIONS)
