#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl as a user would run it: the offline verbs on files, the others against a service that
answers rightly and wrongly, here and over a fake ssh.

test_cli.py PUFACTL FAKE-PUFAD PROFILES [SEED]
"""
import datetime
import json
import os
import pty
import random
import re
import select
import signal
import subprocess
import sys
import tempfile
import unicodedata

PUFACTL, FAKE, PROFILES = (os.path.abspath(a) for a in sys.argv[1:4])
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1

SITE = """
site = { name = "jiugong-03"; zone = "Asia/Shanghai"; filler = "civil-code"; clock = "system"; };
lines = ( { name = "gate"; host = "192.0.2.1"; port = 502; } );
boards = (
  { name = "south-gate"; title = "南门"; line = "gate"; address = 1; profile = "modbus-gbk-2x8";
    groups = [ "community" ]; },
  { name = "works"; line = "gate"; address = 2; profile = "modbus-gbk-2x8"; }
);
"""
PLAYLISTS = {
    "constitution.cfg": """
playlist = { name = "constitution"; title = "宪法"; law = "中华人民共和国宪法"; };
messages = (
  { article = "33"; text = "法律面前，人人平等"; },
  { article = "37"; text = "公民的人身自由不受侵犯，任何人不得非法拘禁他人"; seconds = 13; },
  { text = "“宪法”是根本法"; }
);
""",
    "civil-code.cfg": """
playlist = { name = "civil-code"; title = "民法典"; law = "中华人民共和国民法典"; };
messages = ( { article = "1"; text = "弘扬社会主义核心价值观"; }, { article = "1043-1"; text = "家庭应当树立优良家风"; } );
""",
    "rules.cfg": """
groups = [ "community" ];
rules = (
  { name = "mornings"; boards = [ "community" ]; hours = "07:00-09:00"; priority = 5;
    play = ( { playlist = "constitution"; share = 60; }, { playlist = "civil-code"; share = 40; } ); }
);
limits = ( { boards = [ "community" ]; hours = "22:00-06:30"; action = "off"; } );
""",
}

STATES = {"unknown", "sending", "acknowledged", "verified", "backoff", "offline", "dark",
          "blanked", "held"}
SHOWING = ["playlist", "law", "article", "text", "rows", "page", "pages", "since", "until"]
PLAN = ["board", "from", "until", "rule", "priority", "playlist", "law", "article", "text", "rows",
        "page", "pages", "provisional"]
INCIDENT = ["id", "kind", "level", "subject", "text", "opened", "closed", "open", "seen", "count"]
HEALTH = ["status", "code", "message", "details", "boards", "incidents", "incidents_open",
          "incidents_err", "last_seen_age", "log_age"]
LEGEND = "? provisional: a notice of days off to come may change it\n"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$")

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        frame = sys._getframe(1)
        print(f"{frame.f_code.co_filename}:{frame.f_lineno}: {what} {seen}")


class Run:
    def __init__(self, *words, env=None, timeout=60):
        p = subprocess.run([PUFACTL, *words], capture_output=True, timeout=timeout,
                           env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
        self.code, self.out, self.err = p.returncode, p.stdout.decode(), p.stderr.decode()

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n{self.out[:2000]}\n{self.err[:2000]}"


def instant(text):
    return datetime.datetime.fromisoformat(text)


def test_words():
    r = Run("--help")
    check("help is an answer", r.code == 0 and r.out and not r.err, r)
    verbs = [v.strip() for v in re.findall(r"^  ([a-z][a-z -]{14}) ", r.out, re.M)]
    check("all verbs are there", verbs == """blank, calendar, check, diff, encode, explain, export, fit,
        health, import, import-holidays, incidents, log, log export, log verify, metrics, notice, notice add,
        notice clear, notice list, plan, probe, reload, report, resume, rollback, status, watch,
        when""".replace("\n       ", "").split(", "), verbs)
    for verb in verbs:
        name = verb.split()
        for words in [*name, "--help"], ["-h", *name], ["--json", *name, "--help"]:
            r = Run(*words)
            check(f"help of {verb}", r.code == 0 and r.out.startswith(f"pufactl {verb}"), r)
    r = Run("--version")
    check("a version", r.code == 0 and re.match(r"pufactl \d+\.\d+\.\d+\n$", r.out), r)
    for words, word in [(["plans"], "plans"), (["--jsn", "plan"], "--jsn"), ([], "verb"),
                        (["plan", "a", "b"], "'b'"), (["fit", "x"], "fit"),
                        (["status", "-c", "x"], "-c"), (["check", "-H", "x"], "-H"),
                        (["plan", "--from"], "--from"), (["plans\033[31m"], "plans\\x1b[31m"),
                        (["watch", "--for", "x"], "'x'"), (["encode", "a", "b"], "--address")]:
        r = Run(*words)
        check("misuse is one line that names the word",
              r.code == 2 and not r.out and r.err.count("\n") == 1 and word in r.err, r)
    r = Run("health", "--nope")
    check("health misused is unknown", r.code == 3, r)
    r = Run("--completion")
    check("completion knows every verb",
          [line.split()[0].replace("/", " ") for line in r.out.splitlines()] == verbs, r)


def test_manual():
    page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../daemon/cli/pufactl.1")
    with open(page, encoding="utf-8") as f:
        manual = f.read().replace("\\-", "-")
    for line in Run("--completion").out.splitlines():
        verb, *options = line.replace("/", " ").replace(" --", "\t--").split("\t")
        check("the manual names the verb", re.search(rf'^\.(B|BI|BR) "?{verb}\b', manual, re.M), verb)
        for option in set(options) - {"--help", "--version"}:
            check("the manual names the option", option in manual, option)


def test_check(site, folder):
    r = Run("check", site, "--profiles", PROFILES)
    check("a good site", r.code == 0 and r.err == "0 errors, 1 warning\n", r)
    check("but for an article that is not there", ":3: warning: article: " in r.out, r)
    r = Run("--json", "check", "-c", site, "--profiles", PROFILES)
    check("a good site in JSON", r.code == 0 and isinstance(r.json(), list), r)
    for field in r.json():
        check("only warnings", field["severity"] == "warning", field)

    bad = os.path.join(folder, "bad.cfg")
    with open(bad, "w", encoding="utf-8") as f:
        f.write(SITE.replace("port = 502", "port = 70000")
                    .replace('groups', 'grupos'))
    r = Run("check", bad, "--profiles", PROFILES, "--json")
    rows = r.json()
    check("every mistake, with its place", r.code == 1 and len(rows) >= 2, r)
    for row in rows:
        check("fields", list(row) == ["severity", "file", "line", "message"], row)
        check("types", row["severity"] in ("warning", "error") and isinstance(row["line"], int)
              and isinstance(row["message"], str), row)
    check("the line of the port", any(m["line"] == 3 and m["file"] == bad for m in rows), rows)
    r = Run("check", bad, site, "--profiles", PROFILES, "--no-color")
    check("as lines", r.code == 1 and f"{bad}:3: error: " in r.out, r)
    check("a summary last", re.search(r"\d+ errors?, \d+ warnings?\n$", r.err), r)
    r = Run("check", os.path.join(folder, "none.cfg"))
    check("no such file", r.code == 1 and "none.cfg" in r.out, r)
    r = Run("check", site, "--at", "someday")
    check("not a time", r.code == 2 and "someday" in r.err, r)
    with open(os.path.join(folder, "playlists", "over.cfg"), "w", encoding="utf-8") as f:
        f.write('rules = ( { name = "once"; boards = [ "all" ]; days = "2026-05-01"; '
                'play = ( { playlist = "civil-code"; share = 1; } ); } );')
    for at, is_over in ("2026-04-30", False), ("2026-05-01", False), ("2026-05-02", True):
        r = Run("check", site, "--profiles", PROFILES, "--at", at)
        check("what is over", r.code == 0 and ("rule 'once' are over" in r.out) == is_over, r)
    os.unlink(os.path.join(folder, "playlists", "over.cfg"))


def plan(site, *words):
    return Run("plan", "-c", site, "--profiles", PROFILES, "--json", *words)


def test_plan(site):
    rows = plan(site, "south-gate", "--from", "2026-12-04 06:00", "--to", "09:30").json()
    check("fields", all(list(row) == PLAN for row in rows))
    check("where it begins and ends", rows[0]["from"] == "2026-12-04T06:00:00.000+08:00" and
          rows[-1]["until"] == "2026-12-04T09:30:00.000+08:00", rows[0])
    check("no gap", all(a["until"] == b["from"] for a, b in zip(rows, rows[1:])))
    check("times", all(RFC3339.match(row["from"]) and RFC3339.match(row["until"]) for row in rows))
    check("dark at first", rows[0]["playlist"] is None and rows[0]["rows"] == [] and
          rows[0]["text"] is None and rows[0]["page"] == 0 and rows[0]["pages"] == 0 and
          rows[0]["until"] == "2026-12-04T06:30:00.000+08:00", rows[0])
    for row in rows[1:]:
        rule = instant(row["from"]).hour in (7, 8)
        check("the rule in its hours, the filler outside",
              row["rule"] == ("mornings" if rule else None) and
              row["priority"] == (5 if rule else None), row)
        check("a page of the text", 1 <= row["page"] <= row["pages"] and
              all(r in row["text"] for r in row["rows"]), row)
    two = [row for row in rows if row["pages"] == 2]
    check("two pages each", {row["page"] for row in two} == {1, 2}, two[:2])
    check("whole text over the pages", any(
        "".join(a["rows"] + b["rows"]) == a["text"] for a, b in zip(two, two[1:])))

    day = plan(site, "works", "--from", "2026-12-04", "--to", "2026-12-05").json()
    check("a date after --to is included", day[-1]["until"] == "2026-12-06T00:00:00.000+08:00",
          day[-1])
    day = plan(site, "works", "--from", "2026-12-04 23:59").json()
    check("to the day's end", day[-1]["until"] == "2026-12-05T00:00:00.000+08:00", day[-1])
    both = plan(site, "--from", "2026-12-04 08:00", "--to", "08:00:01").json()
    check("all boards", [row["board"] for row in both] == ["south-gate", "works"], both)

    for words in (["--from", "2026-01-01", "--to", "2026-02-01"],
                  ["--from", "2026-01-02", "--to", "2026-01-01"], ["--from", "x"], ["--to", "y"]):
        r = plan(site, *words)
        check("refused as misuse", r.code == 2 and not r.out and r.err.count("\n") == 1, r)
    check("31 days are not too many",
          plan(site, "works", "--from", "2026-01-01", "--to", "2026-01-31", "--summary").code == 0)
    r = plan(site, "works", "--from", "2026-01-01", "--to", "2026-02-01", "--force", "--summary")
    check("--force", r.code == 0, r)
    seconds = sum(row["seconds"] for row in r.json())
    check("a summary adds up", seconds == 32 * 86400, seconds)
    r = plan(site, "no-such-board")
    check("no such board", r.code == 1 and not r.out and "no-such-board" in r.err, r)
    r = Run("plan", "-c", site, "--profiles", PROFILES, "--from", "2026-12-04 08:00", "--to", "08:01")
    check("as text", r.code == 0 and "宪法 第33条" in r.out and "mornings" in r.out, r)
    check("nothing is doubtful", "?" not in r.out and "provisional" not in r.out, r)


def test_explain(site, rng):
    begin = instant("2026-12-04T00:00:00+08:00")
    rows = plan(site, "south-gate", "--from", "2026-12-04", "--to", "2026-12-04").json()
    for _ in range(25):
        at = begin + datetime.timedelta(milliseconds=rng.randrange(86400000))
        text = at.isoformat(timespec="milliseconds")
        r = Run("explain", "south-gate", text, "-c", site, "--profiles", PROFILES, "--json")
        e = r.json()
        row = next(row for row in rows if instant(row["from"]) <= at < instant(row["until"]))
        check("fields", list(e) == ["shows", "until", "because", "considered"], e)
        if row["playlist"] is None:
            check("dark as planned", e["shows"] is None, e)
        else:
            check("as planned", list(e["shows"]) == SHOWING and
                  all(e["shows"][k] == row[k] for k in SHOWING[:7]), (e, row))
        check("until later", instant(e["until"]) > at, e)
        check("no page outlasts it", not e["shows"] or
              instant(e["shows"]["until"]) <= instant(e["until"]), e)
        check("said why", e["because"] and all(c["why"] for c in e["considered"]), e)
        verdict = e["considered"][0]["verdict"]
        check("the verdict", (verdict in ("won", "shares")) == (row["rule"] == "mornings"), e)
    r = Run("explain", "south-gate", "yesterdayish", "-c", site, "--profiles", PROFILES)
    check("not a time", r.code == 2 and "yesterdayish" in r.err, r)
    r = Run("explain", "south-gate", "1999-12-31 23:59", "-c", site, "--profiles", PROFILES)
    check("outside of the schedule", r.code == 0 and "no rule" not in r.out and
          "the schedule knows only the years 2000 to 2100" in r.out, r)
    r = Run("explain", "south-gate", "2150-01-01", "-c", site, "--profiles", PROFILES)
    check("farther outside", r.code == 2 and not r.out and
          "the schedule knows only the years 2000 to 2100" in r.err, r)
    r = Run("explain", "works", "2026-12-04 08:00", "-c", site, "--profiles", PROFILES)
    check("without a rule", r.code == 0 and "no rule names this board" in r.out, r)
    r = Run("explain", "nowhere", "-c", site, "--profiles", PROFILES)
    check("no such board", r.code == 1 and "nowhere" in r.err, r)


def crc16(data):
    crc = 0xffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xa001 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def test_encode():
    text = "公民的人身自由不受侵犯，任何人不得非法拘禁他人。"
    r = Run("encode", "modbus-gbk-2x8", text, "--address", "17", "--profiles", PROFILES, "--json")
    answer = r.json()
    check("two pages", r.code == 0 and len(answer["pages"]) == 2, r)
    check("frames of all pages", answer["frames"] == [f for p in answer["pages"] for f in p["frames"]])
    shown = ""
    for page in answer["pages"]:
        frame = bytes.fromhex(page["frames"][0])
        check("a whole frame", crc16(frame[:-2]) == frame[-2:], frame.hex())
        check("16 registers from 1000 of unit 17",
              frame[:7] == bytes([17, 16, 1000 >> 8, 1000 & 255, 0, 16, 32]), frame.hex())
        rows = [frame[7 + 16 * i:23 + 16 * i].rstrip(b"\0 ").decode("gbk") for i in range(2)]
        check("the rows", [row for row in rows if row] == page["rows"], (rows, page))
        shown += "".join(rows)
    check("the whole text", shown == text, shown)
    one = Run("encode", os.path.join(PROFILES, "modbus-gbk-2x8.cfg"), "法", "--address", "1", "--json")
    check("a profile's file", one.code == 0 and len(one.json()["frames"]) == 1, one)
    words = ["encode", "modbus-gbk-4x8", "法治", "--address", "1", "--profiles", PROFILES, "--json"]
    serial, network = Run(*words).json()["frames"], Run(*words, "--network").json()["frames"]
    # Modbus Messaging on TCP/IP 1.0b, 3.1.3: no checksum, but a head.
    check("frames of Modbus TCP",
          network == [(i.to_bytes(2, "big") + b"\0\0" + (len(f) // 2 - 2).to_bytes(2, "big")).hex()
                      + f[:-4] for i, f in enumerate(serial, 1)], network)
    for words, code, word in [(["modbus-gbk-2x8", "法", "--address", "248"], 2, "248"),
                              (["modbus-gbk-2x8", "法", "--address", "x"], 2, "'x'"),
                              (["fk-gate-2x4", "法", "--address", "1", "--network"], 2, "'fk'"),
                              (["modbus-gbk-2x8", "法😀", "--address", "1"], 1, "U+1F600"),
                              (["modbus-gbk-2x8", "法\n", "--address", "1"], 1, "\\x0a"),
                              (["modbus-gbk-2x8", "", "--address", "1"], 2, "empty"),
                              (["modbus-gbk-2x8", "法" * 400, "--address", "1"], 1, "longer"),
                              (["no-such", "法", "--address", "1"], 1, "no-such")]:
        r = Run("encode", *words, "--profiles", PROFILES)
        check("refused", r.code == code and not r.out and word in r.err and r.err.count("\n") == 1, r)


def cells(line):
    """Terminal columns; marks of doubtful width are one, as terminals have it."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_fit():
    text = "公民的人身自由不受侵犯，“任何人”不得非法拘禁他人。"
    r = Run("fit", "modbus-gbk-2x8", text, "--profiles", PROFILES, "--json")
    answer = r.json()
    check("sizes", answer["rows"] == 2 and answer["columns"] == 16 and answer["missing"] == [], r)
    check("all of it", "".join(row for page in answer["pages"] for row in page) == text, answer)
    r = Run("fit", "modbus-gbk-2x8", text, "--profiles", PROFILES, env={"COLUMNS": "19"})
    lines = r.out.splitlines()
    check("one below the other in a narrow terminal",
          r.code == 0 and len(lines) == 4 * len(answer["pages"]), r)
    check("in exact cells", {cells(line) for line in lines} == {18}, r)
    r = Run("fit", "modbus-gbk-2x8", "法😀律😀🜀", "--profiles", PROFILES)
    check("each missing character once", r.code == 1 and r.err.count("U+1F600") == 1 and
          r.err.count("\n") == 2 and r.out, r)
    r = Run("fit", "modbus-gbk-2x8", "法😀", "--profiles", PROFILES, "--json")
    check("missing in JSON", r.code == 1 and
          r.json()["missing"] == [{"character": "😀", "code_point": "U+1F600"}], r)


def test_output(site):
    words = [PUFACTL, "plan", "-c", site, "--profiles", PROFILES, "--from", "2026-01-01", "--to",
             "2026-01-31", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        p.stdout.read(100)
        p.stdout.close()
        check("a closed pipe ends quietly", p.wait(60) == 0 and p.stderr.read() == b"", p.returncode)
    with open("/dev/full", "wb") as full:
        p = subprocess.run([PUFACTL, "--help"], stdout=full, stderr=subprocess.PIPE)
        check("a full disk is said", p.returncode == 1 and p.stderr, p)


class Bus:
    """A bus of our own, and a service on it that answers as it is told."""

    def __init__(self, folder):
        self.address = f"unix:path={folder}/bus"
        config = os.path.join(folder, "bus.conf")
        rules = "".join(f'<allow {k}="{v}"/>' for k, v in
                        [("user", "*"), ("own", "*"), ("send_destination", "*"),
                         ("receive_sender", "*"), ("eavesdrop", "false")])
        with open(config, "w") as f:
            f.write(f"<busconfig><type>system</type><listen>{self.address}</listen>"
                    f'<auth>EXTERNAL</auth><policy context="default">{rules}</policy></busconfig>')
        self.daemon = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork",
                                        "--print-address"], stdout=subprocess.PIPE)
        self.daemon.stdout.readline()
        self.service = None
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self.address

    def serve(self, mode):
        self.stop()
        self.service = subprocess.Popen([FAKE, mode], stdout=subprocess.PIPE)
        check("the service is up", self.service.stdout.readline() == b"ready\n")

    def stop(self):
        if self.service:
            self.service.kill()
            self.service.wait()
            self.service.stdout.close()
            self.service = None

    def close(self):
        self.stop()
        self.daemon.terminate()
        self.daemon.wait()
        self.daemon.stdout.close()


# As the guidelines for monitoring plugins have it: 'label'=value[unit];warn;crit;min;max
NUMBER = r"-?\d+(?:\.\d+)?"
RANGE = rf"@?(?:(?:~|{NUMBER}):)?(?:{NUMBER})?"
PERFDATA = re.compile(rf"('[^'=]+'|[^\s'=]+)=((?:U|{NUMBER}(?:s|us|ms|%|B|KB|MB|GB|TB|c)?)"
                      rf"(?:;{RANGE}(?:;{RANGE}(?:;(?:{NUMBER})?(?:;(?:{NUMBER})?)?)?)?)?)(?: |$)")


def perfdata(out):
    """What is after the bar of the first line, which must be all of that form."""
    figures = out.splitlines()[0].partition(" | ")[2]
    check("perfdata", figures and PERFDATA.sub("", figures) == "", figures)
    return dict(PERFDATA.findall(figures))


def test_bus_well(bus):
    bus.serve("well")
    r = Run("status", "--json")
    s = r.json()
    check("fields", list(s) == ["site", "time", "clock", "reload_error", "rolled_back", "boards", "incidents",
                                     "orders"] and
          list(s["boards"][0]) == ["name", "line", "state", "showing", "rule", "last_error",
                                   "provisional", "at_best", "brightness"] and s["incidents"] == [] and s["reload_error"] is None and
          list(s["boards"][0]["showing"]) == SHOWING, s)
    b = s["boards"][0]
    check("values", s["site"] == "jiugong-03" and s["clock"] == "trusted" and
          b["state"] in STATES and b["at_best"] == "verified" and b["brightness"] == 40 and
          b["last_error"] is None and b["provisional"] is False and b["rule"] == "workdays" and
          b["showing"]["page"] == 1 and b["showing"]["pages"] == 3 and
          b["showing"]["since"] == "2026-12-04T08:00:00.000+08:00", s)
    r = Run("status")
    check("as text", r.code == 0 and "宪法 第37条" in r.out and "1 of 3" in r.out and
          "set 0123456789ab" in r.out, r)
    check("nothing more is said", "?" not in r.out and "reload" not in r.out, r)
    check("one board", Run("status", "south-gate").code == 0)
    r = Run("status", "nowhere")
    check("no such board", r.code == 1 and "nowhere" in r.err, r)

    rows = Run("plan", "--to", "08:01", "--json").json()
    check("a plan in several replies", len(rows) == 12 and list(rows[0]) == PLAN and
          rows[-1]["until"] == "2026-12-04T08:01:00.000+08:00" and rows[-1]["playlist"] is None, rows)
    e = Run("explain", "south-gate", "--json").json()
    check("an explanation", list(e) == ["shows", "until", "because", "considered"] and
          e["until"] == "2026-12-04T08:00:08.000+08:00" and
          e["considered"][1] == {"rule": "nights", "verdict": "not-now", "why": "its hours"}, e)
    r = Run("explain", "nowhere")
    check("the daemon's no", r.code == 1 and "nowhere" in r.err, r)
    r = Run("health")
    check("a plugin's line", r.code == 0 and r.out.startswith("PUFA OK - 1 board verified | ") and
          r.out.count("\n") == 1, r)
    figures = perfdata(r.out)
    check("figures", figures["boards"] == "1;;;0;" and figures["verified"] == "1;;;0;1" and
          figures["offline"] == "0;;0;0;1" and figures["backoff"] == "0;0;;0;1" and
          figures["incidents"] == "0;0;;0;" and figures["log_age"] == "U", figures)
    check("heard a while ago", re.match(r"9\d\.\d{3}s;;;0;$", figures["last_seen_age"]), figures)
    h = Run("health", "--json").json()
    check("health in JSON", list(h) == HEALTH and h["boards"]["verified"] == 1 and
          h["log_age"] is None and 90 <= h["last_seen_age"] < 100 and h["details"] == [], h)
    r = Run("reload", "--json")
    check("reloaded", r.code == 0 and r.json() == {"reloaded": True, "digest": "0123456789abcdef",
                                                   "mistakes": []}, r)
    r = Run("rollback")
    check("rolled back", r.code == 0 and r.out.startswith("rolled back: set 0123456789ab;"), r)
    r = Run("rollback", "--json")
    check("rolled back in JSON", r.code == 0 and r.json() == {
        "rolled_back": True, "digest": "0123456789abcdef", "mistakes": []}, r)
    r = Run("rollback", "now")
    check("no words", r.code == 2 and not r.out and r.err.count("\n") == 1, r)


def test_bus_incidents(bus):
    bus.serve("well")
    r = Run("incidents")
    check("none", r.code == 0 and r.out == "no incidents that are open or not seen\n", r)
    bus.serve("incidents")
    rows = Run("incidents", "--json").json()
    check("open and not seen", [i["id"] for i in rows] == [1, 2] and list(rows[0]) == INCIDENT, rows)
    check("an open one", rows[0] == {
        "id": 1, "kind": "board-offline", "level": "err", "subject": "south-gate",
        "text": "offline: no answer", "opened": "2026-12-04T07:59:00.000+08:00", "closed": None,
        "open": True, "seen": False, "count": 1}, rows)
    check("one that is over", rows[1]["closed"] == "2026-12-04T07:59:00.000+08:00" and
          not rows[1]["open"], rows)
    rows = Run("incidents", "--all", "--json").json()
    check("all", [i["id"] for i in rows] == [1, 2, 3] and rows[2]["closed"] is None and
          not rows[2]["open"] and rows[2]["opened"] is None and rows[2]["subject"] is None, rows)
    for words in ["incidents"], ["incidents", "--all"], ["status"], ["health"]:
        r = Run(*words)
        check("nothing raw", "\033" not in r.out and "board-foreign" in r.out, r)
    r = Run("status")
    check("below the table", "2026-12-04 07:59:00  open" in r.out, r)
    check("those of a board", "board-foreign" not in Run("status", "south-gate").out)
    check("in JSON as well", [i["id"] for i in Run("status", "--json").json()["incidents"]] == [1, 2])
    r = Run("health")
    first, *details = r.out.splitlines()
    check("critical", r.code == 2 and first.startswith("PUFA CRITICAL - 1 board verified; 2 incidents |"), r)
    check("said below", details == [
        "incident 1 board-offline south-gate: offline: no answer",
        "incident 2 board-foreign north-gate (over, not seen): \\x1b[31m恭喜/发财"], details)
    figures = perfdata(r.out)
    check("counted", [figures[k] for k in ("incidents", "incidents_open", "incidents_err")] ==
          ["2;0;;0;", "1;0;;0;", "1;;0;0;"], figures)
    h = Run("health", "--json").json()
    check("counted", [h[k] for k in HEALTH[5:8]] == [2, 1, 1] and len(h["details"]) == 2, h)
    for words, word in [(["sen"], "'sen'"), (["seen"], "which"), (["seen", "x"], "'x'"),
                        (["seen", "2", "-1"], "-1"), (["seen", "0"], "'0'"),
                        (["seen", "99999999999999999999"], "'9")]:
        r = Run("incidents", *words)
        check(f"misuse of {words}", r.code == 2 and word in r.err and r.err.count("\n") == 1, r)
    r = Run("incidents", "seen", "7")
    check("no such incident", r.code == 1 and "no incident 7" in r.err, r)
    r = Run("incidents", "seen", "2")
    check("seen", r.code == 0 and "board-foreign" not in r.out, r)
    check("left", [i["id"] for i in Run("incidents", "--json").json()] == [1])
    check("all of them", Run("incidents", "seen", "all", "--json").code == 0)
    bus.serve("level")
    r = Run("incidents")
    check("nonsense", r.code == 1 and "does not understand" in r.err, r)


def test_bus_doubtful(bus):
    bus.serve("doubtful")
    check("provisional in JSON", Run("status", "--json").json()["boards"][0]["provisional"] is True)
    r = Run("status")
    check("a mark, and what it means", "workdays ?" in r.out and r.out.count(LEGEND) == 1, r)
    r = Run("watch", "--for", "1", "--json")
    check("provisional in a stream", json.loads(r.out.splitlines()[0])["provisional"] is True, r)
    rows = Run("plan", "--to", "08:01", "--json").json()
    check("provisional rows", [row["provisional"] for row in rows] == [True] * 4 + [False] * 8, rows)
    r = Run("plan", "--to", "08:01")
    check("marks in a plan", r.out.count("workdays ?") == 4 and r.out.endswith("\n" + LEGEND) and
          r.out.count("provisional") == 1, r)
    r = Run("plan", "--to", "08:01", "--summary")
    check("marks in a summary", "workdays ?" in r.out and r.out.endswith("\n" + LEGEND), r)
    rows = Run("plan", "--to", "08:01", "--summary", "--json").json()
    check("a summary in JSON", [row["provisional"] for row in rows] ==
          [row["rule"] is not None for row in rows], rows)


def test_bus_wrong(bus):
    for mode, words, code in [("types", ["status"], 1), ("types", ["health"], 2),
                              ("page", ["status"], 1), ("page", ["explain", "south-gate"], 1),
                              ("size", ["status"], 1), ("state", ["status"], 1),
                              ("state", ["watch", "--for", "1"], 1),
                              ("loop", ["plan", "--to", "08:01"], 1),
                              ("short", ["plan", "--to", "08:01"], 1)]:
        if not bus.service or bus.service.args[1] != mode:
            bus.serve(mode)
        r = Run(*words)
        check(f"{mode}: no sense is made of it",
              r.code == code and "does not understand" in r.err + r.out, r)
    bus.serve("raw")
    for words in ["status"], ["health"], ["watch", "--for", "1"], ["explain", "south-gate"]:
        r = Run(*words)
        check("nothing raw", r.code == 0 and not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", r.out), r)
    r = Run("rollback")
    check("no raw digest", r.code == 1 and "does not understand" in r.err, r)
    bus.serve("refuse")
    r = Run("rollback")
    check("a set that is refused", r.code == 1 and not r.out and r.err.splitlines()[0] ==
          "/etc/pufa/pufa.cfg:3: error: \\x1b[31mx", r)
    r = Run("rollback", "--json")
    check("refused in JSON", r.code == 1 and r.json()["rolled_back"] is False and
          r.json()["digest"] == "0123456789abcdef" and len(r.json()["mistakes"]) == 1, r)
    r = Run("reload")
    check("mistakes, a line each", r.code == 1 and r.err.splitlines()[:2] == [
        "/etc/pufa/pufa.cfg:3: error: no such key '\\x1b[31mx'",
        "/etc/pufa/playlists/a.cfg:9: error: the text is empty"], r)
    r = Run("reload", "--json")
    check("mistakes in JSON", r.code == 1 and len(r.json()["mistakes"]) == 2, r)
    bus.serve("sent")
    r = Run("health")
    check("no more can be known", r.code == 0 and "1 board unknown" in r.out and
          perfdata(r.out)["unknown"] == "1;;;0;1", r)
    bus.serve("offline")
    r = Run("health")
    check("critical", r.code == 2 and r.out.count("|") == 1 and r.out.startswith(
        "PUFA CRITICAL - 1 board offline; clock untrusted; last reload refused; rolled back by "
        "wang\\x1b[31m/: the files on the disk are not in force; 1 incident |"), r)
    check("what is wrong", r.out.splitlines()[1:] == [
        "board south-gate offline: no answer",
        "last reload refused: /etc/pufa/pufa.cfg:3: error: a / b",
        "incident 1 board-offline south-gate: offline: no answer"], r)
    r = Run("status")
    check("status all the same", "no answer" in r.out, r)
    check("the refused reload", r.code == 0 and (
        "the last reload was refused; the set of 2026-12-04T07:00:00.000+08:00 is still in force:\n"
        "  /etc/pufa/pufa.cfg:3: error: a | b\n  /etc/pufa/pufa.cfg:4: error: \\x1b[31mx\n\nID ") in r.out, r)
    check("the rollback", "rolled back by wang\\x1b[31m| at 2026-12-04T07:59:00.000+08:00: the files on "
          "the disk are not in force (pufactl reload puts them in force)\n" in r.out, r)
    r = Run("rollback")
    check("nothing to go back to", r.code == 1 and "nothing to go back to" in r.err and not r.out, r)
    r = Run("status", "--json")
    check("the rollback in JSON", r.json()["rolled_back"] == {
        "by": "wang\033[31m|", "at": "2026-12-04T07:59:00.000+08:00"}, r)
    check("the refused reload in JSON", r.json()["reload_error"] ==
          "/etc/pufa/pufa.cfg:3: error: a | b\n/etc/pufa/pufa.cfg:4: error: \033[31mx", r)
    bus.serve("silent")
    r = Run("health", timeout=30)
    check("silence is critical", r.code == 2 and "in time" in r.out, r)
    bus.stop()
    r = Run("status")
    check("not running", r.code == 1 and "pufad is not running" in r.err and not r.out, r)
    for words in ["plan", "--to", "bogus"], ["plan", "--from", "bogus"], ["explain", "x", "bogus"]:
        r = Run(*words)
        check("misuse all the same", r.code == 2 and not r.out and r.err.count("\n") == 1 and
              "'bogus'" in r.err, r)
    r = Run("health")
    check("not running is critical", r.code == 2 and "not running" in r.out and "|" not in r.out, r)
    h = Run("health", "--json").json()
    check("nothing is known", list(h) == HEALTH and h["code"] == 2 and
          all(h[k] is None for k in HEALTH[4:]), h)
    r = Run("status", env={"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent/bus"})
    check("no bus", r.code == 1 and "no system bus" in r.err and r.err.count("\n") == 1, r)


def read_until(fd, wanted, seconds=20):
    seen = b""
    while wanted not in seen:
        ready, _, _ = select.select([fd], [], [], seconds)
        if not ready:
            break
        try:
            piece = os.read(fd, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    return seen


def test_watch_lines(bus):
    bus.serve("well")
    with subprocess.Popen([PUFACTL, "watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        first = p.stdout.readline().decode()
        check("what is", re.match(r"08:00:\d\d south-gate verified  宪法 第37条  公民.*他人 / 1 of 3\n$",
                                  first), first)
        Run("reload")
        line = p.stdout.readline().decode()
        check("what changes", line.endswith("/ 2 of 3\n"), line)
        bus.stop()
        gone = p.stderr.readline().decode()
        check("away", "away" in gone, gone)
        bus.serve("well")
        line = p.stdout.readline().decode()
        check("back, on its first page", line.endswith("/ 1 of 3\n"), line)
        p.send_signal(signal.SIGINT)
        check("ends well", p.wait(20) == 0, p.returncode)
    with subprocess.Popen([PUFACTL, "watch", "--json"], stdout=subprocess.PIPE) as p:
        first = json.loads(p.stdout.readline())
        check("lines of JSON", first["name"] == "south-gate" and first["showing"]["page"] == 1, first)
        p.terminate()
        check("ends well", p.wait(20) == 0, p.returncode)
    r = Run("watch", "--for", "1")
    check("ends by itself", r.code == 0 and r.out.count("\n") == 1, r)


def test_watch_live(bus):
    """On a terminal of our own: whichever way it ends, the terminal is put back."""
    for how in "q", signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
        bus.serve("well")
        pid, fd = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm", NO_COLOR="1")
            os.execv(PUFACTL, [PUFACTL, "watch"])
        seen = read_until(fd, "└".encode() + b"\xe2\x94\x80" * 36 + "┘".encode())
        text = seen.decode()
        check("a panel", "南门社区屏 south-gate" in text and "= verified" in text and
              "公民的人身自由不" in text and "1/3" in text, text)
        check("no colours", not re.search(r"\033\[[0-9;]*3[0-9]m", text), repr(text))
        if how == "q":
            Run("reload")
            seen = read_until(fd, "任何人不得".encode())
            check("the next page", "任何人不得".encode() in seen, seen)
            check("only what changed", len(seen) < 2000 and b"jiugong" not in seen, seen)
            os.write(fd, b"q")
        else:
            os.kill(pid, how)
        seen = read_until(fd, b"\033[?1049l")
        check("put back", b"\033[?25h" in seen and b"\033[?1049l" in seen, seen)
        _, status = os.waitpid(pid, 0)
        check("ends well", os.waitstatus_to_exitcode(status) == 0, status)
        os.close(fd)


def test_remote(bus, folder):
    path = os.path.join(folder, "ssh")
    with open(path, "w") as f:
        f.write(f'#!/bin/sh\nprintf "%s\\n" "$@" >{folder}/ssh.args\ncase $5 in\n'
                f'*deaf*) exec sleep 600;;\n*shut*) echo "ssh: shut" >&2; exit 255;;\nesac\n'
                f'exec systemd-stdio-bridge "--bus-path={bus.address}"\n')
    os.chmod(path, 0o755)
    env = {"PATH": f"{folder}:{os.environ['PATH']}", "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/none"}
    bus.serve("well")
    r = Run("-H", "pufa@gate", "status", "--json", env=env)
    check("over ssh", r.code == 0 and r.json()["site"] == "jiugong-03", r)
    with open(f"{folder}/ssh.args") as f:
        args = f.read().split("\n")[:-1]
    check("what ssh is given", args == ["-xT", "-oBatchMode=yes", "-oConnectTimeout=5", "--",
                                        "pufa@gate", "systemd-stdio-bridge"], args)
    r = Run("plan", "--host", "pufa@gate", "--to", "08:00:05", "--json", env=env)
    check("a plan over ssh", r.code == 0 and len(r.json()) == 1, r)
    r = Run("status", "-H", "shut", env=env)
    check("ssh says no", r.code == 1 and "ssh: shut" in r.err and "failed on shut" in r.err, r)
    r = Run("health", "-H", "shut", env=env)
    check("critical", r.code == 2 and "failed on shut" in r.out, r)
    r = Run("status", "-H", "deaf", env=env, timeout=40)
    check("ssh hangs", r.code == 1 and "no answer from deaf in time" in r.err, r)
    r = Run("status", "-H", "-oProxyCommand=touch x", env=env)
    check("not a host", r.code == 1 and "is not a host" in r.err, r)


def main():
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "pufa.cfg")
        os.mkdir(os.path.join(folder, "playlists"))
        with open(site, "w", encoding="utf-8") as f:
            f.write(SITE)
        for name, text in PLAYLISTS.items():
            with open(os.path.join(folder, "playlists", name), "w", encoding="utf-8") as f:
                f.write(text)
        bus = Bus(folder)
        try:
            test_words()
            test_manual()
            test_check(site, folder)
            test_plan(site)
            test_explain(site, rng)
            test_encode()
            test_fit()
            test_output(site)
            test_bus_well(bus)
            test_bus_doubtful(bus)
            test_bus_incidents(bus)
            test_bus_wrong(bus)
            test_watch_lines(bus)
            test_watch_live(bus)
            test_remote(bus, folder)
        finally:
            bus.close()
    print(f"{failures} failed" if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
