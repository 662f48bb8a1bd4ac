/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making UNIX sockets at a path, and removing them.
 */
#include "tests/store/listener.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 64 };

static bool refuse(const char *path, const char *cause, const char *remedy)
{
    fprintf(stderr, "store-socket: %s: %s; %s\n", path, cause, remedy);
    return false;
}

static int socket_make(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Whether somebody answers at an address. */
static bool address_is_served(const struct sockaddr_un *address)
{
    int fd = socket_make();
    bool is_served =
        fd >= 0 &&
        (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN);

    if (fd >= 0)
        close(fd);
    return is_served;
}

/* Removes what a server that died left; false after a complaint. */
static bool address_clear(const struct sockaddr_un *address)
{
    const char *path = address->sun_path;
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT || refuse(path, strerror(errno), "choose another path");
    if (!S_ISSOCK(status.st_mode))
        return refuse(path, "is there and is no socket", "choose another path");
    if (address_is_served(address))
        return refuse(path, "another program serves there", "stop it or choose another path");
    return unlink(path) == 0 || refuse(path, strerror(errno), "remove it or choose another path");
}

bool listener_open(struct listener *listener, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat status;

    if (strlen(path) >= sizeof(address.sun_path))
        return refuse(path, "the path of a socket has 107 characters at most",
                      "choose a shorter one");
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (!address_clear(&address))
        return false;
    *listener = (struct listener){.path = path, .fd = socket_make()};
    if (listener->fd < 0 || bind(listener->fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        stat(path, &status) != 0 || listen(listener->fd, BACKLOG) != 0) {
        refuse(path, strerror(errno), "choose a path in a folder that can be written");
        if (listener->fd >= 0)
            close(listener->fd);
        return false;
    }
    listener->device = status.st_dev;
    listener->inode = status.st_ino;
    return true;
}

int listener_accept(const struct listener *listener)
{
    return accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

void listener_close(struct listener *listener)
{
    struct stat status;

    close(listener->fd);
    if (lstat(listener->path, &status) == 0 && status.st_dev == listener->device &&
        status.st_ino == listener->inode)
        unlink(listener->path);
}
