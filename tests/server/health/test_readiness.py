"""What is said of a server is what was seen last, and not for longer than that means anything."""

from tritone.server.health.readiness import Readiness


class Clock:
    """Stands until it is moved."""

    seconds = 0.0

    def __call__(self):
        return self.seconds


def test_a_server_is_ready_when_a_look_finds_nothing_wrong():
    readiness = Readiness()
    assert readiness.why_not_ready() and not readiness.is_started
    readiness.starting("the server is starting")
    assert readiness.why_not_ready() == "the server is starting" and not readiness.is_started
    readiness.looked("model vocoder is being loaded again")
    assert readiness.why_not_ready() == "model vocoder is being loaded again" and readiness.is_started
    readiness.looked(None)
    assert readiness.why_not_ready() == "" and readiness.why_not_alive() == ""


def test_who_goes_away_is_never_ready_again():
    readiness = Readiness()
    readiness.go_away("going away")
    readiness.looked(None)
    assert readiness.why_not_ready() == "going away" and readiness.is_going_away and not readiness.why_not_alive()


def test_a_supervisor_that_stands_still_is_not_believed_and_after_a_start_could_be_over_not_alive():
    clock = Clock()
    readiness = Readiness(longest_start_seconds=100.0, clock=clock)
    readiness.looked(None)
    clock.seconds = 9.0
    assert readiness.why_not_ready() == ""
    clock.seconds = 11.0
    assert readiness.why_not_ready() == "nobody has looked after the server for 11 s"
    assert readiness.why_not_alive() == ""
    clock.seconds = 111.0
    assert readiness.why_not_alive() == "nobody has looked after the server for 111 s"
    readiness.looked(None)
    assert readiness.why_not_alive() == readiness.why_not_ready() == ""
