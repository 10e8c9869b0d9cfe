"""Every command in README and docs can be typed as it stands there: the real parsers take it, make has its target."""

import argparse
import importlib
import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest

from tritone.cli import create_parser

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCKS = re.compile(r"```(?:bash|sh)?\n(.*?)```|^((?:    [^\n]*\n)+)", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(
    r"`((?:\.venv/bin/)?tritone \w[^`]*|python -m (?:loadtest|frontend_text|tritone)[^`]*|make \w[^`]*)`"
)
_COMMAND = re.compile(r"(\.venv/bin/)?(tritone|python3? -m (loadtest|frontend_text|tritone)[\w.]*|make)( |$)")
_IS_PART = re.compile(r"…|\.\.\.|\||^(\.venv/bin/)?tritone( (build|say|voices|add|remove|sample|show))+$")
"""Where the text only names a command."""


def commands() -> "list[tuple[str, str]]":
    """(page, command) of all that is written as one."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [
            line.strip()
            for block in _BLOCKS.finditer(text)
            for line in re.sub(r"\\\n\s*", " ", block[1] or block[2]).splitlines()
        ]
        whole = [line for line in lines if _COMMAND.match(line)]
        whole += [span for span in _INLINE.findall(text) if not _IS_PART.search(span)]
        found += [(page.name, line) for line in dict.fromkeys(whole)]
    return found


class Parsed(Exception):
    """The arguments were taken; nothing else is to happen."""


def words_of(command: str) -> "list[str]":
    """Without comments, redirections and what follows a pipe."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="<>|&;")
    lexer.whitespace_split, lexer.commenters = True, "#"
    words = list(lexer)
    end = next((index for index, word in enumerate(words) if set(word) <= set("<>|&;")), len(words))
    return words[:end]


def parse_arguments_of(module: str, arguments: "list[str]", monkeypatch) -> None:
    """Run a module's main up to where its own parser has taken the arguments."""
    try:
        is_package = importlib.util.find_spec(f"{module}.__main__") is not None
    except ModuleNotFoundError:
        is_package = False
    loaded = importlib.import_module(f"{module}.__main__" if is_package else module)
    if "parse_args(" not in Path(loaded.__file__).read_text(encoding="utf-8"):
        assert not arguments, f"{module} takes no arguments"
        return
    parse = argparse.ArgumentParser.parse_args

    def parse_and_stop(parser, *given, **named):
        parse(parser, *given, **named)
        raise Parsed

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_and_stop)
    monkeypatch.setattr(sys, "argv", [module, *arguments])
    with pytest.raises(Parsed):
        loaded.main()


@pytest.mark.parametrize(("page", "command"), commands(), ids=lambda value: value[:60])
def test_a_documented_command_is_taken(page, command, monkeypatch):
    words = words_of(command)
    program, arguments = Path(words[0]).name, words[1:]
    if program == "make":
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert all(word in targets or "=" in word for word in arguments), page
    elif program == "tritone":
        create_parser().parse_args(arguments)
    elif arguments[1].endswith(".scores"):  # it takes files only
        assert importlib.util.find_spec(arguments[1]) is not None
    elif arguments[1].startswith("tritone.server"):
        assert importlib.util.find_spec(arguments[1]) is not None
    else:
        parse_arguments_of(arguments[1], arguments[2:], monkeypatch)


def test_there_are_commands_to_try():
    found = commands()
    assert len(found) > 60
    assert {"README.md", "voices.md", "loadtest.md", "text.md", "operations.md"} <= {page for page, _ in found}


def test_the_environment_is_said_once():
    """Pages write `tritone` and `python`: README says what puts them first."""
    assert "`. .venv/bin/activate`" in (ROOT / "README.md").read_text(encoding="utf-8")
