#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Notices and blanks as a user puts them up, against a service that takes them or does not.

test_cli_orders.py PUFACTL FAKE-PUFAD PROFILES
"""
import os
import pty
import re
import subprocess
import sys
import tempfile

import test_cli
from test_cli import Bus, Run, check, read_until

PUFACTL = test_cli.PUFACTL
TEXT = "今晚八点停水请提前储水"
ORDER = ["id", "kind", "who", "from", "until", "urgency", "through_quiet_hours", "text", "boards"]
ALL = ["south-gate", "north-gate", "works"]


def orders():
    return Run("notice", "list", "--json").json()


def refused(what, words, code, *seen, **options):
    """Nothing is printed on stdout, one line on stderr names the word, and nothing is put up."""
    r = Run(*words, **options)
    check(what, r.code == code and not r.out and r.err.count("\n") == 1 and
          all(word in r.err for word in seen), (words, r))


def test_words():
    missing = "--for is missing: how long? like 30m, 2h, 1h30m"
    add = ["notice", "add", TEXT]
    for words, seen in [(add, missing), (["blank"], missing), (["blank", "works"], missing),
                        ([*add, "--for", "30"], "'30'"), ([*add, "--for", "2x"], "'2x'"),
                        ([*add, "--for", ""], "''"), ([*add, "--for"], "--for"),
                        ([*add, "--for", "59s"], "at least a minute"),
                        ([*add, "--for", "0m"], "at least a minute"),
                        ([*add, "--for", "24h1s"], "at most 24 hours"),
                        ([*add, "--for", "99999999d"], "at most 24 hours"),
                        (["blank", "--for", "7d1m"], "at most 168 hours"),
                        (["blank", "--for", "30s"], "at least a minute"),
                        ([*add, "--for", "2h", "--until", "18:00"], "do not go together"),
                        ([*add, "--until", "bogus"], "'bogus'"),
                        ([*add, "--for", "2h", "--urgency", "0"], "'0'"),
                        ([*add, "--for", "2h", "--urgency", "4"], "'4'"),
                        ([*add, "--for", "2h", "--urgency", "high"], "'high'"),
                        ([*add, "--for", "2h", "--boards", ""], "''"),
                        ([*add, "--for", "2h", "--boards", "works,,x"], "''"),
                        ([*add, "--for", "2h", "--boards", "a\nb"], "'a\\x0ab'"),
                        (["notice", "add", "", "--for", "2h"], "empty"),
                        (["notice", "add"], "TEXT"), ([*add, "x", "--for", "2h"], "'x'"),
                        (["blank", "a\tb", "--for", "2h"], "'a\\x09b'"),
                        (["resume", ""], "''"), (["resume", "--for", "2h"], "--for"),
                        (["blank", "--yes", "--for", "2h"], "--yes"),
                        (["notice"], "add, clear or list"), (["notice", "ad", TEXT], "'ad'"),
                        (["notice", "--for", "2h", "put"], "'put'"),
                        (["notice", "list", "x"], "'x'"), (["notice", "clear"], "ID"),
                        (["notice", "clear", "x"], "'x'"), (["notice", "clear", "0"], "'0'"),
                        (["notice", "clear", "-1"], "-1"), (["notice", "clear", "1", "all"], "'all'"),
                        (["notice", "clear", "99999999999999999999"], "'9"),
                        (["watch", "--for", "0s"], "'0s'"), (["watch", "--for", "2y"], "'2y'")]:
        refused("misuse is one line that names the word", words, 2, seen)
    for text, seen in [("法" * 342, "longer"), ("停\n水", "control"), ("停\x1b[31m水", "\\x1b")]:
        refused("no text", ["notice", "add", text, "--for", "2h"], 1, seen)
    p = subprocess.run([PUFACTL, "notice", "add", b"\xff\xfe", "--for", "2h"], capture_output=True)
    check("not UTF-8", p.returncode == 1 and b"not UTF-8" in p.stderr and not p.stdout, p)


def test_away(bus):
    bus.stop()
    for words in (["notice", "add", TEXT, "--for", "2h"], ["notice", "list"],
                  ["notice", "clear", "all"], ["blank", "--for", "1h"], ["resume"]):
        for json_too in [], ["--json"]:
            refused("no daemon", [*words, *json_too], 1, "pufad is not running")
    bus.serve("well")
    refused("a daemon that knows no orders", ["blank", "--for", "1h"], 1, "another version?")
    refused("nor notices", ["notice", "add", TEXT, "--for", "2h"], 1, "another version?")
    check("none are listed", Run("notice", "list").out == "no notices and no blanks\n")


def test_add(bus):
    bus.serve("orders")
    r = Run("notice", "add", TEXT, "--for", "2h", env={"COLUMNS": "60"})
    check("up, with a picture for each layout", r.code == 0 and not r.err and
          r.out.splitlines()[0] == "south-gate, north-gate:" and "\nworks:\n" in r.out and
          r.out.count("┌") == 4 and "今晚八点停水请提" in r.out and "3/3" in r.out and
          r.out.endswith("notice 1: on 3 boards until 10:00\n"), r)
    o, = orders()
    check("as it was said", list(o) == ORDER and o == {
        "id": 1, "kind": "notice", "who": "wang\033[31m", "from": "2026-12-04T08:00:00.000+08:00",
        "until": "2026-12-04T10:00:00.000+08:00", "urgency": 1, "through_quiet_hours": False,
        "text": TEXT, "boards": ALL}, o)
    r = Run("notice", "add", TEXT, "--for", "1h30m", "--boards", "works", "--urgency", "3",
            "--through-quiet-hours", "--yes", "--json")
    check("in JSON", r.code == 0 and r.json() == {
        "order": {**o, "id": 2, "until": "2026-12-04T09:30:00.000+08:00", "urgency": 3,
                  "through_quiet_hours": True, "boards": ["works"]},
        "refused": [], "preview": [{"boards": ["works"], "rows": 1, "columns": 8, "pages": [
            ["今晚八点"], ["停水请提"], ["前储水"]]}]}, r)
    r = Run("notice", "add", TEXT, "--until", "2026-12-05 07:59", "--boards", "community,works")
    check("until a time", r.code == 0 and
          r.out.endswith("notice 3: on 3 boards until 2026-12-05 07:59\n"), r)
    until = orders()[2]["until"]
    check("the right time", until.startswith(("2026-12-05T07:58:5", "2026-12-05T07:59:00")), until)
    for until, seen in [("07:59", "is over"), ("2026-12-04", None), ("2026-12-05", "24 hours"),
                        ("08:00:40", "at least a minute"), ("1969-01-01", "1970")]:
        words = ["notice", "add", TEXT, "--until", until]
        if seen:
            refused("until when?", words, 2, until, seen)
        else:
            check("a date includes its day", Run(*words).code == 0)
    n = len(orders())
    refused("a board that is not there", ["notice", "add", TEXT, "--for", "2h", "--boards",
                                          "works,nowhere"], 1, "'nowhere'")
    refused("a group without boards", ["notice", "add", TEXT, "--for", "2h", "--boards", "hollow"], 1,
            "no board")
    refused("a character that a board has not", ["notice", "add", TEXT + "😀", "--for", "2h"], 1,
            "works: ", "'😀' (U+1F600)")
    r = Run("notice", "add", "😀", "--for", "2h", "--json")
    check("the same in JSON", r.code == 1 and r.json()["order"] is None and
          r.json()["refused"] == ["works: the board can not show '😀' (U+1F600)"], r)
    check("elsewhere it is shown", Run("notice", "add", "😀", "--for", "2h", "--boards",
                                       "community").code == 0)
    check("nothing else was put up", len(orders()) == n + 1)


def test_list(bus):
    bus.serve("orders")
    check("none", Run("notice", "list").out == "no notices and no blanks\n" and orders() == [])
    check("none in a status", "URGENCY" not in Run("status").out and
          Run("status", "--json").json()["orders"] == [])
    Run("notice", "add", TEXT, "--for", "2h", "--urgency", "2", "--through-quiet-hours", "--boards",
        "works")
    Run("blank", "community", "--for", "1d")
    r = Run("notice", "list")
    check("a table", r.code == 0 and re.search(
        r"^1 +notice +2 +through +2026-12-04 10:00:00 +wang\\x1b\[31m +works +" + TEXT + "$", r.out, re.M)
        and re.search(r"^2 +blank +- +- +2026-12-05 08:00:00 +\S+ +south-gate, north-gate$", r.out, re.M), r)
    rows = orders()
    check("a blank in JSON", rows[1]["kind"] == "blank" and rows[1]["urgency"] is None and
          rows[1]["text"] is None and rows[1]["boards"] == ALL[:2], rows)
    s = Run("status")
    check("below the boards", all(line in s.out for line in r.out.splitlines()) and
          s.out.index("STATE") < s.out.index("URGENCY"), s)
    check("in JSON as well", Run("status", "--json").json()["orders"] == rows)
    check("those of a board", Run("status", "works", "--json").json()["orders"] == rows[:1])
    check("raw is nothing", "\033" not in r.out + s.out)


def test_clear(bus):
    bus.serve("orders")
    check("none", Run("notice", "clear", "all").out == "there are no notices\n")
    for _ in range(3):
        Run("notice", "add", TEXT, "--for", "2h")
    Run("blank", "--for", "1h")
    refused("one that is not there", ["notice", "clear", "1", "9"], 1, "no notice 9")
    refused("a blank", ["notice", "clear", "1", "4"], 1, "4 is a blank")
    check("nothing half done", len(orders()) == 4)
    r = Run("notice", "clear", "2", "2")
    check("one", r.code == 0 and r.out == "notice 2 is cleared\n", r)
    check("the others stay", [o["id"] for o in orders()] == [1, 3, 4])
    r = Run("notice", "clear", "all", "--json")
    check("all in JSON", r.code == 0 and r.json() == {"cleared": [1, 3]}, r)
    check("blanks stay", [o["kind"] for o in orders()] == ["blank"])


def test_blank(bus):
    bus.serve("orders")
    r = Run("blank", "--for", "1h")
    check("all", r.code == 0 and r.out == "blank 1: 3 boards dark until 2026-12-04 09:00\n", r)
    r = Run("resume", "works")
    check("but one", r.code == 0 and r.out == "1 board is not blanked any more\n", r)
    check("the others stay", orders()[0]["boards"] == ALL[:2])
    r = Run("blank", "works", "--until", "2026-12-10", "--json")
    check("in JSON", r.code == 0 and list(r.json()) == ["order", "refused"] and
          r.json()["order"]["boards"] == ["works"] and
          r.json()["order"]["until"][:18] in ("2026-12-10T23:59:5", "2026-12-11T00:00:0"), r)
    refused("no such board", ["blank", "nowhere", "--for", "1h"], 1, "'nowhere'")
    refused("nor to resume", ["resume", "works", "nowhere"], 1, "'nowhere'")
    r = Run("resume", "--json")
    check("all resumed", r.code == 0 and r.json() == {"resumed": 3} and orders() == [], r)
    check("none is left", Run("resume").out == "no board was blanked\n")


def test_no(bus):
    changes = [["notice", "add", TEXT, "--for", "2h"], ["blank", "--for", "1h"], ["resume"]]
    bus.serve("orders-denied")
    for words in changes:
        refused("no permission", words, 1, "needs root or membership in group pufa",
                "sudo usermod -aG pufa ")
    bus.serve("orders-full")
    for words in changes[:2]:
        refused("a full disk", words, 1, "No space left")
    bus.serve("orders-refuse")
    for words in changes[:2]:
        r = Run(*words)
        check("refused, a line each", r.code == 1 and not r.out and r.err.splitlines() == [
            "pufactl: south-gate: the clock is not trusted",
            "pufactl: works: the clock is not \\x1b[31mtrusted"], r)
        r = Run(*words, "--json")
        check("refused in JSON", r.code == 1 and not r.err and r.json()["order"] is None and
              len(r.json()["refused"]) == 2, r)
    bus.serve("orders-short")
    refused("no sense", changes[0], 1, "does not understand")
    bus.serve("orders-kind")
    r = Run("blank", "--for", "1h")
    check("no sense, but it is said that it is up", r.code == 1 and
          "blank 1 is in force; pufad answered something" in r.err, r)
    refused("no sense in a list", ["notice", "list"], 1, "does not understand")


def test_pipe(bus):
    """Nobody reads the preview: the notice goes up all the same, and quietly."""
    bus.serve("orders")
    for words in (["notice", "add", TEXT, "--for", "2h"], ["notice", "list"], ["blank", "--for", "1h"],
                  ["resume"], ["notice", "clear", "all"]):
        read, write = os.pipe()
        os.close(read)
        p = subprocess.run([PUFACTL, *words], stdin=subprocess.DEVNULL, stdout=write,
                           stderr=subprocess.PIPE)
        os.close(write)
        check("a closed pipe ends quietly", p.returncode == 0 and p.stderr == b"", (words, p))
        if "add" in words:
            check("up all the same", len(orders()) == 1)
    check("and all the others", orders() == [])
    with open("/dev/full", "wb") as full:
        p = subprocess.run([PUFACTL, "notice", "add", TEXT, "--for", "2h"], stdin=subprocess.DEVNULL,
                           stdout=full, stderr=subprocess.PIPE)
    check("a full disk is said", p.returncode == 1 and b"could not be written" in p.stderr, p)


def test_terminal(bus):
    bus.serve("orders")
    question = "put this up on 3 boards for 2h, until 10:00? [y/N] "
    for answer, is_up in (b"n\n", False), (b"\n", False), (b"\x04", False), (b"yesterday\n", False), \
            (b"Y\n", True), (b"yes\n", True):
        before = len(orders())
        pid, fd = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm", NO_COLOR="1", COLUMNS="80")
            os.execv(PUFACTL, [PUFACTL, "notice", "add", TEXT, "--for", "2h"])
        seen = read_until(fd, question.encode()).decode()
        check("the picture before the question", question in seen and "south-gate, north-gate:" in seen and
              "┘" in seen, seen)
        check("nothing is up yet", len(orders()) == before)
        os.write(fd, answer)
        seen = read_until(fd, b"on 3 boards until" if is_up else b"not put up").decode()
        check("what became of it", ("not put up" in seen) != is_up, seen)
        _, status = os.waitpid(pid, 0)
        check("its code", os.waitstatus_to_exitcode(status) == (0 if is_up else 1), status)
        check("as the answer was", len(orders()) == before + is_up)
        os.close(fd)
    pid, fd = pty.fork()
    if pid == 0:
        read, write = os.pipe()
        os.dup2(write, 1)
        os.close(read)
        os.close(write)
        os.execv(PUFACTL, [PUFACTL, "notice", "add", TEXT, "--for", "2h"])
    seen = read_until(fd, question.encode()).decode()
    check("the picture where the question is", "┘" in seen, seen)
    os.write(fd, b"y\n")
    _, status = os.waitpid(pid, 0)
    check("a closed pipe ends quietly", os.waitstatus_to_exitcode(status) == 0, status)
    check("up all the same", len(orders()) == 3)
    os.close(fd)
    for option in "--yes", "--json":
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(PUFACTL, [PUFACTL, "notice", "add", TEXT, "--for", "2h", option])
        seen = read_until(fd, b": on 3 boards until" if option == "--yes" else b'"preview"')
        check("not asked", b"[y/N]" not in seen, seen)
        _, status = os.waitpid(pid, 0)
        check("up", os.waitstatus_to_exitcode(status) == 0, seen)
        os.close(fd)


def test_remote(bus, folder):
    with open(os.path.join(folder, "ssh"), "w") as f:
        f.write(f'#!/bin/sh\nexec systemd-stdio-bridge "--bus-path={bus.address}"\n')
    os.chmod(f.name, 0o755)
    env = {"PATH": f"{folder}:{os.environ['PATH']}", "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/none"}
    bus.serve("orders")
    for words in (["notice", "add", TEXT, "--for", "2h"], ["notice", "list"], ["notice", "clear", "1"],
                  ["blank", "--for", "1h"], ["resume"]):
        r = Run("-H", "li@gate", *words, env=env)
        check("over ssh", r.code == 0 and r.out and not r.err, r)
    bus.serve("orders-denied")
    r = Run("-H", "li@gate", "resume", env=env)
    check("whose group it is", r.code == 1 and "pufad on gate" not in r.err and
          "pufad on li@gate" in r.err and "usermod -aG pufa li," in r.err, r)
    r = Run("-H", "gate", "resume", env=env)
    check("or somebody's", r.code == 1 and "usermod -aG pufa USER," in r.err, r)


def main():
    with tempfile.TemporaryDirectory() as folder:
        bus = Bus(folder)
        try:
            test_words()
            test_away(bus)
            test_add(bus)
            test_list(bus)
            test_clear(bus)
            test_blank(bus)
            test_no(bus)
            test_pipe(bus)
            test_terminal(bus)
            test_remote(bus, folder)
        finally:
            bus.close()
    print(f"{test_cli.failures} failed" if test_cli.failures else "ok")
    return 1 if test_cli.failures else 0


if __name__ == "__main__":
    sys.exit(main())
