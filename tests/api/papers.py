# SPDX-License-Identifier: Apache-2.0
"""Files that somebody might send, and an office to send them to."""

import struct
import urllib.parse
import zlib

from cases import file_application, give, path


def pdf(words="Pay stub", size=0):
    """Small, with words that a reader of PDF finds."""
    content = ("BT /F1 12 Tf 72 720 Td (%s) Tj ET" % words).encode()
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    out += b"%" + b"x" * max(0, size - len(out) - 400) + b"\n" if size else b""
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def png(width=2, height=2):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(min(height, 4)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def upload(client, application, data, requirement=None, name=None, **more):
    query = {key: value for key, value in (("requirement", requirement), ("name", name)) if value is not None}
    where = path(application, "/documents") + ("?" + urllib.parse.urlencode(query) if query else "")
    return client.request("POST", where, raw=data, headers={"Content-Type": "application/octet-stream"}, **more)


class Office:
    def __init__(self, server):
        self.ana, self.ben, self.sam, self.ina, self.ada, self.wes = (
            server.sign_in(name) for name in ("ana", "ben", "sam", "ina", "ada", "wes"))
        self.me = self.ana.session["worker"]["id"]

    def case(self, **changes):
        return give(self.sam, file_application(self.ina, **changes), self.me)
