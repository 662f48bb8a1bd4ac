# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""How far a guest's date is ahead of Xen's clock, by Xen's own lines, so that what a guest says of its clock is a time since host boot."""

import math
import re

import bench

# The machine's date when it is switched on; counted with its instructions.
RTC_SECONDS = 1767225600
RTC = ["-rtc", "base=2026-01-01T00:00:00,clock=vm"]
OPTIONS = "console_timestamps=boot"
STAMP = re.compile(bench.STAMP)
# What is noted of each line: Xen's time, when it builds its first domain, and when that one's kernel is entered.
PATTERNS = ((STAMP, "stamp"), (bench.BUILDING, "building"), (bench.ENTERS, "entered"), (bench.ENTERED, "entered"))
RTC_READ = re.compile(bench.STAMP + "Allocated console ring of ")


class XenClock:
    """What a machine's console has said so far of Xen's clock, in seconds.

    How far the machine's date is ahead of that follows from Xen's lines: it waits until the RTC's second is full, and its clock
    began less than a second after the machine was switched on. Which moment it takes that date for, moment_of tells.
    """

    def __init__(self):
        self.stamp = self.building = self.entered = None
        self.ahead = {}  # by moment

    def take(self, line):
        match = RTC_READ.search(line)
        if match:
            after = float(match.group(1))
            date = RTC_SECONDS + math.ceil(after)
            self.ahead = {"before the wait": date - self.stamp, "after the wait": date - after}
        for pattern, name in PATTERNS:
            match = pattern.search(line)
            if match:
                setattr(self, name, float(match.group(1)))


def moment_of(machine, name, wall):
    """Which moment Xen takes the RTC's date for: Xen 4.17 for that before its wait, 4.20 for that after it. The tiny guest `name` knows."""
    clock = XenClock()
    ahead = int(machine.tiny_report(name)["boot_ns"]) / 1e9
    for line in machine.lines:
        clock.take(line)
    for moment, told in clock.ahead.items():
        if abs(ahead - told) < (0.02 if wall else 0.001):
            return moment
    return machine.fail(f"Xen's date is {ahead} s ahead of its clock, and not as its lines say: {clock.ahead}")
