/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record: what became of each domain of a launch, as a device tree; this header is the
 * manual of record/, with record_read.h for who reads one.
 *
 * The launcher writes it and puts it into dom0's ramdisk as /hyperlaunch/record.dtb; in dom0
 * `hyperlaunch-init` and `hyperlaunch record` read it. The same source is compiled into all of
 * them. No I/O, no malloc. The format is documented in docs/record.md.
 */
#ifndef CORE_RECORD_RECORD_H
#define CORE_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RECORD_DOMAINS_MAX = 256,
    RECORD_STEPS_MAX = 16,
    RECORD_NAME_SIZE = 32,       /* a domain's name with the NUL */
    RECORD_STEP_SIZE = 16,       /* a step's name with the NUL */
    RECORD_CAUSE_SIZE = 256,     /* "cause; remedy" */
    RECORD_BLOB_MAX = 416 * 1024 /* what a full record takes at most. Bytes. */
};

enum record_state {
    RECORD_FAILED,      /* not built, or not started: see step and cause */
    RECORD_RUNNING,     /* unpaused by the launcher */
    RECORD_ENDED,       /* had ended when the record was made */
    RECORD_HANDED_OVER, /* domain 0: took the launcher's place */
};

enum record_mode { RECORD_PVH, RECORD_PV };

/* How a domain's xenstore page waits for the daemon. */
enum record_store {
    RECORD_STORE_NONE,   /* it has none */
    RECORD_STORE_PARAM,  /* PVH Linux: STORE_PFN is ~0 until the daemon is there */
    RECORD_STORE_WAITING /* named at its start; the kernel may wait for answers */
};

/* One payload as the LCM describes it. */
struct record_module {
    bool present;
    uint32_t index;     /* payload of the launch image, from 1 */
    uint8_t sha256[32]; /* of the stored bytes, as verified */
};

struct record_step {
    char name[RECORD_STEP_SIZE];
    uint64_t took_ns;
};

/* Times are Xen's system time (nanoseconds since the host booted); 0: did not happen. */
struct record_domain {
    uint32_t domid;
    char name[RECORD_NAME_SIZE];
    uint8_t uuid[16];
    enum record_mode mode;
    uint64_t memory_kib;
    uint32_t cpus;
    uint32_t capabilities; /* LCM_CAP_*, core/lcm/lcm.h */
    uint32_t functions;    /* LCM_FUNC_* */
    enum record_state state;
    char step[RECORD_STEP_SIZE]; /* where it failed; "" unless it did */
    char cause[RECORD_CAUSE_SIZE];
    uint64_t began_ns;
    uint64_t created_ns;
    uint64_t started_ns;
    uint64_t loaded;     /* bytes of kernel and ramdisk put into it */
    uint64_t hypercalls; /* that building it took */
    uint32_t step_count;
    struct record_step steps[RECORD_STEPS_MAX];
    struct record_module kernel;
    struct record_module ramdisk;
    /* Rings and the domain's own ports; frames are guest frames for PVH, machine frames for PV. */
    uint64_t console_frame;
    uint32_t console_port;
    enum record_store store;
    uint64_t store_frame;
    uint32_t store_port;
    uint32_t cpupool;         /* Xen's number of its pool; 0: the one that Xen starts with */
    uint32_t reboot_destroys; /* 1: a reboot ends it for good */
    uint32_t label_ignored;   /* 1: built without its label, as Xen has no XSM */
    uint32_t grant_version;   /* of grant tables at most, as given; 0: this Xen has no such limit */
};

/* One launch. About 226 KiB: keep it static. */
struct record {
    uint32_t xen_major;
    uint32_t xen_minor;
    uint8_t image_sha256[32]; /* of the compiled LCM, which holds the digest of every payload */
    uint64_t entered_ns;      /* the launcher was entered */
    uint64_t recorded_ns;     /* the record was made */
    uint64_t hypercalls;
    uint32_t simulated; /* 1: of `hyperlaunch simulate`; no machine was booted, no time measured */
    uint32_t domain_count;
    struct record_domain domains[RECORD_DOMAINS_MAX];
};

/*
 * Writes the record into `buffer`, aligned to 4 bytes. The size depends on names, causes and counts
 * only, never on times, states or other numbers. Returns the size, or 0 when `capacity` is too
 * small. Step and cause are left out of a domain that did not fail or has no cause; characters of a
 * cause that are not printable ASCII become '?'.
 */
size_t record_write(const struct record *record, void *buffer, size_t capacity);

#endif
