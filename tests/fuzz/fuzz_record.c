/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a launch record. What is read can be written, and reads back the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/record/record_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct record record;
static _Alignas(8) char first[RECORD_BLOB_MAX];
static _Alignas(8) char second[RECORD_BLOB_MAX];

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void require_printable(const char *text, size_t size)
{
    require(memchr(text, '\0', size));
    for (; *text != '\0'; text++)
        require(*text >= ' ' && *text <= '~');
}

static void require_bounds(void)
{
    require(record.domain_count <= RECORD_DOMAINS_MAX);
    for (uint32_t i = 0; i < record.domain_count; i++) {
        const struct record_domain *domain = &record.domains[i];

        require(domain->name[0] != '\0');
        require_printable(domain->name, sizeof(domain->name));
        require_printable(domain->step, sizeof(domain->step));
        require_printable(domain->cause, sizeof(domain->cause));
        require(record_state_name(domain->state));
        require(record_store_name(domain->store));
        require(domain->step_count <= RECORD_STEPS_MAX);
        for (uint32_t j = 0; j < domain->step_count; j++)
            require_printable(domain->steps[j].name, sizeof(domain->steps[j].name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *blob = malloc(size == 0 ? 1 : size);
    enum record_error error;
    size_t written;

    if (!blob)
        return 0;
    if (size != 0)
        memcpy(blob, data, size);
    error = record_read(blob, size, &record);
    free(blob);
    require(record_strerror(error)[0] != '\0');
    if (error != RECORD_OK)
        return 0;
    require_bounds();
    written = record_write(&record, first, sizeof(first));
    require(written != 0);
    require(record_read(first, written, &record) == RECORD_OK);
    require(record_write(&record, second, sizeof(second)) == written);
    require(memcmp(first, second, written) == 0);
    return 0;
}
