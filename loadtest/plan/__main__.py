"""How many machines for so many callers? A simulation, from what calls cost; no server is started.

    python -m loadtest.plan --users 1000 --turns-a-minute 3 --seconds-a-turn 10 --live
    python -m loadtest.plan --texts-a-second 200 --seconds-a-turn 6 --lose zone
    python -m loadtest.plan --texts-a-second 40 --machines 1 2 --lose nothing

docs/scaling.md says what is simulated, how well it agrees with servers, and has worked examples. The two figures that
say how fast your machine is come from `python -m loadtest.bench --streams 1 24` on it: --times-real-time is the last
row's, --alone-ms the first row's first audio p50.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys

from loadtest.plan.costs import MEASURED, VoiceCosts, fitted, with_text_in_pieces
from loadtest.plan.fleet import Callers, Outcome, Story
from loadtest.plan.machine import Shape
from loadtest.plan.sizing import Plan, Promise, machines_needed, tell
from loadtest.results.report import add_output_option, keep, markdown_table, milliseconds
from loadtest.runs.command import run_command

_REFERENCE_CORES = 2
_WRITES_AHEAD = 0.06
"""A language model writes 65 tokens a second on average, of which four are a second of speech: a segment's text comes
in so small a part of its time."""


def main() -> int:
    options = parser().parse_args()
    plan = plan_of(options)
    stories: list[Story] = []
    if options.machines:
        for count in options.machines:
            print(f"{count} machines …", file=sys.stderr, flush=True)
            stories.append(tell(plan, count))
    else:
        try:
            best = machines_needed(
                plan, lambda story: print(f"{story.machines} machines …", file=sys.stderr, flush=True)
            )
        except ValueError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        stories.append(best)
    print(summary(plan))
    print()
    print(table(plan, stories))
    if not options.machines:
        print(f"\nmachines needed: {stories[0].machines}")
    result = {
        "what": "plan",
        "plan": dataclasses.asdict(plan),
        "stories": [dataclasses.asdict(story) for story in stories],
    }
    print(keep(result, options.output))
    return 0


def parser() -> argparse.ArgumentParser:
    takes = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    who = takes.add_argument_group("callers, in their busiest minutes")
    who.add_argument("--users", type=float, default=1000, metavar="N", help="(%(default)s)")
    who.add_argument("--turns-a-minute", type=float, default=3.0, metavar="R", help="of each user (%(default)s)")
    who.add_argument("--seconds-a-turn", type=float, default=8.8, metavar="S", help="of speech (%(default)s)")
    who.add_argument("--texts-a-second", type=float, metavar="R", help="of all, instead of users and turns")
    who.add_argument(
        "--variation", type=float, default=0.5, metavar="V", help="of lengths: deviation ÷ mean (%(default)s)"
    )
    who.add_argument("--live", action="store_true", help="text comes token by token (docs/live.md)")
    who.add_argument("--stay", action="store_true", help="users stay with their machine: no balancer knows requests")
    what = takes.add_argument_group("the machine")
    what.add_argument("--voice", choices=sorted(MEASURED), default="heart")
    what.add_argument("--cores", type=int, default=_REFERENCE_CORES, metavar="N", help="of a machine (%(default)s)")
    what.add_argument(
        "--times-real-time", type=float, metavar="X", help="what it makes at full load, as bench measures"
    )
    what.add_argument("--alone-ms", type=float, metavar="MS", help="first audio of one stream alone, as bench measures")
    what.add_argument("--max-load", type=float, default=0.9, metavar="SHARE", help="as of tritone serve (%(default)s)")
    what.add_argument("--max-streams", type=int, default=200, metavar="N", help="as of tritone serve (%(default)s)")
    promise = takes.add_argument_group("the promise")
    promise.add_argument("--first-audio-ms", type=float, default=150.0, metavar="MS", help="at p95 (%(default)s)")
    promise.add_argument("--most-refused", type=float, default=0.001, metavar="SHARE", help="of texts (%(default)s)")
    promise.add_argument(
        "--lose", choices=("nothing", "machine", "zone"), default="machine", help="and still keep it (machine)"
    )
    promise.add_argument("--zones", type=int, default=3, metavar="N", help="(%(default)s)")
    takes.add_argument(
        "--machines", type=int, nargs="+", metavar="N", help="tell of so many, instead of looking for how many"
    )
    takes.add_argument(
        "--retries", type=int, default=3, metavar="N", help="a refused text is tried elsewhere (%(default)s)"
    )
    takes.add_argument("--texts", type=int, default=3000, metavar="N", help="simulated, about (%(default)s)")
    takes.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed tells the same story (%(default)s)"
    )
    add_output_option(takes, "plan")
    return takes


def plan_of(options: argparse.Namespace) -> Plan:
    """What the command line asks for."""
    rate = options.texts_a_second or options.users * options.turns_a_minute / 60
    callers = Callers(
        rate, options.seconds_a_turn, options.variation, connections=round(options.users) if options.stay else 0
    )
    costs = costs_of(options, callers)
    if options.live:
        costs = with_text_in_pieces(costs)
        callers = dataclasses.replace(callers, seconds_between_segments=callers.segment_seconds * _WRITES_AHEAD)
    shape = Shape.of(options.cores, max_load=options.max_load, max_streams=options.max_streams)
    promise = Promise(options.first_audio_ms, options.most_refused, options.lose, options.zones)
    return Plan(callers, costs, shape, promise, options.retries, texts=options.texts, seed=options.seed)


def costs_of(options: argparse.Namespace, callers: Callers) -> VoiceCosts:
    """Of the voice on that machine: as measured here unless told."""
    known = MEASURED[options.voice]
    pace = options.times_real_time / options.cores if options.times_real_time else known.times_real_time
    alone = options.alone_ms or known.first_audio_ms * known.times_real_time / pace
    return fitted(known, pace, alone, callers.text_seconds, callers.first_segment_seconds)


def summary(plan: Plan) -> str:
    """What was asked, by hand."""
    callers, costs = plan.callers, plan.costs
    asked = callers.per_second * callers.text_seconds
    made = plan.shape.cores / costs.core_seconds()
    return (
        f"{callers.per_second:.4g} texts a second of {callers.text_seconds:g} s: {asked:,.0f} × real time; a machine "
        f"of {plan.shape.cores} cores makes {made:,.0f} × of {costs.name}, so {asked / made:.1f} of them would be full"
    )


def table(plan: Plan, stories: list[Story]) -> str:
    """A Markdown table, two rows for a story with a loss."""
    head = (
        "machines",
        "cores busy",
        "first audio p50",
        "p95",
        "p99",
        "texts",
        "refused",
        "with underrun",
        "cut",
        "promise",
    )
    rows = []
    for story in stories:
        rows.append(_row(plan, f"{story.machines}", story.before))
        if story.after is not None:
            rows.append(_row(plan, f"{story.machines} − {story.lost}", story.after))
        elif story.lost:
            rows.append((f"{story.machines} − {story.lost}", *[None] * 8, "nobody is left"))
    return markdown_table(head, rows)


def _row(plan: Plan, machines: str, outcome: Outcome) -> tuple[object, ...]:
    return (
        machines,
        f"{outcome.busy:.0%}",
        milliseconds(outcome.first_audio_p50_ms),
        milliseconds(outcome.first_audio_p95_ms),
        milliseconds(outcome.first_audio_p99_ms),
        outcome.texts,
        f"{outcome.refused_share():.2%}",
        outcome.with_underrun,
        outcome.cut,
        "kept" if plan.promise.is_kept(outcome) else "broken",
    )


if __name__ == "__main__":
    raise SystemExit(run_command(main))
