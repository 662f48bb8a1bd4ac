# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Channels and shared memory between Linux guests of a resident launcher, with the program of examples/share.

The owner is PVH once and PV once; so is the peer that only reads. With Linux 6.12 the owner's program takes the port that
the launcher made; Linux 6.1 has no way to that, and the program makes one of its own.
"""

import os
import re

import pytest

import images
from machine import BUILD


def shared(kind, peer, name, *more):
    """What a domain shares, for domain(inside=)."""
    return images.node(f"{kind}-{name}", [f'compatible = "hyperlaunch,{kind}"', f"peer = <&{peer}>",
                                          f'hyperlaunch,name = "{name}"', *more])


class Guests:
    """Types commands to the shells of Linux guests."""

    def __init__(self, machine, names):
        self.machine = machine
        self.focus = None
        for name in names:
            machine.linux_report(name)
        # Who has the input is announced after the launch: no test may take that for an answer to its key.
        machine.wait(r"^hyperlaunch: input goes to ")
        for name in names:
            self.ask(name, "modprobe -a xen-gntdev xen-evtchn && echo has-modules", "has-modules")

    def prompt(self, name):
        if self.focus != name:
            self.machine.give_input(name)
            self.focus = name
        self.machine.send("\r")
        self.machine.wait_prompt(name)

    def ask(self, name, command, pattern):
        """Types a command; returns the match of its answer, a line that is not the command itself."""
        self.prompt(name)
        before = self.machine.mark()
        self.machine.send(command + "\r")
        (match,) = self.machine.wait(rf"^\[{re.escape(name)}\] (?:/ # )?(?:{pattern})", since=before)
        return match

    def reboot(self, name):
        """Types `reboot`; returns once the guest is there again, with its modules."""
        self.prompt(name)
        before = self.machine.mark()
        self.machine.send("reboot\r")
        self.machine.wait(rf"^hyperlaunch: domain {name}: started again", since=before)
        self.machine.wait(rf"^\[{name}\] .*hyperlaunch-guest: ready", since=before, timeout=300)
        self.focus = None
        self.ask(name, "modprobe -a xen-gntdev xen-evtchn && echo has-modules", "has-modules")


def start(boot, name, linux, owner):
    ramdisk = os.path.join(BUILD, "demo", f"share-linux-{linux}.cpio.gz")
    kernel = images.linux(linux)
    image = images.build(
        name,
        owner("sensor", kernel, "256M", 1, "console=hvc0", ramdisk, inside=[
            shared("shared-memory", "control", "ring", 'size = "64K"'),
            shared("shared-memory", "display", "samples", 'size = "1M"', 'access = "ro"'),
            shared("channel", "control", "orders")]),
        images.domain("control", kernel, "256M", 1, "console=hvc0", ramdisk),
        images.pv("display", kernel, "256M", 1, "console=hvc0", ramdisk))
    machine = boot(name, image, memory=1536)
    assert machine.wait_launched() == (3, 0)
    return Guests(machine, ["sensor", "control", "display"])


@pytest.fixture(scope="module")
def guests(boot):
    return start(boot, "share", "6.1", images.domain)


def memory_goes_both_ways(guests):
    guests.ask("sensor", "share write ring word-of-the-owner", "share: written")
    guests.ask("control", "share read ring", "share: read: word-of-the-owner$")
    guests.ask("control", "share write ring word-of-the-peer", "share: written")
    guests.ask("sensor", "share read ring", "share: read: word-of-the-peer$")


def test_each_reads_what_the_other_wrote(guests):
    guests.ask("control", "share read ring", "share: read: $")  # zeroed
    memory_goes_both_ways(guests)


def test_who_may_only_read_cannot_write(guests):
    guests.ask("sensor", "share write samples for-the-display", "share: written")
    guests.ask("display", "share read samples", "share: read: for-the-display$")
    guests.ask("display", "share write samples changed", "share: the memory cannot be mapped for writing")
    guests.ask("sensor", "share read samples", "share: read: for-the-display$")


def test_a_domain_has_nothing_of_what_others_share(guests):
    guests.ask("display", "share read ring", 'share: the domain has no shared-memory "ring" now: ENOENT')
    guests.ask("display", "xenstore-read /local/domain/1/hyperlaunch/shared-memory/ring/role", ".*couldn't read path")


def test_a_channel_tells_each_of_the_other(guests):
    guests.ask("sensor", "share serve orders &", r"share: port \d+, a new one")
    guests.ask("control", "share ask orders first", "share: answered: first")
    guests.ask("control", "share ask orders second", "share: answered: second")
    guests.machine.wait(r"^\[sensor\] .*share: asked: first", r"^\[sensor\] .*share: asked: second")


def test_a_peer_that_starts_again_finds_it_as_it_is(guests):
    guests.ask("sensor", "share write ring from-before", "share: written")
    guests.reboot("control")
    guests.ask("control", "share read ring", "share: read: from-before$")
    guests.ask("control", "share ask orders third", "share: answered: third")


def test_an_owner_that_starts_again_shares_afresh(guests):
    guests.reboot("sensor")
    guests.ask("control", "share read ring", "share: read: $")
    memory_goes_both_ways(guests)
    guests.ask("sensor", "share serve orders &", r"share: port \d+, a new one")
    guests.ask("control", "share ask orders fourth", "share: answered: fourth")


def test_an_owner_waits_for_a_peer_that_maps_its_memory(guests):
    """The peer lets go when it sees that its nodes went; till then nobody else waits."""
    guests.prompt("control")
    guests.machine.send("share hold ring &\r")
    guests.machine.wait(r"^\[control\] .*share: held")
    guests.reboot("sensor")
    guests.machine.wait(r"^\[control\] .*share: let go: the owner ended")
    memory_goes_both_ways(guests)


def test_a_pv_owner_and_the_launchers_port(boot):
    """Linux 6.12 takes the port; a PV owner maps its own grants."""
    guests = start(boot, "share-pv", "6.12", images.pv)
    memory_goes_both_ways(guests)
    guests.ask("sensor", "share write samples for-the-display", "share: written")
    guests.ask("display", "share read samples", "share: read: for-the-display$")
    guests.ask("sensor", "share serve orders &", "share: port 3, the launcher's")
    guests.ask("control", "share ask orders first", "share: answered: first")
    guests.reboot("control")
    guests.ask("control", "share ask orders second", "share: answered: second")
