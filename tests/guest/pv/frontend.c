/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A front end's nodes in the store.
 */
#include "tests/guest/console.h"
#include "tests/guest/lib.h"
#include "tests/guest/pv/device.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

enum { WAIT_MS = 20000, LOOK_MS = 20, PATH_SIZE = 96 };

static void path_join(char path[PATH_SIZE], const char *folder, const char *name)
{
    size_t used = text_length(folder), length = text_length(name);

    if (used + length + 2 > PATH_SIZE) {
        report_error("a path is too long for the guest", used + length);
        used = length = 0;
    }
    memcpy(path, folder, used);
    path[used] = '/';
    memcpy(path + used + 1, name, length);
    path[used + 1 + length] = '\0';
}

bool frontend_open(struct frontend *front, const char *path)
{
    char node[PATH_SIZE], domid[STORE_ANSWER_SIZE] = "";

    if (!store_open())
        return false;
    front->path = path;
    path_join(node, path, "backend-id");
    front->domid = store_read(node, domid) ? (uint16_t)number_read(domid) : 0;
    path_join(node, path, "backend");
    if (!store_read(node, front->backend) || front->backend[0] != '/') {
        report_error("it has no such device", 0);
        return false;
    }
    return true;
}

void frontend_write(const struct frontend *front, const char *name, const char *value)
{
    char node[PATH_SIZE];

    path_join(node, front->path, name);
    if (!store_write(node, value))
        report_error_once("the store does not take a node of a front end", 0);
}

void frontend_write_number(const struct frontend *front, const char *name, uint32_t number)
{
    char digits[NUMBER_SIZE];

    number_decimal(digits, number);
    frontend_write(front, name, digits);
}

uint32_t frontend_tell(const struct frontend *front, uint32_t state, uint32_t wanted)
{
    uint64_t end = xen_time_ms() + WAIT_MS;
    char node[PATH_SIZE], answer[STORE_ANSWER_SIZE];

    path_join(node, front->backend, "state");
    frontend_write_number(front, "state", state);
    for (;;) {
        if (!store_read(node, answer))
            return 0;
        if ((answer[0] == (char)('0' + wanted) && !answer[1]) || xen_time_ms() > end)
            return (uint32_t)(answer[0] - '0');
        console_pause(LOOK_MS);
    }
}
