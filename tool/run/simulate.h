/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch against the fake Xen, told operation by operation.
 */
#ifndef TOOL_RUN_SIMULATE_H
#define TOOL_RUN_SIMULATE_H

#include "core/image/image.h"
#include "core/record/record_read.h"
#include "tool/read/input.h"

/* Memory in KiB that a host needs free for all domains of the plan, with some to spare. */
uint64_t simulate_memory(const struct lcm_plan *plan);

struct simulate_work;

/* How a domain fails that is to. */
enum simulate_way {
    SIMULATE_BUILD, /* Xen refuses to create it */
    SIMULATE_CRASH, /* it crashes each time that it was started */
    SIMULATE_READY, /* it never says what is waited for; the boot domain never says done */
    SIMULATE_WAYS,
};

/* The host that is simulated, and what goes wrong there. */
struct simulate_config {
    unsigned int minor; /* of Xen 4.minor */
    uint64_t free_kib;
    bool quiet;                 /* print no operation, and no log */
    struct simulate_work *work; /* where the work is counted, all zero but its units; or NULL */
    struct bits fails[SIMULATE_WAYS]; /* domains of the plan that are to fail; not domain 0 */
};

enum { SIMULATE_BECAME_SIZE = 96 };

struct simulate_domain {
    const char *cause; /* why it did not start; NULL where it did. Belongs to the record */
    char became[SIMULATE_BECAME_SIZE]; /* of one that started and was to fail then; else empty */
    bool is_staged;    /* it is the recovery domain, and was not needed; then there is no cause */
    uint64_t frames;   /* that it has at the end */
    uint64_t kept_kib; /* that Xen keeps for its page tables */
    uint64_t calls;
    uint64_t loaded; /* bytes of kernel and ramdisk */
};

/* What a launch came to. */
struct simulate_summary {
    unsigned int minor; /* of Xen 4.minor */
    uint64_t free_kib;  /* at the start */
    uint64_t left_kib;
    uint64_t calls;
    bool fits;                        /* no domain failed for want of memory */
    const struct simulate_work *work; /* as in the configuration */
    struct bits fails[SIMULATE_WAYS]; /* as in the configuration */
    struct simulate_domain domains[LCM_DOMAINS_MAX];
};

/* Print the summary with what lies where in each domain. In tool/run/simulate_summary.c. */
void simulate_summary_text(const struct input *input, const struct simulate_summary *summary);
void simulate_summary_json(const struct input *input, const struct simulate_summary *summary);

/*
 * Launches the opened image and prints each operation, then the launcher's log, unless `quiet`, and
 * fills `record` and `summary`. Returns TOOL_FINE when every domain started and none failed then,
 * TOOL_FAULT when not, TOOL_FAILED when the simulation itself could not be done.
 */
int simulate_launch(const struct image *image, const struct simulate_config *config,
                    struct record *record, struct simulate_summary *summary);

#endif
