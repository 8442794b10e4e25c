#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A supervisor at 80x24 by keys alone: finds who has too much, plans, reads the
# preview, drops two rows, applies, sees both workers' screens change, and takes
# it back; then a sick worker's urgent work is handed over in six keys.
import datetime
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import file_application, give  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Server, wait_for  # noqa: E402

MANY = 9

story = Story()
server = Server()
ina, sam, ana, ben = (server.sign_in(name) for name in ("ina", "sam", "ana", "ben"))
ids = {name: client.session["worker"]["id"] for name, client in (("ana", ana), ("ben", ben))}
names = ["Alma Stone", "Boyd Tarr", "Cleo Ward", "Dale Yost", "Edna Zell", "Faye Abel", "Glen Bass", "Hope Cobb", "Iris Dunn"]
# Two of them lay a month in a drawer: they are overdue, whatever day it is at the capital.
long_ago = (datetime.date.today() - datetime.timedelta(days=32)).isoformat()
for name in names:
    give(sam, file_application(ina, name, **({"filed_on": long_ago} if name in names[:2] else {})), ids["ana"])
give(sam, file_application(ina, "Jack Eads"), ids["ben"])


def workstation(user, **env):
    """On a machine of its own: no state of another."""
    home = tempfile.mkdtemp(prefix="home.", dir=server.folder)
    screen = Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", user],
                    env=dict(env, XDG_STATE_HOME=home, HOME=home, XDG_CONFIG_HOME=home))
    screen.wait("Password", 10000)
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("live", 10000)
    return screen


def has(client, worker):
    """How many are whose, as the server has it."""
    return client.get("/v1/applications?limit=1&assignee=" + ids[worker]).json["total"]["count"]


def row_of(screen, name):
    return next(line for line in screen.rows() if re.match(r"[> ][ !]*%s" % name, line))


def moves_shown(screen):
    return int(re.search(r"(\d+) moves?,", screen.shown()).group(1))


boss, hers, his = workstation("sam"), workstation("ana"), workstation("ben")
before = {}


def finds_the_overloaded():
    boss.key("6")
    boss.wait("load/capacity")
    boss.wait("Ben", 5000)
    rows = boss.rows()
    # By load: who has most comes first, below the team.
    assert rows.index(row_of(boss, "Ana")) < rows.index(row_of(boss, "Ben")), boss.shown()
    assert re.search(r"Ana +\S+ +%d " % MANY, row_of(boss, "Ana")), row_of(boss, "Ana")
    assert re.search(r"Ben +\S+ +1 ", row_of(boss, "Ben")), row_of(boss, "Ben")
    # The number leads to the applications behind it.
    boss.key("j", "Enter")
    boss.wait("Ana, open now %d" % MANY)
    boss.wait("Alma Stone")
    boss.key("q")
    boss.wait("load/capacity")


def plans_and_reads():
    boss.key("E")
    boss.wait("Evening out East", 10000)
    boss.wait("nothing moved yet")
    before["moves"] = moves_shown(boss)
    assert before["moves"] >= 3, boss.shown()
    assert re.search(r"Ana +load \d+>\d+ .* have %d>%d" % (MANY, MANY - before["moves"]), row_of(boss, "Ana")), boss.shown()
    # The cursor is on a move, and below stands why, in whole.
    assert re.search(r"A-\d\d-\d{6}: Ana > (Ben|Sam)\.", boss.shown()), boss.shown()
    assert has(sam, "ana") == MANY and has(sam, "ben") == 1, "a plan alone moves nothing"


def drops_two():
    for _ in range(2):
        left = moves_shown(boss)
        boss.key("X")
        boss.wait("%d move" % (left - 1))
        boss.idle()
    assert moves_shown(boss) == before["moves"] - 2


def live(screen, count):
    screen.wait("My queue %d" % count if count else "My queue", 5000)


def applies():
    hers.wait("My queue %d" % MANY)
    his.wait("My queue 1")
    boss.key("A")
    boss.wait("y/N")
    boss.key("n")
    boss.gone("y/N")
    assert has(sam, "ana") == MANY, "No is no"
    boss.key("A")
    boss.wait("y/N")
    boss.key("y")
    boss.wait("APPLIED", 5000)
    assert has(sam, "ana") == MANY - (before["moves"] - 2)
    # Without a key pressed at either screen.
    live(hers, has(sam, "ana"))
    live(his, has(sam, "ben"))
    assert has(sam, "ben") > 1, "nothing came to the one who had least"


def takes_back():
    boss.key("T")
    boss.wait("Take all of it back")
    boss.text("the other office helps out")
    boss.key("Enter")
    boss.wait("TAKEN BACK", 5000)
    assert has(sam, "ana") == MANY and has(sam, "ben") == 1
    live(hers, MANY)
    live(his, 1)
    assert "Alma Stone" in hers.shown()


def hands_over_in_six_keys():
    """From the first screen to handed over."""
    with workstation("sam") as fresh:
        fresh.keys = 0
        fresh.key("6")
        fresh.wait("load/capacity")
        fresh.wait("Ben")
        fresh.key("j", "L")
        fresh.wait("Ana is away from today until")
        fresh.key("Enter")
        fresh.wait("Plan: Ana is away", 10000)
        fresh.wait("nothing moved yet")
        due = moves_shown(fresh)
        assert due > 0, fresh.shown()
        fresh.key("A")
        fresh.wait("y/N")
        fresh.key("y")
        fresh.wait("APPLIED", 5000)
        assert fresh.keys == 6, fresh.keys
        assert has(sam, "ana") == MANY - due
        live(hers, MANY - due)
        fresh.key("q")
        fresh.wait("LEAVE", 5000)


def stale_plans_say_so():
    boss.key("q")
    boss.wait("load/capacity")
    boss.key("g", "E")
    boss.wait("Evening out East", 10000)
    boss.wait("nothing moved yet")
    moving = re.search(r"> ?!? .{9} (A-\d\d-\d{6}) ", boss.shown())
    assert moving, boss.shown()
    row = next(row for row in sam.get("/v1/applications?limit=50&q=" + moving.group(1)).json["items"])
    give(sam, row, sam.session["worker"]["id"] if row["assignee"]["id"] != sam.session["worker"]["id"] else ids["ben"])
    boss.wait("CHANGED", 5000)
    counts = has(sam, "ana"), has(sam, "ben")
    boss.key("A")
    boss.wait("changed since. Leave")
    boss.key("n")
    assert (has(sam, "ana"), has(sam, "ben")) == counts


def goes_to_another_team():
    """Who leads East and West gives what Ana has to West; it is gone here, and taken back it is here again."""
    server.command("worker", "add", "--db", server.db, "--username", "bo", "--name", "Bo Lane", "--roles", "supervisor",
                   "--teams", "t_east,t_west", "--leads", "t_east,t_west", "--password-fd", "0", text=PASSWORD + "\n")
    had = has(sam, "ana")
    with workstation("bo") as both:
        both.key("6")
        both.wait("load/capacity")
        both.wait("West")
        both.wait("Ana")
        both.idle()
        for _ in range(len(both.rows())):
            if re.search(r"(?m)^>[ !]*Ana", both.shown()):
                break
            both.key("j")
            both.idle()
        assert re.search(r"(?m)^>[ !]*Ana", both.shown()), both.shown()
        both.key("P")
        both.wait("Move what Ana has, by")
        both.key("Enter")
        both.wait("Who may be given them")
        both.key("j", "Enter")
        both.wait("nothing moved yet", 10000)
        # Nobody is sent away for little; by hand it is one key, and says so.
        both.key("E")
        both.wait("To whom instead")
        both.idle()
        both.text("wes")
        both.key("Enter")
        both.wait("> Wes. to West: Chosen by hand")
        both.wait("It goes to another team")
        both.key("A")
        both.wait("y/N")
        both.key("y")
        both.wait("APPLIED", 5000)
        assert has(sam, "ana") < had
        live(hers, has(sam, "ana"))
        both.key("T")
        both.wait("Take all of it back")
        both.text("West is full")
        both.key("Enter")
        both.wait("TAKEN BACK", 5000)
        assert has(sam, "ana") == had
    # Who leads East alone is not asked, can give nothing to West, and reads who could.
    boss.key("q")
    boss.wait("load/capacity")
    boss.key("g", "E")
    boss.wait("Evening out East", 10000)
    boss.wait("nothing moved yet")
    boss.key("E")
    boss.wait("To whom instead")
    boss.idle()
    boss.text("wes")
    boss.key("Enter")
    boss.wait("Wes is in another team. Who leads both can move it there: Bo Lane.", 10000)


def numbers_follow():
    boss.key("7")
    boss.wait("OPEN", 10000)
    boss.wait("%d open now" % (MANY + 1))
    file_application(ina, "Kate Ford")
    boss.wait("%d open now" % (MANY + 2), 4000)


def bars_are_of_signs_it_has():
    for charset, has_blocks in (("C.UTF-8", True), ("C", False)):
        old = workstation("sam", LC_ALL=charset)
        old.key("7")
        old.wait("OPEN", 10000)
        old.wait("%d open now" % (MANY + 1))
        assert bool(re.search("[\u2581-\u2588]", old.shown())) == has_blocks, old.shown()
        assert "#" in old.shown() or has_blocks, old.shown()
        old.end()


if story.step("finds who has too much, and the applications behind the number", finds_the_overloaded):
    if story.step("plans, and reads what it would do and why", plans_and_reads):
        story.step("drops two rows", drops_two)
        story.step("applies it: both workers see it without a key", applies)
        story.step("takes it back as one, and both see that", takes_back)
story.step("a terminal that does not say UTF-8 has bars of plain signs", bars_are_of_signs_it_has)
story.step("a sick worker's urgent work is handed over in six keys", hands_over_in_six_keys)
story.step("a row that moved since is named, and nothing moves", stale_plans_say_so)
story.step("who leads two teams moves work between them; who leads one is told who can", goes_to_another_team)
story.step("the numbers of the agency follow within two seconds or so", numbers_follow)
for screen in (boss, hers, his):
    screen.end()
story.step("the server ends with status 0", lambda: server.close() == 0 or 1 / 0)
story.end()
