# SPDX-License-Identifier: MIT
"""
The boards on the machine's USB adapters: a Modbus board that is not ours
(pymodbus), and a simulated Onbon card, which has a memory that wears.
"""

import asyncio
import os
import re
import select
import subprocess
import sys

from pymodbus.server.async_io import ModbusTcpServer
from pymodbus.transaction import ModbusRtuFramer

os.environ.setdefault("PUFAD", "")
os.environ.setdefault("PUFA_SOURCE", "")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "system"))
import rig  # noqa: E402

from machine import Failed  # noqa: E402


class Board(rig.TcpSlave):
    """Frames of a serial line; the adapter's plug is a socket."""

    def __init__(self):
        super().__init__([1])

    async def open(self):
        self.server = ModbusTcpServer(
            self.context(), ModbusRtuFramer, address=("127.0.0.1", self.port),
            allow_reuse_address=True, ignore_missing_slaves=True)
        self.task = asyncio.ensure_future(self.server.serve_forever())
        await self.server.serving

    def rows(self):
        return plain(self.units[1].rows())

    def writes(self):
        return len(self.units[1].writes)


class Card:
    """An Onbon card on a serial line; what it holds lasts as long as its program."""

    def __init__(self, simulator):
        self.process = subprocess.Popen([simulator, "--serial-tcp", "0", "--board", "onbon:1"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[3])
        if self.process.stdout.readline() != "ready\n":
            raise Failed("the simulator did not start")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], 10)[0]:
            raise Failed(f"the simulator does not answer '{command}'")
        return self.process.stdout.readline().rstrip("\n")

    def flash(self):
        """How often its memory was written."""
        return int(re.search(r"flash (\d+)", self.ask("state 1"))[1])


def plain(rows):
    """Rows without what pads them."""
    rows = [r.strip() for r in rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows
