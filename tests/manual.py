# SPDX-License-Identifier: MIT
"""
usage: manual.py SOURCE-DIR PUFAD PUFACTL: the pages of the manual name every setting, option and verb
that there is, and no setting or verb that there is not; groff and, where it is there, mandoc find
nothing wrong with them.
"""

import re
import shutil
import subprocess
import sys

SOURCE, PUFAD, PUFACTL = sys.argv[1:]
PAGES = {
    "pufactl.1": "daemon/cli",
    "pufa.cfg.5": "daemon/config",
    "pufa-calendar.7": "daemon/config",
    "pufa-field.7": "drivers",
    "pufad.8": "daemon/service",
}
# Sections of pufa.cfg.5, and the table of settings that each is about.
TABLES = {
    "site": ("site.c", "site_members"),
    "lines": ("lines.c", "line_members"),
    "boards": ("site.c", "board_members"),
    "playlist": ("playlists.c", "playlist_members"),
    "messages": ("playlists.c", "message_members"),
    "rules": ("playlists.c", "rule_members"),
    "limits": ("playlists.c", "limit_members"),
    "levels": ("playlists.c", "level_members"),
    "nodes": ("playlists.c", "node_members"),
    "holidays": ("playlists.c", "holiday_members"),
}
# Those of a list within one of them.
WITHIN = {"rules": "share_members", "nodes": "year_members", "holidays": "off_members"}
failed = 0


def complain(text):
    global failed
    print(text)
    failed += 1


def read(path):
    with open(f"{SOURCE}/{path}", encoding="utf-8") as f:
        return f.read()


def page(name):
    return read(f"{PAGES[name]}/{name}").replace("\\-", "-")


def bold(text):
    """The words that are set in bold."""
    words = set()
    for line in re.findall(r"^\.B[RI]? (.*)$", text, re.M):
        words |= set(re.findall(r"[\w-]+", line))
    return words


def options_of(text):
    """Those that head an entry."""
    section = re.search(r"^\.SH OPTIONS\n(.*?)^\.SH", text, re.M | re.S)[1]
    heads = re.findall(r"^\.TP\n\.B[RI]? (.*)$", section, re.M)
    return {word for head in heads for word in re.findall(r"--[\w-]+", head)}


def members(path, table):
    text = read(f"daemon/config/{path}")
    found = re.search(rf"struct setting {table}\[[^=]*= \{{(.*?)\{{ \.name = NULL \}}", text, re.S)
    return set(re.findall(r'\.name = "(\w+)"', found[1]))


def ranges(path, table):
    """Of whole numbers, where the table has their bounds as figures."""
    text = read(f"daemon/config/{path}")
    found = re.search(rf"struct setting {table}\[[^=]*= \{{(.*?)\{{ \.name = NULL \}}", text, re.S)
    for entry in re.split(r"(?=\{ \.name = )", found[1]):
        number = re.search(r'"(\w+)".*SETTING_INT.*\.min = (\d+),\s*\.max = (\d+) \}', entry, re.S)
        if number:
            yield number.groups()


def check_ranges(section, path, table, body):
    for name, low, high in ranges(path, table):
        entry = re.search(rf"^\.TP\n\.BR? [^\n]*\b{name}\b(.*?)(?=^\.TP|\Z)", body, re.M | re.S)
        if entry and f"{low} to {high}" not in entry[1]:
            complain(f"pufa.cfg.5: {section}: {name} is {low} to {high}")


def check_settings():
    text = page("pufa.cfg.5")
    sections = dict(re.findall(r"^\.SS (\w+) = ([^\n]*\n.*?)(?=^\.S[SH] )", text, re.M | re.S))
    for section, (path, table) in TABLES.items():
        known = members(path, table)
        within = members(path, WITHIN[section]) if section in WITHIN else set()
        body = sections.get(section, "")
        headed = set()
        for line in re.findall(r"^\.TP\n\.BR? (.*)$", body, re.M):
            headed |= set(re.findall(r"[a-z]\w*", line))
        check_ranges(section, path, table, body)
        for name in sorted(known - headed):
            complain(f"pufa.cfg.5: {section}: the setting {name} is not there")
        for name in sorted(headed - known):
            complain(f"pufa.cfg.5: {section}: there is no setting {name}")
        for name in sorted(within - bold(body)):
            complain(f"pufa.cfg.5: {section}: the setting {name} in it is not there")
    files = members("site.c", "file_members") | members("playlists.c", "file_members")
    for name in sorted(files - set(sections)):
        complain(f"pufa.cfg.5: a file's {name} has no section")
    profile = re.search(r"^\.SH PROFILES\n(.*?)^\.SH", text, re.M | re.S)[1]
    for name in sorted(members("profiles.c", "members") - bold(profile)):
        complain(f"pufa.cfg.5: the setting {name} of a profile is not there")


def run(*command):
    r = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    return r.stdout + r.stderr


def check_options():
    offered = re.findall(r"^  (-\w, |    )--([\w-]+)", run(PUFAD, "--help"), re.M)
    words = options_of(page("pufad.8"))
    for _, name in offered:
        if f"--{name}" not in words:
            complain(f"pufad.8: the option --{name} is not there")
    if len(offered) < 5:
        complain("pufad --help is not understood")


def check_verbs():
    text = page("pufactl.1")
    verbs = re.search(r"^\.SH VERBS\n(.*?)^\.SH", text, re.M | re.S)[1]
    options = options_of(text)
    headed = {re.match(r'[\w -]+', line)[0].strip()
              for line in re.findall(r'^\.TP\n\.B[RI]? "?(.*)$', verbs, re.M)}
    table = [line.split() for line in run(PUFACTL, "--completion").splitlines()]
    known = {row[0].replace("/", " ") for row in table}
    # One that only begins others may be described by them.
    parents = {name.split()[0] for name in known if " " in name}
    for name in sorted(known - headed - parents):
        complain(f"pufactl.1: the verb {name} is not there")
    for name in sorted(headed - known):
        complain(f"pufactl.1: there is no verb {name}")
    for name in sorted({o for row in table for o in row[1:]} - options - {"--help", "--version"}):
        complain(f"pufactl.1: the option {name} is not there")


def check_days():
    """The Chinese and the ASCII spelling of a row are the same days."""
    table = re.search(r"^\.TS\n(.*?)^\.TE", page("pufa-calendar.7"), re.M | re.S)[1]
    rows = [line.split("|") for line in table.splitlines() if line.count("|") == 2][1:]
    if len(rows) < 20:
        complain("pufa-calendar.7: its table is not understood")
    for meaning, chinese, plain in rows:
        said = run(PUFACTL, "when", chinese, "--count", "1").partition("\n")[0]
        if said != plain:
            complain(f"pufa-calendar.7: {meaning}: {chinese} is {said}, not {plain}")


def check_form():
    for name, folder in PAGES.items():
        path = f"{SOURCE}/{folder}/{name}"
        if shutil.which("groff"):
            said = run("groff", "-man", "-t", "-Kutf8", "-Tutf8", "-ww", "-z", path)
            for line in said.splitlines():
                complain(f"{name}: {line}")
        if shutil.which("mandoc"):
            for line in run("mandoc", "-T", "lint", "-W", "warning", path).splitlines():
                if "missing date" not in line:
                    complain(f"{name}: {line}")


check_settings()
check_options()
check_verbs()
check_days()
check_form()
sys.exit(1 if failed else 0)
