# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Who can reach whom: `check --privileges`, and the same in `datasheet` and `show --json`."""

import json
import os
import subprocess

import images
from machine import ROOT

EXAMPLE = os.path.join(ROOT, "examples", "disks-and-cards.dts")


def tool(*arguments):
    return subprocess.run([images.TOOL, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)


def image():
    return images.build("privileges", images.domain("web", images.tiny(), "8M"),
                        images.dom0(images.tiny("tiny64-pv"), memory="rest", bootargs="", properties=['functions = "console"']))


def findings(*options):
    done = tool("check", "--json", *options, image())
    return done.returncode, [(found["check"], found["severity"]) for found in json.loads(done.stdout)["files"][0]["findings"]]


def test_notes_are_shown_on_request_alone():
    memory, console = ("reach-memory", "note"), ("reach-console", "note")
    assert findings() == (0, [])
    assert findings("-W", "all") == (0, [])
    assert findings("--privileges") == (0, [memory, console])
    assert findings("-W", "reach-console") == (0, [console])
    assert findings("--privileges", "-W", "no-reach-console") == (0, [memory])


def test_way_that_nobody_accepted_is_an_error():
    assert findings("-E", "reach-memory") == (1, [("reach-memory", "error")])
    assert findings("-E", "all") == (0, [])
    assert findings("--privileges", "-E", "all") == (1, [("reach-memory", "error"), ("reach-console", "error")])


def test_list_of_checks_says_how_to_see_them():
    lines = [line.split("  ") for line in tool("check", "--list-checks").stdout.splitlines() if line.startswith("reach-")]
    assert len(lines) == 8
    assert all(line[-1].strip() == "tool, with --privileges" for line in lines)


def test_datasheet_and_json_say_the_same():
    page = tool("datasheet", EXAMPLE).stdout.split("## Who can reach whom\n\n")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()[2:]]
    reach = json.loads(tool("show", "--json", EXAMPLE).stdout)["reach"]
    names = [d["name"] for d in json.loads(tool("show", "--json", EXAMPLE).stdout)["domains"]]
    assert [row[:2] for row in rows] == [[way["domain"], way["what"]] for way in reach]
    for row, way in zip(rows, reach):
        everyone = [name for name in names if name != way["domain"]]
        assert way["whom"] == (everyone if row[2] == "all other domains" else [row[2]])
        assert not way["host"]
    assert ["dom0", "disk", "db", "it serves xvda"] in rows


def test_set_in_which_nobody_reaches_anybody_has_no_table(tmp_path):
    source = tmp_path / "set.dts"
    domain = """{ compatible = "xen,domain"; memory = "8M"; kernel { compatible = "multiboot,kernel", "multiboot,module";
                  hyperlaunch,file = "k"; }; };"""
    source.write_text('/dts-v1/; / { chosen { hypervisor { compatible = "hypervisor,xen"; a: domain@1 ' + domain + " b: domain@2 " + domain + " }; }; };")
    assert "Who can reach whom" not in tool("datasheet", str(source)).stdout
    assert json.loads(tool("show", "--json", str(source)).stdout)["reach"] == []
