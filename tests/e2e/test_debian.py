# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A real Debian as dom0: systemd, initramfs-tools, Xen's own init script, and hyperlaunch as `make install` puts it."""

import os
import re
import subprocess

import pytest

import images
from dom0 import Dom0
from machine import BUILD
from test_xl import domains, on_console

DEBIAN = os.path.join(BUILD, "debian")
LAUNCHER = os.path.join(BUILD, "installed", "usr", "lib", "hyperlaunch", "launcher.elf")


def boot_disk(image):
    """A file system with the launch image, for /boot/hyperlaunch; returns its path."""
    path = os.path.join(images.OUT, "debian-boot.img")
    folder = os.path.join(images.OUT, "debian-boot")
    subprocess.run(["rm", "-rf", folder, path], check=True)
    os.makedirs(folder)
    os.link(image, os.path.join(folder, "system.img"))
    mib = os.path.getsize(image) // 2**20 * 5 // 4 + 16
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-L", "hyperlaunch", "-d", folder, path, f"{mib}M"], check=True)
    return path


@pytest.fixture(scope="module")
def machine(boot):
    image = images.build(
        "debian", images.domain("web", images.linux("6.1"), "128M", 1, "console=hvc0 quiet", images.INITRD),
        images.domain("tiny", images.tiny(), "24M", 1, "do=idle"),
        images.dom0(os.path.join(DEBIAN, "vmlinuz"), os.path.join(DEBIAN, "initrd.img"), "1G",
                    bootargs="root=/dev/vda ro console=hvc0 quiet"))
    machine = boot("debian", image, memory=2048, dom0_mem="dom0_mem=128M", launcher=LAUNCHER, extra=[
        "-drive", f"file={DEBIAN}/disk.img,format=raw,if=virtio,snapshot=on",
        "-drive", f"file={boot_disk(image)},format=raw,if=virtio,readonly=on"])
    machine.dom0 = Dom0(machine)
    machine.report = machine.dom0.wait_ready()
    return machine


def until(machine, command):
    """Waits in dom0 until a command does well; returns what it printed last."""
    return machine.dom0.sh(f"until {command}; do sleep 1; done", timeout=480)


def test_everything_starts(machine):
    assert machine.report["state"] == "running"
    assert machine.dom0.sh("systemctl is-active hyperlaunch-init hyperlaunch-watch").split() == ["active"] * 2


def test_domains_are_introduced(machine):
    assert {name: row[:3] for name, row in domains(machine).items()} == {
        "Domain-0": (0, 1024, 1), "web": (1, 128, 1), "tiny": (2, 24, 1)}
    until(machine, "xenstore-read /local/domain/1/control/feature-suspend | grep -q 1")


def test_the_installed_tool_shows_the_record(machine):
    machine.dom0.sh("hyperlaunch show /run/hyperlaunch/lcm.dtb")
    assert machine.dom0.sh("stat -c %a /run/hyperlaunch/lcm.dtb /run/hyperlaunch/record.dtb").split() == ["600", "600"]
    text = machine.dom0.sh("hyperlaunch record show")
    assert "3 domains: 2 running, 1 handed over;" in text


def test_console(machine):
    on_console(machine, "web", "echo con$((40+2))sole", r"con42sole$")


def test_pause_and_unpause(machine):
    machine.dom0.sh("xl pause tiny")
    assert domains(machine)["tiny"][3][2] == "p"
    machine.dom0.sh("xl unpause tiny")
    assert domains(machine)["tiny"][3][2] == "-"


def test_reboot_by_the_watch(machine):
    before = domains(machine)["web"][0]
    machine.dom0.sh("xl reboot web")
    until(machine, "journalctl -q -u hyperlaunch-watch | grep 'domain web: asked for a reboot; built again'")
    assert domains(machine)["web"][0] > before
    # Whom the watch serves has no daemon of xl.
    assert machine.dom0.sh("grep -als '[w]eb.cfg' /proc/[0-9]*/cmdline; true") == ""


def test_next_watch_serves_what_the_one_before_built(machine):
    before = domains(machine)["web"][0]
    # Linux hears of a reboot before its user space is there, and then asks the /sbin/reboot of an initramfs that has none yet.
    on_console(machine, "web", "echo up$((40+2))", r"up42$", 150)
    machine.dom0.sh("systemctl restart hyperlaunch-watch; xl reboot web")
    until(machine, f"[ $(xl domid web 2>/dev/null || echo {before}) != {before} ]")
    on_console(machine, "web", "echo again$((40+2))", r"again42$", 150)


def test_watch_ends_with_the_last_domain(machine):
    machine.dom0.sh("xl destroy tiny")
    until(machine, "journalctl -q -u hyperlaunch-watch | grep 'domain tiny: is gone'")
    assert machine.dom0.sh("systemctl is-active hyperlaunch-watch") == "active"
    machine.dom0.sh("xl shutdown web")
    until(machine, "! xl domid web 2>/dev/null")
    assert set(domains(machine)) == {"Domain-0"}
    until(machine, "[ $(systemctl show -P ActiveState hyperlaunch-watch) = inactive ]")
    assert machine.dom0.sh("systemctl show -P Result hyperlaunch-watch") == "success"


def test_dom0_shuts_down(machine):
    machine.dom0.wait_prompt()
    since = machine.mark()
    machine.dom0.type("systemctl poweroff\n")
    machine.wait(r"Hardware Dom0 halted|ACPI S5", since=since)
    assert not re.search(r"FAILED", "\n".join(machine.lines[since:]))
