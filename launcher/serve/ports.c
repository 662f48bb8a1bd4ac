/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Events of the launcher's own ports: pending bits in the page shared with Xen.
 */
#include "launcher/serve/parts.h"

/* The word that has a port's bit, NULL where none has; `bit` becomes the bit. */
static xen_ulong_t *event_word(const struct resident *r, uint32_t port, xen_ulong_t *bit)
{
    const uint32_t bits = 8 * sizeof(xen_ulong_t);

    *bit = (xen_ulong_t)1 << port % bits;
    return port == 0 || port / bits >= bits ? NULL
                                            : &r->launch->boot->shared->evtchn_pending[port / bits];
}

bool event_is_pending(const struct resident *r, uint32_t port)
{
    xen_ulong_t bit, *word = event_word(r, port, &bit);

    return word && (__atomic_load_n(word, __ATOMIC_SEQ_CST) & bit);
}

bool event_take(const struct resident *r, uint32_t port)
{
    xen_ulong_t bit, *word = event_word(r, port, &bit);

    return word && (__atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST) & bit);
}

void event_keep(const struct resident *r, uint32_t port)
{
    xen_ulong_t bit, *word = event_word(r, port, &bit);

    if (word)
        (void)__atomic_fetch_or(word, bit, __ATOMIC_SEQ_CST);
}
