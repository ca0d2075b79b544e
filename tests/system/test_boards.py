# SPDX-License-Identifier: MIT
"""
The service with boards of every protocol: what they would show to a passer-by is
what the plan says, their light and clocks are what they should be, and what goes
wrong with one of them heals without its neighbours' noticing.
"""

import datetime
import os
import time
import unittest

import boards as b
import rig as r

# Short enough for all, long enough for two pages on the smallest.
PLAYLIST = """
playlist = { name = "long"; title = "民法典"; law = "中华人民共和国民法典"; };
messages = (
  { article = "6"; text = "遵循公平原则合理确定权利"; seconds = 4; },
  { article = "7"; text = "诚信原则"; seconds = 2; }
);
"""

BEST = {"onbon": "acknowledged", "cpower": "acknowledged", "fk": "acknowledged",
        "jetfile": "verified", "alpha": "unknown"}


def best(name):
    return BEST[name.split("-", maxsplit=1)[0]]


class Boards(unittest.TestCase):
    def start(self, rig, boards, playlist=PLAYLIST, rules="", **site):
        rig.write("playlists/long.cfg", playlist)
        rig.write("playlists/rules.cfg", 'groups = [ "all-of-us" ];\n' + rules)
        rig.write("pufa.cfg", boards.site(**site))
        os.makedirs(rig.path("state"), exist_ok=True)
        rig.start(environment={"STATE_DIRECTORY": rig.path("state")})

    def shown(self, rig, boards, name):
        """Does the board show just what the service says that it shows?"""
        before = rig.board(name, "Showing")[4]
        rows = boards.rows(name)
        return bool(rows) and rows == [row for row in before if row] == \
            [row for row in rig.board(name, "Showing")[4] if row]

    def wait_shown(self, rig, boards, names, deadline=None):
        for name in names:
            rig.wait_state(name, best(name), deadline=deadline)
            r.wait_for(f"{name} to show what it should", lambda: self.shown(rig, boards, name),
                       deadline)

    def test_all_show_the_plan(self):
        with r.Rig() as rig, b.Boards(rig.dir, b.ALL) as boards:
            self.start(rig, boards)
            names = [p.name for p in b.ALL]
            self.wait_shown(rig, boards, names)
            self.assertEqual({rig.board(n, "Certainty") for n in names},
                             {"acknowledged", "verified"})

            # Through several changes nothing else than a page of the plan is ever seen.
            now = time.time_ns() // 1000
            pages = {n: {"|".join(row["rows"]).rstrip("|") for row in
                         rig.plan(n, now, now + 60 * 10**6)} for n in names}
            seen = {n: set() for n in names}

            def look():
                for n in names:
                    seen[n].add("|".join(boards.rows(n)))
                return all(seen[n] >= pages[n] for n in names)

            r.wait_for("all pages of all boards", look)
            self.assertEqual(seen, pages)
            for n in names:
                self.assertEqual(boards.state(n)["destructive"], "0", n)
            self.assertNotIn("warn", rig.log().replace("warning: text", ""))

    def test_what_goes_wrong_heals(self):
        faults = {"onbon-serial": "garbled", "onbon-tcp": "nack:3", "onbon-udp": "silent",
                  "cpower-serial": "crc", "cpower-tcp": "disconnect", "fk-server": "wrong-unit",
                  "jetfile-tcp": "short"}
        neighbour = "cpower-udp"
        with r.Rig() as rig, b.Boards(rig.dir, b.ALL) as boards:
            self.start(rig, boards)
            self.wait_shown(rig, boards, [p.name for p in b.ALL])
            changes = rig.monitor(f"{r.PATH}/board/cpower_2dudp")
            for name, fault in faults.items():
                boards.fault(name, fault)
            for name in faults:
                rig.wait_state(name, "offline", "backoff")
            for name in faults:
                boards.command(name, "reboot")
                boards.fault(name, "none")
            self.wait_shown(rig, boards, faults)
            # The one that nothing was wrong with has shown its pages and nothing else.
            self.assertTrue(self.shown(rig, boards, neighbour) or
                            r.wait_for("it", lambda: self.shown(rig, boards, neighbour)))
            states = {c["State"]["data"] for c in changes if "State" in c}
            self.assertLessEqual(states, {"sending", "acknowledged"})

    def test_a_restart_and_foreign_text(self):
        static = PLAYLIST.replace("seconds = 4", "seconds = 3600").replace("seconds = 2",
                                                                          "seconds = 3600")
        with r.Rig() as rig, b.Boards(rig.dir, b.ALL) as boards:
            self.start(rig, boards, static)
            names = [p.name for p in b.ALL]
            self.wait_shown(rig, boards, names)
            for name in names:
                boards.command(name, "reboot")
            self.wait_shown(rig, boards, names)
            for name in ("onbon-serial", "onbon-tcp", "onbon-udp"):
                self.assertIn(f"board {name}: has lost what it was given", rig.log())

            for name in names:
                boards.command(name, "foreign", "恭喜发财")
            self.wait_shown(rig, boards, names)

    def test_unplugged(self):
        names = ["onbon-serial", "cpower-serial", "onbon-tcp", "fk-server"]
        with r.Rig() as rig, b.Boards(rig.dir, b.ALL) as boards:
            self.start(rig, boards)
            self.wait_shown(rig, boards, names)
            for name in names:
                boards.command(name, "unplug")
            for name in names:
                r.wait_for(f"line {name} to be down", lambda: rig.line(name, "State") == "down")
            for name in names:
                boards.command(name, "plug")
            self.wait_shown(rig, boards, names)

    def test_light_and_clocks(self):
        levels = ('levels = ( { boards = [ "all" ]; hours = "sunrise..sunrise+12h"; '
                  'brightness = 40; priority = 1; }, { boards = [ "all" ]; brightness = 40; } );\n')
        dim = {"onbon-serial": "6", "onbon-tcp": "6", "onbon-udp": "6", "cpower-serial": "13",
               "cpower-tcp": "13", "cpower-udp": "13"}
        with r.Rig() as rig, b.Boards(rig.dir, b.ALL) as boards:
            self.start(rig, boards, rules=levels, more="latitude = 39.8; longitude = 116.5;")
            self.wait_shown(rig, boards, dim)
            for name, level in dim.items():
                r.wait_for(f"{name} to be dim",
                           lambda: boards.state(name)["brightness"] == level)
                self.assertEqual(rig.board(name, "Brightness"), 40)
            here = datetime.timezone(datetime.timedelta(hours=8))
            for name in dim:
                clock = datetime.datetime.fromisoformat(boards.state(name)["clock"])
                off = clock.replace(tzinfo=here) - datetime.datetime.now(here)
                self.assertLess(abs(off.total_seconds()), 5, name)

            # Off hours: no light, whatever the board could still show.
            rig.write("playlists/off.cfg",
                      'limits = ( { boards = [ "all" ]; action = "off"; } );\n')
            rig.call("Reload")
            for name in dim:
                rig.wait_state(name, "dark")
                self.assertEqual(boards.text(name), "dark")
            r.wait_for("the other to be dark", lambda: not boards.rows("fk-server"))
            os.unlink(rig.path("playlists/off.cfg"))
            rig.call("Reload")
            self.wait_shown(rig, boards, [p.name for p in b.ALL])

    def test_what_remains_after_a_power_cut(self):
        port = b.Port("onbon", "onbon-6k-128x32", "onbon", "serial", line="baud = 57600;")
        with r.Rig() as rig, b.Boards(rig.dir, [port]) as boards:
            keep = {"onbon": 'fallback = "遵守宪法";'}
            self.start(rig, boards, extra=keep)
            self.wait_shown(rig, boards, ["onbon"])
            r.wait_for("the fallback", lambda: boards.state("onbon")["flash"] == "1")
            r.wait_for("a word of it", lambda: "keeps its fallback" in rig.log())
            self.assertTrue(self.shown(rig, boards, "onbon") or
                            r.wait_for("it", lambda: self.shown(rig, boards, "onbon")))

            # Neither a reload nor a restart writes it again; another text does.
            rig.call("Reload")
            self.assertEqual(rig.stop(), 0)
            boards.command("onbon", "reboot")
            self.assertEqual(boards.rows("onbon"), ["遵守宪法"])
            self.start(rig, boards, extra=keep)
            self.wait_shown(rig, boards, ["onbon"])
            self.assertEqual(boards.state("onbon")["flash"], "1")
            rig.write("pufa.cfg", boards.site(extra={"onbon": 'fallback = "维护宪法";'},
                                              more="flash_writes = 2;"))
            rig.call("Reload")
            r.wait_for("the fallback", lambda: boards.state("onbon")["flash"] == "2")
            rig.write("pufa.cfg", boards.site(extra={"onbon": 'fallback = "弘扬宪法";'},
                                              more="flash_writes = 2;"))
            rig.call("Reload")
            r.wait_for("the cap", lambda: "was written 2 times today" in rig.log())
            self.assertEqual(boards.state("onbon")["flash"], "2")
            self.wait_shown(rig, boards, ["onbon"])

    def test_signs_that_say_nothing(self):
        ports = [b.Port("alpha-serial", "alpha-betabrite-1x14", "alpha", "serial"),
                 b.Port("alpha-server", "alpha-2x20", "alpha2", "server")]
        text = PLAYLIST.replace("遵循公平原则合理确定权利", "Obey the law").replace("诚信原则",
                                                                       "Be honest")
        with r.Rig() as rig, b.Boards(rig.dir, ports) as boards:
            self.start(rig, boards, text)
            for name, words in (("alpha-serial", {"Obey the law", "Be honest"}),
                                ("alpha-server", {"Obey the law", "Be honest"})):
                seen = set()

                def look():
                    seen.add(" ".join(boards.rows(name)))
                    return seen >= words

                r.wait_for(f"both texts on {name}", look)
            self.assertEqual(rig.board("alpha-serial", "Certainty"), "sent")
            self.assertEqual(rig.board("alpha-serial", "State"), "unknown")
            self.assertEqual(boards.state("alpha-serial")["destructive"], "0")


if __name__ == "__main__":
    unittest.main(verbosity=2)
