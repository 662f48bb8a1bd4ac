/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Notes of a PV start that no builder could follow.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pv_made.h"

/* Numbers are of 4 or 8 bytes, and two notes of a type agree. */
static void test_bad_notes(void **state)
{
    static const uint8_t numbers[] = {ENTRY,         HYPERCALL_PAGE,     VIRT_BASE,   INIT_P2M,
                                      MOD_START_PFN, SUPPORTED_FEATURES, PADDR_OFFSET};
    static const uint8_t texts[] = {XEN_VERSION, LOADER, GUEST_OS};
    static const char *const starts[] = {"xen-3.0", "generic", "linux"};

    (void)state;
    for (size_t i = 0; i < sizeof(numbers); i++) {
        for (uint32_t size = 0; size <= 16; size++) {
            elf_start(64);
            if (numbers[i] == PADDR_OFFSET)
                elf_add_note("Xen", VIRT_BASE, 0, 8);
            elf_add_note("Xen", numbers[i], 0, size);
            assert_int_equal(elf_read_notes(), size == 4 || size == 8 ? ELF_OK : ELF_BAD_NOTE);
        }
        elf_start_pv();
        elf_add_note("Xen", numbers[i], 0x1000, 8);
        elf_add_note("Xen", numbers[i], 0x2000, 8);
        assert_int_equal(elf_read_notes(), ELF_BAD_NOTE);
    }
    for (size_t i = 0; i < sizeof(texts); i++) {
        elf_start(64);
        elf_add_text_note("Xen", texts[i], starts[i]);
        elf_add_text_note("Xen", texts[i], starts[i]);
        assert_int_equal(elf_read_notes(), ELF_OK);
        elf_start(64);
        elf_add_text_note("Xen", texts[i], starts[i]);
        elf_add_text_note("Xen", texts[i], "something else");
        assert_int_equal(elf_read_notes(), ELF_BAD_NOTE);
    }
    elf_start(64);
    elf_add_note("Xen", PADDR_OFFSET, 0, 8); /* an offset without a base */
    assert_int_equal(elf_read_notes(), ELF_BAD_NOTE);
    elf_start(64);
    elf_add_note("Xen", FEATURES, 0, 513); /* longer than all that Xen knows */
    assert_int_equal(elf_read_notes(), ELF_BAD_NOTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_notes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
