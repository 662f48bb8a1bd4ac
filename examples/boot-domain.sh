#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# The first program of the boot domain in the examples: reads the set, decides about the others, says done.
/bin/busybox --install -s
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
exec </dev/hvc0 >/dev/hvc0 2>&1
set=/hyperlaunch/domain

for name in $(xenstore-list $set); do
    echo "$name: $(xenstore-read $set/"$name"/state), $(xenstore-read $set/"$name"/memory) KiB"
    case $name in
    db) xenstore-write $set/db/start 1 ;;
    web | dom0) xenstore-write $set/"$name"/cmdline "$(xenstore-read $set/"$name"/cmdline) role=chosen" ;;
    spare) xenstore-write $set/spare/skip 1 ;;
    esac
done
# What a domain is to find in its own data, /local/domain/DOMID/data.
xenstore-write $set/web/data/greeting hello
sha256sum /hyperlaunch/lcm.dtb # as in the launcher's log: which set this is
while xenstore-exists $set/db && [ "$(xenstore-read $set/db/state)" != ready ]; do
    sleep 1
done
echo "decided: done"
xenstore-write /hyperlaunch/done 1
sleep 3600
