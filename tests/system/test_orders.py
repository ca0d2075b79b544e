# SPDX-License-Identifier: MIT
"""Notices and blanks that people put up over the bus."""

import datetime
import os
import signal
import unittest

import breaks
import playlog
import rig as r
import test_time

MINUTE = 60 * 10**6
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
NAMES = ("id", "kind", "who", "from", "until", "urgency", "through_quiet", "text", "boards")


class Orders(unittest.TestCase):
    def start(self, rig, *options, clock="system", quiet="", environment=None):
        self.tcp = rig.tcp(1, 2)
        self.write(rig, clock=clock)
        if quiet:
            rig.write("playlists/quiet.cfg", 'limits = ( { boards = [ "all" ]; hours = "%s"; '
                      'action = "off"; } );\n' % quiet)
        os.makedirs(rig.path("state"), exist_ok=True)
        self.environment = environment or {"STATE_DIRECTORY": rig.path("state")}
        rig.start(*options, environment=self.environment)

    def write(self, rig, names=("a", "b"), clock="system", profile="modbus-gbk-2x8"):
        r.write_playlists(rig, quick=False, text="自愿平等公平诚信")
        rig.write("pufa.cfg", r.site(
            [r.tcp_line("net", self.tcp)],
            [r.board(n, "net", {"a": 1, "b": 2}[n], profile=profile) for n in names], clock=clock))

    def put(self, rig, text, *boards, span=10 * MINUTE, urgency=1, quiet=False, **more):
        return rig.call("PutNotice", "sastub", text, len(boards), *boards, span, urgency,
                        str(quiet).lower(), **more)[0]

    def orders(self, rig):
        return [dict(zip(NAMES, o)) for o in rig.manager("Orders")]

    def shows(self, rig, unit, *rows):
        r.wait_for(f"{unit} to show {rows}", lambda: self.tcp.units[unit].rows() == list(rows))

    def records(self, rig):
        return [x for x in playlog.read(rig.path("state/log"), torn=True) if x["kind"] == "order"]

    def test_a_notice_from_its_beginning_to_its_end(self):
        with r.Rig() as rig:
            self.start(rig)
            self.shows(rig, 1, "自愿平等公平诚信")
            rig.wait_state("b", "verified")
            n = len(self.tcp.units[2].writes)
            changes = rig.monitor(r.PATH)
            self.assertEqual(self.put(rig, "今天下午三点停水", "a"), 1)
            self.shows(rig, 1, "今天下午三点停水")
            self.shows(rig, 2, "自愿平等公平诚信")
            order, = self.orders(rig)
            self.assertEqual((order["kind"], order["text"], order["boards"], order["urgency"]),
                             ("notice", "今天下午三点停水", ["a"], 1))
            self.assertEqual(order["until"] - order["from"], 10 * MINUTE)
            r.wait_for("the property", lambda: any("Orders" in c for c in changes))

            now = rig.manager("Now")
            shows, until, because, _ = rig.call("Explain", "st", "a", now)
            self.assertEqual(shows[3], "今天下午三点停水")
            self.assertIn(f"(order 1, by {order['who']})", because)
            rows = rig.plan("a", now, order["until"] + MINUTE)
            last = [x for x in rows if x["text"] == "今天下午三点停水"][-1]
            self.assertEqual((last["until"], last["playlist"], last["rule"]),
                             (order["until"], "", ""))
            self.assertEqual(rows[-1]["text"], "自愿平等公平诚信")
            self.assertEqual(rows[-1]["from"], order["until"])

            rig.call("ClearNotice", "t", 1)
            self.shows(rig, 1, "自愿平等公平诚信")
            self.assertEqual(self.orders(rig), [])
            self.assertEqual(len(self.tcp.units[2].writes), n, "the other board was written to")
            with self.assertRaisesRegex(r.Failed, "no notice 1"):
                rig.call("ClearNotice", "t", 1)
            rig.call("ClearNotice", "t", 0)
            self.assertEqual(self.put(rig, "通知", "all"), 2, "an id is given once")
            rig.stop()
            records = self.records(rig)
            self.assertEqual([(x["what"], x["id"], x["boards"]) for x in records],
                             [("put", 1, "a"), ("cleared", 1, "a"), ("put", 2, "a, b")])
            for x in records:
                self.assertEqual((x["order"], x["who"]), ("notice", order["who"]))
            self.assertEqual(records[0]["until"], order["until"] // 1000)
            self.assertEqual(records[0]["text"], "今天下午三点停水")
            self.assertIn(f"notice 1 put by {order['who']} on a, until", rig.log())

            # Its plays are those of no playlist.
            entries = playlog.read(rig.path("state/log"), torn=True)
            texts = {x["ref"]: x for x in entries if x["kind"] == "text"}
            plays = [texts[x["ref"]] for x in entries if x["kind"] == "play"]
            mine = [t for t in plays if t["text"] == "今天下午三点停水"]
            self.assertTrue(mine)
            for t in mine:
                self.assertEqual((t["playlist"], t["law"], t["article"], t["file"], t["line"]),
                                 ("", "", "", "order", 1))

    def test_it_survives_a_kill(self):
        with r.Rig() as rig:
            self.start(rig)
            self.put(rig, "火灾演习", "all-of-us", span=MINUTE)
            rig.daemon.send_signal(signal.SIGKILL)
            rig.daemon.wait()
            rig.start(environment=self.environment)
            self.shows(rig, 1, "火灾演习")
            self.shows(rig, 2, "火灾演习")
            self.assertEqual([o["id"] for o in self.orders(rig)], [1])

    @unittest.skipIf(breaks.built_with(b"__tsan_init"), "no clock of the test's under it")
    def test_it_ends_in_time(self):
        with r.Rig() as rig:
            clock = test_time.Clock(rig.path("clock"))
            clock.set(test_time.local(2027, 3, 1, 9))
            self.start(rig, environment=clock.environment())
            log = clock.state
            self.put(rig, "火灾演习", "a", span=MINUTE)
            self.put(rig, "停水", "b", span=60 * MINUTE)
            self.shows(rig, 1, "火灾演习")
            end = self.orders(rig)[0]["until"] / 10**6
            clock.set(end - 2)
            r.wait_for("its end", lambda: len(self.orders(rig)) == 1)
            self.assertGreaterEqual(rig.manager("Now"), round(end * 10**6))
            self.shows(rig, 1, "自愿平等公平诚信")
            self.shows(rig, 2, "停水")
            clock.set(end - 30 * 24 * 3600)
            r.wait_for("what is of a wrong clock", lambda: not self.orders(rig))
            self.shows(rig, 2, "自愿平等公平诚信")
            rig.stop()
            records = [x for x in playlog.read(os.path.join(log, "log"), torn=True)
                       if x["kind"] == "order"]
            self.assertEqual([(x["what"], x["id"], x["who"] == "") for x in records],
                             [("put", 1, False), ("put", 2, False), ("expired", 1, True),
                              ("expired", 2, True)])
            rig.start(environment=self.environment)
            self.assertEqual(self.orders(rig), [])
            self.assertEqual(self.put(rig, "通知", "a"), 3)

    def test_what_the_disk_holds_is_not_believed_blindly(self):
        with r.Rig() as rig:
            self.start(rig)
            self.put(rig, "火灾演习", "a")
            rig.stop()
            with open(rig.path("state/orders"), "rb") as f:
                good = f.read()
            for bad in (good.replace("火灾演习".encode(), "火灾再习".encode()), good[:-9], b"", b"{}",
                        b"\0" * 4096):
                with open(rig.path("state/orders"), "wb") as f:
                    f.write(bad)
                rig.start(environment=self.environment)
                self.assertEqual(self.orders(rig), [])
                self.shows(rig, 1, "自愿平等公平诚信")
                rig.stop()
                with open(rig.path("state/orders.damaged"), "rb") as f:
                    self.assertEqual(f.read(), bad)
            self.assertEqual(rig.log().count("is damaged"), 5)

    def test_urgency_quiet_hours_and_blanks(self):
        with r.Rig() as rig:
            now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
            hours = ((now - datetime.timedelta(hours=1)).strftime("%H:%M") + "-" +
                     (now + datetime.timedelta(hours=2)).strftime("%H:%M"))
            self.start(rig, quiet=hours)
            rig.wait_state("a", "dark")
            self.put(rig, "不急", "a")
            self.put(rig, "停电", "a", urgency=2, quiet=True)
            self.put(rig, "洪水", "a", urgency=3, quiet=True)
            self.put(rig, "停气", "a", urgency=2, quiet=True)
            self.shows(rig, 1, "洪水")
            rig.call("ClearNotice", "t", 3)
            self.shows(rig, 1, "停气")
            self.assertEqual(rig.call("PutBlank", "ast", 1, "a", 10 * MINUTE), [5])
            rig.wait_state("a", "dark")
            self.assertIn("blanked by a person (order 5, by",
                          rig.call("Explain", "st", "a", rig.manager("Now"))[2])
            with self.assertRaisesRegex(r.Failed, "no notice 5"):
                rig.call("ClearNotice", "t", 5)
            self.assertEqual(rig.call("Resume", "as", 1, "b"), [0])
            self.assertEqual(rig.call("Resume", "as", 0), [1])
            self.shows(rig, 1, "停气")
            rig.call("ClearNotice", "t", 0)
            rig.wait_state("a", "dark")
            rig.stop()
            self.assertEqual([(x["what"], x["order"], x["id"]) for x in self.records(rig)][4:],
                             [("cleared", "notice", 3), ("put", "blank", 5),
                              ("resumed", "blank", 5), ("cleared", "notice", 4),
                              ("cleared", "notice", 2), ("cleared", "notice", 1)])

    def test_what_is_refused(self):
        with r.Rig() as rig:
            self.start(rig)
            for words, why in (
                    ((("停水", "c"), {}), "No board and no group is called 'c'"),
                    ((("ก停水🚒ก", "a"), {}), r"a: the board can not show 'ก' \(U\+0E01\)"),
                    ((("", "a"), {}), "it is empty"),
                    ((("停\n水", "a"), {}), "no board can show"),
                    (((" 停水", "a"), {}), "begins or ends with a blank"),
                    ((("水" * 201, "a"), {}), "at most 200"),
                    ((("停水", "a"), {"span": MINUTE - 1}), "1 minute to 24 hours"),
                    ((("停水", "a"), {"span": 24 * 60 * MINUTE + 1}), "1 minute to 24 hours"),
                    ((("停水", "a"), {"urgency": 0}), "1, 2 or 3"),
                    ((("停水", "a"), {"urgency": 4}), "1, 2 or 3")):
                with self.assertRaisesRegex(r.Failed, why):
                    self.put(rig, *words[0], **words[1])
            with self.assertRaisesRegex(r.Failed, "1 minute to 168 hours"):
                rig.call("PutBlank", "ast", 0, 7 * 24 * 60 * MINUTE + 1)
            self.assertEqual(self.orders(rig), [])
            shown, = rig.call("Preview", "sas", "ก停水🚒ก", 0)
            self.assertEqual([b[0] for b in shown], ["a", "b"])
            self.assertEqual(shown[0][2], ["the board can not show 'ก' (U+0E01)",
                                           "the board can not show '🚒' (U+1F692)"])
            shown, = rig.call("Preview", "sas", "国家维护社会主义法制的统一和尊严任何组织", 1, "b")
            self.assertEqual(shown, [["b", [["国家维护社会主义", "法制的统一和尊严"], ["任何组织"]], []]])
            for i in range(64):
                self.put(rig, f"通知{i}", "a")
            with self.assertRaisesRegex(r.Failed, "no more can be"):
                self.put(rig, "停水", "a")

    def test_a_board_that_goes_with_a_reload(self):
        with r.Rig() as rig:
            self.start(rig)
            self.put(rig, "停水通知", "all")
            self.put(rig, "停电通知", "b")
            rig.call("PutBlank", "ast", 1, "b", 10 * MINUTE)
            self.write(rig, names=("a",))
            rig.call("Reload")
            order, = self.orders(rig)
            self.assertEqual((order["id"], order["boards"]), (1, ["a"]))
            self.assertIn("notice 1 leaves b: no such board any more", rig.log())
            self.shows(rig, 1, "停水通知")
            r.write_playlists(rig, quick=False, text="LAW")
            rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp)], [
                r.board("a", "net", 1, profile="modbus-gbk-1x8")]))
            rig.call("Reload")
            self.assertEqual([o["id"] for o in self.orders(rig)], [1])
            rig.stop()
            self.assertEqual([(x["what"], x["id"]) for x in self.records(rig)][3:],
                             [("cleared", 3), ("cleared", 2)])

    def test_a_clock_that_is_not_to_be_trusted(self):
        with r.Rig() as rig:
            self.start(rig)
            self.put(rig, "停水", "a", span=60 * MINUTE)
            rig.stop()
            self.write(rig, clock="ntp")
            rig.start(environment=self.environment)
            if rig.manager("Clock") != "untrusted":
                self.skipTest("this machine's clock is synchronised")
            self.shows(rig, 1, "自愿平等公平诚信")
            self.assertEqual([o["text"] for o in self.orders(rig)], ["停水"])
            with self.assertRaisesRegex(r.Failed, "clock is not to be trusted"):
                self.put(rig, "停电", "a")
            with self.assertRaisesRegex(r.Failed, "clock is not to be trusted"):
                rig.call("PutBlank", "ast", 0, MINUTE)
            self.write(rig)
            rig.call("Reload")
            self.shows(rig, 1, "停水")

    def test_a_disk_that_does_not_take_it(self):
        with r.Rig() as rig:
            self.start(rig)
            self.put(rig, "停水", "a")
            os.mkdir(rig.path("state/orders.new"))
            with self.assertRaisesRegex(r.Failed, "The disk could not keep it.*not put up"):
                self.put(rig, "停电", "a", urgency=3)
            self.assertEqual([o["text"] for o in self.orders(rig)], ["停水"])
            with self.assertRaisesRegex(r.Failed, "It was taken down, and the disk does not know"):
                rig.call("ClearNotice", "t", 0)
            self.shows(rig, 1, "自愿平等公平诚信")
            os.rmdir(rig.path("state/orders.new"))
            self.put(rig, "停气", "a")
            rig.stop()
            rig.start(environment=self.environment)
            self.assertEqual([o["text"] for o in self.orders(rig)], ["停气"])
            rig.stop()
            rig.start()
            with self.assertRaisesRegex(r.Failed, "no state directory"):
                self.put(rig, "停电", "a")

    def test_a_rehearsal_keeps_nothing(self):
        with r.Rig() as rig:
            self.start(rig, "--rehearse", "2027-03-01T09:00:00+08:00")
            self.put(rig, "停水", "a")
            self.shows(rig, 1, "停水")
            rig.stop()
            self.assertFalse(os.path.exists(rig.path("state/orders")))

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to call as somebody else")
    def test_not_everybody_may(self):
        for config in (r.BUS_CONFIG, r.STRICT_BUS_CONFIG):
            with r.Rig() as rig:
                rig.start_bus(config)
                self.start(rig)
                os.chmod(rig.bus_socket, 0o777)
                denied = "Access denied|[Aa]ccess|not authorized|[Rr]ejected|Only root"
                with self.assertRaisesRegex(r.Failed, denied):
                    self.put(rig, "停水", "a", prefix=NOBODY)
                with self.assertRaisesRegex(r.Failed, denied):
                    rig.call("PutBlank", "ast", 0, MINUTE, prefix=NOBODY)
                with self.assertRaisesRegex(r.Failed, denied):
                    rig.call("Resume", "as", 0, prefix=NOBODY)
                with self.assertRaisesRegex(r.Failed, denied):
                    rig.call("ClearNotice", "t", 0, prefix=NOBODY)
                self.assertTrue(rig.call("Preview", "sas", "停水", 0, prefix=NOBODY))
                self.assertEqual(self.orders(rig), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
