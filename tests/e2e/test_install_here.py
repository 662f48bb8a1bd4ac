# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""`hyperlaunch install` on the system that runs: with GRUB's own grub-mkconfig as it is, and /boot and /etc that are mounted for the test."""

import os
import shutil

import pytest

import images
from grub_root import write
from here import Here

@pytest.fixture
def here(tmp_path):
    return Here(tmp_path / "root")


@pytest.fixture(scope="module")
def image():
    return images.build("install-here", images.domain("one", images.tiny(), "32M", 1))


def test_three_installations_and_the_removal(here, image):
    for number in (1, 2, 3):
        done = here.tool("install", image)
        assert done.stdout.endswith(f"Generation {number} is installed, and boots next.\n")
        assert f"Found hyperlaunch generation {number}: " in done.stderr
    assert here.entries() == ["3", "2"]
    assert sorted(os.listdir(here.system.at("boot/hyperlaunch"))) == ["2", "3"]
    assert [line.split()[:2] for line in here.tool("list").stdout.splitlines()[1:]][0] == ["3", "default"]
    here.tool("uninstall")
    assert here.entries() == []
    assert sorted(os.listdir(here.system.at("boot"))) == ["grub", "xen-4.17-amd64.gz"]
    assert os.listdir(here.system.at("boot/grub")) == ["grub.cfg"]


def test_another_default_is_told(here, image):
    here.system.settings("GRUB_DEFAULT=1\n")
    assert here.tool("install", image).stdout.endswith(
        "Generation 1 is installed, but is not what GRUB boots by default: see GRUB_DEFAULT in /etc/default/grub, and "
        "hyperlaunch-install(1).\n")


def test_generator_of_others_that_fails_changes_nothing(here, image):
    for _ in range(2):
        here.tool("install", image)
    before = here.menu()
    write(here.system.at("etc/grub.d/40_custom"), "#!/bin/sh\necho broken >&2\nexit 1\n", 0o755)
    done = here.tool("install", image, check=False)
    assert done.returncode == 3
    assert done.stderr.endswith(
        "broken\n"
        "hyperlaunch: install: /usr/sbin/grub-mkconfig failed with status 1; its messages are above\n"
        "hyperlaunch: install: GRUB's menu is the one of before; when the cause is gone, run update-grub\n")
    assert here.menu() == before
    assert sorted(os.listdir(here.system.at("boot/hyperlaunch"))) == ["1", "2", "3"]
    os.unlink(here.system.at("etc/grub.d/40_custom"))
    here.tool("install", image)
    assert here.entries() == ["4", "3"]
    assert sorted(os.listdir(here.system.at("boot/hyperlaunch"))) == ["3", "4"]


def test_menu_that_is_a_link_stays_one(here, image):
    os.makedirs(here.system.at("boot/elsewhere"))
    write(here.system.at("boot/elsewhere/menu"), "")
    os.symlink("../elsewhere/menu", here.system.at("boot/grub/grub.cfg"))
    here.tool("install", image)
    assert os.readlink(here.system.at("boot/grub/grub.cfg")) == "../elsewhere/menu"
    assert here.entries() == ["1"]


def test_dry_run_shows_the_program(here, image):
    before = here.system.files()
    shown = here.tool("install", "--dry-run", image).stdout
    assert here.system.files() == before
    assert ("run    /usr/sbin/grub-mkconfig -o /boot/grub/grub.cfg.hyperlaunch\n"
            "rename /boot/grub/grub.cfg.hyperlaunch\n    to /boot/grub/grub.cfg\n") in shown


def test_update_of_xen_and_of_the_menu_keeps_the_entries(here, image):
    here.tool("install", image)
    here.system.xen("4.20")
    here.run("/usr/sbin/grub-mkconfig", "-o", "/boot/grub/grub.cfg")  # what update-grub is
    assert here.entries() == ["1"]
    assert "multiboot2 /boot/xen-4.20-amd64.gz\n" in here.menu()


def test_check_names_the_kernel_and_the_included_file_that_changed(here, tmp_path):
    kernel, part, source = tmp_path / "kernel", tmp_path / "part.dtsi", tmp_path / "set.dts"
    shutil.copyfile(images.tiny(), kernel)
    text, _ = images.domain("one", str(kernel), "32M", 1)
    part.write_text("/* more */\n")
    source.write_text('/dts-v1/;\n/include/ "part.dtsi"\n/ { chosen { hypervisor { compatible = "hypervisor,xen";\n' f"{text}\n}}; }}; }};\n")
    here.tool("install", source)
    done = here.tool("check", "--installed")
    assert done.stdout == f"Generation 1 (boots next) is in step with {source}: 5 files\n"
    with open(kernel, "ab") as file:
        file.write(b"more")
    part.write_text("/* other */\n")
    done = here.tool("check", "--installed", check=False)
    assert done.returncode == 1
    assert done.stdout == "".join(
        f"generation 1: {path}: changed since it was installed; run: hyperlaunch install --again\n" for path in (part, kernel))


@pytest.mark.parametrize("words", [["set.dts"], ["--json"], ["-W", "all"], ["--memory", "2G"]])
def test_check_refuses_what_it_would_not_look_at(here, words):
    done = here.tool("check", "--installed", *words, check=False)
    assert done.returncode == 2
    assert done.stderr == ("hyperlaunch: check: --installed takes no FILE and no option but --root, which is for it alone; "
                           "see hyperlaunch check --help\n")


def test_digests_are_those_of_sha256sum(here, image):
    here.tool("install", image)
    done = here.run("sha256sum", "-c", "/boot/hyperlaunch/1/sources", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
