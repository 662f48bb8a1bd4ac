# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The operand - and -o -: the standard input and output; and sources that come from a pipe."""

import os
import pty
import subprocess

import images

SOURCE = """/dts-v1/;
/ { chosen { hypervisor { compatible = "hypervisor,xen";
    web: domain@1 { compatible = "xen,domain"; memory = "16M";%s
        kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "tiny64.elf"; }; };
}; }; };
"""


def tool(*words, given=b""):
    return subprocess.run([images.TOOL, *words], input=given, capture_output=True, timeout=60, check=False)


def source(more=""):
    return (SOURCE % more).encode()


def test_findings_of_the_standard_input_have_their_places():
    done = tool("check", "-", given=source(" cpu = <3>;"))
    assert done.returncode == 1
    assert done.stdout == b'<stdin>:3:64: error: /chosen/hypervisor/domain@1: cpu: is not known; did you mean "cpus"? [property-unknown]\n'
    done = tool("check", "-", given=b"/dts-v1/;\n/ { a = ; };\n")
    assert done.returncode == 1 and done.stdout.startswith(b"<stdin>:2:") and b"syntax error: " in done.stdout, done.stdout


def test_waivers_of_the_standard_input_hold():
    waiver = b"    /* hyperlaunch-waive node-ignored: kept for another program */\n    other { };\n"
    text = source().replace(b"/ { chosen", b"/ {\n" + waiver + b" chosen")
    done = tool("check", "-I", images.GUESTS, "-", given=text)
    assert (done.returncode, done.stdout) == (0, b""), done.stdout
    assert b"node-ignored" in tool("check", "-I", images.GUESTS, "-", given=text.replace(b"-waive", b"-wave")).stdout


def test_image_from_pipe_to_pipe(tmp_path):
    out = tmp_path / "set.img"
    (tmp_path / "set.dts").write_bytes(source())
    assert tool("build", "-I", images.GUESTS, "-o", str(out), str(tmp_path / "set.dts")).returncode == 0
    for words in (("-",), ("-o", "-", "-"), ("-o", "-", str(tmp_path / "set.dts"))):
        done = tool("build", "-I", images.GUESTS, *words, given=source())
        assert done.returncode == 0 and done.stdout == out.read_bytes(), done.stderr
        assert b"web" in done.stderr  # what would otherwise be printed
    shown = tool("show", "-", given=out.read_bytes())
    assert shown.returncode == 0 and b"tiny64.elf" in shown.stdout


def test_image_is_not_written_to_a_terminal(tmp_path):
    (tmp_path / "set.dts").write_bytes(source())
    master, slave = pty.openpty()
    done = subprocess.run([images.TOOL, "build", "-I", images.GUESTS, "-o", "-", tmp_path / "set.dts"], stdin=subprocess.DEVNULL,
                          stdout=slave, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(slave)
    os.close(master)
    assert done.returncode == 2 and b"-o" in done.stderr


def test_outputs_go_to_the_standard_output():
    for words in (("datasheet",), ("graph", "--dot"), ("import", "xl")):
        given = b'name = "a"\nkernel = "k"\nmemory = 64\n' if "xl" in words else source()
        plain = tool(*words, "-", given=given)
        named = tool(*words, "-o", "-", "-", given=given)
        assert plain.returncode == 0 and plain.stdout == named.stdout != b"", words
    record = tool("simulate", "--json", "--record", "-", "-I", images.GUESTS, "-", given=source())
    assert b"\xd0\x0d\xfe\xed" in record.stdout


def test_source_from_a_pipe(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with subprocess.Popen([images.TOOL, "show", fifo], stdout=subprocess.PIPE) as process:
        fifo.write_bytes(source())
        assert b"web" in process.communicate(timeout=60)[0]
    assert process.returncode == 0
