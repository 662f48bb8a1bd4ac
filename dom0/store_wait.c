/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Takes one event of the store's watches, or gives up waiting.
 */
#include "dom0/store_wait.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "dom0/now.h"
#include "dom0/say.h"

bool store_wait(struct xs_handle *store, uint64_t due)
{
    struct pollfd ready = {.fd = xs_fileno(store), .events = POLLIN};
    unsigned int count;
    char **event;

    if (poll(&ready, 1, now_until(due)) == 0)
        return true;
    event = xs_read_watch(store, &count);
    if (!event) {
        say("xenstored no longer answers: %s", strerror(errno));
        return false;
    }
    free(event);
    return true;
}
