/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which kernels have a PV start, and which have none.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pv_made.h"

static const struct elf_pv nothing;

static void test_not_a_pv_kernel(void **state)
{
    static const struct {
        const char *version, *loader, *os;
    } kernels[] = {
        {NULL, "generic", "linux"}, {"xen-2.0", "generic", "linux"}, {"xen-3.", "generic", "linux"},
        {"xen-3.0", NULL, NULL},    {"xen-3.0", "special", "other"}, {"xen-3.0", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
        elf_start(64);
        elf_add_note("Xen", ENTRY, TEXT_PADDR, 8);
        if (kernels[i].version)
            elf_add_text_note("Xen", XEN_VERSION, kernels[i].version);
        if (kernels[i].loader)
            elf_add_text_note("Xen", LOADER, kernels[i].loader);
        if (kernels[i].os)
            elf_add_text_note("Xen", GUEST_OS, kernels[i].os);
        assert_int_equal(elf_read_pv(false), ELF_NO_PV_NOTE);
        assert_memory_equal(&elf_seen.pv, &nothing, sizeof(nothing));
    }
    elf_start(64); /* no notes at all */
    assert_int_equal(elf_made_read(), ELF_OK);
    assert_int_equal(elf_check_pv(&elf_seen, true), ELF_NO_PV_NOTE);
}

static void test_32_bits_are_not_pv(void **state)
{
    (void)state;
    elf_start(32);
    elf_add_text_note("Xen", XEN_VERSION, "xen-3.0");
    elf_add_text_note("Xen", LOADER, "generic");
    elf_add_note("Xen", ENTRY, TEXT_PADDR, 4);
    assert_int_equal(elf_read_pv(false), ELF_PV_32BIT);
    assert_int_equal(elf_check_pvh(&elf_seen), ELF_PV_32BIT);
    assert_false(elf_seen.pv.present);
}

/* The addresses of a 64-bit PV start stand in notes, so its file may be of either class. */
static void test_class_32_for_x86_64_is_pv(void **state)
{
    (void)state;
    elf_start(32);
    elf_put(18, 62, 2);
    elf_add_text_note("Xen", XEN_VERSION, "xen-3.0");
    elf_add_text_note("Xen", LOADER, "generic");
    elf_add_note("Xen", VIRT_BASE, BASE, 8);
    elf_add_note("Xen", ENTRY, BASE + TEXT_PADDR + 32, 8);
    assert_int_equal(elf_read_pv(false), ELF_OK);
    assert_true(elf_seen.pv.entry == BASE + TEXT_PADDR + 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_a_pv_kernel),
        cmocka_unit_test(test_32_bits_are_not_pv),
        cmocka_unit_test(test_class_32_for_x86_64_is_pv),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
