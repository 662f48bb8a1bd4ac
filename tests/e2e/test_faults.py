# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A fault of the launcher's own: refused by its protections, reported with its place; the guests run on."""

import os
import re
import subprocess

import images
import pytest
from machine import BUILD, LAUNCHER

# The launcher with tests/e2e/provoke.c: the one that is shipped has nothing to commit a fault with.
PROVOKED = os.path.join(BUILD, "e2e", "launcher.elf")

XEN_FOCUS = "\x01" * 3


def vcpu_credit(machine, domid):
    """The credit that Xen's scheduler shows for a domain's first vCPU: it changes as the vCPU runs."""
    before = machine.mark()
    machine.send("r")
    (credit,) = machine.wait(rf"\(XEN\).*\[{domid}\.0\] .*credit=(-?\d+)", since=before)
    machine.wait_quiet(2)
    return int(credit.group(1))


@pytest.mark.parametrize("kind, code, why", [
    ("text", 0x3, "the page does not permit it"),
    ("data", 0x11, "the page does not permit it"),
    ("null", 0x2, "nothing is there"),
])
def test_fault_is_reported_with_its_place_and_parks(boot, kind, code, why):
    # The guest prints without end: once nobody drains its ring it still wakes up to look.
    machine = boot(f"fault-{kind}", images.build(
        "fault", images.domain("one", images.tiny(), "32M", 1, "do=flood")), launcher_options=f"provoke={kind}",
        launcher=PROVOKED)
    assert machine.wait_launched() == (1, 0)
    (fault, _, _, _) = machine.wait(r"hyperlaunch: fatal: exception 14, error code (0x[0-9a-f]+) at "
                                    r"0x([0-9a-f]{16}) on CPU 0$",
                                    r"hyperlaunch:   rax [0-9a-f]{16} rbx [0-9a-f]{16}",
                                    rf"hyperlaunch:   a page fault at [0-9a-f]{{16}}: {why}$",
                                    r"hyperlaunch: fatal: .* launched domains run on$")
    assert int(fault.group(1), 16) == code
    assert fault.group(2).startswith("ffffffff80")
    machine.wait_quiet(2)
    machine.send(XEN_FOCUS)
    machine.wait(r"input to Xen")
    machine.wait_quiet(1)
    first = vcpu_credit(machine, 1)
    assert vcpu_credit(machine, 1) != first, "the guest runs on"
    assert not re.search("rebooting", "\n".join(machine.lines))


def test_shipped_launcher_has_no_trace_of_it():
    with open(LAUNCHER, "rb") as file:
        assert b"provoke" not in file.read()
    with open(PROVOKED, "rb") as file:
        assert b"provoke=text" in file.read()
    unstripped = os.path.join(BUILD, "launcher.debug.elf")
    names = subprocess.run(["nm", unstripped], check=True, capture_output=True, text=True).stdout
    assert "machine_trap" in names
    assert not re.search(r"provoke|__wrap_", names)
