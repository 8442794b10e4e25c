#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Random households worked out twice: by the program files, and by second.py.
# CASELOAD_LONG makes it ten thousand.
import os
import random
import sys
from fractions import Fraction as F

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import second  # noqa: E402
import sheets  # noqa: E402

EACH = 3400 if os.environ.get("CASELOAD_LONG") else 150
SEED = int(os.environ.get("CASELOAD_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)
dice = random.Random(SEED)
CHILDREN = ["child", "stepchild", "grandchild", "sibling", "other_relative"]


def amount(most):
    """Whole dollars as often as not, else with cents."""
    value = dice.randrange(0, most * 100)
    return F(value // 100) if dice.random() < 0.5 else F(value, 100)


def born(age, year, month, day):
    """A birthday that makes somebody so old on that day: this very day, the one before, or long ago."""
    back = dice.choice([0, 0, 1, 40, 200])
    y, m, d = year - age, month, day
    for _ in range(back):
        d -= 1
        if d == 0:
            m, d = (m - 1, 28) if m > 1 else (12, 28)
            y -= m == 12
    return f"{y:04d}-{m:02d}-{d:02d}"


def filing():
    """A day of fiscal year 2025 or 2026."""
    year, month = dice.choice([(2025, m) for m in range(1, 13)] + [(2026, m) for m in range(1, 10)])
    return year, month, dice.randrange(1, 29), 25 if (year, month) < (2025, 10) else 26


def snap_filing():
    """One of 2024's as well."""
    if dice.random() > 0.2:
        return filing()
    return 2024, dice.randrange(1, 10), dice.randrange(1, 29), 24


def incomes(people, jobs_most=3):
    jobs = [{"who": dice.randrange(len(people)), "every": dice.choice(list(second.PAYS)), "gross": amount(900)}
            for _ in range(dice.choice([0, 1, 1, 2, jobs_most]))]
    for job in jobs:
        if job["every"] == "month":
            job["gross"] = amount(3500)
    businesses = [{"who": dice.randrange(len(people)), "amount": amount(1500), "costs": amount(600)}
                  for _ in range(dice.choice([0, 0, 0, 1]))]
    other = [{"who": dice.randrange(len(people)), "amount": amount(900)} for _ in range(dice.choice([0, 0, 1, 2]))]
    return jobs, businesses, other


def names(people):
    return [f"Person {i}" for i in range(len(people))]


def income_answers(home):
    called = names(home["people"])
    jobs = [{"person": called[j["who"]], "employer": f"Employer {i}", "pay_every": j["every"],
             "gross": sheets.money(j["gross"])} for i, j in enumerate(home["jobs"])]
    businesses = [{"person": called[b["who"]], "business": f"Business {i}", "amount": sheets.money(b["amount"]),
                   "costs": sheets.money(b["costs"])} for i, b in enumerate(home["businesses"])]
    other = [{"person": called[o["who"]], "kind": "other", "amount": sheets.money(o["amount"])} for o in home["other"]]
    answers = {"anyone_works": bool(jobs), "anyone_self_employed": bool(businesses), "anyone_other_income": bool(other)}
    for name, entries in (("jobs", jobs), ("self_employment", businesses), ("other_income", other)):
        if entries:
            answers[name] = entries
    return answers


def snap():
    year, month, day, fiscal = snap_filing()
    people, answers = [], []
    for i in range(dice.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 9, 10])):
        age = dice.choice([dice.randrange(0, 18), 17, 18, 21, 22, dice.randrange(18, 60), 59, 60, 75])
        relation = "self" if i == 0 else dice.choice(["spouse", "partner", "child", "stepchild", "parent", "not_related"])
        eats = dice.random() < 0.8
        person = {"age": age, "disabled": dice.random() < 0.1, "student": dice.random() < 0.1,
                  "in_school": dice.random() < 0.5, "asks": dice.random() < 0.92}
        person["in_home"] = (relation in ("self", "spouse") or eats
                             or (relation in ("child", "stepchild") and age < 22))
        entry = {"name": f"Person {i}", "relation": relation, "born_on": born(age, year, month, day),
                 "status": "citizen" if person["asks"] else "not_asking", "disabled": person["disabled"],
                 "student": person["student"], "in_school": person["in_school"]}
        if relation != "self":
            entry["eats_with_you"] = eats
        people.append(person)
        answers.append(entry)
    jobs, businesses, other = incomes(people)
    heated = [["heat_cool"], ["heat_cool", "phone"]] if fiscal > 24 else []
    kinds = dice.choice(heated + [["power", "water"], ["power", "phone"], ["phone"], ["water"]])
    home = {"year": fiscal, "day": day, "month": (year, month), "people": people, "jobs": jobs, "businesses": businesses, "other": other,
            "rent": amount(1500) if dice.random() < 0.85 else F(0), "kinds": kinds,
            "utilities": amount(300) if dice.random() < 0.9 else F(0), "homeless": dice.random() < 0.1,
            "care": amount(600) if dice.random() < 0.3 else F(0), "support": amount(400) if dice.random() < 0.2 else F(0),
            "medical": amount(400) if dice.random() < 0.4 else F(0),
            "cash": dice.choice([F(0), amount(2000), F(3000), F("3000.01"), F(4500), amount(6000)])}
    home["used"] = dice.choice([None, {}, {i: (dice.randrange(4), dice.randrange(3)) for i in range(len(people)) if dice.random() < 0.5}])
    given = {"household": answers, "homeless": home["homeless"], "utility_kinds": kinds, **income_answers(home)}
    home["aided"] = dice.choice([None, None, None, False, True])
    if home["aided"] is not None and home["other"]:
        given["all_cash_aid"] = home["aided"]
    if home["used"] is not None:
        given["anyone_used_months"] = bool(home["used"])
    if home["used"]:
        given["used_months"] = [{"person": answers[i]["name"], "here": here, "elsewhere": elsewhere}
                                for i, (here, elsewhere) in home["used"].items()]
    for name, key in (("rent", "rent"), ("utilities", "utilities"), ("care_cost", "care"), ("support_paid", "support"),
                      ("medical_cost", "medical"), ("cash", "cash")):
        given[name] = sheets.money(home[key])
    return home, {"filed_on": f"{year}-{month:02d}-{day:02d}", "answers": given}


def families_first():
    year, month, day, _ = filing()
    people, answers = [], []
    for i in range(dice.choice([1, 2, 2, 3, 3, 4, 5, 7, 10])):
        child = i > 0 and dice.random() < 0.85
        age = dice.choice([0, 1, 2, 3, 12, 17, 18, 19]) if child else dice.randrange(19, 60)
        people.append({"age": age, "child": child, "asks": dice.random() < 0.95})
        answers.append({"name": f"Person {i}", "relation": dice.choice(CHILDREN) if child else "self" if i == 0 else "spouse",
                        "born_on": born(age, year, month, day), "status": "citizen" if people[-1]["asks"] else "not_asking"})
    jobs, businesses, other = incomes(people, 2)
    home = {"day": day, "people": people, "jobs": jobs, "businesses": businesses, "other": other,
            "care": dice.choice([F(0), amount(700)]), "cash": dice.choice([amount(2000), F(2000), F("2000.01"), amount(5000)]),
            "vehicles": dice.choice([F(0), F(4600), F(4601), amount(8000)])}
    given = {"household": answers, **income_answers(home)}
    for name, key in (("care_cost", "care"), ("resources", "cash"), ("vehicles", "vehicles")):
        given[name] = sheets.money(home[key])
    return home, {"filed_on": f"{year}-{month:02d}-{day:02d}", "answers": given}


def child_care():
    year, month, day, fiscal = filing()
    if fiscal == 25:  # until 30 September 2025 low incomes paid nothing; the page has no table of that
        year, fiscal = 2026, 27 if month >= 10 else 26
    people, answers = [], []
    for i in range(dice.choice([1, 2, 2, 3, 4, 5, 6, 7, 8, 10])):
        parent = i == 0 or (i == 1 and dice.random() < 0.4)
        age = dice.randrange(18, 50) if parent else dice.choice([0, 4, 12, 13, 15, 18, 19])
        person = {"age": age, "parent": parent, "asks": True, "needs_care": False, "special": False, "hours": 0,
                  "full_time_school": False}
        entry = {"name": f"Person {i}", "relation": "self" if i == 0 else "spouse" if parent else dice.choice(CHILDREN),
                 "born_on": born(age, year, month, day)}
        if parent:
            entry["activity"] = dice.choice(["work", "work", "school", "both", "neither"])
            if entry["activity"] != "neither":
                person["hours"] = entry["activity_hours"] = dice.choice([0, 10, 29, 30, 31, 40])
            if entry["activity"] in ("school", "both") and dice.random() < 0.5:
                entry["school_full_time"] = person["full_time_school"] = True
        else:
            person["needs_care"] = entry["needs_care"] = dice.random() < 0.8
            if person["needs_care"]:
                person["special"] = entry["special_need"] = dice.random() < 0.2
                person["asks"] = dice.random() < 0.9
                entry["status"] = "citizen" if person["asks"] else "not_asking"
        people.append(person)
        answers.append(entry)
    jobs, businesses, _ = incomes(people)
    hours = [dice.choice([5, 15, 19, 20, 35]) for _ in range(dice.choice([1, 1, 2, 3, 4]))]
    home = {"year": fiscal, "day": day, "people": people, "jobs": jobs, "businesses": businesses, "other": [],
            "enrolled": dice.random() < 0.3, "families_first": dice.random() < 0.1, "assets_ok": dice.random() < 0.95,
            "care_hours": hours}
    given = {"household": answers, "assets_under_million": home["assets_ok"], "enrolled": home["enrolled"],
             "receives_ff": home["families_first"], **income_answers(home),
             "providers": [{"child": "Person 0", "provider": f"Place {i}", "hours_week": h} for i, h in enumerate(hours)]}
    return home, {"filed_on": f"{year}-{month:02d}-{day:02d}", "answers": given}


def compare(home, wanted, came):
    if wanted["advice"] is None:
        return []
    faults = []
    if came["advice"] != wanted["advice"]:
        faults.append(f"advice is {came['advice']}, not {wanted['advice']}")
    if "reasons" in wanted and set(came["reasons"]) != wanted["reasons"]:
        faults.append(f"reasons are {came['reasons']}, not {sorted(wanted['reasons'])}")
    for step, value in wanted.get("steps", {}).items():
        if came["steps"][step] is None or F(came["steps"][step]) != value:
            faults.append(f"step {step} is {came['steps'][step]}, not {float(value)}")
    return faults


def differences(program, drawn, reckon, change=None):
    faults = []
    results = sheets.work_out(program, [given for _, given in drawn], change)
    assert len(results) == len(drawn)
    for (home, given), came in zip(drawn, results):
        wrong = compare(home, reckon(home), came)
        if wrong:
            faults.append("; ".join(wrong) + f"  <- {given}"[:1500])
    return faults


KINDS = (("snap", snap, second.snap, ('"value": 744', '"value": 745')),
         ("families-first", families_first, second.families_first, ('"value": 250', '"value": 251')),
         ("child-care", child_care, second.child_care, ('"value": 0.05', '"value": 0.06')))
for program, draw, reckon, change in KINDS:
    drawn = [draw() for _ in range(EACH)]
    outcomes = [reckon(home)["advice"] for home, _ in drawn]
    # Households that all fail would prove little.
    shares = {word: outcomes.count(word) for word in ("approved", "denied", "unknown")}
    faults = differences(program, drawn, reckon)
    if min(shares["approved"], shares["denied"]) < EACH // 20:
        faults.append(f"too much alike: {shares}")
    sheets.report(f"{EACH} {program} households agree with the second implementation", faults,
                  [f"seed {SEED}: {shares}"])
    sheets.report(f"a changed figure of {program} is noticed",
                  [] if differences(program, drawn, reckon, change) else ["nothing differs"])
sheets.end()
