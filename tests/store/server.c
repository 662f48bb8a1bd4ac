/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Moving bytes between connections and a store, in turns: one request of each connection a turn.
 */
#include "tests/store/server.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct connection *connection_free(struct server *server)
{
    for (uint32_t i = 0; i < SERVER_CONNECTIONS_MAX; i++)
        if (!server->connections[i].is_used)
            return &server->connections[i];
    return NULL;
}

int server_listen(struct server *server, uint32_t domid, const char *path)
{
    struct door *door = &server->doors[server->door_count];

    *door = (struct door){.domid = domid};
    if (!listener_open(&door->listener, path))
        return 3;
    server->door_count++;
    if (domid != 0)
        door->client = store_client_add(&server->store, domid, false, false);
    return 0;
}

/* Whether a door can take one more: else who comes waits until another has gone. */
static bool door_is_open(struct server *server, const struct door *door)
{
    return connection_free(server) && !door->is_taken;
}

static void door_accept(struct server *server, struct door *door)
{
    struct connection *connection = connection_free(server);
    int fd = listener_accept(&door->listener);

    if (fd < 0)
        return;
    *connection = (struct connection){.is_used = true, .fd = fd, .door = door};
    if (door->domid == 0)
        connection->client = store_client_add(&server->store, 0, true, false);
    else
        connection->client = door->client;
    door->is_taken = door->domid != 0;
}

static void connection_close(struct server *server, struct connection *connection)
{
    struct door *door = connection->door;

    /* The domain is still there: its next connection finds what it wrote, but not its watches. */
    store_client_remove(&server->store, connection->client, false);
    if (door->domid != 0)
        door->client = store_client_add(&server->store, door->domid, false, false);
    door->is_taken = false;
    close(connection->fd);
    connection->is_used = false;
}

/* Reads what has come, where all that came before is served. False at the end of the stream. */
static bool connection_read(struct connection *connection)
{
    struct stream *input = &connection->input;
    ssize_t got;

    if (input->from < input->to)
        return true;
    got = read(connection->fd, input->bytes, sizeof(input->bytes));
    if (got <= 0)
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    input->from = 0;
    input->to = (uint32_t)got;
    return true;
}

/* Sends as much as the socket takes. False where nobody is there to take it. */
static bool connection_write(struct server *server, struct connection *connection)
{
    struct stream *output = &connection->output;
    ssize_t sent;

    for (;;) {
        if (output->from == output->to) {
            output->from = 0;
            output->to = store_pull(&server->store, connection->client, output->bytes,
                                    sizeof(output->bytes));
            if (output->to == 0)
                return true;
        }
        sent = send(connection->fd, output->bytes + output->from, output->to - output->from,
                    MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        output->from += (uint32_t)sent;
    }
}

/* Whether something is still to be sent to it. */
static bool connection_has_output(const struct server *server, const struct connection *connection)
{
    return connection->output.from < connection->output.to ||
           store_has_output(&server->store, connection->client);
}

/* Serves one request at most, and sends. False where the connection is over. */
static bool connection_serve(struct server *server, struct connection *connection)
{
    struct stream *input = &connection->input;

    if (input->from < input->to)
        input->from += store_feed(&server->store, connection->client, input->bytes + input->from,
                                  input->to - input->from);
    return !store_is_broken(&server->store, connection->client) &&
           connection_write(server, connection);
}

/* What each descriptor is waited for; returns how many there are. */
static nfds_t polls_make(struct server *server, struct pollfd *polls)
{
    nfds_t count = 0;

    for (uint32_t i = 0; i < server->door_count; i++) {
        struct door *door = &server->doors[i];

        polls[count++] = (struct pollfd){
            .fd = door->listener.fd,
            .events = door_is_open(server, door) ? POLLIN : 0,
        };
    }
    for (uint32_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection *connection = &server->connections[i];
        bool is_read = connection->input.from == connection->input.to;
        bool is_written = connection->is_used && connection_has_output(server, connection);

        polls[count++] = (struct pollfd){
            .fd = connection->is_used ? connection->fd : -1,
            .events = (short)((is_read ? POLLIN : 0) | (is_written ? POLLOUT : 0)),
        };
    }
    return count;
}

/* One turn of all connections; whether there is more to do without waiting for anybody. */
static bool connections_turn(struct server *server, const struct pollfd *polls)
{
    bool is_busy = false;

    for (uint32_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection *connection = &server->connections[i];

        if (!connection->is_used)
            continue;
        if ((polls[i].revents && !connection_read(connection)) ||
            !connection_serve(server, connection))
            connection_close(server, connection);
        else if (connection->input.from < connection->input.to)
            is_busy = is_busy || !connection_has_output(server, connection);
    }
    return is_busy;
}

void server_run(struct server *server, const volatile sig_atomic_t *stop, const sigset_t *waiting)
{
    static const struct timespec at_once;
    struct pollfd polls[SERVER_DOORS_MAX + SERVER_CONNECTIONS_MAX];
    bool is_busy = false;

    while (!*stop) {
        nfds_t count = polls_make(server, polls);

        if (ppoll(polls, count, is_busy ? &at_once : NULL, waiting) < 0)
            continue; /* a signal */
        is_busy = connections_turn(server, polls + server->door_count);
        for (uint32_t i = 0; i < server->door_count; i++)
            if (polls[i].revents & POLLIN && door_is_open(server, &server->doors[i]))
                door_accept(server, &server->doors[i]);
    }
    for (uint32_t i = 0; i < SERVER_CONNECTIONS_MAX; i++)
        if (server->connections[i].is_used)
            connection_close(server, &server->connections[i]);
}
