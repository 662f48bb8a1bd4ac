/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The domain itself: its creation with its limits and label, its cpupool, where its vCPUs run.
 */
#include "core/share/share.h"
#include "launcher/builder/parts/build.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/platform_op.h"
#include "xen/schedule.h"

static uint32_t limit_or_default(struct lcm_limit limit)
{
    return limit.given ? limit.value : XEN_LIMIT_DEFAULT;
}

/* Looks up the domain's label, where it has one; it is Xen's default otherwise. */
static int label_find(struct build *b, uint32_t *sid)
{
    const char *label = b->domain->security_id;
    int error = label ? xen_label_find(b->xen, label, sid) : 0;

    if (error == -XEN_ENOSYS && b->domain->label_optional) {
        b->result->label_ignored = true;
        return 0;
    }
    if (error == -XEN_ENOSYS) {
        return build_fail(b, BUILD_CREATE,
                          "its label \"%.64s\": this Xen has no XSM; leave security-id out, "
                          "write hyperlaunch,label-policy = \"ignore\", or boot a Xen that has",
                          label);
    }
    if (error) {
        return build_fail(b, BUILD_CREATE,
                          "its label \"%.64s\": Xen says %s; name one that the policy has", label,
                          xen_strerror(error));
    }
    return 0;
}

int build_create(struct build *b)
{
    const struct lcm_limits *limits = &b->domain->limits;
    struct xen_create request = {
        .domid = b->domid,
        .vcpus = b->domain->cpus,
        .pv = b->domain->mode == LCM_MODE_PV,
        .iommu = b->has_iommu,
        .grant_version = limits->grant_version.given ? limits->grant_version.value : 1,
        .grant_frames = share_limit(b->domain, limit_or_default(limits->grant_frames)),
        .maptrack_frames = limit_or_default(limits->maptrack_frames),
        .event_channels = limits->event_channels.given ? limits->event_channels.value : 0,
    };
    int error;

    /* Before there was a limit, every domain could use both versions. */
    if (limits->grant_version.given && limits->grant_version.value == 1 &&
        !xen_limits_grant_version(b->xen)) {
        return build_fail(b, BUILD_CREATE,
                          "this Xen cannot limit it to version 1 grant tables; leave "
                          "max_grant_version out, or boot Xen 4.16 or later");
    }
    if (label_find(b, &request.label))
        return -1;
    image_domain_uuid(b->image, b->domain, request.handle);
    error = xen_domain_create(b->xen, &request);
    if (error == -XEN_EINVAL && (limits->grant_version.given || limits->grant_frames.given ||
                                 limits->maptrack_frames.given || share_grant_frames(b->domain))) {
        return build_fail(b, BUILD_CREATE,
                          "the domain: Xen says %s; give no higher max_grant_version, "
                          "max_grant_frames and max_maptrack_frames than Xen's gnttab= "
                          "options allow",
                          xen_strerror(error));
    }
    if (error)
        return build_refused(b, BUILD_CREATE, "the domain", error);
    b->result->grant_version = xen_limits_grant_version(b->xen) ? request.grant_version : 0;
    return 0;
}

int build_pool_enter(struct build *b)
{
    const struct build_cpupool *pool;
    int error;

    if (b->domain->cpupool == 0)
        return 0;
    pool = &b->site->cpupools[b->domain->cpupool - 1];
    if (!pool->made)
        return build_fail(b, BUILD_CREATE, "its cpupool could not be made: %s", pool->cause);
    error = xen_cpupool_move_domain(b->xen, b->domid, pool->id);
    return error ? build_refused(b, BUILD_CREATE, "its cpupool", error) : 0;
}

int build_affinity_set(struct build *b)
{
    const struct lcm_plan *plan = &b->image->plan;

    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        const struct lcm_affinity *affinity = &plan->affinities[i];
        int error;

        if (&plan->domains[affinity->domain] != b->domain ||
            (b->vcpus_made && affinity->vcpu >= b->vcpus_made))
            continue;
        error = xen_vcpu_set_affinity(b->xen, b->domid, affinity->vcpu, &affinity->hard);
        if (error) {
            return build_fail(b, BUILD_VCPU,
                              "the CPUs that vCPU %u is bound to: Xen says %s; name CPUs that the "
                              "host has, in the domain's pool",
                              (unsigned int)affinity->vcpu, xen_strerror(error));
        }
    }
    return 0;
}
