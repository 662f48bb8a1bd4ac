# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The system that runs, with a /boot and an /etc of its own: what `hyperlaunch install` without --root writes to."""

import os
import re
import subprocess

import images
from grub_root import GrubRoot

# In a mount namespace, so that nothing of this computer is touched; the programs are those that find out about devices. Some programs
# of this computer have their names in /etc/alternatives.
MOUNTS = """
set -e
mkdir -p "$1/etc/alternatives"
mount --bind /etc/alternatives "$1/etc/alternatives"
for place in /boot /etc; do mount --rbind "$1$place" $place; done
mount --bind "$2/grub-probe" /usr/sbin/grub-probe
mount --bind "$2/grub-mkrelpath" /usr/bin/grub-mkrelpath
shift 2
exec "$@"
"""


class Here:
    def __init__(self, path):
        self.system = GrubRoot(path)
        self.system.xen("4.17")

    def run(self, *command, check=True):
        """Runs a program, which finds hyperlaunch in PATH."""
        space = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
        environment = {key: value for key, value in os.environ.items() if key != "HYPERLAUNCH_ROOT"}
        environment["PATH"] = os.pathsep.join([os.path.dirname(images.TOOL), environment["PATH"]])
        return subprocess.run([*space, "sh", "-c", MOUNTS, "sh", self.system.path, self.system.tools, *command], env=environment,
                              capture_output=True, text=True, check=check, timeout=240)

    def tool(self, *words, check=True):
        return self.run(images.TOOL, *words, check=check)

    def menu(self):
        with open(self.system.at("boot/grub/grub.cfg"), encoding="utf-8") as file:
            return file.read()

    def entries(self):
        return re.findall("'hyperlaunch-([0-9]+)'", self.menu())
