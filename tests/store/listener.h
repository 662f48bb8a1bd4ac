/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A UNIX socket at a path: made where nobody else serves, and removed by who made it.
 */
#ifndef TESTS_STORE_LISTENER_H
#define TESTS_STORE_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

struct listener {
    const char *path;
    int fd;
    dev_t device; /* the path's when it was made: it may be another's at the end */
    ino_t inode;
};

/*
 * Listens at a path. What a server that died left there is replaced; a socket that is served, and a
 * file that is no socket, are not. False after a complaint on stderr.
 */
bool listener_open(struct listener *listener, const char *path);

/* The next connection, which does not block; -1 where there is none. */
int listener_accept(const struct listener *listener);

/* Closes it and removes the path where it is still the same. */
void listener_close(struct listener *listener);

#endif
