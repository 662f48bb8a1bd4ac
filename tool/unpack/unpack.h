/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Takes the bare ELF kernel out of a Linux bzImage or of a compressed ELF file (hosted only).
 *
 * A bzImage holds its ELF compressed with gzip, bzip2, xz, lzma, lz4 (legacy frames) or zstd;
 * facts: Linux Documentation/arch/x86/boot.rst. The file is untrusted: sizes in it are claims to be
 * checked.
 */
#ifndef TOOL_UNPACK_UNPACK_H
#define TOOL_UNPACK_UNPACK_H

#include <stddef.h>
#include <stdint.h>

/*
 * No kernel is larger than this unpacked; a claim beyond it is refused before memory is taken. The
 * fuzz targets are built with less, so that a bomb costs them no time.
 */
#ifndef UNPACK_SIZE_MAX
#define UNPACK_SIZE_MAX (1024ull * 1024 * 1024)
#endif
/* What a decoder may take beside that. */
#ifndef UNPACK_DECODER_MAX
#define UNPACK_DECODER_MAX (1024ull * 1024 * 1024)
#endif

enum unpack_error {
    UNPACK_OK = 0,
    UNPACK_UNKNOWN,     /* neither ELF, bzImage nor a known compression */
    UNPACK_OLD_BZIMAGE, /* boot protocol below 2.08, without a place of the payload */
    UNPACK_BAD_HEADER,  /* a bzImage's payload is not inside the file */
    UNPACK_METHOD,      /* compressed by a method that is not supported (lzo) */
    UNPACK_BAD_DATA,    /* the compressed bytes are damaged or cut off */
    UNPACK_BAD_SIZE,    /* they unpack to another size than the bzImage says */
    UNPACK_TOO_LARGE,   /* more than UNPACK_SIZE_MAX */
    UNPACK_NOT_ELF,     /* what was unpacked is not an ELF file */
    UNPACK_NO_MEMORY,
};

/* A kernel's bare ELF: inside the given file, or in memory of its own. */
struct unpacked {
    const uint8_t *bytes;
    size_t size;
    uint8_t *owned;     /* NULL when `bytes` points into the file */
    const char *method; /* how it was packed: "none", "gzip", "xz"... */
    /* Of a bzImage, the most characters of a command line that its kernel takes; 0: not known. */
    uint32_t cmdline_size;
};

/* Unpacks `file`; the result must not outlive it, and is released by unpack_release. */
enum unpack_error unpack_kernel(const void *file, size_t size, struct unpacked *out);

/* Unpacks any file that is compressed as a whole (a ".gz" Xen, for example), else passes it on. */
enum unpack_error unpack_file(const void *file, size_t size, struct unpacked *out);

void unpack_release(struct unpacked *out);

/* What is wrong, as text for a person. */
const char *unpack_strerror(enum unpack_error error);

#endif
