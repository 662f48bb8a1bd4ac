# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A set without a dom0: its guests find a xenstore, which the resident launcher serves."""

import pytest

import images


@pytest.mark.parametrize("xen, kernel", [("4.17", "6.1")])
def test_linux_finds_a_store(boot, xen, kernel):
    machine = boot(f"store-linux-{kernel}", images.build(
        f"store-linux-{kernel}", images.domain("web", images.linux(kernel), "128M", 1, "console=hvc0", images.INITRD)),
        xen=xen)
    assert machine.wait_launched() == (1, 0)
    machine.wait(r"\[web\] hyperlaunch-guest: ready")
