# SPDX-License-Identifier: Apache-2.0
"""A mail server that takes messages, and can be told to go wrong.

It is strict: a line that ends in anything but CR LF, or is too long, ends the
conversation and is told in faults."""

import email
import email.policy
import socket
import ssl
import threading
import time


class Message:
    def __init__(self, sender, recipients, data, is_secure, user):
        self.sender, self.recipients, self.data = sender, recipients, data
        self.is_secure, self.user = is_secure, user
        self.at = time.monotonic()
        self.parsed = email.message_from_bytes(data, policy=email.policy.default)

    @property
    def id(self):
        return self.parsed["Message-ID"]

    @property
    def text(self):
        return self.parsed.get_body(("plain",)).get_content()

    def __repr__(self):
        return "%s to %s: %s" % (self.id, self.recipients, self.parsed["Subject"])


class Postbox:
    """plan: a function of the verb and the number of the message so far, that
    answers None, or a line to say instead, or "hang", "cut", "cut after"."""

    def __init__(self, plan=None, certificate=None, implicit=False, user=None, port=0):
        self.plan = plan or (lambda verb, number: None)
        self.taken, self.faults, self.begun = [], [], 0
        self.peers = []
        self.user = user
        self.implicit = implicit
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", port))
        self.socket.listen(50)
        self.port = self.socket.getsockname()[1]
        self.closing = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self):
        return "%s://localhost:%d" % ("smtps" if self.implicit else "smtp", self.port)

    def close(self):
        self.closing.set()
        self.socket.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts
        self.socket.close()
        for peer in self.peers:
            try:
                peer.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def ids(self):
        return [message.id for message in list(self.taken)]

    def accept(self):
        while not self.closing.is_set():
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.peers.append(peer)
            threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def talk(self, peer):
        try:
            if self.implicit:
                peer = self.context.wrap_socket(peer, server_side=True)
            Talk(self, peer).run()
        except (OSError, ssl.SSLError, EOFError):
            pass
        finally:
            peer.close()


class Talk:
    def __init__(self, box, peer):
        self.box, self.peer = box, peer
        self.file = peer.makefile("rb")
        self.is_secure = box.implicit
        self.user = None

    def say(self, text):
        self.peer.sendall(text.encode() + b"\r\n")

    def line(self):
        line = self.file.readline(2000)
        if not line:
            raise EOFError
        if not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line:
            self.box.faults.append(line)
            raise EOFError
        return line[:-2]

    def planned(self, verb):
        """Has something else been planned here?"""
        told = self.box.plan(verb, self.box.begun)
        if told == "hang":
            self.box.closing.wait(60)
            raise EOFError
        if told in ("cut", "cut after"):
            raise EOFError
        if told:
            self.say(told)
        return told is not None

    def run(self):
        self.say("220 box")
        sender, recipients = None, []
        while True:
            line = self.line()
            verb = line.split(b" ")[0].upper().decode("ascii", "replace")
            if verb == "MAIL":
                self.box.begun += 1
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb != "DATA" and self.planned(verb):
                continue
            if verb in ("EHLO", "HELO"):
                more = ["250-box"]
                if self.box.context and not self.is_secure:
                    more.append("250-STARTTLS")
                if self.box.user:
                    more.append("250-AUTH PLAIN")
                self.say("\r\n".join([*more, "250 8BITMIME"]))
            elif verb == "STARTTLS":
                self.say("220 go on")
                self.peer = self.box.context.wrap_socket(self.peer, server_side=True)
                self.file = self.peer.makefile("rb")
                self.is_secure = True
            elif verb == "AUTH":
                self.authenticate(line)
            elif verb == "MAIL":
                sender, recipients = line[10:].decode(), []
                self.say("250 ok")
            elif verb == "RCPT":
                recipients.append(line[8:].decode())
                self.say("250 ok")
            elif verb == "DATA":
                if not self.planned("DATA"):
                    self.take(sender, recipients)
            else:
                self.say("250 ok")

    def authenticate(self, line):
        import base64
        words = line.decode().split(" ")
        if len(words) < 3:
            self.say("334 ")
            words.append(self.line().decode())
        _, name, password = base64.b64decode(words[2]).decode().split("\0")
        if (name, password) == self.box.user:
            self.user = name
            self.say("235 welcome")
        else:
            self.say("535 5.7.8 who are you")

    def take(self, sender, recipients):
        self.say("354 go on")
        lines = []
        while True:
            line = self.line()
            if line == b".":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 3:
                told = self.box.plan("BODY", self.box.begun)
                if told == "cut":
                    raise EOFError
        message = Message(sender, recipients, b"\r\n".join(lines) + b"\r\n", self.is_secure, self.user)
        told = self.box.plan("END", self.box.begun)
        if told == "cut after":
            self.box.taken.append(message)
            raise EOFError
        if told == "hang":
            self.box.closing.wait(60)
            raise EOFError
        if told:
            self.say(told)
            return
        self.box.taken.append(message)
        self.say("250 taken")
