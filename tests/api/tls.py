#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""TLS: what the server speaks, a pair read anew while connections stay open,
and a workstation that sends nothing to a server it cannot verify."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

from edge import FOLDER, at, make_all, secure_address, use
from server import BUILD, PASSWORD, PROGRAM, Server, run, story, wait_for

def trusting(authority="ours", **more):
    context = ssl.create_default_context(cafile=at(authority + ".pem"))
    for name, value in more.items():
        setattr(context, name, value)
    return context


def connect(server, context=None):
    host, port = secure_address(server).split(":")
    connection = http.client.HTTPSConnection(host, int(port), timeout=10, context=context or trusting())
    connection.connect()
    return connection


def ask(connection, path="/healthz", headers=None):
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def caseload(url, *words, authority="ours"):
    read_end, write_end = os.pipe()
    os.write(write_end, (PASSWORD + "\n").encode())
    os.close(write_end)
    done = subprocess.run([os.path.join(BUILD, "caseload"), *(words or ("queue",)), "--server", url, "--ca-file",
                           at(authority + ".pem"), "--user", "ana", "--password-fd", str(read_end)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          pass_fds=[read_end], start_new_session=True)
    os.close(read_end)
    return done


class Listener:
    """Shows a pair and keeps what comes after the handshake: it has to be nothing."""

    def __init__(self, pair=None):
        self.heard, self.raw = b"", 0
        self.context = None
        if pair:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(at(pair + ".pem"), at(pair + ".key"))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = "https://127.0.0.1:%d" % self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            peer.settimeout(5)
            try:
                if self.context:
                    peer = self.context.wrap_socket(peer, server_side=True)
                else:
                    peer.sendall(b"220 not what you think\r\n")
                self.raw += 1
                self.heard += peer.recv(65536)
            except (OSError, ssl.SSLError):
                pass
            finally:
                peer.close()

    def close(self):
        self.socket.close()


@story("a workstation that trusts the authority signs in and reads its queue")
def _(server):
    done = caseload("https://" + secure_address(server))
    assert done.returncode == 0 and done.stdout.startswith("Applications:"), (done.stdout, done.stderr)
    assert ask(connect(server)) == (200, b'{"status":"ok"}')


@story("a head of any size is answered under TLS, too")
def _(server):
    for size, status in ((1500, 200), (2500, 200), (3500, 200), (3700, 200), (4100, 431), (4300, 431), (5100, 431), (6000, 431), (9000, 431), (60000, 431)):
        assert ask(connect(server), headers={"X": "a" * (size - 100)})[0] == status, size
    for size in (3100, 5000, 30000):
        status, body = ask(connect(server), "/v1/search?q=" + "a" * size)
        assert status == 414 and json.loads(body)["code"] == "target_too_long", (size, status, body)


@story("heads that come in many records are answered as whole ones are")
def _(server):
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 3500 + b"\r\n"
    data = (head + b"\r\n") * 3 + head + b"Connection: close\r\n\r\n"
    for step in (300, 1000, 2560, 2561, len(data)):
        sock, received = connect(server).sock, b""
        for at in range(0, len(data), step):
            sock.sendall(data[at:at + step])
        while piece := sock.recv(65536):
            received += piece
        sock.close()
        assert received.count(b'"status":"ok"') == 4, (step, received)


@story("another host, an ended date, another authority and no TLS are refused in a sentence, with nothing sent")
def _(server):
    cases = {"elsewhere": "is for another host", "expired": "has expired", "foreign": "Nobody this machine trusts",
             None: "does not speak TLS"}
    for pair, sentence in cases.items():
        listener = Listener(pair)
        done = caseload(listener.url)
        listener.close()
        assert done.returncode == 69 and sentence in done.stderr, (pair, done.returncode, done.stderr)
        secrets = (PASSWORD.encode(), b"Bearer", b"password", b"POST")
        assert not any(secret in listener.heard for secret in secrets), (pair, listener.heard)
        if pair:
            assert listener.heard == b"", (pair, listener.heard)
    # The listener hears what is sent once it is trusted, so the above says something.
    listener = Listener("foreign")
    caseload(listener.url, authority="theirs")
    listener.close()
    assert b"POST /v1/sessions" in listener.heard and PASSWORD.encode() in listener.heard, listener.heard


@story("a file of authorities that is not there is said, and http:// to another machine is refused")
def _(server):
    done = caseload("https://" + secure_address(server), authority="nobody")
    assert done.returncode == 69 and "ca-file" in done.stderr, done.stderr
    assert caseload("http://192.0.2.1:80").returncode == 64


@story("TLS 1.2 and 1.3 are spoken, older versions are not")
def _(server):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        connection = connect(server, trusting(minimum_version=version, maximum_version=version))
        assert ask(connection)[0] == 200
        name, _, bits = connection.sock.cipher()
        assert bits >= 128 and ("GCM" in name or "CHACHA20" in name), name
    for version in ("tls1", "tls1_1"):
        done = subprocess.run(["openssl", "s_client", "-" + version, "-cipher", "ALL:@SECLEVEL=0", "-connect",
                               secure_address(server)], input=b"", capture_output=True, timeout=20)
        assert done.returncode != 0 and b"Cipher is (NONE)" in done.stdout, (version, done.stdout)
    weak = subprocess.run(["openssl", "s_client", "-tls1_2", "-cipher", "AES128-SHA:AES256-SHA256", "-connect",
                           secure_address(server)], input=b"", capture_output=True, timeout=20)
    assert weak.returncode != 0, weak.stdout[-500:]


@story("a client cannot have the keys of an open connection negotiated again")
def _(server):
    done = subprocess.run(["sh", "-c", "(sleep 0.3; echo R; sleep 2) | openssl s_client -tls1_2 -connect "
                           + secure_address(server)], capture_output=True, timeout=30)
    said = done.stdout + done.stderr
    assert b"RENEGOTIATING" in said and b"alert no renegotiation" in said, said[-1000:]
    assert ask(connect(server))[0] == 200


def serial_shown(server):
    host, port = secure_address(server).split(":")
    with socket.create_connection((host, int(port)), timeout=10) as plain:
        with trusting().wrap_socket(plain, server_hostname=host) as secure:
            return secure.getpeercert()["serialNumber"]


@story("SIGHUP reads the pair again; open connections and a stream go on")
def _(server):
    ana = server.sign_in("ana")
    auth = {"Authorization": "Bearer " + ana.token}
    kept, stream = connect(server), connect(server)
    assert ask(kept)[0] == 200
    stream.request("GET", "/v1/events/stream", headers=auth | {"Accept": "text/event-stream"})
    events = stream.getresponse()
    assert events.status == 200 and events.readline()
    before = serial_shown(server)
    use("next")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "were read again" in server.log_text())
    assert serial_shown(server) != before
    assert ask(kept)[0] == 200, "the open connection was dropped"
    server.sign_in("ben")
    events.readline()  # the sign-in's event, or a heartbeat: the stream lives


@story("a bad new pair leaves the old one in use and is said")
def _(server):
    good = serial_shown(server)
    for name, key in (("good", "next"), ("broken", "good")):
        with open(at("broken.pem"), "w") as file:
            file.write("-----BEGIN CERTIFICATE-----\nnonsense\n")
        use(name, key)
        said = server.log_text().count("in use stay")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: server.log_text().count("in use stay") > said)
        assert serial_shown(server) == good
    assert "does not belong to the certificate" in server.log_text()
    use("good")


@story("an applicant's page over TLS has a Secure cookie and says to come back by TLS")
def _(server):
    assert server.portal.startswith("https://"), server.portal
    host, port = server.portal[len("https://"):].rstrip("/").split(":")
    connection = http.client.HTTPSConnection(host, int(port), timeout=10, context=trusting())
    connection.request("GET", "/status")
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie
    assert answer.headers["Strict-Transport-Security"], answer.headers


@story("plain HTTP to the TLS port gets no case data and harms nobody")
def _(server):
    host, port = secure_address(server).split(":")
    with socket.create_connection((host, int(port)), timeout=10) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        heard = plain.recv(4096)
    assert b"status" not in heard, heard
    assert ask(connect(server))[0] == 200


def start_fails(*words):
    folder = tempfile.mkdtemp(dir=FOLDER)
    done = subprocess.run([PROGRAM, "serve", "--db", os.path.join(folder, "none.db"), *words],
                          capture_output=True, text=True, timeout=20)
    assert done.returncode in (1, 64), done
    return done.stderr


@story("half a pair, https:// without one, and a pair that does not fit are refused at the start")
def _(server):
    assert "go together" in start_fails("--listen", "127.0.0.1:0", "--tls-cert", at("good.pem"))
    assert "does not belong" in start_fails("--listen", "127.0.0.1:0", "--tls-cert", at("good.pem"), "--tls-key",
                                            at("next.key"))
    assert "cannot be read" in start_fails("--listen", "127.0.0.1:0", "--tls-cert", at("none"), "--tls-key", at("none"))


@story("a plain listener that others can reach is warned of; one on this machine is not")
def _(server):
    assert "is not encrypted" not in server.log_text()
    other = Server(options=["--listen", "0.0.0.0:0"])
    try:
        assert "is not encrypted" in other.log_text()
        other.stop()
    finally:
        other.close()


if __name__ == "__main__":
    if not shutil.which("openssl"):
        print("1..0 # SKIP openssl is not installed")
        sys.exit(0)
    make_all()
    run(["--listen", "https://127.0.0.1:0", "--tls-cert", at("used.pem"), "--tls-key", at("used.key")])
