/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Serves a store on UNIX sockets: each has a domain whose connections it takes.
 */
#ifndef TESTS_STORE_SERVER_H
#define TESTS_STORE_SERVER_H

#include <signal.h>

#include "core/store/store.h"
#include "tests/store/listener.h"

enum { SERVER_DOORS_MAX = 9, SERVER_CONNECTIONS_MAX = 64, SERVER_BUFFER_SIZE = 4096 };

struct server {
    struct store store;
    /* Domain 0's has many connections at a time, each with a client; each other domain's has one.
     */
    struct door {
        struct listener listener;
        uint32_t domid;
        uint32_t client; /* of another domain: it is there without a connection, too */
        bool is_taken;
    } doors[SERVER_DOORS_MAX];
    uint32_t door_count;
    struct connection {
        bool is_used;
        int fd;
        uint32_t client; /* of the store */
        struct door *door;
        struct stream {
            uint8_t bytes[SERVER_BUFFER_SIZE];
            uint32_t from, to; /* what is not moved yet */
        } input, output;
    } connections[SERVER_CONNECTIONS_MAX];
};

/*
 * Listens for a domain at a path. 0, or the exit status after a complaint on stderr.
 */
int server_listen(struct server *server, uint32_t domid, const char *path);

/*
 * Serves until `*stop` is set; the signals that set it are blocked but for `waiting`, the mask for
 * the time that this waits.
 */
void server_run(struct server *server, const volatile sig_atomic_t *stop, const sigset_t *waiting);

#endif
