/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Kernels whose claims cannot be laid out as PV: refused, and no sum wraps.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pv_layouts.h"

static void assert_address_refused(uint64_t base, uint64_t list)
{
    struct elf_kernel kernel = kernel_variant(&plain_kernel, true, true);
    char expected[256];

    kernel.pv.virt_base = base;
    kernel.pv.init_p2m = list;
    (void)snprintf(expected, sizeof(expected),
                   "the kernel asks for addresses that a PV domain cannot have (its own at "
                   "0x%" PRIx64 ", the frame list's at 0x%" PRIx64 "); use another kernel",
                   base, list);
    assert_int_equal(pv_make(32 * MIB, &kernel, 0, false), -1);
    assert_string_equal(pv_why, expected);
}

static void test_addresses_of_the_kernel_that_cannot_be(void **state)
{
    static const uint64_t bases[] = {
        LINUX_BASE + PAGE,                      /* not on 4 MiB */
        LINUX_BASE + 2 * MIB,                   /* neither */
        UINT64_C(0xffffffffffc00000) + PAGE,    /* wraps */
        UINT64_C(0xfffffffffffff000),           /* wraps at once */
        UINT64_C(0xffff800000000000),           /* Xen's */
        UINT64_C(0xffff880000000000) - 4 * MIB, /* ends in it, or behind it */
        UINT64_C(0x0000800000000000),           /* no processor's: bits 63 to 47 differ */
        UINT64_C(0x0000800000000000) - 4 * MIB, /* grows beyond */
        UINT64_C(0x0000400000000000) - 4 * MIB, /* over the end of its slot */
        UINT64_C(0x0100ff8000000000),           /* no processor's */
    };

    (void)state;
    /* The kernel and its tables take more than 4 MiB here. */
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        struct elf_kernel kernel = kernel_variant(&plain_kernel, true, true);
        char expected[256];

        kernel.paddr_end = 4 * MIB;
        kernel.pv.virt_base = bases[i];
        (void)snprintf(expected, sizeof(expected),
                       "the kernel asks for addresses that a PV domain cannot have (its own at "
                       "0x%" PRIx64 ", the frame list's at 0x8000000000); use another kernel",
                       bases[i]);
        assert_int_equal(pv_make(32 * MIB, &kernel, 0, false), -1);
        assert_string_equal(pv_why, expected);
    }
}

static void test_addresses_of_the_list_that_cannot_be(void **state)
{
    (void)state;
    assert_address_refused(LINUX_BASE, LINUX_LIST + 8);               /* within a page */
    assert_address_refused(LINUX_BASE, LINUX_LIST - 4 * PAGE);        /* two slots */
    assert_address_refused(LINUX_BASE, LINUX_BASE - 64 * KIB);        /* the kernel's */
    assert_address_refused(LINUX_BASE, UINT64_C(0xffff800000000000)); /* Xen's */
    assert_address_refused(LINUX_BASE, UINT64_C(0xffff87fffffff000)); /* Xen's last page */
    assert_address_refused(LINUX_BASE, UINT64_C(0x0000800000000000)); /* nobody's */
    assert_address_refused(LINUX_BASE, UINT64_C(0x0000ff8000000000)); /* the kernel's slot */
    assert_address_refused(LINUX_BASE, UINT64_C(0xfeffff8000000000)); /* its slot again */
    assert_address_refused(UINT64_MAX - 4 * MIB + 1, UINT64_C(0x8000000008)); /* within a page */
    assert_address_refused(8 * MIB, 4 * MIB);                                 /* the kernel's */
}

/* Claims of hostile files are any number: no sum may wrap into something that seems to fit. */
static void test_claims_of_hostile_files_do_not_wrap(void **state)
{
    static const uint64_t edges[] = {0,
                                     PAGE,
                                     MIB,
                                     32 * MIB,
                                     LINUX_LIST,
                                     UINT64_C(0x0000800000000000),
                                     UINT64_C(0xffff800000000000),
                                     UINT64_C(0xffff880000000000),
                                     LINUX_BASE,
                                     UINT64_C(1) << 63,
                                     0};
    enum { EDGES = sizeof(edges) / sizeof(edges[0]) };
    unsigned int fitting = 0, seed = 1;

    (void)state;
    for (unsigned int i = 0; i < 500000; i++) {
        struct elf_kernel kernel = {.bits = 64, .pv = {.present = true}};
        uint64_t values[5];

        for (unsigned int v = 0; v < 5; v++) {
            seed = seed * 1664525u + 1013904223u;
            /* One of the edges, a few pages or bytes off it. */
            values[v] =
                edges[(seed >> 8) % EDGES] +
                ((int64_t)(seed >> 16 & 7) - 3) * (int64_t)((seed >> 19 & 1) ? PAGE : 4 * MIB) +
                (seed >> 24 & 3) / 3;
        }
        kernel.pv.virt_base = values[0] & ~(PAGE - 1);
        kernel.pv.init_p2m = values[1] & ~(PAGE - 1);
        kernel.pv.has_init_p2m = kernel.pv.init_p2m < kernel.pv.virt_base && seed >> 30;
        kernel.mod_start_pfn = seed >> 29 & 1;
        kernel.pv.paddr_offset = values[2] & ~(PAGE - 1);
        kernel.paddr_start = kernel.pv.paddr_offset + (i % 2 ? PAGE : 0);
        kernel.paddr_end = values[3];
        /* What elf_check_pv sees to. */
        if (kernel.paddr_start < kernel.pv.paddr_offset || kernel.paddr_end <= kernel.paddr_start ||
            kernel.paddr_end - kernel.pv.paddr_offset > UINT64_MAX - kernel.pv.virt_base)
            continue;
        if (pv_make(64 * MIB, &kernel, values[4], i % 3 == 0) == 0) {
            pv_assert_sound(&kernel, 64 * MIB, values[4], i % 3 == 0);
            fitting++;
        } else {
            assert_non_null(strstr(pv_why, "; "));
        }
    }
    assert_true(fitting > 100);
}

static void test_ramdisk_near_the_end_of_numbers(void **state)
{
    static const uint64_t sizes[] = {UINT64_MAX, UINT64_MAX - PAGE + 2, UINT64_C(1) << 63,
                                     33 * MIB};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(pv_make(32 * MIB, &plain_kernel, sizes[i], false), -1);
        assert_non_null(
            strstr(pv_why, "cannot hold a kernel that ends at 1324 KiB and the ramdisk"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_of_the_kernel_that_cannot_be),
        cmocka_unit_test(test_addresses_of_the_list_that_cannot_be),
        cmocka_unit_test(test_claims_of_hostile_files_do_not_wrap),
        cmocka_unit_test(test_ramdisk_near_the_end_of_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
