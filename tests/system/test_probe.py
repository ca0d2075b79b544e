# SPDX-License-Identifier: MIT
"""Looking for boards on a line that is in service, and on one that is not."""

import json
import os
import subprocess
import threading
import unittest

import boards as b
import rig as r

PUFACTL = os.path.join(os.path.dirname(r.PUFAD), "pufactl")


class Probe(unittest.TestCase):
    def ask(self, rig, *words):
        return json.loads(rig.busctl("call", r.NAME, r.PATH + "/line/wire", r.NAME + ".Line",
                                     "Probe", "su", *map(str, words)))["data"]

    def pufactl(self, rig, *words):
        env = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + rig.bus_socket)
        return subprocess.run([PUFACTL, *words], capture_output=True, text=True, env=env,
                              check=False, timeout=120)

    def start(self, rig, slave):
        r.write_playlists(rig)
        rig.write("pufa.cfg", r.site([r.rtu_line("wire", slave)], [r.board("a", "wire", 1)]))
        rig.start()
        rig.wait_state("a", "verified")

    def test_by_the_service(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1, 3)
            self.start(rig, rtu)
            self.assertEqual(rig.line("wire", "Driver"), "modbus")
            self.assertEqual(self.ask(rig, "modbus", 3), [True, "", "", "", 0, 0])
            self.assertEqual(self.ask(rig, "modbus", 9), [False, "no answer", "", "", 0, 0])
            for words in ("nonsense", 1), ("modbus", 0), ("modbus", 248):
                with self.assertRaises(r.Failed):
                    self.ask(rig, *words)
            found = self.pufactl(rig, "probe", "wire", "--addresses", "1-4", "--json")
            self.assertEqual(found.returncode, 0, found.stderr)
            self.assertEqual([b["address"] for b in json.loads(found.stdout)], [1, 3])
            # Nothing was written to the other one, and the boards have played on.
            self.assertEqual(rtu.units[3].writes, [])
            rig.wait_state("a", "verified")

            missing = self.pufactl(rig, "probe", "other")
            self.assertEqual((missing.returncode, missing.stdout), (1, ""))
            self.assertIn("no line is called 'other'", missing.stderr)

    def test_a_line_that_is_gone(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1)
            self.start(rig, rtu)
            rtu.unplug()
            r.wait_for("the cause",
                       lambda: "No such file or directory" in rig.line("wire", "LastError"))
            found = self.pufactl(rig, "probe", "wire", "--addresses", "1-4")
            self.assertEqual(found.returncode, 1)
            self.assertIn("No such file or directory", found.stderr)
            self.assertEqual(found.stderr.count("\n"), 1)
            rtu.plug()
            rig.wait_state("a", "verified")

    def test_a_board_that_ends_the_connection(self):
        with r.Rig() as rig:
            gateway = rig.gateway(rig.tcp(3), [3])
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site([r.tcp_line("wire", gateway)], [r.board("a", "wire", 3)]))
            rig.start()
            rig.wait_state("a", "verified")
            found, why = self.ask(rig, "modbus", 2)[:2]
            self.assertFalse(found)
            self.assertIn("Connection reset", why)
            for line in "wire", f"127.0.0.1:{gateway.port}":
                found = self.pufactl(rig, "probe", line, "--addresses", "1-3", "--protocol",
                                     "modbus", "--json")
                self.assertEqual([b["address"] for b in json.loads(found.stdout)], [3])
            self.assertNotIn("line wire: ", rig.log())
            rig.wait_state("a", "verified")

    def test_a_line_that_no_board_is_on(self):
        with r.Rig() as rig:
            spare = rig.rtu(2)
            tcp = rig.tcp(1)
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp), r.rtu_line("wire", spare)],
                                         [r.board("a", "net", 1)]))
            rig.start()
            self.assertEqual(rig.line("wire", "Driver"), "")
            for _ in range(2):
                self.assertEqual(self.ask(rig, "alpha", 2)[0], False)
                self.assertEqual(self.ask(rig, "modbus", 2)[0], True)
            found = self.pufactl(rig, "probe", "wire", "--addresses", "2", "--json")
            self.assertEqual([(b["address"], b["protocol"]) for b in json.loads(found.stdout)],
                             [(2, "modbus")])
            with self.assertRaises(r.Failed):
                rig.busctl(
                    "call", r.NAME, r.PATH + "/line/net", r.NAME + ".Line", "Probe", "su",
                    "alpha", "1")

    def test_by_itself(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            rtu = rig.rtu(2)
            found = self.pufactl(rig, "probe", rtu.link, "--addresses", "1-3", "--protocol",
                                 "modbus", "--json")
            self.assertEqual([b["address"] for b in json.loads(found.stdout)], [2])
            found = self.pufactl(rig, "probe", f"127.0.0.1:{tcp.port}", "--addresses", "1",
                                 "--protocol", "modbus", "--json")
            self.assertEqual([b["address"] for b in json.loads(found.stdout)], [1])
            # 0 is an address, and no word for all of them.
            found = self.pufactl(rig, "probe", rtu.link, "--addresses", "0", "--protocol", "modbus")
            self.assertEqual(found.returncode, 2)
            self.assertIn("no board has an address in '0'", found.stderr)

    def test_lines_without_boards(self):
        """A line says how frames look on it before the first board is there."""
        ports = [b.Port("server", "cpower-gbk-128x32", "cpower", "server"),
                 b.Port("udp", "onbon-6k-128x32", "onbon", "udp")]
        with r.Rig() as rig, b.Boards(rig.dir, ports) as boards:
            lines = [p.site_line(at) for p, at in zip(ports, boards.places)]
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site(lines + ['{ name = "other"; serial = "/dev/ttyS9"; }'],
                                         [r.board("a", "other", 1)]))
            for line, words in ("server", ["--protocol", "cpower"]), ("udp", []):
                found = self.pufactl(rig, "probe", line, "-c", rig.path("pufa.cfg"), "--profiles",
                                     os.path.join(r.SOURCE, "drivers/profiles"), "--addresses", "1",
                                     "--json", *words)
                self.assertEqual(found.returncode, 0, found.stderr)
                self.assertEqual(len(json.loads(found.stdout)), 1)

    def test_address_zero(self):
        with r.Rig() as rig:
            rtu = rig.rtu(2)
            found = self.pufactl(rig, "probe", rtu.link, "--addresses", "0", "--protocol", "alpha")
            self.assertEqual(found.returncode, 1)
            self.assertIn("to 1 questions", found.stderr)
            found = self.pufactl(rig, "probe", rtu.link, "--addresses", "0-0", "--protocol",
                                 "modbus")
            self.assertEqual(found.returncode, 2)

    def test_found_before_the_line_went(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1, 2)
            second, read = threading.Event(), rtu.units[2].getValues
            rtu.units[2].getValues = lambda *words: second.set() or read(*words)
            asking = subprocess.Popen([PUFACTL, "probe", rtu.link, "--addresses", "1-247", "--json",
                                       "--protocol", "modbus"], text=True, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE)
            self.assertTrue(second.wait(r.DEADLINE))
            rtu.unplug()
            out, err = asking.communicate(timeout=60)
            self.assertEqual(asking.returncode, 1)
            self.assertEqual(json.loads(out)[0]["address"], 1)
            self.assertEqual(err.count("\n"), 1, err)

    def test_a_port_in_use(self):
        with r.Rig() as rig:
            rtu = rig.rtu(1)
            self.start(rig, rtu)
            found = self.pufactl(rig, "probe", rtu.link, "--addresses", "1", "--protocol", "modbus")
            self.assertEqual(found.returncode, 1)
            self.assertIn("by the line's name", found.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
