# SPDX-License-Identifier: MIT
"""A strict reader of the Prometheus text format 0.0.4, as far as pufactl may use it."""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"'
LABELS = re.compile(r"\{" + LABEL + "(?:," + LABEL + r")*\}")
SAMPLE = re.compile(rf"({NAME})(\{{.*\}})? (-?\d+(?:\.\d+)?)")
UNESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def unescape(text):
    return re.sub(r'\\[\\"n]', lambda m: UNESCAPED[m[0]], text)


def parse(text):
    """{name: (type, [(labels, value)])}; whatever is not of the format is a ValueError."""
    families, name = {}, None
    if not text.endswith("\n"):
        raise ValueError("the last line has no end")
    lines = iter(text[:-1].split("\n"))
    for line in lines:
        if line.startswith("#"):
            helped = re.fullmatch(rf"# HELP ({NAME}) (?:[^\\]|\\[\\n])+", line)
            typed = re.fullmatch(rf"# TYPE ({NAME}) (gauge|counter)", next(lines, ""))
            if not helped or not typed or helped[1] != typed[1] or helped[1] in families:
                raise ValueError(line)
            name = helped[1]
            families[name] = (typed[2], [])
            continue
        sample = SAMPLE.fullmatch(line)
        if not sample or sample[1] != name:
            raise ValueError(line)
        if sample[2] and not LABELS.fullmatch(sample[2]):
            raise ValueError(line)
        pairs = re.findall(LABEL, sample[2] or "")
        labels = {k: unescape(v) for k, v in pairs}
        if len(labels) != len(pairs) or any(s[0] == labels for s in families[name][1]):
            raise ValueError(f"twice: {line}")
        families[name][1].append((labels, float(sample[3])))
    for name, (kind, _) in families.items():
        if (kind == "counter") != name.endswith("_total"):
            raise ValueError(f"{name} is a {kind}")
    return families


def value(families, name, **labels):
    """Of the one sample that has these labels, whatever others it has; None: there is none."""
    found = [v for l, v in families.get(name, ("", []))[1] if labels.items() <= l.items()]
    if len(found) > 1:
        raise ValueError(f"{name}: {len(found)} of {labels}")
    return found[0] if found else None
