#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl log, log verify and log export on directories: a log that the library wrote, compared
with what another reader makes of it, and everything that can be done to it.

test_cli_log.py PUFACTL MAKE-LOG [SEED]
"""
import collections
import csv
import datetime
import gzip
import json
import os
import pty
import random
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unicodedata
import zoneinfo

import logbook
import playlog

PUFACTL, MAKE = (os.path.abspath(a) for a in sys.argv[1:3])
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
RECORDS = 4000
ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
MESSAGE = ["playlist", "law", "article", "text", "digest", "file", "line"]
KEYS = {
    "start": ["version", "boot"],
    "stop": [],
    "set": ["digest", "who"],
    "play": ["board", "how", *MESSAGE, "page", "pages", "from", "until"],
    "dark": ["board", "how", "from", "until"],
    "lost": ["board", "why"],
    "missed": ["board", *MESSAGE, "from", "until", "why"],
    "incident": ["id", "what", "incident", "level", "subject", "text", "count"],
    "clock": ["before", "text"],
    "gap": ["n", "why"],
}

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        line = sys._getframe(1).f_lineno
        print(f"{__file__}:{line}: {what} {seen}"[:3000])


class Run:
    def __init__(self, *words, stdout=subprocess.PIPE):
        # No bus: nobody can be asked.
        env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
        p = subprocess.run([PUFACTL, *words], stdout=stdout, stderr=subprocess.PIPE, timeout=120,
                           env=env, stdin=subprocess.DEVNULL, check=False)
        self.code, self.err = p.returncode, p.stderr.decode()
        self.out = p.stdout.decode() if p.stdout is not None else ""

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n{self.out[:2000]}\n{self.err[:2000]}"


def time_text(msec):
    if not msec:
        return None
    at = datetime.datetime.fromtimestamp(msec // 1000, ZONE).replace(microsecond=msec % 1000 * 1000)
    return at.isoformat(timespec="milliseconds")


def expected_json(r):
    """A record as log --json must give it."""
    out = {"seq": r["seq"], "at": time_text(r["at"]), "mono": r["mono"], "kind": r["kind"]}
    source = {**r, **{k: r["of"][k] for k in MESSAGE}} if "of" in r else r
    for key in KEYS[r["kind"]]:
        value = source[key]
        if key in ("from", "until", "before"):
            value = time_text(value)
        elif key == "page":
            value += 1
        out[key] = None if value == "" else value
    return out


def listing(folder, *words):
    r = Run("log", "--log", folder, "--json", *words)
    check("an answer", r.code == 0, r)
    return r.json() if r.out else []


def test_listing(folder, records, rng):
    plain = [r for r in records if r["kind"] != "text"]
    rows = listing(folder, "-n", "all")
    check("as many", len(rows) == len(plain), (len(rows), len(plain)))
    for row, r in zip(rows, plain):
        want = expected_json(r)
        if list(row.items()) != list(want.items()):
            check("each record", False, (row, want))
            break
    check("the last 50", listing(folder) == rows[-50:])
    for n in 1, 7, len(rows), len(rows) + 1:
        check("the last n", listing(folder, "-n", str(n)) == rows[-n:], n)
    check("kinds", listing(folder, "-n", "all", "--kind", "incident,lost") ==
          [r for r in rows if r["kind"] in ("incident", "lost")])
    check("the last of what is rare", listing(folder, "-n", "3", "--kind", "clock") ==
          [r for r in rows if r["kind"] == "clock"][-3:])
    check("texts when asked for", len(listing(folder, "-n", "all", "--kind", "text")) ==
          sum(r["kind"] == "text" for r in records))

    def concerns(row, board):
        name = row.get("subject") if row["kind"] == "incident" else row.get("board")
        return name in (None, board)

    for board in "食堂屏", "works":
        mine = [r for r in rows if concerns(r, board)]
        check("a board", listing(folder, board, "-n", "all") == mine)
        check("--board", listing(folder, "--board", board, "-n", "20") == mine[-20:])
        check("and nothing to say of it", not Run("log", "--log", folder, board, "-n", "all").err)
    r = Run("log", "--log", folder, "work")
    check("a board that is none is told of", r.code == 0 and r.out and
          r.err == "pufactl: none of these records is of 'work' itself\n", r)
    timed = [r for r in rows if r["at"]]
    for _ in range(20):
        since, until = sorted(datetime.datetime.fromisoformat(rng.choice(timed)["at"])
                              for _ in range(2))
        got = listing(folder, "--since", since.isoformat(), "--until",
                      (until + datetime.timedelta(milliseconds=1)).isoformat())
        want = [r for r in timed if since <= datetime.datetime.fromisoformat(r["at"]) <= until]
        check("a span", [r for r in got if r["at"]] == want, (since, until))
    day = timed[len(timed) // 2]["at"][:10]
    got = [r for r in listing(folder, "--since", day, "--until", day) if r["at"]]
    check("a date includes that day", got == [r for r in timed if r["at"][:10] == day], day)
    r = Run("log", "nowhere", "--kind", "play", "--log", folder)
    check("nothing is said to be nothing", r.code == 0 and not r.out and r.err.count("\n") == 1, r)


def cells(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_text(folder, records):
    plain = [r for r in records if r["kind"] != "text"]
    r = Run("log", "--log", folder, "-n", "all")
    lines = r.out.splitlines()
    check("a line a record", r.code == 0 and len(lines) == len(plain), r)
    check("no colours where there is no terminal", "\033" not in r.out)
    wide = max(cells(r["board"]) for r in plain if "board" in r)
    for line, rec in list(zip(lines, plain))[200:]:
        if rec["at"]:
            want = time_text(rec["at"])
            check("its time", line.startswith(f"{want[:10]} {want[11:23]}  "), line)
        else:
            check("no time", line.startswith("up "), line)
        if rec["kind"] == "play":
            # 25 columns of time, the boards, the word, then the citation.
            head = line[:line.index(rec["how"], 25 + len(rec["board"]))]
            check("aligned, whatever the board's name", cells(head) == 25 + wide + 2, line)
            check("what it was", rec["of"]["text"] in line, line)
    r = Run("log", "--log", folder, "-n", "all", "--no-color", "--kind", "incident")
    check("incidents", "opened        board-offline: no answer for 60 s" in r.out, r)


def test_terminal(folder):
    """Colours only there, and only for what went wrong."""
    def seen(*words):
        pid, fd = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm")
            os.environ.pop("NO_COLOR", None)
            os.execv(PUFACTL, [PUFACTL, "log", "--log", folder, "-n", "all", *words])
        text = b""
        while True:
            try:
                piece = os.read(fd, 65536)
            except OSError:
                piece = b""
            if not piece:
                break
            text += piece
        os.waitpid(pid, 0)
        os.close(fd)
        return text.decode().replace("\r\n", "\n").splitlines()

    lines = seen()
    for word, tint in (("  opened  ", "1;31"), ("  closed  ", "32"), ("  lost  ", "33"),
                       ("  missed  ", "33"), ("  gap  ", "1;31"), ("  start  ", "2")):
        some = [line for line in lines if word in line]
        check(f"{word.strip()} stands out", some and all(
            line.startswith(f"\033[{tint}m") and line.endswith("\033[0m") for line in some), some[:1])
    check("what is as it should be does not", not any("\033" in line for line in lines
                                                     if "  verified  " in line))
    check("--no-color", not any("\033" in line for line in seen("--no-color")))


def test_words(folder, workdir):
    database = os.path.join(workdir, "x.db")
    for words, word in [(["log", "a", "b"], "'b'"), (["log", "a", "--board", "b"], "'a'"),
                        (["log", "--kind", "plays"], "'plays'"), (["log", "--kind", ""], "''"),
                        (["log", "--since", "someday"], "'someday'"),
                        (["log", "--until", "x"], "'x'"), (["log", "-n", "0"], "'0'"),
                        (["log", "-n", "many"], "'many'"),
                        (["log", "--follow", "--until", "today"], "--until"),
                        (["log", "--log", folder, "-H", "x"], "--host"),
                        (["log", "--sqlite", "x"], "'--sqlite'"),
                        (["log", "export"], "--sqlite"),
                        (["log", "export", "--csv", "-", "--sqlite", database], "--sqlite"),
                        (["log", "export", "--csv", "-", "--json"], "JSON"),
                        (["log", "export", "x"], "'x'"), (["log", "verify", "a", "b"], "'b'"),
                        (["log", "verify", "-f"], "'-f'"), (["log", "verify", "-H", "x"], "'-H'"),
                        (["log", "--log", folder, "--since", "2026-11-02", "--until",
                          "2026-11-01"], "--until")]:
        r = Run(*words)
        check("misuse is one line that names the word",
              r.code == 2 and not r.out and r.err.count("\n") == 1 and word in r.err, (words, r))
    for words in (["log"], ["log", "export", "--csv", "-"], ["log", "-f"]):
        r = Run(*words)
        check("nobody to ask", r.code == 1 and not r.out and r.err.count("\n") == 1, r)
    for words in (["log", "--log", "/nonexistent"], ["log", "verify", "/nonexistent"],
                  ["log", "verify", "/etc/passwd"],
                  ["log", "export", "--sqlite", database, "--log", "/nonexistent"]):
        r = Run(*words)
        check("no such directory", r.code == 1 and not r.out and r.err.count("\n") == 1, r)
    check("nothing was made of it", not os.path.exists(database))
    if os.geteuid() == 0:
        test_no_permission(folder)
    with open("/dev/full", "wb") as full:
        for words in (["log", "-n", "all"], ["log", "--json"], ["log", "export", "--csv", "-"]):
            r = Run(*words, "--log", folder, stdout=full)
            check("a full disk is said", r.code == 1 and r.err.count("\n") == 1, r)
    with subprocess.Popen([PUFACTL, "log", "-n", "all", "--log", folder], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as p:
        p.stdout.read(100)
        p.stdout.close()
        check("a closed pipe ends quietly", p.wait(60) == 0 and p.stderr.read() == b"")


def test_no_permission(folder):
    """As somebody else: this test's own directories are closed to others."""
    os.chmod(folder, 0o700)
    for words in (["log", "verify", folder], ["log", "--log", folder]):
        p = subprocess.run([PUFACTL, *words], capture_output=True, user=65534, group=65534,
                           extra_groups=[], check=False)
        check("no permission", p.returncode == 1 and p.stderr.count(b"\n") == 1 and
              b"Permission denied" in p.stderr, p)


def test_follow(folder, workdir):
    """What is written while it is looked at."""
    copy = logbook.copy(folder, os.path.join(workdir, "followed"))
    path = playlog.segments(copy)[-1]
    lines = logbook.lines_of(path)
    with open(path, "wb") as f:
        f.write(b"".join(line + b"\n" for line in lines[:-3]))
    with subprocess.Popen([PUFACTL, "log", "-f", "-n", "1", "--json", "--log", copy],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        seqs = [json.loads(p.stdout.readline())["seq"]]
        with open(path, "ab") as f:
            for line in lines[-3:]:
                # A line that is not whole yet is none yet.
                f.write(line[:20])
                f.flush()
                f.write(line[20:] + b"\n")
        want = [r["seq"] for r in map(json.loads, lines) if r["kind"] != "text"][-4:]
        while len(seqs) < len(want):
            seqs.append(json.loads(p.stdout.readline())["seq"])
        check("what comes, once", seqs[-3:] == want[-3:], (seqs, want))
        p.send_signal(signal.SIGINT)
        p.wait(30)
        check("ended by its signal", p.returncode == -signal.SIGINT and not p.stderr.read())


def verify(folder):
    r = Run("log", "verify", folder, "--json")
    v = r.json()
    check("fields", list(v) == ["directory", "whole", "records", "segments", "first", "last", "head",
                                "torn", "findings"], v)
    check("the exit code", r.code == (0 if v["whole"] else 1) and
          v["whole"] == (not v["findings"]), r)
    text = Run("log", "verify", folder)
    check("as text", text.code == r.code and text.out.count(folder) >= len(v["findings"]), text)
    for f in v["findings"]:
        place = folder + (f"/{f['file']}" if f["file"] else "") + (f":{f['line']}" if f["line"] else "")
        check("said with its place", f"{place}: {f['message']}\n" in text.out, (f, text))
    return v


def test_whole(folder, records):
    v = verify(folder)
    check("whole", v["whole"] and v["records"] == len(records) and
          v["segments"] == len(playlog.segments(folder)) and v["torn"] == 0 and v["head"] is None, v)
    timed = [r["at"] for r in records if r["at"]]
    check("from where to where", v["first"] == {"seq": 1, "at": time_text(timed[0])} and
          v["last"] == {"seq": len(records), "at": time_text(timed[-1])}, v)


class Tampering:
    """Each is done to a copy, and must be found where it was done."""

    def __init__(self, folder, workdir, rng):
        self.folder, self.workdir, self.rng = folder, workdir, rng

    def segments(self):
        return playlog.segments(self.folder)

    def run(self, what, change, *, at=None, kinds=None):
        """@change gets the copy's segments and returns where the first finding must be."""
        copy = logbook.copy(self.folder, os.path.join(self.workdir, "tampered"))
        place = change(playlog.segments(copy)) or at
        v = verify(copy)
        check(f"{what}: found", not v["whole"], v)
        if not v["findings"]:
            return
        first = v["findings"][0]
        check(f"{what}: where", place is None or (first["file"], first["line"]) == place,
              (place, first))
        check(f"{what}: as what", kinds is None or first["what"] in kinds, first)

    def inside(self, paths):
        """A segment and a line that has neighbours on both sides."""
        path = self.rng.choice(paths[1:-1])
        return path, self.rng.randrange(2, len(logbook.lines_of(path)) - 2)


def edit(path, change):
    lines = logbook.lines_of(path)
    change(lines)
    logbook.write_lines(path, lines)


def name(path):
    return os.path.basename(path)


def test_tampering(folder, workdir, rng):
    t = Tampering(folder, workdir, rng)

    for _ in range(8):
        def one_byte(paths):
            path, i = t.inside(paths)

            def change(lines):
                at = rng.randrange(len(lines[i]))
                byte = bytes([lines[i][at] ^ 1 << rng.randrange(7)])
                if byte in b"\n":
                    byte = b"!"
                lines[i] = lines[i][:at] + byte + lines[i][at + 1:]
            edit(path, change)
            return name(path), i + 1
        t.run("a byte", one_byte, kinds=["changed"])

    def resealed(paths):
        path, i = t.inside(paths)

        def change(body):
            body["mono"] += 1
        logbook.reseal(path, i, change)
        return name(path), i + 2
    for _ in range(4):
        t.run("a changed line with the checksum that goes with it", resealed, kinds=["chain"])

    def removed(paths):
        path, i = t.inside(paths)
        edit(path, lambda lines: lines.pop(i))
        return name(path), i + 1
    for _ in range(4):
        t.run("a line that was taken out", removed, kinds=["missing"])

    def first_removed(paths):
        edit(paths[0], lambda lines: lines.pop(0))
        return name(paths[0]), 1
    t.run("the very first line", first_removed, kinds=["missing"])

    def swapped(paths):
        path, i = t.inside(paths)

        def change(lines):
            lines[i], lines[i + 1] = lines[i + 1], lines[i]
        edit(path, change)
        return name(path), i + 1
    t.run("two lines in each other's place", swapped, kinds=["missing", "order"])

    def doubled(paths):
        path, i = t.inside(paths)
        edit(path, lambda lines: lines.insert(i, lines[i]))
        return name(path), i + 2
    t.run("a line twice", doubled, kinds=["order"])

    def inserted(paths):
        path, i = t.inside(paths)

        def change(lines):
            prev = json.loads(lines[i])["prev"]
            lines.insert(i, playlog.line(logbook.body_of(lines[i]) | {"mono": 1}, prev))
        edit(path, change)
        return name(path), i + 2
    t.run("a line that was made up", inserted, kinds=["order"])

    def segment_removed(paths):
        i = rng.randrange(1, len(paths) - 1)
        os.unlink(paths[i])
        return name(paths[i + 1]), 0
    t.run("a segment that was taken out", segment_removed, kinds=["segment"])

    def segments_swapped(paths):
        i = rng.randrange(1, len(paths) - 2)
        lines = [logbook.lines_of(paths[i + k]) for k in range(2)]
        logbook.write_lines(paths[i], lines[1])
        logbook.write_lines(paths[i + 1], lines[0])
        return name(paths[i]), 1
    t.run("two segments in each other's place", segments_swapped, kinds=["missing"])

    def cut_in_between(paths):
        path, i = t.inside(paths)
        edit(path, lambda lines: lines.__delitem__(slice(i, None)))
        following = paths[paths.index(path) + 1]
        return name(following), 1
    t.run("the end of a segment", cut_in_between, kinds=["missing"])

    def packed_cut(paths):
        packed = next(p for p in paths[1:] if p.endswith(".gz"))
        with open(packed, "r+b") as f:
            f.truncate(os.path.getsize(packed) // 2)
    t.run("a compressed file cut short", packed_cut)

    def packed_garbage(paths):
        packed = next(p for p in paths[1:] if p.endswith(".gz"))
        with open(packed, "wb") as f:
            f.write(b"not compressed at all")
        return name(packed), 1
    t.run("rubbish for a segment", packed_garbage, kinds=["changed"])

    def emptied(paths):
        i = rng.randrange(1, len(paths) - 1)
        logbook.write_lines(paths[i], [])
        return name(paths[i + 1]), 1
    t.run("an empty segment", emptied, kinds=["missing"])

    def unreadable(paths):
        i = rng.randrange(1, len(paths) - 1)
        os.unlink(paths[i])
        os.symlink(paths[0], paths[i])
    t.run("a link for a segment", unreadable)


def test_harmless(folder, workdir, records):
    """What changes nothing of what was written."""
    copy = logbook.copy(folder, os.path.join(workdir, "harmless"))
    paths = playlog.segments(copy)
    for path in paths[:-1]:
        data = playlog.text_of(path)
        os.unlink(path)
        with gzip.open(path if path.endswith(".gz") else path + ".gz", "wb", 1) as f:
            f.write(data)
    v = verify(copy)
    check("compressed anew", v["whole"] and v["records"] == len(records), v)
    data = playlog.text_of(playlog.segments(copy)[-1])
    with open(playlog.segments(copy)[-1], "wb") as f:
        f.write(data + b'{"seq":' + b"\0" * 5000)
    v = verify(copy)
    check("a torn tail is no fault", v["whole"] and v["torn"] == 7, v)
    os.unlink(playlog.segments(copy)[0])
    v = verify(copy)
    check("older segments may be gone", v["whole"] and v["first"]["seq"] > 1, v)
    check("and it is said", "older ones are gone" in Run("log", "verify", copy).out)

    for path in playlog.segments(copy):
        os.unlink(path)
    r = Run("log", "verify", copy)
    check("no log at all is not a whole one", r.code == 1 and not r.out and
          r.err == f"pufactl: {copy}: there is no play log\n", r)
    r = Run("log", "verify", copy, "--json")
    check("in JSON neither", r.code == 1 and not r.json()["whole"], r)

    # Nothing in the files tells a log that was written anew as a whole: for that there is the
    # daemon's word, in test_log_bus.py.
    copy = logbook.copy(folder, os.path.join(workdir, "harmless"))

    def change(bodies):
        next(b for b in bodies[1] if b.get("how") == "sent")["how"] = "verified"
    logbook.forge(copy, change)
    check("the forgery is without a seam", verify(copy)["whole"])


def test_damaged_listing(folder, workdir):
    copy = logbook.copy(folder, os.path.join(workdir, "damaged"))
    path = playlog.segments(copy)[-1]

    def change(lines):
        lines[-5] = b"\033[2J" + b"\xff" * 30
    edit(path, change)
    rows = listing(copy, "-n", "20")
    bad = [r for r in rows if r["kind"] == "damaged"]
    check("a damaged line among the others", len(bad) == 1 and bad[0]["seq"] is None and
          list(bad[0]) == ["seq", "at", "mono", "kind", "why", "line"], bad)
    r = Run("log", "--log", copy, "-n", "20")
    check("nothing raw goes to a terminal", r.code == 0 and "\033" not in r.out and
          f"{name(path)}:" in r.out and "\\x1b[2J" in r.out, r)
    target = os.path.join(workdir, "damaged.db")
    r = Run("log", "export", "--sqlite", target, "--log", copy)
    check("an export says so", r.code == 0 and r.err.count("\n") == 1 and "1 line" in r.err, r)


def rows_of(database, query):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        db.row_factory = sqlite3.Row
        return db.execute(query).fetchall()


def test_export(folder, workdir, records):
    target = os.path.join(workdir, "log.db")
    r = Run("log", "export", "--sqlite", target, "--log", folder)
    check("written", r.code == 0 and not r.out and not r.err, r)
    check("whole", rows_of(target, "PRAGMA integrity_check")[0][0] == "ok" and
          not rows_of(target, "PRAGMA foreign_key_check"))
    check("nothing else is left", [f for f in os.listdir(workdir) if f.startswith("log.db")] ==
          ["log.db"])
    want = logbook.shown(records)
    plays = rows_of(target, "SELECT * FROM plays ORDER BY seq")
    for row, w in zip(plays, [w for w in want if w.kind == "play"]):
        got = (row["seq"], row["board"], row["how"], row["at"], row["ended"], row["end"],
               row["shown_ms"], row["text"], row["law"], row["article"], row["file"], row["line"],
               row["playlist"], row["at_ms"] or 0)
        expected = (w.seq, w.board, w.how, time_text(w.at), time_text(w.ended), w.end, w.shown,
                    *(w.text[k] for k in ("text", "law", "article", "file", "line", "playlist")),
                    w.at)
        if got != expected:
            check("each play", False, (got, expected))
            break
    check("as many plays", len(plays) == sum(w.kind == "play" for w in want))
    dark = rows_of(target, "SELECT * FROM dark ORDER BY seq")
    check("dark", [(d["seq"], d["board"], d["end"], d["shown_ms"]) for d in dark] ==
          [(w.seq, w.board, w.end, w.shown) for w in want if w.kind == "dark"])
    check("each end is there", {w.end for w in want} ==
          {"replaced", "lost", "stopped", "unknown", "open"})
    check_sums(target, want)
    check_tables(target, records)


def check_sums(target, want):
    """What a town asks: minutes by law and month, added up from the rows once more."""
    msec, count = collections.Counter(), collections.Counter()
    last = {}
    by_seq = {w.seq: w for w in want}
    again = {r["seq"]: r["again"] for r in rows_of(target, "SELECT seq, again FROM plays")}
    planned = {r["seq"]: r["planned_from_ms"] for r in
               rows_of(target, "SELECT seq, planned_from_ms FROM plays")}
    for seq in sorted(by_seq):
        w = by_seq[seq]
        if w.kind == "dark":
            last[w.board] = None
            continue
        play = (planned[seq], w.text["digest"])
        check("a play that goes on", bool(again[seq]) ==
              (planned[seq] is not None and last.get(w.board) == play), w)
        last[w.board] = play
        key = (time_text(w.at)[:7] if w.at else None, w.text["law"])
        msec[key] += w.shown
        msec[key + (w.how,)] += w.shown
        count[key] += not again[seq]
    rows = rows_of(target, "SELECT * FROM minutes_by_law")
    check("as many months and laws", len(rows) == len(count) and len(count) > 4, len(rows))
    for r in rows:
        key = (r["month"], r["law"])
        check("minutes", abs(r["minutes"] - msec[key] / 60000) < 0.006 and
              r["plays"] == count[key], (tuple(r), msec[key], count[key]))
        for how in "sent", "acknowledged", "verified":
            check("by how sure", abs(r[how] - msec[key + (how,)] / 60000) < 0.006, tuple(r))
    for view in "minutes_by_board", "minutes_by_article":
        total = rows_of(target, f"SELECT sum(minutes), sum(plays) FROM {view}")[0]
        check(view, abs(total[0] - sum(msec[k] for k in count) / 60000) < 1 and
              total[1] == sum(count.values()), tuple(total))


def check_tables(target, records):
    def kind(k):
        return [r for r in records if r["kind"] == k]

    check("losses", [tuple(r) for r in rows_of(target, "SELECT seq, board, at, why FROM losses")] ==
          [(r["seq"], r["board"], time_text(r["at"]), r["why"]) for r in kind("lost")])
    check("missed", [tuple(r) for r in rows_of(target, "SELECT seq, board, text, why FROM missed")] ==
          [(r["seq"], r["board"], r["of"]["text"], r["why"]) for r in kind("missed")])
    check("sets", [tuple(r) for r in rows_of(target, "SELECT seq, digest, who FROM sets")] ==
          [(r["seq"], r["digest"], r["who"]) for r in kind("set")])
    incidents = rows_of(target, "SELECT * FROM incidents ORDER BY number")
    by_number = collections.defaultdict(dict)
    for r in kind("incident"):
        by_number[r["id"]][r["what"]] = time_text(r["at"])
    check("incidents", [(r["number"], r["opened"], r["closed"], r["seen"]) for r in incidents] ==
          [(n, i.get("opened"), i.get("closed"), i.get("seen")) for n, i in
           sorted(by_number.items())])
    runs = rows_of(target, "SELECT seq, end FROM runs ORDER BY seq")
    check("runs", [r["seq"] for r in runs] == [r["seq"] for r in kind("start")] and
          sum(r["end"] == "stopped" for r in runs) == len(kind("stop")) and
          runs[-1]["end"] in ("open", "stopped"), runs)
    texts = rows_of(target, "SELECT digest, text FROM texts")
    check("texts", {(r["digest"], r["text"]) for r in texts} <=
          {(r["digest"], r["text"]) for r in kind("text")} and len(texts) == 4)
    check("events", rows_of(target, "SELECT count(*) FROM events")[0][0] ==
          len(kind("gap")) + len(kind("clock")))
    about = dict(map(tuple, rows_of(target, "SELECT * FROM about")))
    check("about", about["first_seq"] == "1" and about["last_seq"] == str(len(records)) and
          about["zone"] == "Asia/Shanghai", about)


def test_export_span(folder, workdir, records):
    """Rows of a span are those of the whole that began in it, ends and all."""
    whole, part = os.path.join(workdir, "log.db"), os.path.join(workdir, "part.db")
    timed = [r["at"] for r in records if r["at"]]
    since, until = sorted(timed)[len(timed) // 3], sorted(timed)[len(timed) * 2 // 3]
    r = Run("log", "export", "--sqlite", part, "--log", folder, "--since", time_text(since),
            "--until", time_text(until))
    check("written", r.code == 0, r)
    query = (f"SELECT seq, board, text, shown_ms, end, again FROM plays WHERE at_ms >= {since} "
             f"AND at_ms < {until} ORDER BY seq")
    rows = [tuple(r) for r in rows_of(whole, query)]
    check("the same rows", len(rows) > 500 and [tuple(r) for r in rows_of(part, query)] == rows)
    check("and no others", rows_of(part, f"SELECT count(*) FROM plays WHERE at_ms < {since} OR "
                                         f"at_ms >= {until}")[0][0] == 0)
    # What has no trusted time is of the time of what came before it.
    early, as_of = os.path.join(workdir, "early.db"), {}
    for record in records:
        as_of[record["seq"]] = record["at"] or as_of.get(record["seq"] - 1, 0)
    r = Run("log", "export", "--sqlite", early, "--log", folder, "--until", time_text(until))
    seqs = [row[0] for row in rows_of(early, "SELECT seq FROM shown ORDER BY seq")]
    check("nothing of later", r.code == 0 and seqs == [
        row[0] for row in rows_of(whole, "SELECT seq FROM shown ORDER BY seq")
        if as_of[row[0]] < until], r)
    one = os.path.join(workdir, "one.db")
    r = Run("log", "export", "--sqlite", one, "--log", folder, "--board", "食堂屏")
    check("one board", r.code == 0 and
          [tuple(r) for r in rows_of(one, "SELECT seq, shown_ms FROM plays")] ==
          [tuple(r) for r in rows_of(whole, "SELECT seq, shown_ms FROM plays WHERE board='食堂屏'")])


def test_export_files(folder, workdir):
    target = os.path.join(workdir, "log.db")
    before = os.stat(target)
    r = Run("log", "export", "--sqlite", target, "--log", folder)
    check("never over a file", r.code == 1 and target in r.err and "--force" in r.err and
          os.stat(target).st_mtime_ns == before.st_mtime_ns, r)
    r = Run("log", "export", "--sqlite", target, "--log", folder, "--force")
    check("unless it is meant", r.code == 0 and os.stat(target).st_ino != before.st_ino, r)
    for words in (["--sqlite", "/nonexistent/x.db"], ["--csv", "/nonexistent/x.csv"],
                  ["--sqlite", workdir, "--force"]):
        r = Run("log", "export", *words, "--log", folder)
        check("can not be written", r.code == 1 and r.err.count("\n") == 1, r)
    pipe = os.path.join(workdir, "pipe")
    os.mkfifo(pipe)
    for option in "--sqlite", "--csv":
        r = Run("log", "export", option, pipe, "--log", folder, "--force")
        check("what is no file is not replaced", r.code == 1 and r.err.count("\n") == 1 and
              stat.S_ISFIFO(os.stat(pipe).st_mode), r)
    link = os.path.join(workdir, "link")
    os.symlink(target, link)
    r = Run("log", "export", "--csv", link, "--log", folder, "--force")
    check("nor is a link", r.code == 1 and r.err.count("\n") == 1 and os.path.islink(link), r)
    check("nothing half done is left", not [f for f in os.listdir(workdir) if "." in f and
                                            re.search(r"\.[A-Za-z0-9]{6}$", f)], os.listdir(workdir))
    if os.geteuid() == 0:
        test_full_disk(folder, workdir)
    test_export_ended(folder, workdir)


def test_full_disk(folder, workdir):
    """A file system with room for less than the database, in a mount namespace of its own."""
    small = os.path.join(workdir, "small")
    os.mkdir(small)
    for kind in "sqlite", "csv":
        script = (f'mount -t tmpfs -o size=100k none "{small}" && '
                  f'"{PUFACTL}" log export --{kind} "{small}/x" --log "{folder}"; '
                  f'echo "exit $?"; ls -A "{small}"')
        p = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True,
                           check=False)
        check("a full disk: one line, and nothing is left", p.stdout == "exit 1\n" and
              p.stderr.count("\n") == 1, p)


def test_export_ended(folder, workdir):
    """By a signal, in the middle."""
    fifo = os.path.join(workdir, "slow")
    os.makedirs(fifo)
    target = os.path.join(workdir, "ended.db")
    with subprocess.Popen([PUFACTL, "log", "export", "--sqlite", target, "--log", folder]) as p:
        while p.poll() is None and not [f for f in os.listdir(workdir) if f.startswith("ended")]:
            pass
        p.send_signal(signal.SIGTERM)
        p.wait(60)
    left = [f for f in os.listdir(workdir) if f.startswith("ended")]
    check("whole or not at all", left in ([], ["ended.db"]), left)
    check("and it was not", p.returncode in (0, -signal.SIGTERM), p.returncode)


def test_csv(folder, workdir, records):
    target = os.path.join(workdir, "log.csv")
    r = Run("log", "export", "--csv", target, "--log", folder)
    check("written", r.code == 0 and not r.out and not r.err, r)
    with open(target, encoding="utf-8-sig", newline="") as f:
        text = f.read()
    check("lines as spreadsheets have them", text.count("\r\n") == text.count("\n"))
    rows = list(csv.DictReader(text.splitlines()))
    check("columns", list(rows[0]) == ["board", "playlist", "law", "article", "text", "file", "line",
                                       "page", "how", "planned_from", "planned_until", "at",
                                       "ended", "shown_ms"])
    key = sorted((r["board"], r["text"], r["how"], r["at"], r["ended"], int(r["shown_ms"]))
                 for r in rows)
    want = sorted((w.board, w.text["text"] if w.text else "", w.how, time_text(w.at) or "",
                   time_text(w.ended) or "", w.shown) for w in logbook.shown(records))
    check("the rows", key == want)
    r = Run("log", "export", "--csv", "-", "--log", folder)
    with open(target, encoding="utf-8", newline="") as f:
        check("the same on stdout", r.code == 0 and r.out == f.read())


def main():
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    os.environ.pop("PUFA_DEBUG", None)
    with tempfile.TemporaryDirectory() as workdir:
        os.chmod(workdir, 0o755)
        folder = os.path.join(workdir, "log")
        subprocess.run([MAKE, folder, str(SEED), str(RECORDS)], check=True)
        records = playlog.read(folder)
        check("many segments, compressed but for the last", len(playlog.segments(folder)) > 5 and
              all(p.endswith(".gz") for p in playlog.segments(folder)[:-1]))
        test_listing(folder, records, rng)
        test_text(folder, records)
        test_terminal(folder)
        test_words(folder, workdir)
        test_follow(folder, workdir)
        test_whole(folder, records)
        test_tampering(folder, workdir, rng)
        test_harmless(folder, workdir, records)
        test_damaged_listing(folder, workdir)
        test_export(folder, workdir, records)
        test_export_span(folder, workdir, records)
        test_export_files(folder, workdir)
        test_csv(folder, workdir, records)
    print(f"{failures} failed" if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
