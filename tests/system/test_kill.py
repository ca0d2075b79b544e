# SPDX-License-Identifier: MIT
"""
kill -9 at random instants, and a start after each: nothing but pages of the programme is ever
written to a board, the right one is back soon, the files of the state are whole.
PUFA_TEST_KILLS says how often, PUFA_TEST_SEED repeats a run.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
import unittest

import rig as r

KILLS = int(sys.argv.pop(1)) if sys.argv[1:2] and sys.argv[1].isdigit() \
    else int(os.environ.get("PUFA_TEST_KILLS", "50"))
SEED = int(os.environ.get("PUFA_TEST_SEED", "0")) or random.randrange(1, 10**9)
TEXTS = ("自愿平等公平诚信", "守合同重信用")
STATE_LINE = re.compile(r"[0-9a-f-]{1,64}\t-?\d+\t\d+\t\S.*\n")


class Kill(unittest.TestCase):
    def prepare(self, rig):
        self.tcp, self.rtu = rig.tcp(1), rig.rtu(1)
        self.boards = {"net": self.tcp.units[1], "wire": self.rtu.units[1]}
        r.write_playlists(rig)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp), r.rtu_line("wire", self.rtu)],
                                     [r.board("net", "net", 1), r.board("wire", "wire", 1)]))
        os.mkdir(rig.path("state"))

    def pages_of(self, rig, board):
        """All that the programme may ever show there."""
        now = rig.manager("Now")
        rows = rig.plan(board, now - 60 * 10**6, now + 120 * 10**6)
        return {tuple(row["rows"]) for row in rows} | {(text,) for text in TEXTS}

    def is_state_whole(self, rig):
        for name in os.listdir(rig.path("state")):
            if name != "flash":
                continue  # a .new that was not finished is nobody's yet
            with open(os.path.join(rig.path("state"), name), encoding="utf-8") as f:
                for line in f:
                    self.assertRegex(line, STATE_LINE)

    def spawn(self, rig):
        rig.notified.clear()
        env = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + rig.bus_socket,
                   NOTIFY_SOCKET=rig.path("notify"), RUNTIME_DIRECTORY=rig.dir,
                   STATE_DIRECTORY=rig.path("state"))
        with open(rig.path("log"), "a", encoding="utf-8") as log:
            rig.daemon = subprocess.Popen(
                [r.PUFAD, "-c", rig.path("pufa.cfg"), "--profiles",
                 os.path.join(r.SOURCE, "drivers/profiles")], stderr=log, env=env)
        rig.processes[1:] = [rig.daemon]  # the bus is the first

    def kill_somewhere(self, rig, rng):
        """In the load, before READY, in a frame, in a reload."""
        where = rng.choice(("load", "start", "frame", "reload"))
        if where in ("frame", "reload"):
            r.wait_for("READY=1", lambda: "READY=1" in rig.notified
                       or rig.daemon.poll() is not None)
            self.assertIsNone(rig.daemon.poll(), rig.log())
        if where == "reload":
            r.write_playlists(rig, text=rng.choice(TEXTS))
            rig.daemon.send_signal(signal.SIGHUP)
        spans = {"load": 0.04, "start": 0.25, "frame": 2.5, "reload": 0.08}
        end = time.monotonic() + rng.random() * spans[where]
        while time.monotonic() < end:
            time.sleep(0.0005)
        rig.daemon.kill()
        rig.daemon.wait()
        return where

    def test_kills(self):
        rng = random.Random(SEED)
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start(environment={"STATE_DIRECTORY": rig.path("state")})
            for name in self.boards:
                rig.wait_state(name, "verified")
            allowed = {name: self.pages_of(rig, name) for name in self.boards}
            killed = {}
            for _ in range(KILLS):
                where = self.kill_somewhere(rig, rng)
                killed[where] = killed.get(where, 0) + 1
                self.is_state_whole(rig)
                self.spawn(rig)
            begin = time.monotonic()
            for name in self.boards:
                r.wait_for(f"{name} on the bus", lambda: r.NAME in rig.busctl("list"))
                rig.wait_state(name, "verified")
            back = time.monotonic() - begin
            n = 0
            for name, registers in self.boards.items():
                for _, rows in registers.writes:
                    n += 1
                    self.assertIn(tuple(rows), allowed[name],
                                  f"seed {SEED}: {name} was written what nobody planned")
            print(f"seed {SEED}: {KILLS} kills {killed}, {n} writes, all of them pages of the"
                  f" programme; verified {back:.1f} s after the last start", flush=True)
            self.assertNotIn("can not be read", rig.log())
            self.assertEqual(rig.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
