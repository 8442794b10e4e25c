# SPDX-License-Identifier: Apache-2.0
"""A browser without script at the applicant's pages."""

import html.parser
import http.client
import urllib.parse


class Page(html.parser.HTMLParser):
    """What a browser would make of it: tags, attributes, texts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def attribute(self, tag, wanted, /, **having):
        for found, attrs in self.tags:
            if found == tag and all(attrs.get(k) == v for k, v in having.items()):
                return attrs.get(wanted)
        return None


class Visitor:
    def __init__(self, server):
        self.address = server.portal.replace("http://", "").rstrip("/")
        self.cookies = {}
        self.status = self.headers = self.text = self.page = None

    def send(self, method, path, form=None, headers=None, body=None):
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join("%s=%s" % item for item in self.cookies.items())
        if form is not None:
            body = urllib.parse.urlencode(form)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = http.client.HTTPConnection(self.address, timeout=20)
        connection.request(method, path, body=body, headers=sent)
        answer = connection.getresponse()
        self.status, self.headers = answer.status, answer.headers
        self.text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        self.page = Page(self.text)
        return self

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def sign_in(self, number, code, **more):
        self.get("/status")
        token = self.page.attribute("input", "value", name="token")
        return self.send("POST", "/status", {"token": token, "number": number, "code": code, **more})
