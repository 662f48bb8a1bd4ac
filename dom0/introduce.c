/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The steps of an introduction.
 */
#include "dom0/introduce.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dom0/find.h"
#include "dom0/nodes.h"
#include "dom0/ring.h"
#include "dom0/userdata.h"
#include "xen/domain.h"
#include "xen/errno.h"

const char *introduce_result_name(enum introduce_result result)
{
    static const char *const names[] = {
        [INTRODUCE_DONE] = "introduced",
        [INTRODUCE_ALREADY] = "already",
        [INTRODUCE_FAILED] = "failed",
        [INTRODUCE_SKIPPED] = "skipped",
    };

    return names[result];
}

__attribute__((format(printf, 3, 4))) static bool fail(struct introduction *done, const char *step,
                                                       const char *format, ...)
{
    va_list arguments;

    done->result = INTRODUCE_FAILED;
    done->step = step;
    va_start(arguments, format);
    (void)vsnprintf(done->cause, sizeof(done->cause), format, arguments);
    va_end(arguments);
    return false;
}

/* Only a domain that the launcher started, other than domain 0, is to be introduced. */
static bool domain_is_wanted(const struct record_domain *domain, struct introduction *done)
{
    done->result = INTRODUCE_SKIPPED;
    if (domain->domid == 0) {
        (void)snprintf(done->cause, sizeof(done->cause),
                       "it is domain 0, which Xen's own xen-init-dom0 makes known");
        return false;
    }
    if (record_has_cause(domain->state)) {
        (void)snprintf(done->cause, sizeof(done->cause), "it was not launched: %s: %s",
                       domain->step, domain->cause);
        return false;
    }
    if (domain->state != RECORD_RUNNING) {
        (void)snprintf(done->cause, sizeof(done->cause), "it had ended before dom0 started");
        return false;
    }
    return true;
}

static bool domain_is_there(struct dom0 *dom0, const struct record_domain *domain,
                            struct introduction *done)
{
    struct xen_domain_info info;
    int error = xen_domain_info(&dom0->xen, domain->domid, &info);
    bool is_gone = error == -XEN_ESRCH || (!error && info.dying);
    bool is_another = !error && memcmp(info.handle, domain->uuid, sizeof(info.handle)) != 0;
    uint32_t domid;

    if ((is_gone || is_another) && rebuilt_find(dom0->store, &dom0->xen, domain, &domid)) {
        (void)snprintf(done->cause, sizeof(done->cause),
                       "it was built again, as domain %" PRIu32 ", which xl made known", domid);
        return false;
    }
    if (is_gone) {
        return fail(done, "domain",
                    "it has ended and is gone; if it is still wanted, build it with xl create");
    }
    if (error) {
        return fail(done, "domain", "its state cannot be read: Xen says %s; look at xl dmesg",
                    xen_strerror(error));
    }
    if (is_another) {
        return fail(done, "domain",
                    "its id now belongs to a domain with another UUID; if it is still wanted, "
                    "build it with xl create");
    }
    return true;
}

static bool nodes_are_there(struct dom0 *dom0, const struct record_domain *domain)
{
    return nodes_present(dom0->store, domain) && userdata_present(dom0->userdata, domain);
}

static bool nodes_make(struct dom0 *dom0, const struct record_domain *domain,
                       struct introduction *done)
{
    char where[NODES_PATH_SIZE];

    if (!nodes_write(dom0->store, domain, where)) {
        return fail(done, "store nodes", "%s cannot be written: %s; xenstored's log may say more",
                    where, strerror(errno));
    }
    if (!userdata_write(dom0->userdata, domain)) {
        return fail(done, "stored configuration",
                    "it cannot be written below %s: %s; make that folder writable, and run this "
                    "again",
                    dom0->userdata, strerror(errno));
    }
    return true;
}

static bool store_present(struct dom0 *dom0, const struct record_domain *domain,
                          struct introduction *done)
{
    struct ring ring;
    int error = ring_offer(dom0, domain, &ring);
    bool introduced;

    if (error) {
        return fail(done, "store page",
                    "its xenstore page cannot be prepared: %s; look at xl dmesg",
                    xen_strerror(error));
    }
    introduced =
        xs_introduce_domain(dom0->store, domain->domid, domain->store_frame, domain->store_port);
    error = errno;
    ring_settle(dom0, domain, &ring);
    if (!introduced) {
        return fail(done, "introduction",
                    "xenstored refuses it: %s; restart the domain with xl destroy and xl create",
                    strerror(error));
    }
    return true;
}

void introduce_domain(struct dom0 *dom0, const struct record_domain *domain,
                      struct introduction *done)
{
    bool introduced;

    *done = (struct introduction){.step = ""};
    if (!domain_is_wanted(domain, done) || !domain_is_there(dom0, domain, done))
        return;
    introduced =
        domain->store == RECORD_STORE_NONE || xs_is_domain_introduced(dom0->store, domain->domid);
    if (introduced && nodes_are_there(dom0, domain)) {
        done->result = INTRODUCE_ALREADY;
        return;
    }
    done->result = INTRODUCE_DONE;
    if (nodes_make(dom0, domain, done) && !introduced)
        store_present(dom0, domain, done);
}

/*
 * xenconsoled looks for domains when one is introduced. Those without a store are not: their nodes
 * are written first, so that it finds them with the others.
 */
bool introduce_all(struct dom0 *dom0, const struct record *record, struct introduction *done)
{
    bool good = true;

    for (int with_store = 0; with_store <= 1; with_store++) {
        for (uint32_t i = 0; i < record->domain_count; i++) {
            const struct record_domain *domain = &record->domains[i];

            if ((domain->store != RECORD_STORE_NONE) == with_store) {
                introduce_domain(dom0, domain, &done[i]);
                good = good && done[i].result != INTRODUCE_FAILED;
            }
        }
    }
    return good;
}
