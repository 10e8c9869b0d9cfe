"""How many machines: enough, no more than needed, and more for more."""

from __future__ import annotations

import dataclasses
import json

import pytest

from loadtest.plan import __main__ as command
from loadtest.plan.costs import MEASURED, fitted
from loadtest.plan.fleet import Callers
from loadtest.plan.machine import Shape
from loadtest.plan.sizing import MOST_SIMULATED, Plan, Promise, is_enough, machines_needed, tell

HEART = fitted(MEASURED["heart"], 358, 9, 8.8, 2.7)


def plan(per_second, texts=300, **promise):
    return Plan(Callers(per_second), HEART, Shape(), Promise(**promise), texts=texts, least_seconds=2.0)


@pytest.mark.slow
def test_the_answer_is_enough_and_one_less_is_not():
    asked = plan(120, lose="nothing")
    story = machines_needed(asked)
    assert is_enough(asked, story)
    assert story.machines >= 120 * 8.8 / 716
    assert not is_enough(asked, tell(asked, story.machines - 1))


@pytest.mark.slow
def test_more_callers_need_no_fewer_machines():
    needed = [machines_needed(plan(rate)).machines for rate in (20, 100, 180)]
    assert needed == sorted(needed) and needed[0] < needed[-1]


@pytest.mark.slow
def test_who_must_lose_more_needs_more():
    needed = [machines_needed(plan(120, lose=lose)).machines for lose in ("nothing", "machine", "zone")]
    assert needed == sorted(needed) and needed[0] < needed[-1]


@pytest.mark.slow
def test_a_sooner_sound_needs_more_machines():
    soon = machines_needed(plan(120, lose="nothing", first_audio_p95_ms=20)).machines
    assert soon > machines_needed(plan(120, lose="nothing", first_audio_p95_ms=150)).machines


def test_what_no_number_of_machines_can_do_is_said():
    with pytest.raises(ValueError, match="a first sound of heart takes 9 ms on an idle machine; 5 ms at p95 cannot"):
        machines_needed(plan(10, first_audio_p95_ms=5))


def test_one_machine_alone_cannot_be_lost():
    story = tell(plan(5), 1)
    assert story.after is None and not is_enough(plan(5), story)


@pytest.mark.slow
def test_a_large_fleet_is_a_small_one_with_its_part():
    large = plan(30.0 * 100, texts=300, lose="zone")
    story = tell(large, 100)
    small = tell(plan(30.0 * MOST_SIMULATED, texts=300, lose="nothing"), MOST_SIMULATED)
    assert story.before.busy == pytest.approx(small.before.busy, rel=0.01)
    assert story.after.busy == pytest.approx(story.before.busy * 100 / 66, rel=0.05)
    assert story.lost == 34 and story.before.streams == pytest.approx(small.before.streams * 100 / MOST_SIMULATED)


def told(arguments):
    return command.plan_of(command.parser().parse_args(arguments))


def test_users_are_turned_into_texts_a_second():
    asked = told(["--users", "1000", "--turns-a-minute", "3", "--seconds-a-turn", "10"])
    assert asked.callers.per_second == 50 and asked.callers.text_seconds == 10
    assert told(["--texts-a-second", "7"]).callers.per_second == 7


def test_a_machine_of_ones_own_is_told_by_two_figures():
    asked = told(["--cores", "8", "--times-real-time", "1736", "--alone-ms", "15"])
    assert 1 / asked.costs.core_seconds() == pytest.approx(217)
    first = asked.costs.first_sound_seconds(8.8, asked.callers.first_segment_seconds) * 1000 + asked.costs.delay_ms
    assert first == pytest.approx(15)
    assert asked.shape.vocoders == 8 and asked.shape.acoustics == 2


def test_seed_and_length_of_the_story_are_as_asked():
    asked = told(["--seed", "7", "--texts", "100"])
    assert (asked.seed, asked.texts, asked.least_seconds) == (7, 100, 10.0)


def test_text_in_pieces_costs_its_tokens():
    assert told(["--live"]).costs.core_seconds() > told([]).costs.core_seconds()
    assert told(["--live"]).callers.seconds_between_segments > 0


def test_the_command_prints_a_table_and_one_line_of_json(monkeypatch, capsys, tmp_path):
    arguments = ["plan", "--texts-a-second", "20", "--texts", "200", "--output", str(tmp_path / "plan.json")]
    monkeypatch.setattr("sys.argv", arguments)
    assert command.main() == 0
    lines = capsys.readouterr().out.splitlines()
    result = json.loads(lines[-1])
    assert "machines needed: 2" in lines and result["stories"][0]["machines"] == 2
    assert any(line.startswith("| 2 − 1 |") and line.endswith("| kept |") for line in lines)
    assert result["plan"]["callers"]["per_second"] == 20


def test_the_command_says_what_cannot_be(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["plan", "--first-audio-ms", "2", "--output", str(tmp_path / "plan.json")])
    assert command.main() == 1
    assert "error: a first sound of heart takes 9 ms" in capsys.readouterr().err


def test_a_story_without_a_loss_has_one_row():
    asked = plan(10, texts=100, lose="nothing")
    rows = command.table(asked, [tell(asked, 1)]).splitlines()
    assert len(rows) == 3 and rows[-1].endswith("| kept |")
    broken = dataclasses.replace(asked, promise=Promise(first_audio_p95_ms=1, lose="nothing"))
    assert command.table(broken, [tell(broken, 1)]).endswith("| broken |")
