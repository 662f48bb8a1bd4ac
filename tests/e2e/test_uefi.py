# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""UEFI starts Xen itself, without GRUB: with a configuration file, and as one binary, signed where Secure Boot wants it."""

import os
import subprocess

import pytest

import images
from machine import CACHE, LAUNCHER, ROOT

# Debian's own key for tests of Secure Boot, which the firmware of tests trusts; its passphrase is its name (package ovmf).
KEY, CERTIFICATE, PASSPHRASE = "/usr/share/ovmf/PkKek-1-snakeoil.key", "/usr/share/ovmf/PkKek-1-snakeoil.pem", "pass:snakeoil"
MIB = 1 << 20
# What there is below 4 GiB, and a launch image that does not fit in there.
LOW_MIB, LARGE_MIB = 160, 168


def disk(name, xen, image, *options, words=""):
    path = os.path.join(images.OUT, f"{name}.disk")
    binary = os.path.join(CACHE, f"efi-{xen}", "xen.efi")
    subprocess.run([os.path.join(ROOT, "lab", "efi"), *options, path, binary, LAUNCHER, image, words], check=True)
    return path


@pytest.fixture(scope="module")
def small():
    return images.build("uefi", images.domain("one", images.tiny(), "32M", 1, "from uefi"), images.domain("two", images.tiny("tiny32"), "32M", 2))


@pytest.fixture(scope="module")
def signing(tmp_path_factory):
    key = tmp_path_factory.mktemp("key") / "key.pem"
    subprocess.run(["openssl", "rsa", "-in", KEY, "-passin", PASSPHRASE, "-out", key], check=True, capture_output=True)
    return "--sign", str(key), CERTIFICATE


def expect_launched(machine, xen):
    assert machine.wait_launched(timeout=300) == (2, 0)
    report = machine.tiny_report("one")
    assert (report["cmdline"], report["xen"]) == ("from uefi", xen)
    assert machine.tiny_report("two")["vcpus"] == "2"


@pytest.mark.parametrize("xen, options", [("4.17", ()), ("4.20", ("--unified",))])
def test_xen_starts_without_a_boot_loader(boot, small, xen, options):
    machine = boot(f"uefi-{xen}", disk=disk(f"uefi-{xen}", xen, small, *options), firmware="uefi")
    expect_launched(machine, xen)


def test_secure_boot_starts_what_is_signed(boot, small, signing):
    machine = boot("uefi-signed", disk=disk("uefi-signed", "4.17", small, "--unified", *signing), firmware="secure")
    expect_launched(machine, "4.17")


def test_secure_boot_refuses_another_image_in_the_signed_binary(boot, small, signing):
    path = disk("uefi-changed", "4.17", small, "--unified", *signing)
    with open(path, "r+b") as file:
        content = file.read()
        # The first bytes of the guest's command line in the launch image.
        assert content.count(b"from uefi") == 1
        file.seek(content.index(b"from uefi"))
        file.write(b"From")
    machine = boot("uefi-changed", disk=path, firmware="secure")
    machine.wait(r"BdsDxe: failed to load .*HARDDISK.*: Access Denied", r"BdsDxe: No bootable option", timeout=300)
    assert not any("Xen 4" in line for line in machine.lines)


def test_image_above_4_gib(boot):
    ramdisk, crc = images.noise(LARGE_MIB * MIB)
    image = images.build("uefi-large", images.domain("one", images.tiny(), "384M", 1, "", ramdisk))
    assert os.path.getsize(image) > LOW_MIB * MIB
    machine = boot("uefi-large", disk=disk("uefi-large", "4.17", image), firmware="uefi", memory=2048,
                   extra=["-machine", f"max-ram-below-4g={LOW_MIB}M"])
    assert machine.wait_launched(timeout=600) == (1, 0)
    assert machine.tiny_report("one")["ramdisk_crc32"] == crc
    os.remove(ramdisk)
    os.remove(image)
    os.remove(os.path.join(images.OUT, "uefi-large.disk"))
