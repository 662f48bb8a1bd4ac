# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What is said about a wrong command line: what is wrong with it, and what to write."""

import subprocess

import images
import pytest


@pytest.mark.parametrize("words, said", [
    ("check --memry=2G x", "check: --memry=2G: unknown option; did you mean --memory?"),
    ("check --frobnicate x", "check: --frobnicate: unknown option; see hyperlaunch check --help"),
    ("check -x", "check: -x: unknown option; see hyperlaunch check --help"),
    ("check --json=3 x", "check: --json=3: the option takes no value; write --json"),
    ("check --memory", "check: --memory: the option needs a value; see hyperlaunch check --help"),
    ("check -W no-kernel-clod x", "check: -W kernel-clod: no check has this name; did you mean kernel-cloud?"),
    ("check -E frobnicate x", "check: -E frobnicate: no check has this name; see hyperlaunch check --list-checks"),
    ("run --icount maybe x", "run: --icount maybe: not on, off or auto; see hyperlaunch run --help"),
    ("run --timeout 0 x", "run: --timeout 0: not a number from 1 to 86400; see hyperlaunch run --help"),
    ("run --cpus 65 x", "run: --cpus 65: not a number from 1 to 64; see hyperlaunch run --help"),
    ("simulate --xen 4.13 x", "simulate: --xen 4.13: not a version from 4.14 to 4.22; see hyperlaunch simulate --help"),
    ("chekc x", "chekc: unknown command; did you mean check?"),
])
def test_complaint(words, said):
    done = subprocess.run([images.TOOL, *words.split()], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"hyperlaunch: {said}\n")
