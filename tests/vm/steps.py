# SPDX-License-Identifier: MIT
"""
What is tried on the running gateway, in this order.  A step says what was seen
in a few words, or raises.
"""

import json
import re
import time

from gateway import LISTS, Gateway
from machine import Failed, wait_for

STEPS = []


def step(title):
    def add(function):
        STEPS.append((title, function))
        return function
    return add


def expect(holds, what):
    if not holds:
        raise Failed(what)


def nothing_failed(g):
    failed = g.machine.do("systemctl list-units --failed --plain --no-legend")
    expect(not failed, f"failed units: {failed}")
    # Whether a year's days off are announced depends on the day of the test.
    errors = [line for line in g.journal("-p err").splitlines() if "are not announced" not in line]
    # On a busy machine the emulated one may find its adapters later than a line's grace.
    errors = [line for line in errors if "by-id" not in line or "No such file" not in line]
    expect(not errors, f"errors in the journal: {errors}")
    open_ones = [i for i in g.incidents() if not i["closed"] and i["kind"] != "year-unannounced"]
    expect(not open_ones, f"incidents: {open_ones}")


@step("starts at boot, before the network")
def boots(g):
    g.machine.boot()
    wait_for("READY", lambda: g.show("ActiveState")[0] == "active")
    network = g.machine.run("systemctl is-active network.target")[1]
    expect(network == "inactive", f"network.target is {network}")
    expect(g.show("ActiveState", unit="vm-network")[0] == "activating", "the network came")
    g.right()
    nothing_failed(g)
    since = int(g.show("ActiveEnterTimestampMonotonic")[0]) / 1e6
    return f"READY {since:.1f} s after the kernel, no network yet"


@step("the rest of the boot; no failed unit")
def network(g):
    g.machine.do("touch /run/vm-network")
    wait_for("the boot to end", lambda: g.machine.run("systemctl is-system-running")[1] == "running")
    nothing_failed(g)
    return g.machine.do("systemd-analyze time | sed -n 's/.* = //p'") + " in all"


@step("the unit as it runs: user, devices, exposure")
def unit(g):
    said = g.machine.do("systemd-analyze verify --man=no pufa.service pufa-metrics.service pufa-metrics.timer")
    expect(not said, f"systemd-analyze verify: {said}")
    security = g.machine.do("systemd-analyze security --no-pager --threshold=15 pufa.service")
    process = dict(line.split(":\t", 1) for line in
                   g.machine.do(f"cat /proc/{g.pid()}/status").splitlines() if ":\t" in line)
    wanted = {"CapPrm": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
    expect(all(process[k] == v for k, v in wanted.items()), f"the process: {process}")
    dialout = g.machine.do("getent group dialout").split(":")[2]
    expect(dialout in process["Groups"].split(), "it is not of the group dialout")
    state = g.machine.do("stat -c '%U %G %a' /var/lib/pufa")
    expect(state == "pufa pufa 750", f"/var/lib/pufa is {state}")
    return re.search(r"exposure level for pufa.service: (\S+)", security)[1] + " exposure, live"


@step("bus: everyone reads, root and the group pufa change")
def policy(g):
    for user, allowed in (("root", True), ("clerk", True), ("nobody", False)):
        as_user = f"runuser -u {user} -- "
        expect(g.machine.run(as_user + "pufactl status")[0] == 0, f"{user} can not read")
        for change in ("pufactl reload", "busctl call org.pufa.Pufa1 /org/pufa/Pufa1 "
                       "org.pufa.Pufa1.Manager Reload"):
            status, said = g.machine.run(as_user + change)
            expect((status == 0) == allowed, f"{user}: {change}: {status} {said}")
    status, said = g.machine.run("runuser -u nobody -- busctl call org.freedesktop.DBus / "
                                 "org.freedesktop.DBus RequestName su org.pufa.Pufa1 2")
    expect(status != 0 and "Access denied" in said, f"nobody takes the name: {said}")
    return "root, clerk, nobody"


@step("pufactl -H over ssh")
def remote(g):
    g.write_ssh_config()
    for user, allowed in (("clerk", True), ("visitor", False)):
        status, said = g.pufactl_from_here(user, "status", "--json")
        expect(status == 0, f"status as {user}: {said}")
        expect(len(json.loads(said)["boards"]) == 2, f"status as {user}: {said}")
        status, said = g.pufactl_from_here(user, "reload")
        expect((status == 0) == allowed, f"reload as {user}: {status} {said}")
    status, said = g.pufactl_from_here("stranger", "status")
    expect(status == 1 and "Permission denied" in said, f"status as a stranger: {status} {said}")
    return "read and reload as clerk, read as visitor (forced command)"


@step("reload: a good set plays, a bad one changes nothing")
def reload_files(g):
    for name in ("even", "odd"):
        g.machine.write(f"/etc/pufa/playlists/{name}.cfg",
                        Gateway.playlist(name, LISTS[name][:1] + ("诚实守信办事公道",)))
    took = g.right_after("systemctl reload pufa")
    digest = g.digest()
    plan = g.plan(120)
    g.machine.write("/etc/pufa/playlists/bad.cfg", "groups = [\n  unquoted\n];\n")
    status, _ = g.machine.run("systemctl reload pufa")
    expect(status != 0, "a bad set was taken")
    expect("playlists/bad.cfg:2: error" in g.journal(), "the journal does not say where")
    expect(g.digest() == digest, "the set in force is another")
    g.right(plan=plan)
    g.machine.do("rm /etc/pufa/playlists/bad.cfg && systemctl reload pufa")
    return f"new text after {took:.1f} s"


@step("clock: an hour and years, both ways")
def clock(g):
    pid, took = g.pid(), []
    for change in ("+1 hour", "-1 hour", "+6 years", "-6 years"):
        took.append(g.right_after(f"date -s \"$(date '+%F %T') {change}\"", 30))
    # Before this program was built: no clock that can be trusted.
    g.machine.do("date -s '2003-05-01 12:00'")
    took.append(g.shows(LISTS["filler"], 30))
    wait_for("the clock to be untrusted", lambda: g.status()["clock"] == "untrusted", 10)
    g.set_clock()
    took.append(g.right(30))
    expect(g.pid() == pid, "it was restarted")
    return f"right after {max(took):.1f} s at most"


@step("clock of NTP: trusted once it is set")
def clock_of_ntp(g):
    g.write_site(clock="ntp")
    g.machine.do("systemctl reload pufa")
    try:
        g.shows(LISTS["filler"], 30)
        expect(g.status()["clock"] == "untrusted", "nothing has set it yet")
        took = g.right_after("vm-tool sync")
        expect(g.status()["clock"] == "trusted", "it is not trusted")
        g.machine.do("systemctl kill -s KILL pufa")
        g.right()
        expect(g.status()["clock"] == "trusted", "that is forgotten over a restart")
    finally:
        g.write_site()
        g.machine.do("systemctl reload pufa")
    return f"right {took:.1f} s after a client set it"


def restarted(g, what, seconds):
    """It is ended by `what`, started again by the service manager, and the board is right."""
    before, pid = g.restarts(), g.pid()
    what(pid)
    wait_for("a restart", lambda: g.restarts() == before + 1 and
             g.show("ActiveState")[0] == "active", seconds)
    expect(g.pid() != pid, "the same process runs")
    g.right()


@step("kill -9: started again")
def killed(g):
    for _ in range(2):
        restarted(g, lambda pid: g.machine.do(f"kill -9 {pid}"), 30)
    return "twice"


@step("watchdog: the process stops")
def stopped(g):
    restarted(g, lambda pid: g.machine.do(f"kill -STOP {pid}"), 90)
    expect("watchdog" in g.machine.do("journalctl -q -b -u pufa -o cat --no-pager _PID=1"),
           "not by the watchdog")
    return "restarted by " + g.show("WatchdogUSec")[0]


@step("watchdog: a line's thread hangs")
def hung(g):
    def hold(pid):
        tid = g.machine.do(f"grep -lx gate /proc/{pid}/task/*/comm").split("/")[4]
        g.machine.do(f"systemd-run --quiet vm-tool hold {tid}")
    g.machine.write("/run/systemd/system/pufa.service.d/vm.conf", "[Service]\nWatchdogSec=8\n")
    g.machine.do("systemctl daemon-reload && systemctl restart pufa")
    g.right()
    restarted(g, hold, 90)
    expect("its thread is stuck" in g.journal(), "the journal does not say why")
    g.machine.do("rm -r /run/systemd/system/pufa.service.d && systemctl daemon-reload")
    g.machine.do("systemctl restart pufa")
    return "with WatchdogSec=8"


@step("the USB adapter is pulled and put back")
def unplugged(g):
    pid, seen, back = g.pid(), [], []
    before = [i["id"] for i in g.incidents()]
    for _ in range(3):
        begun = time.monotonic()
        g.machine.unplug("gate")
        wait_for("the line to be down", lambda: g.line("gate") == "down", 60)
        seen.append(time.monotonic() - begun)
        begun = time.monotonic()
        g.machine.plug("gate")
        back.append(g.right(since=begun))
        wait_for("the line to be up", lambda: g.line("gate") == "up", 10)
        if len(back) == 1:
            found = [i for i in g.incidents() if i["kind"] == "line-down" and i["id"] not in before]
            expect(len(found) == 1 and found[0]["closed"], f"one incident, closed: {found}")
    expect(g.pid() == pid, "it was restarted")
    port = g.machine.do(f"readlink -f {g.machine.ADAPTER.format('gate')}")
    return f"seen after {max(seen):.1f} s, right {max(back):.1f} s after it is back, as {port}"
