# SPDX-License-Identifier: MIT
"""What breaks a process from below: libraries to preload, and what they are told."""

import mmap
import os
import struct
import unittest

import rig as r

PRELOADS = os.environ.get("PUFA_PRELOADS", "")


def built_with(*marks):
    with open(r.PUFAD, "rb") as f:
        binary = f.read()
    return any(mark in binary for mark in marks)


def sanitized():
    """Sanitizers have the places that a preloaded library would take."""
    return built_with(b"__asan_init", b"__tsan_init")


def looks_up_no_names():
    """ThreadSanitizer crashes in the C library's look-up threads, of which it knows nothing."""
    return built_with(b"__tsan_init")


needs_preload = unittest.skipIf(sanitized(), "a sanitizer is in the way of a preloaded library")


def preload(name):
    return {"LD_PRELOAD": os.path.join(PRELOADS, f"preload-{name}.so")}


class Memory:
    """Which allocations of a pufad fail."""

    def __init__(self, rig):
        self.path = rig.path("memory")
        with open(self.path, "wb") as f:
            f.write(bytes(32))
        with open(self.path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), 32)

    def environment(self):
        return {**preload("memory"), "PUFA_TEST_MEMORY": self.path}

    def get(self, i):
        return struct.unpack_from("Q", self.map, 8 * i)[0]

    def put(self, i, value):
        struct.pack_into("Q", self.map, 8 * i, value)

    @property
    def count(self):
        return self.get(0)

    @property
    def failed(self):
        return self.get(3)

    def fail(self, n, how_many=1, since=None):
        """The n-th from now on, or from a count."""
        self.put(1, 0)
        self.put(3, 0)
        self.put(2, how_many)
        self.put(1, (self.count if since is None else since) + n)

    def enough(self):
        self.put(1, 0)


def rss_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))
