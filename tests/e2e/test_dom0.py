# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The hand-over on each Xen, to the Linux of its own Debian release, with domains launched before it."""

import re

import pytest

import dom0
import images

FIRST_LINE = re.compile(r"Linux version |mapping kernel into physical memory")


@pytest.fixture(scope="module", params=dom0.PAIRS, ids=lambda pair: f"xen-{pair[0]}-linux-{pair[1]}")
def machine(request, boot):
    xen, kernel = request.param
    image = images.build(
        f"dom0-{xen}",
        images.domain("early", images.tiny("tiny64"), "32M", 1, "do=idle"),
        images.pv("earlypv", images.tiny("tiny64-pv"), "32M", 2, "do=idle", properties=['xen,enhanced = "no-xenstore"']),
        images.domain("lin", images.linux(kernel), "128M", 1, "console=hvc0 quiet hl.do=idle", images.INITRD),
        dom0.node(xen, kernel, bootargs="console=hvc0"))
    machine = boot(f"dom0-xen-{xen}", image, xen=xen, memory=2048, cpus=2, dom0_mem="dom0_mem=64M")
    machine.version, machine.kernel = xen, kernel
    machine.report = dom0.wait_ready(machine)
    machine.shown = images.show(image)
    return machine


def test_all_are_started(machine):
    assert machine.wait_launched() == (4, 0)


def test_dom0_runs_its_own_kernel_with_all_its_vcpus(machine):
    assert machine.report["kernel"].startswith(machine.kernel + ".")
    assert machine.report["xen"] == machine.version
    assert machine.report["vcpus"] == "2"


def test_domains_run_before_dom0s_kernel_says_anything(machine):
    """Their reports are on the console before its first line, and made before the hand-over by Xen's clock."""
    (entered,) = machine.wait(r"hyperlaunch: entered at ([0-9.]+) s")
    (complete,) = machine.wait(r"launch complete: .* ([0-9.]+) ms after entry")
    handed_over_ms = float(entered.group(1)) * 1000 + float(complete.group(1))
    first = next(i for i, line in enumerate(machine.lines) if FIRST_LINE.search(line))
    for name in ("early", "earlypv"):
        done = next(i for i, line in enumerate(machine.lines) if line.startswith(f"[{name}] tiny: done "))
        report = machine.tiny_report(name)
        assert done < first
        assert float(report["time_ms"]) < handed_over_ms
        assert report["result"] == "success"


def test_xl_lists_all_with_memory_and_vcpus(machine):
    rows = [line.split() for line in dom0.run(machine, "xl list")[1:]]
    assert {row[1]: row[2:4] for row in rows} == {
        "0": ["512", "2"], "1": ["32", "1"], "2": ["32", "2"], "3": ["128", "1"]}


def test_memory_of_dom0_is_as_asked_and_its_limit_too(machine):
    assert 380_000 < int(machine.report["memtotal_kb"]) <= 512 * 1024
    (limit,) = dom0.run(machine, "xenstore-read /local/domain/0/memory/static-max 2>/dev/null || echo none")
    assert limit in ("none", str(512 * 1024))


def test_the_record_arrives(machine):
    assert dom0.run(machine, "head -c 4 /run/hyperlaunch/record.dtb | od -An -tx1") == [" d0 0d fe ed"]


def test_xl_creates_a_further_domain(machine):
    """The launched domains' ids stay theirs: a new one gets the next."""
    lines = dom0.run(machine, "cat /proc/xen/capabilities")
    assert lines == ["control_d"]
