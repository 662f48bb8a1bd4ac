# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What cannot be built is named, with its cause; all others start and go on."""

import os

import pytest

import images


@pytest.fixture(scope="module")
def machine(boot):
    plain = os.path.join(images.OUT, "plain.bin")
    os.makedirs(images.OUT, exist_ok=True)
    with open(plain, "wb") as file:
        file.write(b"This is no kernel.\n" * 1000)
    image = images.build(
        "failures",
        images.domain("first", images.tiny(), "32M", 1, "do=idle"),
        images.domain("broken", images.tiny("tiny32"), "32M", 1, "do=idle"),
        images.domain("noteless", images.tiny(), "32M", 1, "do=idle", images.tiny("tiny64-nonote")),
        images.domain("noelf", images.tiny(), "32M", 1, "do=idle", plain),
        images.domain("greedy", images.tiny(), "64G", 1, "do=idle"),
        images.domain("last", images.tiny("tiny64-section"), "32M", 2, "do=idle"))
    broken = next(d for d in images.show(image)["domains"] if d["name"] == "broken")
    image = images.retargeted(image, ("noteless", "noelf"), "failures-retargeted")
    machine = boot("failures", images.damaged(image, broken["kernel"]["payload"], "failures-damaged"))
    machine.wait_launched()
    return machine


def test_the_others_start(machine):
    assert machine.wait_launched() == (2, 4)
    for name in ("first", "last"):
        assert machine.tiny_report(name)["result"] == "success"


def test_damaged_payload_is_named(machine):
    machine.wait(r"hyperlaunch: domain broken: .*digest")


def test_too_little_memory_is_named(machine):
    machine.wait(r"hyperlaunch: domain greedy: .*memory")


def test_kernel_without_pvh_note_is_named(machine):
    machine.wait(r"hyperlaunch: domain noteless: .*PVH")


def test_kernel_that_is_no_elf_is_named(machine):
    machine.wait(r"hyperlaunch: domain noelf: .*ELF")
