#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Attacks in every text field that the server takes (planted_fields.py), and
# every screen there is (src/client/view/views.def), seen by a caseworker, a
# supervisor and an auditor: nothing foreign is written to the terminal, no row
# is too wide.  A screen that was not seen, or a field that was not planted, fails.
import json
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from attacks import HOSTILE, WITNESS, Watched, folder, line  # noqa: E402
from cases import path  # noqa: E402
from oracle import bad_text  # noqa: E402
from planted_fields import World, pack  # noqa: E402
from screen import Story  # noqa: E402
from server import SOURCE, Server, wait_for  # noqa: E402

story = Story()
mail = tempfile.mkdtemp(dir=folder)
transcripts = os.path.join(folder, "transcripts.jsonl")
with open(transcripts, "w", encoding="utf-8") as out:
    for number in range(10):
        turns = [{"role": ("customer", "agent")[turn % 2], "text": WITNESS + text + WITNESS}
                 for turn, text in enumerate(HOSTILE.values())]
        out.write(json.dumps({"id": "t%d" % number, "source": "s", "topic": HOSTILE["override"] + "topic", "turns": turns}) + "\n")
server = Server(sample=("--customers", "400", "--applications", "200", "--chats", "40", "--workers", "8", "--transcripts", transcripts),
                options=("--mail-dir", mail, "--mail-from", "notices@agency.example"))
seen = {}
world = None


def screens():
    """Every screen's name: what views.def makes, and what the app lays over it."""
    places = {}
    with open(os.path.join(SOURCE, "src", "client", "model", "places.def"), encoding="utf-8") as file:
        places.update(re.findall(r'^PLACE\((\w+),\s*"([^"]+)"', file.read(), re.M))
    with open(os.path.join(SOURCE, "src", "client", "view", "views.def"), encoding="utf-8") as file:
        made = re.findall(r"^VIEW\((\w+),", file.read(), re.M)
    assert len(made) > 40 and set(made) <= set(places), made
    return {places[name] for name in (*made, "MESSAGES", "HELP", "PALETTE", "SWITCH")}


class Walk(Watched):
    """Somebody at work, each of whose screens is judged and noted."""

    def __init__(self, user, **more):
        super().__init__(server, user=user, **more)
        self.user = user
        self.look("sign-in")
        self.sign_in()

    def look(self, place=None, scrolls=True):
        """Judges what is there, to its end and back, where scrolling is no typing."""
        self.check((self.user, place))
        at = self.place()
        assert place in (None, at), "at %s, not at %s:\n%s" % (at, place, self.shown())
        seen.setdefault(at, self.shown())
        if scrolls:
            self.key("PgDn", "PgDn", "PgUp", "PgUp")
            self.check((self.user, place, "further down"))
        return self.shown()

    def press(self, *keys):
        self.key(*keys)
        self.idle()

    def run(self, name):
        self.press("Esc", ":")
        self.text(name)
        self.idle()
        self.press("Enter")

    def home(self):
        for _ in range(8):
            if self.place() == "mine":
                return
            self.press("Esc")
            if self.place() != "mine":
                self.press("q")
            if "y/N" in self.shown():
                self.press("n")
        raise AssertionError("no way back to the queue:\n" + self.shown())

    def open(self, application):
        """Found by its number, from anywhere."""
        self.press("Esc", "C-t")
        self.text(application["number"])
        wait_for(lambda: self.shown().count(application["number"]) > 1)
        self.check((self.user, "switch"))
        seen.setdefault(self.place(), self.shown())
        self.press("Enter")
        self.look("record")

    def tabs(self):
        for tab in "1234567":
            self.press(tab)
            self.look("record")
            self.press("G")
            self.check((self.user, "tab " + tab))

    def go(self, words, key):
        """To the row with these words."""
        for _ in range(80):
            if any(row.startswith(">") and words in row for row in self.rows()):
                return
            self.press(key)
        raise AssertionError("no row with %s:\n%s" % (words, self.shown()))

    def form(self, key, place):
        self.press(*key)
        self.look(place, scrolls=False)
        self.press("Esc")
        self.press("Esc")


def caseworker():
    with Walk("ana") as screen:
        screen.look("mine")
        for room, place in (("2", "team"), ("3", "unassigned"), ("4", "chats"), ("5", "agenda"), ("1", "mine")):
            screen.press("'", room)
            screen.look(place)
        screen.press("f")
        screen.check("filters, with saved ones")
        screen.press("Esc")
        for key, place in (("a", "messages"), ("?", "help")):
            screen.press(key)
            screen.look(place, scrolls=False)
            screen.press("Esc")
        screen.press(":")
        screen.look("palette", scrolls=False)
        screen.press("Esc")
        screen.run("unfinished")
        screen.look("unfinished")
        for name, place in (("change-password", "password"), ("second-factor", "second-factor"), ("intake", "intake")):
            screen.home()
            screen.run(name)
            screen.look(place, scrolls=False)
        screen.home()


def records():
    """Every tab of every application that was planted, and the forms on it."""
    with Walk("ana") as screen:
        for case in (world.open, world.ready, world.denied, world.proposed, world.gone, world.merged):
            screen.open(case)
            screen.tabs()
        screen.open(world.open)
        for key, place in ((("W",), "note"), (("P",), "call"), (("T",), "remind"), (("M",), "ask"), (("S",), "status")):
            screen.form(key, place)
            assert screen.place() == "record", screen.shown()
        screen.run("new-code")
        screen.look("new-code", scrolls=False)
        screen.press("Esc")
        screen.press("2", "j", "E")
        screen.look("answer", scrolls=False)
        screen.press("Esc", "3", "g", "j", "E")
        screen.look("proof", scrolls=False)
        screen.press("Esc")
        screen.press("g")
        screen.go("Proof of who you are", "k")
        screen.press("v")
        screen.look("document")
        screen.press("Esc", "q", "2", "g")
        for _ in range(60):
            screen.press("j", "E")
            if screen.place() == "entry":
                break
            screen.press("Esc")
            assert screen.place() == "record", screen.shown()
        screen.look("entry", scrolls=False)
        screen.home()


def decides():
    with Walk("ana") as screen:
        screen.open(world.ready)
        screen.form(("I",), "interview")
        screen.press("D")
        screen.wait("Outcome")
        screen.look("decision", scrolls=False)
        screen.press("d", "Tab", "d", "0", "6", "Enter", "Tab")
        screen.press("C-r")
        screen.look("rehearsal")
        screen.home()


def appeals_and_marks():
    with Walk("ana") as screen:
        screen.open(world.denied)
        screen.press("S", "a", "C-r")
        screen.look("appeal", scrolls=False)
        screen.home()
        screen.press("g", "Space", "j", "Space", "W")
        screen.look("bulk", scrolls=False)
        screen.press("Esc")
        screen.home()
        screen.press("'", "4")
        screen.press("Enter")
        screen.look("transcript")
        screen.home()


def customers():
    with Walk("ana") as screen:
        screen.run("customers")
        screen.text(WITNESS)
        wait_for(lambda: screen.shown().count(WITNESS) > 3)
        screen.look("customers", scrolls=False)
        screen.press("Enter", "Enter")
        screen.look("customer")
        screen.press("2")
        screen.look("customer")
        screen.open(world.denied)
        screen.press("h")
        screen.look("customer")
        screen.press("g", "E")
        screen.look("customer-edit", scrolls=False)
        overtaken(screen)
        screen.home()
        screen.open(world.denied)
        screen.press("h", "g")
        screen.go("SAME?", "j")
        screen.press("Enter")
        screen.look("alike")
        screen.home()
        one_field_changed(screen)


def one_field_changed(screen):
    """Who changes the name changes nothing else: a form's field holds no control, and what is untouched stays as it came."""
    where = "/v1/customers/" + world.gone["customer"]["id"]
    before = world.ana.get(where).json
    screen.open(world.gone)
    screen.press("h")
    screen.press("g", "E")
    screen.look("customer-edit", scrolls=False)
    screen.text(" Hoa")
    screen.press("C-r")
    wait_for(lambda: world.ana.get(where).json["version"] > before["version"])
    after = world.ana.get(where).json
    assert after["name"].endswith(" Hoa"), after["name"]
    changed = [name for name in before if before[name] != after[name] and name not in ("name", "version", "applications")]
    assert not changed, "changed, too: %s" % [(before[name], after[name]) for name in changed]


def overtaken(screen):
    """A colleague changes the same field while it is typed: both are shown."""
    where = "/v1/customers/" + world.denied["customer"]["id"]
    version = world.sam.get(where).json["version"]
    theirs = pack([HOSTILE[what] for what in ("override", "newline", "title", "wide")], 110)
    answer = world.sam.patch(where, {"name": theirs, "preferred_name": theirs}, version=version)
    assert answer.status == 200, answer
    screen.text(" Hoa")
    screen.press("C-r")
    if "y/N" in screen.shown():
        screen.press("y")
    screen.wait("Changed meanwhile")
    screen.look("merge")


def supervisor():
    with Walk("sam") as screen:
        screen.press("'", "6")
        screen.look("board")
        screen.go("Witness", "j")
        screen.press("Enter")
        screen.look()
        screen.press("q", "P")
        screen.check("a question about moves")
        screen.press("Esc", "g", "j", "E")
        screen.press("Enter")
        screen.wait("Evening out")
        screen.look("plan")
        screen.press("E")
        screen.check("to whom instead")
        screen.press("Esc")
        screen.home()
        screen.press("'", "7")
        screen.look("insights")
        screen.go("overdue", "j")
        screen.press("Enter")
        screen.look("drill")
        for name in ("approvals", "reviews", "corrections"):
            screen.run(name)
            screen.look(name)
        screen.open(world.proposed)
        screen.press("D")
        screen.look("rehearsal")
        screen.home()
        screen.run("reviews")
        screen.press("K")
        screen.look("review", scrolls=False)
        screen.press("Esc")
        screen.home()
        screen.open(world.open)
        screen.press("A")
        screen.look("assign", scrolls=False)
        screen.home()


def auditor():
    with Walk("ada") as screen:
        screen.open(world.open)
        screen.tabs()
        screen.run("audit")
        screen.look("looks")
        screen.home()
        screen.open(world.denied)
        screen.run("as-it-was")
        screen.look("as-it-was")
        for _ in range(12):
            screen.press("[")
            screen.check("as it was")
        screen.home()
        screen.run("what-worker-saw")
        screen.look("workers")
        screen.press("Enter")
        screen.look("looks")
        screen.home()
        screen.run("prove-log")
        screen.press("Enter")
        screen.wait("WHOLE", 30000)
        screen.look("log-proof")


def plants():
    global world
    world = World(server, mail)
    forgotten = world.plant.forgotten(server.schemas.document)
    assert not forgotten, "neither planted nor set aside: %s" % forgotten
    assert len(world.plant.let_in()) > len(world.plant.planted) * 3 / 4, world.plant.let_in()
    # Bytes that are no text at all do not get in.
    for broken in (b"caf\xe9", b"\xed\xa0\x80", b"\xc0\x80", b"\xf0\x9f", b"\\ud800"):
        answer = world.ana.request("POST", path(world.open, "/notes"), raw=b'{"text":"' + broken + b'"}')
        assert answer.status == 400, (broken, answer)


def spoken():
    """Every line command there is, plain and as JSON."""
    with open(os.path.join(SOURCE, "src", "client", "cmd", "verbs.def"), encoding="utf-8") as file:
        verbs = set(re.findall(r'^VERB\(\w+,\s*"(\w+)"', file.read(), re.M))
    commands = [(user, "queue", which) for which in ("mine", "team", "unassigned", "approvals", "reviews", "corrections")
                for user in ("ana", "sam")]
    for case in (world.open, world.ready, world.denied, world.proposed, world.gone, world.merged):
        commands += [("ana", verb, case["number"]) for verb in ("show", "history", "missing")]
    number = world.ana.get("/v1/customers/" + world.open["customer"]["id"]).json["case_number"]
    chat = max(world.ana.get("/v1/interactions?limit=200").json["items"], key=lambda row: row["message_count"])
    commands += [("ana", "show", number), ("ana", "transcript", chat["id"]), ("ana", "search", WITNESS), ("ana", "packet", world.denied["number"]),
                 ("ana", "note", world.open["number"], "Said %s here." % HOSTILE["override"]),
                 ("ana", "decide", world.ready["number"], "--outcome", "deny", "--reason", "D06")]
    assert verbs == {words[1] for words in commands}, "not run: %s" % (verbs - {words[1] for words in commands})
    for user, *words in commands:
        for more in ([], ["--json"]):
            status, out, err = line(server, *words, *more, user=user)
            assert status in (0, 2, 64, 65, 66), (words, status, err)  # 2: a decision wants a person
            # The JSON of a line command keeps what came, but no control as itself.
            wrong = [char for char in out if ord(char) < 32 and char != "\n" or 0x7F <= ord(char) < 0xA0] if more else bad_text(out)
            assert not wrong and not bad_text(err), (words, wrong[:5], bad_text(err)[:5])
            if words[0] in ("show", "history", "packet"):
                assert status == 0 and WITNESS in out, (words, status, out, err)


def planted_controls():
    """What these tests would miss if they saw nothing."""
    document = json.loads(json.dumps(server.schemas.document))
    note = document["paths"]["/v1/applications/{id}/notes"]["post"]["requestBody"]["content"]["application/json"]
    note["schema"] = {"properties": {"shout": {"type": "string"}}}
    assert world.plant.forgotten(document) == ["POST /v1/applications/{id}/notes .shout"]
    with Walk("ana") as screen:
        for what in ("title", "clear, C1", "override", "unseen", "half"):
            with open(screen.file, "ab") as file:
                file.write(HOSTILE[what].encode())
            try:
                screen.check(what)
            except AssertionError:
                continue
            raise AssertionError("%s was written as it is, and nobody saw it" % what)


def all_seen():
    assert not screens() - set(seen), "not seen: %s" % sorted(screens() - set(seen))


story.step("attacks in every text field that the server takes", plants)
for what, act in (("a caseworker's rooms", caseworker), ("records and their forms", records), ("a decision", decides), ("appeals, marks and chats", appeals_and_marks),
                  ("customers", customers), ("a supervisor's", supervisor), ("an auditor's", auditor)):
    story.step("nothing acts on the screens of " + what, act)
story.step("every screen of views.def was seen", all_seen)
story.step("nothing acts in what the line commands say", spoken)
story.step("noticed: a field that is not planted, an attack written as it is", planted_controls)
server.close()
story.end()
