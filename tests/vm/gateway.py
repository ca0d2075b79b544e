# SPDX-License-Identifier: MIT
"""The gateway under test: its files, what its board should show, and what it shows."""

import json
import os
import shutil
import subprocess
import time
from datetime import datetime

from boards import plain
from machine import Failed, Machine, wait_for

SITE = """
site = {{ name = "vm"; zone = "Asia/Shanghai"; filler = "filler"; clock = "{clock}";
         verify_interval = 5; flash_writes = 50; }};
lines = (
  {{ name = "gate"; serial = "{gate}"; baud = 9600; framing = "8N1"; }},
  {{ name = "hall"; serial = "{hall}"; baud = 57600; framing = "8N1"; }}
);
boards = (
  {{ name = "gate"; line = "gate"; address = 1; profile = "modbus-gbk-2x8"; groups = [ "all-of-us" ]; }},
  {{ name = "hall"; line = "hall"; address = 1; profile = "onbon-6k-128x32"; groups = [ "all-of-us" ];
    fallback = "{fallback}"; }}
);
"""

LIST = """
playlist = {{ name = "{name}"; title = "{name}"; law = "中华人民共和国宪法"; seconds = 4; }};
messages = ( {messages} );
"""

LISTS = {
    "filler": ("自愿平等公平诚信", "家庭应当树立优良家风"),
    "even": ("法律面前人人平等", "公民必须遵守宪法", "国家维护法制统一"),
    "odd": ("爱护公共财产", "遵守公共秩序", "尊重社会公德"),
    "later": ("弘扬宪法精神", "维护宪法权威"),
}

# What plays changes with every hour, and in years to come.
RULES = """
groups = [ "all-of-us" ];
rules = (
  {{ name = "even-hours"; boards = [ "all" ]; hours = "{even}"; play = ( {{ playlist = "even"; share = 1; }} ); }},
  {{ name = "odd-hours"; boards = [ "all" ]; hours = "{odd}"; play = ( {{ playlist = "odd"; share = 1; }} ); }},
  {{ name = "later"; boards = [ "all" ]; days = "daily since {later}"; priority = 50;
    play = ( {{ playlist = "later"; share = 1; }} ); }}
);
"""

INCIDENT = ("id", "kind", "level", "subject", "text", "opened", "closed", "count", "seen")

LATE = 3.0  # seconds that a page may take to the board, in a machine that is emulated


def hours(first):
    return ", ".join(f"{h:02}:00-{h + 1:02}:00" for h in range(first, 24, 2))


def seconds_of(text):
    return datetime.fromisoformat(text).timestamp()


class Gateway:
    def __init__(self, machine, board, card, directory, pufactl):
        self.machine, self.board, self.card = machine, board, card
        self.directory, self.program = directory, pufactl

    # What an administrator does

    def set_clock(self):
        self.machine.do(f"date -s @{time.time():.3f}")

    def write_ssh_config(self):
        """
        ssh takes its files by the user database, whatever HOME says; so pufactl finds this ssh first,
        and nothing of this user is read or written.
        """
        key = self.machine.do("cat /etc/ssh/ssh_host_ed25519_key.pub").split()[:2]
        self.write("known_hosts", " ".join(["gateway", *key]) + "\n")
        self.write("ssh_config", f"""
Host gateway
  HostName 127.0.0.1
  Port {self.machine.ssh_port}
  HostKeyAlias gateway
  UserKnownHostsFile {self.directory}/known_hosts
  StrictHostKeyChecking yes
  IdentityFile {self.directory}/key
  IdentitiesOnly yes
""")
        self.write("bin/ssh", f'#!/bin/sh\nexec {shutil.which("ssh")} -F {self.directory}/ssh_config "$@"\n')
        os.chmod(f"{self.directory}/bin/ssh", 0o755)

    def write(self, name, text):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def pufactl_from_here(self, user, *arguments):
        """Ours, on this machine, over ssh: exit status and what it said."""
        environment = dict(os.environ, PATH=f"{self.directory}/bin:{os.environ['PATH']}")
        r = subprocess.run([self.program, "-H", f"{user}@gateway", *arguments], env=environment,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60,
                           stderr=subprocess.STDOUT, text=True, check=False)
        return r.returncode, r.stdout

    # What people write

    def write_site(self, clock="system", fallback="守法"):
        self.machine.write("/etc/pufa/pufa.cfg", self.site(clock, fallback))

    @staticmethod
    def site(clock="system", fallback="守法"):
        return SITE.format(clock=clock, fallback=fallback, gate=Machine.ADAPTER.format("gate"),
                           hall=Machine.ADAPTER.format("hall"))

    @staticmethod
    def playlist(name, messages=None):
        texts = messages or LISTS[name]
        return LIST.format(name=name, messages=", ".join(f'{{ text = "{t}"; }}' for t in texts))

    @classmethod
    def tree(cls, year):
        """Its files, by path: the rule of years to come begins two years after `year`."""
        files = {f"etc/pufa/playlists/{n}.cfg": cls.playlist(n) for n in LISTS}
        files["etc/pufa/playlists/rules.cfg"] = RULES.format(even=hours(0), odd=hours(1),
                                                             later=year + 2)
        files["etc/pufa/pufa.cfg"] = cls.site()
        return files

    # What it says

    def status(self, name="gate"):
        status = json.loads(self.machine.do("pufactl status --json"))
        found = [b for b in status["boards"] if b["name"] == name]
        return dict(found[0], clock=status["clock"])

    def line(self, name):
        """Its state."""
        out = self.machine.do(f"busctl --json=short get-property org.pufa.Pufa1"
                              f" /org/pufa/Pufa1/line/{name} org.pufa.Pufa1.Line State")
        return json.loads(out)["data"]

    def incidents(self):
        out = self.machine.do("busctl --json=short get-property org.pufa.Pufa1 /org/pufa/Pufa1"
                              " org.pufa.Pufa1.Manager Incidents")
        return [dict(zip(INCIDENT, row)) for row in json.loads(out)["data"]]

    def digest(self):
        return self.machine.do("busctl get-property org.pufa.Pufa1 /org/pufa/Pufa1"
                               " org.pufa.Pufa1.Manager Digest")

    def show(self, *properties, unit="pufa"):
        out = self.machine.do(f"systemctl show {unit} -p " + " -p ".join(properties))
        values = dict(line.split("=", 1) for line in out.splitlines())
        return [values[p] for p in properties]

    def restarts(self):
        return int(self.show("NRestarts")[0])

    def pid(self):
        return int(self.show("MainPID")[0])

    def journal(self, *options):
        return self.machine.do("journalctl -q -b -u pufa -o cat --no-pager " + " ".join(options))

    # What the board should show, and shows

    def plan(self, seconds):
        """The plan by the files, not by the service: [(from, until, rows)] in this program's time."""
        before = time.monotonic()
        now = float(self.machine.do("date +%s.%N"))
        after = time.monotonic()
        offset = (before + after) / 2 - now
        out = self.machine.do(
            f"pufactl plan gate -c /etc/pufa/pufa.cfg --json"
            f" --from $(date -d @{int(now) - 30} --rfc-3339=seconds | tr ' ' T)"
            f" --to $(date -d @{int(now + seconds)} --rfc-3339=seconds | tr ' ' T)")
        return [(seconds_of(r["from"]) + offset, seconds_of(r["until"]) + offset,
                 plain(r["rows"])) for r in json.loads(out)]

    def right(self, seconds=60, pages=2, plan=None, since=None):
        """
        Wait until the board follows the plan: so many pages in a row, each in its time.  Returns
        how long the first took, since an instant or now.
        """
        begun = since or time.monotonic()
        plan = plan or self.plan(seconds + 60)
        first, seen = None, []
        while len(seen) < pages:
            now = time.monotonic()
            rows = self.board.rows()
            wanted = [(f, r) for f, u, r in plan if f <= now < u]
            if not wanted:
                raise Failed("the plan has a hole")
            begins, page = wanted[0]
            if rows == page:
                first = first or now
                if not seen or seen[-1] != begins:
                    seen.append(begins)
            elif first and now - begins > LATE:
                raise Failed(f"the board shows {rows} and the plan says {page}")
            if now - begun > seconds:
                raise Failed(f"within {seconds} s the board did not follow the plan: it shows "
                             f"{rows}, the plan says {page}")
            time.sleep(0.05)
        return first - begun

    def right_after(self, change, seconds=60):
        """The same after a script that changes something, from its beginning."""
        begun = time.monotonic()
        self.machine.do(change)
        return self.right(seconds, since=begun)

    def shows(self, texts, seconds=60):
        """Wait until the board shows one of these texts; how long that took."""
        begun = time.monotonic()
        wait_for(f"one of {texts}", lambda: "".join(self.board.rows()) in texts, seconds, 0.05)
        return time.monotonic() - begun
