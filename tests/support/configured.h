/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* A set that asks much of Xen beside memory and vCPUs, on the fake Xen. */
#ifndef TESTS_SUPPORT_CONFIGURED_H
#define TESTS_SUPPORT_CONFIGURED_H

#include "tests/support/launches.h"

#define MIB UINT64_C(1024)

enum { WEB, DB, LOG, JOB, SET };
enum { CREDIT = 5, CREDIT2 = 6 };

/* The launch; what each domain has beside memory and vCPUs; what the set has beside domains. */
extern struct run configured_run;
extern struct set_more configured_more[SET];
extern struct set_rest configured_rest;

/* Setup and teardown of a group: the kernel of all domains. */
int configured_set_make(void **state);
int configured_set_unmake(void **state);

/* Setup of a test: the set has all of it again. */
int configured_set_reset(void **state);

/* Builds the launch image of the set as it is now. */
struct set_image configured_image_make(void);

/* Launches an image on a Xen of this configuration; run_wrong finds nothing. */
void configured_launch_on(struct sim_config config, const struct set_image *image);

/* The same with the image of the set. */
void configured_launch(struct sim_config config);

/* The console has this text. */
void configured_assert_said(const char *text);

/* The domain of this index failed in this step for this cause. */
void configured_assert_failed(unsigned int domain, enum build_step step, const char *cause);

#endif
