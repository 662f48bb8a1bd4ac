/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds a domain by its UUID.
 */
#include "dom0/find.h"

#include <stdlib.h>
#include <string.h>

static bool domain_is(struct xen *xen, uint32_t domid, const uint8_t *uuid)
{
    struct xen_domain_info info;

    return xen_domain_info(xen, domid, &info) == 0 && !info.dying &&
           memcmp(info.handle, uuid, sizeof(info.handle)) == 0;
}

bool rebuilt_find(struct xs_handle *store, struct xen *xen, const struct record_domain *domain,
                  uint32_t *domid)
{
    unsigned int count = 0;
    char **names = xs_directory(store, XBT_NULL, "/local/domain", &count);
    bool is_found = false;

    for (unsigned int i = 0; names && i < count && !is_found; i++) {
        uint32_t id = (uint32_t)strtoul(names[i], NULL, 10);

        is_found = id != 0 && domain_is(xen, id, domain->uuid);
        *domid = is_found ? id : *domid;
    }
    free(names);
    return is_found;
}
