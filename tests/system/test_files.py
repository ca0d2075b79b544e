# SPDX-License-Identifier: MIT
"""Files that are replaced while they are read, and files that are none."""

import ctypes
import multiprocessing
import os
import random
import socket
import stat
import time
import unittest

import breaks
import rig as r

ROUNDS = int(os.environ.get("PUFA_TEST_ROUNDS", "120"))
AT_FDCWD, RENAME_EXCHANGE = -100, 2

PLAYLIST = """
playlist = {{ name = "{name}"; title = "{title}"; law = "中华人民共和国民法典"; }};
messages = ( {{ article = "6"; text = "{text}"; seconds = 3600; }} );
"""

RULE = """
groups = [ "all-of-us" ];
rules = ( {{ name = "r{n}"; boards = [ "all-of-us" ]; hours = "{hours}";
             play = ( {{ playlist = "{name}"; share = 1; }} ); }} );
"""


def exchange(libc, a, b):
    if libc.renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) < 0:
        raise OSError(ctypes.get_errno(), "renameat2")


def swap_at_once(stop, count, one, other):
    """As fast as the machine goes: there is never a moment without either."""
    libc = ctypes.CDLL(None, use_errno=True)
    a, b = one.encode(), other.encode()
    while not stop.value:
        exchange(libc, a, b)
        count.value += 1


def swap_with_a_gap(stop, count, one, other):
    """As most people do it: for a moment there is none."""
    rng = random.Random(count.value)
    while not stop.value:
        os.rename(one, one + ".old")
        time.sleep(rng.random() * 0.005)
        os.rename(other, one)
        os.rename(one + ".old", other)
        count.value += 1
        time.sleep(rng.random() * 0.15)


# Who writes a file in place is waited for so long by the service; a little less, to be fair.
PATIENCE = 0.015


def write_in_place(stop, count, path, texts, longest):
    """Emptied, then filled in halves that are both files without a mistake."""
    rng = random.Random(count.value)
    while not stop.value:
        text = texts[count.value % len(texts)].encode()
        half = text.index(b"rules")
        with open(path, "wb", buffering=0) as f:
            time.sleep(rng.random() * 0.004)
            f.write(text[:half])
            begin = time.monotonic()
            time.sleep(rng.random() * 0.004)
            f.write(text[half:])
            longest.value = max(longest.value, time.monotonic() - begin)
        count.value += 1
        time.sleep(rng.random() * 0.05)


class Files(unittest.TestCase):
    def write_set(self, rig, where, kind):
        """Each set is in order by itself; any mixture of two names what is not there."""
        for i in range(4):
            rig.write(f"{where}/playlists/p{i}.cfg", PLAYLIST.format(
                name=f"list-{kind}-{i}", title=kind, text="诚实守信" * (1 + ord(kind) % 3)))
            rig.write(f"{where}/playlists/r{i}.cfg", RULE.format(
                n=i, name=f"list-{kind}-{3 - i}", hours=f"{i:02}:00-{i + 1:02}:00"))

    def write_site(self, rig, path, kind):
        text = r.site([r.tcp_line("net", self.tcp)], [r.board("a", "net", 1)])
        rig.write(path, text.replace('"long"', f'"list-{kind}-0"'))

    def start(self, rig, directory):
        rig.start("-c", rig.path(directory + "/pufa.cfg"), "--playlists", rig.path("installed"))
        r.wait_for("the bus name", lambda: r.NAME in rig.busctl("list"))

    def reload(self, rig):
        try:
            rig.call("Reload")
            return None
        except r.Failed as e:
            return str(e)

    def digest_of(self, rig):
        self.assertIsNone(self.reload(rig))
        return rig.manager("Digest")

    def hammer(self, rig, digests, writer, *arguments, may_be=lambda digest: False):
        """Reload while @writer is at work; returns the refusals and how often each was in force."""
        stop, seed = multiprocessing.Value("b", 0), random.randrange(1000)
        count = multiprocessing.Value("l", seed)
        process = multiprocessing.Process(target=writer, args=(stop, count, *arguments))
        process.start()
        refused, seen = [], {d: 0 for d in digests}
        try:
            for _ in range(ROUNDS):
                said = self.reload(rig)
                digest = rig.manager("Digest")
                if may_be(digest):
                    continue
                self.assertIn(digest, digests, f"a mixture is in force; seed {seed}")
                seen[digest] += 1
                if said:
                    refused.append(said)
        finally:
            stop.value = 1
            process.join()
        self.assertEqual(process.exitcode, 0)
        print(f"seed {seed}: {count.value - seed} times replaced, {ROUNDS} reloads,"
              f" {len(refused)} refused, in force {list(seen.values())}", flush=True)
        self.assertGreater(count.value - seed, ROUNDS // 10)
        return refused, seen

    def test_a_directory_exchanged_at_once(self):
        with r.Rig() as rig:
            self.tcp = rig.tcp(1)
            for kind in "AB":
                self.write_set(rig, "etc" if kind == "A" else "other", kind)
                self.write_site(rig, f"{'etc' if kind == 'A' else 'other'}/pufa.cfg", kind)
            libc = ctypes.CDLL(None, use_errno=True)
            etc, other = rig.path("etc"), rig.path("other")
            self.start(rig, "etc")
            digests = [rig.manager("Digest")]
            exchange(libc, etc.encode(), other.encode())
            digests.append(self.digest_of(rig))
            self.assertNotEqual(*digests)
            refused, seen = self.hammer(rig, digests, swap_at_once, etc, other)
            self.assertEqual(refused, [])
            self.assertTrue(all(seen.values()), seen)

    def test_playlists_renamed(self):
        with r.Rig() as rig:
            self.tcp = rig.tcp(1)
            for kind, where in zip("ABC", ("etc", "other", "")):
                self.write_set(rig, where, kind)
                for i in range(4):  # the filler is in all of them
                    rig.write(os.path.join(where, "playlists/filler.cfg"), PLAYLIST.format(
                        name="long", title="long", text="自愿平等公平诚信"))
            os.rename(rig.path("playlists"), rig.path("installed"))
            rig.write("etc/pufa.cfg", r.site([r.tcp_line("net", self.tcp)],
                                             [r.board("a", "net", 1)]))
            one, other = rig.path("etc/playlists"), rig.path("other/playlists")
            self.start(rig, "etc")
            digests = [rig.manager("Digest")]
            os.rename(one, one + ".old")
            third = self.digest_of(rig)  # what is installed: in order, and nobody's wish here
            os.rename(other, one)
            digests.append(self.digest_of(rig))
            os.rename(one + ".old", other)
            self.assertEqual(len({*digests, third}), 3)
            refused, seen = self.hammer(rig, digests, swap_with_a_gap, one, other)
            for said in refused:
                self.assertIn("changes while the files are being read", said)
            self.assertTrue(all(seen.values()), seen)

    @unittest.skipIf(breaks.sanitized(), "a writer in place must not be slowed down")
    def test_a_file_written_in_place(self):
        with r.Rig() as rig:
            self.tcp = rig.tcp(1)
            self.write_set(rig, "etc", "A")
            self.write_site(rig, "etc/pufa.cfg", "A")
            texts = [RULE.format(n=9, name="list-A-1", hours=hours)
                     for hours in ("12:00-13:00", "15:00-18:00")]
            digests = []
            for i, text in enumerate(texts):
                rig.write("etc/playlists/r9.cfg", text)
                if i == 0:
                    self.start(rig, "etc")
                digests.append(self.digest_of(rig))
            rig.write("etc/playlists/r9.cfg", texts[0][:texts[0].index("rules")])
            half = self.digest_of(rig)
            rig.write("etc/playlists/r9.cfg", texts[0])
            self.assertEqual(self.digest_of(rig), digests[0])
            longest = multiprocessing.Value("d", 0)
            # A writer that this machine kept waiting is nothing that anybody could see.
            refused, seen = self.hammer(
                rig, digests, write_in_place, rig.path("etc/playlists/r9.cfg"), texts, longest,
                may_be=lambda d: d == half and r.wait_for(
                    "a writer that was kept waiting", lambda: longest.value > PATIENCE))
            for said in refused:
                self.assertIn("changes while the files are being read", said)
            self.assertGreater(sum(seen.values()), 0)

    def test_what_is_no_file(self):
        """Refused with its name, at once, and all that was in force stays."""
        def fifo(path):
            os.mkfifo(path)

        def device(path):
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))

        def unix_socket(path):
            with socket.socket(socket.AF_UNIX) as s:
                s.bind(path)

        def link(path):
            os.symlink("p0.cfg", path)

        def loop(path):
            os.symlink(os.path.basename(path), path)

        def huge(path):
            with open(path, "wb") as f:
                f.truncate(1 << 40)

        def directory(path):
            os.mkdir(path)

        def unreadable(path):
            with open(path, "w", encoding="ascii") as f:
                os.fchmod(f.fileno(), 0)

        def garbage(path):
            with open(path, "wb") as f:
                f.write(random.Random(5).randbytes(4096))

        makers = {fifo: "not a regular file", unix_socket: "not a regular file",
                  link: "symbolic link", huge: "larger than", directory: None,
                  garbage: r"x\.cfg:1: error"}
        if os.geteuid() == 0:
            makers[device] = "not a regular file"
        else:
            makers[unreadable] = "can not be read: Permission denied"
        with r.Rig() as rig:
            self.tcp = rig.tcp(1)
            self.write_set(rig, "etc", "A")
            self.write_site(rig, "etc/pufa.cfg", "A")
            self.start(rig, "etc")
            digest = rig.manager("Digest")
            path = rig.path("etc/playlists/x.cfg")
            for make, complaint in makers.items():
                with self.subTest(make.__name__):
                    make(path)
                    begin = time.monotonic()
                    said = self.reload(rig)
                    self.assertLess(time.monotonic() - begin, r.DEADLINE)
                    if complaint:
                        self.assertRegex(said or "", r"x\.cfg.*" + complaint.replace(r"x\.cfg", ""))
                    else:
                        self.assertIsNone(said)
                    self.assertEqual(rig.manager("Digest"), digest)
                    (os.rmdir if make is directory else os.unlink)(path)
            # What editors leave beside a file is nobody's playlist.
            for name in (".p0.cfg.swp", "p0.cfg~", "#p0.cfg#", "p0.cfg.dpkg-new", "4913"):
                rig.write("etc/playlists/" + name, "nonsense")
            self.assertEqual(self.digest_of(rig), digest)


if __name__ == "__main__":
    unittest.main(verbosity=2)
