/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record: what became of each domain of a launch, as a device tree; this header is the
 * manual of record/, with record_read.h for who reads one.
 *
 * The launcher writes it and puts it into the ramdisk of a boot domain and of dom0 as
 * /hyperlaunch/record.dtb, with the LCM beside it (archive.h); in dom0
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
    RECORD_NAME_SIZE = 32,         /* a domain's name with the NUL */
    RECORD_STEP_SIZE = 16,         /* a step's name with the NUL */
    RECORD_CAUSE_SIZE = 256,       /* "cause; remedy" */
    RECORD_LINE_SIZE = 64,         /* the text that makes ready, with the NUL */
    RECORD_AFTER_MAX = 16,         /* domains that one starts after */
    RECORD_RESTARTS_MAX = 8,       /* of which it is known when they were */
    RECORD_CARRIED_MAX = 32 << 10, /* of struct record_texts, for all domains together. Bytes. */
    RECORD_DATA_MAX = 64,          /* nodes of data of a domain */
    RECORD_PATH_SIZE = 256,        /* a path of one, with its NUL */
    RECORD_VALUE_SIZE = 3072,      /* its value, likewise */
    RECORD_BLOB_MAX = 512 << 10    /* what a full record takes at most. Bytes. */
};

enum record_state {
    RECORD_FAILED,      /* not built, or not started: see step and cause */
    RECORD_RUNNING,     /* unpaused by the launcher */
    RECORD_ENDED,       /* had ended when the record was made */
    RECORD_HANDED_OVER, /* domain 0: took the launcher's place */
    RECORD_PLANNED,     /* was yet to be started, or started again */
    RECORD_STAGED,      /* was built, to be started when another fails */
    RECORD_HELD,        /* was held back, by the boot domain or as one failed: see step and cause */
};

/* Whether a domain of that state has a step and a cause. */
static inline bool record_has_cause(enum record_state state)
{
    return state == RECORD_FAILED || state == RECORD_HELD;
}

enum record_mode { RECORD_PVH, RECORD_PV };

/* How a domain ended the last time. */
enum record_end {
    RECORD_END_NONE,
    RECORD_END_POWERED_OFF,
    RECORD_END_REBOOTED,
    RECORD_END_CRASHED, /* or its watchdog stopped it */
    RECORD_END_OTHER,
};

/* How a domain's xenstore page waits for the daemon. */
enum record_store {
    RECORD_STORE_NONE,   /* it has none */
    RECORD_STORE_PARAM,  /* PVH Linux: STORE_PFN is ~0 until the daemon is there */
    RECORD_STORE_WAITING /* named at its start; the kernel may wait for answers */
};

/* One payload as the LCM describes it. */
struct record_module {
    bool present;
    uint64_t absent;    /* see struct record_domain */
    uint32_t index;     /* payload of the launch image, from 1 */
    uint8_t digest[32]; /* as the LCM has it, verified */
};

/* Texts one behind the other, each with its NUL; of who made the record, or in struct record
 * (record_read.h). */
struct record_texts {
    const char *first;
    uint32_t size; /* 0: there are none */
};

struct record_step {
    char name[RECORD_STEP_SIZE];
    uint64_t took_ns;
};

/* Times are Xen's system time (nanoseconds since the host booted); 0: did not happen. */
struct record_domain {
    /* Bit n: the property of row n of fields.c is not known. Only where record.parsed:
     * record_read.h */
    uint64_t absent;
    uint32_t domid;
    char name[RECORD_NAME_SIZE];
    uint8_t uuid[16];
    enum record_mode mode;
    uint64_t memory_kib;
    uint32_t cpus;
    uint32_t capabilities; /* LCM_CAP_*, core/lcm/lcm.h */
    uint32_t functions;    /* LCM_FUNC_* */
    enum record_state state;
    enum record_state exact;     /* in the file alone: see record_write.c */
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
    /* The life of the domain; what it was of an older launcher is not known, and 0. */
    uint32_t ready; /* enum lcm_ready, core/lcm/lcm.h: what makes it ready */
    char ready_line[RECORD_LINE_SIZE];
    uint32_t ready_timeout_ms;
    uint64_t ready_ns;
    uint32_t late;            /* 1: it was not ready in time, be it later */
    uint32_t start_within_ms; /* of the launcher's entry; 0: it has no such budget */
    enum record_end end;
    uint64_t ended_ns;
    uint32_t preserved; /* 1: it was left as it ended */
    uint32_t given_up;  /* 1: it was not started again, as that had been too often */
    uint32_t restarts;
    uint32_t
        restart_count; /* of the times of the last ones, in their order: ends that led to one */
    uint64_t restarts_ns[RECORD_RESTARTS_MAX];
    uint32_t after_count;
    uint32_t after[RECORD_AFTER_MAX]; /* domids that it starts after, the last to be ready first */
    /* What a boot domain gave it, which a dom0 has from nowhere else. */
    struct record_texts cmdline; /* one text, in place of that of the LCM */
    struct record_texts data;    /* path and value of each node, "" the path of data itself */
};

/*
 * What a record has beside its domains: `absent` as in struct record_domain; the digest is that of
 * the compiled LCM, which holds the digest of every payload; when the launcher was entered, and the
 * record made; `simulated` 1: of `hyperlaunch simulate`, no machine was booted, no time measured;
 * `parsed` 1: of a log, what that does not say is absent; how much of the launch image stays in
 * memory for restarts, and how much was given back.
 */
#define RECORD_LAUNCH_MEMBERS                                                                      \
    uint64_t absent;                                                                               \
    uint32_t xen_major;                                                                            \
    uint32_t xen_minor;                                                                            \
    uint8_t image_sha256[32];                                                                      \
    uint64_t entered_ns;                                                                           \
    uint64_t recorded_ns;                                                                          \
    uint64_t hypercalls;                                                                           \
    uint32_t simulated;                                                                            \
    uint32_t parsed;                                                                               \
    uint64_t store_kib;                                                                            \
    uint64_t image_kept_kib;                                                                       \
    uint64_t image_freed_kib;                                                                      \
    uint32_t domain_count;

struct record_launch {
    RECORD_LAUNCH_MEMBERS
};

/* Fills in domain `i`, which is all zero. */
typedef void record_domain_fn(const void *context, uint32_t i, struct record_domain *domain);

/*
 * Writes the record into `buffer`, aligned to 4 bytes; each domain is asked for when it is written,
 * as memory may be short. The size depends on texts and counts only, and on what is absent, never
 * on times, states or other numbers. Returns the size, or 0 when `capacity` is too small. Step and
 * cause are left out of a domain whose state has none, or that has no cause; characters of a cause
 * that are not printable ASCII become '?'.
 */
size_t record_write_each(const struct record_launch *launch, record_domain_fn *fill,
                         const void *context, void *buffer, size_t capacity);

#endif
