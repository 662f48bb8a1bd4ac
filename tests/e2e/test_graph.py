# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch graph`: SVG with a box for each domain and an arrow for each order, and dot."""

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


def nodes(root):
    """Of each box: its node in the text, left, top, right, bottom, and what stands in it."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("class") == "node":
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", group.find(f"{SVG}polygon").get("points"))]
            texts = [text.text for text in group.iter(f"{SVG}text")]
            found[group.find(f"{SVG}title").text] = (min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]), texts)
    return found


def edges(root):
    """Of each arrow: from, to, and points along its line (cubic curves)."""
    for group in root.iter(f"{SVG}g"):
        if group.get("class") != "edge":
            continue
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", group.find(f"{SVG}path").get("d"))]
        corners, points = list(zip(numbers[::2], numbers[1::2])), []
        for first in range(0, len(corners) - 1, 3):
            for step in range(21):
                t = step / 20
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                points.append(tuple(sum(w * corner[axis] for w, corner in zip(weights, corners[first:first + 4])) for axis in (0, 1)))
        yield *group.find(f"{SVG}title").text.split("->"), points


def drawn(path):
    done = graph(path)
    assert (done.returncode, done.stderr) == (0, "")
    root = ElementTree.fromstring(done.stdout)
    boxes = nodes(root)
    for a, b in itertools.combinations(boxes.values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "boxes overlap"
    for start, end, points in edges(root):
        for name, (left, top, right, bottom, _) in boxes.items():
            if name not in (start, end):
                assert not any(left < x < right and top < y < bottom for x, y in points), f"{start}->{end} runs under {name}"
    return boxes, {(start, end) for start, end, _ in edges(root)}


def test_svg_has_a_box_for_each():
    boxes, arrows = drawn(image())
    assert len(boxes) == 3
    web, db, dom0 = (boxes[f"d{i}"] for i in range(3))
    assert web[4][:3] == ["web", "domid 1, PVH, 32 MiB", "2 vCPUs in pool pool, CPUs 2-3"]
    assert web[4][3].startswith("kernel tiny64.elf: payload 1, ") and web[4][4].startswith("ramdisk initrd.cpio.gz: payload 2, ")
    assert dom0[4][:4] == ["dom0", "domid 0, PV, rest", "1 vCPU", "may control, hardware"]
    # Who starts later stands to the right: db, web, dom0.
    assert db[2] < web[0] and web[2] < dom0[0]
    assert arrows == {("d1", "d0"), ("d0", "d2")}
    assert graph(image()).stdout == graph(image()).stdout


def test_twelve_domains_and_no_line_under_a_box():
    def after(i):
        return ["hyperlaunch,start-after = <" + " ".join(f"&g{j}" for j in sorted({i // 3, i // 2})) + ">"] if i > 2 else []

    guests = [images.domain(f"g{i}", images.tiny(), "24M", properties=after(i)) for i in range(12)]
    boxes, arrows = drawn(images.build("graph-twelve", *guests, images.dom0(images.tiny("tiny64-pv"), memory="rest")))
    assert len(boxes) == 13
    # Domain 0 is last: an arrow from each that nobody waits for.
    assert {start for start, end in arrows if end == "d12"} == {"d0"} | {f"d{i}" for i in range(6, 12)}


def test_arrows_that_others_imply_are_left_out():
    def after(*names):
        return ["hyperlaunch,start-after = <" + " ".join(f"&{name}" for name in names) + ">"]

    path = images.build("graph-order", images.domain("a", images.tiny(), "24M"), images.domain("b", images.tiny(), "24M", properties=after("a")),
                        images.domain("c", images.tiny(), "24M", properties=after("a", "b")),
                        images.domain("d", images.tiny(), "24M", properties=after("a", "c")))
    assert drawn(path)[1] == {("d0", "d1"), ("d1", "d2"), ("d2", "d3")}


def test_dot_says_the_same(tmp_path):
    out = tmp_path / "set.dot"
    assert graph("--dot", "-o", str(out), image()).returncode == 0
    text = out.read_text()
    assert text.startswith("digraph set {") and text.endswith("}\n")
    assert '  d0 [label=<<b>web</b><br align="left"/>domid 1, PVH, 32 MiB<br align="left"/>' in text
    assert "  d1 -> d0;\n" in text and '  d0 -> d2 [style=dashed, label="last"];\n' in text


def test_texts_of_a_source_are_escaped(tmp_path):
    source = tmp_path / "a<b>&.dts"
    source.write_text("""/dts-v1/; / { chosen { hypervisor { compatible = "hypervisor,xen"; web { compatible = "xen,domain";
        memory = "8M"; kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "a\\"<b>&\\\\c"; }; }; }; }; };""")
    texts = [text.text for text in ElementTree.fromstring(graph(str(source)).stdout).iter(f"{SVG}text")]
    assert "a<b>&.dts" in texts and 'kernel a"<b>&\\c' in texts


def test_without_graphviz_the_remedy_is_named(tmp_path):
    done = subprocess.run([images.TOOL, "graph", image()], env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "apt install graphviz" in done.stderr and "--dot" in done.stderr
    assert graph("--dot", image()).returncode == 0


def test_usage_and_failures(tmp_path):
    assert graph().returncode == 2
    assert graph(image(), image()).returncode == 2
    assert graph("/nowhere").returncode == 3
    assert graph("-o", str(tmp_path), image()).returncode == 3
