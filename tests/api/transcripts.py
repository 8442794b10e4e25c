#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real conversations: each opens whole, byte for byte, and is found by its words.

Some in check; all, in an office of 100,000 customers, where CASELOAD_LONG is set.
Reads transcripts.jsonl of CASELOAD_SHARED (default: ../shared beside the checkout) and is
skipped where that is absent.
"""

import collections
import json
import os
import re
import sys
import urllib.parse

import server as harness
from server import SAMPLE, run, story

SHARED = os.environ.get("CASELOAD_SHARED", os.path.join(harness.SOURCE, "..", "shared"))
FILE = os.path.join(SHARED, "data", "transcripts.jsonl")
if not os.path.exists(FILE):
    print("1..0 # SKIP %s is not here" % FILE)
    sys.exit(0)
LONG = bool(os.environ.get("CASELOAD_LONG"))
with open(FILE, encoding="utf-8") as lines:
    TALKS = [[turn["text"] for turn in json.loads(line)["turns"]] for line in lines]


def all_interactions(client):
    cursor = None
    while True:
        page = client.get("/v1/interactions?limit=200" + ("&cursor=" + cursor if cursor else "")).json
        yield from page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return


@story("every conversation opens, with every turn as it was")
def _(server):
    ada = server.sign_in("ada")
    wanted = collections.Counter(tuple(talk) for talk in TALKS)
    found = collections.Counter()
    for row in all_interactions(ada):
        turns = ada.get("/v1/interactions/%s/messages?limit=200" % row["id"]).json["items"]
        assert len(turns) == row["message_count"]
        found[tuple(turn["text"] for turn in turns)] += 1
    missing = [talk for talk in wanted if found[talk] < wanted[talk]]
    assert not missing, (len(missing), missing[0])


def whole_words(text):
    """What an apostrophe joins is one word to the search, so such are left out."""
    return {word for word in re.findall(r"[\w'\u2019]+", text) if word.isalpha() and len(word) > 3}


COMMON = collections.Counter(word for talk in TALKS for text in talk for word in whole_words(text))


def is_found(client, words, text):
    path = "/v1/search?types=message&limit=50&q=" + urllib.parse.quote(" ".join(words))
    for hit in client.get(path).json["items"]:
        turns = client.get("/v1/interactions/%s/messages?limit=200" % hit["interaction_id"]).json["items"]
        if turns[hit["seq"] - 1]["text"] == text:
            return True
    return False


@story("every conversation is found by its rarest words")
def _(server):
    ada = server.sign_in("ada")
    lost = []
    for talk in TALKS if LONG else TALKS[::7]:
        def rarest(text):
            return sorted(whole_words(text), key=lambda word: (COMMON[word], word))[:3]
        best = min((-len(rarest(text)), sum(COMMON[word] for word in rarest(text)), text) for text in talk)
        words, text = rarest(best[2]), best[2]
        if not words:
            continue
        if not is_found(ada, words, text):
            lost.append((words, text))
    assert not lost, (len(lost), lost)


# Each conversation once: an office that has said the same nine times finds the first fifty.
run(sample=(("--size", "office", "--chats", "2200") if LONG else SAMPLE) + ("--transcripts", FILE))
