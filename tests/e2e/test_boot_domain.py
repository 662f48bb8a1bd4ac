# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The boot domain: the example's script decides about others, and one tries what the LCM does not allow it; one that crashes; one whose time is over."""

import base64
import hashlib
import json
import os
import re
import subprocess

import images
import pytest
from dom0 import Dom0, kernel
from machine import BUILD, COUNTED

RAMDISK = os.path.join(BUILD, "demo", "boot-domain.cpio.gz")

# As the example's, for what it may not do. Each command that is refused is told.
REFUSED = r"""#!/bin/busybox sh
/bin/busybox --install -s
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
exec </dev/hvc0 >/dev/hvc0 2>&1
set=/hyperlaunch/domain
ls -l /hyperlaunch
sha256sum /hyperlaunch/lcm.dtb
base64 /hyperlaunch/lcm.dtb | sed 's/^/lcm: /'
base64 /hyperlaunch/record.dtb | sed 's/^/record: /'
try() { "$@" >/dev/null 2>&1 && echo "could: $*"; echo "tried: $*"; }
try xenstore-write $set/other/cmdline x
try xenstore-write $set/other/memory 65536
try xenstore-write $set/other/skip 1
try xenstore-write $set/other/start 1
try xenstore-write $set/other/data/key x
try xenstore-write $set/web/memory 65536
try xenstore-write $set/web/state ready
try xenstore-write /hyperlaunch/domain/new x
try xenstore-write /local/domain/0/name x
try xenstore-chmod $set/web/memory b1
try xenstore-rm /hyperlaunch
xenstore-write $set/web/cmdline "$(head -c 1500 /dev/zero | tr '\0' y)"
echo "tried: all"
"""


def script(name, text):
    """A ramdisk whose /boot-domain is another."""
    folder = os.path.join(images.OUT, name)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "boot-domain")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)
    archive = subprocess.run(["cpio", "--quiet", "--create", "--format=newc"], cwd=folder, input=b"boot-domain\n", capture_output=True, check=True)
    with open(f"{folder}.cpio", "wb") as out, open(os.path.join(BUILD, "demo", "initrd-store.cpio.gz"), "rb") as store:
        data = store.read()
        out.write(data + bytes(-len(data) % 4) + archive.stdout)
    return f"{folder}.cpio"


def boot_domain(ramdisk, timeout_ms=600000):
    return images.domain("decide", images.linux("6.1"), "192M", 1, "console=hvc0 quiet rdinit=/boot-domain", ramdisk,
                         properties=['functions = "boot"', f"hyperlaunch,boot-timeout-ms = <{timeout_ms}>"])


def tiny(name, may=None):
    return images.domain(name, images.tiny(), "32M", 1, "do=echo", properties=[f"hyperlaunch,boot-may = {may}"] if may else [])


def record_states(record, tmp_path):
    """The state of each domain in a record, which is given as bytes."""
    (tmp_path / "record").write_bytes(record)
    shown = subprocess.run([images.TOOL, "record", "show", "--json", tmp_path / "record"], capture_output=True, text=True, check=True).stdout
    return {domain["name"]: domain["state"] for domain in json.loads(shown)["domains"]}


@pytest.mark.parametrize("xen", ["4.14", "4.17", "4.20"])
def test_the_example_decides(boot, xen, tmp_path):
    """With tiny guests in place of its Linux ones."""
    image = images.build(
        f"boot-domain-{xen}", boot_domain(RAMDISK), tiny("db", '"start", "memory"'),
        images.domain("web", images.tiny(), "32M", 1, "do=echo", properties=[
            "hyperlaunch,start-after = <&db>", 'hyperlaunch,boot-may = "cmdline", "memory"']),
        tiny("spare", '"skip"'))
    machine = boot(f"boot-domain-{xen}", image, xen=xen, extra=COUNTED)
    assert machine.wait_launched(timeout=400) == (3, 0)
    lines = machine.guest_lines("decide")
    assert {"decide: ready, 196608 KiB", "db: planned, 32768 KiB", "spare: planned, 32768 KiB", "decided: done"} <= set(lines)
    # The archive lies behind a compressed ramdisk here.
    (digest,) = machine.wait(r"^hyperlaunch: LCM's sha256: ([0-9a-f]{64})$")
    assert f"{digest.group(1)}  /hyperlaunch/lcm.dtb" in lines
    machine.wait(r"^hyperlaunch: domain db: started early, by the boot domain")
    machine.wait(r"^hyperlaunch: domain decide: said done; destroyed, its memory given back")
    machine.wait(r"^hyperlaunch: domain spare: held back by the boot domain")
    assert machine.tiny_report("web")["cmdline"].strip('"') == "do=echo role=chosen"
    machine.wait(r"^hyperlaunch: input goes to ")
    record = subprocess.run([images.TOOL, "record", "parse", machine.log_path], capture_output=True, check=True).stdout
    states = record_states(record, tmp_path)
    assert (states["decide"], states["db"], states["spare"]) == ("ended", "running", "held")


def printed(machine, name):
    """A file of the boot domain's, which it printed."""
    return base64.b64decode("".join(line.split()[1] for line in machine.guest_lines("decide") if line.startswith(f"{name}: ")))


def lcm_and_record_expect(machine, tmp_path):
    """Behind a ramdisk that is not compressed: the LCM to the byte, and a record of what is planned."""
    (digest,) = machine.wait(r"^hyperlaunch: LCM's sha256: ([0-9a-f]{64})$")
    lines = machine.guest_lines("decide")
    assert f"{digest.group(1)}  /hyperlaunch/lcm.dtb" in lines
    assert [line.split()[-1] for line in lines if line.startswith("-rw-r--r--")] == ["lcm.dtb", "record.dtb"]
    assert hashlib.sha256(printed(machine, "lcm")).hexdigest() == digest.group(1)
    (tmp_path / "lcm").write_bytes(printed(machine, "lcm"))
    shown = subprocess.run([images.TOOL, "show", tmp_path / "lcm"], capture_output=True, text=True, check=True).stdout
    assert all(re.search(rf"\b{name}\b", shown) for name in ("decide", "web", "other")), shown
    assert record_states(printed(machine, "record"), tmp_path) == {"decide": "planned", "web": "planned", "other": "planned"}


def test_what_is_not_allowed_is_refused_and_its_time_is_limited(boot, tmp_path):
    image = images.build("boot-refused", boot_domain(script("boot-refused-ramdisk", REFUSED + "sleep 3600\n"), 120000),
                         tiny("web", '"cmdline"'), tiny("other"))
    # Its time is its own: two minutes are enough on a busy computer, too, and those that it sleeps pass at once.
    machine = boot("boot-refused", image, extra=COUNTED)
    machine.wait(r"^\[decide\] tried: all", timeout=400)
    assert machine.wait_launched(timeout=400) == (3, 0)
    assert not [line for line in machine.guest_lines("decide") if line.startswith("could:")]
    machine.wait(r"^hyperlaunch: domain decide: the boot domain failed: it did not say done in hyperlaunch,boot-timeout-ms")
    assert machine.tiny_report("web")["cmdline"].strip('"') == "do=echo"
    lcm_and_record_expect(machine, tmp_path)


@pytest.mark.parametrize("mode", ["pvh", "pv"])
def test_a_crash_is_a_failure_and_xen_lets_it_do_nothing(boot, mode):
    """Of one that is no Linux, tries on domain 0 what that may do, and says nothing."""
    options = {"properties": ['functions = "boot"']}
    decide = images.domain("decide", images.tiny(), "32M", 1, "do=trespass lines=0", **options) if mode == "pvh" else \
        images.pv("decide", images.tiny("tiny64-pv"), "32M", 1, "do=trespass lines=0", **options)
    image = images.build(f"boot-crash-{mode}", decide, tiny("other"), tiny("web", '"cmdline"'))
    machine = boot(f"boot-crash-{mode}", image)
    assert machine.wait_launched() == (3, 0)
    machine.wait(r"^hyperlaunch: domain decide: the boot domain failed: it ended before it said done")
    machine.wait(r"^hyperlaunch: domain decide: crashed; destroyed, its memory given back")
    answers = dict(re.findall(r"tiny: (trespass_\w+)=(\d+)", "\n".join(machine.guest_lines("decide"))))
    # EPERM; EACCES where a PV domain, as domain 0 is, has no map of frames that could be changed; ENOSYS where a PVH domain has no such call.
    refused = {**dict.fromkeys(("create", "start", "destroy", "limit", "host", "port"), "1"),
               "move": "13", "map": "1" if mode == "pvh" else "13", "entry": "38" if mode == "pvh" else "1"}
    assert {name.removeprefix("trespass_"): value for name, value in answers.items()} == refused
    machine.tiny_report("other")
    machine.tiny_report("web")


def takes_over(boot, name, *domains):
    """Boots the domains, then the lab's dom0; which takes Linux's own changes of code badly, as in test_dom0.py."""
    dom0 = images.dom0(kernel("6.1"), os.path.join(BUILD, "demo", "dom0-4.17-linux-6.1.cpio.gz"), bootargs="console=hvc0 tsc=unstable",
                       properties=['hyperlaunch,boot-may = "cmdline"'])
    machine = boot(name, images.build(name, *domains, dom0), xen="4.17", memory=2048, dom0_mem="dom0_mem=64M")
    machine.dom0 = Dom0(machine)
    machine.dom0.wait_ready()
    return machine


def test_the_example_decides_before_a_dom0(boot):
    machine = takes_over(boot, "boot-dom0", boot_domain(RAMDISK), tiny("db", '"start", "memory"'),
                         images.domain("web", images.tiny(), "32M", 1, "do=idle", properties=[
                             "hyperlaunch,start-after = <&db>", 'hyperlaunch,boot-may = "cmdline", "memory"']),
                         tiny("spare", '"skip"'))
    assert machine.wait_launched() == (4, 0)
    machine.wait(r"^hyperlaunch: domain db: started early, by the boot domain")
    machine.wait(r"^hyperlaunch: domain decide: said done; destroyed, its memory given back")
    machine.wait(r"^hyperlaunch: domain spare: held back by the boot domain")
    assert machine.tiny_report("web")["cmdline"].strip('"') == "do=idle role=chosen"
    rows = [line.split()[:4] for line in machine.dom0.sh("xl list").splitlines()[1:]]
    assert rows == [["Domain-0", "0", "512", "1"], ["db", "2", "32", "1"], ["web", "3", "32", "1"]]
    assert machine.dom0.sh("cat /proc/cmdline").split() == ["console=hvc0", "tsc=unstable", "role=chosen"]
    assert machine.dom0.sh("cat /sys/devices/system/xen_memory/xen_memory0/target_kb").strip() == str(512 << 10)
    assert machine.dom0.sh("xenstore-read /local/domain/3/data/greeting").strip() == "hello"
    shown = machine.dom0.sh("hyperlaunch record show")
    assert re.search(r"^ *1 +decide +pvh .* ended ", shown, re.M)
    assert {"  web: command line: do=idle role=chosen", "  web: data/greeting: hello"} <= set(shown.splitlines())


def test_a_required_boot_domain_that_crashes_has_dom0_take_over_at_once(boot):
    machine = takes_over(boot, "boot-dom0-crash", images.domain("decide", images.tiny(), "32M", 1, "do=crash lines=0", properties=[
        'functions = "boot"', 'hyperlaunch,on-failure = "required"']), tiny("web", '"cmdline"'))
    machine.wait(r"^hyperlaunch: domain decide: failed, and is required: nothing more is started before domain 0")
    rows = [line.split()[:4] for line in machine.dom0.sh("xl list").splitlines()[1:]]
    assert rows == [["Domain-0", "0", "512", "1"]]
