# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The examples: the command lines that each gives work as they stand; they are shown for what they are."""

import os
import re
import shlex
import subprocess

import images
import pytest
from machine import ROOT

EXAMPLES = sorted(name for name in os.listdir(os.path.join(ROOT, "examples")) if name.endswith(".dts"))
# What each example shows its reader at least.
COMMANDS = {"check", "build", "show", "simulate", "run"}
# `./demo` runs this one by the same command (test_run.py); it is not booted here a second time.
DEMO = "three-guests.dts"


@pytest.fixture(scope="module", name="files")
def files_folder(tmp_path_factory):
    """A folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("files")
    for name, path in {"vmlinuz": images.linux("6.1"), "dom0.cpio.gz": images.INITRD, "initrd.cpio.gz": images.INITRD}.items():
        os.symlink(path, folder / name)
    return folder


def built(example, files):
    image = files / f"{example}.img"
    done = subprocess.run([images.TOOL, "build", "--level", "3", "-I", files, "-o", image, f"examples/{example}.dts"],
                          cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert subprocess.run([images.TOOL, "check", image], timeout=120, check=False).returncode == 0
    return done.stdout, images.show(image)["domains"]


def test_classic_dom0(files):
    text, domains = built("classic-dom0", files)
    assert [(d["name"], d["domid"], d["mode"], d["memory_kib"]) for d in domains] == [("dom0", 0, "pv", 512 << 10)]
    assert domains[0]["capability_names"] == ["control", "hardware", "xenstore"]
    assert domains[0]["uuid"] == "00000000-0000-0000-0000-000000000000"
    assert "\nroles\n  dom0: capabilities control, hardware, xenstore\n" in text


def test_dom0_two_guests(files):
    text, domains = built("dom0-two-guests", files)
    assert [(d["name"], d["domid"], d["mode"]) for d in domains] == [("dom0", 0, "pv"), ("web", 1, "pvh"), ("db", 2, "pv")]
    assert domains[0]["function_names"] == ["console", "xenstore", "legacy-dom0"]
    assert [d["capabilities"] for d in domains[1:]] == [0, 0]
    assert len({d["uuid"] for d in domains}) == 3
    assert text.count("capabilities") == 1


def test_three_guests(files):
    _, domains = built("three-guests", files)
    assert [(d["name"], d["domid"], d["start_after"], d["ready"]) for d in domains] == [
        ("web", 1, ["db"], "signal"), ("db", 2, [], "signal"), ("log", 3, ["web"], "started")]
    assert (domains[2]["on_crash"], domains[2]["restart_limit"]) == ("restart", 2)
    simulated = subprocess.run([images.TOOL, "simulate", files / "three-guests.img"], capture_output=True, text=True, timeout=120, check=False)
    assert simulated.returncode == 0, simulated.stdout
    assert "hyperlaunch: domain web: ready, " in simulated.stdout
    assert "launch complete: 3 started, 0 failed" in simulated.stdout


def test_rest_of_the_memory(files):
    source = files / "rest.dts"
    with open(os.path.join(ROOT, "examples", "classic-dom0.dts"), encoding="utf-8") as file:
        source.write_text(file.read().replace('memory = "512M"', 'memory = "rest"'), encoding="utf-8")
    shown = images.show(source)["domains"][0]
    assert (shown["memory_kib"], shown["memory_rest"]) == (0, True)
    table = subprocess.run([images.TOOL, "show", source], capture_output=True, text=True, check=True).stdout
    assert table.splitlines()[1].split()[:5] == ["0", "dom0", "2", "rest", "pv"]


def test_pools_and_order(files):
    text, domains = built("pools-and-order", files)
    assert [(d["name"], d["start_after"], d["cpupool"]) for d in domains] == [("control", ["db"], 0), ("db", [], None), ("batch", [], None)]
    assert domains[0]["affinity"] == [{"vcpu": 0, "cpus": "2"}, {"vcpu": 1, "cpus": "3"}]
    assert "  cpupool realtime: CPUs 2-3, scheduler credit\n" in text
    command = subprocess.run([images.TOOL, "run", "--xen", "4.17", "--print", files / "pools-and-order.img"],
                             capture_output=True, text=True, timeout=120, check=True).stderr
    assert " -smp 4 " in command
    simulated = subprocess.run([images.TOOL, "simulate", files / "pools-and-order.img"], capture_output=True, text=True, timeout=120, check=False)
    assert simulated.returncode == 0, simulated.stdout
    assert "launch complete: 3 started, 0 failed" in simulated.stdout


def test_restart_and_ready(files):
    text, domains = built("restart-and-ready", files)
    assert [(d["name"], d["on_crash"], d["ready"]) for d in domains] == [("db", "restart", "line"), ("web", "preserve", "started")]
    assert domains[0]["ready_line"] == "hyperlaunch-guest: ready" and domains[1]["ready_line"] is None
    assert "  host: hyperlaunch,when-all-stopped reboot\n" in text
    # Guests do not run in a simulation: each says at once what it is waited for.
    simulated = subprocess.run([images.TOOL, "simulate", files / "restart-and-ready.img"], capture_output=True, text=True, timeout=120, check=False)
    assert simulated.returncode == 0, simulated.stdout
    assert "launch complete: 2 started, 0 failed" in simulated.stdout


def test_recovery(files):
    text, domains = built("recovery", files)
    assert [(d["name"], d["on_failure"], d["function_names"]) for d in domains] == [
        ("db", "required", []), ("web", "optional", ["console"]), ("rescue", "optional", ["recovery"])]
    assert "  db: hyperlaunch,on-crash restart; hyperlaunch,on-failure required; hyperlaunch,restart-limit 1\n" in text
    simulated = subprocess.run([images.TOOL, "simulate", files / "recovery.img"], capture_output=True, text=True, timeout=120, check=False)
    assert simulated.returncode == 0, simulated.stdout
    assert "launch complete: 2 started, 0 failed" in simulated.stdout
    assert re.search(r"^rescue +staged ", simulated.stdout, re.M)


def test_each_configuration_has_the_example_and_the_test_that_the_table_names():
    def text(*path):
        with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
            return file.read()

    rows = re.findall(r"^\| [A-Z].* \| (.*) \| `([a-z].*)` \|$", text("docs", "configurations.md"), re.M)
    named = {word for how, _ in rows for word in re.findall(r"`(\S+\.dts)`", how)}
    assert named == set(EXAMPLES)
    for how, test in rows:
        if how.startswith("refused: "):
            assert ": error: " in text("tests", "fixtures", "lcm", f"{test}.expected")
        else:
            file, name = test.split("::")
            assert f"\ndef {name}(" in text("tests", "e2e", file)


def command_lines(example):
    """The commands in the comment at the example's top."""
    with open(os.path.join(ROOT, "examples", example), encoding="utf-8") as file:
        header = file.read().split("/dts-v1/;")[0]
    return [shlex.split(line) for line in re.findall(r"^ \*     (\S.*)$", header, re.M)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_command_lines_of_an_example_work(example, tmp_path):
    lines = command_lines(example)
    assert COMMANDS <= {words[1] for words in lines if words[0] == "build/hyperlaunch"}
    # Where a reader stands, but what is made does not stay.
    for name in ("build", "examples"):
        os.symlink(os.path.join(ROOT, name), tmp_path / name)
    for words in lines:
        if words[0] == "make":
            words[1:1] = ["-C", ROOT, "--no-print-directory"]
        if words[1] == "run":
            words[2:2] = ["--print"] if example == DEMO else ["--until", "started"]
        done = subprocess.run(words, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                              check=False)
        assert done.returncode == 0, f"{shlex.join(words)}:\n{done.stdout}{done.stderr}"
        if words[1] == "check":
            assert "warning" not in done.stdout
