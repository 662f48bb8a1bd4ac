# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""PCI devices in what the tool shows of a set: show, explain, diff, graph and datasheet."""

import re
import subprocess

import images
from test_graph import drawn


def tool(*arguments, status=0):
    done = subprocess.run([images.TOOL, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def source(tmp_path, name="set.dts", card='address = "0000:00:03.0"; gsi = <23>;', disk='address = "0000:00:04.0"; permissive;'):
    """A domain with two devices, and one that starts after it."""
    kernel = 'kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "vmlinuz"; };'
    path = tmp_path / name
    path.write_text(f"""/dts-v1/; / {{ chosen {{ hypervisor {{ compatible = "hypervisor,xen";
        net: domain@1 {{ compatible = "xen,domain"; memory = "64M"; mode = "pv"; {kernel}
            card {{ compatible = "hyperlaunch,pci"; {card} }};
            disk {{ compatible = "hyperlaunch,pci"; {disk} }};
        }};
        web: domain@2 {{ compatible = "xen,domain"; memory = "64M"; hyperlaunch,start-after = <&net>; {kernel} }};
    }}; }}; }};""")
    return path


def test_show_explain_and_datasheet_have_a_line_for_each(tmp_path):
    path = source(tmp_path)
    assert "  net: PCI device 0000:00:03.0 GSI 23; PCI device 0000:00:04.0 no INTx, permissive\n" in tool("show", path)
    assert "| net | PCI device 0000:00:03.0 | GSI 23 |\n" in tool("datasheet", path)
    rows = subprocess.run([images.TOOL, "explain", "name", "net", str(path)], capture_output=True, text=True, timeout=60, check=False).stdout
    assert re.search(r"^  PCI device 0000:00:04\.0 +no INTx, permissive  \(\S+set\.dts:4:\d+\)$", rows, re.M), rows


def test_show_says_who_gives_them_beside_a_dom0(tmp_path):
    path = source(tmp_path)
    path.write_text(path.read_text().replace("net: domain@1", """dom0: domain@0 { compatible = "xen,domain"; memory = "64M"; capabilities = "control", "hardware";
        kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "vmlinuz"; }; };
        net: domain@1"""))
    assert "  net: PCI device 0000:00:03.0 given by dom0; PCI device 0000:00:04.0 given by dom0, permissive\n" in tool("show", path)


def test_diff_tells_of_devices(tmp_path):
    other = source(tmp_path, "other.dts", disk='address = "0000:00:05.0";', card='address = "0000:00:03.0"; permissive;')
    assert tool("diff", source(tmp_path), other, status=1).splitlines() == [
        "net: PCI device 0000:00:03.0: GSI 23 -> no INTx, permissive",
        "net: loses PCI device 0000:00:04.0: no INTx, permissive",
        "net: gains PCI device 0000:00:05.0: no INTx"]


def test_graph_has_a_box_for_each_at_its_domain(tmp_path):
    boxes, lines = drawn(source(tmp_path))
    assert lines == {("d0", "d1"), ("p0", "d0"), ("p1", "d0")}
    assert boxes["p0"][4] == ["PCI device 0000:00:03.0", "GSI 23"]
    assert boxes["p1"][4] == ["PCI device 0000:00:04.0", "no INTx, permissive"]
    # In the column of their domain.
    assert boxes["p0"][0] < boxes["d0"][2] and boxes["d0"][0] < boxes["p0"][2]
