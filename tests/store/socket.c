/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * store-socket PATH: serves the store of core/store on a UNIX socket, as xenstored does, for tests
 * and for people who try it with the clients of Xen.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/store/server.h"
#include "tool/base/options.h"

enum { DOMID_MAX = 0x7fef, DOMAINS = SERVER_CONNECTIONS_MAX + SERVER_DOORS_MAX };

static volatile sig_atomic_t is_stopped;

static void stop(int signal)
{
    (void)signal;
    is_stopped = 1;
}

static void help_show(void)
{
    printf(
        "usage: store-socket [--domain N=PATH]... PATH\n"
        "\n"
        "Serves an empty xenstore on a UNIX socket. Each connection is one of domain 0, as with\n"
        "xenstored's socket: XENSTORED_PATH=PATH xenstore-ls lists the store.\n"
        "\n"
        "  --domain N=PATH  serve domain N, one connection at a time, on a socket of its own; its\n"
        "                   /local/domain/N, which it may read, and the data below are made\n"
        "  --help           show this text\n"
        "\n"
        "SIGTERM and SIGINT end it; it removes its sockets then.\n");
}

static int usage_refuse(const char *text, const char *cause)
{
    fprintf(stderr, "store-socket: %s: %s\n", text, cause);
    return 2;
}

/* Makes what a guest finds at least: its place, which it may read, and in it one that it owns. */
static bool home_make(struct store *store, uint32_t domid)
{
    const struct permission readable[] = {{0, 0}, {domid, PERMISSION_READ}}, own[] = {{domid, 0}};
    char home[32], data[48];

    snprintf(home, sizeof(home), "/local/domain/%u", domid);
    snprintf(data, sizeof(data), "%s/data", home);
    return !store_write(store, data, "", 0) && !store_set_permissions(store, home, readable, 2) &&
           !store_set_permissions(store, data, own, 1);
}

/* A domain's door, of "N=PATH"; the exit status, 0 where all is well. */
static int domain_add(struct server *server, char *text)
{
    char *path = strchr(text, '=');
    unsigned long domid;

    if (!path || path[1] == '\0')
        return usage_refuse(text, "is not N=PATH; write it as 5=/run/domain-5");
    *path++ = '\0';
    if (!option_number(text, 1, DOMID_MAX, &domid))
        return usage_refuse(text, "is not a guest's domid; give one of 1 to 32751");
    if (server->door_count == SERVER_DOORS_MAX - 1)
        return usage_refuse(text, "is one domain too many; give 8 at most");
    for (uint32_t i = 0; i < server->door_count; i++)
        if (server->doors[i].domid == domid)
            return usage_refuse(text, "is given twice; give each domain one socket");
    if (!home_make(&server->store, (uint32_t)domid))
        return usage_refuse(text, "its nodes cannot be made: out of memory; give fewer domains");
    return server_listen(server, (uint32_t)domid, path);
}

static int doors_make(struct server *server, int argc, char **argv)
{
    static const struct option options[] = {
        {"domain", required_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'}, {0}};
    int option, status = 0;

    while (status == 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            help_show();
            exit(0);
        }
        status = option == 'd' ? domain_add(server, optarg) : 2;
    }
    if (status == 0 && optind != argc - 1) {
        fprintf(stderr, "usage: store-socket [--domain N=PATH]... PATH; --help shows more\n");
        status = 2;
    }
    return status == 0 ? server_listen(server, 0, argv[optind]) : status;
}

/* Serves until a signal; who waits for the first line of output knows that the sockets are there.
 */
static void serve(struct server *server)
{
    struct sigaction action = {.sa_handler = stop};
    sigset_t signals, waiting;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, &waiting);
    sigdelset(&waiting, SIGTERM);
    sigdelset(&waiting, SIGINT);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    printf("serving %s\n", server->doors[server->door_count - 1].listener.path);
    fflush(stdout);
    server_run(server, &is_stopped, &waiting);
}

int main(int argc, char **argv)
{
    static struct server server;
    size_t size = store_memory_size(DOMAINS);
    void *memory = malloc(size);
    int status;

    if (!memory || !store_init(&server.store, memory, size, DOMAINS)) {
        fprintf(stderr, "store-socket: no memory for the store; free %zu bytes\n", size);
        free(memory);
        return 3;
    }
    status = doors_make(&server, argc, argv);
    if (status == 0)
        serve(&server);
    for (uint32_t i = 0; i < server.door_count; i++)
        listener_close(&server.doors[i].listener);
    free(memory);
    return status;
}
