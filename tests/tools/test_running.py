"""What the tools start: a mail server, and pytest with its results counted."""

import json
import os
import smtplib
import subprocess
import sys

import pytest

from tools import paths, pytest_results, smtp_sink, venv

TESTS = """
import unittest
import pytest

def test_passes(): pass
def test_fails(): assert 0
@pytest.fixture
def broken(): raise ValueError
def test_error(broken): pass
@pytest.mark.skip(reason="not here")
def test_skipped(): pass
@pytest.mark.xfail
def test_known(): assert 0
class TestParts(unittest.TestCase):
    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                assert number < 3
"""


@pytest.mark.parametrize("workers", [0, 1])
def test_results_are_counted(tmp_path, workers):
    (tmp_path / "test_x.py").write_text(TESTS)
    results = tmp_path / "results.json"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:odoo",
        "-n",
        str(workers),
    ]
    subprocess.run(
        [*command, "-p", "tools.pytest_results", f"--rootdir={tmp_path}", tmp_path],
        env={
            **os.environ,
            "PYTHONPATH": str(paths.ROOT),
            pytest_results.FILE_VARIABLE: str(results),
        },
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    values = json.loads(results.read_text())
    assert values["counts"] == {"passed": 2, "failed": 2, "skipped": 2}
    assert any("test_skipped: not here" in line for line in values["skipped"])


def test_each_mail_becomes_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(smtp_sink, "python", lambda: sys.executable)
    with smtp_sink.running(tmp_path / "mails") as port:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("a@x.example", ["b@x.example", "c/d@x.example"], "Hello")
        names = sorted(path.name for path in (tmp_path / "mails").iterdir())
    assert names == ["0001-b@x.example.eml", "0002-c_d@x.example.eml"]
    assert (tmp_path / "mails" / names[0]).read_text().strip() == "Hello"


def test_the_virtual_environment_is_current_only_with_its_stamp(tmp_path, monkeypatch):
    monkeypatch.setattr(venv, "folder", lambda: tmp_path)
    stamp = tmp_path / "complete"
    assert not venv._is_current(stamp)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").touch()
    stamp.write_text(venv.requirements_hash())
    assert venv._is_current(stamp)
    stamp.write_text("another")
    assert not venv._is_current(stamp)
