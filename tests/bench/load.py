# SPDX-License-Identifier: Apache-2.0
"""Measurements of the server: requests and commits a second, streams, memory."""

import os
import random
import re
import selectors
import socket
import sqlite3
import subprocess
import time
import uuid

from rig import (AGENCY, ROUNDS, SIZE, WORK, Server, agency, clone, copy_of, heading, median, more_files, own_floor,
                 paired, percentile, row, rss_mb, shared_floor, skipped)

PORT, FLOOR_PORT = 18411, 18412
THREADS = 2
SECONDS = 2 if SIZE == "quick" else 4
STREAMS = 4000
SEARCHES = 1000


def wrk(port, path, token=None, script=None, seconds=SECONDS, clients=64):
    """Requests a second, 99th percentile in ms, requests, refusals."""
    words = ["wrk", "-t2", "-c%d" % clients, "-d%ds" % seconds, "--latency"]
    words += ["-H", "Authorization: Bearer " + token] if token else []
    words += ["-s", script] if script else []
    told = subprocess.run([*words, "http://127.0.0.1:%d%s" % (port, path)], capture_output=True, text=True,
                          check=True).stdout
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1)),
            float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
            int(re.search(r"(\d+) requests in", told).group(1)), int(wrong.group(1)) if wrong else 0)


def floor_sql(*words):
    told = subprocess.run([own_floor("floor_sql.c", "sqlite3"), *map(str, words)], capture_output=True, text=True,
                          check=True).stdout
    return [float(word) for word in told.split()]


def hello():
    theirs = shared_floor("server/srv_mhd.c", "microhttpd")
    if theirs:
        floor = subprocess.Popen([theirs, str(FLOOR_PORT), "epoll", str(THREADS)])
        path = "/1k"
    else:
        floor = subprocess.Popen([own_floor("floor_http.c", "microhttpd"), str(FLOOR_PORT), str(THREADS)],
                                 stdout=subprocess.DEVNULL)
        path = "/"
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", FLOOR_PORT)).close()
            return floor, path
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the floor's server did not start")


# ---- reads ----

def reads(db):
    server = Server(db, PORT, THREADS).sign_in("ana")
    floor, hello_path = hello()
    queue = "/v1/applications?assignee=me&sort=due&limit=50"
    mine = server.call("GET", queue)["items"]
    paths = {"queue page of 50": queue, "one application": "/v1/applications/" + mine[0]["id"],
             "one customer": "/v1/customers/" + mine[0]["customer"]["id"]}
    rates = {name: [] for name in ["hello", "raw", *paths]}
    wrong = 0
    for _ in range(ROUNDS):
        rates["hello"].append(wrk(FLOOR_PORT, hello_path)[0])
        rates["raw"].append(floor_sql("page", db, "w_ana", THREADS, SECONDS)[0])
        for name, path in paths.items():
            rate, _, _, refused = wrk(PORT, path, server.token)
            rates[name].append(rate)
            wrong += refused
    floor.terminate()
    floor.wait()
    heading("Reads a second, %d HTTP threads, 64 connections; floor: libmicrohttpd alone" % THREADS)
    paired("queue page of 50, of hello", rates["queue page of 50"], rates["hello"], least=0.15)
    paired("queue page of 50, of the raw query", rates["queue page of 50"], rates["raw"], least=0.5)
    paired("one application, of hello", rates["one application"], rates["hello"], least=0.40)
    paired("one customer, of hello", rates["one customer"], rates["hello"], least=0.40)
    row("refused or failed answers", wrong, most=0)
    search(server, db)
    server.stop()


def search(server, db):
    found = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    count = found.execute("SELECT count(*) FROM customer").fetchone()[0]
    names = [name for name, in found.execute("SELECT name FROM customer WHERE id IN"
             " (SELECT id FROM customer ORDER BY id LIMIT 2000)") if " " in name and name.isascii()]
    found.close()
    pick = random.Random(7)
    took = []
    import http.client
    import urllib.parse
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for _ in range(SEARCHES):
        words = pick.choice(names).split()
        text = "%s %s" % (words[0], words[-1][:pick.choice((2, 3, 4))])
        started = time.perf_counter()
        connection.request("GET", "/v1/customers?limit=20&q=" + urllib.parse.quote(text),
                           headers={"Authorization": "Bearer " + server.token})
        answer = connection.getresponse()
        answer.read()
        took.append(1000 * (time.perf_counter() - started))
        if answer.status != 200:
            raise SystemExit("a search was refused: %d" % answer.status)
    connection.close()
    heading("Search by first name and the beginning of the last, %d customers, one client, ms" % count)
    row("name search p50", median(took))
    row("name search p99", percentile(took, 99), most=5.0)


# ---- decisions ----

LUA = """
local lines = {}
for line in io.lines("%(file)s") do lines[#lines + 1] = line end
local threads = 0
function setup(thread) thread:set("offset", threads) threads = threads + 1 end
function init(args) at = offset + 1 end
function request()
  local id = lines[at] or "none"
  at = at + 2
  return wrk.format("POST", "/v1/applications/" .. id .. "/decisions", {
    ["Authorization"] = "Bearer %(token)s", ["Content-Type"] = "application/json",
    ["If-Match"] = '"%(version)d"', ["Idempotency-Key"] = '"k' .. id .. '"' },
    '{"application_id":"' .. id .. '","application_version":%(version)d,"outcome":"denied",' ..
    '"reasons":[{"code":"%(code)s"}],"rationale":"as the file shows"}')
end
"""


def ready_application(db):
    """One of ana's SNAP applications that is ready for a decision."""
    found = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    rows = found.execute(
        "SELECT queue.application_id, queue.version FROM queue WHERE assignee_id = 'w_ana' AND is_open = 1"
        " AND next_act = 'decide' AND program_id = 'snap' AND sealed = 0 ORDER BY application_id").fetchall()
    found.close()
    return rows[0]


def rows_of_one(before, after, count):
    """Events a decision; bytes of a letter, of a payload, of a decision with its worksheet."""
    events = (after[0] - before[0]) / count
    return max(1, round(events)), after[1], after[2], after[3]


def tally(db):
    found = sqlite3.connect("file:%s?mode=ro" % db, uri=True)
    answer = (found.execute("SELECT seq FROM chain_head").fetchone()[0],
              found.execute("SELECT length(rendered_text) FROM notice ORDER BY rowid DESC LIMIT 1").fetchone()[0],
              found.execute("SELECT avg(length(payload)) FROM (SELECT payload FROM event_payload"
                            " ORDER BY seq DESC LIMIT 30)").fetchone()[0],
              found.execute("SELECT avg(length(worksheet) + length(statement) + length(reasons)) FROM"
                            " (SELECT * FROM decision ORDER BY rowid DESC LIMIT 30)").fetchone()[0],
              found.execute("SELECT count(*) FROM decision").fetchone()[0])
    found.close()
    return answer


def decisions(db):
    base, version = ready_application(db)
    per_round = 20000 * SECONDS
    ours, ours_p99, raw, raw_p99 = [], [], [], []
    wrong = 0
    for number in range(min(ROUNDS, 3)):
        mine = copy_of(db, "decisions")
        ids = clone(mine, [base], per_round, parts=("missing_item", "interview"))
        lines = os.path.join(WORK, "decisions.txt")
        with open(lines, "w") as out:
            out.write("\n".join(ids))
        before = tally(mine)
        os.sync()  # or the first commit writes the whole copy to the disk
        server = Server(mine, PORT, THREADS).sign_in("ana")
        script = os.path.join(WORK, "decisions.lua")
        with open(script, "w") as out:
            out.write(LUA % {"file": lines, "token": server.token, "version": version, "code": "D06"})
        rate, p99, _, refused = wrk(PORT, "/", None, script)
        server.stop()
        after = tally(mine)
        made = after[4] - before[4]
        wrong += refused
        if made == 0:
            raise SystemExit("no decision was accepted")
        ours.append(made / SECONDS)
        ours_p99.append(p99)
        events, letter, payload, decision = rows_of_one(before, after, made)
        floor = copy_of(db, "raw")
        os.sync()
        told = floor_sql("commit", floor, 64, SECONDS, events, letter, int(payload), int(decision))
        raw.append(told[0])
        raw_p99.append(told[2])
        if number == 0:
            shape = "%d events, a letter of %d bytes, a worksheet of %d" % (events, letter, decision)
    heading("Decisions a second, 64 clients, synced (%s each); floor: the same rows in groups, no server" % shape)
    paired("decisions", ours, raw, least=0.70)
    paired("decisions p99 ms", ours_p99, raw_p99, most=2.0)
    row("refused or failed answers", wrong, most=0)


# ---- streams and memory ----

def idle(db):
    server = Server(db, PORT, THREADS)
    time.sleep(3)
    resident = rss_mb(server.pid)
    server.stop()
    heading("Memory")
    row("idle server, small agency, RSS MB", resident, most=20.0)


def open_stream(server):
    stream = socket.create_connection(("127.0.0.1", server.port))
    stream.sendall(b"GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                   b"Authorization: Bearer " + server.token.encode() + b"\r\n\r\n")
    return stream


def streams(db):
    """Each event a note on an application that ana may see; times are from the request to each reader."""
    more_files()
    mine = copy_of(db, "streams")
    server = Server(mine, PORT, THREADS).sign_in("ana")
    target = server.call("GET", "/v1/applications?assignee=me&limit=1")["items"][0]
    time.sleep(1)
    before = rss_mb(server.pid)
    ready = selectors.DefaultSelector()
    got = {}
    for number in range(STREAMS):
        stream = open_stream(server)
        stream.setblocking(False)
        got[stream] = 0
        ready.register(stream, selectors.EVENT_READ)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        for key, _ in ready.select(0.2):
            key.fileobj.recv(65536)
    after = rss_mb(server.pid)
    took, events = [], 10
    for number in range(events):
        started = time.monotonic()
        server.call("POST", "/v1/applications/%s/notes" % target["id"], {"text": "note %d" % number},
                    Idempotency_Key='"%s"' % uuid.uuid4())
        while time.monotonic() < started + 1:
            for key, _ in ready.select(0.05):
                data = key.fileobj.recv(65536)
                if b"note.added" in data or b'"note' in data:
                    got[key.fileobj] += 1
                    took.append(1000 * (time.monotonic() - started))
    for stream in got:
        stream.close()
    server.stop()
    heading("Streams: %d clients, an event a second" % STREAMS)
    row("events missed", sum(events - count for count in got.values()), most=0)
    row("event to reader p99 ms", percentile(took, 99) if took else None, most=250)
    row("memory of one stream KiB", 1024 * (after - before) / STREAMS, most=8)


def only_decisions():
    decisions(agency(SIZE, *AGENCY))


def measure():
    db = agency(SIZE, *AGENCY)
    small = agency("small", 2000, 500, 300, 20)
    if subprocess.run(["sh", "-c", "command -v wrk"], stdout=subprocess.DEVNULL).returncode:
        skipped("reads and decisions", "wrk is not installed (Debian: wrk)")
    else:
        reads(db)
        decisions(db)
    idle(small)
    streams(small)
