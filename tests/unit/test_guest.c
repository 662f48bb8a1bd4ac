/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tests the parts of the tiny guest that judge others: a test guest that overlooks a fault is worse
 * than none, so each check is shown one fault that it must find.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Its sources are no library: they are taken in here, over a physical memory that is an array. */
#include "tests/guest/lib.c"
#include "tests/guest/memory.c"
#include "tests/guest/pvh/acpi.c"
#include "tests/guest/pvh/start_info.c"
#include "tests/guest/stale.c"

enum { RAM_SIZE = 2 * MEMORY_SPAN, INFO = 0x1000, MAP = 0x2000, TEXT = 0x3000, TABLES = 0x4000 };

uint32_t bss_dirty;
static _Alignas(MEMORY_SPAN) uint8_t ram[RAM_SIZE];
static _Alignas(MEMORY_SPAN) uint8_t hole[MEMORY_SPAN];
static const char *last_error;
static unsigned int faults;
static struct boot boot;
static struct acpi acpi;
static struct e820_entry xen_map[2];
static uint32_t xen_map_count;

uint8_t *memory_at(uint64_t start)
{
    return start < RAM_SIZE ? ram + start : hole + start % MEMORY_SPAN;
}

void report_error(const char *text, uint64_t value)
{
    (void)value;
    last_error = text;
    faults++;
}

void report_text(const char *key, const char *value)
{
    (void)key;
    (void)value;
}

void report_hex(const char *key, uint64_t number, unsigned int width)
{
    (void)key;
    (void)number;
    (void)width;
}

uint32_t xen_memory_map(struct e820_entry *entries, uint32_t count)
{
    assert_true(xen_map_count <= count);
    memcpy(entries, xen_map, xen_map_count * sizeof(*xen_map));
    return xen_map_count;
}

static struct hvm_start_info *info(void)
{
    return (struct hvm_start_info *)(void *)(ram + INFO);
}

static struct hvm_memmap_table_entry *map(void)
{
    return (struct hvm_memmap_table_entry *)(void *)(ram + MAP);
}

/* A domain whose RAM is the array, with a command line and no module. */
static int set_up(void **state)
{
    (void)state;
    memset(ram, 0, sizeof(ram));
    memset(hole, 0xff, sizeof(hole));
    memset(&boot, 0, sizeof(boot));
    memset(&acpi, 0, sizeof(acpi));
    placed_count = 0;
    stale = false;
    faults = 0;
    last_error = NULL;
    bss_dirty = 0;
    xen_map_count = 0;
    *info() = (struct hvm_start_info){
        .magic = XEN_HVM_START_MAGIC_VALUE,
        .version = 1,
        .cmdline_paddr = TEXT,
        .memmap_paddr = MAP,
        .memmap_entries = 1,
    };
    map()[0] = (struct hvm_memmap_table_entry){.size = RAM_SIZE, .type = E820_RAM};
    memcpy(ram + TEXT, "a do=echo", 10);
    return 0;
}

static void sound_start_info_is_read(void **state)
{
    (void)state;
    boot_read(INFO, &boot);
    assert_int_equal(faults, 0);
    assert_int_equal(boot.memory_size, RAM_SIZE);
    assert_string_equal(boot.cmdline, "a do=echo");
    stale_check(&boot, true);
    assert_false(stale);
    assert_int_equal(faults, 0);
}

static void wrong_start_info_is_told(void **state)
{
    info()->magic = 1;
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "no start info at ebx");

    set_up(state);
    info()->version = 0;
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "no memory map in the start info of version");

    set_up(state);
    info()->memmap_paddr = MEMORY_LIMIT - 8;
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "the memory map is out of bounds");

    set_up(state);
    info()->memmap_entries = 2;
    map()[1] = (struct hvm_memmap_table_entry){.addr = RAM_SIZE - 1, .size = 4096, .type = 2};
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "entries of the memory map overlap");

    set_up(state);
    info()->cmdline_paddr = RAM_SIZE; /* the hole: no NUL there */
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "the command line has no end");

    set_up(state);
    xen_map[0] = (struct e820_entry){.size = RAM_SIZE - 4096, .type = E820_RAM};
    xen_map_count = 1;
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "Xen's memory map differs from the start info's; entry");
}

static void module_outside_of_ram_is_told(void **state)
{
    struct hvm_modlist_entry *module = (struct hvm_modlist_entry *)(void *)(ram + 0x8000);

    (void)state;
    info()->nr_modules = 1;
    info()->modlist_paddr = 0x8000;
    *module = (struct hvm_modlist_entry){.paddr = RAM_SIZE - 4096, .size = 4097};
    boot_read(INFO, &boot);
    assert_string_equal(last_error, "a module does not lie in RAM");
    assert_false(boot.ramdisk_given);
}

/* Wherever one byte stands, and whatever stands around it, it is found at its very address. */
static void each_stale_byte_is_found(void **state)
{
    static const uint32_t places[] = {
        0,         7,           8,        INFO + sizeof(struct hvm_start_info),
        TEXT + 10, 0x9000,      0x123457, 0x1fffff,
        0x200000,  RAM_SIZE - 1};
    size_t i;

    for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
        set_up(state);
        ram[places[i]] = 1;
        boot_read(INFO, &boot);
        stale_check(&boot, true);
        assert_true(stale);
        assert_int_equal(stale_first, places[i]);
        stale_report(&boot);
        assert_int_equal(faults, 1);
    }
}

static void samples_see_the_ends_of_pages(void **state)
{
    boot_read(INFO, &boot);
    ram[0x100000 + 2000] = 1;
    stale_check(&boot, false);
    assert_false(stale);
    ram[0x100000 + 4095] = 1;
    stale_check(&boot, false);
    assert_true(stale);
    assert_int_equal(stale_first, 0x100fff);

    set_up(state);
    bss_dirty = 0x105000;
    boot_read(INFO, &boot);
    stale_check(&boot, false);
    assert_int_equal(stale_first, 0x105000);
}

static void close_sum(uint64_t table, uint32_t size, uint32_t offset)
{
    ram[table + offset] = 0;
    ram[table + offset] = (uint8_t)-memory_sum(table, size);
}

/* RSDP, XSDT and a MADT of two local APICs, one of them disabled. */
static void put_tables(void)
{
    static const uint8_t entries[] = {0, 8, 0, 4, 1, 0, 0, 0, 0, 8, 1, 6, 0, 0, 0, 0};
    struct rsdp root = {.revision = 2, .length = sizeof(root), .xsdt = TABLES + 0x100};
    uint64_t madt = TABLES + 0x200;
    uint32_t length = HEADER_SIZE + 8, apic = 0xfee00000;

    memcpy(root.signature, "RSD PTR ", 8);
    memcpy(ram + TABLES, &root, sizeof(root));
    close_sum(TABLES, 20, 8);
    close_sum(TABLES, sizeof(root), 32);

    memcpy(ram + TABLES + 0x100, "XSDT", 4);
    memcpy(ram + TABLES + 0x104, &length, 4);
    memcpy(ram + TABLES + 0x100 + HEADER_SIZE, &madt, 8);
    close_sum(TABLES + 0x100, length, 9);

    length = HEADER_SIZE + 8 + sizeof(entries);
    memcpy(ram + madt, "APIC", 4);
    memcpy(ram + madt + 4, &length, 4);
    memcpy(ram + madt + HEADER_SIZE, &apic, 4);
    memcpy(ram + madt + HEADER_SIZE + 8, entries, sizeof(entries));
    close_sum(madt, length, 9);
}

static void sound_tables_are_read(void **state)
{
    (void)state;
    put_tables();
    boot_read(INFO, &boot);
    acpi_read(TABLES, &acpi);
    assert_int_equal(faults, 0);
    assert_int_equal(acpi.local_apic, 0xfee00000);
    assert_int_equal(acpi.cpu_count, 1);
    assert_int_equal(acpi.apic_ids[0], 4);
    stale_check(&boot, true);
    assert_false(stale);
}

/* Any bit that changes in a table is told, be it a sum, a pointer or a length. */
static void each_damaged_byte_of_a_table_is_told(void **state)
{
    static const struct {
        uint32_t start, size;
    } tables[] = {{TABLES, 36}, {TABLES + 0x100, 44}, {TABLES + 0x200, 60}};
    unsigned int i, j;

    for (i = 0; i < 3; i++) {
        for (j = 0; j < tables[i].size; j++) {
            set_up(state);
            put_tables();
            ram[tables[i].start + j] ^= 0x10;
            acpi_read(TABLES, &acpi);
            assert_int_not_equal(faults, 0);
        }
    }
}

static void numbers_and_words(void **state)
{
    char text[NUMBER_SIZE];
    uint32_t rest;

    (void)state;
    number_decimal(text, UINT64_MAX);
    assert_string_equal(text, "18446744073709551615");
    number_hex(text, 0xabc, 8);
    assert_string_equal(text, "00000abc");
    assert_true(number_divide(UINT64_MAX, 0xffffffff, &rest) == 0x100000001ull && rest == 0);
    assert_true(number_scale(1000000007, 0x80000000) == 500000003);
    assert_int_equal(
        crc32_update(crc32_update(0, (const uint8_t *)"1234", 4), (const uint8_t *)"56789", 5),
        0xcbf43926);
    assert_true(word_value("do=idle  redo=x do=echo", "do", text, sizeof(text)));
    assert_string_equal(text, "echo");
    assert_false(word_value("redo=x dot=y do", "do", text, sizeof(text)));
    assert_false(word_value("do=longer", "do", text, 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sound_start_info_is_read, set_up),
        cmocka_unit_test_setup(wrong_start_info_is_told, set_up),
        cmocka_unit_test_setup(module_outside_of_ram_is_told, set_up),
        cmocka_unit_test_setup(each_stale_byte_is_found, set_up),
        cmocka_unit_test_setup(samples_see_the_ends_of_pages, set_up),
        cmocka_unit_test_setup(sound_tables_are_read, set_up),
        cmocka_unit_test_setup(each_damaged_byte_of_a_table_is_told, set_up),
        cmocka_unit_test(numbers_and_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
