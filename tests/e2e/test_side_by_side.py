# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""tests/e2e/run: in which order it runs files, and that none that dies or runs nothing passes for good."""

import importlib.machinery
import importlib.util
import os

import pytest

from machine import ROOT

CASE = '<testsuites><testsuite><testcase classname="a" name="b" time="1">%s</testcase></testsuite></testsuites>'


@pytest.fixture(scope="module", name="runner")
def runner_module():
    path = os.path.join(ROOT, "tests", "e2e", "run")
    spec = importlib.util.spec_from_loader("run", importlib.machinery.SourceFileLoader("run", path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_file_is_run_once_and_the_longest_first(runner):
    names = [path.stem.removeprefix("test_") for path in runner.files_in_order([])]
    assert names[:len(runner.LONGEST)] == runner.LONGEST
    there = [name for name in os.listdir(os.path.join(ROOT, "tests", "e2e")) if name.startswith("test_") and name.endswith(".py")]
    assert sorted(f"test_{name}.py" for name in names) == sorted(there)


def test_files_are_chosen_by_name_and_an_unknown_one_is_refused(runner):
    assert [path.name for path in runner.files_in_order(["usage", "test_host.py"])] == ["test_host.py", "test_usage.py"]
    with pytest.raises(SystemExit, match="there is no test_nothing.py"):
        runner.files_in_order(["nothing"])


@pytest.mark.parametrize("inside, status, bad", [
    ("", 0, [False]), ("<failure/>", 1, [True]), ("<skipped/>", 0, [True]), ("", 1, [False, True]), (None, 0, [True]), (None, -9, [True])])
def test_what_counts_as_failed(runner, tmp_path, inside, status, bad):
    report = tmp_path / "report.xml"
    if inside is not None:
        report.write_text(CASE % inside)
    assert [runner.is_bad(case) for case in runner.cases_of(report, "a", status)] == bad
