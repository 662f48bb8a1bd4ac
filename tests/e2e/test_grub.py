# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""GRUB boots the same ISO from BIOS and from UEFI: one kernel line, two module lines, whatever the set."""

import os
import subprocess

import pytest

import images
from machine import CACHE, LAUNCHER, ROOT


@pytest.fixture(scope="module")
def iso():
    image = images.build("grub", images.domain("one", images.tiny(), "32M", 1, "from grub"),
                         images.domain("two", images.tiny("tiny32"), "32M", 2))
    path = os.path.join(images.OUT, "grub.iso")
    subprocess.run([os.path.join(ROOT, "lab", "iso"), path, os.path.join(CACHE, "xen-4.17", "xen.gz"), LAUNCHER, image],
                   check=True)
    return path


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_iso_boots(boot, iso, firmware):
    machine = boot(f"grub-{firmware}", iso=iso, firmware=firmware)
    assert machine.wait_launched(timeout=300) == (2, 0)
    assert machine.tiny_report("one")["cmdline"] == "from grub"
    assert machine.tiny_report("two")["vcpus"] == "2"
