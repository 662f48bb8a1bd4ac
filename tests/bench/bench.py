# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What the benches share: their options, what Xen's console tells, and results that outlive an interrupted run."""

import argparse
import datetime
import fcntl
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import images  # noqa: E402
import machine  # noqa: E402

RESULTS = ROOT / "build" / "bench"
STAMP = r"\(XEN\) \[ *([0-9.]+)\] "
# Xen has booted, and takes its first domain in hand; that domain is entered.
BUILDING = re.compile(STAMP + r"\*\*\* (?:Building a PV Dom0|LOADING DOMU .*) \*\*\*")
ENTERS = re.compile(STAMP + r"Freed \d+kB init memory")
ENTERED = re.compile(r"hyperlaunch: entered at ([0-9.]+) s on Xen")
# The launcher's table: a guest, and when it was started, in ms after entry.
STARTED = re.compile(r"hyperlaunch:   (g\d+) .* ([0-9.]+)$")

# What makes a figure another one. Where two rows agree in all of this, the later one replaces the earlier.
# The launcher's option for all benches: the launch is measured, and not the pace of a serial line. QEMU's takes what comes.
UNPACED = "console-rate=0"
KEY = ("architecture", "clock", "xen", "linux", "qemu", "cpu", "guest", "count", "way")


def options(description, **defaults):
    """A parser of what all benches with machines have in common."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xen", default=defaults.get("xen", "4.17"))
    parser.add_argument("--kernel", default=defaults.get("kernel", "6.1"), help="Linux, as lab/fetch names it")
    parser.add_argument("--qemu", default=defaults.get("qemu", machine.QEMU), help="another QEMU")
    parser.add_argument("--cpu", default=defaults.get("cpu", machine.CPU), help="another processor of it")
    return parser


def counted(seed=1):
    """QEMU's options for the same figure in every run: an instruction takes 2 ns, and RDRAND's numbers follow from the seed."""
    return ["-icount", "shift=1,sleep=off", "-seed", str(seed)]


def started_ms(lines):
    """When each guest was started, by name, in ms after the launcher's entry."""
    return {match.group(1): float(match.group(2)) for match in map(STARTED.match, lines) if match}


def numbers(text):
    """A list of numbers as it is given on the command line."""
    return [int(word) for word in text.split(",")]


def qemu_version(program):
    text = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return re.search(r"version (\S+)", text).group(1)


def digest(path):
    """Tells one build of a program from another."""
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:12]


def same(row, other):
    """Whether two rows are of the same figure."""
    return all(row.get(name) == other.get(name) for name in KEY)


def dom0_mem(image):
    """Xen's option for what the launcher needs: the image's size, 8 MiB, and of a xenstore what its manual says."""
    return f"dom0_mem={os.path.getsize(image) // 2**20 + 1 + 8 + 2 + len(images.show(image)['domains']) // 8}M"


class Results:
    """The rows of a bench. Each is kept as soon as it is there; runs add to what is there, and replace it where they repeat it."""

    def __init__(self, bench):
        self.path = RESULTS / f"{bench}.json"

    @property
    def rows(self):
        return json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else []

    def find(self, row):
        """What was measured of the same as `row`, or None."""
        return next((old for old in self.rows if same(old, row)), None)

    def keep(self, row):
        row = row | {"measured": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.with_suffix(".lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of two runs at once none loses the other's rows
            rows = [old for old in self.rows if not same(old, row)] + [row]
            new = self.path.with_suffix(".new")
            new.write_text("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n", encoding="utf-8")
            os.replace(new, self.path)
