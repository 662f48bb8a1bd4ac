# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The lab's dom0 of Debian's tools, and its shell on a machine's console."""

import os
import re
import subprocess

from machine import BUILD, CACHE, ROOT, Machine, MachineError

READY = r"hyperlaunch-dom0: ready (.*)$"
# The domains, the states of their devices, and the end of what each said, with its name as the launcher shows it, and of what was done with them.
LOGS = ("(xl list; xenstore-ls -f | grep -E '/(state|hotplug-status) '; cd /var/log; "
        "for f in xen/console/guest-*.log; do n=${f#*guest-}; tail -n 60 $f | sed \"s/^/[${n%.log}] /\"; done; tail -n 30 hyperlaunch-*.log)")
# Xen keeps no more than 128 typed characters for a dom0 that does not take them.
TYPED_AT_ONCE = 64


def kernel(version):
    """Path of Debian's kernel that can be dom0."""
    return os.path.join(CACHE, f"linux-amd64-{version}", "vmlinuz")


def initramfs(xen, version, name, files):
    """Makes dom0's initramfs with further files {path in it: path here}; returns its path."""
    out = os.path.join(BUILD, "e2e", f"dom0-{name}.cpio.gz")
    subprocess.run([os.path.join(ROOT, "lab", "dom0"), xen, version, out]
                   + [f"{here}={there}" for there, here in files.items()], check=True)
    return out


class Dom0:
    """The shell of a machine's dom0."""

    def __init__(self, machine: Machine):
        self.machine = machine
        self.count = 0
        self.silent = False  # does not answer any more

    def wait_ready(self, timeout=300):
        """Waits for dom0's user space; returns its report as a dictionary."""
        (ready,) = self.machine.wait(READY, timeout=timeout)
        self.machine.nudge = "\0"  # the launcher's prefix is gone, and would leave `xl console`
        self.run("dmesg -n 1; stty cols 400")  # no kernel messages between answers, no wrapped lines
        return dict(pair.split("=", 1) for pair in ready.group(1).split())

    def type(self, text):
        """Types, waiting for the whole echo of each part: a busy dom0 takes its time, and Xen does not keep much for it."""
        for start in range(0, len(text), TYPED_AT_ONCE):
            part = text[start:start + TYPED_AT_ONCE]
            wanted = self.machine.received + sum(c >= " " for c in part)
            waiting = self.machine.waiting(60, "echo of what is typed")
            self.machine.send(part)
            while self.machine.received < wanted:
                if waiting.left() <= 0:
                    self.machine.fail("what is typed has no echo")
                self.machine.listen()

    def wait_prompt(self, timeout=60):
        """Waits until the shell takes a command: what is typed earlier is echoed twice."""
        waiting = self.machine.waiting(timeout, "dom0's prompt")
        while not re.search(r"# (\^[@\]])*$", self.machine.partial):
            if waiting.left() <= 0:
                self.machine.fail("dom0's shell gives no prompt")
            lines = self.machine.listen()
            if not lines:
                continue
            if re.search(r"\[ *\d+\.\d+\] |\(XEN\) ", self.machine.lines[-1]):
                self.machine.send("\n")  # something was printed over the prompt

    def run(self, command, timeout=120):
        """Runs a command; returns (status, what it printed). What stands at the prompt is taken away before."""
        self.count += 1
        self.wait_prompt()
        since = self.machine.mark()
        self.type(f"\x15{command}; echo \"<$?\"-{self.count}\">\"\n")
        try:
            (end,) = self.machine.wait(rf"<(\d+)-{self.count}>$", since=since, timeout=timeout)
        except MachineError:
            self.machine.send("\x03")  # so that the next command finds a prompt
            raise
        lines = self.machine.lines[since:]
        last = next(i for i, line in enumerate(lines) if line.endswith(end.group(0)))
        # Up to the echo of what was typed nothing is an answer; the kernel's and Xen's own lines never are.
        echo = next((i for i, line in enumerate(lines) if f"-{self.count}\">\"" in line), 0)
        text = [line for line in lines[echo + 1:last] + [lines[last][:-len(end.group(0))]]
                if not re.match(r"\(XEN\) |\[ *\d+\.\d+\] ", line)]
        return int(end.group(1)), "\n".join(text).replace("^@", "").strip()

    def show_logs(self):
        """Has the logs on the machine's console, for who reads about a failure; who has not answered is not asked again."""
        if self.silent:
            return
        try:
            self.run(LOGS, 60)
        except MachineError:
            self.silent = True

    def until(self, command, timeout=180):
        """Waits until a command does well; returns what it printed last."""
        return self.sh(f"until {command}; do usleep 500000; done", timeout)

    def sh(self, command, timeout=120):
        """Runs a command that must do well; returns what it printed."""
        status, text = self.run(command, timeout)
        assert status == 0, f"{command}: exit status {status}:\n{text}"
        return text
