# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""PV domains, and the hand-over to a tiny PV guest as dom0: each checks from inside all that it was given."""

import os
import re
import subprocess

import pytest

import images
from machine import BUILD

VERSIONS = ["4.14", "4.17", "4.20"]
KINDS = ["tiny64-pv", "tiny64-pv-plain"]
NO_STORE = 'xen,enhanced = "no-xenstore"'
WORDS = 'alpha beta=2 "quoted words" do=idle'
RAMDISK = images.noise(1_234_567)
# Large enough that the domains started before it are done with their reports when it is ready.
DOM0_RAMDISK_SIZE = 24 * 1024 * 1024 + 3
# What the record's archive takes beside the record itself: three headers with names, each on four bytes.
ARCHIVE_FRAME = 124 + 136 + 124
XEN_FOCUS = "\x01" * 3


def whole(size):
    return (size + 3) // 4 * 4


def dom0_report(machine, timeout=120):
    """Waits for the whole report of a tiny dom0, whose lines have no prefix; returns it as a dictionary."""
    (done,) = machine.wait(r"^tiny: done (.*)$", timeout=timeout)
    report = dict(pair.split("=", 1) for pair in done.group(1).split())
    report["errors"] = [line for line in machine.lines if line.startswith("tiny: error=")]
    for line in machine.lines:
        match = re.match(r"tiny: ([a-z0-9_]+)=(.*)$", line)
        if match:
            report.setdefault(match.group(1), match.group(2))
    return report


def assert_sound(report, memory_mib, vcpus):
    """What each PV domain finds, dom0 or not."""
    assert report["result"] == "success"
    assert report["bits"] == "64"
    assert report["mode"] == "pv"
    assert report["memory_kib"] == str(memory_mib * 1024)
    assert report["vcpus"] == str(vcpus)
    # Dom0's memory is no other domain's: some pages still have what the launcher had there.
    assert report["stale"] == "none" or "maximum_pages" in report


# -- the hand-over, with domains before it --------------------------------------------------------------------


@pytest.fixture(scope="module", params=[("4.14", KINDS[0]), ("4.17", KINDS[0]), ("4.17", KINDS[1]), ("4.20", KINDS[1])],
                ids=lambda pair: f"xen-{pair[0]}-{pair[1]}")
def handed_over(request, boot):
    xen, kind = request.param
    ramdisk, _ = images.noise(DOM0_RAMDISK_SIZE)
    image = images.build(
        f"handover-{kind}",
        images.domain("pvh", images.tiny(), "32M", 1, bootargs=WORDS, ramdisk=RAMDISK[0]),
        images.pv("pv", images.tiny("tiny64-pv"), "24M", 2, bootargs=WORDS, ramdisk=RAMDISK[0]),
        images.pv("plain", images.tiny("tiny64-pv-plain"), "32M", 1, bootargs="", ramdisk=RAMDISK[0],
                  properties=[NO_STORE]),
        images.dom0(images.tiny(kind), ramdisk, "256M", cpus=2, bootargs="tiny words do=idle"))
    machine = boot(f"handover-xen-{xen}-{kind}", image, xen=xen, cpus=2)
    machine.version = xen
    machine.shown = {domain["name"]: domain for domain in images.show(image)["domains"]}
    machine.report = dom0_report(machine)
    return machine


def test_all_are_started(handed_over):
    assert handed_over.wait_launched() == (4, 0)


def test_dom0_finds_all_as_a_kernel_expects_it(handed_over):
    report = handed_over.report
    assert report["errors"] == []
    assert_sound(report, 256, 2)
    assert report["maximum_pages"] == str(256 * 256)
    assert report["cmdline"] == "tiny words do=idle"
    assert report["xen"] == handed_over.version
    assert report["uuid"] == "00000000-0000-0000-0000-000000000000"


def test_record_follows_the_ramdisk(handed_over):
    report = handed_over.report
    assert report["record_magic"] == "d00dfeed"
    assert 1000 < int(report["record_bytes"]) < 96 * 1024
    assert int(report["ramdisk_bytes"]) == (
        whole(DOM0_RAMDISK_SIZE) + ARCHIVE_FRAME + whole(int(report["record_bytes"])))


def test_domains_before_it_reported_before_it(handed_over):
    first = next(i for i, line in enumerate(handed_over.lines) if line.startswith("tiny: "))
    for name in ("pvh", "pv", "plain"):
        done = next(i for i, line in enumerate(handed_over.lines) if line.startswith(f"[{name}] tiny: done "))
        assert done < first


def test_domains_before_it_find_all_as_they_expect_it(handed_over):
    pvh, pv, plain = (handed_over.tiny_report(name) for name in ("pvh", "pv", "plain"))
    assert (pvh["result"], pvh["mode"], pvh["memory_kib"], pvh["stale"]) == ("success", "pvh", "32768", "none")
    assert_sound(pv, 24, 2)
    assert_sound(plain, 32, 1)
    assert (pvh["cmdline"], pv["cmdline"], plain["cmdline"]) == (WORDS, WORDS, "")
    for name, report in (("pvh", pvh), ("pv", pv), ("plain", plain)):
        assert (report["ramdisk_bytes"], report["ramdisk_crc32"]) == (str(1_234_567), RAMDISK[1])
        assert report["uuid"] == handed_over.shown[name]["uuid"]


def test_screen_is_described_as_xen_itself_describes_it(boot):
    """The same kernel, once loaded by Xen and once handed over to."""
    ramdisk = images.noise(4096)[0]
    direct = dom0_report(boot("screen-direct", direct=(images.tiny("tiny64-pv"), "check=sample", ramdisk), cpus=2))
    assert direct["result"] == "success"
    assert direct["record"] == "none"
    image = images.build("screen", images.dom0(images.tiny("tiny64-pv"), ramdisk, "128M", bootargs="check=sample"))
    report = dom0_report(boot("screen-handover", image, cpus=2))
    assert report["result"] == "success"
    assert (report["console_info"], report["console_type"]) == (direct["console_info"], direct["console_type"])


# -- PV domains of a set without dom0 -------------------------------------------------------------------------

ALONE = {
    # name: kernel, memory in MiB, vCPUs, command line, with a ramdisk, with a store
    "small": ("tiny64-pv", 24, 1, None, True, True),
    "plain": ("tiny64-pv-plain", 24, 1, "", True, False),
    "two": ("tiny64-pv-plain", 32, 2, WORDS, True, True),
    "eight": ("tiny64-pv", 64, 8, WORDS, False, False),
    "large": ("tiny64-pv", 6144, 1, "check=sample", True, True),
    "huge": ("tiny64-pv-plain", 1536, 2, "check=sample", False, True),
}


@pytest.fixture(scope="module", params=VERSIONS, ids=lambda xen: f"xen-{xen}")
def alone(request, boot):
    image = images.build("pv-alone", *(
        images.pv(name, images.tiny(kind), f"{memory}M", cpus, bootargs=words,
                  ramdisk=RAMDISK[0] if ramdisk else None, properties=[] if store else [NO_STORE])
        for name, (kind, memory, cpus, words, ramdisk, store) in ALONE.items()))
    machine = boot(f"pv-alone-xen-{request.param}", image, xen=request.param, memory=10240, cpus=2,
                   xen_options="bootscrub=0")
    machine.version = request.param
    machine.shown = {domain["name"]: domain for domain in images.show(image)["domains"]}
    assert machine.wait_launched() == (len(ALONE), 0)
    return machine


@pytest.mark.parametrize("name", ALONE)
def test_pv_domain_finds_all_as_it_expects_it(alone, name):
    _, memory, vcpus, words, ramdisk, _ = ALONE[name]
    report = alone.tiny_report(name, timeout=400)
    assert [line for line in alone.guest_lines(name) if "error=" in line] == []
    assert_sound(report, memory, vcpus)
    # A PV kernel cannot tell an absent command line from an empty one.
    assert report["cmdline"] == (words or "")
    assert report["ramdisk_crc32"] == (RAMDISK[1] if ramdisk else "none")
    assert report["xen"] == alone.version
    assert report["uuid"] == alone.shown[name]["uuid"]


# -- dom0's memory and vCPUs ----------------------------------------------------------------------------------


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


@pytest.mark.parametrize("dom0_mem", ["dom0_mem=64M", "dom0_mem=512M", ""], ids=["64M", "512M", "none"])
@pytest.mark.parametrize("memory", ["256M", "rest"])
def test_memory_of_dom0_is_as_asked_whatever_xen_gave(boot, memory, dom0_mem):
    image = images.build(f"dom0-memory-{memory}", images.domain("one", images.tiny(), "64M", 1),
                         images.dom0(images.tiny("tiny64-pv"), None, memory, bootargs="check=sample"))
    machine = boot(f"dom0-memory-{memory}-{dom0_mem.partition('=')[2] or 'none'}", image, memory=1024, cpus=2,
                   dom0_mem=dom0_mem)
    assert machine.wait_launched() == (2, 0)
    report = dom0_report(machine)
    (told,) = machine.wait(r"^hyperlaunch: domain dom0: takes over domain 0 with (\d+) KiB and 1 vCPUs$")
    given = int(told.group(1))
    assert report["result"] == "success"
    assert report["errors"] == []
    assert report["memory_kib"] == str(given)
    assert report["maximum_pages"] == str(given // 4)
    free = xen_free_kib(machine)
    if memory == "256M":
        assert given == 256 * 1024
        assert free > 550 * 1024
    else:
        # Of 1 GiB: Xen itself takes some 70 MiB, the domain 64 MiB and some, the reserve a sixteenth of all.
        assert 700 * 1024 < given < 900 * 1024
        assert 40 * 1024 < free < 80 * 1024


def test_more_vcpus_than_xen_made_are_warned_of(boot):
    image = images.build("dom0-vcpus", images.dom0(images.tiny("tiny64-pv"), None, "64M", cpus=4))
    machine = boot("dom0-vcpus", image, cpus=2)
    machine.wait(r"^hyperlaunch: domain dom0: has 2 vCPUs, not 4, since Xen made no more for domain 0; "
                 r"put dom0_max_vcpus=4 on Xen's command line$")
    assert machine.wait_launched() == (1, 0)
    report = dom0_report(machine)
    assert_sound(report, 64, 2)


def test_vcpus_are_as_many_as_xen_was_told_to_make(boot):
    image = images.build("dom0-vcpus", images.dom0(images.tiny("tiny64-pv"), None, "64M", cpus=4))
    machine = boot("dom0-max-vcpus", image, cpus=2, xen_options="dom0_max_vcpus=4")
    assert_sound(dom0_report(machine), 64, 4)
    assert not [line for line in machine.launcher_lines() if "vCPUs, not" in line]


# -- a dom0 that cannot be ------------------------------------------------------------------------------------


def kernel_not_for_dom0():
    """The tiny PV kernel, but its notes do not say that it may be domain 0."""
    with open(images.tiny("tiny64-pv"), "rb") as file:
        data = file.read()
    # Note 17 (XEN_ELFNOTE_SUPPORTED_FEATURES) of owner "Xen", with four bytes: bits 0 and 11.
    note = b"".join(n.to_bytes(4, "little") for n in (4, 4, 17)) + b"Xen\0"
    assert data.count(note + bytes([0x01, 0x08, 0, 0])) == 1
    path = os.path.join(images.OUT, "tiny64-pv-no-dom0.elf")
    os.makedirs(images.OUT, exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.replace(note + bytes([0x01, 0x08, 0, 0]), note + bytes([0x01, 0, 0, 0])))
    return path


def guests():
    return (images.domain("pvh", images.tiny(), "32M", 1, "do=echo"),
            images.pv("pv", images.tiny("tiny64-pv"), "32M", 1, "do=echo"))


def too_large():
    return images.build("dom0-too-large", *guests(), images.dom0(images.tiny("tiny64-pv"), None, "8G"))


def damaged():
    image = images.build("dom0-damaged", *guests(), images.dom0(images.tiny("tiny64-pv-plain"), None, "64M"))
    kernel = next(d for d in images.show(image)["domains"] if d["name"] == "dom0")["kernel"]["payload"]
    return images.damaged(image, kernel, "dom0-damaged-kernel")


def smuggled():
    image = images.build("dom0-smuggled", *guests(),
                         images.dom0(images.tiny("tiny64-pv-plain"), kernel_not_for_dom0(), "64M"))
    return images.retargeted(image, ("dom0",), "dom0-smuggled-kernel")


CANNOT_BE = {
    "too-large": (too_large, r"it does not fit: it asks for 8388608 KiB, the other domains and a reserve of \d+ KiB "
                             r"for Xen leave \d+ KiB; give it or the others less memory"),
    "damaged": (damaged, r"SHA-256.*; "),
    "not-for-dom0": (smuggled, r"its notes say that it cannot be domain 0; "),
}


@pytest.mark.parametrize("fault", CANNOT_BE)
def test_without_dom0_the_launcher_stays_and_the_domains_run_on(boot, fault):
    make, reason = CANNOT_BE[fault]
    machine = boot(f"dom0-{fault}", make(), memory=1024, cpus=2)
    machine.wait(r"^hyperlaunch: domain dom0: failed: [a-z]+: .*" + reason,
                 r"^hyperlaunch: domain 0 stays with the launcher; the other domains run on$")
    assert machine.wait_launched() == (2, 1)
    for name in ("pvh", "pv"):
        assert machine.tiny_report(name)["result"] == "success"
    # They answer, so the launcher serves them: both, whoever has the keyboard first.
    machine.send("\x1d?")
    answered = set()
    for _ in range(4):
        since = machine.mark()
        machine.send("\x1dn")
        (focus,) = machine.wait(r"hyperlaunch: input goes to (\S+)", since=since)
        machine.send(f"hello {focus.group(1)}\r")
        machine.wait(rf"^\[{focus.group(1)}\] tiny: echo=hello {focus.group(1)}$", since=since)
        answered.add(focus.group(1))
    assert answered == {"pvh", "pv"}


def test_kernel_that_cannot_be_dom0_is_refused_when_the_image_is_built():
    text, _ = images.dom0(kernel_not_for_dom0(), None, "64M")
    source = os.path.join(BUILD, "e2e", "not-for-dom0.dts")
    with open(source, "w", encoding="utf-8") as file:
        file.write('/dts-v1/;\n/ { chosen { hypervisor {\ncompatible = "hypervisor,xen";\n' + text + "\n}; }; };\n")
    result = subprocess.run([images.TOOL, "build", "-o", source + ".img", source], capture_output=True, text=True)
    assert result.returncode == 1
    assert "its notes say that it cannot be domain 0; " in result.stderr
    assert not os.path.exists(source + ".img")
