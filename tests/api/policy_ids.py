#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ids swapped in every field that has one: of what is hidden from who asks, of what
does not exist, and of something of another kind, the answer is the same.

The fields are those of the server's own description: a new one that is neither
tried here nor said to be no id fails.
"""

import re

from cases import path
from policy_agency import NAMED, PEOPLE, SOON, Agency, bare
from policy_fields import FIELDS, NO_ID, OF, Field, fields, is_word
from policy_own import Spare
from policy_rows import NOBODYS, ROUTES
from server import Client, run, story

# Whom a caseworker of the team East and its supervisor do not see; and what nobody is.
OTHERS = {"worker": ("ben", "wes", "w_nosuch"), "team": ("t_east", "t_west", "t_nosuch")}
NEW = re.compile("[acn]_01[0-9a-z]{18}")
MADE = []


def agency(server):
    if not MADE:
        MADE.append(Agency(server, sorts=("open", "sealed")))
        for who, sort in (("sam", "open"), ("ben", "sealed")):
            case = MADE[0].cases["held" + sort]
            noted = MADE[0].client(who).post(path(case.application, "/notes"), {"text": "since", "kind": "note"}, key="key" + who)
            assert noted.status == 201, noted
    return MADE[0]


def path_fields(keys):
    """Those in the paths of routes about a case, tried with the route's own request."""
    found = {}
    for key in keys:
        route, place = key.split(" path:") if " path:" in key else (key, None)
        if place and route in ROUTES and key not in NO_ID:
            parts = route.split("/")
            kind = OF.get(parts[parts.index("{%s}" % place) - 1])
            if kind:
                found[key] = Field(kind, ask=lambda a, case, value, route=route, kind=kind:
                                   ROUTES[route].ask(case, dict(case.ids, **{kind: value})))
    return found


def all_fields(described):
    return {**path_fields(described), **FIELDS}


class Swap:
    """One field, tried."""

    def __init__(self, a, key, field, described):
        self.a, self.key, self.field = a, key, field
        self.route = key.split(" ")[0] + " " + key.split(" ")[1]
        self.row = ROUTES[self.route]
        self.state = field.state or self.row.state
        self.case, self.hidden = a.cases[self.state + "open"], a.cases[self.state + "sealed"]
        self.who = a.people[field.who] if field.who else next(
            person for person in PEOPLE if person.username not in NAMED and person.roles & self.row.roles
            and not self.row.expected(person, self.case)[1] and min(self.row.expected(person, self.case)[0]) < 400)
        row = described["paths"][self.route.split(" ")[1]][self.route.split(" ")[0].lower()]
        self.dry = any(one["name"] == "dry_run" for one in row.get("parameters", ()))

    def values(self):
        """Of what who asks may see, of what is hidden from them, of nothing."""
        kind = self.field.kind
        if kind == "worker":
            good, hidden, missing = OTHERS[kind]
            return self.a.people[self.field.good or good].id, self.a.people[hidden].id, missing
        if kind == "team":
            return OTHERS[kind]
        if kind == "key":
            return self.case.ids[kind], "keysam", NOBODYS[kind]
        return self.case.ids[self.field.good or kind], self.hidden.ids[kind], NOBODYS[kind]

    def answer(self, value, dry):
        ask = self.field.ask(self.a, self.case, value)
        answer = ask.send(self.who.client, dry)
        if self.key.startswith("DELETE /v1/reassignments/") and answer.status == 204:
            self.a.plan(self.case)
        status, headers, text = bare(answer, (value, *self.case.ids.values()))
        # What is made has a new id each time.
        if self.field.inert:
            return status, [(name, NEW.sub("", value)) for name, value in headers], NEW.sub("", text)
        return status, headers, text

    def run(self):
        """What is wrong, in words."""
        good, hidden, missing = self.values()
        nothing = self.answer(missing, self.dry)
        wrong = []
        if self.field.kind in OTHERS and "supervisor" in self.who.roles and nothing[0] >= 400:
            # A supervisor finds every worker by name, and who leads a team: what stands in the way may be said.
            if not self.field.known and self.answer(hidden, self.dry)[0] < 400:
                wrong.append("hidden %s is taken" % (hidden,))
        elif self.answer(hidden, self.dry) != nothing:
            wrong.append("hidden %s, missing %s" % (self.answer(hidden, self.dry), nothing))
        found = self.answer(good, self.dry)
        if self.field.inert:
            wrong += ["%s, missing %s" % (found, nothing)] if found != nothing or found[0] >= 400 else []
        elif found == nothing or found[0] >= 400:
            wrong.append("what may be seen: %s, missing %s" % (found, nothing))
        for kind, other in self.case.ids.items():
            if self.field.others and not self.field.inert and self.is_other(kind) and self.answer(other, self.dry) != self.answer(missing, self.dry):
                wrong.append("%s's: %s, missing %s" % (kind, self.answer(other, self.dry), nothing))
        return ["%s as %s: %s" % (self.key, self.who.username, one) for one in wrong]

    def is_other(self, kind):
        same = {"other": "customer"}
        return kind in ("application", "customer", "decision", "notice", "interaction", "appeal", "reminder", "document", "note", "plan") \
            and same.get(kind, kind) != self.field.kind and self.case.ids.get(kind)


def amiss(described, tried):
    """Fields that are neither tried nor said to be no id, and what is said of no field."""
    found = fields(described)
    left = {key for key, (name, schema) in found.items() if not is_word(key, name, schema)} - set(tried) - set(OWN_FIELDS)
    return left | set(tried) - set(found) | set(NO_ID) - set(found) | set(OWN_FIELDS) - set(found)


def hidden_like_missing(a, key, hidden, missing, send, good=None):
    one, other = (bare(send(value), (value,)) for value in (hidden, missing))
    assert one == other, (key, one, other)
    assert good is None or bare(send(good), (good,)) != other, (key, "what is there is as if it were not", other)


# ---- what is one's own ----


def own_filters(a, route):
    ana, ben = a.client("ana"), a.client("ben")
    for client, name in ((ana, "f_mine"), (ben, "f_bens")):
        assert client.put("/v1/me/filters/" + name, {"room": "mine", "name": name}).status == 200
    method = route.split(" ")[0].lower()
    more = {"body": {"room": "team", "name": "x"}} if method == "put" else {}
    hidden_like_missing(a, route, "f_bens", "f_nosuch", lambda value: getattr(ana, method)("/v1/me/filters/" + value, **more),
                        "f_mine" if method == "get" else None)
    assert ben.get("/v1/me/filters/f_bens").json["room"] == "mine"


def own_drafts(a, route):
    ana, ben = a.client("ana"), a.client("ben")
    assert ben.put("/v1/me/drafts/d_bens", {"revision": 1, "sealed": "YmVu"}, key=None).status == 204
    if route.startswith("PUT"):
        hidden_like_missing(a, route, "d_bens", "d_nosuch", lambda value: ana.put(
            "/v1/me/drafts/" + value, {"revision": 9, "sealed": "YW5h"}, key=None))
    else:
        hidden_like_missing(a, route, "d_bens", "d_nosuch", lambda value: ana.delete("/v1/me/drafts/" + value, key=None, version=1))
    assert [row["sealed"] for row in ben.get("/v1/me/drafts").json["items"] if row["id"] == "d_bens"] == ["YmVu"]


def draft_of(a, route):
    """Whose draft it is says what it is about; nothing is looked up, and nobody else is told."""
    case, hidden = a.cases["heldopen"], a.cases["heldsealed"]

    def put(value):
        answer = a.client("ana").put("/v1/me/drafts/d_about", {"revision": 1, "sealed": "YW5h", "application_id": value}, key=None)
        assert a.client("ana").delete("/v1/me/drafts/d_about", key=None, version=1).status == 204
        return answer
    hidden_like_missing(a, route, hidden.ids["application"], "a_nosuch", put)
    assert put(case.ids["application"]).status == 204


def own_key(a, route):
    """The signing key that a new password seals: of another, it is as none."""
    spares = [Spare(a.server, role) for role in ("caseworker", "intake")]
    for spare in spares:
        assert spare.client.put("/v1/me/signing-key", spare.registration()).status == 200

    def change(value):
        asked = spares[0].changed()
        asked["signing_key"]["key"] = value
        return spares[0].client.put("/v1/me/password", asked, key=None)
    hidden_like_missing(a, route, spares[1].key.id, "0" * 32, change, spares[0].key.id)


def a_link(a, route):
    """Of a link that is there, with another's key."""
    ana, ids = a.client("ana"), a.cases["heldopen"].ids
    first, second = (ana.post("/v1/documents/%s/link" % ids["document"]).json["path"].split("/")[-2:] for _ in range(2))
    nobody = Client(a.server)
    hidden_like_missing(a, route, first[0], "dl_nosuch", lambda value: nobody.get("/v1/document-links/%s/%s" % (value, second[1])))
    hidden_like_missing(a, route, second[1], "A" * len(second[1]), lambda value: nobody.get("/v1/document-links/%s/%s" % (first[0], value)))
    assert nobody.get("/v1/document-links/" + "/".join(first)).status == 200


OWN_FIELDS = {
    "GET /v1/me/filters/{id} path:id": own_filters, "PUT /v1/me/filters/{id} path:id": own_filters, "DELETE /v1/me/filters/{id} path:id": own_filters,
    "PUT /v1/me/drafts/{id} path:id": own_drafts, "DELETE /v1/me/drafts/{id} path:id": own_drafts,
    "PUT /v1/me/drafts/{id} body:/application_id": draft_of,
    "PUT /v1/me/password body:/signing_key/key": own_key,
    "GET /v1/document-links/{id}/{key} path:id": a_link, "GET /v1/document-links/{id}/{key} path:key": a_link,
}


# ---- stories ----


def described(server):
    return Client(server).get("/v1/openapi.json").json


@story("every field that could name something is tried, or said by name to be no id")
def _(server):
    agency(server)
    document = described(server)
    left = amiss(document, all_fields(fields(document)))
    assert not left, sorted(left)


@story("hidden, missing, and of another kind: the same answer, in every field with an id")
def _(server):
    a, document = agency(server), described(server)
    tried, wrong = all_fields(fields(document)), []
    for key, field in tried.items():
        wrong += Swap(a, key, field, document).run()
    assert not wrong, "%d\n%s" % (len(wrong), "\n".join(wrong))
    print("# %d fields with ids swapped, %d of one's own, %d said to be no id" % (len(tried), len(OWN_FIELDS), len(NO_ID)))


@story("what is another's own is as if it were not, and stays as it is")
def _(server):
    a = agency(server)
    for key, try_it in OWN_FIELDS.items():
        try_it(a, key.split(" ")[0] + " " + key.split(" ")[1])


@story("leave that may not be read is not told by a plan, nor that there is any")
def _(server):
    a = agency(server)
    sam, wil, wes = a.client("sam"), a.client("wil"), a.people["wes"].id
    asked = {"from": {"absence": {"worker_id": wes}}, "reason": "r"}
    before = sam.post("/v1/reassignments?dry_run=true", asked, key=None)
    assert wil.put("/v1/workers/%s/leave" % wes, {"from": SOON, "to": SOON}).status == 200
    assert sam.get("/v1/workers/%s/leave" % wes).status == 404
    after = sam.post("/v1/reassignments?dry_run=true", asked, key=None)
    assert before.status == 422 and bare(after) == bare(before), (before, after)
    assert wil.post("/v1/reassignments?dry_run=true", asked, key=None).status == 200


@story("the checker finds what is planted")
def _(server):
    a, document = agency(server), described(server)
    tried = all_fields(fields(document))
    application, marks = "GET /v1/applications/{id} path:id", "POST /v1/applications/bulk body:/marks/*/application_id"

    def found():
        return [word for key in (application, marks) for word in Swap(a, key, tried[key], document).run()]

    assert not found()
    # A server that lets ana read a sealed record that does not name her.
    ana, kept = a.people["ana"], a.client("ana")
    ana.client = a.client("ben")
    try:
        wrong = found()
        assert len(wrong) == 2 and all("hidden (200" in word for word in wrong), wrong
    finally:
        ana.client = kept
    # What may be seen being as if it were not: the request is no good, and proves nothing.
    ana.client = a.client("con")
    try:
        assert any("what may be seen" in word for word in found()), found()
    finally:
        ana.client = kept
    # A new field, and one by whose schema it is an id.
    schemas = document["components"]["schemas"]
    request = document["paths"]["/v1/applications/{id}/notes"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    properties = schemas[request["$ref"].split("/")[-1]]["properties"]
    properties.update(interaction={"type": "string"}, text={"type": "string", "pattern": "^[0-9A-Za-z_-]{0,40}$"})
    notes = "POST /v1/applications/{id}/notes body:/"
    assert {notes + "interaction", notes + "text"} <= amiss(document, tried), amiss(document, tried)
    assert application in amiss(described(server), {key: field for key, field in tried.items() if key != application})


run()
