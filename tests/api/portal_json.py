#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The applicant's side in JSON: the form in the asked language, applying with
a retry key, accounts and their tokens."""

import json
import os
import re

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

from apply_words import filed
from server import SAMPLE, SOURCE, Database, Skip, fresh_key, run, story
from visitor import Visitor

WHO = {"name": "Jason Front", "born_on": "1980-02-03", "county": "Davidson", "phone": "615-555-0142",
       "address": {"line1": "1 Wire Road", "city": "Nashville", "state": "TN", "zip": "37201"}}


SEEN = []  # what went back and forth: held against the description at the end


def send(server, path, body, method="POST", key=None, token=None):
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    if token:
        headers["Authorization"] = "Bearer " + token
    visitor = Visitor(server).send(method, path, body=json.dumps(body) if body is not None else None, headers=headers)
    visitor.json = json.loads(visitor.text)
    SEEN.append((method, path.split("?")[0], body, visitor.status, visitor.json))
    if visitor.status >= 400:
        assert visitor.headers["Content-Type"] == "application/problem+json", visitor.headers
    return visitor


def key():
    made = fresh_key()
    return made if made.startswith('"') else '"%s"' % made


def body(**more):
    return {**{"program": "snap", "language": "en", "applicant": WHO,
               "answers": {"signature": "Jason Front", "rent": {"amount": "500.00", "currency": "USD"}}}, **more}


def pointers(answer):
    return {error["pointer"] for error in answer.json["errors"]}


@story("the form comes in the asked language, with its conditions")
def _(server):
    for language, title in (("en", "Do you need food now?"), ("es", "¿Necesita alimentos ahora?")):
        form = send(server, "/portal/v1/programs/snap/form?lang=" + language, None, "GET").json
        assert form["language"] == language and form["sections"][0]["title"] == title
        asked = {question["id"]: question for section in form["sections"] for question in section["questions"]}
        assert asked["jobs"]["when"] == {"==": [{"var": "anyone_works"}, True]} and asked["jobs"]["fields"][0]["label"]
        assert form["filing"] == {"customer": ["name", "address"], "answers": ["signature"]}
        assert "{\"en\"" not in json.dumps(form)
    assert send(server, "/portal/v1/programs/nosuch/form", None, "GET").status == 404


@story("an application is filed, and its number and code open its status")
def _(server):
    made = send(server, "/portal/v1/applications", body(), key=key())
    assert made.status == 201 and made.json["status"] == "incomplete" and made.json["missing"], made.text
    status = send(server, "/portal/v1/status", {"number": made.json["number"], "access_code": made.json["access_code"]})
    assert status.status == 200 and status.json["missing"] == made.json["missing"]
    row = filed(server, made.json["number"])
    assert row["answers"]["rent"]["amount"] == "500.00" and row["channel"] == "web"


@story("the same key and body answer the same, once; another body is refused")
def _(server):
    retry, count = key(), "SELECT count(*) AS n FROM application"
    before = Database(server.db).execute(count)[0]["n"]
    answers = [send(server, "/portal/v1/applications", body(), key=retry) for _ in range(3)]
    assert [a.status for a in answers] == [201] * 3 and len({a.text for a in answers}) == 1
    assert Database(server.db).execute(count)[0]["n"] == before + 1
    other = send(server, "/portal/v1/applications", body(language="es"), key=retry)
    assert other.status == 422 and other.json["code"] == "idempotency_mismatch"
    assert send(server, "/portal/v1/applications", body()).json["code"] == "idempotency_key_missing"


@story("what is missing or wrong is named by its pointer, and nothing is filed")
def _(server):
    count = "SELECT count(*) AS n FROM application"
    before = Database(server.db).execute(count)[0]["n"]
    without = {k: v for k, v in WHO.items() if k not in ("name", "county")}
    cases = [(body(applicant=without), "/applicant/name"), (body(applicant=without), "/applicant/county"),
             (body(answers={}), "/answers/signature"), (body(program="nosuch"), "/program"),
             (body(answers={"rent": 5, "signature": "x"}), "/answers/rent"),
             (body(answers={"nosuch": 1, "signature": "x"}), "/answers/nosuch"),
             (body(applicant={**WHO, "role": "admin"}), "/applicant"),
             (body(applicant={**WHO, "born_on": "soon"}), "/applicant/born_on"),
             (body(applicant={**WHO, "born_on": "0095-03-04"}), "/applicant/born_on"),
             (body(extra=1), "")]
    for sent, pointer in cases:
        answer = send(server, "/portal/v1/applications", sent, key=key())
        assert answer.status == 422 and pointer in pointers(answer), (pointer, answer.text)
    assert Visitor(server).send("POST", "/portal/v1/applications", {"program": "snap"}).status == 415
    assert Database(server.db).execute(count)[0]["n"] == before


@story("an account is made and its token files under one record; neither tells who has one")
def _(server):
    given = {"login": "wire@feather.example", "password": "correct horse battery"}
    first, again = (send(server, "/portal/v1/accounts", given) for _ in range(2))
    assert first.status == again.status == 202 and first.text == again.text
    session = send(server, "/portal/v1/sessions", given)
    assert session.status == 201, session.text
    token = session.json["token"]
    one = send(server, "/portal/v1/applications", body(), key=key(), token=token)
    two = send(server, "/portal/v1/applications", body(program="families-first", answers={"signature": "J"}), key=key(), token=token)
    assert one.status == two.status == 201, two.text
    assert filed(server, one.json["number"])["customer"]["id"] == filed(server, two.json["number"])["customer"]["id"]
    wrong = [send(server, "/portal/v1/sessions", dict(given, **change))
             for change in ({"password": "wrong password"}, {"login": "nobody@feather.example"})]
    assert wrong[0].status == wrong[1].status == 401 and wrong[0].json["code"] == wrong[1].json["code"]
    assert send(server, "/portal/v1/applications", body(), key=key(), token=token[:-1] + ("x" if token[-1] != "x" else "y")).status == 401


def description(server):
    return json.loads(Visitor(server).get("/portal/v1/openapi.json").text)


@story("the description names every route there is, and no other")
def _(server):
    with open(os.path.join(SOURCE, "src/server/portal/pages.def"), encoding="utf-8") as file:
        rows = re.findall(r'PAGE(?:_CHECKED)?\((\w+), +"(/portal/v1/[^"]+)"', file.read())
    served = {(method.lower(), path) for method, path in rows if not path.endswith("openapi.json")}
    told = {(method, path) for path, item in description(server)["paths"].items() for method in item}
    assert told == served, told ^ served


@story("what went back and forth is as the description says, and what is not is noticed")
def _(server):
    if Draft202012Validator is None:
        raise Skip("python3-jsonschema is not installed")
    told = description(server)

    def faults(schema, value):
        return list(Draft202012Validator({"$ref": "#/x", "x": schema, "components": told["components"]}).iter_errors(value))

    kinds = set()
    for method, path, sent, status, got in SEEN:
        place = next(p for p in told["paths"] if re.fullmatch(re.sub(r"{\w+}", r"[^/]+", p), path))
        operation = told["paths"][place][method.lower()]
        answer = operation["responses"].get(str(status)) or told["components"]["responses"]["Problem"]
        assert not faults(next(iter(answer["content"].values()))["schema"], got), (path, status, got)
        if status < 300 and sent is not None:
            assert not faults(operation["requestBody"]["content"]["application/json"]["schema"], sent), sent
        kinds.add((place, status < 300))
    assert len(kinds) >= 8, kinds
    receipt = told["components"]["schemas"]["Receipt"]
    good = next(got for _, path, _, status, got in SEEN if path.endswith("applications") and status == 201)
    assert faults(receipt, dict(good, access_code="12")) and faults(receipt, {k: good[k] for k in good if k != "number"})


run(sample=SAMPLE)
