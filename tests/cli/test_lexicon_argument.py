"""`say` and `serve` take the same files of pronunciations."""

import pytest

from frontend_text import Lexicon
from tritone.cli.lexicon_argument import lexicon_for_request
from tritone.errors import InvalidOption
from tritone.models.text_frontend import read_lexicon

PLS = (
    '<lexicon version="1.0" alphabet="ipa"><lexeme><grapheme>GIF</grapheme><phoneme>dʒɪf</phoneme></lexeme>'
    "<lexeme><grapheme>kubectl</grapheme><alias>cube control</alias></lexeme></lexicon>"
)
FILES = {
    "words.pls": PLS,
    "words.json": '{"GIF": "/dʒɪf/", "kubectl": "cube control"}',
    "words.tsv": "# ours\nGIF\t/dʒɪf/\nkubectl\tcube control\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_the_same_to_both(tmp_path, name):
    file = tmp_path / name
    file.write_text(FILES[name], encoding="utf-8")
    served, said = Lexicon.from_file(file), read_lexicon(lexicon_for_request(file))
    text = "a GIF, kubectl"
    assert len(served) == 2 and list(said.find(text)) == list(served.find(text))


def test_a_file_that_is_none_of_them_is_refused_by_name(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("GIF\n")
    with pytest.raises(InvalidOption, match="--lexicon is .*words.txt: words.txt, line 1: expected a word"):
        lexicon_for_request(file)
    with pytest.raises(InvalidOption, match="cannot be read"):
        lexicon_for_request(tmp_path / "none")
    assert lexicon_for_request(None) is None
