# SPDX-License-Identifier: Apache-2.0
"""Somebody who uses a page by its keyboard alone: Tab from control to control,
letters, space and arrows, Enter.  Nothing is clicked, nothing is set."""

import time

from browser import Browser

TAB, ENTER, SPACE, DOWN, BACKSPACE = "\ue004", "\ue007", " ", "\ue015", "\ue003"
STOPS_MAX = 250
PAGE_BYTES_MAX = 60 * 1024

HERE = """
const e = document.activeElement;
return e && e !== document.body
    ? {tag: e.tagName, type: e.type || "", name: e.name || "", value: e.value || "", text: e.innerText || "",
       id: e.id, href: e.getAttribute("href") || "", checked: !!e.checked, shown: e.tagName === "SELECT" && e.selectedIndex >= 0 ? e.selectedOptions[0].text : ""}
    : null;
"""
# Where the focus can be seen: an outline or a shadow of its own.
SEEN = """
const style = getComputedStyle(document.activeElement);
return style.outlineStyle !== "none" || style.boxShadow !== "none";
"""
PAGE = """
const seen = performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"));
return {bytes: seen.reduce((sum, entry) => sum + Math.max(entry.transferSize, entry.encodedBodySize), 0),
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        lang: document.documentElement.lang, title: document.title, path: location.pathname,
        headings: document.querySelectorAll("h1").length};
"""


class Keyboard(Browser):
    """A browser without a mouse, on a telephone as narrow as they come."""

    def __init__(self, language="en", base="", **more):
        """base: of the addresses that go() and place() are given without."""
        super().__init__(language, **more)
        self.language = language
        self.base_url = base.rstrip("/")
        self.pages = {}
        self.narrow()

    def here(self):
        return self.run(HERE)

    def look(self):
        """What holds of every page there is."""
        page = self.run(PAGE)
        assert page["wide"] <= 0, "%s scrolls sideways by %d" % (page["path"], page["wide"])
        assert page["bytes"] <= PAGE_BYTES_MAX, "%s is %d bytes" % (page["path"], page["bytes"])
        assert page["lang"] == self.language and page["title"] and page["headings"] == 1, page
        self.pages[page["path"]] = page["bytes"]
        return page["path"]

    def go(self, path):
        self.open(self.base_url + path)
        return self.look()

    def place(self):
        return self.url().removeprefix(self.base_url).split("?")[0]

    def walk(self, visit):
        """Tab after Tab until visit(control) says True; each stop can be seen."""
        for _ in range(STOPS_MAX):
            self.press(TAB)
            control = self.here()
            if control is None:
                continue
            assert self.run(SEEN), "nobody sees where the focus is: %s" % control
            if visit(control):
                return control
        raise AssertionError("the keyboard does not get there on %s:\n%s" % (self.url(), self.text()))

    def reach(self, is_it):
        """The control that is meant: where the focus stands already, or Tab after Tab."""
        control = self.here()
        return control if control and is_it(control) else self.walk(is_it)

    def type(self, control_id, words):
        self.reach(lambda control: control["id"] == control_id)
        self.press(*words)

    def choose(self, control_id):
        """The radio button or box of that id: a group is one stop, the arrows go on in it."""
        name = control_id.rsplit("-", 1)[0] if control_id[-1].isdigit() else control_id
        self.reach(lambda control: control["name"] == name)
        for _ in range(20):
            if self.here()["id"] == control_id:
                self.press(SPACE)
                return
            self.press(DOWN)
        raise AssertionError("the arrows do not reach " + control_id)

    def follow(self):
        """Enter, and the page it leads to."""
        old = self.find("html")
        self.press(ENTER)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if self.find("html") != old and self.run("return document.readyState") == "complete":
                    return self.look()
            except RuntimeError:
                pass  # between two pages
            time.sleep(0.05)
        raise AssertionError("Enter led nowhere from %s:\n%s" % (self.url(), self.text()))

    def link(self, words):
        self.walk(lambda control: control["tag"] == "A" and words in control["text"])
        return self.follow()

    def link_to(self, href):
        """The link whose address begins like that."""
        self.reach(lambda control: control["tag"] == "A" and control["href"].startswith(href))
        return self.follow()

    def button(self, words):
        self.walk(lambda control: control["tag"] == "BUTTON" and words in control["text"])
        return self.follow()

    def send(self, button):
        """The button of that value, wherever the focus stands."""
        self.reach(lambda control: control["tag"] == "BUTTON" and control["value"] == button)
        return self.follow()

    def form(self, button, answers):
        """Fills in what is asked, in the order of the page, and presses the button of that value."""
        return self.fill_in(answers, lambda control: control["value"] == button)

    def form_by(self, words, answers):
        """The same with the button that says so."""
        return self.fill_in(answers, lambda control: words in control["text"])

    def fill_in(self, answers, is_button):
        left = dict(answers)

        def visit(control):
            if control["name"] in left and self.answer(control, left[control["name"]]):
                del left[control["name"]]
            return control["tag"] == "BUTTON" and is_button(control)

        self.walk(visit)
        assert not left, "not on %s: %s" % (self.url(), left)
        return self.follow()

    def answer(self, control, value):
        """Whether that control has its answer now; a box of several may be left for the next."""
        if control["type"] == "radio":
            for _ in range(20):
                control = self.here()
                if control["value"] == value:
                    if not control["checked"]:
                        self.press(SPACE)
                    return True
                self.press(DOWN)
            raise AssertionError("%s offers no %s" % (control["name"], value))
        if control["type"] == "checkbox":
            if control["value"] == value and not control["checked"]:
                self.press(SPACE)
            return control["value"] == value
        if control["tag"] == "SELECT":
            self.press(*value)
            assert self.here()["shown"] == value, self.here()
            return True
        self.press(*[BACKSPACE] * len(control["value"]), *value)
        assert self.here()["value"] == value, self.here()
        return True

    def give_file(self, css, path):
        """The system's own window for files is not a page's; it is spoken to in its place."""
        self.fill(css, path)
