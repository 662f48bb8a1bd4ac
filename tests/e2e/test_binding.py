# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What a set asks of Xen beside memory and vCPUs, shown by Xen's own dumps: pools, affinity, grant limits, memory for
page tables, microcode, XSM, and the order of starting; and what is said where Xen refuses."""

import json
import os
import re
import struct
import subprocess

import images
import pytest
from dom0 import Dom0, initramfs, kernel
from machine import BUILD, ROOT

XEN_FOCUS = "\x01" * 3  # Xen's conswitch, thrice: from domain 0 to Xen
EPYC = 0x00800F12  # family 23, model 1, stepping 2: what QEMU's "EPYC" says it is
LEVEL = 0x01000065  # of its microcode, which no patch changes
NEWER = 0x08001299
SAME_LEVEL = "4.17"  # the Xen that takes the same level again, when told to
FAMILY_23_PATCH_SIZE = 3200


def written(name, data):
    os.makedirs(images.OUT, exist_ok=True)
    path = os.path.join(images.OUT, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def amd_microcode(level):
    """A container as AMD makes them (AMD64 Architecture Programmer's Manual leaves it out; Linux and Xen read it): the
    table of processors, then one patch for QEMU's, whose instructions are zeros."""
    table = struct.pack("<IIIHH", EPYC, 0, 0, 0x8012, 0) + bytes(16)
    header = struct.pack("<IIHBBIIIHBBB3s8I", 0x20260101, level, 0x8004, 0, 0, 0, 0, 0, 0x8012, 0, 0, 0, bytes(3), *[0] * 8)
    patch = header + bytes(FAMILY_23_PATCH_SIZE - len(header))
    return (struct.pack("<III", 0x00414D44, 0, len(table)) + table) + (struct.pack("<II", 1, len(patch)) + patch)


def binding_set(xen):
    """A set with all of it, and domains that ask for what Xen does not have.

    The oldest and the newest Xen do not load microcode of the level that there is, told to or not."""
    ucode = written(f"ucode-{xen}.bin", amd_microcode(LEVEL if xen == SAME_LEVEL else NEWER))
    config = images.node("config", ['compatible = "xen,config"'], inside=[
        images.node("ucode", ['compatible = "multiboot,microcode", "multiboot,module"'], ucode),
        images.node("policy", ['compatible = "xen,xsm-policy", "multiboot,module"'], written("policy.bin", b"no policy at all"))])
    fast = images.node("fast: cpupool-fast", ['compatible = "xen,cpupool"', 'cpupool-cpus = "2-3"'])
    slow = images.node("slow: cpupool-slow", ['compatible = "xen,cpupool"', 'cpupool-cpus = "4"', 'cpupool-sched = "credit"'])
    far = images.node("far: cpupool-far", ['compatible = "xen,cpupool"', 'cpupool-cpus = "9"'])
    return images.build(
        f"binding-{xen}", config, fast, slow, far,
        images.domain("web", images.tiny(), "32M", 2, "do=ports", inside=[images.vcpu(0, "2"), images.vcpu(1, "2-3")], properties=[
            "domain-cpupool = <&fast>", "max_grant_version = <2>", "max_grant_frames = <40>", "max_maptrack_frames = <7>",
            "hyperlaunch,max-event-channels = <64>", "hyperlaunch,start-after = <&db>"]),
        images.pv("db", images.tiny("tiny64-pv"), "24M", 1, "do=ports", inside=[images.vcpu(0, "1")]),
        images.domain("before", images.tiny(), "512G"),
        images.domain("tables", images.tiny(), "32M", 1, "do=idle", properties=["xen,domain-p2m-mem-mb = <200>", "domain-cpupool = <&slow>"]),
        images.domain("after", images.tiny(), "512G"),
        images.domain("label", images.tiny(), "32M", properties=['security-id = "system_u:system_r:domU_t"']),
        images.domain("waits", images.tiny(), "32M", properties=["hyperlaunch,start-after = <&db &label>"]),
        images.domain("pool", images.tiny(), "32M", properties=["domain-cpupool = <&far>"]),
        images.domain("bound", images.tiny(), "32M", inside=[images.vcpu(0, "77")]),
        images.domain("v1", images.tiny(), "24M", 1, "do=idle", properties=["max_grant_version = <1>"]),
        images.domain("plain", images.tiny(), "24M", 1, "do=idle", properties=[
            'security-id = "system_u:system_r:domU_t"', 'hyperlaunch,label-policy = "ignore"']))


@pytest.fixture(scope="module", params=["4.14", "4.17", "4.20"])
def machine(request, boot):
    xen = request.param
    machine = boot(f"binding-xen-{xen}", binding_set(xen), xen=xen, cpus=5,
                   xen_options="guest_loglvl=all ucode=allow-same,no-digest-check")
    machine.xen = xen
    machine.launched = machine.wait_launched()
    for name in ["web", "db", "tables", "plain"] + ["v1"] * (xen != "4.14"):
        machine.tiny_report(name)
    machine.send(XEN_FOCUS)
    machine.wait(r"input to Xen")
    return machine


def dump(machine, key, last):
    """What Xen prints for one of its keys, up to a line with `last`."""
    since = machine.mark()
    machine.send(key)
    machine.wait(last, since=since)
    machine.wait_quiet(2)
    return "\n".join(machine.lines[since:])


def failed(machine, name):
    """Why the launcher says that a domain failed."""
    (match,) = machine.wait(rf"hyperlaunch: domain {name}: failed: (.*)")
    return match.group(1)


def domids(machine):
    return {d["name"]: d["domid"] for d in images.show(binding_set(machine.xen))["domains"]}


def test_what_can_be_served_starts(machine):
    assert machine.launched == ((4, 7) if machine.xen == "4.14" else (5, 6))


def test_order_of_starting(machine):
    """By the record's times: db before web, which is first in the tree."""
    started = {}
    for line in machine.launcher_lines():
        match = re.match(r"hyperlaunch: +(\w+) .* kernel=\d+ +\d+\.\d+ +(\d+\.\d+)$", line)
        if match:
            started[match.group(1)] = float(match.group(2))
    assert started["db"] < started["web"], started


def test_pool_and_affinity(machine):
    ids = domids(machine)
    queues = dump(machine, "r", r"\(XEN\).*(CPU.*3|idle).*")
    pools = {int(n): text for n, text in re.findall(r"Cpupool (\d+):\n(.*?)(?=\(XEN\) Cpupool |\Z)", queues, re.S)}
    assert "Cpus: 0-1\n" in pools[0] and "Cpus: 2-3\n" in pools[1] and "Cpus: 4\n" in pools[2], queues
    assert "(credit2)" in pools[0] and "(credit2)" in pools[1] and "(credit)" in pools[2], queues
    assert f"[{ids['db']}.0]" in pools[0] and f"[{ids['web']}.0]" in pools[1] and f"[{ids['web']}.1]" in pools[1], queues
    assert f"[{ids['web']}." not in pools[0] and f"[{ids['tables']}." not in pools[0] + pools[1], queues
    domains = dump(machine, "q", rf"General information for domain {max(ids['web'], ids['db'], ids['tables'])}:")
    parts = {int(n): text for n, text in re.findall(r"General information for domain (\d+):(.*?)(?=General information for|\Z)",
                                                    domains, re.S)}
    assert re.findall(r"affinities: hard=\{([^}]*)\}", parts[ids["web"]]) == ["2", "2-3"]
    assert re.findall(r"affinities: hard=\{([^}]*)\}", parts[ids["db"]]) == ["1"]
    for name in ("before", "after", "label", "waits", "pool", "bound"):
        assert ids[name] not in parts


def test_grant_limits(machine):
    ids = domids(machine)
    grants = dump(machine, "g", rf"grant-table for remote d?(om)?{ids['tables']} ")
    parts = {int(n): text for n, text in re.findall(r"grant-table for remote d(\d+) (.*?)(?=grant-table for|\Z)", grants, re.S)}
    assert re.search(r"frames \(40 max\), \d+ maptrack frames \(7 max\)", parts[ids["web"]]), grants
    assert re.search(r"frames \(64 max\), \d+ maptrack frames \(1024 max\)", parts[ids["tables"]]), grants
    if machine.xen == "4.14":
        assert "cannot limit it to version 1 grant tables; leave max_grant_version out" in failed(machine, "v1")


def test_memory_for_page_tables(machine):
    """Xen's free memory, as it said it before and after the domain with 200 MiB for them was built."""
    free = [int(re.search(r"Xen has (\d+) KiB", failed(machine, name)).group(1)) for name in ("before", "after")]
    assert (200 + 32) * 1024 <= free[0] - free[1] <= (200 + 32 + 4) * 1024, free


def test_event_channels(machine):
    """As many as the set says, else as many as xl gives."""
    assert [machine.tiny_report(name)["ports"] for name in ("web", "db")] == ["64", "1023"]


def test_microcode(machine):
    """QEMU's processor never changes its level: the same one again is taken, a newer one Xen tries in vain."""
    (said,) = machine.wait(r"hyperlaunch: microcode: payload 1 (.*)")
    tried = "\n".join(line for line in machine.lines if "(XEN) microcode: CPU" in line)
    if machine.xen == SAME_LEVEL:
        assert said.group(1) == f"loaded, {len(amd_microcode(LEVEL))} bytes"
        assert re.search(rf"updated from revision {LEVEL:#x} to {LEVEL:#x}", tried), tried
    else:
        assert said.group(1).startswith("was not loaded: Xen says "), said.group(1)
        assert re.search(rf"{NEWER:#x}.* failed", tried), tried


def test_policy_without_xsm(machine):
    machine.wait(r"hyperlaunch: XSM policy: payload 2 was not loaded: Xen says ENOSYS.*; leave it out, or boot a Xen with XSM")


def test_label_that_may_be_ignored(machine):
    machine.wait(r'hyperlaunch: domain plain: without its label "system_u:system_r:domU_t": this Xen has no XSM$')


def test_refusals_by_name(machine):
    assert failed(machine, "label").startswith('create: its label "system_u:system_r:domU_t": this Xen has no XSM; leave')
    assert failed(machine, "waits").startswith("start: it starts after label, which was not started; ")
    assert failed(machine, "pool").startswith("create: its cpupool could not be made: CPU 9: Xen says EINVAL")
    assert failed(machine, "bound").startswith("vcpu: the CPUs that vCPU 0 is bound to: Xen says EINVAL")


def test_simulation_predicted_it(machine):
    """The frames that Xen counts for each domain, and the hypercalls that the launcher needed."""
    said = subprocess.run([images.TOOL, "simulate", "--json", "--xen", machine.xen, binding_set(machine.xen)],
                          capture_output=True, text=True, timeout=60, check=False)
    predicted = {d["name"]: d for d in json.loads(said.stdout)["domains"]}
    dumped = dump(machine, "q", r"General information for domain 4:")
    pages = {int(n): int(count) for n, count in re.findall(r"General information for domain (\d+):.*?nr_pages=(\d+) ", dumped, re.S)}
    calls = {m.group(1): int(m.group(2)) for m in (re.match(r"hyperlaunch: domain (\w+): built in .*, (\d+) hypercalls", line)
                                                   for line in machine.launcher_lines()) if m}
    for name in ("web", "db", "tables"):
        assert (predicted[name]["frames"], predicted[name]["hypercalls"]) == (pages[domids(machine)[name]], calls[name]), name


def with_libraries(program):
    """A program of this machine with what it is linked with: {path in an initramfs: path here}."""
    said = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    libraries = re.findall(r"=> (/\S+)", said)
    return {f"usr/bin/{os.path.basename(program)}": program,
            **{f"usr/lib/x86_64-linux-gnu/{os.path.basename(path)}": os.path.realpath(path) for path in libraries}}


def test_dom0_sees_pools_and_affinities(boot):
    """xl shows them as those that it made itself; dom0's own vCPUs are bound, too. And dom0 can tell what host this is."""
    ramdisk = initramfs("4.17", "6.1", "binding", {"usr/sbin/hyperlaunch-init": os.path.join(BUILD, "hyperlaunch-init"),
                                                   "scripts/init-top/hyperlaunch": os.path.join(ROOT, "dom0", "initramfs", "init-top"),
                                                   **with_libraries(images.TOOL)})
    pool = images.node("one: cpupool", ['compatible = "xen,cpupool"', 'cpupool-cpus = "2"', 'cpupool-sched = "credit"'])
    machine = boot("binding-dom0", images.build(
        "binding-dom0", pool,
        images.domain("web", images.tiny(), "24M", 1, "do=idle", properties=["domain-cpupool = <&one>"], inside=[images.vcpu(0, "2")]),
        images.domain("db", images.tiny(), "24M", 2, "do=idle", inside=[images.vcpu(1, "0-1")]),
        images.dom0(kernel("6.1"), ramdisk, bootargs="console=hvc0 quiet", inside=[images.vcpu(0, "0")])),
        memory=1536, cpus=3, dom0_mem="dom0_mem=64M")
    dom0 = Dom0(machine)
    dom0.wait_ready()
    rows = [line.split() for line in dom0.sh("xl vcpu-list").splitlines()[1:]]
    hard = {(row[0], int(row[2])): row[-3] for row in rows}
    assert hard[("web", 0)] == "2" and hard[("db", 0)] == "all" and hard[("db", 1)] == "0-1"
    assert hard[("Domain-0", 0)] == "0"
    pools = [line.split() for line in dom0.sh("xl cpupool-list").splitlines()[1:]]
    assert [(row[1], row[2], row[-1]) for row in pools] == [("2", "credit2", "2"), ("1", "credit", "1")], pools
    assert pools[1][0] != "(null)"
    assert dom0.sh("xl list -c web | tail -n 1").split()[-1] == pools[1][0]
    captured = dom0.sh("hyperlaunch host capture")
    assert 'cpus = "0-2";' in captured and 'hyperlaunch,pvh = "yes";' in captured and 'hyperlaunch,xen = "4.17' in captured
    (mib,) = re.findall(r"KiB: (\d+) MiB", captured)
    assert 1500 <= int(mib) <= 1536
