# SPDX-License-Identifier: MIT
"""
What a disk holds after a power cut.  qemu notes every write and every flush of
the machine's disk (blklogwrites).  Killing qemu loses what the machine had not
written yet; a disk with a cache also loses of what it was given since the last
flush whatever it likes, in sectors, in any order.  So the disk is made anew
from the one before the boot: all writes up to the last flush, then each sector
of each later write by chance.
"""

import os
import random
import struct
import subprocess

MAGIC = 0x6A736677736872  # of the Linux dm-log-writes format, which qemu writes
SECTOR = 512
FLUSH, FUA, DISCARD = 1, 2, 4
ENTRY = struct.Struct("<QQQ")  # sector, sectors, flags; in a sector of its own, then the data


def entries(log):
    """(sector, sectors, flags, where the data is); up to where qemu was killed."""
    end = os.fstat(log.fileno()).st_size
    log.seek(0)
    magic, version, _, size = struct.unpack("<QQQL", log.read(28))
    if (magic, version, size) != (MAGIC, 1, SECTOR):
        raise ValueError("not a log of a disk's writes")
    at = SECTOR
    while at + SECTOR <= end:
        log.seek(at)
        sector, count, flags = ENTRY.unpack(log.read(ENTRY.size))
        data = at + SECTOR
        at = data + (0 if flags & DISCARD else count * SECTOR)
        if (count == 0 and flags == 0) or at > end:
            return
        yield sector, count, flags, data


def copy(source, target):
    subprocess.run(["cp", "--sparse=always", "--reflink=auto", source, target], check=True)


def after_the_cut(before, log_path, disk, seed):
    """Make `disk` of the one `before`; returns (writes, of them unflushed, sectors lost)."""
    chance = random.Random(seed)
    copy(before, disk)
    with open(log_path, "rb") as log, open(disk, "r+b") as out:
        noted = list(entries(log))
        flushed = max((i for i, e in enumerate(noted) if e[2] & FLUSH), default=-1)
        unflushed = lost = 0
        for i, (sector, count, flags, at) in enumerate(noted):
            # A flush; what was discarded may hold anything, so also what it held.
            if not count or flags & DISCARD:
                continue
            log.seek(at)
            data = log.read(count * SECTOR)
            if i < flushed or flags & FUA:
                out.seek(sector * SECTOR)
                out.write(data)
                continue
            unflushed += 1
            for n in range(count):
                if chance.random() < 0.5:
                    lost += 1
                    continue
                out.seek((sector + n) * SECTOR)
                out.write(data[n * SECTOR:(n + 1) * SECTOR])
    return sum(e[1] > 0 for e in noted), unflushed, lost
