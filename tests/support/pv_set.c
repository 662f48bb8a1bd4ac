/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Launches a set of PV domains on the fake Xen, and checks each by a reader of its own. */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pv_set.h"
#include "tests/support/pv_tables.h"

#include <xen/grant_table.h>

struct kernel pv_set_full_kernel, pv_set_plain_kernel;
uint8_t pv_set_ramdisk[300001];
struct set_domain pv_set_domains[SET];
struct set_image pv_set_image;
struct run pv_set_run;

int pv_set_make(void **state)
{
    (void)state;
    pv_set_full_kernel = kernel_make(&(struct kernel_spec){
        .bits = 64,
        .paddr = 0x100000,
        .text_size = 600000,
        .data_size = 70001,
        .bss_size = 30000,
        .congruent = true,
        .pv = PV_FULL,
        .symbols = true,
        .seed = 1,
    });
    pv_set_plain_kernel = kernel_make(&(struct kernel_spec){
        .bits = 64,
        .paddr = 0x200000,
        .text_size = 50000,
        .data_size = 5000,
        .note = NOTE_IN_SECTION,
        .pv = PV_PLAIN,
        .random = true,
        .seed = 2,
    });
    bytes_fill(pv_set_ramdisk, sizeof(pv_set_ramdisk), 3, true);
    pv_set_domains[FULL] = (struct set_domain){
        .name = "full",
        .domid = 1,
        .memory_kib = 24 * MIB,
        .cpus = 2,
        .kernel = &pv_set_full_kernel,
        .ramdisk = pv_set_ramdisk,
        .ramdisk_size = sizeof(pv_set_ramdisk),
        .bootargs = "console=hvc0 x",
        .mode = LCM_MODE_PV,
    };
    pv_set_domains[PLAIN] = pv_set_domains[FULL];
    pv_set_domains[PLAIN].name = "plain";
    pv_set_domains[PLAIN].domid = 7;
    pv_set_domains[PLAIN].cpus = 1;
    pv_set_domains[PLAIN].kernel = &pv_set_plain_kernel;
    pv_set_domains[PLAIN].bootargs = NULL;
    pv_set_domains[BIG] = pv_set_domains[FULL];
    pv_set_domains[BIG].name = "big";
    pv_set_domains[BIG].domid = 9;
    pv_set_domains[BIG].cpus = 128;
    pv_set_domains[BIG].memory_kib = 5 * 1024 * MIB;
    pv_set_domains[BIG].ramdisk = NULL;
    pv_set_domains[BIG].ramdisk_size = 0;
    pv_set_domains[BIG].bootargs = "";
    pv_set_image = set_build(pv_set_domains, SET);
    return 0;
}

int pv_set_unmake(void **state)
{
    (void)state;
    set_free(&pv_set_image);
    kernel_free(&pv_set_full_kernel);
    kernel_free(&pv_set_plain_kernel);
    return 0;
}

void pv_set_launch(unsigned int minor)
{
    run_make(&pv_set_run, &(struct sim_config){
                              .minor = minor,
                              .free_kib = 6 * 1024 * MIB,
                              .image = pv_set_image.bytes,
                              .image_size = pv_set_image.size,
                          });
    run_launch(&pv_set_run);
    assert_string_equal(run_wrong(&pv_set_run), "");
    assert_int_equal(pv_set_run.launcher.launch.started, SET);
}

/* Compares what is mapped at `address` with `bytes`, or with zeros where that is NULL. */
static void mapped_expect(uint64_t top, uint64_t address, const uint8_t *bytes, size_t count)
{
    static uint8_t got[1 << 20];

    assert_true(count <= sizeof(got));
    assert_true(sim_space_read(pv_set_run.sim, top, address, got, count));
    for (size_t i = 0; i < count; i++)
        if (got[i] != (bytes ? bytes[i] : 0))
            fail_msg("address %#llx", (unsigned long long)address + i);
}

/* Behind the last segment: a length, an ELF header, three section headers, symbols, strings. */
static void symbols_expect(const struct kernel *made, const struct sim_domain_view *view)
{
    struct {
        uint32_t length;
        Elf64_Ehdr header;
        Elf64_Shdr sections[3];
    } __attribute__((packed)) head;
    const struct kernel_part *last = &made->parts[1];
    uint64_t at = KERNEL_VIRT_BASE + ((last->paddr + last->size + last->bss_size + 7) & ~7ull);
    const Elf64_Ehdr *own = (const Elf64_Ehdr *)made->bytes;
    uint64_t symtab, strtab;

    mapped_expect(view->top, at - 4096, NULL, 4096); /* .bss, which is longer */
    assert_true(sim_space_read(pv_set_run.sim, view->top, at, &head, sizeof(head)));
    assert_memory_equal(head.header.e_ident, own->e_ident, EI_NIDENT);
    assert_int_equal(head.header.e_machine, EM_X86_64);
    assert_int_equal(head.header.e_type, ET_EXEC);
    assert_int_equal(head.header.e_phoff + head.header.e_phnum + head.header.e_phentsize, 0);
    assert_int_equal(head.header.e_shoff, sizeof(Elf64_Ehdr));
    assert_int_equal(head.header.e_shnum, 3);
    assert_int_equal(head.header.e_shentsize, sizeof(Elf64_Shdr));
    assert_int_equal(head.header.e_shstrndx, 0);
    assert_int_equal(head.sections[0].sh_type, SHT_NULL);
    assert_int_equal(head.sections[1].sh_type, SHT_SYMTAB);
    assert_int_equal(head.sections[1].sh_link, 2);
    assert_int_equal(head.sections[1].sh_name, 17);
    assert_int_equal(head.sections[1].sh_size, made->symtab_size);
    assert_int_equal(head.sections[2].sh_type, SHT_STRTAB);
    assert_int_equal(head.sections[2].sh_size, made->strtab_size);
    /* Offsets count from the ELF header. */
    symtab = at + sizeof(head.length) + head.sections[1].sh_offset;
    strtab = at + sizeof(head.length) + head.sections[2].sh_offset;
    assert_int_equal(symtab, at + 264);
    assert_int_equal(strtab, symtab + made->symtab_size);
    mapped_expect(view->top, symtab, made->symtab, made->symtab_size);
    mapped_expect(view->top, strtab, made->strtab, made->strtab_size);
    assert_int_equal(head.length, strtab + made->strtab_size - at - sizeof(head.length));
    /* Nothing comes into the rest of the page with it. */
    mapped_expect(view->top, strtab + made->strtab_size, NULL,
                  4096 - (strtab + made->strtab_size) % 4096);
}

static void kernel_expect(const struct set_domain *domain, const struct sim_domain_view *view)
{
    if (domain->kernel->symtab)
        symbols_expect(domain->kernel, view);
    for (unsigned int i = 0; i < 2; i++) {
        const struct kernel_part *part = &domain->kernel->parts[i];
        uint64_t address = KERNEL_VIRT_BASE + part->paddr;

        if (i == 0 && domain->kernel == &pv_set_plain_kernel) {
            uint8_t page[4096];

            /* Around the page that Xen filled. */
            mapped_expect(view->top, address, part->bytes, HYPERCALL_OFFSET);
            memset(page, HYPERCALL_BYTE, sizeof(page));
            mapped_expect(view->top, address + HYPERCALL_OFFSET, page, sizeof(page));
            mapped_expect(view->top, address + HYPERCALL_OFFSET + 4096,
                          part->bytes + HYPERCALL_OFFSET + 4096,
                          part->size - HYPERCALL_OFFSET - 4096);
            continue;
        }
        mapped_expect(view->top, address, part->bytes, part->size);
        mapped_expect(view->top, address + part->size, NULL, part->bss_size);
    }
}

static void ramdisk_expect(const struct set_domain *domain, const struct sim_domain_view *view,
                           const struct start_info *info)
{
    static uint8_t got[sizeof(pv_set_ramdisk)];

    assert_int_equal(info->mod_len, domain->ramdisk_size);
    if (!domain->ramdisk) {
        assert_int_equal(info->mod_start, 0);
        return;
    }
    if (info->flags & SIF_MOD_START_PFN) {
        assert_true(
            sim_guest_read(pv_set_run.sim, domain->domid, info->mod_start << 12, got, sizeof(got)));
        assert_memory_equal(got, pv_set_ramdisk, sizeof(pv_set_ramdisk));
    } else {
        mapped_expect(view->top, info->mod_start, pv_set_ramdisk, sizeof(pv_set_ramdisk));
    }
}

static void domain_expect(const struct set_domain *domain)
{
    const struct outcome *record = NULL;
    bool full = domain->kernel == &pv_set_full_kernel;
    struct sim_domain_view view;
    struct start_info info;
    grant_entry_v1_t grants[2];

    for (uint32_t i = 0; i < SET; i++)
        if (pv_set_run.launcher.launch.image.plan.domains[i].domid == domain->domid)
            record = &pv_set_run.launcher.launch.domains[i];
    assert_non_null(record);
    assert_true(sim_domain_view(pv_set_run.sim, domain->domid, &view));
    assert_true(view.pv);
    assert_int_equal(view.vcpus, domain->cpus);
    assert_int_equal(view.pages, domain->memory_kib / 4);
    assert_int_equal(view.pool_kib, 0);
    assert_int_equal(view.entry, KERNEL_VIRT_BASE + domain->kernel->entry);
    assert_int_equal(view.map_count, 1);
    assert_int_equal(view.map[0].size, domain->memory_kib * 1024);
    kernel_expect(domain, &view);
    assert_true(sim_space_read(pv_set_run.sim, view.top, view.start_info, &info, sizeof(info)));
    assert_int_equal(info.flags, full && domain->ramdisk ? SIF_MOD_START_PFN : 0);
    assert_string_equal((char *)info.cmd_line, domain->bootargs ? domain->bootargs : "");
    ramdisk_expect(domain, &view, &info);
    pv_tables_expect(pv_set_run.sim, domain, &view, &info);
    /* Nobody serves a store here: it is not told of one. */
    assert_int_equal(info.store_evtchn, 0);
    assert_int_equal(info.store_mfn, 0);
    assert_int_equal(info.console.domU.mfn, record->result.console_frame);
    assert_int_equal(info.mfn_list == KERNEL_INIT_P2M, full);
    assert_int_equal(info.nr_p2m_frames != 0, full);
    memcpy(grants, view.grants, sizeof(grants));
    assert_int_equal(grants[0].frame, record->result.console_frame);
    assert_int_equal(grants[1].frame, record->result.store_frame);
    assert_int_equal(grants[0].flags, GTF_permit_access);
    assert_int_equal(grants[1].domid, 0);
}

void pv_set_expect(unsigned int minor)
{
    pv_set_launch(minor);
    for (uint32_t i = 0; i < SET; i++)
        domain_expect(&pv_set_domains[i]);
    run_free(&pv_set_run);
}
