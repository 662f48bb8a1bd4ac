# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A PV domain that has a PCI device and abuses it: what it must not have is refused, and its floods cost itself alone."""

import re

import pytest

import images
from test_pci import CARD, MEMORY, device

CARD_OF_QEMU = ["-device", "amd-iommu,intremap=on", "-netdev", "user,id=n", "-device", "e1000e,netdev=n,addr=3"]
# The protocol's errors, without their sign.
NOT_FOUND, BAD_OFFSET, NO_COMMAND, FAILED = "1", "2", "4", "5"
CLOSED, CONNECTED = "6", "4"
# What is said to keys: the test's, and those that wake a machine (machine.py).
ANSWERS = re.compile(r"input goes to|Serial input to|Synced (stime|cycles) skew")
STORMS = ["config", "events", "toggle", "store", "msi", "pin"]


@pytest.fixture(scope="module")
def machine(boot):
    image = images.build(
        "pci-hostile",
        images.pv("bad", images.tiny("tiny64-pv"), "16M", 1, "do=pci", inside=[device("card", CARD, "gsi = <23>")]),
        images.domain("quiet", images.tiny(), "16M", 1, "do=echo"))
    machine = boot("pci-hostile", image, memory=MEMORY, extra=CARD_OF_QEMU)
    assert machine.wait_launched() == (2, 0)
    return machine


@pytest.fixture(scope="module")
def report(machine):
    report = machine.tiny_report("bad")
    assert report["result"] == "success", machine.guest_lines("bad")
    return report


def answers(report, *keys):
    return {key: report[f"pci_{key}"] for key in keys}


def test_a_front_end_with_wrong_nodes_is_closed_and_may_begin_again(machine, report):
    wrong = ("no_grant", "empty_grant", "no_port", "no_magic")
    assert answers(report, *wrong) == dict.fromkeys(wrong, CLOSED)
    assert report["pci_state"] == CONNECTED
    # It is told once, however often it tries.
    assert len([line for line in machine.launcher_lines() if "its front end cannot be connected" in line]) == 1


def test_registers_that_are_not_the_domains_stay_as_they_are(report):
    forbidden = ("vendor", "status", "class", "header", "bar", "bar_byte", "rom", "list", "line", "power_next", "msi_control", "msi_address",
                 "msi_upper", "msi_data", "msix_control", "msix_table", "express_reset", "past_header", "last")
    for key in forbidden:
        answer, before, after = report[f"pci_{key}"].split()
        assert (answer, after) == ("0", before), key
    # Among them what the card is: it was the device that was asked.
    assert report["pci_vendor"].split()[1] == "10d38086"
    assert report["pci_line"].split()[1] == "117"


def test_a_bar_says_its_size_and_stays_where_it_is(report):
    assert report["pci_sizing"].split()[2] == "fffe0000"
    # What the domain wrote to the device's memory before is there afterwards: neither moved, nor reset.
    assert (report["pci_mark"], report["pci_moved"]) == ("1234", "no")


def test_of_the_command_register_the_device_gets_what_the_filter_lets_through(report):
    # Of all ones: special cycles, VGA snooping, waiting and fast transactions read as the device has them, which is off.
    assert report["pci_command"] == "0 6 fd47"


def test_requests_for_what_is_not_there_are_refused(report):
    devices = ("no_slot", "no_function", "no_devfn", "no_bus", "no_host_bus", "no_segment")
    places = ("size_0", "size_3", "size_8", "size_negative", "unaligned", "over_the_end", "behind_the_end", "behind_4_kib",
              "before_the_start", "far", "written_behind")
    commands = ("aer", "multi_msi", "no_command")
    assert answers(report, *devices) == dict.fromkeys(devices, NOT_FOUND)
    assert answers(report, *places) == dict.fromkeys(places, BAD_OFFSET)
    assert answers(report, *commands) == dict.fromkeys(commands, NO_COMMAND)


def test_interrupts_are_given_once_and_within_the_table(report):
    good = ("msi_not_on", "msix_not_on", "msi_on", "msi_off", "msi_off_twice", "msix_on", "msix_off", "msix_again", "msix_off_dark")
    bad = ("msix_none", "msix_million", "msix_negative", "msix_beyond", "msi_twice", "msix_beside", "msix_twice", "msix_dark")
    assert answers(report, *good) == dict.fromkeys(good, "0")
    assert answers(report, *bad) == dict.fromkeys(bad, FAILED)


@pytest.mark.parametrize("kind", STORMS)
def test_a_flood_keeps_neither_a_guest_nor_the_console_waiting(machine, report, kind):
    """It goes on until a line is typed for it; meanwhile the other guest answers, and so does the launcher."""
    machine.wait(rf"^\[bad\] tiny: storm=storm_{kind}$")
    before = machine.mark()
    machine.give_input("quiet", 2)
    machine.send(f"beside {kind}\r")
    machine.wait(rf"^\[quiet\] tiny: echo=beside {kind}$", since=before)
    machine.give_input("bad", 2)
    # Nobody says a word about it: a guest cannot fill the log.
    told = [line for line in machine.lines[before:] if ("hyperlaunch: " in line or line.startswith("(XEN)")) and not ANSWERS.search(line)]
    assert not told, told
    machine.send("\r")
    (count,) = machine.wait(rf"^\[bad\] tiny: storm_{kind}=(\d+)$", since=before)
    assert int(count.group(1)) > 0


@pytest.mark.parametrize("kind", ["msi", "pin"])
def test_the_floods_of_interrupts_were_some(machine, report, kind):
    (taken,) = machine.wait(rf"^\[bad\] tiny: storm_{kind}_taken=(\d+)$")
    assert int(taken.group(1)) > 0
