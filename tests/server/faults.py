# SPDX-License-Identifier: Apache-2.0
"""One act on a real server, with one thing made to go wrong; and what must hold then.

An agency is made once.  Each point takes a copy of it (a file, or under
tests/pg/with-postgres a database there), starts a server on the copy under
tests/server/fault, sends one write, and looks at what is left: after
a restart, and with the write sent again by its key where it was not answered,
everything acknowledged is there once, whole, with its event, its status update
and its notice, and the log verifies.
"""

import concurrent.futures
import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
from books import outcomes  # noqa: E402
from cases import bring_to_ready, file_application, filing, give, path  # noqa: E402
from ledger import Act, Ledger, check, mark  # noqa: E402
from server import BUILD, PROGRAM, Client, Database, Server  # noqa: E402
from spoil import unseen  # noqa: E402

FAULT = os.path.join(BUILD, "tests", "server", "fault")
ON_POSTGRES = os.environ.get("CASELOAD_TEST_POSTGRES")
LONG = bool(os.environ.get("CASELOAD_LONG"))
SEED = int(os.environ.get("CASELOAD_SEED", random.SystemRandom().randrange(1 << 30)))
WORKERS = int(os.environ.get("CASELOAD_WORKERS", 6 if LONG else 3))
CHECKPOINT_AT = 4120 * 1960  # of the log's file, a little short of WAL_CHECKPOINT_PAGES
EXIT_STORAGE, EXIT_NO_MEMORY = 74, 75
KINDS = ("decide", "missing", "assign", "note", "intake")
BROKEN = "the test itself went wrong at"
PATIENCE_S = 60  # for what comes at once on a machine with nothing else to do
ENDED = (OSError, http.client.HTTPException)


class Elsewhere:
    """The databases of a PostgreSQL, beside the program's back."""

    @staticmethod
    def do(sql):
        return Database(Elsewhere.where("postgres")).psql(sql)

    @staticmethod
    def where(name):
        return "postgresql:///%s?%s" % (name, ON_POSTGRES)

    @staticmethod
    def name(where):
        return where[len("postgresql:///"):].split("?")[0]

    @staticmethod
    def drop(where):
        Elsewhere.do("DROP DATABASE IF EXISTS %s WITH (FORCE)" % Elsewhere.name(where))

    @staticmethod
    def left_alone(where):
        """Waits until what a program that is gone had asked for is done or given up."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s'" % Elsewhere.name(where)
        until = time.monotonic() + PATIENCE_S
        while Elsewhere.do(asked).strip() != "0":
            assert time.monotonic() < until, "somebody stays connected to " + where
            time.sleep(0.01)


class Agency:
    """One set of books with an application in wait for each kind of act.

    Its server was stopped ("clean"), or killed, so that there is a log to read
    back ("log"), or killed when one more write asks for a checkpoint.  On
    PostgreSQL these are not the server's to care for."""

    STATES = ("clean",) if ON_POSTGRES else ("clean", "log", "checkpoint")

    def __init__(self, state="clean"):
        server = Server()
        # A sweep that is run whole takes longer than a session that nobody uses lives.
        server.stop()
        server.command("setting", "--db", server.db, "session_idle_s", "86400")
        server.start()
        self.folder, self.db, self.key_file = server.folder, server.db, server.key_file
        self.state = state
        try:
            if state == "clean":
                self.fill(server)
            else:
                server.stop()  # the log begins here
                server.start()
                self.fill(server)
            if state == "checkpoint":
                ina = server.sign_in("ina")
                while os.path.getsize(self.db + "-wal") < CHECKPOINT_AT:
                    file_application(ina)
        finally:
            server.stop(signal.SIGTERM if state == "clean" else signal.SIGKILL)
        if ON_POSTGRES:
            Elsewhere.left_alone(self.db)
        self.before = outcomes(self.db)
        self.copies = []
        for end, name in (("", self.db), ("-wal", self.db + "-wal"), (".key", self.key_file)):
            if os.path.exists(name):
                with open(name, "rb") as file:
                    self.copies.append((end, file.read()))

    def fill(self, server):
        ina, ana, sam, ben = (server.sign_in(name) for name in ("ina", "ana", "sam", "ben"))
        ana_id, ben_id = ana.session["worker"]["id"], ben.session["worker"]["id"]
        ready = bring_to_ready(ana, sam, file_application(ina), ana_id)
        asked = give(sam, file_application(ina), ana_id)
        noted, given = file_application(ina), file_application(ina)
        item = next(item for item in asked["missing"] if item["cured_by"] == "applicant"
                    and item["state"] in ("unmet", "requested"))
        self.acts = {
            "decide": (ana, "POST", path(ready, "/decisions"), ready["version"], lambda word: {
                "application_id": ready["id"], "application_version": ready["version"], "outcome": "denied",
                "reasons": [{"code": "D06"}], "rationale": word}),
            "missing": (ana, "POST", path(asked, "/missing"), asked["version"], lambda word: {
                "items": [{"requirement": item["requirement"]}], "message": word}),
            "assign": (sam, "PUT", path(given, "/assignment"), given["version"], lambda word: {
                "worker_id": ben_id, "reason": word}),
            "note": (ana, "POST", path(noted, "/notes"), None, lambda word: {"text": word}),
            "intake": (ina, "POST", "/v1/applications", None, filing),
        }

    def close(self):
        if ON_POSTGRES:
            Elsewhere.drop(self.db)
        shutil.rmtree(self.folder, ignore_errors=True)


def memory_folder():
    """Where thousands of copies cost no disk: calls go wrong there as elsewhere.  None: nowhere."""
    try:
        free = os.statvfs("/dev/shm")
    except OSError:
        return None
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) and free.f_bavail * free.f_frsize >= 1 << 30 else None


class Rig:
    """A copy of the agency, and a server on it that may be made to fail."""

    schemas = None

    def __init__(self, agency, folder=None):
        self.agency = agency
        self.folder = folder or tempfile.mkdtemp(prefix="caseload-fault.", dir=memory_folder())
        self.file = os.path.join(self.folder, "agency.db")
        self.address = "unix:" + os.path.join(self.folder, "s")
        self.process = None
        self.pid = None
        self.elsewhere = Elsewhere.where("rig_" + uuid.uuid4().hex[:12]) if ON_POSTGRES else None

    @property
    def db(self):
        return self.elsewhere or self.file

    def fresh(self):
        for end in ("-wal", "-shm"):
            if os.path.exists(self.file + end):
                os.unlink(self.file + end)
        if self.elsewhere:
            Elsewhere.drop(self.elsewhere)
            Elsewhere.do("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy" % (
                Elsewhere.name(self.elsewhere), Elsewhere.name(self.agency.db)))
        for end, content in self.agency.copies:
            with open(self.file + end, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(content)

    def start(self, prefix=(), env=None, **more):
        """Whether it came as far as being ready."""
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.process = subprocess.Popen(
            [*prefix, PROGRAM, "serve", "--db", self.db, "--key-file", self.file + ".key", "--listen", self.address],
            stdout=subprocess.PIPE, stderr=self.log, env=env, **more)
        return self.process.stdout.readline() == b"ready\n"

    def start_under(self, call, action, calls="all", env=None):
        """Under the tracer, which has not begun to count."""
        self.told, say = os.pipe()
        prefix = [FAULT, str(say), str(call), str(action), calls]
        try:
            return self.start(prefix, pass_fds=[say], env=env)
        finally:
            os.close(say)
            self.heard = b""
            self.pid = int(self.hear(b"pid "))

    def hear(self, word, wait=PATIENCE_S):
        """What is said after a word, once it is said; None at the end."""
        os.set_blocking(self.told, False)
        until = time.monotonic() + wait
        while True:
            for line in self.heard.split(b"\n")[:-1]:
                if line.startswith(word):
                    return line[len(word):].decode()
            try:
                piece = os.read(self.told, 65536)
                if not piece:
                    return None
                self.heard += piece
            except BlockingIOError:
                if time.monotonic() >= until:
                    return None
                time.sleep(0.0005)

    def calls_told(self):
        """How many calls it has made until now, under a tracer that tells each: of one that
        tells them faster than they are read, those of a second."""
        os.set_blocking(self.told, False)
        pieces, until = [self.heard], time.monotonic() + 1
        try:
            while time.monotonic() < until and (piece := os.read(self.told, 65536)):
                pieces.append(piece)
        except BlockingIOError:
            pass  # all that there is
        self.heard = b"".join(pieces)
        return self.heard.count(b"\ncall ")

    def arm(self):
        self.process.send_signal(signal.SIGUSR1)
        assert self.hear(b"armed") is not None

    def kill(self):
        if self.pid and self.process.poll() is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        elif self.process.poll() is None:
            self.process.kill()
        return self.gone()

    def kill_told(self):
        """Killed; the names of the calls it made."""
        os.kill(self.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self.hear(b"never said")
        self.gone()
        return [line[5:].decode() for line in self.heard.split(b"\n") if line.startswith(b"call ")]

    def gone(self, wait=PATIENCE_S):
        """The status, when it has ended."""
        status = self.process.wait(wait)
        self.process.stdout.close()
        self.log.close()
        if self.pid:
            os.close(self.told)
            self.pid = None
        if self.elsewhere:
            Elsewhere.left_alone(self.elsewhere)
        return status

    def log_text(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            return log.read()

    def act(self, kind, ledger, unless=None):
        """The act, answered or not; not waited for any longer when the tracer says so."""
        client, method, where, version, body = self.agency.acts[kind]
        word = mark()
        mine = Client(self, check=False)
        mine.token = client.token
        act = Act(kind, mine, method, where, body(word), version, word)
        sender = threading.Thread(target=self.send, args=(ledger, act))
        sender.start()
        while unless and sender.is_alive() and self.hear(unless, 0.02) is None:
            pass
        if not unless or self.hear(unless, 0) is None:
            sender.join()
        self.sender = sender  # ends when the server does
        return act

    @staticmethod
    def send(ledger, act):
        act.waited_in_vain = False
        try:
            ledger.send(act)
        except TimeoutError:
            act.waited_in_vain = True  # still connected, and no word
        except ENDED:
            pass

    def settle(self, ledger):
        """Restarted, asked again by key, and the books looked at; what is wrong, in words."""
        kept = outcomes(self.db)
        wrong = ["acknowledged and gone: %r" % act for act in ledger.acts if act.acknowledged and act.key not in kept]
        assert self.start(), self.log_text()
        for act in ledger.acts:
            if act.answer is not None and act.answer.status < 500:
                continue
            first, came = act.answer, kept.get(act.key)
            act.client.connection = None
            answer = act.send()
            if first is not None and came is not None:
                wrong.append("refused with %s, and done: %r" % (first, act))
            if (answer.headers.get("Idempotency-Replayed") == "true") != (came is not None):
                wrong.append("an outcome %s and its retry do not agree: %r" % (came, act))
            if answer.status >= 300:
                wrong.append("its retry is refused: %r" % act)
        wrong += check(self.db, ledger)
        self.kill()
        done = subprocess.run([PROGRAM, "audit", "verify", "--db", self.db], capture_output=True, text=True)
        if done.returncode != 0 or "Whole" not in done.stdout:
            wrong.append("audit verify: %s" % done)
        return wrong

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        if self.elsewhere:
            Elsewhere.drop(self.elsewhere)
        shutil.rmtree(self.folder, ignore_errors=True)


def compiled(folder, name, *options):
    """A program, or with -shared a library, made from the source of that name here."""
    made = os.path.join(folder, name)
    if not os.path.exists(made):
        subprocess.run(os.environ.get("CC", "cc").split() + [
            *options, "-o", made, os.path.join(HERE, name + ".c"), "-ldl"], check=True)
    return made


def plant(folder, name):
    """The surroundings of a server that has a fault; see plant.c, and plant_postgres.c."""
    library = compiled(folder, "plant_postgres" if ON_POSTGRES else "plant", "-shared", "-fPIC")
    return dict(os.environ, LD_PRELOAD=library, PLANT=name)


def can_trace():
    """Whether the tracer works on this machine, for this user."""
    done = subprocess.run([FAULT, "1", "0", "kill", "all", "/bin/true"], capture_output=True)
    return done.returncode == 0


def sample(points, count, seed=SEED):
    """All in a long run; else some, the same for one seed, in order."""
    points = list(points)
    if LONG or len(points) <= count:
        return points
    return sorted(random.Random(seed).sample(points, count))


def each(agency, points, run, make_rig=Rig):
    """Every point, several at once, each on a rig of its own; the results in order."""
    rigs, lock = [], threading.Lock()

    def one(point):
        with lock:
            rig = rigs.pop() if rigs else make_rig(agency)
        try:
            return run(rig, point)
        except Exception as error:  # one point that goes wrong in its own way
            rig.close()
            rig = make_rig(agency)
            return ["%s %s: %s: %s" % (BROKEN, point, type(error).__name__, error)]
        finally:
            with lock:
                rigs.append(rig)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(one, points))
    for rig in rigs:
        rig.close()
    return found


def caught(found):
    """Whether points found something wrong, and not only went wrong themselves."""
    return any(not line.startswith(BROKEN) for wrong in found for line in wrong)


def planted_is_skipped(number, name):
    """A plant goes in front of the C library, and a sanitizer wants to be first there."""
    with open(PROGRAM, "rb") as file:
        code = file.read()
    if b"__asan_init" not in code and b"__tsan_init" not in code:
        return False
    print("ok %d - %s # SKIP nothing can be planted before a sanitizer" % (number, name), flush=True)
    return True


def tell(number, name, wrong):
    """One TAP line."""
    print("%sok %d - %s" % ("not " if wrong else "", number, name))
    for line in wrong[:12]:
        print("# " + str(line).replace("\n", "\n# "))
    sys.stdout.flush()
    return not wrong


def tell_spoilings(number, agency):
    """Whether the judge of all these sweeps sees what is missing, twice or half, of each kind of write."""
    rig, ledger = Rig(agency), Ledger(agency.before)
    rig.fresh()
    assert rig.start(), rig.log_text()
    for kind in KINDS:
        act = rig.act(kind, ledger)
        assert act.acknowledged, act
    rig.process.terminate()
    assert rig.gone() == 0
    wrong, seen = unseen(rig.db, ledger)
    rig.close()
    return tell(number, "planted: %d times, what is missing, twice or half in the commit of each kind of write is caught" % seen, wrong)
