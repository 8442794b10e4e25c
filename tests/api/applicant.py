# SPDX-License-Identifier: Apache-2.0
"""Somebody who applies without script: reads forms as a browser does, fills
them in and presses a button of theirs."""

import html.parser

from visitor import Visitor


class Forms(html.parser.HTMLParser):
    """The forms of a page: what would be sent, and by which buttons."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.select, self.area = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append({"action": attrs["action"], "fields": [], "values": [], "buttons": [], "options": {}})
        form = self.forms[-1] if self.forms else None
        name = attrs.get("name")
        if tag == "input" and name:
            form["fields"].append(name)
            kind = attrs.get("type", "text")
            if kind in ("radio", "checkbox"):
                form["options"].setdefault(name, []).append(attrs["value"])
            if kind not in ("radio", "checkbox") or "checked" in attrs:
                form["values"].append((name, attrs.get("value", "")))
        elif tag == "button":
            form["buttons"].append(attrs.get("value"))
        elif tag == "select":
            form["fields"].append(name)
            self.select = name
        elif tag == "option" and self.select:
            form["options"].setdefault(self.select, []).append(attrs["value"])
            if "selected" in attrs:
                form["values"].append((self.select, attrs["value"]))
        elif tag == "textarea":
            form["fields"].append(name)
            self.area = name
            form["values"].append((name, ""))

    def handle_data(self, data):
        if self.area:
            self.forms[-1]["values"][-1] = (self.area, self.forms[-1]["values"][-1][1] + data.removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.area = None


YOU = {"you-name": "Hoa Nguyen", "you-born_on-month": "3", "you-born_on-day": "4", "you-born_on-year": "1961",
       "you-county": "Davidson", "you-line1": "12 Elm Street", "you-city": "Nashville", "you-zip": "37201",
       "you-phone": "615-555-0123", "you-email": "hoa@example.com"}


class Applicant(Visitor):
    def follow(self):
        """Where a browser would end up."""
        for _ in range(5):
            if self.status not in (302, 303):
                return self
            self.path = self.headers["Location"].split("#")[0]
            self.get(self.path)
        raise AssertionError("it goes round in a circle: " + self.path)

    def go(self, path):
        self.path = path
        return self.get(path).follow()

    def form(self, index=0):
        return Forms(self.text).forms[index]

    def press(self, button, index=0, follow=True, **values):
        """Fills in the form that is shown and presses its button."""
        form = self.form(index)
        assert button is None or button in form["buttons"], (button, form["buttons"])
        for name in values:
            assert name in form["fields"], (name, form["fields"], self.path)
        sent = [(name, value) for name, value in form["values"] if name not in values]
        for name, value in values.items():
            sent += [(name, one) for one in value] if isinstance(value, list) else [(name, value)]
        if button is not None:
            sent.append(("do", button))
        self.sent = (form["action"], sent)
        self.send("POST", form["action"], sent)
        return self.follow() if follow else self

    def start(self, program="snap", language="en", **you):
        self.go("/apply/%s/you?lang=%s" % (program, language))
        return self.press("next", **{**YOU, **you})

    def at(self):
        return self.path.split("?")[0].split("/", 3)[3]

    def sign(self, name="Hoa Nguyen"):
        self.press("send", **{"q-signature": name})
        return self

    def fault_texts(self):
        return self.text[self.text.index('id="fault"'):self.text.index("</ul>")] if 'id="fault"' in self.text else ""
