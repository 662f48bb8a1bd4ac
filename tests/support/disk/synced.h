/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A stand-in for fsync(), which takes long on a real disk: it notes what was written to the disk.
 */
#ifndef TESTS_SUPPORT_DISK_SYNCED_H
#define TESTS_SUPPORT_DISK_SYNCED_H

#include <stdbool.h>

/* Whether the file or folder was written to the disk after synced_forget(), by this program. */
bool synced_has(const char *path);
void synced_forget(void);

#endif
