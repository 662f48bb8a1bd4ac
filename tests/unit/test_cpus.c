/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sharing jobs among CPUs, on real threads: each job is done once, and the first failure is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <string.h>

#include <cmocka.h>

#include "launcher/cpus/pool.h"
#include "xen/console_output.h"
#include "xen/hypercall.h"
#include "xen/xen.h"

enum { HELPERS = 3, JOBS = 500, WORKS = 200 };

static struct xen first_xen;
static struct cpus cpus;
static pthread_t threads[HELPERS + 1];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t woken = PTHREAD_COND_INITIALIZER;
static uint32_t wakes;
static bool over;
static uint32_t done[JOBS]; /* how often each job was done */

/* -- the machine: a CPU is a thread --------------------------------------------------------------
 */

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    (void)number;
    (void)a1;
    (void)a2;
    (void)a3;
    (void)a4;
    return 0;
}

static void *helper_run(void *number)
{
    uint32_t seen = 0;

    for (;;) {
        while (cpus_help(&cpus, (uint32_t)(uintptr_t)number)) {
        }
        (void)pthread_mutex_lock(&lock);
        while (seen == wakes && !over)
            (void)pthread_cond_wait(&woken, &lock);
        seen = wakes;
        (void)pthread_mutex_unlock(&lock);
        if (over)
            return NULL;
    }
}

uint32_t boot_cpus_start(struct xen *xen, struct boot *boot, uint32_t first, uint32_t count,
                         boot_help *help, void *context)
{
    (void)xen;
    (void)boot;
    (void)first;
    assert_ptr_equal(help, cpus_help);
    assert_ptr_equal(context, &cpus);
    for (uintptr_t i = 1; i <= count; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, helper_run, (void *)i), 0);
    return count;
}

void boot_cpu_wake(struct xen *xen, uint32_t number)
{
    (void)xen;
    (void)number;
    (void)pthread_mutex_lock(&lock);
    wakes++;
    (void)pthread_cond_broadcast(&woken);
    (void)pthread_mutex_unlock(&lock);
}

void boot_cpu_relax(struct xen *xen)
{
    (void)xen;
    (void)sched_yield();
}

int boot_cpus_stop(struct xen *xen, struct boot *boot)
{
    (void)xen;
    (void)boot;
    (void)pthread_mutex_lock(&lock);
    over = true;
    (void)pthread_cond_broadcast(&woken);
    (void)pthread_mutex_unlock(&lock);
    for (uint32_t i = 1; i <= HELPERS; i++)
        (void)pthread_join(threads[i], NULL);
    return 0;
}

/* -- the tests -----------------------------------------------------------------------------------
 */

static int job_count(void *context, const struct cpu *cpu, uint32_t i)
{
    (void)context;
    assert_true(cpu->number <= HELPERS);
    (void)hypercall(0, 0, 0, 0, 0);
    cpu->xen->calls++;
    done[i]++;
    return 0;
}

static void test_each_job_is_done_once(void **state)
{
    uint64_t told = first_xen.calls;

    (void)state;
    for (uint32_t work = 1; work <= WORKS; work++) {
        memset(done, 0, sizeof(done));
        assert_int_equal(cpus_share(&cpus, job_count, NULL, work), 0);
        for (uint32_t i = 0; i < JOBS; i++)
            assert_int_equal(done[i], i < work);
    }
    /* The jobs' hypercalls are the launch's, those that the CPUs make for each other are not. */
    assert_int_equal(first_xen.calls - told, WORKS * (WORKS + 1) / 2);
}

/* Job 100 and those behind it fail, each with its own error. */
static int job_fail(void *context, const struct cpu *cpu, uint32_t i)
{
    (void)context;
    (void)cpu;
    done[i]++;
    return i >= 100 ? -(int)i : 0;
}

static void test_first_failure_is_told(void **state)
{
    (void)state;
    for (uint32_t work = 0; work < WORKS; work++) {
        memset(done, 0, sizeof(done));
        assert_int_equal(cpus_share(&cpus, job_fail, NULL, JOBS), -100);
        for (uint32_t i = 0; i <= 100; i++)
            assert_int_equal(done[i], 1);
    }
}

static void test_no_jobs_are_no_work(void **state)
{
    (void)state;
    assert_int_equal(cpus_share(&cpus, job_fail, NULL, 0), 0);
}

static int cpus_make(void **state)
{
    static struct console_output output;

    (void)state;
    output_init(&output, &first_xen);
    cpus.xen = &first_xen;
    cpus_start(&cpus, NULL, 1, HELPERS);
    assert_int_equal(cpus.helpers, HELPERS);
    return 0;
}

static int cpus_end(void **state)
{
    (void)state;
    assert_int_equal(cpus_stop(&cpus, NULL), 0);
    assert_int_equal(cpus.helpers, 0);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_job_is_done_once),
        cmocka_unit_test(test_first_failure_is_told),
        cmocka_unit_test(test_no_jobs_are_no_work),
    };

    return cmocka_run_group_tests(tests, cpus_make, cpus_end);
}
