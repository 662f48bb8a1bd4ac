/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domains share, as text and as JSON.
 */
#include "tool/show/shares.h"

#include "core/base/text.h"
#include "core/layout/layout.h"
#include "core/lcm/property.h"
#include "core/share/share.h"

const char *share_kind_text(const struct lcm_share *share)
{
    return share->kind == LCM_SHARE_CHANNEL ? "channel" : "shared memory";
}

static const char *access_text(const struct lcm_share *share)
{
    return property_choice(&property_rows[PROPERTY_SHARE_ACCESS], share);
}

/* Where a PVH owner has it; 0: by grants. */
static uint64_t address_of(const struct share_place *place, bool is_owner)
{
    return is_owner && place->own_reference == 0
               ? (LAYOUT_SHARED_GFN + place->first) * XEN_PAGE_SIZE
               : 0;
}

void share_text(const struct lcm_plan *plan, const struct lcm_share *share, bool is_owner,
                char *buffer, size_t size)
{
    const char *other = plan->domains[is_owner ? share->peer : share->domain].name;
    struct share_place place;
    struct text text;

    share_place(plan, share, &place);
    text_init(&text, buffer, size);
    if (share->kind == LCM_SHARE_MEMORY)
        text_append(&text, "%u KiB, ", share->size_kib);
    text_append(&text, is_owner ? "with %s" : "of %s", other);
    if (share->kind == LCM_SHARE_MEMORY)
        text_append(&text, is_owner ? ", which has %s" : ", %s", access_text(share));
    if (place.port)
        text_append(&text, ", port %u", place.port);
    if (address_of(&place, is_owner))
        text_append(&text, ", at 0x%llx", (unsigned long long)address_of(&place, is_owner));
    else
        text_append(&text, ", grants from %u on", is_owner ? place.own_reference : place.reference);
}

static void share_json(struct json *json, const struct lcm_plan *plan,
                       const struct lcm_share *share, bool is_owner)
{
    struct share_place place;

    share_place(plan, share, &place);
    json_object(json, NULL, JSON_ON_ONE_LINE);
    json_text(json, "kind", share_kind_text(share));
    json_text(json, "name", share->name);
    json_text(json, "role", is_owner ? "owner" : "peer");
    json_text(json, "peer", plan->domains[is_owner ? share->peer : share->domain].name);
    json_number(json, "size_kib", share->size_kib);
    json_text(json, "access", access_text(share));
    if (place.port)
        json_number(json, "port", place.port);
    if (address_of(&place, is_owner))
        json_number(json, "address", address_of(&place, is_owner));
    else
        json_number(json, "reference", is_owner ? place.own_reference : place.reference);
    json_end(json);
}

void shares_json(struct json *json, const struct lcm_plan *plan, const struct lcm_domain *domain)
{
    json_array(json, "shares", JSON_ON_LINES);
    for (uint32_t i = 0; i < plan->share_count; i++) {
        const struct lcm_share *share = &plan->shares[i];

        if (&plan->domains[share->domain] == domain)
            share_json(json, plan, share, true);
        else if (&plan->domains[share->peer] == domain)
            share_json(json, plan, share, false);
    }
    json_end(json);
}
