# SPDX-License-Identifier: Apache-2.0
"""A line between workstation and server that breaks on request."""

import os
import socket
import threading


class Proxy:
    """Listens at path and carries to the server's socket, as .mode says:

    works     both ways
    refuses   what connects is closed at once, and what is open is cut
    hangs     what connects is held, and nothing is carried
    no-answer the next write reaches the server; the line is cut before its answer comes back
    no-write  the line is cut in the middle of the next write
    """

    def __init__(self, path, target):
        self.path, self.target = path, target
        self.mode = "works"
        self.cut = 0
        self.open = set()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(50)
        threading.Thread(target=self.accept, daemon=True).start()

    def set(self, mode):
        self.mode = mode
        if mode in ("refuses", "hangs"):
            for sock in list(self.open):
                self.shut(sock)

    def shut(self, sock):
        self.open.discard(sock)
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        sock.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "refuses":
                client.close()
                continue
            if self.mode == "hangs":
                self.open.add(client)
                continue
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.target)
            except OSError:
                client.close()
                continue
            self.open |= {client, server}
            state = {"mute": False}
            threading.Thread(target=self.carry, args=(client, server, state, True), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, state, False), daemon=True).start()

    def carry(self, source, target, state, requests):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                write = requests and data.split(b" ", 1)[0] in (b"POST", b"PUT", b"PATCH")
                if write and self.mode == "no-write":
                    self.mode, self.cut = "works", self.cut + 1
                    target.sendall(data[:len(data) // 2])
                    break
                if write and self.mode == "no-answer":
                    self.mode, self.cut = "works", self.cut + 1
                    state["mute"] = True
                if state["mute"] and not requests:
                    break  # the server has answered: what it did, it did
                target.sendall(data)
        except OSError:
            pass
        self.shut(source)
        self.shut(target)

    def close(self):
        self.listener.close()
        self.set("refuses")
        os.unlink(self.path)
