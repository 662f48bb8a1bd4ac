/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing and reading those nodes.
 */
#include "launcher/pci/nodes.h"

#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"
#include "core/lcm/pci_address.h"

enum { NODE_PATH_SIZE = 96, NUMBER_SIZE = 12 };

enum half { FRONT, BACK };

static void path_write(char path[NODE_PATH_SIZE], uint32_t domid, enum half half, const char *name)
{
    static const char *const formats[] = {
        [FRONT] = "/local/domain/%u/device/pci/0%s%s",
        [BACK] = "/local/domain/0/backend/pci/%u/0%s%s",
    };

    (void)text_set(path, NODE_PATH_SIZE, formats[half], (unsigned int)domid, *name ? "/" : "",
                   name);
}

static bool put(struct store *store, uint32_t domid, enum half half, const char *name,
                const char *value)
{
    char path[NODE_PATH_SIZE];

    path_write(path, domid, half, name);
    return !store_write(store, path, value, (uint32_t)strlen(value));
}

/* What a value tells; texts are formats for that, and so are names of nodes of a device. */
enum tells { TEXT, OTHER_HALF, DOMID, COUNT, ADDRESS, PLACE, PERMISSIVE };

struct row {
    enum half half;
    const char *name;
    enum tells tells;
    const char *text;
};

static const struct row of_domain[] = {
    {BACK, "frontend", OTHER_HALF, NULL}, {BACK, "frontend-id", DOMID, "%u"},
    {BACK, "online", TEXT, "1"},          {BACK, "num_devs", COUNT, "%u"},
    {BACK, "root_num", TEXT, "1"},        {BACK, "root-0", TEXT, "0000:00"},
    {BACK, "state", TEXT, "3"},           {FRONT, "backend", OTHER_HALF, NULL},
    {FRONT, "backend-id", TEXT, "0"},     {FRONT, "state", TEXT, "1"},
};

static const struct row of_device[] = {
    {BACK, "key-%u", ADDRESS, NULL},
    {BACK, "dev-%u", ADDRESS, NULL},
    {BACK, "vdev-%u", PLACE, NULL},
    {BACK, "opts-%u", PERMISSIVE, "msitranslate=0,power_mgmt=0,permissive=%u"},
    {BACK, "state-%u", TEXT, "3"},
};

/* `number`: of the device; or how many there are. */
static bool row_put(struct store *store, uint32_t domid, const struct row *row, uint32_t number,
                    const struct pci_device *device)
{
    char name[NUMBER_SIZE * 2], value[NODE_PATH_SIZE];

    (void)text_set(name, sizeof(name), row->name, (unsigned int)number);
    if (row->tells == OTHER_HALF)
        path_write(value, domid, row->half == FRONT ? BACK : FRONT, "");
    else if (row->tells == ADDRESS || row->tells == PLACE)
        pci_address_text(row->tells == PLACE ? number << 3 : device->planned->sbdf, value);
    else
        (void)text_set(value, sizeof(value), row->text,
                       row->tells == DOMID        ? (unsigned int)domid
                       : row->tells == PERMISSIVE ? device->planned->permissive
                                                  : (unsigned int)number);
    return put(store, domid, row->half, name, value);
}

/* The owner of a half, and the other end, which reads it. */
static bool permit(struct store *store, uint32_t domid, enum half half)
{
    const struct permission permissions[] = {
        {.domid = half == FRONT ? domid : 0},
        {.domid = half == FRONT ? 0 : domid, .access = PERMISSION_READ},
    };
    char path[NODE_PATH_SIZE];

    path_write(path, domid, half, "");
    return put(store, domid, half, "", "") && !store_set_permissions(store, path, permissions, 2);
}

bool nodes_put(struct store *store, uint32_t domid, const struct pci_device *devices,
               uint32_t count)
{
    bool good = permit(store, domid, BACK) && permit(store, domid, FRONT);

    for (uint32_t n = 0; n < count; n++)
        for (unsigned int i = 0; i < sizeof(of_device) / sizeof(of_device[0]); i++)
            good = good && row_put(store, domid, &of_device[i], n, &devices[n]);
    for (unsigned int i = 0; i < sizeof(of_domain) / sizeof(of_domain[0]); i++)
        good = good && row_put(store, domid, &of_domain[i], count, devices);
    return good;
}

void nodes_drop(struct store *store, uint32_t domid)
{
    char path[NODE_PATH_SIZE];

    (void)text_set(path, sizeof(path), "/local/domain/0/backend/pci/%u", (unsigned int)domid);
    (void)store_remove(store, path);
}

void nodes_state_set(struct store *store, uint32_t domid, uint32_t state)
{
    const char value[] = {(char)('0' + state), '\0'};

    (void)put(store, domid, BACK, "state", value);
}

uint32_t nodes_number(const struct store *store, uint32_t domid, const char *name)
{
    char path[NODE_PATH_SIZE], value[NUMBER_SIZE];
    uint32_t size = NUMBER_SIZE - 1;
    uint64_t number;

    path_write(path, domid, FRONT, name);
    value[store_read(store, path, value, &size) ? 0 : size] = '\0';
    return *value_decimal(value, &number) == '\0' && number <= UINT32_MAX ? (uint32_t)number : 0;
}
