# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What fetches and installs: nobody waits for another's fetch where all is there; a name that is not known is refused."""

import fcntl
import os
import subprocess

from machine import CACHE, ROOT


def run(*command):
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def test_fetch_of_what_is_there_waits_for_nobody():
    with open(os.path.join(CACHE, "fetch.lock"), "a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # somebody fetches: it is held all the same
        done = run("lab/fetch", "xen-4.17", "linux-6.1", "busybox")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_packages_of_each_purpose_hold_those_of_the_one_below():
    build, demo, test, bench = (set(run("lab/need", "--list", purpose).stdout.split())
                                for purpose in ("build", "demo", "test", "bench"))
    assert build < demo < test < bench
    assert {"gcc", "make"} <= build
    assert {"qemu-system-x86", "xz-utils"} <= demo
    assert "debootstrap" in test


def test_unknown_purpose_is_refused():
    done = run("lab/need", "--list", "play")
    assert done.returncode == 2
    assert done.stderr == "need: unknown purpose: play; one of build demo test bench\n"
