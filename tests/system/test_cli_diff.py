#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl diff on edited copies of the shipped playlists, as an operator would run it.

test_cli_diff.py PUFACTL SOURCE-FOLDER
"""
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

PUFACTL, SOURCE = (os.path.abspath(a) for a in sys.argv[1:3])
PLAYLISTS = os.path.join(SOURCE, "playlists")
PROFILES = os.path.join(SOURCE, "drivers", "profiles")
YEAR = ["--from", "2026-01-01", "--to", "2026-12-31"]

SITE = """site = { name = "test"; zone = "Asia/Shanghai"; filler = "civil-code"; };
lines = ( { name = "gate"; host = "192.0.2.1"; port = 502; } );
boards = (
%s
);
"""
BOARD = ('  { name = "%s"; line = "gate"; address = %d; profile = "modbus-gbk-2x8"; '
         'groups = [ "%s" ]; }')
BOARDS = [("south-gate", 1, "community"), ("east-gate", 2, "enterprise")]

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        print(f"{__file__}:{sys._getframe(1).f_lineno}: {what} {seen}")


class Run:
    def __init__(self, *words):
        p = subprocess.run([PUFACTL, "diff", *words, "--profiles", PROFILES], capture_output=True,
                           timeout=120, stdin=subprocess.DEVNULL)
        self.words, self.code = words, p.returncode
        self.out, self.err = p.stdout.decode(), p.stderr.decode()

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"{self.words} exit {self.code}\n{self.out[:3000]}\n{self.err[:1000]}"


def write_site(folder, boards=BOARDS):
    with open(os.path.join(folder, "pufa.cfg"), "w") as f:
        f.write(SITE % ",\n".join(BOARD % b for b in boards))


class Sets:
    """The shipped files as they are, and a copy to edit."""

    def __init__(self, folder):
        self.old, self.new = os.path.join(folder, "old"), os.path.join(folder, "new")
        for place in (self.old, self.new):
            os.mkdir(place)
            write_site(place)
            shutil.copytree(PLAYLISTS, os.path.join(place, "playlists"))

    def path(self, name):
        return os.path.join(self.new, "playlists", name)

    def edit(self, name, pattern, by, count=1):
        with open(self.path(name)) as f:
            text = f.read()
        text, n = re.subn(pattern, by, text, count=count, flags=re.S)
        check(f"{pattern} is in {name}", n > 0)
        with open(self.path(name), "w") as f:
            f.write(text)

    def append(self, name, text):
        with open(self.path(name), "a") as f:
            f.write(text)

    def diff(self, *words):
        return Run(self.old, self.new, *YEAR, *words)


def days(first, last):
    day, end = (datetime.date.fromisoformat(d) for d in (first, last))
    while day <= end:
        yield day.isoformat()
        day += datetime.timedelta(days=1)


def one(items, **what):
    found = [i for i in items if all(i[k] == v for k, v in what.items())]
    check(f"one {what}", len(found) == 1, items)
    return found[0] if found else {k: [] for k in ("facts", "days", "boards", "hours", "before",
                                                   "after")}


def test_same(s):
    r = s.diff()
    check("no differences", r.code == 0 and "no differences" in r.out and not r.err, r)
    d = s.diff("--json").json()
    check("none in JSON", d["edits"] == d["changes"] == [] and not d["positions_move"], d)
    check("the same digest", d["old"]["digest"] == d["new"]["digest"], d)
    os.rename(s.path("constitution.cfg"), s.path("zz.cfg"))
    r = s.diff()
    check("a file's name is no difference", "no differences" in r.out, r)


def test_text(s):
    s.edit("criminal-law.cfg", r'text = "([^"]*)"', r'text = "请记住：\1"')
    d = s.diff("--json").json()
    e = one(d["edits"], kind="message", edit="changed", playlist="criminal-law")
    f = one(e["facts"], name="text")
    check("both texts", f["after"] == "请记住：" + f["before"], f)
    check("the time a text takes is not told", len(e["facts"]) == 1, e)
    for side, folder in (("before", s.old), ("after", s.new)):
        with open(e[side]["file"]) as file:
            line = file.read().split("\n")[e[side]["line"] - 1]
        check("file and line", e[side]["file"].startswith(folder) and f[side] in line, e)
    check("nothing else plays", all(c["edited"] == "criminal-law" for c in d["changes"]), d)
    seen = {b for c in d["changes"] for b in c["boards"]}
    check("where it plays", seen == {"south-gate", "east-gate"}, seen)
    check("it does not play on the memorial day",
          all("2026-12-13" not in c["days"] and "2026-12-14" in c["days"] for c in d["changes"]))
    r = s.diff()
    check("in words", f["before"] in r.out and "edited messages of criminal-law" in r.out and
          "Positions in lists move" in r.out, r)
    check("a screen", len(r.out.split("\n")) <= 30, r)


def test_messages(s):
    """One more, one less, and two that change places."""
    s.edit("constitution.cfg", r"messages = \(\n",
           'messages = (\n  { article = "33"; text = "加进来的一句话"; },\n')
    s.edit("civil-code.cfg", r"\n  \{ article[^\n]*\},\n", "\n")
    s.edit("criminal-law.cfg", r"(\n  \{ article[^\n]*\},)(\n  \{ article[^\n]*\},)", r"\2\1")
    d = s.diff("--json").json()
    kinds = sorted((e["edit"], e["playlist"]) for e in d["edits"])
    check("added, removed, moved", kinds == [("added", "constitution"), ("moved", "criminal-law"),
                                             ("removed", "civil-code")], d["edits"])
    check("lists with edits", {c["edited"] for c in d["changes"]} == {"constitution", "civil-code"},
          d["changes"])


def test_hours(s):
    s.edit("rules.cfg", r'(name = "community-restday".*?hours = )"06:30-22:00"', r'\1"06:30-21:00"')
    d = s.diff("--json").json()
    e = one(d["edits"], kind="rule", edit="changed", name="community-restday")
    check("hours", e["facts"] == [{"name": "hours", "before": "06:30-22:00",
                                   "after": "06:30-21:00"}], e)
    check("one edit", len(d["edits"]) == 1, d["edits"])
    for c in d["changes"]:
        check("on that board", c["boards"] == ["south-gate"] and c["hours"] == ["21:00-22:00"], c)
    at = {day for c in d["changes"] for day in c["days"]}
    check("a Saturday, no make-up day, no day in the memorial's limit",
          "2026-01-17" in at and "2026-02-14" not in at and "2026-12-13" not in at)
    c = one([c for c in d["changes"] if "2026-01-17" in c["days"]])
    check("the filler instead", {l["playlist"] for l in c["after"]} == {"civil-code"} or
          len(c["after"]) < len(c["before"]), c)
    r = s.diff()
    check("days off in words", re.search(r"south-gate: days off 2026.*21:00-22:00: .* instead of",
                                         r.out), r)


def test_unsure(s):
    """Of a year without a notice nobody knows which days are worked."""
    s.edit("rules.cfg", r'(name = "community-restday".*?hours = )"06:30-22:00"', r'\1"06:30-21:00"')
    for year, unsure in (("2025", False), ("2029", True)):
        words = [s.old, s.new, "--from", f"{year}-03-01", "--to", f"{year}-12-01"]
        r = Run(*words)
        check("the mark", ("? provisional:" in r.out) == unsure and (") ? 21:00" in r.out) == unsure,
              r)
        check("in JSON", {c["provisional"] for c in Run(*words, "--json").json()["changes"]} ==
              {unsure})


def test_plan_agrees(s):
    """What is said to change is what plan says, by an independent count on some days."""
    s.edit("rules.cfg", r'(name = "enterprise-workday".*?share = )40', r"\g<1>90")
    d = s.diff("--json").json()
    changed = {day for c in d["changes"] for day in c["days"] if "east-gate" in c["boards"]}
    check("not the other board", {b for c in d["changes"] for b in c["boards"]} == {"east-gate"})
    for day in list(days("2026-02-12", "2026-03-03")) + ["2026-12-04", "2026-12-13"]:
        shown = []
        for folder in (s.old, s.new):
            p = subprocess.run([PUFACTL, "plan", "east-gate", "--summary", "--json", "--from", day,
                                "-c", os.path.join(folder, "pufa.cfg"), "--profiles", PROFILES,
                                "--to", day], capture_output=True, timeout=60)
            share = {}
            for row in json.loads(p.stdout):
                share[row["playlist"]] = share.get(row["playlist"], 0) + row["seconds"]
            shown.append(share)
        # A list's time on a day is off by a message at most at each end of a window.
        differs = any(abs(shown[0].get(k, 0) - shown[1].get(k, 0)) > 600 for k in shown[0])
        check(f"plan agrees on {day}", differs == (day in changed), shown)


def test_board(s):
    write_site(s.new, BOARDS + [("north-gate", 3, "community")])
    d = s.diff("--json").json()
    check("one edit", [(e["edit"], e["kind"], e["name"]) for e in d["edits"]] ==
          [("added", "board", "north-gate")], d["edits"])
    check("nothing before", all(c["before"] is None and c["boards"] == ["north-gate"]
                                for c in d["changes"]))
    check("every day", {x for c in d["changes"] for x in c["days"]} ==
          set(days("2026-01-01", "2026-12-31")))
    r = s.diff()
    check("as its neighbour", "north-gate: the board is new; it shows what south-gate shows" in r.out,
          r)
    r = Run(s.new, s.old, *YEAR)
    check("removed", r.code == 0 and "board north-gate removed" in r.out and
          "nothing else plays on 2026-01-01..12-31" in r.out, r)


def test_limit(s):
    s.append("rules.cfg", '\nlevels = ( { boards = [ "all" ]; hours = "20:00-22:00"; '
                          'brightness = 40; } );\n')
    s.edit("rules.cfg", r"limits = \(\n", 'limits = (\n  { boards = [ "east-gate" ]; days = '
           '"12-01..12-07"; hours = "12:00-14:00"; action = "off"; },\n')
    d = s.diff("--json").json()
    check("limit and level", sorted((e["edit"], e["kind"]) for e in d["edits"]) ==
          [("added", "level"), ("added", "limit")], d["edits"])
    c = [c for c in d["changes"] if c["boards"] != ["east-gate"] or c["after"] != []
         or c["hours"] != ["12:00-14:00"]]
    check("dark", d["changes"] and not c, c)
    check("those days", sorted(x for c in d["changes"] for x in c["days"]) ==
          list(days("2026-12-01", "2026-12-07")), d["changes"])
    r = s.diff()
    check("in words", "12:00-14:00: dark instead of" in r.out, r)
    for name, number in (("levels", "brightness = 40"), ("hours", "20:00-22:00")):
        shutil.copy(s.path("rules.cfg"), os.path.join(s.old, "playlists", "rules.cfg"))
        s.edit("rules.cfg", number, number.replace("40", "60").replace("20:00", "20:30"))
        d = s.diff("--json").json()
        check("one level changed", [(e["edit"], e["kind"], len(e["facts"])) for e in d["edits"]] ==
              [("changed", "level", 1)] and not d["changes"], d)


def test_holidays(s):
    os.unlink(os.path.join(s.old, "playlists", "holidays", "2026.cfg"))
    d = s.diff("--json").json()
    e = one(d["edits"], kind="holidays", edit="added")
    check("the notice", "2026" in e["name"] and e["after"]["file"].endswith("2026.cfg"), e)
    at = {x for c in d["changes"] for x in c["days"]}
    check("a make-up workday", "2026-02-14" in at and "2026-02-28" in at)
    check("no plain workday", "2026-03-19" not in at)


def test_mistakes(s):
    s.edit("criminal-law.cfg", r'text = "', 'text = "龘龘𠀀')
    r = s.diff()
    check("a character no board has", r.code == 1 and not r.out and
          re.search(r"new/playlists/criminal-law.cfg:\d+: error: .*U\+", r.err), r)
    check("says which set", "new has mistakes; it can not be compared" in r.err, r)
    with open(s.path("criminal-law.cfg"), "wb") as f:
        f.write("playlist = { name = \"刑法\"; };".encode("gb18030"))
    r = s.diff("--json")
    check("not UTF-8", r.code == 1 and not r.out and "criminal-law.cfg" in r.err, r)
    r = Run(s.new, s.old)
    check("the old one too", r.code == 1 and "criminal-law.cfg" in r.err, r)
    shutil.rmtree(s.new)
    r = s.diff()
    check("a missing set", r.code == 1 and r.err.count("\n") == 1 and
          "No such file or directory" in r.err, r)


def test_places(s):
    """A site's file, a directory of playlists, and a site that has none."""
    s.edit("rules.cfg", r'(name = "community-restday".*?hours = )"06:30-22:00"', r'\1"06:30-21:00"')
    site = os.path.join(s.old, "pufa.cfg")
    whole = s.diff("--json").json()
    for words in ([site, os.path.join(s.new, "playlists")], [s.old + "/", s.new + "/"],
                  [s.old, os.path.join(s.new, "pufa.cfg")],
                  ["-c", site, os.path.join(s.new, "playlists")],
                  [os.path.join(s.old, "playlists"), s.new]):
        r = Run(*words, *YEAR, "--json")
        check("the same", r.code == 0 and r.json()["changes"] == whole["changes"], r)
    shutil.rmtree(os.path.join(s.new, "playlists"))
    r = s.diff()
    check("a site without playlists has those of OLD", r.code == 0 and "no differences" in r.out, r)
    r = Run("-c", "/nonexistent/pufa.cfg", s.new)
    check("nothing installed", r.code == 1 and "/nonexistent/pufa.cfg: No such" in r.err, r)


def test_words(s):
    for words, what in (([], ""), (["a", "b", "c"], ""), ([s.old, s.new, "--from", "soon"], "soon"),
                        ([s.old, s.new, "--to", "x"], "'x'"),
                        ([s.old, s.new, "--from", "2026-02-01", "--to", "2026-01-01"], "end"),
                        ([s.old, s.new, "--from", "2026-01-01", "--to", "2046-01-01"], "3660"),
                        ([s.old, s.new, "-H", "gate"], "-H")):
        r = Run(*words)
        check("misused", r.code == 2 and what in r.err and not r.out, r)
    p = subprocess.run(f'"{PUFACTL}" diff "{s.old}" "{s.new}" --profiles "{PROFILES}" --json | true',
                       shell=True, capture_output=True, timeout=60)
    check("a closed pipe", p.stderr == b"", p.stderr)


def test_fast(s):
    """A hundred boards, no two of which share a class, and a year."""
    boards = [(f"board-{i}", i + 1, "community") for i in range(100)]
    for folder in (s.old, s.new):
        write_site(folder, boards)
        with open(os.path.join(folder, "playlists", "own.cfg"), "w") as f:
            f.write("rules = (\n" + ",\n".join(
                f'{{ name = "own-{i}"; boards = [ "board-{i}" ]; days = "{i % 12 + 1:02}-{i // 12 + 1:02}"; '
                f'hours = "10:00-11:00"; play = ( {{ playlist = "constitution"; share = 9; }} ); }}'
                for i in range(100)) + "\n);\n")
    s.edit("rules.cfg", r'(name = "community-restday".*?hours = )"06:30-22:00"', r'\1"06:30-21:00"')
    began = time.monotonic()
    r = s.diff()
    took = time.monotonic() - began
    check("all of them at once", "all boards: days off 2026" in r.out, r)
    print(f"100 boards in 100 classes, a year: {took:.2f} s")
    check("in time", took < 30, took)


for test in (test_same, test_text, test_messages, test_hours, test_unsure, test_plan_agrees, test_board,
             test_limit, test_holidays, test_mistakes, test_places, test_words, test_fast):
    with tempfile.TemporaryDirectory(prefix="pufa-diff-") as folder:
        test(Sets(folder))
sys.exit(1 if failures else 0)
