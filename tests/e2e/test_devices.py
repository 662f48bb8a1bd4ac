# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Disks and network cards that the set describes and dom0 serves: examples/disks-and-cards.dts on a real Xen."""

import os
import re

import pytest

import images
from dom0 import Dom0, initramfs, kernel
from machine import BUILD, COUNTED, ROOT
from test_xl import WATCH_LOG, domains, on_console

XEN, LINUX = "4.17", "6.1"
EXAMPLE = os.path.join(ROOT, "examples", "disks-and-cards.dts")
# Runs in dom0 before hyperlaunch-init: what the set's disks and cards are made of.
BACKENDS = """mkdir -p /srv
echo web-content-7261 >/srv/web.img; truncate -s 3M /srv/web.img
echo data-content-1627 >/srv/data.img; truncate -s 5M /srv/data.img
ip link add xenbr0 type bridge && ip addr add 10.0.0.1/24 dev xenbr0 && ip link set xenbr0 up
"""
WEB_MAC = "00:16:3e:01:02:03"
XVDA, XVDB = "51712", "51728"
CARD_IS_THERE = "until [ -e /sys/class/net/eth0 ]; do usleep 200000; done"


def example_image():
    """Builds the example of the lab's files."""
    os.makedirs(images.OUT, exist_ok=True)
    script = os.path.join(images.OUT, "backends")
    with open(script, "w", encoding="utf-8") as file:
        file.write(BACKENDS)
    ramdisk = initramfs(XEN, LINUX, "devices", {
        "usr/sbin/hyperlaunch-init": os.path.join(BUILD, "hyperlaunch-init"), "root/backends": script})
    with open(EXAMPLE, encoding="utf-8") as example:
        return images.example("devices", example.read(), {
            "vmlinuz": kernel(LINUX), "dom0.cpio.gz": ramdisk, "initrd.cpio.gz": os.path.join(BUILD, "demo", f"initrd-linux-amd64-{LINUX}.cpio.gz")})


@pytest.fixture(scope="module")
def machine(boot):
    image = example_image()
    machine = boot("devices", image, xen=XEN, memory=2048, dom0_mem="dom0_mem=64M",
                   extra=[*COUNTED, "-drive", f"file={image},format=raw,if=virtio,readonly=on"])
    machine.image = image
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    return machine


def disks(machine, name):
    """The numbers of a domain's virtual disks, as xl lists them."""
    return [line.split()[0] for line in machine.dom0.sh(f"xl block-list {name}").splitlines()[1:]]


def macs(machine, name):
    return [line.split()[2] for line in machine.dom0.sh(f"xl network-list {name}").splitlines()[1:]]


def derived_mac(machine, name):
    (domain,) = [domain for domain in images.show(machine.image)["domains"] if domain["name"] == name]
    (card,) = domain["network_cards"]
    assert card["mac_derived"]
    return card["mac"]


def test_xl_lists_them(machine):
    assert disks(machine, "web") == [XVDA, XVDB] and macs(machine, "web") == [WEB_MAC]
    assert disks(machine, "db") == [XVDA] and macs(machine, "db") == [derived_mac(machine, "db")]


def test_guest_reads_and_writes_its_disks(machine):
    on_console(machine, "web", "until [ -b /dev/xvda ] && [ -b /dev/xvdb ]; do usleep 200000; done; "
               "cat /sys/block/xvd[ab]/size /sys/block/xvd[ab]/ro | xargs echo sizes", r"sizes 6144 10240 0 1$")
    on_console(machine, "web", "head -c 16 /dev/xvda; echo", r"web-content-7261$")
    on_console(machine, "web", "echo written-by-web | dd of=/dev/xvda conv=fsync 2>/dev/null; echo done$((1+1))", r"done2$")
    assert machine.dom0.sh("head -n 1 /srv/web.img") == "written-by-web"


def test_guests_share_what_nobody_writes(machine):
    on_console(machine, "db", "until [ -b /dev/xvda ]; do usleep 200000; done; head -c 17 /dev/xvda; echo", r"data-content-1627$")
    on_console(machine, "web", "head -c 17 /dev/xvdb; echo", r"data-content-1627$")


def test_cards_have_their_addresses_and_carry_a_ping(machine):
    on_console(machine, "web", f"{CARD_IS_THERE}; cat /sys/class/net/eth0/address; ip addr add 10.0.0.2/24 dev eth0; ip link set eth0 up", rf"{WEB_MAC}$")
    machine.dom0.until("ping -c 1 -W 1 10.0.0.2")
    on_console(machine, "db", f"{CARD_IS_THERE}; cat /sys/class/net/eth0/address", rf"{derived_mac(machine, 'db')}$")


def test_second_run_attaches_nothing(machine):
    said = machine.dom0.sh("hyperlaunch-init --image /dev/vda")
    assert re.search(r"^web \(id 1\): already$", said, re.M), said
    assert disks(machine, "web") == [XVDA, XVDB] and macs(machine, "web") == [WEB_MAC]


def test_what_fails_is_told_and_attached_later(machine):
    machine.dom0.sh(f"xl block-detach db {XVDA}; until [ -z \"$(xl block-list db | grep {XVDA})\" ]; do usleep 200000; done; mv /srv/data.img /srv/kept")
    status, said = machine.dom0.run("hyperlaunch-init --image /dev/vda")
    assert status == 1
    assert "hyperlaunch-init: domain db: disk xvda is not attached; correct that, then run hyperlaunch-init again" in said
    machine.dom0.sh("mv /srv/kept /srv/data.img")
    assert re.search(r"^db \(id 2\): already, 1 device attached$", machine.dom0.sh("hyperlaunch-init --image /dev/vda"), re.M)
    assert disks(machine, "db") == [XVDA]


def test_rebuilt_domain_has_them_again(machine):
    before = domains(machine)["web"][0]
    machine.dom0.sh("xl reboot web")
    machine.dom0.until(f"grep -q 'domain web: asked for a reboot; built again' {WATCH_LOG}", 200)
    assert domains(machine)["web"][0] > before
    assert disks(machine, "web") == [XVDA, XVDB] and macs(machine, "web") == [WEB_MAC]
    on_console(machine, "web", f"until [ -b /dev/xvda ]; do usleep 200000; done; head -c 14 /dev/xvda; echo; {CARD_IS_THERE}; cat /sys/class/net/eth0/address", rf"{WEB_MAC}$", 150)
