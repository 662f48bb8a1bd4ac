# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""No command passes what a terminal would obey from a foreign file to the terminal."""

import re
import subprocess

import pytest

import images

# Red, and the C1 form of the same; a mark that turns the direction of text; a byte that is no UTF-8.
EVIL = b"\x1b[31m\xc2\x9b31m\xe2\x80\xae\xff"
SOURCE = b"""/dts-v1/;
/ { chosen { hypervisor { compatible = "hypervisor,xen";
    fast: cpupool { compatible = "xen,cpupool"; cpupool-cpus = "2-3"; };
    a: domain@1 { compatible = "xen,domain"; memory = "64M"; security-id = "l%s"; domain-cpupool = <&fast>;
        kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "k%s"; bootargs = "b%s"; };
        ramdisk { compatible = "multiboot,ramdisk", "multiboot,module"; hyperlaunch,file = "r%s"; }; };
    b: domain@2 { compatible = "xen,domain"; memory = "64M"; xen,enhanced = "e%s";
        kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "k%s"; }; };
}; }; };
"""
COMMANDS = (
    ["check"], ["check", "--json"], ["show"], ["show", "--json"], ["explain", "name", "a"],
    ["explain", "--json", "name", "a"], ["graph", "--dot"], ["datasheet"], ["build", "-o", "out.img"],
    ["simulate"], ["import", "xl"], ["import", "imagebuilder"], ["host"],
)
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("good", (True, False), ids=("sound", "faulty"))
def test_foreign_text_commands_no_terminal(tmp_path, words, good):
    enhanced = b"" if good else EVIL
    source = SOURCE.replace(b'xen,enhanced = "e%s"; ', b'') if good else SOURCE
    source = source.replace(b'"e%s"', b'"e' + enhanced + b'"').replace(b"%s", EVIL)
    (tmp_path / "evil.dts").write_bytes(source)
    result = subprocess.run(
        [images.TOOL, *words, "evil.dts"], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )
    text = (result.stdout + result.stderr).decode("utf-8")  # UTF-8 throughout
    assert text and not OBEYED.search(text), repr(text)
