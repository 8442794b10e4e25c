# SPDX-License-Identifier: Apache-2.0
"""Rows of the authorisation matrix that are about no case: one's own account, and
what opens without a session.  In an order in which each finds what the one before left."""

from authenticator import code
from server import PASSWORD
from signing import Key

OTHER_PASSWORD = "another-sample-password"


class Own:
    """A route about who asks: (spare) -> method, path, body, version, and what to keep of the answer."""

    def __init__(self, ask, ok=200, keep=None):
        self.ask, self.ok, self.keep = ask, ok, keep


class Spare:
    """Somebody of one role alone, to whom anything may be done."""

    def __init__(self, server, role):
        self.username, self.role = "spare" + role, role
        server.command("worker", "add", "--db", server.db, "--username", self.username, "--name", self.username.title(),
                       "--roles", role, "--password-fd", "0", text=PASSWORD + "\n")
        self.client = server.sign_in(self.username)
        self.key, self.secret = Key(), None

    def registration(self):
        return self.key.registration(self.client.session["worker"]["id"], PASSWORD)

    def changed(self):
        sealed = self.key.seal(OTHER_PASSWORD)
        return {"current": PASSWORD, "new": OTHER_PASSWORD, "signing_key": {
            "key": self.key.id, "sealed": sealed, "proof": self.key.proof(self.client.session["worker"]["id"], sealed)}}

    def keep_secret(self, answer):
        self.secret = answer.json["secret"]


OWN = {
    "GET /v1/me": Own(lambda spare: ("GET", "/v1/me")),
    "GET /v1/sessions/current": Own(lambda spare: ("GET", "/v1/sessions/current")),
    "POST /v1/sessions/current/active": Own(lambda spare: ("POST", "/v1/sessions/current/active"), 204),
    "PUT /v1/me/signing-key": Own(lambda spare: ("PUT", "/v1/me/signing-key", spare.registration())),
    "GET /v1/me/signing-key": Own(lambda spare: ("GET", "/v1/me/signing-key")),
    "PUT /v1/me/filters/{id}": Own(lambda spare: ("PUT", "/v1/me/filters/f_1", {"room": "mine", "name": "Mine"})),
    "GET /v1/me/filters": Own(lambda spare: ("GET", "/v1/me/filters")),
    "GET /v1/me/filters/{id}": Own(lambda spare: ("GET", "/v1/me/filters/f_1")),
    "DELETE /v1/me/filters/{id}": Own(lambda spare: ("DELETE", "/v1/me/filters/f_1"), 204),
    "PUT /v1/me/drafts/{id}": Own(lambda spare: ("PUT", "/v1/me/drafts/d_1", {"revision": 1, "sealed": "c2VhbGVk"}), 204),
    "GET /v1/me/drafts": Own(lambda spare: ("GET", "/v1/me/drafts")),
    "DELETE /v1/me/drafts/{id}": Own(lambda spare: ("DELETE", "/v1/me/drafts/d_1", None, 1), 204),
    "GET /v1/me/second-factor": Own(lambda spare: ("GET", "/v1/me/second-factor")),
    "POST /v1/me/second-factor": Own(lambda spare: ("POST", "/v1/me/second-factor", {"password": PASSWORD}), 200, Spare.keep_secret),
    "POST /v1/me/second-factor/confirm": Own(lambda spare: ("POST", "/v1/me/second-factor/confirm", {"otp": code(spare.secret)})),
    "PUT /v1/me/password": Own(lambda spare: ("PUT", "/v1/me/password", spare.changed()), 204),
    "DELETE /v1/sessions/current": Own(lambda spare: ("DELETE", "/v1/sessions/current"), 204),
}
# What opens to everybody, and why it may.
OPEN = {
    "POST /v1/sessions": "who asks is asked for a password",
    "GET /v1/document-links/{id}/{key}": "its path is the key, and opens once",
    "GET /v1/openapi.json": "it is the same for everybody",
    "GET /healthz": "it tells of the process",
    "GET /readyz": "it tells of the process",
    "GET /metrics": "it tells of the process",
}
# A stream does not end by itself: a story of policy.py looks at it frame by frame.
STREAMS = {"GET /v1/events/stream": "/v1/events/stream?after=0"}
