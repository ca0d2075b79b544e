# SPDX-License-Identifier: MIT
"""
What pufad writes down: its play log, read while it grows.  A play in it is a claim like one on the
bus, with the instant at which it was made.
"""

import collections
import gzip
import json
import os

import claims as c

Play = collections.namedtuple("Play", "board how text page since at")


class Follower:
    """Lines of the segments in order, each once; a closed segment may be compressed meanwhile."""

    def __init__(self, directory):
        self.directory, self.number, self.offset = directory, 1, 0

    def path(self, number):
        return os.path.join(self.directory, f"{number:08d}.jsonl")

    def exists(self, number):
        return os.path.exists(self.path(number)) or os.path.exists(self.path(number) + ".gz")

    def load(self):
        try:
            with open(self.path(self.number), "rb") as f:
                f.seek(self.offset)
                return f.read()
        except FileNotFoundError:
            with gzip.open(self.path(self.number) + ".gz") as f:
                return f.read()[self.offset:]

    def read(self):
        while self.exists(self.number):
            is_closed = self.exists(self.number + 1)
            data = self.load()
            # Room that is kept is NULs, and so may be the first part of what is just being written.
            data = data.split(b"\0", 1)[0]
            data = data[:data.rfind(b"\n") + 1]
            self.offset += len(data)
            for row in data.splitlines():
                yield self.number, json.loads(row)
            if not is_closed:
                return
            self.number, self.offset = self.number + 1, 0


class PlayLog:
    def __init__(self, directory):
        self.follower = Follower(directory)
        self.texts = {}  # segment and number: text
        self.lost_at = collections.defaultdict(int)

    def read(self):
        """The plays that have come to the log since."""
        for segment, record in self.follower.read():
            if record["kind"] == "text":
                self.texts[segment, record["ref"]] = record["text"]
            elif record["kind"] == "lost":
                self.lost_at[record["board"]] = record["mono"] * 1000
            elif record["kind"] == "play":
                yield self.play(segment, record)

    def play(self, segment, record):
        begun = c.since_boot(record["from"] * 1000) - 2000 if record["from"] else 0
        return Play(record["board"], record["how"], self.texts[segment, record["ref"]],
                    record["page"], max(begun, self.lost_at[record["board"]]),
                    (record["mono"] + 1) * 1000)
