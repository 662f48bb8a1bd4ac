/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of what domains share: memory and channels.
 */
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/check.h"

static struct lcm_share *reader_share(const struct reader *r)
{
    return &r->plan->shares[r->share_next - 1];
}

void reader_share_begin(struct reader *r)
{
    bool is_channel = reader_role(r) == ROLE_CHANNEL;

    r->plan->shares[r->share_next++] = (struct lcm_share){
        .node = reader_node(r),
        .domain = r->domain_next - 1,
        .peer = BITS_MAX,
        .kind = is_channel ? LCM_SHARE_CHANNEL : LCM_SHARE_MEMORY,
        .size_kib = is_channel ? LCM_CHANNEL_KIB : 0,
    };
}

/* At most 128 of 1 MiB: no sum wraps. */
void reader_shares_add(struct lcm_plan *plan)
{
    for (uint32_t i = 0; i < plan->share_count; i++)
        plan->domains[plan->shares[i].domain].shared_kib += plan->shares[i].size_kib;
}

void check_peer_unknown(struct reader *r)
{
    reader_share(r)->peer = reader_domain_named(r);
}

void check_share_name(struct reader *r)
{
    const char *name = value_string(&r->property);

    if (name && value_is_name(name))
        reader_share(r)->name = name;
    else
        reader_fault(r, r->row->name,
                     "must be one string of 1 to %d characters of A-Z, a-z, 0-9, '_', '.' and "
                     "'-'; write it as \"ring\"",
                     VALUE_NAME_SIZE - 1);
}

void check_share_size(struct reader *r)
{
    uint32_t *size_kib = &reader_share(r)->size_kib;
    const char *text = reader_in_words(r) ? value_string(&r->property) : NULL;
    uint64_t kib = 0;

    if (text && value_memory(text, &kib) != VALUE_MEMORY_OK)
        kib = 0;
    else if (!text && value_u32(&r->property, size_kib))
        kib = *size_kib;
    if (kib == 0 || kib > LCM_SHARE_MAX_KIB || kib % LCM_PAGE_KIB != 0)
        reader_fault(r, r->row->name,
                     "must be a size of whole pages, \"%dK\" to \"%dM\"; write it as \"64K\"",
                     LCM_PAGE_KIB, LCM_SHARE_MAX_KIB / 1024);
    else
        *size_kib = (uint32_t)kib;
}

void check_share_incomplete(struct reader *r)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (reader_lacks(r, i))
            reader_fault(r, property_rows[i].name, "is missing; add it, as %s",
                         i == PROPERTY_PEER         ? "peer = <&label>"
                         : i == PROPERTY_SHARE_SIZE ? "size = \"64K\""
                                                    : "hyperlaunch,name = \"ring\"");
}

void check_peer_itself(struct reader *r)
{
    if (reader_share(r)->peer == reader_share(r)->domain)
        reader_fault(r, property_rows[PROPERTY_PEER].name,
                     "is the domain itself; name another domain of the set");
}

void check_share_owner(struct reader *r)
{
    /* Which domain is domain 0 is known to the second walk. */
    if (!r->surveying && reader_domain(r)->domid == 0)
        reader_fault(r, NULL,
                     "is of domain 0, whose memory is Xen's to give; put the node into the other "
                     "domain, with domain 0 as its peer");
}

/* Grants are those of version 1 tables, and who maps none cannot be a peer. */
void check_share_grants(struct reader *r)
{
    const struct lcm_share *share = reader_share(r);
    const struct lcm_limit *version = &reader_domain(r)->limits.grant_version, *maptrack;

    if (version->given && version->value != 1)
        reader_fault(r, NULL,
                     "is granted in a grant table of version 1, and max_grant_version lets the "
                     "domain change to another, which forgets it; leave that out");
    if (share->peer >= r->plan->domain_count)
        return;
    maptrack = &r->plan->domains[share->peer].limits.maptrack_frames;
    if (maptrack->given && maptrack->value == 0)
        reader_fault(r, property_rows[PROPERTY_PEER].name,
                     "%s has max_maptrack_frames = <0>, so it can map no grant; give it at least 1",
                     r->plan->domains[share->peer].name);
}

/* Whether both are of the same kind and a domain would find both. */
static bool is_met_with(const struct lcm_share *a, const struct lcm_share *b)
{
    return a->kind == b->kind && (a->domain == b->domain || a->domain == b->peer ||
                                  a->peer == b->domain || a->peer == b->peer);
}

void check_share_duplicate(struct reader *r)
{
    const struct lcm_share *share = reader_share(r);

    for (const struct lcm_share *other = r->plan->shares; other < share && share->name; other++) {
        if (!other->name || strcmp(other->name, share->name) != 0 || !is_met_with(other, share))
            continue;
        reader_fault(r, property_rows[PROPERTY_SHARE_NAME].name,
                     "\"%s\" is also the name of %s, and one domain has both; change one",
                     share->name, reader_other(r, other->node));
        return;
    }
}

void check_share_total(struct reader *r)
{
    const struct lcm_share *share = reader_share(r);
    uint32_t kib = 0, before = 0;

    for (const struct lcm_share *other = r->plan->shares; other <= share; other++) {
        before = kib;
        kib += other->domain == share->domain ? other->size_kib : 0;
    }
    /* Once, where it becomes too much. */
    if (kib > LCM_SHARED_MAX_KIB && before <= LCM_SHARED_MAX_KIB)
        reader_fault(r, NULL, "makes %u KiB that the domain shares, more than %d KiB; share less",
                     (unsigned int)kib, LCM_SHARED_MAX_KIB);
}
