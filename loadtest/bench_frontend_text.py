"""Measure the text front end and its peers in one run: speed per sentence, score, load time and memory.

    python loadtest/bench_frontend_text.py --cases tests/data/text_normalization/en.tsv

One thread, each sentence once (every engine that caches would otherwise be timed on its cache), median and p95 of
the thread's processor time, which other work on the machine disturbs least. `normalise` is text to words; `phonemes`
is everything: segment, normalise, phonemise. Peers that are not installed are left out (`pip install normt2s wetext`).
hibari normalises numbers while it phonemises, so its score
compares phonemes of the written with phonemes of the expected form, without stress and punctuation.

Prints a table, then one JSON line.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from frontend_text import Frontend
from frontend_text.scoring import comparable, read_cases

PLAIN = (
    "The {adjective} {noun} waited near the {noun} until the {noun} came home.",
    "Nobody in the {noun} believed that a {adjective} {noun} could be so {adjective}.",
    "When the {noun} stopped, she opened the {adjective} {noun} and looked outside.",
    "He said that the {noun} was {adjective}, but the {noun} was not.",
    "Could you bring the {adjective} {noun} to the {noun} before the {noun} closes?",
)
NUMBERS = (
    "The {noun} cost ${dollars}.{cents:02} on {month} {day}, {year}.",
    "At {hour}:{minute:02} p.m. the {noun} weighed {small} kg and {percent}% of it was {adjective}.",
    "Call (555) {three}-{four} or write to {noun}@example.com before {year}-0{digit}-{day}.",
    "Dr. Lee measured {small}.{digit} km/h in {year}, about {digit}/8 of the {noun}'s £{dollars},000 limit.",
    "The {day}th {noun} of the {decade}s sold {dollars},{three} copies in {small} days.",
)
NOUNS = "harbour garden letter window train river kitchen doctor market bridge castle village engine teacher".split()
ADJECTIVES = "quiet broken yellow heavy patient sudden ordinary foreign modern gentle bitter careful".split()
MONTHS = "January March April June July September October December".split()


def sentences(templates: tuple[str, ...], count: int, seed: int) -> list[str]:
    """Distinct sentences from templates, the same in every run."""
    draw = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        template = templates[len(made) % len(templates)]
        words = re.sub(
            r"\{(noun|adjective)\}", lambda m: draw.choice(NOUNS if m[1] == "noun" else ADJECTIVES), template
        )
        made[
            words.format(
                dollars=draw.randint(2, 999), cents=draw.randint(1, 99), month=draw.choice(MONTHS),
                day=draw.choice((10, 14, 16, 18, 19, 25, 26, 27)), year=draw.randint(1900, 2029),
                hour=draw.randint(1, 12), minute=draw.randint(0, 59), small=draw.randint(2, 99),
                percent=draw.randint(2, 99), three=draw.randint(100, 999), four=draw.randint(1000, 9999),
                digit=draw.randint(1, 7), decade=draw.choice((1920, 1950, 1980, 1990)),
            )
        ] = None  # fmt: skip
    return list(made)


def milliseconds(work: Callable[[str], object], texts: list[str]) -> dict[str, float]:
    """Median and p95 over texts, each once."""
    times = []
    for text in texts:
        begin = time.thread_time()
        work(text)
        times.append(1000 * (time.thread_time() - begin))
    return {
        "median_ms": round(statistics.median(times), 3),
        "p95_ms": round(statistics.quantiles(times, n=20)[18], 3),
    }


def percent_right(normalize: Callable[[str], str], cases_file: Path) -> float:
    """Share of the cases that come out as expected; an engine that raises is wrong."""
    right = total = 0
    for case in read_cases(cases_file):
        total += 1
        try:
            right += comparable(normalize(case.written)) in {comparable(expected) for expected in case.expected}
        except Exception:
            logging.debug("no answer for %r", case.written, exc_info=True)
    return round(100 * right / total, 1)


def phonemes_right(phonemize: Callable[[str], str], cases_file: Path) -> float:
    """The same in the space of phonemes."""

    def heard(text: str) -> str:
        return re.sub(r"[^\w]|[ˈˌ]", "", phonemize(text))

    right = total = 0
    for case in read_cases(cases_file):
        total += 1
        try:
            right += heard(case.written) in {heard(expected) for expected in case.expected}
        except Exception:
            logging.debug("no answer for %r", case.written, exc_info=True)
    return round(100 * right / total, 1)


def measure_own(cases: Path, plain: list[str], numbers: list[str]) -> dict[str, dict[str, object]]:
    frontend = Frontend("en-us")
    begin = time.perf_counter()
    frontend.warm()
    loaded = time.perf_counter() - begin
    normalise: dict[str, object] = {
        "load_s": round(loaded, 2),
        "score_percent": percent_right(frontend.normalize, cases),
    }
    fresh = Frontend("en-us")  # with empty caches
    fresh.warm()
    normalise["plain"] = milliseconds(fresh.normalize, plain)
    normalise["numbers"] = milliseconds(fresh.normalize, numbers)
    fresh = Frontend("en-us")
    fresh.warm()
    phonemes: dict[str, object] = {"load_s": round(loaded, 2)}
    phonemes["plain"] = milliseconds(fresh.read, plain)
    phonemes["numbers"] = milliseconds(fresh.read, numbers)
    return {"frontend_text normalise": normalise, "frontend_text phonemes": phonemes}


def measure_peers(cases: Path, plain: list[str], numbers: list[str]) -> dict[str, dict[str, object]]:
    results: dict[str, dict[str, object]] = {}

    def add(name: str, load: Callable[[], Callable[[str], str]], score: Callable[..., float] = percent_right) -> None:
        begin = time.perf_counter()
        try:
            work = load()
            work("It is 5.")
        except ImportError:
            print(f"{name}: not installed, left out", file=sys.stderr)
            return

        def safe(text: str) -> None:
            try:
                work(text)
            except Exception:
                logging.debug("no answer for %r", text, exc_info=True)

        results[name] = {
            "load_s": round(time.perf_counter() - begin, 2),
            "score_percent": score(work, cases),
            "plain": milliseconds(safe, plain),
            "numbers": milliseconds(safe, numbers),
        }

    def normt2s() -> Callable[[str], str]:
        from normt2s import normalize  # type: ignore[import-not-found]

        return lambda text: str(normalize(text))

    def wetext() -> Callable[[str], str]:
        from wetext import Normalizer  # type: ignore[import-not-found]

        return Normalizer(lang="en", operator="tn").normalize  # type: ignore[no-any-return]

    def hibari() -> Callable[[str], str]:
        from hibari.g2p import G2P

        return G2P().__call__  # type: ignore[no-any-return]

    add("normt2s normalise", normt2s)
    add("wetext normalise", wetext)
    add("hibari phonemes", hibari, phonemes_right)
    return results


_MEMORY = """
import resource, sys
def rss():
    return int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 1e6
before = rss()
from frontend_text import Frontend
frontend = Frontend(sys.argv[1])
if sys.argv[2] == 'read':
    frontend.warm()
    for i in range(200):
        frontend.read(f'It cost ${i}.50 on the {i}th of May 20{i % 100:02}, kqz{i}.')
else:
    for i in range(200):
        frontend.normalize(f'{i},50 20{i % 100:02} {i} km')
print(round(rss() - before, 1))
"""


def memory_mb(language: str, what: str) -> float:
    """Resident memory that a front end adds to a fresh Python process."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, language, what], capture_output=True, text=True, check=True, env=os.environ
    )
    return float(done.stdout.split()[-1])


def milliseconds_per_audio_second(voice_name: str, texts: list[str]) -> float:
    """Processor time of the text stage (text to phoneme ids, as in the model `text_frontend`) ÷ sound made of it."""
    from tritone.models.local import LocalSynthesizer
    from tritone.models.text_frontend import TextFrontend
    from tritone.voices.catalogue import VoiceCatalogue

    stage = TextFrontend([voice_name])
    stage.load_first()
    begin = time.thread_time()
    for text in texts:
        start: int | None = 0
        while start is not None:
            start = stage.read_text(text, start, voice_name).next_start
    spent = time.thread_time() - begin
    voice = VoiceCatalogue([voice_name]).pick(voice_name)
    synthesizer = LocalSynthesizer()
    samples = sum(len(synthesizer.say(voice, text)) for text in texts)
    return round(1000 * spent * voice.sample_rate_hz / samples, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=Path("tests/data/text_normalization/en.tsv"))
    parser.add_argument("--sentences", type=int, default=200, help="of each kind (default: %(default)s)")
    parser.add_argument("--languages", default="en-us:read,en:normalize,de:normalize,es:normalize,zh:normalize")
    parser.add_argument("--voice", default="heart", help="for the cost per second of sound; empty: leave it out")
    chosen = parser.parse_args()
    plain = sentences(PLAIN, chosen.sentences, seed=1)
    numbers = sentences(NUMBERS, chosen.sentences, seed=2)
    results = measure_own(chosen.cases, plain, numbers) | measure_peers(chosen.cases, plain, numbers)
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{chosen.sentences} plain and {chosen.sentences} number sentences, each once; {chosen.cases}")
    print(f"{'':26}{'load s':>8}{'plain ms':>10}{'p95':>8}{'numbers ms':>12}{'p95':>8}{'score %':>9}")
    for name, result in results.items():
        plain_ms, numbers_ms = result["plain"], result["numbers"]
        assert isinstance(plain_ms, dict) and isinstance(numbers_ms, dict)
        print(
            f"{name:26}{result['load_s']:>8}{plain_ms['median_ms']:>10}{plain_ms['p95_ms']:>8}"
            f"{numbers_ms['median_ms']:>12}{numbers_ms['p95_ms']:>8}{result.get('score_percent', ''):>9}"
        )
    per_audio_second: dict[str, float] = {}
    prose = Path("loadtest/corpus/english.txt").read_text(encoding="utf-8").splitlines()
    for kind, texts in (("prose", prose), ("with numbers", numbers[:60])) if chosen.voice else ():
        per_audio_second[kind] = milliseconds_per_audio_second(chosen.voice, texts)
        print(f"text stage, {kind:14} {per_audio_second[kind]:8} ms of a core per second of sound ({chosen.voice})")
    memory = {}
    for entry in filter(None, chosen.languages.split(",")):
        language, _, what = entry.partition(":")
        memory[entry] = memory_mb(language, what)
        print(f"memory added, {entry:18} {memory[entry]:8} MB")
    print(json.dumps({"results": results, "ms_per_audio_second": per_audio_second, "memory_mb": memory}))


if __name__ == "__main__":
    main()
