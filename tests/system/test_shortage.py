# SPDX-License-Identifier: MIT
"""Threads that hang, descriptors, threads and disks that are not there: the boards play on."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time
import unittest

import breaks
import rig as r


class Shortage(unittest.TestCase):
    def prepare(self, rig, lines=("one", "two")):
        self.slaves = {name: rig.tcp(1) for name in lines}
        r.write_playlists(rig)
        self.write_site(rig, *lines)

    def write_site(self, rig, *lines):
        rig.write("pufa.cfg", r.site([r.tcp_line(n, self.slaves[n]) for n in lines],
                                     [r.board("b-" + n, n, 1) for n in lines]))

    def writes(self, line):
        return len(self.slaves[line].units[1].writes)

    def wait_plays(self, *lines, more=3):
        before = {n: self.writes(n) for n in lines}
        r.wait_for(f"plays on {lines}", lambda: all(
            self.writes(n) >= before[n] + more for n in lines), deadline=60)

    @breaks.needs_preload
    def test_a_thread_that_hangs(self):
        with r.Rig() as rig:
            self.prepare(rig)
            os.mkdir(rig.path("hang"))
            rig.start(environment={**breaks.preload("hang"), "WATCHDOG_USEC": "400000",
                                   "PUFA_TEST_HANG": rig.path("hang")})
            rig.wait_state("b-one", "verified")
            r.wait_for("pings", lambda: rig.notified.count("WATCHDOG=1") >= 3)
            rig.write("hang/one", "")
            self.wait_plays("two")
            r.wait_for("the hang to be noticed", lambda: "its thread is stuck" in rig.log(),
                       deadline=60)
            pings, n = rig.notified.count("WATCHDOG=1"), self.writes("one")
            self.wait_plays("two")  # some 6 s, fifteen time-outs of the watchdog
            self.assertEqual(rig.notified.count("WATCHDOG=1"), pings, "it pings all the same")
            self.assertEqual(self.writes("one"), n)
            self.assertEqual(rig.log().count("its thread is stuck"), 1)
            os.unlink(rig.path("hang/one"))
            r.wait_for("pings again", lambda: rig.notified.count("WATCHDOG=1") > pings)
            self.wait_plays("one", "two")

    @breaks.needs_preload
    def test_a_loop_that_hangs(self):
        with r.Rig() as rig:
            self.prepare(rig)
            os.mkdir(rig.path("hang"))
            rig.start(environment={**breaks.preload("hang"), "WATCHDOG_USEC": "200000",
                                   "PUFA_TEST_HANG": rig.path("hang")})
            r.wait_for("pings", lambda: rig.notified.count("WATCHDOG=1") >= 3)
            rig.write("hang/pufad", "")
            end = time.monotonic() + 1
            r.wait_for("the loop to hang", lambda: time.monotonic() > end)
            pings = rig.notified.count("WATCHDOG=1")
            end = time.monotonic() + 2
            r.wait_for("two seconds", lambda: time.monotonic() > end)
            self.assertEqual(rig.notified.count("WATCHDOG=1"), pings)
            os.unlink(rig.path("hang/pufad"))
            r.wait_for("pings again", lambda: rig.notified.count("WATCHDOG=1") > pings)

    def incident(self, rig, kind):
        """Its number and text while it is open."""
        return next(((i[0], i[4]) for i in rig.manager("Incidents") if i[1] == kind and not i[6]),
                    None)

    def is_kept(self, rig, number):
        if not os.path.exists(rig.path("state/incidents")):
            return False
        with open(rig.path("state/incidents"), encoding="utf-8") as f:
            return any(json.loads(line).get("id") == number for line in f)

    def check_disk_that_hangs(self, rig, where, words):
        self.prepare(rig)
        os.mkdir(rig.path("state"))
        os.mkdir(rig.path("hang"))
        rig.start(environment={**breaks.preload("hang"), "WATCHDOG_USEC": "400000",
                               "PUFA_TEST_HANG": rig.path("hang"),
                               "STATE_DIRECTORY": rig.path("state")})
        rig.wait_state("b-one", "verified")
        rig.write(f"hang/{where}", "")
        rig.write("pufa.cfg", "nonsense")
        with self.assertRaises(r.Failed):
            rig.call("Reload")
        refused = r.wait_for("an incident", lambda: self.incident(rig, "reload-refused"))[0]
        r.wait_for("one of the disk", lambda: words in (
            self.incident(rig, "disk-full") or (0, ""))[1], deadline=90)
        pings = rig.notified.count("WATCHDOG=1")
        self.wait_plays("one", "two")
        self.assertGreater(rig.notified.count("WATCHDOG=1"), pings + 5)
        self.assertFalse(self.is_kept(rig, refused))
        os.unlink(rig.path(f"hang/{where}"))
        r.wait_for("its end", lambda: not self.incident(rig, "disk-full"), deadline=60)
        r.wait_for("the file", lambda: self.is_kept(rig, refused))

        # Nor does it hold up the end.
        rig.write(f"hang/{where}", "")
        self.write_site(rig, "one", "two")
        rig.call("Reload")
        self.assertEqual(rig.stop(), 0)

    @breaks.needs_preload
    def test_a_disk_that_hangs(self):
        for where, words in (("keeper", "incidents and what boards keep can not be written down"),
                             ("sync", "the play log can not be written")):
            with self.subTest(where=where), r.Rig() as rig:
                self.check_disk_that_hangs(rig, where, words)

    def test_out_of_descriptors_while_it_runs(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start()
            rig.wait_state("b-one", "verified")
            digest = rig.manager("Digest")
            self.slaves["three"] = rig.tcp(1)
            soft, hard = resource.prlimit(rig.daemon.pid, resource.RLIMIT_NOFILE)
            for spare in range(12):
                now = max(map(int, os.listdir(f"/proc/{rig.daemon.pid}/fd"))) + 1
                resource.prlimit(rig.daemon.pid, resource.RLIMIT_NOFILE, (now + spare, hard))
                self.write_site(rig, "one", "two", "three")
                try:
                    rig.call("Reload")
                except r.Failed as e:
                    self.assertRegex(str(e), "Too many open files|allocate memory")
                    self.assertEqual(rig.manager("Digest"), digest)
                else:
                    self.write_site(rig, "one", "two")
                    resource.prlimit(rig.daemon.pid, resource.RLIMIT_NOFILE, (soft, hard))
                    rig.call("Reload")
            resource.prlimit(rig.daemon.pid, resource.RLIMIT_NOFILE, (4, hard))
            # A new connection can not be made; the others need none.
            self.slaves["two"].stop()
            self.wait_plays("one", more=4)
            self.slaves["two"].start()
            resource.prlimit(rig.daemon.pid, resource.RLIMIT_NOFILE, (soft, hard))
            self.wait_plays("one", "two")
            self.write_site(rig, "one", "two", "three")
            rig.call("Reload")
            self.wait_plays("three")
            self.assertLess(rig.log().count("\n"), 150)

    @unittest.skipIf(breaks.sanitized(), "a sanitizer wants descriptors of its own")
    def test_few_descriptors_at_the_start(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start_bus()
            env = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + rig.bus_socket,
                       NOTIFY_SOCKET=rig.path("notify"), RUNTIME_DIRECTORY=rig.dir)
            outcomes = set()
            for limit in range(3, 24):
                rig.notified.clear()
                with open(rig.path("said"), "wb") as log:
                    p = subprocess.Popen(
                        ["prlimit", f"--nofile={limit}:{limit}", r.PUFAD, "-c",
                         rig.path("pufa.cfg"), "--profiles",
                         os.path.join(r.SOURCE, "drivers/profiles")], env=env, stderr=log)
                rig.processes.append(p)

                def said():
                    with open(rig.path("said"), encoding="utf-8") as f:
                        return f.read()

                # With hardly enough it runs, and waits for more to say that it is ready.
                r.wait_for(f"an end or a start with {limit}", lambda: p.poll() is not None
                           or "READY=1" in rig.notified or "descriptors are short" in said())
                if p.poll() is None:
                    p.send_signal(signal.SIGTERM)
                p.wait(r.DEADLINE)
                said = said()
                outcomes.add(p.returncode)
                # 127: not even the loader had one.  Never 1: that is for mistakes in the files.
                self.assertIn(p.returncode, (0, 3, 127), f"{limit}: {said}")
                self.assertTrue(said)
            self.assertLessEqual({0, 3}, outcomes)

    @breaks.needs_preload
    def test_no_more_threads(self):
        with r.Rig() as rig:
            self.prepare(rig)
            rig.start(environment={**breaks.preload("threads"),
                                   "PUFA_TEST_NO_THREADS": rig.path("no-threads")})
            rig.wait_state("b-one", "verified")
            digest = rig.manager("Digest")
            self.slaves["three"] = rig.tcp(1)
            self.write_site(rig, "one", "two", "three")
            rig.write("no-threads", "")
            n = breaks.descriptors(rig.daemon.pid)
            for _ in range(5):
                with self.assertRaisesRegex(r.Failed, "temporarily unavailable"):
                    rig.call("Reload")
            self.assertEqual(rig.manager("Digest"), digest)
            self.assertLessEqual(breaks.descriptors(rig.daemon.pid), n + 1)
            self.wait_plays("one", "two")
            os.unlink(rig.path("no-threads"))
            rig.call("Reload")
            self.wait_plays("one", "two", "three")

    def test_directories_that_are_not_there(self):
        for state, runtime in (("none", "none"), ("file", "file"), (None, None)):
            with self.subTest(state=state), r.Rig() as rig:
                self.prepare(rig)
                rig.write("file", "")
                environment = {k: rig.path(v) for k, v in
                               (("STATE_DIRECTORY", state), ("RUNTIME_DIRECTORY", runtime)) if v}
                rig.start(environment=environment)
                self.wait_plays("one", "two")
                rig.call("Reload")
                rig.wait_state("b-one", "verified", "sending", "acknowledged")
                self.assertLess(rig.log().count("\n"), 40)
                self.assertEqual(rig.stop(), 0)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to mount")
    def test_a_disk_that_is_full_or_read_only(self):
        with r.Rig() as rig:
            self.prepare(rig)
            state = rig.path("state")
            os.mkdir(state)
            # In a mount namespace of the service's own.
            script = (f"mount -t tmpfs -o size=64k tmpfs {state} && "
                      f"{{ dd if=/dev/zero of={state}/full bs=4k 2>/dev/null; "
                      f"[ $MODE = full ] || mount -o remount,ro {state}; exec \"$0\" \"$@\"; }}")
            for mode in ("full", "ro"):
                if subprocess.run(["unshare", "-m", "true"], check=False,
                                  capture_output=True).returncode:
                    self.skipTest("no mount namespace can be made here")
                wrapper = rig.path("wrapper")
                with open(wrapper, "w", encoding="ascii") as f:
                    f.write(f"#!/bin/sh\nMODE={mode}\nset -- {r.PUFAD} \"$@\"\n"
                            f"exec unshare -m sh -c '{script.replace('$MODE', mode)}' \"$@\"\n")
                os.chmod(wrapper, 0o755)
                real, r.PUFAD = r.PUFAD, wrapper
                try:
                    rig.start(environment={"STATE_DIRECTORY": state, "RUNTIME_DIRECTORY": state})
                finally:
                    r.PUFAD = real
                self.wait_plays("one", "two")
                rig.call("Reload")
                self.assertEqual(rig.stop(), 0)
            shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
