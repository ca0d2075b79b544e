# SPDX-License-Identifier: MIT
"""The play log of the real service: what it claims, what a kill leaves, what a full disk does."""

import glob
import os
import pwd
import signal
import subprocess
import sys
import time
import unittest

import breaks
import playlog
import rig as r


class Log(unittest.TestCase):
    def start(self, rig, quick=True, **options):
        """Two boards; plays of a few seconds, or one of an hour."""
        tcp = rig.tcp(1, 2)
        r.write_playlists(rig, quick=quick)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)],
                                     [r.board("a", "net", 1), r.board("b", "net", 2)]))
        os.makedirs(rig.path("state"), exist_ok=True)
        self.again(rig, **options)
        return tcp

    def again(self, rig, environment=None, options=()):
        rig.start(*options, environment={"STATE_DIRECTORY": rig.path("state"), **(environment or {})})

    def read(self, rig, torn=True):
        return playlog.read(rig.path("state/log"), torn)

    def kinds(self, rig, *kinds):
        return [x for x in self.read(rig) if x["kind"] in kinds]

    def wait_kinds(self, rig, n, *kinds):
        r.wait_for(f"{n} of {kinds}", lambda: os.path.isdir(rig.path("state/log")) and
                   len(self.kinds(rig, *kinds)) >= n)
        return self.kinds(rig, *kinds)

    def test_plays_are_those_of_the_plan(self):
        with r.Rig() as rig:
            self.start(rig)
            since = int(time.time() * 1e6)
            self.wait_kinds(rig, 12, "play")
            plan = {name: rig.plan(name, since - 20_000_000, int(time.time() * 1e6) + 1)
                    for name in "ab"}
            self.assertEqual(rig.stop(), 0)
            records = self.read(rig, torn=False)
            self.assertEqual([x["kind"] for x in records[:2]], ["start", "set"])
            self.assertEqual(records[1]["who"], "")
            self.assertEqual(records[-1]["kind"], "stop")
            self.assertEqual([x["seq"] for x in records], list(range(1, len(records) + 1)))

            # A play's pages have times of their own in the plan: the first begins it.
            starts = {name: {row["from"] // 1000: row for row in plan[name] if row["page"] == 0}
                      for name in "ab"}
            n = {"a": set(), "b": set()}
            for x in records:
                if x["kind"] != "play":
                    continue
                row = starts[x["board"]][x["from"]]
                self.assertEqual((x["of"]["text"], x["of"]["law"], x["of"]["playlist"]),
                                 (row["text"], row["law"], row["playlist"]))
                self.assertTrue(x["of"]["file"].endswith(".cfg"))
                self.assertIn(x["of"]["text"], self.line_of(x["of"]))
                self.assertEqual(x["pages"], row["pages"])
                self.assertIn(x["how"], ("acknowledged", "verified"))
                self.assertLess(abs(x["at"] - x["mono"] - (time.time() - time.monotonic()) * 1000),
                                1000)
                n[x["board"]].add(x["from"])
            # None is left out between the first and the last.
            for name in "ab":
                planned = [at for at in sorted(starts[name])
                           if min(n[name]) <= at <= max(n[name])]
                missed = [x["from"] for x in records
                          if x["kind"] == "missed" and x["board"] == name]
                self.assertEqual(planned, sorted(n[name].union(missed).intersection(planned)))
            self.check_rollups(rig)

    def check_rollups(self, rig):
        def day_of(at):
            return at and time.strftime("%Y-%m-%d", time.gmtime(at / 1000 + 8 * 3600))
        files = {day: {k: v for k, v in rows.items() if v != (0, 0)}
                 for day, rows in playlog.rollups(rig.path("state/log")).items()}
        self.assertEqual(files, playlog.figures(self.read(rig), day_of))
        self.assertTrue(files)

    def line_of(self, text):
        with open(text["file"], encoding="utf-8") as f:
            return f.read().split("\n")[text["line"] - 1]

    def test_a_rehearsal_has_no_dates(self):
        with r.Rig() as rig:
            self.start(rig, options=("--rehearse", "2030-02-03 04:05"))
            for x in self.wait_kinds(rig, 8, "play"):
                self.assertEqual((x["at"], x["from"], x["until"]), (0, 0, 0), x)
            self.assertEqual(rig.stop(), 0)
            self.assertFalse(glob.glob(rig.path("state/log/2030*")))

    def test_what_is_verified_was_there(self):
        with r.Rig() as rig:
            tcp = self.start(rig)
            held = {1: [], 2: []}
            for unit, registers in tcp.units.items():
                self.watch(registers, held[unit])
            verified = []

            def enough():
                verified[:] = [x for x in self.kinds(rig, "play") if x["how"] == "verified"]
                return len(verified) > 10
            r.wait_for("plays", lambda: os.path.isdir(rig.path("state/log")) and enough())
            self.assertEqual(rig.stop(), 0)
            watched = [x for x in verified if x["mono"] / 1000 > max(held[1][0][0], held[2][0][0])]
            self.assertGreater(len(watched), 5)
            for x in watched:
                rows = self.rows_at(held[{"a": 1, "b": 2}[x["board"]]], x["mono"] / 1000)
                text = "".join(rows).replace(" ", "")
                self.assertIn(text, x["of"]["text"].replace(" ", ""))
                self.assertTrue(text)

    def watch(self, registers, held):
        held.append((time.monotonic(), registers.rows()))
        write = registers.setValues

        def noted(*arguments):
            write(*arguments)
            held.append((time.monotonic(), registers.rows()))
        registers.setValues = noted

    def rows_at(self, held, mono):
        """What the board held then; a millisecond is what the log rounds to."""
        return [rows for at, rows in held if at <= mono + 0.001][-1]

    def test_lost_and_missed(self):
        with r.Rig() as rig:
            tcp = self.start(rig)
            self.wait_kinds(rig, 2, "play")
            tcp.stop()
            lost = self.wait_kinds(rig, 2, "lost")
            self.assertEqual({x["board"] for x in lost}, {"a", "b"})
            self.assertTrue(all(x["why"] for x in lost))
            missed = self.wait_kinds(rig, 4, "missed")
            self.assertTrue(all(x["why"] and x["from"] < x["until"] for x in missed))
            tcp.start()
            n = len(self.kinds(rig, "play"))
            self.wait_kinds(rig, n + 2, "play")
            # What was missed was not played, and the other way round.
            records = self.read(rig)
            played = {(x["board"], x["from"]) for x in records if x["kind"] == "play"}
            missed = [(x["board"], x["from"]) for x in records if x["kind"] == "missed"]
            self.assertFalse(played.intersection(missed))
            self.assertEqual(len(missed), len(set(missed)))
            self.assertEqual(rig.stop(), 0)
            self.check_rollups(rig)

    def test_a_foreign_text_is_a_loss(self):
        with r.Rig() as rig:
            tcp = self.start(rig, quick=False)
            self.wait_kinds(rig, 2, "play")
            rig.wait_state("a", "verified")
            raw = "恭喜发财".encode("gbk").ljust(32, b"\0")
            tcp.units[1].put(r.BASE, [int.from_bytes(raw[i:i + 2], "big")
                                      for i in range(0, 32, 2)])
            lost = self.wait_kinds(rig, 1, "lost")[0]
            self.assertEqual(lost["board"], "a")
            self.assertIn("恭喜发财", lost["why"])
            plays = self.wait_kinds(rig, 3, "play")
            self.assertEqual((plays[2]["board"], plays[2]["how"]), ("a", "verified"))

    def test_killed_at_any_time(self):
        with r.Rig() as rig:
            self.start(rig)
            before = []
            for i in range(6):
                n = len(before)
                r.wait_for("more", lambda n=n: os.path.isdir(rig.path("state/log")) and
                           len(self.read(rig)) > n + 3)
                before = self.read(rig)
                rig.daemon.send_signal(signal.SIGKILL)
                rig.daemon.wait()
                if i % 2:
                    self.tear(rig)
                    before = self.read(rig)
                self.again(rig)
                r.wait_for("the start", lambda i=i: len(
                    [x for x in self.read(rig) if x["kind"] == "start"]) == i + 2)
                after = self.read(rig)
                self.assertEqual(after[:len(before)], before)
                self.assertEqual(len([x for x in after if x["kind"] == "recovered"]),
                                 (i + 1) // 2)
            self.assertEqual(rig.stop(), 0)
            self.read(rig, torn=False)
            self.check_rollups(rig)

    def tear(self, rig):
        """Half of a line more, as a power cut leaves it."""
        path = playlog.segments(rig.path("state/log"))[-1]
        with open(path, "r+b") as f:
            text = f.read()
            f.seek(len(text.rstrip(b"\0")))
            f.write(b'{"seq":9999,"at":17955')

    def test_damage_is_told_and_kept(self):
        with r.Rig() as rig:
            self.start(rig, quick=False)
            self.wait_kinds(rig, 2, "play")
            self.assertEqual(rig.stop(), 0)
            path = playlog.segments(rig.path("state/log"))[-1]
            with open(path, "r+b") as f:
                f.seek(30)
                f.write(b"#")
            self.again(rig)
            r.wait_for("a word", lambda: "00000001.jsonl:1: its checksum is wrong" in rig.log())
            self.assertEqual(rig.stop(), 0)
            with self.assertRaisesRegex(playlog.Damage, "jsonl:1: checksum"):
                self.read(rig)
            self.assertIn(b'"kind":"damage"', playlog.text_of(path))
            self.again(rig)
            self.assertEqual(rig.stop(), 0)
            self.assertEqual(playlog.text_of(path).count(b'"kind":"damage"'), 1)

    def test_reload_and_who(self):
        with r.Rig() as rig:
            self.start(rig, quick=False)
            self.wait_kinds(rig, 2, "play")
            rig.daemon.send_signal(signal.SIGHUP)
            self.wait_kinds(rig, 2, "set")
            rig.call("Reload")
            sets = self.wait_kinds(rig, 3, "set")
            self.assertEqual([x["who"] for x in sets],
                             ["", "SIGHUP", pwd.getpwuid(os.geteuid()).pw_name])
            self.assertEqual(len({x["digest"] for x in sets}), 1)

    @breaks.needs_preload
    def test_a_disk_that_hangs(self):
        with r.Rig() as rig:
            os.mkdir(rig.path("hang"))
            tcp = self.start(rig, environment={**breaks.preload("hang"),
                                               "PUFA_TEST_HANG": rig.path("hang")})
            self.wait_kinds(rig, 4, "play")
            rig.write("hang/play-log", "")
            r.wait_for("a word", lambda: "the disk does not answer" in rig.log(), 90)
            n = len(tcp.units[1].writes)
            r.wait_for("the boards to go on", lambda: len(tcp.units[1].writes) > n + 3)
            before = self.read(rig)
            os.unlink(rig.path("hang/play-log"))
            r.wait_for("more", lambda: len(self.read(rig)) > len(before) + 3)
            self.assertEqual(self.read(rig)[:len(before)], before)

            # Nor does it hold up the end.
            rig.write("hang/play-log", "")
            self.assertEqual(rig.stop(), 0)

    def test_no_place(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            r.write_playlists(rig, quick=False)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
            rig.start()
            rig.wait_state("a", "verified")
            self.assertEqual(rig.log().count("no play log is kept"), 1)
            self.assertEqual(rig.stop(), 0)

            # A file where the directory should be; then there is room for it.
            rig.write("state/log", "")
            self.again(rig)
            rig.wait_state("a", "verified")
            r.wait_for("a word", lambda: "the play log can not be written" in rig.log())
            os.unlink(rig.path("state/log"))
            r.wait_for("the log", lambda: "over: the play log can not be written" in rig.log())
            records = self.wait_kinds(rig, 1, "play")
            self.assertEqual(records[0]["board"], "a")
            self.assertEqual(self.read(rig)[0]["kind"], "start")


FULL = "PUFA_TEST_FULL"


class FullDisk(Log):
    """In a mount namespace of its own, with a state directory of half a megabyte to spare."""

    def test_full_and_read_only(self):
        with r.Rig() as rig:
            os.makedirs(rig.path("state"))
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1100k", "tmpfs",
                            rig.path("state")], check=True)
            try:
                self.check_full_and_read_only(rig)
            finally:
                subprocess.run(["umount", "-l", rig.path("state")], check=True)

    def check_full_and_read_only(self, rig):
        with open(rig.path("state/fill"), "wb") as f:
            f.write(b"\0" * 1_100_000)
        tcp = self.start(rig)
        r.wait_for("a word", lambda: "the boards play on: No space left" in rig.log())
        rig.wait_state("a", "verified")
        n = len(tcp.units[1].writes)
        r.wait_for("the boards to go on", lambda: len(tcp.units[1].writes) > n + 2)
        os.unlink(rig.path("state/fill"))
        r.wait_for("the log", lambda: "over: the play log can not be written" in rig.log())
        self.wait_kinds(rig, 4, "play")
        records = self.read(rig)
        self.assertEqual(records[0]["kind"], "start")
        self.assertGreater(sum(x["n"] for x in records if x["kind"] == "gap"), 0)

        # Read-only for whoever opens a file from here on.
        self.assertEqual(rig.stop(), 0)
        subprocess.run(["mount", "-o", "remount,ro", rig.path("state")], check=True)
        before = self.read(rig)
        self.again(rig)
        r.wait_for("a word", lambda: "Read-only file system" in rig.log())
        rig.wait_state("a", "verified", "acknowledged", "sending")
        n = len(tcp.units[1].writes)
        r.wait_for("the boards to go on", lambda: len(tcp.units[1].writes) > n + 2)
        self.assertEqual(self.read(rig), before)
        self.assertEqual(rig.stop(), 0)


def load_tests(loader, _tests, _pattern):
    suite = unittest.TestSuite()
    if os.environ.get(FULL):
        suite.addTest(FullDisk("test_full_and_read_only"))
        return suite
    suite.addTests(loader.loadTestsFromTestCase(Log))
    suite.addTest(Namespace("test_full_disk"))
    return suite


class Namespace(unittest.TestCase):
    def test_full_disk(self):
        unshare = ["unshare", "-m", "--propagation", "private"]
        if os.geteuid() or subprocess.run([*unshare, "true"], check=False).returncode:
            sys.stderr.write("SKIPPED: a full disk, since nothing can be mounted here\n")
            self.skipTest("nothing can be mounted here")
        subprocess.run([*unshare, sys.executable, __file__], check=True,
                       env=dict(os.environ, **{FULL: "1"}))


if __name__ == "__main__":
    unittest.main()
