/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads and checks Launch Control Modules; this header is the manual of lcm/.
 *
 * The same source is compiled into the host tool and into the freestanding launcher, so that "check
 * passed" means "the launcher will accept it". No I/O, no malloc, no global state: the caller
 * brings the memory. The binding (names, values, defaults) is documented in docs/lcm-binding.md.
 */
#ifndef CORE_LCM_LCM_H
#define CORE_LCM_LCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/bits.h"
#include "core/lcm/share.h"

/*
 * The format of a launch image, "hyperlaunch,format" of its module table; 1 where that is absent.
 * Raised when what is there changes its meaning, not when something is added: what a reader does
 * not know it refuses by name. In format 1 a payload had the SHA-256 of its stored bytes.
 */
enum { LCM_FORMAT = 2 };

/* Limits of one set. A set beyond them is refused by the checks, never truncated. */
enum {
    LCM_DOMAINS_MAX = 256,
    LCM_MODULES_MAX = 512, /* payloads in an image, the LCM itself not counted */
    LCM_CPUS_MAX = 128,
    LCM_NAME_SIZE = 32,       /* a name with its NUL */
    LCM_BOOTARGS_SIZE = 4096, /* a command line with its NUL */
    LCM_BOOTARGS_PV_SIZE =
        1024,               /* one of a PV kernel: MAX_GUEST_CMDLINE, xen/include/public/xen.h */
    LCM_DEPTH_MAX = 16,     /* nesting of device tree nodes */
    LCM_PATH_SIZE = 256,    /* a node path with its NUL, cut with "..." where longer */
    LCM_DOMID_MAX = 0x7fef, /* DOMID_FIRST_RESERVED - 1, xen/include/public/xen.h */
    LCM_DIGEST_SIZE = 32,
    LCM_UUID_SIZE = 16,
    LCM_AFFINITIES_MAX = 512, /* nodes xen,vcpu in a set */
    LCM_CPUPOOLS_MAX = 16,    /* pools beside Xen's own Pool-0 */
    LCM_DEVICES_MAX = 512,    /* disks, network cards and PCI devices in a set */
    LCM_PCI_MAX = 32,         /* PCI devices in a set */
    LCM_GSI_MAX = 254,        /* a PV Linux takes the GSI from a register of 8 bits; 255 is none */
    LCM_MAC_SIZE = 6,
    LCM_BRIDGE_SIZE = 16,     /* a name of a network device of Linux with its NUL: IFNAMSIZ */
    LCM_TARGET_SIZE = 256,    /* the path of what a disk is made of, with its NUL */
    LCM_LABEL_SIZE = 256,     /* a security label with its NUL */
    LCM_RESTART_SECONDS = 60, /* that restarts are counted in */
    LCM_RESTART_LIMIT = 3,    /* of a domain that gives none */
    LCM_RESTART_LIMIT_MAX = 32,
    LCM_READY_TIMEOUT_MS = 30000, /* of a domain that gives none */
    LCM_READY_TIMEOUT_MAX_MS = 3600000,
    LCM_READY_LINE_SIZE = 64,    /* the text of a line, with its NUL */
    LCM_BOOT_TIMEOUT_MS = 60000, /* of a boot domain that gives none */
    LCM_BOOT_TIMEOUT_MAX_MS = 3600000,
    LCM_START_WITHIN_MAX_MS = 3600000,
};

_Static_assert((int)LCM_DOMAINS_MAX < BITS_MAX && (int)LCM_MODULES_MAX <= BITS_MAX,
               "bits for each");

/* A blob larger than this is refused before it is looked at. Bytes. */
#define LCM_BLOB_MAX (4096u * 1024u)

/* Bits of the property "capabilities", as in Xen's dom0less binding. */
enum {
    LCM_CAP_CONTROL = 1u << 0,
    LCM_CAP_HARDWARE = 1u << 1,
    LCM_CAP_XENSTORE = 1u << 2,

    LCM_CAPS_DOM0 = LCM_CAP_CONTROL | LCM_CAP_HARDWARE, /* with both a domain is domain 0 */
};

/* Bits of the property "functions", as in Xen's hyperlaunch design. */
#define LCM_FUNC_BOOT        (1u << 0)
#define LCM_FUNC_RECOVERY    (1u << 1)
#define LCM_FUNC_CONSOLE     (1u << 2)
#define LCM_FUNC_XENSTORE    (1u << 30)
#define LCM_FUNC_LEGACY_DOM0 (1u << 31)

/* The memory of a domain: one 2 MiB page at least, as kernels are loaded at 1 MiB or above; 16 TiB
 * at most, what Xen's x86 builds address without "big memory"; whole pages. */
#define LCM_MEMORY_MIN_KIB UINT64_C(2048)
#define LCM_MEMORY_MAX_KIB (UINT64_C(16) << 30)
#define LCM_PAGE_KIB       4

/* Bits of the property "hyperlaunch,boot-may": what the boot domain can do to a domain. */
enum {
    LCM_MAY_CMDLINE = 1u << 0,
    LCM_MAY_MEMORY = 1u << 1,
    LCM_MAY_SKIP = 1u << 2,
    LCM_MAY_START = 1u << 3,
};

/* "xen,enhanced": whether the domain is told of a xenstore that dom0 will serve. */
enum lcm_enhanced { LCM_ENHANCED_ENABLED, LCM_ENHANCED_NO_XENSTORE };

/* What follows when a domain ends: the values of "hyperlaunch,on-reboot" and the like. */
enum lcm_end_policy { LCM_END_DESTROY, LCM_END_RESTART, LCM_END_PRESERVE, LCM_END_RECOVERY };
/* The same after a reboot, whose default is another; a default is 0. */
enum lcm_reboot_policy {
    LCM_REBOOT_RESTART,
    LCM_REBOOT_PRESERVE,
    LCM_REBOOT_RECOVERY,
    LCM_REBOOT_DESTROY,
};

/* "hyperlaunch,on-failure": what follows for the others when a domain failed. */
enum lcm_failure_policy { LCM_FAILURE_OPTIONAL, LCM_FAILURE_REQUIRED, LCM_FAILURE_RECOVERY };

/* "hyperlaunch,ready": when a domain is ready for those that start after it. */
enum lcm_ready { LCM_READY_STARTED, LCM_READY_LINE, LCM_READY_SIGNAL };

/* "hyperlaunch,when-all-stopped": what becomes of the host when the last domain has ended. */
enum lcm_all_stopped { LCM_ALL_STOPPED_STAY, LCM_ALL_STOPPED_POWEROFF, LCM_ALL_STOPPED_REBOOT };

enum lcm_mode { LCM_MODE_PVH = 0, LCM_MODE_PV = 1 };

/* Which of the two forms of the tree a blob has. */
enum lcm_form {
    LCM_FORM_SOURCE,   /* compiled by dtc from what a person wrote: file names, sizes with units */
    LCM_FORM_COMPILED, /* inside a launch image: numbers, indexes, digests; all the launcher takes
                        */
};

/* How the bytes of a payload are stored. Text in the compiled LCM: "none", "lz4". */
enum lcm_encoding {
    LCM_ENCODING_NONE, /* as they are */
    LCM_ENCODING_LZ4,  /* an LZ4 frame of independent blocks, see core/image/payload.h */
};

/* One entry of the module table: payload n of the image is entry n - 1 of the plan. */
struct lcm_payload {
    uint64_t offset;      /* of its first byte in the image, a multiple of 4096 */
    uint64_t stored_size; /* bytes in the image */
    uint64_t size;        /* bytes once decoded */
    enum lcm_encoding encoding;
    uint32_t cmdline_size; /* of a kernel, the most characters that it takes; 0: not known */
    uint8_t digest[LCM_DIGEST_SIZE]; /* of the stored bytes: core/image/digest_tree.h */
    int node;                        /* offset of its node in the blob */
    const char *file; /* name of the file it was made of, for people, or NULL; in the blob */
};

/* One module of a domain. Strings point into the blob, which must outlive the plan. */
struct lcm_module {
    bool present;
    uint32_t index;       /* into the module table, from 1; 0 while only a file is named */
    const char *file;     /* "hyperlaunch,file" of a source; NULL in the compiled form */
    const char *bootargs; /* NULL when absent, "" when empty: they differ */
    int node;
};

/* What one node xen,vcpu says: where one vCPU of one domain may run. */
struct lcm_affinity {
    uint32_t domain; /* index into the plan's domains */
    uint32_t vcpu;
    struct bits hard;
    int node;
};

/* One cpupool (node xen,cpupool): CPUs that run only the domains assigned to it. */
struct lcm_cpupool {
    char name[LCM_NAME_SIZE]; /* for people: its label in the source; Xen knows pools by number */
    const char *scheduler;    /* name of Xen's scheduler, NULL: the one that Xen was booted with */
    struct bits cpus;
    int node;
};

enum lcm_device_kind { LCM_DEVICE_NIC, LCM_DEVICE_DISK, LCM_DEVICE_PCI };
/* "access" of a disk; the default is 0. */
enum lcm_access { LCM_ACCESS_RW, LCM_ACCESS_RO };

/* A disk or a network card that one domain has and another, its backend, serves; or a PCI device of
 * the host, which the launcher or a dom0 gives it. */
struct lcm_device {
    uint32_t domain; /* index into the plan's domains; so below */
    /* Domain 0 where the LCM gives none, domain_count without it; BITS_MAX: unknown; not of PCI. */
    uint32_t backend;
    uint8_t kind; /* enum lcm_device_kind */

    /* Texts are in the blob, and NULL where they are absent: of a card, and of a disk. */
    const char *mac;
    const char *bridge; /* in the backend */
    const char *device; /* the disk's name */
    uint8_t access;     /* enum lcm_access */
    const char *target; /* the path of what it is made of, in the backend */

    uint32_t sbdf;          /* of PCI: segment << 16 | bus << 8 | device << 3 | function */
    uint32_t gsi;           /* of its INTx; 0: not known, and no INTx for the domain */
    bool permissive;        /* the domain may write all of the configuration space */
    bool dma_without_iommu; /* it is given also where nothing keeps its DMA to the domain */
    int node;
};

/*
 * Limits that Xen keeps per domain; where the LCM gives none, Xen's own default.
 * Sources: docs/misc/arm/device-tree/booting.txt, xen/include/public/domctl.h (createdomain).
 */
struct lcm_limit {
    uint32_t value;
    bool given;
};

/* One for each row LIMIT of properties.def. */
struct lcm_limits {
#define LIMIT(id, name, member, ...) struct lcm_limit member;
#include "core/lcm/properties.def"
};

/* One domain to launch, as the LCM asks for it. */
struct lcm_domain {
    char name[LCM_NAME_SIZE];
    uint32_t domid;      /* always set: the next free one from 1 where the LCM gives none */
    uint64_t memory_kib; /* 0, domid 0 only: all that the other domains leave */
    uint32_t cpus;
    enum lcm_mode mode;
    uint32_t capabilities; /* LCM_CAP_* */
    uint32_t functions;    /* LCM_FUNC_* */
    enum lcm_enhanced enhanced;
    bool uuid_given;
    uint8_t uuid[LCM_UUID_SIZE];
    struct lcm_limits limits;
    uint32_t cpupool;        /* 0: Pool-0, else index + 1 into the plan's cpupools */
    struct bits start_after; /* domains that it is started only after, its backends among them */
    uint8_t on_reboot;       /* enum lcm_reboot_policy */
    uint8_t on_crash;        /* enum lcm_end_policy; so below */
    uint8_t on_poweroff;
    uint8_t on_failure;        /* enum lcm_failure_policy */
    uint32_t boot_may;         /* LCM_MAY_* */
    uint32_t shared_kib;       /* that it owns and shares with others, beside its memory */
    uint32_t boot_timeout_ms;  /* of the boot domain; 0: LCM_BOOT_TIMEOUT_MS */
    uint32_t restart_limit;    /* restarts in LCM_RESTART_SECONDS; 0: LCM_RESTART_LIMIT */
    const char *security_id;   /* Flask label, NULL: Xen's default; points into the blob */
    bool label_optional;       /* without XSM it is built without the label, else not at all */
    uint8_t driver_domain;     /* not 0: it may be a backend */
    uint8_t ready;             /* enum lcm_ready */
    uint32_t ready_timeout_ms; /* 0: LCM_READY_TIMEOUT_MS */
    char ready_line[LCM_READY_LINE_SIZE];
    uint32_t start_within_ms; /* of the launcher's entry; 0: it has no such budget */
    struct lcm_module kernel;
    struct lcm_module ramdisk;
    int node;
};

/* The whole set, filled once from untrusted bytes and immutable from then on. About 184 KiB. */
struct lcm_plan {
    uint32_t domain_count;
    uint32_t payload_count;
    uint8_t when_all_stopped; /* enum lcm_all_stopped */
    struct lcm_domain domains[LCM_DOMAINS_MAX];
    struct lcm_payload payloads[LCM_MODULES_MAX];

    /* Modules for Xen itself (node xen,config). */
    struct lcm_module microcode;
    struct lcm_module xsm_policy;

    uint32_t affinity_count;
    uint32_t cpupool_count;
    uint32_t device_count;
    uint32_t share_count;
    struct lcm_affinity affinities[LCM_AFFINITIES_MAX];
    struct lcm_cpupool cpupools[LCM_CPUPOOLS_MAX];
    struct lcm_device devices[LCM_DEVICES_MAX];
    struct lcm_share shares[LCM_SHARES_MAX];
};

enum lcm_severity { LCM_NOTE, LCM_WARNING, LCM_ERROR };

/* One finding. All pointers are valid only during the call of the sink. */
struct lcm_fault {
    const char *check; /* name of the check, e.g. "memory-missing" */
    enum lcm_severity severity;
    const char *path;     /* node path; "/" for the whole blob */
    const char *property; /* property name or NULL */
    const char *text;     /* "what is wrong; what to do" */

    /* Where two things collide, the place of the other, else NULL; its property may be NULL too. */
    const char *other_path;
    const char *other_property;
};

/* What other tools call something, for "did you mean". */
struct lcm_word {
    const char *where;  /* "domain", "module", ...: a node; else a property, whose value it is */
    const char *words;  /* with blanks between them */
    const char *name;   /* what is meant; NULL where nothing takes its place */
    const char *advice; /* what to do then */
};

/* Where findings go: called once for each, in the order of the tree. */
struct lcm_sink {
    void (*report)(void *context, const struct lcm_fault *fault);
    void *context;
    /* For who writes sources, or NULL: words of other tools; whether a known name is misspelt. */
    const struct lcm_word *(*word)(const char *where, const char *word);
    bool (*is_close)(const char *name, const char *known);
};

/*
 * Checks the blob of `size` bytes in full and fills `plan` from it. All faults are reported, as far
 * as the prerequisites of their checks hold. Returns the number of errors: with 0 the plan is
 * valid, otherwise it must not be used. Trailing bytes after the tree's own total size are ignored
 * (an image follows there). Nothing outside [blob, blob + size) is read, whatever the bytes are.
 */
unsigned int lcm_read(const void *blob, size_t size, enum lcm_form form,
                      const struct lcm_sink *sink, struct lcm_plan *plan);

/*
 * Tells the form of a structurally sound blob: SOURCE unless it has a module table. Returns false
 * when the blob is not a sound device tree (lcm_read then says why).
 */
bool lcm_form_of(const void *blob, size_t size, enum lcm_form *form);

/* The most characters of a command line that a kernel of this mode takes, of which `size` is known.
 */
static inline uint32_t lcm_bootargs_max(enum lcm_mode mode, uint32_t size)
{
    uint32_t most = (mode == LCM_MODE_PV ? LCM_BOOTARGS_PV_SIZE : LCM_BOOTARGS_SIZE) - 1;

    return size != 0 && size < most ? size : most;
}

/* What is added to the command line of a dom0 Linux that is to use fewer vCPUs than Xen made. */
#define LCM_DOM0_CPUS_LIMIT " nr_cpus=%u"

/* The properties that are bits with names. */
enum lcm_bits { LCM_BITS_CAPABILITIES, LCM_BITS_FUNCTIONS, LCM_BITS_BOOT_MAY };

/* Names the bits of such a property: NULL from `i` = their number on. */
const char *lcm_bit_name(enum lcm_bits bits, unsigned int i, uint32_t *bit);

/* The index of the plan's domain 0; its domain_count where it has none. */
static inline uint32_t lcm_dom0(const struct lcm_plan *plan)
{
    uint32_t i = 0;

    while (i < plan->domain_count && plan->domains[i].domid != 0)
        i++;
    return i;
}

/* The index of the plan's boot domain; its domain_count where it has none. */
static inline uint32_t lcm_boot_domain(const struct lcm_plan *plan)
{
    uint32_t i = 0;

    while (i < plan->domain_count && (plan->domains[i].functions & LCM_FUNC_BOOT) == 0)
        i++;
    return i;
}

/* Names every check there is, and how severe what it finds is: NULL from `i` = their number on. */
const char *lcm_check_at(unsigned int i, enum lcm_severity *severity);

#endif
