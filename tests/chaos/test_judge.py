#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What judges the campaign: a claim that is wrong is found, and one that is right is not."""

import gzip
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

# pylint: disable=wrong-import-position
import claims as c
import written as p
import witness as w


def showing(text, since=0, page=0):
    return ["list", "law", "", text, text.split("|"), page, 1, since, 0]


def changes(**values):
    return {name: {"data": value} for name, value in values.items()}


class Witness(unittest.TestCase):
    def setUp(self):
        self.seen = w.Seen()
        for at, text in ((100, "A"), (200, "B"), (300, "")):
            self.seen.shows(at, text)

    def test_what_was_there(self):
        for text, since, until, was_there in (
                ("A", 150, 160, True),   # from before
                ("A", 150, 250, True),   # and gone meanwhile
                ("A", 200, 250, False),  # gone just then
                ("B", 150, 200, True),   # come just then
                ("B", 100, 199, False),
                ("B", 300, 400, False),
                ("C", 0, 400, False),
                ("", 250, 400, True),
                ("A", 0, 50, False)):
            self.assertEqual(self.seen.showed(text, since, until), was_there, (text, since, until))

    def test_a_long_history_is_cut(self):
        for at in range(400, 400 + 10 * w.HISTORY):
            self.seen.shows(at, str(at))
        self.assertLess(len(self.seen.texts), 3 * w.HISTORY)
        last = 399 + 10 * w.HISTORY
        self.assertTrue(self.seen.showed(str(last), last, last))


class Claims(unittest.TestCase):
    def setUp(self):
        self.voice = c.Voice("board", {})

    def test_settled_is_a_claim(self):
        at = c.now()
        self.assertIsNone(self.voice.take(changes(State="sending"), at))
        claim = self.voice.take(changes(State="verified", Showing=showing(" A |B|")), at + 1)
        self.assertEqual((claim.how, claim.text, claim.is_first), ("verified", "A|B", True))
        self.assertEqual(claim.since, 0)

    def test_the_same_page_again_is_no_new_message(self):
        at = c.now()
        self.voice.take(changes(State="verified", Showing=showing("A")), at)
        self.assertIsNone(self.voice.take(changes(Wanted=showing("B")), at + 1))
        self.assertIsNone(self.voice.take(changes(State="backoff"), at + 2))
        claim = self.voice.take(changes(State="verified"), at + 3)
        self.assertEqual((claim.is_first, claim.since), (False, at + 2 - c.SLACK))

    def test_nothing_from_before_its_beginning_counts(self):
        at = c.now()
        page = showing("A", since=at + at_wall())
        claim = self.voice.take(changes(State="verified", Showing=page), at + 3)
        self.assertLess(abs(claim.since + 2000 - at), 1000)

    def test_nothing_from_before_the_last_failure_counts(self):
        at = c.now()
        self.voice.take(changes(State="sending", LastErrorAt=at + at_wall()), at + 1)
        claim = self.voice.take(changes(State="verified", Showing=showing("A")), at + 5)
        self.assertLess(abs(claim.since - at), 1000)


class Log(unittest.TestCase):
    def test_segments_are_followed(self):
        """Each line once, whether its segment grows, is closed, or is compressed meanwhile."""
        with tempfile.TemporaryDirectory() as directory:
            log = p.PlayLog(directory)
            self.assertEqual(list(log.read()), [])
            text = line(kind="text", ref=1, text="A")
            play = line(kind="play", board="b", how="verified", ref=1, page=0)
            write(directory, 1, text + play + play[:9] + b"\0" * 99)
            self.assertEqual([x.text for x in log.read()], ["A"])
            self.assertEqual(list(log.read()), [])
            lost = line(kind="lost", board="b", mono=7)
            write(directory, 1, text + play + play + lost)
            write(directory, 2, line(kind="text", ref=1, text="B") + play)
            os.rename(path(directory, 1), path(directory, 1) + ".raw")
            with gzip.open(path(directory, 1) + ".gz", "wb") as f:
                f.write(text + play + play + lost)
            plays = list(log.read())
            self.assertEqual([x.text for x in plays], ["A", "B"])
            self.assertEqual([x.since for x in plays], [0, 7000])


def path(directory, number):
    return os.path.join(directory, f"{number:08d}.jsonl")


def write(directory, number, data):
    with open(path(directory, number), "wb") as f:
        f.write(data)


def line(**values):
    return json.dumps({"mono": 5, "from": 0, **values}).encode() + b"\n"


def at_wall():
    """From monotonic to wall time."""
    return -c.since_boot(0)


if __name__ == "__main__":
    unittest.main()
