"""Finding the machine's Debian mirror in what apt says."""

import pytest

from tools.apt import distribution, mirrors

A, B, C = (
    "http://a.example/debian/",
    "http://b.example/mirror/",
    "http://c.example/apt/",
)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([f"bookworm|main|{A}|Debian"], [A]),
        # lists were never read: apt leaves what it does not know as it is
        ([f"bookworm|main|{A}|$(ORIGIN)"], [A]),
        ([f"stable|main|{A}|Debian"], [A]),
        # other suites and components of the mirror, and other projects
        ([f"bookworm-updates|main|{A}|Debian", f"bookworm|contrib|{A}|Debian"], []),
        ([f"cloud-sdk-bookworm|main|{C}|cloud", f"nodistro|main|{C}|node"], []),
        ([f"bookworm|main|{C}|Somebody else"], []),
        # what says that it is Debian comes first, then what looks like it
        ([f"bookworm|main|{C}|$(ORIGIN)", f"bookworm|main|{A}|$(ORIGIN)"], [A, C]),
        ([f"bookworm|main|{A}|$(ORIGIN)", f"bookworm|main|{B}|Debian"], [B, A]),
        # a mirror is named once
        ([f"bookworm|main|{A}|Debian", f"stable|main|{A}|Debian"], [A]),
        (["", "nonsense"], []),
    ],
)
def test_mirrors(targets, expected):
    assert mirrors("\n".join(targets), "bookworm") == expected


def test_distribution(tmp_path):
    path = tmp_path / "os-release"
    path.write_text('NAME="Debian GNU/Linux"\nID=debian\nVERSION_CODENAME="trixie"\n')
    found = distribution(path)
    assert (found.name, found.codename) == ("debian", "trixie")


def test_a_system_that_does_not_say(tmp_path):
    found = distribution(tmp_path / "missing")
    assert (found.name, found.codename) == ("", "")
    assert not found.is_debian
