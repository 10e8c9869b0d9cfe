"""Keys are read from a file, read again when it changes, and never said aloud."""

import hashlib
import logging

import pytest

from tritone.errors import InvalidOption
from tritone.server.access.api_keys import ApiKeys, read_keys

FIRST, SECOND = "first-key-0123456789", "second-key-0123456789"


class Clock:
    """Stands until it is moved."""

    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys"
    path.write_text(f"# who may speak\n\nweb  {FIRST}\nbatch sha256:{hashlib.sha256(SECOND.encode()).hexdigest()}\n")
    return path


def test_a_key_has_the_name_of_its_line_also_where_only_its_hash_stands_there(file):
    keys = ApiKeys(file)
    assert keys.name_of(FIRST) == "web" and keys.name_of(SECOND) == "batch"
    for wrong in ("", "web", FIRST + "x", FIRST.upper(), hashlib.sha256(SECOND.encode()).hexdigest(), "\ud800" * 20):
        assert keys.name_of(wrong) is None


def test_a_name_may_have_two_keys_while_one_takes_the_place_of_the_other(file):
    file.write_text(f"web {FIRST}\nweb {SECOND}\n")
    assert [ApiKeys(file).name_of(key) for key in (FIRST, SECOND)] == ["web", "web"]


def test_a_file_that_changes_is_read_again_within_a_second(file, caplog):
    clock = Clock()
    keys = ApiKeys(file, clock)
    file.write_text(f"other {FIRST}-longer\n")
    assert keys.name_of(FIRST) == "web"
    clock.seconds = 1.5
    with caplog.at_level(logging.INFO):
        assert keys.name_of(FIRST) is None and keys.name_of(f"{FIRST}-longer") == "other"
    assert "1 keys" in caplog.text and FIRST not in caplog.text


def test_a_file_that_is_damaged_or_gone_leaves_the_keys_that_were_read(file, caplog):
    clock = Clock()
    keys = ApiKeys(file, clock)
    file.write_text("half a li")
    clock.seconds = 1.5
    assert keys.name_of(FIRST) == "web" and "line 1" in caplog.text
    file.unlink()
    clock.seconds = 3.0
    assert keys.name_of(FIRST) == "web"


def test_a_link_that_is_pointed_elsewhere_is_followed_as_kubernetes_does(tmp_path):
    clock, link = Clock(), tmp_path / "keys"
    for name, key in (("old", FIRST), ("new", SECOND)):
        (tmp_path / name).write_text(f"web {key}\n")
    link.symlink_to(tmp_path / "old")
    keys = ApiKeys(link, clock)
    link.unlink()
    link.symlink_to(tmp_path / "new")
    clock.seconds = 1.5
    assert keys.name_of(SECOND) == "web" and keys.name_of(FIRST) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("web short", '"web" cannot be used; allowed: 16 to 200 visible ASCII'),
        (f"web sha256:{'0' * 63}", '"web" cannot be used'),
        (f"web {FIRST} more", "line 1 is not NAME KEY"),
        (f"\nwéb {FIRST}", "line 2 is not NAME KEY"),
        (FIRST, "line 1 is not NAME KEY"),
        ("# nothing", "has 0 keys; allowed: 1 to 10000"),
        ("".join(f"n{index} key-number-{index:010}\n" for index in range(10_001)), "has 10001 keys"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_without_a_word_of_what_stands_there(file, content, message):
    file.write_text(content)
    with pytest.raises(InvalidOption) as refusal:
        read_keys(file)
    assert message in str(refusal.value) and FIRST not in str(refusal.value) and "short" not in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidOption, match=f"--api-keys-file is {tmp_path}/none: No such file"):
        read_keys(tmp_path / "none")
