# SPDX-License-Identifier: Apache-2.0
"""What stories about applying look at: the receipt, and the record at the desk."""

import re


def number_and_code(applicant):
    number = re.search(r'id="number">([^<]+)<', applicant.text).group(1)
    code = re.search(r'id="code">([^<]+)<', applicant.text).group(1)
    return number, code


def filed(server, number):
    """The application as its team's supervisor sees it."""
    sam = server.sign_in("sam")
    rows = sam.get("/v1/applications?q=" + number).json["items"]
    return sam.get("/v1/applications/" + rows[0]["id"]).json if rows else None
