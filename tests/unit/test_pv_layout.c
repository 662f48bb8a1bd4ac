/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Layouts of PV domains of every size and wish: sound, or too small and told so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pv_layouts.h"

/* What a layout takes for certain, whatever its tables are. */
static uint64_t payload_of(const struct elf_kernel *kernel, uint64_t memory, uint64_t ramdisk)
{
    return kernel->paddr_end + ramdisk + memory / PAGE * 8;
}

static void test_every_size_and_every_wish_is_sound_or_too_small(void **state)
{
    static const uint64_t sizes[] = {
        2 * MIB,  4 * MIB,  4 * MIB + PAGE, 6 * MIB, 8 * MIB, 8 * MIB - PAGE, 24 * MIB,
        32 * MIB, 64 * MIB, 128 * MIB,      GIB,     6 * GIB, 32 * GIB,       128 * GIB};
    static const uint64_t ramdisks[] = {0, 1, PAGE, 1234567, 40 * MIB};
    static const struct elf_kernel *const kernels[] = {&plain_kernel, &pv_linux_kernel};
    unsigned int fitting = 0, refused = 0;

    (void)state;
    for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]) * 5 * 2 * 8; i++) {
        uint64_t memory = sizes[i / 80], ramdisk = ramdisks[i / 16 % 5];
        struct elf_kernel kernel = kernel_variant(kernels[i / 8 % 2], i & 1, i & 2);
        bool dom0 = i & 4;

        if (pv_make(memory, &kernel, ramdisk, dom0) == 0) {
            pv_assert_sound(&kernel, memory, ramdisk, dom0);
            fitting++;
            continue;
        }
        /* Nothing is refused that has room: 8 MiB for tables, rings, stack and alignment. */
        assert_true(payload_of(&kernel, memory, ramdisk) + 9 * MIB > memory);
        assert_non_null(strstr(pv_why, "give "));
        refused++;
    }
    assert_true(fitting > 500 && refused > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_and_every_wish_is_sound_or_too_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
