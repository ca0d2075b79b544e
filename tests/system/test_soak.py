# SPDX-License-Identifier: MIT
"""
Memory and descriptors stay as they are: thousands of reloads, good ones of two sets in turns, ones
with a mistake and ones with files that went wrong in between, and boards that go away and come back.

Usage: test_soak.py [RELOADS [SEED]]
"""

import os
import random
import signal
import sys
import unittest

import breaks
import rig as r

NUMBERS = [int(a) for a in sys.argv[1:] if a.isdigit()]
RELOADS = NUMBERS[0] if NUMBERS else int(os.environ.get("PUFA_TEST_RELOADS", "200"))
SEED = NUMBERS[1] if len(NUMBERS) > 1 else random.randrange(10**6)
del sys.argv[1:]

WARM_UP = 60
ALLOWED_KIB = 1024
TEXTS = ("自愿平等公平诚信", "守合同重信用")
JUNK = (b"@include \"/dev/zero\"\n", b"99999999999999", b"\xff\xfe", b"\x00", b"{ a = {", b"\"", b"/*")


class Soak(unittest.TestCase):
    def write_good(self, rig, i):
        r.write_playlists(rig, text=TEXTS[i % 2])
        names = ("a", "b") if i % 4 < 2 else ("a", "b", "c", "d")
        lines = [r.tcp_line("net", self.tcp)]
        lines += [r.tcp_line("other", self.other)] if "d" in names else []
        rig.write("pufa.cfg", r.site(lines, [
            r.board(n, "other" if n == "d" else "net", 1 + "abcd".index(n)) for n in names]))

    def spoil(self, rig, rng):
        names = ("playlists/quick.cfg", "playlists/rules.cfg")
        # A spoiled address may be a name.
        name = rng.choice(names if breaks.looks_up_no_names() else ("pufa.cfg", *names))
        with open(rig.path(name), "rb") as f:
            text = bytearray(f.read())
        at = rng.randrange(len(text))
        kind = rng.randrange(4)
        if kind == 0:
            del text[at:]
        elif kind == 1:
            text[at] ^= 1 << rng.randrange(8)
        elif kind == 2:
            text[at:at] = rng.choice(JUNK)
        else:
            text[at:at] = text[at:at + rng.randrange(200)]
        with open(rig.path(name), "wb") as f:
            f.write(text)

    def reload(self, rig):
        ready, before = rig.notified.count("READY=1"), os.path.getsize(rig.path("log"))
        rig.daemon.send_signal(signal.SIGHUP)
        r.wait_for("the end of a reload", lambda: rig.daemon.poll() is not None
                   or rig.notified.count("READY=1") > ready)
        self.assertIsNone(rig.daemon.poll(), rig.log()[-2000:])
        with open(rig.path("log"), "rb") as f:
            f.seek(before)
            said = f.read().decode()
        return "new files in force" in said, said

    def measure(self, rig, i):
        rss, fds = breaks.rss_kib(rig.daemon.pid), breaks.descriptors(rig.daemon.pid)
        print(f"{i:6} reloads: {rss} KiB, {fds} descriptors", flush=True)
        rig.notified.clear()
        return rss, fds

    def settle(self, rig):
        self.write_good(rig, 0)
        self.assertTrue(self.reload(rig)[0])
        for name in "ab":
            rig.wait_state(name, "verified")
        r.wait_for("the lines that left", lambda: breaks.descriptors(rig.daemon.pid)
                   == self.descriptors or not self.descriptors)

    def one(self, rig, rng, i):
        if i % 20 == 13:
            self.tcp.stop()
        if i % 20 == 17:
            self.tcp.start()
        if i % 20 == 7:
            self.tcp.units[1].put(0, [0] * 4096)
        if i % 3:
            self.write_good(rig, i)
            return self.assertTrue(self.reload(rig)[0])
        digest = rig.manager("Digest") if i % 30 == 0 else None
        self.spoil(rig, rng)
        good, said = self.reload(rig)
        if not good:
            self.refused += 1
            self.assertRegex(said, r"\.cfg(:\d+)?: error: ")
            if digest:
                self.assertEqual(rig.manager("Digest"), digest)
        return None

    def test_flat(self):
        rng, every = random.Random(SEED), max(1, RELOADS // 10)
        self.refused, self.descriptors = 0, 0
        print(f"{RELOADS} reloads, seed {SEED}", flush=True)
        with r.Rig() as rig:
            self.tcp, self.other = rig.tcp(1, 2, 3), rig.tcp(4)
            self.write_good(rig, 0)
            rig.start()
            for i in range(WARM_UP):
                self.one(rig, rng, i)
            self.settle(rig)
            first, self.descriptors = self.measure(rig, 0)
            most = first
            for i in range(RELOADS):
                self.one(rig, rng, i)
                if i % every == every - 1 and self.tcp.loop:
                    self.settle(rig)
                    most = max(most, self.measure(rig, i + 1)[0])
            if not self.tcp.loop:
                self.tcp.start()
            self.settle(rig)
            last, fds = self.measure(rig, RELOADS)
            print(f"{self.refused} refused, each with its file; {last - first:+} KiB,"
                  f" at most {most - first:+}", flush=True)
            self.assertEqual(fds, self.descriptors)
            self.assertGreater(self.refused, RELOADS // 10)
            if not breaks.sanitized():
                self.assertLess(last - first, ALLOWED_KIB, "it grows")


if __name__ == "__main__":
    unittest.main(verbosity=2)
