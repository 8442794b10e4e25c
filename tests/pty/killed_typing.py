#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Somebody types: a note, the reasons of a decision, a letter that asks for what
# is missing, the form of a new application.  After some key the workstation is
# killed (SIGKILL) or its terminal goes (SIGHUP).  At the next sign-in the draft
# is offered with all that was typed more than a second before, nothing of it
# was submitted, and nothing of it can be read in any file.
#
# CASELOAD_LONG kills after each of 500 keys, by each signal; without it after a
# few.  Planted: what the three claims must notice, each by the same way.
import collections
import os
import random
import signal
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "api"))
sys.path.insert(0, HERE)
from cases import bring_to_ready, file_application, give, path  # noqa: E402
from screen import BUILD, Screen, Story  # noqa: E402
from server import PASSWORD, Database, Server  # noqa: E402

LONG = bool(os.environ.get("CASELOAD_LONG"))
KEYS = 500
TYPISTS = 4
LATE_MAX = 12     # keys typed within the last second
KEPT_AFTER_S = 1.0
COLUMNS = 250     # so that all of a form's text is in sight
PIECE, STRIDE = 12, 4
SIGNALS = (signal.SIGKILL, signal.SIGHUP)
# What reading and signing in leave in the log.
QUIET = {"session.opened", "session.closed", "record.viewed", "search.done", "worker.key_made"}

story = Story()
server = Server()
WORDING = b""
ina, sam = (server.sign_in(name) for name in ("ina", "sam"))
BEGUN = time.time()


# ---- what is typed ----

WORDS = """the landlord of Quimby Terrace writes that rent rose to $1,184.50 in March; her sister Oksana keeps both boys
while she works nights at Vandermeer Foods, paid weekly in cash since the furnace broke; Mr. Izquierdo saw the lease himself,
signed by Thistlewood Homes on 7 May, and a gas bill (Nashville, unit 12-B) for heating; grandmother Wanjiru moved in, draws
a pension of $611.08 monthly and pays half of groceries; no car, one bicycle, bus pass lapsed; asks whether daycare near
Hollins Ferry would count because school closes at noon""".split()


def prose(seed, length):
    """Sentences as people write them, others for every seed, from a name on that nobody has."""
    dice = random.Random(seed)
    text = dice.choice("KQVXZ") + "".join(dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(7))
    while len(text) < length:
        words = dice.sample(WORDS, dice.randint(5, 14))
        text += " " + " ".join(words).rstrip(",;") + "."
    return text[:length].rstrip()


def pieces(text):
    """So that of any fifteen letters that can be read in a row one piece is found whole."""
    return [text[at:at + PIECE].encode() for at in range(0, max(1, len(text) - PIECE + 1), STRIDE)] if len(text) >= 4 else []


# ---- what is looked for, where ----

def files_under(folders, since=0):
    for folder in folders:
        for where, _, names in os.walk(folder):
            for name in names:
                file = os.path.join(where, name)
                try:
                    status = os.lstat(file)
                    if os.path.isfile(file) and not os.path.islink(file) and status.st_mtime >= since:
                        yield file
                except OSError:
                    pass  # gone meanwhile


def holding(folders, wanted, since=0):
    """Files in which one of the pieces stands; what was there before anybody typed ("because of") says nothing."""
    found = []
    for name in files_under(folders, since):
        try:
            with open(name, "rb") as file:
                data = file.read()
        except OSError:
            continue
        found += [name] if any(piece in data and piece not in WORDING for piece in wanted) else []
    return found


def readable(folders, text):
    return holding(folders, pieces(text))


def judge(typed, kept, found):
    """A field's text: all that had a second's time, and nothing but what was typed."""
    assert typed.startswith(found), "not what was typed: %r is %r" % (typed, found)
    assert len(found) >= len(kept.rstrip()), "lost: of %d letters, %d of them a second old, %d are left" % (
        len(typed), len(kept), len(found))


def done_by(worker):
    """What is in the log of a worker, without looking and signing in."""
    db = Database(server.db)
    rows = db.execute("SELECT type, count(*) AS times FROM event WHERE actor_id = ? GROUP BY type", (worker,))
    db.close()
    return collections.Counter({row["type"]: row["times"] for row in rows if row["type"] not in QUIET})


# ---- the forms ----

def area(screen, label):
    """The words of a field of many lines, below its label, as they were typed."""
    rows = screen.rows()[1:]
    at = next(n for n, row in enumerate(rows) if row[1:].startswith(label))
    lines = []
    for row in rows[at + 1:]:
        if not row.strip():
            break
        lines.append(row[1:])
    return " ".join(lines)


class Form:
    """How it is opened, what is typed into which of its fields, and read from them."""

    def __init__(self, title, name, fields, begin):
        self.title, self.name, self.fields, self.begin = title, name, fields, begin

    def keys(self, seed):
        """The keys, one by one: (key, field)."""
        keys = []
        for label, length in self.fields:
            keys += [("Tab", None)] if keys else []
            keys += [(letter, label) for letter in prose("%s %s" % (seed, label), length)]
        return keys

    def read(self, screen, label):
        if len(self.fields) == 1:
            return area(screen, label)
        row = next(row[1:] for row in screen.rows() if row[1:].startswith(label))
        return row[len(label):].strip()


def typed(keys, label):
    return "".join(key for key, field in keys if field == label)


def begin_note(screen):
    screen.key("W")
    screen.wait("Note")
    screen.idle()


def begin_rationale(screen):
    screen.key("D")
    screen.wait("Outcome")
    screen.idle()
    screen.key("d", "Tab", "Tab")
    screen.idle()


def begin_letter(screen):
    screen.key("M")
    screen.wait("Ask - ")
    screen.wait("Rent receipt")
    screen.idle()
    screen.key("Space", *["Tab"] * 6)
    screen.idle()


def begin_intake(screen):
    screen.key(":")
    screen.text("intake")
    screen.key("Enter")
    screen.wait("who applies for what")
    screen.idle()
    screen.key("Right")
    screen.idle()
    screen.key("Tab", "Right", "Right")
    screen.wait("Name")
    screen.idle()
    screen.key("Tab")
    screen.idle()


FORMS = (
    Form("Note", "Dora Hill", (("Note", KEYS),), begin_note),
    Form("Decide", "Dora Hill", (("Because (file only)", KEYS),), begin_rationale),
    Form("Ask", "Egon Vale", (("A sentence of yours in the letter", KEYS),), begin_letter),
    # Born, telephone and the like would refuse prose: they are passed by.
    Form("Intake", None, (("Name", 200), ("Born", 0), ("Telephone", 0), ("E-mail", 0), ("Reads", 0), ("Street", 190), ("City", 110)),
         begin_intake),
)


def seed_of(form, count, how, plant=None):
    return "%s %d %s %s" % (form.title, count, how.name, plant.what if plant else "")


# ---- who types ----

class Typist:
    """A worker with an application to decide and an incomplete one, and a workstation with all its folders."""

    def __init__(self, number):
        self.user = "typist%d" % number
        server.command("worker", "add", "--db", server.db, "--username", self.user, "--name", self.user.title(),
                       "--roles", "caseworker", "--password-fd", "0", "--teams", "t_east", text=PASSWORD + "\n")
        self.client = server.sign_in(self.user)
        self.id = self.client.session["worker"]["id"]
        self.ready = bring_to_ready(self.client, sam, file_application(ina, "Dora Hill"), self.id)
        give(sam, file_application(ina, "Egon Vale"), self.id)
        self.dice = random.Random(number)
        self.screen = None
        self.afresh()

    def afresh(self):
        """No draft anywhere, folders that nothing was ever in, nobody signed in."""
        self.leave()
        # An hour of this is longer than a session may be idle.
        self.client = server.sign_in(self.user)
        for draft in self.client.get("/v1/me/drafts").json["items"]:
            answer = self.client.delete("/v1/me/drafts/" + draft["id"], key=None, version=draft["revision"])
            assert answer.status == 204, answer
        self.folder = tempfile.mkdtemp(prefix="home.", dir=server.folder)
        self.env = {"TMPDIR": self.folder + "/tmp", "HOME": self.folder}
        for name in ("STATE_HOME", "CONFIG_HOME", "CACHE_HOME", "DATA_HOME", "RUNTIME_DIR"):
            self.env["XDG_" + name] = self.folder + "/" + name.lower()
        for folder in self.env.values():
            os.makedirs(folder, 0o700, exist_ok=True)

    def leave(self):
        if self.screen:
            self.screen.end()
        self.screen = None

    def sit_down(self):
        self.screen = Screen([os.path.join(BUILD, "caseload"), "--socket", server.socket, "--user", self.user],
                             rows=40, cols=COLUMNS, env=self.env)
        self.screen.wait("Password", 10000)
        self.screen.text(PASSWORD)
        self.screen.key("Enter")

    def go_to(self, name):
        self.screen.wait("My queue", 10000)
        self.screen.wait("Dora Hill", 10000)
        for _ in range(4):
            if not name or any(row.startswith(">") and name in row for row in self.screen.rows()):
                return
            self.screen.key("j")
            self.screen.idle()
        raise AssertionError(name + " is not there:\n" + self.screen.shown())

    def type_and_die(self, form, keys, late, how):
        if not self.screen:
            self.sit_down()
        self.go_to(form.name)
        form.begin(self.screen)
        early = len(keys) - late
        self.screen.key(*[key.replace(" ", "Space") for key, _ in keys[:early]])
        self.screen.idle()
        time.sleep(KEPT_AFTER_S)
        if late:
            self.screen.key(*[key.replace(" ", "Space") for key, _ in keys[early:]])
        self.screen.order("kill" if how == signal.SIGKILL else "hup")
        assert self.screen.state() == ("x", 128 + how), self.screen.state()
        self.leave()

    def is_offered(self, form, keys, late):
        self.sit_down()
        try:
            self.screen.wait(form.title + (", " if form.name else ""), self.offer_ms)
            self.screen.idle()
            assert "Unfinished" in self.screen.rows()[0]
        except AssertionError as error:
            raise AssertionError("not offered: %s" % error)
        self.screen.key("Enter")
        self.screen.wait(form.fields[-1][0])
        self.screen.idle()
        for label, length in form.fields:
            if length:
                judge(typed(keys, label), typed(keys[:len(keys) - late], label), form.read(self.screen, label))

    def throw_away(self):
        """As a person does who has read it."""
        self.screen.key("Esc")
        self.screen.wait("Unfinished")
        self.screen.idle()
        self.screen.key("X")
        self.screen.wait("y/N")
        self.screen.key("y")
        self.screen.wait("Nothing")
        self.screen.idle()
        self.screen.key("q")

    offer_ms = 10000

    def life(self, form, count, how, plant=None):
        """Types so many keys, dies, comes back; plant is what the claims are to notice."""
        keys = form.keys(seed_of(form, count, how, plant))[:count]
        late = self.dice.randint(0, min(LATE_MAX, count - 1))
        before = done_by(self.id)
        self.type_and_die(form, plant.types(keys) if plant else keys, late, how)
        if plant:
            plant.after(self, keys)
        for label, length in form.fields:
            found = readable([server.folder], typed(keys, label)) if length else []
            assert not found, "can be read in %s" % found
        modes = {os.stat(name).st_mode & 0o777 for name in files_under([self.folder])}
        assert modes == {0o600}, "others may read the sealed: %s" % modes
        done = done_by(self.id)
        assert done == before, "submitted by itself: %s" % (done - before)
        self.is_offered(form, keys, late)
        assert done_by(self.id) == before, "submitted as it was offered"
        self.throw_away()


def lives():
    if LONG:
        return [(FORMS[(count + 2 * number) % len(FORMS)], count, how)
                for count in range(1, KEYS + 1) for number, how in enumerate(SIGNALS)]
    dice = random.Random()
    return [(form, count, how) for form in FORMS for how in SIGNALS
            for count in (dice.randint(1, 80), dice.randint(81, KEYS))]


def killed_typing():
    wrong, todo = [], list(LIVES)
    random.Random(1).shuffle(todo)

    def some(typist):
        while todo:
            try:
                one = todo.pop()
            except IndexError:
                break
            try:
                typist.life(*one)
            except Exception as error:
                wrong.append("%s, %d keys, %s: %s" % (one[0].title, one[1], one[2].name, error))
                typist.afresh()
        typist.leave()
    threads = [threading.Thread(target=some, args=(typist,)) for typist in typists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, "%d times; %s" % (len(wrong), wrong[0])


def nowhere_else():
    """Places that a program writes to which does not ask where it should."""
    begun = [prose("%s %s" % (seed_of(*one), one[0].fields[0][0]), 8).encode() for one in LIVES[::max(1, len(LIVES) // 16)] if one[1] > 8]
    places = ["/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")]
    found = holding(places, begun, BEGUN)
    assert begun and not found, found
    for place in places[1:]:
        with tempfile.NamedTemporaryFile(dir=place, prefix="planted.") as file:
            file.write(b"x" + begun[-1])
            file.flush()
            assert holding([place], begun, BEGUN) == [file.name], "planted in %s and not found" % place


# ---- what must be noticed ----

class Plant:
    def __init__(self, what, named, types=None, after=None):
        self.what, self.named = what, named
        self.types = types or (lambda keys: keys)
        self.after = after or (lambda typist, keys: None)


def write(where):
    def plant(typist, keys):
        name = os.path.join(where(typist), "planted")
        with open(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("\0\1" + typed(keys, keys[0][1])[-20:] + "\0")
    return plant


def write_into_the_database(typist, keys):
    db = Database(server.db)
    db.execute("CREATE TABLE planted (words TEXT)")
    db.execute("INSERT INTO planted VALUES (?)", (typed(keys, keys[0][1])[-20:],))
    db.commit()
    db.close()


def forget(typist, keys):
    """The draft, on the server and on the disk."""
    typist.afresh()
    write(lambda typist: typist.env["XDG_STATE_HOME"])(typist, [("nothing", "")])
    typist.offer_ms = 500


def send_it(typist, keys):
    answer = typist.client.post(path(typist.ready, "/notes"), {"text": "Sent by itself."})
    assert answer.status == 201, answer


PLANTS = (
    Plant("twenty letters lost", "lost", types=lambda keys: keys[:-20]),
    Plant("one letter another", "not what was typed", types=lambda keys: keys[:50] + [("~", keys[0][1])] + keys[51:]),
    Plant("never offered", "not offered", after=forget),
    Plant("submitted by itself", "submitted", after=send_it),
    Plant("readable in the state folder", "can be read", after=write(lambda typist: typist.env["XDG_STATE_HOME"])),
    Plant("readable in the temporary folder", "can be read", after=write(lambda typist: typist.env["TMPDIR"])),
    Plant("readable beside the database", "can be read", after=write(lambda typist: server.folder)),
    Plant("readable in the database", "can be read", after=write_into_the_database),
    Plant("for others to read", "others may read", after=lambda typist, keys: os.chmod(next(files_under([typist.folder])), 0o640)),
)


def is_noticed(plant):
    typist = typists[0]
    try:
        typist.life(FORMS[0], 150, signal.SIGKILL, plant)
    except AssertionError as error:
        assert plant.named in str(error), "as something else: %s" % error
    else:
        raise AssertionError("it was not")
    finally:
        del_planted(typist)


def del_planted(typist):
    typist.offer_ms = Typist.offer_ms
    for name in list(files_under([server.folder])):
        if os.path.basename(name) == "planted":
            os.unlink(name)
    typist.afresh()


LIVES = lives()
typists = [Typist(number) for number in range(TYPISTS)]
for name in files_under([server.folder]):
    with open(name, "rb") as file:
        WORDING += file.read()
story.step("killed or hung up while typing, %d times: offered, sealed, not sent" % len(LIVES), killed_typing)
story.step("and nowhere else on this machine can it be read", nowhere_else)
for plant in PLANTS:
    story.step("noticed: " + plant.what, lambda: is_noticed(plant))
server.close()
story.end()
