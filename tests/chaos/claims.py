# SPDX-License-Identifier: MIT
"""
What pufad says on the bus: that a board shows a page, and how sure it is.  A claim is made when a
board comes to a settled state, or to another page in it.
"""

import collections
import json
import subprocess
import threading
import time

import rig as r

SETTLED = ("verified", "acknowledged")

# Where the bus and we are slow a loss is told after it was made good, so what was on the board just
# before counts.  It matters only where a page is claimed again: of the first claim the page's own
# beginning and the last failure are known, by pufad's clock.
SLACK = 1_000_000

Claim = collections.namedtuple("Claim", "board how page text since at is_first")


def now():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


def since_boot(wall):
    """From wall time to monotonic time, as the two stand now."""
    return wall - (time.time_ns() // 1000 - now())


def text_of(showing):
    """As the simulator says what is seen: rows without the blanks around them."""
    return "|".join(row.strip() for row in showing[4]).rstrip("|")


class Voice:
    """One board, as the bus has it; boards of a profile share the pages that they were to show."""

    def __init__(self, name, pages):
        self.name, self.pages = name, pages
        self.state, self.showing, self.wanted = "unknown", None, None
        self.lost_at = self.failed_at = 0
        self.claimed = None  # the page that was claimed last
        self.history = collections.deque(maxlen=60)

    def take(self, changes, at):
        """Returns a claim, or None."""
        values = {name: v["data"] for name, v in changes.items()}
        self.history.append((at, {k: text_of(v) if k in ("Showing", "Wanted") else v
                                  for k, v in values.items()}))
        self.state = values.get("State", self.state)
        self.showing = values.get("Showing", self.showing)
        self.wanted = values.get("Wanted", self.wanted)
        for showing in (self.showing, self.wanted):
            if showing and showing[3]:
                self.pages[showing[3], showing[5]] = text_of(showing)
        if values.get("LastErrorAt"):
            self.failed_at = since_boot(values["LastErrorAt"])
        if self.state not in SETTLED:
            self.lost_at = at
            return None
        if not self.showing or not self.showing[3] or not values.keys() & {"State", "Showing"}:
            return None
        return self.claim(at)

    def claim(self, at):
        page = (self.showing[7], self.showing[5])  # its planned beginning, and which of its pages
        begun = since_boot(page[0]) - 2000 if page[0] else 0
        is_first, self.claimed = page != self.claimed, page
        since = max(begun, self.failed_at, 0 if is_first else self.lost_at - SLACK)
        return Claim(self.name, self.state, page, text_of(self.showing), since, at, is_first)


class Voices:
    """All boards; claims are handed to @on_claim on a thread of its own."""

    def __init__(self, rig, boards, on_claim):
        pages = collections.defaultdict(dict)
        self.of = {b.name: Voice(b.name, pages[b.profile]) for b in boards}
        self.on_claim = on_claim
        self.process = subprocess.Popen(
            ["busctl", "--address=unix:path=" + rig.bus_socket, "--json=short", "monitor",
             f"--match=type='signal',path_namespace='{r.PATH}/board',member='PropertiesChanged'"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        rig.processes.append(self.process)
        r.wait_for("the monitor", self.process.stderr.readline)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for row in self.process.stdout:
            at = now()
            message = json.loads(row)
            if message.get("member") != "PropertiesChanged":
                continue
            voice = self.of[message["path"].rsplit("/", 1)[1]]
            claim = voice.take(message["payload"]["data"][1], at)
            if claim:
                self.on_claim(claim)
