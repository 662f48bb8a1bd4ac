# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Disks and network cards that a driver domain serves beside a dom0, by xl: examples/driver-domain-dom0.dts on a real Xen."""

import os
import re

import pytest

import images
from dom0 import Dom0, initramfs, kernel
from machine import BUILD, COUNTED, ROOT
from test_xl import WATCH_LOG, domains, on_console

XEN, LINUX = "4.17", "6.1"
EXAMPLE = os.path.join(ROOT, "examples", "driver-domain-dom0.dts")
WEB_MAC = "00:16:3e:01:02:03"
DISK = "51712"
# Runs in dom0 before hyperlaunch-init: what it serves itself.
BACKENDS = "mkdir -p /srv; echo of-dom0-3391 >/srv/data.img; truncate -s 3M /srv/data.img\n"


def example_image():
    """Builds the example of the lab's files."""
    os.makedirs(images.OUT, exist_ok=True)
    script = os.path.join(images.OUT, "driver-domain-dom0-backends")
    with open(script, "w", encoding="utf-8") as file:
        file.write(BACKENDS)
    parts = {"vmlinuz": kernel(LINUX),
             "dom0.cpio.gz": initramfs(XEN, LINUX, "driver-domain-dom0", {
                 "usr/sbin/hyperlaunch-init": os.path.join(BUILD, "hyperlaunch-init"), "root/backends": script}),
             **{f"{part}.cpio.gz": os.path.join(BUILD, "demo", f"{part}-linux-amd64-{LINUX}.cpio.gz") for part in ("backend", "frontend")}}
    with open(EXAMPLE, encoding="utf-8") as example:
        # QEMU 7.2's XSETBV (docs/pitfalls.md) takes AVX from Linux beside a PV Linux.
        return images.example("driver-domain-dom0", example.read().replace("console=hvc0 quiet", "console=hvc0 quiet noxsave"), parts)


@pytest.fixture(scope="module")
def machine(boot):
    image = example_image()
    machine = boot("driver-domain-dom0", image, xen=XEN, memory=2048, dom0_mem="dom0_mem=64M",
                   extra=[*COUNTED, "-drive", f"file={image},format=raw,if=virtio,readonly=on"])
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    return machine


def devices(machine, name):
    """Who serves a domain's cards and disks, as xl lists them: {MAC address or number: (domid of the backend, state)}."""
    cards = [line.split() for line in machine.dom0.sh(f"xl network-list {name}").splitlines()[1:]]
    disks = [line.split() for line in machine.dom0.sh(f"xl block-list {name}").splitlines()[1:]]
    return {**{card[2]: (int(card[1]), int(card[4])) for card in cards}, **{disk[0]: (int(disk[1]), int(disk[3])) for disk in disks}}


def check_served(machine):
    """The guest has what net serves: its disk is a file of net's, and its card is on net's bridge."""
    net = domains(machine)["net"][0]
    machine.dom0.until(f"xl network-list web | grep -q '^[0-9]* *{net} .* 4 ' && xl block-list web | grep -q '^{DISK} *{net} .* 4 '")
    shown = devices(machine, "web")
    assert shown[WEB_MAC] == (net, 4) and shown[DISK] == (net, 4) and len(shown) == 3, shown
    on_console(machine, "web", "until [ -b /dev/xvda ] && [ -e /sys/class/net/eth0 ]; do usleep 200000; done; cat /sys/class/net/eth0/address", rf"{WEB_MAC}$")
    on_console(machine, "web", f"echo of-web-{net} | dd of=/dev/xvda conv=fsync 2>/dev/null; ip addr add 10.0.0.2/24 dev eth0; ip link set eth0 up; "
               "until ping -c 1 -W 2 10.0.0.1 >/tmp/ping; do usleep 200000; done; echo answ''ered", r"answered$")
    on_console(machine, "net", "head -n 1 /srv/web.img", rf"of-web-{net}$")


def wait_gone(machine, *names):
    """The guest has let go: a device that is back before Linux looked stays the old one to it (docs/pitfalls.md)."""
    there = " || ".join(f"[ -e /sys/bus/xen/devices/{name} ]" for name in names)
    on_console(machine, "web", f"while {there}; do usleep 200000; done; echo go''ne", r"gone$")


def test_a_guest_has_what_the_driver_domain_serves(machine):
    check_served(machine)


def test_dom0_serves_its_own_beside(machine):
    assert devices(machine, "web")["51728"][0] == 0
    on_console(machine, "web", "until [ -b /dev/xvdb ]; do usleep 200000; done; head -c 12 /dev/xvdb; echo", r"of-dom0-3391$")


def test_second_run_attaches_nothing(machine):
    assert re.search(r"^web \(id 2\): already$", machine.dom0.sh("hyperlaunch-init --image /dev/vda"), re.M)


def test_rebuilt_guest_has_them_again(machine):
    before = domains(machine)["web"][0]
    machine.dom0.sh("xl reboot web")
    machine.dom0.until(f"grep -q 'domain web: asked for a reboot; built again' {WATCH_LOG}", 200)
    assert domains(machine)["web"][0] > before
    check_served(machine)


def test_rebuilt_driver_domain_serves_them_again(machine):
    before = domains(machine)
    machine.dom0.sh("xl reboot net")
    machine.dom0.until(f"grep -q 'domain net: asked for a reboot; built again' {WATCH_LOG}", 200)
    after = domains(machine)
    assert after["net"][0] > before["net"][0] and after["web"][0] == before["web"][0]
    check_served(machine)


def test_both_rebuilt_find_each_other(machine):
    before = domains(machine)
    machine.dom0.sh("xl reboot net; xl reboot web")
    for name in ("net", "web"):
        machine.dom0.until(f"[ $(grep -c 'domain {name}: asked for a reboot; built again' {WATCH_LOG}) = 2 ]", 300)
    after = domains(machine)
    assert after["net"][0] > before["net"][0] and after["web"][0] > before["web"][0]
    check_served(machine)


def test_what_was_detached_is_attached_again(machine):
    """The driver domain has the nodes removed that xl waits for."""
    machine.dom0.sh(f"xl block-detach web xvda && xl network-detach web {WEB_MAC}")
    wait_gone(machine, f"vbd-{DISK}", "vif-0")
    assert re.search(r"^web \(id 2\): .*, 2 devices attached$", machine.dom0.sh("hyperlaunch-init --image /dev/vda"), re.M)
    check_served(machine)


def test_what_the_driver_domain_cannot_serve_is_told(machine):
    machine.dom0.sh("xl block-detach web xvda")
    wait_gone(machine, f"vbd-{DISK}")
    on_console(machine, "net", "mv /srv/web.img /srv/kept; echo mo''ved", r"moved$")
    status, said = machine.dom0.run("hyperlaunch-init --image /dev/vda")
    assert status == 1
    assert "domain web: disk xvda does not work, since its hotplug script failed" in said
    on_console(machine, "net", "mv /srv/kept /srv/web.img; echo mo''ved", r"moved$")
    machine.dom0.sh("xl block-detach web xvda")
    wait_gone(machine, f"vbd-{DISK}")
    machine.dom0.sh("hyperlaunch-init --image /dev/vda")
    check_served(machine)
