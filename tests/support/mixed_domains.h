/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of three different domains, its launch, and what must be in the memory of a domain then.
 */
#ifndef TESTS_SUPPORT_MIXED_DOMAINS_H
#define TESTS_SUPPORT_MIXED_DOMAINS_H

#include "tests/support/launches.h"

enum { WEB, DB, BIG, SET };

extern struct set_domain mixed_domains[SET];
extern struct set_image mixed_image;
extern struct run mixed_run;

int mixed_set_make(void **state);
int mixed_set_unmake(void **state);
/* Launches the set on that version of Xen. */
void mixed_run_start(unsigned int minor);
/* The same where domain 0 has some vCPUs, and the launcher options. */
void mixed_run_start_on(unsigned int minor, uint32_t vcpus, const char *options);

/* Compares guest memory with `bytes`, or with zeros where that is NULL. */
void mixed_memory_expect(uint32_t domid, uint64_t address, const uint8_t *bytes, size_t count);
/* The page behind the kernel. */
uint64_t mixed_domain_end(const struct set_domain *domain);
/* All memory up to `end`, and all from `next` on: the kernel's parts and nothing else. */
void mixed_kernel_expect(const struct set_domain *domain, uint64_t end, uint64_t next,
                         uint64_t last);

#endif
