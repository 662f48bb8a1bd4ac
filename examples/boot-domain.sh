#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# The first program of the boot domain in boot-domain.dts and boot-domain-dom0.dts: reads the set, decides about the others, says done.
/bin/busybox --install -s
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
exec </dev/hvc0 >/dev/hvc0 2>&1
set=/hyperlaunch/domain

for name in $(xenstore-list $set); do
    echo "$name: $(xenstore-read $set/"$name"/state), $(xenstore-read $set/"$name"/memory) KiB"
done
sha256sum /hyperlaunch/lcm.dtb # as in the launcher's log: which set this is
xenstore-write $set/db/start 1
xenstore-write $set/web/cmdline "$(xenstore-read $set/web/cmdline) role=chosen"
if xenstore-exists $set/dom0; then
    xenstore-write $set/dom0/cmdline "$(xenstore-read $set/dom0/cmdline) role=chosen"
else
    xenstore-write $set/web/data/greeting hello # before a dom0 there are no data
fi
xenstore-write $set/spare/skip 1
until [ "$(xenstore-read $set/db/state)" = ready ]; do
    sleep 1
done
echo "db runs: done"
xenstore-write /hyperlaunch/done 1
sleep 3600
