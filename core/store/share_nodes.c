/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of the nodes of what domains share.
 */
#include "core/store/share_nodes.h"

#include <stddef.h>

#include "core/base/text.h"
#include "core/layout/layout.h"
#include "core/share/share.h"

void share_nodes_root(const struct lcm_plan *plan, const struct lcm_share *share, bool is_owner,
                      char path[DOMAIN_NODES_PATH_SIZE])
{
    uint32_t domain = is_owner ? share->domain : share->peer;

    (void)text_set(path, DOMAIN_NODES_PATH_SIZE, "/local/domain/%u/hyperlaunch/%s/%s",
                   (unsigned int)plan->domains[domain].domid,
                   share->kind == LCM_SHARE_CHANNEL ? "channel" : "shared-memory", share->name);
}

static bool leaf_put(const char *root, const char *name, const char *value, domain_node_put_fn *put,
                     void *context)
{
    char path[DOMAIN_NODES_PATH_SIZE];
    const struct domain_node node = {.path = path, .value = value};

    return text_set(path, sizeof(path), "%s/%s", root, name) && put(context, &node);
}

static bool number_put(const char *root, const char *name, uint64_t number, domain_node_put_fn *put,
                       void *context)
{
    char value[24];

    (void)text_set(value, sizeof(value), "%llu", (unsigned long long)number);
    return leaf_put(root, name, value, put, context);
}

bool share_nodes_put(const struct lcm_plan *plan, const struct lcm_share *share, bool is_owner,
                     domain_node_put_fn *put, void *context)
{
    uint32_t other = plan->domains[is_owner ? share->peer : share->domain].domid;
    char root[DOMAIN_NODES_PATH_SIZE];
    struct share_place place;
    uint32_t reference;

    share_place(plan, share, &place);
    share_nodes_root(plan, share, is_owner, root);
    reference = is_owner ? place.own_reference : place.reference;
    return number_put(root, "peer", other, put, context) &&
           number_put(root, "size", (uint64_t)share->size_kib * 1024, put, context) &&
           leaf_put(root, "access", share->access == LCM_ACCESS_RO ? "ro" : "rw", put, context) &&
           (place.port == 0 || number_put(root, "port", place.port, put, context)) &&
           (reference != 0
                ? number_put(root, "reference", reference, put, context)
                : number_put(root, "address", (LAYOUT_SHARED_GFN + place.first) * XEN_PAGE_SIZE,
                             put, context)) &&
           leaf_put(root, "role", is_owner ? "owner" : "peer", put, context);
}
