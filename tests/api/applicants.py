#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many applicants at once: none is lost, and no page is slow.

A thousand in check-long, a few dozen else.  Each has a moment of thought
between the pages, a connection kept open, and an address that a few share."""

import asyncio
import os
import random
import re
import time
import urllib.parse

from applicant import YOU
from server import SAMPLE, Database, run, story

LONG = bool(os.environ.get("CASELOAD_LONG"))
APPLICANTS = 1000 if LONG else 60
THOUGHT_S = 3.0 if LONG else 0.5
# Of what the browser waits for.  A short run beside other tests is no place to measure.
P99_S = 0.250 if LONG else 2.0


class Browser:
    """As much of one as many of them need."""

    def __init__(self, host, port, number):
        self.host, self.port, self.number = host, port, number
        self.cookies, self.times, self.reader = {}, [], None

    async def connect(self):
        self.reader, self.writer = await asyncio.open_connection(
            self.host, self.port, local_addr=("127.0.1.%d" % (1 + self.number % 200), 0))

    async def ask(self, method, path, form=None):
        body = urllib.parse.urlencode(form).encode() if form is not None else b""
        head = ["%s %s HTTP/1.1" % (method, path), "Host: %s:%d" % (self.host, self.port)]
        if self.cookies:
            head.append("Cookie: " + "; ".join("%s=%s" % item for item in self.cookies.items()))
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", "Content-Length: %d" % len(body)]
        start = time.monotonic()
        self.writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        length = int(re.search(r"(?i)content-length: (\d+)", answer).group(1))
        text = (await self.reader.readexactly(length)).decode()
        self.times.append(time.monotonic() - start)
        for name, value in re.findall(r"(?i)set-cookie: ([^=]+)=([^;]*)", answer):
            self.cookies[name] = value
        status = int(answer.split(" ", 2)[1])
        place = re.search(r"(?i)location: (\S+)", answer)
        return status, place.group(1).split("#")[0] if place else None, text

    async def page(self, path):
        status, place, text = await self.ask("GET", path)
        while status == 303:
            path, (status, place, text) = place, await self.ask("GET", place)
        assert status == 200, (path, status, text[:400])
        return path, text

    async def press(self, path, text, button, fields):
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))
        await asyncio.sleep(random.uniform(0, 2 * THOUGHT_S))
        status, place, text = await self.ask("POST", path.split("?")[0], {**hidden, **fields, "do": button})
        assert status == 303, (path, status, text[:600])
        return await self.page(place)


async def apply(host, port, number):
    """Everything up to the receipt; gives its number and all waiting times."""
    browser = Browser(host, port, number)
    await asyncio.sleep(random.uniform(0, 2 * THOUGHT_S))
    await browser.connect()
    path, text = await browser.page("/apply/snap/you?lang=en")
    name = "Applicant Number%d" % number
    path, text = await browser.press(path, text, "next", {**YOU, "you-name": name})
    path, text = await browser.press(path, text, "next", {"q-month_income": "900", "q-cash": "20", "q-migrant": "no"})
    path, text = await browser.press(path, text, "add:household", {})
    path, text = await browser.press(path, text, "next", {"q-name": name, "q-relation": "self"})
    path, text = await browser.press(path, text, "next", {})
    path, text = await browser.page("/apply/snap/review?lang=en")
    path, text = await browser.press(path, text, "send", {"q-signature": name})
    browser.writer.close()
    return re.search(r'id="number">([^<]+)<', text).group(1), name, browser.times


async def all_of_them(server):
    host, port = server.portal.split("//")[1].rstrip("/").split(":")
    return await asyncio.gather(*(apply(host, int(port), number) for number in range(APPLICANTS)),
                                return_exceptions=True)


def lost(server, receipts):
    """Receipts without an application of that name, and applications without one."""
    db = Database(server.db)
    rows = {row["number"]: row["customer_name"] for row in db.execute("SELECT number, customer_name FROM queue")}
    db.close()
    return [receipt for receipt in receipts if rows.get(receipt[0]) != receipt[1]]


@story("%d applicants at once: none is lost, and 99 of 100 pages come in %d ms" % (APPLICANTS, P99_S * 1000))
def _(server):
    before = Database(server.db).execute("SELECT count(*) AS n FROM application")[0]["n"]
    outcomes = asyncio.run(all_of_them(server))
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert not failed, (len(failed), failed[:3])
    assert not lost(server, outcomes) and len({outcome[0] for outcome in outcomes}) == APPLICANTS
    after = Database(server.db).execute("SELECT count(*) AS n FROM application")[0]["n"]
    assert after - before == APPLICANTS
    times = sorted(moment for outcome in outcomes for moment in outcome[2])
    median, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    print("# %d pages, median %.1f ms, 99th of 100 %.1f ms, longest %.1f ms" % (
        len(times), median * 1000, p99 * 1000, times[-1] * 1000))
    assert p99 < P99_S, p99


@story("an application that is not there would be missed")
def _(server):
    assert lost(server, [("A-25-999999", "Nobody", [])])


run(sample=SAMPLE, server_options=["--rate-limit", "0"])
