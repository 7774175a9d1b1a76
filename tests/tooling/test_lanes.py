"""The closing line of `bin/test` counts what really happened."""

import pytest

from tools.lanes import Result, counted, left_out, parsed

REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("numbers", "status", "line"),
    [
        ((5, 0, 0, 0), 0, "5 passed, 0 failed, 0 skipped"),
        ((5, 1, 1, 1), 1, "2 passed, 2 failed, 1 skipped"),
        ((5, 0, 0, 0), 2, "5 passed, 1 failed, 0 skipped"),
    ],
)
def test_a_report_is_counted(tmp_path, numbers, status, line):
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(*numbers))

    assert str(counted(report, status, may_be_empty=False)) == line


def test_a_lane_without_a_report_has_failed(tmp_path):
    assert counted(tmp_path / "nothing.xml", 3, may_be_empty=False) == Result(failed=1)


def test_a_lane_that_found_no_test_has_failed(tmp_path):
    assert counted(tmp_path / "nothing.xml", 5, may_be_empty=False) == Result(failed=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["--all"], ""),
        (["--without", "browser"], "without-browser: "),
        (["--quick"], "quick, without browser, processes and broad sweeps: "),
        (["--on", "postgres"], "part: "),
        (["accord/deals"], "part: "),
    ],
)
def test_the_closing_line_says_what_was_left_out(words, said):
    assert left_out(parsed(words)) == said
