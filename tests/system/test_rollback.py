# SPDX-License-Identifier: MIT
"""The way back to the set of files before, across restarts, and what stands in its way."""

import json
import os
import signal
import subprocess
import unittest

import rig as r

PUFACTL = os.path.join(os.path.dirname(r.PUFAD), "pufactl")
OLD, NEW, THIRD = "自愿平等公平诚信", "守合同重信用", "高空抛物担责任"


class Rollback(unittest.TestCase):
    def begin(self, rig, state="state"):
        self.tcp = rig.tcp(1)
        self.state = state and rig.path(state)
        if state == "state":
            os.mkdir(self.state)
        self.write(rig, OLD)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", self.tcp)], [r.board("a", "net", 1)]))
        self.start(rig)
        self.shows(OLD)

    def start(self, rig):
        rig.start(environment={"STATE_DIRECTORY": self.state} if self.state else None)

    def write(self, rig, text):
        r.write_playlists(rig, quick=False, text=text)

    def shows(self, text):
        r.wait_for(f"{text} on the board", lambda: self.tcp.units[1].rows() == [text])

    def kept(self, *names):
        for name in names or ("set-0", "set-1", "in-force"):
            r.wait_for(name, lambda n=name: os.path.exists(os.path.join(self.state, n)))

    def reload(self, rig, text):
        """A new set in force, and kept."""
        before = rig.manager("Digest")
        self.write(rig, text)
        rig.call("Reload")
        self.shows(text)
        digest = rig.manager("Digest")
        r.wait_for("both sets on the disk", lambda: self.in_force() == digest and
                   rig.manager("PreviousDigest") == before and self.is_kept(digest))

    def is_kept(self, digest):
        return any(self.head(n).startswith(b"pufa set " + digest.encode())
                   for n in ("set-0", "set-1"))

    def head(self, name):
        try:
            with open(os.path.join(self.state, name), "rb") as f:
                return f.read(80)
        except FileNotFoundError:
            return b""

    def in_force(self):
        try:
            with open(os.path.join(self.state, "in-force"), encoding="utf-8") as f:
                return json.load(f)["current"]
        except FileNotFoundError:
            return None

    def pufactl(self, rig, *words):
        return subprocess.run([PUFACTL, *words], capture_output=True, text=True, check=False, env={
            **os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + rig.bus_socket, "LC_ALL": "C.UTF-8"})

    def slot_of(self, digest):
        return next(os.path.join(self.state, n) for n in ("set-0", "set-1")
                    if self.head(n).startswith(b"pufa set " + digest.encode()))

    def test_there_and_back(self):
        with r.Rig() as rig:
            self.begin(rig)
            self.kept("set-0", "in-force")
            old = rig.manager("Digest")
            none = self.pufactl(rig, "rollback")
            self.assertEqual((none.returncode, none.stdout), (1, ""))
            self.assertIn("nothing to go back to", none.stderr)
            self.assertEqual(rig.manager("PreviousDigest"), "")

            self.reload(rig, NEW)
            new = rig.manager("Digest")
            changes = rig.monitor(r.PATH)
            said = self.pufactl(rig, "rollback", "--json")
            self.assertEqual(json.loads(said.stdout),
                             {"rolled_back": True, "digest": old, "mistakes": []})
            self.shows(OLD)
            self.assertTrue(rig.manager("RolledBack"))
            self.assertEqual(rig.manager("PreviousDigest"), new)
            r.wait_for("the change to be told", lambda: any("RolledBack" in c for c in changes))

            status = self.pufactl(rig, "status")
            self.assertRegex(status.stdout, "rolled back by .+ at 20.*: the files on the disk are not in force")
            self.assertEqual(set(json.loads(self.pufactl(rig, "status", "--json").stdout)["rolled_back"]),
                             {"by", "at"})
            health = self.pufactl(rig, "health")
            self.assertEqual(health.returncode, 1, health.stdout)
            self.assertIn("rolled back by", health.stdout)
            log = self.pufactl(rig, "log", "--kind", "set", "--json")
            self.assertRegex(json.loads(log.stdout)[-1]["who"], r"^.+ \(rollback\)$")

            # At once: what was answered is on the disk.
            rig.daemon.kill()
            rig.daemon.wait()
            self.tcp.units[1].put(0, [0] * 4096)
            self.start(rig)
            self.shows(OLD)
            self.assertEqual((rig.manager("Digest"), rig.manager("RolledBack")), (old, True))
            self.assertEqual(rig.stop(), 0)
            self.start(rig)
            self.assertEqual((rig.manager("Digest"), rig.manager("RolledBack")), (old, True))

            # What is refused changes nothing, also of that.
            rig.write("playlists/bad.cfg", "nonsense\n")
            with self.assertRaises(r.Failed):
                rig.call("Reload")
            self.assertTrue(rig.manager("RolledBack"))
            os.unlink(rig.path("playlists/bad.cfg"))

            # Twice is back where one was.
            self.assertEqual(rig.call("Rollback"), [new])
            self.shows(NEW)
            self.assertEqual(rig.call("Rollback"), [old])
            self.shows(OLD)
            rig.call("Reload")
            self.shows(NEW)
            self.assertEqual((rig.manager("Digest"), rig.manager("RolledBack")), (new, False))
            self.assertIsNone(json.loads(self.pufactl(rig, "status", "--json").stdout)["rolled_back"])
            rig.daemon.send_signal(signal.SIGHUP)
            self.reload(rig, THIRD)
            rig.call("Rollback")
            self.shows(NEW)
            self.assertEqual(sorted(n for n in os.listdir(self.state) if n.startswith("set-")),
                             ["set-0", "set-1"])

    def test_messages_name_the_files_that_people_wrote(self):
        with r.Rig() as rig:
            self.begin(rig)
            self.reload(rig, NEW)
            rig.call("Rollback")
            self.shows(OLD)
            self.assertIn(rig.path("playlists/long.cfg"), self.pufactl(rig, "log", "--json").stdout)

    def test_a_damaged_one_is_refused(self):
        with r.Rig() as rig:
            self.begin(rig)
            old = rig.manager("Digest")
            self.reload(rig, NEW)
            with open(self.slot_of(old), "r+b") as f:
                f.seek(300)
                byte = f.read(1)
                f.seek(300)
                f.write(bytes([byte[0] ^ 1]))
            refused = self.pufactl(rig, "rollback")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("damaged", refused.stderr)
            self.assertFalse(rig.manager("RolledBack"))
            self.assertEqual(self.tcp.units[1].rows(), [NEW])
            os.unlink(self.slot_of(old))
            refused = self.pufactl(rig, "rollback", "--json")
            self.assertEqual(refused.returncode, 1)
            self.assertFalse(json.loads(refused.stdout)["rolled_back"])

    def test_a_start_with_a_damaged_one_takes_the_files(self):
        with r.Rig() as rig:
            self.begin(rig)
            old = rig.manager("Digest")
            self.reload(rig, NEW)
            rig.call("Rollback")
            self.shows(OLD)
            self.assertEqual(rig.stop(), 0)
            with open(self.slot_of(old), "r+b") as f:
                f.truncate(200)
            self.start(rig)
            self.shows(NEW)
            self.assertFalse(rig.manager("RolledBack"))
            self.assertIn("can not be taken", rig.log())

    def test_files_with_mistakes_at_the_start(self):
        with r.Rig() as rig:
            self.begin(rig)
            self.kept("set-0", "in-force")
            rig.daemon.kill()
            rig.daemon.wait()
            rig.write("playlists/long.cfg", "playlist = { na")
            self.start(rig)
            self.assertIn("long.cfg:1: error: ", rig.manager("LastReloadError"))
            self.assertIn("reload-refused", [i[1] for i in rig.manager("Incidents")])
            self.assertFalse(rig.manager("RolledBack"))
            self.shows(OLD)
            self.write(rig, NEW)
            rig.call("Reload")
            self.shows(NEW)
            self.assertEqual(rig.manager("LastReloadError"), "")
            self.assertEqual(rig.stop(), 0)

    def test_nowhere_to_keep_it(self):
        for state in (None, "nowhere"):
            with r.Rig() as rig:
                self.begin(rig, state=state)
                for text in (NEW, THIRD):
                    self.write(rig, text)
                    rig.call("Reload")
                    self.shows(text)
                with self.assertRaisesRegex(r.Failed, "nothing to go back to"):
                    rig.call("Rollback")
                self.assertFalse(rig.manager("RolledBack"))
                if state:
                    r.wait_for("it to be said", lambda g=rig: "can not be kept" in g.log())

    def block(self, *names):
        """No file of that name can be written any more."""
        for name in names:
            os.mkdir(os.path.join(self.state, name + ".new"))

    def test_sets_that_can_not_be_written(self):
        with r.Rig() as rig:
            os.mkdir(rig.path("full"))
            self.state = rig.path("full")
            self.block("set-0", "set-1", "in-force")
            self.begin(rig, state="full")
            for text in (NEW, THIRD, OLD, NEW):
                self.write(rig, text)
                rig.call("Reload")
                self.shows(text)
            with self.assertRaisesRegex(r.Failed, "nothing to go back to"):
                rig.call("Rollback")
            self.assertEqual(rig.stop(), 0)
            self.assertIn(rig.log().count("can not be kept"), (1, 2), "once for sets and their note")

    def test_a_rollback_that_can_not_be_written(self):
        with r.Rig() as rig:
            self.begin(rig)
            self.reload(rig, NEW)
            self.block("in-force")
            with self.assertRaisesRegex(r.Failed, "in force, but .*a restart takes the files"):
                rig.call("Rollback")
            self.shows(OLD)
            self.assertTrue(rig.manager("RolledBack"))

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to call as somebody else")
    def test_not_everybody_may(self):
        for config in (r.BUS_CONFIG, r.STRICT_BUS_CONFIG):
            with r.Rig() as rig:
                rig.start_bus(config)
                self.begin(rig)
                self.reload(rig, NEW)
                os.chmod(rig.bus_socket, 0o777)
                nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                with self.assertRaisesRegex(r.Failed, "[Aa]ccess|not authorized|[Rr]ejected"):
                    rig.call("Rollback", prefix=nobody)
                self.assertFalse(rig.manager("RolledBack"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
