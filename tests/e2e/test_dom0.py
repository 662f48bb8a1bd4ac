# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The hand-over on each Xen, to the Linux of its own Debian release, with domains launched before it."""

import os
import re

import pytest

import images
from dom0 import Dom0, kernel
from machine import BUILD, COUNTED

# Each Xen with the Linux and the tools of its own Debian release.
PAIRS = [("4.14", "5.10"), ("4.17", "6.1"), ("4.20", "6.12")]
# The emulator's processors see each other's changes of code too late. Linux changes much when it finds the TSC
# unstable, which it does under emulation: here before its second processor runs.
BOOTARGS = "console=hvc0 tsc=unstable"
# Of 6.12's PVH guests some die in QEMU 7.2 by a wrong GS base.
GUEST_LINUX = {"6.12": "6.1"}
FIRST_LINE = re.compile(r"Linux version |mapping kernel into physical memory")


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: f"xen-{pair[0]}-linux-{pair[1]}")
def machine(request, boot):
    xen, linux = request.param
    image = images.build(
        f"dom0-{xen}",
        images.domain("early", images.tiny("tiny64"), "32M", 1, "do=idle"),
        images.pv("earlypv", images.tiny("tiny64-pv"), "32M", 1, "do=idle", properties=['xen,enhanced = "no-xenstore"']),
        images.domain("lin", images.linux(GUEST_LINUX.get(linux, linux)), "128M", 1, "console=hvc0 quiet hl.do=idle", images.INITRD),
        images.dom0(kernel(linux), os.path.join(BUILD, "demo", f"dom0-{xen}-linux-{linux}.cpio.gz"), cpus=2,
                    bootargs=BOOTARGS))
    # Counted, both processors take turns in one thread of QEMU: no interrupt is lost on either.
    machine = boot(f"dom0-xen-{xen}", image, xen=xen, memory=2048, cpus=2, dom0_mem="dom0_mem=64M", extra=COUNTED)
    machine.version, machine.linux = xen, linux
    machine.dom0 = Dom0(machine)
    machine.report = machine.dom0.wait_ready()
    return machine


def test_all_are_started(machine):
    assert machine.wait_launched() == (4, 0)


def test_dom0_runs_its_own_kernel_with_all_its_vcpus(machine):
    assert machine.report["kernel"].startswith(machine.linux + ".")
    assert machine.report["xen"] == machine.version
    assert machine.report["vcpus"] == "2"


def test_domains_run_before_dom0s_kernel_says_anything(machine):
    """Their reports are on the console before its first line, and made before the hand-over by Xen's clock."""
    (entered,) = machine.wait(r"hyperlaunch: entered at ([0-9.]+) s")
    (complete,) = machine.wait(r"launch complete: .* ([0-9.]+) ms after entry")
    handed_over_ms = float(entered.group(1)) * 1000 + float(complete.group(1))
    first = next(i for i, line in enumerate(machine.lines) if FIRST_LINE.search(line))
    for name in ("early", "earlypv"):
        done = next(i for i, line in enumerate(machine.lines) if line.startswith(f"[{name}] tiny: done "))
        report = machine.tiny_report(name)
        assert done < first
        assert float(report["time_ms"]) < handed_over_ms
        assert report["result"] == "success"


def test_xl_lists_all_by_name_with_memory_and_vcpus(machine):
    rows = [line.split() for line in machine.dom0.sh("xl list").splitlines()[1:]]
    assert [row[:4] for row in rows] == [
        ["Domain-0", "0", "512", "2"], ["early", "1", "32", "1"], ["earlypv", "2", "32", "1"], ["lin", "3", "128", "1"]]


def test_memory_of_dom0_is_as_asked_and_it_knows_of_no_more(machine):
    assert 380_000 < int(machine.report["memtotal_kb"]) <= 512 * 1024
    target = machine.dom0.sh("cat /sys/devices/system/xen_memory/xen_memory0/target_kb")
    assert int(target) == 512 * 1024


def test_the_record_arrives_and_is_kept(machine):
    assert machine.dom0.sh("head -c 4 /run/hyperlaunch/record.dtb | od -An -tx1").split() == ["d0", "0d", "fe", "ed"]


def test_the_lcm_arrives_beside_it_as_it_is_in_the_image(machine):
    (digest,) = machine.wait(r"hyperlaunch: LCM's sha256: ([0-9a-f]{64})$")
    assert machine.dom0.sh("cat /hyperlaunch/lcm.dtb | sha256sum").split()[0] == digest.group(1)
    shown = machine.dom0.sh("cmp /hyperlaunch/lcm.dtb /run/hyperlaunch/lcm.dtb && hyperlaunch show /hyperlaunch/lcm.dtb")
    for name in ("early", "earlypv", "lin", "dom0"):
        assert re.search(rf"\b{name}\b", shown), shown


def test_the_record_can_be_read_there(machine):
    """As the README says, in the dom0 of the demo."""
    shown = machine.dom0.sh("hyperlaunch record show")
    for name in ("early", "earlypv", "lin", "dom0"):
        assert re.search(rf"\b{name}\b", shown), shown


def test_the_record_is_found_in_the_ramdisk(machine):
    """A dom0 that stays in its ramdisk need not keep it elsewhere."""
    text = machine.dom0.sh("mv /run/hyperlaunch/record.dtb /run/kept && hyperlaunch-init; s=$?; "
                           "mv /run/kept /run/hyperlaunch/record.dtb; [ $s = 0 ]")
    assert re.search(r"^early \(id 1\): already$", text, re.M)


def test_linux_launched_before_dom0_reaches_its_user_space(machine):
    """Also Linux 5.10, which finds no store that comes late: it runs without one."""
    machine.dom0.until("grep -q 'hyperlaunch-guest: ready' /var/log/xen/console/guest-lin.log")


def test_domains_are_introduced_once(machine):
    """The second run finds everything as it should be."""
    text = machine.dom0.sh("hyperlaunch-init")
    for name in ("early", "earlypv", "lin"):
        assert re.search(rf"^{name} \(id \d\): already$", text, re.M)
