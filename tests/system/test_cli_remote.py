#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl for machines that watch, and over several gateways at once.

test_cli_remote.py PUFACTL FAKE-PUFAD PROFILES
"""
import os
import re
import sys
import tempfile

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


def main():
    with tempfile.TemporaryDirectory() as folder:
        bus = Bus(folder)
        try:
            test_metrics(bus)
            test_metrics_file(bus, folder)
        finally:
            bus.close()
    print(f"{test_cli.failures} failed" if test_cli.failures else "ok")
    return 1 if test_cli.failures else 0


if __name__ == "__main__":
    sys.exit(main())
