"""What hangs and what is only slow: on a clock and a processor of the tests' own."""

from tritone.server.running.liveness import Suspicion


class Machine:
    """Processes that compute what tests say."""

    def __init__(self):
        self.now, self.computed = 0.0, {"acoustic": 0.0, None: 0.0}
        self.suspicion = Suspicion(self.computed.__getitem__, lambda: self.now)

    def looks(self, count, share, accused=("acoustic",)):
        """Who is condemned at each of so many looks, three seconds apart, while all compute that share of a core."""
        found = []
        for _ in range(count):
            self.now += 3.0
            self.computed = {name: value + 3.0 * share for name, value in self.computed.items()}
            self.suspicion.cpu_seconds = self.computed.__getitem__
            found.append(set(self.suspicion.guilty(set(accused))))
        return found


def test_what_waits_for_ever_is_condemned_at_the_second_look():
    assert Machine().looks(3, share=0.001) == [set(), {"acoustic"}, {"acoustic"}]


def test_what_is_slow_on_a_busy_machine_is_given_its_time():
    assert Machine().looks(60, share=0.1) == [set()] * 60


def test_what_runs_in_circles_is_condemned_when_it_has_computed_more_than_a_call_needs():
    found = Machine().looks(10, share=1.0)
    assert found[:7] == [set()] * 7 and found[8] == {"acoustic"}


def test_who_is_cleared_begins_anew():
    machine = Machine()
    machine.looks(5, share=1.0)
    machine.looks(1, share=1.0, accused=())
    assert machine.looks(5, share=1.0) == [set()] * 5


def test_the_server_is_judged_by_itself():
    machine = Machine()
    machine.looks(1, share=0.0, accused=(None,))
    assert machine.looks(1, share=0.0, accused=(None, "acoustic")) == [{None}]
