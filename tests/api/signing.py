# SPDX-License-Identifier: Apache-2.0
"""A worker's signing key as a workstation makes it, for stories: libsodium by ctypes."""

import base64
import ctypes
import hashlib
import json
import os

SODIUM = ctypes.CDLL("libsodium.so.23")
assert SODIUM.sodium_init() >= 0
ARGON2ID13, OPSLIMIT, MEMLIMIT = 2, 2, 64 * 1024 * 1024


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def derive(password, salt):
    out = ctypes.create_string_buffer(32)
    password = password.encode()
    done = SODIUM.crypto_pwhash(out, ctypes.c_ulonglong(32), password, ctypes.c_ulonglong(len(password)), salt,
                                ctypes.c_ulonglong(OPSLIMIT), ctypes.c_size_t(MEMLIMIT), ARGON2ID13)
    assert done == 0
    return out.raw


def holds(signature, message, public):
    return SODIUM.crypto_sign_verify_detached(signature, message, ctypes.c_ulonglong(len(message)), public) == 0


def key_id(public):
    return hashlib.sha256(b"caseload-signing-key-1\0" + public).hexdigest()[:32]


class Key:
    def __init__(self, seed=None):
        self.seed = seed or os.urandom(32)
        public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        SODIUM.crypto_sign_seed_keypair(public, secret, self.seed)
        self.public, self.secret = public.raw, secret.raw
        self.id = key_id(self.public)

    def sign(self, message):
        out = ctypes.create_string_buffer(64)
        SODIUM.crypto_sign_detached(out, None, message, ctypes.c_ulonglong(len(message)), self.secret)
        return out.raw

    def header(self, body):
        """Decision-Signature for a body that the client will send as json.dumps() has it."""
        message = body if isinstance(body, bytes) else json.dumps(body).encode()
        return {"Decision-Signature": "key=%s, sig=%s" % (self.id, text_of(self.sign(message)))}

    def seal(self, password):
        salt, nonce = os.urandom(16), os.urandom(24)
        box = ctypes.create_string_buffer(32 + 16)
        SODIUM.crypto_aead_xchacha20poly1305_ietf_encrypt(
            box, None, self.seed, ctypes.c_ulonglong(32), None, ctypes.c_ulonglong(0), None, nonce,
            derive(password, salt))
        return text_of(b"\x01" + salt + nonce + box.raw)

    def proof(self, worker_id, sealed):
        return text_of(self.sign(("caseload-sealed-key-1\n%s\n%s\n" % (worker_id, sealed)).encode()))

    def registration(self, worker_id, password):
        sealed = self.seal(password)
        return {"public_key": text_of(self.public), "sealed": sealed, "proof": self.proof(worker_id, sealed)}


def unseal(sealed, password):
    """The key in a sealed text, None when the password is another."""
    data = bytes_of(sealed)
    seed = ctypes.create_string_buffer(32)
    box = data[41:]
    done = SODIUM.crypto_aead_xchacha20poly1305_ietf_decrypt(
        seed, None, None, box, ctypes.c_ulonglong(len(box)), None, ctypes.c_ulonglong(0), data[17:41],
        derive(password, data[1:17]))
    return Key(seed.raw) if done == 0 else None


def register(client, password="sample-password"):
    """A first key for who is signed in."""
    key = Key()
    answer = client.put("/v1/me/signing-key", key.registration(client.session["worker"]["id"], password))
    assert answer.status == 200 and answer.json["key"] == key.id, answer
    return key
