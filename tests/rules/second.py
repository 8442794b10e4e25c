# SPDX-License-Identifier: Apache-2.0
#
# A second implementation of the eligibility arithmetic, written from the
# regulations as the agency's page states them, not from the program files nor
# from the server: where the two part, one of them is wrong.  Exact fractions.
from fractions import Fraction as F
from math import ceil, floor

YEARS = {
    24: dict(gross=[1580, 2137, 2694, 3250, 3807, 4364, 4921, 5478], gross_more=557,
             net=[1215, 1644, 2072, 2500, 2929, 3357, 3785, 4214], net_more=429,
             most=[291, 535, 766, 973, 1155, 1386, 1532, 1751], most_more=219,
             standard=[198, 198, 198, 208, 244, 279], cap=672, least=23, homeless=F("179.66"),
             full=[], limited=164, phone=35, have=(2750, 4250)),  # no source for heating and cooling by size
    25: dict(gross=[1632, 2215, 2798, 3380, 3963, 4546, 5129, 5712], gross_more=583,
             net=[1255, 1704, 2152, 2600, 3049, 3497, 3945, 4394], net_more=449,
             most=[292, 536, 768, 975, 1158, 1390, 1536, 1756], most_more=220,
             standard=[204, 204, 204, 217, 254, 291], cap=712, least=23, homeless=F("190.30"),
             full=[439, 454, 472, 490, 505, 522, 537, 553, 572, 586], limited=158, phone=35, have=(3000, 4500)),
    26: dict(gross=[1696, 2292, 2888, 3483, 4079, 4675, 5271, 5867], gross_more=596,
             net=[1305, 1763, 2221, 2680, 3138, 3596, 4055, 4513], net_more=459,
             most=[298, 546, 785, 994, 1183, 1421, 1571, 1789], most_more=218,
             standard=[209, 209, 209, 223, 261, 299], cap=744, least=24, homeless=F("198.99"),
             full=[451, 466, 485, 503, 519, 536, 551, 568, 587, 602], limited=162, phone=36, have=(3000, 4500)),
}
# Converting pay to a month: 4.3 weeks, 2.15 fortnights, 2 halves.
PAYS = {"week": F("4.3"), "two_weeks": F("2.15"), "half_month": F(2), "month": F(1)}


def of(table, size, more=None):
    if size <= len(table):
        return table[size - 1]
    return table[-1] + (size - len(table)) * (more or 0)


def half_up(value):
    return floor(value + F(1, 2))


def cents(value):
    return F(half_up(value * 100), 100)


def prorated(month, day):
    part = F(month * (31 - day), 30)
    return floor(part) if part >= 10 else 0


def snap(home):
    """home: year, day, month, people [{age, disabled, counts, in_home, student}], jobs, businesses, other
    [{who, ...}], rent, kinds, utilities, homeless, care, support, medical, cash."""
    y = YEARS[home["year"]]
    counted = [p for p in home["people"] if p["in_home"] and p["asks"]]
    size = len(counted)
    if size == 0:
        aided = home["aided"] is True and bool(home["other"])
        return {"advice": "denied", "reasons": {"D12"} | ({"D04"} if home["cash"] > y["have"][0] and not aided else set())}
    special = any(p["age"] >= 60 or p["disabled"] for p in counted)

    def earns(person):
        return person["in_home"] and not (person["age"] < 18 and (person["student"] or person["in_school"]))

    earned = sum((PAYS[j["every"]] * j["gross"] for j in home["jobs"] if earns(home["people"][j["who"]])), F(0))
    earned += sum((max(F(0), b["amount"] - b["costs"]) for b in home["businesses"]
                   if earns(home["people"][b["who"]])), F(0))
    earned = cents(earned)
    unearned = sum((o["amount"] for o in home["other"] if home["people"][o["who"]]["in_home"]), F(0))
    gross = max(F(0), earned + unearned - home["support"])
    medical = max(F(0), home["medical"] - 35) if special else 0
    adjusted = max(F(0), gross - cents(earned / 5) - of(y["standard"], size) - home["care"] - medical)
    kinds = home["kinds"]
    if home["utilities"] == 0:
        utilities = F(0)
    elif "heat_cool" in kinds:
        if size > len(y["full"]):
            return {"advice": "unknown"}
        utilities = F(y["full"][size - 1])
    elif len(kinds) >= 2:
        utilities = F(y["limited"])
    else:
        utilities = F(y["phone"]) if kinds == ["phone"] else home["utilities"]
    shelter = home["rent"] + utilities - adjusted / 2
    if not special:
        shelter = min(shelter, F(y["cap"]))
    shelter = max(F(0), shelter, y["homeless"] if home["homeless"] and home["rent"] > 0 else F(0))
    net = half_up(max(F(0), adjusted - shelter))
    share = ceil(F(3, 10) * net)
    plain = of(y["most"], size, y["most_more"]) - share
    least = y["least"] if size <= 2 else 0
    month = max(plain, least, 0)
    reasons = set()
    # Every member on cash aid or SSI: income and savings are not looked at (7 CFR 273.2(j)(2)).
    aided = home["aided"] is True and bool(home["other"])
    if not aided and not special and gross > of(y["gross"], size, y["gross_more"]):
        reasons.add("D01")
    if not aided and net > of(y["net"], size, y["net_more"]):
        reasons.add("D02")
    if not aided and home["cash"] > y["have"][special]:
        reasons.add("D04")
    if month == 0:
        reasons.add("D03")
    denied = bool(reasons)
    if not denied:
        reasons = ({"A03"} if home["day"] > 1 else set()) | ({"A04"} if least > plain else set())
    # The work rule of July 2025 reaches whole months after it; a child under 14 in the home keeps it away.
    young = any(p["age"] < 14 for p in home["people"])
    reached = [p for p in home["people"]
               if p["in_home"] and p["asks"] and 18 <= p["age"] <= 64 and not p["disabled"]]
    work_rule = 0 if young or home["month"] < (2025, 8) else len(reached)
    used = [sum(home["used"].get(who, (0, 0))) for who, p in enumerate(home["people"]) if p in reached] if home["used"] else []
    # Three whole months, here and elsewhere together; nothing is known of them where nobody said.
    months = {} if work_rule and home["used"] is None else {"months_used": sum(m >= 3 for m in used) if work_rule else 0}
    return {"advice": "denied" if denied else "approved", "reasons": reasons,
            "steps": {**months, "size": size, "work_rule": work_rule, "earned": earned, "gross": gross, "adjusted": adjusted, "shelter": shelter,
                      "net": net, "share": share, "a_month": month, "first": prorated(month, home["day"])}}


NEED = [976, 1370, 1549, 1752, 1885, 2009, 2121, 2224, 2300, 2373]
PAYMENT = [244, 343, 387, 438, 471, 502, 530, 556, 575, 593]


def families_first(home):
    size = sum(1 for p in home["people"] if p["asks"])
    children = [p for p in home["people"] if p["child"] and p["age"] < 18]
    if size < 1 or size > len(NEED):
        return {"advice": None}
    need, most = NEED[size - 1], PAYMENT[size - 1]
    earned = sum((PAYS[j["every"]] * j["gross"] for j in home["jobs"]), F(0))
    earned = cents(earned + sum((max(F(0), b["amount"] - b["costs"]) for b in home["businesses"]), F(0)))
    unearned = sum((o["amount"] for o in home["other"]), F(0))
    care = min(home["care"], sum(200 if p["age"] < 2 else 175 for p in children))
    countable = max(F(0), max(F(0), earned - 250) - care) + unearned
    resources = home["cash"] + max(F(0), home["vehicles"] - 4600)
    reasons = set()
    if not children:
        reasons.add("D20")
    if earned + unearned > F("1.85") * need:
        reasons.add("D17")
    if countable >= need:
        reasons.add("D18")
    if resources > 2000:
        reasons.add("D19")
    grant = min(F(most), need - countable)
    grant = floor(grant) if grant >= 10 else 0
    denied = bool(reasons)
    if not denied and grant == 0:
        reasons.add("A05")
    return {"advice": "denied" if denied else "approved", "reasons": reasons,
            "steps": {"size": size, "earned": earned, "care": care, "countable": countable, "resources": resources,
                      "a_month": grant, "first": prorated(grant, home["day"])}}


MEDIAN = {25: 98377, 26: 102735, 27: 105327}


def child_care(home):
    size = len(home["people"])
    median = F(MEDIAN[home["year"]], 12) * (F("0.52") + F("0.16") * (min(size, 6) - 1) + F("0.03") * max(0, size - 6))
    median = cents(median)
    part = 1 if home["enrolled"] and home["year"] >= 26 else F("0.85")
    limit = floor(median * part)
    parents = [p for p in home["people"] if p["parent"]]
    income = sum((PAYS[j["every"]] * j["gross"] for j in home["jobs"] if home["people"][j["who"]]["parent"]), F(0))
    income = cents(income + sum((b["amount"] - b["costs"] for b in home["businesses"]
                                 if home["people"][b["who"]]["parent"]), F(0)))
    waived = home["families_first"]
    children = [p for p in home["people"] if p["needs_care"] and p["asks"]
                and (p["age"] < 13 or (p["age"] <= 18 and p["special"]))]
    reasons = set()
    if not children:
        reasons.add("D26")
    if not waived and (income > limit or not home["assets_ok"]):
        reasons.add("D24")
    if not waived and not all(p["full_time_school"] or p["hours"] >= 30 for p in parents):
        reasons.add("D25")
    share = 0 if waived else max(0, floor(F("0.05") * income))
    places = sum((F(1) if hours >= 20 else F(1, 2) for hours in home["care_hours"]), F(0))
    week = floor(share / F("4.3"))
    copay = cents(week * places / len(home["care_hours"])) if home["care_hours"] else 0
    return {"advice": "denied" if reasons else "approved", "reasons": reasons,
            "steps": {"size": size, "income": income, "limit": limit, "share": share, "copay": copay}}
