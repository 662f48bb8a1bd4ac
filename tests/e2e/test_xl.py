# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""In a dom0 of Debian's own tools: xl treats launched domains as those that it created itself."""

import os
import re

import pytest

import images
from dom0 import Dom0, initramfs, kernel
from machine import BUILD, COUNTED, ROOT, SILENCE_SECONDS

# Xen, and its release's Linux for dom0.
PAIRS = [("4.17", "6.1"), ("4.20", "6.12")]
# 5.10 is too old to find a late store; of 6.12's guests some die in QEMU 7.2, PVH by a wrong GS base after an interrupt.
GUEST_LINUX = "6.1"
WATCH_LOG = "/var/log/hyperlaunch-watch.log"


def guest(name, linux, pv=False, memory="128M", bootargs="", **more):
    """A Linux guest with PV drivers and a shell on its console."""
    make = images.pv if pv else images.domain
    return make(name, kernel(linux), memory, 1, f"console=hvc0 quiet {bootargs}".rstrip(),
                os.path.join(BUILD, "demo", f"initrd-linux-amd64-{linux}.cpio.gz"), **more)


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: f"xen-{pair[0]}-linux-{pair[1]}")
def machine(request, boot):
    xen, linux = request.param
    ramdisk = initramfs(xen, linux, f"xl-{xen}", {
        "usr/sbin/hyperlaunch-init": os.path.join(BUILD, "hyperlaunch-init"), "root/tiny.elf": images.tiny(),
        "scripts/init-top/hyperlaunch": os.path.join(ROOT, "dom0", "initramfs", "init-top")})
    image = images.build(
        f"xl-{xen}", guest("web", GUEST_LINUX, properties=["max_grant_frames = <40>"], inside=[images.vcpu(0, "0")]),
        guest("db", GUEST_LINUX, pv=True), images.domain("tiny", images.tiny(), "24M", 1, "do=idle"),
        images.domain("kept", images.tiny(), "24M", 1, "do=crash", properties=['hyperlaunch,on-crash = "preserve"']),
        images.domain("loop", images.tiny(), "24M", 1, "do=crash", properties=['hyperlaunch,on-crash = "restart"', "hyperlaunch,restart-limit = <2>"]),
        images.dom0(kernel(linux), ramdisk, bootargs="console=hvc0 quiet hl.image=/dev/vda"))
    # The image is a disk, too: the watch finds in it what a rebooting domain is built from.
    # One processor: nothing here is about several, and QEMU's threads for them are the less reliable.
    machine = boot(f"xl-xen-{xen}", image, xen=xen, memory=2048, dom0_mem="dom0_mem=64M",
                   extra=[*COUNTED, "-drive", f"file={image},format=raw,if=virtio,readonly=on"])
    machine.xen, machine.linux = xen, linux
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    machine.dom0.until(f"grep -q 'domain loop: .*given up' {WATCH_LOG}", 300)
    return machine


def domains(machine):
    """What `xl list` says, by name: (domid, MiB, vCPUs, state)."""
    rows = [line.split() for line in machine.dom0.sh("xl list").splitlines()[1:]]
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), row[4]) for row in rows}


def on_console(machine, name, command, pattern, timeout=120):
    """Goes to a domain's shell by `xl console`, types a command, waits for a line of its answer, and leaves."""
    machine.dom0.wait_prompt()
    machine.dom0.type(f"xl console {name}\n")
    since = machine.mark()
    waiting = machine.waiting(timeout, f"prompt of {name}'s shell")
    while not re.search(r"# (\^@)*$", machine.partial):  # the guest's prompt now
        if waiting.left() <= 0:
            machine.fail(f"no prompt of {name}'s shell")
        before = machine.received
        machine.take(2)
        if machine.received == before:  # what is typed while something comes could follow the prompt for ever
            machine.send("\n")
    machine.dom0.type(command + "\n")
    try:
        machine.wait(pattern, since=since, timeout=timeout)
        machine.wait_quiet(0.5)
    finally:  # what fails here leaves dom0's prompt to the tests that follow
        console_leave(machine)


def console_leave(machine):
    """Ends `xl console`; dom0's prompt follows."""
    waiting = machine.waiting(60, "end of xl console")
    before = machine.received
    machine.send("\x1d")  # alone: xl takes it for no command where other characters come with it
    machine.take(SILENCE_SECONDS)
    while machine.received == before:  # dom0's prompt, behind the guest's
        if waiting.left() <= 0:
            machine.fail("xl console does not end")
        machine.send("\x1d")
        machine.take(SILENCE_SECONDS)


def test_list_has_names_memory_vcpus_and_states(machine):
    listed = domains(machine)
    assert {name: row[:3] for name, row in listed.items()} == {
        "Domain-0": (0, 512, 1), "web": (1, 128, 1), "db": (2, 128, 1), "tiny": (3, 24, 1), "kept": (4, 24, 1)}
    assert all(re.fullmatch(r"[r-][b-][p-][s-][c-][d-]", row[3]) for row in listed.values())


def test_crash_is_preserved(machine):
    """By hyperlaunch,on-crash; its state in xl's list is that."""
    assert "domain kept: crashed; preserved as it is" in machine.dom0.sh(f"cat {WATCH_LOG}")
    assert domains(machine)["kept"][3][4] == "c"


def test_crash_loop_is_given_up(machine):
    """The watch counts each restart, since it and not xl's daemon serves what it built."""
    said = [line for line in machine.dom0.sh(f"cat {WATCH_LOG}").splitlines() if "domain loop" in line]
    assert [re.sub(r"as domain \d+", "as domain N", line) for line in said] == [
        "hyperlaunch-init: domain loop: crashed; built again by xl as domain N, restart 1",
        "hyperlaunch-init: domain loop: crashed; built again by xl as domain N, restart 2",
        "hyperlaunch-init: domain loop: crashed; given up: it was started again 2 times within 60 s, and is destroyed; find out "
        "why it ends, or raise hyperlaunch,restart-limit; xl create /run/hyperlaunch/loop.cfg starts it"]
    assert "loop" not in domains(machine)


def test_vcpu_list(machine):
    rows = [line.split() for line in machine.dom0.sh("xl vcpu-list").splitlines()[1:]]
    assert sorted((row[0], row[2]) for row in rows) == [
        ("Domain-0", "0"), ("db", "0"), ("kept", "0"), ("tiny", "0"), ("web", "0")]


def test_configuration_is_stored(machine):
    text = machine.dom0.sh("xl list -l db")
    assert re.search(r'"type": "pv"', text) and re.search(r'"max_memkb": 131072', text)


@pytest.mark.parametrize("name", ["web", "db"])
def test_guest_is_connected_to_the_store(machine, name):
    """Linux itself writes what it can do, once it is connected; before, the node is there and empty."""
    domid = domains(machine)[name][0]
    machine.dom0.until(f"xenstore-read /local/domain/{domid}/control/feature-suspend | grep -q 1")


@pytest.mark.parametrize("name", ["web", "db"])
def test_console_attaches_both_ways(machine, name):
    on_console(machine, name, "echo con$((40+2))sole", r"con42sole$")


def test_pause_and_unpause(machine):
    machine.dom0.sh("xl pause web")
    assert domains(machine)["web"][3][2] == "p"
    machine.dom0.sh("xl unpause web")
    assert domains(machine)["web"][3][2] == "-"


@pytest.mark.parametrize("name,address", [("web", 2), ("db", 3)])
def test_network_attached_later_carries_a_ping(machine, name, address):
    machine.dom0.sh("[ -d /sys/class/net/xenbr0 ] || { ip link add xenbr0 type bridge && "
                    "ip addr add 10.0.0.1/24 dev xenbr0 && ip link set xenbr0 up; }")
    machine.dom0.sh(f"xl network-attach {name} bridge=xenbr0")
    on_console(machine, name, f"until [ -d /sys/class/net/eth0 ]; do usleep 200000; done; ip addr add 10.0.0.{address}/24 dev eth0; ip link set eth0 up; echo up$((20+1))", r"up21$")
    machine.dom0.until(f"ping -c 1 -W 1 10.0.0.{address}")


@pytest.mark.parametrize("name", ["web", "db"])
def test_block_device_attached_later_is_read(machine, name):
    machine.dom0.sh("[ -f /run/disk ] || { echo block-content-7261 >/run/disk; truncate -s 1M /run/disk; }")
    machine.dom0.sh(f"xl block-attach {name} 'format=raw,vdev=xvda,access=ro,target=/run/disk'")
    on_console(machine, name, "until [ -b /dev/xvda ]; do usleep 200000; done; head -c 18 /dev/xvda; echo", r"block-content-7261$")


def test_create_of_a_further_domain(machine):
    machine.dom0.sh("printf 'name=\"more\"\\ntype=\"pvh\"\\nmemory=24\\nkernel=\"/root/tiny.elf\"\\ncmdline=\"do=idle\"\\n' "
                    ">/run/more.cfg")
    machine.dom0.sh("xl create -q /run/more.cfg")
    assert domains(machine)["more"][1:3] == (24, 1)
    machine.dom0.sh("xl destroy more")


def grant_frames(machine, name):
    """The limit of a domain's grant table, as Xen shows it."""
    domid = domains(machine)[name][0]
    said = machine.dom0.sh(f"xl debug-keys g; xl dmesg | grep -A1 'grant-table for remote d{domid} ' | tail -n 1 | sed 's/.XEN. *//'")
    return re.search(r"frames \((\d+) max\)", said).group(1)


def test_reboot_builds_the_domain_again(machine):
    """hyperlaunch-init --watch does it, from the image that the host was launched from, with what the image says of it."""
    before = domains(machine)["web"][0]
    assert grant_frames(machine, "web") == "40"
    uuid = machine.dom0.sh("xl domid web >/dev/null && xl list -v web | tail -n 1").split()[6]
    machine.dom0.sh("xl reboot web")
    machine.dom0.until(f"grep -q 'domain web: asked for a reboot; built again' {WATCH_LOG}", 200)
    assert domains(machine)["web"][0] > before
    assert grant_frames(machine, "web") == "40"
    assert re.search(r"^max_grant_version = [12]$", machine.dom0.sh("cat /run/hyperlaunch/web.cfg"), re.M)
    # One processor: xl shows a vCPU that is bound to it as bound to all.
    assert 'cpus = ["0"]' in machine.dom0.sh("cat /run/hyperlaunch/web.cfg")
    assert uuid in machine.dom0.sh("xl list -v web")
    on_console(machine, "web", "echo again$((40+2))", r"again42$", 150)


def test_shutdown_ends_the_domain(machine):
    machine.dom0.sh("xl shutdown db")
    machine.dom0.until(f"grep -q 'domain db: powered off; destroyed' {WATCH_LOG}")
    assert "db" not in domains(machine)


def test_destroy(machine):
    machine.dom0.sh("xl destroy tiny")
    machine.dom0.until("! xl list tiny 2>/dev/null")
    assert set(domains(machine)) == {"Domain-0", "kept", "web"}
