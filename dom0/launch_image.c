/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds the launch image of this host, and reads from it what is needed.
 */
#include "dom0/launch_image.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dom0/rebuild.h"
#include "dom0/say.h"
#include "core/image/digest_tree.h"

static void fault_ignore(void *context, const struct lcm_fault *fault)
{
    (void)context;
    (void)fault;
}

/* Reads exactly `size` bytes; false with errno, ENODATA where the file ends before. */
static bool bytes_read(int fd, uint64_t offset, void *target, size_t size)
{
    uint8_t *to = target;

    while (size > 0) {
        ssize_t got = pread(fd, to, size, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got == 0 ? ENODATA : errno;
            return false;
        }
        to += got;
        offset += (size_t)got;
        size -= (size_t)got;
    }
    return true;
}

static const char *errno_reason(void)
{
    return errno == ENODATA ? "the launch image ends too early; restore it" : strerror(errno);
}

/* The size of a file or block device; -1 with errno. */
static off_t size_find(int fd)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return -1;
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR; /* its size means nothing */
        return -1;
    }
    return lseek(fd, 0, SEEK_END);
}

/* Reads the compiled LCM at the start; false with errno, 0 where it is no device tree. */
static bool lcm_copy(struct launch_image *to)
{
    struct fdt_header header;
    size_t total;

    if (!bytes_read(to->fd, 0, &header, sizeof(header)))
        return false;
    errno = 0;
    total = fdt_totalsize(&header);
    if (fdt_magic(&header) != FDT_MAGIC || total < sizeof(header) || total > LCM_BLOB_MAX)
        return false;
    to->lcm = malloc(total);
    return to->lcm && bytes_read(to->fd, 0, to->lcm, total);
}

void launch_image_close(struct launch_image *image)
{
    if (image->fd >= 0)
        close(image->fd);
    free(image->lcm);
    image->fd = -1;
    image->lcm = NULL;
}

/*
 * Opens the image at `path` if it is the one that this host was launched from; with `alone`, its
 * LCM, which has no payloads behind it. Only of a sound LCM there is a digest.
 */
static bool image_try(struct launch_image *to, const char *path, const struct record *record,
                      bool alone)
{
    const struct lcm_sink sink = {.report = fault_ignore};
    off_t size;

    to->lcm = NULL;
    /* A FIFO of that name must not stop the watch. */
    to->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    size = to->fd < 0 ? -1 : size_find(to->fd);
    if (size < 0 || !lcm_copy(to)) {
        if (size < 0 || errno)
            say("%s cannot be read: %s", path, errno_reason());
    } else if ((image_open(&to->image, to->lcm, (uint64_t)size, &sink) == 0 || alone) &&
               memcmp(to->image.lcm_digest, record->image_sha256, LCM_DIGEST_SIZE) == 0) {
        return true;
    }
    launch_image_close(to);
    return false;
}

bool launch_image_find(struct launch_image *found, char *const *images, const struct record *record)
{
    static const char *const patterns[] = {REBUILD_IMAGES, REBUILD_INSTALLED};
    bool good = false;

    *found = (struct launch_image){.fd = -1};
    for (; *images && !good; images++)
        good = image_try(found, *images, record, false);
    for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]) && !good; p++) {
        glob_t there = {0};

        if (glob(patterns[p], 0, NULL, &there) == 0)
            for (size_t i = 0; i < there.gl_pathc && !good; i++)
                good = image_try(found, there.gl_pathv[i], record, false);
        globfree(&there);
    }
    return good;
}

bool launch_lcm_find(struct launch_image *found, const char *record_path, char *const *images,
                     const struct record *record)
{
    const char *slash = strrchr(record_path, '/');
    char *path = NULL;
    bool good;

    *found = (struct launch_image){.fd = -1};
    if (asprintf(&path, "%.*slcm.dtb", slash ? (int)(slash + 1 - record_path) : 0, record_path) < 0)
        path = NULL;
    good = path && access(path, F_OK) == 0 && image_try(found, path, record, true);
    free(path);
    return good || launch_image_find(found, images, record);
}

const struct lcm_domain *launch_image_domain(const struct launch_image *from, uint32_t domid)
{
    const struct lcm_plan *plan = &from->image.plan;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (plan->domains[i].domid == domid)
            return &plan->domains[i];
    return NULL;
}

uint8_t *launch_image_payload(const struct launch_image *from, uint32_t index, const char **why)
{
    const struct lcm_payload *entry = &from->image.plan.payloads[index - 1];
    uint8_t digest[DIGEST_SIZE], *bytes = malloc(entry->stored_size);

    if (!bytes) {
        *why = "out of memory";
        return NULL;
    }
    if (!bytes_read(from->fd, entry->offset, bytes, entry->stored_size)) {
        *why = errno_reason();
    } else {
        digest_payload(bytes, entry->stored_size, digest);
        if (memcmp(digest, entry->digest, sizeof(digest)) == 0)
            return bytes;
        *why = "its digest is not the one that the launch image gives; restore the image";
    }
    free(bytes);
    return NULL;
}
