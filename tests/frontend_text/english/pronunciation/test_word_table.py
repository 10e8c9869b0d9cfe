"""The dictionary on disk finds every word that it holds, and none that it does not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS, cmudict_words
from frontend_text.english.pronunciation.word_table import WordTable


def table_of(folder: Path, text: str) -> WordTable:
    file = folder / "words.tsv"
    file.write_text(text, encoding="utf-8")
    return WordTable(file)


@pytest.mark.parametrize("ending", ["\n", ""])
@pytest.mark.parametrize("count", [1, 2, 3, 10, 101])
def test_finds_each_of_its_words(tmp_path: Path, count: int, ending: str) -> None:
    words = sorted(f"w{number * 7919 % 1000:03}" for number in range(count))
    table = table_of(
        tmp_path, "# source\n# licence\n" + "\n".join(f"{word}\tsound of {word}" for word in words) + ending
    )
    assert [table.get(word) for word in words] == [f"sound of {word}" for word in words]
    assert [table.get(word) for word in ("", "a", "w", "w1000", "zz", "# source", words[0] + "x")] == [None] * 7


def test_a_word_that_begins_another_is_its_own(tmp_path: Path) -> None:
    table = table_of(tmp_path, "o\t1\no'neal\t2\noneal\t3\n")
    assert [table.get(word) for word in ("o", "o'", "o'neal", "one", "oneal")] == ["1", None, "2", None, "3"]


def test_the_words_of_cmudict_are_sorted_and_all_found() -> None:
    lines = [line for line in CMUDICT_WORDS.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    entries = [line.split("\t") for line in lines]
    words = [word.encode() for word, _ in entries]
    assert words == sorted(set(words)) and len(words) > 60_000
    table = cmudict_words()
    assert all(table.get(word) == said for word, said in entries[::97])


def test_threads_find_the_same() -> None:
    found: list[list[str | None]] = [[], [], []]
    wanted = ["garcia", "schneider", "zzz", "meyer", "aachener"] * 50

    def look(place: int) -> None:
        table = WordTable(CMUDICT_WORDS)
        found[place] = [table.get(word) for word in wanted]

    threads = [threading.Thread(target=look, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1] == found[2] and found[0][3] == "mˈIəɹ"
