# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The lab's dom0 in a machine under test: its kernel and initramfs, and commands in its shell."""

import itertools
import os
import re

import images
from machine import BUILD, CACHE

# Each Xen with the Linux and the tools of its own Debian release.
PAIRS = [("4.14", "5.10"), ("4.17", "6.1"), ("4.20", "6.12")]
READY = r"^hyperlaunch-dom0: ready (.*)$"
COUNTER = itertools.count()


def kernel(version):
    """Debian's plain kernel: the cloud kernels lack the backends, 5.10's also CONFIG_XEN_DOM0."""
    return os.path.join(CACHE, f"linux-amd64-{version}", "vmlinuz")


def initramfs(xen, version):
    return os.path.join(BUILD, "demo", f"dom0-{xen}-linux-{version}.cpio.gz")


def node(xen, version, **kwargs):
    """The LCM's node of a dom0."""
    return images.dom0(kernel(version), initramfs(xen, version), **{"cpus": 2, "bootargs": "console=hvc0 quiet", **kwargs})


def wait_ready(machine, timeout=240):
    """Waits for dom0's user space; returns its report as a dictionary."""
    (ready,) = machine.wait(READY, timeout=timeout)
    return dict(pair.split("=", 1) for pair in ready.group(1).split())


def shell(machine, command, timeout=90):
    """Runs a command in dom0's shell; returns (exit status, the lines it printed)."""
    number = next(COUNTER)
    since = machine.mark()
    # Split, so that the echo of what is typed is not taken for the end.
    machine.send(f"echo hl-'begin' {number}; {command}; echo hl-'end' {number} $?\n")
    (end,) = machine.wait(rf"hl-end {number} (\d+)$", since=since, timeout=timeout)
    lines = machine.lines[since:]
    begin = next(i for i, line in enumerate(lines) if line.endswith(f"hl-begin {number}"))
    last = next(i for i, line in enumerate(lines) if re.search(rf"hl-end {number} \d+$", line))
    return int(end.group(1)), lines[begin + 1:last]


def run(machine, command, timeout=90):
    """Like shell, for a command that must do well; returns its lines."""
    status, lines = shell(machine, command, timeout)
    assert status == 0, f"{command}: exit status {status}: {lines}"
    return lines


def xl_list(machine):
    """What `xl list` says, by name: (domid, MiB, vCPUs, state)."""
    rows = [line.split() for line in run(machine, "xl list")[1:]]
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), row[4]) for row in rows}
