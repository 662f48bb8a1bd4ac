# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A set without a dom0: its Linux guests find a xenstore, which the resident launcher serves to Debian's own clients."""

import os
import re

import pytest

import images
from machine import BUILD

INITRD = os.path.join(BUILD, "demo", "initrd-store.cpio.gz")
NAMES = ("web", "db")
# QEMU 7.2's XSETBV (docs/pitfalls.md) lets no Linux 7 start as PVH, and takes AVX from others beside a PV Linux.
COMMON = ("console=hvc0", "quiet", "noxsave")
# What Linux itself stumbles over as PV on AMD: a register that only domain 0 may read.
WORDS = {"7": ("initcall_blacklist=print_s5_reset_status_mmio",)}


@pytest.fixture(scope="module", params=[("4.17", "6.1"), ("4.14", "5.10"), ("4.20", "6.12"), ("4.20", "7")], ids=lambda p: f"xen{p[0]}-linux{p[1]}")
def machine(request, boot):
    xen, kernel = request.param
    words = " ".join([*COMMON, *WORDS.get(kernel, ())])
    machine = boot(f"store-linux-{kernel}", images.build(
        f"store-linux-{kernel}", images.domain("web", images.linux(kernel), "128M", 1, words, INITRD),
        images.pv("db", images.linux(kernel), "160M", 1, words, INITRD)), xen=xen)
    assert machine.wait_launched() == (2, 0)
    for name in NAMES:
        machine.linux_report(name)
    # It says so by itself: no answer to a key.
    machine.wait(rf"^hyperlaunch: input goes to {NAMES[0]} ")
    machine.focus = NAMES[0]
    return machine


def shell(machine, name, command):
    """What a command prints in a guest's shell, and its status."""
    if machine.focus != name:
        machine.give_input(name)
        machine.focus = name
    before = machine.mark()
    # The shell's echo of what was typed is not the line that is waited for.
    machine.send(f"{command}; echo sta''tus=$?=\r")
    (status,) = machine.wait(rf"^\[{name}\] .*status=(\d+)=", since=before)
    lines = machine.guest_lines(name, before)
    return [line for line in lines if "status=" not in line and "sta''tus" not in line], int(status.group(1))


def value(machine, name, path):
    lines, status = shell(machine, name, f"xenstore-read {path}")
    return lines[-1] if status == 0 else None


@pytest.mark.parametrize("name", NAMES)
def test_a_guest_reads_its_nodes(machine, name):
    assert value(machine, name, "name") == name
    assert value(machine, name, "domid") == str(NAMES.index(name) + 1)
    uuid = machine.linux_report(name)["uuid"]
    assert value(machine, name, "vm") == f"/vm/{uuid}"
    assert value(machine, name, f"/vm/{uuid}/name") == name


def test_a_guest_lists_its_nodes(machine):
    lines, status = shell(machine, "web", "xenstore-ls /local/domain/1")
    assert status == 0
    nodes = dict(line.strip().split(" = ", 1) for line in lines if " = " in line)
    assert nodes["name"] == '"web"' and nodes["ring-ref"] and nodes["platform-feature-xs_reset_watches"] == '"1"'


def test_a_guest_writes_what_is_its_own_and_nothing_else(machine):
    assert shell(machine, "web", "xenstore-write data/note hello")[1] == 0
    assert value(machine, "web", "data/note") == "hello"
    for path in ("name", "/local/domain/2/data/note", "/new"):
        lines, status = shell(machine, "web", f"xenstore-write {path} x")
        assert status != 0 and "xenstore-write: could not write path " + path in lines, lines


def test_a_guest_does_not_see_others(machine):
    assert value(machine, "web", "/local/domain/2/name") is None
    assert shell(machine, "web", "xenstore-ls /")[1] != 0


def test_the_kernel_says_how_it_can_be_shut_down(machine):
    """Linux writes these itself, once its own client of the store is connected."""
    for name in NAMES:
        assert value(machine, name, "control/feature-poweroff") == "1"
        assert value(machine, name, "control/feature-reboot") == "1"


def test_a_watch_in_one_guest_sees_what_the_other_writes(machine):
    assert shell(machine, "db", "xenstore-chmod data n2 r1")[1] == 0
    assert shell(machine, "web", "(xenstore-watch -n 2 /local/domain/2/data/news >/tmp/watch &)")[1] == 0
    assert shell(machine, "web", "until grep -q news /tmp/watch; do usleep 100000; done")[1] == 0
    assert shell(machine, "db", "xenstore-write data/news 1; xenstore-chmod data/news n2 r1")[1] == 0
    assert shell(machine, "web", "until [ $(grep -c news /tmp/watch) = 2 ]; do usleep 100000; done")[1] == 0


def test_a_guest_that_ends_leaves_the_other_its_store(machine):
    """Last: the guest is gone."""
    while machine.focus != "db":
        shell(machine, "db", "true")
    before = machine.mark()
    machine.send("poweroff -f\r")
    machine.wait(r"hyperlaunch: domain db: powered off; destroyed", r"^hyperlaunch: input goes to web ", since=before)
    machine.focus = "web"
    assert value(machine, "web", "name") == "web"
    assert not re.search(r"damaged|no room", "\n".join(machine.launcher_lines()))
