/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launcher of the tests (build/e2e/launcher.elf) that commits a fault once the launch is
 * complete, as "provoke=text", "provoke=data" or "provoke=null" on its module line asks: it writes
 * to its own code, executes its data, or uses address 0.
 */
#include <stddef.h>
#include <string.h>

#include "launcher/serve/resident.h"
#include "launcher/machine/x86/machine.h"

/* The linker puts __wrap_X where X is called (--wrap); __real_X is the launcher's. */
bool __real_resident_init(struct resident *resident);
bool __wrap_resident_init(struct resident *resident);

static void text_write(void)
{
    *(volatile char *)machine_text_start = 0;
}

static void data_execute(void)
{
    static uint8_t data[16] = {0xc3}; /* ret */
    void (*function)(void);
    void *code = data;

    memcpy(&function, &code, sizeof(function));
    function();
}

static void null_write(void)
{
    char *address = NULL;

    __asm__("" : "+r"(address));
    *(volatile char *)address = 0;
}

bool __wrap_resident_init(struct resident *resident)
{
    static const struct {
        const char *word;
        void (*commit)(void);
    } faults[] = {
        {"provoke=text", text_write},
        {"provoke=data", data_execute},
        {"provoke=null", null_write},
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (strcmp(resident->launch->boot->command_line, faults[i].word) == 0) {
            faults[i].commit();
            machine_die("a fault was provoked and nothing happened: protections do not hold");
        }
    }
    return __real_resident_init(resident);
}
