#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ten thousand guesses at each of three doors: a worker's password, an
applicant's code, the password of an applicant's account.  Few are looked at,
who the door belongs to gets in, and who is signed in and works does not notice:
the 99th percentile of their answers, while guesses come, is below twice what it
is in the pauses between, one and the other in turn, so that whatever else the
machine does falls on both.

It measures times, so it runs alone: in check-long."""

import collections
import http.client
import multiprocessing
import os
import time
import urllib.parse

from applicant import Applicant, Forms
from edge import ask, p99, tcp
from server import PASSWORD, PROGRAM, SAMPLE, Connection, Server, Skip, run, story
from visitor import Visitor

GUESSES = int(os.environ.get("CASELOAD_GUESSES", "10000"))
ROUNDS, GUESSERS = 20, 4
EVALUATED_MAX = 100  # an hour
FLOOR_S = 0.002  # below it is the machine that is measured
BEHIND_PROXY = ("--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.0/8")
OWN_ADDRESS, HOLDER = "192.0.2.1", "holder@example.com"


# ---- the doors, each a guess on an open connection: its status ----

def at_the_desk(connection, number, _):
    return ask(connection, "/v1/sessions", address=address_of(number), method="POST",
               body={"username": "ben", "password": "guess%d" % number}).status


def post_form(connection, number, form, values):
    body = urllib.parse.urlencode({**form["values"], **values})
    connection.request("POST", form["action"], body=body, headers={
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": form["cookies"],
        "X-Forwarded-For": address_of(number)})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def at_the_code(connection, number, form):
    return post_form(connection, number, form, {"number": form["of"], "code": "%010d" % number})


def at_the_account(connection, number, form):
    return post_form(connection, number, form, {"login": HOLDER, "password": "guess guess %d" % number})


def address_of(number):
    """Half from one address, half each from another one."""
    return "203.0.113.9" if number % 2 else "198.51.%d.%d" % (number // 250 % 250, number % 250)


def form_at(server, path, of=None):
    visitor = Visitor(server).get(path)
    form = next(form for form in Forms(visitor.text).forms if {"code", "password"} & set(form["fields"]))
    return {"action": form["action"], "values": dict(form["values"]), "of": of,
            "cookies": "; ".join("%s=%s" % item for item in visitor.cookies.items())}


# ---- guessing, and working meanwhile ----

def be_elsewhere():
    """On a machine of their own they would take nothing from the server."""
    os.nice(19)


def burst(guess, address, form, numbers):
    connection, seen = http.client.HTTPConnection(address, timeout=40), collections.Counter()
    for number in numbers:
        seen[guess(connection, number, form)] += 1
    connection.close()
    return seen


def work(connection, token, is_over):
    """How long each of a worker's answers takes, until it is over."""
    took = []
    while not is_over(took):
        begun = time.monotonic()
        assert ask(connection, "/v1/applications?assignee=me", token=token).status == 200
        took.append(time.monotonic() - begun)
    return took


def attack(server, name, guess, address, form=None):
    """What was answered, and how often."""
    seen, quiet, loud = collections.Counter(), [], []
    ana = server.sign_in("ana")
    connection = Connection(tcp(server))
    work(connection, ana.token, lambda took: len(took) >= 200)
    share = GUESSES // ROUNDS // GUESSERS
    with multiprocessing.Pool(GUESSERS, be_elsewhere) as pool:
        for number in range(ROUNDS):
            parts = [range(first, first + share) for first in
                     range(number * share * GUESSERS, (number + 1) * share * GUESSERS, share)]
            running = [pool.apply_async(burst, (guess, address, form, part)) for part in parts]
            during = work(connection, ana.token, lambda _: all(one.ready() for one in running))
            for one in running:
                seen.update(one.get())
            loud += during
            time.sleep(0.1)
            quiet += work(connection, ana.token, lambda took: len(took) >= max(len(during), 50))
    before, under = p99(quiet), p99(loud)
    print("# %s: %d guesses, answered %s; a worker's p99 %.2f ms in the pauses (%d answers), %.2f ms meanwhile (%d)"
          % (name, sum(seen.values()), dict(seen), 1000 * before, len(quiet), 1000 * under, len(loud)), flush=True)
    assert sum(seen.values()) == GUESSES
    assert len(loud) >= 500, len(loud)
    assert under < 2 * max(before, FLOOR_S), (before, under)
    return seen


def a_server():
    with open(PROGRAM, "rb") as file:
        code = file.read()
    if b"__asan_init" in code or b"__tsan_init" in code:
        raise Skip("times mean nothing under a sanitizer")
    return Server(options=BEHIND_PROXY, sample=SAMPLE)


def few_were_looked_at(seen, wrong, begun):
    hours = (time.monotonic() - begun) / 3600
    assert set(seen) <= {wrong, 429} and seen[429] > 0, seen
    # Waits double from a second to a minute: what an hour allows is five, six and then sixty.
    assert 0 < seen[wrong] <= min(EVALUATED_MAX, 12 + 60 * hours), (seen, hours)


def gets_in(enter, limit_s=400):
    """The owner, who waits as long as is asked for (a page says it in words)."""
    until = time.monotonic() + limit_s
    while True:
        status, wait = enter()
        if status in (200, 201, 303):
            return
        assert status == 429 and time.monotonic() < until, status
        time.sleep(min(int(wait or 5), 60))


@story("ten thousand guesses at a worker's password")
def _(_):
    server = a_server()
    try:
        address = tcp(server)

        def ben():
            answer = ask(Connection(address), "/v1/sessions", address=OWN_ADDRESS, method="POST",
                         body={"username": "ben", "password": PASSWORD})
            return answer.status, answer.headers.get("Retry-After")
        assert ben()[0] == 201
        begun = time.monotonic()
        seen = attack(server, "desk", at_the_desk, address)
        few_were_looked_at(seen, 401, begun)
        assert ben()[0] == 201, "his own terminal was locked out"
        assert server.stop() == 0
    finally:
        server.close()


@story("ten thousand guesses at an applicant's code")
def _(_):
    server = a_server()
    try:
        with open(server.receipts, encoding="utf-8") as file:
            number, code = file.readline().split("\t")[:2]
        begun = time.monotonic()
        seen = attack(server, "code", at_the_code, Visitor(server).address, form_at(server, "/status", number))
        few_were_looked_at(seen, 422, begun)

        def applicant():
            visitor = Visitor(server)
            visitor.sign_in(number, code.strip())
            return visitor.status, visitor.headers.get("Retry-After")
        gets_in(applicant)
        assert server.stop() == 0
    finally:
        server.close()


@story("ten thousand guesses at the password of an applicant's account")
def _(_):
    server = a_server()
    try:
        def holder(password="correct horse battery"):
            visitor = Applicant(server).go("/account/sign-in")
            visitor.press(None, login=HOLDER, password=password, follow=False)
            return visitor.status, visitor.headers.get("Retry-After")
        Applicant(server).go("/account/new").press(None, login=HOLDER, password="correct horse battery")
        assert holder()[0] == 303
        begun = time.monotonic()
        seen = attack(server, "account", at_the_account, Visitor(server).address, form_at(server, "/account/sign-in"))
        few_were_looked_at(seen, 422, begun)
        gets_in(holder)
        assert server.stop() == 0
    finally:
        server.close()


@story("planted: guesses that are all looked at are seen to be")
def _(_):
    server = a_server()
    try:
        connection, begun = Connection(tcp(server)), time.monotonic()
        # A name of its own each, and an address: nothing slows these.
        seen = collections.Counter(
            ask(connection, "/v1/sessions", address="198.18.%d.%d" % divmod(number, 250), method="POST",
                body={"username": "nobody%d" % number, "password": "guess"}).status for number in range(120))
        seen[429] += 1
        try:
            few_were_looked_at(seen, 401, begun)
        except AssertionError:
            return
        raise AssertionError("it was not: %s" % seen)
    finally:
        server.close()


if __name__ == "__main__":
    run(sample=None)
