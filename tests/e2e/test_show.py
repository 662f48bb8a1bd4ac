# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What `hyperlaunch show` says of payloads: a hash that people can compare with sha256sum, and the digest in the LCM."""

import hashlib
import json
import subprocess
import sys

import pytest

import images
from machine import ROOT

sys.path.append(f"{ROOT}/tests/fixtures")
from payload_digest import payload_digest  # noqa: E402


@pytest.fixture(scope="module")
def image():
    """A kernel that is stored compressed, and a ramdisk of several blocks that is stored as it is."""
    return images.build("show", images.domain("web", images.tiny(), "32M", ramdisk=images.noise(1_000_000)[0]))


def stored(image):
    with open(image, "rb") as file:
        data = file.read()
    return [data[p["offset"]:p["offset"] + p["stored"]] for p in images.show(image)["payloads"]]


def show(*arguments):
    return subprocess.run([images.TOOL, "show", *arguments], check=True, capture_output=True, text=True).stdout


def test_both_hashes_are_of_what_is_stored(image):
    payloads = images.show(image)["payloads"]
    assert len(payloads) == 2
    assert [p["sha256"] for p in payloads] == [hashlib.sha256(part).hexdigest() for part in stored(image)]
    assert [p["digest"] for p in payloads] == [payload_digest(part).hex() for part in stored(image)]


def test_a_payload_that_is_not_encoded_has_the_hash_of_its_file(image):
    (ramdisk,) = [p for p in images.show(image)["payloads"] if p["encoding"] == "none"]
    said = subprocess.run(["sha256sum", images.noise(1_000_000)[0]], check=True, capture_output=True, text=True).stdout
    assert ramdisk["sha256"] == said.split()[0]


def test_the_tables_have_both_under_their_names(image):
    lines = show(image).splitlines()
    (first,) = [n for n, line in enumerate(lines) if line.endswith("sha256 of what is stored")]
    (second,) = [n for n, line in enumerate(lines) if line == "payload  digest in the LCM"]
    payloads = images.show(image)["payloads"]
    assert [lines[first + p["index"]].split()[-1] for p in payloads] == [p["sha256"] for p in payloads]
    assert [lines[second + p["index"]].split() for p in payloads] == [[str(p["index"]), p["digest"]] for p in payloads]


def test_an_lcm_without_its_image_has_the_digests_alone(image, tmp_path):
    with open(image, "rb") as file:
        data = file.read()
    lcm = tmp_path / "lcm.dtb"
    lcm.write_bytes(data[:int.from_bytes(data[4:8], "big")])
    alone, whole = json.loads(show("--json", lcm))["payloads"], images.show(image)["payloads"]
    assert [p["sha256"] for p in alone] == [None, None]
    assert [p["digest"] for p in alone] == [p["digest"] for p in whole]
    rows = show(lcm).split("sha256 of what is stored\n")[1].splitlines()[:2]
    assert [row.split()[-1] for row in rows] == ["-", "-"]


def test_a_changed_byte_changes_the_hash_and_not_the_digest(image):
    ramdisk = next(p["index"] for p in images.show(image)["payloads"] if p["encoding"] == "none")
    changed = images.show(images.damaged(image, ramdisk, "show-damaged"))["payloads"][ramdisk - 1]
    whole = images.show(image)["payloads"][ramdisk - 1]
    assert changed["sha256"] != whole["sha256"]
    assert changed["digest"] == whole["digest"]
