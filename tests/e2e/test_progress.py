# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""How tests wait: by a machine's own time, and by name where the emulator is at fault."""

import os
import re
import subprocess
import sys

import pexpect
import pytest

import emulator
import progress
from dom0 import Dom0
from machine import ROOT, Machine, MachineError

pytest_plugins = ["pytester"]


class Computer:
    """A clock on the wall, and a process that gets `share` of what it wants, which is `wanted` of the time."""

    def __init__(self, share, wanted=1.0):
        self.share, self.wanted, self.time = share, wanted, 0.0

    def clock(self):
        return progress.Clock(1, lambda: self.time, lambda _: (
            self.time * self.wanted * self.share, self.time * self.wanted * (1 - self.share)))


@pytest.mark.parametrize("share, wanted, passed", [
    (1.0, 1.0, 100), (0.25, 1.0, 25), (0.25, 0.5, 25), (0.5, 0.01, 100), (0.001, 1.0, 2)])
def test_time_passes_as_the_process_gets_it(share, wanted, passed):
    computer = Computer(share, wanted)
    clock = computer.clock()
    for second in range(101):
        computer.time = second
        clock.now()
    assert clock.now() == pytest.approx(passed)


def test_idle_is_who_wants_no_processor():
    assert progress.was_idle((1.0, 1.0), (1.1, 1.1), 5)
    assert not progress.was_idle((1.0, 1.0), (1.0, 2.0), 5)  # it wanted one, and had to wait
    assert not progress.was_idle(None, (1.0, 1.0), 5)


class Still:
    """A machine of which only the keyboard is there."""

    def __init__(self, *answers):
        self.answers, self.machine = list(answers), Machine.__new__(Machine)
        vars(self.machine).update(name="still", lines=[], rest="", received=0, nudged=0, nudge="k", still=False, woken=0,
                                  hopeless=False, loses_interrupts=True, log_path="no.log", child=self, line=self)

    def read_nonblocking(self, _size, _timeout):
        answer = self.answers.pop(0)
        if not answer:
            raise pexpect.TIMEOUT("")
        return answer

    def send(self, _text):
        pass

    @property
    def pid(self):
        return os.getpid()


@pytest.mark.parametrize("answers, said", [
    (["", "line\n", ""], "stood still 1 times until a key woke it (the emulator's lost interrupts)"),
    (["", ""], "it stands still and no key wakes it: a lost interrupt of the emulator, or a fault of ours"),
])
def test_failure_tells_of_interrupts_that_may_be_lost(answers, said, tmp_path):
    machine = Still(*answers).machine
    with open(tmp_path / "log", "w", encoding="utf-8") as machine.log:
        for _ in answers:
            machine.listen()
        with pytest.raises(MachineError, match=re.escape(said)):
            machine.fail("nothing")


def test_time_of_a_process_that_is_gone_is_the_walls():
    computer = Computer(1.0)
    clock = progress.Clock(1, lambda: computer.time, lambda _: None)
    computer.time = 7
    assert clock.now() == 7


def test_wait_beyond_the_walls_clock_is_remembered_once():
    progress.EXTENDED.clear()
    computer = Computer(0.1)
    wait = progress.Wait(computer.clock(), 5, "a line", 1)
    for second in range(1, 50):
        computer.time = second
        assert wait.left() > 0
    computer.time = 51
    assert wait.left() <= 0
    assert [(what, seconds) for what, seconds, _ in progress.EXTENDED] == [("a line", 5)]
    progress.EXTENDED.clear()


def test_limit_has_patience_until_a_wait_was_in_vain():
    machine = Still().machine
    computer = Computer(1.0)
    machine.clock = computer.clock()
    waiting = machine.waiting(5, "a line")
    computer.time = 5 * progress.PATIENCE - 1
    assert waiting.left() > 0
    computer.time += 1
    assert waiting.left() <= 0
    with pytest.raises(MachineError):
        machine.fail("nothing")
    assert machine.waiting(5, "a line").left() == 5
    progress.EXTENDED.clear()


def test_dom0_that_does_not_answer_is_asked_once_for_its_logs():
    asked = []
    shell = Dom0(None)

    def run(command, _timeout):
        asked.append(command)
        raise MachineError("no prompt")

    shell.run = run
    shell.show_logs()
    shell.show_logs()
    assert len(asked) == 1


def test_usage_counts_a_process_and_its_children():
    busy = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ninput()"
    with subprocess.Popen(["sh", "-c", f"{sys.executable} -c '{busy}'; true"], stdin=subprocess.PIPE) as shell:
        while (used := progress.usage(shell.pid)) and used[0] < 0.3:
            assert shell.poll() is None
        shell.communicate(b"\n")
    assert progress.usage(shell.pid) is None


LINUX = ["[    0.000000] Linux version 6.12.30-amd64 (debian)", "[g] [    0.000000] Linux version 6.12.30-amd64 (debian)"]
PANIC = "[g] [    6.9] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000004"
GS = "FS:  0000000000000000(0000) GS:0000000000000000(0000) knlGS:0000000000000000"


@pytest.mark.parametrize("lines, fault", [
    (["[    9.1] int3: 0000 [#1] PREEMPT SMP NOPTI"], "int3"),
    (["[g] [    9.1] int3: 0000 [#1] PREEMPT SMP NOPTI"], None),
    (["[g] [    2.0] BUG: unable to handle page fault for address: 0", f"[g] [    2.0] {GS}"], "GS base"),
    (["[g] [    2.0] BUG: unable to handle page fault", "[g] GS:ffff88801f400000(0000)"], None),
    ([f"[    2.0] {GS}"], None),
    (["[   30.1] xl[200]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6"], "stock program dies beside a PVH guest (xl)"),
    (["[   30.1] hyperlaunch-ini[200]: segfault at 0 ip 00007f"], None),
    (["[   30.1] traps: busybox[7] general protection fault ip:7f"], "(busybox)"),
    (["[g] [   30.1] traps: xenstore-ls[99] trap invalid opcode ip:7f"], "(xenstore-ls)"),
    ([PANIC, "[g] [    6.9] Code: c0 c3 <c5> f9 ef c0 62"], "loses AVX"),
    ([PANIC, "[g] [    6.9] Code: c0 c3 <0f> 0b ef c0 62"], None),
    ([PANIC, "[h] [    6.9] Code: c0 c3 <c5> f9 ef c0 62"], None),
    (["nothing happens"], None),
])
def test_faults_of_the_emulator_have_names(lines, fault):
    found = emulator.fault_of(LINUX + lines)
    assert found is None if fault is None else fault in found


def test_another_linux_has_no_such_fault():
    assert emulator.fault_of(["[    0.0] Linux version 6.1.0", "[    9.1] int3: 0000 [#1] SMP"]) is None


@pytest.mark.parametrize("where", ["fixture", "test", "log"])
@pytest.mark.parametrize("fault", ["int3: 0000", "BUG in ours"])
def test_only_a_named_fault_is_tried_again_and_told(pytester, fault, where):
    named = fault.startswith("int3")
    with open(os.path.join(ROOT, "tests", "e2e", "conftest.py"), encoding="utf-8") as file:
        text = file.read().replace("os.path.dirname(os.path.abspath(__file__))", repr(os.path.join(ROOT, "tests", "e2e")))
    pytester.makeconftest(text)
    pytester.makepyfile(f'''
        import conftest, pytest
        BOOTS = []

        class Machine:
            name, log_path, dom0 = "fake", "no.log", None
            def __init__(self, lines):
                self.lines = ["[    0.0] Linux version 6.12.30", *lines]
                if lines and "{where}" == "log":
                    self.hidden, self.dom0 = self.lines.pop(), self
            def show_logs(self):
                self.lines.append(self.hidden)
            def tail(self, count):
                return "the end"

        @pytest.fixture(scope="module")
        def machine():
            BOOTS.append(Machine([] if BOOTS else ["[    1.0] {fault} [#1]"]))
            conftest.RUNNING[:] = BOOTS[-1:]
            assert len(BOOTS[-1].lines) == 1 or "{where}" != "fixture"
            yield BOOTS[-1]
            conftest.RUNNING.clear()

        def test_one(machine):
            assert len(machine.lines) == 1 and not machine.dom0

        def test_two(machine):
            assert len(BOOTS) == {2 if named else 1}
    ''')
    result = pytester.runpytest("-p", "no:cacheprovider")
    if named:
        result.assert_outcomes(passed=2)
    elif where != "fixture":
        result.assert_outcomes(passed=1, failed=1)
    else:  # whoever shares the machine that is not there fails, too
        result.assert_outcomes(errors=2)
    again = [line for line in result.outlines if line.startswith("run again for the emulator's fault: ")]
    assert len(again) == named
    assert all("::test_one: Linux 6.12 as dom0 dies of an int3" in line and line.endswith("; the second run passed") for line in again)
