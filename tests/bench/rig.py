# SPDX-License-Identifier: Apache-2.0
"""What measurements share: floors compiled, agencies made, results judged.

Absolute times on a busy machine mean nothing: both sides are measured in
turns, round after round, and only the median of the ratios is judged.
"""

import hashlib
import http.client
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

SRC = os.environ.get("srcdir") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("builddir") or os.path.join(SRC, "build")
SHARED = os.environ.get("CASELOAD_SHARED") or os.path.join(SRC, "..", "shared")
CLIENT = os.path.join(BUILD, "caseload")
SERVER = os.path.join(BUILD, "caseload-server")
WORK = os.path.join(BUILD, "tests", "bench")
# Where samples are kept between runs, and copied to be written in.
SAMPLES = os.environ.get("BENCH_SAMPLES") or WORK
PASSWORD = "sample-password"

# customers, applications, chats, workers; rows of the long list; acts of the long day; rounds
SIZES = {
    "quick": ((5000, 1250, 1000, 50), 200000, 1000, 3),
    "office": ((100000, 25000, 20000, 200), 1000000, 5000, 3),
    "state": ((2000000, 500000, 1000000, 4000), 1000000, 20000, 5),
}
SIZE = os.environ.get("BENCH_SIZE") or "quick"
if SIZE not in SIZES:
    raise SystemExit("BENCH_SIZE is one of: " + ", ".join(SIZES))
AGENCY, LONG_LIST, LONG_DAY, ROUNDS = SIZES[SIZE]
ROUNDS = int(os.environ.get("BENCH_ROUNDS") or ROUNDS)

median = statistics.median


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, len(values) * percent // 100)]


# ---- results ----

missed = []


def heading(text):
    print("\n%s\n%-46s %12s %12s %9s %9s" % (text, "", "caseload", "floor", "ratio", "budget"), flush=True)


def shown(value):
    if value is None:
        return "-"
    return "%.0f" % value if abs(value) >= 100 else "%.2f" % value


def row(name, ours, floor=None, ratio=None, most=None, least=None):
    """One line: most and least bound the ratio, or the value itself where there is no floor."""
    judged = ratio if floor is not None else ours
    verdict = ""
    if most is not None or least is not None:
        good = judged is not None and (judged <= most if most is not None else judged >= least)
        verdict = "ok" if good else "MISS"
        if not good:
            missed.append(name)
    bound = "<= %s" % shown(most) if most is not None else ">= %s" % shown(least) if least is not None else ""
    print("%-46s %12s %12s %9s %9s  %s" % (name, shown(ours), shown(floor), shown(ratio), bound, verdict), flush=True)


def paired(name, ours, floor, most=None, least=None):
    """Values of the same rounds, in order."""
    ratios = [mine / its for mine, its in zip(ours, floor) if its]
    row(name, median(ours), median(floor), median(ratios) if ratios else None, most, least)


def skipped(what, why):
    print("%-46s skipped: %s" % (what, why), flush=True)


# ---- floors ----

def compile_floor(source, *libraries):
    """The path of the program; made again where the source is newer."""
    os.makedirs(WORK, exist_ok=True)
    program = os.path.join(WORK, os.path.basename(source)[:-2])
    if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(source):
        words = (os.environ.get("CC") or "cc").split()
        subprocess.run([*words, "-O2", "-D_GNU_SOURCE", "-w", source, "-o", program,
                        *["-l" + name for name in libraries], "-lpthread"], check=True)
    return program


def own_floor(name, *libraries):
    return compile_floor(os.path.join(SRC, "tests", "bench", name), *libraries)


def shared_floor(path, *libraries):
    source = os.path.join(SHARED, "bench", path)
    return compile_floor(source, *libraries) if os.path.exists(source) else None


# ---- agencies ----

def agency(name, customers, applications, chats, workers):
    """A sample, kept between runs for as long as the schema stays."""
    os.makedirs(SAMPLES, exist_ok=True)
    with open(os.path.join(SRC, "src", "server", "store", "migrate", "0001.sql"), "rb") as schema:
        tag = hashlib.sha256(schema.read()).hexdigest()[:12]
    db = os.path.join(SAMPLES, "%s-%d-%s.db" % (name, customers, tag))
    if not os.path.exists(db + ".whole"):
        for end in ("", "-wal", "-shm", ".key"):
            if os.path.exists(db + end):
                os.unlink(db + end)
        print("making a sample of %d customers, %d applications, %d chats ..."
              % (customers, applications, chats), flush=True)
        started = time.monotonic()
        subprocess.run([SERVER, "sample", "--db", db, "--quiet", "--customers", str(customers), "--applications",
                        str(applications), "--chats", str(chats), "--workers", str(workers)],
                       check=True, stdout=subprocess.DEVNULL)
        print("  %.0f s, %.0f MB" % (time.monotonic() - started, os.path.getsize(db) / 1e6), flush=True)
        with open(db + ".whole", "w"):
            pass
    return db


def copy_of(db, name):
    """A copy to write in, beside the original."""
    copy = os.path.join(SAMPLES, name + ".db")
    for end in ("-wal", "-shm"):
        if os.path.exists(copy + end):
            os.unlink(copy + end)
    shutil.copyfile(db, copy)
    shutil.copy(db + ".key", copy + ".key")
    return copy


def clone(db, base_ids, count, owner="w_ana", parts=()):
    """Gives owner this many applications, each like one of the given ones; no server may be running."""
    base = sqlite3.connect(db)
    base.execute("PRAGMA synchronous = OFF")
    base.execute("CREATE TEMP TABLE base AS SELECT key AS n, value AS id FROM json_each(?)", (json.dumps(base_ids),))
    # Neighbours in a list are unlike each other: the stride is prime to the modulus.
    base.execute("CREATE TEMP TABLE made AS WITH RECURSIVE seq(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM seq"
                 " WHERE i + 1 < ?) SELECT i, base.id AS base, printf('a_%08d', i * 7919 % 100000007) AS id"
                 " FROM seq JOIN base ON base.n = i % ?", (count, len(base_ids)))

    def copy_table(table, key, **changed):
        columns = [column[1] for column in base.execute("PRAGMA table_info(%s)" % table)]
        base.execute("INSERT INTO %s (%s) SELECT %s FROM made JOIN %s AS t ON t.%s = made.base"
                     % (table, ", ".join(columns),
                        ", ".join(changed.get(column, "made.id" if column == key else "t." + column)
                                  for column in columns), table, key))

    copy_table("application", "id", number="printf('A-26-%06d', made.i)")
    copy_table("queue", "application_id", number="printf('A-26-%06d', made.i)",
               assignee_id="'%s'" % owner, due_on="t.due_on + made.i / 30 % 300")
    for table in parts:
        copy_table(table, "application_id")
    base.execute("DELETE FROM total")
    for kind, key, where in (("status", "''", "1"), ("assignee", "assignee_id", "1"), ("team", "team_id", "1"),
                             ("unassigned", "team_id", "assignee_id = ''")):
        base.execute("INSERT INTO total (kind, key, status, count) SELECT '%s', %s, status, count(*) FROM queue"
                     " WHERE is_open = 1 AND %s GROUP BY 2, 3" % (kind, key, where))
    ids = [found[0] for found in base.execute("SELECT id FROM made ORDER BY i")]
    base.commit()
    base.close()
    return ids


# ---- servers ----

def rss_mb(pid, what="VmRSS"):
    with open("/proc/%d/status" % pid) as status:
        for line in status:
            if line.startswith(what + ":"):
                return int(line.split()[1]) / 1024
    return 0.0


def more_files():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))


class Server:
    """caseload-server on a loopback port and a Unix socket of its own."""

    def __init__(self, db, port, threads=2):
        self.folder = tempfile.mkdtemp(prefix="caseload-bench.")
        self.socket = os.path.join(self.folder, "s")
        self.port = port
        self.log = open(os.path.join(self.folder, "log"), "w")
        self.process = subprocess.Popen(
            [SERVER, "serve", "--db", db, "--rate-limit", "0", "--threads", str(threads), "--listen", "127.0.0.1:%d" % port,
             "--listen", "unix:" + self.socket], stdout=subprocess.PIPE, stderr=self.log, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit("the server did not start:\n" + open(self.log.name).read())
        self.pid = self.process.pid
        self.token = None

    def call(self, method, path, body=None, timeout_s=60, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 400:
            raise SystemExit("%s %s: %d %s" % (method, path, answer.status, text[:400].decode()))
        return json.loads(text) if text else None

    def sign_in(self, username):
        self.token = self.call("POST", "/v1/sessions", {"username": username, "password": PASSWORD})["token"]
        return self

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
