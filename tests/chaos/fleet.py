# SPDX-License-Identifier: MIT
"""
The boards of a campaign: many lines side by side, of every protocol and framing, on simulators
that misbehave; and the files that have pufad drive them with texts that are all different.
"""

import os
import random
import resource
import shutil
import subprocess

import rig as r

SIMULATOR = os.path.join(os.path.dirname(r.PUFAD), "pufa-simulator")
SIMULATORS = 8
TIMEOUT = 150 # ms for an answer; the least that a site's file takes is 50

MODBUS = ["modbus-gbk-2x8", "modbus-gbk-2x12", "chaos-sequence"]
TRIGGER = ["chaos-trigger", "chaos-trigger"]

# How a line of a medium is said to the simulator, and to pufad.
MEDIA = {
    "serial": ("--pty", 'serial = "{place}"; baud = 115200;'),
    "tcp": ("--tcp", 'host = "127.0.0.1"; port = {place};'),
    "udp": ("--udp", 'host = "127.0.0.1"; port = {place}; transport = "udp";'),
    "server": ("--serial-tcp", 'host = "127.0.0.1"; port = {place}; framing = "serial";'),
    "rtu": ("--pty", 'serial = "{place}"; baud = 115200;'),
    "rtu-tcp": ("--rtu-tcp", 'host = "127.0.0.1"; port = {place}; framing = "rtu";'),
}

# Row of the report, medium, the profiles of its boards, the playlist, how many such lines.
FLEET = [
    ("modbus", "rtu", MODBUS, "wide", 16),
    ("modbus", "rtu", ["dm36", "dm36"], "six", 4),
    ("modbus", "tcp", MODBUS, "wide", 16),
    ("modbus", "rtu-tcp", MODBUS, "wide", 16),
    ("modbus-trigger", "rtu", TRIGGER, "wide", 10),
    ("modbus-trigger", "rtu", ["modbus-gbk-4x8"], "calm", 4),
    ("modbus-trigger", "tcp", TRIGGER, "wide", 10),
    ("modbus-trigger", "rtu-tcp", TRIGGER, "wide", 10),
    ("modbus", "rtu", MODBUS, "slow", 5),
    ("modbus", "tcp", MODBUS, "slow", 5),
    ("modbus", "rtu-tcp", MODBUS, "slow", 5),
    ("modbus-trigger", "rtu-tcp", TRIGGER, "slow", 4),
    ("jetfile", "tcp", ["jetfile-gb2312-2x8"], "slow", 4),
    ("cpower-template", "udp", ["chaos-template"], "slow", 4),
    ("onbon", "serial", ["onbon-6k-128x32"], "calm", 8),
    ("onbon", "tcp", ["onbon-5mk-128x32"], "calm", 8),
    ("onbon", "udp", ["onbon-6k-128x32"], "calm", 8),
    ("onbon", "server", ["onbon-5k1-128x32"], "calm", 8),
    ("cpower", "serial", ["cpower-gbk-128x32"], "calm", 8),
    ("cpower", "tcp", ["cpower-gbk-128x32"], "calm", 8),
    ("cpower", "udp", ["cpower-gbk-128x32"], "calm", 8),
    ("cpower-template", "serial", ["chaos-template"], "calm", 12),
    ("cpower-template", "tcp", ["chaos-template"], "calm", 12),
    ("cpower-template", "udp", ["chaos-template"], "calm", 12),
    ("fk", "serial", ["fk-gate-2x4", "fk-gate-2x4"], "short", 8),
    ("fk", "server", ["fk-gate-2x4", "fk-gate-2x4"], "short", 8),
    ("alpha", "serial", ["alpha-2x20"], "latin", 12),
    ("alpha", "server", ["alpha-2x20"], "latin", 12),
    ("jetfile", "serial", ["jetfile-gb2312-2x8"], "calm", 12),
    ("jetfile", "tcp", ["jetfile-gb2312-2x8"], "calm", 12),
    ("jetfile", "udp", ["jetfile-gb2312-2x8"], "calm", 12),
]

# What no profile of ours has: a register that proves an answer fresh, and a card's own mark.
PROFILES = {
    "chaos-sequence": """
profile = { name = "chaos-sequence"; title = "2 rows, a number for every try"; source = "tests/chaos";
            driver = "modbus"; rows = 2; columns = 16; charset = "gbk";
            settings = { text = { base = 300; registers = 16; }; sequence = 316; }; };
""",
    "chaos-trigger": """
profile = { name = "chaos-trigger"; title = "2 rows, shown by a trigger"; source = "tests/chaos";
            driver = "modbus"; rows = 2; columns = 16; charset = "gbk";
            settings = { text = { base = 500; registers = 16; }; padding = "space";
                         trigger = { register = 499; value = 1; }; }; };
""",
    "chaos-template": """
profile = { name = "chaos-template"; title = "C-Power by its template"; source = "tests/chaos";
            driver = "cpower"; rows = 2; columns = 16; charset = "gbk";
            settings = { width = 128; height = 32; font = 16; template = true;
                         colour = { red = 255; green = 0; blue = 0; }; }; };
""",
}

# Of GB2312, in nobody's way on any board.
HANZI = ("国家维护社会主义法制的统一和尊严一切法律行政规地方性都不得同宪相抵触人民代表大会是最高权力机关"
         "公平原则合理确定各当事诚信自愿违背善良风俗未成年保护教育学校安全生产环境交通消防食品药劳动合同")

WORD = 1  # seconds of a message where a board can take one a second
CYCLE = 60  # seconds until a playlist begins anew: so many boards and texts are figures to keep

# Playlist: seconds of a message, and its text from a number and a source of chance.
PLAYLISTS = {
    "wide": (WORD, lambda n, c: hanzi(c, 9, 13) + f"{n:03d}"),
    "short": (WORD, lambda n, c: f"{n:03d}" + hanzi(c, 1, 5)),
    "calm": (2 * WORD, lambda n, c: hanzi(c, 9, 13) + f"{n:03d}"),
    "slow": (12 * WORD, lambda n, c: f"{n:03d}" + hanzi(c, 9, 13)),  # read meanwhile, too
    "latin": (3 * WORD, lambda n, c: f"law {n:03d} " + latin(c, 4, 20)),
    "six": (WORD, lambda n, c: f"{n:03d}" + latin(c, 1, 3)),
}


def hanzi(chance, least, most):
    return "".join(chance.choices(HANZI, k=chance.randint(least, most)))


def latin(chance, least, most):
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(least, most)))


def playlist(name, chance):
    seconds, text = PLAYLISTS[name]
    messages = ",\n".join(f'  {{ text = "{text(n, chance)}"; seconds = {seconds}; }}'
                          for n in range(CYCLE // seconds))
    return (f'playlist = {{ name = "{name}"; title = "{name}"; law = "law"; }};\n'
            f'messages = (\n{messages}\n);\n')


def rule(name):
    return (f'{{ name = "{name}"; boards = [ "boards-{name}" ]; '
            f'play = ( {{ playlist = "{name}"; share = 1; }} ); }}')


# Acts that leave nothing to be read, a trigger and the taking down of windows, are taken at a
# board's word; of the rest nothing can be read at all.
HONEST = {*TRIGGER, "modbus-gbk-4x8", "chaos-template", "cpower-gbk-128x32", "fk-gate-2x4",
          "onbon-6k-128x32", "onbon-5mk-128x32", "onbon-5k1-128x32"}


class Board:
    def __init__(self, line, address, profile, group):
        self.line, self.address, self.profile, self.group = line, address, profile, group
        self.name = f"{line.name}b{address}"
        # A board of JetFile II is known by its group, too.
        self.simulated = 256 + address if profile.startswith("jetfile") else address
        self.row = line.row

    def site(self):
        return (f'{{ name = "{self.name}"; line = "{self.line.name}"; address = {self.address}; '
                f'profile = "{self.profile}"; groups = [ "boards-{self.group}" ]; }}')


class Line:
    def __init__(self, number, protocol, medium, profiles, group):
        self.name = f"l{number:03d}"
        self.row = f"{protocol} {medium}"
        self.medium = medium
        self.boards = [Board(self, i + 1, p, group) for i, p in enumerate(profiles)]
        self.fault = "chaos" if HONEST & {*profiles} else "chaos-lie"
        self.place = None

    def words(self, directory, profiles):
        option = MEDIA[self.medium][0]
        words = [option, os.path.join(directory, self.name) if option == "--pty" else "0"]
        for b in self.boards:
            words += ["--profile", f"{os.path.join(profiles, b.profile)}.cfg:{b.simulated}"]
        return words

    def site(self):
        return (f'{{ name = "{self.name}"; {MEDIA[self.medium][1].format(place=self.place)} '
                f'timeout = {TIMEOUT}; }}')


class Simulator:
    """One process with some of the lines; its record is read by whoever wants to know."""

    def __init__(self, lines, directory, profiles, seed, record):
        self.lines = lines
        os.mkfifo(record)
        words = ["--record", record, "--seed", str(seed)]
        for line in lines:
            words += line.words(directory, profiles)
        self.process = subprocess.Popen([SIMULATOR, *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.record = open(record, encoding="utf-8")
        places = []
        for line in self.process.stdout:
            if line == "ready\n":
                break
            places.append(line.split()[3])
        for line, place in zip(lines, places, strict=True):
            line.place = place

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        if answer != "ok":
            raise r.Failed(f"{command}: {answer}")

    def fault(self, percent):
        for i, line in enumerate(self.lines):
            kind = f"{line.fault}:{percent}" if percent else "none"
            self.ask(f"fault {i} {kind} 0 {TIMEOUT}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(r.DEADLINE)
        self.process.stdout.close()


class Fleet:
    def __init__(self, rig, seed):
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.seed = seed
        self.lines = []
        for protocol, medium, profiles, group, count in FLEET:
            for _ in range(count):
                self.lines.append(Line(len(self.lines), protocol, medium, profiles, group))
        self.boards = {b.name: b for line in self.lines for b in line.boards}
        self.profiles = rig.path("makes")
        self.write_profiles()
        self.simulators = [
            Simulator(self.lines[i::SIMULATORS], rig.dir, self.profiles, seed * SIMULATORS + i,
                      rig.path(f"record{i}")) for i in range(SIMULATORS)]
        self.write_site(rig)

    def write_profiles(self):
        shutil.copytree(os.path.join(r.SOURCE, "drivers/profiles"), self.profiles)
        for name, text in PROFILES.items():
            with open(os.path.join(self.profiles, name + ".cfg"), "w", encoding="utf-8") as f:
                f.write(text)

    def write_site(self, rig):
        chance = random.Random(self.seed)
        for name in PLAYLISTS:
            rig.write(f"playlists/{name}.cfg", playlist(name, chance))
        rig.write("playlists/long.cfg", r.LONG % ("6", "law"))
        groups = ", ".join(f'"boards-{name}"' for name in PLAYLISTS)
        rig.write("playlists/rules.cfg", f"groups = [ {groups} ];\nrules = (\n" +
                  ",\n".join(map(rule, PLAYLISTS)) + "\n);\n")
        rig.write("pufa.cfg", r.site([line.site() for line in self.lines],
                                     [b.site() for b in self.boards.values()]))

    def fault(self, percent):
        for s in self.simulators:
            s.fault(percent)

    def close(self):
        for s in self.simulators:
            s.close()
