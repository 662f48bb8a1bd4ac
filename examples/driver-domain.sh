#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# What the driver domain of examples/driver-domain.dts does at its start, as /etc/rc of its ramdisk: makes what the
# other domains' disks are made of, and a bridge with an address, then serves them.
mkdir -p /srv /run
for name in web db; do
    truncate -s 64M "/srv/$name.img"
done
ip link add br0 type bridge
ip addr add 10.0.0.1/24 dev br0
ip link set br0 up
hyperlaunch-backend &
