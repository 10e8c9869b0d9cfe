"""An object is compiled once for all who compile the same, and never taken for another one."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.native.test_products import has_compiler
from tritone.errors import TritoneError
from tritone.native import objects
from tritone.native.build import compiler
from tritone.native.objects import KEPT_IN, compile_objects

pytestmark = pytest.mark.skipif(not has_compiler(), reason="needs a C compiler")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sources(tmp_path):
    """A folder with a source and a header of it."""
    folder = tmp_path / "sources"
    (folder / "headers").mkdir(parents=True)
    (folder / "headers" / "number.h").write_text("#define NUMBER 1\n")
    (folder / "source.c").write_text('#include "number.h"\nint number(void) { return NUMBER; }\n')
    return folder


@pytest.fixture
def kept(tmp_path, monkeypatch):
    folder = tmp_path / "kept"
    monkeypatch.setenv(KEPT_IN, str(folder))
    return folder


def compiled(sources, *flags, name="made"):
    """The object of the source."""
    folder = sources.parent / name
    folder.mkdir(exist_ok=True)
    (path,) = compile_objects([compiler(), "-O1", "-Iheaders", *flags], ["source.c"], sources, folder)
    return path


def test_what_was_compiled_before_is_taken(sources, kept):
    first = compiled(sources)
    assert first.parent == sources.parent / "made"
    again = compiled(sources)
    assert again.parent == kept and again.read_bytes() == first.read_bytes()


def test_another_checkout_takes_it_unless_the_object_names_the_folder(sources, kept):
    first = compiled(sources)
    sources.rename(sources.with_name("elsewhere"))
    elsewhere = sources.with_name("elsewhere")
    assert compiled(elsewhere).read_bytes() == first.read_bytes() and compiled(elsewhere).parent == kept
    debugged = compiled(elsewhere, "-g1")
    assert str(elsewhere).encode() in debugged.read_bytes()
    elsewhere.rename(sources)
    assert str(elsewhere).encode() not in compiled(sources, "-g1").read_bytes()


@pytest.mark.parametrize("change", ["source", "header", "flag", "compiler"])
def test_whatever_an_object_hangs_on_makes_another_one(sources, kept, tmp_path, monkeypatch, change):
    compiled(sources)
    flags = []
    if change == "source":
        (sources / "source.c").write_text("int other(void) { return 1; }\n")
    elif change == "header":
        (sources / "headers" / "number.h").write_text("#define NUMBER 2\n")
    elif change == "flag":
        flags = ["-fno-common"]
    else:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / compiler()).write_text(f'#!/bin/sh\nexec {shutil.which(compiler())} "$@"\n')
        (tmp_path / "bin" / compiler()).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert compiled(sources, *flags).parent != kept
    assert compiled(sources, *flags).parent == kept


def test_what_compiled_with_a_warning_is_compiled_again(sources, kept):
    (sources / "source.c").write_text("static int unused(void) { return 1; }\n")
    assert compiled(sources, "-Wall").parent != kept
    with pytest.raises(TritoneError, match="defined but not used"):
        compiled(sources, "-Wall", "-Werror")
    (sources / "source.c").write_text("int used(void) { return 1; }\n")
    assert compiled(sources, "-Wall").parent != kept
    assert compiled(sources, "-Wall", "-Werror").parent == kept


def test_nothing_is_kept_of_a_source_that_changed_while_it_was_compiled(sources, kept, monkeypatch):
    run = objects.run_compiler

    def meanwhile_edited(command, within):
        done = run(command, within)
        if "-c" in command:
            (sources / "source.c").write_text("int other(void) { return 1; }\n")
        return done

    monkeypatch.setattr(objects, "run_compiler", meanwhile_edited)
    compiled(sources)
    assert not list(kept.glob("*.o"))


def test_nothing_is_kept_or_taken_unless_a_folder_is_named(sources, kept, monkeypatch):
    compiled(sources)
    there = sorted(kept.iterdir())
    monkeypatch.delenv(KEPT_IN)
    compiled(sources, "-fno-common")
    assert compiled(sources).parent != kept and sorted(kept.iterdir()) == there


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(sources, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv(KEPT_IN, str(tmp_path / "file" / "kept"))
    assert compiled(sources).is_file()


def test_processes_at_the_same_time_compile_once(sources, kept, tmp_path):
    calls = tmp_path / "calls"
    slow = tmp_path / "slow-cc"
    slow.write_text(
        f'#!/bin/sh\ncase " $* " in *" -c "*) echo call >> {calls}; sleep 0.5;; esac\nexec {compiler()} "$@"\n'
    )
    slow.chmod(0o755)
    script = f"""if True:
        import pathlib, sys
        from tritone.native.objects import compile_objects
        folder = pathlib.Path(sys.argv[1])
        folder.mkdir()
        print(compile_objects([{str(slow)!r}, "-Iheaders"], ["source.c"] * 2, pathlib.Path({str(sources)!r}), folder))
    """
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / f"of{number}")], cwd=ROOT, env=os.environ)
        for number in range(2)
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert calls.read_text().splitlines() == ["call"]
    assert len(list(kept.glob("*.o"))) == 1


def test_what_nobody_asks_for_is_removed_after_a_while(sources, kept):
    compiled(sources)
    (old,) = kept.glob("*.o")
    compiled(sources, "-fno-common")
    assert old.is_file()
    long_ago = time.time() - 8 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    assert compiled(sources).parent == kept  # it was asked for
    compiled(sources, "-fcommon")
    assert old.is_file()
    os.utime(old, (long_ago, long_ago))
    compiled(sources, "-O2")
    assert not old.is_file()
