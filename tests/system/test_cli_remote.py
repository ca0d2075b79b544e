#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl for machines that watch, and over several gateways at once.

test_cli_remote.py PUFACTL FAKE-PUFAD PROFILES
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import prometheus
import test_cli
from test_cli import Bus, Run, check

NOW = 1796342400  # of the fake service


def metrics(text):
    try:
        return prometheus.parse(text)
    except ValueError as e:
        check("of the format", False, f"{e}\n{text}")
        return {}


def value(families, name, **labels):
    return prometheus.value(families, name, **labels)


def test_metrics(bus):
    bus.serve("well")
    r = Run("metrics")
    m = metrics(r.out)
    check("an answer", r.code == 0 and not r.err, r)
    for name, wanted, labels in [
            ("pufa_up", 1, {}), ("pufa_build_info", 1, {"version": "0"}),
            ("pufa_set_info", 1, {"site": "jiugong-03", "digest": "0123456789abcdef"}),
            ("pufa_clock_trusted", 1, {}), ("pufa_reload_ok", 1, {}),
            ("pufa_set_loaded_timestamp_seconds", None, {}),
            ("pufa_log_last_record_timestamp_seconds", None, {}),
            ("pufa_board_state", 1, {"board": "south-gate", "line": "rs485-a", "state": "verified"}),
            ("pufa_board_state", 0, {"board": "south-gate", "state": "offline"}),
            ("pufa_board_info", 1, {"board": "south-gate", "title": "南门社区屏", "certainty": "verified"}),
            ("pufa_board_last_seen_timestamp_seconds", NOW - 95, {"board": "south-gate"}),
            ("pufa_board_last_error_timestamp_seconds", None, {}),
            ("pufa_board_forgot_total", 3, {"board": "south-gate"}),
            ("pufa_line_up", 1, {"line": "rs485-a", "endpoint": "/dev/ttyS1 9600 8N1"}),
            ("pufa_incidents_open", None, {}), ("pufa_incidents_unseen", 0, {}),
            ("pufa_orders", None, {})]:
        check(f"{name} {labels}", value(m, name, **labels) == wanted, r)
    states = [l["state"] for l, _ in m["pufa_board_state"][1]]
    check("every state, one of them", sorted(states) == sorted(test_cli.STATES) and
          sum(v for _, v in m["pufa_board_state"][1]) == 1, m["pufa_board_state"])
    check("nothing of a gateway", "gateway" not in r.out, r)
    families = Run("metrics", "--json").json()
    check("the same as JSON", {f["name"]: (f["type"], [(s["labels"], s["value"])
                                                       for s in f["samples"]])
                               for f in families} == m, families)

    bus.serve("offline")
    m = metrics(Run("metrics").out)
    check("what is wrong", value(m, "pufa_line_up") == 0 and value(m, "pufa_reload_ok") == 0 and
          value(m, "pufa_clock_trusted") == 0 and
          value(m, "pufa_set_loaded_timestamp_seconds") == NOW - 3600 and
          value(m, "pufa_board_state", state="offline") == 1, m)
    bus.serve("sent")
    m = metrics(Run("metrics").out)
    check("what is not known is not zero", value(m, "pufa_line_up") is None and
          value(m, "pufa_board_last_seen_timestamp_seconds") is None, m)
    bus.serve("incidents")
    m = metrics(Run("metrics").out)
    check("incidents and orders", m["pufa_incidents_open"][1] ==
          [({"kind": "board-offline", "level": "err"}, 1.0)] and
          value(m, "pufa_incidents_unseen") == 2 and value(m, "pufa_orders", kind="notice") == 1 and
          value(m, "pufa_orders", kind="blank") == 1, m)
    bus.serve("raw")
    r = Run("metrics")
    m = metrics(r.out)
    check("nothing raw", r.code == 0 and not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", r.out) and
          value(m, "pufa_line_up", endpoint='a"b\\c\\x0ad') == 1, r)


def test_metrics_file(bus, folder):
    path = os.path.join(folder, "pufa.prom")

    def content():
        with open(path, encoding="utf-8") as f:
            return metrics(f.read())

    bus.serve("well")
    r = Run("metrics", "-o", path)
    check("a file", r.code == 0 and not r.out and not r.err and
          value(content(), "pufa_up") == 1, r)
    check("for all to read", os.stat(path).st_mode & 0o777 == 0o644)
    for mode in "state", "types":
        bus.serve(mode)
        r = Run("metrics", "--output", path)
        check("no sense in it", r.code == 0 and content() == {"pufa_up": ("gauge", [({}, 0.0)])}, r)
    bus.stop()
    r = Run("metrics")
    check("not running", r.code == 1 and metrics(r.out) == {"pufa_up": ("gauge", [({}, 0.0)])} and
          r.err == "pufactl: pufad is not running\n", r)
    os.unlink(path)
    r = Run("metrics", "-o", path)
    check("an alarm can be made of it", r.code == 0 and not r.err and
          value(content(), "pufa_up") == 0, r)
    for target, word in [(folder, "directory"), (f"{folder}/none/x", "none/x"), ("/dev/full", "/dev/full")]:
        r = Run("metrics", "-o", target)
        check("no place for a file", r.code == 1 and word in r.err and r.err.count("\n") == 1, r)
    r = Run("metrics", "-o", path, "--json")
    check("not both", r.code == 2 and "--json" in r.err and r.err.count("\n") == 1, r)
    check("nothing is left beside it", [n for n in os.listdir(folder) if "prom" in n] == ["pufa.prom"])


SSH = """#!/bin/sh
case $5 in
*dead*) echo "ssh: connect to host dead port 22: No route to host" >&2; exit 255;;
*hangs*) trap "" TERM; echo $$ >{folder}/hangs.$5; exec sleep 600;;
*noise*) head -c 300000 /dev/urandom 2>/dev/null; exit 0;;
*broken*) exec systemd-stdio-bridge --bus-path={wrong};;
*bad*) exec systemd-stdio-bridge --bus-path={bad};;
esac
exec systemd-stdio-bridge --bus-path={well}
"""
GOOD = ["pufa@north", "pufa@south", "east"]
SILENT = ["dead", "hangs", "broken", "noise"]
ERRORS = {
    "dead": "ssh or systemd-stdio-bridge failed on dead (ssh: connect to host dead port 22: No route to host)",
    "hangs": "no answer within 2 s",
    "broken": "pufad on broken answered something this pufactl does not understand",
    "noise": "ssh or systemd-stdio-bridge failed on noise",
}


class Town:
    """Some gateways behind a fake ssh: what each is like is in its name."""

    def __init__(self, folder):
        self.folder = folder
        self.buses = {}
        for name, mode in ("well", "well"), ("wrong", "types"), ("bad", "offline"):
            os.mkdir(f"{folder}/{name}")
            self.buses[name] = Bus(f"{folder}/{name}")
            self.buses[name].serve(mode)
        with open(f"{folder}/ssh", "w") as f:
            f.write(SSH.format(folder=folder, **{k: b.address for k, b in self.buses.items()}))
        os.chmod(f"{folder}/ssh", 0o755)
        self.env = {"PATH": f"{folder}:{os.environ['PATH']}",
                    "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/none"}

    def run(self, *words, hosts=(), file=None):
        options = [o for h in hosts for o in ("-H", h)]
        if file is not None:
            path = f"{self.folder}/hosts"
            with open(path, "wb") as f:
                f.write(file.encode() if isinstance(file, str) else file)
            options += ["--hosts", path]
        start = time.monotonic()
        r = Run(*words, *options, env=self.env)
        r.seconds = time.monotonic() - start
        return r

    def close(self):
        for bus in self.buses.values():
            bus.close()


def is_gone(pid):
    """Ended, or about to; whether somebody has noticed is not ours to see to."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            with open(f"/proc/{pid}/stat") as f:
                if f.read().rpartition(")")[2].split()[0] in "ZX":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_status(town):
    hosts = GOOD[:2] + SILENT + GOOD[2:]
    r = town.run("status", "--timeout", "2", hosts=hosts)
    head, *rows = r.out.splitlines()
    check("one table", head.split()[:4] == ["GATEWAY", "BOARD", "LINE", "STATE"] and
          [row.split()[0] for row in rows] == hosts, r)
    for row in rows:
        host = row.split()[0]
        check(f"the row of {host}", row.split()[1:4] == ["south-gate", "rs485-a", "verified"] and
              "08:00:00  08:00:05  workdays  宪法 第37条" in row and row.endswith("/ 1 of 3") if host in GOOD else "not asked" in row and row.endswith(ERRORS[host]), row)
    check("those that are silent are named", r.code == 1 and r.err ==
          "pufactl: 4 of 7 gateways could not be asked: dead, hangs, broken, noise\n", r)
    check("and not waited for", 2 <= r.seconds < 8, r.seconds)
    with open(f"{town.folder}/hangs.hangs") as f:
        check("nor left behind", is_gone(int(f.read())))

    r = town.run("status", "--json", "--timeout=2", hosts=hosts)
    answers = r.json()
    one = town.run("status", "--json", hosts=["east"]).json()
    check("each in its turn", r.code == 1 and [a["host"] for a in answers] == hosts, r)
    for a in answers:
        if a["host"] in GOOD:
            check("as of one", list(a) == ["host", "error", *one] and a["error"] is None and
                  a["boards"][0]["name"] == "south-gate", a)
        else:
            check("why not", a == {"host": a["host"], "error": ERRORS[a["host"]]}, a)

    r = town.run("status", hosts=GOOD)
    check("all well", r.code == 0 and not r.err and len(r.out.splitlines()) == 4, r)
    r = town.run("status", hosts=["bad", "east"])
    check("what is wrong there", r.code == 0 and r.out.endswith(
        "\nbad: clock untrusted\nbad: the last reload was refused\nbad: 1 incident\n"), r)


def test_health(town):
    def figures(r):
        return test_cli.perfdata(r.out)

    r = town.run("health", hosts=GOOD)
    check("all well", r.code == 0 and not r.err and
          r.out.startswith("PUFA OK - 3 gateways ok | gateways=3;;;0; gateways_not_asked=0;;0;0;3 "), r)
    check("added up", figures(r)["boards"] == "3;;;0;" and figures(r)["verified"] == "3;;;0;3", r)
    r = town.run("health", "--timeout", "2", hosts=["bad", "dead", "hangs", "east", "a|b"])
    first, *rows = r.out.splitlines()
    check("the worst", r.code == 2 and not r.err and first.startswith(
        "PUFA CRITICAL - 5 gateways: 2 ok, 3 critical; 2 could not be asked | "), r)
    check("what is known", figures(r)["boards"] == "3;;;0;" and figures(r)["offline"] == "1;;0;0;3" and
          figures(r)["gateways_not_asked"] == "2;;0;0;5", r)
    text = "\n".join(rows)
    check("each of them", all(re.search(rf"^{h} +{s} +{m}", text, re.M) for h, s, m in [
        ("bad", "CRITICAL", "1 board offline; clock untrusted"), ("dead", "CRITICAL", "ssh or"),
        ("hangs", "CRITICAL", "no answer within 2 s"), ("east", "OK", "1 board verified"),
        ("a/b", "OK", "1 board verified")]), r)
    check("no more figures", "|" not in text and "board south-gate offline: no answer" in text, r)
    r = town.run("health", "--json", "--timeout", "2", hosts=["dead", "hangs", "east"])
    answers = r.json()
    check("as JSON", r.code == 2 and [a["status"] for a in answers] == ["CRITICAL", "CRITICAL", "OK"] and
          [a["error"] is None for a in answers] == [False, False, True] and
          answers[0]["error"] == ERRORS["dead"] and answers[2]["boards"]["verified"] == 1, answers)
    for file, words in ("", []), ("a b", []), ("a", ["--timeout", "0"]), ("a", ["--timeout", "x"]):
        r = town.run("health", *words, file=file)
        check("misused is unknown", r.code == 3 and not r.out and r.err.count("\n") == 1, r)


def test_incidents(town):
    r = town.run("incidents", hosts=GOOD)
    check("none", r.code == 0 and r.out == "no incidents that are open or not seen\n", r)
    r = town.run("incidents", hosts=["bad", "dead", "east"])
    check("a table", r.code == 1 and [l.split()[:5] for l in r.out.splitlines()] == [
        ["GATEWAY", "ID", "LEVEL", "INCIDENT", "ABOUT"],
        ["bad", "1", "err", "board-offline", "south-gate"],
        ["dead", "-", "-", "not", "asked"]] and r.err.endswith("asked: dead\n"), r)
    answers = town.run("incidents", "--json", hosts=["bad", "dead", "east"]).json()
    check("as JSON", [list(a) for a in answers] == [["host", "error", "incidents"], ["host", "error"],
                                                    ["host", "error", "incidents"]] and
          [i["id"] for i in answers[0]["incidents"]] == [1] and answers[2]["incidents"] == [], answers)


def test_town_metrics(town):
    hosts = ["bad", "dead", "hangs", *GOOD]
    r = town.run("metrics", "--timeout", "2", hosts=hosts)
    m = metrics(r.out)
    check("who is up", r.code == 1 and {l["gateway"]: v for l, v in m["pufa_up"][1]} == {
        "bad": 1, "dead": 0, "hangs": 0, "pufa@north": 1, "pufa@south": 1, "east": 1}, r)
    check("of each", value(m, "pufa_reload_ok", gateway="bad") == 0 and
          value(m, "pufa_board_state", gateway="east", state="verified") == 1 and
          value(m, "pufa_reload_ok", gateway="dead") is None, r)
    path = f"{town.folder}/town.prom"
    r = town.run("metrics", "-o", path, hosts=["dead", "east"])
    with open(path) as f:
        m = metrics(f.read())
    check("a file of them", r.code == 0 and not r.out + r.err and
          [v for _, v in m["pufa_up"][1]] == [0, 1], r)
    answers = town.run("metrics", "--json", hosts=["dead", "east"]).json()
    check("as JSON", [a["metrics"][0]["samples"][0]["value"] for a in answers] == [0, 1], answers)
    r = town.run("metrics", hosts=["east"])
    check("one of them", r.code == 0 and value(metrics(r.out), "pufa_up", gateway="east") == 1, r)


def test_hosts(town):
    r = town.run("status", "--json", file="# a town\n\n  pufa@north\t# by the river\r\neast\n")
    check("from a file", r.code == 0 and [a["host"] for a in r.json()] == ["pufa@north", "east"], r)
    r = town.run("status", "--json", hosts=["south"], file="east")
    check("and by hand", r.code == 0 and [a["host"] for a in r.json()] == ["south", "east"], r)
    r = town.run("status", "--json", file="east")
    check("one is a list, too", r.code == 0 and [a["host"] for a in r.json()] == ["east"], r)
    many = [f"east{i}" for i in range(40)]
    r = town.run("status", "--json", file="\n".join(many))
    check("more than are asked at once", r.code == 0 and [a["host"] for a in r.json()] == many, r)
    r = town.run("status", file="ok\na b\n-oProxyCommand=x\nok\n\033[31m\n", hosts=[])
    check("each mistake in its line", r.code == 1 and not r.out and [
        re.search(r"hosts:(\d+): error: ", l)[1] for l in r.err.splitlines()] == list("2345") and
        "\033" not in r.err, r)
    for file, word in ("", "names no gateway"), ("# a\n", "names no gateway"), (b"a\0b", "NUL"), (
            b"\xff", ":1: "), ("x" * 300, "longer"):
        r = town.run("status", file=file)
        check("refused", r.code == 1 and word in r.err and r.err.count("\n") == 1 and not r.out, r)
    for path, word in ("/dev/null", "not a regular"), (town.folder, "directory"), ("/none", "No such file"):
        r = Run("status", "--hosts", path)
        check("no file", r.code == 1 and word in r.err and path in r.err and r.err.count("\n") == 1, r)
    for words, word in [(["plan", "-H", "a", "-H", "b"], "only one -H here: 'plan'"),
                        (["reload", "-Ha", "-Hb"], "only one -H here"),
                        (["plan", "--hosts", "x"], "'--hosts' does not go with"),
                        (["status", "-Ha", "-Hb", "south-gate"], "'south-gate'"),
                        (["incidents", "seen", "all", "-Ha", "-Hb"], "'seen'"),
                        (["status", "-Ha", "-Ha"], "twice"),
                        (["status", "-Ha", "--timeout", "3"], "--timeout"),
                        (["status", "-Ha", "-Hb", "--timeout", "601"], "'601'"),
                        (["metrics", "-Ha", "-Hb", "-o", "x", "--json"], "--json"),
                        (["status", *["-Ha"] * 65], "more than 64")]:
        r = Run(*words)
        check("misuse", r.code == 2 and not r.out and word in r.err and r.err.count("\n") == 1, r)


def test_ended(town):
    """Who ends it ends all that it has begun."""
    paths = [f"{town.folder}/hangs.hangs{i}" for i in (1, 2)]
    for how in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        for path in paths:
            os.mkfifo(path)
        p = subprocess.Popen([test_cli.PUFACTL, "status", "-H", "hangs1", "-H", "hangs2"],
                             env={**os.environ, **town.env}, stdout=subprocess.PIPE)
        pids = []
        for path in paths:
            with open(path) as f:
                pids.append(int(f.read()))
            os.unlink(path)
        p.send_signal(how)
        check("ended by it", p.wait(20) == -how and p.stdout.read() == b"", p.returncode)
        check("nothing is left", all(is_gone(pid) for pid in pids), pids)
        p.stdout.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        bus = Bus(folder)
        try:
            test_metrics(bus)
            test_metrics_file(bus, folder)
        finally:
            bus.close()
    with tempfile.TemporaryDirectory() as folder:
        town = Town(folder)
        try:
            test_status(town)
            test_health(town)
            test_incidents(town)
            test_town_metrics(town)
            test_hosts(town)
            test_ended(town)
        finally:
            town.close()
    print(f"{test_cli.failures} failed" if test_cli.failures else "ok")
    return 1 if test_cli.failures else 0


if __name__ == "__main__":
    sys.exit(main())
