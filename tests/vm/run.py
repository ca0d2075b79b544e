#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""
A real boot: Pufa as it is installed, on a Debian of its own, in an emulated
machine with boards on USB adapters.  Prints a table, a line for each thing that
must hold.  usage: run.py BUILD DIRECTORY [--cuts N] [--seed N] [--keep]

BUILD: a build tree of prefix /usr.  DIRECTORY: where the base is kept between
runs, and what is needed meanwhile.  Exit status: 0 all holds, 1 not, 77 there
was no way to try it.
"""

import argparse
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

from boards import Board, Card
from cuts import cuts
from gateway import Gateway
from machine import Failed, Machine
from steps import STEPS

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
LIMIT = 480  # seconds for the steps; one that hangs must not take all day

# The machine's; what the programs link to comes from themselves.
PACKAGES = ["dbus", "initramfs-tools", "iproute2", "kmod", "linux-image-amd64", "openssh-server",
            "systemd-sysv", "tzdata", "udev"]


def command(*argv):
    """A program that has to succeed; what it says is shown when it does not."""
    r = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True, check=False)
    if r.returncode == SKIPPED:
        print(r.stdout)
        sys.exit(SKIPPED)
    if r.returncode:
        raise Failed(f"{' '.join(argv[:2])} ended with {r.returncode}:\n{r.stdout}")


def linked(program):
    """The packages that a program's libraries are of."""
    out = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    packages = set()
    for library in re.findall(r"=> (/\S+)", out):
        # Which of the two names of a directory dpkg knows depends on the package.
        for name in (library, "/usr" + library, library.removeprefix("/usr")):
            r = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, check=False)
            if r.returncode == 0:
                packages.add(r.stdout.split(":")[0])
                break
    return packages


def base(build, directory):
    """The Debian without Pufa: made once for each list of packages."""
    packages = sorted({*PACKAGES, *linked(f"{build}/pufad"), *linked(f"{build}/pufactl")})
    with open(os.path.join(HERE, "base.sh"), "rb") as f:
        key = hashlib.sha256(f.read() + " ".join(packages).encode()).hexdigest()[:12]
    path = os.path.join(directory, f"base-{key}.tar")
    if not os.path.exists(path):
        print("making a minimal Debian ...", flush=True)
        for name in os.listdir(directory):
            if name.startswith("base-"):
                os.unlink(os.path.join(directory, name))
        command(os.path.join(HERE, "base.sh"), path, *packages)
    return path


def write_tree(root, files):
    for name, text in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def make_disk(build, base_tar, out):
    """Disk, kernel and initrd in `out`: the base, Pufa as installed, its files, the test's own."""
    installed, ours = os.path.join(out, "installed"), os.path.join(out, "ours")
    subprocess.run(["cmake", "--install", build], env=dict(os.environ, DESTDIR=installed),
                   check=True, stdout=subprocess.DEVNULL)
    command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(out, "key"))
    with open(os.path.join(out, "key.pub"), encoding="utf-8") as f:
        key = f.read()
    write_tree(ours, Gateway.tree(time.gmtime().tm_year))
    write_tree(ours, {"home/clerk/.ssh/authorized_keys": key,
                      "home/visitor/.ssh/authorized_keys":
                      'restrict,command="systemd-stdio-bridge" ' + key})
    os.makedirs(os.path.join(ours, "usr/local/sbin"))
    command("cc", "-O1", "-static", "-o", os.path.join(ours, "usr/local/sbin/vm-tool"),
            os.path.join(HERE, "tool.c"))
    # Files of the disk belong to root; a plain user makes them so without being it.
    as_root = [] if os.getuid() == 0 else ["fakeroot"]
    command(*as_root, "sh", os.path.join(HERE, "disk.sh"), base_tar, installed, ours,
            os.path.join(HERE, "guest"), out)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class TooLate(Exception):
    pass


def late(_signal, _frame):
    raise TooLate


def table(gateway, steps):
    """Try each; the number that did not hold."""
    failed = 0
    print(f"{'':6}{'s':>6}  ", flush=True)
    for title, function in steps:
        begun = time.monotonic()
        try:
            said, word = function(gateway), "pass"
        except TooLate:
            print(f"FAIL  more than {LIMIT} s at: {title}; the rest was not tried", flush=True)
            return failed + 1
        except (Failed, OSError, ValueError, KeyError, subprocess.SubprocessError) as e:
            said, word = f"{type(e).__name__}: {e}", "FAIL"
            failed += 1
            if not isinstance(e, Failed):
                traceback.print_exc()
        print(f"{word:6}{time.monotonic() - begun:6.1f}  {title}: {said}", flush=True)
        if gateway.machine.process is None or gateway.machine.process.poll() is not None:
            print("the machine is gone; the rest was not tried", flush=True)
            return failed + 1
    return failed


def what_was_said(gateway):
    """For whoever has to find out why."""
    with open(gateway.machine.files["console"], encoding="utf-8", errors="replace") as f:
        print("--- the console\n" + f.read()[-4000:])
    try:
        print("--- the journal\n" + gateway.machine.do(
            "journalctl -b -u pufa --no-pager -n 80; journalctl -b -p warning --no-pager -n 40"))
    except (Failed, OSError) as e:
        print(f"--- no journal: {e}")


def run(arguments, base_tar, out, sockets):
    make_disk(arguments.build, base_tar, out)
    board, card = Board(), Card(os.path.join(arguments.build, "pufa-simulator"))
    files = {n: os.path.join(out, n)
             for n in ("disk", "before", "log", "kernel", "initrd", "console")}
    machine = Machine(sockets, files, free_port(), {"gate": board.port, "hall": card.port})
    gateway = Gateway(machine, board, card, out, os.path.join(arguments.build, "pufactl"))
    try:
        board.start()
        machine.start()
        signal.alarm(LIMIT)
        first, *others = [*STEPS, cuts(arguments.cuts, arguments.seed)]
        only = arguments.only or ""
        failed = table(gateway, [first, *(s for s in others if only in s[0])])
        signal.alarm(0)
        if failed:
            what_was_said(gateway)
        return failed
    finally:
        machine.cut()
        board.stop()
        card.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("directory")
    parser.add_argument("--cuts", type=int, default=2)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100000)
    parser.add_argument("--only", metavar="WORD", help="the boot, and steps with the word")
    parser.add_argument("--keep", action="store_true", help="the disk, for a look at it")
    arguments = parser.parse_args()
    begun = time.monotonic()
    os.makedirs(arguments.directory, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGALRM, late)

    base_tar = base(arguments.build, arguments.directory)
    out = tempfile.mkdtemp(prefix="run-", dir=os.path.abspath(arguments.directory))
    sockets = tempfile.mkdtemp(prefix="pufa-vm-")  # the path of a socket has to be short
    try:
        failed = run(arguments, base_tar, out, sockets)
    finally:
        shutil.rmtree(sockets)
        if not arguments.keep:
            shutil.rmtree(out)
    print(f"{failed} failed, {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
