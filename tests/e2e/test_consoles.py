# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Consoles of a resident launcher: input to the focused guest, and guests that misbehave harm nobody."""

import pytest

import images

FLOOD_LINES = 32768  # as in guest/act.c


@pytest.fixture(scope="module")
def machine(boot):
    image = images.build(
        "consoles",
        images.domain("one", images.tiny(), "32M", 1, "do=echo"),
        images.domain("two", images.tiny("tiny32"), "32M", 1, "do=echo"),
        images.domain("crash", images.tiny(), "32M", 1, "do=crash"),
        images.domain("triple", images.tiny("tiny32"), "32M", 1, "do=triple"),
        images.domain("off", images.tiny(), "32M", 1, "do=poweroff"),
        images.domain("garbage", images.tiny(), "32M", 1, "do=garbage"),
        images.domain("flood", images.tiny(), "32M", 1, "do=flood"))
    # Xen drops what its serial port cannot send in time. Give it room for the whole flood, so that a missing line
    # is the launcher's fault and not the emulated port's.
    machine = boot("consoles", image, xen_options="serial_tx_buffer=4M")
    machine.wait_launched()
    return machine


def test_all_are_started(machine):
    assert machine.wait_launched() == (7, 0)


def test_guests_that_end_are_reported(machine):
    # Xen takes a triple fault for a wish to reboot, as hardware does.
    machine.wait(r"^hyperlaunch: domain crash: crashed", r"^hyperlaunch: domain triple: asked for a reboot",
                 r"^hyperlaunch: domain off: powered off")


def test_garbage_in_a_ring_is_noticed(machine):
    machine.wait(r"^hyperlaunch: domain garbage: its console ring is damaged")


def test_flood_arrives_whole_and_in_order(machine):
    machine.tiny_report("flood", timeout=300)
    lines = [line for line in machine.guest_lines("flood") if line.startswith("tiny: flood=")]
    assert [int(line[len("tiny: flood="):].split()[0], 16) for line in lines] == list(range(FLOOD_LINES))


def test_input_reaches_the_focused_guest_and_focus_cycles(machine):
    since = machine.mark()
    seen = set()
    for _ in range(8):
        if {"one", "two"} <= seen:
            break
        before = machine.mark()
        machine.send("\x1dn")
        (focus,) = machine.wait(r"hyperlaunch: input goes to (\S+)", since=before)
        name = focus.group(1)
        if name in ("one", "two"):
            machine.send(f"hello {name}\r")
            machine.wait(rf"^\[{name}\] tiny: echo=hello {name}$", since=before)
            seen.add(name)
    assert {"one", "two"} <= seen
    # What was typed for one never reached the other.
    assert not [line for line in machine.guest_lines("one", since) if "hello two" in line]
    assert not [line for line in machine.guest_lines("two", since) if "hello one" in line]
