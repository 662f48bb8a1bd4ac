/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of a domain's nodes.
 */
#include "core/store/domain_nodes.h"

#include <stddef.h>

#include "core/base/text.h"

/* Where a name is below. */
enum base { HOME, VM, LIBXL, CONSOLE_BACK, CONSOLE_KNOWN, BASES };

/* Who may do what with a node. */
enum access {
    INHERITED, /* what the node above has */
    DOM0_ONLY,
    GUEST_READS,
    GUEST_OWNS,
    GUEST_OWNS_DOM0_READS,
};

/* What a value tells, where it is not the text of the row. */
enum tells {
    TEXT,
    PATH_OF_VM,
    PATH_OF_CONSOLE_BACK,
    PATH_OF_CONSOLE, /* the guest's half */
    NAME,
    UUID,
    MODE,
    START_TIME,
    DOMID,
    MEMORY,
    STORE_PORT,
    STORE_FRAME,
    CONSOLE_PORT,
    CONSOLE_FRAME,
};

/* Which domains have the node. */
enum which { ALL, EACH_CPU /* one for each: NAME/NUMBER/availability */, STORE, CONSOLE };

struct row {
    enum base base;
    const char *name; /* "": the base itself */
    enum access access;
    enum tells tells;
    const char *text;
    enum which which;
};

static const struct row rows[] = {
    {HOME, "", GUEST_READS, TEXT, "", ALL},
    {HOME, "vm", INHERITED, PATH_OF_VM, NULL, ALL},
    {HOME, "name", INHERITED, NAME, NULL, ALL},
    {HOME, "domid", INHERITED, DOMID, NULL, ALL},
    {HOME, "cpu", INHERITED, TEXT, "online", EACH_CPU},
    {HOME, "memory/static-max", INHERITED, MEMORY, NULL, ALL},
    {HOME, "memory/target", INHERITED, MEMORY, NULL, ALL},
    {HOME, "memory/videoram", INHERITED, TEXT, "0", ALL},
    {HOME, "device", INHERITED, TEXT, "", ALL},
    {HOME, "store/port", INHERITED, STORE_PORT, NULL, STORE},
    {HOME, "store/ring-ref", INHERITED, STORE_FRAME, NULL, STORE},
    /* What the guest writes itself, and what tools ask it by. */
    {HOME, "data", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "drivers", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "feature", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "attr", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "error", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "control/shutdown", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "control/feature-poweroff", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "control/feature-reboot", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "control/feature-suspend", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "control/sysrq", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "device/suspend/event-channel", GUEST_OWNS, TEXT, "", ALL},
    {HOME, "control/platform-feature-multiprocessor-suspend", INHERITED, TEXT, "1", ALL},
    {HOME, "control/platform-feature-xs_reset_watches", INHERITED, TEXT, "1", ALL},
    {VM, "", GUEST_READS, TEXT, "", ALL},
    {VM, "name", INHERITED, NAME, NULL, ALL},
    {VM, "uuid", INHERITED, UUID, NULL, ALL},
    {VM, "start_time", INHERITED, START_TIME, NULL, ALL},
    {LIBXL, "", DOM0_ONLY, TEXT, "", ALL},
    {LIBXL, "device", INHERITED, TEXT, "", ALL},
    {LIBXL, "type", INHERITED, MODE, NULL, ALL},
    {LIBXL, "dm-version", INHERITED, TEXT, "qemu_xen", ALL},
    /* xenconsoled reads the guest's half, xl the other two. The limit is what xenconsoled keeps of
     * its output while nobody reads it: bytes, as xl has it. */
    {HOME, "console/backend", INHERITED, PATH_OF_CONSOLE_BACK, NULL, CONSOLE},
    {HOME, "console/backend-id", GUEST_OWNS_DOM0_READS, TEXT, "0", CONSOLE},
    {HOME, "console/limit", INHERITED, TEXT, "1048576", CONSOLE},
    {HOME, "console/type", INHERITED, TEXT, "xenconsoled", CONSOLE},
    {HOME, "console/output", INHERITED, TEXT, "pty", CONSOLE},
    {HOME, "console/tty", INHERITED, TEXT, "", CONSOLE},
    {HOME, "console/port", INHERITED, CONSOLE_PORT, NULL, CONSOLE},
    {HOME, "console/ring-ref", INHERITED, CONSOLE_FRAME, NULL, CONSOLE},
    {CONSOLE_BACK, "", GUEST_READS, TEXT, "", CONSOLE},
    {CONSOLE_KNOWN, "", DOM0_ONLY, TEXT, "", CONSOLE},
    {CONSOLE_KNOWN, "backend", INHERITED, PATH_OF_CONSOLE_BACK, NULL, CONSOLE},
    {CONSOLE_BACK, "frontend", INHERITED, PATH_OF_CONSOLE, NULL, CONSOLE},
    {CONSOLE_BACK, "frontend-id", INHERITED, DOMID, NULL, CONSOLE},
    {CONSOLE_BACK, "online", INHERITED, TEXT, "1", CONSOLE},
    {CONSOLE_BACK, "state", INHERITED, TEXT, "1", CONSOLE},
    {CONSOLE_BACK, "protocol", INHERITED, TEXT, "vt100", CONSOLE},
    {CONSOLE_KNOWN, "frontend", INHERITED, PATH_OF_CONSOLE, NULL, CONSOLE},
    {CONSOLE_KNOWN, "frontend-id", INHERITED, DOMID, NULL, CONSOLE},
    {CONSOLE_KNOWN, "online", INHERITED, TEXT, "1", CONSOLE},
    {CONSOLE_KNOWN, "state", INHERITED, TEXT, "1", CONSOLE},
    {CONSOLE_KNOWN, "protocol", INHERITED, TEXT, "vt100", CONSOLE},
};

void domain_nodes_uuid_write(const uint8_t uuid[16], char text[DOMAIN_NODES_UUID_SIZE])
{
    struct text out;

    text_init(&out, text, DOMAIN_NODES_UUID_SIZE);
    for (int i = 0; i < 16; i++)
        text_append(&out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
}

static void base_append(struct text *out, const struct domain_nodes *domain, enum base base)
{
    switch (base) {
    case VM:
        text_append(out, "/vm/%s", domain->uuid);
        break;
    case LIBXL:
        text_append(out, "/libxl/%u", (unsigned int)domain->domid);
        break;
    case CONSOLE_BACK:
        text_append(out, "/local/domain/0/backend/console/%u/0", (unsigned int)domain->domid);
        break;
    case CONSOLE_KNOWN:
        text_append(out, "/libxl/%u/device/console/0", (unsigned int)domain->domid);
        break;
    default:
        text_append(out, "/local/domain/%u", (unsigned int)domain->domid);
        break;
    }
}

static void value_append(struct text *out, const struct domain_nodes *domain, const struct row *row)
{
    switch (row->tells) {
    case TEXT:
        text_append(out, "%s", row->text);
        break;
    case PATH_OF_VM:
        base_append(out, domain, VM);
        break;
    case PATH_OF_CONSOLE_BACK:
        base_append(out, domain, CONSOLE_BACK);
        break;
    case PATH_OF_CONSOLE:
        base_append(out, domain, HOME);
        text_append(out, "/console");
        break;
    case NAME:
        text_append(out, "%s", domain->name);
        break;
    case UUID:
        text_append(out, "%s", domain->uuid);
        break;
    case MODE:
        text_append(out, "%s", domain->mode);
        break;
    case START_TIME:
        text_append(out, "%s", domain->start_time);
        break;
    case DOMID:
        text_append(out, "%u", (unsigned int)domain->domid);
        break;
    case MEMORY:
        text_append(out, "%llu", (unsigned long long)domain->memory_kib);
        break;
    case STORE_PORT:
        text_append(out, "%u", (unsigned int)domain->store_port);
        break;
    case STORE_FRAME:
        text_append(out, "%llu", (unsigned long long)domain->store_frame);
        break;
    case CONSOLE_PORT:
        text_append(out, "%u", (unsigned int)domain->console_port);
        break;
    case CONSOLE_FRAME:
        text_append(out, "%llu", (unsigned long long)domain->console_frame);
        break;
    }
}

static void access_fill(struct domain_node *node, uint32_t guest, enum access access)
{
    node->permissions[0] = (struct permission){.domid = 0};
    node->permissions[1] = (struct permission){.domid = guest, .access = PERMISSION_READ};
    switch (access) {
    case INHERITED:
        node->permission_count = 0;
        break;
    case DOM0_ONLY:
        node->permission_count = 1;
        break;
    case GUEST_READS:
        node->permission_count = 2;
        break;
    case GUEST_OWNS:
        node->permissions[0].domid = guest;
        node->permission_count = 1;
        break;
    case GUEST_OWNS_DOM0_READS:
        node->permissions[0].domid = guest;
        node->permissions[1].domid = 0;
        node->permission_count = 2;
        break;
    }
}

/* How many nodes a row is for a domain. */
static uint32_t row_count(const struct row *row, const struct domain_nodes *domain)
{
    switch (row->which) {
    case EACH_CPU:
        return domain->cpus;
    case STORE:
        return domain->has_store;
    case CONSOLE:
        return domain->console_port != 0;
    default:
        return 1;
    }
}

static bool row_put(const struct domain_nodes *domain, const struct row *row, uint32_t cpu,
                    domain_node_put_fn *put, void *context)
{
    char path[DOMAIN_NODES_PATH_SIZE], value[DOMAIN_NODES_PATH_SIZE];
    struct domain_node node = {.path = path, .value = value};
    struct text out;

    text_init(&out, path, sizeof(path));
    base_append(&out, domain, row->base);
    text_append(&out, "%s%s", *row->name ? "/" : "", row->name);
    if (row->which == EACH_CPU)
        text_append(&out, "/%u/availability", (unsigned int)cpu);
    text_init(&out, value, sizeof(value));
    value_append(&out, domain, row);
    access_fill(&node, domain->domid, row->access);
    return put(context, &node);
}

bool domain_nodes_put(const struct domain_nodes *domain, domain_node_put_fn *put, void *context)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (uint32_t cpu = 0; cpu < row_count(&rows[i], domain); cpu++)
            if (!row_put(domain, &rows[i], cpu, put, context))
                return false;
    return true;
}

bool domain_nodes_root(const struct domain_nodes *domain, uint32_t number,
                       char path[DOMAIN_NODES_PATH_SIZE])
{
    static const enum base roots[] = {HOME, VM, LIBXL};
    struct text out;

    text_init(&out, path, DOMAIN_NODES_PATH_SIZE);
    if (number == sizeof(roots) / sizeof(roots[0])) {
        text_append(&out, "/local/domain/0/backend/console/%u", (unsigned int)domain->domid);
        return true;
    }
    if (number > sizeof(roots) / sizeof(roots[0]))
        return false;
    base_append(&out, domain, roots[number]);
    return true;
}
