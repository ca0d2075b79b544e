#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl when, calendar, import-holidays and check, as a user would run them.

test_cli_calendar.py PUFACTL SOURCE-FOLDER
"""
import datetime
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

PUFACTL, SOURCE = (os.path.abspath(a) for a in sys.argv[1:3])
PLAYLISTS = os.path.join(SOURCE, "playlists")
PROFILES = os.path.join(SOURCE, "drivers", "profiles")

FIELDS = ["date", "weekday", "lunar", "term", "kind", "basis", "holiday", "makeup", "provisional",
          "nodes"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = datetime.timedelta(days=1)

SITE = """
site = { name = "test"; zone = "%s"; filler = "civil-code"; clock = "system"; };
lines = ( { name = "gate"; host = "192.0.2.1"; port = 502; } );
boards = ( { name = "south-gate"; line = "gate"; address = 1; profile = "modbus-gbk-2x8";
             groups = [ "community", "enterprise" ]; } );
"""

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        line = sys._getframe(1).f_lineno
        print(f"{__file__}:{line}: {what} {seen}")


class Run:
    def __init__(self, *words, env=None, installed=True):
        self.words = words
        places = ["--playlists", PLAYLISTS] if installed else []
        p = subprocess.run([PUFACTL, *words, *places], capture_output=True, timeout=60,
                           env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
        self.code, self.out, self.err = p.returncode, p.stdout.decode(), p.stderr.decode()

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"{self.words} exit {self.code}\n{self.out[:2000]}\n{self.err[:2000]}"


def date(text):
    return datetime.date.fromisoformat(text)


class Notice:
    def __init__(self, year, revision, document, decree):
        self.year, self.revision, self.document, self.decree = year, revision, document, decree
        self.off, self.work = {}, set()


def read_notices():
    notices = []
    with open(os.path.join(SOURCE, "tests", "calendar", "notices.tsv"), encoding="utf-8") as f:
        for line in f:
            kind, *rest = line.split()
            if kind == "notice":
                notices.append(Notice(int(rest[0]), int(rest[1]), rest[2], "decree" in rest))
            elif kind == "off":
                day = date(rest[0])
                while day <= date(rest[1]):
                    notices[-1].off[day] = rest[2]
                    day += DAY
            elif kind == "work":
                notices[-1].work.add(date(rest[0]))
    return notices


def holiday_cn(notice, papers=None):
    """The notice in the form of holiday-cn, which calls make-up days after a holiday too."""
    days = [{"name": name, "date": str(day), "isOffDay": True} for day, name in notice.off.items()]
    days += [{"name": "春节", "date": str(day), "isOffDay": False} for day in notice.work]
    if notice.year == 2020:
        days.append({"name": "春节", "date": "2020-02-03", "isOffDay": False})
    days.sort(key=lambda d: d["date"])
    if papers is None:
        papers = [f"http://www.gov.cn/content/{notice.year}-{i}.htm"
                  for i in range(notice.revision)]
    return {"$schema": "https://example.org/schema.json", "year": notice.year, "papers": papers,
            "days": days}


def write_json(folder, name, value):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(value, f, ensure_ascii=False, indent=4)
    return path


def expected_day(newest, day):
    """(kind, makeup, holiday, basis) by the notices; the next year's may speak of December."""
    for year in day.year + 1, day.year:
        n = newest.get(year)
        if n and day in n.off:
            return "rest", False, n.off[day], "notice"
        if n and day in n.work:
            return "work", day.weekday() >= 5, None, "notice"
    return "work" if day.weekday() < 5 else "rest", False, None, "weekday"


def test_import_all(folder, notices):
    """Every notice, both revisions of those that were amended, then every day of the 20 years."""
    playlists = os.path.join(folder, "imported")
    shutil.copytree(PLAYLISTS, playlists, ignore=shutil.ignore_patterns("holidays"))
    os.mkdir(os.path.join(playlists, "holidays"))
    newest = {}
    for n in notices:
        path = write_json(folder, "notice.json", holiday_cn(n))
        out = os.path.join(playlists, "holidays", f"{n.year}-{n.revision}.cfg")
        r = Run("import-holidays", path, "-o", out, installed=False)
        check("imported", r.code == 0 and not r.out, r)
        check("only a decree and a Monday are worth a word",
              len(r.err.splitlines()) == (n.decree + (n.year == 2020)) or "workdays in a row" in r.err,
              r)
        with open(out, encoding="utf-8") as f:
            check("a decree is marked", ("decree = true" in f.read()) == n.decree, r)
        newest[n.year] = n
        printed = Run("import-holidays", path, installed=False)
        with open(out, encoding="utf-8") as f:
            check("the same on stdout", printed.out == f.read(), printed)

    for year in range(2007, 2027):
        r = Run("calendar", str(year), "--json", "--playlists", playlists, installed=False)
        days = r.json() if r.code == 0 else []
        check("all days of the year", len(days) == 366 - (year % 4 != 0), r)
        for d in days:
            seen = d["kind"], d["makeup"], d["holiday"], d["basis"]
            check("as the notice says", seen == expected_day(newest, date(d["date"])), (d, seen))
    r = Run("check", os.path.join(playlists, "holidays", "2020-2.cfg"), installed=False)
    check("check takes the file", r.code == 0, r)


def test_import_known_decrees(folder, notices):
    for n in notices:
        if n.decree:
            path = write_json(folder, "one.json", holiday_cn(n, ["国办发明电〔2099〕1号"]))
            r = Run("import-holidays", path, "--json", installed=False)
            check("known without a second paper", r.code == 0 and r.json()["decree"] is True, r)
            check("the number is found", r.json()["notice"] == "国办发明电〔2099〕1号" and
                  r.json()["revision"] == 1, r)


def test_import_wrong(folder, notices):
    good = holiday_cn(next(n for n in notices if n.year == 2026))
    day = {"name": "元旦", "date": "2026-01-01", "isOffDay": True}

    def changed(**change):
        return {**good, **change}

    def with_day(**change):
        return changed(days=[{**day, **change}] + good["days"][1:])

    def without(text):
        return changed(days=[d for d in good["days"] if d["date"] != text])

    def dropped(key):
        return {k: v for k, v in good.items() if k != key}

    extra = {"name": "国庆节", "date": "2026-10-08", "isOffDay": True}
    for value, word in [
            ([], "not an object"), ({}, '"year"'), (dropped("year"), '"year"'),
            (dropped("papers"), '"papers" is missing'), (dropped("days"), '"days" is missing'),
            (changed(year="2026"), '"year"'), (changed(year=1999), '"year"'),
            (changed(year=2101), '"year"'), (changed(year=2**40), '"year"'),
            (changed(papers={}), "not a list"), (changed(papers=[1]), "papers[0]"),
            (changed(papers=["a\nb"]), "papers[0]"), (changed(papers=["x"] * 17), "at most 16"),
            (changed(papers=["x" * 2000]), "papers[0]"), (changed(papers=["x" * 200]), "--notice"),
            (changed(papers=[], days=[]), "absent"), (changed(days=[]), "no day"),
            (changed(days=[day] * 401), "at most 400"), (changed(days=["x"]), "days[0]"),
            (with_day(date="2026-02-30"), "2026-02-30"), (with_day(date="2026-1-1"), "2026-1-1"),
            (with_day(date=20260101), '"date"'), (with_day(date="2026-01-01 "), "2026-01-01 "),
            (with_day(name=None), '"name"'), (with_day(name=""), "1 to 64"),
            (with_day(name="x" * 65), "1 to 64"), (with_day(name='a"b'), "quote"),
            (with_day(isOffDay=1), "isOffDay"), (with_day(isOffDay="true"), "isOffDay"),
            (changed(days=good["days"] + [day]), "twice"),
            (changed(days=good["days"] + [{**day, "isOffDay": False}]), "off and as a workday"),
            (changed(days=good["days"] + [extra]), "balance"),
            (without("2026-01-01"), "元旦"), (without("2026-01-04"), "balance"),
            (changed(days=good["days"] + [{**day, "date": "2025-12-19"}]), "2025-12-19"),
            (changed(days=good["days"] + [{**day, "date": "2027-01-01"}]), "2027-01-01"),
            (changed(year=2027), "2026-")]:
        r = Run("import-holidays", write_json(folder, "wrong.json", value), installed=False)
        check("refused with a reason, and nothing is printed",
              r.code == 1 and not r.out and word in r.err and "error: " in r.err, (word, r))
    r = Run("import-holidays", write_json(folder, "wrong.json", with_day(date="2026-02-30")),
            installed=False)
    check("with its line", re.search(r"wrong\.json:\d+: error: days\[0\]", r.err), r)
    r = Run("import-holidays", write_json(folder, "wrong.json", changed(
        days=good["days"][1:] + [extra])), installed=False)
    check("all mistakes at once", r.err.count("error: ") >= 2, r)

    path = os.path.join(folder, "wrong.json")
    for data, word in [(b"", "not JSON"), (b"{", "not JSON"), (b'{"year": 2026, "year": 2026}', "JSON"),
                       (b"\xff{}", "0xff"), (b"[" * 5000, "JSON")]:
        with open(path, "wb") as f:
            f.write(data)
        r = Run("import-holidays", path, installed=False)
        check("not JSON", r.code == 1 and not r.out and word in r.err, r)
    r = Run("import-holidays", os.path.join(folder, "none.json"), installed=False)
    check("no such file", r.code == 1 and "none.json" in r.err, r)

    out = os.path.join(folder, "kept.cfg")
    with open(out, "w") as f:
        f.write("as it was")
    r = Run("import-holidays", write_json(folder, "wrong.json", without("2026-01-01")), "-o", out,
            installed=False)
    with open(out) as f:
        check("a file is left alone", r.code == 1 and f.read() == "as it was", r)
    path = write_json(folder, "good.json", changed(papers=['a "quoted" \\ paper']))
    r = Run("import-holidays", path, "-o", os.path.join(folder, "no", "such"), installed=False)
    check("can not be written", r.code == 1 and "no/such" in r.err, r)
    check("nothing is left behind", not [n for n in os.listdir(folder) if "cfg." in n])
    r = Run("import-holidays", path, "--revision", "3", "--notice", '文〔2025〕"7"号', "-o", out,
            installed=False)
    check("options", r.code == 0, r)
    r = Run("check", out, installed=False)
    check("quotes survive", r.code == 0, r)
    for words in (["--revision", "0"], ["--revision", "x"], ["--revision", "1001"],
                  ["--json", "-o", "x"]):
        r = Run("import-holidays", path, *words, installed=False)
        check("misuse", r.code == 2 and r.err.count("\n") == 1, r)
    r = Run("import-holidays", path, "--decree", installed=False)
    check("an idle decree is said", r.code == 0 or "decree" in r.err, r)


def test_calendar_days():
    """Every month there is: all its days, in order, with all fields."""
    day = datetime.date(1901, 1, 1)
    for year in range(1901, 2101):
        r = Run("calendar", str(year), "--json")
        days = r.json() if r.code == 0 else []
        check("a year", r.code == 0, r)
        check("twenty-four terms", sum(d["term"] is not None for d in days) == 24, year)
        for d in days:
            check("fields", list(d) == FIELDS and list(d["lunar"]) == ["year", "month", "day", "leap"],
                  d)
            check("in order", d["date"] == str(day) and d["weekday"] == WEEKDAYS[day.weekday()], d)
            if year < 2000:
                check("before the span", d["kind"] == ("work" if day.weekday() < 5 else "rest") and
                      d["basis"] == "weekday" and d["nodes"] == [] and d["holiday"] is None and
                      not d["makeup"] and not d["provisional"], d)
            day += DAY
    check("to the end", day == datetime.date(2101, 1, 1), day)
    for year, month in (1901, 1), (1999, 12), (2026, 2), (2100, 12):
        text = f"{year}-{month:02}"
        r = Run("calendar", text, "--json")
        whole = [d for d in Run("calendar", str(year), "--json").json() if d["date"][:7] == text]
        check("a month is a piece of its year", r.code == 0 and r.json() == whole, r)
        check("as text", Run("calendar", text).code == 0)
    for text in "1900-12", "2101-01", "1900", "2101", "2026-00", "2026-13", "2026-1", "26-01", "", \
                "2026-1x", "2026/01", "2026-001", "+026-01", "２０２６", "next":
        r = Run("calendar", text, "--json")
        check("an error, never a clamp", r.code == 2 and not r.out and r.err.count("\n") == 1, r)


def one_day(text, *words, **env):
    r = Run("calendar", text[:7], "--json", *words, **env)
    return next(d for d in r.json() if d["date"] == text)


def test_calendar_facts():
    d = one_day("2026-09-20")
    check("a make-up workday", d["kind"] == "work" and d["makeup"] and d["basis"] == "notice" and
          d["lunar"] == {"year": 2026, "month": 8, "day": 10, "leap": False} and
          d["weekday"] == "sun" and "公民道德宣传日" in d["nodes"] and not d["provisional"], d)
    d = one_day("2025-07-25")
    check("a leap month", d["lunar"] == {"year": 2025, "month": 6, "day": 1, "leap": True}, d)
    d = one_day("2026-12-04")
    check("a node", "国家宪法日" in d["nodes"] and "宪法宣传周" in d["nodes"], d)
    d = one_day("2025-10-06")
    check("two holidays", d["holiday"] == "国庆节、中秋节" and d["kind"] == "rest", d)
    d = one_day("2027-02-06")
    check("legal, and provisional", d["holiday"] == "春节" and d["basis"] == "legal" and
          d["provisional"] and d["lunar"] == {"year": 2027, "month": 1, "day": 1, "leap": False}, d)
    d = one_day("2027-02-10")
    check("by the principle", d["kind"] == "rest" and d["basis"] == "principle", d)


def cells(line):
    """At least the columns a terminal needs; doubtful marks count one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line
               if unicodedata.combining(c) == 0)


def on_terminal(*words, env):
    """What a terminal gets; its end is seen as an error of reading."""
    master, slave = pty.openpty()
    env = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **env}
    p = subprocess.Popen([PUFACTL, *words, "--playlists", PLAYLISTS], stdout=slave, env=env)
    os.close(slave)
    seen = b""
    try:
        while piece := os.read(master, 65536):
            seen += piece
    except OSError:
        pass
    os.close(master)
    check("ended", p.wait(30) == 0)
    return seen


def test_calendar_text():
    for width in 1, 10, 21, 30, 41, 42, 60, 69, 70, 80, 100, 200:
        for text in "2026-09", "2026-10", "2033-12", "1950-05", "2026":
            r = Run("calendar", text, env={"COLUMNS": str(width)})
            check("printed", r.code == 0 and not r.err, r)
            widest = max(cells(line) for line in r.out.splitlines())
            check("fits", widest <= max(width, 21), (width, widest, r))
            check("no colours in a pipe", "\033" not in r.out)
    r = Run("calendar", "2026-09", "--at", "2026-09-25")
    for word in "八月", "秋分", "班", "休", "中秋节", "国办发明电〔2025〕7号", "公民道德宣传日", "[25]", \
                "Mon", "September 2026", "丙午年":
        check("it shows", word in r.out, (word, r))
    check("nothing is doubtful", "provisional" not in r.out, r)
    r = Run("calendar", "2026-09", env={"LC_ALL": "zh_CN.UTF-8"})
    check("weekdays in Chinese", re.search("一 +二 +三 +四 +五 +六 +日", r.out), r)
    r = Run("calendar", "2027-02")
    check("provisional is said", "provisional" in r.out and "2027" in r.out and "休?" in r.out, r)
    check("before 2000", "清明" in Run("calendar", "1950-04").out)
    check("an announced node that is not", "(not announced yet)" in Run("calendar", "2026-12").out)

    for env, colours in [({}, True), ({"NO_COLOR": "1"}, False)]:
        seen = on_terminal("calendar", "2026-09", env=env)
        check("colours on a terminal", (b"\033[" in seen) == colours and "中秋节".encode() in seen,
              seen)


def test_zones(folder):
    """Nothing but --at and the site's zone decides what day it is."""
    words = [["calendar", "2026-09", "--json"], ["calendar", "--json", "--at", "2026-09-30T15:59:59Z"],
             ["when", "workday", "--year", "2026", "--json"],
             ["when", "daily", "--from", "2026-09-30T16:00:00Z", "--json"]]
    plain = [Run(*w).out for w in words]
    for zone in "UTC", "America/New_York", "Pacific/Auckland", "Asia/Nowhere", ":/nonexistent":
        for w, out in zip(words, plain):
            r = Run(*w, env={"TZ": zone, "TZDIR": "/nonexistent"})
            check("the same in every zone", r.code == 0 and r.out == out, (zone, r))
    for zone, at, month in [(None, "2026-09-30T15:59:59Z", "2026-09"),
                            (None, "2026-09-30T16:00:00Z", "2026-10"),
                            ("America/New_York", "2026-10-01T03:59:59Z", "2026-09"),
                            ("America/New_York", "2026-10-01T04:00:00Z", "2026-10")]:
        site = make_site(folder, zone) if zone else None
        where = ["-c", site] if site else []
        r = Run("calendar", "--json", "--at", at, *where)
        check("this month, in the site's zone", r.json()[0]["date"] == month + "-01", r)
        r = Run("when", "daily", "--from", at, "--count", "1", "--json", *where)
        check("and from this day on", r.json()["days"][0][:7] == month, r)


def make_site(folder, zone="Asia/Shanghai", playlists=None):
    home = os.path.join(folder, "site-" + zone.replace("/", "-"))
    os.makedirs(home, exist_ok=True)
    if playlists:
        shutil.copytree(playlists, os.path.join(home, "playlists"), dirs_exist_ok=True)
    path = os.path.join(home, "pufa.cfg")
    with open(path, "w", encoding="utf-8") as f:
        f.write(SITE % zone)
    return path


def test_shipped(folder):
    """Of what is shipped nothing is said but what only the year's papers can settle."""
    known = re.compile(r"there is no notice of|\d+ nodes whose days of|the theme of \d+ is over"
                       r"|its days of \d+ are not confirmed")
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as f:
        example = re.search(r"\n((?:    [^\n]*\n)*?    site = (?:.*\n)*?)\n", f.read()).group(1)
    for text in example, SITE % "Asia/Shanghai", example.replace("community", "enterprise"), \
            re.sub(r"groups = .*?\];?", "", example):
        site = os.path.join(folder, "shipped.cfg")
        with open(site, "w", encoding="utf-8") as f:
            f.write(text)
        for at in "2026-01-01", "2026-07-01", "2026-11-25", "2027-03-01":
            r = Run("check", site, "--profiles", PROFILES, "--at", at)
            said = [line for line in r.out.splitlines() if not known.search(line)]
            check("nothing to say of what is shipped", r.out and not said, (at, said))
    lines = [line for line in r.out.splitlines() if "not confirmed" in line]
    check("nodes in one line", len(lines) == 1 and "宪法宣传周" in lines[0], lines)
    r = Run("check", site, "--profiles", PROFILES, "--at", at, "--all")
    each = [line for line in r.out.splitlines() if "are not confirmed" in line]
    check("or each in its own", len(each) == int(lines[0].split(" nodes")[0].split()[-1]) and
          all(re.search(r"nodes\.cfg:\d+: warning: node ", line) for line in each), each)


def test_check(folder):
    site = make_site(folder)
    for at, code, word in [("2026-10-31T15:59:59Z", 0, None),
                           ("2026-10-31T16:00:00Z", 0, "warning: there is no notice of 2027"),
                           ("2026-10-31", 0, None),
                           ("2026-11-01", 0, "warning: there is no notice of 2027"),
                           ("2026-12-14T15:59:59Z", 0, "warning: there is no notice of 2027"),
                           ("2026-12-14T16:00:00Z", 1, "error: there is no notice of 2027"),
                           ("2026-12-15", 1, "error: there is no notice of 2027"),
                           ("2027-03-01", 1, "error: there is no notice of 2027")]:
        for zone in "UTC", "America/New_York", "Pacific/Auckland":
            r = Run("check", site, "--profiles", PROFILES, "--at", at, env={"TZ": zone})
            check("by the day in China", r.code == code and
                  (word in r.out if word else "no notice" not in r.out), (at, zone, r))
        r = Run("check", site, "--profiles", PROFILES, "--at", at, "--json")
        check("in JSON", r.code == code and any("no notice of 2027" in m["message"]
                                                for m in r.json()) == (word is not None), r)

    test_shipped(folder)
    bare = os.path.join(folder, "bare")
    os.makedirs(os.path.join(bare, "playlists"))
    shutil.copy(os.path.join(PLAYLISTS, "civil-code.cfg"), os.path.join(bare, "playlists"))
    site = os.path.join(bare, "pufa.cfg")
    with open(site, "w", encoding="utf-8") as f:
        f.write(SITE % "Asia/Shanghai")
    r = Run("check", site, "--profiles", PROFILES, installed=False)
    check("who uses no notices is not asked for them", r.code == 0 and "notice" not in r.out, r)
    with open(os.path.join(bare, "playlists", "rules.cfg"), "w", encoding="utf-8") as f:
        f.write('rules = ( { name = "r"; boards = [ "all" ]; days = "workday"; '
                'play = ( { playlist = "civil-code"; share = 1; } ); } );')
    r = Run("check", site, "--profiles", PROFILES, "--at", "2026-05-01", installed=False)
    check("who uses them is", r.code == 1 and "no notice of 2026" in r.out, r)


def when(expression, *words):
    return Run("when", expression, *words, "--json").json()


def test_when():
    for chinese, ascii_text, year, days in [
            ("12月4日", "12-04", 2026, ["2026-12-04"]),
            ("农历九月初九", "lunar 9-9", 2026, ["2026-10-18"]),
            ("农历腊月最后一天", "lunar 12-last", 2026, ["2026-02-16"]),
            ("秋分", "term qiufen", 2026, ["2026-09-23"]),
            ("9月第三个星期六", "09-sat#3", 2026, ["2026-09-19"]),
            ("调休上班日", "makeup", 2026, ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09",
                                       "2026-09-20", "2026-10-10"]),
            ("春节法定日", "legal:春节", 2026, ["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19"]),
            ("农历闰六月初一", "lunar L6-1", 2025, ["2025-07-25"]),
            ("农历闰六月初一", "lunar L6-1", 2026, [])]:
        for text in chinese, ascii_text:
            r = Run("when", text, "--year", str(year), "--json")
            check("in both spellings", r.code == 0 and
                  r.json() == {"expression": ascii_text, "days": days, "provisional": False}, (text, r))
    for text, year, provisional in [("workday", 2026, False), ("workday", 2027, True),
                                    ("12-04", 2027, False), ("lunar 1-1", 2027, False),
                                    ("holiday:春节", 2027, True), ("legal:春节", 2026, False),
                                    ("makeup", 2027, True), ("makeup", 2023, True)]:
        a = when(text, "--year", str(year))
        check("what depends on notices", a["provisional"] is provisional, (text, year, a))
    a = when("workday", "--from", "2026-12-30")
    check("ten days", len(a["days"]) == 10 and a["days"][0] == "2026-12-30" and a["provisional"], a)
    a = when("workday", "--from", "2026-11-02", "--count", "3")
    check("three days", a["days"] == ["2026-11-02", "2026-11-03", "2026-11-04"] and
          not a["provisional"], a)
    check("a year has so many workdays", len(when("workday", "--year", "2026")["days"]) == 248)
    r = Run("when", "2020-12-04", "--from", "2026-01-01")
    check("never again", r.code == 0 and "never again" in r.out, r)
    r = Run("when", "02-29 and 03-01")
    check("never", r.code == 0 and "never\n" in r.out, r)
    check("never in JSON", when("02-29 and 03-01")["days"] == [])
    r = Run("when", "holiday:国庆节", "--year", "2026")
    check("runs", "2026-10-01 Thu .. 2026-10-07 Wed  7 days  by notice" in r.out, r)
    r = Run("when", "农历九月初九", "--year", "2026")
    check("lunar days", "2026-10-18 Sun 丙午年九月初九" in r.out, r)
    r = Run("when", "workday", "--year", "2027")
    check("provisional is said", "provisional" in r.out, r)
    for text in "", "13-01", "02-30", "农历十三月初一", "@无此节点", "workday and", "(12-04", "12-04)", \
                "x" * 2000, "\xff\x00"[:1], "每年", "term qiufenn":
        r = Run("when", text)
        check("refused", r.code == 1 and not r.out and re.match(r"pufactl: column \d+: ", r.err), r)
        r = Run("when", text, "--json")
        check("refused in JSON too", r.code == 1 and not r.out and r.err, r)
    r = Run("when", "工作日且农历十三月初一")
    lines = r.err.splitlines()
    column = int(re.match(r"pufactl: column (\d+):", lines[0]).group(1))
    check("a caret under the place", len(lines) == 3 and lines[2] ==
          " " * (2 + cells("工作日且农历十三月初一"[:column - 1])) + "^", r)
    for words in (["12-04", "--year", "1999"], ["12-04", "--year", "2101"], ["12-04", "--year", "x"],
                  ["12-04", "--year", "2026", "--from", "today"], ["12-04", "--count", "0"],
                  ["12-04", "--from", "someday"], ["12-04", "--from", "1980-01-01"], [],
                  ["12-04", "12-05"]):
        r = Run("when", *words)
        check("misuse is one line", r.code == 2 and not r.out and r.err.count("\n") == 1, r)


def test_plan(folder):
    """A year without a notice is provisional in a plan too, for boards that ask for workdays."""
    site = os.path.join(folder, "planned.cfg")
    with open(site, "w", encoding="utf-8") as f:
        f.write(SITE % "Asia/Shanghai")
    for year, provisional in (2026, False), (2027, True):
        words = ["plan", "-c", site, "--profiles", PROFILES, "--from", f"{year}-03-01 09:00", "--to",
                 "09:05"]
        rows = Run(*words, "--json").json()
        check("rows", rows and all(row["provisional"] is provisional for row in rows), (year, rows))
        r = Run(*words)
        check("said once, below", r.code == 0 and r.out.count("provisional") == provisional and
              r.out.splitlines()[-1].startswith("? provisional: ") == provisional, r)
        r = Run(*words, "--summary", "--json")
        check("in a summary", all(row["provisional"] is provisional for row in r.json()), r)


def test_ics():
    r = Run("calendar", "--ics", "2026", "--at", "2026-01-01")
    check("a calendar", r.code == 0 and r.out.startswith("BEGIN:VCALENDAR") and
          "SUMMARY:国家宪法日" in r.out and "NAME:2026年普法日历" in r.out, r)
    again = Run("calendar", "--ics", "2026", "--at", "2026-01-01", env={"TZ": "America/New_York"})
    check("the same again, anywhere", again.out == r.out)
    for words in (["--ics", "1999"], ["--ics", "2101"], ["--ics", "x"], ["--ics", "2026", "2026-01"],
                  ["--ics", "2026", "--json"]):
        r = Run("calendar", *words)
        check("misuse is one line", r.code == 2 and not r.out and r.err.count("\n") == 1, r)


def test_broken(folder):
    broken = os.path.join(folder, "broken")
    os.mkdir(broken)
    with open(os.path.join(broken, "a.cfg"), "w") as f:
        f.write('nodes = ( { name = "x"; days = "13-01"; } );')
    for words in ["when", "12-04"], ["calendar"], ["calendar", "--ics", "2026"]:
        r = Run(*words, "--playlists", broken, installed=False)
        check("mistakes are said with their place",
              r.code == 1 and not r.out and "a.cfg:1: error: " in r.err, r)
        r = Run(*words, "-c", os.path.join(folder, "no-site.cfg"))
        check("a site that is not there", r.code == 1 and "no-site.cfg" in r.err, r)


def main():
    notices = read_notices()
    with tempfile.TemporaryDirectory() as folder:
        test_import_all(folder, notices)
        test_import_known_decrees(folder, notices)
        test_import_wrong(folder, notices)
        test_calendar_days()
        test_calendar_facts()
        test_calendar_text()
        test_zones(folder)
        test_check(folder)
        test_when()
        test_plan(folder)
        test_ics()
        test_broken(folder)
    print(f"{failures} failed" if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
