# SPDX-License-Identifier: MIT
"""The play log of the running service, asked over the bus by pufactl and by hand: here, over a fake
ssh, by many at once, and while the service comes and goes."""

import json
import os
import signal
import sqlite3
import subprocess
import unittest

import breaks
import logbook
import playlog
import rig as r

BUILD = os.path.dirname(os.path.abspath(r.PUFAD))
PUFACTL, MAKE = os.path.join(BUILD, "pufactl"), os.path.join(BUILD, "tests", "make-log")
RECORDS = 4000


class LogBus(unittest.TestCase):
    def start(self, rig, records=0, quick=False, log=True, environment=None):
        tcp = rig.tcp(1)
        r.write_playlists(rig, quick=quick)
        rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
        os.makedirs(rig.path("state"), exist_ok=True)
        self.log = rig.path("state/log")
        if records:
            subprocess.run([MAKE, self.log, "7", str(records)], check=True)
        self.env = {"STATE_DIRECTORY": rig.path("state")} if log else {}
        self.env.update(environment or {})
        rig.start(environment=self.env)
        self.bus = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + rig.bus_socket}
        if log:
            r.wait_for("a play", lambda: self.head(rig)[0] >= 4 and
                       any(x["kind"] == "play" for x in self.read()[-5:]))

    def head(self, rig):
        return rig.manager("LogHead")

    def read(self):
        return playlog.read(self.log, True)

    def pufactl(self, *words, code=0, env=None):
        p = subprocess.run([PUFACTL, *words], capture_output=True, text=True, timeout=120,
                           env=env or self.bus, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(p.returncode, code, (words, p.stdout[-2000:], p.stderr))
        return p

    def listing(self, *words, **options):
        return json.loads(self.pufactl("log", "--json", *words, **options).stdout)

    def test_as_from_the_directory(self):
        with r.Rig() as rig:
            self.start(rig, RECORDS)
            head = self.head(rig)[0]
            self.assertGreater(head, RECORDS)
            for words in (["-n", "all"], ["-n", "70"], ["--board", "works", "-n", "all"],
                          ["--kind", "clock,incident", "-n", "all"], ["--kind", "gap", "-n", "3"],
                          ["--since", "2026-10-02", "--until", "2026-10-05"],
                          ["--kind", "text", "-n", "all"], ["--kind", "missed", "-n", "all"]):
                over_bus = self.listing(*words)
                self.assertEqual(over_bus, self.listing(*words, "--log", self.log), words)
                self.assertTrue(over_bus, words)
            self.assertEqual(self.pufactl("log").stdout, self.pufactl("log", "--log", self.log).stdout)
            self.check_export(rig)

    def check_export(self, rig):
        tables = []
        for name, words in (("bus.db", []), ("dir.db", ["--log", self.log])):
            self.pufactl("log", "export", "--sqlite", rig.path(name), *words)
            with sqlite3.connect(rig.path(name)) as db:
                tables.append([db.execute(f"SELECT * FROM {t} ORDER BY 1, 2, 3").fetchall() for t in
                               ("shown", "runs", "incidents", "missed_texts", "losses", "texts")])
        self.assertEqual(*tables)
        self.assertEqual(len(tables[0][0]), sum(x["kind"] in ("play", "dark") for x in self.read()))

    @unittest.skipIf(os.geteuid() != 0, "only root can be somebody else")
    def test_for_everybody(self):
        """By the policy that ships; the files are closed to them."""
        with r.Rig() as rig:
            rig.start_bus(r.STRICT_BUS_CONFIG)
            self.start(rig, 100)
            os.chmod(rig.path("state"), 0o700)
            for words in (["log", "-n", "5"], ["log", "export", "--csv", "-"]):
                p = subprocess.run([PUFACTL, *words], capture_output=True, user=65534, group=65534,
                                   extra_groups=[], env=self.bus, check=False)
                self.assertEqual((p.returncode, p.stderr), (0, b""), words)
                self.assertGreaterEqual(p.stdout.count(b"\n"), 5)
            p = subprocess.run([PUFACTL, "log", "verify"], capture_output=True, user=65534,
                               group=65534, extra_groups=[], env=self.bus, check=False)
            self.assertEqual(p.returncode, 1)
            self.assertIn(b"Permission denied", p.stderr)
            self.assertEqual(p.stderr.count(b"\n"), 1)

    def test_over_ssh(self):
        with r.Rig() as rig:
            self.start(rig, 1500)
            ssh = rig.path("ssh")
            rig.write("ssh", "#!/bin/sh\nexec systemd-stdio-bridge "
                             f"--bus-path=unix:path={rig.bus_socket}\n")
            os.chmod(ssh, 0o755)
            env = {**os.environ, "PATH": f"{rig.dir}:{os.environ['PATH']}",
                   "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/none"}
            rows = self.listing("-H", "u@gate", "-n", "1200", env=env)
            self.assertEqual(rows, self.listing("--log", self.log, "-n", "1200"))
            p = self.pufactl("log", "export", "-H", "u@gate", "--csv", "-", env=env)
            self.assertGreater(p.stdout.count("\n"), 1000)

    def test_pieces(self):
        """Each piece stands by itself, and together they are the log."""
        with r.Rig() as rig:
            self.start(rig, RECORDS)
            raw = [line for path in playlog.segments(self.log)
                   for line in playlog.text_of(path).decode().split("\n")[:-1]]
            seen, after, more, n = [], 0, True, 0
            while more:
                lines, last, more = rig.call("ReadLog", "ssttt", "", "", 0, 0, after)
                self.assertLess(len(lines), 1100)
                texts = set()
                for line in lines:
                    body = json.loads(line)
                    if body["kind"] == "text":
                        texts.add(body["ref"])
                    elif "ref" in body:
                        self.assertIn(body["ref"], texts)
                    if body["kind"] != "text":
                        seen.append(line)
                self.assertGreaterEqual(last, after)
                after, n = last, n + 1
            self.assertGreater(n, 3)
            self.assertEqual(seen, [x for x in raw if '"kind":"text"' not in x][:len(seen)])
            self.assertGreater(len(seen), RECORDS)
            head, digest = self.head(rig)
            self.assertEqual(digest, playlog.next_prev(raw[head - 1].encode()))
            for words in (("", "plays", 0, 0, 0), ("", "play,", 0, 0, 0)):
                with self.assertRaisesRegex(r.Failed, "kind"):
                    rig.call("ReadLog", "ssttt", *words)
            for words in (("x" * 10000, "", 0, 0, 0), ("", "play," * 2000 + "play", 0, 0, 0)):
                with self.assertRaisesRegex(r.Failed, "that long"):
                    rig.call("ReadLog", "ssttt", *words)
            end = 2 ** 64 - 1
            self.assertEqual(rig.call("ReadLog", "ssttt", "nobody", "", end, end, end),
                             [[], end, False])

    def test_many_at_once(self):
        with r.Rig() as rig:
            self.start(rig, RECORDS)
            ask = ["busctl", "--address=unix:path=" + rig.bus_socket, "call", r.NAME, r.PATH,
                   r.NAME + ".Manager", "ReadLog", "ssttt", "", "", "0", "0", "0"]
            asking = [subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                      for _ in range(60)]
            # Others are served meanwhile, and the boards.
            self.assertEqual(rig.board("a", "Name"), "a")
            answers = [p.communicate(timeout=r.DEADLINE) for p in asking]
            good = [out for out, err in answers if not err]
            self.assertGreaterEqual(len(good), 16)
            self.assertEqual(len(set(good)), 1)
            for _, err in answers:
                self.assertTrue(not err or b"Too many" in err, err)

    def test_no_log(self):
        with r.Rig() as rig:
            self.start(rig, log=False)
            for words in (["log"], ["log", "--since", "today"], ["log", "export", "--csv", "-"]):
                p = self.pufactl(*words, code=1)
                self.assertIn("No play log is kept", p.stderr)
                self.assertEqual((p.stdout, p.stderr.count("\n")), ("", 1), words)
            self.assertEqual(rig.manager("LogDirectory"), "")

    def test_follow(self):
        with r.Rig() as rig:
            self.start(rig, quick=True)
            p = subprocess.Popen([PUFACTL, "log", "-f", "-n", "all", "--json"], env=self.bus,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            rig.processes.append(p)
            seen = [json.loads(p.stdout.readline()) for _ in range(6)]
            self.assertEqual(rig.stop(), 0)
            self.assertIn("waiting for it", p.stderr.readline())
            rig.start(environment=self.env)
            while not [x for x in seen if x["kind"] == "start"][1:] or seen[-1]["kind"] != "play":
                seen.append(json.loads(p.stdout.readline()))
            p.send_signal(signal.SIGINT)
            p.communicate(timeout=r.DEADLINE)
            want = [x["seq"] for x in self.read() if x["kind"] != "text"]
            self.assertEqual([x["seq"] for x in seen], want[:len(seen)])

    @breaks.needs_preload
    def test_follow_slow_disk(self):
        """What is in the files is given out before the disk has it, and the service vouches for it."""
        with r.Rig() as rig:
            os.mkdir(rig.path("hang"))
            self.start(rig, environment={**breaks.preload("hang"), "PUFA_TEST_HANG": rig.path("hang")})
            r.wait_for("the hanging disk", lambda: self.hang(rig))
            p = subprocess.Popen([PUFACTL, "log", "-f", "-n", "all", "--json"], env=self.bus,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            rig.processes.append(p)
            seen = [json.loads(p.stdout.readline())]
            while seen[-1]["seq"] <= self.head(rig)[0]:
                seen.append(json.loads(p.stdout.readline()))
            ahead, before = seen[-1]["seq"], self.asked(p)
            r.wait_for("some questions", lambda: self.asked(p) > before + 10)
            os.unlink(rig.path("hang/play-log"))
            rig.call("Reload")
            while seen[-1]["kind"] != "set" or seen[-1]["seq"] <= ahead:
                seen.append(json.loads(p.stdout.readline()))
            p.send_signal(signal.SIGINT)
            self.assertEqual(p.communicate(timeout=r.DEADLINE)[1], "")
            want = [x["seq"] for x in self.read() if x["kind"] != "text"]
            self.assertEqual([x["seq"] for x in seen], want[:len(seen)])

    def hang(self, rig):
        """Something is in the files beyond what the service vouches for, and stays so: what the
        disk hangs with is a record that is synced at once.  It may as well hang before."""
        rig.write("hang/play-log", "")
        rig.call("Reload")
        try:
            r.wait_for("a record", lambda: self.read()[-1]["seq"] > self.head(rig)[0], 3)
            return True
        except r.Failed:
            os.unlink(rig.path("hang/play-log"))
            return False

    def asked(self, p):
        with open(f"/proc/{p.pid}/status", encoding="utf-8") as f:
            return int(f.read().split("\nvoluntary_ctxt_switches:")[1].split()[0])

    def verify(self, code, directory=None):
        words = [directory] if directory else []
        v = json.loads(self.pufactl("log", "verify", "--json", *words, code=code).stdout)
        self.assertEqual(v["whole"], code == 0)
        return v

    def test_verify(self):
        with r.Rig() as rig:
            self.start(rig, 1500)
            head = self.head(rig)
            v = self.verify(0)
            self.assertEqual((v["directory"], v["head"]["seq"]), (self.log, head[0]))
            self.assertEqual(v, self.verify(0, self.log + "/../log") | {"directory": self.log})
            self.assertIn("up to what pufad wrote last", self.pufactl("log", "verify").stdout)
            copy = logbook.copy(self.log, rig.path("copy"))
            self.assertIsNone(self.verify(0, copy)["head"])
            self.check_cut(rig)
            self.check_anew(rig, copy)

    def put(self, folder, path):
        """Contents for a file that the service has open."""
        with open(os.path.join(folder, os.path.basename(path)), "rb") as f:
            data = f.read()
        with open(path, "r+b") as f:
            f.write(data)
            f.truncate()

    def check_cut(self, rig):
        """The last lines go: nothing in the files tells."""
        path = playlog.segments(self.log)[-1]
        copy = logbook.copy(self.log, rig.path("cut"))
        lines = logbook.lines_of(path)
        logbook.write_lines(os.path.join(copy, os.path.basename(path)), lines[:-2])
        self.verify(0, copy)
        self.put(copy, path)
        v = self.verify(1)
        self.assertEqual([f["what"] for f in v["findings"]], ["head"])
        self.assertIn("cut off", v["findings"][0]["message"])
        logbook.write_lines(os.path.join(copy, os.path.basename(path)), lines)
        self.put(copy, path)
        self.verify(0)

    def check_anew(self, rig, copy):
        """The whole log written anew, without a seam."""
        def change(bodies):
            next(b for b in bodies[1] if b.get("how") == "sent")["how"] = "verified"
        logbook.forge(copy, change)
        self.verify(0, copy)
        for path in playlog.segments(self.log):
            self.put(copy, path)
        v = self.verify(1)
        self.assertEqual([f["what"] for f in v["findings"]], ["head"])
        self.assertIn("written anew", v["findings"][0]["message"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
