/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds the compressed kernel inside a file and checks what came out.
 */
#include "tool/unpack/unpack.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/little_endian.h"
#include "tool/unpack/unpack_codec.h"

/* Offsets in the setup header, Linux Documentation/arch/x86/boot.rst. */
enum {
    SETUP_SECTS = 0x1f1,
    BOOT_FLAG = 0x1fe,
    HEADER_MAGIC = 0x202,
    PROTOCOL_VERSION = 0x206,
    CMDLINE_SIZE = 0x238,
    PAYLOAD_OFFSET = 0x248,
    PAYLOAD_LENGTH = 0x24c,
    SETUP_HEADER_END = 0x250,
    SECTOR = 512,
    PROTOCOL_2_08 = 0x0208,
};

static bool bytes_are_elf(const uint8_t *bytes, size_t size)
{
    return size >= 4 && memcmp(bytes, "\177ELF", 4) == 0;
}

static bool bytes_are_bzimage(const uint8_t *file, size_t size)
{
    return size >= SETUP_HEADER_END && file[BOOT_FLAG] == 0x55 && file[BOOT_FLAG + 1] == 0xaa &&
           memcmp(file + HEADER_MAGIC, "HdrS", 4) == 0;
}

/* Decodes one stream into `out`; nothing is left allocated when it fails. */
static enum unpack_error stream_decode(const struct unpack_codec *codec, const uint8_t *source,
                                       size_t size, struct unpacked *out)
{
    struct unpack_buffer buffer = {0};
    enum unpack_error error;

    if (!codec->decode)
        return UNPACK_METHOD;
    error = codec->decode(source, size, &buffer);
    if (!error && buffer.used == 0)
        error = UNPACK_BAD_DATA;
    if (error) {
        free(buffer.bytes);
        return error;
    }
    out->bytes = out->owned = buffer.bytes;
    out->size = buffer.used;
    out->method = codec->name;
    return UNPACK_OK;
}

/* The payload ends with its unpacked size: gzip's own trailer, or 4 bytes appended by the build. */
static enum unpack_error bzimage_decode(const uint8_t *file, size_t size, struct unpacked *out)
{
    uint64_t setup_size = ((file[SETUP_SECTS] ? file[SETUP_SECTS] : 4u) + UINT64_C(1)) * SECTOR;
    uint64_t start = setup_size + le32_read(file + PAYLOAD_OFFSET);
    uint32_t length = le32_read(file + PAYLOAD_LENGTH);
    const struct unpack_codec *codec;
    enum unpack_error error;
    const uint8_t *payload;
    uint32_t claimed;

    if ((file[PROTOCOL_VERSION] | file[PROTOCOL_VERSION + 1] << 8) < PROTOCOL_2_08)
        return UNPACK_OLD_BZIMAGE;
    if (length <= 4 || start > size || length > size - start)
        return UNPACK_BAD_HEADER;
    payload = file + start;
    claimed = le32_read(payload + length - 4);
    if (claimed > UNPACK_SIZE_MAX)
        return UNPACK_TOO_LARGE;
    codec = unpack_codec_find(payload, length);
    if (!codec)
        return UNPACK_BAD_HEADER;
    error = stream_decode(codec, payload, codec->ends_with_size ? length : length - 4, out);
    if (error)
        return error;
    if (out->size != claimed) {
        unpack_release(out);
        return UNPACK_BAD_SIZE;
    }
    out->cmdline_size = le32_read(file + CMDLINE_SIZE);
    return UNPACK_OK;
}

static void file_pass(const uint8_t *file, size_t size, struct unpacked *out)
{
    out->bytes = file;
    out->size = size;
    out->owned = NULL;
    out->method = "none";
}

enum unpack_error unpack_file(const void *file, size_t size, struct unpacked *out)
{
    const struct unpack_codec *codec = unpack_codec_find(file, size);

    memset(out, 0, sizeof(*out));
    if (codec)
        return stream_decode(codec, file, size, out);
    file_pass(file, size, out);
    return UNPACK_OK;
}

enum unpack_error unpack_kernel(const void *file, size_t size, struct unpacked *out)
{
    enum unpack_error error;

    memset(out, 0, sizeof(*out));
    if (bytes_are_elf(file, size)) {
        file_pass(file, size, out);
        return UNPACK_OK;
    }
    if (bytes_are_bzimage(file, size))
        error = bzimage_decode(file, size, out);
    else if (unpack_codec_find(file, size))
        error = unpack_file(file, size, out);
    else
        error = UNPACK_UNKNOWN;
    if (error)
        return error;
    if (!bytes_are_elf(out->bytes, out->size)) {
        unpack_release(out);
        return UNPACK_NOT_ELF;
    }
    return UNPACK_OK;
}

void unpack_release(struct unpacked *out)
{
    free(out->owned);
    memset(out, 0, sizeof(*out));
}

const char *unpack_strerror(enum unpack_error error)
{
    switch (error) {
    case UNPACK_OK:
        return "no error";
    case UNPACK_UNKNOWN:
        return "neither an ELF file nor a Linux bzImage";
    case UNPACK_OLD_BZIMAGE:
        return "a bzImage of a boot protocol older than 2.08 (Linux before 2.6.26)";
    case UNPACK_BAD_HEADER:
        return "a bzImage whose compressed kernel is not where its header says";
    case UNPACK_METHOD:
        return "compressed with lzo, which is not supported";
    case UNPACK_BAD_DATA:
        return "its compressed bytes are damaged or cut off";
    case UNPACK_BAD_SIZE:
        return "it unpacks to another size than its header says";
    case UNPACK_TOO_LARGE:
        return "it unpacks to more than 1 GiB";
    case UNPACK_NOT_ELF:
        return "what it unpacks to is not an ELF file";
    case UNPACK_NO_MEMORY:
        return "out of memory while unpacking it";
    }
    return "unknown error of unpacking";
}
