# SPDX-License-Identifier: MIT
"""What tests of incidents stand on."""

import os
import subprocess
import unittest

import rig as r

WANTED = ["自愿平等公平诚信"]
FIELDS = ("id", "kind", "level", "subject", "text", "opened", "closed", "count", "seen")


def gbk(text):
    raw = text.encode("gbk").ljust(32, b"\0")
    return [int.from_bytes(raw[i:i + 2], "big") for i in range(0, 32, 2)]


class Case(unittest.TestCase):
    def start(self, rig, lines, boards, extra="", environment=None, **options):
        r.write_playlists(rig, quick=False, text=WANTED[0])
        self.files = lambda more: rig.write("pufa.cfg", r.site(lines, boards, **options).replace(
            "verify_interval", more + " verify_interval"))
        self.files(extra)
        os.makedirs(rig.path("state"), exist_ok=True)
        self.run_it(rig, environment)

    def run_it(self, rig, environment=None):
        rig.start(environment={"STATE_DIRECTORY": rig.path("state"), **(environment or {})})

    def all(self, rig, kind=None):
        rows = [dict(zip(FIELDS, row)) for row in rig.manager("Incidents")]
        return [row for row in rows if kind in (None, row["kind"])]

    def one(self, rig, kind, condition=lambda i: True):
        """There is exactly one of this kind, in the end one that is as it should be."""
        def found():
            rows = self.all(rig, kind)
            self.assertLessEqual(len(rows), 1, rows)
            return rows and condition(rows[0]) and rows[0]
        return r.wait_for(f"an incident {kind}", found)

    def opened(self, rig, kind, subject, level="err"):
        i = self.one(rig, kind)
        self.assertEqual((i["subject"], i["level"], i["closed"]), (subject, level, 0), i)
        return i

    def closed(self, rig, kind):
        return self.one(rig, kind, lambda i: i["closed"])

    def pufactl(self, rig, *words, code=0):
        done = subprocess.run(
            [os.path.join(os.path.dirname(r.PUFAD), "pufactl"), *words], capture_output=True,
            text=True, check=False,
            env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + rig.bus_socket))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout
