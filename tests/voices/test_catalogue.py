"""The voices a server offers: never missing for a moment, found when they are added later."""

import threading
import time

import pytest

from tritone.errors import UnknownVoice
from tritone.voices import catalogue as voice_catalogue
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.installed import get_voice, load_voices


def test_a_server_offers_the_voices_it_was_started_with(add_voice):
    add_voice("ann")
    assert VoiceCatalogue(["heart"]).pick("heart").name == "heart"
    with pytest.raises(UnknownVoice, match='available: "heart"'):
        VoiceCatalogue(["heart"]).pick("ann")


def test_a_server_that_offers_all_finds_voices_added_later(add_voice, monkeypatch):
    monkeypatch.setattr(voice_catalogue, "_LOOK_AGAIN_SECONDS", 0.0)
    catalogue = VoiceCatalogue(["all"])
    assert catalogue.default_voice == "heart" and [voice.name for voice in catalogue.loaded_at_start] == ["heart"]
    with pytest.raises(UnknownVoice):
        catalogue.pick("ann")
    add_voice("ann")
    assert catalogue.pick("ann").name == "ann"


def test_the_first_voice_named_is_the_default(add_voice):
    add_voice("ann")
    assert VoiceCatalogue(["ann", "all"]).default_voice == "ann"


def test_a_voice_is_offered_wherever_its_files_lie(add_voice):
    add_voice("ann", speakers=["p1"])
    ann = get_voice("ann")
    catalogue = VoiceCatalogue([ann])
    assert (catalogue.pick("ann"), catalogue.default_voice) == (ann, "ann") and catalogue.pick("ann#p1").speaker == "p1"
    with pytest.raises(UnknownVoice, match='available: "ann"'):
        catalogue.pick("heart")
    catalogue.offer(get_voice("heart"))
    assert catalogue.pick("heart").name == "heart"


def test_an_offered_voice_stays_when_many_names_were_used(add_voice, monkeypatch):
    monkeypatch.setattr(voice_catalogue, "_REMEMBERED_NAMES", 2)
    add_voice("ann")
    catalogue = VoiceCatalogue([get_voice("heart")])
    catalogue.offer(get_voice("ann"))
    for share in range(1, 5):
        catalogue.pick(f"ann:{share}")
    assert catalogue.pick("ann").name == "ann"


@pytest.fixture
def slow_look(monkeypatch):
    """Reading the manifests takes as long as the test says; returns (has begun, may end)."""
    begun, may_end = threading.Event(), threading.Event()

    def slow(names=None):
        begun.set()
        assert may_end.wait(10)
        return load_voices(names)

    monkeypatch.setattr(voice_catalogue, "load_voices", slow)
    return begun, may_end


def test_a_voice_that_exists_is_not_refused_while_the_manifests_are_read_again(add_voice, monkeypatch, slow_look):
    add_voice("ann")
    begun, may_end = slow_look
    may_end.set()
    monkeypatch.setattr(voice_catalogue, "_LOOK_AGAIN_SECONDS", 0.0)
    catalogue = VoiceCatalogue(["all"])
    begun.clear()
    may_end.clear()
    looking = threading.Thread(target=lambda: pytest.raises(UnknownVoice, catalogue.pick, "nobody"))
    looking.start()
    assert begun.wait(10)
    try:
        assert catalogue.pick("ann").name == "ann"  # never picked before
    finally:
        may_end.set()
        looking.join()


def test_who_asks_for_a_new_voice_while_another_thread_looks_gets_it_too(add_voice, monkeypatch, slow_look):
    begun, may_end = slow_look
    may_end.set()
    catalogue = VoiceCatalogue(["all"])
    monkeypatch.setattr(catalogue, "_looked_at", time.monotonic() - voice_catalogue._LOOK_AGAIN_SECONDS)
    add_voice("ann")
    begun.clear()
    may_end.clear()
    picked = []
    threads = [threading.Thread(target=lambda: picked.append(catalogue.pick("ann").name)) for _ in range(2)]
    threads[0].start()
    assert begun.wait(10)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join()
    assert picked == ["ann", "ann"]
