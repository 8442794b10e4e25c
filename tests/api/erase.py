#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One person forgotten, with every text that was planted about them; everybody
else, the counts and the chain as they were."""

import glob
import json
import os
import subprocess

from cases import bring_to_ready, decide, decision, denied_and_drawn, file_application, path, read
from papers import pdf, upload
from signing import register
from server import BUILD, PROGRAM, Database, Skip, run, story, wait_for

NAME, OTHER = "Xanthippe Quillfeather", "Bartholomew Unrelated"
PLANTED = ["Xanthippe", "xanthippe", "Quillfeather", "quillfeather", "zebranote", "zebrareason", "zebrareview", "zebramessage", "zebratopic",
           "zebrafile", "zebrawords", "zebrasearch", "zebradraft", "zebrakin", "zebraidentity", "6155550173", "quill@feather.example", "quill", "feather",
           "zebrashort", "zebratwo"]


def erase(server, number, *words):
    done = subprocess.run([PROGRAM, "customer", "erase", number, "--db", server.db, "--key-file", server.key_file, *words],
                          capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def texts_of(server):
    """Every word of the agency's data, wherever it stands."""
    if not server.db.startswith("postgresql:"):
        return b"".join(open(name, "rb").read() for name in glob.glob(server.db + "*") if not name.endswith(".key"))
    dumped = subprocess.run(["pg_dump", "--inserts", "-d", server.db], capture_output=True, check=True)
    return dumped.stdout


def found_in(server):
    """A dump of PostgreSQL writes bytes in hexadecimal."""
    data = texts_of(server)
    return [word for word in PLANTED if word.encode() in data or word.encode().hex().encode() in data]


class Agency:
    def __init__(self, server):
        self.ina, self.sam, self.ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
        me = self.ana.session["worker"]["id"]
        case = file_application(self.ina, NAME)
        self.other = file_application(self.ina, OTHER)
        case = bring_to_ready(self.ana, self.sam, case, me)
        self.ana.post(path(case, "/notes"), {"text": "zebranote about Quillfeather", "kind": "note"})
        sent = upload(self.ina, case, pdf("zebrawords"), name="zebrafile.pdf")
        assert self.ana.get("/v1/documents/%s/content" % sent.json["id"]).status == 200
        self.document = sent.json["id"]
        self.customer = self.ana.get("/v1/customers/" + case["customer"]["id"]).json
        self.case = case
        self.change(server)
        known = self.ana.post(path(case, "/access-code"), {"identity": "zebraidentity of Quillfeather"},
                              version=read(self.ana, case)["version"])
        assert known.status == 200, known
        self.case = read(self.sam, case)

    def change(self, server):
        answer = self.ana.patch("/v1/customers/" + self.customer["id"],
                                {"phone": "6155550173", "email": "quill@feather.example", "preferred_name": "Li Wu", "born_on": "1961-03-04"},
                                version=self.customer["version"])
        assert answer.status == 200, answer
        assert self.ana.get("/v1/search?q=zebrasearch%20Quillfeather").status == 200
        # A short name counts where it stands by itself.
        assert self.ana.get("/v1/search?q=zebrashort%20WU").status == 200
        assert self.ana.get("/v1/search?q=lindquist%20wulf").status == 200
        assert self.ana.get("/v1/search?q=unrelated").status == 200
        assert self.ana.put("/v1/me/filters/f_named", {"name": "mine", "room": "mine", "words": "Quillfeather"}).status == 200
        # In the history of another's record, that they are two.
        where = "/v1/customers/" + self.other["customer"]["id"]
        two = self.ana.post(where + "/not-same", {"other_id": self.customer["id"], "reason": "zebratwo letters"},
                            version=self.ana.get(where).json["version"])
        assert two.status == 200, two
        for name, of, words in (("d_named", self.case, "zebradraft"), ("d_other", self.other, "b3RoZXI")):
            assert self.ana.put("/v1/me/drafts/" + name, {"revision": 1, "sealed": words, "application_id": of["id"]},
                                key=None).status == 204
        assert self.ana.put("/v1/me/filters/f_other", {"name": "late", "room": "mine", "words": "clock:overdue"}).status == 200

    def close(self, server):
        # From when on all is drawn: it has been seen of another's.
        denied_and_drawn(server, self.ana, self.sam, self.ina)
        key = register(self.ana)
        body = dict(decision(self.case, "denied", "D06"), rationale="zebrareason Xanthippe",
                    application_id=self.case["id"], application_version=self.case["version"])
        made = decide(self.ana, self.case, body, headers=key.header(body))
        assert made.status == 201, made
        server.command("worker", "conflict", "--db", server.db, "--key-file", server.key_file, "--username", "ben",
                       "--customer", self.customer["case_number"], "--reason", "zebrakin")
        reviewed = self.sam.post("/v1/decisions/%s/review" % made.json["id"],
                                 {"outcome": "error", "kind": "fact", "words": "zebrareview of Quillfeather"})
        assert reviewed.status == 200, reviewed


AGENCY = []


def behind(server, agency):
    """What no route writes: a chat, and a link in another household."""
    db = Database(server.db)
    ids = (agency.case["id"], agency.customer["id"])
    db.execute("INSERT INTO interaction VALUES ('i_zebra', 1, ?, ?, 'web_chat', 'closed', 'en', 'zebratopic', 1000, 2000, '', 0,"
               " '', 1, '')", (ids[1], ids[0]))
    db.execute("INSERT INTO message VALUES ('i_zebra', 1, 1000, 2, '', 'Xanthippe', 'text', 'zebramessage', 0)")
    if not server.db.startswith("postgresql:"):
        db.execute("INSERT INTO text_search (kind, owner_id) VALUES (0, 'i_zebra')")
        number = db.execute("SELECT number FROM text_search WHERE owner_id = 'i_zebra'")[0]["number"]
        db.execute("INSERT INTO message_words (rowid, words) VALUES (?, 'zebramessage')", (number * 65536 + 1,))
    household = json.dumps([{"customer_id": ids[1], "name": NAME, "relation": "sister"},
                            {"customer_id": "c_else", "name": "Somebody Else", "relation": "son"}])
    db.execute("UPDATE customer SET household = ? WHERE id = ?", (household, agency.other["customer"]["id"]))
    db.commit()
    db.close()


@story("refused while an application is open, and while its program keeps it")
def _(server):
    agency = Agency(server)
    AGENCY.append(agency)
    number = agency.customer["case_number"]
    status, said = erase(server, number, "--ground", "asked by letter")
    assert status == 1 and "is open" in said, said
    agency.close(server)
    status, said = erase(server, number, "--ground", "asked by letter")
    assert status == 1 and "is kept until" in said, said
    assert erase(server, "C-0000000", "--ground", "court")[0] == 1
    assert erase(server, number)[0] == 64, "a ground is needed"


@story("a dry run says what would go, and nothing went")
def _(server):
    agency = AGENCY[0]
    wait_for(lambda: Database(server.db).execute("SELECT count(*) AS n FROM event WHERE type = 'search.done'")[0]["n"] >= 4)
    server.stop()
    behind(server, agency)
    missing = set(PLANTED) - set(found_in(server))
    assert not missing, "never planted: %s" % missing
    status, said = erase(server, agency.customer["case_number"], "--ground", "court", "--dry-run")
    assert status == 0 and "would go" in said and "2 of them searches" in said and "1 links" in said, said
    assert not set(PLANTED) - set(found_in(server))


@story("erased, no planted word is in the database's files, and the chain is whole")
def _(server):
    agency = AGENCY[0]
    db = Database(server.db)
    before = db.execute("SELECT count(*) AS n FROM event")[0]["n"]
    kept = db.execute("SELECT payload FROM event_payload p JOIN event e ON e.seq = p.seq WHERE e.application_id = ?",
                      (agency.other["id"],))
    db.close()
    status, said = erase(server, agency.customer["case_number"], "--ground", "court order 4711")
    assert status == 0 and "Erased" in said, said
    assert not found_in(server), found_in(server)
    db = Database(server.db)
    assert db.execute("SELECT count(*) AS n FROM event")[0]["n"] == before + 1
    told = db.execute("SELECT e.subject_id, p.payload FROM event e JOIN event_payload p ON p.seq = e.seq"
                      " WHERE e.type = 'customer.erased'")
    assert len(told) == 1 and json.loads(told[0]["payload"])["ground"] == "court order 4711", told
    assert kept == db.execute("SELECT payload FROM event_payload p JOIN event e ON e.seq = p.seq WHERE e.application_id = ?",
                              (agency.other["id"],)), "another person's texts went, too"
    household = db.execute("SELECT household FROM customer WHERE id = ?", (agency.other["customer"]["id"],))[0]["household"]
    assert [entry["name"] for entry in json.loads(household)] == ["Somebody Else"], household
    assert [row["id"] for row in db.execute("SELECT id FROM draft")] == ["d_other"]
    searched = [json.loads(row["payload"])["q"] for row in db.execute(
        "SELECT p.payload FROM event_payload p JOIN event e ON e.seq = p.seq WHERE e.type = 'search.done'")]
    assert sorted(searched) == ["lindquist wulf", "unrelated"], searched
    db.close()
    done = subprocess.run([PROGRAM, "audit", "verify", "--db", server.db], capture_output=True, text=True)
    assert done.returncode == 0 and "Whole" in done.stdout and "0 of them signed, 1 without proof" in done.stdout, done
    # What another's erasure makes lawful is not that this person's texts are gone, too.
    db = Database(server.db)
    taken = db.execute("SELECT p.seq, p.payload FROM event_payload p JOIN event e ON e.seq = p.seq WHERE e.application_id = ?"
                       " ORDER BY p.seq LIMIT 1", (agency.other["id"],))[0]
    db.execute("UPDATE event_payload SET seq = -seq WHERE seq = ?", (taken["seq"],))
    db.commit()
    done = subprocess.run([PROGRAM, "audit", "verify", "--db", server.db], capture_output=True, text=True)
    assert done.returncode == 1 and "event %d: Its text was taken out" % taken["seq"] in done.stdout, done
    db.execute("UPDATE event_payload SET seq = -seq WHERE seq < 0")
    db.commit()
    db.close()
    exported = subprocess.run([PROGRAM, "audit", "export", "--db", server.db], capture_output=True, text=True)
    proved = subprocess.run([os.path.join(BUILD, "caseload-verify"), "-"], input=exported.stdout, capture_output=True, text=True)
    assert proved.returncode == 0 and not [word for word in PLANTED if word in exported.stdout], proved


@story("afterwards the record opens, says erased, and is found by its number alone")
def _(server):
    agency = AGENCY[0]
    server.start()
    sam = server.sign_in("sam")
    customer = sam.get("/v1/customers/" + agency.customer["id"])
    assert customer.status == 200 and customer.json["name"] == "erased", customer
    assert "born_on" not in customer.json, customer
    assert sam.get("/v1/customers/%s/alike" % agency.customer["id"]).json["items"] == []
    shown = sam.get(path(agency.case))
    assert shown.status == 200 and shown.json["status"] == "denied" and shown.json["customer"]["name"] == "erased", shown
    history = sam.get("/v1/customers/%s/history" % agency.customer["id"])
    assert history.status == 200 and "4711" in history.json["items"][0]["summary"], history.json["items"][0]
    for question in ("/v1/customers?q=Quillfeather", "/v1/search?q=zebranote", "/v1/search?q=zebramessage"):
        assert sam.get(question).json["items"] == [], question
    assert len(sam.get("/v1/customers?q=Unrelated").json["items"]) == 1
    # A filter for finding this person went, one that is about nobody stays.
    assert [row["id"] for row in server.sign_in("ana").get("/v1/me/filters").json["items"]] == ["f_other"]


def link(worker, application, *members):
    where = "/v1/customers/" + application["customer"]["id"]
    done = worker.patch(where, {"household": list(members)}, version=worker.get(where).json["version"])
    assert done.status == 200, done


@story("of two records made one the person is in nobody's household either, whichever was named")
def _(server):
    ina, sam = server.sign_in("ina"), server.sign_in("sam")
    kept, other = (file_application(ina, name) for name in ("Philomena Zebratwice", "Zebratwice, Philomena"))
    names_kept, names_other = (file_application(ina, name) for name in ("Kin One", "Kin Two"))
    for kin, named in ((names_kept, kept), (names_other, other)):
        link(sam, kin, {"customer_id": named["customer"]["id"], "name": "Philomena Zebratwice", "relation": "sister",
                        "born_on": "1959-08-07"}, {"name": "Somebody Else", "relation": "son"})
    link(sam, other, {"customer_id": names_other["customer"]["id"], "name": "Kin Two", "relation": "sister"})
    where = "/v1/customers/" + kept["customer"]["id"]
    done = sam.post(where + "/merge", {"other_id": other["customer"]["id"], "reason": "she showed both letters"},
                    version=sam.get(where).json["version"])
    assert done.status == 200, done
    for case in (kept, other):
        gone = sam.post(path(case, "/withdraw"), {"reason": "r"}, version=read(sam, case)["version"])
        assert gone.status == 200, gone
    number = sam.get(where).json["case_number"]
    server.stop()
    status, said = erase(server, number, "--ground", "court")
    assert status == 0 and "Erased" in said, said
    db = Database(server.db)
    for kin in (names_kept, names_other):
        household = db.execute("SELECT household FROM customer WHERE id = ?", (kin["customer"]["id"],))[0]["household"]
        assert [entry["name"] for entry in json.loads(household)] == ["Somebody Else"], household
    left = [row for row in db.execute("SELECT customer_id, member_id FROM household_link")
            if {row["customer_id"], row["member_id"]} & {kept["customer"]["id"], other["customer"]["id"]}]
    assert not left, left
    db.close()
    server.start()


@story("the search for planted words finds them where they are left")
def _(server):
    if server.db.startswith("postgresql:"):
        raise Skip("one driver is enough for the control")
    agency = AGENCY[0]
    database = Database(server.db)
    database.execute("INSERT INTO setting VALUES ('left', 'zebranote')")
    database.commit()
    database.close()
    assert found_in(server) and agency, "planted words that are there are not seen"


if __name__ == "__main__":
    run()
