# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The Xen versions people have, each with every kind of tiny guest and a Debian Linux of its own age."""

import re
import subprocess

import pytest

import images

# Each Xen with the Linux of its own Debian: every kernel and every hypervisor at least once.
PAIRS = [("4.14", "5.10"), ("4.17", "6.1"), ("4.20", "6.12")]
WORDS = 'alpha beta=2 "quoted words" do=idle'
RAMDISK_SIZE = 1_234_567


@pytest.fixture(scope="module")
def ramdisk():
    """A ramdisk whose size is no multiple of anything and whose bytes do not repeat."""
    return images.noise(RAMDISK_SIZE)


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: f"xen-{pair[0]}-linux-{pair[1]}")
def machine(request, boot, ramdisk):
    xen, kernel = request.param
    image = images.build(
        f"versions-{kernel}",
        images.domain("t32", images.tiny("tiny32"), "32M", 1),
        images.domain("t64", images.tiny("tiny64"), "64M", 4, bootargs="", ramdisk=ramdisk[0], domid=7),
        images.domain("s32", images.tiny("tiny32-section"), "48M", 2, bootargs=WORDS, ramdisk=ramdisk[0]),
        images.domain("s64", images.tiny("tiny64-section"), "40M", 3, bootargs=WORDS),
        images.domain("lin", images.linux(kernel), "192M", 2, "console=hvc0 quiet probe=yes", images.INITRD),
        images.pv("linpv", images.linux(kernel), "160M", 2, "console=hvc0 quiet probe=pv", images.INITRD))
    machine = boot(f"versions-xen-{xen}", image, xen=xen)
    machine.shown = {domain["name"]: domain for domain in images.show(image)["domains"]}
    machine.wait_launched()
    return machine


def test_all_are_started(machine):
    assert machine.wait_launched() == (6, 0)


@pytest.mark.parametrize("name,bits,memory,vcpus", [
    ("t32", 32, 32, 1), ("t64", 64, 64, 4), ("s32", 32, 48, 2), ("s64", 64, 40, 3)])
def test_tiny_guest_sees_what_it_was_given(machine, name, bits, memory, vcpus):
    report = machine.tiny_report(name)
    assert report["result"] == "success"
    assert report["bits"] == str(bits)
    assert report["memory_kib"] == str(memory * 1024)
    assert report["vcpus"] == str(vcpus)
    assert report["stale"] == "none"
    assert report["uuid"] == machine.shown[name]["uuid"]


def test_command_lines_arrive_absent_empty_and_full(machine):
    assert machine.tiny_report("t32")["cmdline"] == "(absent)"
    assert machine.tiny_report("t64")["cmdline"] == ""
    assert machine.tiny_report("s32")["cmdline"] == WORDS
    assert machine.tiny_report("s64")["cmdline"] == WORDS


def test_ramdisks_arrive_byte_for_byte(machine, ramdisk):
    for name in ("t64", "s32"):
        report = machine.tiny_report(name)
        assert report["ramdisk_bytes"] == str(RAMDISK_SIZE)
        assert report["ramdisk_crc32"] == ramdisk[1]
    for name in ("t32", "s64"):
        assert machine.tiny_report(name)["ramdisk_crc32"] == "none"


def test_linux_reaches_user_space_with_its_vcpus_memory_and_command_line(machine):
    report = machine.linux_report("lin")
    assert report["cpus"] == "2"
    # Linux counts less than it was given: its own image and page tables are not in MemTotal.
    assert 100 * 1024 < int(report["memtotal_kb"]) <= 192 * 1024
    assert report["cmdline"] == "console=hvc0 quiet probe=yes"


def test_linux_as_pv_reaches_user_space_with_its_vcpus_memory_and_command_line(machine):
    report = machine.linux_report("linpv")
    assert report["cpus"] == "2"
    assert 80 * 1024 < int(report["memtotal_kb"]) <= 160 * 1024
    assert report["cmdline"] == "console=hvc0 quiet probe=pv"


def test_summary_names_every_domain_with_what_it_was_given(machine):
    rows = {line.split()[1]: line.split()[2:] for line in machine.launcher_lines() if "kernel=" in line}
    assert {name: row[:3] for name, row in rows.items()} == {
        "t32": ["1", "1", "32"], "t64": ["7", "4", "64"], "s32": ["2", "2", "48"], "s64": ["3", "3", "40"],
        "lin": ["4", "2", "192"], "linpv": ["5", "2", "160"]}
    for row in rows.values():
        created, started = float(row[-2]), float(row[-1])
        assert 0 < created <= started


def test_log_begins_with_the_version(machine):
    told = subprocess.run([images.TOOL, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout.split()
    assert machine.launcher_lines()[0].endswith(f"hyperlaunch: version {told[1]}")


def test_times_in_the_log_are_monotonic_and_plausible(machine):
    marks = [re.search(r" at (\d+\.\d{6}) s", line) for line in machine.launcher_lines()]
    times = [float(mark.group(1)) for mark in marks if mark]
    assert len(times) >= 6  # the launcher's entry, and each domain's creation
    assert times == sorted(times)
    # Xen's time counts from the host's boot: the launcher is entered seconds after that, not hours.
    assert 0 < times[0] < 120
    for name in ("t32", "t64", "s32", "s64"):
        assert times[0] < int(machine.tiny_report(name)["time_ms"]) / 1000 < times[-1] + 300
