# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Consoles of a resident launcher on a serial line of 115200 baud: guests that print much or misbehave harm nobody."""

import re

import images
import pytest
from machine import COUNTED

LINE_RATE = 11520  # bytes a second: eight bits, a start and a stop bit
FLOOD_LINES, TICK_LINES = 400, 100
FLOODS = [f"flood{i}" for i in range(1, 9)]
NAMES = ["one", "two", "crash", "triple", "off", "garbage", "quiet", *FLOODS]


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
        images.domain("quiet", images.tiny(), "32M", 1, f"do=tick lines={TICK_LINES}"),
        *(images.domain(name, images.tiny(), "32M", 1, f"do=flood lines={FLOOD_LINES}") for name in FLOODS))
    machine = boot("consoles", image, line_rate=LINE_RATE)
    machine.wait_launched()
    # Who has the input is announced after the launch, and the line is slow: no test may take that for an answer to its key.
    machine.wait(r"^hyperlaunch: input goes to one ")
    return machine


def test_all_are_started(machine):
    assert machine.wait_launched() == (len(NAMES), 0)


def test_guests_that_end_are_reported(machine):
    # Xen takes a triple fault for a wish to reboot, as hardware does.
    machine.wait(r"^hyperlaunch: domain crash: crashed", r"^hyperlaunch: domain triple: asked for a reboot",
                 r"^hyperlaunch: domain off: powered off")


def test_input_reaches_the_focused_guest_and_focus_cycles(machine):
    # The floods go on meanwhile. A focused guest that ends moves the focus by itself: those have ended, also the one that is
    # started again some times.
    machine.wait(*(rf"^hyperlaunch: domain {name}: [a-z ]+; destroyed, its memory given back" for name in ("crash", "triple", "off")))
    machine.tiny_report("one")
    machine.tiny_report("two")
    since = machine.mark()
    seen = set()
    for _ in NAMES:
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


def test_garbage_in_a_ring_is_noticed(machine):
    machine.wait(r"^hyperlaunch: domain garbage: its console ring is damaged")


def numbered(machine, name, word):
    """The numbers of a guest's lines `tiny: WORD=XXXXXXXX`, in the order in which they came."""
    lines = [re.match(rf"tiny: {word}=([0-9a-f]{{8}})", line) for line in machine.guest_lines(name)]
    return [int(match.group(1), 16) for match in lines if match]


def test_floods_arrive_whole_and_in_order(machine):
    for name in FLOODS:
        machine.tiny_report(name, timeout=300)
        assert numbered(machine, name, "flood") == list(range(FLOOD_LINES))


def test_quiet_guest_is_heard_beside_floods(machine):
    machine.tiny_report("quiet")
    assert numbered(machine, "quiet", "tick") == list(range(TICK_LINES))
    # It was, while they printed: not before, and not after.
    among = [re.match(r"\[(\w+)\] tiny: (?:tick|flood)=", line) for line in machine.lines]
    order = [match.group(1) for match in among if match]
    first, last = (order.index("quiet"), len(order) - order[::-1].index("quiet"))
    assert {name for name in FLOODS if name in order[first:last]} == set(FLOODS)


def test_no_line_is_cut_or_joined(machine):
    machine.tiny_report("quiet")
    starts = re.compile(rf"\[(?:{'|'.join(NAMES)})\] |hyperlaunch: ")
    flood = re.compile(r"tiny: flood=[0-9a-f]{8} the quick brown fox jumps over the dog\.\.\.")
    since = next(i for i, line in enumerate(machine.lines) if line.startswith("hyperlaunch: "))
    for before, line in zip(machine.lines[since:], machine.lines[since + 1:]):
        # What the garbage in a ring comes out as is anything but another's line. Xen takes a line in pieces of 127 bytes
        # and may say something itself in between.
        if line.startswith("[garbage] ") or "(XEN)" in line or ("(XEN)" in before and not starts.search(line)):
            continue
        assert len(starts.findall(line)) == 1 and starts.match(line), line
        assert "flood=" not in line or flood.fullmatch(starts.sub("", line)) or "cmdline" in line, line


def test_quiet_guests_line_is_taken_within_a_tenth_of_a_second(boot):
    """Beside domains that print the longest lines without end, by the machine's counted time and at the pace of com1=115200."""
    names = [f"torrent{i}" for i in range(1, 9)]
    image = images.build("consoles-counted", *(images.domain(name, images.tiny(), "32M", 1, "do=torrent lines=60") for name in names),
                         images.domain("quiet", images.tiny(), "32M", 1, f"do=tick lines={TICK_LINES}"))
    machine = boot("consoles-counted", image, extra=COUNTED)
    machine.tiny_report("quiet", timeout=600)
    # The launcher's own lines go first, and so does what a domain may print at once when it begins: 2 s. A line tells of the one before it.
    own = max(i for i, line in enumerate(machine.lines) if line.startswith("hyperlaunch: "))
    after = machine.lines[own + 1:]
    ticks = [i for i, line in enumerate(after) if re.match(r"\[quiet\] tiny: tick=", line)][20:]
    took = [int(after[i].rsplit("took_us=", 1)[1]) for i in ticks[1:]]
    assert len(took) > TICK_LINES // 2
    assert max(took) <= 100_000, took
    # All others print without end meanwhile.
    assert {re.match(r"\[(\w+)\]", line).group(1) for line in after[ticks[-10]:ticks[-1]]} == {"quiet", *names}
