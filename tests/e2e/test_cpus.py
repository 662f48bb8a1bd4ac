# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Several CPUs of domain 0 build the domains: each gets what one CPU gives it, and a dom0 finds nothing of the helpers."""

import os
import re

import pytest

import images
from dom0 import Dom0, kernel
from machine import BUILD, COUNTED

RAMDISK_SIZE = 3_456_789
DOM0_MIB = 320


@pytest.fixture(scope="module", params=["4.14", "4.17", "4.20"], ids=lambda xen: f"xen-{xen}")
def machine(request, boot):
    ramdisk, crc = images.noise(RAMDISK_SIZE)
    image = images.build(
        f"cpus-{request.param}",
        images.domain("pvh", images.tiny(), "64M", 1, ramdisk=ramdisk),
        images.domain("copy", images.tiny(), "80M", 1, ramdisk=ramdisk),
        images.pv("pv", images.tiny("tiny64-pv"), "64M", 1, ramdisk=ramdisk))
    machine = boot(f"cpus-xen-{request.param}", image, xen=request.param, cpus=3)
    machine.crc = crc
    return machine


def test_all_cpus_build(machine):
    machine.wait(r"^hyperlaunch: 3 CPUs build domains$")
    assert machine.wait_launched() == (3, 0)


@pytest.mark.parametrize("name, memory", [("pvh", 64), ("copy", 80), ("pv", 64)])
def test_domains_find_all_as_one_cpu_leaves_it(machine, name, memory):
    report = machine.tiny_report(name)
    assert (report["result"], report["stale"], report["memory_kib"]) == ("success", "none", str(memory * 1024))
    assert (report["ramdisk_bytes"], report["ramdisk_crc32"]) == (str(RAMDISK_SIZE), machine.crc)


@pytest.fixture(scope="module")
def handed_over(boot):
    image = images.build(
        "cpus-dom0",
        images.domain("early", images.tiny(), "64M", 1, "do=idle"),
        images.dom0(kernel("6.1"), os.path.join(BUILD, "demo", "dom0-4.17-linux-6.1.cpio.gz"), memory=f"{DOM0_MIB}M", cpus=1))
    # Counted: no interrupt is lost.
    machine = boot("cpus-dom0", image, memory=1024, cpus=2, launcher_options="cpus=2", extra=COUNTED)
    machine.wait(r"^hyperlaunch: 2 CPUs build domains$")
    machine.dom0 = Dom0(machine)
    machine.report = machine.dom0.wait_ready()
    return machine


def test_dom0_has_the_vcpus_that_did_not_help(handed_over):
    assert handed_over.report["vcpus"] == "1"
    assert "nr_cpus=1" in handed_over.dom0.sh("cat /proc/cmdline")


def test_helper_is_down(handed_over):
    states = re.findall(r"^Domain-0 +0 +(\d+) +\S+ +(\S+)", handed_over.dom0.sh("xl vcpu-list 0"), re.M)
    assert states == [("0", states[0][1]), ("1", "--p")]


def test_dom0_can_use_all_its_memory(handed_over):
    """What were the launcher's page tables, and stacks, are pages like any other: else the kernel dies at one of them."""
    free = int(re.search(r"MemFree: +(\d+) kB", handed_over.dom0.sh("cat /proc/meminfo")).group(1))
    count = free // 1024 - 24
    assert count > DOM0_MIB // 3
    assert handed_over.dom0.sh(f"mkdir /full && mount -t tmpfs -o size={count + 1}m none /full && dd if=/dev/zero of=/full/file bs=1M "
                               f"count={count} 2>/dev/null && stat -c %s /full/file && rm /full/file") == str(count << 20)
