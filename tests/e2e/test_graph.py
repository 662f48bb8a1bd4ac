# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch graph`: SVG that is sound XML with a box for each domain and module, and dot."""

import itertools
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import images

SVG = "{http://www.w3.org/2000/svg}"


def graph(*arguments):
    return subprocess.run([images.TOOL, "graph", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def image():
    return images.build(
        "graph", images.node("pool: cpupool", ['compatible = "xen,cpupool"', 'cpupool-cpus = "2-3"']),
        images.domain("web", images.tiny(), "32M", 2, ramdisk=images.INITRD, properties=["hyperlaunch,start-after = <&db>",
                                                                                         "domain-cpupool = <&pool>"]),
        images.domain("db", images.tiny(), "24M"), images.dom0(images.tiny("tiny64-pv"), memory="rest"))


def boxes(root, name):
    """Left, top, right, bottom of each rectangle of a class."""
    found = []
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("class") == name:
            x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def test_svg_has_a_box_for_each():
    done = graph(image())
    assert (done.returncode, done.stderr) == (0, "")
    root = ElementTree.fromstring(done.stdout)
    domains, dom0, modules = (boxes(root, name) for name in ("domain", "dom0", "module"))
    assert (len(domains), len(dom0), len(modules)) == (2, 1, 3)
    for a, b in itertools.combinations(domains + dom0 + modules, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "boxes overlap"
    width, height = (float(root.get(key)) for key in ("width", "height"))
    assert all(box[2] <= width and box[3] <= height for box in domains + dom0 + modules)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    for text in ("web", "db", "dom0", "domid 1, PVH, 32 MiB", "2 vCPUs in pool 0, CPUs 2-3", "domid 0, PV, rest",
                 "may control, hardware"):
        assert text in texts, texts
    # Who starts later stands to the right: db, web, dom0.
    (web, db) = domains
    assert db[2] < web[0] and web[2] < dom0[0][0]
    assert len([path for path in root.iter(f"{SVG}path") if path.get("class") == "order"]) == 1
    assert len([path for path in root.iter(f"{SVG}path") if path.get("class") == "uses"]) == 4
    assert graph(image()).stdout == done.stdout


def test_arrows_that_others_imply_are_left_out():
    def after(*names):
        return ["hyperlaunch,start-after = <" + " ".join(f"&{name}" for name in names) + ">"]

    path = images.build("graph-order", images.domain("a", images.tiny(), "24M"), images.domain("b", images.tiny(), "24M", properties=after("a")),
                        images.domain("c", images.tiny(), "24M", properties=after("a", "b")),
                        images.domain("d", images.tiny(), "24M", properties=after("a", "c")))
    root = ElementTree.fromstring(graph(path).stdout)
    assert len([line for line in root.iter(f"{SVG}path") if line.get("class") == "order"]) == 3
    assert graph("--dot", path).stdout.count('[label="then"]') == 5


def test_dot_says_the_same(tmp_path):
    out = tmp_path / "set.dot"
    assert graph("--dot", "-o", str(out), image()).returncode == 0
    text = out.read_text()
    assert text.startswith("digraph set {") and text.endswith("}\n")
    assert 'd0 [label="web\\ndomid 1, PVH, 32 MiB\\n2 vCPUs in pool 0, CPUs 2-3"];' in text
    assert '  d1 -> d0 [label="then"];\n' in text
    assert len(re.findall(r'm\d -> d\d \[style=dashed, color=gray, label="(?:kernel|ramdisk)"\]', text)) == 4


def test_texts_of_a_source_are_escaped(tmp_path):
    source = tmp_path / "a<b>&.dts"
    source.write_text("""/dts-v1/; / { chosen { hypervisor { compatible = "hypervisor,xen"; web { compatible = "xen,domain";
        memory = "8M"; kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "a\\"<b>&\\\\c"; }; }; }; }; };""")
    texts = [text.text for text in ElementTree.fromstring(graph(str(source)).stdout).iter(f"{SVG}text")]
    assert "a<b>&.dts" in texts and 'a"<b>&\\c' in texts
    assert 'label="a\\"<b>&\\\\c"' in graph("--dot", str(source)).stdout


def test_usage_and_failures(tmp_path):
    assert graph().returncode == 2
    assert graph(image(), image()).returncode == 2
    assert graph("/nowhere").returncode == 3
    assert graph("-o", str(tmp_path), image()).returncode == 3
