#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
chaos.py [N] [--seed S] [--faults PERCENT] [--heal SECONDS]

The built pufad against boards that misbehave in every way a wire can, until N messages have
reached their boards.  Whatever pufad calls verified must have been on the board; one that was not
ends the campaign with status 1 and what went on around it.
"""

import argparse
import collections
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

# pylint: disable=wrong-import-position
import claims as c
import fleet as f
import rig as r
import tally as t
import witness as w
import written as p

PAUSE = 14.0      # s, the longest of daemon/service/retry.c
HEAL_MAX = 17.0   # s: a pause, the tries at both its ends, and a page that may begin meanwhile
BUS_MAX = 5_000_000  # us that the bus may be behind
STUCK = 90        # s without a message: nothing comes of it any more
REPORTED = 5      # false claims that are told in full
RSS_MAX = 4096    # kB that pufad may grow in the second half,
RSS_FROM = 20000  # of so many messages: by then each text was on each board
FDS_MAX = 8         # descriptors more than before


class Campaign:
    def __init__(self, rig, fleet, options):
        self.rig, self.fleet = rig, fleet
        self.n, self.percent, self.heal_max = options.n, options.faults, options.heal
        self.rows = collections.defaultdict(t.Tally)
        self.lock = threading.Lock()
        self.waiting = []  # claims that the witness has not caught up with
        self.told = 0
        self.n_messages = self.n_false = 0
        self.witness = w.Witness(fleet)
        self.voices = None
        self.log = p.PlayLog(rig.path("state/log"))
        self.logged = collections.Counter()  # plays in the log by how sure, and false ones
        self.begun = self.ended = 0  # of the time of faults: what else comes is only judged
        self.first = self.last = None  # pufad's memory and descriptors
        self.fds = self.took = 0

    def on_claim(self, claim):
        with self.lock:
            self.waiting.append(claim)

    def judge_all(self):
        plays = list(self.log.read())
        with self.lock:
            self.waiting.extend(plays)
            claims, self.waiting, ready = self.waiting, [], []
            for claim in claims:
                (ready if self.is_known(claim) else self.waiting).append(claim)
        for claim in ready:
            if isinstance(claim, p.Play):
                self.judge_play(claim)
            else:
                self.judge(claim)

    def is_known(self, claim):
        """Is all there to judge it by?  The log may be faster than the bus, but not by much."""
        if not self.witness.knows(claim.board, claim.at):
            return False
        return (not isinstance(claim, p.Play) or c.now() > claim.at + BUS_MAX or
                (claim.text, claim.page) in self.voices.of[claim.board].pages)

    def judge_play(self, play):
        """The log is of texts; what a page of one looks like was said on the bus."""
        text = self.voices.of[play.board].pages.get((play.text, play.page))
        self.logged[play.how if text is not None else "unknown"] += 1
        if text is None or self.witness.seen[play.board].showed(text, play.since, play.at):
            return
        self.logged["false " + play.how] += 1
        if play.how == "verified":
            self.n_false += 1
            self.tell(c.Claim(play.board, "verified in the log", None, text, play.since, play.at,
                              True))

    def judge(self, claim):
        row = self.rows[self.fleet.boards[claim.board].row]
        is_true = self.witness.seen[claim.board].showed(claim.text, claim.since, claim.at)
        if claim.is_first and self.begun and not (self.ended and claim.at > self.ended):
            self.n_messages += 1
            row.messages += 1
            row.verified += claim.how == "verified"
            row.acknowledged += claim.how == "acknowledged"
        if claim.how == "verified":
            row.false_verified += not is_true
        else:
            row.false_acknowledged += not is_true
        if not is_true and claim.how == "verified":
            self.n_false += 1
            self.tell(claim)

    def tell(self, claim):
        """All that is known of a claim that was wrong."""
        self.told += 1
        if self.told > REPORTED:
            return
        board, seen = self.fleet.boards[claim.board], self.witness.seen[claim.board]
        print(f"FALSE: seed {self.fleet.seed}: {board.name} ({board.row}, {board.profile}) was "
              f"called {claim.how} showing \"{claim.text}\"\n"
              f"  between {claim.since} and {claim.at} it did not; it showed \"{seen.text()}\" last")
        self.tell_history(claim.board, claim.since - 2_000_000, claim.at + 500_000)

    def tell_history(self, name, since, until):
        events = [(h[0], "board: " + "  ".join(h[1:]))
                  for h in list(self.witness.seen[name].history)]
        events += [(at, f"pufad: {said}") for at, said in list(self.voices.of[name].history)]
        for at, text in sorted(events):
            if since <= at <= until:
                print(f"  {at} {text}")
        sys.stdout.flush()

    def run(self):
        self.start()
        if max(self.wait_well("before the faults").values()) > self.heal_max:
            raise r.Failed("not every board shows what it should before the faults begin")
        self.fds = self.memory()[1]
        self.fleet.fault(self.percent)
        self.begun, begun = c.now(), time.monotonic()
        self.wait_messages()
        self.took = time.monotonic() - begun
        self.ended = c.now()
        self.count_exchanges(1)
        self.fleet.fault(0)
        self.heal()
        self.last = self.memory()

    def start(self):
        self.rig.start_bus()
        self.voices = c.Voices(self.rig, self.fleet.boards.values(), self.on_claim)
        os.makedirs(self.rig.path("state"))
        self.rig.start("--profiles", self.fleet.profiles,
                       environment={"STATE_DIRECTORY": self.rig.path("state")})

    def wait_well(self, when):
        """Until every board shows what it should; returns how long it took which."""
        since, took = time.monotonic(), {}
        while len(took) < len(self.fleet.boards) and time.monotonic() < since + 2 * self.heal_max:
            time.sleep(0.01)
            self.judge_all()
            for name in self.fleet.boards:
                if name not in took and self.shows_what_it_should(name):
                    took[name] = time.monotonic() - since
        for name in self.fleet.boards.keys() - took:
            took[name] = float("inf")
        for name in sorted(took):
            if took[name] > self.heal_max:
                print(f"ILL: {when} {name} ({self.fleet.boards[name].row}) took "
                      f"{took[name]:.1f} s; it is {self.voices.of[name].state}")
                self.tell_history(name, int(since * 1e6) - 1_000_000, c.now())
        return took

    def shows_what_it_should(self, name):
        voice, seen = self.voices.of[name], self.witness.seen[name]
        return (voice.state in c.SETTLED and voice.wanted and
                c.text_of(voice.wanted) == c.text_of(voice.showing) == seen.text())

    def wait_messages(self):
        last, last_at, said_at = 0, time.monotonic(), time.monotonic()
        self.count_exchanges(-1)
        while self.n_messages < self.n:
            time.sleep(0.05)
            self.judge_all()
            if self.first is None and self.n_messages >= self.n / 2:
                self.first = self.memory()
            if self.n_messages != last:
                last, last_at = self.n_messages, time.monotonic()
            if time.monotonic() > last_at + STUCK or self.rig.daemon.poll() is not None:
                raise r.Failed(f"nothing more after {last} messages")
            if time.monotonic() > said_at + 30:
                said_at = time.monotonic()
                print(f"  {last} messages, {self.n_false} false", file=sys.stderr)

    def count_exchanges(self, sign):
        """Those of the time of faults: what is there at its end, less what was at its beginning."""
        for name, seen in self.witness.seen.items():
            row = self.rows[self.fleet.boards[name].row]
            row.asked += sign * seen.asked
            row.faulty += sign * seen.faulty

    def heal(self):
        """No faults any more: how long until every board shows what it should?"""
        for name, took in self.wait_well("after the faults").items():
            row = self.rows[self.fleet.boards[name].row]
            row.healed = max(row.healed, took)

    def memory(self):
        """kB in memory, and open descriptors, of pufad."""
        process = f"/proc/{self.rig.daemon.pid}"
        with open(process + "/status", encoding="ascii") as status:
            rss = next(int(s.split()[1]) for s in status if s.startswith("VmRSS"))
        return rss, len(os.listdir(process + "/fd"))

    def report(self):
        total = t.print_table(self.rows, self.took)
        print(f"healed within {total.healed / PAUSE:.2f} pauses of {PAUSE:.0f} s; pufad: "
              f"{self.first[0]} kB at half-time, {self.last[0]} kB at the end; "
              f"{self.fds} descriptors before, {self.last[1]} after")
        if self.logged:
            print("the play log: " +
                  ", ".join(f"{n} {how}" for how, n in sorted(self.logged.items())))
        return total

    def failures(self, total):
        """What was promised and is not so."""
        if total.false_verified:
            yield f"{total.false_verified} messages were called verified that were not there"
        if self.logged["false verified"]:
            yield f"{self.logged['false verified']} plays in the log were not there"
        if self.logged["unknown"]:
            yield f"{self.logged['unknown']} plays in the log were never wanted"
        if total.healed > self.heal_max:
            yield f"a board took {total.healed:.1f} s to heal"
        if total.faulty * 200 < total.asked * self.percent:
            yield "less went wrong than was meant to"
        if self.n >= RSS_FROM and self.last[0] > self.first[0] + RSS_MAX:
            yield "pufad's memory grows"
        if self.last[1] > self.fds + FDS_MAX:
            yield "pufad's descriptors become more"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[1])
    parser.add_argument("n", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--faults", type=int, default=30, help="percent of the requests")
    parser.add_argument("--heal", type=float, default=HEAL_MAX,
                        help="seconds after which every board must show what it should again")
    a = parser.parse_args()
    print(f"chaos: {a.n} messages, {a.faults} % of the requests faulty, seed {a.seed}", flush=True)
    with r.Rig() as rig:
        fleet = f.Fleet(rig, a.seed)
        campaign = Campaign(rig, fleet, a)
        try:
            campaign.run()
            rig.stop()
        finally:
            fleet.close()
        campaign.witness.finish()
        campaign.judge_all()
        failures = list(campaign.failures(campaign.report()))
    for text in failures:
        print(f"chaos: seed {a.seed}: {text}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
