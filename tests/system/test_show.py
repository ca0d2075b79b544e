# SPDX-License-Identifier: MIT
"""The main job: what the registers hold is what the plan promised, from the promised instant on."""

import time
import unittest

import rig as r

# From the instant to the write at the slave: on a busy machine, and yet before the page is over.
LATENESS = 1.0


class Show(unittest.TestCase):
    def check_writes(self, rig, name, registers, since, until):
        plan = rig.plan(name, int(since * 1e6), int(until * 1e6))
        rows = [p for p in plan if p["from"] > since * 1e6]
        writes = [w for w in registers.writes if rows[0]["from"] / 1e6 <= w[0] < until]
        self.assertGreaterEqual(len(rows), 4, name)
        for row in rows:
            at = row["from"] / 1e6
            # What was last written shortly after the instant.
            written = [w for w in writes if at <= w[0] < at + LATENESS]
            self.assertTrue(written, f"{name}: nothing was written at {at}")
            self.assertEqual(written[-1][1], row["rows"])
        self.assertEqual(len(writes), len(rows), f"{name}: written more often than it changed")

    def test_registers_are_what_the_plan_promised(self):
        with r.Rig() as rig:
            rtu, tcp = rig.rtu(1, 2), rig.tcp(7)
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site(
                [r.rtu_line("wire", rtu), r.tcp_line("net", tcp)],
                [r.board("a", "wire", 1), r.board("b", "wire", 2), r.board("c", "net", 7)]))
            rig.start()
            for name in "abc":
                rig.wait_state(name, "verified")
            since = time.time()
            r.wait_for("ten seconds of plays",
                       lambda: time.time() > since + 10, deadline=20)
            until = time.time() - LATENESS
            for name, registers in (("a", rtu.units[1]), ("b", rtu.units[2]), ("c", tcp.units[7])):
                self.check_writes(rig, name, registers, since, until)
                self.assertEqual(rig.board(name, "Rule"), "quick-ones")
                self.assertEqual(rig.board(name, "Certainty"), "verified")
            self.assertEqual(rig.line("wire", "State"), "up")

            # Showing names what the registers hold.
            def agrees():
                shown = rig.board("a", "Showing")
                return shown[4] == rtu.units[1].rows() and shown[0] == "quick"
            r.wait_for("Showing to be what is shown", agrees, deadline=10)

    def test_changes_are_told_once_each(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
            rig.start()
            rig.wait_state("a", "verified")
            changes = rig.monitor(r.PATH + "/board/a")
            writes = tcp.units[1].writes
            r.wait_for("a change", lambda: any("Wanted" in c for c in changes))
            begin, n = len(changes), len(writes)
            r.wait_for("three more writes", lambda: len(writes) >= n + 3)
            r.wait_for("the last to be told", lambda: changes and "verified" == changes[-1].get(
                "State", {}).get("data") and changes[-1]["Showing"]["data"][4] == tcp.units[1].rows())
            seen = changes[begin:]
            shown = [c["Showing"]["data"][4] for c in seen if "Showing" in c and
                     c.get("State", {}).get("data") == "verified"]
            self.assertIn(shown[-3:], [[w[1] for w in writes[i:i + 3]]
                                       for i in range(len(writes) - 2)])
            # Two messages a change: it should show another page, and it does.
            self.assertLessEqual(len(seen), 2 * (len(writes) - n) + 2)
            for c in seen:
                self.assertLessEqual(set(c), {"State", "Showing", "Wanted", "Rule"})

    def test_quiet_hours_begin(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1, 2)
            r.write_playlists(rig)
            rig.write("playlists/quiet.cfg", 'limits = ( { boards = [ "all-of-us" ]; '
                      'hours = "22:00-06:30"; action = "off"; } );\n')
            rig.write("pufa.cfg", r.site(
                [r.tcp_line("net", tcp)],
                [r.board("a", "net", 1), r.board("day-and-night", "net", 2, groups=())]))
            rig.start("--rehearse", "2030-02-03 21:59:57")
            rig.wait_state("a", "verified")
            self.assertTrue(tcp.units[1].rows())
            rig.wait_state("a", "dark")
            self.assertEqual(tcp.units[1].rows(), [])
            self.assertEqual(rig.board("a", "Showing")[:4], ["", "", "", ""])
            self.assertEqual(rig.board("day_2dand_2dnight", "State"), "verified")
            self.assertTrue(tcp.units[2].rows())

    def test_explain(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1, 2)
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site(
                [r.tcp_line("net", tcp)],
                [r.board("in", "net", 1), r.board("out", "net", 2, groups=())]))
            rig.start()
            now = rig.manager("Now")
            self.assertLess(abs(now / 1e6 - time.time()), 5)
            shows, until, because, considered = rig.call("Explain", "st", "in", now)
            self.assertEqual(shows[0], "quick")
            self.assertGreater(until, now)
            self.assertIn("rule 'quick-ones'", because)
            self.assertEqual([c[:2] for c in considered], [["quick-ones", "won"]])
            shows, until, because, considered = rig.call("Explain", "st", "out", now)
            self.assertEqual(shows[0], "long")
            self.assertIn("filler, 'long'", because)
            self.assertEqual(considered, [])
            with self.assertRaisesRegex(r.Failed, "No board is called 'nowhere'"):
                rig.call("Explain", "st", "nowhere", now)
            with self.assertRaisesRegex(r.Failed, "ends before it begins"):
                rig.call("Plan", "sttu", "in", now, now - 1, 0)

    def test_a_long_plan_comes_in_pieces(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("in", "net", 1)]))
            rig.start()
            now = rig.manager("Now")
            rows, then = rig.call("Plan", "sttu", "in", now, now + 3600 * 10**6, 0)
            self.assertEqual(len(rows), 500)
            self.assertEqual(then, rows[-1][1])
            plan = rig.plan("in", now, now + 3600 * 10**6)
            self.assertGreater(len(plan), 500)
            self.assertEqual(plan[0]["from"], now)
            self.assertEqual(plan[-1]["until"], now + 3600 * 10**6)
            for a, b in zip(plan, plan[1:]):
                self.assertEqual(a["until"], b["from"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
