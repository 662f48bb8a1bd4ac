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


LOGS = {
    "empty": ("", "it has no line of a launcher; give what Xen's serial line showed from the host's boot on"),
    "of-guests": ("[web] hyperlaunch: entered at 0.4 s on Xen 4.17\n",
                  "it has no line of a launcher; give what Xen's serial line showed from the host's boot on"),
    "middle": ("hyperlaunch: domain web: crashed; destroyed, its memory given back\n",
               'it begins in the middle of a launch, without the line "hyperlaunch: entered at ..."; give what Xen\'s serial line showed '
               "from the host's boot on"),
    "one": ("hyperlaunch: entered at 0.4 s on Xen 4.17\n", "it has 1 launch; give --launch 1 to 1"),
    "many": ("hyperlaunch: entered at 0.4 s on Xen 4.17\nhyperlaunch: entered at 0.4 s on Xen 4.17\n" +
             "".join(f"hyperlaunch: domain d{i}: failed: load: no\n" for i in range(257)),
             "it names more domains than a launch has; give the log as it was captured"),
}


@pytest.mark.parametrize("name", LOGS)
def test_log_that_is_no_launch_is_refused(name):
    log, said = LOGS[name]
    done = subprocess.run([images.TOOL, "record", "parse", "--launch", "2", "-"], input=log, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"hyperlaunch: record: -: {said}\n")
