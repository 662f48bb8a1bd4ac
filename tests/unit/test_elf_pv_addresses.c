/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The addresses of a PV start: in bounds, and nothing wraps.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pv_made.h"

static enum elf_error read_entry(uint64_t entry)
{
    elf_start(64);
    elf_add_text_note("Xen", XEN_VERSION, "xen-3.0");
    elf_add_text_note("Xen", LOADER, "generic");
    elf_add_note("Xen", VIRT_BASE, BASE, 8);
    elf_add_note("Xen", ENTRY, entry, 8);
    return elf_read_pv(false);
}

static void test_entry(void **state)
{
    (void)state;
    assert_int_equal(read_entry(BASE + TEXT_PADDR), ELF_OK);
    assert_int_equal(read_entry(BASE + TEXT_PADDR + TEXT_SIZE - 1), ELF_OK);
    assert_int_equal(read_entry(BASE + TEXT_PADDR + TEXT_SIZE), ELF_PV_OUTSIDE);
    assert_int_equal(read_entry(BASE + TEXT_PADDR - 1), ELF_PV_OUTSIDE);
    assert_int_equal(read_entry(TEXT_PADDR), ELF_PV_OUTSIDE);
    assert_int_equal(read_entry(0), ELF_PV_OUTSIDE);
    assert_int_equal(read_entry(UINT64_MAX), ELF_PV_OUTSIDE);
}

static enum elf_error read_hypercall_page(uint64_t page)
{
    elf_start_pv();
    elf_add_note("Xen", HYPERCALL_PAGE, page, 8);
    return elf_read_pv(false);
}

static void test_hypercall_page(void **state)
{
    (void)state;
    assert_int_equal(read_hypercall_page(BASE + TEXT_PADDR), ELF_OK);
    assert_int_equal(read_hypercall_page(BASE + TEXT_PADDR + 0x1000), ELF_OK);
    assert_int_equal(read_hypercall_page(BASE + TEXT_PADDR + 0x2000), ELF_PV_OUTSIDE);
    assert_int_equal(read_hypercall_page(BASE + TEXT_PADDR - 0x1000), ELF_PV_OUTSIDE);
    assert_int_equal(read_hypercall_page(BASE + TEXT_PADDR + 8), ELF_PV_OUTSIDE);
    assert_int_equal(read_hypercall_page(0), ELF_PV_OUTSIDE);
    assert_int_equal(read_hypercall_page(UINT64_MAX & ~UINT64_C(4095)), ELF_PV_OUTSIDE);
}

/* At or above the base the list could meet the initial mapping: start_info tells where it is. */
static void test_init_p2m(void **state)
{
    (void)state;
    elf_start_pv();
    elf_add_note("Xen", INIT_P2M, BASE, 8);
    assert_int_equal(elf_read_pv(false), ELF_OK);
    assert_false(elf_seen.pv.has_init_p2m);
    elf_start_pv();
    elf_add_note("Xen", INIT_P2M, UINT64_C(0x8000000800), 8);
    assert_int_equal(elf_read_pv(false), ELF_PV_OUTSIDE);
}

/* Where physical and virtual addresses meet nothing may wrap. */
static void test_addresses_that_wrap(void **state)
{
    static const struct {
        uint64_t base, offset, paddr;
        enum elf_error error;
    } cases[] = {
        {BASE, 0, TEXT_PADDR, ELF_OK},
        {BASE, TEXT_PADDR, TEXT_PADDR, ELF_OK},
        {BASE, TEXT_PADDR + 0x1000, TEXT_PADDR, ELF_PV_OUTSIDE}, /* below the base */
        {BASE + 8, 0, TEXT_PADDR, ELF_PV_OUTSIDE},
        {BASE, 8, TEXT_PADDR, ELF_PV_OUTSIDE},
        {BASE, 0, 0x7fffd000, ELF_OK},
        {BASE, 0, 0x7fffe000, ELF_PV_OUTSIDE}, /* ends where addresses begin again */
        {BASE, 0, 0x80000000, ELF_PV_OUTSIDE},
        {0, 0, UINT64_MAX - TEXT_MEM, ELF_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        elf_start(64);
        elf_put(elf_program_at(0) + 24, cases[i].paddr, 8);
        elf_add_text_note("Xen", XEN_VERSION, "xen-3.0");
        elf_add_text_note("Xen", LOADER, "generic");
        elf_add_note("Xen", VIRT_BASE, cases[i].base, 8);
        elf_add_note("Xen", PADDR_OFFSET, cases[i].offset, 8);
        elf_add_note("Xen", ENTRY, cases[i].base - cases[i].offset + cases[i].paddr, 8);
        assert_int_equal(elf_read_pv(false), cases[i].error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_hypercall_page),
        cmocka_unit_test(test_init_p2m),
        cmocka_unit_test(test_addresses_that_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
