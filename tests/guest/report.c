/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the report's lines; the worst status wins, and no last line is an error of its own.
 */
#include "tests/guest/report.h"

#include "tests/guest/console.h"
#include "tests/guest/lib.h"

enum { ERRORS_MAX = 16 };

static struct {
    const char *text;
    uint64_t value;
} errors[ERRORS_MAX];
static unsigned int error_count; /* all of them, kept or not */

static void begin(const char *key)
{
    console_print("tiny: ");
    console_print(key);
    console_print("=");
}

void report_text(const char *key, const char *value)
{
    begin(key);
    /* Foreign text must not be able to forge a line. */
    for (; *value; value++) {
        char character[2] = {*value, '\0'};

        if ((unsigned char)*value < ' ' || *value == 0x7f)
            character[0] = '?';
        console_print(character);
    }
    console_end_line();
}

void report_number(const char *key, uint64_t number)
{
    char digits[NUMBER_SIZE];

    number_decimal(digits, number);
    report_text(key, digits);
}

void report_hex(const char *key, uint64_t number, unsigned int width)
{
    char digits[NUMBER_SIZE];

    number_hex(digits, number, width);
    report_text(key, digits);
}

void report_error(const char *text, uint64_t value)
{
    if (error_count < ERRORS_MAX) {
        errors[error_count].text = text;
        errors[error_count].value = value;
    }
    error_count++;
}

void report_error_once(const char *text, uint64_t value)
{
    unsigned int i;

    for (i = 0; i < error_count && i < ERRORS_MAX; i++)
        if (text_equal(errors[i].text, text))
            return;
    report_error(text, value);
}

void report_errors(void)
{
    unsigned int i;

    for (i = 0; i < error_count && i < ERRORS_MAX; i++) {
        char digits[NUMBER_SIZE];

        number_hex(digits, errors[i].value, 1);
        begin("error");
        console_print(errors[i].text);
        console_print(": 0x");
        console_print(digits);
        console_end_line();
    }
    if (error_count > ERRORS_MAX)
        report_number("errors_not_shown", error_count - ERRORS_MAX);
}

void report_done(uint64_t time_ms)
{
    char digits[NUMBER_SIZE];

    number_decimal(digits, time_ms);
    console_print("tiny: done time_ms=");
    console_print(digits);
    console_print(error_count ? " result=error" : " result=success");
    console_end_line();
}
