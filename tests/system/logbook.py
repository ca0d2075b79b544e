# SPDX-License-Identifier: MIT
"""
What is done to a play log by whoever wants it to say something else, and what a reader of it must
come to: computed anew from its lines, in another way than ours.
"""

import collections
import gzip
import json
import shutil

import playlog

ZERO = "0" * 32


def lines_of(path):
    return playlog.text_of(path).split(b"\n")[:-1]


def write_lines(path, lines):
    with (gzip.open if path.endswith(".gz") else open)(path, "wb") as f:
        f.write(b"".join(line + b"\n" for line in lines))


def body_of(line):
    body = json.loads(line)
    del body["prev"], body["crc"]
    return body


def reseal(path, index, change):
    """Change a line and give it the checksum that goes with it."""
    lines = lines_of(path)
    body, prev = body_of(lines[index]), json.loads(lines[index])["prev"]
    change(body)
    lines[index] = playlog.line(body, prev)
    write_lines(path, lines)


def forge(folder, change):
    """Write all of the log anew, every checksum and hash right: @change gets all bodies."""
    paths = playlog.segments(folder)
    bodies = [[body_of(line) for line in lines_of(path)] for path in paths]
    change(bodies)
    prev = ZERO
    for path, segment in zip(paths, bodies):
        lines = []
        for body in segment:
            lines.append(playlog.line(body, prev))
            prev = playlog.next_prev(lines[-1])
        write_lines(path, lines)


def copy(folder, to):
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


Row = collections.namedtuple("Row", "seq board kind text how at ended end shown")


def shown(records):
    """What each board showed and how long: from each record forward to whatever ends it."""
    rows = []
    for i, r in enumerate(records):
        if r["kind"] not in ("play", "dark"):
            continue
        before, end = r, None
        for later in records[i + 1:]:
            if later["kind"] in ("start", "gap"):
                end, last = "unknown", before
            elif later["kind"] == "stop":
                end, last = "stopped", later
            elif later.get("board") == r["board"] and later["kind"] in ("play", "dark", "lost"):
                end, last = ("lost" if later["kind"] == "lost" else "replaced"), later
            before = later
            if end:
                break
        else:
            end, last = "open", before
        rows.append(Row(r["seq"], r["board"], r["kind"], r.get("of"), r["how"], r["at"],
                        None if end == "open" else last["at"], end, last["mono"] - r["mono"]))
    return rows
