/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A stand-in for statvfs(): the folder of a set that is built again has as much room as a test
 * says.
 */
#ifndef TESTS_SUPPORT_DISK_FOLDER_ROOM_H
#define TESTS_SUPPORT_DISK_FOLDER_ROOM_H

#include <stddef.h>
#include <stdint.h>

#include "tests/support/rebuild_set.h"

/* Bytes that the folder's file system has free, as this program is told. */
extern uint64_t folder_room;

/* Sets a test up as rebuild_set_up() does, with room for all. */
int folder_room_set_up(void **state);

/* Counts the files in the folder. */
size_t folder_files_count(void);

#define WITH_ROOM(test) cmocka_unit_test_setup_teardown(test, folder_room_set_up, rebuild_tear_down)

#endif
