#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pufactl import of word processors' documents, made here: what a reader of the document sees comes
out, an article each; what is deleted, hidden or not text does not; what is damaged is refused.

test_cli_docx.py PUFACTL PROFILES [SEED]
"""
import io
import os
import random
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

import test_cli_import as t
from test_cli_import import Run, check

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def document(body, namespace=TRANSITIONAL, encoding="utf-8"):
    return (f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>'
            f'<w:document xmlns:w="{namespace}" xmlns:mc="{MARKUP}"><w:body>{body}'
            "<w:sectPr/></w:body></w:document>").encode(encoding)


def pack(xml, name="word/document.xml", compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr(name, xml)
        z.writestr("word/footnotes.xml", document(paragraph(run("脚注"))))
    return out.getvalue()


def write(folder, data, name="law.docx"):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def cut(rng, text):
    """A text as word processors keep it: in pieces."""
    pieces = []
    while text:
        n = rng.randint(1, 20)
        pieces.append(run(text[:n], rng.choice(("", "<w:b/>", '<w:vanish w:val="0"/>'))))
        text = text[n:]
    return pieces


def test_whole_law(folder, rng):
    law = t.make_law(rng)
    body = [paragraph(run(t.LAW)), paragraph(run("（2020年5月28日全国人民代表大会通过）")), paragraph()]
    for number, paragraphs in law.items():
        for k, text in enumerate(paragraphs):
            text = (t.title(number) + "　" if k == 0 else "") + text
            body.append(paragraph(*cut(rng, text), properties='<w:tabs><w:tab w:val="left"/></w:tabs>'))
    wanted = {n: "".join(p) for n, p in law.items()}
    for namespace, encoding in (TRANSITIONAL, "utf-8"), (STRICT, "utf-8"), (TRANSITIONAL, "utf-16"):
        for compression in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED:
            path = write(folder, pack(document("".join(body), namespace, encoding),
                                      compression=compression))
            r = Run("import", path, "--json")
            check("a whole law", r.code == 0 and not r.err, r)
            check("every article, its own words", t.texts_of(r.json()["messages"]) == wanted)


def texts(folder, *paragraphs):
    r = Run("import", write(folder, pack(document("".join((paragraph(run(t.LAW)), *paragraphs))))),
            "--json")
    return t.texts_of(r.json()["messages"]) if r.out else {}, r


def test_what_a_reader_sees(folder):
    first = run("第一条 甲")
    for what, runs, wanted in [
            ("deleted", '<w:del><w:r><w:delText>无</w:delText><w:t>无</w:t></w:r></w:del>', "甲。"),
            ("inserted", '<w:ins><w:r><w:t>有</w:t></w:r></w:ins>', "甲有。"),
            ("moved away", '<w:moveFrom><w:r><w:t>无</w:t></w:r></w:moveFrom>', "甲。"),
            ("moved to", '<w:moveTo><w:r><w:t>有</w:t></w:r></w:moveTo>', "甲有。"),
            ("hidden", run("无", "<w:vanish/>"), "甲。"),
            ("linked", '<w:hyperlink><w:r><w:t>有</w:t></w:r></w:hyperlink>', "甲有。"),
            ("a field", '<w:r><w:instrText>PAGE</w:instrText></w:r>' + run("有"), "甲有。"),
            ("said twice", '<mc:AlternateContent><mc:Choice Requires="w"><w:r><w:t>有</w:t></w:r></mc:Choice>'
             '<mc:Fallback><w:r><w:t>无</w:t></w:r></mc:Fallback></mc:AlternateContent>', "甲有。"),
            ("pronounced", '<w:r><w:ruby><w:rt><w:r><w:t>you</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>有'
             '</w:t></w:r></w:rubyBase></w:ruby></w:r>', "甲有。"),
            ("a hyphen", "<w:r><w:noBreakHyphen/></w:r>", "甲-。"),
            ("a note", '<w:r><w:footnoteReference w:id="2"/></w:r>', "甲。"),
            ("an entity", "<w:r><w:t>&lt;&amp;&#x6709;</w:t></w:r>", "甲<&有。"),
    ]:
        seen, r = texts(folder, paragraph(first, runs, run("。")))
        check(what, seen == {"1": wanted} and not r.err, (seen, r))
    seen, r = texts(folder, paragraph(first, "<w:r><w:br/></w:r>", run("第二条 乙。")))
    check("a line's end inside a paragraph", seen == {"1": "甲", "2": "乙。"}, r)
    seen, r = texts(folder, "<w:tbl><w:tr><w:tc>" + paragraph(first) + "</w:tc><w:tc>"
                    + paragraph(run("第二条 乙。")) + "</w:tc></w:tr></w:tbl>")
    check("cells of a table", seen == {"1": "甲", "2": "乙。"}, r)
    seen, r = texts(folder, paragraph(first), paragraph(run("第二条的规定不适用。")), paragraph(run("第二条 乙。")))
    check("each paragraph is one", seen.get("2") == "乙。", (seen, r))
    seen, r = texts(folder, paragraph(first, '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'),
                    paragraph(run("第二条 乙。")))
    check("a font's own symbol", seen == {"2": "乙。"} and "law.docx:2: warning: article 1" in r.err, r)


def test_numbers(folder):
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    not_any_more = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    seen, r = texts(folder, paragraph(run("第一条 甲。")), paragraph(run("乙。"), properties=numbered),
                    paragraph(properties=numbered), paragraph(run("丙。"), properties=numbered),
                    paragraph(run("丁。"), properties=not_any_more))
    check("numbers that are not in the text are told of",
          seen == {"1": "甲。乙。丙。丁。"} and "law.docx:3: warning: 2 paragraphs" in r.err, (seen, r))
    _, r = texts(folder, paragraph(run("甲。"), properties=numbered))
    check("an article of which only the word processor knows the number",
          r.code == 1 and "no article is found" in r.err and ":2: warning: 1 paragraph from" in r.err, r)


def refused(folder, what, data, word):
    r = Run("import", write(folder, data))
    check(what, r.code == 1 and not r.out and word in r.err and r.err.count("\n") == 1 and
          "law.docx" in r.err, r)


def test_wrong(folder, rng):
    good = pack(document(paragraph(run(t.LAW)) + paragraph(run("第一条 甲。"))))
    refused(folder, "no document", pack(b"<x/>", "word/other.xml"), "word/document.xml")
    refused(folder, "an old document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".docx")
    refused(folder, "cut off", good[:len(good) // 2], "archive")
    refused(folder, "no XML", pack(b"hello"), "document.xml")
    refused(folder, "half of it", pack(document("<w:p>")[:-30]), "document.xml")
    refused(folder, "an encoding that does not hold", pack(document("<w:p/>").replace(b"/>", b"\xff/>", 1)),
            "document.xml")
    refused(folder, "a bomb of entities", pack(
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'), "document type")
    refused(folder, "a file from elsewhere", pack(
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'), "document type")
    refused(folder, "too deep", pack(b"<x>" * 1000 + b"</x>" * 1000), "too deep")
    refused(folder, "an archive that is far larger inside", pack(bytes(65 << 20)), "64 MiB")
    refused(folder, "a text without end", pack(document(paragraph(run("甲" * (2 << 20))))), "4 MiB")
    for _ in range(300):
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        data[:4] = good[:4]
        r = Run("import", write(folder, data), "--json")
        check("never another text", r.code == 1 or
              t.texts_of(r.json()["messages"]) == {"1": "甲。"}, r)


def main():
    print(f"seed {t.SEED}")
    rng = random.Random(t.SEED)
    with tempfile.TemporaryDirectory() as folder:
        test_whole_law(folder, rng)
        test_what_a_reader_sees(folder)
        test_numbers(folder)
        test_wrong(folder, rng)
    print(f"{t.failures} failed" if t.failures else "ok")
    return 1 if t.failures else 0


if __name__ == "__main__":
    sys.exit(main())
