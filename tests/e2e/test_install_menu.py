# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What `hyperlaunch install` writes, refuses and removes, and the menu that GRUB's own grub-mkconfig makes of it."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile

import pytest

import images
from grub_root import XEN_CFG, GrubRoot, write
from machine import LAUNCHER


@pytest.fixture(scope="module")
def image():
    return images.build("install-menu", images.domain("one", images.tiny(), "32M", 1))


@pytest.fixture
def system(tmp_path):
    system = GrubRoot(tmp_path / "root")
    system.xen("4.17")
    return system


def ours(menu):
    """The part of the menu that our generator made."""
    return re.search(r"### BEGIN \S*/09_hyperlaunch ###\n(.*)### END \S*/09_hyperlaunch ###\n", menu, re.S)[1]


def default_of(menu):
    return re.findall(r'^ +set default="(?!\$\{next_entry\})(.*)"$', menu, re.M)


def boots(system):
    """The generation that `list` says GRUB boots, or None."""
    lines = system.tool("list").stdout.splitlines()[1:]
    marked = [line.split()[0] for line in lines if " default " in line]
    return int(marked[0]) if marked else None


def test_entries(system, image):
    system.settings('GRUB_CMDLINE_XEN="loglvl=all  iommu=no"\nGRUB_CMDLINE_XEN_DEFAULT=com1=9600\nGRUB_SAVEDEFAULT=true\n')
    system.tool("install", "--title", "it's the \"first\" $(reboot)", image)
    system.tool("install", "--title", "Second", "--xen-args", "com1=115200,8n1", "--launcher-args", "cpus=2", image)
    menu, said = system.update()
    assert ours(menu) == """menuentry 'Second (generation 2)' --class xen $menuentry_id_option 'hyperlaunch-2' {
	savedefault
	multiboot2 /boot/xen-4.17-amd64.gz loglvl=all iommu=no com1=9600 com1=115200,8n1
	module2 --nounzip /boot/hyperlaunch/2/launcher.elf cpus=2
	module2 --nounzip /boot/hyperlaunch/2/system.img
}
menuentry 'it'\\''s the "first" $(reboot) (generation 1)' --class xen $menuentry_id_option 'hyperlaunch-1' {
	savedefault
	multiboot2 /boot/xen-4.17-amd64.gz loglvl=all iommu=no com1=9600
	module2 --nounzip /boot/hyperlaunch/1/launcher.elf
	module2 --nounzip /boot/hyperlaunch/1/system.img
}
"""
    assert [line for line in said.splitlines() if "hyperlaunch" in line] == [
        f"Found hyperlaunch generation {n}: {system.path}/boot/hyperlaunch/{n}/system.img, with {system.path}/boot/xen-4.17-amd64.gz"
        for n in (2, 1)]
    assert menu.index("hyperlaunch-2") < menu.index("with Xen hypervisor")


# Xen is on one device, what is installed on another, which GRUB finds by their UUIDs.
TWO_DEVICES = """#!/bin/sh
case "$*" in
*--target=device*/hyperlaunch/*) echo /dev/b ;;
*--target=device*) echo /dev/a ;;
*"--device /dev/a --target=fs_uuid"*) echo aaaa ;;
*"--device /dev/b --target=fs_uuid"*) echo bbbb ;;
*--target=fs) echo ext2 ;;
*hints_string*) exit 1 ;;
esac
"""


def test_entry_on_two_devices(tmp_path, image):
    system = GrubRoot(tmp_path / "root", probe=TWO_DEVICES)
    system.xen("4.17")
    system.tool("install", "--title", "Two", image)
    assert ours(system.update()[0]) == """menuentry 'Two (generation 1)' --class xen $menuentry_id_option 'hyperlaunch-1' {
	insmod ext2
	search --no-floppy --fs-uuid --set=root aaaa
	multiboot2 /boot/xen-4.17-amd64.gz
	insmod ext2
	search --no-floppy --fs-uuid --set=root bbbb
	module2 --nounzip /boot/hyperlaunch/1/launcher.elf
	module2 --nounzip /boot/hyperlaunch/1/system.img
}
"""


def test_files_are_those_that_were_given(system, image):
    system.tool("install", image)
    files = system.files()
    for name, path in (("system.img", image), ("launcher.elf", LAUNCHER)):
        with open(path, "rb") as file:
            assert files[f"boot/hyperlaunch/1/{name}"] == (0o644, file.read())
    assert files["etc/grub.d/09_hyperlaunch"][0] == 0o755


def test_a_source_is_built(system):
    source = images.build("install-source", images.domain("one", images.tiny(), "32M", 1)).replace(".img", ".dts")
    done = system.tool("install", source)
    assert ": 1 domain, 1 payload, " in done.stdout
    assert done.stdout.endswith(f"Generation 1 is in {system.path}/boot/hyperlaunch/1. Run update-grub in that system, and "
                                "GRUB's menu has it.\n")
    assert images.show(system.at("boot/hyperlaunch/1/system.img"))["domains"][0]["name"] == "one"


def test_newest_xen_is_found_when_the_menu_is_made(system, image):
    system.tool("install", image)
    for version in ("4.9", "4.20"):
        system.xen(version)
    write(system.at("boot/xen-4.21-amd64.gz.dpkg-new"), "half of a Xen")
    assert "multiboot2 /boot/xen-4.20-amd64.gz\n" in ours(system.update()[0])
    os.unlink(system.at("boot/xen-4.20-amd64.gz"))
    assert "multiboot2 /boot/xen-4.17-amd64.gz\n" in ours(system.update()[0])


def test_xen_of_its_own(system, image):
    with open(images.tiny(), "rb") as file:  # an ELF file, as a Xen is one
        xen = file.read()
    os.unlink(system.at("boot/xen-4.17-amd64.gz"))
    system.tool("install", "--copy-xen", images.tiny(), image)
    assert system.files()["boot/hyperlaunch/1/xen.gz"][1] == xen
    assert "multiboot2 /boot/hyperlaunch/1/xen.gz\n" in ours(system.update()[0])


def test_what_cannot_boot_is_left_out_and_named(system, image):
    for _ in range(3):
        system.tool("install", image)
    os.unlink(system.at("boot/hyperlaunch/3/launcher.elf"))
    menu, said = system.update()
    assert re.findall("'hyperlaunch-([0-9]+)'", menu) == ["2", "1"]
    assert "hyperlaunch: generation 3 is not whole, and is left out\n" in said
    os.unlink(system.at("boot/xen-4.17-amd64.gz"))
    menu, said = system.update()
    assert ours(menu) == ""
    assert "hyperlaunch: generation 2 is left out: there is no " in said
    system.xen("4.17")
    write(os.path.join(system.tools, "grub-mkrelpath"), "#!/bin/sh\nexit 1\n", 0o755)
    menu, said = system.update()
    assert ours(menu) == ""
    assert "hyperlaunch: generation 1 is left out: GRUB has no path to " in said


def test_two_newest_are_in_the_menu(system, image):
    for _ in range(11):
        system.tool("install", image)
    assert re.findall("'hyperlaunch-([0-9]+)'", system.update()[0]) == ["11", "10"]


@pytest.mark.parametrize("settings, xen_cfg, default, boot", [
    ("", "", "0", 2),
    ("GRUB_DEFAULT=0\n", "", "0", 2),
    ("GRUB_DEFAULT=1\n", "", "1", 1),
    ("GRUB_DEFAULT=2\n", "", "2", None),
    ("GRUB_DEFAULT=hyperlaunch-1\n", "", "hyperlaunch-1", 1),
    ("GRUB_DEFAULT='old (generation 1)'\n", "", "old (generation 1)", 1),
    ("GRUB_DEFAULT=saved\n", "", "${saved_entry}", 2),
    ("GRUB_DEFAULT=0\n", XEN_CFG, "0", 2),
    ("GRUB_DEFAULT=1\n", XEN_CFG, "0", 2),
    ("GRUB_DEFAULT=1\n", "XEN_OVERRIDE_GRUB_DEFAULT=0\n" + XEN_CFG, "1", 1),
])
def test_default_entry(system, image, settings, xen_cfg, default, boot):
    system.settings(settings)
    write(system.at("etc/default/grub.d/xen.cfg"), xen_cfg)
    system.tool("install", "--title", "old", image)
    system.tool("install", "--title", "new", image)
    assert boots(system) is None  # there is no menu yet
    assert default_of(system.update()[0]) == [default]
    assert boots(system) == boot


def test_default_entry_that_was_saved(system, image):
    system.settings("GRUB_DEFAULT=saved\n")
    for _ in range(2):
        system.tool("install", image)
    system.update()
    subprocess.run(["grub-editenv", system.at("boot/grub/grubenv"), "set", "saved_entry=hyperlaunch-1"], check=True)
    assert boots(system) == 1


def test_debians_default_stays_without_a_generation(system, image):
    write(system.at("etc/default/grub.d/xen.cfg"), XEN_CFG)
    system.tool("install", image)
    subprocess.run(["rm", "-r", system.at("boot/hyperlaunch/1")], check=True)
    assert default_of(system.update()[0]) == ["Debian GNU/Linux, with Xen hypervisor"]


def test_list(system, image):
    assert system.tool("list").stdout == f"Nothing is installed in {system.path}/boot/hyperlaunch.\n"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run([images.TOOL, "install", "--root", system.path, "--copy-xen", images.tiny(), image], env=environment,
                   check=True, stdout=subprocess.DEVNULL)
    system.update()
    head, line = system.tool("list").stdout.splitlines()
    assert head.split() == ["generation", "boots", "installed", "image", "launcher", "Xen", "set"]
    sizes = [f"{os.path.getsize(path) / 1024:.1f} KiB" for path in (image, LAUNCHER, images.tiny())]
    assert re.split(" {2,}", line) == ["1", "default", "2023-11-14T22:13:20Z", *sizes, os.path.realpath(image)]


def test_menu_that_cannot_be_read_is_told(system, image):
    system.tool("install", image)
    os.symlink("grub.cfg", system.at("boot/grub/grub.cfg"))
    done = system.tool("list")
    assert done.stderr == (f"hyperlaunch: list: {system.path}/boot/grub/grub.cfg: Too many levels of symbolic links; so it is not known "
                           "what boots by default: run it as root\n")
    assert len(done.stdout.splitlines()) == 2


def test_dry_run_shows_all_and_does_nothing(system, image):
    before = system.files()
    shown = system.tool("install", "--dry-run", "--title", "Shown", image).stdout
    assert system.files() == before
    assert shown.endswith("Nothing was done.\n")
    system.tool("install", "--title", "Shown", image)
    after = system.files()
    for name in sorted(set(after) - set(before)):
        place = name.replace("hyperlaunch/1/", "hyperlaunch/.1.new/")
        assert re.search(rf"^(write|copy|    to) +{re.escape(system.at(place))}$", shown, re.M), name
    for name in ("etc/grub.d/09_hyperlaunch", "etc/default/grub.d/zz_hyperlaunch.cfg"):
        text = after[name][1].decode()
        assert "".join(f"       | {line}\n" for line in text.splitlines()) in shown
    assert "       | title=Shown\n" in shown
    assert f"rename {system.at('boot/hyperlaunch/.1.new')}\n    to {system.at('boot/hyperlaunch/1')}\n" in shown


def test_uninstall_leaves_what_was_before(system, image):
    before = system.files()
    for _ in range(3):
        system.tool("install", image)
    shown = system.tool("uninstall", "--dry-run").stdout
    installed = system.files()
    assert all(re.search(rf"^remove +{re.escape(system.at(name))}$", shown, re.M) for name in set(installed) - set(before))
    done = system.tool("uninstall")
    assert done.stdout == "All is removed. Run update-grub in that system, and GRUB's menu forgets it.\n"
    assert system.files() == before
    assert not os.path.exists(system.at("boot/hyperlaunch"))


def test_uninstall_leaves_images_of_the_watch(system, image):
    write(system.at("boot/hyperlaunch/system.img"), "an image")
    system.tool("install", image)
    system.tool("uninstall")
    assert os.listdir(system.at("boot/hyperlaunch")) == ["system.img"]


def refused(system, *words):
    done = system.tool(*words, check=False)
    assert done.returncode != 0
    return done.stderr.replace(system.path, "ROOT")


def test_refusals_leave_nothing(system, image):
    before = system.files()
    install = ["install", image]
    assert refused(system, "install", "--xen-args", "a;b", image) == (
        "hyperlaunch: install: --xen-args: \";\" means something to GRUB's script; leave it out, or write a menu entry by hand "
        "in /etc/grub.d/40_custom\n")
    assert refused(system, "install", "--copy-xen", image, image).startswith(
        f"hyperlaunch: install: --copy-xen {image}: not a Xen: ")
    assert refused(system, "install", "--memory", "1G", image) == (
        f"hyperlaunch: install: {image}: a launch image is taken as it is: --host, --memory, --cpus and --entry-memory count when "
        "it is built; give them to hyperlaunch check\n")
    # A set that does not fit, and an image that is damaged, as build and check refuse them.
    assert system.tool("install", "--memory", "1M", image.replace(".img", ".dts"), check=False).returncode == 1
    assert system.tool("install", images.damaged(image, 1, "install-damaged"), check=False).returncode == 1
    assert refused(system, "install") == "hyperlaunch: install: name exactly one set; see hyperlaunch install --help\n"
    assert refused(system, "list", "x") == "hyperlaunch: list: x: unexpected argument; see hyperlaunch list --help\n"
    assert refused(system, "uninstall", "x") == "hyperlaunch: uninstall: x: unexpected argument; see hyperlaunch uninstall --help\n"
    os.rename(system.at("boot/xen-4.17-amd64.gz"), system.at("xen"))
    assert refused(system, *install) == ("hyperlaunch: install: ROOT/boot: there is no xen-*.gz; install xen-hypervisor-4.17-amd64 "
                                         "(4.20 on Debian 13), or name a Xen with --copy-xen\n")
    os.rename(system.at("xen"), system.at("boot/xen-4.17-amd64.gz"))
    os.rename(system.at("etc/grub.d"), system.at("etc/other"))
    assert refused(system, *install) == (
        "hyperlaunch: install: ROOT/etc/grub.d: there is no GRUB; install grub-pc (BIOS) or grub-efi-amd64 (UEFI), or give your "
        "boot loader the lines of hyperlaunch-install(1)\n")
    os.rename(system.at("etc/other"), system.at("etc/grub.d"))
    assert system.files() == before


def test_root_that_is_not_there():
    done = subprocess.run([images.TOOL, "list", "--root", "/no/such"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "hyperlaunch: list: --root /no/such: there is no such folder; name the root of the "
                                                 "system that is being made\n")


def test_launcher_that_is_not_there(system, image):
    environment = {**os.environ, "HYPERLAUNCH_LAUNCHER": "/no/launcher.elf"}
    done = subprocess.run([images.TOOL, "install", "--root", system.path, image], env=environment, capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stderr) == (3, "hyperlaunch: install: /no/launcher.elf: there is no launcher; build it (make), "
                                                 "install it (make install) or name it with HYPERLAUNCH_LAUNCHER\n")


def test_another_installation_is_waited_for_by_whoever_began_later(system, image):
    system.tool("install", image)
    folder = os.open(system.at("boot/hyperlaunch"), os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    assert refused(system, "install", image) == ("hyperlaunch: install: ROOT/boot/hyperlaunch: another hyperlaunch installs there now; "
                                                 "wait until it is done\n")
    os.close(folder)


@pytest.mark.parametrize("command", [["install", "set.dts"], ["uninstall"]])
def test_only_root_installs_on_this_system(command):
    nobody = {"user": 65534} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        tool = shutil.copy(images.TOOL, folder)
        done = subprocess.run([tool, *command], cwd=folder, capture_output=True, text=True, check=False, **nobody)
    assert done.returncode == 3
    assert done.stderr.startswith(f"hyperlaunch: {command[0]}: only root may write to /boot; run it as root, ")
