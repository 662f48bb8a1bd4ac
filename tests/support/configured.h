/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* A set that asks much of Xen beside memory and vCPUs, on the fake Xen. */
#ifndef TESTS_SUPPORT_CONFIGURED_H
#define TESTS_SUPPORT_CONFIGURED_H

#include "tests/support/launches.h"

#define MIB UINT64_C(1024)

enum { WEB, DB, LOG, JOB, SET };
enum { CREDIT = 5, CREDIT2 = 6 };

extern struct run configured_run;

extern struct set_more configured_more[SET];
extern struct set_rest configured_rest;

int configured_set_make(void **state);
int configured_set_unmake(void **state);
int configured_set_reset(void **state);
struct set_image configured_image_make(void);
void configured_launch_on(struct sim_config config, const struct set_image *image);
void configured_launch(struct sim_config config);
void configured_assert_said(const char *text);
void configured_assert_failed(unsigned int domain, enum build_step step, const char *cause);

#endif
