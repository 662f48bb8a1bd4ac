# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""What a script calls is seen wherever it stands in the script, and is of a package that lab/need lists."""

import importlib.machinery
import importlib.util
import os
import sys

import pytest

from machine import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import calls  # noqa: E402  (its folder is known only now)


def names(found, kind="program"):
    return [call.name for call in found if call.kind == kind]


@pytest.mark.parametrize("text, programs", [
    ("xz -dc a >b\n", ["xz"]),
    ("case $f in\n*.xz) xz -dc \"$f\" >\"$n\" ;;\n*) cp \"$f\" \"$n\" ;;\nesac\n", ["xz", "cp"]),
    ("for a in $(tr a b <x | sed -n 's/;rm//p'); do\n  use \"$a\"\ndone\n", ["tr", "sed", "use"]),
    ("use() {\n  LC_ALL=C sort -z | gzip -9n\n}\nuse\n", ["sort", "gzip"]),
    ("if ! command -v mformat >/dev/null; then exit 3; fi\n", ["mformat"]),
    ("for t in xorriso mformat; do\n    command -v \"$t\" >/dev/null || exit 3\ndone\n", ["xorriso", "mformat"]),
    ("find . -exec touch -d @0 {} + # rm\n", ["find", "touch"]),
    ("cat <<'END'\nrm -rf /\nEND\nls\n", ["cat", "ls"]),
    ("a=$(date) b=\"$(id -u)\" env X=1 cpio --quiet\n", ["date", "id", "env", "cpio"]),
    ("x=(one two)\nlocal y=three\n\"$z\" four\n./five\necho six; (cd seven && eight)\n", ["eight"]),
    ("n=$((n+1)); [ $n -lt 2 ] || { mv a b; }\nexec 9>lock\nflock 9\n", ["mv", "flock"]),
    ("diff <(sort a) <(sort b)\nwhile read -r line; do :; done <a\n", ["diff", "sort", "sort"]),
])
def test_programs_of_shell(text, programs):
    assert sorted(names(calls.of_shell(text))) == sorted(programs)


def test_programs_of_a_makefile_stand_by_their_target():
    text = "LD := ld.bfd -m elf\nall: a\n\t@mkdir -p $(@D)\n\t$(LD) $(or $(X),$(Y)) -o $@ \\\n\t  $(B)/rm\n\n.PHONY: e2e\ne2e:\n\t+@python3 -m pytest\n"
    found = calls.of_makefile(text, {"B": "build"})
    assert [(call.target, call.name) for call in found] == [("all", "mkdir"), ("all", "ld.bfd"), ("e2e", "python3")]


def test_programs_and_modules_of_python():
    text = ("import os\nimport pexpect\nfrom yaml import load\nimport machine\n"
            "subprocess.run(['iasl', '-d'] + files)\nrun_each(lambda n: ['cppcheck', n], names)\n"
            "command = ['dtc', '-q']\nsubprocess.Popen(command)\nprint(['xz', 'a'])\n")
    found = calls.of_python(text, {"machine"})
    assert sorted(names(found)) == ["cppcheck", "dtc", "iasl"]
    assert names(found, "module") == ["pexpect", "yaml"]


def test_programs_and_headers_of_c():
    found = calls.of_c('#include <zstd.h>\n#include "tool/base/file.h"\nint f(void)\n{\n    arguments[count++] = "dtc";\n'
                       '    arguments[count++] = "dts";\n}\n')
    assert (names(found), names(found, "header")) == (["dtc"], ["zstd.h"])


@pytest.fixture(scope="module")
def programs():
    path = os.path.join(ROOT, "tests", "programs")
    spec = importlib.util.spec_from_loader("programs", importlib.machinery.SourceFileLoader("programs", path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_package_that_is_not_listed_is_named(programs):
    packages = programs.Packages()
    assert packages.fault("program", "xz", "demo") is None
    packages.listed["demo"] -= {"xz-utils"}
    assert packages.fault("program", "xz", "demo") == "program xz is of xz-utils, which lab/need does not list for demo"


def test_program_that_is_not_there_is_named(programs):
    assert programs.Packages().fault("program", "no-such-program", "test").startswith("program no-such-program is not there; ")
