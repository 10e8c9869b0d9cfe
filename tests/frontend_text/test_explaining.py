"""What `explain` tells of an English text."""

from __future__ import annotations

from frontend_text.explaining import explain


def test_the_reason_for_a_homographs_reading_is_told() -> None:
    said = list(explain("I read it yesterday. They read 3 books every day."))
    assert "  homograph 'read': past: near (as VBD)" in said
    assert any(line.startswith("  homograph 'read': present:") for line in said)
    assert any(line.startswith("  > cardinal") for line in said)


def test_a_sound_that_the_lexicon_lacks_is_told_with_its_homograph() -> None:
    (line,) = [line for line in explain("The pipes are made of lead.") if "homograph 'lead'" in line]
    assert "metal:" in line
    assert "said lˈɛd" in line
