#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Customers, their history, interactions and search, on a sample agency."""

import urllib.parse

from cases import filing, give, read
from server import SAMPLE, fresh_key, mine, run, story, wait_for
from visitor import Visitor


def find(client, words):
    answer = client.get("/v1/customers?q=" + urllib.parse.quote(words))
    assert answer.status == 200, answer
    return answer.json["items"]


def hoa(client):
    return find(client, "nguyen hoa")[0]


@story("a customer is found by name parts, number, telephone and birth date")
def _(server):
    ana = server.sign_in("ana")
    line = hoa(ana)
    assert line["name"] == "Nguyen Thi Hoa"
    for words in ("hoa NGUY", line["case_number"], line["phone"], "ngu 0142", line["born_on"]):
        assert line["id"] in [found["id"] for found in find(ana, words)], words
    # Accents and apostrophes need not be typed.
    assert any(found["name"].startswith("Maeve O'Neill") for found in find(ana, "oneill maeve") + find(ana, "o'neill maeve"))
    assert find(ana, "zzzzqqq") == []
    assert ana.get("/v1/customers").status == 422
    assert ana.get("/v1/customers?q=" + "a" * 300).status == 422


@story("who came in today is found by name at once")
def _(server):
    ana, ina = server.sign_in("ana"), server.sign_in("ina")
    body = filing("Zsófia Quillfeather")
    body["customer"]["preferred_name"] = "Zozó"
    filed = ina.post("/v1/applications", body)
    assert filed.status == 201, filed
    for words in ("zsofia quillfeather", "quillfeather", "zozo"):
        assert [line["id"] for line in find(ana, words)] == [filed.json["customer"]["id"]], words


@story("a sign that stands alone among the words looked for is no word")
def _(server):
    ana = server.sign_in("ana")
    for words in ("smith%20%27%20select", "smith%20(%20a", "smith%20%27", "%27%20smith", "%27"):
        assert ana.get("/v1/customers?q=" + words).status == 200, words


@story("what was found goes on by page, both ways, in the order of the whole")
def _(server):
    ana = server.sign_in("ana")

    def walk(where, onward):
        found = []
        while where:
            page = ana.get(where)
            assert page.status == 200, (where, page)
            assert page.json["total"] == {"count": len(whole), "relation": "eq"}, page.json["total"]
            found.append([line["id"] for line in page.json["items"]])
            cursor = page.json[onward]
            where = cursor and "/v1/customers?q=a&limit=3&cursor=" + cursor + order
        return found

    whole = [line["id"] for line in ana.get("/v1/customers?q=a&limit=200").json["items"]]
    assert len(whole) > 9
    for order, rows in (("", whole), ("&sort=-found", whole[::-1])):
        pages = walk("/v1/customers?q=a&limit=3" + order, "next_cursor")
        assert [line for page in pages for line in page] == rows and len(pages[0]) == 3, (order, pages)
        pages = walk("/v1/customers?q=a&limit=3&from=end" + order, "prev_cursor")
        assert [line for page in pages[::-1] for line in page] == rows, (order, pages)
    # A page goes on after its last customer, wherever that one has moved to meanwhile.
    order = ""
    first = ana.get("/v1/customers?q=a&limit=3").json
    elsewhere = ana.get("/v1/customers?q=hoa&limit=3&cursor=" + first["next_cursor"])
    assert elsewhere.status == 400 and elsewhere.code == "cursor_invalid", elsewhere


@story("own cases come first")
def _(server):
    ana = server.sign_in("ana")
    own = {row["customer"]["id"] for row in mine(ana)}
    lines = [line["id"] in own for line in find(ana, "nguyen")]
    assert True in lines and lines == sorted(lines, reverse=True), lines


@story("what a reader has a conflict with is nowhere, with the same words as a thing that is not")
def _(server):
    ana, ada = server.sign_in("ana"), server.sign_in("ada")
    # C-100102 is a neighbor of ana's; ada may see her.
    line = find(ada, "C-100102")[0]
    assert find(ana, "C-100102") == []
    assert line["id"] not in [found["id"] for found in find(ana, line["name"])]
    hidden = ana.get("/v1/customers/" + line["id"])
    missing = ana.get("/v1/customers/c_nosuchcustomer")
    assert hidden.status == missing.status == 404
    one, other = hidden.json, missing.json
    one.pop("request_id"), other.pop("request_id")
    assert one == other
    assert ana.get("/v1/customers/%s/history" % line["id"]).status == 404


@story("a sealed record opens for those named on it alone")
def _(server):
    ana, sam, ada = server.sign_in("ana"), server.sign_in("sam"), server.sign_in("ada")
    assert find(ana, "C-100201") == [] and find(ada, "C-100201") == []
    assert len(find(sam, "C-100201")) == 1


@story("who finds a line does not thereby open the record")
def _(server):
    ina = server.sign_in("ina")
    line = hoa(ina)
    assert ina.get("/v1/customers/" + line["id"]).status == 404


@story("a record changes on the version that was seen, and the queue shows the new name")
def _(server):
    ana = server.sign_in("ana")
    row = [row for row in mine(ana) if row["customer"]["name"].startswith("Maeve")][0]
    path = "/v1/customers/" + row["customer"]["id"]
    before = ana.get(path)
    version = before.json["version"]
    assert before.headers["ETag"] == '"%d"' % version
    assert ana.patch(path, {"phone": "1"}).status == 428
    head = int(before.headers["Event-Seq"])
    name = "Maeve <b>O'Neill</b> \u202eCastañeda"
    key = fresh_key()
    after = ana.patch(path, {"name": name, "phone": "(615) 555-7777"}, version=version, key=key)
    assert after.status == 200 and after.json["name"] == name and after.json["version"] == version + 1, after
    again = ana.patch(path, {"name": name, "phone": "(615) 555-7777"}, version=version, key=key)
    assert again.status == 200 and again.headers["Idempotency-Replayed"] == "true"
    late = ana.patch(path, {"phone": "(615) 555-8888"}, version=version)
    assert late.status == 412 and late.code == "version_conflict"
    assert set(late.json["changed_fields"]) == {"name", "phone"} and late.json["changed_by"] == "Ana Ruiz"
    assert [r for r in mine(ana) if r["id"] == row["id"]][0]["customer"]["name"] == name
    assert find(ana, "castaneda 7777")[0]["id"] == row["customer"]["id"]
    # Whoever has the application on the screen hears of it.
    told = ana.get("/v1/events?scope=application:%s&after=%d&wait=0" % (row["id"], head)).json["items"]
    assert [(event["type"], event["changed"]) for event in told] == [("application.updated", ["customer"])], told
    for unusable in ("x@y.z,w@v.u", "ana lopez@x.org", "@x.org", "ana@"):
        refused = ana.patch(path, {"email": unusable}, version=version + 1)
        assert refused.status == 422 and [(e["pointer"], e["detail"]) for e in refused.json["errors"]] == [
            ("/email", "This is no e-mail address. It looks like name@example.com.")], refused
    bad = ana.patch(path, {"name": "", "email": "nobody", "county": "Atlantis"}, version=version + 1)
    assert bad.status == 422 and {e["pointer"] for e in bad.json["errors"]} == {"/name", "/email", "/county"}
    assert ana.patch(path, {"colour": "red"}, version=version + 1).status == 400
    entry = ana.get(path + "/history?kind=profile").json["items"][0]
    assert entry["summary"] == "Record changed: name, telephone" and entry["actor"]["name"] == "Ana Ruiz"


@story("a record holds what fits one, filed or changed, and every fault is named by its place")
def _(server):
    ina, ana = server.sign_in("ina"), server.sign_in("ana")
    path = "/v1/customers/" + hoa(ana)["id"]
    version = ana.get(path).json["version"]
    faults = {
        "name": "N" * 201, "preferred_name": "N" * 201, "phone": "1" * 121, "email": "x@" + "y" * 300,
        "language": "../../etc", "spoken_language": "x" * 50, "county": "Atlantis", "born_on": "2999-01-01",
        "address": {"line1": "A" * 300}, "pinned_notes": [{"text": "x" * 201}],
    }
    pointers = {"/address": "/address/line1"}
    for member, value in dict(faults, name="  \t").items():
        wanted = pointers.get("/" + member, "/" + member)
        answer = ana.patch(path, {member: value}, version=version)
        assert answer.status == 422 and [e["pointer"] for e in answer.json["errors"]] == [wanted], (member, answer)
    faults["contacts"] = [{"name": "c"}] * 21
    faults["household"] = [{"name": "h" * 300}]
    for member, value in faults.items():
        body = filing()
        body["customer"][member] = value
        wanted = "/customer" + pointers.get("/" + member, "/" + member)
        answer = ina.post("/v1/applications", body)
        assert answer.status == 422 and [e["pointer"] for e in answer.json["errors"]] == [wanted], (member, answer)
    answer = ina.post("/v1/applications", filing(language="x" * 300))
    assert answer.status == 422 and answer.json["errors"][0]["pointer"] == "/language", answer
    # The first day of 1970 is a birthday like any other.
    day = ana.get(path).json["born_on"]
    changed = ana.patch(path, {"born_on": "1970-01-01"}, version=version)
    assert changed.status == 200 and changed.json["born_on"] == "1970-01-01", changed
    assert ana.patch(path, {"born_on": day}, version=version + 1).status == 200


@story("a dry run of a change changes nothing")
def _(server):
    ana = server.sign_in("ana")
    path = "/v1/customers/" + hoa(ana)["id"]
    version = ana.get(path).json["version"]
    answer = ana.patch(path + "?dry_run=true", {"phone": "(615) 555-0000"}, version=version, key=None)
    assert answer.status == 200 and answer.json["phone"] == "(615) 555-0000", answer
    assert ana.get(path).json["version"] == version and ana.get(path).json["phone"] != "(615) 555-0000"


@story("wire words are words: history, search and the customer's page, in the reader's language")
def _(server):
    ana = server.sign_in("ana")
    row = [row for row in mine(ana) if row["status"] == "in_review"][0]
    where = "/v1/customers/" + row["customer"]["id"]
    spanish = {"Accept-Language": "es"}
    assert ana.post("/v1/applications/%s/notes" % row["id"], {"text": "t"}).status == 201
    changed = ana.patch(where, {"phone": "(615) 555-0188", "preferred_name": "Neu"}, version=ana.get(where).json["version"])
    assert changed.status == 200, changed
    for headers, letters, change, status in (({}, ("Letter: what is missing, in ", "Letter: interview, in "), "Record changed: preferred name, telephone", "in review"),
                                             (spanish, ("Carta: lo que falta, en ", "Carta: entrevista, en "), "Expediente cambiado: nombre preferido, teléfono", "en revisión")):
        summaries = [entry["summary"] for entry in ana.get(where + "/history?limit=200", headers=headers).json["items"]]
        assert change in summaries, summaries
        told = [summary for summary in summaries if summary.startswith(letters)]
        assert told or not [s for s in summaries if s.startswith(("Letter", "Carta"))], summaries
        assert not [s for s in summaries if s.endswith((" en", " es", " vi", "in_person", "web_chat")) and not s.endswith(" en ")], summaries
        hit = ana.get("/v1/search?types=application&q=" + row["number"], headers=headers).json["items"][0]
        assert hit["excerpt"] == row["program"]["name"] + ", " + status, hit
    page = ana.get(where, headers=spanish).json
    assert page["applications"] and all(ref["program_name"] for ref in page["applications"]), page["applications"]


@story("a number is revealed for a reason, and the reveal is in the log")
def _(server):
    ana = server.sign_in("ana")
    path = "/v1/customers/" + hoa(ana)["id"]
    shown = ana.get(path)
    assert "ssn" not in shown.json and len(shown.json["ssn_last4"]) == 4
    assert ana.post(path + "/ssn", {}).status == 422
    assert ana.post(path + "/ssn", {"reason": " "}).status == 422
    rehearsed = ana.post(path + "/ssn?dry_run=true", {"reason": "only rehearsed"}, key=None)
    assert rehearsed.status == 200 and not any(letter.isdigit() for letter in rehearsed.json["ssn"]), rehearsed
    key = fresh_key()
    answer = ana.post(path + "/ssn", {"reason": "match with the wage register"}, key=key)
    assert answer.status == 200 and answer.json["ssn"].endswith(shown.json["ssn_last4"]), answer
    assert ana.post(path + "/ssn", {"reason": "match with the wage register"}, key=key).json == answer.json
    views = [e for e in ana.get(path + "/history?kind=view").json["items"] if "SSN" in e["summary"]]
    assert [e["summary"] for e in views] == ["SSN revealed: match with the wage register"] * 2, "shown twice, told %s" % views
    # Views stay out of the history otherwise, and the digits out of the log.
    assert not [e for e in ana.get(path + "/history").json["items"] if e["kind"] == "view"]
    assert answer.json["ssn"].replace("-", "") not in server.log_text()
    assert server.sign_in("ada").post(path + "/ssn", {"reason": "curious me"}).status in (403, 404)


@story("looking at a record is in the log once, and not in the plain history")
def _(server):
    ana = server.sign_in("ana")
    row = [row for row in mine(ana) if row["language"] == "en"][5]
    path = "/v1/customers/" + row["customer"]["id"]
    for _ in range(3):
        assert ana.get(path).status == 200
    looks = wait_for(lambda: [e for e in ana.get(path + "/history?kind=view").json["items"]
                              if e["summary"] == "Record viewed"])
    assert len(looks) == 1 and looks[0]["actor"]["name"] == "Ana Ruiz", looks


@story("letters, notes and decisions are looked at by whoever reads them, whatever road they take")
def _(server):
    ben, ada = server.sign_in("ben"), server.sign_in("ada")
    rows = [row for row in ben.get("/v1/applications?limit=200&status=denied,approved").json["items"]][:3]
    assert len(rows) == 3
    for row, rest in zip(rows, ("/notes", "/decisions", "/notices")):
        seq = int(ada.get("/v1/me").headers["Event-Seq"])
        listed = ben.get("/v1/applications/%s%s" % (row["id"], rest))
        assert listed.status == 200, listed
        history = "/v1/customers/%s/history?kind=view&application=%s" % (row["customer"]["id"], row["id"])
        wait_for(lambda: [e for e in ada.get(history).json["items"] if e["actor"]["name"] == ben.session["worker"]["name"] and e["seq"] > seq])


@story("the history is whole, newest first, and pages both ways")
def _(server):
    ana = server.sign_in("ana")
    row = [row for row in mine(ana) if row["clock"] == "overdue" and not row["expedited"]][0]
    path = "/v1/customers/%s/history" % row["customer"]["id"]
    whole = ana.get(path + "?limit=200").json["items"]
    seqs = [entry["seq"] for entry in whole]
    assert seqs == sorted(seqs, reverse=True) and len(seqs) > 8
    kinds = {entry["kind"] for entry in whole}
    assert {"status", "document", "notice", "assignment", "profile"} <= kinds, kinds
    assert not any("{" in entry["summary"] for entry in whole)
    seen, cursor = [], None
    while True:
        page = ana.get(path + "?limit=3" + ("&cursor=" + cursor if cursor else "")).json
        seen += [entry["seq"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == seqs
    last = ana.get(path + "?limit=3&from=end").json
    assert [entry["seq"] for entry in last["items"]] == seqs[-3:]
    back = ana.get(path + "?limit=3&cursor=" + last["prev_cursor"]).json
    assert [entry["seq"] for entry in back["items"]] == seqs[-6:-3]


@story("the history filters by kind, time and words")
def _(server):
    ana = server.sign_in("ana")
    path = "/v1/customers/%s/history" % hoa(ana)["id"]
    whole = ana.get(path + "?limit=200").json["items"]
    letters = ana.get(path + "?kind=notice").json["items"]
    assert letters == [entry for entry in whole if entry["kind"] == "notice"] and letters
    middle = whole[len(whole) // 2]
    earlier = ana.get(path + "?limit=200&before=" + middle["at"]).json["items"]
    assert earlier and all(entry["at"] <= middle["at"] for entry in earlier)
    found = ana.get(path + "?q=ANA%20taken").json["items"]
    assert [entry["summary"] for entry in found] == ["Taken by Ana Ruiz"], found
    assert ana.get(path + "?kind=colour").status == 422
    assert ana.get(path + "?before=yesterday").status == 422


@story("waiting chats, their turns in order, and the words in them")
def _(server):
    ana = server.sign_in("ana")
    waiting = ana.get("/v1/interactions?state=waiting&worker=me").json["items"]
    assert len(waiting) == 2
    assert {row["waiting_chat_id"] for row in mine(ana)} >= {chat["id"] for chat in waiting}
    chat = ana.get("/v1/interactions/" + waiting[0]["id"]).json
    assert chat["state"] == "waiting" and chat["handoff"]["reason"]
    path = "/v1/interactions/%s/messages" % chat["id"]
    turns = ana.get(path).json["items"]
    assert [turn["seq"] for turn in turns] == list(range(1, chat["message_count"] + 1))
    assert turns[0]["author"]["kind"] == "customer" and "bot" in {turn["author"]["kind"] for turn in turns}
    first = ana.get(path + "?limit=1").json
    assert first["items"] == turns[:1]
    second = ana.get(path + "?limit=1&cursor=" + first["next_cursor"]).json
    assert second["items"] == turns[1:2]
    assert ana.get("/v1/interactions/i_nosuch").status == 404
    closed = [c for c in ana.get("/v1/interactions?limit=100").json["items"] if c["state"] == "closed"][0]
    text = ana.get("/v1/interactions/%s/messages" % closed["id"]).json["items"][0]["text"]
    word = max(text.split(), key=len)
    hits = ana.get("/v1/search?types=message&limit=50&q=" + urllib.parse.quote(word)).json["items"]
    assert any(hit["type"] == "message" and word.strip('?.,!"').lower() in hit["excerpt"].lower() for hit in hits), (word, hits)


@story("one search over everything")
def _(server):
    ana = server.sign_in("ana")
    types = [hit["type"] for hit in ana.get("/v1/search?q=nguyen").json["items"]]
    assert {"application", "customer"} <= set(types)
    row = mine(ana)[0]
    hit = ana.get("/v1/search?types=application&q=" + row["number"]).json["items"]
    assert [found["id"] for found in hit] == [row["id"]]
    note = ana.post("/v1/applications/%s/notes" % row["id"], {"text": "Wohnung über dem Gasthof Zum Löwen", "kind": "note"})
    assert note.status == 201, note
    found = ana.get("/v1/search?types=note&q=lowen%20GASTHOF").json["items"]
    assert [hit["id"] for hit in found] == [note.json["id"]] and "Löwen" in found[0]["excerpt"]
    assert ana.get("/v1/search?q=a&types=colour").status == 422
    assert ana.get("/v1/search").status == 422


@story("an address is hidden at the desk: from then on who works the case sees it, and no page does")
def _(server):
    ina, sam, ana, ben = (server.sign_in(name) for name in ("ina", "sam", "ana", "ben"))
    body = filing("Hidden Hattie")
    body["answers"] = {name: value for name, value in body["answers"].items() if name != "rent"}
    filed = ina.post("/v1/applications", body).json
    give(sam, read(sam, filed), ana.session["worker"]["id"])
    record, here = "/v1/customers/" + filed["customer"]["id"], "/applications/" + filed["number"]

    def change(client, hidden):
        return client.patch(record, {"address_hidden": hidden}, version=ana.get(record).json["version"])

    def shown():
        visitor = Visitor(server).sign_in(filed["number"], filed["access_code"])
        letter = visitor.get(here).page.text
        to_print = [attrs["href"] for tag, attrs in visitor.page.tags if "/letters/" in attrs.get("href", "")]
        assert len(to_print) == 1 and "Hidden Hattie" in letter
        return ["1 Elm St" in text or "Nashville, TN" in text for text in (letter, visitor.get(to_print[0]).page.text)]
    assert shown() == [True, True] and ben.get(record).json["address"]["line1"] == "1 Elm St"
    assert change(ben, True).status == 200
    assert ana.get(record).json["address_hidden"] is True and ana.get(record).json["address"]["line1"] == "1 Elm St"
    assert ben.get(record).json["address_hidden"] is True and "address" not in ben.get(record).json
    assert shown() == [False, False]
    # Whoever may not see it does not bring it back.
    refused = change(ben, False)
    assert refused.status == 403, refused
    assert ana.patch(record, {"phone": "615 555 0199"}, version=ana.get(record).json["version"]).status == 200
    assert ana.get(record).json["address_hidden"] is True
    assert change(ana, False).status == 200 and shown() == [True, True]
    told = ana.get(record + "/history").json["items"]
    assert sum("hidden" in entry["summary"] for entry in told) == 2, told


run(sample=SAMPLE)
