# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The resident launcher's store and tiny guests of each kind, two of which flood it and lie about their rings."""

import pytest

import images

ASKING = {"ask64": images.domain, "ask32": images.domain, "askpv": images.pv}
KERNELS = {"ask64": "tiny64", "ask32": "tiny32", "askpv": "tiny64-pv", "stormpvh": "tiny64", "stormpv": "tiny64-pv-plain"}
ANSWERS = 400


@pytest.fixture(scope="module", params=["4.14", "4.17", "4.20"])
def machine(request, boot):
    image = images.build(
        "store-guests",
        images.domain("stormpvh", images.tiny(KERNELS["stormpvh"]), "16M", 1, "do=storm"),
        images.pv("stormpv", images.tiny(KERNELS["stormpv"]), "16M", 1, "do=storm"),
        *(kind(name, images.tiny(KERNELS[name]), "32M", 1, f"do=ask lines={ANSWERS}") for name, kind in ASKING.items()),
        images.domain("without", images.tiny(), "16M", 1, "do=store", properties=['xen,enhanced = "no-xenstore"']))
    machine = boot(f"store-guests-{request.param}", image, xen=request.param)
    assert machine.wait_launched() == (6, 0)
    return machine


@pytest.mark.parametrize("name", ASKING)
def test_each_request_is_answered_beside_a_storm(machine, name):
    report = machine.tiny_report(name)
    assert report["result"] == "success", machine.guest_lines(name)
    assert (report["store_name"], report["store_answers"]) == (name, str(ANSWERS))
    assert (report["store_write"], report["store_note"], report["store_forbidden"]) == ("OK", "hello", "EACCES")


@pytest.mark.parametrize("name", ["stormpvh", "stormpv"])
def test_who_opens_everything_gets_what_xenstored_gives(machine, name):
    """And keeps it while it storms, so that the others ask beside that, too."""
    report = machine.tiny_report(name)
    assert report["result"] == "success", machine.guest_lines(name)
    assert (report["store_watches"], report["store_transactions"]) == ("128", "10")
    assert 900 < int(report["store_nodes"]) < 1000  # with those that it had


@pytest.mark.parametrize("name", ["stormpvh", "stormpv"])
def test_a_storm_ends_its_own_store_alone(machine, name):
    machine.wait(rf"^hyperlaunch: domain {name}: its store ring is damaged; its store is closed")
    machine.wait_quiet(5)
    assert len([line for line in machine.launcher_lines() if f"{name}: its store" in line]) == 1


def test_a_domain_without_a_store_is_not_told_of_one(machine):
    assert machine.tiny_report("without")["store_evtchn"] == "0"


def test_a_domain_0_too_small_for_a_store_is_named(boot):
    machine = boot("store-no-room", images.build("store-no-room", *(
        images.domain(f"d{i}", images.tiny("tiny64-linux"), "32M", 1, "do=store") for i in range(1, 9))), dom0_mem="dom0_mem=6M")
    assert machine.wait_launched() == (8, 0)
    machine.wait(r"^hyperlaunch: the \d+ KiB of a xenstore cannot be had: ENOMEM.*; give domain 0 more memory")
    report = machine.tiny_report("d8")
    assert (report["result"], report["store_pfn"], report["store_evtchn"]) == ("success", "0", "0")
