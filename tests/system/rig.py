# SPDX-License-Identifier: MIT
"""
What the system tests stand on: a directory, a D-Bus of its own, Modbus slaves
that are not ours (pymodbus) on TCP and on a pty, a socket in the place of the
service manager's, and pufad.  Every wait is for an event, with a deadline.
"""

import asyncio
import json
import logging
import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tty

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer

logging.disable(logging.CRITICAL)  # pymodbus speaks of connections that end

PUFAD = os.environ["PUFAD"]
SOURCE = os.environ["PUFA_SOURCE"]
NAME = "org.pufa.Pufa1"
PATH = "/org/pufa/Pufa1"
BASE = 1000  # of modbus-gbk-2x8, zero-based
DEADLINE = float(os.environ.get("PUFA_TEST_DEADLINE", "30"))

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>custom</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"""


# As the system's bus: nobody may own or call anything but by a policy, here the one that ships.
STRICT_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
  </policy>
  <include>{source}/systemd/org.pufa.Pufa1.conf</include>
</busconfig>
"""


class Failed(AssertionError):
    pass


def wait_for(what, condition, deadline=None):
    """Poll until the condition holds; its value is returned."""
    end = time.monotonic() + (deadline or DEADLINE)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"waited in vain for: {what}")
        time.sleep(0.02)


class Registers(ModbusSequentialDataBlock):
    """The holding registers of one board, with a note of every write."""

    def __init__(self):
        super().__init__(0, [0] * 4096)
        self.writes = []  # (wall time, row texts after it)
        self.by_us = False
        self.over = None  # what somebody else writes to the first row after each write

    def setValues(self, address, values):
        super().setValues(address, values)
        if not self.by_us:
            self.writes.append((time.time(), self.rows()))
            if self.over:
                self.put(BASE, self.over)

    def put(self, address, values):
        """What somebody else writes."""
        self.by_us = True
        self.setValues(address, values)
        self.by_us = False

    def rows(self, n_rows=2, columns=16):
        """Row by row, as the profile says: two bytes a register, NUL padding dropped."""
        texts = []
        for row in range(n_rows):
            at = BASE + row * columns // 2
            raw = b"".join(v.to_bytes(2, "big") for v in self.getValues(at, columns // 2))
            texts.append(raw.rstrip(b"\0").decode("gbk"))
        while texts and not texts[-1]:
            texts.pop()
        return texts


class Slave:
    """Boards on one line; can be stopped and started, and keeps its registers."""

    def __init__(self, units):
        self.units = {u: Registers() for u in units}
        self.loop = None

    def context(self):
        slaves = {u: ModbusSlaveContext(hr=r, zero_mode=True) for u, r in self.units.items()}
        return ModbusServerContext(slaves=slaves, single=False)

    def start(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.started = threading.Event()
        self.thread.start()
        assert self.started.wait(DEADLINE)

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.open())
        self.started.set()
        self.loop.run_forever()

    def stop(self):
        if not self.loop:
            return
        asyncio.run_coroutine_threadsafe(self.close(), self.loop).result(DEADLINE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(DEADLINE)
        self.loop = None


class TcpSlave(Slave):
    def __init__(self, units, host="127.0.0.1"):
        super().__init__(units)
        self.host = host
        with socket.socket() as s:
            s.bind((host, 0))
            self.port = s.getsockname()[1]

    async def open(self):
        self.server = ModbusTcpServer(
            self.context(), ModbusSocketFramer, address=(self.host, self.port),
            allow_reuse_address=True, ignore_missing_slaves=True)
        self.task = asyncio.ensure_future(self.server.serve_forever())
        await self.server.serving

    async def close(self):
        for handler in list(self.server.active_connections.values()):
            handler.transport.abort()
        await self.server.server_close()
        self.task.cancel()


class Gateway:
    """In front of a TCP slave, if any; ends the connection for what is not for one of the units."""

    def __init__(self, slave=None, units=()):
        self.slave, self.units, self.ended = slave, units, 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def start(self):
        threading.Thread(target=self.run, daemon=True).start()

    def stop(self):
        self.socket.close()

    def run(self):
        try:
            while True:
                client = self.socket.accept()[0]
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()
        except OSError:
            pass

    def serve(self, client):
        with client:
            server = self.units and socket.create_connection(("127.0.0.1", self.slave.port))
            while data := client.recv(512):
                if len(data) < 8 or data[6] not in self.units:
                    self.ended += 1
                    return
                server.sendall(data)
                client.sendall(server.recv(512))


class RtuSlave(Slave):
    """
    On a pty, linked at a path that stays.  The slave library opens a serial port by
    its name, so it has a pty of its own, and a thread carries the bytes between the two.
    """

    def __init__(self, units, link):
        super().__init__(units)
        self.link = link
        self.plugged = None
        self.cut = False  # the wire, behind the adapter

    def plug(self):
        near, near_port = pty.openpty()
        tty.setraw(near_port)
        temporary = self.link + ".new"
        os.symlink(os.ttyname(near_port), temporary)
        os.rename(temporary, self.link)
        self.near_port = near_port
        self.plugged = near

    def unplug(self):
        os.unlink(self.link)
        near, self.plugged = self.plugged, None
        os.close(self.near_port)
        os.close(near)

    async def open(self):
        self.far, far_port = pty.openpty()
        tty.setraw(far_port)
        self.far_port = far_port
        self.server = ModbusSerialServer(
            self.context(), ModbusRtuFramer, port=os.ttyname(far_port), baudrate=9600,
            ignore_missing_slaves=True)
        await self.server.start()
        self.task = asyncio.ensure_future(self.server.serve_forever())
        self.carrying = True
        self.carrier = threading.Thread(target=self.carry, daemon=True)
        self.carrier.start()

    def carry(self):
        while self.carrying:
            near = self.plugged
            try:
                ready = select.select([fd for fd in (near, self.far) if fd is not None],
                                      [], [], 0.05)[0]
                for fd in ready:
                    data = os.read(fd, 512)
                    to = self.far if fd == near else near
                    if to is not None and not self.cut:
                        os.write(to, data)
            except (OSError, ValueError):
                # EIO: nobody has the port open just now.
                time.sleep(0.01)

    async def close(self):
        self.carrying = False
        await asyncio.get_running_loop().run_in_executor(None, self.carrier.join)
        await self.server.shutdown()
        self.task.cancel()
        os.close(self.far)
        os.close(self.far_port)


class Rig:
    """Everything of one test; use it with `with`."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="pufa-test-")
        os.chmod(self.dir, 0o755)
        self.bus_socket = os.path.join(self.dir, "bus")
        self.processes = []
        self.slaves = []
        self.daemon = None
        self.bus = None
        self.notified = []
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(os.path.join(self.dir, "notify"))
        self.hearing = threading.Thread(target=self.hear, daemon=True)
        self.hearing.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        ended = None
        if not kind and self.daemon and self.daemon.poll() is None:
            ended = self.stop()
        for p in reversed(self.processes):
            if p.poll() is None:
                p.kill()
            p.wait()
        for s in self.slaves:
            s.stop()
        log = self.log() if self.daemon else ""
        if kind:
            sys.stderr.write("--- what pufad said\n" + log)
        # Its number is the next one's soon, who must not find somebody else listening there.
        self.notify.shutdown(socket.SHUT_RDWR)
        self.hearing.join(DEADLINE)
        self.notify.close()
        shutil.rmtree(self.dir)
        if ended or "Sanitizer" in log or "runtime error" in log:
            raise Failed(f"pufad ended with {ended}: {log}")

    def hear(self):
        try:
            while data := self.notify.recv(65536):
                self.notified.append(data.decode())
        except OSError:
            pass

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def add(self, slave):
        self.slaves.append(slave)
        slave.start()
        return slave

    def tcp(self, *units):
        return self.add(TcpSlave(units))

    def gateway(self, *arguments):
        return self.add(Gateway(*arguments))

    def rtu(self, *units):
        slave = RtuSlave(units, self.path("tty"))
        slave.plug()
        return self.add(slave)

    def start_bus(self, config=BUS_CONFIG):
        self.write("bus.conf", config.format(socket=self.bus_socket, source=SOURCE))
        if os.path.exists(self.bus_socket):
            os.unlink(self.bus_socket)
        self.bus = subprocess.Popen(
            ["dbus-daemon", "--nofork", "--config-file", self.path("bus.conf")],
            stderr=subprocess.DEVNULL)
        self.processes.append(self.bus)
        wait_for("the bus", lambda: os.path.exists(self.bus_socket))

    def start(self, *options, bus=True, environment=None):
        if bus and not self.bus:
            self.start_bus()
        self.notified.clear()
        env = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + self.bus_socket,
                   NOTIFY_SOCKET=self.path("notify"), RUNTIME_DIRECTORY=self.dir)
        env.update(environment or {})
        with open(self.path("log"), "a", encoding="utf-8") as log:
            self.daemon = subprocess.Popen(
                [PUFAD, "-c", self.path("pufa.cfg"), "--profiles",
                 os.path.join(SOURCE, "drivers/profiles"), *options], stderr=log, env=env)
        self.processes.append(self.daemon)
        wait_for("READY=1", lambda: self.daemon.poll() is not None or "READY=1" in self.notified)
        if self.daemon.poll() is not None:
            raise Failed(f"pufad ended with {self.daemon.returncode}: {self.log()}")

    def stop(self):
        self.daemon.send_signal(signal.SIGTERM)
        return self.daemon.wait(DEADLINE)

    def log(self):
        with open(self.path("log"), encoding="utf-8") as f:
            return f.read()

    def busctl(self, *arguments, prefix=()):
        r = subprocess.run(
            [*prefix, "busctl", "--address=unix:path=" + self.bus_socket, "--json=short",
             *arguments], capture_output=True, text=True, check=False)
        if r.returncode:
            raise Failed(r.stderr.strip())
        return r.stdout

    def call(self, method, signature="", *arguments, prefix=()):
        out = self.busctl("call", NAME, PATH, NAME + ".Manager", method, signature,
                          *map(str, arguments), prefix=prefix)
        return json.loads(out)["data"] if out.strip() else None

    def get(self, path, interface, prop):
        out = self.busctl("get-property", NAME, path, NAME + "." + interface, prop)
        return json.loads(out)["data"]

    def manager(self, prop):
        return self.get(PATH, "Manager", prop)

    def board(self, name, prop):
        return self.get(PATH + "/board/" + name.replace("-", "_2d"), "Board", prop)

    def line(self, name, prop):
        return self.get(PATH + "/line/" + name.replace("-", "_2d"), "Line", prop)

    def wait_state(self, name, *states, deadline=None):
        wait_for(f"{name} to be {states}", lambda: self.board(name, "State") in states, deadline)

    def monitor(self, path):
        """Collects the PropertiesChanged of an object; the list grows until the end."""
        process = subprocess.Popen(
            ["busctl", "--address=unix:path=" + self.bus_socket, "--json=short", "monitor",
             f"--match=type='signal',path='{path}',member='PropertiesChanged'"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.processes.append(process)
        changes = []

        def read():
            for line in process.stdout:
                message = json.loads(line)
                if message.get("member") == "PropertiesChanged":
                    changes.append(message["payload"]["data"][1])

        # It says so when it listens.
        wait_for("the monitor", process.stderr.readline)
        threading.Thread(target=read, daemon=True).start()
        return changes

    def plan(self, board, since, until):
        """Rows as dictionaries, however many calls that takes."""
        names = ("from", "until", "rule", "priority", "playlist", "law", "article", "text",
                 "rows", "page", "pages", "provisional")
        rows = []
        while since:
            some, since = self.call("Plan", "sttu", board, since, until, 0)
            rows += [dict(zip(names, r)) for r in some]
        return rows


SITE = """
site = {{ name = "bench"; zone = "Asia/Shanghai"; filler = "long"; clock = "{clock}";
         verify_interval = {verify}; }};
"""


def site(lines, boards, clock="system", verify=5):
    return (SITE.format(clock=clock, verify=verify) + "lines = (" + ",\n".join(lines) +
            ");\nboards = (" + ",\n".join(boards) + ");\n")


def tcp_line(name, slave):
    return f'{{ name = "{name}"; host = "127.0.0.1"; port = {slave.port}; }}'


def rtu_line(name, slave):
    return f'{{ name = "{name}"; serial = "{slave.link}"; baud = 9600; framing = "8N1"; }}'


def board(name, line, address, groups=("all-of-us",), profile="modbus-gbk-2x8"):
    listed = ", ".join(f'"{g}"' for g in groups)
    return (f'{{ name = "{name}"; line = "{line}"; address = {address}; '
            f'profile = "{profile}"; groups = [ {listed} ]; }}')


# Short plays, so that a test sees many; one of two pages.
QUICK = """
playlist = { name = "quick"; title = "快"; law = "中华人民共和国宪法"; };
messages = (
  { article = "33"; text = "法律面前,人人平等"; seconds = 2; },
  { article = "5"; text = "国家维护法制的统一和尊严，一切法律都不得同宪法相抵触"; seconds = 3; },
  { article = "53"; text = "公民必须遵守宪法和法律"; seconds = 1; }
);
"""

LONG = """
playlist = { name = "long"; title = "慢"; law = "中华人民共和国民法典"; };
messages = ( { article = "%s"; text = "%s"; seconds = 3600; } );
"""

RULES = """
groups = [ "all-of-us" ];
rules = ( { name = "quick-ones"; boards = [ "all-of-us" ];
            play = ( { playlist = "quick"; share = 1; } ); } );
"""


def write_playlists(rig, quick=True, text="自愿平等公平诚信"):
    rig.write("playlists/long.cfg", LONG % ("6", text))
    if quick:
        rig.write("playlists/quick.cfg", QUICK)
        rig.write("playlists/rules.cfg", RULES)
    else:
        rig.write("playlists/rules.cfg", 'groups = [ "all-of-us" ];\n')
