#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Published cases (CASELOAD_SHARED; skipped where they are not): what the
# program files come to beside the figures of others, as the rules have them and
# as the law rounds them.  Where the two part by right the rule that explains it
# stands in EXPLAINED; what the program files do not work out is counted apart.
import collections
import json
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sheets  # noqa: E402

SHARED = os.environ.get("CASELOAD_SHARED") or os.path.join(sheets.SOURCE, "..", "shared")
CASES = os.path.join(SHARED, "data", "eligibility_cases.json")
CHILD = "child"

# Differences that have to be: case, what is compared, why.
EXPLAINED = {
    ("S116", "adjusted_income"): "published in whole dollars; 7 CFR 273.10(e)(1)(ii) is applied to net income",
    ("S116", "benefit_normal"): "published in whole dollars; by law 30 % of 154 is 47, and 658 - 47 is 611",
    ("S127", "expected_contribution"): "428.50 rounds up to 429, not down to 428: 7 CFR 273.10(e)(1)(ii)(A)",
    ("M08", "snap_unrounded"): "441.50 rounds up to 442, not down to 441: 7 CFR 273.10(e)(1)(ii)(A)",
    ("S116", "net_income"): "published in whole dollars, which 153.60 is after rounding: 7 CFR 273.10(e)(1)(ii)",
    ("S131", "min_allotment"): "New Jersey adds to the federal minimum from its own funds; Tennessee does not",
    ("S132", "min_allotment"): "the District of Columbia adds to the federal minimum; Tennessee does not",
    ("S142", "benefit_normal"): "the amount is worked out either way; the tests beside it say that it is not due",
    ("C027", "passes_activity_test"): "the page excuses no parent for a disability; that is the worker's",
    ("C038", "eligible"): "care for protective services is excused from income and hours: 45 CFR 98.20(a)(3)(ii)",
}
# What the page of the arithmetic leaves to the worker, or to others' tables.
APART = {
    "meets_abawd": "work rule by person (D14)", "meets_snap_general_work_requirements": "work rule by person (D15)",
    "is_snap_immigration_status_eligible": "status by person (D12)", "age_category": "provider rates",
    "county_tier": "provider rates", "tn_ccap_max_weekly_benefit": "provider rates", "monthly_subsidy": "provider rates",
    "snap_child_support_deduction": "paid support is not income in Tennessee, so no deduction",
    "part_time": "not a step of its own", "snap_countable_earner": "shown by the earned step only",
    "snap_excluded_child_earner": "shown by the earned step only",
    "snap_child_support_gross_income_deduction": "paid support is not income in Tennessee, so no deduction",
    "snap_allowable_medical_expenses": "not a step of its own",
}
# And of single cases.
APART_HERE = {
    ("S138", "snap_deductions"): "the sum of steps, each compared, and of paid support",
    ("F049", "grant"): "of January 2020: the page has Tennessee's figures from July 2021",
    ("C074", "monthly_copay"): "a place with no hours of care cannot be stated: where there is none, nothing is shared",
    ("C063", "passes_income_test"): "who receives Families First is not asked it: the advice is compared",
}


def poverty_is(line):
    """A change of the file: 130 % and 100 % of that line for every size, whole dollars up: 7 CFR 273.9(a)(3)."""
    def change(file):
        for name, part in (("gross_limit", 130), ("net_limit", 100)):
            file["parameters"][name] = {**file["parameters"][name], "values": [
                {"from": "2020-01-01", "at": [math.ceil(round(line * part, 4) / 100)], "each_further": 0}]}
    return change


def money(value):
    return sheets.money(value)


def born(age, year):
    whole = int(age)
    return f"{year - whole - 1}-06-15" if age == whole else f"{year - whole - 1}-03-01"


def people(inputs, year, program):
    members = inputs.get("members") or []
    size = inputs.get("household_size", len(members) or 1)
    entries = []
    for i in range(max(size, len(members))):
        member = members[i] if i < len(members) else {}
        age = member.get("age", 70 if member.get("elderly") else 30)
        asks = member.get("immigration_status") != "UNDOCUMENTED"
        # A dependent of sixteen is nobody's parent.
        works = any(member.get(key) for key in ("earned_monthly", "hours_per_week", "full_time_student"))
        relation = "self" if i == 0 and not member.get("dependent") and (age >= 18 or program != "child-care") else \
            "spouse" if age >= 20 and not member.get("dependent") and program == "child-care" else CHILD
        if program == "child-care" and age < 21 and not works:
            relation = CHILD
        if program == "families-first" and i > 0 and age >= 20:
            relation = "spouse"
        entry = {"name": f"Person {i}", "relation": relation, "born_on": born(age, year),
                 "status": "citizen" if asks else "not_asking"}
        if program != "child-care":
            entry["disabled"] = bool(member.get("disabled") or (inputs.get("has_elderly_disabled") and i == 0))
        if program == "snap":
            entry.update(student=False, in_school=bool(member.get("in_k12")))
            if relation != "self":
                entry["eats_with_you"] = True
        if program == "child-care" and relation == CHILD:
            entry.update(needs_care=True, special_need=bool(member.get("disabled")))
            entry["head_start"] = bool(member.get("head_start"))
            entry["protective"] = bool(member.get("protective_services") and inputs.get("protective_services_waiver", True))
        elif program == "child-care":
            del entry["status"]
            full = bool(member.get("full_time_student"))
            entry.update(activity="school" if full else "work", activity_hours=int(member.get("hours_per_week", 0)),
                         school_full_time=full)
        entries.append(entry)
    return entries


def answers_of(case, program):
    inputs, year = case["inputs"], int(case["period"][:4])
    members = inputs.get("members") or []
    household = people(inputs, year, program)
    jobs, businesses, other = [], [], []
    for i, member in enumerate(members):
        if member.get("earned_monthly"):
            jobs.append((i, member["earned_monthly"]))
        if member.get("self_employment_monthly"):
            businesses.append((i, member["self_employment_monthly"]))
        for key in ("unearned_monthly", "retirement_monthly", "unemployment_monthly"):
            if member.get(key):
                other.append((i, member[key]))
    if inputs.get("earned_monthly"):
        jobs.append((0, inputs["earned_monthly"]))
    if inputs.get("unearned_monthly"):
        other.append((0, inputs["unearned_monthly"]))
    given = {"household": household, "anyone_works": bool(jobs), "anyone_self_employed": bool(businesses),
             "anyone_other_income": bool(other)}
    if inputs.get("categorically_eligible"):
        given.update(anyone_other_income=True, all_cash_aid=True,
                     other_income=[{"person": "Person 0", "kind": "ssi", "amount": money(0)}])
    if jobs:
        given["jobs"] = [{"person": f"Person {i}", "employer": f"Employer {n}", "pay_every": "month", "gross": money(v)}
                         for n, (i, v) in enumerate(jobs)]
    if businesses:
        given["self_employment"] = [{"person": f"Person {i}", "business": "Business", "amount": money(max(v, 0)),
                                     "costs": money(max(-v, 0))} for i, v in businesses]
    if other:
        given["other_income"] = [{"person": f"Person {i}", "kind": "other", "amount": money(v)} for i, v in other]
    care = inputs.get("dependent_care_monthly", 0) + sum(m.get("adult_care_monthly", 0) for m in members)
    if program == "snap":
        given.update(cash=money(inputs.get("assets", 0 if inputs.get("meets_asset_test", True) else 1e5)), rent=money(inputs.get("shelter_cost_monthly", 0)),
                     utilities=money(inputs.get("utility_allowance_monthly", 0)), utility_kinds=["water"],
                     homeless=bool(inputs.get("homeless")), care_cost=money(care),
                     support_paid=money(sum(m.get("child_support_paid_monthly", 0) for m in members)),
                     medical_cost=money(sum(m.get("medical_expense_monthly", 0) for m in members)))
    elif program == "families-first":
        given.update(resources=money(inputs.get("liquid_assets", 0)), vehicles=money(inputs.get("vehicle_value", 0)),
                     care_cost=money(care))
    else:
        hours = [(i, m["care_hours_per_week"]) for i, m in enumerate(members) if m.get("care_hours_per_week")]
        given.update(assets_under_million=inputs.get("assets", 0) < 1e6, enrolled=bool(inputs.get("already_enrolled")),
                     receives_ff=bool(inputs.get("receives_families_first")))
        if hours:
            given["providers"] = [{"child": f"Person {i}", "provider": f"Place {n}", "hours_week": int(h)}
                                  for n, (i, h) in enumerate(hours)]
    return given


STEP_OF = {  # what is published, and the step it is
    "snap": {"adjusted_income": "adjusted", "shelter_deduction": "shelter", "net_income": "net", "gross_income": "gross",
             "standard_deduction": "standard", "earned_income_deduction": "earned_part", "dependent_care_deduction": "care",
             "medical_deduction": "medical", "expected_contribution": "share", "max_allotment": "most",
             "min_allotment": "least", "benefit_normal": "a_month", "snap_unrounded": "a_month",
             "snap_rounded_273_10_e_2": "a_month", "counted_household_size": "size", "has_elderly_disabled": "elderly",
             "counted_unearned_income": "unearned"},
    "families-first": {"child_care_deduction": "care", "earned_after_disregard": "after_expense",
                       "countable_resources": "resources", "countable_earned_income": "countable", "max_payment": "payment", "grant": "a_month"},
    "child-care": {"countable_income": "income", "state_median_income_month": "median", "monthly_copay": "copay",
                   "passes_activity_test": "active"},
}
GIVEN = {"adjusted_income_monthly": "adjusted", "earned_income_deduction_monthly": "earned_part",
         "standard_deduction_monthly": "standard", "shelter_deduction_monthly": "shelter", "net_income_monthly": "net",
         "gross_income_monthly": "gross", "medical_deduction_monthly": "medical", "dependent_care_deduction_monthly": "care",
         "expected_contribution_monthly": "share", "max_allotment_monthly": "most", "min_allotment_monthly": "least",
         "utility_allowance_monthly": "utilities"}
TEST_OF = {"passes_gross_test": ["gross_income"], "eligible_federal_130_gross": ["gross_income"],
           "passes_net_test": ["net_income"], "passes_resource_test": ["resources", "resources_elderly"],
           "passes_income_tests": ["gross_income", "countable_income"], "passes_income_test": ["income"]}
PROGRAM = {"SNAP": "snap", "FAMILIES_FIRST": "families-first", "CHILD_CARE": "child-care"}
# These the published figures leave as they come.
LOOSE = ["share", "a_month"]


def verdict(came, tests):
    words = {came["tests"][test] for test in tests if test in came["tests"]} - {"passed_over"}
    if not words and tests == ["gross_income"]:
        return True  # nobody with an elderly member has to meet it
    return None if "unknown" in words or not words else "not_met" not in words


def compare(case, program, name, wanted, exact, lawful):
    """None: not compared; else what came of it."""
    months = 12 if case["expected_period"] == "year" else 1
    if name in TEST_OF:
        return verdict(exact, TEST_OF[name])
    if name == "eligible":
        return {"approved": True, "denied": False}.get(exact["advice"])
    if name == "eligible_child" and exact["steps"]["children"] is not None:
        count = int(exact["steps"]["children"])
        return count > 0 if isinstance(wanted, bool) else count == sum(wanted)
    step = STEP_OF[program].get(name)
    if step is None or isinstance(wanted, (list, dict)):
        return None
    came = (lawful if name == "snap_rounded_273_10_e_2" else exact)["steps"][step]
    if name == "net_income":
        came = exact["unrounded"].get("net", came)
    if came in ("yes", "no"):
        return came == "yes"
    if came is None:
        return None
    if name == "monthly_copay":
        return float(came) * 4.3
    if name == "grant" and exact["advice"] == "denied":
        return 0.0
    return float(came) * (months if step not in ("size",) else 1)


def agrees(wanted, came, months):
    if isinstance(wanted, list):
        return came
    if isinstance(wanted, bool):
        return came is wanted
    # Inputs are published to a hundredth of a cent, incomes are typed in cents.
    return abs(float(wanted) - came) <= 0.02 * months


def by_month(case):
    """A figure published for several months is a case for each."""
    months = {month for wanted in case["expected"].values() if isinstance(wanted, dict) for month in wanted}
    if not months:
        return [case]
    return [{**case, "period": month, "expected_period": "month",
             "expected": {name: wanted[month] for name, wanted in case["expected"].items()}} for month in sorted(months)]


def main():
    if not os.path.exists(CASES):
        sheets.skip("the published cases agree", "they are not here (CASELOAD_SHARED)")
        sheets.end()
    cases = [one for c in json.load(open(CASES, encoding="utf-8")) if c["applies_to_tn"] for one in by_month(c)]
    for published, program in PROGRAM.items():
        mine = [c for c in cases if c["program"] == published]
        inputs = []
        for case in mine:
            month = case["period"] if len(case["period"]) == 7 else case["period"] + "-01"
            steps = {step: case["inputs"][key] for key, step in GIVEN.items()
                     if key in case["inputs"] and program == "snap"}
            if case["inputs"].get("has_elderly_disabled") is not None and "members" not in case["inputs"]:
                steps["elderly"] = bool(case["inputs"]["has_elderly_disabled"])
            if case["inputs"].get("meets_activity_test"):
                steps["active"] = True
            for loose in (LOOSE, []):
                inputs.append({"filed_on": month + "-01", "answers": answers_of(case, program), "given": steps,
                               "unrounded": loose if program == "snap" else []})
        results = sheets.work_out(program, inputs)
        for i, case in enumerate(mine):
            if "poverty_guideline_monthly" in case["inputs"]:
                results[2 * i:2 * i + 2] = sheets.work_out(program, inputs[2 * i:2 * i + 2],
                                                           poverty_is(case["inputs"]["poverty_guideline_monthly"]))
        faults, notes, apart, same = [], [], collections.Counter(), 0
        stale = {key for key in (*EXPLAINED, *APART_HERE) if key[0] in {case["id"] for case in mine}}
        for i, case in enumerate(mine):
            for name, wanted in case["expected"].items():
                came = None if name in APART else compare(case, program, name, wanted, results[2 * i], results[2 * i + 1])
                if came is None and (name in APART or (case["id"], name) in APART_HERE):
                    stale.discard((case["id"], name))
                    apart[APART.get(name) or APART_HERE[(case["id"], name)]] += 1
                elif came is None:
                    faults.append(f"{case['id']} {name}: not worked out, and nothing says why")
                elif agrees(wanted, came, 12 if case["expected_period"] == "year" else 1):
                    same += 1
                elif EXPLAINED.get((case["id"], name)):
                    stale.discard((case["id"], name))
                    notes.append(f"{case['id']} {name}: {came}, published {wanted}: {EXPLAINED[(case['id'], name)]}")
                else:
                    faults.append(f"{case['id']} {name}: {came}, published {wanted}  {json.dumps(case['inputs'])[:300]}")
        faults += [f"explained, and yet neither different nor apart: {key}" for key in sorted(stale)]
        notes = [f"{same} figures of {len(mine)} cases agree"] + notes
        notes += [f"apart, {number}: {why}" for why, number in sorted(apart.items())]
        sheets.report(f"the published cases of {program} agree", faults, notes)
    sheets.end()


main()
