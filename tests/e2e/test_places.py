# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Small kernels find what they were given where Xen's own tools put it, and need map nothing below themselves."""

import pytest

import images

KINDS = ["tiny64-high", "tiny64-linux", "tiny64-class32"]
RAMDISK_SIZE = 1_234_567
# The longest command line of a PVH domain: start info and lists then take two pages. What the guest does stands at its end.
LONG = "x" * (4095 - 9) + " do=store"


@pytest.fixture(scope="module", params=["4.14", "4.17", "4.20"], ids=lambda xen: f"xen-{xen}")
def machine(request, boot):
    ramdisk, crc = images.noise(RAMDISK_SIZE)
    image = images.build("places", *(
        images.domain(f"{kind[7:]}{end}", images.tiny(kind), "32M", 2, words, ramdisk)
        for kind in KINDS for end, words in (("", "do=store"), ("_long", LONG))))
    machine = boot(f"places-xen-{request.param}", image, xen=request.param)
    machine.crc = crc
    return machine


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("end", ["", "_long"], ids=["short", "long"])
def test_guest_finds_all_it_was_given(machine, kind, end):
    report = machine.tiny_report(kind[7:] + end)
    assert (report["result"], report["vcpus"], report["stale"]) == ("success", "2", "none")
    assert "store_evtchn" in report  # it knows its command line up to the end
    assert (report["ramdisk_bytes"], report["ramdisk_crc32"]) == (str(RAMDISK_SIZE), machine.crc)
