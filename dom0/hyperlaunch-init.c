/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The `hyperlaunch-init` command: run in dom0 once xenstored is up, it makes the domains that were
 * launched before dom0 known there; with --watch it stays and serves their ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/version.h"
#include "dom0/devices.h"
#include "dom0/introduce.h"
#include "dom0/launch_image.h"
#include "dom0/pcis.h"
#include "dom0/rebuild.h"
#include "dom0/report.h"
#include "dom0/say.h"
#include "dom0/served.h"
#include "dom0/shares.h"
#include "dom0/wake.h"
#include "dom0/watch.h"
#include "tool/base/record_path.h"

enum { STATUS_FINE, STATUS_FAULT, STATUS_USAGE, STATUS_FAILED };
enum { IMAGES_MAX = 16, SECOND_MS = 1000 };

struct request {
    bool json;
    bool watch;
    const char *record;
    unsigned int wait;            /* for driver domains: seconds */
    char *images[IMAGES_MAX + 1]; /* ended by NULL */
    unsigned int image_count;
};

static void help_print(FILE *out)
{
    fputs(
        "usage: hyperlaunch-init [OPTION]...\n\n"
        "Makes the domains that the launcher started before dom0 known to xenstored and xl.\n\n"
        "options:\n"
        "  --json         print a JSON array with one object per domain instead of lines\n"
        "  --record FILE  read the launch record FILE, not " RECORD_PATH_KEPT "\n"
        "                 or " RECORD_PATH_RAMDISK "\n"
        "  --watch        stay: destroy, restart or preserve launched domains that end\n"
        "  --image FILE   take devices, policies and what is rebuilt from the launch image FILE,\n"
        "                 a file or a block device; may be given more than once; then\n"
        "                 " REBUILD_IMAGES " are tried\n"
        "  --wait SECONDS give driver domains so long to take what they serve, at most 3600;\n"
        "                 the default is 60\n"
        "  -h, --help     show this text\n"
        "  --version      show the version\n"
        "\nexit status: 0 fine, 1 not all domains could be served, or the record is at fault,\n"
        "2 usage, 3 the work could not be done\n",
        out);
}

static bool seconds_take(const char *text, unsigned int *seconds)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end || value > SERVED_WAIT_MAX) {
        say("--wait %s: not a number of seconds, 0 to %d", text, SERVED_WAIT_MAX);
        return false;
    }
    *seconds = (unsigned int)value;
    return true;
}

/* Returns -1 to go on, else the status to exit with. */
static int options_take(struct request *request, int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},       {"record", required_argument, NULL, 'r'},
        {"watch", no_argument, NULL, 'w'},      {"image", required_argument, NULL, 'i'},
        {"wait", required_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},    {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'j':
            request->json = true;
            break;
        case 'r':
            request->record = optarg;
            break;
        case 'w':
            request->watch = true;
            break;
        case 'i':
            if (request->image_count == IMAGES_MAX) {
                say("more than %d images; name only those that the host is launched from",
                    IMAGES_MAX);
                return STATUS_USAGE;
            }
            request->images[request->image_count++] = optarg;
            break;
        case 's':
            if (!seconds_take(optarg, &request->wait))
                return STATUS_USAGE;
            break;
        case 'h':
            help_print(stdout);
            return STATUS_FINE;
        case 'v':
            puts("hyperlaunch-init " HYPERLAUNCH_VERSION);
            return STATUS_FINE;
        default:
            say("see hyperlaunch-init --help");
            return STATUS_USAGE;
        }
    }
    if (optind < argc) {
        say("%s: unexpected argument; see hyperlaunch-init --help", argv[optind]);
        return STATUS_USAGE;
    }
    return -1;
}

/* Reads the record; STATUS_FINE, or the status to exit with after a complaint. */
static int record_load(const char *path, struct record *record)
{
    static uint8_t bytes[RECORD_BLOB_MAX + 1];
    FILE *in = fopen(path, "re");
    enum record_error error;
    size_t size;

    if (!in) {
        say("%s: %s; check that hyperlaunch started this host and that its initramfs hook is "
            "installed",
            path, strerror(errno));
        return STATUS_FAILED;
    }
    size = fread(bytes, 1, sizeof(bytes), in);
    if (ferror(in)) {
        say("%s cannot be read: %s", path, strerror(errno));
        (void)fclose(in);
        return STATUS_FAILED;
    }
    (void)fclose(in);
    error = size > RECORD_BLOB_MAX ? RECORD_NOT_RECORD : record_read(bytes, size, record);
    if (error) {
        say("%s: %s", path, record_strerror(error));
        return STATUS_FAULT;
    }
    if (record->parsed) {
        say("%s: a record made of a log, which lacks what is needed; give the record as the "
            "launcher wrote it",
            path);
        return STATUS_FAULT;
    }
    return STATUS_FINE;
}

static void dom0_close(struct dom0 *dom0)
{
    xs_close(dom0->store);
    if (dom0->memory)
        (void)xenforeignmemory_close(dom0->memory);
}

/* Opens what is needed to introduce domains; false after a complaint. */
static bool dom0_open(struct dom0 *dom0)
{
    int error;

    *dom0 = (struct dom0){.userdata = USERDATA_FOLDER};
    if (geteuid() != 0) {
        say("only root may do this; run it as root");
        return false;
    }
    dom0->store = xs_open(0);
    if (!dom0->store) {
        say("xenstored does not answer: %s; start it first (Debian: service xen start)",
            strerror(errno));
        return false;
    }
    error = xen_init(&dom0->xen);
    if (error) {
        char refusal[XEN_REFUSAL_SIZE];

        xen_refusal_write(&dom0->xen, error, refusal, sizeof(refusal));
        say("%s%s", refusal,
            dom0->xen.abi || !dom0->xen.major ? "; this needs /dev/xen/privcmd" : "");
        return false;
    }
    dom0->memory = xenforeignmemory_open(NULL, 0);
    if (!dom0->memory) {
        say("memory of other domains cannot be mapped: %s; load the module xen-privcmd",
            strerror(errno));
        return false;
    }
    return true;
}

/* Attaches the devices that the LCM gives, and tells what domains share; false after a complaint.
 */
static bool devices_run(const struct request *request, const struct record *record,
                        struct dom0 *dom0, struct introduction *done)
{
    static struct launch_image image;
    bool good = true;

    if (launch_lcm_find(&image, request->record, request->images, record)) {
        good = shares_write(dom0->store, record, &image.image.plan, done);
        good = pcis_attach(dom0->store, &pcis_host, record, &image.image.plan, done) && good;
        good = devices_attach(dom0->store, record, &image.image.plan, done) && good;
        good = served_attach(dom0, record, &image.image.plan, done, request->wait) && good;
    } else {
        say("neither the LCM beside the record nor a launch image was found that this host was "
            "launched from: devices that it may give to domains are not attached, and nobody is "
            "told what domains share; put the image into %s, or name it with --image",
            REBUILD_IMAGES);
    }
    launch_image_close(&image);
    return good;
}

/* Until the program behind the other end of a pipe has ended, and what was to be woken is. */
static void wakes_run(struct dom0 *dom0, const struct record *record, int end)
{
    struct pollfd program = {.fd = end};

    for (int left = WAKE_SECONDS; left > 0;) {
        bool has_ended = poll(&program, 1, SECOND_MS) > 0;
        bool is_done = wake_round(dom0, record) == 0;

        if (!has_ended)
            continue;
        if (is_done)
            return;
        left--;
        sleep(1);
    }
}

/*
 * Wakes domains in the background: dom0's start does not wait for it, nor does whoever reads this
 * program's output. It is to be called before anything is opened: libxencall's buffers do not
 * outlive a fork.
 */
static void wakes_start(const struct record *record)
{
    struct dom0 dom0;
    int ends[2] = {-1, -1};
    pid_t pid = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;

    if (pid < 0) {
        say("domains are notified only once: %s; one that is booting just now may stay without "
            "devices until hyperlaunch-init runs again",
            strerror(errno));
    }
    /* This program's own end stays open until it has ended. */
    if (pid != 0) {
        (void)close(ends[0]);
        return;
    }
    (void)close(ends[1]);
    if (daemon(0, 0) == 0 && dom0_open(&dom0)) {
        wakes_run(&dom0, record, ends[0]);
        dom0_close(&dom0);
    }
    _exit(STATUS_FINE);
}

static int introduce_run(const struct request *request, const struct record *record)
{
    static struct introduction done[RECORD_DOMAINS_MAX];
    struct dom0 dom0;
    bool good, open;

    wakes_start(record);
    open = dom0_open(&dom0);
    good = open && introduce_all(&dom0, record, done);
    good = open && devices_run(request, record, &dom0, done) && good;
    dom0_close(&dom0);
    if (!open)
        return STATUS_FAILED;
    (request->json ? report_json : report_text)(stdout, record, done);
    if (fflush(stdout) != 0) {
        say("the standard output cannot be written: %s", strerror(errno));
        return STATUS_FAILED;
    }
    return good ? STATUS_FINE : STATUS_FAULT;
}

int main(int argc, char **argv)
{
    static struct record record;
    struct request request = {.record = record_path_find(""), .wait = SERVED_WAIT};
    int status = options_take(&request, argc, argv);

    if (status >= 0)
        return status;
    status = record_load(request.record, &record);
    if (status != STATUS_FINE)
        return status;
    return request.watch ? watch_run(&record, request.images, REBUILD_FOLDER)
                         : introduce_run(&request, &record);
}
