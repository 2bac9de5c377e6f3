"""The guides show the pictures that `./dev pictures` takes, and all of them."""

import re

import pytest

from tools import pictures
from tools.paths import ROOT

LARGEST = 120 * 1024
GUIDES = {"en": "user-guide.md", "nl": "user-guide.nl.md"}


@pytest.mark.parametrize("lang", pictures.READERS)
def test_the_guide_shows_each_picture(lang):
    guide = ROOT / "docs" / GUIDES[lang]
    shown = re.findall(r"!\[[^\]]+\]\((images/[^)]+)\)", guide.read_text("utf-8"))
    _login, folder = pictures.READERS[lang]
    taken = {f"{folder}/{picture.name}.png" for picture in pictures.PICTURES}
    assert {f"docs/{path}" for path in shown} == taken
    assert len(shown) == len(taken)


@pytest.mark.parametrize("lang", pictures.READERS)
def test_pictures_are_there_and_small(lang):
    _login, folder = pictures.READERS[lang]
    for picture in pictures.PICTURES:
        size = (ROOT / folder / f"{picture.name}.png").stat().st_size
        assert 0 < size < LARGEST, picture.name


def test_pictures_have_names_of_their_own():
    names = [picture.name for picture in pictures.PICTURES]
    assert len(names) == len(set(names))


def test_links_within_the_guides_lead_somewhere():
    for name in GUIDES.values():
        text = (ROOT / "docs" / name).read_text("utf-8")
        anchors = {
            re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
            for title in re.findall(r"(?m)^#+ (.+)$", text)
        }
        for link in re.findall(r"\]\(#([^)]+)\)", text):
            assert link in anchors, (name, link)
