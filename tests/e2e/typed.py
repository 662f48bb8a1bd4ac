# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A program on a terminal, as a person has it: waiting for its words, and leaving QEMU."""

import pexpect

from machine import NUDGE
from progress import Clock, Wait


def leave(child):
    """Ends QEMU by its key, as a person does; the program then ends well."""
    child.send("\x01x")
    child.expect(pexpect.EOF, timeout=60)
    child.close()
    assert child.exitstatus == 0


def expect(child, pattern, seconds=120):
    """Waits for the pattern, by the machine's own time; a key without a meaning wakes one that lost an interrupt (see machine.py)."""
    waiting = Wait(Clock(child.pid), seconds, pattern)
    while child.expect([pattern, pexpect.TIMEOUT], timeout=5):
        if waiting.left() <= 0:
            raise AssertionError(f"{pattern} not seen; the terminal's last words:\n{child.before[-3000:]}")
        child.send(NUDGE)
