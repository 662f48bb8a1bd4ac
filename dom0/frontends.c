/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the state of a device again that its domain has not begun with.
 */
#include "dom0/frontends.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/device_nodes.h"
#include "dom0/nodes.h"

enum { PATH_SIZE = 128 };

/* Whether it was as it is made; by a transaction, since the domain may go on just now. */
static bool state_repeat(struct xs_handle *store, const char *path)
{
    xs_transaction_t transaction = xs_transaction_start(store);
    bool is_initial = false;
    unsigned int size;
    char *state;

    if (transaction == XBT_NULL)
        return false;
    state = xs_read(store, transaction, path, &size);
    if (state)
        is_initial = strcmp(state, DEVICE_NODES_INITIALISING) == 0 &&
                     xs_write(store, transaction, path, state, size);
    free(state);
    /* Who is in the way may be the domain itself: then it has seen it. */
    (void)xs_transaction_end(store, transaction, !is_initial);
    return is_initial;
}

uint32_t frontends_show(struct xs_handle *store, uint32_t domid)
{
    static const char *const kinds[] = {"vbd", "vif", "pci"};
    char path[PATH_SIZE];
    uint32_t shown = 0;

    for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
        unsigned int count = 0;
        char **devices;

        /* Libxl's own list, which no guest can make longer. */
        (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/%s", domid, kinds[kind]);
        devices = xs_directory(store, XBT_NULL, path, &count);
        for (unsigned int i = 0; devices && i < count; i++) {
            (void)snprintf(path, sizeof(path), "/local/domain/%" PRIu32 "/device/%s/%s/state",
                           domid, kinds[kind], devices[i]);
            /* No transaction for each that works, second after second. */
            shown += nodes_is(store, path, DEVICE_NODES_INITIALISING) && state_repeat(store, path);
        }
        free(devices);
    }
    return shown;
}
