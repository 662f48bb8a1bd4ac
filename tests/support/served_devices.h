/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set without a dom0 whose driver domain serves a card to web and disks to web and pv, with
 * which restarts after a crash are tried; pv is preserved then, and net when it powers off.
 */
#ifndef TESTS_SUPPORT_SERVED_DEVICES_H
#define TESTS_SUPPORT_SERVED_DEVICES_H

#include "tests/support/launches.h"

/* Indexes; the domid is one more. */
enum { DEVICES_WEB, DEVICES_PV, DEVICES_NET, DEVICES_SET };

#define FRONT_CARD "/local/domain/1/device/vif/0"
#define BACK_CARD  "/local/domain/3/backend/vif/1/0"
#define FRONT_DISK "/local/domain/1/device/vbd/51712"
#define BACK_DISK  "/local/domain/3/backend/vbd/1/51712"
#define PV_DISK    "/local/domain/2/device/vbd/51713"
#define PV_BACK    "/local/domain/3/backend/vbd/2/51713"

extern struct run devices_run;

int devices_set_make(void **state);
int devices_set_unmake(void **state);
/* The Xen of a launch that has not begun. */
void devices_prepare(void);
/* A launch of them that is quiet. */
int devices_launch_make(void **state);
int devices_launch_unmake(void **state);
/* Serves until nothing is left to do; false where that takes too long. */
bool devices_serve_all(void);
/* Whether both halves of the card or disk are there; what is there of them must fit together. */
bool devices_are_whole(const char *front, const char *back);

#endif
