# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""An idle resident launcher takes no CPU, by Xen's own accounting."""

import re

import images

XEN_FOCUS = "\x01" * 3  # Xen's conswitch, thrice: from domain 0 to Xen
OBSERVED_SECONDS = 20


def domain0_credit(machine):
    """The credit of domain 0's vCPU in Xen's dump of run queues: credit2 takes from it for each ns of CPU."""
    before = machine.mark()
    machine.send("r")
    (now, credit) = machine.wait(r"\(XEN\).*\bNOW=(\d+)", r"\(XEN\).*\[0\.0\] .*credit=(-?\d+)", since=before)
    machine.wait_quiet(2)
    return int(now.group(1)), int(credit.group(1))


def test_idle_launcher_takes_no_cpu(boot):
    machine = boot("idle", images.build(
        "idle", images.domain("one", images.tiny(), "32M", 1, "do=idle"),
        images.domain("two", images.tiny("tiny32"), "32M", 2, "do=idle")))
    assert machine.wait_launched() == (2, 0)
    machine.tiny_report("one")
    machine.tiny_report("two")
    machine.wait_quiet(3)
    machine.send(XEN_FOCUS)
    machine.wait(r"input to Xen")
    machine.wait_quiet(2)
    start, credit_before = domain0_credit(machine)
    machine.wait_quiet(OBSERVED_SECONDS)
    end, credit_after = domain0_credit(machine)
    assert end - start >= OBSERVED_SECONDS * 10**9 * 0.9
    # Not "little" but none: a single wake-up would show.
    assert credit_after == credit_before
    assert re.search(r"\[0\.0\]", "\n".join(machine.lines))
