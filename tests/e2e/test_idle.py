# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""An idle resident launcher takes no CPU and little memory, by Xen's own accounting."""

import os
import re

import images
from machine import LAUNCHER

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


def test_resident_launcher_is_small(boot):
    assert os.path.getsize(LAUNCHER) <= 320 * 1024
    # One that may be started again would keep the image.
    machine = boot("small", images.build("small", images.domain(
        "one", images.tiny(), "32M", 1, "do=idle", properties=['hyperlaunch,on-reboot = "destroy"'])))
    assert machine.wait_launched() == (1, 0)
    (store,) = machine.wait(r"^hyperlaunch: xenstore: (\d+) KiB$")
    machine.tiny_report("one")
    machine.wait(r"^hyperlaunch: \d+ KiB of domain 0's memory given back, zeroed, at ")
    machine.send(XEN_FOCUS)
    machine.wait(r"input to Xen")
    machine.send("q")
    (_, pages) = machine.wait(r"\(XEN\) General information for domain 0:", r"\(XEN\)\s+nr_pages=(\d+) ")
    # Neither the launch image nor anything else that dom0_mem gave is left: 4 MiB in pages of 4 KiB, and the store, which
    # three levels of page tables map.
    assert int(pages.group(1)) <= 1024 + int(store.group(1)) // 4 + 3
    assert int(store.group(1)) <= 1024
