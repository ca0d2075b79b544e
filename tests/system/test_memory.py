# SPDX-License-Identifier: MIT
"""
Memory that is not there: each allocation of a load and of a reload fails once, then many fail while
the boards play, then there is a hard limit.  PUFA_TEST_ROUNDS=0 tries every single one.
"""

import os
import random
import re
import resource
import signal
import subprocess
import time
import unittest

import breaks
import rig as r

ROUNDS = int(os.environ.get("PUFA_TEST_ROUNDS", "120"))
TEXTS = ("自愿平等公平诚信", "守合同重信用")


def which(total, seed):
    """The first ones, where most is decided, and some of the others."""
    if ROUNDS == 0 or total <= ROUNDS:
        return range(1, total + 1)
    rest = random.Random(seed).sample(range(ROUNDS // 2, total + 1), ROUNDS // 2)
    return [*range(1, ROUNDS // 2), *sorted(rest)]


@breaks.needs_preload
class Memory(unittest.TestCase):
    def prepare(self, rig, quick=False):
        self.tcp = rig.tcp(1, 2)
        r.write_playlists(rig, quick=quick)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp)],
                                     [r.board("a", "net", 1), r.board("b", "net", 2)]))

    def start(self, rig):
        memory = breaks.Memory(rig)
        rig.start(environment=memory.environment())
        rig.wait_state("a", "verified")
        rig.wait_state("b", "verified")
        return memory

    def reload(self, rig):
        """True: taken.  What comes of it is in the log, once."""
        before = len(rig.log())
        ready = rig.notified.count("READY=1")
        rig.daemon.send_signal(signal.SIGHUP)
        r.wait_for("the end of the reload", lambda: rig.daemon.poll() is not None
                   or rig.notified.count("READY=1") > ready)
        self.assertIsNone(rig.daemon.poll(), rig.log())
        said = re.findall(r"new files in force|new files are refused \(.*\)", rig.log()[before:])
        self.assertEqual(len(said), 1, rig.log()[before:])
        return said[0].endswith("force")

    def test_every_allocation_of_a_reload(self):
        with r.Rig() as rig:
            self.prepare(rig)
            memory = self.start(rig)
            begin = memory.count
            self.assertTrue(self.reload(rig))
            total, seed = memory.count - begin, random.randrange(10**6)
            taken = refused = 0
            shown = TEXTS[0]
            for i, n in enumerate(which(total, seed)):
                text = TEXTS[i % 2]
                r.write_playlists(rig, quick=False, text=text)
                memory.fail(n)
                good = self.reload(rig)
                self.assertTrue(good or memory.failed, "refused for nothing")
                memory.enough()
                taken, refused = taken + good, refused + (not good)
                if good:
                    shown = text
                r.wait_for(f"{shown} after {n} (seed {seed})", lambda: all(
                    self.tcp.units[u].rows() == [shown] for u in (1, 2)))
            print(f"seed {seed}: {taken + refused} of {total} allocations failed, one a reload:"
                  f" {refused} refused, {taken} taken", flush=True)
            self.assertGreater(refused, taken)
            r.write_playlists(rig, quick=False, text="依法治国")
            self.assertTrue(self.reload(rig))
            r.wait_for("the new text", lambda: self.tcp.units[1].rows() == ["依法治国"])
            r.wait_for("the bus", lambda: r.NAME in rig.busctl("list"))
            rig.wait_state("a", "verified")

    def test_every_allocation_of_a_start(self):
        with r.Rig() as rig:
            self.prepare(rig)
            memory = self.start(rig)
            total = memory.count
            self.assertEqual(rig.stop(), 0)
            env = dict(os.environ, NOTIFY_SOCKET=rig.path("notify"), RUNTIME_DIRECTORY=rig.dir,
                       DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + rig.bus_socket,
                       **memory.environment())
            seed, ended = random.randrange(10**6), 0
            for n in which(total, seed):
                rig.notified.clear()
                memory.put(0, 0)
                memory.fail(n)
                done = subprocess.Popen([r.PUFAD, "-c", rig.path("pufa.cfg"), "--profiles",
                                         os.path.join(r.SOURCE, "drivers/profiles")], env=env,
                                        stderr=subprocess.PIPE, text=True)
                rig.processes.append(done)
                r.wait_for(f"an end or a start, allocation {n}",
                           lambda: done.poll() is not None or "READY=1" in rig.notified)
                if done.poll() is None:
                    done.send_signal(signal.SIGTERM)
                else:
                    ended += 1
                said = done.communicate(timeout=r.DEADLINE)[1]
                # 1 is for mistakes in the files, after which nobody starts it again.
                self.assertIn(done.returncode, (0, 3), f"allocation {n}: {said}")
                if done.returncode:
                    self.assertRegex(said, "allocate memory|unavailable|can not convert", n)
                rig.processes.remove(done)
            print(f"seed {seed}: {ended} starts ended in order, total {total}", flush=True)
            self.assertGreater(ended, 0)

    def test_while_the_boards_play(self):
        with r.Rig() as rig:
            self.prepare(rig, quick=True)
            memory = self.start(rig)
            seed = random.randrange(10**6)
            rng = random.Random(seed)
            print(f"seed {seed}", flush=True)
            end, failed, n = time.monotonic() + 15, 0, len(self.tcp.units[1].writes)
            while time.monotonic() < end:
                memory.fail(rng.randrange(1, 20), how_many=rng.choice((1, 1, 3, 30, 300)))
                moment = time.monotonic() + rng.random() / 4
                r.wait_for("a moment", lambda: time.monotonic() > moment)
                failed += memory.failed
                self.assertIsNone(rig.daemon.poll(), rig.log())
            memory.enough()
            self.assertGreater(failed, 10)
            # A play lasts 2 s on average.
            self.assertGreater(len(self.tcp.units[1].writes) - n, 4)
            self.assertLess(rig.log().count("\n"), 300, "it is not said again and again")
            r.wait_for("the bus", lambda: r.NAME in rig.busctl("list"), deadline=60)
            n = len(self.tcp.units[1].writes)
            r.wait_for("plays to go on", lambda: len(self.tcp.units[1].writes) > n + 2)
            rig.wait_state("a", "verified")

    def test_a_hard_limit(self):
        """Here libconfig's own allocations are not spared."""
        big = r.QUICK.replace("messages = (", "messages = (\n" + "".join(
            f'{{ article = "{i}"; text = "法律面前,人人平等"; seconds = {i % 9 + 1}; }},\n'
            for i in range(1, 4001))).replace('"quick"', '"big"')
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start()
            rig.wait_state("a", "verified")
            digest = rig.manager("Digest")
            with open(f"/proc/{rig.daemon.pid}/statm", encoding="ascii") as f:
                used = int(f.read().split()[0]) * resource.getpagesize()
            rig.write("playlists/big.cfg", big)
            outcomes = []
            for more in range(0, 96 << 20, 1 << 20):
                resource.prlimit(rig.daemon.pid, resource.RLIMIT_AS, (used + more, -1))
                outcomes.append(self.reload(rig))
                if outcomes[-1]:
                    break
                self.assertEqual(rig.manager("Digest"), digest)
            print(f"{len(outcomes)} limits, the last one is enough: {outcomes[-1]}", flush=True)
            self.assertGreater(outcomes.count(False), 2)
            self.assertTrue(outcomes[-1])
            resource.prlimit(rig.daemon.pid, resource.RLIMIT_AS, (-1, -1))
            rig.wait_state("a", "verified")


if __name__ == "__main__":
    unittest.main(verbosity=2)
