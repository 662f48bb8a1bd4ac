# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A system below a folder, as far as GRUB's own grub-mkconfig needs one, to install sets into."""

import os
import stat
import subprocess

import images

MKCONFIG = "/usr/sbin/grub-mkconfig"
# What Debian's xen-hypervisor-common has in /etc/default/grub.d/xen.cfg, as far as it decides about the default entry.
XEN_CFG = """if [ "$XEN_OVERRIDE_GRUB_DEFAULT" = "" ]; then XEN_OVERRIDE_GRUB_DEFAULT=1; fi
if [ "$XEN_OVERRIDE_GRUB_DEFAULT" = "1" ]; then GRUB_DEFAULT="Debian GNU/Linux, with Xen hypervisor"; fi
"""
OTHER = "#!/bin/sh\necho \"menuentry 'Debian GNU/Linux, with Xen hypervisor' { true }\"\n"
# The folder is the whole disk; which device that is only a real one knows.
PROBE = "#!/bin/sh\ncase \"$*\" in *--target=device*) echo /dev/disk ;; *fs_uuid*) exit 1 ;; esac\n"
RELATIVE = "#!/bin/sh\necho \"${1#\"$HYPERLAUNCH_ROOT\"}\"\n"


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class GrubRoot:
    """Has /boot, /etc/grub.d with GRUB's header and a Debian's entry, and /etc/default/grub."""

    def __init__(self, path, probe=PROBE):
        """`probe` is what stands for grub-probe."""
        self.path = str(path)
        for folder in ("boot/grub", "etc/grub.d", "etc/default/grub.d"):
            os.makedirs(self.at(folder), exist_ok=True)
        with open("/etc/grub.d/00_header", encoding="utf-8") as file:
            write(self.at("etc/grub.d/00_header"), file.read(), 0o755)
        write(self.at("etc/grub.d/10_linux"), OTHER, 0o755)
        self.tools = self.path + ".tools"
        write(os.path.join(self.tools, "grub-probe"), probe, 0o755)
        write(os.path.join(self.tools, "grub-mkrelpath"), RELATIVE, 0o755)
        with open(MKCONFIG, encoding="utf-8") as file:
            text = file.read()
        text = text.replace('\nsysconfdir="/etc"\n', f'\nsysconfdir="{self.path}/etc"\n')
        text = text.replace('\nsbindir="${exec_prefix}/sbin"\n', f'\nsbindir="{self.tools}"\n')
        assert self.tools in text and f"{self.path}/etc" in text
        write(os.path.join(self.tools, "grub-mkconfig"), text, 0o755)
        self.settings("")

    def at(self, name):
        return os.path.join(self.path, name)

    def settings(self, text):
        """What the administrator has in /etc/default/grub."""
        write(self.at("etc/default/grub"), "GRUB_TIMEOUT=0\nGRUB_DISTRIBUTOR=Debian\nGRUB_TERMINAL=serial\n"
              'GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"\n' + text)

    def xen(self, version, file=None):
        """Puts a Xen into /boot, as Debian names it."""
        path = self.at(f"boot/xen-{version}-amd64.gz")
        if file:
            subprocess.run(["cp", file, path], check=True)
        else:
            write(path, "xen")

    def tool(self, *words, check=True):
        """Runs hyperlaunch for this root."""
        command = [images.TOOL, words[0], "--root", self.path, *words[1:]]
        return subprocess.run(command, capture_output=True, text=True, check=check, timeout=120)

    def update(self):
        """Makes GRUB's menu as update-grub does; returns (its text, what was said meanwhile)."""
        environment = {**os.environ, "HYPERLAUNCH_ROOT": self.path, "EUID": "0", "LANG": "C",
                       "grub_probe": os.path.join(self.tools, "grub-probe"), "grub_mkrelpath": os.path.join(self.tools, "grub-mkrelpath")}
        done = subprocess.run([os.path.join(self.tools, "grub-mkconfig")], env=environment, capture_output=True, text=True,
                              check=True, timeout=120)
        write(self.at("boot/grub/grub.cfg"), done.stdout)
        subprocess.run(["grub-script-check", self.at("boot/grub/grub.cfg")], check=True)
        return done.stdout, done.stderr

    def files(self):
        """Each file below the root, with its mode and bytes."""
        found = {}
        for folder, _, names in os.walk(self.path):
            for path in (os.path.join(folder, name) for name in names):
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.path)] = (stat.S_IMODE(os.stat(path).st_mode), file.read())
        return found
