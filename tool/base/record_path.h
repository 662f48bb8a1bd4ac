/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where dom0 has the launch record.
 */
#ifndef TOOL_BASE_RECORD_PATH_H
#define TOOL_BASE_RECORD_PATH_H

/* Kept by the initramfs for the system that follows; and in the ramdisk, for a dom0 that stays
 * there. */
#define RECORD_PATH_KEPT    "/run/hyperlaunch/record.dtb"
#define RECORD_PATH_RAMDISK "/hyperlaunch/record.dtb"

/* The first of these two, each below `root`, that is there; the first where neither is. */
const char *record_path_find(const char *root);

#endif
