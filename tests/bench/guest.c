/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The only program of a bench's Linux guest: it says how long its store takes to answer, and then
 * reboots, and says when.
 *
 * Its times are those of CLOCK_REALTIME, which is Xen's clock with the host's date: the guest's
 * lives have the same. ask=N on the kernel's command line is the number of requests of each kind.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <xen/io/xs_wire.h>

enum { ASK_MAX = 100000 };

static uint64_t took[ASK_MAX];

static uint64_t now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static bool read_all(int file, void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = read(file, (char *)bytes + done, size - done);

        if (count <= 0)
            return false;
        done += (size_t)count;
    }
    return true;
}

/* Asks once; whether the answer is one, and no error. */
static bool ask(int store, uint32_t type, const char *body, size_t size)
{
    struct xsd_sockmsg header = {.type = type, .len = (uint32_t)size};
    char bytes[sizeof(header) + XENSTORE_PAYLOAD_MAX];

    memcpy(bytes, &header, sizeof(header));
    memcpy(bytes + sizeof(header), body, size);
    return write(store, bytes, sizeof(header) + size) == (ssize_t)(sizeof(header) + size) &&
           read_all(store, &header, sizeof(header)) && header.len <= sizeof(bytes) &&
           read_all(store, bytes, header.len) && header.type == type;
}

static int compare(const void *first, const void *second)
{
    const uint64_t *a = first, *b = second;

    return *a < *b ? -1 : *a > *b;
}

static void measure(int store, const char *name, uint32_t type, const char *body, size_t size,
                    size_t count)
{
    uint64_t began = now(CLOCK_MONOTONIC), total;

    for (size_t i = 0; i < count; i++) {
        uint64_t asked = now(CLOCK_MONOTONIC);

        if (!ask(store, type, body, size)) {
            printf("bench: %s: failed\n", name);
            return;
        }
        took[i] = now(CLOCK_MONOTONIC) - asked;
    }
    total = now(CLOCK_MONOTONIC) - began;
    qsort(took, count, sizeof(*took), compare);
    printf("bench: %s: count=%zu total_ns=%llu median_ns=%llu p99_ns=%llu\n", name, count,
           (unsigned long long)total, (unsigned long long)took[count / 2],
           (unsigned long long)took[count * 99 / 100]);
}

static void store_measure(size_t count)
{
    static const char path[] = "name", note[] = "data/bench\0value";
    int store = open("/dev/xen/xenbus", O_RDWR);

    if (store < 0) {
        printf("bench: no store\n");
        return;
    }
    measure(store, "read", XS_READ, path, sizeof(path), count);
    measure(store, "write", XS_WRITE, note, sizeof(note) - 1, count);
    close(store);
}

int main(void)
{
    uint64_t reached = now(CLOCK_REALTIME), age = now(CLOCK_MONOTONIC);
    const char *word = getenv("ask");
    size_t count = word ? strtoul(word, NULL, 10) : 0;

    (void)mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
    if (!freopen("/dev/hvc0", "w", stdout))
        return 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("bench: life kernel_ns=%llu user_ns=%llu\n", (unsigned long long)(reached - age),
           (unsigned long long)reached);
    if (count > 0 && count <= ASK_MAX)
        store_measure(count);
    printf("bench: reboots at_ns=%llu\n", (unsigned long long)now(CLOCK_REALTIME));
    (void)tcdrain(STDOUT_FILENO);
    (void)reboot(RB_AUTOBOOT);
    return 1;
}
