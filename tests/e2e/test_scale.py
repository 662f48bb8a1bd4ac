# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""200 tiny domains in one image: all start, each for as many hypercalls as the first; all are heard, and have a store."""

import re

import images
import pytest

COUNT = 200
ANSWERS = 3
NAMES = [f"d{i}" for i in range(1, COUNT + 1)]
# The last but one ends at once, the last waits for input: the launcher's one poll has no room for their ports.
OFF, ECHO = NAMES[-2:]
WORDS = {OFF: "do=poweroff", ECHO: "do=echo"}


def words(name):
    return f"number={name[1:]} {WORDS.get(name, f'do=ask lines={ANSWERS}')}"


@pytest.fixture(scope="module")
def machine(boot):
    image = images.build("scale", *(images.domain(name, images.tiny(), "4M", 1, words(name)) for name in NAMES))
    return boot("scale", image, memory=2048)


def test_all_are_started(machine):
    assert machine.wait_launched() == (COUNT, 0)
    created = [re.search(r"domain (d\d+): created at ", line) for line in machine.lines]
    assert [match.group(1) for match in created if match] == NAMES


def test_each_reports_success(machine):
    machine.wait(*(rf"^\[{name}\] tiny: done .*result=success" for name in NAMES))
    for name in NAMES:
        lines = machine.guest_lines(name)
        assert {"tiny: memory_kib=4096", "tiny: stale=none", f"tiny: cmdline={words(name)}"} <= set(lines)


def test_the_store_answers_each(machine):
    machine.wait(*(rf"^\[{name}\] tiny: done " for name in NAMES))
    for name in NAMES:
        if name not in WORDS:
            assert {f"tiny: store_name={name}", f"tiny: store_answers={ANSWERS}"} <= set(machine.guest_lines(name))


def test_each_takes_the_hypercalls_of_the_first(machine):
    built = [re.search(r"domain d\d+: built in .*, (\d+) hypercalls", line) for line in machine.lines]
    calls = [int(match.group(1)) for match in built if match]
    # For the first, Xen is asked for the CPUID policy that all begin with.
    assert calls == [calls[0]] + [calls[0] - 1] * (COUNT - 1)


def test_an_end_beyond_one_poll_is_noticed(machine):
    machine.wait(rf"^hyperlaunch: domain {OFF}: powered off; destroyed")


def test_input_and_output_beyond_one_poll(machine):
    since = machine.mark()
    machine.send("\x1dp")
    machine.wait(rf"hyperlaunch: input goes to {ECHO} ", since=since)
    for text in ("hello", "again"):
        machine.send(f"{text}\r")
        machine.wait(rf"^\[{ECHO}\] tiny: echo={text}", since=since, timeout=30)
