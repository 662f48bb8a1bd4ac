# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Guests of every size see the memory they were given, beyond the 4 GiB hole too; any dom0_mem will do."""

import pytest

import images

SIZES = {"small": ("32M", 32 << 10), "usual": ("128M", 128 << 10), "large": ("1G", 1 << 20), "huge": ("6G", 6 << 20)}


@pytest.fixture(scope="module")
def machine(boot):
    image = images.build("memory", *(
        images.domain(name, images.tiny(), memory, 1, "check=full" if kib <= 128 << 10 else "check=sample")
        for name, (memory, kib) in SIZES.items()))
    return boot("memory", image, memory=8192)


@pytest.mark.parametrize("name", SIZES)
def test_guest_sees_its_memory(machine, name):
    report = machine.tiny_report(name, timeout=400)
    assert report["result"] == "success"
    assert report["memory_kib"] == str(SIZES[name][1])
    assert report["stale"] == "none"


@pytest.mark.parametrize("dom0_mem", ["", "dom0_mem=64M", "dom0_mem=1G,max:1G", "dom0_mem=min:96M,max:512M"],
                         ids=["none", "64M", "1G", "range"])
def test_any_dom0_mem_leaves_the_host_to_the_guests(boot, dom0_mem):
    # Without dom0_mem the launcher gets all there is, and must give back most of it: the guests
    # together need more than half of the machine.
    image = images.build("dom0-mem", images.domain("one", images.tiny(), "512M", 2, "check=full"),
                         images.domain("two", images.tiny("tiny32"), "128M", 1, "check=full"))
    machine = boot("dom0-mem-" + (dom0_mem or "none").replace("=", "-").replace(",", "-").replace(":", "-"),
                   image, memory=1024, dom0_mem=dom0_mem)
    assert machine.wait_launched() == (2, 0)
    for name, memory in (("one", 512), ("two", 128)):
        report = machine.tiny_report(name)
        assert report["memory_kib"] == str(memory * 1024)
        assert report["stale"] == "none"


PV_SIZES = {
    # name: kernel, memory in MiB, vCPUs, what is looked at
    "least": ("tiny64-pv", 24, 1, "full"), "two": ("tiny64-pv-plain", 128, 2, "full"),
    "eight": ("tiny64-pv-plain", 64, 8, "full"), "large": ("tiny64-pv-plain", 1536, 2, "sample"),
    "huge": ("tiny64-pv", 6144, 1, "sample")}


@pytest.mark.parametrize("xen", ["4.14", "4.17", "4.20"])
def test_pv_guests_of_every_size_see_their_memory(boot, xen):
    image = images.build("memory-pv", *(
        images.pv(name, images.tiny(kind), f"{memory}M", vcpus, f"check={check}")
        for name, (kind, memory, vcpus, check) in PV_SIZES.items()))
    # One processor: on a busy host an idle one that scrubs keeps the other from Xen's heap, on 4.14 for minutes.
    machine = boot(f"memory-pv-xen-{xen}", image, xen=xen, memory=8704, cpus=1)
    assert machine.wait_launched() == (len(PV_SIZES), 0)
    for name, (_, memory, vcpus, check) in PV_SIZES.items():
        report = machine.tiny_report(name, timeout=400)
        assert (report["result"], report["mode"], report["stale"]) == ("success", "pv", "none")
        assert (report["memory_kib"], report["vcpus"]) == (str(memory * 1024), str(vcpus))
        assert report["cmdline"] == f"check={check}"
