# SPDX-License-Identifier: MIT
"""Kinds of incident that take more than a board and a wire: each opens once and closes once."""

import os
import subprocess
import sys
import unittest

import boards as b
import breaks
import playlog
import rig as r
from incidents import WANTED, Case
from test_lines_break import wire

FULL = "PUFA_TEST_FULL"


class Port(b.Port):
    """On a port that stays the same."""

    number = "0"

    def words(self, directory):
        return ["--tcp", self.number, "--board", self.board()]


class Kinds(Case):
    def alone(self, rig, kind):
        """It is over, and there was no other of any kind."""
        i = self.closed(rig, kind)
        self.assertEqual(len(self.all(rig)), 1, self.all(rig))
        self.assertGreaterEqual(i["closed"], i["opened"])
        self.assertEqual(i["count"], 1, i)
        self.assertEqual(rig.log().count(": over: "), 1)
        return i

    def test_a_board_smaller_than_its_profile(self):
        """The files are good, and its driver refuses each page; then a bigger one is put there."""
        port = Port("a", "onbon-6k-128x32", "onbon:64x32", "tcp")
        with r.Rig() as rig:
            r.write_playlists(rig, quick=False, text=WANTED[0])
            os.makedirs(rig.path("state"))
            with b.Boards(rig.dir, [port]) as small:
                rig.write("pufa.cfg", small.site())
                self.run_it(rig)
                i = self.opened(rig, "font-lacks", "a")
                self.assertIn("the page does not fit the board", i["text"])
                self.assertIn("font-lacks a", self.pufactl(rig, "health", code=2))

                # Over a kill it is the same one.
                rig.daemon.kill()
                rig.daemon.wait()
                self.run_it(rig)
                rig.wait_state("a", "backoff")
                self.assertEqual(self.opened(rig, "font-lacks", "a")["id"], i["id"])
            port.number, port.kind = small.places[0], "onbon"
            with b.Boards(rig.dir, [port]) as big:
                rig.wait_state("a", "acknowledged", deadline=60)
                self.assertTrue(big.rows("a"))
                # Other pages may be refused as well: it stays for a day, or until another set.
                self.assertEqual(self.opened(rig, "font-lacks", "a")["id"], i["id"])
                rig.write("pufa.cfg", big.site(verify=6))
                rig.call("Reload")
                self.assertEqual(self.closed(rig, "font-lacks")["count"], 1)
                self.assertEqual(rig.board("a", "State"), "acknowledged")
                self.assertLessEqual({x["kind"] for x in self.all(rig)},
                                     {"font-lacks", "line-down"})

    @breaks.needs_preload
    def test_a_thread_that_hangs(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            os.mkdir(rig.path("hang"))
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)], environment={
                **breaks.preload("hang"), "WATCHDOG_USEC": "400000",
                "PUFA_TEST_HANG": rig.path("hang")})
            rig.wait_state("a", "verified")
            rig.write("hang/net", "")
            i = r.wait_for("an incident", lambda: self.all(rig, "thread-stuck"), 60)[0]
            self.assertEqual((i["subject"], i["level"], i["closed"]), ("net", "err", 0))
            # On the disk at once: perhaps there is no later.
            with open(rig.path("state/incidents"), encoding="utf-8") as f:
                self.assertIn("thread-stuck", f.read())
            os.unlink(rig.path("hang/net"))
            rig.wait_state("a", "verified")
            self.assertIn("its thread is stuck", self.alone(rig, "thread-stuck")["text"])

    @breaks.needs_preload
    def test_a_thread_that_hung_until_the_restart(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            os.mkdir(rig.path("hang"))
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)], environment={
                **breaks.preload("hang"), "WATCHDOG_USEC": "400000",
                "PUFA_TEST_HANG": rig.path("hang")})
            rig.wait_state("a", "verified")
            rig.write("hang/net", "")
            r.wait_for("an incident", lambda: self.all(rig, "thread-stuck"), 60)
            rig.daemon.kill()
            rig.daemon.wait()
            self.run_it(rig)
            rig.wait_state("a", "verified")
            self.alone(rig, "thread-stuck")

    def test_a_log_that_is_damaged(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            rig.wait_state("a", "verified")
            self.assertEqual(rig.stop(), 0)
            with open(playlog.segments(rig.path("state/log"))[-1], "r+b") as f:
                f.seek(30)
                f.write(b"#")
            self.run_it(rig)
            i = self.opened(rig, "log-damaged", "")
            self.assertIn("00000001.jsonl:1: its checksum is wrong", i["text"])

            # Told once, and kept until a person has seen it.
            rig.wait_state("a", "verified")
            self.assertEqual(rig.stop(), 0)
            self.run_it(rig)
            rig.wait_state("a", "verified")
            again = self.opened(rig, "log-damaged", "")
            self.assertEqual((again["id"], again["count"]), (i["id"], 1))
            self.pufactl(rig, "incidents", "seen", str(i["id"]))
            self.assertTrue(self.alone(rig, "log-damaged")["seen"])

    def test_an_adapter_that_echoes(self):
        with r.Rig() as rig:
            slave = wire(rig, 1, echo=True)
            self.start(rig, [r.rtu_line("wire", slave)], [r.board("a", "wire", 1)])
            rig.wait_state("a", "verified")
            i = self.opened(rig, "line-echo", "wire", "warning")
            self.assertIn("the adapter echoes", i["text"])

            # Another start of the service, the same adapter.
            rig.daemon.kill()
            rig.daemon.wait()
            self.run_it(rig)
            rig.wait_state("a", "verified")
            self.assertEqual(self.opened(rig, "line-echo", "wire", "warning")["id"], i["id"])
            slave.echo = False
            self.alone(rig, "line-echo")
            rig.wait_state("a", "verified")

    def test_a_full_disk(self):
        unshare = ["unshare", "-m", "--propagation", "private"]
        if os.environ.get(FULL):
            self.fill_the_disk()
            return
        if os.geteuid() or subprocess.run([*unshare, "true"], check=False).returncode:
            sys.stderr.write("SKIPPED: a full disk, since nothing can be mounted here\n")
            self.skipTest("nothing can be mounted here")
        subprocess.run([*unshare, sys.executable, __file__, "Kinds.test_a_full_disk"], check=True,
                       env=dict(os.environ, **{FULL: "1"}))

    def fill_the_disk(self):
        with r.Rig() as rig:
            os.makedirs(rig.path("state"))
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1100k", "tmpfs",
                            rig.path("state")], check=True)
            with open(rig.path("state/fill"), "wb") as f:
                f.write(b"\0" * 1_100_000)
            tcp = rig.tcp(1)
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            i = self.opened(rig, "disk-full", "")
            self.assertIn("No space left", i["text"])
            rig.wait_state("a", "verified")
            self.assertEqual(self.one(rig, "disk-full")["closed"], 0)
            os.unlink(rig.path("state/fill"))
            self.alone(rig, "disk-full")
            kinds = [(x["what"], x["incident"]) for x in
                     playlog.read(rig.path("state/log"), True) if x["kind"] == "incident"]
            self.assertEqual(kinds, [("opened", "disk-full"), ("closed", "disk-full")])
            self.assertEqual(rig.stop(), 0)
            subprocess.run(["umount", rig.path("state")], check=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
