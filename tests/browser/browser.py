# SPDX-License-Identifier: Apache-2.0
#
# A real browser for stories about the applicant's pages: headless Chromium
# through chromedriver, spoken to in the W3C WebDriver protocol.
import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--window-size=390,844",
]


def available():
    return shutil.which("chromedriver") and shutil.which("chromium")


class Browser:
    def __init__(self, language="en", arguments=(), scripts=True):
        """scripts: whether the pages' own run; what a story asks of a page does in any case."""
        self.scripts = scripts
        self.home = tempfile.mkdtemp(prefix="caseload-browser-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.base = None
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                self.base = "http://127.0.0.1:" + found.group(1)
                break
        if not self.base:
            raise RuntimeError("chromedriver did not start")
        options = {
            "binary": shutil.which("chromium"),
            "args": ARGUMENTS + ["--user-data-dir=" + self.home, "--lang=" + language,
                                 "--accept-lang=" + language] + list(arguments),
            "prefs": {"intl.accept_languages": language,
                      "profile.managed_default_content_settings.javascript": 1 if scripts else 2},
        }
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = "/session/" + answer["sessionId"]

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise RuntimeError("%s: %s" % (value["error"], value["message"].splitlines()[0]))

    def open(self, url):
        self.call("POST", self.session + "/url", {"url": url})

    def url(self):
        return self.call("GET", self.session + "/url")

    def run(self, script, *args):
        return self.call("POST", self.session + "/execute/sync", {"script": script, "args": list(args)})

    def text(self):
        return self.run("return document.body.innerText")

    def find(self, css):
        found = self.call("POST", self.session + "/element", {"using": "css selector", "value": css})
        return next(iter(found.values()))

    def fill(self, css, words):
        self.call("POST", "%s/element/%s/value" % (self.session, self.find(css)), {"text": words})

    def click(self, css):
        self.call("POST", "%s/element/%s/click" % (self.session, self.find(css)), {})

    def press(self, *keys):
        """Keys of the keyboard, one after the other, to whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", self.session + "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def narrow(self, width=320, height=640):
        """A small telephone's screen."""
        self.call("POST", self.session + "/goog/cdp/execute", {
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}})

    def wait_text(self, words, seconds=60):
        """Seconds until the page shows the words, without loading it again."""
        start = time.monotonic()
        while words not in self.text():
            if time.monotonic() - start > seconds:
                raise AssertionError("%r is not on the page:\n%s" % (words, self.text()))
            time.sleep(0.02)
        return time.monotonic() - start

    def watch(self, words):
        """The page notes by its own clock when it first shows the words: painted, not only received."""
        self.run("""
            const words = arguments[0];
            window.__shown = null;
            const watcher = new MutationObserver(look);
            function look() {
                if (!document.body.innerText.includes(words)) return;
                watcher.disconnect();
                requestAnimationFrame(() => setTimeout(() => { window.__shown = Date.now(); }, 0));
            }
            watcher.observe(document.documentElement, {subtree: true, childList: true, characterData: true});
            look();
        """, words)

    def shown_at(self, seconds=60):
        """When it was, in seconds of the clock; waits for it, without loading the page again."""
        until = time.monotonic() + seconds
        while True:
            shown = self.run("return window.__shown")
            if shown is not None:
                return shown / 1000
            if time.monotonic() > until:
                raise AssertionError("what is watched for is not on the page:\n" + self.text())
            time.sleep(0.02)

    def mark(self):
        """A mark that goes away when the page is loaded again."""
        self.run("window.__mark = 1")

    def was_reloaded(self):
        return self.run("return window.__mark !== 1")

    def log(self):
        """What the console said: refused scripts, failed requests."""
        return self.call("POST", self.session + "/se/log", {"type": "browser"})

    def end(self):
        try:
            self.call("DELETE", self.session)
        except Exception:
            pass
        self.driver.terminate()
        self.driver.wait(10)
        self.driver.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.end()
