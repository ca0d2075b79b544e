#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl import as a user would run it, on law texts that are made up here: every article comes
out with its own words, in whatever form the text comes, and what does not is said with its line.

test_cli_import.py PUFACTL PROFILES [SEED]
"""
import json
import os
import random
import re
import stat
import subprocess
import sys
import tempfile

PUFACTL, PROFILES = (os.path.abspath(a) for a in sys.argv[1:3])
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
LAW = "中华人民共和国示例法"
WORDS = ("国家 公民 法人 机关 组织 应当 可以 不得 依法 保护 权利 义务 责任 规定 合同 财产 "
         "安全 监督 登记 公开 处罚 赔偿").split()

failures = 0


def check(what, right, seen=""):
    global failures
    if not right:
        failures += 1
        print(f"{__file__}:{sys._getframe(1).f_lineno}: {what} {seen}")


class Run:
    def __init__(self, *words):
        p = subprocess.run([PUFACTL, *words], capture_output=True, timeout=60,
                           stdin=subprocess.DEVNULL)
        self.code, self.out, self.err = p.returncode, p.stdout.decode(), p.stderr.decode()

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n{self.out[:1000]}\n{self.err[:1000]}"


def numeral(n):
    text = ""
    for value, place in (1000, "千"), (100, "百"), (10, "十"), (1, ""):
        d = n // value % 10
        if d:
            text += ("" if d == 1 and value == 10 and not text else "零一二三四五六七八九"[d]) + place
        elif text and n % value:
            text = text.rstrip("零") + "零"
    return text


def title(number):
    main, _, sub = number.partition("-")
    return f"第{numeral(int(main))}条" + (f"之{numeral(int(sub))}" if sub else "")


def sentence(rng):
    return "，".join("".join(rng.choices(WORDS, k=rng.randint(2, 8)))
                     for _ in range(rng.randint(1, 4)))


def make_law(rng):
    """{number: paragraphs}; some are far too long for one message."""
    law = {}
    for n in range(1, rng.randint(150, 400)):
        for number in [str(n)] + [f"{n}-{k}" for k in range(1, rng.choice([1] * 12 + [3]))]:
            paragraphs = []
            for _ in range(rng.choice([1, 1, 1, 2, 12])):
                paragraphs.append("。".join(sentence(rng) for _ in range(rng.randint(1, 3))) + "。")
            if rng.random() < 0.1:
                paragraphs += ["有下列情形之一的：", "（一）" + sentence(rng) + "；",
                               "（二）" + sentence(rng) + "。"]
            law[number] = paragraphs
    return law


def head():
    return [LAW, "", "（2020年5月28日第十三届全国人民代表大会第三次会议通过）", ""]


def plain(law, rng):
    """Wrapped at 30 characters as of old, with pages; 第二条 may well begin a line."""
    lines, page = head() + ["目　录", "第一编 总则……1", "附则……9", "", "第一编　总则", ""], 0
    for i, (number, paragraphs) in enumerate(law.items()):
        for k, paragraph in enumerate(paragraphs):
            text = ("　　" + title(number) + "　" if k == 0 else "　　") + paragraph
            lines += [text[at:at + 30] for at in range(0, len(text), 30)]
        if rng.random() < 0.1:
            page += 1
            lines += ["", f"— {page} —", "", LAW]
    return "\n".join(lines) + "\n"


def markdown(law, rng):
    lines = ["# " + LAW, "", "2020年5月28日 全国人民代表大会通过", "", "## 第一编 总则", ""]
    for number, paragraphs in law.items():
        if rng.random() < 0.05:
            lines += ["### 第二章 其他", ""]
        bold = "**" if rng.random() < 0.5 else ""
        for k, paragraph in enumerate(paragraphs):
            lines += [(f"{bold}{title(number)}{bold} " if k == 0 else "") + paragraph, ""]
    return "\r\n".join(lines)


def digits(law, rng):
    lines = head()
    for number, paragraphs in law.items():
        main, _, sub = number.partition("-")
        lines.append(f"第{main}条" + (f"之{sub}" if sub else "") + " " + paragraphs[0])
        lines += paragraphs[1:]
    return "\n".join(lines)


def write(folder, text, encoding="utf-8"):
    path = os.path.join(folder, "law.txt")
    with open(path, "wb") as f:
        f.write(text.encode(encoding))
    return path


def texts_of(messages):
    joined = {}
    for m in messages:
        joined[m["article"]] = joined.get(m["article"], "") + m["text"]
    return joined


def test_forms(folder, rng):
    law = make_law(rng)
    whole = {number: "".join(paragraphs) for number, paragraphs in law.items()}
    for form in plain, markdown, digits:
        for encoding in "utf-8", "utf-8-sig", "gb18030", "utf-16":
            r = Run("import", write(folder, form(law, rng), encoding), "--json")
            check(f"{form.__name__} in {encoding}", r.code == 0 and not r.err, r)
            answer = r.json()
            check("every article, its own words and no others",
                  texts_of(answer["messages"]) == whole and
                  list(texts_of(answer["messages"])) == list(whole), form.__name__)
            check("the law", answer["law"] == LAW and answer["playlist"] == "示例法" and
                  answer["left_out"] == [], answer["law"])
            check("no message is too long", all(len(m["text"]) <= 200 for m in answer["messages"]))


def test_round_trip(folder, rng):
    """What is written loads, with the very texts that the JSON has."""
    path = write(folder, markdown(make_law(rng), rng).replace("应当", "\"应\\当\""))
    out = os.path.join(folder, "playlists", "law.cfg")
    os.makedirs(os.path.dirname(out))
    messages = Run("import", path, "--json").json()["messages"]
    r = Run("import", path, "-o", out)
    check("written", r.code == 0 and not r.out and not r.err, r)
    check("for everyone to read", stat.S_IMODE(os.stat(out).st_mode) == 0o644)
    check("nothing else is left", os.listdir(os.path.dirname(out)) == ["law.cfg"])
    r = Run("import", path)
    with open(out, encoding="utf-8") as f:
        check("the same on stdout", f.read() == r.out)
    r = Run("check", out)
    check("no mistake", r.code == 0 and "error:" not in r.out, r)

    site = os.path.join(folder, "pufa.cfg")
    with open(site, "w", encoding="utf-8") as f:
        f.write('site = { name = "x"; filler = "示例法"; clock = "system"; };'
                'lines = ( { name = "a"; host = "192.0.2.1"; port = 502; } );'
                'boards = ( { name = "b"; line = "a"; address = 1; profile = "modbus-gbk-2x8"; } );')
    r = Run("plan", "b", "-c", site, "--profiles", PROFILES, "--json", "--from", "2026-05-01",
            "--to", "2026-05-03")
    check("planned", r.code == 0, r)
    shown = {(row["article"], row["text"]) for row in r.json()}
    check("the same texts", shown == {(m["article"], m["text"]) for m in messages},
          len(shown))


def test_profile(folder, rng):
    law = make_law(rng)
    path = write(folder, plain(law, rng))
    r = Run("import", path, "--json", "--profile", "modbus-gbk-2x8", "--profiles", PROFILES)
    check("for a board", r.code == 0, r)
    check("nothing is lost", texts_of(r.json()["messages"]) ==
          {n: "".join(p) for n, p in law.items()})
    longest = max(r.json()["messages"], key=lambda m: len(m["text"]))["text"]
    r = Run("fit", "modbus-gbk-2x8", longest, "--profiles", PROFILES, "--json")
    check("at most 6 pages", r.code == 0 and 2 <= len(r.json()["pages"]) <= 6, r)

    path = write(folder, f"{LAW}\n第一条 甲。\n第二条 乙😀。\n")
    r = Run("import", path, "--json", "--profile", "modbus-gbk-2x8", "--profiles", PROFILES)
    check("what the board can not show", r.code == 0 and "law.txt:3: warning: article 2" in r.err and
          "U+1F600" in r.err and texts_of(r.json()["messages"]) == {"1": "甲。"}, r)
    r = Run("import", path, "--profile", "none", "--profiles", PROFILES)
    check("no such profile", r.code == 1 and "'none'" in r.err, r)


def test_articles(folder):
    text = LAW + "\n" + "".join(f"{title(n)} 文{n}。\n"
                                for n in ["1", "2", "3", "4", "4-1", "4-2", "5", "12"])
    path = write(folder, text)
    for words, wanted in [("2", "2"), ("2-4", "2 3 4 4-1 4-2"), ("4-1", "4-1"), ("4", "4"),
                          ("4-1..5", "4-1 4-2 5"), ("4..4-1", "4 4-1"), ("3, 1", "1 3"),
                          ("第四条之二，5", "4-2 5"), ("5-12", "5 12"), ("十二", "12"),
                          ("第二条至第四条之一", "2 3 4 4-1"), ("4-2,4-2", "4-2")]:
        r = Run("import", path, "--json", "--articles", words)
        check("these articles", r.code == 0 and not r.err and
              [m["article"] for m in r.json()["messages"]] == wanted.split(), (words, r))
    r = Run("import", path, "--json", "--articles", "5,7,8-9")
    check("what is not there", r.code == 0 and "there is no article 7" in r.err and
          "no article from 8 to 9" in r.err and len(r.json()["messages"]) == 1, r)
    r = Run("import", path, "--json", "--articles", "5-13")
    check("what ends too early", r.code == 0 and "from 5 to 13 end before that" in r.err and
          [m["article"] for m in r.json()["messages"]] == ["5", "12"], r)
    r = Run("import", path, "--articles", "7")
    check("nothing is left", r.code == 1 and not r.out, r)
    for words in "", "x", "1-", "1,,2", "0", "3..2", "1-2-3-4", "2-1-1", "1;2", "99999":
        r = Run("import", path, "--articles", words)
        check("no list", r.code == 2 and not r.out and r.err.count("\n") == 1, (words, r))


def test_left_out(folder):
    path = write(folder, "\n".join([
        LAW, "## 序言", "很久以前。", "后来。", "第一条 甲。", "第三条 乙", "7", "丙。",
        "第二条 迟到。", "丁。", "第四条", "第五条 戊\u202e。", "第六条 己。", "来源：某网",
        "附件一", "名单"]))
    r = Run("import", path, "--json")
    check("what can be written is", r.code == 0 and
          texts_of(r.json()["messages"]) == {"1": "甲。", "3": "乙丙。", "6": "己。"}, r)
    check("the rest is in a list", [(x["line"], x["last"]) for x in r.json()["left_out"]] ==
          [(3, 4), (7, 7), (9, 9), (10, 10), (14, 14), (16, 16)], r.json()["left_out"])
    for line, word in [(3, "up to line 4"), (6, "missing"), (7, "number"), (9, "order"), (11, "no text"),
                       (12, "no board"), (14, "remark"), (16, "名单")]:
        check("said with its line", re.search(rf"law\.txt:{line}: warning: .*{word}", r.err), (line, r))
    r = Run("import", path, "--articles", "1")
    check("who wants one article hears of no preamble", r.code == 0 and ":3:" not in r.err and
          ":7:" in r.err, r)


def test_wrong(folder):
    for text, word in [("", "law.txt"), ("甲。\n", "law.txt"), (LAW + "\n甲。\n", "no article"),
                       ("第一条 甲。\n", "--law")]:
        r = Run("import", write(folder, text))
        check("nothing to import", r.code == 1 and not r.out and word in r.err, r)
    r = Run("import", write(folder, "第一条 甲。\n"), "--law", "示例办法", "--json")
    check("the law by hand", r.code == 0 and r.json()["law"] == "示例办法", r)
    r = Run("import", write(folder, "第一条 甲。\n"), "--law", "示例/办法", "--json")
    check("no name of a playlist", r.code == 0 and r.json()["playlist"] == "law", r)
    r = Run("import", write(folder, "第一条 甲。\n"), "--law", "a\nb")
    check("no title", r.code == 1 and not r.out, r)
    path = os.path.join(folder, "law.txt")
    for raw in b"\x81\x20\n", "示例法\n第一条 甲\n".encode() + b"\0\xff":
        with open(path, "wb") as f:
            f.write(raw)
        r = Run("import", path)
        check("no text at all", r.code == 1 and not r.out and "UTF-8" in r.err, r)
    r = Run("import", os.path.join(folder, "none.txt"))
    check("no file", r.code == 1 and "none.txt" in r.err, r)
    r = Run("import", folder)
    check("a directory", r.code == 1 and "directory" in r.err, r)
    path = write(folder, LAW + "\n第一条 甲。\n")
    r = Run("import", path, "-o", os.path.join(folder, "none", "x.cfg"))
    check("no place to write", r.code == 1 and "x.cfg" in r.err, r)
    r = Run("import", path, "-o", os.path.join(folder, "x.cfg"), "--json")
    check("one or the other", r.code == 2, r)


def main():
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(3):
            test_forms(folder, rng)
        test_round_trip(folder, rng)
        test_profile(folder, rng)
        test_articles(folder)
        test_left_out(folder)
        test_wrong(folder)
    print(f"{failures} failed" if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
