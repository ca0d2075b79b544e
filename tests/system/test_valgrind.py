# SPDX-License-Identifier: MIT
"""The built service under valgrind, through a start, plays, reloads, boards that go, and its end."""

import os
import re
import shutil
import signal
import sys
import unittest

import breaks
import rig as r

if not shutil.which("valgrind"):
    print("SKIPPED: valgrind is not installed; ./dev setup does that", file=sys.stderr)
    sys.exit(77)
if breaks.sanitized():
    print("SKIPPED: a sanitizer and valgrind do not go together", file=sys.stderr)
    sys.exit(77)


class Valgrind(unittest.TestCase):
    def write_site(self, rig, *names):
        rig.write("pufa.cfg", r.site(
            [r.tcp_line("net", self.tcp), r.rtu_line("wire", self.rtu),
             r.tcp_line("server", self.ends).replace("; }", '; framing = "rtu"; }')],
            [r.board(n, "wire" if n == "w" else "net", 1 + "awb".index(n)) for n in names] +
            [r.board("s", "server", 1)]))

    def test_no_error_and_no_leak(self):
        with r.Rig() as rig:
            self.tcp, self.rtu = rig.tcp(1, 3), rig.rtu(2)
            self.ends = rig.gateway()  # every connection, as soon as it is asked
            r.write_playlists(rig)
            self.write_site(rig, "a", "w")
            wrapper = rig.path("valgrind-pufad")
            with open(wrapper, "w", encoding="utf-8") as f:
                f.write("#!/bin/sh\nexec valgrind -q --leak-check=full --errors-for-leak-kinds="
                        "definite,indirect --show-leak-kinds=definite,indirect "
                        "--error-exitcode=99 --child-silent-after-fork=yes "
                        f"--log-file={rig.path('valgrind')} {r.PUFAD} \"$@\"\n")
            os.chmod(wrapper, 0o755)
            real, r.PUFAD = r.PUFAD, wrapper
            try:
                rig.start(environment={"STATE_DIRECTORY": rig.dir})
            finally:
                r.PUFAD = real
            for name in "aw":
                rig.wait_state(name, "verified")
            rig.wait_state("s", "backoff", "offline")
            self.write_site(rig, "a", "w", "b")
            rig.call("Reload")
            rig.wait_state("b", "verified")
            rig.write("playlists/bad.cfg", "rules = ( { nonsense")
            with self.assertRaises(r.Failed):
                rig.call("Reload")
            os.unlink(rig.path("playlists/bad.cfg"))
            self.rtu.unplug()
            self.tcp.units[1].put(0, [0] * 4096)
            rig.wait_state("w", "backoff", "offline", "sending")
            now = rig.manager("Now")
            rig.call("Explain", "st", "a", now)
            self.assertTrue(rig.plan("a", now, now + 60 * 10**6))
            self.rtu.plug()
            self.write_site(rig, "w", "a")
            rig.call("Reload")
            for name in "aw":
                rig.wait_state(name, "verified", deadline=60)
            rig.daemon.send_signal(signal.SIGTERM)
            status = rig.daemon.wait(60)
            with open(rig.path("valgrind"), encoding="utf-8") as f:
                said = [line for line in f if "==" in line
                        and not re.search("unhandled ioctl|spurious value|README_MISSING", line)]
            self.assertFalse(said, "".join(said))
            self.assertEqual(status, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
