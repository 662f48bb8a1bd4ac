# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""One machine in QEMU that boots Xen, the launcher and a launch image, read through its serial console."""

import ctypes
import os
import re
import signal

import pexpect

from serial_line import SerialLine
import emulator
from progress import PATIENCE, Clock, Wait, usage, was_idle

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build")
LOGS = os.path.join(BUILD, "test-logs")
CACHE = os.path.join(BUILD, "cache")
LAUNCHER = os.path.join(BUILD, "launcher.elf")
OVMF = "/usr/share/OVMF/OVMF_CODE.fd"
# What QEMU is told of each. "secure" starts only what Debian's test key has signed (package ovmf, PkKek-1-snakeoil).
FIRMWARE = {
    "bios": [],
    "uefi": ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF}"],
    "secure": ["-machine", "smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on",
               "-drive", "if=pflash,format=raw,unit=0,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
               "-drive", "if=pflash,format=raw,unit=1,snapshot=on,file=/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd"],
}

# docs/testing.md, "QEMU", says why each flag and eager-fpu are needed. Tests and benches have QEMU and processor from here.
QEMU = "qemu-system-x86_64"
CPU = "EPYC,-smap,-rdtscp,-monitor,-cx16"
BOARD = ["-machine", "q35", "-accel", "tcg"]
# Time counts instructions: what a machine does in a second does not depend on this computer, no interrupt is lost, and idle
# time passes at once. Several processors take turns. For where nothing that a test types has to come within some time.
COUNTED = ["-icount", "shift=1,sleep=off"]
PLAIN = ["-no-reboot", "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none"]
XEN_OPTIONS = "console=com1 com1=115200,8n1 loglvl=all spec-ctrl=eager-fpu"

# QEMU's emulation of SVM loses an interrupt in about one boot of ten: entering or leaving a guest races with
# a timer of QEMU's main thread, and Xen then sees no interrupt until another one comes. So where a test waits
# and all is silent, a key is typed that means nothing: the launcher's prefix and no command, which no guest sees.
# That wakes the processor which the serial port interrupts; where it was not enough, Xen is asked for the skew
# of its clocks (key t, as no domain's input), for which it interrupts all the others.
SILENCE_SECONDS = 5
NUDGE = "\x1d\0"
NUDGE_ALL = "\x01\x01\x01t\x01\x01\x01"

COMPLETE = r"hyperlaunch: launch complete: (\d+) started, (\d+) failed"
# Nothing good comes after one of these: waiting on would only hide them behind a timeout.
FATAL = re.compile(r"Panic on CPU|Xen BUG at|FATAL TRAP|hyperlaunch: .*parked|Domain 0 crashed|rebooting machine")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[c()][0-9A-B]?|\r")


class MachineError(AssertionError):
    """The machine did not do what was waited for."""


class EmulatorFault(MachineError):
    """It did not for a fault that the emulator is known for."""


def doubled(path):
    """QEMU ends a module at a comma, so that a comma inside must be doubled."""
    return path.replace(",", ",,")


def die_with_parent():
    """Makes the kernel kill QEMU when the test run dies, however it dies."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Machine:
    """Boots at once; `with` it, or close() it."""

    def __init__(self, name, image=None, xen="4.17", memory=1024, cpus=1, dom0_mem="dom0_mem=128M,max:128M",
                 xen_options="", launcher_options="", iso=None, disk=None, firmware="bios", direct=None, extra=(), qemu=QEMU, cpu=CPU,
                 launcher=LAUNCHER, line_rate=None):
        command = [*BOARD, "-cpu", cpu, *PLAIN, "-m", str(memory), "-smp", str(cpus)]
        if iso or disk:
            command += ["-cdrom", iso] if iso else ["-drive", f"file={doubled(disk)},format=raw,snapshot=on"]
            command += FIRMWARE[firmware]
        else:
            # `direct`: (kernel, command line, ramdisk) of a dom0 that Xen itself loads, without a launcher.
            kernel, words, ramdisk = direct or (launcher, launcher_options, image)
            command += ["-kernel", os.path.join(CACHE, f"xen-{xen}", "xen"),
                        "-append", " ".join(x for x in (XEN_OPTIONS, dom0_mem, xen_options) if x),
                        "-initrd", f"{doubled(kernel)} {doubled(words)},{doubled(ramdisk)}"]
        self.boot(name, qemu, [*command, *extra], line_rate)

    def boot(self, name, qemu, command, line_rate=None):
        """Starts QEMU; its serial line takes `line_rate` bytes a second, or what comes."""
        os.makedirs(LOGS, exist_ok=True)
        self.name = name
        self.log_path = os.path.join(LOGS, f"{name}.log")
        self.lines = []
        self.rest = ""  # the last line as far as it came, escapes and all
        self.received = 0
        self.nudge = NUDGE
        self.nudged = 0
        self.still = False  # all was silent and no processor was wanted
        self.woken = 0  # how often that ended by a key
        self.hopeless = False  # a wait has ended in vain
        self.dom0 = None  # a Dom0, where a test types at its shell
        self.loses_interrupts = "-icount" not in command
        slow = SerialLine(line_rate) if line_rate else None
        if slow:
            command = [slow.device if word == "stdio" else word for word in command]
        self.log = open(self.log_path, "w", encoding="utf-8")
        self.log.write(" ".join([qemu, *command]) + "\n")
        self.child = pexpect.spawn(qemu, command, encoding="utf-8", codec_errors="replace",
                                   echo=False, logfile=None, preexec_fn=die_with_parent)
        self.child.delaybeforesend = None
        self.line = slow or self.child
        self.clock = Clock(self.child.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends QEMU and keeps the log; twice does no harm."""
        if not self.log.closed:
            self.child.close(force=True)
            self.line.close()
            self.log.write(self.partial + "\n")
            self.log.close()

    @property
    def partial(self):
        """The last line as far as it came."""
        return ESCAPES.sub("", self.rest)

    def tail(self, count=60):
        """The last lines of the console, for a person who reads about a failure."""
        return "\n".join(self.lines[-count:] + [self.partial])

    def fail(self, text):
        self.hopeless = True
        fault = emulator.fault_of(self.lines)
        text += self.stood_still()
        if fault:
            raise EmulatorFault(f"{self.name}: the emulator's known fault: {fault}; so {text}; whole log in {self.log_path}; "
                                f"its end:\n{self.tail()}")
        raise MachineError(f"{self.name}: {text}; whole log in {self.log_path}; its end:\n{self.tail()}")

    def stood_still(self):
        """What is to be said of interrupts that the emulator may have lost: they leave no sign but that all stands still."""
        text = ""
        if self.woken:
            text += f"; it stood still {self.woken} times until a key woke it (the emulator's lost interrupts)"
        if self.still:
            text += "; it stands still and no key wakes it: a lost interrupt of the emulator, or a fault of ours"
        return text

    def waiting(self, seconds, what):
        """A wait by the machine's own time: what it has to wait for a processor of this computer does not count.

        Who has failed once gets no more patience: all that waits for it would take many times as long to fail."""
        return Wait(self.clock, seconds, f"{self.name}: {what}", 1 if self.hopeless else PATIENCE)

    def take(self, timeout):
        """Reads what the console has, waiting at most `timeout` seconds; returns the new whole lines."""
        try:
            data = self.line.read_nonblocking(65536, timeout)
        except pexpect.TIMEOUT:
            return []
        except pexpect.EOF:
            self.fail("QEMU ended")
        self.received += len(data)
        *whole, self.rest = (self.rest + data).split("\n")
        whole = [ESCAPES.sub("", line) for line in whole]
        self.lines += whole
        for line in whole:
            self.log.write(line + "\n")
        self.log.flush()
        return whole

    def mark(self):
        """A place in the console's output, for wait(since=)."""
        return len(self.lines)

    def wait(self, *patterns, since=0, timeout=180):
        """Waits until every pattern was seen in a whole line, in whatever order; returns the matches in order.

        `timeout` is in seconds of the machine's own time."""
        compiled = [re.compile(p) for p in patterns]
        found = [None] * len(compiled)
        waiting = self.waiting(timeout, " ".join(patterns))
        position = since
        while True:
            for line in self.lines[position:]:
                for i, pattern in enumerate(compiled):
                    found[i] = found[i] or pattern.search(line)
                if FATAL.search(line) and not all(found):
                    self.fail(f"fatal: {line.strip()}")
            position = len(self.lines)
            if all(found):
                return found
            left = waiting.left()
            if left <= 0:
                missing = [p for p, m in zip(patterns, found) if not m]
                self.fail(f"not seen within {timeout} s of the machine's own time: {missing}")
            self.listen(max(min(left, SILENCE_SECONDS), 1))

    def listen(self, seconds=SILENCE_SECONDS):
        """Takes what comes within some seconds; where that is nothing at all, wakes the machine. Returns the new lines."""
        before, used = self.received, usage(self.child.pid)
        lines = self.take(seconds)
        if self.received == before:
            self.still = self.loses_interrupts and was_idle(used, usage(self.child.pid), seconds)
            self.wake()
        else:
            self.woken += self.still
            self.still = False
        return lines

    def wait_quiet(self, seconds, limit=120):
        """Waits until the console was silent for `seconds` of the machine's own time."""
        waiting = self.waiting(limit, f"silence of {seconds} s")
        quiet = self.clock.now() + seconds
        while (left := quiet - self.clock.now()) > 0:
            before = self.received
            self.take(min(left, 1))
            if self.received != before:
                quiet = self.clock.now() + seconds
            if waiting.left() <= 0:
                self.fail(f"console never silent for {seconds} s")

    def wait_launched(self, timeout=180):
        """Waits for the end of the launch; returns (started, failed)."""
        (match,) = self.wait(COMPLETE, timeout=timeout)
        return int(match.group(1)), int(match.group(2))

    def send(self, text):
        """Types `text`."""
        self.line.send(text)

    def give_input(self, name, tries=8):
        """Gives a domain the input by the launcher's key, whoever has it."""
        for _ in range(tries):
            before = self.mark()
            self.send("\x1dn")
            (focus,) = self.wait(r"^hyperlaunch: input goes to (\S+)", since=before)
            if focus.group(1) == name:
                return
        self.fail(f"the input does not go to {name}")

    def guest_lines(self, name, since=0):
        """What the domain printed, without the prefix; what domain 0 did has none, and goes by the name None."""
        prefix = f"[{name}] " if name else ""
        return [line[len(prefix):] for line in self.lines[since:] if line.startswith(prefix)]

    def wake(self):
        """Types what means nothing, to replace an interrupt that the emulator may have lost."""
        if not self.loses_interrupts:
            return
        self.nudged += 1
        self.send(self.nudge if self.nudged % 2 else NUDGE_ALL)

    def tiny_report(self, name, timeout=120):
        """Waits for a tiny guest's whole report; returns it as a dictionary. None: domain 0's."""
        prefix = rf"\[{re.escape(name)}\] " if name else ""
        (done,) = self.wait(rf"^{prefix}tiny: done (.*)$", timeout=timeout)
        report = dict(pair.split("=", 1) for pair in done.group(1).split())
        for line in self.guest_lines(name):
            match = re.match(r"tiny: ([a-z0-9_]+)=(.*)$", line)
            if match:
                report.setdefault(match.group(1), match.group(2))
        return report

    def linux_report(self, name, timeout=300):
        """Waits for a lab Linux guest in user space; returns its report as a dictionary."""
        (ready,) = self.wait(rf"^\[{re.escape(name)}\] .*hyperlaunch-guest: ready (.*)$", timeout=timeout)
        return {key: value.strip('"') for key, value in re.findall(r'([a-z_]+)=("[^"]*"|\S*)', ready.group(1))}

    def wait_prompt(self, name, timeout=60):
        """Waits until the shell of a lab Linux guest that has the keyboard takes a command."""
        prompt = f"[{name}] / # "
        waiting = self.waiting(timeout, f"the prompt of {name}")
        while not self.partial.startswith(prompt):
            if waiting.left() <= 0:
                self.fail(f"the shell of {name} gives no prompt")
            # A line of the launcher's or of Xen's ends that of a prompt, which is not shown again.
            if any(line.startswith(prompt) for line in self.listen()):
                self.send("\r")

    def launcher_lines(self):
        """What the launcher itself printed."""
        return [line for line in self.lines if "hyperlaunch: " in line]
