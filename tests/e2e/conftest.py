# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What all end-to-end tests share: booting machines, ending them for sure, and their logs on failure."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from machine import BUILD, Machine  # noqa: E402

# What the tests build is no concern of the user's own cache.
os.environ["XDG_CACHE_HOME"] = os.path.join(BUILD, "test", "cache")

RUNNING = []


def pytest_sessionstart(session):
    for path in ("hyperlaunch", "launcher.elf", "guest/tiny64.elf", "demo/initrd.cpio.gz"):
        if not os.path.exists(os.path.join(BUILD, path)):
            pytest.exit(f"build/{path} is missing; run `make e2e`, which builds what the tests need", 3)


@pytest.fixture(scope="module")
def boot():
    """Boots machines that live until the module's tests are done, or until the next one boots."""

    def start(name, *args, **kwargs):
        # One at a time: two emulated machines on two cores only make both slow.
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
            report.sections.append((f"console of {machine.name}: {machine.log_path}", machine.tail(80)))
