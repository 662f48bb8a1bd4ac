# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The emulator's known faults (docs/pitfalls.md, "QEMU"), recognized by what they leave on a console.

Only a fault with a sign of its own is named: a machine that just stands still may be ours to mend.
"""

import re

# Kernel and program lines of dom0 have no prefix, a guest's begin with its name.
OOPS = re.compile(r"int3: 0000|general protection fault|BUG: unable to handle|kernel BUG at|Oops: |double fault")
INT3 = re.compile(r"\bint3: 0000")
VERSION = re.compile(r"(?:Linux version |Not tainted |Tainted: .* )(\d+\.\d+)\.")
# In the kernel, the base of GS is that processor's own data: never nothing, never an address of a program.
WRONG_GS = re.compile(r"\bGS:0000[0-9a-f]{12}\(")
# A program of Debian's; what is ours must not die.
SEGFAULT = re.compile(r"\] (?:traps: )?(?!hyperlaunch)([\w.-]+)\[\d+\](?:: segfault at | general protection fault| trap invalid opcode)")
# The kernel shows where its first program met an instruction that is none, and this is one of AVX.
INIT_DIES = re.compile(r"Attempted to kill init! exitcode=0x00000004")
AVX_CODE = re.compile(r" Code: .*<c[45]> ")
OOPS_LINES = 60


def owner(line):
    """The prefix of a guest's line, or nothing."""
    match = re.match(r"\[([\w.-]*[A-Za-z_-][\w.-]*)\] ", line)
    return match.group(1) if match else None


def linux_of(lines, name):
    """The version of Linux that a domain says it is."""
    versions = (VERSION.search(line) for line in lines if owner(line) == name)
    return next((match.group(1) for match in versions if match), None)


def fault_of(lines):
    """The name of the known fault that a console shows, or None."""
    for i, line in enumerate(lines):
        name = owner(line)
        if OOPS.search(line) and linux_of(lines, name) == "6.12":
            if INT3.search(line) and name is None:
                return "Linux 6.12 as dom0 dies of an int3 while it patches itself"
            after = [text for text in lines[i:i + OOPS_LINES] if owner(text) == name]
            if name and any(WRONG_GS.search(text) for text in after):
                return "a PVH guest of Linux 6.12 takes an interrupt with a wrong GS base"
        if INIT_DIES.search(line) and any(AVX_CODE.search(text) for text in lines[i:i + OOPS_LINES] if owner(text) == name):
            return "a PVH guest loses AVX that it has enabled"
        match = SEGFAULT.search(line)
        if match:
            return f"a stock program dies beside a PVH guest ({match.group(1)})"
    return None
