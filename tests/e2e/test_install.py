# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What `hyperlaunch install` puts into a system is what GRUB boots there, by the menu that GRUB's own grub-mkconfig makes."""

import os
import subprocess

import pytest

import images
from grub_root import GrubRoot
from machine import CACHE, XEN_OPTIONS

DEFAULT = "GRUB_DEFAULT=0\n"
# The disk is found by its UUID alone, as on a real machine; that of a CD is known when it is written, and takes this one's place.
UUID = b"0000-00-00-00-00-00-00"
PROBE = f"""#!/bin/sh
case "$*" in
*--target=device*) echo /dev/cd ;;
*fs_uuid*) echo {UUID.decode()} ;;
*compatibility_hint*) echo nowhere ;;
*hints_string*) exit 1 ;;
esac
"""
# Where the descriptor of an ISO 9660 volume has the date of its last change, which GRUB takes for its UUID.
CHANGED = slice(16 * 2048 + 830, 16 * 2048 + 846)


@pytest.fixture(scope="module")
def system():
    """A system with two generations: the first says one thing, the second another."""
    path = os.path.join(images.OUT, "install-root")
    subprocess.run(["rm", "-rf", path, path + ".tools"], check=True)
    system = GrubRoot(path, probe=PROBE)
    system.xen("4.17", os.path.join(CACHE, "xen-4.17", "xen.gz"))
    for words in ("the first", "the second"):
        image = images.build("install", images.domain("one", images.tiny(), "32M", 1, words))
        system.tool("install", "--xen-args", XEN_OPTIONS, "--launcher-args", "from-install", image)
    return system


def boot_from(boot, system, name, settings, firmware):
    """Makes the menu and a CD of the whole system; boots that."""
    system.settings(settings)
    system.update()
    iso = os.path.join(images.OUT, f"{name}.iso")
    subprocess.run(["grub-mkrescue", "--fonts=", "--themes=", "--locales=", "-o", iso, system.path], check=True,
                   capture_output=True)
    with open(iso, "r+b") as file:
        data = file.read()
        changed = data[CHANGED]
        file.seek(0)
        file.write(data.replace(UUID, b"-".join([changed[:4], *(changed[i:i + 2] for i in range(4, 16, 2))])))
    return boot(name, iso=iso, firmware=firmware)


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_newest_generation_boots_by_default(boot, system, firmware):
    machine = boot_from(boot, system, f"install-{firmware}", DEFAULT, firmware)
    assert machine.wait_launched(timeout=300) == (1, 0)
    assert machine.tiny_report("one")["cmdline"] == "the second"
    assert any("option 'from-install' is unknown" in line for line in machine.launcher_lines())  # so it arrived


def test_generation_before_is_the_second_entry(boot, system):
    machine = boot_from(boot, system, "install-before", "GRUB_DEFAULT=1\n", "bios")
    assert machine.wait_launched(timeout=300) == (1, 0)
    assert machine.tiny_report("one")["cmdline"] == "the first"
