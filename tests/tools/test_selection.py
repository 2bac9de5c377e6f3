"""Which step of ./dev test an argument goes to."""

import pytest

from tools.console import ToolError
from tools.testing import Result, _sum_up, select

ADDONS = ["debtor_followup", "debtor_followup_sale"]


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project with all the folders that hold tests."""
    for name in (
        *("tests/engine", "tests/tools", "tests/system", "docs"),
        *("debtor_followup/tests", "debtor_followup_sale/tests"),
    ):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "tests/engine/test_a.py").touch()
    (tmp_path / "debtor_followup/tests/test_b.py").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_named_runs_everything(root):
    selection = select([], root, ADDONS)
    assert selection.is_full
    assert selection.is_broad
    assert selection.paths == {
        "rules": ["tests/engine", "tests/tools"],
        "add-on": ["debtor_followup/tests", "debtor_followup_sale/tests"],
        "system": ["tests/system"],
    }


def test_folders_that_are_not_there_are_left_out(root):
    (root / "debtor_followup_sale/tests").rmdir()
    selection = select([], root, ADDONS)
    assert selection.paths["add-on"] == ["debtor_followup/tests"]


@pytest.mark.parametrize(
    ("argument", "step", "path"),
    [
        ("tests/engine", "rules", "tests/engine"),
        ("tests/engine/test_a.py::test_x", "rules", "tests/engine/test_a.py::test_x"),
        ("./tests/tools/", "rules", "tests/tools"),
        ("tests/system", "system", "tests/system"),
        ("debtor_followup", "add-on", "debtor_followup/tests"),
        (
            "debtor_followup/tests/test_b.py::TestB::test_x",
            "add-on",
            "debtor_followup/tests/test_b.py::TestB::test_x",
        ),
    ],
)
def test_a_path_goes_to_its_step(root, argument, step, path):
    selection = select([argument], root, ADDONS)
    expected = {"rules": [], "add-on": [], "system": [], step: [path]}
    assert selection.paths == expected
    assert not selection.is_full


def test_a_path_from_another_folder(root, monkeypatch):
    monkeypatch.chdir(root / "tests")
    selection = select(["engine"], root, ADDONS)
    assert selection.paths["rules"] == ["tests/engine"]


def test_all_of_tests_is_two_steps(root):
    selection = select(["tests"], root, ADDONS)
    assert selection.paths["rules"] == ["tests/engine", "tests/tools"]
    assert selection.paths["system"] == ["tests/system"]
    assert selection.paths["add-on"] == []


def test_options_go_to_every_step(root):
    selection = select(["-x", "-k", "tests", "--maxfail", "3"], root, ADDONS)
    assert selection.options == ["-x", "-k", "tests", "--maxfail", "3"]
    assert not selection.is_full
    assert selection.paths["rules"] and selection.paths["system"]


@pytest.mark.parametrize("argument", ["tests/engin", "nothing.py::test_x", "docs", "/"])
def test_a_path_that_nothing_tests(root, argument):
    with pytest.raises(ToolError):
        select([argument], root, ADDONS)


@pytest.mark.parametrize(
    ("arguments", "is_broad"),
    [
        (["debtor_followup"], True),
        (["-x"], True),
        (["debtor_followup/tests/test_b.py"], False),
        (["debtor_followup/tests/test_b.py::TestB"], False),
        (["-k", "word"], False),
        (["--pdb"], False),
    ],
)
def test_several_processes_only_for_many_tests(root, arguments, is_broad):
    assert select(arguments, root, ADDONS).is_broad is is_broad


def result(passed=0, failed=0, skipped=0, code=0):
    """One step's end."""
    counts = {"passed": passed, "failed": failed, "skipped": skipped}
    return Result(counts, ["test_x: a reason"] * skipped, code)


@pytest.mark.parametrize(
    ("steps", "is_ci", "is_covered", "code", "line"),
    [
        ([result(3), result(4)], True, True, 0, "7 passed, 0 failed, 0 skipped"),
        ([result(3), result(code=5)], True, True, 0, "3 passed, 0 failed, 0 skipped"),
        ([result(code=5)], True, True, 1, "0 passed, 0 failed, 0 skipped"),
        (
            [result(3, 1, 0, 1), result(1)],
            False,
            True,
            1,
            "4 passed, 1 failed, 0 skipped",
        ),
        ([result(3, 0, 2)], False, True, 0, "3 passed, 0 failed, 2 skipped"),
        ([result(3, 0, 2)], True, True, 1, "3 passed, 0 failed, 2 skipped"),
        ([result(3)], False, False, 1, "3 passed, 0 failed, 0 skipped"),
    ],
)
def test_sum(capsys, monkeypatch, steps, is_ci, is_covered, code, line):
    monkeypatch.setenv("DEBTOR_FOLLOWUP_CI", "1" if is_ci else "")
    results = {str(number): step for number, step in enumerate(steps)}
    assert _sum_up(results, dict.fromkeys(results, 1.0), is_covered) == code
    assert capsys.readouterr().out.splitlines()[-1] == line
