/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a host's description: refused with a reason, or a host whose file reads the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/check/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct host host;
    void *blob = malloc(size + 1);
    const char *wrong;

    if (!blob)
        return 0;
    memcpy(blob, data, size);
    wrong = host_parse(&host, blob, size);
    if (!wrong) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);

        if (host.memory_mib == 0 || host_cpu_count(&host.cpus) == 0 || !out)
            abort();
        host_write(&host, out);
        fclose(out);
        /* It may meet a terminal. */
        for (size_t i = 0; i < length; i++)
            if ((text[i] < ' ' && text[i] != '\n') || text[i] > '~')
                abort();
        free(text);
    } else if (!*wrong) {
        abort();
    }
    free(blob);
    return 0;
}
