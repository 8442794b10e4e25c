# SPDX-License-Identifier: Apache-2.0
#
# Program files run over many inputs at once, for the tests beside this file.
import json
import os
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SERVER = os.path.join(os.environ.get("builddir") or os.getcwd(), "caseload-server")
PROGRAMS = os.path.join(SOURCE, "src", "programs")
count = failed = 0


def report(name, faults, notes=()):
    global count, failed
    count += 1
    failed += bool(faults)
    print(f"{'not ok' if faults else 'ok'} {count} - {name}")
    for line in list(notes) + list(faults)[:30]:
        print(f"# {line}")
    sys.stdout.flush()


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}")


def end():
    print(f"1..{count}")
    sys.exit(failed > 0)


def money(value):
    return {"amount": f"{float(value):.2f}", "currency": "USD"}


def work_out(program, inputs, change=None):
    """What the program comes to for each input; change: a pair of texts, the first replaced in the file, or
    a function of the file that changes it."""
    path = os.path.join(PROGRAMS, program + ".json")
    with tempfile.TemporaryDirectory() as folder:
        if change:
            text = open(path, encoding="utf-8").read()
            path = os.path.join(folder, program + ".json")
            if callable(change):
                changed = json.loads(text)
                change(changed)
            else:
                assert change[0] in text, change[0]
                changed = json.loads(text.replace(change[0], change[1]))
            del changed["cases"]  # they would notice it first
            json.dump(changed, open(path, "w", encoding="utf-8"))
        lines = "".join(json.dumps(one) + "\n" for one in inputs)
        run = subprocess.run([SERVER, "program", "worksheet", path], input=lines.encode(), capture_output=True)
    if run.returncode != 0:
        raise AssertionError(run.stderr.decode()[:2000])
    return [json.loads(line) for line in run.stdout.splitlines()]
