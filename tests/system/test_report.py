# SPDX-License-Identifier: MIT
"""pufactl report: its figures are those that SQL gives of `log export`, those of roll-ups where the
records are gone, and unknown where there is neither."""

import csv
import datetime
import gzip
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zoneinfo

import playlog
import rig as r

BUILD = os.path.dirname(os.path.abspath(r.PUFAD))
PUFACTL, MAKE = os.path.join(BUILD, "pufactl"), os.path.join(BUILD, "tests", "make-log")
FILES = ["--playlists", os.path.join(r.SOURCE, "playlists")]
NOBODY = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
SVG = "{http://www.w3.org/2000/svg}"
RANK = "CASE how WHEN 'verified' THEN 2 WHEN 'acknowledged' THEN 1 ELSE 0 END"

# A play begins with a row that is not `again`; it counts there, as the most that its rows say.
QUERY = f"""
WITH numbered AS (SELECT *, sum(again = 0) OVER (PARTITION BY board ORDER BY seq) AS n FROM plays),
best AS (SELECT board, n, max({RANK}) AS best FROM numbered GROUP BY board, n),
begun AS (SELECT p.*, b.best FROM numbered p JOIN best b USING (board, n) WHERE p.again = 0)
SELECT KEY, count(*), sum(best = 0), sum(best = 1), sum(best = 2),
 sum(CASE WHEN planned_until_ms > planned_from_ms THEN planned_until_ms - planned_from_ms ELSE 0 END)
FROM begun WHERE at BETWEEN 'FROM' AND 'TO' GROUP BY 1"""
TIME = """SELECT KEY, sum(shown_ms), sum(shown_ms * (how = 'sent')),
 sum(shown_ms * (how = 'acknowledged')), sum(shown_ms * (how = 'verified')) FROM plays
 WHERE at BETWEEN 'FROM' AND 'TO' GROUP BY 1"""
MISSED = """SELECT KEY, count(*), sum(planned_until_ms - planned_from_ms) FROM missed
 WHERE at BETWEEN 'FROM' AND 'TO' GROUP BY 1"""
KEYS = {"law": "law", "board": "board", "month": "substr(at, 1, 7)"}


def pufactl(*words, env=None, **options):
    p = subprocess.run([PUFACTL, *words], capture_output=True, timeout=120, env=env or NOBODY,
                       stdin=subprocess.DEVNULL, check=False, **options)
    p.stdout, p.stderr = p.stdout.decode(), p.stderr.decode()
    return p


def export(path, *words, env=None):
    p = pufactl("log", "export", "--sqlite", path, *words, env=env)
    assert p.returncode == 0, p
    return sqlite3.connect(path)


def by_sql(db, key, first="2026-01-01", last="2027"):
    """{name: figures}, of what began on the days from @first up to before @last."""
    found = {}

    def rows(query):
        text = query.replace("KEY", key).replace("FROM'", first + "'").replace("TO'", last + "'")
        return db.execute(text).fetchall()

    for name, plays, sent, acknowledged, verified, planned in rows(QUERY):
        found[name] = {"plays": plays, "sent": sent, "acknowledged": acknowledged,
                       "verified": verified, "planned_ms": planned}
    for name, *ms in rows(TIME):
        found.setdefault(name, {"plays": 0, "sent": 0, "acknowledged": 0, "verified": 0,
                                "planned_ms": 0}).update(
            zip(("shown_ms", "sent_ms", "acknowledged_ms", "verified_ms"), ms))
    for name, n, planned in rows(MISSED):
        found[name]["missed"] = n
        found[name]["planned_ms"] += planned
    for figures in found.values():
        figures.setdefault("missed", 0)
        figures["planned_ms"] = figures["planned_ms"] or None
    return found


def write_rollup(folder, day, rows, through=1):
    lines = [json.dumps({"rollup": day, "through": through}, separators=(",", ":"))]
    for board, law, outcome, plays, ms in rows:
        lines.append(json.dumps({"board": board, "law": law, "article": "1", "digest": law,
                                 "playlist": "p", "outcome": outcome, "plays": plays, "ms": ms},
                                separators=(",", ":"), ensure_ascii=False))
    body = "".join(line + "\n" for line in lines).encode()
    tail = '{"rows":%d,"crc":"%08x"}\n' % (len(rows), playlog.crc32c(body))
    with gzip.open(os.path.join(folder, day + ".rollup.gz"), "wb") as f:
        f.write(body + tail.encode())


def write_log(folder, records):
    """A log of these records, numbers and hashes put to them."""
    os.makedirs(folder, exist_ok=True)
    prev, lines = "0" * 32, []
    for seq, record in enumerate(records, 1):
        lines.append(playlog.line({"seq": seq, **record}, prev))
        prev = playlog.next_prev(lines[-1])
    with open(os.path.join(folder, "00000001.jsonl"), "wb") as f:
        f.write(b"".join(line + b"\n" for line in lines))


def msec(*when):
    return int(datetime.datetime(*when, tzinfo=ZONE).timestamp() * 1000)


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.log = self.path("log")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def make(self, seed=3, records=4000):
        subprocess.run([MAKE, self.log, str(seed), str(records)], check=True)

    def run_ok(self, *words, year="2026"):
        p = pufactl("report", "--year", year, "--log", self.log, *FILES, *words)
        self.assertEqual((p.returncode, p.stderr), (0, ""), words)
        return p.stdout

    def json(self, *words, year="2026"):
        return json.loads(self.run_ok("--json", *words, year=year))

    def compare(self, lines, figures, what):
        seen = {line["name"]: line for line in lines if line["plays"] is not None and
                (line["plays"] or line["shown_ms"] or line["missed"])}
        self.assertEqual(sorted(seen), sorted(figures), what)
        for name, line in seen.items():
            self.assertEqual({k: line[k] for k in figures[name]}, figures[name], (what, name))

    def test_as_with_sql(self):
        self.make()
        report, db = self.json(), export(self.path("log.db"), "--log", self.log)
        for by, key in KEYS.items():
            self.compare(report[by], by_sql(db, key), by)
        whole = by_sql(db, "'all'")["all"]
        self.assertEqual({k: report["total"][k] for k in whole}, whole)
        dark = db.execute("SELECT sum(shown_ms) FROM dark WHERE at LIKE '2026%'").fetchone()[0]
        self.assertEqual(report["total"]["dark_ms"], dark)
        undated = db.execute("SELECT sum(again = 0), sum(shown_ms) FROM plays WHERE at IS NULL")
        self.assertEqual((report["undated_plays"], report["undated_ms"]), undated.fetchone())
        rows = db.execute("SELECT number, incident, subject, opened, closed, open, closed_ms - opened_ms"
                          " FROM incidents").fetchall()
        self.assertEqual(len(report["outages"]), len(rows))
        for o, row in zip(report["outages"], rows):
            self.assertEqual((o["id"], o["kind"], o["subject"], o["opened"], o["closed"], o["open"]), row[:6])
            if o["opened"] and o["closed"]:
                self.assertEqual(o["ms"], row[6])
            self.assertEqual(o["ms"] is None,
                             o["opened"] is None or (not o["open"] and o["closed"] is None))
        self.check_nodes(report, db)

    def check_nodes(self, report, db):
        p = pufactl("when", "@国庆期间", "--year", "2026", "--json", *FILES)
        days = json.loads(p.stdout)["days"]
        after = datetime.date.fromisoformat(days[-1]) + datetime.timedelta(1)
        lines = [x for x in report["node"] if x["name"] == "国庆期间"]
        self.compare([{**x, "name": x["law"]} for x in lines[1:]],
                     by_sql(db, "law", days[0], str(after)), "node")
        self.assertAlmostEqual(sum(x["share"] for x in lines[1:]), 1)
        self.assertEqual(sum(x["shown_ms"] for x in lines[1:]), lines[0]["shown_ms"])

    def test_unknown_is_not_zero(self):
        self.make(records=500)
        report = self.json()
        january = report["month"][0]
        self.assertEqual((january["name"], january["days_in_log"]), ("2026-01", 0))
        for key in "plays", "verified", "shown_ms", "planned_ms", "dark_ms", "share", "unknown_ms":
            self.assertIsNone(january[key], key)
        text = self.run_ok("--by", "month")
        self.assertRegex(text, r"2026-01 +unknown +unknown")
        rows = list(csv.DictReader(io.StringIO(self.run_ok("--format", "csv", "--by", "month")[1:])))
        self.assertEqual((rows[0]["name"], rows[0]["plays"], rows[0]["minutes"]), ("2026-01", "", ""))
        self.assertIn("此前情况不详", report["paragraph"])

    def test_killed(self):
        """A minute shown, then nobody knows for nine, then a minute again."""
        t = msec(2024, 3, 1, 8)
        start = {"kind": "start", "version": "1", "boot": "b"}
        text = {"kind": "text", "ref": 1, "digest": "d", "playlist": "p", "law": "<法&\"律>",
                "article": "1", "text": "x", "file": "f", "line": 1}

        def play(at, mono, until):
            return {"at": at, "mono": mono, "kind": "play", "board": "a<&>\"'", "ref": 1, "page": 0,
                    "pages": 1, "from": at, "until": until, "how": "verified"}

        write_log(self.log, [
            {"at": t, "mono": 0, **start}, {"at": t, "mono": 0, **text}, play(t, 0, t + 120000),
            {"at": t + 60000, "mono": 60000, "kind": "incident", "id": 1, "what": "opened",
             "incident": "disk-full", "level": "err", "subject": "", "text": "full", "count": 1},
            {"at": t + 600000, "mono": 0, **start}, play(t + 600000, 0, t + 660000),
            {"at": t + 660000, "mono": 60000, "kind": "stop"}])
        report = self.json(year="2024")
        year = msec(2025, 1, 1) - t
        self.assertEqual(report["total"]["shown_ms"], 120000)
        self.assertEqual(report["total"]["planned_ms"], 180000)
        self.assertEqual(report["unknown_ms"], year - 120000)
        self.assertEqual([x["unknown_ms"] for x in report["month"][:4]],
                         [None, None, msec(2024, 4, 1) - t - 120000, 30 * 86400000])
        self.assertEqual([(o["closed"], o["ms"]) for o in report["outages"]],
                         [(None, year - 60000)])
        later = self.json(year="2025")["outages"]
        self.assertEqual([(o["kind"], o["opened"][:10]) for o in later], [("disk-full", "2024-03-01")])
        self.assertEqual(later[0]["ms"], 365 * 86400000)
        self.check_svg("2024", ["a<&>\"'", "<法&\"律>"])
        self.assertIn("| a<&>\"'", self.run_ok("--format", "markdown", year="2024"))

    def test_orders(self):
        """What people put up, with who, and until when; its plays are of no law."""
        t = msec(2026, 7, 1, 8)

        def order(at, **fields):
            return {"at": at, "mono": at - t, "kind": "order", "id": 3, **fields}

        write_log(self.log, [
            {"at": t, "mono": 0, "kind": "start", "version": "1", "boot": "b"},
            order(t, what="put", order="notice", who="root", text="暴雨|停课", boards="a, b",
                  until=t + 3600000),
            {"at": t, "mono": 0, "kind": "text", "ref": 1, "digest": "d", "playlist": "", "law": "",
             "article": "", "text": "暴雨|停课", "file": "", "line": 0},
            {"at": t, "mono": 0, "kind": "play", "board": "a", "ref": 1, "page": 0, "pages": 1,
             "from": t, "until": t + 3600000, "how": "sent"},
            order(t + 60000, what="cleared", order="notice", who="wang", text="", boards="",
                  until=0),
            {"at": t + 60000, "mono": 60000, "kind": "stop"}])
        report = self.json()
        self.assertEqual(report["notices"], [
            {"at": "2026-07-01T08:00:00.000+08:00", "id": 3, "what": "put", "order": "notice",
             "who": "root", "until": "2026-07-01T09:00:00.000+08:00", "boards": "a, b",
             "text": "暴雨|停课"},
            {"at": "2026-07-01T08:01:00.000+08:00", "id": 3, "what": "cleared", "order": "notice",
             "who": "wang", "until": None, "boards": None, "text": None}])
        self.assertEqual([(x["name"], x["shown_ms"]) for x in report["law"]], [("", 60000)])
        self.assertIn("暴雨|停课", self.run_ok())
        self.assertIn("暴雨\\|停课", self.run_ok("--format", "markdown"))
        self.assertIn("通知等未注明法律的内容", report["paragraph"])
        self.assertEqual(self.json(year="2025")["notices"], [])

    def check_svg(self, year, names):
        target = self.path("all.svg")
        self.run_ok("--svg", target, year=year)
        text = "\n".join(ET.parse(target).getroot().itertext())
        for name in names:
            self.assertIn(name, text)
        os.mkdir(self.path("charts"))
        self.run_ok("--svg", self.path("charts"), year=year)
        files = sorted(os.listdir(self.path("charts")))
        self.assertEqual(files, [f"report-{year}-{x}.svg" for x in ("boards", "laws", "months")])
        for name in files:
            root = ET.parse(os.path.join(self.path("charts"), name)).getroot()
            self.assertEqual(root.tag, SVG + "svg")
            self.assertGreater(len(root.findall(f".//{SVG}rect")), 1 if names else 0)

    def test_rollups(self):
        """Of days whose records are gone."""
        self.make()
        whole = self.json()
        paths = playlog.segments(self.log)
        for path in paths[:4]:
            os.unlink(path)
        left = self.json()
        self.assertLess(left["total"]["plays"], whole["total"]["plays"])
        self.assertIsNone(left["rollups"])
        records = playlog.read(self.log)
        first = next(x["at"] for x in records if x["at"])
        day = datetime.datetime.fromtimestamp(first / 1000, ZONE).date()
        rows = [("works", "法", "verified", 10, 600000), ("works", "法", "sent", 1, 1000),
                ("works", "", "dark", 1, 5000), ("works", "", "lost", 1, 7000),
                ("gone", "法", "missed", 2, 16000)]
        write_rollup(self.log, "2026-01-31", rows)
        write_rollup(self.log, str(day), rows)
        write_rollup(self.log, str(day + datetime.timedelta(1)), rows)
        write_rollup(self.log, "2025-12-31", rows)
        report = self.json()
        self.assertEqual(report["rollups"], {"days": 2, "from": "2026-01-31", "to": str(day)})
        line = next(x for x in report["law"] if x["name"] == "法")
        self.assertEqual((line["plays"], line["verified"], line["sent"], line["missed"]),
                         (22, 20, 2, 4))
        self.assertEqual((line["shown_ms"], line["verified_ms"], line["planned_ms"]),
                         (1202000, 1200000, None))
        january = report["month"][0]
        self.assertEqual((january["shown_ms"], january["dark_ms"], january["days_in_log"]),
                         (601000, 5000, 1))
        # Of the day that is half there the roll-up, of the days after it the records.
        db = export(self.path("left.db"), "--log", self.log)
        rest = by_sql(db, "'all'", str(day + datetime.timedelta(1)))["all"]
        self.assertEqual(report["total"]["plays"], rest["plays"] + 22)
        self.assertEqual(report["total"]["shown_ms"], rest["shown_ms"] + 1202000)
        self.assertIn("仅存每日汇总", report["paragraph"])
        with open(os.path.join(self.log, "2026-01-31.rollup.gz"), "wb") as f:
            f.write(b"not a roll-up")
        damaged = self.json()
        self.assertEqual(damaged["rollups"]["days"], 1)
        self.assertTrue(any("2026-01-31" in x for x in damaged["notes"]), damaged["notes"])

    def test_formats(self):
        self.make(records=1500)
        report = self.json()
        text, markdown = self.run_ok(), self.run_ok("--format", "markdown")
        for part in "By law", "By month", "By board", "By node", "Outages", "Notices":
            self.assertIn(part, text)
            self.assertIn("## " + part, markdown)
        self.assertTrue(text.endswith(report["paragraph"] + "\n"))
        self.assertRegex(report["paragraph"], r"^2026年，.*。$")
        raw = self.run_ok("--format", "csv")
        self.assertEqual(raw.count("\r\n"), raw.count("\n"))
        rows = list(csv.DictReader(io.StringIO(raw.lstrip("\ufeff"))))
        for by in KEYS:
            for row, line in zip([x for x in rows if x["by"] == by], report[by]):
                self.assertEqual(row["name"], line["name"])
                if line["plays"] is not None:
                    self.assertEqual(row["minutes"], f"{(line['shown_ms'] + 300) // 600 / 100:.2f}")
                    self.assertEqual(row["verified"], str(line["verified"]))
        for by in "law", "node", "board", "month":
            self.assertEqual([k for k in ("law", "node", "board", "month") if k in
                              self.json("--by", by)], [by])
            self.assertNotIn("Outages", self.run_ok("--by", by))
        for kind in "text", "csv", "markdown", "json":
            out = self.path("out." + kind)
            self.assertEqual(self.run_ok("--format", kind, "--by", "law", "-o", out), "")
            with open(out, encoding="utf-8", newline="") as f:
                same = self.run_ok("--format", kind, "--by", "law").replace("\r\n", "\n")
                strip = re.compile(r'up to .*|"until".*|"(unknown_)?ms".*|"paragraph".*')
                self.assertEqual(strip.sub("", f.read().replace("\r\n", "\n")), strip.sub("", same))

    def test_empty_years(self):
        self.make(records=200)
        for year in "2024", "2000", "2027", "2100":
            report = self.json(year=year)
            self.assertEqual((report["total"]["plays"], report["board"]), (0, []), year)
            self.assertIn("没有该年的记录", report["paragraph"])
            self.assertIn("the log knows nothing of " + year, self.run_ok(year=year))
        os.mkdir(self.path("empty"))
        self.log = self.path("empty")
        self.assertEqual(self.json()["board"], [])
        self.check_svg("2026", [])

    def test_words(self):
        self.make(records=50)
        log = ["--log", self.log]
        for code, words, named in (
                (2, ["--year", "26"], "26"), (2, ["--year", "1999"], "1999"),
                (2, ["--by", "day"], "day"), (2, ["--by", ""], "''"),
                (2, ["--format", "pdf"], "pdf"), (2, ["--format", "csv", "--json"], "csv"),
                (2, ["now"], "now"), (2, ["--since", "2026-01-01"], "--since"),
                (2, ["-H", "u@h"], "--host"), (2, ["-o", ""], "--output"), (2, ["--svg", ""], "--svg"),
                (1, ["-o", "/nonexistent/x"], "/nonexistent/x"),
                (1, ["--svg", "/nonexistent/x"], "/nonexistent/x"),
                (1, ["--config", "/nonexistent/pufa.cfg"], "/nonexistent/pufa.cfg")):
            p = pufactl("report", *log, *words)
            self.assertEqual((p.returncode, p.stdout, p.stderr.count("\n")), (code, "", 1), (words, p))
            self.assertIn(named, p.stderr)
        p = pufactl("report", "--log", "/nonexistent/log")
        self.assertEqual((p.returncode, p.stdout, p.stderr.count("\n")), (1, "", 1), p)
        self.assertIn("/nonexistent/log", p.stderr)

    def test_closed_pipe(self):
        self.make(records=50)
        for words in ["--json"], ["--format", "csv"], []:
            reading, writing = os.pipe()
            os.close(reading)
            p = subprocess.run([PUFACTL, "report", "--log", self.log, *FILES, *words], env=NOBODY,
                               stdout=writing, stderr=subprocess.PIPE, check=False)
            os.close(writing)
            self.assertIn(p.returncode, (0, -signal.SIGPIPE))
            self.assertEqual(p.stderr, b"")
        with open("/dev/full", "w", encoding="utf-8") as full:
            p = subprocess.run([PUFACTL, "report", "--log", self.log, *FILES, "--json"], env=NOBODY,
                               stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual((p.returncode, p.stderr.count(b"\n")), (1, 1), p)


class Live(unittest.TestCase):
    def test_running(self):
        """Of the service that writes: over the bus, and over ssh."""
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            r.write_playlists(rig, quick=True)
            rig.write("pufa.cfg", r.site([r.tcp_line("net", tcp)], [r.board("a", "net", 1)]))
            log = rig.path("state/log")
            os.makedirs(rig.path("state"))
            rig.start(environment={"STATE_DIRECTORY": rig.path("state")})
            bus = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + rig.bus_socket}
            r.wait_for("plays", lambda: sum(x["kind"] == "play" for x in playlog.read(log, True)) >= 4)
            p = pufactl("report", "--json", *FILES, env=bus)
            self.assertEqual((p.returncode, p.stderr), (0, ""))
            live = json.loads(p.stdout)
            self.assertEqual([x["name"] for x in live["board"]], ["a"])
            self.assertGreaterEqual(live["total"]["plays"], 1)
            self.assertTrue(live["site"])
            rig.write("ssh", "#!/bin/sh\nexec systemd-stdio-bridge "
                             f"--bus-path=unix:path={rig.bus_socket}\n")
            os.chmod(rig.path("ssh"), 0o755)
            far = {**NOBODY, "PATH": f"{rig.dir}:{os.environ['PATH']}"}
            p = pufactl("report", "--json", "-H", "u@gate", env=far)
            self.assertEqual((p.returncode, p.stderr), (0, ""))
            remote = json.loads(p.stdout)
            self.assertIsNone(remote["node"])
            self.assertTrue(any("ssh" in x for x in remote["notes"]))
            self.assertGreaterEqual(remote["total"]["plays"], live["total"]["plays"])
            rig.stop()
            year = str(datetime.datetime.fromtimestamp(playlog.read(log)[0]["at"] / 1000).year)
            p = pufactl("report", "--json", "--year", year, "--log", log, *FILES)
            report = json.loads(p.stdout)
            db = export(rig.path("log.db"), "--log", log)
            plays, shown = db.execute("SELECT sum(again = 0), sum(shown_ms) FROM plays").fetchone()
            self.assertEqual((report["total"]["plays"], report["total"]["shown_ms"]), (plays, shown))
            self.assertIsNotNone(report["total"]["planned_ms"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
