/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Uses what a domain shares with another, from a Linux program: memory and channels.
 *
 *   share read NAME           prints the text in the shared memory NAME
 *   share write NAME TEXT     writes it there
 *   share hold NAME           maps it until the owner ends
 *   share serve NAME          the owner's end of channel NAME: answers each question
 *   share ask NAME TEXT       the peer's end: asks, and prints the answer
 *
 * What is where, the program reads in the store (docs/lcm-binding.md, "Channels and shared
 * memory"), through /dev/xen/xenbus. It maps grants by /dev/xen/gntdev and a PVH owner's own memory
 * by /dev/mem, and takes events by /dev/xen/evtchn. Exit status 1: it did not work, and says why.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Linux's headers use these names of Xen's, and do not say what they are. */
typedef uint16_t domid_t;
typedef uint32_t grant_ref_t;

#include <xen/evtchn.h>
#include <xen/gntdev.h>

/* Since Linux 6.7: has the program take the events of a port that was made for the domain. */
#ifndef IOCTL_EVTCHN_BIND_STATIC
struct ioctl_evtchn_bind {
    unsigned int port;
};
#define IOCTL_EVTCHN_BIND_STATIC _IOC(_IOC_NONE, 'E', 7, sizeof(struct ioctl_evtchn_bind))
#endif

enum { PAGE_SIZE = 4096, PAGES_MAX = 256, VALUE_SIZE = 64, PATH_SIZE = 128 };

/* How this program uses the page of a channel. */
struct page {
    volatile uint32_t port; /* of the owner, while its program runs: the peer binds that */
    uint32_t unused;
    char text[PAGE_SIZE - 8];
};

/* What the store says of one. */
struct share {
    int is_owner;
    int is_read_only;
    unsigned long peer;      /* domid */
    unsigned long size;      /* bytes */
    unsigned long port;      /* of the owner, of a channel */
    unsigned long reference; /* the first grant reference; 0: there is none, but an address */
    unsigned long address;
    unsigned long self; /* domid of this domain */
};

static void __attribute__((format(printf, 1, 2), noreturn)) fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("share: ", stdout);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    exit(1);
}

static int device_open(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        fail("%s: %s", path, strerror(errno));
    return fd;
}

/* -- the store: xen/include/public/io/xs_wire.h ---------------------------------------------------
 */

static void whole_read(int fd, void *buffer, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = read(fd, (char *)buffer + done, size - done);

        if (n <= 0)
            fail("/dev/xen/xenbus: %s", n < 0 ? strerror(errno) : "its end");
        done += (size_t)n;
    }
}

/* Reads a node below the domain's own; whether it is there. */
static int node_read(int store, const char *path, char value[VALUE_SIZE])
{
    enum { XS_READ = 2, XS_ERROR = 16 };
    struct {
        uint32_t type, id, transaction, length;
    } header = {.type = XS_READ, .length = (uint32_t)strlen(path) + 1};
    char message[sizeof(header) + PATH_SIZE];

    memcpy(message, &header, sizeof(header));
    memcpy(message + sizeof(header), path, header.length);
    if (write(store, message, sizeof(header) + header.length) < 0)
        fail("/dev/xen/xenbus: %s", strerror(errno));
    whole_read(store, &header, sizeof(header));
    if (header.length >= VALUE_SIZE)
        fail("%s: a value of %u bytes", path, header.length);
    whole_read(store, value, header.length);
    value[header.length] = '\0';
    return header.type != XS_ERROR;
}

static unsigned long number_read(int store, const char *kind, const char *name, const char *leaf)
{
    char path[PATH_SIZE], value[VALUE_SIZE];

    snprintf(path, sizeof(path), "hyperlaunch/%s/%s/%s", kind, name, leaf);
    return node_read(store, path, value) ? strtoul(value, NULL, 10) : 0;
}

static struct share share_find(const char *kind, const char *name)
{
    int store = device_open("/dev/xen/xenbus");
    char path[PATH_SIZE], value[VALUE_SIZE];
    struct share share = {0};

    snprintf(path, sizeof(path), "hyperlaunch/%s/%.64s/role", kind, name);
    if (!node_read(store, path, value))
        fail("the domain has no %s \"%s\" now: %s", kind, name, value);
    share.is_owner = strcmp(value, "owner") == 0;
    snprintf(path, sizeof(path), "hyperlaunch/%s/%.64s/access", kind, name);
    share.is_read_only = node_read(store, path, value) && strcmp(value, "ro") == 0;
    share.peer = number_read(store, kind, name, "peer");
    share.size = number_read(store, kind, name, "size");
    share.port = number_read(store, kind, name, "port");
    share.reference = number_read(store, kind, name, "reference");
    share.address = number_read(store, kind, name, "address");
    share.self = node_read(store, "domid", value) ? strtoul(value, NULL, 10) : 0;
    close(store);
    if (share.size == 0 || share.size % PAGE_SIZE || share.size / PAGE_SIZE > PAGES_MAX)
        fail("%s \"%s\" has %lu bytes", kind, name, share.size);
    return share;
}

/* -- pages ----------------------------------------------------------------------------------------
 */

/* Maps granted pages: those of the other domain, or a PV domain's own. */
static void *grants_map(const struct share *share, int protection)
{
    static union {
        struct ioctl_gntdev_map_grant_ref map;
        char room[sizeof(struct ioctl_gntdev_map_grant_ref) +
                  PAGES_MAX * sizeof(struct ioctl_gntdev_grant_ref)];
    } request;
    int fd = device_open("/dev/xen/gntdev");
    void *memory;

    request.map.count = (uint32_t)(share->size / PAGE_SIZE);
    for (uint32_t i = 0; i < request.map.count; i++) {
        struct ioctl_gntdev_grant_ref *ref = &request.map.refs[0] + i;

        ref->domid = (uint32_t)(share->is_owner ? share->self : share->peer);
        ref->ref = (uint32_t)share->reference + i;
    }
    if (ioctl(fd, IOCTL_GNTDEV_MAP_GRANT_REF, &request.map) < 0)
        fail("/dev/xen/gntdev: %s", strerror(errno));
    memory = mmap(NULL, share->size, protection, MAP_SHARED, fd, (off_t)request.map.index);
    if (memory == MAP_FAILED)
        fail("the memory cannot be mapped%s: %s", protection & PROT_WRITE ? " for writing" : "",
             strerror(errno));
    return memory;
}

static void *pages_map(const struct share *share, int protection)
{
    void *memory;

    if (share->reference)
        return grants_map(share, protection);
    memory = mmap(NULL, share->size, protection, MAP_SHARED, device_open("/dev/mem"),
                  (off_t)share->address);
    if (memory == MAP_FAILED)
        fail("/dev/mem: %s", strerror(errno));
    return memory;
}

/* -- events ---------------------------------------------------------------------------------------
 */

/*
 * The owner's end. A Linux before 6.7 gives a program no port that it did not make itself: then
 * this is a new one. Either is told to the peer in the page.
 */
static unsigned int owner_attach(int events, const struct share *share, struct page *page)
{
    struct ioctl_evtchn_bind fixed = {.port = (unsigned int)share->port};
    struct ioctl_evtchn_bind_unbound_port fresh = {.remote_domain = (unsigned int)share->peer};
    int port = (int)share->port;

    if (ioctl(events, IOCTL_EVTCHN_BIND_STATIC, &fixed) < 0)
        port = ioctl(events, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &fresh);
    if (port < 0)
        fail("/dev/xen/evtchn: %s", strerror(errno));
    printf("share: port %d, %s\n", port, port == (int)share->port ? "the launcher's" : "a new one");
    page->port = (uint32_t)port;
    return (unsigned int)port;
}

static unsigned int peer_attach(int events, const struct share *share, const struct page *page)
{
    struct ioctl_evtchn_bind_interdomain bind = {
        .remote_domain = (unsigned int)share->peer,
        .remote_port = page->port ? page->port : (unsigned int)share->port,
    };
    int port = ioctl(events, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind);

    if (port < 0)
        fail("port %u of domain %lu: %s", bind.remote_port, share->peer, strerror(errno));
    return (unsigned int)port;
}

/* Waits for the other end's event. */
static void event_await(int events)
{
    uint32_t port;

    if (read(events, &port, sizeof(port)) != sizeof(port) ||
        write(events, &port, sizeof(port)) != sizeof(port))
        fail("/dev/xen/evtchn: %s", strerror(errno));
}

static void event_send(int events, unsigned int port)
{
    struct ioctl_evtchn_notify notify = {.port = port};

    if (ioctl(events, IOCTL_EVTCHN_NOTIFY, &notify) < 0)
        fail("/dev/xen/evtchn: %s", strerror(errno));
}

/* -- commands -------------------------------------------------------------------------------------
 */

/* Whether the owner is there: its peer's nodes go when it ends. */
static int is_there(const char *kind, const char *name)
{
    int store = device_open("/dev/xen/xenbus");
    char path[PATH_SIZE], value[VALUE_SIZE];
    int there;

    snprintf(path, sizeof(path), "hyperlaunch/%s/%.64s/role", kind, name);
    there = node_read(store, path, value);
    close(store);
    return there;
}

/*
 * A program that keeps the memory mapped has to let go of it when the owner ends, which is not
 * built again before. One with more to do sets a watch; this one looks.
 */
static void memory_hold(const char *name)
{
    struct share share = share_find("shared-memory", name);
    void *memory = pages_map(&share, PROT_READ);

    printf("share: held\n");
    while (is_there("shared-memory", name))
        usleep(100000);
    munmap(memory, share.size);
    printf("share: let go: the owner ended\n");
}

static void text_print(const char *what, const char *text, size_t size)
{
    /* The other domain may write whatever it likes, whenever it likes: one copy, and its end. */
    char copy[PAGE_SIZE];
    size_t length = size < sizeof(copy) ? size : sizeof(copy);

    memcpy(copy, text, length);
    copy[length - 1] = '\0';
    printf("share: %s: %s\n", what, copy);
}

static void channel_serve(const char *name)
{
    struct share share = share_find("channel", name);
    struct page *page = pages_map(&share, PROT_READ | PROT_WRITE);
    int events = device_open("/dev/xen/evtchn");
    unsigned int port;

    if (!share.is_owner)
        fail("the channel is another domain's: ask");
    port = owner_attach(events, &share, page);
    for (;;) {
        event_await(events);
        /* The first one says that a peer bound the port. */
        if (page->text[0] != '?')
            continue;
        text_print("asked", page->text + 1, sizeof(page->text) - 1);
        page->text[0] = '!';
        event_send(events, port);
    }
}

static void channel_ask(const char *name, const char *text)
{
    struct share share = share_find("channel", name);
    struct page *page = pages_map(&share, PROT_READ | PROT_WRITE);
    int events = device_open("/dev/xen/evtchn");
    unsigned int port;

    if (share.is_owner)
        fail("the channel is this domain's own: serve it");
    port = peer_attach(events, &share, page);
    snprintf(page->text, sizeof(page->text), "?%s", text);
    event_send(events, port);
    while (page->text[0] != '!')
        event_await(events);
    text_print("answered", page->text + 1, sizeof(page->text) - 1);
}

int main(int argc, char **argv)
{
    const char *command = argc > 2 ? argv[1] : "";
    struct share share;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 3 && strcmp(command, "read") == 0) {
        share = share_find("shared-memory", argv[2]);
        text_print("read", pages_map(&share, PROT_READ), share.size);
    } else if (argc == 4 && strcmp(command, "write") == 0) {
        share = share_find("shared-memory", argv[2]);
        snprintf(pages_map(&share, PROT_READ | PROT_WRITE), share.size, "%s", argv[3]);
        printf("share: written\n");
    } else if (argc == 3 && strcmp(command, "hold") == 0) {
        memory_hold(argv[2]);
    } else if (argc == 3 && strcmp(command, "serve") == 0) {
        channel_serve(argv[2]);
    } else if (argc == 4 && strcmp(command, "ask") == 0) {
        channel_ask(argv[2], argv[3]);
    } else {
        fail("usage: share read NAME | write NAME TEXT | hold NAME | serve CHANNEL | ask CHANNEL "
             "TEXT");
    }
    return 0;
}
