# SPDX-License-Identifier: Apache-2.0
"""What an authenticator shows (RFC 6238), for stories."""

import base64
import hashlib
import hmac
import struct
import time


def code(secret, step=None, ahead=0):
    step = int(time.time()) // 30 + ahead if step is None else step
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)
