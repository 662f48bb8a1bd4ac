/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Drops complaints: see silence.h.
 */
#include "tests/support/silence.h"

#include <stdio.h>
#include <stdlib.h>

void complaints_silence(void)
{
    static FILE *nowhere;

    if (nowhere)
        return;
    nowhere = fopen("/dev/null", "we");
    if (!nowhere)
        abort();
    /* glibc's stderr may be assigned; the descriptor stays, for those who write to that. */
    stderr = nowhere;
}
