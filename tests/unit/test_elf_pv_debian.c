/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The notes of Debian's kernels, where they were fetched: these are what counts.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pv_made.h"
#include "tool/unpack/unpack.h"

static bool unpacked_read(void *context, uint64_t offset, void *target, size_t count)
{
    const struct unpacked *unpacked = context;

    assert_true(offset <= unpacked->size && count <= unpacked->size - offset);
    memcpy(target, unpacked->bytes + offset, count);
    return true;
}

static uint8_t *file_take(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes;

    if (!file) {
        assert_int_equal(errno, ENOENT);
        print_message("%s was not fetched\n", path);
        return NULL;
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void test_debian_kernels(void **state)
{
    static const struct {
        const char *path;
        bool hypercall_page;
        bool dom0; /* newer kernels say so only when built for it; Debian's cloud kernel is not */
    } kernels[] = {{"build/cache/linux-5.10/vmlinuz", true, true},
                   {"build/cache/linux-6.1/vmlinuz", false, true},
                   {"build/cache/linux-6.12/vmlinuz", false, false}};

    (void)state;
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
        struct unpacked unpacked;
        size_t size;
        uint8_t *file = file_take(kernels[i].path, &size);

        if (!file)
            continue;
        assert_int_equal(unpack_kernel(file, size, &unpacked), UNPACK_OK);
        assert_int_equal(elf_read(unpacked_read, &unpacked, unpacked.size, &elf_seen), ELF_OK);
        assert_int_equal(elf_check_pvh(&elf_seen), ELF_OK);
        assert_int_equal(elf_check_pv(&elf_seen, false), ELF_OK);
        if (kernels[i].dom0)
            assert_true(elf_seen.pv.dom0);
        assert_int_equal(elf_check_pv(&elf_seen, true), elf_seen.pv.dom0 ? ELF_OK : ELF_NOT_DOM0);
        assert_true(elf_seen.pv.virt_base == BASE);
        assert_int_equal(elf_seen.pv.paddr_offset, 0);
        assert_true(elf_seen.pv.entry > BASE + elf_seen.paddr_start);
        assert_int_equal(elf_seen.pv.has_hypercall_page, kernels[i].hypercall_page);
        assert_true(elf_seen.pv.has_init_p2m);
        assert_true(elf_seen.pv.init_p2m == UINT64_C(0x8000000000));
        assert_true(elf_seen.mod_start_pfn);
        assert_false(elf_seen.pv.only_dom0);
        assert_true(elf_seen.linux_guest);
        unpack_release(&unpacked);
        free(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_debian_kernels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
