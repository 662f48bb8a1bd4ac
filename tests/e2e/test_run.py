# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch run` and the demo, without a terminal: exit 0 once all guests reported, else 1."""

import subprocess

import images
from machine import ROOT


def run(*command, timeout=600):
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout, check=False)


def test_run_ends_well_once_all_reported():
    image = images.build("run", images.domain("one", images.tiny(), "32M"), images.domain("two", images.tiny(), "32M"))
    done = run(images.TOOL, "run", image)
    assert done.returncode == 0, done.stdout
    assert "qemu-system-x86_64" in done.stdout  # says what it runs


def test_run_says_who_failed():
    image = images.build("run-bad", images.domain("one", images.tiny(), "32M"), images.domain("two", images.tiny("tiny32"), "32M"))
    done = run(images.TOOL, "run", images.damaged(image, 1, "run-damaged"))
    assert done.returncode == 1, done.stdout
    assert "one" in done.stdout.splitlines()[-1]


def test_demo():
    done = run("make", "demo", timeout=900)
    assert done.returncode == 0, done.stdout
    for name in ("web", "db", "log"):
        assert f"[{name}] hyperlaunch-guest: ready" in done.stdout
