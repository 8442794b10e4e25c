# SPDX-License-Identifier: Apache-2.0
"""From an applicant's submission to the committed status update, and to the
mail server: one at a time, and many at once."""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "api"))

import rig  # noqa: E402

COUNT = 100
AT_ONCE = 8
FROM = "notices@agency.example"


def submit(client, number, begun, answered):
    from cases import filing
    body = filing("Customer %d" % number)
    body["customer"]["email"] = "p%d@home.example" % number
    body["answers"] = {name: value for name, value in body["answers"].items() if name != "rent"}
    started = time.monotonic()
    answer = client.post("/v1/applications", body)
    # The answer leaves after its commit: status update, notice and e-mail are in it.
    answered[number] = time.monotonic() - started
    assert answer.status == 201 and answer.json["status"] == "incomplete", answer
    begun["<p%d@home.example>" % number] = started


def all_taken(box, count):
    until = time.monotonic() + 60
    while len(box.taken) < count and time.monotonic() < until:
        time.sleep(0.005)
    return list(box.taken)


def times(server, box, clients):
    """Seconds to the answer and to the mail server's, of COUNT submissions."""
    begun, answered = {}, {}
    before = len(box.taken)

    def work(client, first):
        for number in range(first, COUNT, len(clients)):
            submit(client, number, begun, answered)
    threads = [threading.Thread(target=work, args=(client, i)) for i, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = all_taken(box, before + COUNT)[before:]
    assert len(taken) == COUNT and len(answered) == COUNT, (len(taken), len(answered))
    return list(answered.values()), [message.at - begun[message.recipients[0]] for message in taken]


def measure():
    os.environ.setdefault("builddir", rig.BUILD)
    os.environ.setdefault("srcdir", rig.SRC)
    from cases import twin
    from postbox import Postbox
    from server import Server

    rig.heading("what the applicant hears, ms")
    box = Postbox()
    server = Server(options=["--mail-server", box.url, "--mail-from", FROM])
    try:
        client = server.sign_in("ina")
        client.check = False
        for name, clients in (("one at a time", [client]), ("%d at once" % AT_ONCE, [twin(client) for _ in range(AT_ONCE)])):
            for one in clients:
                one.check = False
            answered, sent = times(server, box, clients)
            rig.row("committed status update, median, %s" % name, rig.median(answered) * 1000, most=50)
            rig.row("at the mail server, p99, %s" % name, rig.percentile(sent, 99) * 1000, most=1000)
    finally:
        server.close()
        box.close()
