"""The names callers use: voices, speakers, blends."""

import pytest

from tritone.errors import UnknownVoice
from tritone.voices.installed import get_voice, load_voices
from tritone.voices.names import pick_voice


def test_a_speaker_is_named_after_the_voice(add_voice):
    add_voice("many", speakers=["p1", "p 2"])
    voices = load_voices()
    chosen = pick_voice(voices, "many#p 2")
    assert (chosen.name, chosen.speaker, chosen.weights_key) == ("many#p 2", "p 2", voices["many"].weights_key)
    with pytest.raises(UnknownVoice, match='"many" has no speaker "p3"; available: "p1", "p 2"'):
        pick_voice(voices, "many#p3")
    with pytest.raises(UnknownVoice, match="no speakers"):
        pick_voice(voices, "heart#p1")


def test_a_blend_has_shares_that_sum_to_one(add_voice):
    add_voice("ann", gain_db=2.0)
    add_voice("bea", gain_db=-4.0)
    blend = pick_voice(load_voices(), "ann:3+bea:1")
    assert [(voice.name, share) for voice, share in blend.blend] == [("ann", 0.75), ("bea", 0.25)]
    assert blend.gain_db == pytest.approx(0.5)
    assert [share for _, share in pick_voice(load_voices(), "ann+bea").blend] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ann:x+bea", '"ann:x" has no share'),
        ("ann:0+bea", "no share"),
        ("ann:nan+bea", "no share"),
        ("ann:-1+bea", "no share"),
        ("ann+cleo", '"cleo" is unknown'),
        ("ann+heart", "cannot be blended"),
        ("ann+", "unknown"),
        ("+".join(["ann"] * 9), "a blend of 9 voices"),
    ],
)
def test_a_blend_that_cannot_be_made_is_refused(add_voice, name, message):
    add_voice("ann")
    add_voice("bea")
    with pytest.raises(UnknownVoice, match=message):
        pick_voice(load_voices(), name)


def test_voices_of_different_weights_do_not_share_an_engine(add_voice):
    add_voice("ann", b"some")
    add_voice("bea", b"others")
    assert get_voice("ann").weights_key != get_voice("bea").weights_key
    with pytest.raises(UnknownVoice, match="cannot be blended"):
        get_voice("ann+bea")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ann+heart", '"ann" cannot be blended with "heart"'),
        ("heart:0.5+ann:0.5", '"heart" cannot be blended with "ann"'),
        ("ann+bea+heart", '"ann" cannot be blended with "heart"'),
        ("heart:1", '"heart" cannot be blended with other voices'),
    ],
)
def test_a_blend_that_cannot_be_made_names_both_voices(add_voice, name, message):
    add_voice("ann")
    add_voice("bea")
    with pytest.raises(UnknownVoice, match=message):
        pick_voice(load_voices(), name)
