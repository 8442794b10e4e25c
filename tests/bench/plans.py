# SPDX-License-Identifier: Apache-2.0
"""Measurements of plans: proposed, carried out and taken back, a thousand rows
over forty workers and fifty thousand."""

import sqlite3
import time
import uuid

from rig import Server, agency, clone, copy_of, heading, median, row

PORT, WORKERS, WAIT_S = 18413, 40, 900
ROUNDS_OF = {1000: 3, 50000: 1}


def columns_of(base, table):
    return [column[1] for column in base.execute("PRAGMA table_info(%s)" % table)]


def copy_row(base, table, key, from_id, to_id, **changed):
    names = columns_of(base, table)
    changed[key] = to_id
    base.execute("INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s = ?" % (
        table, ", ".join(names), ", ".join("?" if name in changed else name for name in names), table, key),
        [changed[name] for name in names if name in changed] + [from_id])


def hire(base, team):
    """Forty caseworkers of the team, each like ben."""
    ids = ["w_plan%02d" % number for number in range(WORKERS)]
    for id_ in ids:
        copy_row(base, "worker", "id", "w_ben", id_, username=id_[2:], name="Worker " + id_[6:])
        base.execute("INSERT INTO worker_team (worker_id, team_id, leads) VALUES (?, ?, 0)", (id_, team))
    return ids


def office(db, count):
    """A copy with so many applications of one team that are nobody's, each of a customer of its own."""
    mine = copy_of(db, "plans")
    base = sqlite3.connect(mine)
    team = base.execute("SELECT team_id FROM worker_team WHERE worker_id = 'w_sam' AND leads = 1 ORDER BY team_id").fetchone()[0]
    workers = hire(base, team)
    like = base.execute("SELECT application_id FROM queue WHERE team_id = ? AND is_open = 1 AND sealed = 0 AND appeal_open = 0"
                        " AND status = 1 AND program_id = 'snap' ORDER BY application_id LIMIT 40", (team,)).fetchall()
    like = like or base.execute("SELECT application_id FROM queue WHERE team_id = ? AND is_open = 1 AND sealed = 0"
                                " AND appeal_open = 0 AND program_id = 'snap' ORDER BY application_id LIMIT 40", (team,)).fetchall()
    base.execute("UPDATE queue SET assignee_id = 'w_ben' WHERE assignee_id = '' AND is_open = 1")
    base.commit()
    base.close()
    ids = clone(mine, [id_ for id_, in like], count, owner="", parts=("missing_item",))
    base = sqlite3.connect(mine)
    for table in ("queue", "application"):
        base.execute("UPDATE %s SET status = 1 WHERE %s IN (SELECT value FROM json_each(?))" % (
            table, "application_id" if table == "queue" else "id"), ("[%s]" % ",".join('"%s"' % id_ for id_ in ids),))
    customers = base.execute("SELECT application_id, customer_id FROM queue WHERE assignee_id = '' AND is_open = 1").fetchall()
    for id_, customer in customers:
        copy_row(base, "customer", "id", customer, "c_" + id_[2:], case_number="C-" + id_[2:], household="[]")
        base.execute("UPDATE queue SET customer_id = ? WHERE application_id = ?", ("c_" + id_[2:], id_))
        base.execute("UPDATE application SET customer_id = ? WHERE id = ?", ("c_" + id_[2:], id_))
    base.execute("DELETE FROM total")
    for kind, key, where in (("status", "''", "1"), ("assignee", "assignee_id", "1"), ("team", "team_id", "1"),
                             ("unassigned", "team_id", "assignee_id = ''")):
        base.execute("INSERT INTO total (kind, key, status, count) SELECT '%s', %s, status, count(*) FROM queue"
                     " WHERE is_open = 1 AND %s GROUP BY 2, 3" % (kind, key, where))
    base.commit()
    base.close()
    return mine, team, workers


def fresh():
    return '"%s"' % uuid.uuid4().hex


def timed(server, path, body=None, version=None):
    headers = {"Idempotency-Key": fresh()}
    if version is not None:
        headers["If-Match"] = '"%d"' % version
    begun = time.monotonic()
    answer = server.call("POST", path, body, timeout_s=WAIT_S, **headers)
    return time.monotonic() - begun, answer


def plans_of(db, count):
    mine, team, workers = office(db, count)
    took = {"proposed": [], "carried out": [], "taken back": []}
    server = Server(mine, PORT, 2).sign_in("sam")
    for _ in range(ROUNDS_OF[count]):
        seconds, plan = timed(server, "/v1/reassignments", {"from": {"filter": {"assignee": "none", "team": team}}, "to": workers,
                                                             "strategy": "balance", "reason": "bench"})
        if plan["item_count"] != count:
            raise SystemExit("%d moves were proposed of %d" % (plan["item_count"], count))
        took["proposed"].append(seconds)
        where = "/v1/reassignments/%s/" % plan["id"]
        seconds, plan = timed(server, where + "commit", None, plan["version"])
        took["carried out"].append(seconds)
        seconds, plan = timed(server, where + "revert", {"leave_changed": False, "reason": "bench"}, plan["version"])
        took["taken back"].append(seconds)
    server.stop()
    heading("A plan of %d moves over %d workers, seconds" % (count, WORKERS))
    for what, seconds in took.items():
        row(what, median(seconds), most=2.0 if count == 1000 and what != "taken back" else None)


def measure():
    db = agency("small", 2000, 500, 300, 20)
    for count in sorted(ROUNDS_OF):
        plans_of(db, count)
