#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each way to be refused, with a body that says so: application/problem+json.

The client checks the form of every one; here is that each status comes when
it has to, and that the sentence of a refusal is one a person can use.
"""

import os
import sqlite3
import threading

from cases import bring_to_ready, decision, file_application, filing, path
from server import Client, Skip, fresh_key, run, story

SEEN = {}
DENIED_FOR = "D06"
SAID = {"en": ["Your role does not allow this.", "Send Idempotency-Key with", "This has to be a whole number.",
               "limit goes from 1 to 200.", "must be a text", "At most ", "Decision-Signature has to be key=ID, sig=SIGNATURE.",
               'While the application is "ready to decide" this cannot be done: Open the application again.',
               "only the worker it is assigned to may do this."],
        "es": ["Su función no permite esto.", "Envíe Idempotency-Key con", "Esto tiene que ser un número entero.",
               "limit va de 1 a 200.", "tiene que ser un texto", "A lo más ", "Decision-Signature tiene que ser key=ID, sig=SIGNATURE.",
               'Mientras la solicitud está "lista para decidir" no se puede hacer esto: Volver a abrir la solicitud.',
               "solo el trabajador a quien está asignada puede hacer esto."]}


def refused(answer, status, code):
    assert answer.status == status and answer.code == code, (status, code, answer)
    assert answer.json["title"].endswith("."), answer
    SEEN.setdefault(status, set()).add(code)
    return answer.json


@story("why it is refused is said in the language of who asks, by reads and writes, and to the next one in theirs")
def _(server):
    ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
    application = bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])
    version, spanish = application["version"], {"Accept-Language": "es-US,es;q=0.9"}

    def asked(headers):
        noted = refused(ana.post(path(application, "/notes"), {"text": ""}, headers=headers), 422, "validation_failed")
        stale = refused(ana.post(path(application, "/release"), {"reason": "r"}, version=1, headers=headers), 412, "version_conflict")
        unsure = refused(ana.post(path(application, "/interview?dry_run=true"), {"state": "set", "mode": "phone"},
                                  version=version, key=None, headers=headers), 422, "validation_failed")
        typed = refused(ina.post("/v1/applications", filing(answers={"signature": "x", "nonsense": 1}), headers=headers), 422, "validation_failed")
        record = "/v1/customers/" + application["customer"]["id"]
        customer = refused(sam.patch(record, {"email": "x"}, version=sam.get(record).json["version"], headers=headers), 422, "validation_failed")
        sought = refused(ana.get("/v1/search?q=", headers=headers), 422, "validation_failed")
        return [noted["errors"][0]["detail"], stale["detail"], unsure["errors"][0]["detail"], sought["errors"][0]["detail"],
                next(fault["detail"] for fault in typed["errors"] if fault["code"] == "unknown"), customer["errors"][0]["detail"]]

    for _ in range(3):
        assert asked(spanish) == ["No hay nada escrito.", "Ahora está en la versión %d, no en la 1." % version,
                                  "Diga cuándo.", "Diga qué buscar: q=.",
                                  "El formulario no pregunta esto.", "Esto no es una dirección de correo electrónico. Es como nombre@ejemplo.com."], asked(spanish)
        assert asked({"Accept-Language": "vi"}) == asked(None) == [
            "There is nothing written.", "It is at version %d now, not 1." % version, "Say when.", "Say what to look for: q=.",
            "The form does not ask this.", "This is no e-mail address. It looks like name@example.com."]


@story("what is refused before a service is asked is said in that language too, a status by the word the screens have")
def _(server):
    ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
    application = bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])
    version, record = application["version"], "/v1/customers/" + application["customer"]["id"]

    def asked(language):
        headers = {"Accept-Language": language}
        signed = dict(headers, **{"Decision-Signature": "none"})
        first = lambda answer: refused(answer, 422, "validation_failed")["errors"][0]["detail"]
        return [refused(ina.get("/v1/audit/checkpoint", headers=headers), 403, "forbidden")["detail"],
                refused(ana.post(path(application, "/notes"), {"text": "t"}, key=None, headers=headers), 400,
                        "idempotency_key_missing")["detail"],
                first(ana.get("/v1/applications?limit=x", headers=headers)),
                first(ana.get("/v1/applications?limit=0", headers=headers)),
                first(ana.post(path(application, "/notes"), {"text": 5}, headers=headers)),
                first(sam.patch(record, {"phone": "9" * 2000}, version=sam.get(record).json["version"], headers=headers)),
                refused(ana.post(path(application, "/decisions"), decision(application, "denied", DENIED_FOR), version=version,
                                 headers=signed), 422, "signature_refused")["detail"],
                refused(ana.post(path(application, "/reopen"), {"reason": "r", "ground": "agency_error"}, version=version,
                                 headers=headers), 409, "transition_not_allowed")["detail"],
                refused(sam.post(path(application, "/release"), {"reason": "r"}, version=version, headers=headers), 403, "forbidden")["detail"]]

    for language, words in (("es", SAID["es"]), ("vi", SAID["en"])):
        for said, wanted in zip(asked(language), words):
            assert wanted in said, (said, wanted)


@story("400, 405, 406, 413, 414, 415, 422, 428, 431: what was sent is at fault, and the answer says where")
def _(server):
    ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
    application = bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])
    notes, claim = path(application, "/notes"), path(application, "/claim")
    refused(ana.request("POST", notes, raw=b'{"text":'), 400, "malformed_json")
    refused(ana.post(notes, {"text": "x", "colour": "red"}), 400, "unknown_parameter")
    refused(ana.get("/v1/me?colour=red"), 400, "unknown_parameter")
    refused(ana.get("/v1/applications?cursor=xyz"), 400, "cursor_invalid")
    refused(ana.post(notes, {"text": "x"}, key=None), 400, "idempotency_key_missing")
    refused(ana.post(claim, headers={"If-Match": "7"}), 400, "bad_request")
    refused(ana.delete(claim), 405, "method_not_allowed")
    refused(ana.get("/v1/me", headers={"Accept": "image/png"}), 406, "not_acceptable")
    refused(ana.request("POST", notes, raw=b'{"text":"' + b"x" * (1 << 20) + b'"}'), 413, "payload_too_large")
    refused(ana.get("/v1/search?q=" + "x" * 5000), 414, "target_too_long")
    refused(ana.get("/v1/me", headers={"X": "x" * 5000}), 431, "headers_too_large")
    refused(ana.request("POST", notes, raw=b"text=x", headers={"Content-Type": "text/plain"}), 415,
            "unsupported_media_type")
    problem = refused(ana.post(notes, {"text": ""}), 422, "validation_failed")
    assert problem["errors"][0]["pointer"] == "/text" and problem["errors"][0]["detail"], problem
    key = fresh_key()
    assert ana.post(notes, {"text": "one"}, key=key).status == 201
    refused(ana.post(notes, {"text": "two"}, key=key), 422, "idempotency_mismatch")
    refused(ana.post(path(application, "/release"), {}), 428, "precondition_required")
    problem = refused(ana.post(path(application, "/release"), {}, version=1), 412, "version_conflict")
    assert problem["current_version"] == application["version"], problem


@story("401, 403, 404: who asks is at fault, and nothing is told that may not be known")
def _(server):
    ina, sam, ana, wes, adm = (server.sign_in(name) for name in ("ina", "sam", "ana", "wes", "adm"))
    application = file_application(ina)
    nobody = Client(server)
    refused(nobody.get(path(application)), 401, "unauthenticated")
    nobody.token = "x" * 43
    refused(nobody.get(path(application)), 401, "unauthenticated")
    refused(adm.get(path(application)), 403, "forbidden")
    refused(wes.get(path(application)), 404, "not_found")
    gone = server.sign_in("ana")
    assert gone.delete("/v1/sessions/current").status == 204
    assert gone.get("/v1/me").status == 401


@story("409: a state that does not allow it, a second person, the same key under way")
def _(server):
    ina, sam, ana = (server.sign_in(name) for name in ("ina", "sam", "ana"))
    application = bring_to_ready(ana, sam, file_application(ina), ana.session["worker"]["id"])
    body = decision(application, "denied", "D06")
    assert ana.post(path(application, "/decisions"), body, version=application["version"]).status == 201
    after = ana.get(path(application)).json
    body["application_version"] = after["version"]
    refused(ana.post(path(application, "/decisions"), body, version=after["version"]), 409, "transition_not_allowed")


@story("429: too many guesses of a password; others still sign in")
def _(server):
    nobody = Client(server)
    for _ in range(200):
        answer = nobody.post("/v1/sessions", {"username": "wes", "password": "wrong"}, key=None)
        if answer.status == 429:
            break
        refused(answer, 401, "unauthenticated")
    refused(answer, 429, "rate_limited")
    assert answer.json["retryable"] and int(answer.headers["Retry-After"]) >= 1, answer
    assert server.sign_in("ben").token


@story("503: the data cannot be written; nothing is saved, reads go on, and the same key succeeds later")
def _(server):
    if not os.path.exists(server.db):
        raise Skip("holds the lock of an SQLite database")
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    application = file_application(ina)
    where, key, body = path(application, "/notes"), fresh_key(), {"text": "Later."}
    lock, answers = sqlite3.connect(server.db, isolation_level=None), []
    lock.execute("BEGIN IMMEDIATE")
    writer = threading.Thread(target=lambda: answers.append(ana.post(where, body, key=key)))
    try:
        writer.start()
        reader = Client(server)
        reader.token = ina.token
        while writer.is_alive():
            assert reader.get("/v1/me").status == 200
            writer.join(0.1)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    problem = refused(answers[0], 503, "backend_unavailable")
    assert problem["retryable"] and int(answers[0].headers["Retry-After"]) >= 1, answers[0]
    assert ana.get("/v1/outcomes/" + key).status == 404
    assert ana.post(where, body, key=key).status == 201


@story("each status of the contract was seen")
def _(server):
    wanted = {400, 401, 403, 404, 405, 406, 409, 412, 413, 414, 415, 422, 428, 429, 431, 503}
    if not os.path.exists(server.db):
        wanted.remove(503)
    assert wanted <= set(SEEN), wanted - set(SEEN)


if __name__ == "__main__":
    run()
