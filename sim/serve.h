/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hypercalls, as the door dispatches them by number. Each returns what Xen returns: -XEN_E*, 0,
 * or a number of things done. Arguments are those of the hypercall; addresses are of the caller's
 * memory.
 */
#ifndef SIM_SERVE_H
#define SIM_SERVE_H

#include <stdint.h>

struct sim;

int64_t serve_domctl(struct sim *sim, uint64_t address);                   /* domctl.c */
int64_t serve_sysctl(struct sim *sim, uint64_t address);                   /* sysctl.c */
int64_t serve_platform(struct sim *sim, uint64_t address);                 /* platform.c */
int64_t serve_xsm(struct sim *sim, uint64_t address);                      /* platform.c */
int64_t serve_memory(struct sim *sim, uint64_t command, uint64_t address); /* memory.c */
int64_t serve_mmu_update(struct sim *sim, uint64_t requests, uint64_t count, uint64_t done,
                         uint64_t foreign); /* mmu.c */
int64_t serve_va_mapping(struct sim *sim, uint64_t address, uint64_t value, uint64_t flags);
int64_t serve_mmuext(struct sim *sim, uint64_t operations, uint64_t count, uint64_t done,
                     uint64_t foreign);                                   /* mmu.c */
int64_t serve_event(struct sim *sim, uint64_t command, uint64_t address); /* event.c */
int64_t serve_sched(struct sim *sim, uint64_t command, uint64_t address); /* console.c */
int64_t serve_timer(struct sim *sim, uint64_t deadline);
int64_t serve_callback(struct sim *sim, uint64_t command, uint64_t address);
int64_t serve_console(struct sim *sim, uint64_t command, uint64_t count,
                      uint64_t address);                                    /* console.c */
int64_t serve_physdev(struct sim *sim, uint64_t command, uint64_t address); /* physdev.c */
int64_t serve_grant(struct sim *sim, uint64_t command, uint64_t address,
                    uint64_t count);                                    /* grant.c */
int64_t serve_hvm(struct sim *sim, uint64_t command, uint64_t address); /* hvm.c */

#endif
