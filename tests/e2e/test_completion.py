# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The script of `hyperlaunch completion bash`, run by bash itself."""

import subprocess

import images
import pytest

SCRIPT = """
. <("$1" completion bash)
COMP_WORDS=("$1" "${@:2}")
COMP_CWORD=$(($# - 1))
_hyperlaunch "$1" "${@: -1}" "${@: -2:1}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(*words, cwd=None):
    done = subprocess.run(["bash", "--norc", "-c", SCRIPT, "bash", images.TOOL, *words], cwd=cwd, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def commands():
    text = subprocess.run([images.TOOL, "--help"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in text.split("commands:\n")[1].split("\n\n")[0].splitlines()]


def help_options(command):
    text = subprocess.run([images.TOOL, command, "--help"], capture_output=True, text=True, check=True).stdout
    lines = [line.split("  ")[1] for line in text.split("options:\n")[1].splitlines() if line.startswith("  -")]
    return {word.strip(",").split("=")[0] for line in lines for word in line.split() if word.startswith("-")}


def test_commands():
    assert complete("") == commands() + ["--help", "--version"]
    assert complete("ex") == ["explain"]
    assert complete("nothing") == []


@pytest.mark.parametrize("command", commands())
def test_options_are_those_of_help(command):
    assert set(complete(command, "-")) == help_options(command)


def test_words_and_files(tmp_path):
    (tmp_path / "set.dts").touch()
    (tmp_path / "set.img").touch()
    assert complete("explain", "")[:4] == ["domid", "name", "module", "address"]
    assert complete("import", "x") == ["xl"]
    assert sorted(complete("check", "se", cwd=tmp_path)) == ["set.dts", "set.img"]
    assert complete("explain", "name", "web", "set.i", cwd=tmp_path) == ["set.img"]


def test_names_of_domains(tmp_path):
    for name in ("web", "db"):
        (tmp_path / f"{name}.dts").write_text('/dts-v1/; / { chosen { hypervisor { compatible = "hypervisor,xen"; %s { compatible = "xen,domain"; '
                                              'hyperlaunch,name = "%s"; memory = "8M"; kernel { compatible = "multiboot,kernel", "multiboot,module"; '
                                              'hyperlaunch,file = "k"; }; }; }; }; };' % (name, name))
    (tmp_path / "other.img").write_text("no set")
    assert complete("explain", "name", "", cwd=tmp_path) == ["db", "web"]
    assert complete("explain", "name", "w", cwd=tmp_path) == ["web"]
    assert complete("simulate", "--fail", "d", cwd=tmp_path) == ["db"]


def test_names_of_checks():
    assert complete("check", "-W", "affinity-c") == ["affinity-collision"]
    assert "all" in complete("check", "-E", "a")


def test_words_that_an_option_takes():
    assert complete("run", "--icount", "") == ["on", "off", "auto"]
    assert complete("run", "--until", "s") == ["started", "shell"]


def test_properties():
    assert complete("explain", "max_grant_") == ["max_grant_frames", "max_grant_version"]
    assert complete("explain", "hyperlaunch,na") == ["hyperlaunch,name"]
    assert "--list-properties" in complete("explain", "--")
