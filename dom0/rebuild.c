/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds a domain's launch image and unpacks from it what xl needs to build the domain again.
 */
#include "dom0/rebuild.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dom0/say.h"
#include "image/payload.h"

/* One opened image; its plan is large. */
struct source {
    void *bytes;
    size_t size;
    struct image image;
};

static void fault_ignore(void *context, const struct lcm_fault *fault)
{
    (void)context;
    (void)fault;
}

static void source_close(struct source *source)
{
    if (source->bytes) {
        munmap(source->bytes, source->size);
        source->bytes = NULL;
    }
}

/* Maps a file or block device; false leaves the reason in errno. */
static bool source_map(struct source *source, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    struct stat status;

    if (fd < 0) {
        return false;
    }
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        errno = EISDIR; /* its size means nothing */
        size = -1;
    } else if (size == 0) {
        errno = ENODATA;
    }
    if (size <= 0) {
        int why = errno;

        close(fd);
        errno = why;
        return false;
    }
    source->size = (size_t)size;
    source->bytes = mmap(NULL, source->size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (source->bytes == MAP_FAILED) {
        source->bytes = NULL;
        return false;
    }
    return true;
}

/* Opens the image at `path` if it is the one that this host was launched from. */
static bool source_open(struct source *source, const char *path, const struct record *record)
{
    const struct lcm_sink sink = {.report = fault_ignore};

    if (!source_map(source, path)) {
        say("%s cannot be read: %s", path, strerror(errno));
        return false;
    }
    if (image_open(&source->image, source->bytes, source->size, &sink) == 0 &&
        memcmp(source->image.lcm_digest, record->image_sha256, LCM_SHA256_SIZE) == 0) {
        return true;
    }
    source_close(source);
    return false;
}

static bool source_find(struct source *source, char *const *images, const struct record *record)
{
    glob_t found = {0};
    bool good = false;

    for (; *images && !good; images++) {
        good = source_open(source, *images, record);
    }
    if (!good && glob(REBUILD_IMAGES, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc && !good; i++) {
            good = source_open(source, found.gl_pathv[i], record);
        }
    }
    globfree(&found);
    return good;
}

/* Decodes a payload into an open file. */
static const char *payload_copy(const struct source *source, uint32_t index, FILE *out)
{
    struct payload *payload = malloc(sizeof(*payload));
    enum payload_error error;
    const char *why = NULL;

    if (!payload) {
        return "out of memory";
    }
    error = payload_open(payload, &source->image.plan.payloads[index - 1],
                         image_payload(&source->image, index));
    for (uint32_t i = 0; i < payload->chunk_count && !error && !why; i++) {
        uint32_t size = payload_chunk_size(payload, i);

        error = payload_decode_chunk(payload, i, payload->cache);
        if (!error && fwrite(payload->cache, 1, size, out) != size) {
            why = strerror(errno);
        }
    }
    free(payload);
    return error ? payload_strerror(error) : why;
}

/*
 * Writes payload `index` below `folder`, unless it stands there already: the name of a finished
 * file appears with its last byte. Returns its path, or NULL after a complaint.
 */
static char *payload_write(const struct source *source, uint32_t index, const char *folder)
{
    char *path = NULL, *partial = NULL;
    const char *why = NULL;
    FILE *out = NULL;

    if (asprintf(&path, "%s/payload-%u", folder, index) < 0 ||
        asprintf(&partial, "%s/payload-%u.new", folder, index) < 0) {
        say("out of memory");
        free(path);
        return NULL;
    }
    if (access(path, R_OK) != 0) {
        if (!image_payload_verify(&source->image, index)) {
            why = "its SHA-256 is not the one that the launch image gives; restore the image";
        } else {
            out = fopen(partial, "we");
            why = out ? payload_copy(source, index, out) : strerror(errno);
        }
        if (out && fclose(out) != 0 && !why) {
            why = strerror(errno);
        }
        if (!why && rename(partial, path) != 0) {
            why = strerror(errno);
        }
    }
    free(partial);
    if (why) {
        say("payload %u cannot be unpacked to %s: %s", index, path, why);
        free(path);
        return NULL;
    }
    return path;
}

/*
 * A string as xl's configuration takes it: what could end it or change it is escaped. All else
 * stands as it is, since libxlutil refuses the numeric escapes that it names (4.14 to 4.22).
 */
static void string_write(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s = \"", name);
    for (; *value; value++) {
        if (*value == '\n') {
            fputs("\\n", out);
            continue;
        }
        if (*value == '"' || *value == '\\') {
            fputc('\\', out);
        }
        fputc(*value, out);
    }
    fputs("\"\n", out);
}

static void limit_write(FILE *out, const char *name, struct lcm_limit limit)
{
    if (limit.given) {
        fprintf(out, "%s = %u\n", name, limit.value);
    }
}

/* One list of CPUs for each vCPU up to the last that is bound; xl takes "all" for the others. */
static void affinities_write(FILE *out, const struct lcm_plan *plan,
                             const struct lcm_domain *planned)
{
    const struct bits *bound[LCM_CPUS_MAX] = {NULL};
    uint32_t count = 0;

    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        const struct lcm_affinity *affinity = &plan->affinities[i];

        if (&plan->domains[affinity->domain] != planned) {
            continue;
        }
        bound[affinity->vcpu] = &affinity->hard;
        count = affinity->vcpu >= count ? affinity->vcpu + 1 : count;
    }
    for (uint32_t i = 0; i < count; i++) {
        char cpus[BITS_MAX * sizeof("511,")] = "all";
        struct text text;

        if (bound[i]) {
            text_init(&text, cpus, sizeof(cpus));
            bits_append(&text, bound[i]);
        }
        fprintf(out, "%s\"%s\"", i ? ", " : "cpus = [", cpus);
    }
    fputs(count ? "]\n" : "", out);
}

void rebuild_config_write(FILE *out, const struct record_domain *domain, const char *kernel,
                          const char *ramdisk, const struct lcm_plan *plan,
                          const struct lcm_domain *planned)
{
    const uint8_t *u = domain->uuid;

    string_write(out, "name", domain->name);
    fprintf(out,
            "uuid = \"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x\"\n",
            u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13],
            u[14], u[15]);
    string_write(out, "type", record_mode_name(domain->mode));
    fprintf(out, "memory = %llu\n", (unsigned long long)((domain->memory_kib + 1023) / 1024));
    fprintf(out, "vcpus = %u\n", domain->cpus);
    string_write(out, "kernel", kernel);
    if (ramdisk) {
        string_write(out, "ramdisk", ramdisk);
    }
    if (planned->kernel.bootargs) {
        string_write(out, "cmdline", planned->kernel.bootargs);
    }
    limit_write(out, "shadow_memory", planned->limits.p2m_mem_mib);
    limit_write(out, "max_grant_version", planned->limits.grant_version);
    limit_write(out, "max_grant_frames", planned->limits.grant_frames);
    limit_write(out, "max_maptrack_frames", planned->limits.maptrack_frames);
    if (planned->security_id) {
        string_write(out, "seclabel", planned->security_id);
    }
    if (domain->cpupool) {
        fprintf(out, "pool = \"%u\"\n", domain->cpupool);
    }
    affinities_write(out, plan, planned);
    fprintf(out, "on_poweroff = \"destroy\"\non_reboot = \"%s\"\non_crash = \"destroy\"\n",
            planned->reboot_destroys ? "destroy" : "restart");
}

static const struct lcm_domain *plan_find(const struct lcm_plan *plan, uint32_t domid)
{
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (plan->domains[i].domid == domid) {
            return &plan->domains[i];
        }
    }
    return NULL;
}

static char *config_write(const struct source *source, const struct record_domain *domain,
                          const char *folder)
{
    const struct lcm_domain *planned = plan_find(&source->image.plan, domain->domid);
    char *kernel = planned ? payload_write(source, planned->kernel.index, folder) : NULL;
    bool with_ramdisk = planned && planned->ramdisk.present;
    char *ramdisk =
        kernel && with_ramdisk ? payload_write(source, planned->ramdisk.index, folder) : NULL;
    char *path = NULL;
    FILE *out = NULL;

    if (kernel && (ramdisk || !with_ramdisk) &&
        asprintf(&path, "%s/%s.cfg", folder, domain->name) >= 0) {
        out = fopen(path, "we");
    }
    if (out) {
        rebuild_config_write(out, domain, kernel, ramdisk, &source->image.plan, planned);
    }
    if (path && (!out || fclose(out) != 0)) {
        say("%s cannot be written: %s", path, strerror(errno));
        free(path);
        path = NULL;
    }
    free(kernel);
    free(ramdisk);
    return path;
}

char *rebuild_prepare(const struct record *record, const struct record_domain *domain,
                      char *const *images, const char *folder)
{
    struct source *source = calloc(1, sizeof(*source));
    char *path = NULL;

    if (!source) {
        say("out of memory");
        return NULL;
    }
    if (source_find(source, images, record)) {
        path = config_write(source, domain, folder);
    } else {
        say("domain %s: cannot be built again: none of the launch images that were looked at is "
            "the one "
            "that this host was launched from; name it with --image, or put it into %s",
            domain->name, REBUILD_IMAGES);
    }
    source_close(source);
    free(source);
    return path;
}
