# SPDX-License-Identifier: MIT
"""The power goes while the gateway writes; what it had acknowledged is there at the next boot."""

import json
import random
import time

from machine import Failed, wait_for
from steps import expect, nothing_failed

# Records of the play log may be so late on the disk, and a little for an emulated machine.
LOG_LATE_MS = 12_000

FALLBACKS = ("守法", "诚信", "公平", "平等", "自愿", "友善", "敬业", "爱国")


def kept(g):
    """(day, count) of the card's memory, as the gateway has written it down."""
    for line in g.machine.do("cat /var/lib/pufa/flash").splitlines():
        _, day, count, board = line.split("\t")
        if board == "hall":
            return int(day), int(count)
    raise Failed("nothing is written down of the card's memory")


def has_log(g):
    return g.machine.run("pufactl log --help")[0] == 0


def records(g):
    """The play log, a line each."""
    return g.machine.do("cd /var/lib/pufa/log && for f in [0-9]*.jsonl*; do zcat -f $f; done"
                        " | tr -d '\\000'").splitlines()


def old_records(g):
    """Those which must be on the disk by now."""
    up = float(g.machine.do("cat /proc/uptime").split()[0]) * 1000
    boot = g.machine.do("tr -d - </proc/sys/kernel/random/boot_id")
    old, this_boot = [], False
    for line in records(g):
        record = json.loads(line)
        if record["kind"] == "start":
            this_boot = record["boot"].replace("-", "") == boot
        if not this_boot or record["mono"] <= up - LOG_LATE_MS:
            old.append(line)
    return old


def wear(g, fallback):
    """Have the card's memory written; back as soon as it was."""
    before = g.card.flash()
    g.write_site(fallback=fallback)
    g.machine.do("sync && systemctl reload pufa")
    wait_for("the card's memory to be written", lambda: g.card.flash() != before, 30, 0.02)


def cut(g, number, seed):
    """One cut and the boot after it; a few words of what was seen."""
    chance = random.Random(seed + number)
    day, count = kept(g)
    # Something is always being written, and soon on its way to the disk, so that there is something
    # for a cut to tear.
    g.machine.do("echo 10 >/proc/sys/vm/dirty_writeback_centisecs;"
                 " echo 10 >/proc/sys/vm/dirty_expire_centisecs;"
                 " systemd-run --quiet sh -c 'while :; do seq 5000; sleep 0.05; done >>/var/tmp/noise'")
    wear(g, FALLBACKS[1 + number % (len(FALLBACKS) - 1)])
    log = old_records(g) if has_log(g) else []
    time.sleep(chance.random() * 2)
    g.machine.cut()

    writes, unflushed, lost = g.machine.lose_what_was_not_flushed(chance.random())
    expect(writes > 20, "the disk's writes were not noted")
    g.machine.start()
    g.machine.boot()
    wait_for("READY", lambda: g.show("ActiveState")[0] == "active")
    g.right()
    nothing_failed(g)
    day_now, count_now = kept(g)
    expect(day_now > day or count_now > count,
           f"a write to the card's memory is not counted: {count_now} after {count}")
    if log:
        missing = set(log) - set(records(g))
        expect(not missing, f"{len(missing)} records of the play log are gone: {missing}")
        g.machine.do("pufactl log verify")
    return f"{unflushed} of {writes} writes unflushed, {lost} sectors lost", len(log)


def cuts(number, seed):
    def try_them(g):
        said = [cut(g, i, seed) for i in range(number)]
        kept_records = sum(n for _, n in said)
        of_log = f"{kept_records} records of the log" if has_log(g) else "no play log here yet"
        return f"{of_log}; seed {seed}; " + "; ".join(words for words, _ in said)
    return f"the power goes while it writes, {number} times", try_them
