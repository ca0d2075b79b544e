#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The simulator as a program: boards that fit a profile, what it draws and says, and how it ends.

test_simulator.py PUFA-SIMULATOR PROFILES
"""
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

SIMULATOR, PROFILES = (os.path.abspath(a) for a in sys.argv[1:3])
DEADLINE = 30

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        print(f"{__file__}:{sys._getframe(1).f_lineno}: {what} {seen}")


def write_registers(sock, address, values):
    """Function 16 in Modbus TCP, to unit 1."""
    body = struct.pack(">BBHHB", 1, 16, address, len(values), 2 * len(values))
    body += b"".join(struct.pack(">H", v) for v in values)
    sock.sendall(struct.pack(">HHH", 7, 0, len(body)) + body)
    answer = sock.recv(64)
    check("a write is acknowledged", answer[7:8] == b"\x10", answer)


def text_registers(text, n):
    data = text.encode("gbk").ljust(2 * n)
    return struct.unpack(f">{n}H", data)


class Simulator:
    def __init__(self, *words, **options):
        self.process = subprocess.Popen([SIMULATOR, *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        encoding="utf-8", **options)
        self.ports = []
        for line in self.process.stdout:
            if line == "ready\n":
                break
            self.ports.append(line.split()[3])

    def line(self):
        return self.process.stdout.readline().rstrip("\n")

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.line()

    def connect(self):
        return socket.create_connection(("127.0.0.1", int(self.ports[0])), DEADLINE)

    def end(self):
        self.process.stdin.close()
        status = self.process.wait(DEADLINE)
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        check("it ends well", status == 0, status)


def test_profiles():
    """A map says where text is; with a trigger it is shown when that is written."""
    s = Simulator("--profiles", PROFILES, "--tcp", "0", "--profile", "modbus-gbk-2x8")
    with s.connect() as sock:
        write_registers(sock, 1000, text_registers("法治宣传", 8) + text_registers("AB", 8))
        check("rows", s.ask("text 1") == "法治宣传|AB")
        check("foreign", s.ask("foreign 1 别的") == "ok" and s.ask("text 1") == "别的")
        check("reboot", s.ask("reboot 0:1") == "ok" and s.ask("text 1") == "")
    s.end()

    s = Simulator("--profiles", PROFILES, "--tcp", "0", "--profile", "modbus-gbk-4x8:1")
    with s.connect() as sock:
        write_registers(sock, 100, text_registers("第一行", 8))
        check("nothing before the trigger", s.ask("text 1") == "")
        write_registers(sock, 99, (1,))
        check("the trigger", s.ask("text 1") == "第一行")
        write_registers(sock, 120, text_registers("第二行", 8))
        check("the old page until the next one", s.ask("text 1") == "第一行")
    s.end()

    # The status of a 5K1 lacks the two bytes of the special area.
    status = bytes.fromhex("A5A5A5A5A5A5A5A501000080000000000000FE020500A1020100002D405A")
    sizes = []
    for profile in "onbon-6k-128x32", "onbon-5k1-128x32":
        s = Simulator("--profiles", PROFILES, "--tcp", "0", "--profile", profile)
        with s.connect() as sock:
            sock.sendall(status)
            sizes.append(sock.recv(256)[8 + 12])
        s.end()
    check("a card of the profile's kind", sizes[1] == sizes[0] - 2, sizes)

    path = os.path.join(PROFILES, "ditel-dn.cfg")
    s = Simulator("--tcp", "0", "--profile", path)
    check("a profile by its path", s.ask("text 1") == "")
    s.end()


def test_record():
    """What was asked and shown, as it happened, for whoever judges what others say of it."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "record")
        s = Simulator("--record", path, "--profiles", PROFILES, "--tcp", "0", "--profile",
                      "modbus-gbk-2x8:1")
        with s.connect() as sock:
            write_registers(sock, 1000, text_registers("AB", 8))
            write_registers(sock, 1000, text_registers("AB", 8))
            check("foreign", s.ask("foreign 1 别的") == "ok")
        s.end()
        with open(path, encoding="utf-8") as f:
            rows = [row.rstrip("\n").split("\t") for row in f]
    times = [int(row[0]) for row in rows]
    check("in the order of time", times == sorted(times), times)
    check("of the board", {row[1] for row in rows} == {"0:1"}, rows)
    check("each exchange, and each change", [row[2] for row in rows] ==
          ["shows", "asked", "shows", "asked", "shows"], rows)
    check("what was asked", rows[1][3] == "none" and rows[1][4].startswith("000700000017011003E8")
          and rows[1][5] == "000700000006011003E80008", rows[1])
    check("what was shown", [rows[i][3] for i in (0, 2, 4)] == ["", "AB", "别的"], rows)


def test_refusals():
    for words, message in (
            (["--unit", "1"], "no port before"),
            (["--tcp", "0", "--board", "nothing:1"], "no such kind"),
            (["--tcp", "0", "--board", "onbon"], "no such kind"),
            (["--tcp", "0", "--board", "onbon:99999"], "not a number in range"),
            (["--tcp", "0", "--board", "onbon:1:4x4"], "no size"),
            (["--tcp", "0", "--board", "onbon:1", "--board", "onbon:1"], "twice the same"),
            (["--tcp", "0", "--board", "onbon:1", "--board", "fk:2"], "two protocols"),
            (["--tcp", "0", "--profiles", PROFILES, "--profile", "nothing"], "no such profile"),
            (["--tcp", "0", "--fault", "nothing"], "no such fault"),
            (["--record", "/no/such/place", "--tcp", "0"], "No such file"),
            ([], "no port")):
        r = subprocess.run([SIMULATOR, *words], stdin=subprocess.DEVNULL, capture_output=True,
                           text=True, timeout=DEADLINE)
        check(words, r.returncode == 1 and message in r.stderr and r.stdout == "", r.stderr)
    r = subprocess.run([SIMULATOR, "--help"], capture_output=True, text=True, timeout=DEADLINE)
    check("help", r.returncode == 0 and "onbon-5k1" in r.stdout and "disconnect" in r.stdout)


def test_lines():
    """Without a terminal a line is said for each change."""
    s = Simulator("--profiles", PROFILES, "--tcp", "0", "--profile", "modbus-gbk-2x8", "--draw")
    check("blank at first", s.line() == "0:1 ")
    with s.connect() as sock:
        write_registers(sock, 1000, text_registers("法治宣传", 8))
        check("a change", s.line() == "0:1 法治宣传")
        write_registers(sock, 1000, text_registers("法治宣传", 8))
        write_registers(sock, 1000, text_registers("自愿平等", 8))
        check("only a change", s.line() == "0:1 自愿平等")
    s.end()

    start = time.monotonic()
    s = Simulator("--tcp", "0", "--board", "onbon:1", "--draw", "--for", "1")
    check("blank", s.line() == "0:1 ")
    check("it ends by itself", s.process.wait(DEADLINE) == 0 and time.monotonic() - start >= 1)
    s.end()


class Terminal:
    """A simulator that draws, and what it has sent to its terminal so far."""

    def __init__(self, *words):
        self.near, far = pty.openpty()
        self.before = termios.tcgetattr(far)
        self.process = subprocess.Popen([SIMULATOR, *words], stdin=far, stdout=far,
                                        start_new_session=True,
                                        env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.far = far
        self.seen = ""

    def wait(self, text):
        end = time.monotonic() + DEADLINE
        while text not in self.seen and time.monotonic() < end:
            if select.select([self.near], [], [], 0.1)[0]:
                self.seen += os.read(self.near, 65536).decode("utf-8", "replace")
        check(f"{text} is drawn", text in self.seen, self.seen)

    def end(self):
        status = self.process.wait(DEADLINE)
        self.wait("\033[?1049l")
        check("it ends well", status == 0, status)
        check("the terminal is as before", termios.tcgetattr(self.far) == self.before)
        os.close(self.near)
        os.close(self.far)


def test_drawing():
    with tempfile.TemporaryDirectory() as directory:
        link = os.path.join(directory, "board")
        t = Terminal("--profiles", PROFILES, "--pty", link, "--profile", "modbus-gbk-2x8", "--draw")
        t.wait("│\033[1;31m                \033[0m    │")
        board = os.open(link, os.O_RDWR | os.O_NOCTTY)
        os.write(board, bytes.fromhex("01 10 03E8 0004 08 B7A8D6CED0FBB4AB B668"))
        t.wait("│\033[1;31m法治宣传        \033[0m    │")
        os.close(board)
        os.write(t.near, b"xq")
        t.end()
        check("its link is gone", not os.path.lexists(link))

    t = Terminal("--tcp", "0", "--board", "fk:1:64x16", "--draw")
    t.wait("┌ 0:1 fk ┐")
    t.process.send_signal(signal.SIGINT)
    t.end()


test_profiles()
test_record()
test_refusals()
test_lines()
test_drawing()
print(f"{failures} failed" if failures else "all passed")
sys.exit(1 if failures else 0)
