# SPDX-License-Identifier: MIT
"""How it starts, what it tells the service manager, how it sleeps, and how it ends."""

import ctypes
import os
import re
import subprocess
import time
import unittest

import rig as r


def synchronised():
    """The same question that the service asks the kernel, and the same second opinion."""
    timex = ctypes.create_string_buffer(512)
    state = ctypes.CDLL(None, use_errno=True).adjtimex(timex)
    # struct timex: modes, padding, offset, freq, maxerror, esterror, status
    status = int.from_bytes(timex.raw[40:44], "little")
    return ((state >= 0 and state != 5 and not status & 0x40)
            or os.path.exists("/run/systemd/timesync/synchronized"))


class Service(unittest.TestCase):
    def prepare(self, rig, clock="system", quick=False):
        self.tcp = rig.tcp(1)
        r.write_playlists(rig, quick=quick)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp)], [r.board("a", "net", 1)],
                                     clock=clock))

    def run_pufad(self, *options):
        return subprocess.run([r.PUFAD, *options], capture_output=True, text=True, check=False,
                              timeout=r.DEADLINE)

    def test_wrong_usage(self):
        for options in (("--nonsense",), ("extra",), ("-c",)):
            done = self.run_pufad(*options)
            self.assertEqual(done.returncode, 2, options)
            self.assertTrue(done.stderr)
            self.assertEqual(done.stdout, "")
        self.assertEqual(self.run_pufad("--help").returncode, 0)
        self.assertRegex(self.run_pufad("--version").stdout, r"^pufad \d")

    def test_mistakes_at_the_start(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.write("playlists/bad.cfg", 'rules = ( { name = "x"; boards = [ "nobody" ]; '
                      'play = ( { playlist = "none"; share = 1; } ); } );\n')
            done = self.run_pufad("-c", rig.path("pufa.cfg"), "--profiles",
                                  os.path.join(r.SOURCE, "drivers/profiles"))
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r"bad\.cfg:1: error: .*nobody")
            self.assertRegex(done.stderr, r"bad\.cfg:1: error: .*none")
            done = self.run_pufad("-c", rig.path("none.cfg"))
            self.assertEqual(done.returncode, 1)
            self.assertIn("none.cfg", done.stderr)

    def test_rehearsal(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start("--rehearse", "2030-02-03 04:05")
            self.assertEqual(rig.manager("Clock"), "rehearsed")
            at = 1896293100 * 10**6  # 2030-02-03T04:05:00+08:00
            self.assertTrue(at <= rig.manager("Now") < at + r.DEADLINE * 10**6)
            rig.wait_state("a", "verified")
            self.assertEqual(rig.stop(), 0)
            done = self.run_pufad("-c", rig.path("pufa.cfg"), "--rehearse", "someday", "--profiles",
                                  os.path.join(r.SOURCE, "drivers/profiles"))
            self.assertEqual(done.returncode, 2)
            self.assertIn("someday", done.stderr)

    def test_what_the_service_manager_hears(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start(environment={"WATCHDOG_USEC": "400000"})
            rig.wait_state("a", "verified")
            r.wait_for("a status", lambda: any(
                re.match(r"STATUS=1 board: 1 verified; next change \d\d:\d\d:\d\d$", n)
                for n in rig.notified))
            r.wait_for("pings", lambda: rig.notified.count("WATCHDOG=1") >= 3)
            rig.call("Reload")
            reloading = [n for n in rig.notified if n.startswith("RELOADING=1")]
            self.assertRegex(reloading[0], r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
            at = rig.notified.index(reloading[0])
            self.assertIn("READY=1", rig.notified[at:])
            rows = self.tcp.units[1].rows()
            self.assertEqual(rig.stop(), 0)
            r.wait_for("STOPPING=1", lambda: "STOPPING=1" in rig.notified)
            self.assertTrue(rows)
            self.assertEqual(self.tcp.units[1].rows(), rows, "a stop leaves the boards as they are")

    def test_it_stops_while_a_slave_is_silent(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp)],
                                         [r.board("gone", "net", 2)]))
            rig.start()
            rig.wait_state("gone", "sending", "backoff")
            begin = time.monotonic()
            self.assertEqual(rig.stop(), 0)
            self.assertLess(time.monotonic() - begin, 15)

    def test_it_plays_without_a_bus_and_finds_it_later(self):
        with r.Rig() as rig:
            self.prepare(rig, quick=True)
            rig.start(bus=False)
            writes = self.tcp.units[1].writes
            r.wait_for("plays", lambda: len(writes) >= 2)
            rig.start_bus()
            r.wait_for("the service on the bus", lambda: r.NAME in rig.busctl("list"))
            self.assertEqual(rig.manager("Site"), "bench")

            rig.bus.kill()
            rig.bus.wait()
            n = len(writes)
            r.wait_for("plays to go on", lambda: len(writes) >= n + 3)
            rig.start_bus()
            r.wait_for("the service on the bus again", lambda: r.NAME in rig.busctl("list"))
            rig.wait_state("a", "verified", "sending")
            self.assertEqual(rig.log().count("no D-Bus"), 2)
            self.assertEqual(rig.stop(), 0)

    def test_the_clock(self):
        with r.Rig() as rig:
            self.prepare(rig, clock="ntp", quick=True)
            rig.start()
            trust = "trusted" if synchronised() else "untrusted"
            self.assertEqual(rig.manager("Clock"), trust)
            rig.wait_state("a", "verified")
            # Untrusted: no rules, no dates.
            r.wait_for("the right playlist", lambda: rig.board("a", "Showing")[0] ==
                       ("quick" if trust == "trusted" else "long"))
            if trust == "untrusted":
                self.assertEqual(rig.board("a", "Rule"), "")
                self.assertEqual(rig.board("a", "Showing")[-2:], [0, 0])
                self.assertEqual(rig.board("a", "LastSeen"), 0)

                # Once synchronised within this boot is enough.
                self.assertEqual(rig.stop(), 0)
                with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as f:
                    rig.write("clock-synchronised", f.read().strip().replace("-", ""))
                rig.notified.clear()
                rig.start()
                r.wait_for("the name", lambda: r.NAME in rig.busctl("list"))
                self.assertEqual(rig.manager("Clock"), "trusted")

    def test_it_sleeps_between_changes(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start()
            rig.wait_state("a", "verified")

            def wakeups():
                total = 0
                for task in os.listdir(f"/proc/{rig.daemon.pid}/task"):
                    with open(f"/proc/{rig.daemon.pid}/task/{task}/status", encoding="ascii") as f:
                        total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", f.read(),
                                               re.M)[1])
                return total

            before = wakeups()
            end = time.monotonic() + 4
            r.wait_for("four seconds", lambda: time.monotonic() > end, deadline=10)
            # One verification every 5 s may fall into it, with a handful of waits each.
            self.assertLess(wakeups() - before, 60)


if __name__ == "__main__":
    unittest.main(verbosity=2)
