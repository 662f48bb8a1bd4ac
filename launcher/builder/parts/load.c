/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Decoding kernel and ramdisk straight into the domain's memory.
 *
 * A chunk of the file whose pages are pages of the domain is decoded there by any CPU, without a
 * copy. Where a page of the file is not the domain's, or not in this form (headers, odd edges), the
 * first CPU decodes the chunk into pages of both kinds: the domain's, and own scratch pages, of
 * which what is needed is copied. One chunk decodes on its own, so scratch pages serve chunk after
 * chunk.
 */
#include <string.h>

#include "core/image/payload.h"
#include "launcher/builder/parts/guest.h"
#include "xen/mmu.h"
#include "xen/window.h"

#define PAGE XEN_PAGE_SIZE

enum { CHUNK_PAGES = PAYLOAD_CHUNK / PAGE };

_Static_assert((int)CHUNK_PAGES == (int)SCRATCH_PAGES && (int)CHUNK_PAGES == (int)CPU_PAGES,
               "a chunk's pages, the scratch pages, and what a CPU has of the window match");

struct load {
    struct build *b;
    const struct elf_piece *pieces;
    uint32_t piece_count;
};

/* How a page of the file is treated. */
enum treatment {
    PAGE_UNUSED, /* nobody wants its bytes */
    PAGE_DIRECT, /* it is a page of the domain */
    PAGE_COPIED, /* decoded aside, then copied piece by piece */
};

/* Room for one chunk of the file: nothing is kept in it. */
static enum treatment treatments[CHUNK_PAGES];
static uint64_t frames[CHUNK_PAGES];

static bool piece_overlaps(const struct elf_piece *piece, uint64_t start, uint64_t end)
{
    return piece->size > 0 && piece->offset < end && start < piece->offset + piece->size;
}

/* Tells whether another piece writes into the domain's `pages` pages from `paddr` on. */
static bool pages_are_shared(const struct load *load, const struct elf_piece *owner, uint64_t paddr,
                             uint32_t pages)
{
    for (uint32_t i = 0; i < load->piece_count; i++) {
        const struct elf_piece *piece = &load->pieces[i];

        if (piece != owner && piece->size > 0 && piece->paddr < paddr + (uint64_t)pages * PAGE &&
            paddr < piece->paddr + piece->size)
            return true;
    }
    return false;
}

static uint32_t chunk_pages(const struct load *load, uint32_t chunk)
{
    return (payload_chunk_size(&load->b->site->payload, chunk) + PAGE - 1) / PAGE;
}

/* Whether the chunk's pages are pages of the domain, in a row from *pfn on. */
static bool chunk_is_direct(const struct load *load, uint32_t chunk, uint64_t *pfn)
{
    uint64_t start = (uint64_t)chunk * PAYLOAD_CHUNK, paddr;
    uint64_t end = start + payload_chunk_size(&load->b->site->payload, chunk);
    const struct elf_piece *only = NULL;

    for (uint32_t i = 0; i < load->piece_count; i++) {
        if (piece_overlaps(&load->pieces[i], start, end)) {
            if (only)
                return false;
            only = &load->pieces[i];
        }
    }
    if (!only || only->offset > start || only->offset + only->size < end)
        return false;
    paddr = only->paddr + (start - only->offset);
    *pfn = paddr >> XEN_PAGE_SHIFT;
    return paddr % PAGE == 0 && !pages_are_shared(load, only, paddr, chunk_pages(load, chunk));
}

/* A job: decodes a chunk into the domain's pages, if they are all that it has. */
static int chunk_decode(void *context, const struct cpu *cpu, uint32_t chunk)
{
    const struct load *load = context;
    const struct payload *payload = &load->b->site->payload;
    uint32_t pages = chunk_pages(load, chunk), size = payload_chunk_size(payload, chunk);
    uint8_t *target;
    uint64_t pfn;
    int error;

    if (!chunk_is_direct(load, chunk, &pfn))
        return 0;
    error = guest_show(load->b, cpu, pfn, pages, &target);
    if (!error)
        error = (int)payload_decode_chunk(payload, chunk, target);
    /* What the last page has beside is the domain's, too. */
    if (!error)
        memset(target + size, 0, pages * PAGE - size);
    return error;
}

/* Decides about the page of the file at `start`; a direct page's frame goes to *frame. */
static enum treatment page_treat(const struct load *load, uint64_t start, uint64_t *frame)
{
    const struct elf_piece *only = NULL;
    uint64_t paddr;

    for (uint32_t i = 0; i < load->piece_count; i++) {
        if (piece_overlaps(&load->pieces[i], start, start + PAGE)) {
            if (only)
                return PAGE_COPIED;
            only = &load->pieces[i];
        }
    }
    if (!only)
        return PAGE_UNUSED;
    /* The page's address in the domain; modulo 2^64 where the piece starts within the page. */
    paddr = only->paddr + (start - only->offset);
    if (paddr % PAGE != 0 || pages_are_shared(load, only, paddr, 1))
        return PAGE_COPIED;
    *frame = guest_frame(load->b, paddr >> XEN_PAGE_SHIFT);
    return PAGE_DIRECT;
}

/* Clears what a direct page has beside its piece, then is the domain's alone. */
static void page_trim(const struct load *load, uint64_t start, uint8_t *page)
{
    for (uint32_t i = 0; i < load->piece_count; i++) {
        const struct elf_piece *piece = &load->pieces[i];
        uint64_t end = piece->offset + piece->size;

        if (!piece_overlaps(piece, start, start + PAGE))
            continue;
        if (piece->offset > start)
            memset(page, 0, piece->offset - start);
        if (end < start + PAGE)
            memset(page + (end - start), 0, start + PAGE - end);
    }
}

/* Copies what the pieces want of a page that was decoded aside. */
static int page_copy(const struct load *load, uint64_t start, const uint8_t *page)
{
    for (uint32_t i = 0; i < load->piece_count; i++) {
        const struct elf_piece *piece = &load->pieces[i];
        uint64_t from = piece->offset > start ? piece->offset : start;
        uint64_t to = piece->offset + piece->size;
        int error;

        if (!piece_overlaps(piece, start, start + PAGE))
            continue;
        to = to < start + PAGE ? to : start + PAGE;
        error = guest_write(load->b, piece->paddr + (from - piece->offset), page + (from - start),
                            to - from);
        if (error)
            return error;
    }
    return 0;
}

/* Maps the pages of a chunk: runs of the domain's pages and of scratch pages. */
static int chunk_map(const struct load *load, uint32_t pages)
{
    struct build *b = load->b;

    for (uint32_t first = 0, next; first < pages; first = next) {
        bool direct = treatments[first] == PAGE_DIRECT;
        int error;

        for (next = first; next < pages && (treatments[next] == PAGE_DIRECT) == direct; next++)
            if (!direct)
                frames[next] = b->boot->scratch_mfn + next;
        error = window_map(b->xen, &b->boot->load, first, frames + first, next - first,
                           direct ? b->owner : DOMID_SELF);
        if (error)
            return error;
    }
    return xen_tlb_flush(b->xen);
}

/* Decodes a chunk that has other pages, too, and finishes those that are wanted. As a job. */
static int chunk_sort(const struct load *load, uint32_t chunk)
{
    const struct window *window = &load->b->boot->load;
    uint32_t pages = chunk_pages(load, chunk);
    uint64_t start = (uint64_t)chunk * PAYLOAD_CHUNK, pfn;
    bool wanted = false;
    int error;

    if (chunk_is_direct(load, chunk, &pfn))
        return 0;
    for (uint32_t i = 0; i < pages; i++) {
        treatments[i] = page_treat(load, start + (uint64_t)i * PAGE, &frames[i]);
        wanted = wanted || treatments[i] != PAGE_UNUSED;
    }
    if (!wanted)
        return 0;
    error = chunk_map(load, pages);
    if (!error)
        error = (int)payload_decode_chunk(&load->b->site->payload, chunk, window_page(window, 0));
    for (uint32_t i = 0; i < pages && !error; i++)
        if (treatments[i] == PAGE_DIRECT)
            page_trim(load, start + (uint64_t)i * PAGE, window_page(window, i));
        else if (treatments[i] == PAGE_COPIED)
            error = page_copy(load, start + (uint64_t)i * PAGE, window_page(window, i));
    return error;
}

/* Puts all pieces of the open payload into the domain, chunk by chunk. */
static int pieces_load(struct build *b, const struct elf_piece *pieces, uint32_t count)
{
    struct load load = {.b = b, .pieces = pieces, .piece_count = count};
    const uint32_t chunk_count = b->site->payload.chunk_count;
    int error = cpus_share(b->site->cpus, chunk_decode, &load, chunk_count);

    for (uint32_t chunk = 0; chunk < chunk_count && !error; chunk++)
        error = chunk_sort(&load, chunk);
    if (error > 0) {
        return build_fail(b, BUILD_LOAD, "a payload cannot be decoded: %s; build the image again",
                          payload_strerror((enum payload_error)error));
    }
    if (!error)
        error = build_loaded_drop(b);
    for (uint32_t i = 0; i < count; i++)
        b->result->loaded += pieces[i].size;
    return error ? build_refused(b, BUILD_LOAD, "its memory", error) : 0;
}

/* Puts all pieces into the domain: from another that has them, or from the payload. */
static int pieces_put(struct build *b, const struct elf_piece *pieces, uint32_t count,
                      const struct build_holder *holder, uint64_t address)
{
    const struct payload *payload = &b->site->payload;
    int error = BUILD_TOO_WIDE;

    if (holder->known && !b->p2m && build_may_copy(payload->encoding, payload->size))
        error = build_pieces_copy(b, pieces, count, holder->domid, holder->address - address);
    return error == BUILD_TOO_WIDE ? pieces_load(b, pieces, count) : error;
}

static int module_open(struct build *b, const struct lcm_module *module, enum build_step step)
{
    const struct lcm_payload *entry = &b->image->plan.payloads[module->index - 1];
    enum payload_error error =
        payload_open(&b->site->payload, entry, image_payload(b->image, module->index));

    if (error) {
        return build_fail(b, step, "payload %u cannot be read: %s; build the launch image again",
                          (unsigned int)module->index, payload_strerror(error));
    }
    return 0;
}

static bool kernel_bytes(void *context, uint64_t offset, void *target, size_t count)
{
    struct build_site *site = context;

    return payload_read(&site->payload, offset, target, count) == PAYLOAD_OK;
}

int build_kernel_read(struct build *b)
{
    bool pv = b->domain->mode == LCM_MODE_PV;
    struct build_site *site = b->site;
    enum elf_error error = ELF_OK;

    if (module_open(b, &b->domain->kernel, BUILD_KERNEL))
        return -1;
    if (site->kernel_index != b->domain->kernel.index) {
        site->kernel_index = 0;
        error = elf_read(kernel_bytes, site, site->payload.size, &site->kernel);
    }
    if (error) {
        return build_fail(b, BUILD_KERNEL, "the kernel cannot be started: %s; use another",
                          elf_strerror(error));
    }
    site->kernel_index = b->domain->kernel.index;
    b->kernel = site->kernel;
    error = pv ? elf_check_pv(&b->kernel, b->owner == DOMID_SELF) : elf_check_pvh(&b->kernel);
    if (error) {
        return build_fail(b, BUILD_KERNEL, "the kernel cannot be started: %s; use %s",
                          elf_strerror(error),
                          error == ELF_PV_32BIT ? "its 64-bit PV build or its PVH build"
                          : pv                  ? "a kernel with CONFIG_XEN_PV"
                                                : "a kernel with CONFIG_PVH");
    }
    if (b->domain->kernel.bootargs && strlen(b->domain->kernel.bootargs) > build_bootargs_max(b)) {
        return build_fail(b, BUILD_KERNEL,
                          "its command line has %lu characters, and its kernel takes %u; shorten "
                          "it",
                          (unsigned long)strlen(b->domain->kernel.bootargs),
                          (unsigned int)build_bootargs_max(b));
    }
    return 0;
}

/* Loads the kernel, which is still open from when its headers were read. */
static int kernel_load(struct build *b, struct elf_piece *pieces)
{
    const struct elf_symbols *symbols = &b->kernel.symbols;
    uint32_t count = 0;
    int error;

    while (count < b->kernel.segment_count) {
        const struct elf_segment *segment = &b->kernel.segments[count];

        pieces[count++] = (struct elf_piece){segment->offset, segment->file_size, segment->paddr};
    }
    if (symbols->present) {
        pieces[count++] = symbols->tables[0];
        pieces[count++] = symbols->tables[1];
    }
    for (uint32_t i = 0; i < count; i++)
        pieces[i].paddr -= b->pv.paddr_offset;
    error = pieces_put(b, pieces, count, &b->site->kernels[b->domain->kernel.index - 1], 0);
    if (error || !symbols->present)
        return error;
    /* Only now: a page of the file that is the domain's page, too, is cleared beside its piece. */
    error =
        guest_write(b, symbols->paddr - b->pv.paddr_offset, symbols->head, sizeof(symbols->head));
    return error ? build_refused(b, BUILD_LOAD, "its memory", error) : 0;
}

int build_payloads_load(struct build *b)
{
    static struct elf_piece pieces[ELF_SEGMENTS_MAX + 2];
    const struct lcm_module *ramdisk = &b->domain->ramdisk;

    if (kernel_load(b, pieces))
        return -1;
    if (ramdisk->present) {
        if (module_open(b, ramdisk, BUILD_LOAD))
            return -1;
        pieces[0] = (struct elf_piece){0, b->site->payload.size, b->ramdisk};
        if (pieces_put(b, pieces, 1, &b->site->ramdisks[ramdisk->index - 1], b->ramdisk))
            return -1;
    }
    return build_archive_put(b);
}
