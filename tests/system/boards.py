# SPDX-License-Identifier: MIT
"""Simulated boards of every protocol, for the tests of the service: one process, several ports."""

import os
import subprocess

import rig as r

SIMULATOR = os.path.join(os.path.dirname(r.PUFAD), "pufa-simulator")


class Port:
    """One port with one board, and the line and the board that lead to it."""

    def __init__(self, name, profile, kind, medium, address=1, simulated=None, line=""):
        self.name, self.profile, self.kind, self.medium = name, profile, kind, medium
        self.address, self.simulated, self.line = address, simulated or address, line

    def words(self, directory):
        if self.medium == "serial":
            return ["--pty", os.path.join(directory, self.name), "--board", self.board()]
        option = {"tcp": "--tcp", "udp": "--udp", "server": "--serial-tcp"}[self.medium]
        return [option, "0", "--board", self.board()]

    def board(self):
        return f"{self.kind}:{self.simulated}" if ":" not in self.kind else \
            self.kind.replace(":", f":{self.simulated}:", 1)

    def site_line(self, place):
        if self.medium == "serial":
            return f'{{ name = "{self.name}"; serial = "{place}"; {self.line} }}'
        extra = {"tcp": "", "udp": 'transport = "udp";', "server": 'framing = "serial";'}[self.medium]
        return (f'{{ name = "{self.name}"; host = "127.0.0.1"; port = {place}; {extra} '
                f'{self.line} }}')

    def site_board(self, extra=""):
        return (f'{{ name = "{self.name}"; line = "{self.name}"; address = {self.address}; '
                f'profile = "{self.profile}"; groups = [ "all-of-us" ]; {extra} }}')


class Boards:
    """The simulator with these ports; commands go to a board by the name of its port."""

    def __init__(self, directory, ports):
        self.ports = {p.name: i for i, p in enumerate(ports)}
        self.list = ports
        words = [w for p in ports for w in p.words(directory)]
        self.process = subprocess.Popen([SIMULATOR, *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.places = []
        for line in self.process.stdout:
            if line == "ready\n":
                break
            self.places.append(line.split()[3])

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.stdin.close()
        self.process.wait(r.DEADLINE)
        self.process.stdout.close()

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def place(self, name):
        port = self.list[self.ports[name]]
        return f"{self.ports[name]}:{port.simulated}"

    def text(self, name):
        """The rows that a passer-by would see; "dark" where there is no light."""
        return self.ask("text " + self.place(name))

    def rows(self, name):
        return [row.rstrip() for row in self.text(name).rstrip("|").split("|") if row.strip()]

    def state(self, name):
        """on, brightness, clock, requests, destructive, flash, restarts"""
        words = self.ask("state " + self.place(name)).split()
        return dict(zip(["power"] + words[1::2], words[0:1] + words[2::2]))

    def fault(self, name, kind, count=""):
        answer = self.ask(f"fault {self.ports[name]} {kind} {count}")
        assert answer == "ok", answer

    def command(self, name, word, *more):
        where = self.ports[name] if word in ("plug", "unplug") else self.place(name)
        answer = self.ask(" ".join([word, str(where), *more]))
        assert answer == "ok", answer

    def site(self, verify=5, extra=None, more=""):
        extra = extra or {}
        return (r.SITE.format(clock="system", verify=verify).replace("};", more + " };") +
                "lines = (" + ",\n".join(p.site_line(w) for p, w in zip(self.list, self.places)) +
                ");\nboards = (" +
                ",\n".join(p.site_board(extra.get(p.name, "")) for p in self.list) + ");\n")


# One of each protocol on each medium that it has.
ALL = [
    Port("onbon-serial", "onbon-6k-128x32", "onbon", "serial", line="baud = 57600;"),
    Port("onbon-tcp", "onbon-5k1-128x32", "onbon-5k1", "tcp"),
    Port("onbon-udp", "onbon-6k-128x32", "onbon", "udp"),
    Port("cpower-serial", "cpower-gbk-128x32", "cpower", "serial", line="baud = 115200;"),
    Port("cpower-tcp", "cpower-gbk-128x32", "cpower", "tcp"),
    Port("cpower-udp", "cpower-gbk-128x32", "cpower", "udp"),
    Port("fk-server", "fk-gate-2x4", "fk:64x32", "server"),
    Port("jetfile-tcp", "jetfile-gb2312-2x8", "jetfile", "tcp", simulated=257),
]
