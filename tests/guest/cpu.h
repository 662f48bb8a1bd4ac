/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The processor instructions that C has no word for.
 */
#ifndef TESTS_GUEST_CPU_H
#define TESTS_GUEST_CPU_H

#include <stdint.h>

/* A PV domain asks Xen, not the processor: by the prefix that Xen knows. */
#ifdef GUEST_PV
#define CPU_ID "ud2; .ascii \"xen\"; cpuid"
#else
#define CPU_ID "cpuid"
#endif

static inline void cpu_id_at(uint32_t leaf, uint32_t subleaf, uint32_t registers[4])
{
    __asm__ volatile(CPU_ID
                     : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]),
                       "=d"(registers[3])
                     : "a"(leaf), "c"(subleaf));
}

static inline void cpu_id(uint32_t leaf, uint32_t registers[4])
{
    cpu_id_at(leaf, 0, registers);
}

static inline uint64_t cpu_tsc(void)
{
    uint32_t low, high;

    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

static inline void cpu_write_msr(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr"
                     :
                     : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
                     : "memory");
}

static inline void cpu_out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void cpu_out16(uint16_t port, uint16_t value)
{
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t cpu_in8(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* Forgets the translation of the page at `address`. */
static inline void cpu_forget_page(const void *address)
{
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline void cpu_pause(void)
{
    __asm__ volatile("pause" : : : "memory");
}

/* Orders the compiler; x86 keeps stores in order, and loads. */
static inline void cpu_barrier(void)
{
    __asm__ volatile("" : : : "memory");
}

static inline __attribute__((noreturn)) void cpu_halt(void)
{
    for (;;)
        __asm__ volatile("cli; hlt" : : : "memory");
}

/* Shuts the processor down: an exception that no table handles, nor its double fault. */
static inline __attribute__((noreturn)) void cpu_triple_fault(void)
{
    const struct {
        uint16_t limit;
        uintptr_t base;
    } __attribute__((packed)) empty = {0, 0};

    __asm__ volatile("lidt %0; ud2" : : "m"(empty));
    cpu_halt();
}

#endif
