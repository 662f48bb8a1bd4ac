# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch run` and the demo, without a terminal: exit 0 once all guests reported, else 1."""

import subprocess

import pexpect

import images
from machine import NUDGE, ROOT, die_with_parent


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


def test_run_on_a_terminal_gives_a_guests_shell():
    image = images.build(
        "terminal", images.domain("lin", images.linux("6.1"), "128M", 1, "console=hvc0 quiet", images.INITRD),
        images.domain("tiny", images.tiny(), "32M", 1, "do=echo"))
    child = pexpect.spawn(images.TOOL, ["run", image], cwd=ROOT, encoding="utf-8", codec_errors="replace", timeout=20,
                          preexec_fn=die_with_parent)
    try:
        expect(child, r"\[lin\] hyperlaunch-guest: ready")
        child.send("echo answer-$((6 * 7))\r")
        expect(child, r"answer-42")
        child.send("\x1dn")
        expect(child, r"hyperlaunch: input goes to tiny")
        child.send("to the other\r")
        expect(child, r"\[tiny\] tiny: echo=to the other")
        child.send("\x01x")
        child.expect(pexpect.EOF, timeout=60)
        child.close()
        assert child.exitstatus == 0
    finally:
        child.close(force=True)


def expect(child, pattern, tries=12):
    """Waits for the pattern; a key without a meaning wakes a machine that lost an interrupt (see machine.py)."""
    for _ in range(tries):
        if child.expect([pattern, pexpect.TIMEOUT], timeout=10) == 0:
            return
        child.send(NUDGE)
    raise AssertionError(f"{pattern} not seen; the terminal's last words:\n{child.before[-3000:]}")
