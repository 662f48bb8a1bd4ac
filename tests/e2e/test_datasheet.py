# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch datasheet`: a page of Markdown that says what `show` says, whatever stands in the texts."""

import html
import subprocess

import images


def datasheet(*arguments):
    return subprocess.run([images.TOOL, "datasheet", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def rows(page, title):
    """The cells of a section's table, the first row being its heads."""
    section = page.split(f"## {title}\n\n", 1)[1].split("\n\n", 1)[0]
    lines = [line for line in section.splitlines() if not line.startswith("|---")]
    return [[html.unescape(cell.strip()) for cell in line.strip("|").split("|")] for line in lines]


def image():
    return images.build(
        "datasheet", images.domain("web", images.tiny(), "32M", 2, "a|b *c* <d> `e` \033 &amp;", images.INITRD),
        images.domain("db", images.tiny(), "64M"), images.dom0(images.tiny("tiny64-pv"), memory="rest", bootargs=""))


def test_page_of_an_image_says_what_show_says():
    done = datasheet(image())
    assert (done.returncode, done.stderr) == (0, "")
    shown = images.show(image())
    heads, *domains = rows(done.stdout, "Domains")
    told = [dict(zip(heads, row)) for row in domains]
    assert [(row["name"], row["domid"], row["mode"], row["vCPUs"], row["UUID"]) for row in told] == [
        (d["name"], str(d["domid"]), d["mode"], str(d["vcpus"]), d["uuid"]) for d in shown["domains"]]
    assert [row["memory"] for row in told] == ["32 MiB", "64 MiB", "rest"]
    assert [row["capabilities"] for row in told] == ["-", "-", "control, hardware"]
    heads, *payloads = rows(done.stdout, "Payloads")
    told = [dict(zip(heads, row)) for row in payloads]
    assert [row["SHA-256 of what is stored"] for row in told] == [p["sha256"] for p in shown["payloads"]]
    assert [row["digest in the LCM"] for row in told] == [p["digest"] for p in shown["payloads"]]
    assert [row["by"] for row in told] == ["web, db", "web", "dom0"]
    assert "| memory of the domains | 96 MiB and the rest |" in done.stdout
    assert "| vCPUs | 4 |" in done.stdout


def test_texts_mean_nothing_to_markdown():
    page = datasheet(image()).stdout
    assert rows(page, "Command lines")[1:] == [["web", "a|b *c* <d> `e` ? &amp;"], ["db", "(none)"], ["dom0", "(empty)"]]
    line = next(line for line in page.splitlines() if line.startswith("| web | "))
    assert not set("*<>`") & set(line)


def test_page_of_a_source_goes_to_a_file(tmp_path):
    source = tmp_path / "set.dts"
    source.write_text("""/dts-v1/; / { chosen { hypervisor { compatible = "hypervisor,xen"; web: domain { compatible = "xen,domain";
        memory = "8M"; kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "vmlinuz"; }; }; }; }; };""")
    done = datasheet("-o", str(tmp_path / "set.md"), str(source))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    page = (tmp_path / "set.md").read_text()
    assert page.startswith("# set.dts\n\nA source of 1 domain.\n")
    assert "## Payloads" not in page
    assert rows(page, "Domains")[1][9:] == ["vmlinuz", "-", "made when built"]


def test_faults():
    assert datasheet("/nonexistent").returncode == 3
    assert datasheet("-o", "/nonexistent/page.md", image()).returncode == 3
    assert datasheet().returncode == 2
