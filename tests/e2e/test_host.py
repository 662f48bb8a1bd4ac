# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch host`: what Linux and Xen tell of a machine, and the file that check takes."""

import subprocess

import images
import pytest

IOMEM = """00000000-00000fff : Reserved
00001000-0009fbff : System RAM
  00001000-00001fff : part of the above
00100000-7fffffff : System RAM
  01000000-01ffffff : Kernel code
100000000-17fffffff : System RAM
fd000000-fdffffff : PCI Bus 0000:00
"""
XL_INFO = """host                   : dom0
release                : 6.1.0-37-amd64
nr_cpus                : 6
max_cpu_id             : 5
virt_caps              : pv hvm hap shadow
total_memory           : 16287
free_memory            : 11
xen_version            : 4.17.5
xen_caps               : xen-3.0-x86_64 hvm-3.0-x86_32
"""
LINUX = {"proc/iomem": IOMEM, "sys/devices/system/cpu/present": "0-1,3\n",
         "proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme svm npt lm\n\nprocessor\t: 1\n"}


def host(*arguments):
    return subprocess.run([images.TOOL, "host", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def tree(path, files):
    for name, text in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return str(path)


def said(text):
    """The properties of a host's file."""
    lines = [line.strip().split(";")[0] for line in text.splitlines() if " = " in line]
    return dict(line.split(" = ", 1) for line in lines)


def test_linux_host(tmp_path):
    done = host("capture", "--root", tree(tmp_path, LINUX))
    assert (done.returncode, done.stderr) == (0, "")
    # 0x9ec00 + 0x7ff00000 + 0x80000000 bytes, in whole MiB.
    assert said(done.stdout) == {"compatible": '"hyperlaunch,host"', "memory": f"<0x0 0x{4095 * 1024:x}>", "cpus": '"0-1,3"',
                                 "hyperlaunch,pvh": '"yes"'}


def test_who_may_not_see_addresses_gets_what_linux_has(tmp_path):
    hidden = "\n".join("00000000-00000000 : " + line.split(" : ")[1] for line in IOMEM.splitlines() if line)
    root = tree(tmp_path, {**LINUX, "proc/iomem": hidden, "proc/meminfo": "MemTotal:        4028416 kB\nMemFree: 1 kB\n",
                           "proc/cpuinfo": "flags : fpu vmx\n"})
    told = said(host("capture", "--root", root).stdout)
    assert told["memory"] == f"<0x0 0x{4028416 // 1024 * 1024:x}>"
    assert told["hyperlaunch,pvh"] == '"no"'


def test_dom0_tells_what_xen_has(tmp_path):
    """Not what is dom0's own."""
    root = tree(tmp_path, {**LINUX, "proc/xen/capabilities": "control_d\n", "xl-info": XL_INFO})
    out = tmp_path / "host.dts"
    done = host("capture", "--root", root, "-o", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert said(out.read_text()) == {"compatible": '"hyperlaunch,host"', "memory": f"<0x0 0x{16287 * 1024:x}>", "cpus": '"0-5"',
                                     "hyperlaunch,pvh": '"yes"', "hyperlaunch,xen": '"4.17.5"', "hyperlaunch,iommu": '"no"'}
    assert host("show", str(out)).stdout == out.read_text()


def test_version_that_is_none_is_left_out(tmp_path):
    """It would end the string that it is written in, or reach a terminal."""
    for version in ('4.17"; evil = "', "4.\u00ce7.5", "4.\x1b[31m"):
        root = tree(tmp_path, {**LINUX, "proc/xen/capabilities": "control_d\n", "xl-info": XL_INFO.replace("4.17.5", version)})
        told = said(host("capture", "--root", root).stdout)
        assert "hyperlaunch,xen" not in told and "evil" not in told, version


def test_host_from_a_pipe(tmp_path):
    out = host("capture", "--root", tree(tmp_path, {"xl-info": XL_INFO})).stdout
    done = subprocess.run([images.TOOL, "host", "show", "-"], input=out, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, out, "")


def test_what_xl_said_is_enough(tmp_path):
    done = host("capture", "--root", tree(tmp_path, {"xl-info": XL_INFO}))
    assert (done.returncode, done.stderr) == (0, "")
    assert said(done.stdout)["cpus"] == '"0-5"'


@pytest.mark.parametrize("said_by_xl, xsm", [
    ("Enforcing\n", '"yes"'),
    ("Permissive\n", '"yes"'),
    ("Disabled\n", '"no"'),
    ("libxl: error: libxl_flask.c:45:libxl_flask_getenforce: ... : Function not implemented\n", '"no"'),
    ("Permission denied\n", None),
])
def test_dom0_tells_whether_xen_takes_labels(tmp_path, said_by_xl, xsm):
    root = tree(tmp_path, {"proc/xen/capabilities": "control_d\n", "xl-info": XL_INFO, "xl-getenforce": said_by_xl})
    done = host("capture", "--root", root)
    assert (done.returncode, done.stderr) == (0, "")
    assert said(done.stdout).get("hyperlaunch,xsm") == xsm
    file = tmp_path / "host.dts"
    file.write_text(done.stdout)
    assert host("show", str(file)).stdout == done.stdout


def test_this_machine_can_be_checked_against(tmp_path):
    out = str(tmp_path / "host.dts")
    assert host("capture", "-o", out).returncode == 0
    image = images.build("host-check", images.pv("one", images.tiny("tiny64-pv"), "8M"))
    checked = subprocess.run([images.TOOL, "check", "--host", out, image], capture_output=True, text=True, timeout=60, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("files, text", [
    ({}, "neither /proc/iomem nor /proc/meminfo"),
    ({"proc/iomem": IOMEM}, "/sys/devices/system/cpu/present does not list"),
    ({"proc/xen/capabilities": "control_d\n", "xl-info": "xen_version : 4.17\n"}, "xl info does not give"),
])
def test_what_cannot_be_found_out(tmp_path, files, text):
    done = host("capture", "--root", tree(tmp_path, files))
    assert (done.returncode, done.stdout) == (3, "")
    assert text in done.stderr


@pytest.mark.parametrize("body, text", [
    ('/ { compatible = "x"; };', "lacks compatible"),
    ('/ { compatible = "hyperlaunch,host"; cpus = "0"; };', "memory is missing"),
    ('/ { compatible = "hyperlaunch,host"; memory = <0x0 0x100000>; cpus = "0-"; };', "cpus is missing"),
    ('/ { compatible = "hyperlaunch,host"; memory = <0x0 0x100000>; cpus = "0"; hyperlaunch,pvh = "?"; };', "neither"),
    ('/ { compatible = "hyperlaunch,host"; memory = <0x0 0x100000>; cpus = "0"; hyperlaunch,xsm = "on"; };', "hyperlaunch,xsm is neither"),
    ('/ { compatible = "hyperlaunch,host"; memory = <0x0 0x100000>; cpus = "0"; hyperlaunch,xms = "no"; };', "hyperlaunch,xms is not known"),
    ("/ {", "not a device tree source"),
])
def test_files_that_are_no_hosts(tmp_path, body, text):
    file = tmp_path / "host.dts"
    file.write_text("/dts-v1/;\n" + body)
    done = host("show", str(file))
    assert done.returncode == 1
    assert text in done.stderr


def checked_against(*options):
    image = images.build("host-check", images.pv("one", images.tiny("tiny64-pv"), "8M"))
    return subprocess.run([images.TOOL, "check", *options, image], capture_output=True, text=True, timeout=60, check=False)


def test_host_that_cannot_be_read_is_no_wrong_usage(tmp_path):
    file = tmp_path / "host.dts"
    assert checked_against("--host", file).returncode == 3
    file.write_text('/dts-v1/; / { compatible = "x"; };')
    assert checked_against("--host", file).returncode == 1


def test_other_options_win_over_the_file(tmp_path):
    file = tmp_path / "host.dts"
    file.write_text('/dts-v1/; / { compatible = "hyperlaunch,host"; memory = <0x0 0x1000000>; cpus = "0-7"; };')
    for options in (["--memory", "64M", "--host", file], ["--host", file, "--memory", "64M"]):
        assert "the host has 64 MiB" in checked_against("-W", "no-all", *options).stdout


def test_usage():
    assert host().returncode == 2
    assert host("capture", "more").returncode == 2
    assert host("show", "/nowhere").returncode == 3
