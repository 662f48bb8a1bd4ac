/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The pace of the console by Xen's command line, read as Xen reads it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "xen/console_rate.h"

enum { RATE_115200 = 115200 / 10 * 7 / 8, RATE_9600 = 9600 / 10 * 7 / 8 };

static void test_serial_console_is_paced_by_its_baud_rate(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=com1 com1=115200,8n1 loglvl=all"), RATE_115200);
    assert_int_equal(console_rate_find("com2=9600,8n1 console=com2"), RATE_9600);
    assert_int_equal(console_rate_find("com1=9600 com2=115200 console=com1"), RATE_9600);
    assert_int_equal(console_rate_find("com1=115200/1843200,8n1,0x3f8,4 console=vga,com1"),
                     RATE_115200);
    assert_int_equal(console_rate_find("com1=115200,8n1,pci,msi console=com1"), RATE_115200);
    assert_int_equal(console_rate_find("com1=9600,8n1,amt console=com1H"), RATE_9600);
    assert_int_equal(console_rate_find("com1=,,0x2f8,3,baud=9600 console=com1"), RATE_9600);
}

static void test_bits_of_a_byte_count(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=com1 com1=9600,8e2"), 9600 / 12 * 7 / 8);
    assert_int_equal(console_rate_find("console=com1 com1=9600,7n1"), 9600 / 9 * 7 / 8);
}

/* Xen fills the port's FIFO by a timer then. */
static void test_polled_port_is_slower(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=com1 com1=115200,8n1,0x3f8,0"), 5760);
    assert_int_equal(console_rate_find("console=com1 com1=115200,8n1,irq=0"), 5760);
    assert_int_equal(console_rate_find("console=com1 com1=115200,8n1,0x3f8,10"), RATE_115200);
}

static void test_unknown_speed_is_the_usual_one(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=com1 com1=auto"), RATE_115200);
    assert_int_equal(console_rate_find("console=com1"), RATE_115200);
    /* Xen's own default is "com1,vga". */
    assert_int_equal(console_rate_find(""), RATE_115200);
    assert_int_equal(console_rate_find("<denied>"), RATE_115200);
    assert_int_equal(console_rate_find("com1=9600"), RATE_9600);
}

static void test_last_option_and_last_port_count(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=vga com1=9600 console=com1 com1=115200"),
                     RATE_115200);
    assert_int_equal(console_rate_find("console=com1 console=vga com1=115200"), 0);
    assert_int_equal(console_rate_find("console=com1,com2 com1=115200 com2=9600"), RATE_9600);
    assert_int_equal(console_rate_find("console=com1,ehci com1=9600"), 0);
}

static void test_other_consoles_are_not_paced(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=vga"), 0);
    assert_int_equal(console_rate_find("console=none com1=115200"), 0);
    assert_int_equal(console_rate_find("console=xhci dbgp=xhci"), 0);
    assert_int_equal(console_rate_find("console="), 0);
}

/* What Xen refuses leaves it without a serial console. */
static void test_nonsense_is_no_serial_console(void **state)
{
    (void)state;
    assert_int_equal(console_rate_find("console=com1 com1=99999999999999999999999"), 0);
    assert_int_equal(console_rate_find("console=com1 com1=230400"), 0);
    assert_int_equal(console_rate_find("console=com1 com1=9600,zn1"), 0);
    assert_int_equal(console_rate_find("console=com1 com1=9600,8n!"), 0);
    assert_int_equal(console_rate_find("console=,,,com3 com1=,,,,"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_serial_console_is_paced_by_its_baud_rate),
        cmocka_unit_test(test_bits_of_a_byte_count),
        cmocka_unit_test(test_polled_port_is_slower),
        cmocka_unit_test(test_unknown_speed_is_the_usual_one),
        cmocka_unit_test(test_last_option_and_last_port_count),
        cmocka_unit_test(test_other_consoles_are_not_paced),
        cmocka_unit_test(test_nonsense_is_no_serial_console),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
