/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing and reading those nodes.
 */
#include "launcher/pci/nodes.h"

#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"
#include "core/lcm/pci_address.h"

enum { NODE_PATH_SIZE = 96, VALUE_SIZE = 96, NUMBER_SIZE = 12 };

#define MAGIC "7"

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

/* A node NAME-NUMBER. */
static bool put_numbered(struct store *store, uint32_t domid, const char *name, uint32_t number,
                         const char *value)
{
    char numbered[NUMBER_SIZE * 2];

    (void)text_set(numbered, sizeof(numbered), "%s-%u", name, (unsigned int)number);
    return put(store, domid, BACK, numbered, value);
}

static bool put_number(struct store *store, uint32_t domid, enum half half, const char *name,
                       uint32_t number)
{
    char value[NUMBER_SIZE];

    (void)text_set(value, sizeof(value), "%u", (unsigned int)number);
    return put(store, domid, half, name, value);
}

static bool device_put(struct store *store, uint32_t domid, const struct pci_device *device,
                       uint32_t number)
{
    char address[PCI_ADDRESS_SIZE], virtual[PCI_ADDRESS_SIZE], options[VALUE_SIZE];

    pci_address_text(device->planned->sbdf, address);
    pci_address_text(number << 3, virtual);
    (void)text_set(options, sizeof(options), "msitranslate=0,power_mgmt=0,permissive=%u",
                   (unsigned int)device->planned->permissive);
    return put_numbered(store, domid, "key", number, address) &&
           put_numbered(store, domid, "dev", number, address) &&
           put_numbered(store, domid, "vdev", number, virtual) &&
           put_numbered(store, domid, "opts", number, options) &&
           put_numbered(store, domid, "state", number, "3");
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
    char front[NODE_PATH_SIZE], back[NODE_PATH_SIZE];
    bool good = permit(store, domid, BACK);

    path_write(front, domid, FRONT, "");
    path_write(back, domid, BACK, "");
    good = good && put(store, domid, BACK, "frontend", front) &&
           put_number(store, domid, BACK, "frontend-id", domid) &&
           put(store, domid, BACK, "online", "1") && put(store, domid, BACK, "domain", "") &&
           put_number(store, domid, BACK, "num_devs", count);
    for (uint32_t i = 0; i < count && good; i++)
        good = device_put(store, domid, &devices[i], i);
    good = good && put(store, domid, BACK, "root_num", "1") &&
           put_numbered(store, domid, "root", 0, "0000:00") &&
           put_number(store, domid, BACK, "state", NODES_INITIALISED);
    return good && permit(store, domid, FRONT) && put(store, domid, FRONT, "backend", back) &&
           put(store, domid, FRONT, "backend-id", "0") &&
           put_number(store, domid, FRONT, "state", NODES_INITIALISING);
}

void nodes_drop(struct store *store, uint32_t domid)
{
    char path[NODE_PATH_SIZE];

    (void)text_set(path, sizeof(path), "/local/domain/0/backend/pci/%u", (unsigned int)domid);
    (void)store_remove(store, path);
}

void nodes_state_set(struct store *store, uint32_t domid, uint32_t state)
{
    (void)put_number(store, domid, BACK, "state", state);
}

/* Reads a value of the front end's half as text; "" where it is not there, or is too long. */
static void value_read(const struct store *store, uint32_t domid, const char *name,
                       char value[NUMBER_SIZE])
{
    uint32_t size = NUMBER_SIZE - 1;
    char path[NODE_PATH_SIZE];

    path_write(path, domid, FRONT, name);
    value[store_read(store, path, value, &size) ? 0 : size] = '\0';
}

uint32_t nodes_number(const struct store *store, uint32_t domid, const char *name)
{
    char value[NUMBER_SIZE];
    uint64_t number;

    value_read(store, domid, name, value);
    return *value_decimal(value, &number) == '\0' && number <= UINT32_MAX ? (uint32_t)number : 0;
}

bool nodes_have_magic(const struct store *store, uint32_t domid)
{
    char value[NUMBER_SIZE];

    value_read(store, domid, "magic", value);
    return strcmp(value, MAGIC) == 0;
}
