"""The Locust shape that climbs until the service breaks; given to Locust beside locustfile.py.

locust -f loadtest/locustfile.py,loadtest/users/climb_shape.py --headless --tritone-first-audio-ms 200
"""

from __future__ import annotations

from typing import Any

from locust import LoadTestShape, events
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment

from loadtest.users.climb import Climb, Limits


@events.init_command_line_parser.add_listener
def add_options(parser: LocustArgumentParser) -> None:
    """Where it starts, how it grows and what counts as broken."""
    group = parser.add_argument_group("Tritone's climb")
    group.add_argument("--tritone-climb-start", type=int, default=4, metavar="N", help="users of the first step")
    group.add_argument("--tritone-climb-factor", type=float, default=1.5, metavar="F", help="growth of each step")
    group.add_argument("--tritone-climb-most", type=int, default=2000, metavar="N", help="users to stop at")
    group.add_argument("--tritone-climb-settle-seconds", type=float, default=5.0, metavar="S")
    group.add_argument(
        "--tritone-climb-seconds", type=float, default=15.0, metavar="S", help="measured time of each step"
    )
    group.add_argument(
        "--tritone-first-audio-ms",
        type=float,
        default=200.0,
        metavar="MS",
        help="broken when the p95 of a step is above",
    )
    group.add_argument(
        "--tritone-error-share", type=float, default=0.0, metavar="SHARE", help="broken when more streams fail"
    )
    group.add_argument(
        "--tritone-underrun-share", type=float, default=0.0, metavar="SHARE", help="broken when more streams run dry"
    )


class ClimbUntilItBreaks(LoadTestShape):
    """Steps of a growing number of users; see loadtest.users.climb."""

    def __init__(self) -> None:
        super().__init__()
        self._climb: Climb | None = None

    def reset_time(self) -> None:
        """Begin anew."""
        super().reset_time()
        self._climb = None

    def tick(self) -> tuple[int, float] | None:
        """Users wanted now, all at once."""
        if self._climb is None:
            environment = self.runner.environment
            settings = environment.parsed_options
            limits = Limits(
                settings.tritone_first_audio_ms, settings.tritone_error_share, settings.tritone_underrun_share
            )
            self._climb = environment.tritone_climb = Climb(
                environment.tritone_meter.take,
                limits,
                start=settings.tritone_climb_start,
                factor=settings.tritone_climb_factor,
                most=settings.tritone_climb_most,
                settle_seconds=settings.tritone_climb_settle_seconds,
                measure_seconds=settings.tritone_climb_seconds,
            )
        users = self._climb.tick(self.get_run_time())
        return None if users is None else (users, users)


@events.quitting.add_listener
def say_where(environment: Environment, **_: Any) -> None:
    """The steps and the verdict."""
    climb = getattr(environment, "tritone_climb", None)
    if climb is not None:
        print(f"\n{climb.table()}\n\n{climb.verdict()}\n", flush=True)
