# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What all end-to-end tests share: booting machines, ending them for sure, and their logs on failure.

A test that fails has the lab's dom0 show what its guests said last.
A test that fails while its machine shows one of the emulator's known faults (emulator.py) is run once more, on a new machine.
The summary names it and the fault, whatever the second run gives, and each wait that took longer by the clock than it was
given, because this computer was slow or busy.
"""

import os
import sys

import pytest
from _pytest.runner import runtestprotocol

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import emulator  # noqa: E402
import progress  # noqa: E402
from machine import BUILD, Machine  # noqa: E402

# What the tests build is no concern of the user's own cache.
os.environ["XDG_CACHE_HOME"] = os.path.join(BUILD, "test", "cache")

RUNNING = []
RETRIED = []  # (test, fault, how the second run ended)
EXTENDED = []  # (test, what was waited for, seconds, load)
LOADS = []


def pytest_sessionstart(session):
    for path in ("hyperlaunch", "launcher.elf", "guest/tiny64.elf", "demo/initrd.cpio.gz"):
        if not os.path.exists(os.path.join(BUILD, path)):
            pytest.exit(f"build/{path} is missing; run `make e2e`, which builds what the tests need", 3)


@pytest.fixture(scope="module")
def boot():
    """Boots machines that live until the module's tests are done, or until the next one boots."""

    def start(name, *args, **kwargs):
        # One at a time: the other processor is for the file of tests that runs beside this one (tests/e2e/run).
        while RUNNING:
            RUNNING.pop().close()
        machine = Machine(name, *args, **kwargs)
        RUNNING.append(machine)
        return machine

    yield start
    while RUNNING:
        RUNNING.pop().close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for machine in RUNNING:
            if machine.dom0:
                machine.dom0.show_logs()
            fault = emulator.fault_of(machine.lines)
            if fault:
                report.emulator_fault = fault
                report.sections.append(("the emulator's known fault", f"{machine.name}: {fault}"))
            report.sections.append((f"console of {machine.name}: {machine.log_path}", machine.tail(160)))


def fault_among(reports):
    """The known fault of the emulator with which a test failed, or None."""
    return next((report.emulator_fault for report in reports if getattr(report, "emulator_fault", None)), None)


def ended(reports):
    return "failed" if any(report.failed for report in reports) else "passed"


def pytest_runtest_protocol(item, nextitem):
    """Runs a test, and once more where it failed by a known fault of the emulator."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    fault = fault_among(reports)
    if fault:
        # Another machine: what the module's tests share is made anew.
        item.session._setupstate.teardown_exact(None)
        item._initrequest()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        RETRIED.append((item.nodeid, fault, ended(reports)))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    EXTENDED.extend((item.nodeid, *wait) for wait in progress.EXTENDED)
    progress.EXTENDED.clear()
    LOADS.append(progress.load()[0])
    return True


def pytest_terminal_summary(terminalreporter):
    write = terminalreporter.write_line
    terminalreporter.section("this computer and its emulator")
    if LOADS:
        write(f"load: {min(LOADS):.1f} to {max(LOADS):.1f} on {os.cpu_count()} processors")
    for test, fault, how in RETRIED:
        write(f"run again for the emulator's fault: {test}: {fault}; the second run {how}")
    for test, what, seconds, (load, processors) in EXTENDED:
        write(f"waited longer, for this computer was slow or busy (load {load:.1f} on {processors}): {test}: "
              f"more than {seconds} s for {what}")
