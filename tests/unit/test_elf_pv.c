/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What Xen's notes ask for a PV start: every note that Xen's builder honours, its default, and
 * those that no builder could follow. Debian's kernels, where they were fetched, are what counts.
 */
#include "tests/unit/elf_made.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/unpack/unpack.h"

/* Types of notes, as xen/include/public/elfnote.h numbers them. */
enum {
    ENTRY = 1,
    HYPERCALL_PAGE,
    VIRT_BASE,
    PADDR_OFFSET,
    XEN_VERSION,
    GUEST_OS,
    LOADER = 8,
    FEATURES = 10,
    INIT_P2M = 15,
    MOD_START_PFN,
    SUPPORTED_FEATURES,
    PHYS32_ENTRY,
};

#define BASE UINT64_C(0xffffffff80000000)

static const struct elf_pv nothing;

/* A 64-bit file with the notes without which there is no PV start. */
static void start_pv(void)
{
    start(64);
    add_text_note("Xen", XEN_VERSION, "xen-3.0");
    add_text_note("Xen", GUEST_OS, "linux");
    add_note("Xen", VIRT_BASE, BASE, 8);
    add_note("Xen", ENTRY, BASE + TEXT_PADDR + 32, 8);
}

static enum elf_error read_notes(void)
{
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
    return made_elf_read();
}

static enum elf_error read_pv(bool dom0)
{
    assert_int_equal(read_notes(), ELF_OK);
    return elf_check_pv(&kernel, dom0);
}

static void test_least_notes(void **state)
{
    (void)state;
    start_pv();
    assert_int_equal(read_pv(false), ELF_OK);
    assert_int_equal(elf_check_pv(&kernel, true), ELF_OK);
    assert_int_equal(elf_check_pvh(&kernel), ELF_NO_PVH_NOTE);
    assert_true(kernel.pv.present);
    assert_true(kernel.pv.virt_base == BASE);
    assert_true(kernel.pv.entry == BASE + TEXT_PADDR + 32);
    assert_int_equal(kernel.pv.paddr_offset, 0);
    assert_false(kernel.pv.has_hypercall_page);
    assert_false(kernel.pv.has_init_p2m);
    assert_false(kernel.mod_start_pfn);
    assert_true(kernel.pv.dom0);
    assert_false(kernel.pv.only_dom0);
    assert_true(kernel.linux_guest);
}

static void test_all_notes(void **state)
{
    (void)state;
    start_pv();
    add_text_note("Xen", 7, "2.6");
    add_text_note("Xen", LOADER, "generic");
    add_note("Xen", PADDR_OFFSET, 0, 8);
    add_note("Xen", HYPERCALL_PAGE, BASE + TEXT_PADDR + 0x1000, 8);
    add_note("Xen", INIT_P2M, UINT64_C(0x8000000000), 8);
    add_note("Xen", MOD_START_PFN, 1, 4);
    add_text_note("Xen", FEATURES, "!writable_page_tables|pae_pgdir_above_4gb");
    add_note("Xen", SUPPORTED_FEATURES, 0x8801, 4);
    add_text_note("Xen", 9, "yes");            /* PAE_MODE: of 32 bits only */
    add_note("Xen", 13, 0, 16);                /* L1_MFN_VALID: no builder wants it */
    add_note("Xen", 14, 1, 4);                 /* SUSPEND_CANCEL: of no builder */
    add_note("Xen", 0x1000001, TEXT_PADDR, 4); /* a type that nobody knows */
    add_note("Xen", PHYS32_ENTRY, TEXT_PADDR, 4);
    assert_int_equal(read_pv(true), ELF_OK);
    assert_int_equal(elf_check_pv(&kernel, false), ELF_OK);
    assert_int_equal(elf_check_pvh(&kernel), ELF_OK);
    assert_true(kernel.pv.has_hypercall_page);
    assert_true(kernel.pv.hypercall_page == BASE + TEXT_PADDR + 0x1000);
    assert_true(kernel.pv.has_init_p2m);
    assert_true(kernel.pv.init_p2m == UINT64_C(0x8000000000));
    assert_true(kernel.mod_start_pfn);
}

/* Without its note the entry is the file's own; without a base, virtual is physical. */
static void test_defaults(void **state)
{
    (void)state;
    start(64);
    put(24, TEXT_PADDR + 8, 8);
    add_text_note("Xen", XEN_VERSION, "xen-3.0-or-later");
    add_text_note("Xen", LOADER, "generic");
    assert_int_equal(read_pv(false), ELF_OK);
    assert_int_equal(kernel.pv.entry, TEXT_PADDR + 8);
    assert_int_equal(kernel.pv.virt_base, 0);
    assert_false(kernel.linux_guest);
}

static void test_notes_in_a_section(void **state)
{
    (void)state;
    start_pv();
    add_note_section(NOTES_AT, made.notes_size);
    add_program(4, 0, 0, 64, 0); /* a segment of notes whose offset was never set */
    assert_int_equal(made_elf_read(), ELF_OK);
    assert_int_equal(elf_check_pv(&kernel, false), ELF_OK);
}

static void test_paddr_offset(void **state)
{
    (void)state;
    start(64);
    put(program_at(0) + 24, BASE + TEXT_PADDR, 8); /* physical addresses that are virtual ones */
    add_text_note("Xen", XEN_VERSION, "xen-3.0");
    add_text_note("Xen", LOADER, "generic");
    add_note("Xen", VIRT_BASE, BASE, 8);
    add_note("Xen", PADDR_OFFSET, BASE, 8);
    add_note("Xen", ENTRY, BASE + TEXT_PADDR, 8);
    assert_int_equal(read_pv(false), ELF_OK);
    assert_true(kernel.pv.paddr_offset == BASE);
}

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
        start(64);
        add_note("Xen", ENTRY, TEXT_PADDR, 8);
        if (kernels[i].version)
            add_text_note("Xen", XEN_VERSION, kernels[i].version);
        if (kernels[i].loader)
            add_text_note("Xen", LOADER, kernels[i].loader);
        if (kernels[i].os)
            add_text_note("Xen", GUEST_OS, kernels[i].os);
        assert_int_equal(read_pv(false), ELF_NO_PV_NOTE);
        assert_memory_equal(&kernel.pv, &nothing, sizeof(nothing));
    }
    start(64); /* no notes at all */
    assert_int_equal(made_elf_read(), ELF_OK);
    assert_int_equal(elf_check_pv(&kernel, true), ELF_NO_PV_NOTE);
}

static void test_32_bits_are_not_pv(void **state)
{
    (void)state;
    start(32);
    add_text_note("Xen", XEN_VERSION, "xen-3.0");
    add_text_note("Xen", LOADER, "generic");
    add_note("Xen", ENTRY, TEXT_PADDR, 4);
    assert_int_equal(read_pv(false), ELF_PV_32BIT);
    assert_int_equal(elf_check_pvh(&kernel), ELF_PV_32BIT);
    assert_false(kernel.pv.present);
}

/* The addresses of a 64-bit PV start stand in notes, so its file may be of either class. */
static void test_class_32_for_x86_64_is_pv(void **state)
{
    (void)state;
    start(32);
    put(18, 62, 2);
    add_text_note("Xen", XEN_VERSION, "xen-3.0");
    add_text_note("Xen", LOADER, "generic");
    add_note("Xen", VIRT_BASE, BASE, 8);
    add_note("Xen", ENTRY, BASE + TEXT_PADDR + 32, 8);
    assert_int_equal(read_pv(false), ELF_OK);
    assert_true(kernel.pv.entry == BASE + TEXT_PADDR + 32);
}

/* What a builder of PVH looks at, too. */
static void test_notes_about_the_ramdisk_and_acpi(void **state)
{
    static const struct {
        const char *os;
        uint32_t supported;
        bool linux_guest, rsdp_low;
    } kernels[] = {
        {"linux", 0x8801, true, false},
        {"linux", 0x801, true, true},
        {"Mini-OS", 0x801, false, false},
        {NULL, 0, false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
        start(64);
        add_note("Xen", PHYS32_ENTRY, TEXT_PADDR, 4);
        if (kernels[i].os) {
            add_text_note("Xen", GUEST_OS, kernels[i].os);
            add_note("Xen", SUPPORTED_FEATURES, kernels[i].supported, 4);
            add_note("Xen", MOD_START_PFN, 1, 4);
        }
        assert_int_equal(read_notes(), ELF_OK);
        assert_false(kernel.pv.present);
        assert_int_equal(kernel.linux_guest, kernels[i].linux_guest);
        assert_int_equal(kernel.rsdp_low, kernels[i].rsdp_low);
        assert_int_equal(kernel.mod_start_pfn, !!kernels[i].os);
    }
}

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
            start(64);
            if (numbers[i] == PADDR_OFFSET)
                add_note("Xen", VIRT_BASE, 0, 8);
            add_note("Xen", numbers[i], 0, size);
            assert_int_equal(read_notes(), size == 4 || size == 8 ? ELF_OK : ELF_BAD_NOTE);
        }
        start_pv();
        add_note("Xen", numbers[i], 0x1000, 8);
        add_note("Xen", numbers[i], 0x2000, 8);
        assert_int_equal(read_notes(), ELF_BAD_NOTE);
    }
    for (size_t i = 0; i < sizeof(texts); i++) {
        start(64);
        add_text_note("Xen", texts[i], starts[i]);
        add_text_note("Xen", texts[i], starts[i]);
        assert_int_equal(read_notes(), ELF_OK);
        start(64);
        add_text_note("Xen", texts[i], starts[i]);
        add_text_note("Xen", texts[i], "something else");
        assert_int_equal(read_notes(), ELF_BAD_NOTE);
    }
    start(64);
    add_note("Xen", PADDR_OFFSET, 0, 8); /* an offset without a base */
    assert_int_equal(read_notes(), ELF_BAD_NOTE);
    start(64);
    add_note("Xen", FEATURES, 0, 513); /* longer than all that Xen knows */
    assert_int_equal(read_notes(), ELF_BAD_NOTE);
}

static enum elf_error read_entry(uint64_t entry)
{
    start(64);
    add_text_note("Xen", XEN_VERSION, "xen-3.0");
    add_text_note("Xen", LOADER, "generic");
    add_note("Xen", VIRT_BASE, BASE, 8);
    add_note("Xen", ENTRY, entry, 8);
    return read_pv(false);
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
    start_pv();
    add_note("Xen", HYPERCALL_PAGE, page, 8);
    return read_pv(false);
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
    start_pv();
    add_note("Xen", INIT_P2M, BASE, 8);
    assert_int_equal(read_pv(false), ELF_OK);
    assert_false(kernel.pv.has_init_p2m);
    start_pv();
    add_note("Xen", INIT_P2M, UINT64_C(0x8000000800), 8);
    assert_int_equal(read_pv(false), ELF_PV_OUTSIDE);
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
        start(64);
        put(program_at(0) + 24, cases[i].paddr, 8);
        add_text_note("Xen", XEN_VERSION, "xen-3.0");
        add_text_note("Xen", LOADER, "generic");
        add_note("Xen", VIRT_BASE, cases[i].base, 8);
        add_note("Xen", PADDR_OFFSET, cases[i].offset, 8);
        add_note("Xen", ENTRY, cases[i].base - cases[i].offset + cases[i].paddr, 8);
        assert_int_equal(read_pv(false), cases[i].error);
    }
}

static void test_features(void **state)
{
    static const struct {
        const char *text;
        enum elf_error domu, dom0;
    } cases[] = {
        {"", ELF_OK, ELF_OK},
        {"|", ELF_OK, ELF_OK},
        {"!", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"of|no|importance", ELF_OK, ELF_OK},
        {"auto_translated_physmap|supervisor_mode_kernel", ELF_OK, ELF_OK},
        {"!writable_page_tables|!pae_pgdir_above_4gb", ELF_OK, ELF_OK},
        {"!writable_descriptor_tables", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"dom0|!auto_translated_physmap", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!supervisor_mode_kernel", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!hvm_callback_vector", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!never_heard_of_it", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!writable_page_tables_too", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!dom0", ELF_ONLY_DOM0, ELF_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        start_pv();
        add_text_note("Xen", FEATURES, cases[i].text);
        assert_int_equal(read_pv(false), cases[i].domu);
        assert_int_equal(elf_check_pv(&kernel, true), cases[i].dom0);
    }
    start_pv(); /* the text ends with its descriptor or before */
    memcpy(made.bytes + add_note_header("Xen", FEATURES, 8), "dom0\0|!x", 8);
    assert_int_equal(read_pv(false), ELF_OK);
    start_pv();
    memcpy(made.bytes + add_note_header("Xen", FEATURES, 2), "!xyz", 4);
    assert_int_equal(read_pv(false), ELF_PV_FEATURE);
}

static void test_supported_features(void **state)
{
    (void)state;
    start_pv();
    add_note("Xen", SUPPORTED_FEATURES, 0x800, 8);
    assert_int_equal(read_pv(true), ELF_OK);
    start_pv();
    add_note("Xen", SUPPORTED_FEATURES, 0x1, 4);
    assert_int_equal(read_pv(true), ELF_NOT_DOM0);
    assert_int_equal(elf_check_pv(&kernel, false), ELF_OK);
    add_text_note("Xen", FEATURES, "dom0"); /* either note may say it */
    made.programs = 1;
    assert_int_equal(read_pv(true), ELF_OK);
}

static void test_unreadable_anywhere(void **state)
{
    unsigned int reads;

    (void)state;
    start_pv();
    add_text_note("Xen", FEATURES, "dom0");
    assert_int_equal(read_notes(), ELF_OK);
    reads = made.reads;
    for (made.reads_fail = 1; made.reads_fail <= reads; made.reads_fail++)
        assert_int_equal(made_elf_read(), ELF_UNREADABLE);
}

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
        assert_int_equal(elf_read(unpacked_read, &unpacked, unpacked.size, &kernel), ELF_OK);
        assert_int_equal(elf_check_pvh(&kernel), ELF_OK);
        assert_int_equal(elf_check_pv(&kernel, false), ELF_OK);
        if (kernels[i].dom0)
            assert_true(kernel.pv.dom0);
        assert_int_equal(elf_check_pv(&kernel, true), kernel.pv.dom0 ? ELF_OK : ELF_NOT_DOM0);
        assert_true(kernel.pv.virt_base == BASE);
        assert_int_equal(kernel.pv.paddr_offset, 0);
        assert_true(kernel.pv.entry > BASE + kernel.paddr_start);
        assert_int_equal(kernel.pv.has_hypercall_page, kernels[i].hypercall_page);
        assert_true(kernel.pv.has_init_p2m);
        assert_true(kernel.pv.init_p2m == UINT64_C(0x8000000000));
        assert_true(kernel.mod_start_pfn);
        assert_false(kernel.pv.only_dom0);
        assert_true(kernel.linux_guest);
        unpack_release(&unpacked);
        free(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_notes),
        cmocka_unit_test(test_all_notes),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_notes_in_a_section),
        cmocka_unit_test(test_paddr_offset),
        cmocka_unit_test(test_not_a_pv_kernel),
        cmocka_unit_test(test_32_bits_are_not_pv),
        cmocka_unit_test(test_class_32_for_x86_64_is_pv),
        cmocka_unit_test(test_notes_about_the_ramdisk_and_acpi),
        cmocka_unit_test(test_bad_notes),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_hypercall_page),
        cmocka_unit_test(test_init_p2m),
        cmocka_unit_test(test_addresses_that_wrap),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_supported_features),
        cmocka_unit_test(test_unreadable_anywhere),
        cmocka_unit_test(test_debian_kernels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
