/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains: creating, shaping, asking and ending them (domctl, and hvm_op's parameters).
 *
 * Sources: xen/include/public/{domctl,hvm/hvm_op}.h; which version has what is in xen/abi.h. Each
 * function returns 0 or -XEN_E*; a domid without domain is -XEN_ESRCH.
 */
#ifndef XEN_DOMAIN_H
#define XEN_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xen/xen.h"

struct xen_create {
    uint32_t domid; /* as asked; -XEN_EEXIST where it is taken */
    uint8_t handle[16];
    uint32_t vcpus;
    bool pv;
    bool iommu;               /* it may be given devices: -XEN_EINVAL where there is no IOMMU */
    uint32_t label;           /* of the security module; 0: its default */
    uint32_t grant_version;   /* at most; without effect where xen_limits_grant_version() is not */
    uint32_t grant_frames;    /* at most; XEN_LIMIT_DEFAULT: as Xen's command line says */
    uint32_t maptrack_frames; /* the same */
    uint32_t event_channels;  /* at most; 0: as many as xl gives */
};

#define XEN_LIMIT_DEFAULT UINT32_MAX

/* Whether this Xen can keep a domain to grant tables of version 1. */
bool xen_limits_grant_version(const struct xen *xen);
/*
 * Creates a PVH (HAP, local APIC only) or PV domain, paused, with all its vCPUs down. -XEN_EINVAL
 * where a limit is above what Xen was booted with.
 */
int xen_domain_create(struct xen *xen, const struct xen_create *create);
/* Its memory is free once nothing maps it any more. */
int xen_domain_destroy(struct xen *xen, uint32_t domid);
/* Pauses are counted: each is taken back by one unpause. */
int xen_domain_pause(struct xen *xen, uint32_t domid);
int xen_domain_unpause(struct xen *xen, uint32_t domid);
/* Makes its vCPUs: as many as it was created with. */
int xen_domain_set_vcpus(struct xen *xen, uint32_t domid, uint32_t vcpus);
/* The most that it may be given. KiB. */
int xen_domain_set_max_memory(struct xen *xen, uint32_t domid, uint64_t kib);
/*
 * Sizes the pool that Xen takes the domain's nested page tables from, before it gets memory. KiB;
 * Xen before 4.17 rounds up to whole MiB. -XEN_ENOMEM where Xen has not that much.
 */
int xen_domain_set_paging_pool(struct xen *xen, uint32_t domid, uint64_t kib);
/* Loads HVM save records (xen/include/public/arch-x86/hvm/save.h). */
int xen_domain_set_hvm_context(struct xen *xen, uint32_t domid, const void *records, size_t size);
/* The state in which vCPU 0 of a PV domain starts. */
int xen_domain_set_vcpu(struct xen *xen, uint32_t domid, const struct vcpu_guest_context *context);
/* Fills a PV domain's page with Xen's hypercall entries. */
int xen_domain_fill_hypercalls(struct xen *xen, uint32_t domid, uint64_t mfn);

/* Sets an HVM parameter (HVM_PARAM_*, xen/include/public/hvm/params.h). */
int xen_hvm_param_set(struct xen *xen, uint32_t domid, uint32_t index, uint64_t value);

/* What getdomaininfo tells, as far as it is used. */
struct xen_domain_info {
    bool dying;
    bool shut_down;
    uint8_t shutdown_reason; /* SHUTDOWN_*, xen/include/public/sched.h */
    uint64_t pages;
    uint64_t shared_info_mfn; /* of a PV domain */
    uint64_t cpu_time_ns;
    uint32_t vcpus; /* that it may have */
    uint8_t handle[16];
};

/* -XEN_ESRCH when there is no domain with exactly this id. */
int xen_domain_info(struct xen *xen, uint32_t domid, struct xen_domain_info *info);

#endif
