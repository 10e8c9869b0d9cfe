"""Small tensors are shared between responses, and never before the first send of them has returned."""

from tritone.bridge.wire.sent_tensors import SentTensors


def test_a_tensor_is_shared_once_its_send_has_returned():
    sent, made = SentTensors(), []

    def make():
        made.append(object())
        return made[-1]

    first, second = sent.begin(), sent.begin()
    one = first.get(("is_last", False), make)
    assert second.get(("is_last", False), make) is not one  # the first may be on its way in another thread
    first.sent()
    assert sent.begin().get(("is_last", False), make) is one
    assert sent.begin().get(("is_last", True), make) is not one
    sent.clear()
    assert sent.begin().get(("is_last", False), make) is not one and len(made) == 4


def test_what_few_share_is_let_go_and_what_many_share_stays():
    sent, made = SentTensors(), []

    def get(value):
        tensors = sent.begin()
        tensor = tensors.get(("duration_seconds", value), lambda: made.append(value) or object())
        tensors.sent()
        return tensor

    often = get(2.0)
    for number in range(1000):
        get(number / 1000)
        assert get(2.0) is often
    assert made.count(2.0) == 1 and made.count(0.0) == 1
    get(0.0)
    assert made.count(0.0) == 2
