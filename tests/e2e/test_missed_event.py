# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A PVH Linux that missed the event of its store is notified again and again, beside the start of dom0."""

import os
import re

import pytest

import images
from dom0 import Dom0, initramfs, kernel
from machine import BUILD, ROOT
from test_xl import guest, on_console

XEN, LINUX = "4.17", "6.1"


@pytest.fixture(scope="module")
def machine(boot):
    ramdisk = initramfs(XEN, LINUX, "missed-event", {
        "usr/sbin/hyperlaunch-init": os.path.join(BUILD, "hyperlaunch-init"),
        "scripts/init-top/hyperlaunch": os.path.join(ROOT, "dom0", "initramfs", "init-top")})
    # Bound to the event, and without the thread that waits for it: as between the two, but for good.
    web = guest("web", LINUX, bootargs="initcall_blacklist=xenbus_probe_initcall")
    image = images.build("missed-event", web, images.dom0(kernel(LINUX), ramdisk, bootargs="console=hvc0 quiet"))
    machine = boot("missed-event", image, xen=XEN, dom0_mem="dom0_mem=64M")
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    return machine


def events(machine):
    """How many the guest has had, as it counts them."""
    since = machine.mark()
    on_console(machine, "web", "grep xenstore_late_init /proc/interrupts; echo se''en", r"seen$")
    counts = [re.match(r" *\d+: +(\d+) .*xenstore_late_init$", line) for line in machine.lines[since:]]
    return next(int(match.group(1)) for match in counts if match)


def test_event_comes_again_until_the_guest_looks(machine):
    first = events(machine)
    waiting = machine.waiting(60, "further events")
    while (count := events(machine)) < first + 2:
        if waiting.left() <= 0:
            machine.fail(f"{first} events at first, {count} by now")


def test_nobody_waits_for_that(machine):
    """hyperlaunch-init has ended for whoever reads its output, and another run says at once what there is."""
    assert "web (id 1): already" in machine.dom0.sh("hyperlaunch-init | cat")
    machine.dom0.sh("ps w | grep -q '[h]yperlaunch-init$'")
