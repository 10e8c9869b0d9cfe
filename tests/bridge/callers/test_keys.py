"""A request brings its key in a header, or in JSON; who brings none that is right is told what to bring."""

import pytest

from tests import fake_pb_utils as triton
from tritone.bridge.callers.keys import MOST_NAMES, CallerKeys
from tritone.errors import INVALID_BEGINS, KeyRefused
from tritone.server.access.api_keys import KEYS_VARIABLE, ApiKeys

KEY = "right-key-0123456789"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys"
    path.write_text(f"web {KEY}\n")
    return path


@pytest.fixture
def keys(file):
    return CallerKeys(ApiKeys(file))


def check(keys, **parameters):
    named = {name.replace("_", "-") if name != "api_key" else name: value for name, value in parameters.items()}
    keys.check(triton.InferenceRequest("tts", [], parameters=named))


@pytest.mark.parametrize(
    "parameters",
    [{"x_api_key": KEY}, {"X_API_KEY": KEY}, {"authorization": f"Bearer {KEY}"}, {"Authorization": f"bearer  {KEY} "}]
    + [{"api_key": KEY}, {"user_agent": "grpc", "x_api_key": KEY}],
)
def test_a_key_is_found_where_callers_may_send_it(keys, parameters):
    check(keys, **parameters)


@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ({}, "missing"),
        ({"user_agent": KEY}, "missing"),
        ({"authorization": KEY}, "missing"),
        ({"authorization": f"Basic {KEY}"}, "missing"),
        ({"x_api_key": 7}, "missing"),
        ({"x_api_key": KEY[:-1]}, "unknown"),
        ({"authorization": "Bearer wrong"}, "unknown"),
        ({"api_key": "wrong"}, "unknown"),
    ],
)
def test_who_brings_none_that_is_right_is_refused_and_not_quoted(keys, parameters, what, caplog):
    with pytest.raises(KeyRefused) as refusal:
        check(keys, **parameters)
    said = str(refusal.value)
    assert said.startswith(f'{INVALID_BEGINS}x-api-key" is {what}; allowed: a key of this server in the header')
    assert KEY[:-1] not in said + caplog.text and "wrong" not in said + caplog.text


def test_requests_are_counted_by_the_name_of_their_key(keys):
    for _ in range(3):
        check(keys, x_api_key=KEY)
    with pytest.raises(KeyRefused):
        check(keys)
    shown = {(sample.name, sample.labels): sample.value for sample in keys.metric_samples()}
    assert shown == {
        ("tritone_requests_by_key_total", (("key", "web"),)): 3,
        ("tritone_keys_refused_total", ()): 1,
    }


def test_no_file_makes_more_series_than_there_is_room_for(file):
    file.write_text("".join(f"n{index} key-number-{index:010}\n" for index in range(2 * MOST_NAMES)))
    keys = CallerKeys(ApiKeys(file))
    for index in range(2 * MOST_NAMES):
        check(keys, x_api_key=f"key-number-{index:010}")
    counts = {sample.labels: sample.value for sample in keys.metric_samples() if sample.labels}
    assert len(counts) == MOST_NAMES + 1 and counts[(("key", "other"),)] == MOST_NAMES


def test_a_server_without_keys_asks_for_none(monkeypatch, file):
    monkeypatch.setenv(KEYS_VARIABLE, "")
    keys = CallerKeys.of_this_server()
    check(keys)
    assert keys.metric_samples() == []
    monkeypatch.setenv(KEYS_VARIABLE, str(file))
    with pytest.raises(KeyRefused):
        check(CallerKeys.of_this_server())
