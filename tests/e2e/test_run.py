# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch run` and the demo: what they wait for, how they end, and that their last line says it."""

import os
import shlex
import shutil
import subprocess

import pexpect
import pytest

import images
from machine import CACHE, LAUNCHER, LOGS, ROOT, die_with_parent
from typed import expect, leave


def run(*command):
    """Runs a command without a terminal; it ends by itself, however busy this computer is."""
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False)


def two(name, *bootargs):
    """An image of two tiny guests with these command lines."""
    return images.build(name, *(images.domain(guest, images.tiny(), "32M", 1, words)
                                for guest, words in zip(("one", "two"), bootargs)))


def last_line(done):
    return done.stdout.splitlines()[-1]


def test_run_ends_well_once_all_reported():
    done = run(images.TOOL, "run", two("run", "do=idle", "do=idle"))
    assert (done.returncode, last_line(done)) == (0, "run: passed"), done.stdout
    assert "qemu-system-x86_64" in done.stdout  # says what it runs
    assert "-nic none" in done.stdout
    assert "TCG doesn't support" not in done.stdout
    assert 'run: waits for "hyperlaunch-guest: ready", ' in done.stdout
    assert "from one, two\n" in done.stdout


def test_run_says_who_failed():
    image = images.build("run-bad", images.domain("one", images.tiny(), "32M"), images.domain("two", images.tiny("tiny32"), "32M"))
    done = run(images.TOOL, "run", images.damaged(image, 1, "run-damaged"))
    assert done.returncode == 1, done.stdout
    assert last_line(done).startswith("run: failed: 1 of 2 domains were not started; ")
    assert "one" in last_line(done)


def test_guest_that_crashes_once_it_was_ready_fails():
    done = run(images.TOOL, "run", "--xen", "4.17", two("run-ends", "do=poweroff", "do=crash"))
    assert (done.returncode, last_line(done)) == (1, "run: failed: two crashed"), done.stdout


def test_run_waits_for_a_text_of_anybodys_guest():
    image = two("run-text", "do=idle", "do=idle")
    done = run(images.TOOL, "run", "--until", "tiny: done", image)
    assert (done.returncode, last_line(done)) == (0, "run: passed"), done.stdout


def test_run_until_started_asks_nothing_of_the_guests():
    done = run(images.TOOL, "run", "--until", "started", two("run-text", "do=idle", "do=idle"))
    assert (done.returncode, last_line(done)) == (0, "run: passed"), done.stdout
    assert "run: waits for the start of one, two\n" in done.stdout


def test_run_names_what_did_not_come_and_of_whom():
    image = two("run-ends", "do=poweroff", "do=crash")
    done = run(images.TOOL, "run", "--until", "no such text", image)
    assert done.returncode == 1, done.stdout
    assert last_line(done) == 'run: failed: one powered off without "no such text", two crashed without "no such text"'
    done = run(images.TOOL, "run", "--until", "no such text", "--timeout", "10", two("run-text", "do=idle", "do=idle"))
    assert done.returncode == 1, done.stdout
    assert last_line(done).startswith("run: failed: time is up (--timeout); ")
    # Where the time did not suffice for the launch, that is said instead.
    assert 'never reached "no such text"' in last_line(done) or "the launch did not" in last_line(done)


def test_run_until_shell_sees_each_guests_prompt():
    image = images.build("run-shell", *(
        images.domain(name, images.linux("6.1"), "128M", 1, "console=hvc0 quiet", images.INITRD) for name in ("one", "two")))
    done = run(images.TOOL, "run", "--until", "shell", image)
    assert (done.returncode, last_line(done)) == (0, "run: passed"), done.stdout
    for name in ("one", "two"):
        assert f"[{name}] / # " in done.stdout


def test_run_shows_what_qemu_says_when_it_fails():
    done = run(images.TOOL, "run", "--memory", "1048576M", "--xen", "4.17", two("run", "do=idle", "do=idle"))
    assert done.returncode == 3, done.stdout
    assert "qemu-system-x86_64: " in done.stdout
    assert last_line(done).startswith("run: failed: QEMU ended; ")


def printed(tmp_path, domain, *options):
    """The two lines of `run --print` for a set of one domain."""
    source = tmp_path / "set.dts"
    source.write_text("/dts-v1/;\n/ { chosen { hypervisor { compatible = \"hypervisor,xen\";\n"
                      + domain[0] + "\n}; }; };\n", encoding="utf-8")
    done = subprocess.run([images.TOOL, "run", "--print", *options, source], env={**os.environ, "TMPDIR": str(tmp_path)},
                          capture_output=True, text=True, check=True)
    return done.stderr.splitlines()


def test_machine_of_a_set_with_a_pci_device_has_an_iommu(tmp_path):
    pci = images.node("nic", ['compatible = "hyperlaunch,pci"', 'address = "0000:00:03.0"'])
    words = shlex.split(printed(tmp_path, images.pv("one", images.tiny("tiny64-pv"), inside=[pci]),
                                "--qemu-args", " -netdev user,id=n  -device e1000e,netdev=n,addr=3")[0])
    assert "amd-iommu,intremap=on" in words
    assert words[-4:] == ["-netdev", "user,id=n", "-device", "e1000e,netdev=n,addr=3"]
    assert "amd-iommu,intremap=on" not in shlex.split(printed(tmp_path, images.domain("one", images.tiny()))[0])


def test_printed_command_line_names_files_that_are_there(tmp_path):
    command, kept = printed(tmp_path, images.domain("one", images.tiny()))
    _, image = shlex.split(command)[-1].split(",")
    assert os.path.getsize(image) > 0
    assert kept == (f"run: the files in {os.path.dirname(image)} are kept for this command line; "
                    "delete the folder when you are done")
    shutil.rmtree(os.path.dirname(image))


def test_xen_of_another_architecture_is_not_taken(tmp_path):
    tool = shutil.copy(images.TOOL, tmp_path)
    for name in ("xen-4.14", "xen-4.17", "xen-arm64-4.20"):
        (tmp_path / "cache" / name).mkdir(parents=True)
        shutil.copy(os.path.join(CACHE, "xen-4.17", "xen") if "arm" not in name else __file__, tmp_path / "cache" / name / "xen")
    image = images.build("run-newest", images.domain("one", images.tiny()))
    done = subprocess.run([tool, "run", "--print", image], env={**os.environ, "HYPERLAUNCH_LAUNCHER": LAUNCHER}, capture_output=True, text=True, check=True)
    words = shlex.split(done.stderr.splitlines()[0])
    assert os.path.realpath(words[words.index("-kernel") + 1]) == str(tmp_path / "cache" / "xen-4.17" / "xen")


def test_demo():
    done = run("sh", "-c", "./demo | cat")
    assert last_line(done) == "demo: passed", done.stdout
    # Each is started when the one before it has said that it is ready.
    said = [done.stdout.index(text) for text in (
        "[db] hyperlaunch-guest: ready", "hyperlaunch: domain db: ready, ", "[web] hyperlaunch-guest: ready",
        "hyperlaunch: domain web: ready, ", "[log] hyperlaunch-guest: ready")]
    assert said == sorted(said), done.stdout


def test_demo_on_a_terminal_shows_the_store_restarts_and_a_crash_loop():
    """What the README has a person type; the machine counts instructions, so that a busy computer does not stretch a loop."""
    child = pexpect.spawn("make", ["--no-print-directory", "RUN=--icount on", "demo"], cwd=ROOT, encoding="utf-8",
                          codec_errors="replace", timeout=20, preexec_fn=die_with_parent)
    child.logfile_read = open(os.path.join(LOGS, "demo-terminal.log"), "w", encoding="utf-8")
    try:
        expect(child, r"\[log\] hyperlaunch-guest: ready")
        child.send("xenstore-ls\r")
        expect(child, r'\[db\] name = "db"')
        expect(child, r'\[db\]  hyperlaunch = ""\s+\[db\]   ready = "1"')
        expect(child, r"\[db\] / # ")
        child.send("reboot\r")
        expect(child, r"hyperlaunch: domain db: asked for a reboot; destroyed, and is built again")
        child.send("\x1dn")
        expect(child, r"hyperlaunch: input goes to log")
        child.send("echo goes on: $((6 * 7))\r")
        expect(child, r"\[log\] goes on: 42")
        expect(child, r"hyperlaunch: domain db: started again, [0-9.]+ s after it ended; restart 1")
        for restart in (1, 2):
            child.send("crash\r")
            expect(child, r"hyperlaunch: domain log: crashed; destroyed, and is built again")
            expect(child, rf"hyperlaunch: domain log: started again, [0-9.]+ s after it ended; restart {restart}")
            expect(child, r"\[log\] hyperlaunch-guest: ready")
            expect(child, r"\[log\] / # ")
        child.send("crash\r")
        expect(child, r"hyperlaunch: domain log: given up: it was started again 2 times within 60 s")
        leave(child)
    finally:
        child.close(force=True)
        child.logfile_read.close()


def test_demo_says_why_it_failed_and_a_pipe_keeps_it():
    done = run("bash", "-o", "pipefail", "-c", "./demo --timeout 1 | cat")
    assert done.returncode != 0
    assert last_line(done).startswith("demo: failed: time is up (--timeout); "), done.stdout


@pytest.mark.parametrize("words, said", [
    (["foo"], "demo: foo is not known"), (["--timeout", "soon"], "demo: --timeout soon: not a number of seconds"),
    (["--timeout"], "demo: --timeout needs a number of seconds"), (["XEN=3.0"], "demo: XEN=3.0 is not known")])
def test_demo_refuses_what_it_does_not_know(words, said):
    done = run("./demo", *words)
    assert done.returncode == 2
    assert done.stdout.splitlines()[:2] == [said, run("./demo", "--help").stdout.splitlines()[0]]


def test_run_on_a_terminal_ends_with_the_last_guest():
    child = pexpect.spawn(images.TOOL, ["run", two("run-ends", "do=poweroff", "do=crash")], cwd=ROOT, encoding="utf-8",
                          codec_errors="replace", preexec_fn=die_with_parent)
    try:
        expect(child, r"run: no domain is left: one powered off, two crashed\r\n")
        child.expect(pexpect.EOF, timeout=60)
        child.close()
        assert child.exitstatus == 1
    finally:
        child.close(force=True)


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
        leave(child)
    finally:
        child.close(force=True)
