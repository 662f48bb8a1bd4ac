# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""PCI devices of a PV domain beside a dom0: the launcher keeps them from dom0's Linux, whose xen-pciback serves them."""

import os
import re

import pytest

import images
from dom0 import Dom0, initramfs, kernel
from machine import BUILD
from test_pci import CARD, DISK, DISK_BYTES, MEMORY, device, disk, hardware, initrd  # noqa: F401
from test_xl import WATCH_LOG, domains, on_console

XEN, LINUX = "4.17", "6.1"


@pytest.fixture(scope="module")
def machine(boot, disk):  # noqa: F811
    ramdisk = initramfs(XEN, LINUX, "pci", {"usr/sbin/hyperlaunch-init": os.path.join(BUILD, "hyperlaunch-init")})
    image = images.build(
        "pci-dom0",
        images.pv("net", images.linux("amd64-6.1"), "256M", 1, "console=hvc0 quiet iommu=soft", initrd(f"amd64-{LINUX}"),
                  inside=[device("card", CARD), device("disk", DISK, "permissive")]),
        images.dom0(kernel(LINUX), ramdisk, bootargs="console=hvc0 quiet hl.image=/dev/vda"))
    machine = boot("pci-dom0", image, xen=XEN, memory=MEMORY, dom0_mem="dom0_mem=64M",
                   extra=["-drive", f"file={image},format=raw,if=virtio,readonly=on", *hardware(disk[0])])
    machine.checksum = disk[1]
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    return machine


def attached(machine):
    """What a domain has, as xl lists it."""
    return [line.split()[1] for line in machine.dom0.sh("xl pci-list net").splitlines()[1:]]


def use(machine):
    """The guest pings QEMU's gateway by the card and reads the disk."""
    before = machine.mark()
    on_console(machine, "net", "until [ -b /dev/nvme0n1 -a -e /sys/class/net/eth0 ]; do usleep 200000; done; ifconfig eth0 10.0.2.15; "
               "until ping -c 1 -w 9 10.0.2.2; do :; done; sha256sum /dev/nvme0n1; echo used$((1+1))", r"used2$", 300)
    machine.wait(r"64 bytes from 10\.0\.2\.2: ", rf"{machine.checksum}  /dev/nvme0n1", since=before)


def test_domain_0_is_told_to_leave_them_alone(machine):
    assert machine.dom0.sh("cat /proc/cmdline").startswith(f"xen-pciback.hide=({CARD})({DISK}) console=hvc0")


def test_hyperlaunch_init_gives_them(machine):
    assert any(line.endswith("net (id 1): introduced, 2 devices attached") for line in machine.lines)
    assert attached(machine) == [CARD, DISK]


def test_guest_drives_a_card_and_a_disk(machine):
    use(machine)


def test_second_run_attaches_nothing(machine):
    assert re.search(r"^net \(id 1\): already$", machine.dom0.sh("hyperlaunch-init --image /dev/vda"), re.M)
    assert attached(machine) == [CARD, DISK]


def test_rebuilt_domain_has_them_again(machine):
    before = domains(machine)["net"][0]
    machine.dom0.sh("xl reboot net")
    machine.dom0.until(f"grep -q 'domain net: asked for a reboot; built again' {WATCH_LOG}", 300)
    assert domains(machine)["net"][0] > before
    assert attached(machine) == [CARD, DISK]
    use(machine)
