# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Disks and network cards that a driver domain serves, without a dom0: examples/driver-domain.dts, its parts ending and coming back."""

import os
import re

import pytest

import images
from dom0 import Dom0
from machine import BUILD, COUNTED, ROOT

LINUX, LINUX_OF_DB = "6.1", "6.12"
EXAMPLE = os.path.join(ROOT, "examples", "driver-domain.dts")
ADDRESS = {"net": "10.0.0.1", "web": "10.0.0.2", "db": "10.0.0.3"}
GUESTS = ("web", "db")
WEB_MAC = "00:16:3e:01:02:03"
CARD, DISK = "vif/0", "vbd/51712"
BACK_AGAIN = 300
WAITING, CONNECTED, CLOSING = "2", "4", "5"  # states of a backend
# A guest that lies to the driver domain. Its disk is what every Linux of the lab has.
BAD = images.pv("bad", images.tiny("tiny64-pv"), "16M", 1, "do=frontends", inside=[
    images.node("disk", ['compatible = "hyperlaunch,disk"', "backend = <&net>", 'device = "xvda"', 'target = "/bin/busybox"', 'access = "ro"']),
    images.node("lan", ['compatible = "hyperlaunch,nic"', "backend = <&net>", 'bridge = "br0"'])])


def ramdisk(part, linux):
    return os.path.join(BUILD, "demo", f"{part}-linux-{linux}.cpio.gz")


def example_source():
    """The example, with a newer Linux in one of its domains, a guest that lies, and an end that is preserved."""
    with open(EXAMPLE, encoding="utf-8") as example:
        # QEMU 7.2's XSETBV (docs/pitfalls.md) takes AVX from Linux beside a PV Linux.
        source = example.read().replace('console=hvc0 quiet"', 'console=hvc0 quiet noxsave"')
    source = source.replace("hyperlaunch,driver-domain;", 'hyperlaunch,driver-domain; hyperlaunch,on-poweroff = "preserve";')
    head, db = source.split("db: domain@3")
    db = db.replace('"vmlinuz"', f'"{images.linux(LINUX_OF_DB)}"').replace('"frontend.cpio.gz"', f'"{ramdisk("frontend", LINUX_OF_DB)}"')
    end = db.rindex("};\n        };\n    };\n};") + len("};\n")
    return f"{head}db: domain@3{db[:end]}{BAD[0]}\n{db[end:]}"


def example_image():
    """Builds the example of the lab's files."""
    return images.example("driver-domain", example_source(), {
        "vmlinuz": images.linux(LINUX), **{f"{part}.cpio.gz": ramdisk(part, LINUX) for part in ("backend", "frontend")}})


@pytest.fixture(scope="module")
def machine(boot):
    machine = boot("driver-domain", example_image(), memory=1024, extra=COUNTED)
    assert machine.wait_launched(300) == (4, 0)
    for name in ADDRESS:
        machine.linux_report(name)
    for name in GUESTS:
        wait_devices(machine, name)
    return machine


def focus(machine, name):
    """Gives a domain the input, whoever has it."""
    machine.wait_quiet(2)
    machine.give_input(name)


def shell(machine, name, command, timeout=180):
    """What a command prints in a domain's shell; it has to succeed."""
    focus(machine, name)
    before = machine.mark()
    # The shell's echo of what was typed is not the line that is waited for.
    Dom0(machine).type(f"{command}; echo sta''tus=$?=\r")
    (status,) = machine.wait(rf"^\[{name}\] .*status=(\d+)=", since=before, timeout=timeout)
    lines = machine.guest_lines(name, before)
    assert status.group(1) == "0", lines
    return [line for line in lines if "status=" not in line and "sta''tus" not in line]


def until(condition):
    return f"until {condition}; do usleep 200000; done"


def wait_devices(machine, name):
    """Waits for both devices to be connected, and gives the card its address."""
    shell(machine, name, " && ".join([
        until(f'[ "$(xenstore-read device/{CARD}/state)$(xenstore-read device/{DISK}/state)" = 44 ]'),
        f"ip addr add {ADDRESS[name]}/24 dev eth0 && ip link set eth0 up && [ -b /dev/xvda ]"]), BACK_AGAIN)


def ping(machine, name, to):
    shell(machine, name, until(f"ping -c 1 -W 2 {ADDRESS[to]} >/tmp/ping"))


def sum_of(machine, name, path, megabytes=None):
    """The digest of a file or of a device, of what is really there."""
    shell(machine, name, "sync; echo 3 >/proc/sys/vm/drop_caches")
    what = f"dd if={path} bs=1M count={megabytes} 2>/dev/null" if megabytes else f"cat {path}"
    return re.search(r"\b[0-9a-f]{64}\b", "\n".join(shell(machine, name, f"{what} | sha256sum"))).group(0)


def test_the_frontends_start_after_the_driver_domain_is_ready(machine):
    lines = machine.launcher_lines()
    ready = next(i for i, line in enumerate(lines) if re.search(r"domain net: ready", line))
    assert all(i > ready for i, line in enumerate(lines) if re.search(r"domain (web|db): started", line)), lines


def test_a_card_has_the_address_of_the_set(machine):
    assert any(WEB_MAC in line for line in shell(machine, "web", "cat /sys/class/net/eth0/address"))


def test_guests_reach_each_other_over_the_bridge(machine):
    ping(machine, "web", "db")
    ping(machine, "db", "web")
    ping(machine, "db", "net")


def test_what_a_guest_writes_is_what_the_driver_domain_has(machine):
    """64 MiB that do not repeat, through the ring and the loop device, and read back through it."""
    shell(machine, "web", "dd if=/dev/urandom of=/dev/xvda bs=1M count=64 conv=fsync 2>/dev/null", 400)
    written = sum_of(machine, "web", "/dev/xvda")
    assert sum_of(machine, "net", "/srv/web.img") == written
    assert sum_of(machine, "net", "/srv/db.img") != written


def test_a_guest_mounts_its_disk(machine):
    shell(machine, "db", "mke2fs /dev/xvda >/dev/null && mkdir -p /mnt && mount /dev/xvda /mnt && echo of-db-7261 >/mnt/note && umount /mnt")
    shell(machine, "net", "grep -c of-db-7261 /srv/db.img")


def test_a_frontend_that_writes_garbage_harms_itself_alone(machine):
    """Each node of its halves, which its kernel has filled, and then a node of a state that there is not."""
    shell(machine, "db", f"for n in $(xenstore-list device/{CARD}) ; do xenstore-write device/{CARD}/$n 4294967295 ; done 2>/dev/null; "
          f"for n in $(xenstore-list device/{DISK}) ; do xenstore-write device/{DISK}/$n ../../0 ; done 2>/dev/null; "
          f"for s in 3 1 4 6 2 5 3 77 -1 4; do xenstore-write device/{CARD}/state $s device/{DISK}/state $s; done; true")
    ping(machine, "web", "net")
    shell(machine, "web", "echo still-served | dd of=/dev/xvda conv=fsync 2>/dev/null")
    assert shell(machine, "net", "head -c 12 /srv/web.img; echo")[-1] == "still-served"


def test_a_frontend_that_grants_nothing_or_noise_harms_itself_alone(machine):
    """It did so before the others had their devices; the tests above and below are about these."""
    report = machine.tiny_report("bad")
    assert report["result"] == "success", machine.guest_lines("bad")
    # netback says "closing" to no grant, and "connected" at once.
    assert report["vbd_no_grant"] == CLOSING
    machine.wait(r"^\[net\] .* vif-4-0: .*mapping shared-frames 4000000000/4000000000 port tx 99999 rx 99999",
                 r"^\[net\] .* vbd-4-51712: .*mapping ring-ref port 99999")
    for kind in ("vif", "vbd"):
        assert (report[f"{kind}_again"], report[f"{kind}_garbage"]) == (WAITING, CONNECTED)
    # Of the noise it says this, and serves the ring no more.
    machine.wait(r"^\[net\] .*vif4\.0: fatal error; disabling device")
    ping(machine, "web", "net")


def test_devices_come_again_with_a_frontend(machine):
    """Also for one that spoilt its nodes: a domain that is started again finds new ones."""
    before = machine.mark()
    focus(machine, "db")
    machine.send("reboot -f\r")
    machine.wait(r"^\[db\] hyperlaunch-guest: ready ", since=before, timeout=BACK_AGAIN)
    wait_devices(machine, "db")
    ping(machine, "db", "web")
    shell(machine, "db", "mkdir -p /mnt && mount /dev/xvda /mnt && grep of-db-7261 /mnt/note && umount /mnt")


def test_devices_come_again_with_the_driver_domain(machine):
    before = machine.mark()
    focus(machine, "net")
    machine.send("crash\r")
    for name in GUESTS:
        for device in ("disk xvda", "network card 0"):
            machine.wait(rf"^hyperlaunch: domain {name}: {device}, served by net: unplugged, as that domain ended", since=before, timeout=BACK_AGAIN)
    machine.wait(r"^\[net\] hyperlaunch-guest: ready ", since=before, timeout=BACK_AGAIN)
    for name in GUESTS:
        wait_devices(machine, name)
    ping(machine, "web", "db")
    shell(machine, "web", "echo of-web-1627 | dd of=/dev/xvda conv=fsync 2>/dev/null")
    assert shell(machine, "net", "head -c 11 /srv/web.img; echo")[-1] == "of-web-1627"


def test_devices_come_again_when_both_were_started_again(machine):
    before = machine.mark()
    focus(machine, "net")
    machine.send("reboot -f\r")
    machine.wait(r"^hyperlaunch: domain net: ended at", since=before)
    focus(machine, "web")
    machine.send("reboot -f\r")
    for name in ("net", "web"):
        machine.wait(rf"^\[{name}\] hyperlaunch-guest: ready ", since=before, timeout=BACK_AGAIN)
    for name in GUESTS:
        wait_devices(machine, name)
    ping(machine, "web", "db")


def test_a_driver_domain_that_is_preserved_lets_its_frontends_go(machine):
    """They go on without. What it has mapped of one it keeps, so that one is not built again."""
    before = machine.mark()
    focus(machine, "net")
    machine.send("poweroff -f\r")
    machine.wait(r"^hyperlaunch: domain net: powered off; preserved as it is", *(
        rf"^hyperlaunch: domain {name}: {device}, served by net: unplugged, as that domain ended"
        for name in (*GUESTS, "bad") for device in ("disk xvda", "network card 0")), since=before)
    for name in GUESTS:
        shell(machine, name, until("! [ -e /sys/class/net/eth0 -o -e /sys/block/xvda ]") + f"; ! xenstore-exists device/{CARD}")
    assert any(line.startswith(f"{LINUX_OF_DB}.") for line in shell(machine, "db", "uname -r"))
    before = machine.mark()
    focus(machine, "db")
    machine.send("reboot -f\r")
    machine.wait(r"^hyperlaunch: domain db: not started again: Xen keeps what is left of it; a domain that maps its memory has to let go",
                 since=before)
