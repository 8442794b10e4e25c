# SPDX-License-Identifier: Apache-2.0
"""A real server on a database of its own, and a client that distrusts it.

Every answer of the case API is checked against the server's own OpenAPI
description (where python3-jsonschema is installed), and every error against
what the API promises of errors.  Stories print TAP: see story() and run().
"""

import fcntl
import glob
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import uuid

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

BUILD = os.environ.get("builddir", os.path.join(os.getcwd(), "build"))
SOURCE = os.environ.get("srcdir", os.getcwd())
PROGRAM = os.path.join(BUILD, "caseload-server")
PASSWORD = "sample-password"


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix-domain socket or TCP."""

    def __init__(self, address, timeout=40):
        super().__init__("localhost", timeout=timeout)
        self.address = address

    def connect(self):
        self.sock = open_socket(self.address, self.timeout)


def open_socket(address, timeout=40):
    if address.startswith("unix:"):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(timeout)
        sock.connect(address[5:])
        return sock
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=timeout)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json.get("code") if self.body else None

    def __repr__(self):
        return "%d %s" % (self.status, self.body[:400].decode("utf-8", "replace"))


def make_database(folder):
    """Where a new database is to be: a file, or under tests/pg/with-postgres there.

    An agency's PostgreSQL sorts by its own language, so this one does, too."""
    query = os.environ.get("CASELOAD_TEST_POSTGRES")
    if not query:
        return os.path.join(folder, "agency.db")
    name = "api_" + uuid.uuid4().hex[:12]
    subprocess.run(["psql", "-qX", "-d", "postgresql:///postgres?" + query, "-c",
                    "CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'" % name],
                   check=True, stdout=subprocess.DEVNULL)
    return "postgresql:///%s?%s" % (name, query)


def copy_database(where):
    """Where a copy of it is, in place of the one before.  No server may be running on it."""
    if not where.startswith("postgresql:"):
        shutil.copy(where, where + ".copy")
        return where + ".copy"
    name, query = where[len("postgresql:///"):].split("?")
    for words in ("DROP DATABASE IF EXISTS %s_copy", "CREATE DATABASE %s_copy TEMPLATE " + name):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", "postgresql:///postgres?" + query,
                        "-c", words % name], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return "postgresql:///%s_copy?%s" % (name, query)


class Rows(list):
    """Rows as dictionaries; rowcount is how many a statement touched."""

    rowcount = 0


class Database:
    """Behind the server's back: the same statements on SQLite and PostgreSQL, "?" for values."""

    def __init__(self, where, read_only=False):
        """read_only: a file that was left as a killed server left it stays so."""
        self.where = where
        self.lite = None
        if not where.startswith("postgresql:"):
            self.lite = sqlite3.connect("file:%s?mode=ro" % where if read_only else where, uri=read_only)
            self.lite.row_factory = sqlite3.Row

    def execute(self, sql, values=()):
        found = Rows()
        if self.lite:
            done = self.lite.execute(sql, values)
            found += [dict(row) for row in done]
            found.rowcount = done.rowcount
            return found
        texts = sql.split("?")
        sql = "".join(text + literal for text, literal in zip(texts, [*map(self.literal, values), ""]))
        if sql.lstrip().upper().startswith("SELECT"):
            found += json.loads(self.psql("SELECT " + self.AS_JSON % sql))
        else:
            found.rowcount = int(self.psql(sql).split()[-1])  # "UPDATE 3", "INSERT 0 1"
        return found

    def read_together(self, *queries):
        """What each query finds, all as of one moment: lists of tuples."""
        if self.lite:
            self.lite.execute("BEGIN")
            found = [[tuple(row) for row in self.lite.execute(query)] for query in queries]
            self.lite.rollback()
            return found
        told = self.psql("SELECT json_build_array(%s)" % ", ".join(self.AS_JSON % query for query in queries))
        return [[tuple(row.values()) for row in rows] for rows in json.loads(told)]

    AS_JSON = "(SELECT coalesce(json_agg(row_to_json(rows)), '[]') FROM (%s) rows)"

    def psql(self, sql):
        # A value may be longer than an argument.
        how = {"input": sql} if len(sql) > 100000 else {}
        return subprocess.run(["psql", "-XAt", "-v", "ON_ERROR_STOP=1", "-d", self.where]
                              + (["-f", "-"] if how else ["-c", sql]),
                              check=True, capture_output=True, text=True, **how).stdout

    @staticmethod
    def literal(value):
        if isinstance(value, bytes):
            return "'\\x%s'" % value.hex()
        return str(value) if isinstance(value, int) else "'%s'" % value.replace("'", "''")

    def commit(self):
        if self.lite:
            self.lite.commit()

    def close(self):
        if self.lite:
            self.lite.close()


def program_files():
    programs = os.path.join(SOURCE, "src", "programs")
    return [os.path.join(programs, name) for name in sorted(os.listdir(programs))
            if name.endswith(".json") and name != "program.schema.json"]


class Server:
    """A server with an agency of two teams and no cases, or a further one on db, with that one's key."""

    def __init__(self, db=None, options=(), sample=None, key_file=None, assigns_new=False):
        """sample: words for "caseload-server sample", to serve a sample agency.  assigns_new: what is
        filed goes to a worker at once, and not to the story that filed it."""
        self.folder = tempfile.mkdtemp(prefix="caseload-api.")
        self.db = db or make_database(self.folder)
        self.key_file = key_file or (self.db if os.path.isabs(self.db) else os.path.join(self.folder, "agency")) + ".key"
        self.socket = os.path.join(self.folder, "s")
        self.address = "unix:" + self.socket
        self.options = list(options)
        self.process = None
        self.schemas = None
        if sample is not None:
            self.receipts = os.path.join(self.folder, "receipts")
            self.command("sample", "--db", self.db, "--quiet", "--receipts", self.receipts, *sample)
        elif db is None:
            self.make_agency()
        if db is None and not assigns_new:
            self.command("setting", "--db", self.db, "assign_new", "off")
        if db is None:
            self.command("setting", "--db", self.db, "review_percent", "0")  # a story that wants lots says so
        self.start()

    def command(self, *words, text=None):
        if words[0] in ("init", "sample", "worker"):
            words += ("--key-file", self.key_file)
        done = subprocess.run([PROGRAM, *words], input=text, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def make_agency(self):
        """The same each time: made once a day for a build, and copied, where the database is a file."""
        if not os.path.isabs(self.db) or self.key_file != self.db + ".key":
            self.make_agency_here()
            return
        newest = max(os.stat(name).st_mtime_ns for name in (PROGRAM, *program_files()))
        made = "%s/tests/agency-%s-%x" % (BUILD, time.strftime("%F"), newest)
        with open(BUILD + "/tests/agency.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.exists(made + ".key"):
                for old in glob.glob(BUILD + "/tests/agency-*"):
                    os.unlink(old)
                self.make_agency_here()
                assert not os.path.exists(self.db + "-wal"), "not all of it is in the file"
                shutil.copy(self.db, made)
                shutil.copy(self.key_file, made + ".key")
                return
            shutil.copy(made, self.db)
            shutil.copy(made + ".key", self.key_file)

    def make_agency_here(self):
        self.command("init", "--db", self.db)
        self.command("worker", "team", "--db", self.db, "t_east", "East")
        self.command("worker", "team", "--db", self.db, "t_west", "West")
        for username, roles, teams, leads in (
                ("ana", "caseworker", "t_east", ""), ("ben", "caseworker", "t_east", ""),
                ("wes", "caseworker", "t_west", ""), ("sam", "supervisor,caseworker", "t_east", "t_east"),
                ("ina", "intake", "t_east", ""), ("ada", "auditor", "", ""), ("adm", "admin", "", "")):
            words = ["worker", "add", "--db", self.db, "--username", username, "--name", username.title(),
                     "--roles", roles, "--password-fd", "0"]
            if teams:
                words += ["--teams", teams]
            if leads:
                words += ["--leads", leads]
            self.command(*words, text=PASSWORD + "\n")
        self.command("program", "publish", "--db", self.db, *program_files())

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "ab")
        portal = os.path.join(self.folder, "portal")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--db", self.db, "--key-file", self.key_file, "--listen", self.address,
             "--listen-portal", "127.0.0.1:0", "--portal-address-file", portal, "--rate-limit", "0", *self.options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if line.strip() != "ready":
            with open(os.path.join(self.folder, "log")) as log:
                raise RuntimeError("the server did not start:\n" + log.read())
        with open(portal) as file:
            self.portal = file.read().strip()
        if self.schemas is None:
            self.schemas = Schemas(self)

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        self.process.send_signal(how)
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()
        self.process = None
        return status

    def close(self):
        status = self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def log_text(self):
        with open(os.path.join(self.folder, "log")) as log:
            return log.read()

    def raw(self, data, wait=5):
        """Sends bytes as they are; returns all that comes back until the end or a pause."""
        sock = open_socket(self.address, wait)
        received = b""
        try:
            sock.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent
        try:
            while True:
                piece = sock.recv(65536)
                if not piece:
                    break
                received += piece
        except (socket.timeout, ConnectionResetError):
            pass
        sock.close()
        return received

    def sign_in(self, username, password=PASSWORD):
        client = Client(self)
        answer = client.post("/v1/sessions", {"username": username, "password": password}, key=None)
        assert answer.status == 201, answer
        client.session = answer.json
        client.token = client.session["token"]
        return client


class Schemas:
    """Checks an answer against the served description of its route."""

    def __init__(self, server):
        answer = Client(server, check=False).get("/v1/openapi.json")
        assert answer.status == 200, answer
        self.document = answer.json
        self.paths = [(path.strip("/").split("/"), item) for path, item in self.document["paths"].items()]
        self.validators = {}

    def operation(self, method, path):
        parts = path.split("?")[0].strip("/").split("/")
        best = None
        for pattern, item in self.paths:
            if len(pattern) == len(parts) and all(a == b or a.startswith("{") for a, b in zip(pattern, parts)):
                if method.lower() in item:
                    exact = sum(a == b for a, b in zip(pattern, parts))
                    if best is None or exact > best[0]:
                        best = (exact, item[method.lower()])
        return best[1] if best else None

    def check(self, method, path, answer):
        if Draft202012Validator is None:
            return
        operation = self.operation(method, path)
        if operation is None:
            assert answer.status in (404, 405), (method, path, answer)
            return
        status = str(answer.status)
        assert status in operation["responses"] or answer.status in (404, 405, 406, 413, 415), \
            "%s %s answers %s, which its description does not know" % (method, path, status)
        described = operation["responses"].get(status)
        if described is None or not answer.body:
            return
        if "$ref" in described:
            described = self.document["components"]["responses"][described["$ref"].split("/")[-1]]
        content = described["content"]
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        assert kind in content, "%s %s answers %s, described is %s" % (method, path, kind, list(content))
        if not kind.endswith("json"):
            return
        schema = dict(content[kind]["schema"])
        schema["components"] = self.document["components"]
        for error in Draft202012Validator(schema).iter_errors(answer.json):
            raise AssertionError("%s %s: %s at %s" % (method, path, error.message, list(error.absolute_path)))


class Client:
    timeout = 40

    def __init__(self, server, check=True):
        self.server = server
        self.token = None
        self.check = check
        self.connection = None

    def request(self, method, path, body=None, key="fresh", version=None, headers=None, raw=None):
        """key: "fresh" makes one for a write, None sends none."""
        sent = {"Accept": "application/json"}
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        if key == "fresh":
            key = fresh_key() if method != "GET" else None
        if key is not None:
            sent["Idempotency-Key"] = '"%s"' % key
        if version is not None:
            sent["If-Match"] = '"%d"' % version
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = Connection(self.server.address, self.timeout)
            try:
                self.connection.request(method, path, body=data, headers=sent)
                response = self.connection.getresponse()
                answer = Answer(response.status, response.headers, response.read())
                break
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if fresh or attempt == 2:
                    raise
        if self.check:
            self.check_answer(method, path, answer)
        return answer

    def check_answer(self, method, path, answer):
        assert answer.headers.get("X-Request-Id"), "no X-Request-Id: %s %s" % (method, path)
        if answer.status >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json", (method, path, answer)
            problem = answer.json
            assert problem["status"] == answer.status and problem["type"] and problem["title"], answer
            assert problem["request_id"] == answer.headers["X-Request-Id"], answer
            assert isinstance(problem["retryable"], bool), answer
        elif method == "GET" and self.token:
            assert "Event-Seq" in answer.headers or path.startswith(("/healthz", "/readyz", "/metrics", "/v1/openapi")), path
        if self.server.schemas:
            self.server.schemas.check(method, path, answer)

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.request("PUT", path, body, **more)

    def patch(self, path, body=None, **more):
        return self.request("PATCH", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def stream(self, path, last=None):
        return Stream(self, path, last)


class Stream:
    """Server-sent events, one frame at a time."""

    def __init__(self, client, path, last=None):
        headers = {"Accept": "text/event-stream", "Authorization": "Bearer " + client.token}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self.connection = Connection(client.server.address)
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        assert self.response.headers["Content-Type"] == "text/event-stream"

    def frame(self, kind=None, timeout=20):
        """{"event","id","data"}; None at the end. Comments are passed over, and
        so is presence unless it is the kind asked for."""
        self.connection.sock.settimeout(timeout)
        found = {}
        while True:
            line = self.response.readline()
            if not line:
                return None
            line = line.decode().rstrip("\n")
            if line == "":
                if "data" in found and kind in (None, found.get("event")) \
                        and (kind == "presence" or found.get("event") != "presence"):
                    return found
                found = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(":")
                found[name] = value.strip()

    def close(self):
        self.connection.close()


def fresh_key():
    return uuid.uuid4().hex


# A machine that is busy with other tests may take this many times as long.
PATIENCE = 1 if os.environ.get("CASELOAD_LONG") else 8


def in_time(begun, seconds):
    """Whether what was begun then took no longer than it may: timed as promised in check-long alone."""
    return time.monotonic() - begun < seconds * PATIENCE


def wait_for(question, limit=10):
    """Asks until the answer is true; there is no other way to wait for another process."""
    until = time.monotonic() + limit * PATIENCE
    while time.monotonic() < until:
        found = question()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("still not so after %d s" % limit)


def metric(server, name):
    lines = Client(server).get("/metrics").body.decode().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + " "))


def take_up(server, client, name, value):
    """A setting, in force: a running server reads all of them anew, and one that was written later shows."""
    server.command("setting", "--db", server.db, name, value)
    server.command("setting", "--db", server.db, "second_factor", "off")
    wait_for(lambda: client.get("/v1/me/second-factor").json["policy"] == "off")
    server.command("setting", "--db", server.db, "second_factor", "")


# Few customers are enough; ana always has her forty applications.
SAMPLE = ("--customers", "400", "--applications", "200", "--chats", "20", "--workers", "8")


def mine(client, **more):
    path = "/v1/applications?assignee=me&limit=200" + "".join("&%s=%s" % item for item in more.items())
    return client.get(path).json["items"]


def an_application(client, action):
    for row in mine(client):
        if action in row["allowed_actions"]:
            return row
    raise AssertionError("none of ana's applications allows " + action)


def head(client):
    return int(client.get("/v1/me").headers["Event-Seq"])


class Skip(Exception):
    """Raised by a story that cannot or need not run here; says why."""


STORIES = []


def story(name):
    def keep(function):
        STORIES.append((name, function))
        return function
    return keep


def run(server_options=(), sample=None):
    """Runs every story on one server and prints TAP.

    That the server then ends well is a story, too: a sanitizer that found
    something says so by the status."""
    if not os.access(PROGRAM, os.X_OK):
        print("1..0 # SKIP %s is not built" % PROGRAM)
        return
    print("1..%d" % (len(STORIES) + 1), flush=True)
    server = Server(options=server_options, sample=sample)
    failed = False
    for number, (name, function) in enumerate(STORIES, 1):
        try:
            function(server)
            print("ok %d - %s" % (number, name), flush=True)
        except Skip as why:
            print("ok %d - %s # SKIP %s" % (number, name, why), flush=True)
        except Exception as error:  # a story fails in any way it likes
            if isinstance(error, sqlite3.OperationalError) and server.db.startswith("postgresql:"):
                print("ok %d - %s # SKIP it opens the file of SQLite" % (number, name), flush=True)
                continue
            failed = True
            print("not ok %d - %s" % (number, name))
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            sys.stdout.flush()
            if server.process and server.process.poll() is not None:
                print("# the server ended with status %s" % server.process.returncode)
                for line in server.log_text().splitlines()[-10:]:
                    print("# " + line)
                server.process = None
                server.start()
    status = server.stop()
    if status not in (0, None):
        failed = True
        print("not ok %d - the server ends with status 0, not %d" % (number + 1, status))
    else:
        print("ok %d - the server ends with status 0" % (number + 1))
    if failed:
        log = server.log_text().splitlines()
        found = next((n for n, line in enumerate(log) if "Sanitizer" in line or "runtime error" in line), None)
        for line in log[-10:] if found is None else log[found:found + 60]:
            print("# " + line)
    server.close()
    sys.exit(1 if failed else 0)
