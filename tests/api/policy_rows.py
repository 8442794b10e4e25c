# SPDX-License-Identifier: Apache-2.0
"""The rows of the authorisation matrix: of every route a request that is good but
for who sends it, and what the contract says who may send it."""

import urllib.parse

from cases import ANSWERS, decision, money
from policy_agency import ANY, CASES, FILERS, SOON, WORKERS, relations, sees, shut

OF_THE_CASE = {"caseworker", "supervisor"}


class Ask:
    def __init__(self, method, where, body=None, version=None, raw=None, key="fresh"):
        self.method, self.where, self.body, self.version, self.raw, self.key = method, where, body, version, raw, key

    def send(self, client, dry=False):
        where = self.where + ("&" if "?" in self.where else "?") + "dry_run=true" if dry else self.where
        return client.request(self.method, where, self.body, version=self.version, raw=self.raw, key=self.key)


class Row:
    """One route.

    ask      the request about a case, with these ids
    by       relations that may act; None: whoever sees it
    ok       the answers to who may
    state    of the case that the act fits
    expects  (person, case) -> the answers, and whether the case is hidden: then
             the answer is that about what does not exist
    holds    (case, answer, is_hidden): what is wrong with the answer, or nothing
    none     why the columns that are about a case do not apply
    keeps    tables that an answer which refuses a row may still write
    alike    False: a story of policy.py compares the answers about the hidden and the missing
    unfit    sorts of case that the act does not fit, with the answer to who may
    """

    def __init__(self, roles, ask=None, by=None, ok=(200,), state="held", expects=None, holds=None, none=None, keeps=(), unfit=None, alike=True):
        self.roles, self.ask, self.by, self.ok, self.state = roles, ask, by, set(ok), state
        self.expects, self.holds, self.none, self.keeps, self.unfit = expects, holds, none, set(keeps), unfit or {}
        self.alike = alike

    def expected(self, person, case):
        if not person.roles & self.roles:
            return {403}, False
        if self.expects:
            return self.expects(person, case)
        if case is None:
            return self.ok, False
        if not sees(person, case):
            return {404}, True
        if self.by is not None and not relations(person, case) & self.by:
            return {403}, False
        return {self.unfit[case.sort]} if case.sort in self.unfit else self.ok, False


# ---- about one case ----


def get(pattern, roles=CASES, **more):
    return Row(roles, lambda case, ids: Ask("GET", pattern % ids), **more)


def act(name, by, body=None, method="POST", roles=WORKERS, versioned=True, **more):
    def ask(case, ids):
        return Ask(method, "/v1/applications/%s/%s" % (ids["application"], name % ids),
                   body(case, ids) if callable(body) else body, case.application["version"] if versioned else None)
    return Row(roles, ask, by, **more)


def on(pattern, by, body=None, method="POST", roles=WORKERS, version=None, **more):
    """version: (case) -> that of If-Match."""
    return Row(roles, lambda case, ids: Ask(method, pattern % ids, body(case, ids) if callable(body) else body,
                                            version(case) if version else None), by, **more)


def customer(suffix, body, method="POST", roles=WORKERS, **more):
    return on("/v1/customers/%(customer)s" + suffix, {"assignee", "caseworker", "supervisor"}, body, method, roles, **more)


def asked(case, ids):
    first = case.application["missing"][0]
    return {"items": [{name: first[name] for name in ("requirement", "person", "source", "period") if first.get(name)}]}


def denial(case, ids):
    return dict(decision(case.application, "denied", "D06"), application_id=ids["application"])


def of_customer(case):
    return case.customer_version


def of_case(case):
    return case.application["version"]


def a_document(case, ids):
    return Ask("POST", "/v1/applications/%(application)s/documents" % ids, raw=b"%PDF-1.4\nsent")


# ---- lists: what is not in sight is not in them ----


def listing(pattern, what="application", shows=None, roles=CASES, **more):
    """what: the part of the case by which it is found in the answer."""
    def ask(case, ids):
        words = {name: urllib.parse.quote(str(value)) for name, value in ids.items()}
        return Ask("GET", pattern % words)

    def expects(person, case):
        return {200}, not (shows or sees)(person, case)

    def holds(case, answer, is_hidden):
        found = '"%s"' % case.ids[what] in answer.body.decode()
        return None if found != is_hidden else "it is listed" if is_hidden else "it is not listed"

    return Row(roles, ask, expects=expects, holds=holds, **more)


def is_mine(person, case):
    return case.assignee == person.username and not shut(person, case)


def is_in_search(person, case):
    return not shut(person, case)


def is_led(person, case):
    return "auditor" in person.roles and not shut(person, case) or "supervisor" in relations(person, case) and case.maker != person.username


# ---- many at once ----


def bulk(case, ids):
    return Ask("POST", "/v1/applications/bulk", {"marks": [{"application_id": ids["application"], "version": case.application["version"]}],
                                                 "note": {"text": "to all"}})


def bulk_expected(person, case):
    return {200}, not sees(person, case)


def bulk_holds(case, answer, is_hidden):
    row, = answer.json["rows"]
    if is_hidden:
        return None if row["code"] == "not_found" and not row["done"] and "number" not in row else "not as if it were not there"
    return None if row["done"] else "not done"


# ---- plans ----


def plan_is_seen(person, case):
    return case.planner == person.username or "supervisor" in relations(person, case) or (
        case.state == "moved" and person.username in case.between and sees(person, case))


def plan_expected(act_is_good=True, ok=200, unfit=(), makers=False):
    def expects(person, case):
        if not plan_is_seen(person, case):
            return {404}, True
        # Another who leads its rows reads a draft, and no more.
        if makers and case.planner != person.username:
            return {403}, False
        if case.sort in unfit:
            return {409}, False
        if act_is_good:
            return {ok}, False
        # One's own plan, with a row that one may not see any more, is not carried out.
        return {409 if shut(person, case) else ok}, False
    return expects


def plan(suffix, roles=WORKERS, state="planned", **more):
    return Row(roles, lambda case, ids: Ask("GET", "/v1/reassignments/%(plan)s" % ids + suffix), state=state, expects=plan_expected(), **more)


def plan_act(suffix, method="POST", body=None, state="planned", versioned=True, ok=200, is_good=True, unfit=()):
    def ask(case, ids):
        return Ask(method, "/v1/reassignments/%(plan)s" % ids + suffix, body, case.plan_version if versioned else None)
    return Row({"supervisor"}, ask, state=state, expects=plan_expected(is_good, ok, unfit, makers=state == "planned"), ok=(ok,))


def propose(case, ids):
    return Ask("POST", "/v1/reassignments", {"from": {"marks": [ids["application"]]}, "reason": "r"})


def propose_holds(case, answer, is_hidden):
    named = case.application["number"] in answer.body.decode()
    return None if named != is_hidden else "its number is told" if is_hidden else "its number is not told"


# ---- what else is about a case, each in its way ----


def own_conflict(person, case):
    return ({422}, True) if shut(person, case) else ({204}, False)


def taken_in(person, case):
    if not person.roles & {"caseworker", "intake"}:
        return {403}, False
    return ({422}, True) if shut(person, case) else ({201}, False)


def leave(person, case):
    """Of ben, of the team East: himself, who leads it, his colleagues; and to others he is not there."""
    if person.username == "ben" or ("supervisor" in person.roles and person.leads == "t_east"):
        return {200}, False
    return ({403}, False) if person.team == "t_east" else ({404}, True)


def whose_outcome(person, case):
    """What became of one's own write, by its id alone, whoever may read the case by now."""
    is_there = person.username == case.maker
    return {200 if is_there else 404}, not is_there


def events_hold(case, answer, is_hidden):
    """Who saw it once is told that it is gone, and no more."""
    told = {event["type"] for event in answer.json["items"]} - {"worker.changed", "gone"}
    return None if bool(told) != is_hidden else "it is told" if is_hidden else "it is not told"


WHOLE_AGENCY = "it tells of the agency, and of no case"
COUNTED = "it tells counts alone; that they hold no more than is in sight is a story of policy.py"
NOBODYS = {"application": "a_nosuch", "customer": "c_nosuch", "decision": "d_nosuch", "notice": "n_nosuch", "number": "A-26-999999",
           "interaction": "i_nosuch", "document": "dc_nosuch", "appeal": "ap_nosuch", "reminder": "rm_nosuch", "note": "no_nosuch",
           "item": "m_nosuch", "worker": "w_nosuch", "plan": "p_nosuch", "key": "nosuchkey", "case_number": "C-999999",
           "name": "Nobody of that name", "marker": "markernobody", "other": "c_nosuch", "after": 0}

ROUTES = {
    "GET /v1/applications": listing("/v1/applications?customer=%(customer)s"),
    "POST /v1/applications": Row(FILERS, lambda case, ids: Ask("POST", "/v1/applications", {
        "program": "snap", "customer_id": ids["customer"], "channel": "office", "answers": ANSWERS}), expects=taken_in),
    "POST /v1/applications/next": Row(WORKERS, lambda case, ids: Ask("POST", "/v1/applications/next"), ok=(200, 404),
                                      none="it asks for no case; that it gives none out of sight is a story of policy.py"),
    "GET /v1/applications/{id}": get("/v1/applications/%(application)s"),
    "POST /v1/applications/{id}/claim": act("claim", {"claimant"}, state="free"),
    "POST /v1/applications/{id}/release": act("release", {"assignee"}, {}),
    "POST /v1/applications/{id}/withdraw": act("withdraw", {"assignee", "supervisor"}, {"reason": "asked"}),
    "POST /v1/applications/{id}/reopen": act("reopen", OF_THE_CASE, {"reason": "r", "ground": "hearing"}, state="denied"),
    # Whoever takes it in was shown the first one, and may have missed it.
    "POST /v1/applications/{id}/access-code": act("access-code", None, {"identity": "identity card"}, roles=FILERS),
    "POST /v1/applications/{id}/interview": act("interview", {"assignee"}, {"state": "set", "at": SOON + "T15:00:00Z", "mode": "phone"},
                                                    state="ready"),
    "PUT /v1/applications/{id}/assignment": act("assignment", {"supervisor"}, lambda case, ids: {"worker_id": ids["worker"], "reason": "r"},
                                                "PUT", {"supervisor"}, state="ready"),
    "POST /v1/applications/{id}/missing": act("missing", {"assignee"}, asked),
    "PUT /v1/applications/{id}/verifications/{item}": act("verifications/%(item)s", {"assignee"},
                                                          {"state": "accepted", "how": "seen at the office"}, "PUT"),
    "GET /v1/applications/{id}/answers": get("/v1/applications/%(application)s/answers"),
    "PATCH /v1/applications/{id}/answers": act("answers", {"assignee"}, {"answers": {"cash": money("12.00")}, "how": "h"}, "PATCH"),
    "GET /v1/applications/{id}/notes": get("/v1/applications/%(application)s/notes"),
    "POST /v1/applications/{id}/notes": act("notes", OF_THE_CASE, {"text": "t", "kind": "note"}, versioned=False, ok=(200, 201)),
    "GET /v1/applications/{id}/appeals": get("/v1/applications/%(application)s/appeals"),
    "POST /v1/applications/{id}/appeals": act("appeals", OF_THE_CASE, {"how": "phone"}, state="ready"),
    "POST /v1/applications/{id}/packet": act("packet", None, versioned=False),
    "GET /v1/appeals": listing("/v1/appeals", "appeal"),
    "POST /v1/appeals/{id}/result": on("/v1/appeals/%(appeal)s/result", OF_THE_CASE, {"result": "upheld", "note": "n"}, version=of_case),
    "GET /v1/applications/{id}/reminders": get("/v1/applications/%(application)s/reminders"),
    "POST /v1/applications/{id}/reminders": act("reminders", OF_THE_CASE, {"on": SOON, "text": "t"}, versioned=False, ok=(200, 201)),
    "GET /v1/reminders": listing("/v1/reminders", "reminder", is_mine),
    "GET /v1/me/agenda": listing("/v1/me/agenda", "reminder", is_mine),
    "GET /v1/me/news": Row(CASES, lambda case, ids: Ask("GET", "/v1/me/news"), none=COUNTED),
    "POST /v1/reminders/{id}/done": on("/v1/reminders/%(reminder)s/done", OF_THE_CASE),
    "GET /v1/applications/{id}/documents": get("/v1/applications/%(application)s/documents"),
    "POST /v1/applications/{id}/documents": Row(FILERS, a_document, ok=(200, 201)),
    "GET /v1/documents/{id}": get("/v1/documents/%(document)s"),
    "GET /v1/documents/{id}/content": get("/v1/documents/%(document)s/content"),
    "GET /v1/documents/{id}/text": get("/v1/documents/%(document)s/text"),
    "POST /v1/documents/{id}/link": on("/v1/documents/%(document)s/link", None, roles=CASES, ok=(200, 201)),
    "PUT /v1/applications/{id}/seen": act("seen", None, {"seq": 1}, "PUT", FILERS, versioned=False, ok=(204,)),
    "GET /v1/applications/{id}/decisions": get("/v1/applications/%(application)s/decisions"),
    "POST /v1/applications/{id}/decisions": act("decisions", {"assignee"}, denial, ok=(200, 201)),
    "GET /v1/applications/{id}/notices": get("/v1/applications/%(application)s/notices"),
    "GET /v1/applications/{id}/worksheet": get("/v1/applications/%(application)s/worksheet"),
    "GET /v1/notices/{id}": get("/v1/notices/%(notice)s"),
    "POST /v1/notices/{id}/letter": on("/v1/notices/%(notice)s/letter", OF_THE_CASE),
    "GET /v1/decisions/{id}": get("/v1/decisions/%(decision)s", state="waiting"),
    "POST /v1/decisions/{id}/approval": on("/v1/decisions/%(decision)s/approval", {"second"}, {"approve": True}, roles={"supervisor"},
                                           version=lambda case: 1, state="waiting"),
    "GET /v1/applications/{id}/reviews": get("/v1/applications/%(application)s/reviews"),
    "GET /v1/reviews": listing("/v1/reviews?limit=200", "decision", is_led, {"supervisor", "auditor"}, state="denied"),
    "GET /v1/decisions/{id}/review": get("/v1/decisions/%(decision)s/review", state="denied"),
    "POST /v1/decisions/{id}/review": on("/v1/decisions/%(decision)s/review", {"second"}, {"outcome": "agreed"}, roles={"supervisor"},
                                         state="denied"),
    "GET /v1/applications/{id}/presence": get("/v1/applications/%(application)s/presence"),
    "PUT /v1/applications/{id}/presence": act("presence", None, {"typing": False}, "PUT", FILERS, versioned=False, ok=(204,)),
    "GET /v1/customers": listing("/v1/customers?q=%(case_number)s", "customer", is_in_search),
    "GET /v1/customers/alike": listing("/v1/customers/alike?name=%(name)s&born_on=1961-03-04", "customer", is_in_search),
    "GET /v1/customers/{id}": get("/v1/customers/%(customer)s"),
    "PATCH /v1/customers/{id}": customer("", {"phone": "1"}, "PATCH", FILERS, version=of_customer),
    "GET /v1/customers/{id}/alike": get("/v1/customers/%(customer)s/alike"),
    "POST /v1/customers/{id}/merge": customer("/merge", lambda case, ids: {"other_id": ids["other"], "reason": "r"}, version=of_customer,
                                          unfit={"sealed": 409}),
    "POST /v1/customers/{id}/not-same": customer("/not-same", lambda case, ids: {"other_id": ids["other"], "reason": "r"}, version=of_customer),
    "POST /v1/customers/{id}/ssn": customer("/ssn", {"reason": "match with the wage register"}),
    "GET /v1/customers/{id}/history": get("/v1/customers/%(customer)s/history"),
    "GET /v1/interactions": listing("/v1/interactions?customer=%(customer)s", "interaction"),
    "GET /v1/interactions/{id}": get("/v1/interactions/%(interaction)s"),
    "GET /v1/interactions/{id}/messages": get("/v1/interactions/%(interaction)s/messages"),
    "POST /v1/applications/bulk": Row(WORKERS, bulk, expects=bulk_expected, holds=bulk_holds, keeps={"bulk", "outcome"}),
    "GET /v1/reassignments": listing("/v1/reassignments?limit=200", "plan", plan_is_seen, WORKERS, state="planned"),
    "POST /v1/reassignments": Row({"supervisor"}, propose, holds=propose_holds, keeps={"plan", "plan_skip", "plan_load", "plan_item", "outcome"},
                                  expects=lambda person, case: ({201}, "supervisor" not in relations(person, case))),
    "GET /v1/reassignments/{id}": plan(""), "GET /v1/reassignments/{id}/items": plan("/items", state="moved"),
    "GET /v1/reassignments/{id}/skipped": plan("/skipped"),
    "PATCH /v1/reassignments/{id}": plan_act("", "PATCH", {"reason": "another"}),
    "DELETE /v1/reassignments/{id}": plan_act("", "DELETE", versioned=False, ok=204),
    "POST /v1/reassignments/{id}/commit": plan_act("/commit", is_good=False),
    "POST /v1/reassignments/{id}/revert": plan_act("/revert", body={"reason": "r"}, state="moved", is_good=False,
                                                 unfit=("sealed",)),  # who had it is not named
    "PUT /v1/workers/{id}/leave": Row(WORKERS, lambda case, ids: Ask("PUT", "/v1/workers/%(worker)s/leave" % ids, {"from": SOON, "to": SOON}),
                                      expects=leave, none="it is about a worker"),
    "GET /v1/workers/{id}/leave": Row(WORKERS, lambda case, ids: Ask("GET", "/v1/workers/%(worker)s/leave" % ids), expects=leave,
                                      none="it is about a worker"),
    "PUT /v1/workers/me/presence": Row(WORKERS, lambda case, ids: Ask("PUT", "/v1/workers/me/presence", {"presence": "here"}), ok=(204,),
                                       none="it is about who asks"),
    "GET /v1/workers": Row(ANY, lambda case, ids: Ask("GET", "/v1/workers"), none=COUNTED),
    "GET /v1/teams": Row(ANY, lambda case, ids: Ask("GET", "/v1/teams"), none=COUNTED),
    "GET /v1/programs": Row(ANY, lambda case, ids: Ask("GET", "/v1/programs"), none=WHOLE_AGENCY),
    "GET /v1/programs/{id}": Row(ANY, lambda case, ids: Ask("GET", "/v1/programs/snap"), none=WHOLE_AGENCY),
    "GET /v1/reason-codes": Row(ANY, lambda case, ids: Ask("GET", "/v1/reason-codes?program=snap"), none=WHOLE_AGENCY),
    "GET /v1/search": listing("/v1/search?q=%(marker)s"),
    "GET /v1/outcomes/{key}": Row(ANY, lambda case, ids: Ask("GET", "/v1/outcomes/%(key)s" % ids), state="waiting", expects=whose_outcome),
    # To ask so takes a key that was never used, and it is the asker's own.
    "DELETE /v1/outcomes/{key}": Row(ANY, lambda case, ids: Ask("DELETE", "/v1/outcomes/%(key)s" % ids, key=None), state="waiting",
                                     expects=whose_outcome, keeps={"outcome"}),
    "GET /v1/events": Row(ANY, lambda case, ids: Ask("GET", "/v1/events?after=%(after)s&wait=0&scope=application:%(application)s" % ids),
                          # Who filed it, and no more, has to ask.
                          expects=lambda person, case: ({200}, not sees(person, case) or person.roles == {"intake"}), holds=events_hold, alike=False),
    "GET /v1/audit/access": get("/v1/audit/access?application=%(application)s", roles={"auditor"}),
    "GET /v1/audit/applications/{id}": get("/v1/audit/applications/%(application)s", roles={"auditor"}),
    "GET /v1/audit/verification": Row({"auditor"}, lambda case, ids: Ask("GET", "/v1/audit/verification"), none=WHOLE_AGENCY),
    "POST /v1/audit/verification": Row({"auditor"}, lambda case, ids: Ask("POST", "/v1/audit/verification"), none=WHOLE_AGENCY, ok=(200, 202)),
    "GET /v1/audit/checkpoint": Row({"auditor"}, lambda case, ids: Ask("GET", "/v1/audit/checkpoint"), none=WHOLE_AGENCY),
    "GET /v1/reports/{report}": Row({"supervisor", "auditor"}, lambda case, ids: Ask("GET", "/v1/reports/caseload"), none=COUNTED),
    "POST /v1/me/conflicts": Row(CASES, lambda case, ids: Ask("POST", "/v1/me/conflicts", {"customer_id": ids["customer"], "reason": "kin"}),
                                 expects=own_conflict),
}
