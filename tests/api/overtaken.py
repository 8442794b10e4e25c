#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What was right when it was looked at and is not any more when it is its turn
to be written: another access code came in between.

The lock of the database is held, so that all of them are known to wait, the one
that changes things in front.
"""

import os
import random
import sqlite3
import threading

from applicant import Applicant, Forms
from cases import file_application, path, read, twin
from server import Skip, fresh_key, metric, run, story, wait_for
from visitor import Visitor


def one_by_one(server, *sends):
    """Each is checked before any is written, and then they are written in this order; their answers."""
    if not os.path.exists(server.db):
        raise Skip("holds the lock of an SQLite database")
    answers, threads = [None] * len(sends), []
    lock = sqlite3.connect(server.db, isolation_level=None, timeout=30)
    lock.execute("BEGIN IMMEDIATE")
    try:
        for index, send in enumerate(sends):
            count = metric(server, "caseload_write_jobs_begun_total")
            threads.append(threading.Thread(target=lambda index=index, send=send: answers.__setitem__(index, send())))
            threads[-1].start()
            wait_for(lambda: metric(server, "caseload_write_jobs_begun_total") > count, 4)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
        for thread in threads:
            thread.join()
    return answers


def renewal(worker, application):
    """Sends for another access code; its version is read now."""
    client, version = twin(worker), read(worker, application)["version"]
    return lambda: client.post(path(application, "/access-code"), {"identity": "identity card"}, version=version, key=fresh_key())


def account(server, login):
    owner = Applicant(server).go("/account/new")
    owner.press(None, login=login, password="correct horse battery")
    return owner.press(None, login=login, password="correct horse battery")


@story("an application is not added by a code that was replaced while it waited")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    application = file_application(ina, language="en")
    number, old = application["number"], application["access_code"]
    thief, owner = account(server, "thief@example.com"), account(server, "owner@example.com")
    renewed, added = one_by_one(server, renewal(ana, application), lambda: thief.press(None, number=number, code=old))
    assert renewed.status == 200, renewed
    assert added.status == 422 and "No application has this number" in added.fault_texts(), (added.status, added.text)
    assert number not in thief.go("/account").page.text
    assert thief.go("/account/applications/" + number).status == 404
    # In the same place in the line, one that nobody replaced.
    other = file_application(ina, language="en")
    renewed, added = one_by_one(server, renewal(ana, application), lambda: owner.press(
        None, number=other["number"].lower(), code=other["access_code"][:5] + "-" + other["access_code"][5:]))
    assert renewed.status == added.status == 200 and other["number"] in owner.go("/account").page.text, added.text


def pages(number, visitor):
    """Everything that a pass lets its holder do, as it is sent."""
    here = "/applications/" + number
    told = dict(Forms(visitor.get(here + "/answers?all=1&lang=en").text).forms[0]["values"])
    form = {"token": told["token"], "lang": "en"}
    boundary = "x1y2z3"
    parts = "".join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary, *field) for field in form.items())
    upload = ('%s--%s\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%%PDF-1.4\n%%%%EOF\n\r\n--%s--\r\n'
              % (parts, boundary, boundary)).encode()
    return (lambda one: one.send("POST", here + "/contact", {**form, "email": "thief@example.com", "phone": "", "language": "en"}),
            lambda one: one.send("POST", here + "/withdraw", form),
            lambda one: one.send("POST", here + "/answers", {**told, "q-rent": "%d" % random.randrange(1000, 9999)}),
            lambda one: one.send("POST", here + "/documents", body=upload,
                                 headers={"Content-Type": "multipart/form-data; boundary=" + boundary}))


@story("a pass that ended while a page of its holder waited changes nothing any more")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    application = file_application(ina, language="en")
    code = application["access_code"]
    for index in range(4):
        visitor = Visitor(server).sign_in(application["number"], code)
        send = pages(application["number"], visitor)[index]
        renewed, sent = one_by_one(server, renewal(ana, application), lambda: send(visitor))
        assert renewed.status == 200 and sent.status == 401, (index, renewed, sent.status, sent.headers.items())
        code = renewed.json["access_code"]
        now = read(ana, application)
        assert now["version"] == renewed.json["version"] and now["status"] == application["status"], index
    assert ana.get(path(application, "/documents")).json["items"] == []
    # Who waited behind another's renewal is served.
    other = file_application(ina, language="en")
    for index in range(4):
        visitor = Visitor(server).sign_in(application["number"], code)
        send = pages(application["number"], visitor)[(index + 2) % 4]  # withdrawn is last but one
        renewed, sent = one_by_one(server, renewal(ana, other), lambda: send(visitor))
        assert renewed.status == 200 and sent.status == 303, (index, renewed, sent.status, sent.text)


run()
