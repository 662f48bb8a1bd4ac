# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Disks and network cards in what the tool shows of a set: show, explain, diff, graph and datasheet."""

import json
import os
import re
import subprocess

import pytest

import images
from machine import ROOT
from test_graph import drawn

EXAMPLE = os.path.join(ROOT, "examples", "disks-and-cards.dts")
DRIVEN = os.path.join(ROOT, "examples", "driver-domain.dts")
DERIVED = "c6:55:92:79:69:25"  # of the name "db"


def tool(*arguments, status=0):
    done = subprocess.run([images.TOOL, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", name="image")
def image_of_example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("devices")
    for name, path in {"vmlinuz": images.linux("6.1"), "dom0.cpio.gz": images.INITRD, "initrd.cpio.gz": images.INITRD}.items():
        os.symlink(path, folder / name)
    tool("build", "-I", folder, "-o", folder / "set.img", EXAMPLE)
    return folder / "set.img"


def test_an_image_says_the_same_as_its_source(image):
    def devices(path):
        return [(d["disks"], d["network_cards"]) for d in json.loads(tool("show", "--json", path))["domains"]]

    assert devices(image) == devices(EXAMPLE)
    assert devices(EXAMPLE)[1] == (
        [{"backend": "dom0", "device": "xvda", "target": "/srv/web.img", "access": "rw"},
         {"backend": "dom0", "device": "xvdb", "target": "/srv/data.img", "access": "ro"}],
        [{"backend": "dom0", "mac": "00:16:3e:01:02:03", "mac_derived": False, "bridge": "xenbr0"}])
    assert devices(EXAMPLE)[2][1] == [{"backend": "dom0", "mac": DERIVED, "mac_derived": True, "bridge": "xenbr0"}]


def test_show_and_datasheet_have_a_line_for_each():
    assert (f"  db: disk xvda /srv/data.img of dom0, ro; network card 0 {DERIVED} (derived), bridge xenbr0 of dom0\n"
            in tool("show", EXAMPLE))
    sheet = tool("datasheet", EXAMPLE)
    assert "| web | disk xvda | /srv/web.img of dom0, rw |\n" in sheet
    assert "| web | network card 0 | 00:16:3e:01:02:03, bridge xenbr0 of dom0 |\n" in sheet


def test_explain_knows_the_nodes_and_their_properties():
    assert "  node                      hyperlaunch,nic\n" in tool("explain", "mac")
    assert "  node                      hyperlaunch,nic, hyperlaunch,disk\n" in tool("explain", "backend")
    assert "hyperlaunch,disk" in tool("explain", "access")
    rows = subprocess.run([images.TOOL, "explain", "name", "db", EXAMPLE], capture_output=True, text=True, timeout=60, check=False).stdout
    assert re.search(r"^  disk xvda +/srv/data\.img of dom0, ro  \(\S+disks-and-cards\.dts:\d+:\d+\)$", rows, re.M), rows


def test_diff_tells_each_change(tmp_path):
    other = tmp_path / "other.dts"
    with open(EXAMPLE, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("/srv/web.img", "/srv/new.img").replace('device = "xvdb"', 'device = "xvdc"').replace('mac = "00:16:3e:01:02:03";', "")
    other.write_text(text, encoding="utf-8")
    assert tool("diff", EXAMPLE, other, status=1).splitlines() == [
        "web: disk xvda: /srv/web.img of dom0, rw -> /srv/new.img of dom0, rw",
        "web: loses disk xvdb: /srv/data.img of dom0, ro",
        "web: network card 0: 00:16:3e:01:02:03, bridge xenbr0 of dom0 -> 16:0f:b0:0b:e9:7a (derived), bridge xenbr0 of dom0",
        "web: gains disk xvdc: /srv/data.img of dom0, ro"]


def test_graph_has_a_line_from_the_backend_to_each():
    dot = tool("graph", "--dot", EXAMPLE)
    assert ('  d0 -> d2 [style=dotted, arrowhead=none, constraint=false, label=<xvda: /srv/data.img, ro<br align="left"/>'
            f'{DERIVED} on xenbr0<br align="left"/>>];\n') in dot


def test_graph_is_drawn():
    _, lines = drawn(EXAMPLE)
    assert lines == {("d1", "d0"), ("d2", "d0"), ("d0", "d1"), ("d0", "d2")}


def test_import_of_xl_brings_them_with_their_domain_0(image, tmp_path):
    """What xl gave a domain is built into an image, whose domain 0 gives it the same."""
    folder = os.path.dirname(image)
    config = tmp_path / "web.cfg"
    config.write_text('name = "web"\nkernel = "vmlinuz"\ntype = "pvh"\nmemory = 64\ncmdline = "console=hvc0"\n'
                      'disk = [ "phy:/dev/vg0/web,xvda,w", "/srv/a.iso,raw,xvdb,cdrom" ]\nvif = [ "mac=00:16:3e:0a:0b:0c,bridge=br0" ]\n',
                      encoding="utf-8")
    source = tmp_path / "web.dts"
    tool("import", "xl", "--dom0", "-o", source, config)
    tool("build", "-I", folder, "-o", tmp_path / "web.img", source)
    web, dom0 = json.loads(tool("show", "--json", tmp_path / "web.img"))["domains"]
    assert web["disks"] == [{"backend": "domain-0", "device": "xvda", "target": "/dev/vg0/web", "access": "rw"}]
    assert web["network_cards"] == [{"backend": "domain-0", "mac": "00:16:3e:0a:0b:0c", "mac_derived": False, "bridge": "br0"}]
    assert dom0["domid"] == 0 and dom0["capability_names"] == ["control", "hardware", "xenstore"]
    assert 'disk: "/srv/a.iso,raw,xvdb,cdrom": cdrom is not carried over; in dom0: xl block-attach web' in source.read_text(encoding="utf-8")
    done = subprocess.run([images.TOOL, "import", "--dom0", "imagebuilder", config], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "--dom0 goes with xl only" in done.stderr


@pytest.fixture(scope="module", name="driven")
def image_with_driver_domain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("driven")
    for name, path in {"vmlinuz": images.linux("6.1"), "backend.cpio.gz": images.INITRD, "frontend.cpio.gz": images.INITRD}.items():
        os.symlink(path, folder / name)
    tool("build", "-I", folder, "-o", folder / "set.img", DRIVEN)
    return folder / "set.img"


def test_backends_are_domains_by_name(driven):
    for path in (driven, DRIVEN):
        domains = {d["name"]: d for d in json.loads(tool("show", "--json", path))["domains"]}
        assert domains["web"]["disks"] == [{"backend": "net", "device": "xvda", "target": "/srv/web.img", "access": "rw"}]
        assert domains["web"]["start_after"] == ["net"] and domains["net"]["driver_domain"] == "yes"


def test_explain_says_whom_a_driver_domain_serves(driven):
    served = tool("explain", "name", "net", driven)
    assert re.search(r"^  starts before +web, db\n  serves +web: 1 disk, 1 network card\n  serves +db: 1 disk, 1 network card$", served, re.M), served
    rows = subprocess.run([images.TOOL, "explain", "name", "web", DRIVEN], capture_output=True, text=True, timeout=60, check=False).stdout
    assert re.search(r"^  hyperlaunch,start-after +net  \(by its devices\)$", rows, re.M), rows


def test_simulate_says_what_is_plugged_in(driven):
    line = "  web: disk xvda: /srv/web.img of net, rw"
    assert f"\ndevices\n{line}\n" in tool("simulate", driven)
    assert f"\ndevices\n{line}; not plugged in\n" in tool("simulate", "--fail", "net", driven, status=1)


def test_graph_has_a_line_from_a_driver_domain():
    assert re.search(r"d0 -> d1 \[style=dotted, .*xvda: /srv/web\.img.*on br0", tool("graph", "--dot", DRIVEN))
