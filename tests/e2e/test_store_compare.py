# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What a Linux guest finds in its store, and may do there, is what it finds and may do under xl, but for what is listed here."""

import os
import re
import subprocess

import pytest

import images
from dom0 import Dom0, initramfs, kernel
from machine import BUILD

STORE = os.path.join(BUILD, "demo", "initrd-store.cpio.gz")
WORDS = "console=hvc0 quiet rdinit=/compare"
# What a guest may try, after the nodes of its home and its /vm were listed; @ is its domid, % its other.
TRIES = """
xenstore-read name
xenstore-read /local/domain/@/name
xenstore-read /local/domain/0/name
xenstore-read /local/domain/%/name
xenstore-read /libxl/@/type
xenstore-read nothing/there
xenstore-read /local/domain/%/nothing
xenstore-list /
xenstore-list /local
xenstore-list /local/domain
xenstore-list /local/domain/%
xenstore-list /local/domain/0/backend/console/@/0
xenstore-write name other
xenstore-write fresh x
xenstore-write control/fresh x
xenstore-write data/fresh x
xenstore-read data/fresh
xenstore-write data/a/b/c x
xenstore-list data
xenstore-rm data/a
xenstore-list data
xenstore-write device/vif x
xenstore-write memory/target 1
xenstore-write console/backend-id 3
xenstore-write /local/domain/%/data/fresh x
xenstore-write /tool/fresh x
xenstore-rm name
xenstore-rm data
xenstore-rm control/shutdown
xenstore-chmod name n@
xenstore-chmod attr n@ r%
xenstore-exists attr
xenstore-exists feature/none
""".strip().splitlines()
SCRIPT = r"""#!/bin/busybox sh
/bin/busybox --install -s
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
exec >/dev/hvc0 2>&1
own=$(xenstore-read domid)
for path in /local/domain/$own $(xenstore-read vm); do
    xenstore-ls -p $path | sed 's/^/found=/'
done
while read -r line; do
    line=$(echo "$line" | sed "s/@/$own/; s/%/$((own + 1))/")
    out=$($line 2>&1)
    echo "found=$line: $?" $out
done </tries
echo "found all"
while :; do sleep 1000; done
"""
# Values that differ from host to host or launch to launch.
ANY = [(r"\s+(?:\. )+\s*\(", " ("), (r'^( *(?:start_time|tty|vm|uuid) = )".*"', r'\1""'), (r"[0-9a-f]{8}-[0-9a-f-]{27}", "UUID")]


def ramdisk(name):
    """The lab's ramdisk with the guest's script, as a second archive behind it."""
    folder = os.path.join(images.OUT, f"{name}-files")
    subprocess.run(["rm", "-rf", folder], check=True)
    os.makedirs(folder)
    for file, text in (("compare", SCRIPT), ("tries", "\n".join(TRIES) + "\n")):
        with open(os.path.join(folder, file), "w", encoding="ascii") as out:
            out.write(text)
        os.chmod(os.path.join(folder, file), 0o755)
    archive = subprocess.run("ls | cpio --quiet --create --format=newc --owner=0:0 | gzip -n", shell=True, cwd=folder, check=True,
                             capture_output=True).stdout
    path = os.path.join(images.OUT, f"{name}.cpio.gz")
    with open(STORE, "rb") as first, open(path, "wb") as out:
        out.write(first.read() + archive)
    return path


def found(lines):
    """What was found, without an order: each xenstored has its own."""
    result = []
    for line in lines:
        match = re.search(r"found=(.*)$", line)
        if match:
            text = match.group(1).rstrip()
            for pattern, replacement in ANY:
                text = re.sub(pattern, replacement, text)
            words = text.split(" ")
            result.append(" ".join(words[:2] + sorted(words[2:])) if text.startswith("xenstore-list") else text)
    return sorted(result)


@pytest.fixture(scope="module", params=[("4.17", "6.1")], ids=lambda p: f"xen-{p[0]}")
def both(request, boot):
    """What the guest lists under the launcher, and under xl."""
    xen, linux = request.param
    own = ramdisk("store-compare")
    machine = boot(f"store-compare-{xen}", images.build(
        "store-compare", images.domain("web", images.linux(linux), "128M", 1, WORDS, own)), xen=xen)
    machine.wait(r"^\[web\] found all")
    ours = found(machine.guest_lines("web"))
    machine = boot(f"store-compare-xl-{xen}", xen=xen, memory=1536, dom0_mem="dom0_mem=768M", direct=(
        kernel(linux), "console=hvc0 quiet", initramfs(xen, linux, f"store-compare-{xen}", {
            "root/ramdisk": own, "root/vmlinuz": images.linux(linux)})))
    shell = Dom0(machine)
    shell.wait_ready()
    shell.sh(f"printf 'name=\"web\"\\ntype=\"pvh\"\\nmemory=128\\nvcpus=1\\nkernel=\"/root/vmlinuz\"\\nramdisk=\"/root/ramdisk\"\\n"
             f"cmdline=\"{WORDS}\"\\n' >/run/x.cfg")
    shell.sh("xl create -q /run/x.cfg")
    log = "/var/log/xen/console/guest-web.log"
    shell.until(f"grep -q 'found all' {log}", 240)
    return ours, found(shell.sh(f"grep 'foun[d]=' {log}").splitlines())


def test_a_guest_finds_and_may_do_what_it_does_under_xl(both):
    ours, theirs = both
    assert len(ours) > 40 + len(TRIES)
    assert ours == theirs
