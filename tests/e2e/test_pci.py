# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A PV domain drives a network card and a disk of the host, behind QEMU's IOMMU, with Debian's unmodified Linux."""

import hashlib
import os

import pytest

import images
from machine import BUILD, CPU

LINUX = "amd64-6.1"
CARD, DISK = "0000:00:03.0", "0000:00:04.0"
DISK_BYTES = 8 << 20
# With 1 GiB Xen's tables for an emulated AMD IOMMU have a fault (docs/pitfalls.md).
MEMORY = 2048


def device(name, address, *more):
    return images.node(name, ['compatible = "hyperlaunch,pci"', f'address = "{address}"', *more])


@pytest.fixture(scope="module")
def disk():
    path, _ = images.noise(DISK_BYTES)
    with open(path, "rb") as file:
        return path, hashlib.sha256(file.read()).hexdigest()


def initrd(linux):
    return os.path.join(BUILD, "demo", f"initrd-drivers-linux-{linux}.cpio.gz")


def image(name, linux=LINUX, words=""):
    return images.build(name, images.pv(
        "net", images.linux(linux), "256M", 1, f"console=hvc0 quiet iommu=soft {words}", initrd(linux),
        inside=[device("card", CARD, "gsi = <23>"), device("disk", DISK)]))


def hardware(path, iommu=True):
    return [*(["-device", "amd-iommu,intremap=on"] if iommu else []),
            "-netdev", "user,id=n", "-device", "e1000e,netdev=n,addr=3",
            "-drive", f"file={path},format=raw,if=none,id=d,readonly=on", "-device", "nvme,drive=d,serial=x,addr=4"]


def use(machine, path_and_sum, since=0):
    """Pings QEMU's gateway by the card, reads the disk; returns how the guest gets their interrupts.

    Sorted: Linux asks for a disk's two vectors in an order that depends on how its threads ran."""
    machine.wait(r"^\[net\] .*hyperlaunch-guest: ready ", since=since, timeout=300)
    machine.wait_prompt("net")
    before = machine.mark()
    machine.send("ifconfig eth0 10.0.2.15; until ping -c 1 -w 9 10.0.2.2; do :; done; grep pirq /proc/interrupts; "
                 "sha256sum /dev/nvme0n1; echo do''ne\r")
    machine.wait(r"64 bytes from 10\.0\.2\.2: ", rf"{path_and_sum[1]}  /dev/nvme0n1", r"^\[net\] done$", since=before)
    return sorted(line.split()[-2:] for line in machine.guest_lines("net", before) if "xen-pirq" in line)


# Xen 4.20 has no IOMMU without CMPXCHG16B, whose emulation Linux 6.12 does not survive if it uses it (docs/testing.md, "QEMU").
@pytest.mark.parametrize("xen, linux, words, cpu", [
    ("4.14", "amd64-6.1", "", CPU), ("4.17", "amd64-6.1", "", CPU),
    ("4.20", "amd64-6.12", "clearcpuid=cx16", CPU.replace(",-cx16", ""))], ids=["4.14", "4.17", "4.20"])
def test_linux_drives_a_card_and_a_disk(boot, disk, xen, linux, words, cpu):
    machine = boot(f"pci-{xen}", image(f"pci-{linux}", linux, words), xen=xen, memory=MEMORY, extra=hardware(disk[0]), cpu=cpu)
    assert machine.wait_launched() == (1, 0)
    interrupts = use(machine, disk)
    # The card by MSI-X, the disk too: it has no GSI.
    assert ["-pcifront-msi-x", "eth0-rx-0"] in interrupts
    assert ["-pcifront-msi-x", "nvme0q1"] in interrupts
    if xen != "4.17":
        return
    # It reboots: both are reset, and work again.
    before = machine.mark()
    machine.send("reboot\r")
    machine.wait(r"hyperlaunch: domain net: started again", since=before)
    assert use(machine, disk, before) == interrupts


def test_without_an_iommu_the_domain_is_refused_by_name(boot, disk):
    machine = boot("pci-without-iommu", image("pci"), memory=MEMORY, extra=hardware(disk[0], iommu=False))
    assert machine.wait_launched() == (0, 1)
    machine.wait(rf"hyperlaunch: domain net: failed: create: PCI device {CARD}: this host has no IOMMU, .*; enable it in the "
                 "firmware and by iommu=on, or write hyperlaunch,allow-dma-without-iommu")


def test_a_device_that_is_not_there_is_named(boot):
    machine = boot("pci-absent", image("pci"), memory=MEMORY, extra=["-device", "amd-iommu,intremap=on"])
    assert machine.wait_launched() == (0, 1)
    machine.wait(rf"hyperlaunch: domain net: failed: create: PCI device {CARD}: there is no such device on this host; name one")


def test_without_an_iommu_a_card_works_by_intx_if_the_lcm_allows_that(boot):
    path = images.build("pci-allowed", images.pv(
        "net", images.linux(LINUX), "256M", 1, "console=hvc0 quiet iommu=soft", initrd(LINUX),
        inside=[device("card", CARD, "gsi = <23>", "hyperlaunch,allow-dma-without-iommu")]))
    machine = boot("pci-allowed", path, memory=MEMORY, extra=["-netdev", "user,id=n", "-device", "e1000,netdev=n,addr=3"])
    assert machine.wait_launched() == (1, 0)
    machine.linux_report("net")
    machine.wait_prompt("net")
    before = machine.mark()
    machine.send("ifconfig eth0 10.0.2.15; until ping -c 1 -w 9 10.0.2.2; do :; done; grep pirq /proc/interrupts; echo do''ne\r")
    machine.wait(r"64 bytes from 10\.0\.2\.2: ", r"xen-pirq +-pcifront +eth0", r"^\[net\] done$", since=before)
