# SPDX-License-Identifier: MIT
"""What heals itself: foreign texts, slaves that stop, ports and connections that go."""

import unittest

import rig as r

WANTED = ["自愿平等公平诚信"]


def gbk(text):
    raw = text.encode("gbk").ljust(32, b"\0")
    return [int.from_bytes(raw[i:i + 2], "big") for i in range(0, 32, 2)]


class Heal(unittest.TestCase):
    def start(self, rig, line, *boards):
        r.write_playlists(rig, quick=False, text=WANTED[0])
        rig.write("pufa.cfg", r.site([line], boards))
        rig.start()

    def test_foreign_text_is_put_back(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            registers = tcp.units[1]
            self.start(rig, r.tcp_line("net", tcp), r.board("a", "net", 1))
            rig.wait_state("a", "verified")
            self.assertEqual(registers.rows(), WANTED)

            registers.put(r.BASE, gbk("恭喜发财免费抽奖"))
            self.assertNotEqual(registers.rows(), WANTED)
            r.wait_for("the wanted text to be back", lambda: registers.rows() == WANTED)
            r.wait_for("the evidence in the log", lambda: "恭喜发财免费抽奖" in rig.log())
            rig.wait_state("a", "verified")

            # Restarted without a memory of what it showed.
            registers.put(0, [0] * 4096)
            r.wait_for("the wanted text to be back", lambda: registers.rows() == WANTED)
            r.wait_for("a word in the log", lambda: "found blank" in rig.log())

    def test_what_is_there_already_is_not_written_again(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            tcp.units[1].put(r.BASE, gbk(WANTED[0]))
            self.start(rig, r.tcp_line("net", tcp), r.board("a", "net", 1))
            rig.wait_state("a", "verified")
            self.assertEqual(tcp.units[1].writes, [])

    def test_a_slave_that_stops_and_comes_back(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1, 2)
            self.start(rig, r.tcp_line("net", tcp), r.board("a", "net", 1),
                       r.board("b", "net", 2))
            rig.wait_state("a", "verified")
            rig.wait_state("b", "verified")
            tcp.stop()
            rig.wait_state("a", "offline")
            rig.wait_state("b", "offline")
            self.assertEqual(rig.line("net", "State"), "down")
            r.wait_for("the cause", lambda: all("Connection refused" in text for text in
                                                (rig.board("a", "LastError"),
                                                 rig.line("net", "LastError"))))
            self.assertEqual(rig.board("a", "Showing")[3], "")
            for registers in tcp.units.values():
                registers.put(0, [0] * 4096)
            tcp.start()
            rig.wait_state("a", "verified")
            rig.wait_state("b", "verified")
            self.assertEqual(tcp.units[1].rows(), WANTED)
            self.assertEqual(rig.line("net", "State"), "up")
            for name in "ab":
                self.assertEqual(rig.log().count(f"board {name}: offline"), 1)
                self.assertEqual(rig.log().count(f"board {name}: answers again"), 1)
            self.assertEqual(rig.log().count("line net: over: "), 1)

    def test_one_silent_board_does_not_stop_its_neighbour(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1)
            self.start(rig, r.rtu_line("wire", rtu), r.board("here", "wire", 1),
                       r.board("gone", "wire", 2))
            rig.wait_state("here", "verified")
            rig.wait_state("gone", "offline")
            self.assertEqual(rig.board("here", "State"), "verified")
            self.assertEqual(rig.line("wire", "State"), "up")
            self.assertEqual(rig.board("gone", "LastError"), "no answer")
            rtu.units[1].put(r.BASE, gbk("别的"))
            r.wait_for("the neighbour's text to be put back",
                       lambda: rtu.units[1].rows() == WANTED)

    def test_a_gateway_that_ends_the_connection_for_a_missing_board(self):
        with r.Rig() as rig:
            gateway = rig.gateway(rig.tcp(1), [1])
            self.start(rig, r.tcp_line("net", gateway), r.board("here", "net", 1),
                       r.board("gone", "net", 2), r.board("gone-too", "net", 3))
            for name in "gone", "gone_2dtoo":
                rig.wait_state(name, "offline")
                self.assertIn("Connection reset", rig.board(name, "LastError"))
            rig.wait_state("here", "verified")
            # Each had its pauses.
            self.assertLess(gateway.ended, 40)
            self.assertEqual(rig.line("net", "State"), "up")
            self.assertNotIn("line net: ", rig.log())

    def test_a_port_that_is_unplugged(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1)
            self.start(rig, r.rtu_line("wire", rtu), r.board("a", "wire", 1))
            rig.wait_state("a", "verified")
            rtu.unplug()
            rig.wait_state("a", "offline", "backoff")
            r.wait_for("the line to be down", lambda: rig.line("wire", "State") == "down")
            r.wait_for("the cause",
                       lambda: "No such file or directory" in rig.line("wire", "LastError"))
            rtu.units[1].put(0, [0] * 4096)
            rtu.plug()
            rig.wait_state("a", "verified")
            self.assertEqual(rtu.units[1].rows(), WANTED)
            self.assertEqual(rig.line("wire", "State"), "up")


if __name__ == "__main__":
    unittest.main(verbosity=2)
