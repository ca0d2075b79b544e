#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl export, and import of tables as spreadsheets write them: a playlist comes back as it was,
and a mistake anywhere is said with its line and nothing is written.

test_cli_table.py PUFACTL SOURCE
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

PUFACTL, SOURCE = (os.path.abspath(a) for a in sys.argv[1:3])
HEAD = "playlist,title,law,article,text,seconds\r\n"

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        print(f"{__file__}:{sys._getframe(1).f_lineno}: {what} {seen}")


class Run:
    def __init__(self, *words, **options):
        p = subprocess.run([PUFACTL, *words], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           timeout=60, **{"stdout": subprocess.PIPE, **options})
        self.code, self.err = p.returncode, p.stderr.decode()
        self.out = (p.stdout or b"").decode()

    def __repr__(self):
        return f"exit {self.code}\n{self.out[:1000]}\n{self.err[:1000]}"


def write(folder, data, name="list.csv"):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    return path


def messages(r):
    return [(m["article"], m["text"], m["seconds"]) for m in json.loads(r.out)["messages"]]


def test_round_trip(folder):
    for name in "civil-code", "constitution", "criminal-law":
        path = os.path.join(SOURCE, "playlists", name + ".cfg")
        r = Run("export", path)
        check("a table", r.code == 0 and not r.err and r.out.startswith("\ufeff" + HEAD), r)
        rows = list(csv.DictReader(io.StringIO(r.out[1:], newline="")))
        back = write(folder, r.out, "back.csv")
        was = Run("export", path, "--json")
        check("as many", len(rows) == len(messages(was)) > 10)
        check("the same texts", [x["text"] for x in rows] == [m[1] for m in messages(was)])
        out = os.path.join(folder, "back.cfg")
        r = Run("import", back, "-o", out)
        check("back", r.code == 0 and not r.out and not r.err, r)
        check("no mistake", Run("check", out).code == 0)
        now = Run("export", out, "--json")
        check("as it was", messages(now) == messages(was) and
              [json.loads(now.out)[k] for k in ("playlist", "title", "law")] ==
              [json.loads(was.out)[k] for k in ("playlist", "title", "law")], now)


def test_what_spreadsheets_write(folder):
    rows = [["播放单", "文字", "条", "秒", "法律"],
            ["a", "甲\"乙\"，丙,丁;戊", "第一百三十三条之一", "12", "示例法"],
            [" a ", "\u3000己 ", "第133条之2", "", ""], ["", "庚\\", "7", " 5", ""], ["", "", "", "", ""]]
    wanted = [("133-1", "甲\"乙\"，丙,丁;戊", 12), ("133-2", "己", None), ("7", "庚\\", 5)]
    for separator in ",", ";", "\t":
        for ending in "\r\n", "\n", "\r":
            for encoding in "utf-8", "utf-8-sig", "gb18030", "utf-16":
                text = io.StringIO(newline="")
                csv.writer(text, delimiter=separator, lineterminator=ending).writerows(rows)
                r = Run("import", write(folder, text.getvalue().encode(encoding)), "--json")
                check(f"{separator!r} {ending!r} {encoding}", r.code == 0 and not r.err and
                      messages(r) == wanted, r)
    check("the lines", [m["line"] for m in json.loads(r.out)["messages"]] == [2, 3, 4], r)
    out = os.path.join(folder, "odd.cfg")
    check("written", Run("import", os.path.join(folder, "list.csv"), "-o", out).code == 0)
    check("as the daemon reads it", messages(Run("export", out, "--json")) == wanted)
    r = Run("import", write(folder, "text,playlist\n甲,a\n"), "--law", "示例法", "--json")
    check("the law by hand", json.loads(r.out)["law"] == "示例法", r)


def test_mistakes(folder):
    good = "a,b,示例法,1,甲,\n"
    out = os.path.join(folder, "none.cfg")
    for text, *said in [
            ("", ":? error: no row below"),
            (HEAD, ": error: no row below"),
            ("playlist,text,sec\na,b,3\n", ":1: error: sec: no such column"),
            ("text,文字\na,b\n", ":1: error: two columns for the same: 文字"),
            ("playlist,law\na,b\n", ":1: error: no column is named text"),
            (HEAD + good + "a,b,示例法,x,乙,\na,b,示例法,1,丙,0\n", ":3: error: article: x",
             ":4: error: seconds: 0"),
            (HEAD + good + "c,b,示例法,2,乙,\n", ":3: error: another playlist than in line 2 (c)"),
            (HEAD + good + "a,b,别法,2,乙,\n", ":3: error: another law than in line 2"),
            (HEAD + good + "a,b,示例法,2,,\n", ":3: error: no text"),
            (HEAD + good + "a,b,示例法,2,乙,,丙\n", ":3: error: a cell without a column's name"),
            (HEAD + good + "a,b,示例法,2," + "乙" * 201 + ",\n", ":3: error: text: 201 characters"),
            (HEAD + good + 'a,b,示例法,2,"乙\n丙",\n', ":3: error: a line's end inside a cell"),
            (HEAD + good + "a,b,示例法,2,乙\u202e,\n", ":3: error: a character that can not be seen: U+202E"),
            (HEAD + good + 'a,b,示例法,2,"乙\n', ":3: error: the cell with a quote"),
            (HEAD + good + 'a,b,示例法,2,"乙"丙,\n', ":3: error: a quote"),
            (HEAD + "a/b,b,示例法,1,甲,\n", "error: "),
            (HEAD + ",b,示例法,1,甲,\n", ": error: no row says in the column playlist"),
            (HEAD + "a,b,,1,甲,\n", ": error: no row says in the column law"),
            ("\ufeff".encode() + HEAD.encode() + b"a,b,c,1,\xff,\n", ": error: marked as UTF-8"),
            (HEAD.encode() + b"a,b,c,1,\x81\x20,\n", "UTF-8"),
            (HEAD + "a,b,c,1,甲\0,\n", "UTF-8"),
            (",".join("x" * 70), ":1: error: more than 64 cells"),
    ]:
        path = write(folder, text)
        r = Run("import", path, "-o", out)
        check("refused", r.code == 1 and not r.out and not os.path.exists(out), (text[:80], r))
        for word in said:
            check("and why", word.replace(":? ", ": ") in r.err, (word, r))
    many = HEAD + "".join(f"a,b,c,1,甲{i},\n" for i in range(20001))
    r = Run("import", write(folder, many))
    check("too many", r.code == 1 and ":20002: error: more than 20000" in r.err, r)


def test_whose_it_is(folder):
    path, out = os.path.join(SOURCE, "playlists", "civil-code.cfg"), os.path.join(folder, "mine.csv")
    for mask in 0o077, 0o022:
        r = Run("export", path, "-o", out, umask=mask)
        check("as the user wants new files", r.code == 0 and os.stat(out).st_mode & 0o777 == 0o666 & ~mask)


def test_misuse(folder):
    good = write(folder, HEAD + "a,b,c,1,甲,\n")
    path = os.path.join(SOURCE, "playlists", "civil-code.cfg")
    for words, code in [(("import", good, "--articles", "3"), 2), (("import", good, "--profile", "x"), 2),
                        (("import", os.path.join(folder, "none.csv")), 1), (("export",), 2),
                        (("export", path, "--articles", "3"), 2), (("export", path, path), 2),
                        (("export", path, "-o", os.path.join(folder, "x"), "--json"), 2),
                        (("export", os.path.join(folder, "none.cfg")), 1), (("export", folder), 1),
                        (("export", os.path.join(SOURCE, "playlists", "nodes.cfg")), 1),
                        (("export", good), 1), (("export", path, "-o", os.path.join(folder, "n", "x")), 1)]:
        r = Run(*words)
        check("one clear line", r.code == code and not r.out and r.err and
              (r.err.count("\n") == 1 or words[-1] == good), (words, r))
    with open("/dev/full", "wb") as full:
        r = Run("export", path, stdout=full)
    check("a full disk", r.code == 1 and r.err.count("\n") == 1, r)


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_round_trip(folder)
        test_what_spreadsheets_write(folder)
        test_mistakes(folder)
        test_misuse(folder)
        test_whose_it_is(folder)
    print(f"{failures} failed" if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
