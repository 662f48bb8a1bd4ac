# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""`./demo net`: driver domains own the machine's network card and its disk, and the host asks a guest that they serve."""

import hashlib
import os
import urllib.request

import pexpect
import pytest

from machine import BUILD, LOGS, ROOT, die_with_parent
from typed import expect, leave


@pytest.fixture(scope="module", name="demo")
def fixture_demo():
    """The demo as a person has it, with the address of its web server; it counts instructions, so that load does not matter."""
    child = pexpect.spawn("make", ["--no-print-directory", "RUN=--icount on", "demo-net"], cwd=ROOT, encoding="utf-8",
                          codec_errors="replace", timeout=20, preexec_fn=die_with_parent)
    child.logfile_read = open(os.path.join(LOGS, "demo-net.log"), "w", encoding="utf-8")
    try:
        expect(child, r"curl (http://[0-9.:]+/)")
        yield child, child.match.group(1)
        leave(child)
    finally:
        child.close(force=True)
        child.logfile_read.close()


def page(address):
    with urllib.request.urlopen(address, timeout=600) as answer:
        return answer.read().decode()


def test_host_asks_a_guest_that_driver_domains_serve(demo):
    child, address = demo
    expect(child, r"\[web\] web: serves the files of its disk")
    assert page(address).startswith("This page lies on the disk of web, ")
    expect(child, r"\[web\] web: .*response:200")


def test_guest_that_reboots_has_both_devices_again(demo):
    child, address = demo
    for name in ("disk", "web"):
        child.send("\x1dn")
        expect(child, rf"hyperlaunch: input goes to {name}")
    child.send("reboot\r")
    expect(child, r"hyperlaunch: domain web: started again, [0-9.]+ s after it ended; restart 1")
    expect(child, r"\[web\] web: serves the files of its disk")
    assert page(address).startswith("This page lies on the disk of web, ")


def test_host_has_what_a_guest_wrote(demo):
    """64 MiB through blkfront, the domain with the disk, and that disk; and a ping to QEMU's gateway through the one with the card."""
    child, _ = demo
    child.send("\x1dn")
    expect(child, r"hyperlaunch: input goes to db")
    # A line at a time: a long one is too fast for the serial line.
    for line, answer in (("umount /srv; ping -c 3 10.0.2.2", r"\[db\] 3 packets transmitted, [1-3] packets received"),
                         ("dd if=/dev/urandom of=/dev/xvda bs=1M count=64 conv=fsync", r"\[db\] 64\+0 records out"),
                         ("echo 3 >/proc/sys/vm/drop_caches; sha256sum /dev/xvda", r"\[db\] ([0-9a-f]{64})  /dev/xvda")):
        child.send(line + "\r")
        expect(child, answer, 900)
    with open(os.path.join(BUILD, "demo", "net-6.1", "db.disk"), "rb") as file:
        content = file.read()
    assert len(content) == 64 << 20
    assert child.match.group(1) == hashlib.sha256(content).hexdigest()
