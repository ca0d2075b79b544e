#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a monitoring system is told of a real service: by health, by metrics, and by whom it may be
asked."""

import os
import re
import subprocess
import time
import unittest

import incidents
import prometheus
import rig as r

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


class Watched(incidents.Case):
    def begin(self, rig):
        rig.start_bus(r.STRICT_BUS_CONFIG)
        tcp = rig.tcp(1)
        self.start(rig, [r.tcp_line("net", tcp), r.tcp_line("unused", rig.tcp(1))],
                   [r.board("here", "net", 1), r.board("gone", "net", 2)])
        rig.wait_state("here", "verified")
        rig.wait_state("gone", "offline")

    def ask(self, rig, *words, prefix=()):
        p = subprocess.run(
            [*prefix, os.path.join(os.path.dirname(r.PUFAD), "pufactl"), *words],
            capture_output=True, text=True, check=False, timeout=60,
            env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + rig.bus_socket))
        return p.returncode, p.stdout, p.stderr

    @unittest.skipUnless(os.geteuid() == 0, "the bus of this test is root's")
    def test_by_everybody(self):
        with r.Rig() as rig:
            self.begin(rig)
            # A record that nobody waits for is written within 10 s.
            r.wait_for("a record", lambda: rig.manager("LogHead")[0] > 0)
            for prefix in (), NOBODY:
                before = time.time()
                code, out, err = self.ask(rig, "metrics", prefix=prefix)
                self.assertEqual((code, err), (0, ""))
                self.metrics(prometheus.parse(out), before)
                code, out, err = self.ask(rig, "health", prefix=prefix)
                self.assertEqual((code, err), (2, ""), out)
                self.health(out)

    def metrics(self, m, before):
        def value(name, **labels):
            return prometheus.value(m, name, **labels)

        self.assertEqual(value("pufa_up"), 1)
        self.assertEqual(value("pufa_reload_ok"), 1)
        self.assertEqual(value("pufa_board_state", board="here", line="net", state="verified"), 1)
        self.assertEqual(value("pufa_board_state", board="gone", line="net", state="offline"), 1)
        self.assertLess(before - value("pufa_board_last_seen_timestamp_seconds", board="here"), 60)
        self.assertIsNone(value("pufa_board_last_seen_timestamp_seconds", board="gone"))
        self.assertEqual(value("pufa_board_forgot_total", board="here"), 0)
        self.assertEqual(value("pufa_line_up", line="net"), 1)
        self.assertIsNone(value("pufa_line_up", line="unused"))
        self.assertEqual(value("pufa_incidents_open", kind="board-offline", level="err"), 1)
        for name in "pufa_set_loaded", "pufa_log_last_record":
            self.assertLess(abs(before - value(name + "_timestamp_seconds")), 120, name)

    def health(self, out):
        first, *details = out.splitlines()
        self.assertTrue(first.startswith(
            "PUFA CRITICAL - 2 boards: 1 offline, 1 verified; 1 incident | boards=2;;;0; "), first)
        for name in "last_seen_age", "log_age":
            self.assertLess(float(re.search(rf" {name}=([0-9.]+)s;;;0;", first)[1]), 120)
        self.assertTrue(details[0].startswith("board gone offline: "), details)
        self.assertTrue(details[1].startswith("incident 1 board-offline gone: "), details)


if __name__ == "__main__":
    unittest.main(verbosity=2)
