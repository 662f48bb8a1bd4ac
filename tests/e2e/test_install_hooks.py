# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What the update of a kernel or a ramdisk does about the set that was built from it, through run-parts as Debian's packages call it."""

import os
import re
import shutil

import pytest

import images
from grub_root import write
from here import Here

KERNEL, RAMDISK = "/boot/vmlinuz-6.1", "/boot/initrd.img-6.1"
# What stands for initramfs-tools: a kernel's update makes the ramdisk anew, and then runs what wants to know of that.
UPDATE = """#!/bin/sh -e
printf more >>/boot/initrd.img-"$1"
run-parts --arg="$1" --arg=/boot/initrd.img-"$1" /etc/initramfs/post-update.d/
"""
HOOK = "/etc/kernel/postinst.d/zz-hyperlaunch"
AGAIN = "changed since it was installed; run: hyperlaunch install --again\n"
BOTH = f"generation 1: {KERNEL}: {AGAIN}generation 1: {RAMDISK}: {AGAIN}"


class Updated(Here):
    """With a set of a kernel and its ramdisk, installed."""

    def __init__(self, path):
        super().__init__(path)
        for version in ("6.1", "6.12"):
            shutil.copyfile(images.tiny(), self.system.at(f"boot/vmlinuz-{version}"))
            write(self.system.at(f"boot/initrd.img-{version}"), "a ramdisk")
        write(self.system.at("etc/kernel/postinst.d/initramfs-tools"), UPDATE, 0o755)
        self.install(KERNEL, RAMDISK)

    def install(self, kernel, ramdisk):
        text, _ = images.domain("one", kernel, "32M", 1, ramdisk=ramdisk)
        write(self.system.at("etc/system.dts"), f'/dts-v1/;\n/ {{ chosen {{ hypervisor {{ compatible = "hypervisor,xen";\n{text}\n}}; }}; }};\n')
        self.tool("install", "--level", "3", "/etc/system.dts")

    def link(self, version):
        """Makes links lead to a kernel and its ramdisk."""
        for name in ("vmlinuz", "initrd.img"):
            path = self.system.at(f"boot/{name}")
            if os.path.lexists(path):
                os.unlink(path)
            os.symlink(f"{name}-{version}", path)

    def more(self, name):
        """A file of the system gets other bytes."""
        with open(self.system.at(name.lstrip("/")), "ab") as file:
            file.write(b"more")

    def run_parts(self, version="6.1", *, before=""):
        """What a kernel's package does after its files are there; returns what was said. `before` is run in the shell that does it."""
        command = f"{before}\nexec run-parts --report --exit-on-error --arg={version} --arg=/boot/vmlinuz-{version} /etc/kernel/postinst.d"
        done = self.run("env", "DEB_MAINT_PARAMS=configure 6.1.0-1", "sh", "-ec", command)
        assert done.stdout == ""
        return re.sub(r"^/etc/kernel/postinst\.d/[a-z-]+:\n", "", done.stderr)  # what --report names the script with

    def kernel_update(self):
        self.more(KERNEL)
        return self.run_parts()

    def generations(self):
        return sorted(os.listdir(self.system.at("boot/hyperlaunch")))


@pytest.fixture
def here(tmp_path):
    return Updated(tmp_path / "root")


@pytest.mark.parametrize("settings", ["", "HYPERLAUNCH_ON_CHANGE=warn\n"])
def test_update_warns_once(here, settings):
    here.system.settings(settings)
    assert here.kernel_update() == BOTH
    assert here.generations() == ["1"]


def test_update_installs_again_once(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=rebuild\n")
    said = here.kernel_update()
    assert said.startswith(BOTH)
    assert said.endswith("\nGeneration 2 is installed, and boots next.\n")
    assert here.entries() == ["2", "1"]
    assert here.generations() == ["1", "2"]
    assert here.tool("check", "--installed").stdout.startswith("Generation 2 (boots next) is in step with /etc/system.dts: ")
    assert here.run(HOOK).stderr == ""


def test_update_is_ignored(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=ignore\n")
    assert here.kernel_update() == ""
    assert here.generations() == ["1"]


def test_setting_below_default_counts(here):
    """As it does for update-grub."""
    write(here.system.at("etc/default/grub.d/site.cfg"), "HYPERLAUNCH_ON_CHANGE=ignore\n")
    assert here.kernel_update() == ""


def test_unknown_setting_warns(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=yes\n")
    assert here.kernel_update() == ("hyperlaunch: HYPERLAUNCH_ON_CHANGE=yes is none of warn, rebuild and ignore, and taken for warn; "
                                    "change it in /etc/default/grub\n" + BOTH)
    assert here.generations() == ["1"]


def test_settings_with_a_mistake_warn(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE='\n")
    said = here.kernel_update()
    assert "ntax error" in said or "nterminated quoted string" in said
    assert said.endswith(BOTH)


def test_update_of_another_kernel_says_nothing(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=rebuild\n")
    here.more("/boot/vmlinuz-6.12")
    assert here.run_parts("6.12") == ""
    assert here.generations() == ["1"]


def test_set_of_links_follows_a_new_kernel(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=rebuild\n")
    here.link("6.1")
    here.install("/boot/vmlinuz", "/boot/initrd.img")
    here.link("6.12")
    here.more("/boot/vmlinuz-6.12")
    said = here.run_parts("6.12")
    assert said.startswith(f"generation 2: /boot/vmlinuz: {AGAIN}generation 2: /boot/initrd.img: {AGAIN}")
    assert said.endswith("\nGeneration 3 is installed, and boots next.\n")
    assert here.run_parts("6.1") == ""  # whose ramdisk is made anew, and is none of the set's now


def test_ramdisk_alone_is_seen(here):
    """update-initramfs was called for another package, or by hand."""
    assert here.run("/etc/kernel/postinst.d/initramfs-tools", "6.1").stderr == f"generation 1: {RAMDISK}: {AGAIN}"


def test_ramdisk_is_seen_where_the_kernels_hook_was_removed(here):
    os.unlink(here.system.at("etc/kernel/postinst.d/zz-hyperlaunch"))
    assert here.kernel_update() == BOTH


def test_kernel_that_was_removed_is_named(here):
    os.unlink(here.system.at("boot/vmlinuz-6.1"))
    assert here.run(HOOK).stderr == f"generation 1: {KERNEL}: gone since it was installed: put it back, or correct the set; run: hyperlaunch install --again\n"


def test_what_cannot_be_installed_again_fails_no_update(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=rebuild\n")
    menu = here.menu()
    write(here.system.at("etc/system.dts"), "no set\n")
    said = here.kernel_update()
    assert ": /etc/system.dts: " in said
    assert said.endswith("hyperlaunch: the set is not installed again, and what was installed boots as before; when the cause is gone, "
                         "run: hyperlaunch install --again\n")
    assert (here.generations(), here.menu()) == (["1"], menu)


def test_what_cannot_be_compared_is_not_installed_again(here):
    here.system.settings("HYPERLAUNCH_ON_CHANGE=rebuild\n")
    os.unlink(here.system.at("boot/vmlinuz-6.1"))
    os.makedirs(here.system.at("boot/vmlinuz-6.1"))
    said = here.run_parts()
    assert re.fullmatch(f"hyperlaunch: check: {KERNEL}: Is a directory; .*\n", said)
    assert here.generations() == ["1"]


@pytest.mark.parametrize("links, said", [({}, ""), ({"hyperlaunch": images.TOOL}, BOTH)])
def test_program_is_looked_for_in_local_folders(here, links, said):
    """apt's PATH has none of them; where the program is not, nothing is done."""
    local, programs = (os.path.join(here.system.tools, name) for name in ("local", "bin"))
    names = ("dtc", "printf", "run-parts", "sh")
    for folder, files in ((local, links), (programs, {name: shutil.which(name) for name in names})):
        os.makedirs(folder)
        for name, path in files.items():
            os.symlink(path, os.path.join(folder, name))
    here.more(KERNEL)
    assert here.run_parts(before=f"mount --bind {local} /usr/local/bin; export PATH={programs}") == said


def test_nothing_is_done_where_nothing_is_installed(here):
    shutil.copyfile(here.system.at("etc/kernel/postinst.d/zz-hyperlaunch"), here.system.at("etc/hook"))
    here.tool("uninstall")
    assert os.listdir(here.system.at("etc/kernel/postinst.d")) == ["initramfs-tools"]
    assert os.listdir(here.system.at("etc/initramfs/post-update.d")) == []
    assert here.run("sh", "/etc/hook").stderr == ""


def test_install_below_a_root_has_the_hooks(tmp_path):
    here = Updated(tmp_path / "root")
    root = Here(tmp_path / "other").system
    image = here.system.at("boot/hyperlaunch/1/system.img")
    shown = root.tool("install", "--dry-run", image).stdout
    root.tool("install", image)
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "boot", "zz-hyperlaunch"), "rb") as file:
        text = file.read()
    for name in ("etc/kernel/postinst.d/zz-hyperlaunch", "etc/initramfs/post-update.d/zz-hyperlaunch"):
        assert root.files()[name] == (0o755, text)
        folder, file = os.path.split(root.at(name))
        assert f"write  {folder}/.{file}.new\n" in shown
    write(root.at("etc/kernel/postinst.d/zz-hyperlaunch"), "#!/bin/sh\n", 0o755)
    assert root.tool("install", image).stderr == (f"hyperlaunch: install: {root.path}/etc/kernel/postinst.d/zz-hyperlaunch is not a file of "
                                                  "hyperlaunch, and stays as it is; move it away and install again\n")
