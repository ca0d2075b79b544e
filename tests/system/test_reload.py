# SPDX-License-Identifier: MIT
"""Files edited well and badly while the service runs."""

import os
import signal
import time
import unittest

import rig as r


class Reload(unittest.TestCase):
    def start(self, rig, quick=False):
        self.tcp = rig.tcp(1, 2, 3)
        r.write_playlists(rig, quick=quick)
        self.write_site(rig, "a", "b")
        rig.start()
        rig.wait_state("a", "verified")
        rig.wait_state("b", "verified")

    def write_site(self, rig, *names, extra=""):
        units = {"a": 1, "b": 2, "c": 3}
        rig.write("pufa.cfg", extra + r.site([r.tcp_line("net", self.tcp)],
                                             [r.board(n, "net", units[n]) for n in names]))

    def boards(self, rig):
        tree = rig.busctl("tree", "--list", r.NAME)
        prefix = r.PATH + "/board/"
        return sorted(p[len(prefix):] for p in tree.split() if p.startswith(prefix))

    def test_boards_come_and_go_and_the_rest_is_left_alone(self):
        with r.Rig() as rig:
            self.start(rig)
            digest, n = rig.manager("Digest"), len(self.tcp.units[1].writes)
            self.assertEqual(self.boards(rig), ["a", "b"])
            self.write_site(rig, "a", "c")
            rig.call("Reload")
            self.assertEqual(self.boards(rig), ["a", "c"])
            rig.wait_state("c", "verified")
            self.assertEqual(rig.board("a", "State"), "verified")
            self.assertEqual(len(self.tcp.units[1].writes), n, "what stayed was written again")
            self.assertNotEqual(rig.manager("Digest"), digest)
            with self.assertRaises(r.Failed):
                rig.board("b", "State")

    def test_a_new_text_is_shown_at_once(self):
        with r.Rig() as rig:
            self.start(rig)
            r.write_playlists(rig, quick=False, text="守合同重信用")
            rig.daemon.send_signal(signal.SIGHUP)
            r.wait_for("the new text on both boards", lambda: all(
                self.tcp.units[u].rows() == ["守合同重信用"] for u in (1, 2)))

    def test_mistakes_are_refused_and_it_plays_on(self):
        with r.Rig() as rig:
            self.start(rig, quick=True)
            digest = rig.manager("Digest")
            self.write_site(rig, "a", "b", "c", extra='nonsense = 1;\n')
            rig.write("playlists/bad.cfg", 'rules = ( { name = "x"; boards = [ "nobody" ]; '
                      'play = ( { playlist = "none"; share = 1; } ); } );\n')
            with self.assertRaises(r.Failed) as refused:
                rig.call("Reload")
            for text in (str(refused.exception), rig.manager("LastReloadError"), rig.log()):
                for mistake in ("pufa.cfg:1: error: ", "bad.cfg:1: error: ", "nonsense", "nobody",
                                "none"):
                    self.assertIn(mistake, text)
            self.assertEqual(rig.manager("Digest"), digest)
            self.assertEqual(self.boards(rig), ["a", "b"])
            n = len(self.tcp.units[1].writes)
            r.wait_for("plays to go on", lambda: len(self.tcp.units[1].writes) >= n + 3)

            os.unlink(rig.path("playlists/bad.cfg"))
            self.write_site(rig, "a", "b")
            rig.call("Reload")
            self.assertEqual(rig.manager("LastReloadError"), "")
            self.assertEqual(rig.manager("Digest"), digest)

    def test_a_line_that_changes(self):
        with r.Rig() as rig:
            self.start(rig)
            other = rig.tcp(1, 2)
            first, self.tcp = self.tcp, other
            self.write_site(rig, "a", "b")
            first.units[1].put(0, [0] * 4096)
            rig.call("Reload")
            r.wait_for("the boards of the other slave", lambda: all(
                other.units[u].rows() == first.units[2].rows() for u in (1, 2)))
            rig.wait_state("a", "verified")

    def test_reloads_while_jobs_are_in_flight(self):
        """Under the sanitizers this is where a state that went too early would show."""
        with r.Rig() as rig:
            self.start(rig, quick=True)
            for i in range(30):
                self.write_site(rig, *(("a", "b"), ("a",), ("a", "b", "c"), ("c", "b"))[i % 4])
                if i % 3 == 0:
                    self.tcp.units[1].put(0, [0] * 4096)
                rig.daemon.send_signal(signal.SIGHUP)
                time.sleep(0.01)
            self.write_site(rig, "a", "b", "c")
            rig.call("Reload")
            for name in "abc":
                rig.wait_state(name, "verified")
            self.assertEqual(rig.stop(), 0)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to call as somebody else")
    def test_the_policy_of_the_bus(self):
        with r.Rig() as rig:
            rig.start_bus(r.STRICT_BUS_CONFIG)
            self.start(rig)
            os.chmod(rig.bus_socket, 0o777)
            nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            now = rig.manager("Now")
            rig.call("Reload")
            self.assertTrue(rig.call("Explain", "st", "a", now, prefix=nobody))
            self.assertTrue(rig.call("Plan", "sttu", "a", now, now + 10**6, 0, prefix=nobody))
            rig.busctl("get-property", r.NAME, r.PATH, r.NAME + ".Manager", "Clock", prefix=nobody)
            rig.busctl("call", r.NAME, r.PATH, "org.freedesktop.DBus.ObjectManager",
                       "GetManagedObjects", prefix=nobody)
            with self.assertRaisesRegex(r.Failed, "[Aa]ccess|not authorized|[Rr]ejected"):
                rig.call("Reload", prefix=nobody)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to call as somebody else")
    def test_not_everybody_may_reload(self):
        with r.Rig() as rig:
            self.start(rig)
            os.chmod(rig.bus_socket, 0o777)
            nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            with self.assertRaisesRegex(r.Failed, "Access denied"):
                rig.call("Reload", prefix=nobody)
            now = rig.manager("Now")
            self.assertTrue(rig.call("Explain", "st", "a", now, prefix=nobody))


if __name__ == "__main__":
    unittest.main(verbosity=2)
