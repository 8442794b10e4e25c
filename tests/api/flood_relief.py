#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A flood, and a program for it: from an author's file to a form people fill
in, with its rules, clock, letters and queue, while the server goes on running.
A broken file is refused with its line and reason, and changes nothing."""

import datetime
import os
import re
import subprocess

from applicant import Applicant
from apply_words import number_and_code
from cases import decide, decision, filing, give, item_of, money, path, read
from flood_file import ANSWERS, both, flood, question, write
from server import PROGRAM, SOURCE, Database, run, story, wait_for
from visitor import Visitor


def words(*arguments):
    """A command of the author's: status, what it said."""
    done = subprocess.run([PROGRAM, "program", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def file_of(server, program, name="flood.json"):
    where = os.path.join(server.folder, name)
    return where, write(where, program)


def publish(server, program):
    where, _ = file_of(server, program)
    status, said = words("publish", "--db", server.db, where)
    assert status == 0, said
    return said


def published(server, client=None):
    client = client or server.sign_in("ana")
    return {row["id"]: row["version"] for row in client.get("/v1/programs").json["items"]}


def everything(server):
    """What a file that is refused must leave as it was."""
    client = server.sign_in("ana")
    database = Database(server.db)
    told = database.execute("SELECT count(*) AS n FROM event WHERE type = 'program.published'")
    bodies = database.execute("SELECT id, version, body FROM program ORDER BY id, version")
    status, listed = words("list", "--db", server.db)
    assert status == 0, listed
    return published(server, client), listed, Visitor(server).get("/").text.split("token")[0], \
        [dict(row) for row in told + bodies]


def letters(client, row, kind):
    """As they were sent: their texts."""
    found = [notice["id"] for notice in client.get(path(row, "/notices")).json["items"] if notice["kind"] == kind]
    return [client.get("/v1/notices/" + notice).json for notice in found]


def apply(server, **more):
    """By the applicant's pages, in Spanish; the proofs are owed."""
    hoa = Applicant(server).start("flood-relief", "es")
    assert "¿Qué vivienda se inundó?" in hoa.page.text, hoa.page.text[:500]
    hoa.press("next", **{"q-home": "1 River Rd", "q-damage": "gone"})
    # The answer brings up a question of its own.
    hoa.press("next", **{"q-sleeps": more.get("sleeps", "friends")})
    hoa.press("add:household").press("next", **{"q-name": "Hoa Nguyen"}).press("next", **{"q-savings": "250"})
    hoa.go("/apply/flood-relief/review?lang=es").sign()
    assert hoa.at() == "receipt", hoa.path
    return hoa


def at_the_desk(server, number):
    sam = server.sign_in("sam")
    row = sam.get("/v1/applications?q=" + number).json["items"][0]
    return sam.get("/v1/applications/" + row["id"]).json


def days_until(application):
    day = datetime.date.fromisoformat
    return (day(application["due_on"]) - day(application["filed_on"])).days


@story("before it is published nobody knows the program")
def _(server):
    assert "flood-relief" not in published(server)
    assert "Flood Relief" not in Visitor(server).get("/").page.text
    assert Visitor(server).get("/apply/flood-relief").status == 404
    answer = server.sign_in("ina").post("/v1/applications", filing(program="flood-relief"))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/program", answer


def broken_files():
    """One fault each: what is said of it, and the text on the line that is named."""
    program = flood()
    program["sections"][0]["questions"][2]["when"] = {"==": [{"var": "damge"}, "gone"]}
    yield program, "damge", "no question", '"when"'
    program = flood()
    program["sections"][0]["questions"][2]["when"] = {"==": [{"var": "damage"}, "burnt"]}
    yield program, "burnt", "never", '"when"'
    program = flood()
    program["sections"][0]["questions"][2]["when"] = {"and": [{"==": [{"var": "damage"}, "dry"]}, {"==": [{"var": "damage"}, "gone"]}]}
    yield program, "never asked", "change the condition", '"when"'
    program = flood()
    del program["reasons"][1]["text"]["es"]
    yield program, "not translated: es", "add the wording", '"text"'
    program = flood()
    program["paragraphs"]["no"]["text"]["en"] = "No: {raisons}"
    yield program, "{raisons}", "nothing fills", "raisons"
    program = flood()
    program["cases"][1]["reasons"] = ["D42"]
    yield program, "expects D42", "the rules come to D41", "{"
    program = flood()
    program["worksheet"]["steps"][1]["rule"] = {"var": "table.payments"}
    yield program, "payments", "no table", '"rule"'
    program = flood()
    program["eligibility"][0]["fails"]["reason"] = "D99"
    yield program, "D99", "no reason", '"fails"'
    program = flood()
    program["clocks"]["decision_days"] = "twelve"
    yield program, "decision_days", "whole number", "twelve"
    program = flood()
    program["notices"]["denial"]["paragraphs"].remove("hearing")
    yield program, "right to a hearing", "add it", '"denial"'
    program = flood()
    program["retention"] = program.pop("retention_years")
    yield program, "no member", "retention", '"retention"'


@story("a broken file is refused with line and reason, and changes nothing")
def _(server):
    before = everything(server)
    for program, what, why, at in broken_files():
        where, text = file_of(server, program, "broken.json")
        for verb in (("check",), ("publish", "--db", server.db)):
            status, said = words(*verb, where)
            assert status == 1, (what, said)
            told = [line for line in said.splitlines() if what in line and why in line]
            assert told, (what, why, said)
            line = int(re.match(re.escape(where) + r":(\d+): ", told[0]).group(1))
            assert at in text.splitlines()[line - 1], (told[0], text.splitlines()[line - 1])
    for text in ("", "{", '{"format": 1,}', "[]"):
        with open(os.path.join(server.folder, "torn.json"), "w", encoding="utf-8") as file:
            file.write(text)
        status, said = words("publish", "--db", server.db, file.name)
        assert status == 1 and "torn.json" in said, said
    assert everything(server) == before


@story("the manual's example is a whole program: it passes, and its cases come out")
def _(server):
    with open(os.path.join(SOURCE, "man", "caseload-program.5.in"), encoding="utf-8") as page:
        example = page.read().split(".SH EXAMPLE\n")[1].split(".nf\n")[1].split("\n.fi")[0]
    where = os.path.join(server.folder, "example.json")
    with open(where, "w", encoding="utf-8") as file:
        file.write(example.replace("\\-", "-").replace("\\e", "\\"))
    for verb in ("check", "test"):
        status, said = words(verb, where)
        assert status == 0 and "warning" not in said, said


@story("from file to live: checked, tried, published, and there without a restart")
def _(server):
    process, before = server.process.pid, everything(server)[3][0]["n"]
    where, _ = file_of(server, flood())
    status, said = words("check", where)
    assert status == 0 and "warning" not in said, said
    status, said = words("test", where)
    assert status == 0, said
    assert "Published flood-relief version 1" in publish(server, flood())
    ana = server.sign_in("ana")
    wait_for(lambda: published(server, ana).get("flood-relief") == 1, 5)
    assert ana.get("/v1/programs/flood-relief").json["definition"]["clocks"]["decision_days"] == 12
    codes = ana.get("/v1/reason-codes?program=flood-relief").json["items"]
    assert {row["code"] for row in codes} == {"A01", "D08", "D41", "D42", "W01"}, codes
    assert "Flood Relief" in Visitor(server).get("/").page.text
    home = Visitor(server).get("/?lang=es").page.text
    assert "Ayuda por Inundación" in home and "Un pago para viviendas que se llevó el río." in home
    assert server.process.pid == process and server.process.poll() is None
    assert everything(server)[3][0]["n"] == before + 1, "its event is in the log"


@story("the form, the clock, the letter and the queue are the file's, in the applicant's language")
def _(server):
    hoa = apply(server)
    number, code = number_and_code(hoa)
    assert "Fotos de los daños" in hoa.page.text and "Prueba de que vivía allí" in hoa.page.text
    row = at_the_desk(server, number)
    assert row["program"] == {"id": "flood-relief", "version": 1, "name": "Flood Relief"}, row["program"]
    assert row["status"] == "incomplete" and not row["expedited"] and days_until(row) == 12, row
    assert row["answers"]["sleeps"] == "friends" and row["answers"]["savings"] == money("250.00")
    queue = server.sign_in("ana").get("/v1/applications?program=flood-relief").json["items"]
    assert number in [item["number"] for item in queue]
    assert {item["requirement"] for item in row["missing"] if item["state"] == "requested"} >= {"lived_there", "pictures"}
    notices = letters(server.sign_in("sam"), row, "missing")
    assert [notice["language"] for notice in notices] == ["es"], notices
    text = notices[0]["rendered_text"]
    assert "Envíe hasta el" in text and "Fotos de los daños" in text and "Llame al 1-800-555-0100." in text, text
    page = Visitor(server).sign_in(number, code.replace(" ", "")).get("/applications/%s?lang=es" % number).page.text
    assert "Inundación: tenemos %s." % number in page, page


@story("who sleeps outside is on the short clock")
def _(server):
    row = at_the_desk(server, number_and_code(apply(server, sleeps="outside"))[0])
    assert row["expedited"] and days_until(row) == 3, row


@story("the file has no words of its own for that: the agency's say it, in the applicant's language")
def _(server):
    for sleeps in ("outside", "friends"):
        number, code = number_and_code(apply(server, sleeps=sleeps))
        page = Visitor(server).sign_in(number, code.replace(" ", "")).get("/applications/%s?lang=es" % number).page.text
        assert ("Su solicitud pasa antes que otras" in page) == (sleeps == "outside"), (sleeps, page)


@story("the worksheet shows the file's arithmetic, and a denial says the file's reason")
def _(server):
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    answers = {**ANSWERS, "savings": money("7000.00"), "signature": "Ana"}
    answer = ina.post("/v1/applications", filing(program="flood-relief", answers=answers))
    assert answer.status == 201, answer
    row = read(ana, give(sam, answer.json, ana.session["worker"]["id"]))
    sheet = ana.get(path(row, "/worksheet")).json
    steps = {step["id"]: step["value"] for step in sheet["steps"]}
    assert steps == {"size": "2", "payment": "600.00"}, steps
    assert sheet["advice"] == "denied" and sheet["reasons"] == ["D42"], sheet
    # There is no interview in this program: not offered, and refused.
    assert "interview" not in row["allowed_actions"] and "deny" in row["allowed_actions"], row["allowed_actions"]
    body = decision(row, "denied", {"code": "D42", "facts": {"savings": money("7000.00"), "limit": money("5000.00")}})
    answer = decide(ana, row, body)
    assert answer.status == 201, answer
    text = letters(sam, row, "denial")[0]["rendered_text"]
    assert "Usted tiene $7,000.00. El límite es $5,000.00." in text and "Audiencia hasta el" in text, text


@story("a new version holds for who applies then; open applications stay on theirs")
def _(server):
    old = at_the_desk(server, number_and_code(apply(server))[0])
    program = flood(2)
    program["clocks"]["decision_days"] = 20
    program["sections"][0]["questions"].append(question("pets", "yesno", "Do you have pets?", "¿Tiene mascotas?", required=False))
    program["requirements"] = program["requirements"][:1]
    program["name"] = both("Flood and Storm Relief", "Ayuda por Inundación y Tormenta")
    where, _ = file_of(server, program, "second.json")
    status, said = words("diff", "--db", server.db, "flood-relief", where)
    assert status == 0, said
    for line in ('added: question "pets"', 'removed: proof "pictures"', "changed: days to decide", "now 20",
                 "changed: name (es)", "was Ayuda por Inundación"):
        assert line in said, (line, said)
    assert publish(server, program)
    wait_for(lambda: published(server).get("flood-relief") == 2, 5)
    again = server.sign_in("sam").get(path(old)).json
    assert again["program"]["version"] == 1 and again["due_on"] == old["due_on"], again
    assert item_of(again, "pictures")["state"] == "requested"
    answer = server.sign_in("ina").post("/v1/applications", filing(program="flood-relief", answers={**ANSWERS, "signature": "Ana"}))
    row = at_the_desk(server, answer.json["number"])
    assert row["program"]["version"] == 2 and row["program"]["name"] == "Flood and Storm Relief" and days_until(row) == 20
    assert "pictures" not in [item["requirement"] for item in row["missing"]]
    assert "Ayuda por Inundación y Tormenta" in Visitor(server).get("/?lang=es").page.text


@story("a version is published once, and a broken next one leaves the last in force")
def _(server):
    before = everything(server)
    where, _ = file_of(server, flood(2))
    status, said = words("publish", "--db", server.db, where)
    assert status == 1 and "already" in said, said
    program = flood(3)
    program["reasons"] = [reason for reason in program["reasons"] if reason["kind"] != "deny"]
    where, _ = file_of(server, program)
    status, said = words("publish", "--db", server.db, where)
    assert status == 1 and "D41" in said, said
    assert everything(server) == before


def deny(server, code, facts=None, **answers):
    """Filed and denied under the version in force; its number."""
    ina, ana, sam = server.sign_in("ina"), server.sign_in("ana"), server.sign_in("sam")
    given = {name: value for name, value in {**ANSWERS, "signature": "Ana", **answers}.items() if value is not None}
    answer = ina.post("/v1/applications", filing(program="flood-relief", answers=given))
    assert answer.status == 201, answer
    row = read(ana, give(sam, answer.json, ana.session["worker"]["id"]))
    answer = decide(ana, row, decision(row, "denied", {"code": code, "facts": facts or {}}))
    assert answer.status == 201, answer
    return row["number"]


@story("a version published ahead waits for its first day")
def _(server):
    program = flood(9)
    program["effective_on"] = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
    program["name"] = both("Flood Relief to come", "Ayuda que viene")
    publish(server, program)
    wait_for(lambda: server.sign_in("ana").get("/v1/programs/flood-relief?version=9").status == 200, 5)
    assert published(server)["flood-relief"] == 2
    assert "to come" not in Visitor(server).get("/").page.text
    answer = server.sign_in("ina").post("/v1/applications", filing(program="flood-relief", answers={**ANSWERS, "signature": "Ana"}))
    assert at_the_desk(server, answer.json["number"])["program"]["version"] == 2


@story("a widened version lists the denials it would not make, for people, and touches none")
def _(server):
    rich = deny(server, "D42", {"savings": money("7000.00"), "limit": money("5000.00")}, savings=money("7000.00"))
    richer = deny(server, "D42", {"savings": money("9000.01"), "limit": money("5000.00")}, savings=money("9000.01"))
    dry = deny(server, "D41", damage="dry", sleeps=None)
    program = flood(3)
    program["parameters"]["savings"]["values"][0]["value"] = 9000
    program["cases"][2]["answers"]["savings"] = money("9000.01")
    where, _ = file_of(server, program, "third.json")
    before = everything(server)
    status, said = words("review", "--db", server.db, where)
    assert status == 0, said
    listed = said.split(rich + "  denied on ")
    assert len(listed) == 2 and "D42" in listed[1].splitlines()[0], said
    assert listed[1].splitlines()[1].strip() == "D42: the new rules do not give this reason", said
    assert listed[1].splitlines()[2].strip() == "as a whole, by the new rules: every rule is met", said
    assert richer not in said and dry not in said and "Nothing was changed." in said, said
    assert everything(server) == before
    # A new question was not asked then: nobody can say how it would come out.
    program["sections"][1]["questions"].append(question("car", "yesno", "Do you own a car?", "¿Tiene carro?"))
    program["eligibility"][1]["rule"] = {"and": [{"<=": [{"var": "savings"}, {"var": "table.savings"}]}, {"==": [{"var": "car"}, False]}]}
    for one in program["cases"]:
        one["answers"]["car"] = False
    file_of(server, program, "third.json")
    status, said = words("review", "--db", server.db, where)
    assert status == 0 and "need what was not asked then" in said, said
    # A reason that is gone.
    program = flood(3)
    program["reasons"] = [reason for reason in program["reasons"] if reason["code"] != "D42"]
    program["eligibility"].pop()
    del program["cases"][2]
    del program["parameters"]["savings"]
    file_of(server, program, "third.json")
    status, said = words("review", "--db", server.db, where)
    assert status == 0 and said.count("D42: the new version has no such reason") >= 2 and dry not in said, said
    assert words("review", "--db", server.db, "nosuch")[0] == 1


@story("after its last day nobody applies by the pages, and a worker takes in what came late")
def _(server):
    begun = Applicant(server).start("flood-relief")
    program = flood(19)
    yesterday = datetime.date.today() - datetime.timedelta(days=2)
    program["open"] = {"from": "2025-01-01", "to": "2024-12-31"}
    where, _ = file_of(server, program)
    status, said = words("check", where)
    assert status == 1 and "it ends before it begins" in said, said
    program["open"]["to"] = yesterday.isoformat()
    assert publish(server, program)
    wait_for(lambda: published(server).get("flood-relief") == 19, 5)
    late = Applicant(server).go("/apply/flood-relief?lang=en")
    assert "The last day to apply was" in late.page.text and "Apply now" not in late.page.text
    assert late.go("/apply/flood-relief/you?lang=en").path.split("?")[0] == "/apply/flood-relief", late.path
    # What was begun before is kept, and refused in words, not filed.
    begun.press("next", **{"q-home": "1 River Rd", "q-damage": "gone"})
    begun.go("/apply/flood-relief/review?lang=en")
    begun.press("send", **{"q-signature": "Hoa Nguyen"})
    assert begun.at() != "receipt" and "not taken any more" in begun.page.text, begun.page.text
    answer = server.sign_in("ina").post("/v1/applications", filing(program="flood-relief", answers={**ANSWERS, "signature": "Ana"}))
    assert answer.status == 201, answer


if __name__ == "__main__":
    run()
