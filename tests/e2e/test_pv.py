# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Tiny 64-bit PV guests: as domains, and as the domain 0 that takes over. They check all that their builder made."""

import time

import pytest

import images

XENS = ["4.14", "4.17", "4.20"]
# As domain 0, each Xen has the kind that it does not have in test_takeover.py.
KINDS = [("4.14", "tiny64-pv-plain"), ("4.17", "tiny64-pv"), ("4.20", "tiny64-pv-plain")]
RAMDISK_SIZE = 1_234_567
WORDS = 'alpha beta=2 "quoted words"'


@pytest.fixture(scope="module")
def ramdisk():
    return images.noise(RAMDISK_SIZE)


def assert_pv(report, memory, vcpus, kind="tiny64-pv"):
    assert report["result"] == "success", report
    assert report["mode"] == "pv"
    assert report["bits"] == "64"
    assert report["memory_kib"] == str(memory * 1024)
    assert report["memmap"] == "1"
    assert report["vcpus"] == str(vcpus)
    assert abs(int(report["boot_ns"]) / 10**9 - time.time()) < 3600  # the machine has this host's clock
    # Only the full one asks for its symbols; it looks itself up in them.
    assert (int(report["symbols"]) > 0) == (kind == "tiny64-pv")


@pytest.fixture(scope="module", params=XENS, ids=lambda xen: f"xen-{xen}")
def machine(request, boot, ramdisk):
    image = images.build(
        "pv",
        images.pv("one", images.tiny("tiny64-pv"), "32M", 3, WORDS, ramdisk[0], domid=9),
        images.pv("two", images.tiny("tiny64-pv-plain"), "64M", 1, "", ramdisk[0]),
        images.pv("least", images.tiny("tiny64-pv"), "5M", 1),
        images.pv("many", images.tiny("tiny64-pv-plain"), "16M", 40, "do=store"),
        images.domain("pvh", images.tiny("tiny64"), "32M", 2))
    machine = boot(f"pv-xen-{request.param}", image, xen=request.param, cpus=2)
    machine.shown = {domain["name"]: domain for domain in images.show(image)["domains"]}
    assert machine.wait_launched() == (5, 0)
    return machine


@pytest.mark.parametrize("name,kind,memory,vcpus", [
    ("one", "tiny64-pv", 32, 3), ("two", "tiny64-pv-plain", 64, 1), ("least", "tiny64-pv", 5, 1), ("many", "tiny64-pv-plain", 16, 40)])
def test_pv_guest_finds_nothing_wrong_with_what_was_built(machine, name, kind, memory, vcpus):
    report = machine.tiny_report(name)
    assert_pv(report, memory, vcpus, kind)
    assert report["stale"] == "none"
    assert report["uuid"] == machine.shown[name]["uuid"]


def test_words_and_ramdisk_arrive(machine, ramdisk):
    assert machine.tiny_report("one")["cmdline"] == WORDS
    assert machine.tiny_report("two")["cmdline"] == ""
    for name in ("one", "two"):
        report = machine.tiny_report(name)
        assert (report["ramdisk_bytes"], report["ramdisk_crc32"]) == (str(RAMDISK_SIZE), ramdisk[1])
    assert machine.tiny_report("least")["ramdisk_crc32"] == "none"


def test_kernel_is_told_of_a_store_that_is_connected(machine):
    report = machine.tiny_report("many")
    assert (report["store_mfn"] != "0", report["store_evtchn"], report["store_connection"]) == (True, "1", "0")


@pytest.mark.parametrize("xen, kind", KINDS)
def test_tiny_dom0_finds_nothing_wrong_with_what_it_took_over(boot, ramdisk, xen, kind):
    image = images.build(
        f"handover-{kind}",
        images.pv("pv", images.tiny("tiny64-pv"), "32M", 2),
        images.dom0(images.tiny(kind), ramdisk[0], "96M", 2, "do=echo"))
    machine = boot(f"handover-{kind}-xen-{xen}", image, xen=xen, cpus=2)
    report = machine.tiny_report(None)
    assert_pv(report, 96, 2, kind)
    assert report["maximum_pages"] == str(96 * 256)
    assert report["cmdline"] == "do=echo"
    # The ramdisk goes on with the record's archive.
    assert int(report["ramdisk_bytes"]) >= RAMDISK_SIZE + int(report["record_bytes"])
    assert report["record_magic"] == "d00dfeed"
    # Input went to the launcher; now it is domain 0's.
    mark = machine.mark()
    machine.send("typed\r")
    machine.wait(r"^tiny: echo=typed$", since=mark, timeout=30)


@pytest.mark.parametrize("xen, kind", KINDS)
def test_checks_agree_with_xens_own_builder(boot, ramdisk, xen, kind):
    """A check that refused what Xen itself builds would be a fault of the guest, not of a builder."""
    machine = boot(f"direct-{kind}-xen-{xen}", xen=xen, cpus=2, direct=(images.tiny(kind), WORDS, ramdisk[0]))
    report = machine.tiny_report(None)
    assert_pv(report, 128, 2, kind)
    assert report["cmdline"] == WORDS
    assert report["record"] == "none"
    assert (report["ramdisk_bytes"], report["ramdisk_crc32"]) == (str(RAMDISK_SIZE), ramdisk[1])


def test_pv_guests_end_echo_and_write_noise(boot):
    image = images.build(
        "pv-words",
        images.pv("echo", images.tiny("tiny64-pv"), "16M", 1, "do=echo"),
        images.pv("noise", images.tiny("tiny64-pv-plain"), "16M", 1, "do=garbage"),
        images.pv("off", images.tiny("tiny64-pv"), "16M", 2, "do=poweroff"),
        images.pv("again", images.tiny("tiny64-pv-plain"), "16M", 2, "do=reboot"),
        images.pv("panic", images.tiny("tiny64-pv"), "16M", 1, "do=crash"),
        images.pv("fault", images.tiny("tiny64-pv"), "16M", 1, "do=triple"))
    machine = boot("pv-words", image)
    assert machine.wait_launched() == (6, 0)
    machine.wait(r"domain off: powered off", r"domain again: asked for a reboot", r"domain panic: crashed",
                 r"domain fault: crashed", r"domain noise: its console ring is damaged", r"^\[echo\] tiny: done")
    mark = machine.mark()
    machine.send("typed\r")
    machine.wait(r"^\[echo\] tiny: echo=typed$", since=mark, timeout=30)
