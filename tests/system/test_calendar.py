# SPDX-License-Identifier: MIT
"""What the service says of a calendar that is not complete, and of days that are worked by notice."""

import os
import unittest

import rig as r

NOTICE = os.path.join(r.SOURCE, "playlists/holidays/2026.cfg")
NEW_YEAR = 1798732800 * 10**6  # 2027-01-01T00:00:00+08:00
RULES = """
groups = [ "all-of-us" ];
rules = ( { name = "work"; boards = [ "all" ]; days = "workday";
            play = ( { playlist = "quick"; share = 1; } ); } );
"""


class Calendar(unittest.TestCase):
    def start(self, rig, at):
        tcp = rig.tcp(1)
        r.write_playlists(rig)
        rig.write("playlists/rules.cfg", RULES)
        with open(NOTICE, encoding="utf-8") as f:
            rig.write("playlists/holidays/2026.cfg", f.read())
        rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
        rig.start("--rehearse", at)

    def test_what_is_missing_is_said_once_a_day(self):
        missing = "there is no notice of 2027"
        with r.Rig() as rig:
            self.start(rig, "2026-12-14 23:59:57")
            self.assertEqual(rig.log().count(missing), 1)
            self.assertIn(missing + " yet\n", rig.log())
            # The next day it is an error for those who check; the boards play on.
            r.wait_for("the next day's words", lambda: missing + " yet, and" in rig.log())
            rig.wait_state("a", "verified")
            self.assertEqual(rig.log().count(missing), 2)
            rig.call("Reload")
            self.assertEqual(rig.log().count(missing), 3)

    def test_explain_names_the_notice(self):
        with r.Rig() as rig:
            self.start(rig, "2026-09-20 09:00")
            _, _, because, considered = rig.call("Explain", "st", "a", rig.manager("Now"))
            for text in (because, considered[0][2]):
                self.assertIn("Sunday 2026-09-20 is a workday by notice 国办发明电〔2025〕7号", text)
            self.assertNotIn("there is no notice", rig.log())

    def test_explain_says_provisional(self):
        with r.Rig() as rig:
            self.start(rig, "2027-02-10 09:00")
            _, _, _, considered = rig.call("Explain", "st", "a", rig.manager("Now"))
            self.assertEqual(considered[0][:2], ["work", "not-today"])
            self.assertIn("Wednesday 2027-02-10 is a rest day by the principle of 2025 (春节), "
                          "provisional: there is no notice of 2027 yet", considered[0][2])

    def test_a_year_without_a_notice_begins(self):
        with r.Rig() as rig:
            self.start(rig, "2026-12-31 23:59:50")
            now = rig.manager("Now")
            self.assertIs(rig.board("a", "Provisional"), False)
            rows = rig.plan("a", now, NEW_YEAR + 60 * 10**6)
            self.assertEqual([p["provisional"] for p in rows], [p["until"] > NEW_YEAR for p in rows])
            self.assertIs(rows[0]["provisional"], False)
            changes = rig.monitor(r.PATH + "/board/a")
            r.wait_for("the year to be provisional",
                       lambda: any("Provisional" in c for c in changes), deadline=30)
            self.assertIs(rig.board("a", "Provisional"), True)


if __name__ == "__main__":
    unittest.main()
