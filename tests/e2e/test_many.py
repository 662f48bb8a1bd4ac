# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Many at once: 32 tiny domains in one launch, and one domain of 32 vCPUs."""

import images

COUNT = 32


def test_32_domains(boot):
    image = images.build("many", *(
        images.domain(f"d{i}", images.tiny("tiny64" if i % 2 else "tiny32"), "8M", 1, f"number={i}")
        for i in range(1, COUNT + 1)))
    machine = boot("many", image)
    assert machine.wait_launched() == (COUNT, 0)
    for i in range(1, COUNT + 1):
        report = machine.tiny_report(f"d{i}")
        assert report["result"] == "success"
        assert report["memory_kib"] == str(8 * 1024)
        assert report["cmdline"] == f"number={i}"
        assert report["stale"] == "none"


def test_32_vcpus_on_two_cpus(boot):
    image = images.build("vcpus", images.domain("wide", images.tiny(), "64M", 32, "do=idle"))
    machine = boot("vcpus", image, cpus=2)
    assert machine.wait_launched() == (1, 0)
    assert machine.tiny_report("wide", timeout=240)["vcpus"] == "32"


def test_domains_that_end_at_once_are_all_noticed(boot):
    # Most of them are over before the launcher has even printed its record.
    image = images.build("brief", *(
        images.domain(f"d{i}", images.tiny(), "8M", 1, "do=poweroff") for i in range(1, 25)))
    machine = boot("brief", image)
    assert machine.wait_launched() == (24, 0)
    machine.wait(*(rf"^hyperlaunch: domain d{i}: powered off" for i in range(1, 25)))
