# SPDX-License-Identifier: MIT
"""What a board needs beside its text, on a simulated card: brightness, clock, and a kept page."""

import os
import re
import subprocess
import unittest

import breaks
import rig as r

SIMULATOR = os.path.join(os.path.dirname(r.PUFAD), "pufa-simulator")


class Card:
    """One Onbon card on a port; its memory lasts as long as the program."""

    def __init__(self):
        self.process = subprocess.Popen([SIMULATOR, "--tcp", "0", "--board", "onbon:1"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[3])
        assert self.process.stdout.readline() == "ready\n"

    def start(self):
        pass

    def stop(self):
        self.process.stdin.close()
        self.process.wait(r.DEADLINE)
        self.process.stdout.close()

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def state(self, word):
        return re.search(rf"{word} (\S+)", self.ask("state 1"))[1]


class Tend(unittest.TestCase):
    def start(self, rig, level, fallback="自愿"):
        rig.write("pufa.cfg", r.site(
            [r.tcp_line("net", self.card)],
            [r.board("a", "net", 1, profile="onbon-6k-128x32").replace(
                "groups", f'fallback = "{fallback}"; groups')]))
        rig.write("playlists/levels.cfg",
                  f'levels = ( {{ boards = [ "all" ]; brightness = {level}; }} );\n')

    def test_all_of_it(self):
        with r.Rig() as rig:
            self.card = rig.add(Card())
            where = {"STATE_DIRECTORY": rig.dir}
            r.write_playlists(rig, quick=False)
            self.start(rig, 40)
            rig.start(environment=where)
            rig.wait_state("a", "acknowledged")
            r.wait_for("brightness", lambda: self.card.state("brightness") == "6")
            r.wait_for("a clock", lambda: self.card.state("clock") > "2026")
            r.wait_for("the kept page", lambda: self.card.state("flash") != "0")
            written = self.card.state("flash")
            r.wait_for("the word of it", lambda: "keeps its fallback" in rig.log())

            # A restart of the card: its text, brightness and clock again; of the service: no flash.
            self.card.ask("reboot 1")
            r.wait_for("its text", lambda: "自愿平等" in self.card.ask("text 1"))
            r.wait_for("brightness", lambda: self.card.state("brightness") == "6")
            self.assertEqual(rig.stop(), 0)
            rig.notified.clear()
            rig.start(environment=where)
            rig.wait_state("a", "acknowledged")
            self.start(rig, 100)
            rig.call("Reload")
            r.wait_for("brightness", lambda: self.card.state("brightness") == "15")
            self.assertEqual(rig.board("a", "Brightness"), 100)
            self.assertEqual(self.card.state("flash"), written)

            # Another text is another write, up to so many a day.
            for i, text in enumerate(("平等", "公平", "诚信")):
                self.start(rig, 100, fallback=text)
                rig.call("Reload")
                r.wait_for("another", lambda: rig.log().count("keeps its fallback") == i + 2)
            written = self.card.state("flash")
            self.start(rig, 100, fallback="守法")
            rig.call("Reload")
            r.wait_for("the cap", lambda: "was written 4 times today" in rig.log())
            self.assertEqual(self.card.state("flash"), written)

    @breaks.needs_preload
    def test_no_count_no_write(self):
        with r.Rig() as rig:
            self.card = rig.add(Card())
            os.mkdir(rig.path("hang"))
            os.mkdir(rig.path("state"))
            r.write_playlists(rig, quick=False)
            self.start(rig, 40)
            rig.write("hang/keeper", "")
            rig.start(environment={**breaks.preload("hang"), "PUFA_TEST_HANG": rig.path("hang"),
                                   "STATE_DIRECTORY": rig.path("state")})
            rig.wait_state("a", "acknowledged")
            r.wait_for("a clock", lambda: self.card.state("clock") > "2026")
            r.wait_for("a word", lambda: "what boards keep can not be written down" in rig.log(),
                       deadline=60)
            self.assertEqual(self.card.state("flash"), "0")

            # It gets what it should keep by then, and that was one try.
            self.start(rig, 40, fallback="平等")
            rig.call("Reload")
            self.assertEqual(self.card.state("flash"), "0")
            os.unlink(rig.path("hang/keeper"))
            r.wait_for("the kept page", lambda: "keeps its fallback" in rig.log())
            self.assertNotEqual(self.card.state("flash"), "0")
            self.assertEqual(rig.stop(), 0)
            with open(rig.path("state/flash"), encoding="utf-8") as f:
                kept, _, count, board = f.read().split()
            self.assertEqual((len(kept), count, board), (64, "1", "a"))

    @breaks.needs_preload
    def test_gone_before_it_is_counted(self):
        with r.Rig() as rig:
            self.card = rig.add(Card())
            os.mkdir(rig.path("hang"))
            os.mkdir(rig.path("state"))
            r.write_playlists(rig, quick=False)
            self.start(rig, 40)
            rig.write("hang/keeper", "")
            rig.start(environment={**breaks.preload("hang"), "PUFA_TEST_HANG": rig.path("hang"),
                                   "STATE_DIRECTORY": rig.path("state")})
            rig.wait_state("a", "acknowledged")
            r.wait_for("a clock", lambda: self.card.state("clock") > "2026")
            rig.write("pufa.cfg", r.site(
                [r.tcp_line("net", self.card)],
                [r.board("other", "net", 1, profile="onbon-6k-128x32")]))
            rig.call("Reload")
            os.unlink(rig.path("hang/keeper"))
            r.wait_for("the count", lambda: os.path.exists(rig.path("state/flash")))
            rig.wait_state("other", "acknowledged")
            self.assertEqual(self.card.state("flash"), "0")
            self.assertNotIn("keeps its fallback", rig.log())


if __name__ == "__main__":
    unittest.main(verbosity=2)
