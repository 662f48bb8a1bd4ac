# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Time as an emulated machine had it: while its emulator waits for a processor of a busy computer, none passes.

A wait of so many seconds is then the same wait whatever else this computer does. What took longer by the clock than it
was given is remembered, for the summary.
"""

import glob
import os
import time

TICK = os.sysconf("SC_CLK_TCK")
# An emulator that wants a processor for less of the time than this is idle: then time passes as on the wall.
IDLE_SHARE = 0.05
# So much passes in any case, so that every wait ends.
LEAST_SHARE = 0.02
# A limit is what a quick computer needs with room to spare, and a processor that others share may be many times slower
# without a sign of it here. What a limit ends is a wait without hope, so that only a failure takes longer for this.
PATIENCE = 4
EXTENDED = []  # of the test at hand: (what, seconds given, seconds taken, load)


def load():
    """How many programs want to run, and on how many processors."""
    return os.getloadavg()[0], os.cpu_count()


def usage(pid):
    """Seconds of processor time that a process and its children had, and that they waited for one; None if it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    had, waited = (int(fields[11]) + int(fields[12])) / TICK, 0.0
    for task in glob.glob(f"/proc/{pid}/task/*"):
        try:
            with open(f"{task}/schedstat", encoding="utf-8") as file:
                waited += int(file.read().split()[1]) / 1e9
            with open(f"{task}/children", encoding="utf-8") as file:
                children = file.read().split()
        except (OSError, IndexError):  # it ended, or this kernel does not tell
            continue
        for child in children:
            more = usage(child) or (0.0, 0.0)
            had, waited = had + more[0], waited + more[1]
    return had, waited


def was_idle(before, after, seconds):
    """Whether a process wanted hardly any processor between two usages."""
    return bool(before and after) and sum(after) - sum(before) < IDLE_SHARE * seconds


class Clock:
    """The time of one process, from now on; `now` is asked often, for each stretch is judged by itself."""

    def __init__(self, pid, wall=time.monotonic, usage_of=usage):
        self.pid, self.wall, self.usage_of = pid, wall, usage_of
        self.passed = 0.0
        self.last = wall(), usage_of(pid)

    def now(self):
        wall, used = self.wall(), self.usage_of(self.pid)
        stretch = wall - self.last[0]
        if stretch < 0.01:
            return self.passed
        share = 1.0
        if used and self.last[1]:
            had, waited = (max(after - before, 0.0) for after, before in zip(used, self.last[1]))
            if had + waited > IDLE_SHARE * stretch:
                share = max(had / (had + waited), LEAST_SHARE)
        self.passed += share * stretch
        self.last = wall, used
        return self.passed


class Wait:
    """A wait of at most `seconds` by a Clock, and so much more as `patience` says."""

    def __init__(self, clock, seconds, what, patience=PATIENCE):
        self.clock, self.seconds, self.what = clock, seconds, what
        self.end = clock.now() + seconds * patience
        self.began = clock.wall()
        self.told = False

    def left(self):
        """What is left of it; remembers when it goes on beyond what the wall's clock gives."""
        left = self.end - self.clock.now()
        taken = self.clock.wall() - self.began
        if left > 0 and taken > self.seconds and not self.told:
            self.told = True
            EXTENDED.append((self.what, self.seconds, load()))
        return left
