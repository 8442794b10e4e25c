#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# What must not be found: password, token, journal key, the key that signs
# decisions and a revealed number, after a walk through the workstation, in the memory of both programs (as a
# core file shows it), their environment, words, logs and files.  A debugger
# looks with root's rights; without them only what others see is checked.
import os
import re
import select
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.environ.get("srcdir", ".")
sys.path[:0] = [os.path.join(HERE, "tests", "pty"), os.path.join(HERE, "tests", "api")]
from screen import BUILD, Screen, Story  # noqa: E402
from server import SAMPLE, Database, Server, wait_for  # noqa: E402
from signing import unseal  # noqa: E402

PASSWORD = "planted-Word-7Q2x-and-more"

with open(os.path.join(BUILD, "caseload"), "rb") as program:
    if b"__asan_init" in program.read() or os.environ.get("ASAN_OPTIONS"):
        print("1..0 # SKIP a sanitizer keeps what was freed, so that memory proves nothing")
        sys.exit(0)
story = Story()


class Line:
    """Between workstation and server: hears what each says, and changes nothing.

    TLS ends here and begins again, so that the buffers both have of it are looked into, too."""

    def __init__(self, server, certificate, key):
        self.heard = bytearray()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.trust = ssl.create_default_context(cafile=certificate)
        host, port = re.search(r"The case API is on https://([0-9.]+):([0-9]+)", server.log_text()).groups()
        self.far = (host, int(port))
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = "https://127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            near, _ = self.socket.accept()
            threading.Thread(target=self.join, args=(near,), daemon=True).start()

    def join(self, near):
        far = near
        try:
            near = self.context.wrap_socket(near, server_side=True)
            far = self.trust.wrap_socket(socket.create_connection(self.far), server_hostname=self.far[0])
            while self.carry(near, far):
                pass
        except OSError:
            pass  # one of the two went away
        near.close()
        far.close()

    def carry(self, near, far):
        """What has come on either side to the other; False at the end.  One thread: TLS is not for two."""
        ready = [end for end in (near, far) if end.pending()] or select.select([near, far], [], [])[0]
        for end in ready:
            end.setblocking(False)
            try:
                piece = end.recv(65536)
            except ssl.SSLWantReadError:
                continue  # a record of TLS itself
            finally:
                end.setblocking(True)
            if not piece:
                return False
            self.heard += piece
            (far if end is near else near).sendall(piece)
        return True

    def said(self, name):
        return [found.decode() for found in
                re.findall(b'"%s" ?: ?"([^"]+)"' % name.encode(), bytes(self.heard))]


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
        found = [int(word) for word in file.read().split()]
    return found + [more for one in found for more in children(one)]


def core(pid, folder):
    """All that a core file would hold; guarded pages are left out of it, as of any core."""
    path = os.path.join(folder, "core")
    done = subprocess.run(["gdb", "-nx", "-batch", "-p", str(pid), "-ex", "gcore " + path],
                          capture_output=True, text=True, timeout=240)
    assert os.path.exists(path), done.stdout + done.stderr
    with open(path, "rb") as file:
        memory = file.read()
    os.unlink(path)
    return memory


def hits(memory, planted):
    """Names of what was planted and is found: texts in bytes or as the cells of a screen, keys as they are."""
    found = []
    for name, text in planted.items():
        for form in (text,) if isinstance(text, bytes) else (text.encode(), text.encode("utf-32-le")):
            if form in memory:
                found.append("%s x%d" % (name, memory.count(form)))
    return found


folder = tempfile.mkdtemp(prefix="caseload-secrets.")
certificate, key = os.path.join(folder, "line.pem"), os.path.join(folder, "line.key")
subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=line", "-addext", "subjectAltName=IP:127.0.0.1",
                "-keyout", key, "-out", certificate], check=True, capture_output=True)
os.chmod(key, 0o600)
server = Server(sample=SAMPLE, options=["--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key])
server.command("worker", "password", "--db", server.db, "--username", "ana", "--password-fd", "0",
               text=PASSWORD + "\n")
line = Line(server, certificate, key)
state = os.path.join(folder, "state")
screen = Screen([os.path.join(BUILD, "caseload"), "--server", line.url, "--ca-file", certificate, "--user", "ana"],
                env={"XDG_STATE_HOME": state})
planted = {"password": PASSWORD}
long = bool(os.environ.get("CASELOAD_LONG"))
may_look = os.geteuid() == 0 and shutil.which("gdb")


def has_heap_of_its_own():
    """Sanitizers bring one, and it does not wipe."""
    with open(os.path.join(BUILD, "caseload"), "rb") as file:
        program = file.read()
    return b"__asan_" in program or b"__tsan_" in program


def workstation():
    return [pid for pid in children(screen.driver.pid)
            if open("/proc/%d/comm" % pid).read().strip() == "caseload"][0]


def walk(rounds):
    """Many screens: queue, records, tabs, history, search, a note half typed."""
    for turn in range(rounds):
        screen.key("j", "Enter")
        screen.idle()
        for tab in "2345671":
            screen.key(tab)
            screen.idle()
        screen.key("n")
        screen.idle()
        screen.text("half a note %d" % turn)
        screen.idle()
        screen.key("Esc")
        screen.idle()
        screen.key("q")
        screen.idle()


def sign_in():
    screen.wait("Password")
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.wait("My queue", 15000)
    screen.idle()
    planted["token"] = line.said("token")[-1]
    planted["journal key"] = line.said("journal_key")[-1]
    assert len(planted["token"]) == 43


def signing_key():
    """Made at the first sign-in; the server has it sealed, and the password opens it here."""
    def sealed():
        database = Database(server.db)
        found = database.execute("SELECT sealed FROM signing_key")
        database.close()
        return found and found[0]["sealed"]

    key = unseal(wait_for(sealed, 120), PASSWORD)
    planted["signing seed"], planted["signing key"] = bytes(key.seed), bytes(key.secret)
    assert len(planted["signing seed"]) == 32 and len(planted["signing key"]) == 64


def reveal():
    if "My queue" in screen.rows()[0]:
        screen.key("Enter")
        screen.idle()
    for _ in range(12):  # until a record that has a number
        screen.key("#")
        screen.idle()
        if "No social security" not in screen.shown():
            break
        screen.key("]")
        screen.idle()
    screen.text("asked on the telephone")
    screen.key("Enter")
    screen.idle()
    if "Shown for ten seconds" not in screen.shown():  # behind a refusal of the walk, which wants to be read
        time.sleep(1.2)
        screen.key("Esc")
    screen.wait("Shown for ten seconds")
    screen.idle()
    planted["number"] = line.said("ssn")[-1]
    assert planted["number"] in screen.shown(), screen.shown()


def small():
    reveal()
    screen.size(5, 20)
    screen.idle()
    assert planted["number"] not in screen.shown()
    screen.size(24, 80)
    screen.idle()
    assert planted["number"] not in screen.shown(), "it came back with the window's size"


def unlock():
    screen.key("C-x")
    screen.wait("Locked")
    assert planted["number"] not in screen.shown()
    screen.text("not the password")
    screen.key("Enter")
    screen.wait("not the password")
    time.sleep(1.2)
    screen.text(PASSWORD)
    screen.key("Enter")
    screen.gone("Locked", 15000)
    screen.idle()
    assert planted["number"] not in screen.shown(), "the number came back with the lock's end"
    planted["later token"] = line.said("token")[-1]
    assert planted["later token"] != planted["token"]


def memory_of(which, pid):
    memory = core(pid, folder)
    assert not hits(memory, planted), hits(memory, planted)
    assert b"caseload" in memory and len(memory) > 1 << 20, "the core file holds nothing"


def control():
    """A program that keeps its password and its key as they are: each is found."""
    kept = PASSWORD.encode() + planted["signing key"]
    keeper = subprocess.Popen([sys.executable, "-c", "import sys; kept = sys.stdin.buffer.read(%d); print(); "
                               "sys.stdout.flush(); sys.stdin.read()" % len(kept)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    keeper.stdin.write(kept)
    keeper.stdin.flush()
    keeper.stdout.readline()
    try:
        found = " ".join(hits(core(keeper.pid, folder), planted))
        for name in ("password", "signing seed", "signing key"):
            assert name in found, "the search does not find the %s: %s" % (name, found)
    finally:
        keeper.stdin.close()
        keeper.wait(10)


def words_and_environment():
    for pid in (workstation(), server.process.pid):
        for name in ("cmdline", "environ"):
            try:
                with open("/proc/%d/%s" % (pid, name), "rb") as file:
                    told = file.read()
            except PermissionError:
                continue
            assert not hits(told, planted), (pid, name)


def files():
    looked = 0
    for top in (folder, server.folder):
        for where, _, names in os.walk(top):
            for name in names:
                path = os.path.join(where, name)
                if not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    assert not hits(file.read(), planted), path
                looked += 1
                if where.startswith(state):
                    assert os.stat(path).st_mode & 0o077 == 0, path
    assert looked > 2


def guarded():
    for pid in (workstation(), server.process.pid):
        with open("/proc/%d/limits" % pid) as file:
            cores = [row for row in file if row.startswith("Max core file size")][0].split()
        assert cores[4] == cores[5] == "0", cores
        assert os.stat("/proc/%d/environ" % pid).st_uid == 0


try:
    ok = story.step("signed in", sign_in)
    if ok:
        story.step("a key that signs decisions was made", signing_key)
        story.step("a walk through many screens", lambda: walk(12 if long else 2))
        story.step("a number is revealed with a reason", reveal)
        story.step("a window too small shows it no more, nor does the same window made larger", small)
        story.step("locked: the number is gone; the password opens it again, with another token", unlock)
        story.step("no core, and nobody else may look", guarded)
        story.step("nothing secret in words or environment", words_and_environment)
        story.step("nothing secret in logs, files, database or what is kept for drafts", files)
        if may_look and has_heap_of_its_own():
            story.skip("nothing secret in memory", "built with a sanitizer's heap")
        elif may_look:
            story.step("the search finds a planted password elsewhere", control)
            story.step("nothing secret in the workstation's memory", lambda: memory_of("workstation", workstation()))
            story.step("nothing secret in the server's memory", lambda: memory_of("server", server.process.pid))
        else:
            story.skip("nothing secret in memory", "needs root and gdb")
finally:
    screen.end()
    server.close()
    shutil.rmtree(folder, ignore_errors=True)
story.end()
