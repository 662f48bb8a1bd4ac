# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""`hyperlaunch install --again`: the same set with the same options, built of what its files are now."""

import os
import shutil
import subprocess

import pytest

import images
from grub_root import GrubRoot, write


@pytest.fixture
def system(tmp_path):
    """A system below a folder, and in it the files of a set."""
    system = GrubRoot(tmp_path / "root")
    system.xen("4.17")
    shutil.copyfile(images.tiny(), system.at("boot/vmlinuz"))
    text, _ = images.domain("one", "vmlinuz", "32M", 1)
    write(system.at("etc/sets/part.dtsi"), text)
    write(system.at("etc/system.dts"),
          '/dts-v1/;\n/ { chosen { hypervisor { compatible = "hypervisor,xen";\n/include/ "part.dtsi"\n}; }; };\n')
    write(system.at("etc/host.dts"), '/dts-v1/;\n/ { compatible = "hyperlaunch,host"; memory = <0x0 0x800000>; cpus = "0-3"; };\n')
    return system


def install(system, *words, check=True, stdin=None, epoch="1700000000"):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    return subprocess.run([images.TOOL, "install", "--root", system.path, *words], env=environment, capture_output=True, text=True,
                          check=check, cwd=system.path, input=stdin, timeout=120)


def generation(system, number):
    """Its files, without the lines of `sources` about themselves."""
    files = {}
    for name in os.listdir(system.at(f"boot/hyperlaunch/{number}")):
        with open(system.at(f"boot/hyperlaunch/{number}/{name}"), "rb") as file:
            files[name] = file.read()
    files["sources"] = [line for line in files["sources"].splitlines() if b"/boot/hyperlaunch/" not in line]
    return files


# All paths are relative.
GIVEN = ["-I", "etc/sets", "-I", "boot", "--level", "5", "--xen-args", "console=com1 com1=115200,8n1", "--launcher-args", "a=b", "--title", "It's  one",
         "--copy-xen", "boot/vmlinuz", "--host", "etc/host.dts", "--memory", "4G", "--cpus", "1", "--entry-memory", "512M"]


def test_same_options_give_the_same_generation(system):
    install(system, *GIVEN, "etc/system.dts")
    done = install(system, "--again")
    assert done.stdout.startswith(f"As generation 1, again: {system.path}/etc/system.dts\n")
    assert generation(system, 2) == generation(system, 1)
    assert generation(system, 2)["options"].decode() == """I=/etc/sets
I=/boot
level=5
xen-args=console=com1 com1=115200,8n1
launcher-args=a=b
title=It's  one
copy-xen=/boot/vmlinuz
host=/etc/host.dts
memory=4G
cpus=1
entry-memory=512M
set=/etc/system.dts
"""


def test_without_options(system):
    shutil.copyfile(system.at("boot/vmlinuz"), system.at("etc/sets/vmlinuz"))
    os.rename(system.at("etc/system.dts"), system.at("etc/sets/system.dts"))
    install(system, "--fast", system.at("etc/sets/system.dts"))
    install(system, "--again")
    assert generation(system, 2) == generation(system, 1)
    assert generation(system, 2)["options"] == b"fast=\nset=/etc/sets/system.dts\n"


def test_changed_kernel_is_built_in(system):
    install(system, *GIVEN, "etc/system.dts")
    with open(system.at("boot/vmlinuz"), "ab") as file:
        file.write(b"more")
    done = system.tool("check", "--installed", check=False)
    assert done.stdout == (f"generation 1: {system.path}/boot/vmlinuz: changed since it was installed; "
                           "run: hyperlaunch install --again\n")
    install(system, "--again")
    done = system.tool("check", "--installed")
    assert done.stdout.startswith("Generation 2 (not what GRUB boots by default) is in step with ")


def test_a_launch_image_is_taken_again(system):
    image = images.build("install-again", images.domain("one", images.tiny(), "32M", 1))
    shutil.copyfile(image, system.at("boot/system.img"))
    install(system, "boot/system.img")
    install(system, "--again")
    assert generation(system, 2) == generation(system, 1)


def test_what_boots_by_default_is_installed_again(system):
    """Not the newest, which was given up."""
    system.settings("GRUB_DEFAULT=hyperlaunch-1\n")
    install(system, *GIVEN, "etc/system.dts")
    install(system, *GIVEN, "--title", "given up", "etc/system.dts")
    system.update()
    assert install(system, "--again").stdout.startswith("As generation 1, again: ")
    assert generation(system, 3) == generation(system, 1)


def test_dry_run_does_nothing(system):
    install(system, *GIVEN, "etc/system.dts")
    before = system.files()
    shown = install(system, "--again", "--dry-run").stdout
    assert "       | copy-xen=/boot/vmlinuz\n" in shown
    assert shown.endswith("Nothing was done.\n")
    assert system.files() == before


@pytest.mark.parametrize("words, named", [
    (["set.dts"], "set.dts"), (["--level", "3"], "--level"), (["-I", "x"], "-I"), (["--fast", "set.dts"], "--fast"),
    (["--title", "x"], "--title"), (["--memory", "1G"], "--memory"),
])
def test_refuses_what_was_given_before(system, words, named):
    done = install(system, "--again", *words, check=False)
    assert (done.returncode, done.stderr) == (2, f"hyperlaunch: install: --again: {named}: the set and its options are those of "
                                                 "before; leave this out, or --again\n")


def refused(system):
    done = install(system, "--again", check=False)
    assert done.returncode == 3
    return done.stderr.replace(system.path, "ROOT")


def test_refuses_what_cannot_be_known(system):
    assert refused(system) == ("hyperlaunch: install: --again: nothing is installed in ROOT/boot/hyperlaunch; name a set: hyperlaunch "
                               "install SET\n")
    with open(system.at("etc/system.dts"), encoding="utf-8") as file:
        text = file.read()
    install(system, "-I", "etc/sets", "-I", "boot", "-", stdin=text)
    assert refused(system) == ("hyperlaunch: install: --again: generation 1: its set came from a pipe, which is read but once; name the "
                               "set, and its options: hyperlaunch install SET\n")
    with open(system.at("boot/vmlinuz"), "ab") as file:
        file.write(b"more")
    assert system.tool("check", "--installed", check=False).stdout.endswith("; run: hyperlaunch install SET\n")
    install(system, *GIVEN, "etc/system.dts")
    os.unlink(system.at("boot/hyperlaunch/2/options"))
    assert refused(system) == ("hyperlaunch: install: --again: generation 2: an older hyperlaunch installed it, and did not note its "
                               "options; name the set, and its options: hyperlaunch install ROOT/etc/system.dts\n")
    for line in ("root=/etc", "again=", "dry-run=", "level=99", "host=etc"):
        write(system.at("boot/hyperlaunch/2/options"), f"{line}\nset=/etc/system.dts\n")
        assert refused(system).endswith("hyperlaunch: install: --again: generation 2: its options have a line that is not understood; "
                                        "name the set, and its options: hyperlaunch install ROOT/etc/system.dts\n")
    assert sorted(os.listdir(system.at("boot/hyperlaunch"))) == ["1", "2"]


def test_set_that_is_gone_is_named(system):
    install(system, *GIVEN, "etc/system.dts")
    os.unlink(system.at("etc/system.dts"))
    assert refused(system) == ("hyperlaunch: install: --again: ROOT/etc/system.dts: No such file or directory; put it back, or name a "
                               "set: hyperlaunch install SET\n")
