# SPDX-License-Identifier: Apache-2.0
"""What a program may write to a terminal: the strings of its terminfo entry,
the two that switch bracketed paste, and text that cannot act on a screen.

foreign() goes through everything that was written and gives what is not of
these; an honest terminal description is the whole list, since final bytes
alone would let too much through.
"""

import re
import subprocess
import unicodedata

PASTE = [b"\x1b[?2004h", b"\x1b[?2004l"]
# infocmp's own spelling of bytes
SPELLED = {"E": 0x1B, "e": 0x1B, "n": 10, "l": 10, "r": 13, "t": 9, "b": 8, "f": 12, "s": 32, "0": 0,
           "^": 0x5E, "\\": 0x5C, ",": 0x2C, ":": 0x3A}
# What a full-screen program has a use for; the entry has reports, resets and bells, too.
USED = set("""cup home clear E3 el el1 ed cuf cuf1 cub cub1 cuu cuu1 cud cud1 hpa vpa ech ich ich1 dch dch1 il il1 dl dl1
ind indn ri rin csr sc rc smcup rmcup civis cnorm cvvis smkx rmkx sgr sgr0 smso rmso smul rmul bold dim rev blink setaf setab
op smacs rmacs enacs smir rmir ht cbt nel cr smam rmam""".split())
SGR = rb"\x1b\[[0-9;:]*m"
# Reverse and hide: what is on the left is not what is on the left.
BIDI = set(map(chr, [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
UNSEEN = set(map(chr, [0xAD, 0x200B, 0x2060, 0x180E, 0xFEFF, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xE0000, 0xE0080)]))


def pattern(text):
    """A terminfo string as a regular expression over bytes."""
    if "%?" in text:
        # Conditions choose among colours or attributes; both are SGR here.
        return SGR
    out, at = b"", 0
    text = re.sub(r"\$<[^>]*>", "", text)
    while at < len(text):
        char = text[at]
        if char == "\\" and re.match(r"\\[0-7]{3}", text[at:]):
            out += re.escape(bytes([int(text[at + 1:at + 4], 8) & 0x7F if text[at + 1:at + 4] == "200" else
                                    int(text[at + 1:at + 4], 8)]))
            at += 4
        elif char == "\\":
            out += re.escape(bytes([SPELLED[text[at + 1]]]))
            at += 2
        elif char == "^":
            out += re.escape(bytes([ord(text[at + 1]) & 0x1F]))
            at += 2
        elif char == "%":
            if text[at + 1] == "%":
                out += b"%"
                at += 2
            elif text[at + 1] in "dcs":
                out += rb"[0-9]+" if text[at + 1] == "d" else rb"[\x20-\x7e]"
                at += 2
            elif text[at + 1] in "p'PgA":
                at += 3 if text[at + 1] in "pPg" else 4 if text[at + 1] == "'" else 2
            elif text[at + 1] == "{":
                at = text.index("}", at) + 1
            else:
                at += 2
        else:
            out += re.escape(char.encode("latin-1"))
            at += 1
    return out


def grammar(term):
    """All that the entry of this terminal allows, the longest first."""
    listed = subprocess.run(["infocmp", "-1", "-x", term], capture_output=True, text=True, check=True).stdout
    strings = {pattern(text) for name, text in re.findall(r"^\t(\w+)=(.*),$", listed, re.M)
               if name in USED}
    strings |= {rb"\x1b\[[0-9]+b"} if "rep=" in listed else set()
    strings |= {re.escape(text) for text in PASTE} | {SGR}
    escapes = sorted((text for text in strings if text.startswith(re.escape(b"\x1b")) or text.startswith(rb"\x1b")),
                     key=len, reverse=True)
    controls = {text for text in strings if re.fullmatch(rb"(\\?[\x00-\x1f]|\\x[01].)", text)}
    return re.compile(rb"|".join(escapes) + rb"|[\r\n\x08\x09\x0e\x0f]" + (rb"|" + rb"|".join(controls) if controls else b""))


def bad_text(text):
    """Characters that must not reach a terminal as they are."""
    return [char for char in text
            if char in BIDI or char in UNSEEN or (unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n")]


def foreign(written, allowed):
    """Every byte sequence that is neither the terminal's own nor harmless text."""
    found, at, text = [], 0, b""
    pieces = []
    while at < len(written):
        match = allowed.match(written, at)
        if match and match.end() > at:
            pieces.append(text)
            text = b""
            at = match.end()
        elif written[at] < 0x20 or written[at] == 0x7F:
            found.append(written[at:at + 12])
            at += 1
        else:
            text += written[at:at + 1]
            at += 1
    for piece in pieces + [text]:
        try:
            found += [("U+%04X" % ord(char)) for char in bad_text(piece.decode("utf-8"))]
        except UnicodeDecodeError as error:
            found.append("not UTF-8: %r" % piece[max(0, error.start - 8):error.end + 8])
    return found
