/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a kernel file: refused with a reason, or an ELF in bounds; so as a compressed file.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/unpack/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try(enum unpack_error (*unpack)(const void *file, size_t size, struct unpacked *out),
                const void *bytes, size_t size)
{
    struct unpacked out;
    enum unpack_error error = unpack(bytes, size, &out);

    if (error) {
        if (*unpack_strerror(error) == '\0')
            abort();
    } else if (out.size > 0) {
        /* Its ends are there to be read. */
        volatile uint8_t sum = (uint8_t)(out.bytes[0] + out.bytes[out.size - 1]);

        (void)sum;
    }
    unpack_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *bytes = malloc(size ? size : 1);

    if (!bytes)
        return 0;
    memcpy(bytes, data, size);
    try(unpack_kernel, bytes, size);
    try(unpack_file, bytes, size);
    free(bytes);
    return 0;
}
