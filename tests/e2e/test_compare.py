# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What a guest finds is what it finds under xl: the same tiny guests built by both list all of it.

Each difference is intended; "What a domain finds" in docs/architecture.md gives the reasons.
"""

import os
import re

import pytest

import images
from dom0 import Dom0, initramfs, kernel

GUESTS = {"pvh": "tiny64", "linux": "tiny64-linux", "pv": "tiny64-pv", "plain": "tiny64-pv-plain"}
# One size of host for both: a leaf of Xen's tells PV domains how much memory it has.
HOST_MEMORY = 1536
# What may differ, by guest: lines under the launcher, under xl.
ACPI = ([r"rsdp fc000000", r"acpi FACP 6 114", r"acpi-fadt-flags 100000", r"acpi DSDT 2 24", r"acpi APIC 5 4c"],
        [r"rsdp fc00[0-9a-f]+", r"acpi FACP 5 10c", r"acpi-fadt-flags 8175", r"acpi DSDT 5 [0-9a-f]+", r"acpi APIC 2 4c",
         r"memmap fc001000 [0-9a-f]+ 3", r"memmap fc00[0-9a-f]+ 40 3"])
DIFFERENCES = {
    "pvh": ACPI,
    "linux": ([*ACPI[0][1:], r"memmap 0 ff000 1", r"memmap 100000 3f00000 1"], [*ACPI[1][1:6], r"memmap 0 4000000 1"]),
    "pv": ([r"module 400 12d687"], [r"module 400 12e000"]),
    "plain": ([], []),
}
MEMORY, VCPUS, WORDS, RAMDISK_SIZE = 64, 4, "do=found alpha", 1_234_567


def found(lines):
    return [match.group(1).strip() for match in (re.search(r"tiny: found=(.*)$", line) for line in lines) if match]


@pytest.fixture(scope="module", params=["4.17", "4.20"], ids=lambda xen: f"xen-{xen}")
def both(request, boot):
    """What each guest lists: {name: (under the launcher, under xl)}."""
    xen, linux = request.param, {"4.17": "6.1", "4.20": "6.12"}[request.param]
    ramdisk = images.noise(RAMDISK_SIZE)[0]
    machine = boot(f"compare-launcher-{xen}", images.build("compare", *(
        (images.pv if "pv" in kind else images.domain)(name, images.tiny(kind), f"{MEMORY}M", VCPUS, WORDS, ramdisk)
        for name, kind in GUESTS.items())), xen=xen, memory=HOST_MEMORY)
    ours = {}
    for name in GUESTS:
        machine.tiny_report(name)
        ours[name] = found(machine.guest_lines(name))
    machine = boot(f"compare-xl-{xen}", xen=xen, memory=HOST_MEMORY, dom0_mem="dom0_mem=512M", direct=(
        kernel(linux), "console=hvc0 quiet", initramfs(xen, linux, f"compare-{xen}", {
            "root/ramdisk": ramdisk, **{f"root/{kind}": images.tiny(kind) for kind in GUESTS.values()}})))
    shell = Dom0(machine)
    shell.wait_ready()
    theirs = {}
    for name, kind in GUESTS.items():
        shell.sh(f"printf 'name=\"{name}\"\\ntype=\"{'pv' if 'pv' in kind else 'pvh'}\"\\nmemory={MEMORY}\\nvcpus={VCPUS}\\n"
                 f"kernel=\"/root/{kind}\"\\nramdisk=\"/root/ramdisk\"\\ncmdline=\"{WORDS}\"\\n' >/run/x.cfg")
        shell.sh("xl create -q /run/x.cfg")
        log = f"/var/log/xen/console/guest-{name}.log"
        shell.until(f"grep -q 'tiny: done' {log}")
        theirs[name] = found(shell.sh(f"grep tiny:.found= {log}").splitlines())
    return {name: (ours[name], theirs[name]) for name in GUESTS}


def unlike(lines, others, wanted):
    """Lines that the others lack and nobody wants, and what is wanted and not there."""
    rest = [line for line in lines if line not in others]
    missing = [pattern for pattern in wanted if not any(re.fullmatch(pattern, line) for line in rest)]
    return [line for line in rest if not any(re.fullmatch(pattern, line) for pattern in wanted)] + missing


@pytest.mark.parametrize("name", GUESTS)
def test_guest_finds_what_it_finds_under_xl(both, name):
    (ours, theirs), (our_own, their_own) = both[name], DIFFERENCES[name]
    assert len(ours) > 30
    assert (unlike(ours, theirs, our_own), unlike(theirs, ours, their_own)) == ([], [])
