# SPDX-License-Identifier: Apache-2.0
"""Attacks in every text field of the case API and of the pages beside it.

Which fields there are is asked of the server itself (its OpenAPI description):
a new one that is neither planted here nor set aside with its reason fails.  A
body names its fields by "@" before a value that is in order; each gets as much
of HOSTILE as the server lets into it, found out by dry runs.
"""

import datetime
import os
import re

from attacks import HOSTILE, WITNESS
from cases import ANSWERS, accept, bring_to_ready, decision, denied_and_drawn, file_application, filing, give, item_of, money, path, read
from papers import pdf, png, upload
from server import PASSWORD, fresh_key, mine, take_up, wait_for
from visitor import Visitor

SIZES = (16000, 3500, 1900, 900, 450, 240, 110, 55, 35)

# Fields that no text of a person's goes into, or that nobody else ever reads.
ASIDE = {
    r"/v1/(sessions|me/(second-factor(/confirm)?|signing-key|password))": "secrets of whoever types them, and keys",
    r"/v1/me/drafts/.*": "sealed: the server cannot read it, and its worker alone types it",
    r"POST /v1/me/conflicts \.customer_number": "finds a customer, and is not kept",
    r"PUT /v1/me/filters/.* \.(sort|column)": "names of columns",
    r"POST /v1/applications \.customer\.(case_number|ssn_last4|applications.*|household.*|contacts.*|pinned_notes.*)":
        "the answer's, or given by a change of the customer",
    r"POST /v1/applications \.customer\.household.*": "the answer's",
    r".* \.(note\.)?(channel|ground|kind|direction|mode)": "one of a few words",
    r"POST /v1/applications/\{id\}/appeals \.how": "one of a few words",
    r"POST /v1/applications/\{id\}/missing \.items\[\]\.(requirement|person|source|period)": "what the program asks of this application",
    r".* \.missing\.requirements\[\]": "what the program asks",
    r".* \.reasons\[\]\.code": "a reason of the program's",
    r"POST /v1/reassignments \.(from\.(filter|marks).*|to\[\]|teams\[\])": "a question, and numbers",
    r"PATCH /v1/reassignments/\{id\} \.drop\[\]": "numbers",
}


def resolve(document, schema):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].split("/")[-1]]
    return schema


def text_fields(document):
    """Every "METHOD /path .field" that takes a text of any kind."""
    found = set()

    def walk(schema, at):
        schema = resolve(document, schema)
        for way in ("oneOf", "anyOf", "allOf"):
            for one in schema.get(way, []):
                walk(one, at)
        if "properties" in schema:
            for name, one in schema["properties"].items():
                walk(one, at + "." + name)
        elif "items" in schema:
            walk(schema["items"], at + "[]")
        elif "string" in schema.get("type", "") and not {"enum", "const", "pattern", "format"} & set(schema):
            found.add(at)
    for where, item in document["paths"].items():
        for method, operation in item.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if method in ("post", "put", "patch") and schema:
                walk(schema, "%s %s " % (method.upper(), where))
    return found


def pack(attacks, size):
    """One text of as many attacks as have room, readable words between them."""
    text = WITNESS
    for attack in attacks:
        if len((text + attack).encode()) + len(WITNESS) + 2 <= size:
            text += " " + attack + " " + WITNESS[:3]
    return text


class Planter:
    def __init__(self):
        self.allowed, self.room = {}, {}
        self.turn = 0
        self.planted = set()

    @staticmethod
    def fill(body, choose, at=""):
        """choose(field, value in order) for each field."""
        if isinstance(body, dict):
            return {name: Planter.fill(one, choose, "%s.%s" % (at, name)) for name, one in body.items()}
        if isinstance(body, list):
            return [Planter.fill(one, choose, at + "[]") for one in body]
        return choose(at, body[1:]) if isinstance(body, str) and body.startswith("@") else body

    @staticmethod
    def fields(body):
        found = []
        Planter.fill(body, lambda at, _: found.append(at) or "")
        return sorted(set(found))

    def learn(self, ask, pattern, body):
        """Which attacks each field lets in alone, and how many bytes of them."""
        for field in self.fields(body):
            name = pattern + " " + field
            if name in self.allowed:
                continue

            def holds(text):
                return ask(self.fill(body, lambda at, value: text if at == field else value)).status < 300
            self.allowed[name] = [what for what, text in HOSTILE.items() if holds(pack([text], 10000))]
            texts = [HOSTILE[what] for what in self.allowed[name]]
            self.room[name] = next((size for size in SIZES if texts and holds(pack(texts * 9, size))), 0)

    def text(self, name, value):
        """Another part of what may be there each time."""
        attacks = [HOSTILE[what] for what in self.allowed[name]]
        self.turn += 5
        at = self.turn % max(1, len(attacks))
        return pack((attacks[at:] + attacks[:at]) * 9, self.room[name]) if self.room[name] else value

    def send(self, client, pattern, body, version=None, **ids):
        """Tried first, then once for good."""
        method, where = pattern.split()
        where = re.sub(r"\{(\w+)\}", lambda match: ids[match.group(1)], where)
        dry = "?dry_run=true" if "/me/filters/" not in where else ""

        def ask(filled):
            return client.request(method, where + dry, filled, version=version, key=None if dry else fresh_key())
        plain = ask(self.fill(body, lambda at, value: value))
        assert plain.status < 300, (pattern, plain)
        self.learn(ask, pattern, body)
        filled = self.fill(body, lambda at, value: self.text(pattern + " " + at, value))
        answer = client.request(method, where, filled, version=version)
        assert answer.status < 300, (pattern, answer)
        self.planted |= {pattern + " " + field for field in self.fields(body)}
        return answer.json if answer.body else None

    def let_in(self):
        return sorted(name for name in self.planted if self.allowed[name] and self.room[name])

    def forgotten(self, document):
        return sorted(name for name in text_fields(document) - self.planted
                      if not any(re.fullmatch("(\\w+ )?(?:%s)( .*)?" % aside, name) for aside in ASIDE))


class World:
    """One of everything that has words of somebody's, on a sample agency."""

    def __init__(self, server, mail):
        self.server, self.mail, self.plant = server, mail, Planter()
        self.names()
        self.ana, self.sam, self.hob = (server.sign_in(name) for name in ("ana", "sam", "hob"))
        self.me = self.ana.session["worker"]["id"]
        take_up(server, self.ana, "portal_url", "https://help.agency.example")
        # A sample agency has a day of its own.
        today = file_application(self.ana)["filed_on"]
        self.soon = (datetime.date.fromisoformat(today) + datetime.timedelta(days=3)).isoformat()
        self.open = self.an_open_one()
        self.ready = self.a_ready_one()
        self.denied = self.a_denied_one()
        self.an_early_denial()
        self.proposed = self.one_for_a_second_person()
        self.gone = self.a_withdrawn_one()
        self.alike()
        self.moves()
        self.mine()
        self.feedback()
        self.home()

    def send(self, client, pattern, body, subject=None, **ids):
        version = subject["version"] if subject else None
        if subject and "id" not in ids:
            ids["id"] = subject["id"]
        return self.plant.send(client, pattern, body, version, **ids)

    def home(self):
        """At the end: what is planted takes turns, and two records have to stay alike."""
        customer = self.ana.get("/v1/customers/" + self.open["customer"]["id"]).json
        self.send(self.ana, "PATCH /v1/customers/{id}", {"household": [{"name": "@Linh Stone", "relation": "@child"}]}, customer)

    def names(self):
        """Of colleagues and their teams: the operator types them."""
        name = pack([HOSTILE[what] for what in ("title", "override", "clear, C1", "flood", "wide")], 100)
        self.server.command("worker", "team", "--db", self.server.db, "t_hostile", name)
        led = self.server.sign_in("sam").session["worker"]["led_team_ids"]
        self.server.command("worker", "change", "--db", self.server.db, "--username", "sam", "--leads", ",".join([*led, "t_hostile"]))
        self.server.command("worker", "add", "--db", self.server.db, "--username", "hob", "--name", name, "--roles", "caseworker",
                            "--password-fd", "0", "--teams", ",".join([*led, "t_hostile"]), text=PASSWORD + "\n")

    def file(self):
        """As somebody fills it in at home, all of it attack."""
        names = list(HOSTILE.values())
        self.plant.turn += 3
        person = pack(names[self.plant.turn % 30:], 60)
        answers = dict(ANSWERS, anyone_works=True, interview_times="@mornings", signature="@Hoa",
                       household=[dict(ANSWERS["household"][0], name=person)],
                       jobs=[{"person": person, "employer": "@Acme", "pay_every": "month", "gross": money("800.00")}])
        body = filing("@Hoa Stone", answers=answers, language="@es")
        body["customer"].update(preferred_name="@Hoa", spoken_language="@es", language="@es", phone="@(615) 555-0000",
                                email="@p@home.example", county="@Davidson",
                                address={"line1": "@1 Elm St", "line2": "@2nd floor", "city": "@Nashville", "state": "@TN", "zip": "@37201"})
        made = self.send(self.ana, "POST /v1/applications", body)
        customer = self.ana.get("/v1/customers/" + made["customer"]["id"]).json
        self.send(self.ana, "PATCH /v1/customers/{id}", {
            "name": "@Hoa Stone", "preferred_name": "@Hoa", "language": "@en", "spoken_language": "@es", "phone": "@(615) 555-0000",
            "email": "@p@home.example", "county": "@Davidson", "pinned_notes": [{"text": "@speaks softly", "until": self.soon}],
            "contacts": [{"name": "@Linh", "role": "@interpreter", "phone": "@(615) 555-0001", "email": "@l@home.example"}],
            "address": {"line1": "@1 Elm St", "line2": "@2nd floor", "city": "@Nashville", "state": "@TN", "zip": "@37201"}}, customer)
        return read(self.ana, made)

    def an_open_one(self):
        case = give(self.sam, self.file(), self.me)
        case = self.send(self.ana, "PATCH /v1/applications/{id}/answers", {"answers": {"cash": money("12.00")}, "how": "@said so"}, case)
        items = [{name: item[name] for name in ("requirement", "person", "source", "period") if item.get(name)}
                 for item in case["missing"] if item["cured_by"] == "applicant" and item["state"] in ("unmet", "requested")]
        case = self.send(self.ana, "POST /v1/applications/{id}/missing",
                         {"items": [dict(items[0], reason="@it was dark"), *items[1:]], "message": "@Please."}, case)
        for name, data in (("card", pdf("Card")), ("photo", png())):
            for text in (HOSTILE["title"], HOSTILE["override"] + HOSTILE["wide"], HOSTILE["newline"], HOSTILE["clear, C1"], name):
                upload(self.ana, case, data, "identity", WITNESS + text + WITNESS)
        assert upload(self.ana, case, pdf(), "identity", b"caf\xe9").status < 300 or True
        case = read(self.ana, case)
        self.send(self.ana, "PUT /v1/applications/{id}/verifications/{item}", {"state": "insufficient", "how": "@blurred"}, case,
                  item=item_of(case, "identity")["id"], id=case["id"])
        case = read(self.ana, case)
        for more in ({"kind": "note"}, {"kind": "call", "direction": "in", "number": "@615 555 0000"}):
            self.plant.send(self.ana, "POST /v1/applications/{id}/notes", dict(more, text="@t"), id=case["id"])
        self.plant.send(self.ana, "POST /v1/applications/{id}/reminders", {"on": self.soon, "text": "@ring"}, id=case["id"])
        self.send(self.ana, "POST /v1/applications/{id}/access-code", {"identity": "@identity card"}, case)
        known = [row["customer"]["id"] for row in mine(self.ana)]
        known = next(one for one in known if self.ana.get("/v1/customers/" + one).json.get("ssn_last4"))
        self.plant.send(self.ana, "POST /v1/customers/{id}/ssn", {"reason": "@wages"}, id=known)
        return read(self.ana, case)

    def a_ready_one(self):
        case = give(self.sam, self.file(), self.me)
        for item in case["missing"]:
            if item["requirement"] != "interview":
                case = accept(self.ana, case, item)
        case = self.ana.post(path(case, "/claim"), version=case["version"]).json
        case = self.send(self.ana, "POST /v1/applications/{id}/interview", {"state": "held", "mode": "phone", "note": "@late"}, case)
        marks = {"marks": [{"application_id": case["id"], "version": case["version"]}]}
        for what in ({"note": {"text": "@t", "kind": "call", "direction": "in", "number": "@615"}}, {"reminder": {"on": self.soon, "text": "@ring"}},
                     {"missing": {"requirements": ["utilities"], "message": "@Please."}}):
            self.plant.send(self.ana, "POST /v1/applications/bulk", dict(marks, **what))
        return read(self.ana, case)

    def a_denied_one(self):
        denied_and_drawn(self.server, self.ana, self.sam, self.ana)  # one that still waits for its review
        case = bring_to_ready(self.ana, self.sam, self.file(), self.me)
        body = decision(case, "denied", {"code": "D10", "facts": {"person": "@Hoa", "place": "@here"}}, "D06")
        body.update(rationale="@as the file shows", advice_differs_because="@it is")
        made = self.send(self.ana, "POST /v1/applications/{id}/decisions", body, case)
        wait_for(lambda: self.ana.get("/v1/decisions/%s/review" % made["id"]).status == 200)
        self.plant.send(self.sam, "POST /v1/decisions/{id}/review", {"outcome": "error", "kind": "procedure", "words": "@look again"}, id=made["id"])
        self.server.command("setting", "--db", self.server.db, "review_percent", "0")
        case = read(self.ana, case)
        case = self.send(self.ana, "POST /v1/applications/{id}/appeals", {"how": "phone", "text": "@not right"}, case)
        appeal = self.ana.get(path(case, "/appeals")).json["items"][0]
        self.plant.send(self.sam, "POST /v1/appeals/{id}/result", {"result": "upheld", "note": "@heard"}, case["version"], id=appeal["id"])
        return read(self.ana, case)

    def an_early_denial(self):
        """Which a supervisor lets through."""
        case = bring_to_ready(self.sam, self.sam, self.file(), self.sam.session["worker"]["id"])
        body = decision(case, "denied", "D06", override_reason="@said so herself")
        self.send(self.sam, "POST /v1/applications/{id}/decisions", body, case)

    def one_for_a_second_person(self):
        case = bring_to_ready(self.ana, self.sam, self.file(), self.me)
        body = decision(case, "approved", "A04", amounts=[{"from": "2026-01-01", "amount": money("1999.00")}])
        body.update(rationale="@as the file shows")
        made = self.ana.post(path(case, "/decisions"), self.plant.fill(body, lambda at, value: pack(list(HOSTILE.values()), 2000)),
                             version=case["version"])
        assert made.status == 201 and made.json["state"] != "issued", made
        self.plant.send(self.sam, "POST /v1/decisions/{id}/approval", {"approve": False, "reason": "@not yet"}, 1, id=made.json["id"])
        case = read(self.ana, case)
        made = self.ana.post(path(case, "/decisions"), self.plant.fill(dict(body, application_version=case["version"]), lambda at, value:
                             pack(list(HOSTILE.values()), 2000)), version=case["version"])
        assert made.status == 201, made
        return read(self.ana, case)

    def a_withdrawn_one(self):
        case = give(self.sam, self.file(), self.me)
        case = self.send(self.sam, "PUT /v1/applications/{id}/assignment", {"worker_id": "", "reason": "@too much"}, case)
        case = give(self.sam, case, self.me)
        case = self.send(self.ana, "POST /v1/applications/{id}/release", {"reason": "@ill"}, case)
        case = give(self.sam, case, self.me)
        case = self.send(self.ana, "POST /v1/applications/{id}/withdraw", {"reason": "@moved away"}, case)
        case = self.send(self.sam, "POST /v1/applications/{id}/reopen", {"ground": "window", "reason": "@came back"}, case)
        case = give(self.sam, case, self.me)
        return self.send(self.ana, "POST /v1/applications/{id}/withdraw", {"reason": "@moved away"}, case)

    def alike(self):
        """The same person three times: two are said to be two, two are made one."""
        first, second, third = (give(self.sam, self.file(), self.me) for _ in range(3))
        customer = self.ana.get("/v1/customers/" + first["customer"]["id"]).json
        self.send(self.ana, "POST /v1/customers/{id}/not-same", {"other_id": second["customer"]["id"], "reason": "@seen both"}, customer)
        customer = self.ana.get("/v1/customers/" + first["customer"]["id"]).json
        self.send(self.ana, "POST /v1/customers/{id}/merge", {"other_id": third["customer"]["id"], "reason": "@one card"}, customer)
        self.merged = read(self.ana, first)

    def moves(self):
        """Plans, carried out and not, an absence, a conflict."""
        one, other = (give(self.sam, self.file(), self.me) for _ in range(2))
        made = self.plant.send(self.sam, "POST /v1/reassignments", {"from": {"marks": [one["id"]]}, "reason": "@even"})
        done = self.sam.post("/v1/reassignments/%s/commit" % made["id"], version=made["version"])
        assert done.status == 200, done
        self.plant.send(self.sam, "POST /v1/reassignments/{id}/revert", {"reason": "@no"}, done.json["version"], id=made["id"])
        made = self.plant.send(self.sam, "POST /v1/reassignments", {"from": {"marks": [other["id"]]}, "reason": "@even"})
        self.plant.send(self.sam, "PATCH /v1/reassignments/{id}", {"reason": "@more even"}, made["version"], id=made["id"])
        hob = self.hob.session["worker"]["id"]
        self.plant.send(self.hob, "PUT /v1/workers/{id}/leave", {"from": self.soon, "to": self.soon, "reason": "@ill"}, id=hob)
        self.plant.send(self.ana, "POST /v1/me/conflicts", {"customer_id": other["customer"]["id"], "reason": "@my cousin"})

    def mine(self):
        for room in ("mine", "team", "customers"):
            self.plant.send(self.ana, "PUT /v1/me/filters/{id}", {"name": "@rent", "room": room, "words": "@Hoa"}, id="f_" + room)

    def feedback(self):
        """By the link of the e-mail about the denial."""
        def link():
            for name in os.listdir(self.mail):
                with open(os.path.join(self.mail, name), encoding="utf-8") as file:
                    found = re.search(r"/feedback/[0-9A-Za-z_-]+", file.read().replace("=\n", ""))
                if found:
                    return found.group(0)
            return None
        where = wait_for(link)
        visitor = Visitor(self.server).get(where)
        token = visitor.page.attribute("input", "value", name="token")
        visitor.send("POST", where, {"token": token, "lang": "en", "score": "2", "comment": pack(list(HOSTILE.values()), 900)})
        assert visitor.status == 200, visitor.text
