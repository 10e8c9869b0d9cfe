"""How a soak judges: what was heard, what was refused rightly, and what a full server turned away."""

from loadtest.clients.checked_stream import CheckedStream
from loadtest.soak.mix import Mix, Order
from loadtest.soak.run import Heard, Soak

FULL = "UNAVAILABLE: the server is speaking 5 streams, its limit (--max-streams 5); try again later"


class QuietServe:
    """Stands for a server that nobody watches."""

    said = ()

    def server_pid(self):
        return 1


def soak(**options):
    run = Soak(QuietServe(), 1.0, 0.5, 1.0, **options)
    run._heard = [Heard("abc", 1.0, 1, True)]
    return run


def record(error=None, indices=(), digest="abc"):
    return CheckedStream({}, 0.0, [0.1] * len(indices), list(indices), [True], 1.0, digest, error=error)


WHOLE, BAD = Order({"text": "x"}, 0), Order({"text": ""}, None)


def test_what_is_heard_is_compared_byte_for_byte_where_it_must_be():
    assert soak()._outcome(WHOLE, record(indices=[0])) == "complete"
    assert soak()._outcome(WHOLE, record(indices=[0], digest="abd")) == "changed"
    assert soak(same_bytes=False)._outcome(WHOLE, record(indices=[0], digest="abd")) == "complete"


def test_who_is_turned_away_by_a_full_server_is_no_fault_until_there_are_many():
    run = soak()
    run.arrivals = 100
    for _ in range(5):
        run._judge(WHOLE, record(FULL))
    run._judge(BAD, record(FULL))
    run.samples = []
    assert run.outcomes["turned away by a full server"] == 6
    assert "6 were turned away: the machine had other work than this load" in turned_away(run)
    run.outcomes["turned away by a full server"] = 5
    assert not turned_away(run)


def turned_away(run):
    run.samples = [sample_of_nothing()]
    return [problem for problem in run.problems() if "turned away" in problem]


def sample_of_nothing():
    from loadtest.runs.footprint import Footprint
    from loadtest.soak.trend import Sample

    return Sample(0.0, 0, Footprint(0, 0, 0, 0, 0, 0))


def test_a_refusal_of_what_is_wrong_names_the_input():
    assert soak()._outcome(BAD, record('INVALID_ARGUMENT: input "text" is empty')) == "refused"
    assert soak()._outcome(BAD, record(indices=[0])) == "not refused as it should be"


def test_every_voice_speaks_and_has_a_long_text_for_slow_readers():
    mix = Mix(voices=("heart", "joe"))
    assert {inputs["voice"] for inputs in mix.utterances} == {"heart", "joe"}
    assert [inputs["voice"] for inputs in mix.long_texts] == ["heart", "joe"]
    assert all("voice" not in inputs for inputs in Mix().utterances)
