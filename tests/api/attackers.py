#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attackers' own tools against a server on this machine: slowhttptest, sqlmap,
wapiti, testssl.  None may find anything, and who works does not notice.

All traffic stays on the loopback; each tool has its time.  One that is not
installed is skipped by name."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from edge import ask, at, beside, make_all, p99, percentile, secure_address, tcp
from server import SAMPLE, Connection, Server, Skip, run, story
from visitor import Visitor

CONNECTIONS = int(os.environ.get("CASELOAD_SLOW_CONNECTIONS", "4000"))
FOLDER = tempfile.mkdtemp(prefix="caseload-attackers.")


# Whatever a tool would fetch from elsewhere meets a closed port of this machine.
NOWHERE = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1,localhost"}


def needs(*names):
    for name in names:
        if shutil.which(name):
            return name
    raise Skip("%s is not installed" % names[0])


def run_tool(words, limit, **more):
    """What it printed; it is ended when its time is over."""
    tool = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            cwd=FOLDER, start_new_session=True, text=True, errors="replace",
                            env=dict(os.environ, HOME=FOLDER, **NOWHERE), **more)
    try:
        return tool.communicate(timeout=limit)[0]
    except subprocess.TimeoutExpired:
        os.killpg(tool.pid, signal.SIGKILL)
        return tool.communicate()[0]


def other_server(*options, sample=SAMPLE):
    return Server(options=("--listen", "127.0.0.1:0", *options), sample=sample)


def slow(mode, *more):
    """A worker's 99th percentile on the server that is attacked, against that on another, which is not,
    at the same moments; and the middle one of many against what it was before."""
    needs("slowhttptest")
    server, other = other_server("--rate-limit", "200"), other_server("--rate-limit", "200")
    try:
        address = tcp(server)
        here, there = ((Connection(tcp(one)), one.sign_in("ana").token) for one in (server, other))
        beside(here, there)
        before = max(percentile(*here) for _ in range(3))
        time.sleep(8)
        attack = threading.Thread(target=run_tool, args=(
            ["slowhttptest", mode, "-c", str(CONNECTIONS), "-r", "400", "-l", "40", "-i", "5", "-p", "10",
             "-u", "http://%s/v1/openapi.json" % address, *more], 90))
        attack.start()
        attacked, quiet, windows, newcomers = [], [], [], []
        while attack.is_alive():
            window_begun = time.monotonic()
            took = beside(here, there)
            attacked += took[0]
            quiet += took[1]
            windows.append(p99(took[0]))
            begun = time.monotonic()
            newcomer = Connection(address)
            assert ask(newcomer, "/healthz").status in (200, 429)
            newcomer.close()
            newcomers.append(time.monotonic() - begun)
            # Fewer a second than the worker may send, however fast they are answered.
            time.sleep(max(0.3, window_begun + 0.7 - time.monotonic()))
        time.sleep(2)
        after = max(percentile(*here) for _ in range(2))
        middle = sorted(windows)[len(windows) // 2]
        print("# %s %d connections: p99 %.1f ms of %d answers, beside it on a server left in peace %.1f; "
              "%.1f before, %.1f the middle window of %d, %.1f after; a newcomer waits %.1f ms at most"
              % (mode, CONNECTIONS, 1000 * p99(attacked), len(attacked), 1000 * p99(quiet), 1000 * before,
                 1000 * middle, len(windows), 1000 * after, 1000 * max(newcomers)))
        assert len(windows) > 10 and middle < 2 * max(before, after, 0.001), (before, middle, after)
        assert p99(attacked) < 2 * max(p99(quiet), 0.001), (p99(attacked), p99(quiet))
        assert server.stop() == 0
    finally:
        server.close()
        other.close()


@story("slowhttptest with slow heads")
def _(_):
    slow("-H")


@story("slowhttptest with slow bodies")
def _(_):
    slow("-B", "-s", "8192")


@story("slowhttptest with slow readers")
def _(_):
    slow("-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3")


FOUND = re.compile("identified the following injection point|parameter '[^']*' is vulnerable")


def sqlmap(url, limit, *more):
    name = needs("sqlmap")
    said = run_tool([name, "-u", url, "--batch", "--level", "3", "--risk", "2", "--flush-session",
                     "--technique", "BEUSQ", "--disable-coloring", "--ignore-code", "*",
                     "--output-dir", os.path.join(FOLDER, "sqlmap"), *more], limit)
    assert not FOUND.search(said), said[-3000:]
    # Either all of it was tried, or its time was over.
    assert "testing for SQL injection" in said, said[-2000:]
    return said


@story("sqlmap on the lists, the search and a path of the case API")
def _(server):
    ana = server.sign_in("ana")
    row = ana.get("/v1/applications?assignee=me").json["items"][0]
    for path, names in (("/v1/applications?q=smith&status=in_review&assignee=me&limit=5", "q,status,assignee"),
                        ("/v1/customers?q=smith&limit=5", "q"),
                        ("/v1/applications/%s*" % row["id"], None)):
        words = ("-p", names, "--skip", "user-agent,referer,host") if names else ()
        sqlmap("http://%s%s" % (tcp(server), path), 240, "-H", "Authorization: Bearer " + ana.token, *words)


@story("sqlmap on the sign-in and on the applicant's form")
def _(_):
    # Each try is of another name from another address, so that what guessing is held back by does not
    # stand before what is to be tried; tests/api/guesses.py is about that.
    server = other_server("--rate-limit", "0", "--trusted-proxy", "127.0.0.1/32")
    door, form = "http://%s/v1/sessions" % tcp(server), server.portal + "/status"
    json_body = ("-H", "Content-Type: application/json", "--method", "POST", "--data", '{"username":"ana","password":"x"}')
    fields = ("--data", "number=A-25-000001&code=1234567890&lang=en&token=x", "--csrf-token", "token", "--csrf-url", form)
    any_number = ("--eval", "import random; number = 'A-25-%06d' % random.randrange(1000000)")
    try:
        for url, *words in ((door, *json_body, "-p", "username"),
                            (door, *json_body, "-p", "password", "--randomize", "username"),
                            (form, *fields, "-p", "number"),
                            (form, *fields, "-p", "code,lang", *any_number)):
            said = sqlmap(url, 600, "--tamper", "xforwardedfor", *words)
            refused = re.search(r"429 \([^)]*\) - (\d+) times", said)
            assert "all tested parameters do not appear to be injectable" in said, (words, said[-3000:])
            assert not refused, (words, refused.group(0))
    finally:
        server.close()


@story("sqlmap finds the hole in a page that has one, so that its silence says something")
def _(_):
    page = os.path.join(FOLDER, "hole.py")
    with open(page, "w") as file:
        file.write('import http.server, sqlite3, urllib.parse\n'
                   'db = sqlite3.connect(":memory:", check_same_thread=False)\n'
                   'db.execute("CREATE TABLE a (n)")\ndb.execute("INSERT INTO a VALUES (1)")\n'
                   'class Page(http.server.BaseHTTPRequestHandler):\n'
                   '    def log_message(self, *words): pass\n'
                   '    def do_GET(self):\n'
                   '        q = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("q", ["0"])[0]\n'
                   '        try: text = str(db.execute("SELECT n FROM a WHERE n = " + q).fetchall())\n'
                   '        except Exception as error: text = "sqlite3.OperationalError: %s" % error\n'
                   '        self.send_response(200); self.end_headers(); self.wfile.write(text.encode())\n'
                   'server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)\n'
                   'print(server.server_address[1], flush=True)\nserver.serve_forever()\n')
    needs("sqlmap")
    hole = subprocess.Popen(["python3", page], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = int(hole.stdout.readline())
        said = run_tool(["sqlmap", "-u", "http://127.0.0.1:%d/?q=1" % port, "--batch", "--flush-session",
                         "--disable-coloring", "--output-dir", os.path.join(FOLDER, "hole")], 120)
        assert FOUND.search(said), said[-2000:]
    finally:
        hole.kill()
        hole.wait()


# Those that look things up elsewhere are left out.
WAPITI_MODULES = "xss,permanentxss,sql,blindsql,exec,file,crlf,csp,csrf,http_headers,cookieflags,redirect,backup,methods"


@story("wapiti on the applicant's pages, with a pass")
def _(server):
    name = needs("wapiti")
    with open(server.receipts, encoding="utf-8") as file:
        number, code = file.readline().split("\t")[:2]
    visitor = Visitor(server).sign_in(number, code)
    cookie = "; ".join("%s=%s" % item for item in visitor.cookies.items())
    report = os.path.join(FOLDER, "wapiti.json")
    said = run_tool([name, "-u", server.portal + "/", "-s", server.portal + "/status",
                     "-s", "%s/applications/%s" % (server.portal, number), "-H", "Cookie: " + cookie,
                     "-m", WAPITI_MODULES, "--flush-session", "--max-scan-time", "120", "--max-attack-time", "40", "-t", "3", "-d", "3", "--no-bugreport",
                     "--store-session", FOLDER, "-f", "json", "-o", report], 900)
    assert "Connection error with URL" not in said, said[-3000:]
    assert os.path.exists(report), said[-3000:]
    assert server.process.poll() is None and visitor.get("/status").status == 200
    with open(report, encoding="utf-8") as file:
        found = json.load(file)
    pages = found["infos"].get("crawled_pages_nbr", found["infos"])
    print("# wapiti looked at", pages)
    # TLS is the server's with a certificate; here it speaks plain HTTP to this machine.  The filter that browsers
    # once had has gone from them, since it could be turned against a page.
    known = ("Secure Flag cookie", "Strict-Transport-Security", "X-XSS-Protection")
    faults = [(kind, fault["method"], fault["path"], fault.get("parameter"), fault["info"])
              for group in ("vulnerabilities", "anomalies") for kind, faults in found[group].items()
              for fault in faults if not any(word in kind + fault["info"] for word in known)]
    # Where a form takes files it sends every field as one, the token too: both of its tries are refused, alike.
    # That only the right one is taken tests/api/documents.py says.
    faults = [fault for fault in faults if not (fault[0] == "Cross Site Request Forgery"
                                                and fault[2].endswith("/documents"))]
    assert not faults, faults[:10]


@story("testssl finds nothing of weight in what TLS is spoken")
def _(_):
    name = needs("testssl", "testssl.sh")
    make_all()
    server = other_server("--tls-cert", at("used.pem"), "--tls-key", at("used.key"), sample=None)
    report = os.path.join(FOLDER, "testssl.json")
    try:
        said = run_tool([name, "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none",
                         "--jsonfile", report,
                         "--add-ca", at("ours.pem"), "https://" + secure_address(server)], 600)
        with open(report, encoding="utf-8") as file:
            found = json.load(file)
        assert any(item["id"] == "TLS1_2" and item["severity"] == "OK" for item in found), said[-3000:]
        # A private authority of an hour has neither revocation lists nor a public log.
        known = {"cert_revocation", "cert_validityPeriod", "cert_chain_of_trust", "cert_trust", "cert_ocspURL",
                 "cert_expirationStatus", "cert_notAfter", "DNS_CAArecord", "OCSP_stapling", "HTTP_status_code"}
        faults = [(item["id"], item["severity"], item["finding"]) for item in found
                  if item["severity"] in ("MEDIUM", "HIGH", "CRITICAL") and item["id"].split(" ")[0] not in known]
        assert not faults, faults
        assert server.stop() == 0
    finally:
        server.close()


if __name__ == "__main__":
    try:
        run(("--listen", "127.0.0.1:0"), sample=SAMPLE)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
