/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a launched domain's nodes into xenstore.
 */
#include "dom0/nodes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRIES_MAX = 100, VALUE_SIZE = 96 };

/* What xenconsoled may keep of a domain's output while nobody reads it. Bytes, as xl has it. */
#define CONSOLE_LIMIT "1048576"

/* Who may do what with a node. */
enum access {
    INHERITED, /* what the node above has */
    DOM0_ONLY,
    GUEST_READS,
    GUEST_OWNS,
    GUEST_OWNS_DOM0_READS,
};

struct writer {
    struct xs_handle *store;
    xs_transaction_t transaction;
    const struct record_domain *domain;
    bool good;
    char *where; /* the node in hand; the one that failed */
    char vm[NODES_PATH_SIZE];
};

void nodes_uuid_write(const uint8_t uuid[16], char text[NODES_UUID_SIZE])
{
    char *at = text;

    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        at += sprintf(at, "%02x", uuid[i]);
    }
}

static bool access_set(const struct writer *w, enum access access)
{
    unsigned int guest = w->domain->domid;
    struct xs_permissions permissions[2] = {
        {.id = 0, .perms = XS_PERM_NONE},
        {.id = guest, .perms = XS_PERM_READ},
    };
    unsigned int count = 1;

    switch (access) {
    case INHERITED:
        return true;
    case DOM0_ONLY:
        break;
    case GUEST_READS:
        count = 2;
        break;
    case GUEST_OWNS:
        permissions[0].id = guest;
        break;
    case GUEST_OWNS_DOM0_READS:
        permissions[0].id = guest;
        permissions[1].id = 0;
        count = 2;
        break;
    }
    return xs_set_permissions(w->store, w->transaction, w->where, permissions, count);
}

/* Writes one node, BASE/NAME, unless one before it failed. */
__attribute__((format(printf, 5, 6))) static void put(struct writer *w, const char *base,
                                                      const char *name, enum access access,
                                                      const char *format, ...)
{
    char value[VALUE_SIZE];
    va_list arguments;

    if (!w->good)
        return;
    va_start(arguments, format);
    (void)vsnprintf(value, sizeof(value), format, arguments);
    va_end(arguments);
    (void)snprintf(w->where, NODES_PATH_SIZE, "%s%s%s", base, *name ? "/" : "", name);
    w->good = xs_write(w->store, w->transaction, w->where, value, (unsigned int)strlen(value)) &&
              access_set(w, access);
}

static void home_put(struct writer *w, const char *home)
{
    const struct record_domain *domain = w->domain;
    char name[32];

    put(w, home, "", GUEST_READS, "%s", "");
    put(w, home, "vm", INHERITED, "%s", w->vm);
    put(w, home, "name", INHERITED, "%s", domain->name);
    put(w, home, "domid", INHERITED, "%" PRIu32, domain->domid);
    for (uint32_t i = 0; i < domain->cpus; i++) {
        (void)snprintf(name, sizeof(name), "cpu/%" PRIu32 "/availability", i);
        put(w, home, name, INHERITED, "online");
    }
    put(w, home, "memory/static-max", INHERITED, "%" PRIu64, domain->memory_kib);
    put(w, home, "memory/target", INHERITED, "%" PRIu64, domain->memory_kib);
    put(w, home, "memory/videoram", INHERITED, "0");
    put(w, home, "device", INHERITED, "%s", "");
    if (domain->store != RECORD_STORE_NONE) {
        put(w, home, "store/port", INHERITED, "%" PRIu32, domain->store_port);
        put(w, home, "store/ring-ref", INHERITED, "%" PRIu64, domain->store_frame);
    }
}

/* What the guest writes itself, and what tools ask it by. */
static void talk_put(struct writer *w, const char *home)
{
    static const char *const own[] = {
        "data",
        "drivers",
        "feature",
        "attr",
        "error",
        "control/shutdown",
        "control/feature-poweroff",
        "control/feature-reboot",
        "control/feature-suspend",
        "control/sysrq",
        "device/suspend/event-channel",
    };

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        put(w, home, own[i], GUEST_OWNS, "%s", "");
    put(w, home, "control/platform-feature-multiprocessor-suspend", INHERITED, "1");
    put(w, home, "control/platform-feature-xs_reset_watches", INHERITED, "1");
}

/* xenconsoled reads the guest's half, xl the other two. */
static void console_put(struct writer *w, const char *home)
{
    const struct record_domain *domain = w->domain;
    char back[NODES_PATH_SIZE], known[NODES_PATH_SIZE];
    const char *const bases[] = {back, known};

    (void)snprintf(back, sizeof(back), "/local/domain/0/backend/console/%" PRIu32 "/0",
                   domain->domid);
    (void)snprintf(known, sizeof(known), "/libxl/%" PRIu32 "/device/console/0", domain->domid);
    put(w, home, "console/backend", INHERITED, "%s", back);
    put(w, home, "console/backend-id", GUEST_OWNS_DOM0_READS, "0");
    put(w, home, "console/limit", INHERITED, CONSOLE_LIMIT);
    put(w, home, "console/type", INHERITED, "xenconsoled");
    put(w, home, "console/output", INHERITED, "pty");
    put(w, home, "console/tty", INHERITED, "%s", "");
    put(w, home, "console/port", INHERITED, "%" PRIu32, domain->console_port);
    put(w, home, "console/ring-ref", INHERITED, "%" PRIu64, domain->console_frame);
    put(w, back, "", GUEST_READS, "%s", "");
    put(w, known, "", DOM0_ONLY, "%s", "");
    put(w, known, "backend", INHERITED, "%s", back);
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        put(w, bases[i], "frontend", INHERITED, "%s/console", home);
        put(w, bases[i], "frontend-id", INHERITED, "%" PRIu32, domain->domid);
        put(w, bases[i], "online", INHERITED, "1");
        put(w, bases[i], "state", INHERITED, "1");
        put(w, bases[i], "protocol", INHERITED, "vt100");
    }
}

static void vm_put(struct writer *w)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    put(w, w->vm, "", GUEST_READS, "%s", "");
    put(w, w->vm, "name", INHERITED, "%s", w->domain->name);
    put(w, w->vm, "uuid", INHERITED, "%s", strrchr(w->vm, '/') + 1);
    put(w, w->vm, "start_time", INHERITED, "%lld.%02ld", (long long)now.tv_sec,
        now.tv_nsec / 10000000);
}

static void all_put(struct writer *w)
{
    char home[NODES_PATH_SIZE], libxl[NODES_PATH_SIZE];

    (void)snprintf(home, sizeof(home), "/local/domain/%" PRIu32, w->domain->domid);
    (void)snprintf(libxl, sizeof(libxl), "/libxl/%" PRIu32, w->domain->domid);
    home_put(w, home);
    talk_put(w, home);
    vm_put(w);
    put(w, libxl, "", DOM0_ONLY, "%s", "");
    put(w, libxl, "device", INHERITED, "%s", "");
    put(w, libxl, "type", INHERITED, "%s", record_mode_name(w->domain->mode));
    put(w, libxl, "dm-version", INHERITED, "qemu_xen");
    if (w->domain->console_port)
        console_put(w, home);
}

bool nodes_write(struct xs_handle *store, const struct record_domain *domain,
                 char where[NODES_PATH_SIZE])
{
    struct writer w = {.store = store, .domain = domain, .where = where};
    char uuid[NODES_UUID_SIZE];
    int error;

    nodes_uuid_write(domain->uuid, uuid);
    (void)snprintf(w.vm, sizeof(w.vm), "/vm/%s", uuid);
    for (int i = 0; i < TRIES_MAX; i++) {
        w.transaction = xs_transaction_start(store);
        w.good = w.transaction != XBT_NULL;
        (void)snprintf(where, NODES_PATH_SIZE, "a transaction");
        if (!w.good)
            return false;
        all_put(&w);
        error = errno;
        if (!w.good) {
            (void)xs_transaction_end(store, w.transaction, true);
            errno = error;
            return false;
        }
        (void)snprintf(where, NODES_PATH_SIZE, "the transaction");
        if (xs_transaction_end(store, w.transaction, false))
            return true;
        if (errno != EAGAIN)
            return false;
    }
    return false;
}

static bool node_present(struct xs_handle *store, const char *path)
{
    unsigned int size;
    char *value = xs_read(store, XBT_NULL, path, &size);
    bool present = value;

    free(value);
    return present;
}

bool nodes_present(struct xs_handle *store, const struct record_domain *domain)
{
    char path[NODES_PATH_SIZE];

    (void)snprintf(path, sizeof(path), "/local/domain/%" PRIu32 "/name", domain->domid);
    if (!node_present(store, path))
        return false;
    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/type", domain->domid);
    return node_present(store, path);
}
