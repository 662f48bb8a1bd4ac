/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows in the fake store when xl attaches or detaches a device.
 */
#include "tests/support/xl_devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <xenstore.h>

#include "core/lcm/device.h"
#include "tests/support/fake_store.h"

enum { PATH_SIZE = 128 };

void xl_devices_node_write(const char *path, const char *value)
{
    assert_true(xs_write(NULL, XBT_NULL, path, value, (unsigned int)strlen(value)));
}

__attribute__((format(printf, 2, 3))) static void node_put(const char *value, const char *format,
                                                           ...)
{
    char path[PATH_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(path, sizeof(path), format, arguments);
    va_end(arguments);
    xl_devices_node_write(path, value);
}

/* A device of a domain; cards have one number for each last digit of a MAC address. */
static void device_put(unsigned int domid, const char *kind, unsigned int number,
                       unsigned int backend, const char *state)
{
    char back[PATH_SIZE];

    (void)snprintf(back, sizeof(back), "/local/domain/%u/backend/%s/%u/%u", backend, kind, domid,
                   number);
    node_put(back, "/libxl/%u/device/%s/%u/backend", domid, kind, number);
    node_put(state, "%s/state", back);
}

void xl_devices_take(const char *line, unsigned int backend, const char *state)
{
    unsigned int domid;
    char word[32], path[PATH_SIZE];

    if (sscanf(line, "block-attach %u format=raw,vdev=%31[^,]", &domid, word) == 2 &&
        !strstr(line, "target=/bad")) {
        device_put(domid, "vbd", device_disk_number(word), backend, state);
    } else if (sscanf(line, "network-attach %u mac=%31[^ ]", &domid, word) == 2) {
        unsigned int number = (unsigned int)(word[strlen(word) - 1] - '0');

        device_put(domid, "vif", number, backend, state);
        node_put(word, "/libxl/%u/device/vif/%u/mac", domid, number);
    } else if (sscanf(line, "block-detach %u %31s", &domid, word) == 2) {
        (void)snprintf(path, sizeof(path), "/libxl/%u/device/vbd/%u", domid,
                       device_disk_number(word));
        fake_store_remove(path);
    } else if (sscanf(line, "network-detach %u %31s", &domid, word) == 2) {
        (void)snprintf(path, sizeof(path), "/libxl/%u/device/vif/%c", domid,
                       word[strlen(word) - 1]);
        fake_store_remove(path);
    }
}
