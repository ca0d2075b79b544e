# SPDX-License-Identifier: MIT
"""Time that breaks: no clock at boot, one that is set, and set again, the ends of its ranges, zones
that change.  pufad has a wall clock of its own (preload-clock.c); the machine's stays as it is."""

import json
import mmap
import os
import re
import shutil
import struct
import subprocess
import sys
import time
import unittest
from datetime import datetime, timedelta, timezone

import breaks
import rig as r

PRELOAD = os.environ["PUFA_PRELOAD_CLOCK"]
FILLER = ["自愿平等公平诚信"]
LEAP = ["闰日"]
NEW_YEAR = ["元旦"]
DAY_RULES = """
groups = [ "all-of-us" ];
rules = (
  { name = "quick-ones"; boards = [ "all-of-us" ]; play = ( { playlist = "quick"; share = 1; } ); },
  { name = "leap-day"; boards = [ "all-of-us" ]; days = "02-29"; priority = 10;
    play = ( { playlist = "leap"; share = 1; } ); },
  { name = "new-year"; boards = [ "all-of-us" ]; days = "01-01"; priority = 10;
    play = ( { playlist = "new-year"; share = 1; } ); },
  { name = "one-hour"; boards = [ "all-of-us" ]; hours = "15:00-16:00"; priority = 5;
    play = ( { playlist = "hour"; share = 1; } ); } );
"""
ONE = """
playlist = {{ name = "{name}"; title = "{text}"; law = "中华人民共和国宪法"; }};
messages = ( {{ article = "1"; text = "{text}"; seconds = 2; }} );
"""
CHINA = timezone(timedelta(hours=8))


def preload():
    """A sanitizer's runtime, where there is one, must come first."""
    ldd = subprocess.run(["ldd", r.PUFAD], capture_output=True, text=True, check=False).stdout
    return ":".join([words[2] for words in map(str.split, ldd.splitlines())
                     if words and re.match(r"lib[at]san\.", words[0])] + [PRELOAD])


LIBRARIES = preload()


def local(*fields):
    return datetime(*fields, tzinfo=CHINA).timestamp()


class Clock:
    """The wall clock of a pufad: the machine's, moved."""

    def __init__(self, path):
        with open(path, "wb") as f:
            f.write(bytes(32))
        with open(path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), 32)
        self.path, self.state = path, path + ".state"
        os.makedirs(self.state, exist_ok=True)

    def word(self, i):
        return struct.unpack_from("q", self.map, 8 * i)[0]

    def put(self, i, value):
        struct.pack_into("q", self.map, 8 * i, value)

    def set(self, to):
        self.put(0, round((to - time.time()) * 10**6))
        return self.word(0)

    def is_set(self, ahead):
        return self.word(3) == ahead

    def synchronise(self):
        self.put(1, 1)

    def wakeups(self):
        return self.word(2)

    def environment(self):
        return {"STATE_DIRECTORY": self.state, "LD_PRELOAD": LIBRARIES, "PUFA_TEST_CLOCK": self.path}


def setUpModule():
    """No thread but the loop's own knows of a wall clock, and its runtime takes our calls over."""
    if breaks.built_with(b"__tsan_init"):
        print("SKIPPED: ThreadSanitizer does not bear a clock of the test's", file=sys.stderr)
        raise unittest.SkipTest("ThreadSanitizer")


class Time(unittest.TestCase):
    def start(self, rig, at, clock="system"):
        self.rig, self.clock = rig, Clock(rig.path("clock"))
        slave = rig.tcp(1)
        self.registers = slave.units[1]
        r.write_playlists(rig)
        for name, text in ("leap", LEAP[0]), ("new-year", NEW_YEAR[0]), ("hour", "三点到四点"):
            rig.write(f"playlists/{name}.cfg", ONE.format(name=name, text=text))
        rig.write("playlists/rules.cfg", DAY_RULES)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", slave)], [r.board("a", "net", 1)],
                                     clock=clock, verify=3600))
        self.clock.set(at)
        rig.start(environment=self.clock.environment())

    def records(self):
        """Of the play log, once pufad has ended."""
        with open(self.clock.state + "/log/00000001.jsonl", "rb") as f:
            return [json.loads(line) for line in f.read().rstrip(b"\0").splitlines()]

    def step(self, to):
        said = self.rig.log().count("the clock was changed")
        ahead = self.clock.set(to)
        r.wait_for("the step", lambda: self.clock.is_set(ahead))
        r.wait_for("pufad to hear of it",
                   lambda: self.rig.log().count("the clock was changed") > said)

    def planned(self, at):
        for row in self.rig.plan("a", at, at + 1):
            if row["from"] <= at < row["until"]:
                return row["rows"]
        return None

    def follows_the_plan(self, texts=None):
        """The board holds what is planned for the very instant, over and over."""
        def agrees():
            before = self.rig.manager("Now")
            held = self.registers.rows()
            after = self.rig.manager("Now")
            return (self.planned(before) == self.planned(after) == held
                    and (texts is None or held == texts))
        r.wait_for(f"what is planned {texts or ''}", agrees)
        self.is_quiet()
        r.wait_for("what is planned, later", agrees)
        self.rig.wait_state("a", "verified", "sending")

    def is_quiet(self):
        """A loop that is busy turns ten thousand times in this while."""
        before = self.clock.wakeups()
        time.sleep(1)
        self.assertLess(self.clock.wakeups() - before, 100)

    def shows_the_filler_without_dates(self):
        self.assertEqual(self.rig.manager("Clock"), "untrusted")
        r.wait_for("the filler", lambda: self.registers.rows() == FILLER)
        self.rig.wait_state("a", "verified")
        showing = self.rig.board("a", "Showing")
        self.assertEqual(showing[-2:], [0, 0])
        self.is_quiet()

    def test_no_clock_at_boot(self):
        with r.Rig() as rig:
            self.start(rig, 100, clock="ntp")
            self.shows_the_filler_without_dates()
            self.assertEqual(rig.board("a", "LastSeen"), 0)
            # Some date, but nobody vouches for it.
            self.step(local(2027, 5, 4, 12))
            self.shows_the_filler_without_dates()
            self.clock.synchronise()
            r.wait_for("trust", lambda: rig.manager("Clock") == "trusted")
            self.follows_the_plan()
            self.assertGreater(rig.board("a", "LastSeen"), local(2027, 5, 4) * 10**6)

            # No play is on record with a date that nobody vouched for.
            rig.stop()
            records = self.records()
            dated = [k for k in records if k["kind"] in ("play", "dark", "lost") and k["at"]]
            undated = [k for k in records if k["kind"] == "play" and not k["at"]]
            self.assertTrue(dated and undated)
            self.assertGreater(dated[0]["seq"], undated[-1]["seq"])
            self.assertGreater(min(k["at"] for k in dated), local(2027, 5, 4) * 1000)
            self.assertEqual([k for k in undated if k["from"] or k["until"]], [])

    def test_earlier_than_the_build(self):
        with r.Rig() as rig:
            self.start(rig, local(2015, 1, 1))
            self.shows_the_filler_without_dates()
            self.step(local(2028, 1, 1, 12))
            self.follows_the_plan(NEW_YEAR)
            self.step(local(2015, 1, 1, 12))
            self.shows_the_filler_without_dates()

    def test_steps_both_ways(self):
        with r.Rig() as rig:
            self.start(rig, local(2027, 6, 1, 14, 30))
            self.follows_the_plan()
            for to, texts in (
                    (local(2027, 6, 1, 15, 30), ["三点到四点"]),
                    (local(2027, 6, 1, 14, 30), None),
                    (local(2032, 1, 1, 3), NEW_YEAR),
                    (local(2027, 2, 28, 12), None),
                    (local(2090, 6, 1, 15, 30), ["三点到四点"]),
                    (local(2027, 1, 1, 12), NEW_YEAR)):
                self.step(to)
                self.follows_the_plan(texts)
            self.assertEqual(rig.manager("Clock"), "trusted")
            self.assertNotIn("offline", rig.log())

    def test_leap_day(self):
        with r.Rig() as rig:
            self.start(rig, local(2028, 2, 28, 23, 59, 55))
            self.follows_the_plan(LEAP)  # after midnight
            self.step(local(2028, 2, 29, 23, 59, 57))
            r.wait_for("the day after", lambda: self.registers.rows() != LEAP)
            self.follows_the_plan()

    def test_the_end_of_32_bits(self):
        with r.Rig() as rig:
            self.start(rig, 2**31 - 5)
            self.follows_the_plan()
            r.wait_for("the first second after it",
                       lambda: rig.manager("Now") >= (2**31 + 1) * 10**6)
            self.follows_the_plan()
            self.step(2**32 - 4)  # 2106: later than anything is planned for
            self.shows_the_filler_without_dates()
            self.step(local(2038, 12, 31, 23, 59, 57))
            self.follows_the_plan(NEW_YEAR)

    def test_the_end_of_all_plans(self):
        with r.Rig() as rig:
            self.start(rig, local(2100, 12, 31, 23, 59, 54))
            self.follows_the_plan()
            self.assertIn("2100 is the last year that can be planned", rig.log())
            r.wait_for("the end", lambda: rig.manager("Clock") == "untrusted")
            self.shows_the_filler_without_dates()
            self.step(local(2030, 1, 1, 12))
            self.follows_the_plan(NEW_YEAR)

    def test_a_rehearsal_of_the_end(self):
        with r.Rig() as rig:
            self.start(rig, local(2027, 1, 2))
            rig.stop()
            rig.start("--rehearse", "2100-12-31 23:59:55",
                      environment=self.clock.environment())
            self.assertEqual(rig.manager("Clock"), "rehearsed")
            r.wait_for("the end", lambda: rig.manager("Clock") == "untrusted")
            self.shows_the_filler_without_dates()


class Zones(unittest.TestCase):
    """Clocks that are put forward and back: the boards' hours are those of the wall."""

    def check(self, zone, before, minutes):
        """An hour's list begins at 15:00 on the wall of the day after the change."""
        with r.Rig() as rig:
            t = Time()
            t.start(rig, before)
            rig.stop()
            with open(rig.path("pufa.cfg"), encoding="utf-8") as f:
                rig.write("pufa.cfg", f.read().replace("Asia/Shanghai", zone))
            rig.start(environment=t.clock.environment())
            t.follows_the_plan()
            # 15:00 before the change is 24 h and the change away from 15:00 after it.
            for day, shift in (0, 0), (1, minutes):
                at = before + day * 86400 + shift * 60
                t.step(at - 3)
                t.follows_the_plan(["三点到四点"])
                t.step(at - 30)
                t.follows_the_plan()
                self.assertNotEqual(t.registers.rows(), ["三点到四点"])

    def test_berlin(self):
        self.check("Europe/Berlin", datetime(2027, 3, 27, 14, tzinfo=timezone.utc).timestamp(), -60)
        self.check("Europe/Berlin", datetime(2027, 10, 30, 13, tzinfo=timezone.utc).timestamp(), 60)

    def test_new_york(self):
        self.check("America/New_York",
                   datetime(2027, 3, 13, 20, tzinfo=timezone.utc).timestamp(), -60)
        self.check("America/New_York",
                   datetime(2027, 11, 6, 19, tzinfo=timezone.utc).timestamp(), 60)

    def test_lord_howe(self):
        self.check("Australia/Lord_Howe",
                   datetime(2027, 10, 2, 4, 30, tzinfo=timezone.utc).timestamp(), -30)
        self.check("Australia/Lord_Howe",
                   datetime(2027, 4, 3, 4, tzinfo=timezone.utc).timestamp(), 30)

    def test_a_zone_that_is_changed_on_the_disk(self):
        """The zone in force is the one that was read, until a reload; and that is said."""
        if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], check=False,
                                               stderr=subprocess.DEVNULL).returncode:
            print("SKIPPED: another zone database needs a mount namespace, which needs root",
                  file=sys.stderr)
            self.skipTest("no mount namespace")
        with r.Rig() as rig:
            zones = rig.path("zones")
            os.makedirs(zones + "/Europe")
            shutil.copy("/usr/share/zoneinfo/Europe/Berlin", zones + "/Europe/Berlin")
            rig.write("pufad", "#!/bin/sh\nexec unshare --mount sh -c 'mount --bind "
                      f'{zones} /usr/share/zoneinfo && exec {r.PUFAD} "$@"\' pufad "$@"\n')
            os.chmod(rig.path("pufad"), 0o755)
            self.addCleanup(setattr, r, "PUFAD", r.PUFAD)
            r.PUFAD = rig.path("pufad")
            t = Time()
            t.start(rig, local(2027, 6, 1, 12))
            rig.stop()
            with open(rig.path("pufa.cfg"), encoding="utf-8") as f:
                rig.write("pufa.cfg", f.read().replace("Asia/Shanghai", "Europe/Berlin"))
            rig.start(environment=t.clock.environment())
            t.follows_the_plan()
            changed = "zone Europe/Berlin was changed on the disk"
            self.assertNotIn(changed, rig.log())

            # As an upgrade does it: another file in its place.  15:30 in New York, 21:30 in Berlin.
            shutil.copy("/usr/share/zoneinfo/America/New_York", zones + "/new")
            os.rename(zones + "/new", zones + "/Europe/Berlin")
            at = datetime(2027, 6, 1, 19, 30, tzinfo=timezone.utc).timestamp()
            t.step(at)
            r.wait_for("a word of it", lambda: changed in rig.log())
            t.follows_the_plan()
            self.assertNotEqual(t.registers.rows(), ["三点到四点"])
            t.step(at + 60)
            self.assertEqual(rig.log().count(changed), 1)
            rig.call("Reload")
            t.follows_the_plan(["三点到四点"])
            r.wait_for("the incident to be over", lambda: "over: " + changed in rig.log())

            os.unlink(zones + "/Europe/Berlin")
            t.step(at + 120)
            r.wait_for("a word of it", lambda: "can not be read any more" in rig.log())
            t.follows_the_plan(["三点到四点"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
