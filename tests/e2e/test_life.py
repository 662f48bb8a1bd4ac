# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What becomes of domains that end, without a dom0: started again from the launch image, given up, preserved."""

import json
import re
import subprocess

import images
import pytest
from machine import COUNTED

LIMIT = 3  # restarts within a minute, where the set gives none
# What each of these does, its policy for that, and what is said of it in the end.
OTHERS = {
    "once": ("reboot", "destroy", r"asked for a reboot; destroyed, its memory given back"),
    "stopped": ("reboot", "preserve", r"asked for a reboot; preserved as it is, with its memory"),
    "saved": ("poweroff", "preserve", r"powered off; preserved as it is, with its memory"),
    "on": ("poweroff", "restart", rf"given up: it was started again {LIMIT} times within 60 s"),
}
TICKS = 30
REBOOTS = 20
XEN_FOCUS = "\x01" * 3  # Xen's conswitch, thrice: from domain 0 to Xen, and back


@pytest.fixture(scope="module", params=["4.14", "4.17", "4.20"])
def machine(request, boot):
    image = images.build(
        "life",
        images.domain("tick", images.tiny(), "32M", 1, f"do=tick lines={TICKS}"),
        images.domain("again", images.tiny(), "32M", 2, "do=reboot"),
        images.pv("again_pv", images.tiny("tiny64-pv"), "32M", 1, "do=reboot"),
        images.domain("crash", images.tiny("tiny32"), "32M", 1, "do=crash",
                      properties=['hyperlaunch,on-crash = "restart"', "hyperlaunch,restart-limit = <5>"]),
        images.domain("kept", images.tiny(), "32M", 1, "do=crash", properties=['hyperlaunch,on-crash = "preserve"']),
        images.domain("off", images.tiny(), "32M", 1, "do=poweroff"),
        *(images.domain(name, images.tiny(), "32M", 1, f"do={do}", properties=[f'hyperlaunch,on-{do} = "{policy}"'])
          for name, (do, policy, _) in OTHERS.items()))
    machine = boot(f"life-xen-{request.param}", image, xen=request.param)
    assert machine.wait_launched() == (10, 0)
    return machine


def record_of_log(machine, tmp_path):
    """What `record parse` makes of all that the serial line has shown; as JSON, as a table, as a drawing."""
    record = tmp_path / "record.dtb"
    machine.log.flush()

    def run(*words):
        return subprocess.run([images.TOOL, "record", *words], capture_output=True, text=True, timeout=60, check=True).stdout

    assert run("parse", "-o", record, machine.log_path) == ""
    return json.loads(run("show", "--json", record)), run("show", record), run("plot", record)


@pytest.mark.parametrize(("name", "limit"), [("again", LIMIT), ("again_pv", LIMIT), ("crash", 5)])
def test_domain_comes_back_as_at_first_and_is_given_up_in_a_loop(machine, name, limit):
    machine.wait(rf"^hyperlaunch: domain {name}: given up: it was started again {limit} times within 60 s")
    machine.wait(rf"^hyperlaunch: domain {name}: [a-z ]+; destroyed, its memory given back")
    lines = machine.guest_lines(name)
    # What the guest finds wrong with what it was given, and what it finds of an earlier life, is an error.
    assert [line for line in lines if "result=" in line] and not [line for line in lines if "result=error" in line]
    assert len([line for line in lines if line.startswith("tiny: done ")]) == limit + 1
    for word in ("uuid", "memory_kib", "vcpus", "stale"):
        assert len({line for line in lines if line.startswith(f"tiny: {word}=")}) == 1, word
    assert [int(n) for line in machine.lines for n in re.findall(rf"domain {name}: started again, .*; restart (\d+)", line)] \
        == list(range(1, limit + 1))


def test_preserved_domain_stays(machine):
    machine.wait(r"^hyperlaunch: domain kept: crashed; preserved as it is, with its memory")
    assert len([line for line in machine.guest_lines("kept") if line.startswith("tiny: done ")]) == 1


def test_poweroff_destroys_by_default(machine):
    machine.wait(r"^hyperlaunch: domain off: powered off; destroyed, its memory given back")


@pytest.mark.parametrize("name", OTHERS)
def test_end_has_its_own_policy(machine, name):
    _, policy, said = OTHERS[name]
    machine.wait(rf"^hyperlaunch: domain {name}: {said}")
    if policy == "restart":
        machine.wait(rf"^hyperlaunch: domain {name}: powered off; destroyed, its memory given back")
    assert len([line for line in machine.guest_lines(name) if line.startswith("tiny: done ")]) == (LIMIT + 1 if policy == "restart" else 1)


def test_neighbour_goes_on(machine):
    machine.tiny_report("tick")
    ticks = [int(n, 16) for line in machine.guest_lines("tick") for n in re.findall(r"^tiny: tick=([0-9a-f]{8})", line)]
    assert ticks == list(range(TICKS))


def test_image_is_kept_while_it_may_be_needed(machine):
    machine.wait(r"^hyperlaunch: the launch image stays in memory, \d+ KiB: domain tick may have to be started again")
    assert not [line for line in machine.lines if "no domain can be started again" in line]
    # Each of these was the last that might have been started again from its kernel.
    since = 0
    for _ in ("crash", "again_pv"):
        released = machine.wait(r"^hyperlaunch: \d+ KiB of the launch image are given back, \d+ KiB stay$", since=since)[0]
        since = machine.lines.index(released.string) + 1


def test_log_becomes_a_record(machine, tmp_path):
    for name in ("again", "again_pv", "crash", "on"):
        machine.wait(rf"^hyperlaunch: domain {name}: given up: ")
        machine.wait(rf"^hyperlaunch: domain {name}: [a-z ]+; destroyed, its memory given back")
    for name in ("kept", "off", "once", "stopped", "saved"):
        machine.wait(rf"^hyperlaunch: domain {name}: [a-z ]+; (preserved|destroyed)")
    machine.tiny_report("tick")
    record, table, drawing = record_of_log(machine, tmp_path)
    domains = {domain["name"]: domain for domain in record["domains"]}
    assert list(domains) == ["tick", "again", "again_pv", "crash", "kept", "off", *OTHERS]
    assert record["parsed"] and record["hypercalls"] > 0 and len(record["image_sha256"]) == 64
    assert [domain["mode"] for domain in domains.values()] == ["pvh", "pvh", "pv", *["pvh"] * 7]
    assert [domain["restarts"] for domain in domains.values()] == [0, LIMIT, LIMIT, 5, 0, 0, 0, 0, 0, LIMIT]
    assert [domain["end"] for domain in domains.values()] == [
        None, "rebooted", "rebooted", "crashed", "crashed", "powered-off", "rebooted", "rebooted", "powered-off", "powered-off"]
    assert [name for name, domain in domains.items() if domain["given_up"]] == ["again", "again_pv", "crash", "on"]
    assert [name for name, domain in domains.items() if domain["preserved"]] == ["kept", "stopped", "saved"]
    for domain in domains.values():
        assert 0 < domain["began_ns"] < domain["created_ns"] < domain["started_ns"] <= record["recorded_ns"]
        assert domain["restarts_ns"] == sorted(domain["restarts_ns"]) and len(domain["restarts_ns"]) == domain["restarts"]
    assert "  crash: 5 restarts; the last time crashed " in table and "  kept: crashed " in table
    assert drawing.count('class="restart"') >= 2 * LIMIT + 5


def host_account(machine):
    """Xen's own account: the KiB that are free in its two heaps, and the pages of each domain. The keyboard is Xen's meanwhile."""
    since = machine.mark()
    machine.send(f"{XEN_FOCUS}m")
    machine.wait(r"\(XEN\) +Dom heap: ", since=since)  # Xen keeps one key at a time
    machine.send("q")
    machine.wait(r"\(XEN\) General information for domain 2:", r"\(XEN\) Notifying guest 2:0 ", since=since)  # the dump's end
    machine.send(XEN_FOCUS)
    machine.wait(r"\(XEN\) \*\*\* Serial input to DOM0", since=since)
    text = "\n".join(machine.lines[since:])
    return ({heap: int(kib) for heap, kib in re.findall(r"(Xen|Dom) heap: (\d+)kB free", text)},
            dict(re.findall(r"General information for domain (\d+):\n.*\n\(XEN\) +(nr_pages=\d+)", text)))


def test_linux_comes_back_20_times_and_leaves_no_trace(boot):
    """Each time a new kernel with the memory that it had at first; Xen has as much memory as before, and the neighbour goes on."""
    image = images.build(
        "life-linux",
        images.domain("lin", images.linux("6.1"), "128M", 1, "console=hvc0 quiet", images.INITRD, properties=["hyperlaunch,restart-limit = <32>"]),
        images.domain("echo", images.tiny(), "32M", 1, "do=echo"))
    machine = boot("life-linux", image, extra=COUNTED)
    assert machine.wait_launched() == (2, 0)
    machine.tiny_report("echo")
    since = 0
    for restart in range(1, REBOOTS + 1):
        machine.wait(r"^\[lin\] .*hyperlaunch-guest: ready", since=since, timeout=300)
        machine.wait_prompt("lin")
        if restart == 1:
            before = host_account(machine)
        since = machine.mark()
        machine.send("reboot\r")
        machine.wait(rf"^hyperlaunch: domain lin: started again, .*; restart {restart}$", since=since)
    machine.wait(r"^\[lin\] .*hyperlaunch-guest: ready", since=since, timeout=300)
    machine.wait_prompt("lin")
    assert host_account(machine) == before
    ready = [line for line in machine.guest_lines("lin") if "hyperlaunch-guest: ready" in line]
    assert len(ready) == REBOOTS + 1
    assert len({re.search(r"memtotal_kb=(\d+)", line).group(1) for line in ready}) == 1
    assert len([line for line in machine.guest_lines("echo") if line.startswith("tiny: done ")]) == 1
    since = machine.mark()
    machine.send("\x1dnhello\r")
    machine.wait(r"^\[echo\] tiny: echo=hello$", since=since)


@pytest.mark.parametrize(("policy", "told", "done"), [
    ("poweroff", "powered off", r"Hardware Dom0 halted: halting machine"),
    ("reboot", "rebooted", r"Hardware Dom0 shutdown: rebooting machine")])
def test_host_ends_when_all_have_ended(boot, policy, told, done):
    image = images.build(
        f"life-{policy}",
        (f'hyperlaunch,when-all-stopped = "{policy}";', []),
        images.domain("off", images.tiny(), "32M", 1, "do=poweroff"),
        images.domain("crash", images.tiny(), "32M", 1, "do=crash"))
    machine = boot(f"life-{policy}", image)
    machine.wait(rf"^hyperlaunch: all domains have ended: the host is {told}", done)


def test_host_stays_when_all_have_ended(boot):
    """By default. A person at the console is still answered."""
    machine = boot("life-stay", images.build("life-stay", images.domain("off", images.tiny(), "32M", 1, "do=poweroff")))
    machine.wait(r"^hyperlaunch: domain off: powered off; destroyed, its memory given back")
    since = machine.mark()
    machine.send("\x1d?")
    machine.wait(r"^hyperlaunch: keys after Ctrl-\]: ", since=since)
    assert not [line for line in machine.lines if "all domains have ended" in line]


def test_diamond_waits_for_the_line_of_a_slow_one(boot, tmp_path):
    """Two start after the database, which says so in the store, and one after both; a slow one is ready by its line; one never is."""
    image = images.build(
        "life-order",
        images.domain("last", images.tiny(), "32M", 1, "do=idle", properties=[
            "hyperlaunch,start-after = <&fast &slow>", "hyperlaunch,start-within-ms = <1>"]),
        images.domain("fast", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&db>"]),
        images.domain("slow", images.tiny(), "32M", 1, "do=tick lines=15", properties=[
            "hyperlaunch,start-after = <&db>", 'hyperlaunch,ready = "line"', 'hyperlaunch,ready-line = "tick=0000000a"']),
        images.domain("db", images.tiny(), "32M", 1, "do=ask", properties=['hyperlaunch,ready = "signal"']),
        images.domain("mute", images.tiny(), "32M", 1, "do=idle", properties=[
            'hyperlaunch,ready = "line"', 'hyperlaunch,ready-line = "never"', "hyperlaunch,ready-timeout-ms = <5000>"]),
        images.domain("vain", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&mute>"]))
    machine = boot("life-order", image)
    assert machine.wait_launched() == (5, 1)
    machine.tiny_report("last")
    machine.wait(r"^hyperlaunch: domain mute: not ready within 5000 ms: no line of its console has \"never\"",
                 r"^hyperlaunch: domain vain: failed: start: it starts after mute, which was not ready in time")

    def place(pattern):
        return next(i for i, line in enumerate(machine.lines) if re.search(pattern, line))

    assert place(r"^hyperlaunch: domain db: ready, ") < place(r"^\[fast\]")
    assert place(r"domain db: ready, ") < place(r"^\[slow\]") < place(r"domain slow: ready, ") < place(r"^\[last\]")
    record, table, _ = record_of_log(machine, tmp_path)
    domains = {domain["name"]: domain for domain in record["domains"]}
    assert domains["last"]["start_after"] == [domains["slow"]["domid"], domains["fast"]["domid"]]
    assert domains["db"]["ready"] == "signal" and domains["db"]["ready_ns"] > domains["db"]["started_ns"]
    assert domains["slow"]["ready_line"] == "tick=0000000a" and domains["slow"]["ready_ns"] <= domains["last"]["started_ns"]
    assert (domains["mute"]["late"], domains["mute"]["ready_ns"]) == (True, 0)
    assert re.search(r"^  last: waited \d+\.\d+ ms for slow", table, re.M)
    assert re.search(r"^  vain: waited for mute, which was not ready", table, re.M)
    assert domains["last"]["budget_missed"] and "its budget was 1 ms: " in "\n".join(machine.lines)

    assert place(r"^\[fast\] tiny: done") < place(r"domain slow: ready, ")
