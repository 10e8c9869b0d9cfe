"""Loading beside the work, errors that pass, and what is evicted when memory runs short."""

import threading

import pytest

from tritone.errors import MissingVoice, VoiceLoading
from tritone.models.loaded_on_demand import RETRY_FAILED_SECONDS, LoadedOnDemand


def wait_for(store: LoadedOnDemand, key, load):
    """What a stream does: ask again until it is there."""
    for _ in range(2000):
        try:
            return store.get(key, load, str(key))
        except VoiceLoading:
            threading.Event().wait(0.005)
    raise AssertionError("never loaded")


def test_who_comes_while_it_loads_is_told_to_come_again_and_it_is_loaded_once():
    may_finish, loads = threading.Event(), []

    def load():
        loads.append(1)
        assert may_finish.wait(10)
        return "value"

    store = LoadedOnDemand()
    for _ in range(3):
        with pytest.raises(VoiceLoading, match="loading ann"):
            store.get("ann", load, "ann")
    may_finish.set()
    assert wait_for(store, "ann", load) == "value" and loads == [1]


def test_loading_one_does_not_keep_another_waiting():
    never = threading.Event()
    store = LoadedOnDemand()
    store.load_now("here", lambda: 1)
    with pytest.raises(VoiceLoading):
        store.get("slow", lambda: never.wait(10), "slow")
    assert store.get("here", lambda: 2, "here") == 1
    never.set()


def test_a_failed_load_is_answered_with_its_error_and_tried_again_later():
    now, loads = [0.0], []

    def load():
        loads.append(1)
        raise MissingVoice("no file")

    store = LoadedOnDemand(clock=lambda: now[0])
    with pytest.raises(MissingVoice, match="no file"):
        wait_for(store, "ann", load)
    with pytest.raises(MissingVoice):
        store.get("ann", load, "ann")
    assert loads == [1]
    now[0] = RETRY_FAILED_SECONDS
    assert wait_for(store, "ann", lambda: "repaired") == "repaired"


def test_the_least_recently_used_is_evicted():
    store = LoadedOnDemand(budget_bytes=10, size_of=lambda value: value)
    for key, size in (("a", 4), ("b", 4), ("c", 2)):
        store.load_now(key, lambda size=size: size)
    assert store.loaded() == ["a", "b", "c"]
    store.get("a", lambda: None, "a")
    store.load_now("d", lambda: 4)
    assert store.loaded() == ["c", "a", "d"]


def test_what_is_larger_than_the_budget_is_served_alone():
    store = LoadedOnDemand(budget_bytes=10, size_of=lambda value: value)
    store.load_now("small", lambda: 4)
    store.load_now("large", lambda: 40)
    assert store.loaded() == ["large"]
