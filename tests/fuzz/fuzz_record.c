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

/* What is written to a store, below the domain's data. */
static void require_data(const struct record_texts *data)
{
    struct record_datum datum = {.path = NULL};
    uint32_t count = 0;

    while (record_data_next(data, &datum)) {
        size_t length = strlen(datum.path);

        require(length < RECORD_PATH_SIZE && datum.path[0] != '/');
        require_printable(datum.path, length + 1);
        require(!strpbrk(datum.path, ". ") && !strstr(datum.path, "//"));
        require(length == 0 || datum.path[length - 1] != '/');
        require(strlen(datum.value) < RECORD_VALUE_SIZE);
        require(count++ < RECORD_DATA_MAX);
    }
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
        require(domain->cmdline.size == 0 ||
                strlen(domain->cmdline.first) + 1 == domain->cmdline.size);
        require_data(&domain->data);
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
