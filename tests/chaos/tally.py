# SPDX-License-Identifier: MIT
"""What came of a campaign, as a table: a row for each protocol and framing."""

HEAD = ("", "messages", "verified", "acknowl.", "requests", "faulty", "per msg", "false ver.",
        "false ack.", "healed s", "msg/s")
WIDTHS = (-22, 9, 9, 9, 9, 8, 8, 11, 11, 9, 7)


class Tally:
    """One row."""

    def __init__(self):
        self.messages = self.verified = self.acknowledged = 0
        self.false_verified = self.false_acknowledged = 0
        self.asked = self.faulty = 0
        self.healed = 0.0

    def add(self, other):
        for name, value in vars(other).items():
            mine = getattr(self, name)
            setattr(self, name, max(mine, value) if name == "healed" else mine + value)

    def cells(self, took):
        return (self.messages, self.verified, self.acknowledged, self.asked,
                f"{100 * self.faulty / max(self.asked, 1):.1f}%",
                f"{self.asked / max(self.messages, 1):.1f}", self.false_verified,
                self.false_acknowledged, f"{self.healed:.2f}", f"{self.messages / took:.1f}")


def print_row(cells):
    print("".join(str(cell).ljust(-width) if width < 0 else str(cell).rjust(width)
                  for cell, width in zip(cells, WIDTHS, strict=True)))


def print_table(rows, took):
    """@took: seconds.  Returns all rows in one."""
    total = Tally()
    print_row(HEAD)
    for name in sorted(rows):
        print_row((name, *rows[name].cells(took)))
        total.add(rows[name])
    print_row(("all", *total.cells(took)))
    return total
