# SPDX-License-Identifier: MIT
"""
What really was on the boards, as the simulators recorded it, and nothing that pufad says.
Times are microseconds of CLOCK_MONOTONIC.
"""

import bisect
import collections
import threading

HISTORY = 400  # lines kept of a board: what went on around a claim


class Seen:
    """One board: the texts it showed, each from an instant on, and its exchanges."""

    def __init__(self):
        self.since, self.texts = [], []
        self.history = collections.deque(maxlen=HISTORY)
        self.asked = self.faulty = 0

    def shows(self, at, text):
        self.since.append(at)
        self.texts.append(text)
        if len(self.since) > 2 * HISTORY:
            del self.since[:HISTORY], self.texts[:HISTORY]

    def showed(self, text, since, until):
        """Was this on the board at any instant of that time?"""
        first = max(bisect.bisect_right(self.since, since) - 1, 0)
        return text in self.texts[first:bisect.bisect_right(self.since, until)]

    def text(self):
        return self.texts[-1] if self.texts else None


class Witness:
    """Reads the records of all simulators, a thread for each."""

    def __init__(self, fleet):
        self.seen = {name: Seen() for name in fleet.boards}
        self.known_until = [0] * len(fleet.simulators)  # the record is complete up to there
        self.of_board = {b.name: i for i, s in enumerate(fleet.simulators)
                         for line in s.lines for b in line.boards}
        self.threads = [threading.Thread(target=self.read, args=(i, s), daemon=True)
                        for i, s in enumerate(fleet.simulators)]
        for t in self.threads:
            t.start()

    def read(self, index, simulator):
        names = {f"{port}:{b.simulated}": b.name for port, line in enumerate(simulator.lines)
                 for b in line.boards}
        with simulator.record as record:
            for row in record:
                at, where, what, *rest = row.rstrip("\n").split("\t")
                seen = self.seen.get(names.get(where))
                self.take(seen, int(at), what, rest, simulator, where)
                self.known_until[index] = int(at)
        self.known_until[index] = float("inf")

    def finish(self):
        """The simulators have ended: nothing more will be known."""
        for t in self.threads:
            t.join()

    def take(self, seen, at, what, rest, simulator, where):
        if not seen:  # a request that could not be understood: of any board of the line
            boards = simulator.lines[int(where.split(":")[0])].boards
            for b in boards:
                self.seen[b.name].history.append((at, what, *rest))
            seen = self.seen[boards[0].name]
        else:
            seen.history.append((at, what, *rest))
        if what == "shows":
            seen.shows(at, rest[0])
            return
        seen.asked += 1
        seen.faulty += rest[0] != "none"

    def knows(self, board, at):
        return self.known_until[self.of_board[board]] > at
