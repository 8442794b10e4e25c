# SPDX-License-Identifier: Apache-2.0
"""axe-core, which finds what hinders people with disabilities in a page; from
npm, pinned, and only where there is time for it."""

import os
import shutil
import subprocess
import tempfile

from keyboard import Keyboard

AXE = "axe-core@4.10.2"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """
return axe.run({runOnly: arguments[0]}).then(found => found.violations.map(
    v => v.id + ": " + v.nodes.map(n => n.html).slice(0, 3).join(" ")));
"""


def source():
    """The checker's one file; None where it is not to be had."""
    if os.environ.get("CASELOAD_LONG") != "1" or not shutil.which("npm"):
        return None
    folder = tempfile.mkdtemp(prefix="caseload-axe.")
    try:
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, AXE],
                              capture_output=True, timeout=300)
        if done.returncode:
            return None
        with open(os.path.join(folder, "node_modules", "axe-core", "axe.min.js"), encoding="utf-8") as file:
            return file.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hindrances(browser, text):
    browser.run(text)
    return browser.run(LOOK, RULES)


class Checked(Keyboard):
    """Looks at every page for what hinders people, too, where there is something to look with."""

    source = None

    def __init__(self, *args, **more):
        self.found = []
        super().__init__(*args, **more)

    def look(self):
        at = super().look()
        if self.source:
            self.found += [(at, one) for one in hindrances(self, self.source)]
        return at
