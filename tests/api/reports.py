#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every figure of every report, once more from the log of events alone.

Nothing here reads a table but those of the log, and no rule is taken from the
server: days, zones, clocks and hidden counts are worked out anew.
"""

import collections
import csv
import datetime
import io
import itertools
import json
import os
import re
import time
import urllib.parse

from cases import bring_to_ready, decide, decision, denied, denied_and_drawn, file_application, filing, read
from postbox import Postbox
from server import PASSWORD, SOURCE, Database, Server, in_time, run, story, take_up, wait_for
from visitor import Visitor

SAMPLE = ["--customers", "9000", "--applications", "1500", "--chats", "900", "--workers", "40", "--seed", "11",
          "--as-of", "2025-11-21"]
PERIODS = [("2025-11-01", "2025-11-21"), ("2025-06-01", "2025-11-21"), ("2025-10-26", "2025-11-02")]
REPORTS = ("caseload", "timeliness", "channels", "feedback", "decisions", "fairness", "quality")
# State holidays on working days of the periods above.
CAPITAL_COUNTY = "Davidson"  # whose day the ages of open work are counted by
HOLIDAYS = {datetime.date(2025, *day) for day in ((6, 19), (7, 4), (9, 1), (11, 11))}
KINDS_OF_ERROR = ("fact", "amount", "reason", "proof", "procedure", "letter", "record")
OPEN = {"submitted", "incomplete", "assigned", "in_review", "interview_scheduled", "pended", "ready_for_decision",
        "awaiting_second_approval", "reopened"}


# ---- days ----


def eastern_counties():
    with open(os.path.join(SOURCE, "src", "domain", "counties.def")) as file:
        return set(re.findall(r'COUNTY\("([^"]+)",[^)]*EASTERN', file.read()))


EASTERN = eastern_counties()
assert "Knox" in EASTERN and "Davidson" not in EASTERN and len(EASTERN) > 25


def summer(utc, standard):
    """United States rule, in a zone whose standard time is so many hours from UTC."""
    def sunday(month, nth):
        first = datetime.datetime(utc.year, month, 1)
        return first + datetime.timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
    begin = sunday(3, 2) + datetime.timedelta(hours=2 - standard)
    end = sunday(11, 1) + datetime.timedelta(hours=1 - standard)
    return begin <= utc < end


def local(county, ms):
    standard = -5 if county in EASTERN else -6
    utc = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    return utc + datetime.timedelta(hours=standard + summer(utc, standard))


def date(text):
    return datetime.date.fromisoformat(text) if text else None


# ---- the log ----


class Case:
    def __init__(self):
        self.record, self.items, self.missed, self.chats = {}, {}, 0, set()

    def take(self, record):
        for name, value in record.items():
            if name != "items":
                self.record[name] = value
        for item, value in record.get("items", {}).items():
            if value is None:
                self.items.pop(item, None)
            else:
                self.items[item] = value

    def __getattr__(self, name):
        return self.record.get(name)


class Log:
    """What happened, read in order; a team narrows it to what its supervisor sees."""

    def __init__(self, server):
        database = Database(server.db, read_only=True)
        rows = database.execute(
            "SELECT e.seq, e.at, e.type, e.application_id, e.interaction_id, e.decision_id, e.scope, p.payload FROM event e"
            " LEFT JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq ORDER BY e.seq")
        database.close()
        self.cases, self.happened, self.chats = collections.defaultdict(Case), [], {}
        self.superseding, self.superseded, self.decided_by_two = set(), set(), set()
        for row in rows:
            self.read(row["type"], row["at"], row, json.loads(row["payload"]) if row["payload"] else {})

    def read(self, kind, at, row, payload):
        case = row["application_id"] or ""
        if case and "record" in payload:
            self.cases[case].take(payload["record"])
        if kind == "interview.missed":
            self.cases[case].missed += 1
        if kind == "decision.superseded":
            self.superseding.add(payload["by"])
            self.superseded.add(row["decision_id"])
        if kind == "decision.proposed":
            self.decided_by_two.add(row["decision_id"])
        if kind in ("application.filed", "application.withdrawn", "decision.issued", "decision.returned", "feedback.given",
                    "review.drawn", "review.done"):
            self.happened.append((kind, at, case, row["decision_id"], payload))
        chat = row["interaction_id"]
        if kind == "interaction.opened":
            self.chats[chat] = {"at": at, "case": case, "county": row["scope"].split("|")[1], "state": "open"}
        if kind == "interaction.waiting":
            self.chats[chat]["handed"] = True
            self.chats[chat]["state"] = "waiting"
            if case:
                self.cases[case].chats.add(chat)
        if kind == "interaction.closed":
            self.chats[chat]["state"] = "abandoned" if payload.get("reason") == "abandoned" else "closed"
            if case:
                self.cases[case].chats.discard(chat)


def programs():
    found = {}
    folder = os.path.join(SOURCE, "src", "programs")
    for name in os.listdir(folder):
        if name.endswith(".json") and name != "program.schema.json":
            with open(os.path.join(folder, name)) as file:
                program = json.load(file)
            found[program["id"]] = program
    return found


PROGRAMS = programs()


def requirement(case, item):
    return next((each for each in PROGRAMS[case.program_id]["requirements"] if each["id"] == item["requirement"]), {})


def waits_for_customer(case, today):
    proofs = [item for item in case.items.values() if requirement(case, item).get("met_by") != "interview"]
    talks = [item for item in case.items.values() if requirement(case, item).get("met_by") == "interview"]
    states = [item["state"] for item in proofs]
    if case.status == "awaiting_second_approval" or case.chats:
        return False
    interview = local(case.county, ms_of(case.interview_at)).date() if case.interview_at else None
    if case.status == "incomplete":
        waits = "received" not in states
    elif not case.assignee_id or case.status in ("submitted", "assigned", "reopened", "ready_for_decision") or "received" in states:
        return False
    elif interview:
        waits = True
    else:
        to_ask = [item for item in proofs if item["state"] in ("unmet", "insufficient")
                  and requirement(case, item).get("cured_by", "applicant") == "applicant"]
        to_talk = [item for item in talks if item["state"] != "accepted"] if case.missed < 2 else []
        waits = not to_ask and not to_talk and "requested" in states
    if interview and interview <= today:
        return False
    due = date(case.proof_due_on)
    return waits and not (due and due < today)


def ms_of(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


# ---- figures, as (group, key, name) -> text ----


def percent(part, of):
    if not of:
        return None
    tenths = (part * 1000 * 2 // of + 1) // 2
    return "%d.%d" % divmod(tenths, 10)


def median(days):
    if not days:
        return None
    days, half = sorted(days), len(days) // 2
    tenths = days[half] * 10 if len(days) % 2 else (days[half - 1] + days[half]) * 5
    return "%d.%d" % divmod(tenths, 10)


def ninetieth(days):
    return None if not days else "%d.0" % sorted(days)[-(-len(days) * 9 // 10) - 1]


def few(count):
    return 0 < count < 11


def denials(rows):
    return sum(payload["outcome"] == "denied" for _, _, payload in rows)


def few_outcomes(rows):
    return few(denials(rows)) or few(len(rows) - denials(rows))


class Expected:
    def __init__(self, log, scope, since, until, now_ms, target=3):
        self.log, self.scope, self.now_ms, self.target = log, scope, now_ms, target
        self.since, self.until, self.firsts = date(str(since)), date(str(until)), None

    # What is hidden: of few people, what gives it away in the report, and what two questions tell together.

    def narrowed(self):
        return {name for name in ("program_id", "county") if name in self.scope}

    def wider(self):
        """The same question with fewer of its filters by attributes of applicants."""
        names = sorted(self.narrowed())
        for kept in itertools.product((False, True), repeat=len(names)):
            if not all(kept):
                dropped = {name for name, keep in zip(names, kept) if not keep}
                yield Expected(self.log, {name: self.scope[name] for name in self.scope if name not in dropped},
                               self.since, self.until, self.now_ms, self.target)

    def parts(self, of):
        parts = collections.defaultdict(list)
        for row in self.first_decisions():
            if of(row[1]) is not None:
                parts[of(row[1])].append(row)
        return parts

    def hidden_parts(self, of):
        """The groups that are not told, and those of whom outcomes are not."""
        parts, people, outcome = self.parts(of), set(), set()
        for wide in self.wider():
            for key, rows in wide.parts(of).items():
                if key in parts:
                    more = [row for row in rows if row not in parts[key]]
                    people |= {key} if few(len(more)) else set()
                    outcome |= {key} if few_outcomes(more) else set()
        people = hide({key: len(rows) for key, rows in parts.items()}, people)
        outcome = hide({key: denials(rows) for key, rows in parts.items()}, outcome | people)
        outcome = hide({key: len(rows) - denials(rows) for key, rows in parts.items()}, outcome)
        if self.hidden()[0]:
            people = set(parts)
        return people, outcome | people

    def hidden(self):
        """Of the whole answer: people, outcome."""
        rows = self.first_decisions()
        people, outcome = few(len(rows)), few_outcomes(rows)
        for wide in self.wider():
            more = [row for row in wide.first_decisions() if row not in rows]
            people, outcome = people or few(len(more)), outcome or few_outcomes(more)
        for name in self.narrowed():
            wide = Expected(self.log, {each: self.scope[each] for each in self.scope if each != name},
                            self.since, self.until, self.now_ms, self.target)
            key, hidden = next(iter(self.scope[name])), wide.hidden_parts(lambda case: getattr(case, name))
            people = people or wide.hidden()[0] or key in hidden[0]
            outcome = outcome or key in hidden[1]
        return people, outcome or people

    def inside(self, case):
        return not case.sealed and all(getattr(case, name) in values for name, values in self.scope.items())

    def day(self, county, ms):
        day = local(county, ms).date()
        return day if self.since <= day <= self.until else None

    def happened(self, kind):
        for type_, at, case, decision_, payload in self.log.happened:
            case = self.log.cases[case]
            day = self.day(case.county, at)
            if type_ == kind and self.inside(case) and day:
                yield day, case, decision_, payload

    def first_decisions(self):
        if self.firsts is None:
            self.firsts = self.find_first_decisions()
        return self.firsts

    def find_first_decisions(self):
        return [(day, case, payload) for day, case, made, payload in self.happened("decision.issued")
                if made not in self.log.superseding]

    def caseload(self):
        found = collections.Counter()
        for name in ("open", "unassigned", "overdue", "due_soon", "waiting_on_customer"):
            found[None, None, name] = 0
        for key in ("0-3", "4-14", "15-30", "31+"):
            found["age", key, "open"] = 0
        for case in self.log.cases.values():
            if case.status not in OPEN or not self.inside(case):
                continue
            today = local(case.county, self.now_ms).date()
            clocks, due = PROGRAMS[case.program_id]["clocks"], date(case.due_on)
            soon = clocks["due_soon_expedited_days" if case.expedited else "due_soon_days"]
            age = (local(CAPITAL_COUNTY, self.now_ms).date() - date(case.filed_on)).days
            found[None, None, "open"] += 1
            found[None, None, "unassigned"] += not case.assignee_id
            found[None, None, "overdue"] += due is not None and due < today
            found[None, None, "due_soon"] += due is not None and 0 <= (due - today).days <= soon
            found[None, None, "waiting_on_customer"] += waits_for_customer(case, today)
            found["age", "0-3" if age <= 3 else "4-14" if age <= 14 else "15-30" if age <= 30 else "31+", "open"] += 1
            found["status", case.status, "open"] += 1
            found["program", case.program_id, "open"] += 1
            if case.status == "pended":
                for asked in {item["requirement"] for item in case.items.values() if item["state"] in ("requested", "insufficient")}:
                    found["missing", case.program_id + " " + asked, "pended"] += 1
        return {key: str(value) for key, value in found.items()}

    def times(self, group, key, rows, hidden):
        if hidden:
            return {(group, key, name): None for name in ("decided", "median_days", "p90_days", "legal_clock", "service_target")}
        days = [(day - date(case.filed_on)).days for day, case, _ in rows]
        return {(group, key, "decided"): str(len(rows)), (group, key, "median_days"): median(days),
                (group, key, "p90_days"): ninetieth(days),
                (group, key, "legal_clock"): percent(sum(not case.due_on or day <= date(case.due_on) for day, case, _ in rows), len(rows)),
                (group, key, "service_target"): percent(sum(each <= self.target for each in days), len(rows))}

    def timeliness(self):
        rows = self.first_decisions()
        small, hidden = self.hidden()[0], self.hidden_parts(lambda case: case.program_id)[0]
        found = self.times(None, None, rows, small)
        for program, part in self.parts(lambda case: case.program_id).items():
            found.update(self.times("program", program, part, program in hidden))
        by_day = {"decided": collections.Counter(day for day, _, _ in rows)}
        for name, kind in (("filed", "application.filed"), ("withdrawn", "application.withdrawn")):
            by_day[name] = collections.Counter(day for day, *_ in self.happened(kind))
            found[None, None, name] = str(sum(by_day[name].values()))
        for offset in range((self.until - self.since).days + 1):
            day = self.since + datetime.timedelta(days=offset)
            for name, counts in by_day.items():
                untold = name == "decided" and (small or self.narrowed())
                found["day", day.isoformat(), name] = None if untold else str(counts[day])
        return found

    def channels(self):
        counts, hours, days, outside = collections.Counter(), collections.Counter(), collections.Counter(), 0
        for chat in self.log.chats.values():
            case = self.log.cases[chat["case"]] if chat["case"] else None
            county = case.county if case else chat["county"]
            day = self.day(county, chat["at"])
            if not day or (case and not self.inside(case)) or (not case and set(self.scope) - {"county"}):
                continue
            if not case and county not in self.scope.get("county", {county}):
                continue
            at = local(county, chat["at"])
            minute = at.hour * 60 + at.minute
            outside += at.weekday() >= 5 or day in HOLIDAYS or not 480 <= minute < 990
            hours[at.hour] += 1
            days[day] += 1
            counts["chats"] += 1
            counts["left" if chat["state"] == "abandoned" else "waiting" if chat["state"] == "waiting" else
                   "person" if chat.get("handed") else "bot"] += 1
        found = {(None, None, "chats"): str(counts["chats"]), (None, None, "outside_hours"): percent(outside, counts["chats"])}
        for name in ("bot", "person", "left", "waiting"):
            found[None, None, name] = percent(counts[name], counts["chats"])
        for hour in range(24):
            found["hour", "%02d" % hour, "chats"] = str(hours[hour])
        for offset in range((self.until - self.since).days + 1):
            day = self.since + datetime.timedelta(days=offset)
            found["day", day.isoformat(), "chats"] = str(days[day])
        if counts["chats"]:
            found["channel", "web_chat", "conversations"] = str(counts["chats"])
        return found

    def decisions(self):
        rows = self.first_decisions()
        issued = list(self.happened("decision.issued"))
        found = collections.Counter()
        for name in ("decided", "approved", "denied", "superseding", "second_person", "returned"):
            found[None, None, name] = 0
        found[None, None, "decided"] += len(rows)
        found[None, None, "superseding"] += len(issued) - len(rows)
        found[None, None, "second_person"] += sum(made in self.log.decided_by_two for _, _, made, _ in issued)
        found[None, None, "returned"] += len(list(self.happened("decision.returned")))
        for _, case, payload in rows:
            for outcome in ("approved", "denied"):
                found[None, None, outcome] += payload["outcome"] == outcome
                found["program", case.program_id, outcome] += payload["outcome"] == outcome
            for code in payload["codes"].replace(",", " ").split() if payload["outcome"] == "denied" else ():
                found["reason", case.program_id + " " + code, "denied"] += 1
        small, untold = self.hidden()
        hidden = self.hidden_parts(lambda case: case.program_id)[1]
        told = {key: str(value) for key, value in found.items()}
        for name in ("decided", "superseding", "second_person") * small + ("approved", "denied") * untold:
            told[None, None, name] = None
        for program in {case.program_id for _, case, _ in rows}:
            reasons = {key: value for key, value in found.items() if key[0] == "reason" and key[1].startswith(program + " ")}
            all_of_them = reasons if program in hidden or self.narrowed() else ()
            told.update(dict.fromkeys(hide(reasons, all_of_them)))
            if program in hidden:
                told.update({("program", program, name): None for name in ("approved", "denied")})
        return told

    def feedback(self):
        given = [(case, payload) for _, case, _, payload in self.happened("feedback.given")]
        found = {}

        def put(group, parts):
            hidden = hide({key: len(scores) for key, scores in parts.items()}, parts if self.narrowed() else ())
            for key, scores in parts.items():
                found[group, key, "answers"] = None if key in hidden else str(len(scores))
                found[group, key, "score"] = None if key in hidden else mean(scores)

        scores = [payload["score"] for _, payload in given]
        small = few(len(scores)) or self.answers_are_hidden(len(scores))
        found[None, None, "answers"] = None if small else str(len(scores))
        found[None, None, "score"] = None if small else mean(scores)
        programs, reasons = collections.defaultdict(list), collections.defaultdict(list)
        for case, payload in given:
            programs[case.program_id].append(payload["score"])
            for code in payload["codes"].split():
                reasons[case.program_id + " " + code].append(payload["score"])
        put("program", programs)
        put("reason", reasons)
        counts = collections.Counter(scores)
        hidden = hide({score: counts[score] for score in range(1, 6)})
        for score in range(1, 6) if scores else ():
            found["score", str(score), "answers"] = None if small or self.narrowed() or score in hidden else str(counts[score])
        return found

    def answers_are_hidden(self, own):
        """Of a filter: the same question without it tells those few, or hides it among its groups."""
        count = lambda one, of: collections.Counter(of(case) for _, case, _, _ in one.happened("feedback.given"))
        for wide in self.wider():
            everybody = sum(count(wide, lambda case: 1).values())
            if few(everybody) or few(everybody - own):
                return True
            for name in self.narrowed() - wide.narrowed():
                if next(iter(self.scope[name])) in hide(count(wide, lambda case: getattr(case, name))):
                    return True
        return False

    def quality(self):
        drawn = {made for _, _, made, _ in self.happened("review.drawn")}
        done = [(case.program_id, made, payload) for _, case, made, payload in self.happened("review.done")]
        wrong = [(program, made, payload["kind"]) for program, made, payload in done if payload["outcome"] == "error"]
        ever = {made for kind, _, _, made, _ in self.log.happened if kind == "review.done"}
        small = 0 < len(done) < 11
        found = {(None, None, "drawn"): str(len(drawn)), (None, None, "waiting"): str(len(drawn - ever)),
                 (None, None, "reviewed"): str(len(done)),
                 (None, None, "corrected"): None if small else str(sum(made in self.log.superseded for _, made, _ in wrong))}

        def put(group, key, errors, of, hidden):
            found[group, key, "errors"] = None if hidden else str(errors)
            found[group, key, "error_rate"] = None if hidden else percent(errors, of)

        put(None, None, len(wrong), len(done), small)
        by_program = collections.Counter(program for program, _, _ in done)
        hidden = hide(by_program)
        for program, count in by_program.items():
            found["program", program, "reviewed"] = None if program in hidden else str(count)
            put("program", program, sum(each == program for each, _, _ in wrong), count, program in hidden)
        for kind in KINDS_OF_ERROR if not small else ():
            put("kind", kind, sum(each == kind for _, _, each in wrong), len(done), False)
        return found

    def fairness(self):
        """Only what may be shown; what is hidden has no value."""
        rows = self.first_decisions()
        days = lambda some: [(day - date(case.filed_on)).days for day, case, _ in some]
        small = self.hidden()[0]
        found = {(None, None, "decided"): None if small else str(len(rows))}
        if not small:
            found[None, None, "median_days"] = median(days(rows))
        self.compared = {}
        for group, of in (("county", lambda case: case.county), ("language", lambda case: case.language),
                          ("program", lambda case: case.program_id), ("disability", disability)):
            parts = self.parts(of)
            everybody = [row for part in parts.values() for row in part]
            hidden, rates = self.hidden_parts(of)
            for key, part in parts.items():
                others = [row for row in everybody if row not in part]
                found[group, key, "decided"] = None if key in hidden else str(len(part))
                found[group, key, "median_days"] = None if key in hidden else median(days(part))
                found[group, key, "denied"] = None if key in rates else percent(denials(part), len(part))
                if key not in hidden:
                    own, rest = median(days(part)), median(days(others))
                    longer = rest is not None and float(own) >= float(rest) + 1 and float(own) * 4 >= float(rest) * 5
                    self.compared[group, key, "median_days"] = (rest, longer)
                if key not in rates:
                    own, rest = (percent(len(some) - denials(some), len(some)) for some in (part, others))
                    fewer = rest is not None and float(rest) > 0 and round(float(own) * 10) * 5 < round(float(rest) * 10) * 4
                    self.compared[group, key, "denied"] = (percent(denials(others), len(others)), fewer)
        return found


def disability(case):
    """Whether somebody in the home has one; None: nobody was asked, or not everybody answered."""
    people = (case.answers or {}).get("household") if case.program_id in ("snap", "families-first") else None
    said = [person.get("disabled") for person in people or []]
    return "yes" if True in said else "no" if said and set(said) == {False} else None


def mean(scores):
    return "%d.%d" % divmod((20 * sum(scores) // len(scores) + 1) // 2, 10) if scores else None


def hide(counts, already=()):
    hidden = set(already) | {key for key, count in counts.items() if 0 < count < 11}
    while hidden and (len(hidden) < 2 or sum(counts[key] for key in hidden) < 11):
        rest = sorted((count, key) for key, count in counts.items() if key not in hidden and count)
        if not rest:
            break
        hidden.add(rest[0][1])
    return hidden


def figures(answer):
    assert answer.status == 200, answer
    found = {}
    for figure in answer.json["figures"]:
        key = (figure.get("group"), figure.get("key"), figure["name"])
        assert key not in found, key
        assert (figure["value"] is None) or not figure["hidden"], figure
        found[key] = figure["value"]
    return found


def question(report, since, until, **more):
    return "/v1/reports/%s?%s" % (report, urllib.parse.urlencode(dict({"from": since, "to": until}, **more)))


AGENCY = []


def agency():
    """A sample agency that is only read, its log, and who reads it."""
    if not AGENCY:
        server = Server(sample=SAMPLE)
        AGENCY.extend([server, Log(server), server.sign_in("ada"), server.sign_in("sam")])
    return AGENCY


def differences(expected, got):
    return {key: (expected.get(key), got.get(key)) for key in set(expected) | set(got) if expected.get(key) != got.get(key)
            or (key in expected) != (key in got)}


@story("every figure is what the log of events says, for who reads all and for who leads a team")
def _(server):
    sample, log, ada, sam = agency()
    led = set(sam.session["worker"]["led_team_ids"])
    assert led
    checked = 0
    for client, scope in ((ada, {}), (sam, {"team_id": led})):
        for since, until in PERIODS:
            for report in REPORTS:
                answer = client.get(question(report, since, until))
                expected = getattr(Expected(log, scope, since, until, ms_of(answer.json["as_of"])), report)()
                wrong = differences(expected, figures(answer))
                assert not wrong, (report, since, sorted(wrong.items(), key=str)[:8])
                checked += len(expected)
    assert checked > 2000, checked


@story("beside each group all others and a gap are what the log says; hidden is said of what has no figure")
def _(server):
    sample, log, ada, sam = agency()
    seen = collections.Counter()
    for asked, scope in (({}, {}), ({"program": "snap"}, {"program_id": {"snap"}})):
        for since, until in PERIODS:
            answer = ada.get(question("fairness", since, until, **asked))
            expected = Expected(log, scope, since, until, ms_of(answer.json["as_of"]))
            told = expected.fairness()
            for figure in answer.json["figures"]:
                key = figure.get("group"), figure.get("key"), figure["name"]
                against, gap = expected.compared.get(key, (None, False))
                assert (figure.get("against"), figure.get("gap", False)) == (against, gap), (figure, against, gap)
                assert figure.get("hidden", False) == (told[key] is None), figure
                seen["compared"] += against is not None
                seen["gap"] += gap
    assert seen["compared"] > 20, seen


@story("no report tells what came of few people, by itself or by the difference of two answers")
def _(server):
    sample, log, ada, sam = agency()
    outcomes = ("decided", "denied", "approved", "answers")
    programs = ["snap", "families-first", "child-care"]
    counties = ["Davidson", "Shelby", "Knox", "Hamilton"]
    filters = [{}] + [{"program": each} for each in programs] + [{"county": each} for each in counties]
    filters += [{"program": program, "county": county} for program in programs for county in counties]
    hidden = shown = 0
    for since, until in PERIODS:
        for report in ("timeliness", "decisions", "fairness", "feedback"):
            told = {}
            for asked in filters:
                rows = ada.get(question(report, since, until, **asked)).json["figures"]
                cell = frozenset(asked.items())
                for row in rows:
                    if row["name"] not in outcomes or row["unit"] != "count":
                        continue
                    # The agency's own days are no kind of people.
                    if row.get("group") == "day" and not asked:
                        continue
                    hidden += row["value"] is None
                    if row["value"] is not None:
                        shown += 1
                        assert not few(int(row["value"])), (report, since, asked, row)
                        told[cell, row.get("group"), row.get("key"), row["name"]] = int(row["value"])
            for (wide, *what), value in told.items():
                for (narrow, *same), less in told.items():
                    if what == same and wide < narrow:
                        assert not few(value - less), (report, since, wide, narrow, what, value, less)
    assert hidden > 100 and shown > 20, (hidden, shown)


@story("the same under each filter: program, county, team, one of each together")
def _(server):
    sample, log, ada, sam = agency()
    team = sorted(sam.session["worker"]["led_team_ids"])[0]
    for asked, scope in (({"program": "snap"}, {"program_id": {"snap"}}), ({"county": "Davidson"}, {"county": {"Davidson"}}),
                         ({"team": team}, {"team_id": {team}}),
                         ({"team": team, "program": "child-care", "county": "Davidson"},
                          {"team_id": {team}, "program_id": {"child-care"}, "county": {"Davidson"}})):
        for report in REPORTS:
            answer = ada.get(question(report, *PERIODS[1], **asked))
            expected = getattr(Expected(log, scope, *PERIODS[1], ms_of(answer.json["as_of"])), report)()
            wrong = differences(expected, figures(answer))
            assert not wrong, (report, asked, sorted(wrong.items(), key=str)[:8])


@story("the list behind a figure has as many applications as the figure says")
def _(server):
    sample, log, ada, sam = agency()
    followed = 0
    for client, more in ((ada, {}), (sam, {}), (ada, {"county": "Van Buren"}), (ada, {"program": "snap", "county": "Knox"})):
        for figure in client.get(question("caseload", *PERIODS[0], **more)).json["figures"]:
            if "list" not in figure:
                continue
            listed = client.get("/v1/applications?limit=1&" + figure["list"]).json["total"]
            # Ages are by each county's own day, lists by the capital's.
            assert listed["relation"] == "gte" or str(listed["count"]) == figure["value"], (figure, listed)
            followed += 1
    assert followed > 40, followed


@story("who leads one team and works in another has figures of the one, and lists of no more behind them")
def _(server):
    sample, log, ada, sam = agency()
    led = sorted(sam.session["worker"]["led_team_ids"])[0]
    other = Database(sample.db).execute("SELECT team_id, count(*) AS n FROM queue WHERE is_open = 1 AND team_id <> ? GROUP BY team_id"
                                        " ORDER BY n DESC LIMIT 1", (led,))[0]["team_id"]
    sample.command("worker", "add", "--db", sample.db, "--username", "mia", "--name", "Mia Reed", "--roles", "supervisor,caseworker",
                   "--teams", "%s,%s" % (led, other), "--leads", led, "--password-fd", "0", text=PASSWORD + "\n")
    mia = sample.sign_in("mia")
    count = lambda client, query: client.get("/v1/applications?limit=1&" + query).json["total"]["count"]
    assert count(mia, "status=open") > count(mia, "status=open&team=led") == count(mia, "status=open&team=" + led) > 0
    seen = set()
    for figure in mia.get(question("caseload", *PERIODS[0])).json["figures"]:
        if "list" in figure:
            assert str(count(mia, figure["list"])) == figure["value"], (figure, count(mia, figure["list"]))
            seen.add(figure["name"])
    assert {"open", "unassigned", "overdue", "waiting_on_customer"} <= seen, seen
    # A plan of that filter is of the same; who leads nobody has none of it.
    plan = mia.post("/v1/reassignments?dry_run=true", {"from": {"filter": {"status": "open", "team": "led"}}}, key=None)
    assert plan.status in (200, 201) and plan.json["item_count"] + plan.json["skip_count"] == count(mia, "status=open&team=led"), plan
    assert count(sample.sign_in("ana"), "team=led") == 0


@story("no figure and no question is about one worker")
def _(server):
    sample, log, ada, sam = agency()
    workers = Database(sample.db).execute("SELECT id, username, name FROM worker")
    for report in REPORTS:
        text = ada.get(question(report, *PERIODS[1])).body.decode()
        assert not [row for row in workers if '"%s"' % row["id"] in text or row["name"] in text], report
        for name in ("worker", "assignee", "decided_by"):
            assert ada.get(question(report, *PERIODS[1], **{name: "w_0001"})).code == "unknown_parameter"


@story("small groups are hidden, and cannot be had from what is shown")
def _(server):
    sample, log, ada, sam = agency()
    some = 0
    for since, until in PERIODS:
        for more in ({}, {"program": "snap"}, {"county": "Shelby"}):
            rows = ada.get(question("fairness", since, until, **more)).json["figures"]
            total = next(row["value"] for row in rows if "group" not in row and row["name"] == "decided")
            for group in ("county", "language", "program", "disability"):
                counts = [row for row in rows if row.get("group") == group and row["name"] == "decided"]
                hidden = [row for row in counts if row["hidden"]]
                shown = sum(int(row["value"]) for row in counts if not row["hidden"])
                assert all(int(row["value"]) >= 11 for row in counts if not row["hidden"])
                if hidden and total is not None:
                    assert len(hidden) >= 2 and int(total) - shown >= 11 or not shown, (group, total, shown, hidden)
                    some += 1
    assert some > 5
    told = {row["key"] for row in ada.get(question("fairness", *PERIODS[0])).json["figures"] if row.get("group") == "disability"}
    assert told == {"yes", "no"}, told


@story("as CSV, the same figures; a cell that a spreadsheet would run is only text")
def _(server):
    sample, log, ada, sam = agency()
    for report in REPORTS:
        json_rows = ada.get(question(report, *PERIODS[0])).json["figures"]
        answer = ada.get(question(report, *PERIODS[0], format="csv"))
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8", answer.headers
        rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        assert [(row["group"], row["name"], row["value"]) for row in rows] == \
            [(each.get("group", ""), each["name"], each["value"] or "") for each in json_rows], report
    assert ada.get(question("caseload", *PERIODS[0], format="xml")).code == "validation_failed"
    hostile = [each for row in csv.reader(io.StringIO(answer.body.decode())) for each in row if each[:1] in tuple("=+-@\t\r")]
    assert not hostile, hostile


@story("figures that leave as a table are in the log, and what is only looked at is not")
def _(server):
    ada = server.sign_in("ada")
    me = ada.session["worker"]["id"]

    def told():
        rows = Database(server.db, read_only=True).execute(
            "SELECT e.actor_id, p.payload FROM event e JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq"
            " WHERE e.type = 'list.exported' ORDER BY e.seq")
        return [(row["actor_id"], json.loads(row["payload"])["where"], json.loads(row["payload"])["q"]) for row in rows]

    assert ada.get("/v1/reports/caseload?program=snap").status == 200 and told() == []
    assert ada.get("/v1/reports/caseload?program=snap&format=csv").status == 200
    assert ada.get("/v1/reports/timeliness?from=2026-01-01&to=2026-01-31&export=json").status == 200
    assert told() == [(me, "reports/caseload", "program=snap"), (me, "reports/timeliness", "from=2026-01-01 to=2026-01-31")], told()
    assert ada.get("/v1/reports/caseload?export=paper").code == "validation_failed" and len(told()) == 2


@story("feedback that people give by their links: by program, reason and score; what few said is not told")
def _(_):
    box = Postbox()
    server = Server(options=["--mail-server", box.url, "--mail-from", "notices@agency.example"])
    ina, ana, sam, ada = (server.sign_in(name) for name in ("ina", "ana", "sam", "ada"))
    take_up(server, ina, "portal_url", "https://help.agency.example")
    links, given = set(), 0

    def compare(**asked):
        answer = ada.get(question("feedback", *month, **asked))
        scope = {{"program": "program_id"}.get(name, name): {value} for name, value in asked.items()}
        expected = Expected(Log(server), scope, answer.json["from"], answer.json["to"], ms_of(answer.json["as_of"])).feedback()
        assert not differences(expected, figures(answer)), (given, asked, differences(expected, figures(answer)))
        for figure in answer.json["figures"]:
            key = figure.get("group"), figure.get("key"), figure["name"]
            assert figure.get("hidden", False) == (expected[key] is None and expected.get((*key[:2], "answers")) is None), figure
        return expected

    month = ada.get("/v1/reports/feedback").json
    month = month["from"], month["to"]
    for number in range(26):
        body = filing()
        body["customer"].update(email="p%d@home.example" % number, language="en")
        made = ina.post("/v1/applications", body)
        assert made.status == 201, made
        case = bring_to_ready(ana, sam, made.json, ana.session["worker"]["id"])
        assert decide(ana, case, decision(case, "denied", "D06")).status == 201
    wait_for(lambda: sum("/feedback/" in mail.text for mail in box.taken) == 26, 30)
    links = sorted({"/feedback/" + mail.text.split("/feedback/")[1].split()[0] for mail in box.taken if "/feedback/" in mail.text})
    for number, link in enumerate(links):
        visitor = Visitor(server).get(link)
        token = visitor.page.attribute("input", "value", name="token")
        visitor.send("POST", link, {"token": token, "lang": "en", "score": str(4 + number % 2)})
        assert visitor.status == 200 and "Thank you" in visitor.text, visitor.text
        given += 1
        if given in (1, 10, 11, 26):
            whole = compare()
            compare(program="snap"), compare(county=read(ana, case)["county"])
            assert (whole[None, None, "answers"] is None) == (given < 11), whole
    assert whole[None, None, "answers"] == "26" and whole["score", "5", "answers"] == "13", whole
    server.close()
    box.close()


@story("what happened a moment ago is counted; who decided nothing reads nothing of it elsewhere")
def _(server):
    ina, ana, sam, ada = (server.sign_in(name) for name in ("ina", "ana", "sam", "ada"))
    before = figures(ada.get("/v1/reports/caseload"))
    case = bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])
    after = figures(ada.get("/v1/reports/caseload"))
    assert int(after[None, None, "open"]) == int(before[None, None, "open"]) + 1
    assert decide(ana, case, decision(case, "denied", "D06")).status == 201
    begun = time.monotonic()
    done = ada.get("/v1/reports/decisions")
    # One denial is nobody's to read; with ten others it is.
    assert in_time(begun, 2) and figures(done)[None, None, "denied"] is None, done
    for _ in range(10):
        denied(ana, sam, ina)
    begun = time.monotonic()
    done = ada.get("/v1/reports/decisions")
    assert in_time(begun, 2) and figures(done)[None, None, "denied"] == "11", done
    assert figures(ada.get("/v1/reports/caseload")) == before
    expected = Expected(Log(server), {}, done.json["from"], done.json["to"], ms_of(done.json["as_of"]))
    for report in ("caseload", "timeliness", "decisions", "fairness"):
        assert not differences(getattr(expected, report)(), figures(ada.get("/v1/reports/" + report))), report


@story("what reviews found, by program and kind; of few it is not told")
def _(server):
    ina, ana, sam, ada = (server.sign_in(name) for name in ("ina", "ana", "sam", "ada"))
    drawn = [denied_and_drawn(server, ana, sam, ina)[1]] + [denied(ana, sam, ina)[1] for _ in range(12)]
    server.command("setting", "--db", server.db, "review_percent", "0")
    for number, made in enumerate(drawn[:12]):
        body = {"outcome": "agreed"} if number % 3 else {"outcome": "error", "kind": KINDS_OF_ERROR[number // 3], "words": "so"}
        assert sam.post("/v1/decisions/%s/review" % made, body).status == 200
        if number in (0, 9, 10, 11):
            answer = ada.get("/v1/reports/quality")
            expected = Expected(Log(server), {}, answer.json["from"], answer.json["to"], ms_of(answer.json["as_of"])).quality()
            assert not differences(expected, figures(answer)), (number, differences(expected, figures(answer)))
            assert (expected[None, None, "error_rate"] is None) == (number < 10), expected
    assert expected[None, None, "errors"] == "4" and expected["kind", "amount", "error_rate"] == "8.3", expected
    assert expected[None, None, "waiting"] == str(int(expected[None, None, "drawn"]) - 12) != "0"


@story("who may ask, and what may be asked")
def _(server):
    sam, ada, ana = server.sign_in("sam"), server.sign_in("ada"), server.sign_in("ana")
    assert ana.get("/v1/reports/caseload").status == 403
    assert sam.get("/v1/reports/nothing").status == 404
    assert sam.get("/v1/reports/caseload?team=t_west").status == 404 and ada.get("/v1/reports/caseload?team=t_west").status == 200
    for wrong in ("from=2025-02-30", "from=2025-03-01&to=2025-02-01", "from=2020-01-01&to=2025-01-01", "county=Nowhere", "program=a%20b"):
        assert sam.get("/v1/reports/caseload?" + wrong).code == "validation_failed", wrong
    case = file_application(server.sign_in("ina"))
    wes = server.sign_in("wes")
    assert wes.get("/v1/reports/caseload").status == 403 and case


@story("the checker finds a figure that is one off")
def _(server):
    sample, log, ada, sam = agency()
    answer = ada.get(question("timeliness", *PERIODS[0]))
    expected = Expected(log, {}, *PERIODS[0], ms_of(answer.json["as_of"])).timeliness()
    planted = figures(answer)
    key = (None, None, "decided")
    planted[key] = str(int(planted[key]) + 1)
    assert list(differences(expected, planted)) == [key]
    del planted[key]
    assert list(differences(expected, planted)) == [key]
    sample.close()


if __name__ == "__main__":
    run()
