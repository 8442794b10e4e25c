# SPDX-License-Identifier: Apache-2.0
"""Every field of the API that could name something: where it stands, what of, and
by which request it is tried.  What is no id is said so by name."""

import copy

from policy_agency import SOON
from policy_rows import ROUTES, Ask

# Texts, dates, words of a fixed list, secrets: what nothing is found by alone.
WORDS = set("""answers facts address_hidden advice_differs_because amount at before born_on channel city clock code column county currency
current cursor decided_after direction due_before due_on email export expedited filed_after filed_before filed_on format from
ground how identity kind language limit line1 line2 message mode month name named new note number on otp outcome override_reason
password period person phone preferred_name presence program_name proof public_key q rationale reason relation report requirement
requirements result review role room sealed seq sort source spoken_language ssn_last4 state status strategy text to turn types until
username version words zip asked_on""".split())
# Those of WORDS that look like an id, and those that are one elsewhere, each with why not here.
NO_ID = {
    "PUT /v1/me/filters/{id} body:/room": "one of the workstation's rooms",
    "GET /v1/appeals query:assignee": "me, or nothing",
    "POST /v1/applications body:/program": "every worker reads every program",
    "POST /v1/reassignments body:/from/filter/program": "every worker reads every program",
    "GET /v1/programs/{id} path:id": "every worker reads every program",
    "POST /v1/applications body:/customer/applications/*/program_id": "every worker reads every program",
    "GET /v1/applications query:program": "every worker reads every program",
    "GET /v1/reviews query:program": "every worker reads every program",
    "GET /v1/reason-codes query:program": "every worker reads every program",
    "GET /v1/reports/{report} query:program": "every worker reads every program",
    "PUT /v1/applications/{id}/verifications/{item} path:item": "named after its requirement, and the same on every application",
    "GET /v1/audit/access query:worker": "an auditor sees every worker",
    "GET /v1/events/stream query:scope": "as that of GET /v1/events; a stream does not end by itself",
}
OF = {"applications": "application", "customers": "customer", "decisions": "decision", "notices": "notice", "interactions": "interaction",
      "appeals": "appeal", "reminders": "reminder", "documents": "document", "reassignments": "plan", "workers": "worker",
      "outcomes": "key"}


def is_word(key, name, schema):
    """Named as one; an id by its name or its schema is none, nor is a list's row, which is mostly ids."""
    looks_like_an_id = name == "id" or name.endswith(("_id", "_ids")) or schema.get("pattern", "").endswith("{0,40}$")
    return key in NO_ID or (name in WORDS and not looks_like_an_id and (not key.endswith("/*") or name == "requirements"))


def leaves(schemas, schema, pointer="", inside=()):
    """Pointer and schema of all that a body may have."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        if name not in inside:
            yield from leaves(schemas, schemas[name], pointer, inside + (name,))
    elif schema.get("type") == "array":
        yield from leaves(schemas, schema["items"], pointer + "/*", inside)
    elif "properties" in schema:
        for name, part in schema["properties"].items():
            yield from leaves(schemas, part, pointer + "/" + name, inside)
    else:
        for part in schema.get("anyOf", ()):
            yield from leaves(schemas, part, pointer, inside)
        if "anyOf" not in schema:
            yield pointer, schema


def fields(document):
    """All that could name something: "ROUTE place:name" with its name and schema."""
    found = {}
    for where, item in document["paths"].items():
        for method, row in item.items():
            route = "%s %s" % (method.upper(), where)
            for one in row.get("parameters", ()):
                if one["in"] != "header":
                    found["%s %s:%s" % (route, one["in"], one["name"])] = one["name"], one["schema"]
            for content in row.get("requestBody", {}).get("content", {}).values():
                for pointer, schema in leaves(document["components"]["schemas"], content.get("schema", {})):
                    if pointer:
                        name = [part for part in pointer.split("/") if part != "*"][-1]
                        found["%s body:%s" % (route, pointer)] = name, schema
    return {key: (name, schema) for key, (name, schema) in found.items()
            if schema.get("type") not in ("integer", "boolean", "number") and "enum" not in schema}


class Field:
    """kind: of what it names.  who: asks with it.  ask: (a, case, value) -> the request; None: the route's row
    with the value in its place.  inert: what is said there changes nothing, whatever it is.
    known: who asks may name it, though not see its cases."""

    def __init__(self, kind, who=None, ask=None, inert=False, state=None, others=True, good=None, known=False):
        self.kind, self.who, self.ask, self.inert, self.state, self.others, self.good, self.known = kind, who, ask, inert, state, others, good, known


def put_in(body, pointer, value):
    """The body with the value at the pointer; * is the first of a list."""
    body = copy.deepcopy(body) if body is not None else {}
    at, parts = body, [0 if part == "*" else part for part in pointer.strip("/").split("/")]
    for part, following in zip(parts, parts[1:] + [None]):
        if isinstance(at, list):
            at.extend([{}] * (1 - len(at)))
            at[0] = value if following is None else [] if following == 0 else at[0] if isinstance(at[0], (dict, list)) else {}
            at = at[0]
        else:
            at[part] = value if following is None else at.get(part, [] if following == 0 else {})
            at = at[part]
    return body


def body(route, pointer, kind, who, base=None, **more):
    """base: (a, case) -> the body, where it is not that of the route's row."""
    def ask(a, case, value):
        asked = ROUTES[route].ask(case, case.ids)
        asked.body = put_in(base(a, case) if base else asked.body, pointer, value)
        return asked
    return {"%s body:%s" % (route, pointer): Field(kind, who, ask, **more)}


def query(where, name, kind, who, prefix="", **more):
    def ask(a, case, value):
        # What was hidden while it was there was seen before.
        also = "&after=%d" % a.hidden_at if where == "/v1/events" else ""
        at = where.replace("{id}", case.ids["customer"]).replace("{report}", "caseload")
        return Ask("GET", "%s?%s=%s%s%s" % (at, name, prefix, value, also))
    return {"GET %s query:%s" % (where, name): Field(kind, who, ask, **more)}


def filing_with(a, case):
    asked = ROUTES["POST /v1/applications"].ask(case, case.ids)
    asked.body.pop("customer_id")
    return dict(asked.body, customer={"kind": "person", "name": "Somebody New", "language": "en", "county": "Davidson",
                                      "address": {"line1": "1 Elm St", "city": "Nashville", "state": "TN", "zip": "37201"},
                                      "household": [{"name": "Kin", "relation": "child"}],
                                      "applications": [{"id": case.ids["application"], "number": case.ids["number"],
                                                        "program_id": "snap", "status": "denied"}]})


def from_what(name, value):
    return lambda a, case: {"from": {name: value} if name else {"marks": [case.ids["application"]]}, "reason": "r"}


def own_plan(a, case):
    return {"choose": [{"application_id": case.ids["application"], "to": a.people["sam"].id}]}


def filtered(name, kind, **more):
    return body("POST /v1/reassignments", "/from/filter/" + name, kind, "sam", from_what("filter", {}), **more)


FIELDS = {
    **body("POST /v1/applications", "/customer_id", "customer", "ana"),
    **body("POST /v1/applications", "/customer/id", "customer", "ana", filing_with, inert=True),
    **body("POST /v1/applications", "/customer/household/*/customer_id", "customer", "ana", filing_with),
    **body("PATCH /v1/customers/{id}", "/household/*/customer_id", "customer", "ana",
           lambda a, case: {"household": [{"name": "Kin", "relation": "child"}]}, good="other"),
    **body("POST /v1/applications", "/customer/applications/*/id", "application", "ana", filing_with, inert=True),
    **body("POST /v1/applications", "/customer/applications/*/number", "number", "ana", filing_with, inert=True),
    **body("POST /v1/applications", "/customer/case_number", "case_number", "ana", filing_with, inert=True),
    **body("POST /v1/me/conflicts", "/customer_id", "customer", "ana"),
    **body("POST /v1/me/conflicts", "/customer_number", "case_number", "ana", lambda a, case: {"reason": "kin"}),
    **body("PUT /v1/applications/{id}/assignment", "/worker_id", "worker", "sam"),
    **body("POST /v1/applications/{id}/decisions", "/application_id", "application", "ana"),
    **body("POST /v1/applications/{id}/decisions", "/supersedes", "decision", "sam", state="denied"),
    **body("POST /v1/decisions/{id}/approval", "/decision_id", "decision", "sam"),
    **body("POST /v1/decisions/{id}/approval", "/application_id", "application", "sam"),
    **body("POST /v1/customers/{id}/merge", "/other_id", "customer", "ana", good="other"),
    **body("POST /v1/customers/{id}/not-same", "/other_id", "customer", "ana", good="other"),
    **body("POST /v1/applications/bulk", "/marks/*/application_id", "application", "ana"),
    **body("POST /v1/reassignments", "/from/marks/*", "application", "sam", from_what("marks", [])),
    **body("POST /v1/reassignments", "/from/absence/worker_id", "worker", "sam", from_what("absence", {"from": SOON, "to": SOON}),
           known=True),
    **body("POST /v1/reassignments", "/from/even_out/team_id", "team", "sam", from_what("even_out", {})),
    **filtered("assignee", "worker", good="ana"), **filtered("decided_by", "worker", good="ana"), **filtered("customer", "customer"), **filtered("team", "team"),
    **body("POST /v1/reassignments", "/to/*", "worker", "sam", from_what(None, None)),
    **body("POST /v1/reassignments", "/teams/*", "team", "sam", from_what(None, None)),
    **body("PATCH /v1/reassignments/{id}", "/drop/*", "application", "sam", lambda a, case: {}),
    **body("PATCH /v1/reassignments/{id}", "/choose/*/application_id", "application", "sam", own_plan),
    **body("PATCH /v1/reassignments/{id}", "/choose/*/to", "worker", "sam", own_plan, good="sam"),
    **body("PATCH /v1/reassignments/{id}", "/hand_to", "worker", "sam", lambda a, case: {}, good="sue"),
    **query("/v1/applications", "assignee", "worker", "ana", good="ana"), **query("/v1/applications", "team", "team", "ana"),
    **query("/v1/applications", "decided_by", "worker", "ana", good="ana"), **query("/v1/applications", "customer", "customer", "ana"),
    **query("/v1/interactions", "worker", "worker", "ana"), **query("/v1/interactions", "team", "team", "ana"),
    **query("/v1/interactions", "customer", "customer", "ana"), **query("/v1/interactions", "application", "application", "ana"),
    **query("/v1/customers/{id}/history", "application", "application", "ana"),
    **query("/v1/audit/access", "customer", "customer", "ada"), **query("/v1/audit/access", "application", "application", "ada"),
    **query("/v1/workers", "team", "team", "ana"), **query("/v1/reports/{report}", "team", "team", "sam"),
    **query("/v1/events", "scope", "application", "ana", "application:"),
}
