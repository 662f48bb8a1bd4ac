# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A driver domain that is a Debian with Xen's tools: `xl devd` and Xen's own hotplug scripts serve what the launcher lays out."""

import os

import images
from dom0 import initramfs, kernel
from machine import BUILD, COUNTED
from test_driver_domain import ADDRESS, CARD, DISK, LINUX, ping, shell, until

XEN = "4.17"
DRIVER = """mkdir -p /srv; echo of-devd-5142 >/srv/web.img; truncate -s 4M /srv/web.img
ip link add br0 type bridge; ip addr add 10.0.0.1/24 dev br0; ip link set br0 up
xl devd -F >/tmp/devd 2>&1 &
xenstore-write data/hyperlaunch/ready 1
"""


def device(kind, *properties):
    return images.node(kind, [f'compatible = "hyperlaunch,{kind}"', "backend = <&net>", *properties])


def test_xl_devd_serves_a_card_and_a_disk(boot):
    os.makedirs(images.OUT, exist_ok=True)
    script = os.path.join(images.OUT, "driver")
    with open(script, "w", encoding="utf-8") as file:
        file.write(DRIVER)
    words = "console=hvc0 quiet noxsave"
    machine = boot("driver-domain-xl", images.build(
        "driver-domain-xl",
        images.pv("net", kernel(LINUX), "400M", 1, f"{words} hl.xenstored=none hl.run=/root/driver",
                  initramfs(XEN, LINUX, "driver", {"root/driver": script}),
                  properties=["hyperlaunch,driver-domain", 'hyperlaunch,ready = "signal"']),
        images.domain("web", images.linux(LINUX), "160M", 1, words, os.path.join(BUILD, "demo", f"frontend-linux-{LINUX}.cpio.gz"),
                      inside=[device("nic", 'bridge = "br0"'), device("disk", 'device = "xvda"', 'target = "/srv/web.img"')])),
                   xen=XEN, memory=1024, extra=COUNTED)
    assert machine.wait_launched(300) == (2, 0)
    machine.linux_report("web")
    shell(machine, "web", until(f'[ "$(xenstore-read device/{CARD}/state)$(xenstore-read device/{DISK}/state)" = 44 ]'))
    shell(machine, "web", until("[ -b /dev/xvda -a -e /sys/class/net/eth0 ]"))
    assert shell(machine, "web", "head -c 12 /dev/xvda; echo")[-1] == "of-devd-5142"
    shell(machine, "web", f"ip addr add {ADDRESS['web']}/24 dev eth0 && ip link set eth0 up")
    ping(machine, "web", "net")
