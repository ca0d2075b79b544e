# SPDX-License-Identifier: MIT
"""
A virtual machine under qemu, without KVM: its plug for USB adapters (QMP), its
power switch, and hands inside it (guest/usr/local/sbin/vm-agent).  Nothing in
it reaches further than this machine's loopback.
"""

import base64
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import time

from powercut import after_the_cut, copy

PR_SET_PDEATHSIG = 1


class Failed(AssertionError):
    pass


def wait_for(what, condition, seconds=60, pause=0.1):
    """Poll until the condition holds; its value is returned."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"waited {seconds} s in vain for: {what}")
        time.sleep(pause)


def die_with_us():
    """Also when the test itself is killed, the machine does not outlive it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Lines:
    """A socket that speaks in lines."""

    def __init__(self, path, alive):
        self.socket = socket.socket(socket.AF_UNIX)
        self.data = b""

        def connected():
            alive()
            try:
                self.socket.connect(path)
                return True
            except (FileNotFoundError, ConnectionRefusedError):
                return False
        wait_for(os.path.basename(path), connected)

    def send(self, line):
        self.socket.sendall(line.encode() + b"\n")

    def receive(self, seconds):
        end = time.monotonic() + seconds
        while b"\n" not in self.data:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                raise Failed(f"no answer of the machine within {seconds} s")
            got = self.socket.recv(65536)
            if not got:
                raise Failed("the machine is gone")
            self.data += got
        line, self.data = self.data.split(b"\n", 1)
        return line.decode()


class Machine:
    # Each adapter is a converter with a serial number, so that udev gives it a name that stays.
    ADAPTER = "/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_{}-if00-port0"

    def __init__(self, directory, files, ssh_port, adapters):
        """
        files: disk; before, a copy of it as it was at the boot; log, of its writes; kernel, initrd,
        console.  adapters: {name: TCP port}.
        """
        self.directory, self.files, self.ssh_port, self.adapters = directory, files, ssh_port, adapters
        self.process, self.events, self.number = None, [], 0

    def command(self):
        def quoted(path):
            return path.replace(",", ",,")
        argv = ["qemu-system-x86_64", "-accel", "tcg", "-machine", "q35", "-smp", "2", "-m", "512",
                "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
                "-kernel", self.files["kernel"], "-initrd", self.files["initrd"],
                "-append", "root=/dev/vda rw console=ttyS0 quiet net.ifnames=0",
                "-serial", "file:" + quoted(self.files["console"]),
                "-qmp", f"unix:{self.directory}/qmp,server=on,wait=off",
                # Every write and every flush of the disk is noted: see powercut.py.
                "-blockdev", "driver=file,node-name=disk,cache.no-flush=on,filename="
                + quoted(self.files["disk"]),
                "-blockdev", "driver=file,node-name=log,cache.no-flush=on,filename="
                + quoted(self.files["log"]),
                "-blockdev", "driver=blklogwrites,node-name=noted,file=disk,log=log",
                "-device", "virtio-blk-pci,drive=noted,write-cache=on",
                "-device", "virtio-serial-pci",
                "-chardev", f"socket,id=agent,path={self.directory}/agent,server=on,wait=off",
                "-device", "virtserialport,chardev=agent,name=org.pufa.vm",
                "-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self.ssh_port}-:22",
                "-device", "virtio-net-pci,netdev=net,romfile=",
                "-device", "qemu-xhci,id=usb"]
        for name, port in self.adapters.items():
            argv += ["-chardev", f"socket,id={name},host=127.0.0.1,port={port},reconnect=1",
                     "-device", f"usb-serial,bus=usb.0,id=usb-{name},chardev={name},serial={name}"]
        return argv

    def start(self):
        copy(self.files["disk"], self.files["before"])
        open(self.files["log"], "wb").close()
        for name in ("qmp", "agent"):
            if os.path.exists(f"{self.directory}/{name}"):
                os.unlink(f"{self.directory}/{name}")
        self.events.clear()
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                        preexec_fn=die_with_us)
        self.agent = Lines(f"{self.directory}/agent", self.check)
        self.qmp = Lines(f"{self.directory}/qmp", self.check)
        self.qmp.receive(30)
        self.control("qmp_capabilities")

    def check(self):
        if self.process.poll() is not None:
            raise Failed(f"qemu ended with {self.process.returncode}: {self.process.stderr.read()}")

    def boot(self, seconds=180):
        """Until there are hands in it."""
        if self.agent.receive(seconds) != "ready 0":
            raise Failed("the machine's hands speak nonsense")

    def cut(self):
        """The power goes."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stderr.close()
            self.agent.socket.close()
            self.qmp.socket.close()
            self.process = None

    def lose_what_was_not_flushed(self, seed):
        """After a cut; see powercut.py."""
        return after_the_cut(self.files["before"], self.files["log"], self.files["disk"], seed)

    def control(self, command, **arguments):
        self.qmp.send(json.dumps({"execute": command, "arguments": arguments}))
        while True:
            answer = json.loads(self.qmp.receive(30))
            if "event" in answer:
                self.events.append(answer)
            elif "error" in answer:
                raise Failed(f"{command}: {answer['error']['desc']}")
            else:
                return answer["return"]

    def unplug(self, name):
        self.events.clear()
        self.control("device_del", id="usb-" + name)

        def gone():
            self.control("query-status")
            return any(e["event"] == "DEVICE_DELETED" and e["data"].get("device") == "usb-" + name
                       for e in self.events)
        wait_for(f"{name} to be unplugged", gone)

    def plug(self, name):
        self.control("device_add", driver="usb-serial", bus="usb.0", id="usb-" + name, chardev=name,
                     serial=name)

    def run(self, script, seconds=60):
        """A script inside, as root: its exit status and output."""
        self.number += 1
        self.agent.send(f"{self.number} {seconds} {base64.b64encode(script.encode()).decode()}")
        number, status, output = (self.agent.receive(seconds + 30) + " ").split(" ", 2)
        if number != str(self.number):
            raise Failed(f"the machine answers {number}, not {self.number}")
        return int(status), base64.b64decode(output).decode(errors="replace").strip()

    def do(self, script, seconds=60):
        """The same; it has to succeed."""
        status, output = self.run(script, seconds)
        if status:
            raise Failed(f"{script!r} ended with {status}: {output}")
        return output

    def write(self, path, text):
        encoded = base64.b64encode(text.encode()).decode()
        self.do(f"mkdir -p {os.path.dirname(path)} && base64 -d >{path} <<<{encoded}")
