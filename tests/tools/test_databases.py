"""What makes another template, and which names are refused."""

import os

import pytest

from tools import databases, odoo_process, venv
from tools.console import ToolError
from tools.odoo_source import Odoo


@pytest.fixture
def addon(tmp_path):
    """An add-on with a file of each kind."""
    folder = tmp_path / "an_addon"
    for name in ("models/a.py", "tests/test_a.py", "i18n/an_addon.pot", "i18n/nl.po"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1")
    return folder


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("models/a.py", True),
        ("models/b.py", True),
        ("i18n/nl.po", True),
        ("i18n/an_addon.pot", False),
        ("tests/test_a.py", False),
        ("models/__pycache__/a.pyc", False),
    ],
)
def test_addons_hash(addon, name, matters):
    before = databases.addons_hash([addon])
    assert databases.addons_hash([addon]) == before
    (addon / name).parent.mkdir(exist_ok=True)
    (addon / name).write_text("2")
    assert (databases.addons_hash([addon]) != before) is matters


def test_moving_text_between_files_changes_the_hash(addon):
    (addon / "models/a.py").write_text("ab")
    (addon / "models/b.py").write_text("c")
    before = databases.addons_hash([addon])
    (addon / "models/a.py").write_text("a")
    (addon / "models/b.py").write_text("bc")
    assert databases.addons_hash([addon]) != before


@pytest.fixture
def keys(monkeypatch, tmp_path):
    """Return the names of the templates under given circumstances."""

    def names(version="19.0 (one)", requirements="a", layers=None):
        odoo = Odoo(tmp_path, version)
        monkeypatch.setattr(odoo_process, "odoo", lambda: odoo)
        monkeypatch.setattr(venv, "requirements_hash", lambda: requirements)
        monkeypatch.setattr(databases, "LAYERS", {**databases.LAYERS, **(layers or {})})
        templates = [
            databases.layer_template(layer, demo)
            for layer in ("core", "base", "tests")
            for demo in (False, True)
        ]
        return [template.name for template in templates]

    return names


def test_template_names_tell_the_layers_apart(keys):
    names = keys()
    assert len(set(names)) == len(names)
    assert names == keys()


@pytest.mark.parametrize(
    "change",
    [
        {"version": "19.0 (two)"},
        {"requirements": "b"},
        {"layers": {"core": (None, ("x",))}},
    ],
)
def test_template_names_change_with_what_is_in_them(keys, change):
    assert set(keys()).isdisjoint(keys(**change))


@pytest.mark.parametrize("name", ["demo", "a", "Check-1", "a_b_2"])
def test_good_names(name):
    databases.check_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "1a", "a b", 'a"b', "a;b", "a" * 41, "postgres", "template1", "building_x"],
)
def test_refused_names(name):
    with pytest.raises(ToolError):
        databases.check_name(name)


def test_a_file_store_is_copied_by_links(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "ab").mkdir(parents=True)
    (source / "ab/abc").write_text("content")
    databases._link_tree(source, target)
    assert os.path.samefile(source / "ab/abc", target / "ab/abc")
    databases._link_tree(tmp_path / "nothing", target)
    assert not target.exists()


def test_autovacuum_leaves_the_tables_of_tests_alone():
    name = f"test_{os.getpid()}_statistics"
    databases.copy("template1", name)
    try:
        databases.query('CREATE TABLE one (id int); CREATE TABLE "Two" (id int)', name)
        databases.keep_statistics(name)
        left = databases.query(
            "SELECT count(*) FILTER (WHERE reloptions = '{autovacuum_enabled=off}'), "
            "count(*) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace",
            name,
        )
        assert left == "2|2"
    finally:
        databases.drop(name)
