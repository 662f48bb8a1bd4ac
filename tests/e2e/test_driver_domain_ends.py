# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A driver domain that crashes until it is given up, and what its policies make of that: its frontends, the recovery domain, who waits."""

import pytest

import images

NIC = images.node("lan", ['compatible = "hyperlaunch,nic"', "backend = <&net>", 'bridge = "br0"'])


@pytest.fixture(scope="module")
def machine(boot):
    image = images.build(
        "driver-domain-ends",
        images.domain("net", images.tiny(), "16M", 1, "do=fall", properties=[
            "hyperlaunch,driver-domain", 'hyperlaunch,on-crash = "restart"', "hyperlaunch,restart-limit = <1>",
            'hyperlaunch,on-failure = "required"']),
        images.pv("front", images.tiny("tiny64-pv"), "16M", 1, "do=card", inside=[NIC]),
        images.domain("slow", images.tiny(), "16M", 1, "do=idle", properties=[
            'hyperlaunch,ready = "line"', 'hyperlaunch,ready-line = "never printed"', "hyperlaunch,ready-timeout-ms = <3600000>"]),
        images.domain("waits", images.tiny(), "16M", 1, "do=idle", properties=["hyperlaunch,start-after = <&slow>"]),
        images.pv("rescue", images.tiny("tiny64-pv"), "16M", 1, "do=echo", properties=['functions = "recovery"']))
    machine = boot("driver-domain-ends", image)
    machine.wait(r"^\[net\] tiny: done ", r"^\[front\] tiny: card=there$", r"^\[slow\] tiny: done ")
    return machine


def fall(machine):
    """Crashes the driver domain, once it has the input."""
    machine.give_input("net")
    before = machine.mark()
    machine.send("\r")
    machine.wait(r"^hyperlaunch: domain net: crashed; ", since=before)
    return before


def test_the_first_crash_unplugs_and_plugs_in_again(machine):
    before = fall(machine)
    machine.wait(r"^hyperlaunch: domain front: network card 0, served by net: unplugged, as that domain ended", r"^\[front\] tiny: card=gone$",
                 r"^hyperlaunch: domain front: network card 0, served by net: plugged in again", r"^\[front\] tiny: card=there$",
                 r"^\[net\] tiny: done ", since=before)


def test_the_second_gives_it_up_with_its_policy(machine):
    before = fall(machine)
    machine.wait(r"^hyperlaunch: domain net: given up: it was started again 1 times within 60 s",
                 r"^hyperlaunch: domain front: network card 0, served by net: unplugged, as that domain ended", r"^\[front\] tiny: card=gone$",
                 r"^hyperlaunch: domain net: failed, and is required: nothing more is started; recovery domain rescue is started$", since=before)
    machine.tiny_report("rescue")


def test_its_frontend_goes_on_and_who_waits_is_held_back(machine):
    machine.wait(r"^hyperlaunch: domain waits: failed: start: it is held back, since net, which is required, failed; ")
    assert not machine.guest_lines("waits")
    assert [line for line in machine.guest_lines("front") if "card=" in line] == [
        "tiny: card=there", "tiny: card=gone", "tiny: card=there", "tiny: card=gone"]
