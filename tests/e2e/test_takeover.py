# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What the hand-over leaves to each: the domains before it, dom0's record and screen, Xen's free memory."""

import re
import struct

import pytest

import images

KINDS = ["tiny64-pv", "tiny64-pv-plain"]
WORDS = 'alpha beta=2 "quoted words" do=idle'
RAMDISK_SIZE = 1_234_567
# Large enough that the domains started before it are done with their reports when all is ready to leave.
DOM0_RAMDISK_SIZE = 24 * 1024 * 1024 + 3
# What the archive takes beside LCM and record: four headers with their names, each on four bytes.
ARCHIVE_FRAME = 124 + 132 + 136 + 124
XEN_FOCUS = "\x01" * 3  # Xen's conswitch, thrice: from domain 0 to Xen


def whole(size):
    return (size + 3) // 4 * 4


@pytest.fixture(scope="module", params=[("4.14", KINDS[0]), ("4.17", KINDS[1]), ("4.20", KINDS[0])],
                ids=lambda pair: f"xen-{pair[0]}-{pair[1]}")
def machine(request, boot):
    xen, kind = request.param
    ramdisk, crc = images.noise(RAMDISK_SIZE)
    image = images.build(
        f"takeover-{kind}",
        images.domain("pvh", images.tiny(), "32M", 1, bootargs=WORDS, ramdisk=ramdisk),
        images.pv("pv", images.tiny("tiny64-pv"), "24M", 2, bootargs=WORDS, ramdisk=ramdisk),
        images.pv("plain", images.tiny("tiny64-pv-plain"), "32M", 1, bootargs="", ramdisk=ramdisk,
                  properties=['xen,enhanced = "no-xenstore"']),
        images.dom0(images.tiny(kind), images.noise(DOM0_RAMDISK_SIZE)[0], "256M", cpus=2, bootargs="tiny words"))
    # Unpaced: all that the domains print before it is shown by the launcher, not left to a console daemon of dom0.
    machine = boot(f"takeover-xen-{xen}", image, xen=xen, cpus=2, launcher_options="console-rate=0")
    machine.crc = crc
    with open(image, "rb") as file:
        (machine.lcm_size,) = struct.unpack(">4xI", file.read(8))
    machine.shown = {domain["name"]: domain for domain in images.show(image)["domains"]}
    machine.report = machine.tiny_report(None)
    assert machine.wait_launched() == (4, 0)
    return machine


def test_domains_before_it_reported_before_it(machine):
    first = next(i for i, line in enumerate(machine.lines) if line.startswith("tiny: "))
    for name in ("pvh", "pv", "plain"):
        assert any(line.startswith(f"[{name}] tiny: done ") for line in machine.lines[:first])


@pytest.mark.parametrize("name,mode,memory,vcpus,words", [
    ("pvh", "pvh", 32, 1, WORDS), ("pv", "pv", 24, 2, WORDS), ("plain", "pv", 32, 1, "")])
def test_domains_before_it_find_all_as_they_expect_it(machine, name, mode, memory, vcpus, words):
    report = machine.tiny_report(name)
    assert (report["result"], report["mode"], report["stale"]) == ("success", mode, "none")
    assert (report["memory_kib"], report["vcpus"], report["cmdline"]) == (str(memory * 1024), str(vcpus), words)
    assert (report["ramdisk_bytes"], report["ramdisk_crc32"]) == (str(RAMDISK_SIZE), machine.crc)
    assert report["uuid"] == machine.shown[name]["uuid"]


def test_dom0_finds_its_ramdisk_and_behind_it_nothing_but_lcm_and_record(machine):
    report = machine.report
    assert (report["result"], report["mode"], report["vcpus"]) == ("success", "pv", "2")
    assert (report["memory_kib"], report["maximum_pages"]) == (str(256 * 1024), str(256 * 256))
    assert report["cmdline"] == "tiny words"
    assert report["record_magic"] == "d00dfeed"
    assert 1000 < int(report["record_bytes"]) < 96 * 1024
    assert int(report["ramdisk_bytes"]) == (
        whole(DOM0_RAMDISK_SIZE) + ARCHIVE_FRAME + whole(machine.lcm_size) + whole(int(report["record_bytes"])))


def test_screen_is_described_as_xen_itself_describes_it(boot):
    """The same kernel, once loaded by Xen and once handed over to."""
    kernel, ramdisk = images.tiny("tiny64-pv"), images.noise(4096)[0]
    direct = boot("screen-direct", direct=(kernel, "check=sample", ramdisk)).tiny_report(None)
    image = images.build("screen", images.dom0(kernel, ramdisk, "128M", bootargs="check=sample"))
    report = boot("screen-takeover", image).tiny_report(None)
    assert int(direct["console_info"].split(",")[1]) > 0
    assert (report["console_info"], report["console_type"]) == (direct["console_info"], direct["console_type"])


def xen_free_kib(machine):
    """What Xen has free, by its own dump of the heap."""
    machine.send(XEN_FOCUS)
    machine.wait(r"input to Xen")
    since = machine.mark()
    machine.send("H")
    machine.wait(r"\(XEN\) heap\[node=\d+\]\[zone=\d+\]", since=since)
    machine.wait_quiet(2)
    zones = (re.search(r"\(XEN\) heap\[node=\d+\]\[zone=\d+\] -> (\d+) pages", line) for line in machine.lines[since:])
    return sum(int(zone.group(1)) for zone in zones if zone) * 4


@pytest.mark.parametrize("memory,dom0_mem", [("256M", "dom0_mem=64M"), ("256M", ""), ("rest", "dom0_mem=64M"), ("rest", "")])
def test_xen_keeps_what_nobody_asked_for(boot, memory, dom0_mem):
    image = images.build(f"free-{memory}", images.domain("one", images.tiny(), "64M", 1),
                         images.dom0(images.tiny("tiny64-pv"), None, memory, bootargs="check=sample"))
    machine = boot(f"free-{memory}-{'small' if dom0_mem else 'all'}", image, memory=1024, dom0_mem=dom0_mem)
    report = machine.tiny_report(None)
    (told,) = machine.wait(r"^hyperlaunch: domain dom0: takes over domain 0 with (\d+) KiB and 1 vCPUs$")
    given, free = int(told.group(1)), xen_free_kib(machine)
    assert (report["result"], report["memory_kib"], report["maximum_pages"]) == ("success", str(given), str(given // 4))
    if memory == "rest":
        # The reserve is a sixteenth of the host; some hundred KiB more or less are Xen's own business.
        assert abs(free - 64 * 1024) < 4 * 1024
    else:
        # Of 1 GiB: 256 MiB, 64 MiB and some for the other domain, the rest of what Xen itself left of it.
        assert 1024 * 1024 - given - (64 + 96) * 1024 < free < 1024 * 1024 - given - 64 * 1024


def test_vcpus_are_as_many_as_xen_was_told_to_make(boot):
    image = images.build("vcpus-four", images.dom0(images.tiny("tiny64-pv"), None, "64M", cpus=4))
    machine = boot("vcpus-four", image, cpus=2, xen_options="dom0_max_vcpus=4")
    report = machine.tiny_report(None)
    assert (report["result"], report["vcpus"]) == ("success", "4")
    assert not [line for line in machine.launcher_lines() if "vCPUs, not" in line]
