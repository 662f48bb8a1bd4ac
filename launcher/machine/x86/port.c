/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * I/O ports, by instructions.
 */
#include "xen/port.h"

uint32_t port_read(uint16_t port, unsigned int size)
{
    uint32_t value = 0;

    if (size == 1)
        __asm__ volatile("inb %w1, %b0" : "+a"(value) : "Nd"(port));
    else if (size == 2)
        __asm__ volatile("inw %w1, %w0" : "+a"(value) : "Nd"(port));
    else
        __asm__ volatile("inl %w1, %0" : "+a"(value) : "Nd"(port));
    return value;
}

void port_write(uint16_t port, unsigned int size, uint32_t value)
{
    if (size == 1)
        __asm__ volatile("outb %b0, %w1" : : "a"(value), "Nd"(port));
    else if (size == 2)
        __asm__ volatile("outw %w0, %w1" : : "a"(value), "Nd"(port));
    else
        __asm__ volatile("outl %0, %w1" : : "a"(value), "Nd"(port));
}
