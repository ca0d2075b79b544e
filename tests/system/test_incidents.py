# SPDX-License-Identifier: MIT
"""One fault, one incident: opened once, closed once, whatever comes in between."""

import json
import os
import socket
import subprocess
import time
import unittest

import rig as r
from incidents import WANTED, Case, gbk


class Incidents(Case):
    def test_a_line_without_boards(self):
        """Nobody asks there any more whether it is well again."""
        with r.Rig() as rig:
            tcp, gone = rig.tcp(1), rig.tcp(1)
            gone.stop()
            lines = [r.tcp_line("net", tcp), r.tcp_line("gone", gone)]
            self.start(rig, lines, [r.board("a", "gone", 1)])
            self.opened(rig, "line-down", "gone")
            rig.write("pufa.cfg", r.site(lines, [r.board("a", "net", 1)]))
            rig.call("Reload")
            self.closed(rig, "line-down")
            rig.wait_state("a", "verified")

    def test_a_wire_that_is_cut(self):
        """One fault, however many boards are behind it."""
        with r.Rig() as rig:
            rtu = rig.rtu(1, 2, 3)
            self.start(rig, [r.rtu_line("wire", rtu)],
                       [r.board(n, "wire", 1 + "abc".index(n)) for n in "abc"])
            for name in "abc":
                rig.wait_state(name, "verified")
            rtu.cut = True
            for name in "abc":
                rig.wait_state(name, "offline", deadline=90)
            i = self.opened(rig, "line-down", "wire")
            self.assertIn("none of its boards answers", i["text"])
            self.assertEqual(len(self.all(rig)), 1)
            rtu.cut = False
            self.closed(rig, "line-down")
            for name in "abc":
                rig.wait_state(name, "verified")
            self.assertEqual(len(self.all(rig)), 1, self.all(rig))

    def test_a_silent_board(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1)
            self.start(rig, [r.rtu_line("wire", rtu)],
                       [r.board("here", "wire", 1), r.board("gone", "wire", 2)])
            rig.wait_state("gone", "offline")
            i = self.opened(rig, "board-offline", "gone")
            self.assertIn("no answer", i["text"])
            self.assertGreater(i["opened"], 0)
            rig.wait_state("here", "verified")
            self.assertIn("board-offline gone", self.pufactl(rig, "health", code=2))

            # Over a kill and a restart it is the same one.
            rig.daemon.kill()
            rig.daemon.wait()
            self.run_it(rig)
            self.assertEqual(self.opened(rig, "board-offline", "gone")["id"], i["id"])
            rig.wait_state("gone", "offline")
            again = self.opened(rig, "board-offline", "gone")
            self.assertEqual((again["id"], again["opened"], again["count"]),
                             (i["id"], i["opened"], 1))

            # A reload that removes the board ends it.
            rig.write("pufa.cfg", r.site([r.rtu_line("wire", rtu)], [r.board("here", "wire", 1)]))
            rig.call("Reload")
            self.assertTrue(self.closed(rig, "board-offline")["seen"])
            self.assertEqual(len(self.all(rig)), 1)
            self.assertEqual(rig.log().count("board gone: offline: no answer"), 1)
            self.assertEqual(rig.log().count("board gone: over: "), 1)
            self.assertNotIn("ID", self.pufactl(rig, "incidents"))
            self.assertIn("board-offline", self.pufactl(rig, "incidents", "--all"))

    def test_a_board_that_comes_back_while_nobody_watches(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1)
            self.start(rig, [r.rtu_line("wire", rtu)], [r.board("a", "wire", 2)])
            rig.wait_state("a", "offline")
            self.opened(rig, "board-offline", "a")
            rig.daemon.kill()
            rig.daemon.wait()
            rig.write("pufa.cfg", r.site([r.rtu_line("wire", rtu)], [r.board("a", "wire", 1)]))
            self.run_it(rig)
            rig.wait_state("a", "verified")
            self.closed(rig, "board-offline")

    def test_a_line_is_one(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1, 2, 3)
            self.start(rig, [r.tcp_line("net", tcp)], [r.board(n, "net", a + 1)
                                                       for a, n in enumerate("abc")])
            for name in "abc":
                rig.wait_state(name, "verified")
            self.assertEqual(self.all(rig), [])
            tcp.stop()
            for name in "abc":
                rig.wait_state(name, "offline")
            i = self.opened(rig, "line-down", "net")
            self.assertIn("Connection refused", i["text"])
            rig.daemon.kill()
            rig.daemon.wait()
            self.run_it(rig)
            for name in "abc":
                rig.wait_state(name, "offline")
            tcp.start()
            for name in "abc":
                rig.wait_state(name, "verified")
            self.assertEqual(self.closed(rig, "line-down")["id"], i["id"])
            self.assertEqual(len(self.all(rig)), 1, self.all(rig))

    def test_a_server_that_reboots(self):
        """It refuses, then accepts and says nothing, then is well: one fault, not one more a board."""
        with r.Rig() as rig:
            tcp = rig.tcp(1, 2)
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1),
                                                       r.board("b", "net", 2)])
            for name in "ab":
                rig.wait_state(name, "verified")
            tcp.stop()
            for name in "ab":
                rig.wait_state(name, "offline")
            i = self.opened(rig, "line-down", "net")
            with socket.create_server(("127.0.0.1", tcp.port)):
                r.wait_for("silence", lambda: "no answer" in rig.board("a", "LastError"))
                self.assertEqual(rig.board("a", "State"), "offline")
            tcp.start()
            for name in "ab":
                rig.wait_state(name, "verified")
            self.assertEqual(self.closed(rig, "line-down")["id"], i["id"])
            self.assertEqual(len(self.all(rig)), 1, self.all(rig))

    def test_a_line_that_comes_late(self):
        """At boot adapters and networks may come after the service: no incident, if they do come."""
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            tcp.stop()
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            r.wait_for("the line to be down", lambda: rig.line("net", "State") == "down")
            tcp.start()
            rig.wait_state("a", "verified")
            self.assertEqual(self.all(rig), [])

            tcp.stop()
            i = self.opened(rig, "line-down", "net")
            self.assertEqual(rig.stop(), 0)
            os.unlink(rig.path("state/incidents"))
            self.run_it(rig)
            r.wait_for("the line to be down", lambda: rig.line("net", "State") == "down")
            self.assertEqual(self.all(rig), [])
            self.assertEqual(self.opened(rig, "line-down", "net")["text"], i["text"])
            tcp.start()
            self.closed(rig, "line-down")

    def test_a_foreign_writer(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            registers = tcp.units[1]
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            rig.wait_state("a", "verified")
            changes = rig.monitor(r.PATH)
            for n in range(12):
                registers.put(r.BASE, gbk(f"恭喜发财{n}"))
                r.wait_for("the wanted text to be back", lambda: registers.rows() == WANTED)
                rig.wait_state("a", "verified")  # read back: it is not in between
            i = self.one(rig, "board-foreign", lambda i: i["count"] == 12)
            self.assertIn('"恭喜发财11"; at first: ', i["text"])
            self.assertTrue(i["text"].endswith('"恭喜发财0"'), i)
            self.assertEqual((i["closed"], i["seen"]), (0, False))
            self.assertTrue([c for c in changes if "Incidents" in c])
            self.assertIn("incidents=1", self.pufactl(rig, "health", code=2))

            # Blank is forgotten, not foreign.
            registers.put(0, [0] * 4096)
            r.wait_for("the wanted text to be back", lambda: registers.rows() == WANTED)
            self.assertEqual(self.one(rig, "board-foreign")["count"], 12)
            self.assertEqual(rig.board("a", "Forgot"), 1)

            # Until a person has seen it, whatever is restarted.
            self.assertEqual(rig.stop(), 0)
            self.run_it(rig)
            rig.wait_state("a", "verified")
            i = self.one(rig, "board-foreign")
            self.assertEqual((i["count"], i["closed"], i["seen"]), (12, 0, False))
            self.pufactl(rig, "incidents", "seen", str(i["id"]))
            i = self.closed(rig, "board-foreign")
            self.assertTrue(i["seen"])
            self.assertRegex(rig.log(), rf"incident {i['id']} was seen by \S+")
            self.assertIn("OK", self.pufactl(rig, "health"))
            with self.assertRaisesRegex(r.Failed, "no incident 99 in the list"):
                rig.call("SeeIncident", "t", 99)

    def test_a_foreign_text_while_the_line_is_down(self):
        """Of what was written then nothing was seen; what was left as it was is nobody's fault."""
        with r.Rig() as rig:
            tcp = rig.tcp(1, 2, 3)
            # What they hold before they are first given anything is from before.
            tcp.units[1].put(r.BASE, gbk("欢迎光临"))
            self.start(rig, [r.tcp_line("net", tcp)], [r.board(n, "net", a + 1)
                                                       for a, n in enumerate("abc")])
            for name in "abc":
                rig.wait_state(name, "verified")
            self.assertEqual(self.all(rig), [])
            tcp.stop()
            for name in "abc":
                rig.wait_state(name, "offline")
            tcp.units[1].put(r.BASE, gbk("恭喜发财"))
            tcp.units[2].put(0, [0] * 4096)
            tcp.start()
            for name in "abc":
                rig.wait_state(name, "verified")
                self.assertEqual(tcp.units[ord(name) - 96].rows(), WANTED)
            i = self.opened(rig, "board-foreign", "a")
            self.assertIn('"恭喜发财"', i["text"])
            self.assertEqual(i["count"], 1)
            self.closed(rig, "line-down")
            self.assertEqual(len(self.all(rig)), 2, self.all(rig))
            self.pufactl(rig, "incidents", "seen", "all")
            self.closed(rig, "board-foreign")

    def test_a_writer_that_goes_on(self):
        """What somebody writes over each page at once is foreign; the board answers all the time."""
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            registers = tcp.units[1]
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            rig.wait_state("a", "verified")
            registers.over = gbk("恭喜发财")
            registers.put(r.BASE, registers.over)
            end = time.monotonic() + 20
            i = self.one(rig, "board-foreign", lambda i: i["count"] >= 4)
            self.assertIn('"恭喜发财"', i["text"])

            def over():
                self.assertNotIn(rig.board("a", "State"), ("offline", "verified"))
                return time.monotonic() > end
            r.wait_for("20 seconds of it", over)
            # Pauses: it does not keep the line busy.
            self.assertLess(len(registers.writes), 20)
            registers.over = None
            rig.wait_state("a", "verified")
            self.assertEqual(registers.rows(), WANTED)
            self.opened(rig, "board-foreign", "a")
            self.assertEqual(len(self.all(rig)), 1, self.all(rig))
            self.pufactl(rig, "incidents", "seen", "all")
            self.closed(rig, "board-foreign")

    def test_kept_dark(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            registers = tcp.units[1]
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)],
                       'foreign = "blank"; foreign_after = 2;')
            rig.wait_state("a", "verified")
            registers.put(r.BASE, gbk("免费抽奖"))
            r.wait_for("the wanted text to be back", lambda: registers.rows() == WANTED)
            registers.put(r.BASE, gbk("免费抽奖"))
            rig.wait_state("a", "blanked")
            self.assertEqual(registers.rows(), [])
            registers.put(r.BASE, gbk("免费"))
            r.wait_for("it to be dark again", lambda: registers.rows() == [])
            rig.wait_state("a", "blanked")
            self.assertIn("blanked", self.pufactl(rig, "status"))
            self.assertIn(" blanked=1;", self.pufactl(rig, "health", code=2))

            # A restart and a reload do not make it safe.
            rig.daemon.kill()
            rig.daemon.wait()
            self.run_it(rig)
            rig.wait_state("a", "blanked")
            rig.call("Reload")
            rig.wait_state("a", "blanked")
            self.assertEqual(registers.rows(), [])
            self.assertEqual(self.one(rig, "board-foreign")["closed"], 0)

            self.pufactl(rig, "incidents", "seen", "all")
            rig.wait_state("a", "verified")
            self.assertEqual(registers.rows(), WANTED)
            self.closed(rig, "board-foreign")

    def test_left_alone(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            registers = tcp.units[1]
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)],
                       'foreign = "hold"; foreign_after = 1;')
            rig.wait_state("a", "verified")
            for text in "免费抽奖", "恭喜":
                registers.put(r.BASE, gbk(text))
                self.one(rig, "board-foreign", lambda i: f'"{text}"' in i["text"])
                rig.wait_state("a", "held")
            n = len(registers.writes)
            self.assertEqual(registers.rows(), ["恭喜"])
            status = json.loads(self.pufactl(rig, "status", "--json"))
            self.assertEqual(status["boards"][0]["state"], "held")
            self.assertIn('"恭喜"', status["incidents"][0]["text"])
            self.assertIn('"恭喜" (2 times)', rig.log())

            def written():  # a repeat is, within 10 s
                with open(rig.path("state/incidents"), encoding="utf-8") as f:
                    return '"count":2' in f.read()
            r.wait_for("the repeat to be written", written)
            rig.daemon.kill()
            rig.daemon.wait()
            self.run_it(rig)
            rig.wait_state("a", "held")
            self.assertEqual(self.one(rig, "board-foreign")["count"], 2)
            self.assertEqual(len(registers.writes), n)

            rig.call("Reload")
            rig.wait_state("a", "verified")
            self.assertEqual(registers.rows(), WANTED)
            i = self.one(rig, "board-foreign")
            self.assertEqual((i["closed"], i["seen"]), (0, False))

    def test_a_refused_reload(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            rig.wait_state("a", "verified")
            self.files("colour = 1;")
            for _ in range(2):
                with self.assertRaises(r.Failed):
                    rig.call("Reload")
            i = self.one(rig, "reload-refused", lambda i: i["count"] == 2)
            self.assertIn("colour", i["text"])
            self.assertEqual((i["level"], i["closed"]), ("warning", 0))
            self.files("")
            rig.call("Reload")
            self.closed(rig, "reload-refused")
            self.assertEqual(len(self.all(rig)), 1)

    def test_no_clock(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)], clock="ntp")
            rig.wait_state("a", "verified")
            if rig.manager("Clock") != "untrusted":
                self.skipTest("this machine's clock is synchronised")
            i = self.opened(rig, "clock-untrusted", "", "warning")
            self.assertEqual(i["opened"], 0)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
            rig.call("Reload")
            self.assertGreater(self.closed(rig, "clock-untrusted")["closed"], 1)

    def test_a_year_that_is_not_announced(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            r.write_playlists(rig, text=WANTED[0])
            rig.write("playlists/rules.cfg", r.RULES.replace('play =', 'days = "workday"; play ='))
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
            os.makedirs(rig.path("state"))
            rig.start("--rehearse", "2080-06-01 12:00",
                      environment={"STATE_DIRECTORY": rig.path("state")})
            self.opened(rig, "year-unannounced", "2080")
            # A rehearsal leaves no trace.
            self.assertNotIn("incidents", os.listdir(rig.path("state")))

    def test_damaged_and_full(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            rig.write("state/incidents", '{"next":5}\nnonsense\n')
            self.start(rig, [r.tcp_line("net", tcp)], [r.board("a", "net", 1)])
            rig.wait_state("a", "verified")
            self.assertIn("incidents is damaged", rig.log())
            self.assertTrue(os.path.exists(rig.path("state/incidents.damaged")))
            r.wait_for("a good one", lambda: os.path.exists(rig.path("state/incidents")))

            # Nothing can be written any more: the memory goes on.
            os.makedirs(rig.path("state/incidents.new"))
            tcp.stop()
            i = self.opened(rig, "line-down", "net")
            self.assertEqual(i["id"], 5)
            r.wait_for("a word of it",
                       lambda: "incidents can not be written" in rig.log())
            tcp.start()
            self.closed(rig, "line-down")
            self.assertEqual(rig.log().count("incidents can not be written"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
