# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The scripts of `hyperlaunch completion zsh` and `fish`, run by these shells themselves."""

import os
import re
import subprocess

import images
import pexpect
import pytest

from test_completion import commands, help_options

# What zsh's own functions offer goes to the terminal, a line each. Those calls that only look for matches offer nothing.
ZSH = r"""
autoload -U compinit; compinit -D -u
%s
compadd() {
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        local -a got
        builtin compadd -O got "$@"
        print -rl -- "offered "$^got
    fi
    builtin compadd "$@"
}
report() { _main_complete; print "no further offer" }
zle -C report list-choices report
bindkey '^T' report
PS1='ready''> '
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return {**os.environ, "HOME": str(home), "PATH": f"{os.path.dirname(images.TOOL)}:{os.environ['PATH']}", "TERM": "dumb"}


def offers_of_zsh(setup, environment, folder, words, cwd):
    """What zsh offers for the last of some words, once it has run some lines."""
    script = folder / "script"
    script.write_text(setup)
    with pexpect.spawn("zsh", ["-f", "-i"], cwd=cwd, env=environment, encoding="utf-8", timeout=60, dimensions=(50, 400)) as shell:
        shell.sendline(f"source {script}")
        shell.expect("ready> ")
        shell.send(" ".join(["hyperlaunch", *words]) + "\x14")
        shell.expect("no further offer")
        return sorted(set(re.findall(r"offered ([^\r\n]+)\r?\n", shell.before)))


@pytest.fixture(scope="module", params=["zsh", "fish"])
def complete(request, environment, tmp_path_factory):
    """Completes the last of some words in a folder; returns what is offered."""
    folder = tmp_path_factory.mktemp("completions")

    def by_fish(*words, cwd=None):
        line = " ".join(["hyperlaunch", *words])
        script = f"source (hyperlaunch completion fish | psub); complete -C '{line}'"
        done = subprocess.run(["fish", "--no-config", "-c", script], cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=True)
        assert done.stderr == ""
        return sorted({line.split("\t")[0] for line in done.stdout.splitlines()})

    def by_zsh(*words, cwd=None):
        return offers_of_zsh(f"fpath=({folder} $fpath)" + ZSH % "", environment, folder, words, cwd)

    with open(folder / "_hyperlaunch", "w", encoding="utf-8") as file:
        subprocess.run([images.TOOL, "completion", "zsh"], stdout=file, check=True)
    return {"zsh": by_zsh, "fish": by_fish}[request.param]


def test_commands(complete):
    assert set(commands()) <= set(complete(""))
    assert complete("ex") == ["explain"]
    assert complete("nothing") == []


def test_zsh_sources_it(environment, tmp_path):
    assert offers_of_zsh(ZSH % "source <(hyperlaunch completion zsh)", environment, tmp_path, ["ex"], None) == ["explain"]


@pytest.mark.parametrize("command", ["build", "check", "run", "list"])
def test_options_are_those_of_help(complete, command):
    wanted = help_options(command)
    offered = {word.rstrip("=") for word in [*complete(command, "-"), *complete(command, "--")]}
    assert {word for word in wanted if word.startswith("--")} <= offered <= wanted


def test_words_and_files(complete, tmp_path):
    (tmp_path / "set.dts").touch()
    (tmp_path / "set.img").touch()
    assert {"domid", "name", "module", "address"} <= set(complete("explain", ""))
    assert complete("import", "x", cwd=tmp_path) == ["xl"]
    assert complete("check", "se", cwd=tmp_path) == ["set.dts", "set.img"]
    assert complete("list", "se", cwd=tmp_path) == []


def test_names_of_checks(complete):
    assert complete("check", "-W", "affinity-c") == ["affinity-collision"]
    assert "all" in complete("check", "-E", "a")


def test_words_that_an_option_takes(complete):
    assert complete("run", "--icount", "") == ["auto", "off", "on"]
    assert complete("run", "--until", "s") == ["shell", "started"]


def test_properties(complete):
    assert complete("explain", "max_grant_") == ["max_grant_frames", "max_grant_version"]


def test_names_of_domains(complete, tmp_path):
    (tmp_path / "set.dts").write_text('/dts-v1/; / { chosen { hypervisor { compatible = "hypervisor,xen"; web { compatible = "xen,domain"; '
                                      'hyperlaunch,name = "web"; memory = "8M"; kernel { compatible = "multiboot,kernel", "multiboot,module"; '
                                      'hyperlaunch,file = "k"; }; }; }; }; };')
    assert complete("explain", "name", "w", cwd=tmp_path) == ["web"]
    assert complete("simulate", "--fail", "w", cwd=tmp_path) == ["web"]
