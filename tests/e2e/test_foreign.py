# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Kernels that nobody here wrote and that are not Linux: GRUB as PVH and as PV, Xen's shim for PV kernels."""

import os

import pytest

import images
from dom0 import Dom0, kernel
from machine import BUILD, CACHE

GRUBS = {"gpvh": (images.domain, "grub-i386-xen_pvh.bin"), "gpv": (images.pv, "grub-x86_64-xen.bin")}


def grubs():
    return [make(name, os.path.join(CACHE, "grub-xen", file), "64M", 1) for name, (make, file) in GRUBS.items()]


@pytest.fixture(scope="module")
def resident(boot):
    shim = os.path.join(CACHE, "tools-4.17", "root", "usr", "lib", "xen-4.17", "boot", "xen-shim")
    image = images.build("foreign", images.domain("shim", shim, "128M", 1, "pv-shim", images.tiny("tiny64-pv")), *grubs())
    return boot("foreign", image, cpus=2)


def test_shim_runs_a_pv_kernel(resident):
    """The kernel is domain 0 to the shim, which differs in places; what counts is that both run to their end."""
    report = resident.tiny_report("shim")
    assert (report["mode"], report["vcpus"]) == ("pv", "1")


@pytest.mark.parametrize("name", GRUBS)
def test_grub_goes_on_without_disks(resident, name):
    """It asks its store for disks before it prints anything; the resident launcher's has none."""
    assert resident.wait_launched() == (1 + len(GRUBS), 0)
    resident.wait(rf"^\[{name}\].*error: no such device: /boot/grub/grub.cfg")


@pytest.fixture(scope="module", params=["oxenstored", "xenstored"])
def machine(request, boot):
    image = images.build(
        f"grub-{request.param}", *grubs(),
        images.dom0(kernel("6.1"), os.path.join(BUILD, "demo", "dom0-4.17-linux-6.1.cpio.gz"),
                    bootargs=f"console=hvc0 quiet hl.xenstored={request.param}"))
    machine = boot(f"grub-{request.param}", image, memory=1536, dom0_mem="dom0_mem=64M")
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    return machine


@pytest.mark.parametrize("name", GRUBS)
def test_grub_prompts_once_dom0_serves_the_store(machine, name):
    machine.dom0.until(f"grep -q 'grub>' /var/log/xen/console/guest-{name}.log")
