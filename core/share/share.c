/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reckoning the places of what domains share.
 */
#include "core/share/share.h"

/* References for each page: a PV owner has one of its own. */
static uint32_t references_of(const struct lcm_domain *domain)
{
    return domain->mode == LCM_MODE_PV ? 2 : 1;
}

/* All references of a domain; at most 2048, since what it shares is bounded. */
static uint32_t references_count(const struct lcm_domain *domain)
{
    return domain->shared_kib / LCM_PAGE_KIB * references_of(domain);
}

/* The frames that hold them, behind the domain's own. */
static uint32_t frames_more(const struct lcm_domain *domain)
{
    uint32_t count = references_count(domain);

    return count <= SHARE_REFERENCES_LOW ? 0 : (count + SHARE_ENTRIES - 1) / SHARE_ENTRIES;
}

uint32_t share_grant_frames(const struct lcm_domain *domain)
{
    const struct lcm_limit *given = &domain->limits.grant_frames;
    uint32_t more = frames_more(domain);

    if (more == 0)
        return 0;
    if (!given->given)
        return SHARE_GRANT_FRAMES;
    return given->value < SHARE_GRANT_FRAMES_MAX ? given->value + more : SHARE_GRANT_FRAMES_MAX;
}

uint64_t share_cost_kib(const struct lcm_domain *domain)
{
    return domain->shared_kib + (uint64_t)share_grant_frames(domain) * SHARE_FRAME_KIB;
}

void share_place(const struct lcm_plan *plan, const struct lcm_share *share,
                 struct share_place *place)
{
    const struct lcm_domain *owner = &plan->domains[share->domain];
    uint32_t frames = share_grant_frames(owner), each = references_of(owner);

    *place = (struct share_place){
        .pages = share->size_kib / LCM_PAGE_KIB,
        .reference =
            frames == 0 ? SHARE_REFERENCE_FIRST : (frames - frames_more(owner)) * SHARE_ENTRIES,
        .port = share->kind == LCM_SHARE_CHANNEL ? SHARE_PORT_FIRST : 0,
    };
    for (const struct lcm_share *before = plan->shares; before < share; before++) {
        if (before->domain != share->domain)
            continue;
        place->first += before->size_kib / LCM_PAGE_KIB;
        place->port += place->port != 0 && before->kind == LCM_SHARE_CHANNEL;
    }
    place->reference += place->first * each;
    place->own_reference = each == 2 ? place->reference + place->pages : 0;
}
