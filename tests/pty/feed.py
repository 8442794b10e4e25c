#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# The line to a server that behaves badly: one made of words here, because no
# real server does these things on request.  Streams refused, streams that stay
# mute, nonsense in the stream, answers that are no JSON, a session that ends.
import json
import os
import socketserver
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlparse

sys.path.insert(0, os.path.join(os.environ.get("srcdir", "."), "tests", "pty"))
from screen import BUILD, Screen, Story  # noqa: E402

story = Story()


class World:
    """What the server does; a test changes it while the workstation runs."""

    def __init__(self, stream="works"):
        self.stream = stream
        self.version = 1
        self.events = []
        self.polls = 0
        self.pages = 0
        self.expired = False
        self.broken = False
        self.lock = threading.Condition()

    def change(self, raw=None):
        with self.lock:
            self.version += 1
            self.events.append(raw or json.dumps({
                "seq": 100 + len(self.events) + 1, "type": "application.updated",
                "at": "2025-11-21T15:00:00Z", "subject": {"type": "application", "id": "a_1"},
                "version": self.version}))
            self.lock.notify_all()

    def wait_events(self, after, seconds):
        end = time.time() + seconds
        with self.lock:
            while len(self.events) <= after and time.time() < end:
                self.lock.wait(0.2)
            return self.events[after:]


SESSION = {"token": "t" * 43, "expires_at": "2099-01-01T00:00:00Z", "idle_timeout_s": 1800,
           "journal_key": "A" * 43,
           "worker": {"id": "w_ana", "version": 1, "username": "ana", "name": "Ana Ruiz",
                      "roles": ["caseworker"], "team_ids": ["t_1"]}}


def application(version):
    return {"id": "a_1", "version": version, "number": "A-26-000001",
            "program": {"id": "snap", "version": 1, "name": "SNAP"},
            "customer": {"id": "c_1", "name": "Seen %d" % version, "case_number": "C-1"},
            "status": "in_review", "expedited": False, "filed_on": "2025-11-12",
            "due_on": "2025-12-12", "clock": "on_time", "assignee": None, "team_id": "t_1",
            "county": "Davidson", "language": "en", "channel": "web", "turn": "me",
            "next_act": "review", "unseen_changes": 0, "allowed_actions": []}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def address_string(self):
        return "unix"

    def answer(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Event-Seq", str(100 + len(self.server.world.events)))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.world.expired = False
        self.answer(201, SESSION)

    def do_DELETE(self):
        self.answer(200, {})

    def do_GET(self):
        world, url = self.server.world, urlparse(self.path)
        query = parse_qs(url.query)
        if world.expired:
            self.answer(401, {"code": "session_expired", "status": 401},
                        "application/problem+json")
        elif world.stream == "page" and url.path.startswith("/v1/events"):
            world.pages += 1
            self.answer(200, b"<html>a network's sign-in page</html>\r\n\r\n", "text/html")
        elif url.path == "/v1/events/stream":
            self.stream(world)
        elif url.path == "/v1/events":
            world.polls += 1
            after = int(query["after"][0]) - 100
            items = [json.loads(e) for e in world.wait_events(after, 1)]
            self.answer(200, {"items": items, "next_after": 100 + after + len(items)})
        elif world.broken:
            self.answer(200, b"<html>a proxy's page</html>", "text/html")
        else:
            self.answer(200, {"items": [application(world.version)], "next_cursor": None,
                              "prev_cursor": None, "total": {"count": 1, "relation": "eq"},
                              "as_of": {"seq": 100 + len(world.events),
                                        "at": "2025-11-21T15:00:00Z"}})

    def stream(self, world):
        if world.stream == "refused":
            self.answer(404, {"code": "not_found", "status": 404}, "application/problem+json")
            return
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        sent = max(0, int(self.headers.get("Last-Event-ID", "100")) - 100)
        try:
            while world.stream == "works":
                for event in world.wait_events(sent, 0.5):
                    self.wfile.write(("id: x\ndata: %s\n\n" % event).encode())
                    sent += 1
                self.wfile.write(b": beat\n\n")
                self.wfile.flush()
        except OSError:
            pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, *args):
        """A workstation that ends in mid-answer is part of the story."""


class Running:
    def __init__(self, stream="works"):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "api")
        self.world = World(stream)
        self.server = Server(path, Handler)
        self.server.world = self.world
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.screen = Screen([os.path.join(BUILD, "caseload"), "--socket", path, "--user", "ana"])
        self.screen.wait("Password")
        self.screen.text("sample-password")
        self.screen.key("Enter")
        self.screen.wait("Seen 1")

    def __enter__(self):
        return self.world, self.screen

    def __exit__(self, *error):
        self.screen.end()
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()


def stream_brings_changes():
    with Running() as (world, screen):
        screen.wait("live")
        world.change()
        screen.wait("Seen 2", 3000)


def nonsense_is_passed_over():
    with Running() as (world, screen):
        world.change("{not json")
        world.change('{"seq": "many"}')
        world.change("\x1b[2J" + "x" * 70000)
        world.change()
        screen.wait("Seen 5", 3000)
        screen.wait("live")


def refused_stream_becomes_polls():
    with Running("refused") as (world, screen):
        screen.wait("live", 10000)
        end = time.time() + 15 * screen.patience
        while world.polls == 0 and time.time() < end:
            time.sleep(0.05)
        assert world.polls > 0, "never asked by long poll"
        screen.wait("live")
        world.change()
        screen.wait("Seen 2", 3000)


def ended_stream_is_opened_again():
    with Running() as (world, screen):
        world.stream = "ends"
        world.change()
        screen.wait("stale", 3000)
        world.stream = "works"
        screen.wait("Seen 2", 5000)
        screen.wait("live")


def a_page_is_no_feed():
    with Running() as (world, screen):
        world.stream = "page"
        world.change()
        screen.wait("stale", 3000)
        # Asked again, and each time later; "live" does not even flash.
        begun = time.time()
        while world.pages < 3 or time.time() - begun < 6:
            time.sleep(0.1)
            assert "live" not in screen.shown(), "a page of HTML passes for the feed"
            assert time.time() - begun < 60, "not asked again"
        took = time.time() - begun
        assert world.pages <= 5 + took / 3, "asked %d times in %.1f s" % (world.pages, took)
        world.stream = "works"
        screen.wait("Seen 2", 30000)
        screen.wait("live")


def not_json_is_a_sentence():
    with Running() as (world, screen):
        world.broken = True
        screen.key("R")
        screen.wait("cannot do this at the moment")
        assert "Seen 1" in screen.shown(), "what was shown is gone"
        assert screen.state()[0] == "r"


def ended_session_locks():
    with Running() as (world, screen):
        world.expired = True
        screen.key("R")
        screen.wait("The session has ended", 3000)
        assert "Seen" not in screen.shown()
        screen.text("sample-password")
        screen.key("Enter")
        screen.wait("Seen 1", 3000)


story.step("an event in the stream loads the row again", stream_brings_changes)
story.step("nonsense in the stream is passed over", nonsense_is_passed_over)
story.step("a refused stream becomes long polls", refused_stream_becomes_polls)
story.step("a stream that ends is opened again, and says so meanwhile", ended_stream_is_opened_again)
story.step("a page of HTML in place of the feed is not taken for it", a_page_is_no_feed)
story.step("an answer that is no JSON leaves the screen as it is", not_json_is_a_sentence)
story.step("an ended session locks; the password goes on", ended_session_locks)
story.end()
