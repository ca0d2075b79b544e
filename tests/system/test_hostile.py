# SPDX-License-Identifier: MIT
"""People on the bus who mean no good, and a bus that comes and goes: the boards are on time."""

import os
import socket
import struct
import subprocess
import threading
import time
import unittest

import rig as r

SECONDS = float(os.environ.get("PUFA_TEST_SECONDS", "12"))
FOR_EVER = 253402300799 * 10**6


class Flood:
    """busctl calls, one after the other, from some threads, until it is enough."""

    def __init__(self, rig, *calls):
        self.rig, self.calls, self.going, self.n = rig, calls, True, 0
        self.threads = [threading.Thread(target=self.run, args=(i,), daemon=True)
                        for i in range(4)]
        for t in self.threads:
            t.start()

    def run(self, i):
        while self.going:
            call = self.calls[i % len(self.calls)]
            i += 1
            subprocess.run(["busctl", "--address=unix:path=" + self.rig.bus_socket, *call],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            self.n += 1

    def stop(self):
        self.going = False
        for t in self.threads:
            t.join(r.DEADLINE)


class Hostile(unittest.TestCase):
    def start(self, rig):
        self.tcp = rig.tcp(1)
        r.write_playlists(rig)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp)], [r.board("a", "net", 1)]))
        os.makedirs(rig.path("state"))
        rig.start(environment={"STATE_DIRECTORY": rig.path("state")})
        r.wait_for("the bus name", lambda: r.NAME in rig.busctl("list"))
        rig.wait_state("a", "verified")

    def method(self, name, signature="", *arguments):
        return ("call", r.NAME, r.PATH, r.NAME + ".Manager", name, signature,
                *map(str, arguments))

    def watch(self, rig, seconds=SECONDS):
        """How late each page was, by the plan."""
        since = rig.manager("Now")
        n = len(self.tcp.units[1].writes)
        end = time.monotonic() + seconds
        r.wait_for("the time to pass", lambda: time.monotonic() > end, seconds + r.DEADLINE)
        return since, self.tcp.units[1].writes[n:]

    def lateness(self, rig, since, writes):
        plan = rig.plan("a", since, int(writes[-1][0] * 10**6))
        late = []
        for at, rows in writes:
            best = min((abs(at - row["from"] / 10**6) for row in plan if row["rows"] == rows),
                       default=None)
            self.assertIsNotNone(best, f"nobody planned {rows}")
            late.append(best)
        return late

    def test_floods(self):
        with r.Rig() as rig:
            self.start(rig)
            now = rig.manager("Now")
            flood = Flood(
                rig, self.method("Plan", "sttu", "a", 0, FOR_EVER, 0),
                self.method("Plan", "sttu", "a", now, now + 86400 * 10**6, 4294967295),
                self.method("Explain", "st", "a", FOR_EVER * 10),
                self.method("Explain", "st", "x" * 100000, now),
                self.method("Plan", "sttu", "", 2**64 - 1, 0, 0),
                self.method("Explain", "s", "a"),
                self.method("Nonsense"),
                self.method("ReadLog", "ssttt", "", "", 0, 0, 0),
                self.method("ReadLog", "ssttt", "x" * 100000, "play", 0, FOR_EVER, 2**64 - 1),
                ("call", r.NAME, "/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects"),
                ("introspect", r.NAME, r.PATH))
            try:
                since, writes = self.watch(rig)
            finally:
                flood.stop()
            self.assertGreater(flood.n, 20)
            self.assertGreater(len(writes), SECONDS / 4)
            late = self.lateness(rig, since, writes)
            print(f"{flood.n} calls in {SECONDS:.0f} s; pages at most {max(late) * 1000:.0f} ms"
                  " from their time", flush=True)
            self.assertLess(max(late), 1)
            rig.wait_state("a", "verified")

    def test_clients_that_leave_in_the_middle(self):
        """Half a message, a wrong one, one that claims to be huge; then a call whose caller goes."""
        hello = b"\0AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode() + \
            b"\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n"
        heads = (b"l\1\0\1" + struct.pack("<III", 1 << 27, 1, 1 << 26), b"l\1\0\1",
                 os.urandom(64), b"")
        with r.Rig() as rig:
            self.start(rig)
            n = len(self.tcp.units[1].writes)
            for i in range(60):
                with socket.socket(socket.AF_UNIX) as s:
                    s.connect(rig.bus_socket)
                    s.sendall(hello + heads[i % len(heads)])
                caller = subprocess.Popen(
                    ["busctl", "--address=unix:path=" + rig.bus_socket,
                     *self.method("Plan", "sttu", "a", 0, FOR_EVER, 0)],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                end = time.monotonic() + i / 1500
                while time.monotonic() < end:
                    pass
                caller.kill()
                caller.wait()
            r.wait_for("plays to go on", lambda: len(self.tcp.units[1].writes) > n + 3)
            rig.wait_state("a", "verified")

    def test_a_bus_that_comes_and_goes(self):
        with r.Rig() as rig:
            self.start(rig)
            n = len(self.tcp.units[1].writes)
            for _ in range(4):
                flood = Flood(rig, self.method("Plan", "sttu", "a", 0, FOR_EVER, 0))
                rig.bus.kill()
                rig.bus.wait()
                flood.stop()
                rig.start_bus()
                r.wait_for("the service on the bus again", lambda: r.NAME in rig.busctl("list"),
                           deadline=60)
            r.wait_for("plays to go on", lambda: len(self.tcp.units[1].writes) > n + 3)
            rig.wait_state("a", "verified")
            self.assertIsNone(rig.daemon.poll())


if __name__ == "__main__":
    unittest.main(verbosity=2)
