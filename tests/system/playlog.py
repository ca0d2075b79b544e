# SPDX-License-Identifier: MIT
"""
The play log read by code that shares nothing with ours: lines, checksums, chain, and what follows
from them.
"""

import glob
import gzip
import hashlib
import json
import os

TABLE = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def line(record, prev):
    """A line without its newline."""
    body = json.dumps(record, ensure_ascii=False, separators=(",", ":"))[:-1]
    body += ',"prev":"%s"' % prev
    return (body + ',"crc":"%08x"}' % crc32c(body.encode())).encode()


def next_prev(raw):
    return hashlib.sha256(raw).hexdigest()[:32]


class Damage(Exception):
    pass


def segments(directory):
    """Paths in order, one for each number."""
    found = {}
    for path in sorted(glob.glob(os.path.join(directory, "[0-9]*.jsonl*"))):
        if path.endswith((".jsonl", ".jsonl.gz")):
            found.setdefault(int(os.path.basename(path)[:8]), path)
    return [found[n] for n in sorted(found)]


def text_of(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
        return f.read().rstrip(b"\0")


def read(directory, torn=False):
    """Every record, checked; a tail that is not whole is allowed only where @torn."""
    records, prev, texts = [], None, {}
    paths = segments(directory)
    for path in paths:
        texts.clear()
        data = text_of(path)
        whole, _, tail = data.rpartition(b"\n")
        if tail and not (torn and path == paths[-1]):
            raise Damage(f"{path}: ends in half a line")
        for number, raw in enumerate(whole.split(b"\n") if whole else (), 1):
            where = f"{path}:{number}"
            if raw[-18:] != b',"crc":"%08x"}' % crc32c(raw[:-18]):
                raise Damage(f"{where}: checksum")
            r = json.loads(raw)
            if records and r["seq"] != records[-1]["seq"] + 1:
                raise Damage(f"{where}: number {r['seq']} after {records[-1]['seq']}")
            if prev and r["prev"] != prev:
                raise Damage(f"{where}: chain")
            prev = next_prev(raw)
            if r["kind"] == "text":
                if r["ref"] in texts:
                    raise Damage(f"{where}: the text {r['ref']} comes twice")
                if hashlib.sha256(r["text"].encode()).hexdigest() != r["digest"]:
                    raise Damage(f"{where}: digest")
                texts[r["ref"]] = r
            elif "ref" in r:
                r["of"] = texts[r["ref"]]
            records.append(r)
    return records


def rollups(directory):
    """Day by day: what the files say, by (board, digest, playlist, law, article, outcome)."""
    days = {}
    for path in glob.glob(os.path.join(directory, "*.rollup.gz")):
        with gzip.open(path, "rb") as f:
            data = f.read()
        head, *rows, last = data.decode().splitlines()
        body = data[:data.rindex(b"\n", 0, -1) + 1]
        if json.loads(last) != {"rows": len(rows), "crc": "%08x" % crc32c(body)}:
            raise Damage(f"{path}: checksum")
        day = {}
        for row in map(json.loads, rows):
            key = tuple(row[k] for k in ("board", "digest", "playlist", "law", "article",
                                         "outcome"))
            day[key] = (row["plays"], row["ms"])
        days[json.loads(head)["rollup"]] = day
    return days


REACH = ("sent", "acknowledged", "verified")


def figures(records, day_of):
    """The same of the detail: each stretch between two records belongs to the first one's day."""
    days, shows, plays, last = {}, {}, {}, None

    def add(day, key, n, ms):
        if day:
            had = days.setdefault(day, {}).get(key, (0, 0))
            days[day][key] = (had[0] + n, had[1] + ms)

    for r in records:
        if last and r["kind"] != "start":
            for key in shows.values():
                add(day_of(last["at"]), key, 0, max(0, r["mono"] - last["mono"]))
        last, day, kind = r, day_of(r["at"]), r["kind"]
        if kind in ("start", "stop", "gap"):
            shows.clear()
            plays.clear()
        if "ref" in r and kind != "text":
            text = tuple(r["of"][k] for k in ("digest", "playlist", "law", "article"))
        if kind == "play":
            play = (*text, r["from"])
            key = (r["board"], *text, r["how"])
            shows[r["board"]] = key
            had = plays.get(r["board"])
            if not had or had[0] != play:
                plays[r["board"]] = (play, day, r["how"])
                add(day, key, 1, 0)
            elif had[1] == day and REACH.index(r["how"]) > REACH.index(had[2]):
                plays[r["board"]] = (play, day, r["how"])
                add(day, (*key[:-1], had[2]), -1, 0)
                add(day, key, 1, 0)
        elif kind in ("dark", "lost"):
            shows[r["board"]] = (r["board"], "", "", "", "", kind)
            add(day, shows[r["board"]], 1, 0)
            if kind == "dark":
                plays.pop(r["board"], None)
        elif kind == "missed":
            add(day, (r["board"], *text, "missed"), 1, r["until"] - r["from"])
    return {day: {k: v for k, v in rows.items() if v != (0, 0)} for day, rows in days.items()}
