# SPDX-License-Identifier: Apache-2.0
"""What stories about the server's edge share: its addresses, requests over
TCP, a measure, and certificates of authorities of their own."""

import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
import time

def tcp(server):
    return re.findall(r"The case API is on http://([0-9.:]+)", server.log_text())[-1]


def secure_address(server):
    return re.search(r"The case API is on https://([0-9.:]+)", server.log_text()).group(1)


def ask(connection, path="/healthz", token=None, address=None, method="GET", body=None):
    headers = {}
    if token:
        headers["Authorization"] = "Bearer " + token
    if address:
        headers["X-Forwarded-For"] = address
    if body is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(body)
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.text = answer.read()
    return answer


def p99(took):
    return sorted(took)[int(len(took) * 0.99)]


def percentile(connection, token, count=300):
    took = []
    for _ in range(count):
        begun = time.monotonic()
        answer = ask(connection, "/v1/applications?assignee=me", token=token)
        assert answer.status == 200, (answer.status, answer.text)
        took.append(time.monotonic() - begun)
    return p99(took)


def beside(here, there, count=100):
    """How long a worker's answers take on each of two servers, asked in turn: what else the machine
    does falls on both.  Each a connection and a token."""
    took = [], []
    for _ in range(count):
        for (connection, token), list_of in zip((here, there), took):
            begun = time.monotonic()
            answer = ask(connection, "/v1/applications?assignee=me", token=token)
            list_of.append(time.monotonic() - begun)
            assert answer.status == 200, (answer.status, answer.text)
    return took


FOLDER = tempfile.mkdtemp(prefix="caseload-tls.")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def at(name):
    return os.path.join(FOLDER, name)


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=FOLDER)


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-keyout", name + ".key", "-out", name + ".pem", "-subj", "/CN=" + name)


def make_pair(name, authority, host, days="30", past=False):
    """A certificate for host; past: one that ended yesterday."""
    with open(at(name + ".ext"), "w") as file:
        file.write("subjectAltName=%s\n" % host)
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key",
            "-out", name + ".csr", "-subj", "/CN=" + name)
    if past:
        with open(at("ca.conf"), "w") as file:
            file.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
                       "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n")
        open(at("index"), "w").close()
        with open(at("serial"), "w") as file:
            file.write("01\n")
        openssl("ca", "-batch", "-config", "ca.conf", "-cert", authority + ".pem", "-keyfile", authority + ".key",
                "-in", name + ".csr", "-out", name + ".pem", "-notext", "-extfile", name + ".ext",
                "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
        return
    openssl("x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey", authority + ".key",
            "-CAcreateserial", "-days", days, "-out", name + ".pem", "-extfile", name + ".ext")


def make_all():
    make_authority("ours")
    make_authority("theirs")
    make_pair("good", "ours", "IP:127.0.0.1,DNS:localhost")
    make_pair("next", "ours", "IP:127.0.0.1,DNS:localhost")
    make_pair("elsewhere", "ours", "DNS:elsewhere.example")
    make_pair("expired", "ours", "IP:127.0.0.1", past=True)
    make_pair("foreign", "theirs", "IP:127.0.0.1")
    use("good")


def use(name, key=None):
    """What the server reads at its next look; never half written."""
    for end, source in ((".pem", name), (".key", key or name)):
        shutil.copy(at(source + end), at("new"))
        os.chmod(at("new"), 0o600)
        os.replace(at("new"), at("used" + end))
