# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Sets with a recovery domain: kept back, started when a domain fails that asks for it, and a person at its shell."""

import os
import re

import images
import pytest
from machine import BUILD

INITRD = os.path.join(BUILD, "demo", "initrd-store.cpio.gz")
RECOVERY = ['functions = "recovery"']
CRASHES = ['hyperlaunch,on-crash = "restart"', "hyperlaunch,restart-limit = <1>"]
TICKS = 30


def place(machine, pattern):
    return next(i for i, line in enumerate(machine.lines) if re.search(pattern, line))


@pytest.fixture(scope="module", params=["4.14", "4.17", "4.20"])
def machine(request, boot):
    image = images.build(
        "recovery",
        images.domain("tick", images.tiny(), "32M", 1, f"do=tick lines={TICKS}"),
        images.pv("rescue", images.tiny("tiny64-pv"), "32M", 1, "do=echo", properties=RECOVERY),
        images.domain("crash", images.tiny("tiny32"), "32M", 1, "do=crash", properties=[*CRASHES, 'hyperlaunch,on-failure = "recovery"']),
        images.domain("optional", images.tiny(), "32M", 1, "do=crash", properties=CRASHES),
        images.domain("off", images.tiny(), "32M", 1, f"do=poweroff lines={TICKS}", properties=['hyperlaunch,on-poweroff = "recovery"']),
        images.domain("down", images.tiny(), "32M", 1, f"do=crash lines={TICKS}", properties=['hyperlaunch,on-crash = "recovery"']),
        images.pv("again", images.tiny("tiny64-pv"), "32M", 1, f"do=reboot lines={TICKS}", properties=['hyperlaunch,on-reboot = "recovery"']))
    machine = boot(f"recovery-xen-{request.param}", image, xen=request.param)
    started, failed = machine.wait_launched()
    assert started in (6, 7) and failed == 0  # with the recovery domain, where one failed while others were built
    return machine


def test_recovery_domain_starts_once_and_has_the_keyboard(machine):
    started = r"recovery domain rescue is started"
    machine.wait(*(rf"^hyperlaunch: domain {what}, and asks for recovery; ({started}|recovery domain rescue was started before)$"
                   for what in ("crash: failed", "off: ended", "down: ended", "again: ended")), r"^hyperlaunch: domain optional: given up: ")
    machine.tiny_report("rescue")
    assert place(machine, started) < place(machine, r"^\[rescue\] ")
    assert len([line for line in machine.lines if started in line]) == 1
    assert not [line for line in machine.lines if "domain optional: failed, and" in line]
    since = machine.mark()
    machine.send("hello\r")
    machine.wait(r"^\[rescue\] tiny: echo=hello$", since=since)


def test_neighbour_goes_on(machine):
    machine.tiny_report("tick")
    ticks = [int(n, 16) for line in machine.guest_lines("tick") for n in re.findall(r"^tiny: tick=([0-9a-f]{8})", line)]
    assert ticks == list(range(TICKS))


@pytest.fixture(scope="module", name="rescued")
def rescued_machine(boot):
    """A required domain crashes until it is given up, while another waits; the recovery domain is a Linux with a shell."""
    image = images.build(
        "recovery-linux",
        images.domain("db", images.tiny(), "32M", 1, "do=crash", properties=[*CRASHES, 'hyperlaunch,on-failure = "required"']),
        images.domain("slow", images.tiny(), "32M", 1, "do=echo", properties=[
            'functions = "console"', 'hyperlaunch,ready = "line"', 'hyperlaunch,ready-line = "echo=go on"', "hyperlaunch,ready-timeout-ms = <3600000>"]),
        images.domain("web", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&slow>"]),
        images.domain("rescue", images.linux("6.1"), "128M", 1, "console=hvc0 quiet", INITRD, properties=RECOVERY))
    machine = boot("recovery-linux", image)
    assert machine.wait_launched() == (3, 1)
    machine.wait(r"^\[rescue\] Enter 'help'", r"^hyperlaunch: input goes to rescue ")
    machine.wait_prompt("rescue")
    return machine


def shell(machine, command):
    """What a command prints in the recovery domain's shell, which has the keyboard; it must succeed."""
    before = machine.mark()
    machine.send(f"{command}; echo sta''tus=$?=\r")
    (status,) = machine.wait(r"^\[rescue\] .*status=(\d+)=", since=before)
    lines = machine.guest_lines("rescue", before)
    assert status.group(1) == "0", lines
    return [line for line in lines if "status=" not in line and "sta''tus" not in line]


def test_what_waits_stays_back_and_what_runs_goes_on(rescued):
    rescued.wait(r"^hyperlaunch: domain db: given up: it was started again 1 times within 60 s",
                 r"^hyperlaunch: domain db: failed, and is required: nothing more is started; recovery domain rescue is started$",
                 r"^hyperlaunch: domain web: failed: start: it is held back, since db, which is required, failed; ",
                 r"^hyperlaunch: input goes to slow ", r"^hyperlaunch: input goes to rescue ")
    assert not rescued.guest_lines("web")


def test_person_at_the_shell_reads_what_failed_and_its_last_lines(rescued):
    assert shell(rescued, "xenstore-read -R /hyperlaunch/failed") == ["db"]
    printed = rescued.guest_lines("db")
    assert len([line for line in printed if line.startswith("tiny: done ")]) == 2
    read = shell(rescued, "xenstore-read -R /hyperlaunch/domain/db/console")
    assert [line for line in read if line] == [line for line in printed if line]
    assert shell(rescued, "xenstore-read -R /hyperlaunch/domain/web/console") == []


def test_person_reads_why(rescued):
    def leaves(name, *which):
        return ["".join(shell(rescued, f"xenstore-read /hyperlaunch/domain/{name}/{leaf}")) for leaf in which]

    assert leaves("db", "state", "end", "restarts") == ["ended", "crashed", "1"]
    state, step, cause = leaves("web", "state", "step", "cause")
    assert (state, step) == ("held", "start") and cause.startswith("it is held back, since db, which is required, failed")
    assert leaves("rescue", "state", "functions") == ["ready", "recovery"]


def test_person_follows_what_others_print(rescued):
    since = rescued.mark()
    rescued.send("\x1dn")
    rescued.wait(r"^hyperlaunch: input goes to slow ", since=since)
    rescued.send("still here\r")
    rescued.wait(r"^\[slow\] tiny: echo=still here$", since=since)
    rescued.send("\x1dn")
    rescued.wait(r"^hyperlaunch: input goes to rescue ", since=since)
    command = "while ! xenstore-read -R /hyperlaunch/domain/slow/console | grep still; do :; done"
    assert "tiny: echo=still here" in shell(rescued, command)


def test_other_nodes_are_as_before(rescued):
    assert shell(rescued, "xenstore-read name") == ["rescue"]
    assert shell(rescued, "xenstore-write /hyperlaunch/failed nobody || echo refused")[-1] == "refused"
