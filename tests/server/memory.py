# SPDX-License-Identifier: Apache-2.0
"""Memory that runs out at one allocation of a program: which to try, and how."""

import mmap
import os
import random
import struct

from faults import LONG, SEED, compiled

WRAPPED = bool(os.environ.get("CASELOAD_FAIL_WRAPPED"))  # failmalloc is linked in
EVERY = bool(os.environ.get("CASELOAD_EVERY"))
FEW = 4           # points of a scenario where nothing else is asked for
OTHERS_LONG = 60


def is_sanitized(program):
    """Whether a sanitizer has its allocations: then they cannot be taken away from outside."""
    if WRAPPED:
        return False
    with open(program, "rb") as file:
        code = file.read()
    return b"__asan_init" in code or b"__tsan_init" in code


class Plan:
    """When memory runs out; shared with the program."""

    SHAPE = "qqq"

    def __init__(self, folder, program):
        self.file_name = os.path.join(folder, "plan")
        self.paths_name = os.path.join(folder, "paths")
        with open(self.file_name, "wb") as file:
            file.write(bytes(struct.calcsize(self.SHAPE)))
        with open(self.file_name, "r+b") as file:
            self.shared = mmap.mmap(file.fileno(), struct.calcsize(self.SHAPE))
        self.env = {**({} if WRAPPED else {"LD_PRELOAD": compiled(folder, "failmalloc", "-shared", "-fPIC")}),
                    "FAILMALLOC": self.file_name, "FAILMALLOC_FOR": os.path.basename(program)}

    def surroundings(self, counting=False):
        if counting and os.path.exists(self.paths_name):
            os.unlink(self.paths_name)
        return dict(os.environ, **self.env, **({"FAILMALLOC_PATHS": self.paths_name} if counting else {}))

    def set(self, number):
        """The next number allocations but one succeed; 0: all of them."""
        self.shared[:] = struct.pack(self.SHAPE, number, 0, 0)

    @property
    def counted(self):
        return struct.unpack(self.SHAPE, self.shared[:])[1]

    @property
    def failed(self):
        return struct.unpack(self.SHAPE, self.shared[:])[2]

    def paths(self, begun_at=0):
        with open(self.paths_name) as file:
            numbers = [int(line) for line in file]
        return [number for number in numbers if number > begun_at]


def points(count, paths, few=FEW, seed=SEED):
    """Every allocation where CASELOAD_EVERY is set; every way to one, and some more, in a
    long run; else a few."""
    everything = range(1, count + 1)
    if EVERY:
        return list(everything)
    if LONG:
        chosen = set(paths) | set(some(everything, OTHERS_LONG, seed))
    else:
        chosen = set(some(paths, few // 2, seed)) | set(some(everything, few - few // 2, seed))
    return sorted(number for number in chosen if number <= count)


def some(numbers, count, seed):
    numbers = list(numbers)
    return numbers if len(numbers) <= count else random.Random(seed).sample(numbers, count)
