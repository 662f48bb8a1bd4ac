# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The hand-over where memory differs from what Xen gave domain 0, and where it cannot be: the others run on."""

import re

import pytest

import images

STAYS = r"hyperlaunch: domain 0 stays with the launcher; the other domains run on"


@pytest.mark.parametrize("memory, dom0_mem", [
    ("160M", "dom0_mem=64M"), ("160M", "dom0_mem=160M,max:160M"), ("160M", "dom0_mem=600M"), ("160M", ""), ("rest", "dom0_mem=600M")])
def test_dom0_has_the_memory_that_the_lcm_says(boot, memory, dom0_mem):
    """Whatever Xen gave it: less, as much, more, or all. The rest where Xen gave little or all: test_takeover.py."""
    image = images.build(
        f"memory-{memory}", images.pv("pv", images.tiny("tiny64-pv"), "96M", 1), images.domain("pvh", images.tiny(), "64M", 1),
        images.dom0(images.tiny("tiny64-pv"), memory=memory, bootargs="do=idle"))
    machine = boot(f"handover-memory-{memory}-{dom0_mem or 'all'}".replace("=", "-").replace(",", "-").replace(":", "-"),
                   image, dom0_mem=dom0_mem)
    report = machine.tiny_report(None)
    assert report["result"] == "success"
    if memory == "rest":
        # Of 1 GiB Xen keeps itself, its reserve of a sixteenth, and the other domains' memory.
        assert 640 * 1024 < int(report["memory_kib"]) < (1024 - 64 - 160) * 1024
    else:
        assert report["memory_kib"] == str(160 * 1024)
    assert int(report["maximum_pages"]) == int(report["memory_kib"]) // 4


def refused(boot, name, image, cause, **kwargs):
    """Boots; the dom0 must be named with the cause, and the guests launched before it must still answer."""
    machine = boot(f"handover-{name}", image, **kwargs)
    assert machine.wait_launched() == (2, 1)
    machine.wait(rf"hyperlaunch: domain dom0: failed: {cause}", STAYS, r"^\[pvh\] tiny: done ", r"^\[pv\] tiny: done ")
    for guest in ("pvh", "pv"):
        mark = machine.mark()
        machine.send("still here\r")
        machine.wait(rf"^\[{guest}\] tiny: echo=still here$", since=mark, timeout=30)
        machine.send("\x1dn")  # the other's turn


def guests():
    return [images.domain("pvh", images.tiny(), "32M", 1, "do=echo"),
            images.pv("pv", images.tiny("tiny64-pv-plain"), "32M", 1, "do=echo")]


# No refusal has a hypercall that differs from Xen to Xen: each has one of them.
def test_dom0_that_does_not_fit_is_named_and_the_others_run_on(boot):
    image = images.build("does-not-fit", *guests(), images.dom0(images.tiny("tiny64-pv"), memory="8G", bootargs=""))
    refused(boot, "does-not-fit", image,
            r"layout: it does not fit: it asks for 8388608 KiB, the other domains and a reserve of \d+ KiB for Xen leave "
            r"\d+ KiB; give it or the others less memory", xen="4.14")


def test_damaged_dom0_kernel_is_named_and_the_others_run_on(boot):
    image = images.build("damaged-dom0", *guests(), images.dom0(images.tiny("tiny64-pv"), memory="64M", bootargs=""))
    kernel = next(d for d in images.show(image)["domains"] if d["name"] == "dom0")["kernel"]["payload"]
    refused(boot, "damaged", images.damaged(image, kernel, "damaged-dom0-payload"),
            rf"verify: the kernel \(payload {kernel}\) is damaged", xen="4.20")


def test_kernel_that_is_none_for_a_dom0_is_refused_at_boot_too(boot):
    image = images.build("wrong-dom0", *guests(), images.dom0(images.tiny("tiny64-pv"), images.noise(4096)[0], "64M", bootargs=""))
    refused(boot, "wrong-kernel", images.retargeted(image, ["dom0"], "wrong-dom0-payload"), r"kernel: the kernel cannot be started: ")


def test_required_domain_that_fails_leaves_dom0_with_what_runs(boot):
    """Nothing more is started, be it built or not; dom0 takes over at once."""
    image = images.build(
        "required",
        images.domain("runs", images.tiny(), "32M", 1, "do=idle"),
        images.domain("waits", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&web>"]),
        images.domain("db", images.tiny(), "64G", 1, "do=idle", properties=['hyperlaunch,on-failure = "required"']),
        images.domain("web", images.tiny(), "32M", 1, "do=idle"),
        images.dom0(images.tiny("tiny64-pv"), memory="64M", bootargs="do=idle"))
    machine = boot("handover-required", image)
    assert machine.tiny_report(None)["result"] == "success"
    assert machine.wait_launched() == (2, 3)
    machine.wait(r"^hyperlaunch: domain db: failed, and is required: nothing more is started before domain 0$",
                 *(rf"^hyperlaunch: domain {name}: failed: start: it is held back, since db, which is required, failed; " for name in ("waits", "web")))
    assert machine.guest_lines("runs") and not machine.guest_lines("waits") + machine.guest_lines("web")


def test_fewer_vcpus_than_asked_are_said_and_used(boot):
    image = images.build("vcpus", images.dom0(images.tiny("tiny64-pv"), memory="64M", cpus=4, bootargs=""))
    machine = boot("handover-vcpus", image, cpus=2)
    report = machine.tiny_report(None)
    assert report["vcpus"] == "2"
    machine.wait(r"domain dom0: has 2 vCPUs, not 4, since Xen made no more for domain 0; put dom0_max_vcpus=4 on Xen's command line")


def test_nothing_of_a_set_with_only_a_dom0_needs_an_option(boot):
    """A classic system: the tool builds it like any other, the launcher only hands over."""
    image = images.build("classic", images.dom0(images.tiny("tiny64-pv"), images.noise(5001)[0], "64M", bootargs="x"))
    machine = boot("handover-classic", image, dom0_mem="")
    report = machine.tiny_report(None)
    assert (report["result"], report["cmdline"]) == ("success", "x")
    assert machine.wait_launched() == (1, 0)
    assert not [line for line in machine.launcher_lines() if re.search(r"warning|error|refused", line)]


def test_long_log_is_whole_on_a_slow_line(boot):
    """At 115200 baud the log is more than Xen keeps for its port, and dom0 prints as soon as it is entered."""
    names = [f"d{i}" for i in range(1, 61)]
    image = images.build("slow-line", *(images.domain(name, images.tiny(), "4M", 1, "do=idle") for name in names),
                         images.dom0(images.tiny("tiny64-pv"), memory="64M", bootargs="do=idle"))
    machine = boot("handover-slow-line", image, line_rate=11520)
    assert machine.tiny_report(None)["result"] == "success"
    for words in ("created at", "built in"):
        found = [re.match(rf"hyperlaunch: domain (d\d+): {words} .* (?:KiB|a MiB)$", line) for line in machine.lines]
        assert [match.group(1) for match in found if match] == names
    rows = [re.match(r"hyperlaunch:   (d\d+) +\d+ +1 ", line) for line in machine.lines]
    assert [match.group(1) for match in rows if match] == names
    machine.wait(r"^hyperlaunch: domain dom0: takes over domain 0 with ", r"^hyperlaunch: launch complete: 61 started, 0 failed, ")
    since = next(i for i, line in enumerate(machine.lines) if line.startswith("hyperlaunch: "))
    for before, line in zip(machine.lines[since:], machine.lines[since + 1:]):
        assert "(XEN)" in before or re.match(r"hyperlaunch: |\[d\d+\] |tiny: |hyperlaunch-guest: ready|.*\(XEN\)", line), line
