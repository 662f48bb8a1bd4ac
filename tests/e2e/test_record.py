# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A launch record of another format is refused by all that read one; no machine is booted."""

import os
import subprocess

import images
import pytest

INIT = os.path.join(images.BUILD, "hyperlaunch-init")


@pytest.mark.parametrize("command", [
    [images.TOOL, "record", "show"],
    [images.TOOL, "record", "show", "--json"],
    [images.TOOL, "record", "plot"],
    [INIT, "--record"],
    [INIT, "--json", "--record"],
    [INIT, "--watch", "--record"],
], ids=lambda command: " ".join([os.path.basename(command[0]), *command[1:]]))
def test_another_version_is_refused(command, tmp_path):
    record = tmp_path / "record.dtb"
    image = images.build("record-version", images.domain("one", images.tiny(), "32M"))
    subprocess.run([images.TOOL, "simulate", "--record", record, image], capture_output=True, timeout=60, check=True)
    subprocess.run(["fdtput", "-t", "i", record, "/", "hyperlaunch,version", "2"], timeout=60, check=True)
    done = subprocess.run([*command, record], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{record}: a record of an unknown version; use the tools of the launcher that wrote it" in done.stderr


@pytest.mark.parametrize("options", [[], ["--json"], ["--watch"]])
def test_record_of_a_log_is_refused_in_dom0(options, tmp_path):
    record = tmp_path / "record.dtb"
    image = images.build("record-version", images.domain("one", images.tiny(), "32M"))
    subprocess.run([images.TOOL, "simulate", "--record", record, image], capture_output=True, timeout=60, check=True)
    subprocess.run(["fdtput", "-t", "i", record, "/", "hyperlaunch,parsed", "1"], timeout=60, check=True)
    done = subprocess.run([INIT, *options, "--record", record], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{record}: a record made of a log, which lacks what is needed" in done.stderr
    shown = subprocess.run([images.TOOL, "record", "show", record], capture_output=True, timeout=60, check=False)
    assert shown.returncode == 0
