# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""`hyperlaunch simulate --units`: the work of each step, the time that follows from what a unit of it costs, and files that are none."""

import json
import re
import subprocess

import images
import pytest
from machine import ROOT

COSTS = {"scrub_bytes_s": 4096 * 10**6, "hash_bytes_s": 10**9, "decode_bytes_s": 10**9, "copy_bytes_s": 10**9, "map_page_ns": 7, "give_page_ns": 11,
         "give_extent_ns": 13, "create_domain_ns": 17, "hypercall_ns": 19}
SHARED = ("scrub_bytes", "hash_bytes", "decode_bytes", "copy_bytes", "map_pages", "give_pages")


def simulate(*arguments):
    return subprocess.run([images.TOOL, "simulate", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                          check=False)


def pair():
    return images.build("simulate-units", images.domain("one", images.tiny(), "32M", cpus=2), images.domain("two", images.tiny("tiny32"), "16M"))


def units(folder, text=None):
    path = folder / "units"
    path.write_text(text or "".join(f"{key} {value}\n" for key, value in COSTS.items()), encoding="utf-8")
    return path


def predicted(*arguments):
    done = simulate("--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["prediction"]


def time_of(work, names):
    """What the counts of some work take, by COSTS."""
    total = 0
    for name in names:
        rate, cost = COSTS.get(f"{name}_s"), COSTS.get({"hypercalls": "hypercall_ns"}.get(name, f"{name.rstrip('s')}_ns"))
        total += work.get(name, 0) * 10**9 / rate if rate else work.get(name, 0) * cost
    return total


def test_work_of_each_step_is_counted(tmp_path):
    image = pair()
    one, two = predicted("--units", units(tmp_path), image)["domains"]
    stored = {payload["index"]: payload["stored"] for payload in images.show(image)["payloads"]}
    assert one["steps"]["verify"]["hash_bytes"] == stored[1] and two["steps"]["verify"]["hash_bytes"] == stored[2]
    # Its memory and a few pages for console, store and the like.
    for domain, mib in ((one, 32), (two, 16)):
        populate = domain["steps"]["populate"]
        assert populate["scrub_bytes"] == populate["give_pages"] * 4096
        assert mib * 256 <= populate["give_pages"] <= mib * 256 + 8
        assert 0 < populate["give_extents"] < 600
        assert domain["steps"]["create"]["create_domains"] == 1
        assert domain["steps"]["load"]["decode_bytes"] > 0 and domain["steps"]["load"]["map_pages"] > 0
        assert domain["steps"]["start"]["hypercalls"] == 1
    summary = json.loads(simulate("--json", image).stdout)
    for domain, said in zip((one, two), summary["domains"]):
        assert sum(step["hypercalls"] for name, step in domain["steps"].items() if name not in ("verify", "start")) == said["hypercalls"]
    assert "prediction" not in summary


def test_work_takes_what_its_units_cost(tmp_path):
    prediction = predicted("--units", units(tmp_path), pair())
    every = [prediction["all"], prediction["launcher"], *(step for domain in prediction["domains"] for step in domain["steps"].values())]
    for work in every:
        assert abs(work["shared_ns"] - time_of(work, SHARED)) <= 1
        assert abs(work["serial_ns"] - time_of(work, ("give_extents", "create_domains", "hypercalls"))) <= 1
    first, last = (domain["started_ns"] for domain in prediction["domains"])
    assert (prediction["first_ns"], prediction["last_ns"]) == (first, last)
    assert abs(prediction["mean_ns"] - (first + last) / 2) <= 1
    assert first < last <= prediction["all"]["shared_ns"] + prediction["all"]["serial_ns"] + 2


def test_kernel_that_another_domain_has_is_hashed_once_and_copied(tmp_path):
    kernel = images.linux("6.1")
    image = images.build("simulate-units-shared", *(images.domain(name, kernel, "128M") for name in ("one", "two", "three")))
    steps = [domain["steps"] for domain in predicted("--units", units(tmp_path), image)["domains"]]
    assert ["hash_bytes" in step.get("verify", {}) for step in steps] == [True, False, False]
    # The first starts at once. The last is decoded again for the one between them.
    assert ["decode_bytes" in step["load"] for step in steps] == [True, False, True]
    assert ["copy_bytes" in step["load"] for step in steps] == [False, True, False]


def test_prediction_is_a_table(tmp_path):
    done = simulate("--units", units(tmp_path), pair())
    table = done.stdout.split("\npredicted for one CPU, by the costs of --units\n")[1]
    assert re.match(r"domain +step +shared/ms +serial/ms  work\none +verify +[0-9.]+ +0\.000  [0-9.]+ KiB hashed\n", table)
    assert re.search(r"^one +populate +[0-9.]+ +[0-9.]+  32 MiB scrubbed, 819\d pages given, \d+ extents, \d+ hypercalls$", table, re.M)
    assert re.search(r"^launcher +- .* hypercalls$", table, re.M) and re.search(r"^all +- .* 2 domains created, ", table, re.M)
    assert re.search(r"^guests started, after the launcher's entry: the first \(one\) [0-9.]+ ms, in the mean [0-9.]+ ms, the last \(two\) ", table, re.M)


@pytest.mark.parametrize(("text", "said"), [
    ("hash_bytes_s 5\nhash 6\n", ":2: no such key; write one of scrub_bytes_s, hash_bytes_s, "),
    ("map_page_ns -1\n", ":1: the value of map_page_ns is no number of nanoseconds; write a whole one above 0\n"),
    ("# nothing\n", ": scrub_bytes_s is missing; add a line with it\n"),
    ("#" * 70000, ": more than 65536 bytes; name a file of units, see hyperlaunch-simulate(1)\n")])
def test_file_of_units_that_is_none(tmp_path, text, said):
    path = units(tmp_path, text)
    done = simulate("--units", path, pair())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"hyperlaunch: simulate: --units {path}{said}")


def test_file_of_units_that_is_not_there(tmp_path):
    done = simulate("--units", tmp_path / "none", pair())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"hyperlaunch: simulate: --units {tmp_path}/none: No such file or directory\n"
