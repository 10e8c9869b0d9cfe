"""Which library a processor gets, and where it comes from."""

import pytest

from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.native import build, library
from tritone.native.variants import ISAS, VARIANTS, variant_for


def test_a_processor_gets_the_first_library_whose_instructions_it_has():
    every = frozenset().union(*(variant.cpu_features for variant in VARIANTS))
    assert variant_for(every) is VARIANTS[0]
    for variant in VARIANTS:
        chosen = variant_for(variant.cpu_features)
        assert chosen is not None and chosen.cpu_features <= variant.cpu_features
    last = variant_for(frozenset())
    assert last is not None and last.isa == "portable"
    for isa in ISAS:
        forced = variant_for(every, isa)
        assert forced is not None and forced.isa == isa
    for variant in VARIANTS:
        assert variant_for(every, variant.name) is (
            variant if variant.name not in ISAS else variant_for(every, variant.isa)
        )
    assert variant_for(frozenset({"avx2", "fma"}), "avx512") is None


def test_the_machine_says_what_it_has():
    assert machine_cpu_features() and all(feature == feature.strip() for feature in machine_cpu_features())


def test_a_processor_that_no_library_is_for_is_told_what_it_lacks(monkeypatch):
    monkeypatch.setenv("TRITONE_ISA", "avx512")
    monkeypatch.setattr(library, "machine_cpu_features", lambda: frozenset({"avx2", "fma"}))
    library.chosen_variant.cache_clear()
    with pytest.raises(TritoneError, match="needs a processor with .*; this one lacks avx512"):
        library.chosen_variant()
    monkeypatch.setenv("TRITONE_ISA", "sse9")
    with pytest.raises(TritoneError, match='TRITONE_ISA is "sse9"; allowed: amx, avx512, avx2, portable'):
        library.chosen_variant()
    library.chosen_variant.cache_clear()


def test_a_library_that_came_with_the_wheel_is_taken_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "PREBUILT_FOLDER", tmp_path)
    monkeypatch.setenv("PATH", "")
    shipped = tmp_path / build.library_name(VARIANTS[0])
    shipped.touch()
    assert build.find_or_build(VARIANTS[0]) == shipped


def test_without_a_compiler_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("TRITONE_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(build.NoCompiler, match="install one, or Tritone's wheel"):
        build.find_or_build(VARIANTS[0])


def test_a_library_is_compiled_once_for_each_version_of_its_sources(tmp_path, monkeypatch):
    monkeypatch.setenv("TRITONE_CACHE", str(tmp_path))
    monkeypatch.setattr(build, "compile_to", lambda target, variant: target.write_text(variant.name))
    first = build.find_or_build(VARIANTS[0])
    assert first.read_text() == VARIANTS[0].name
    first.write_text("compiled before")
    assert build.find_or_build(VARIANTS[0]).read_text() == "compiled before"
    monkeypatch.setattr(build, "FLAGS", (*build.FLAGS, "-g"))
    assert build.find_or_build(VARIANTS[0]) != first


def test_what_the_compiler_says_is_told(tmp_path):
    with pytest.raises(TritoneError, match="could not compile the native kernels:\n.*no-such-flag"):
        build.compile_to(tmp_path / "library.so", VARIANTS[0], ["--no-such-flag"])


def test_a_compiler_that_does_not_know_the_newest_instructions_makes_slower_kernels(monkeypatch, tmp_path):
    def old_compiler(variant):
        if variant.name != "portable":
            raise TritoneError(f"could not compile {variant.name}")
        return tmp_path / "portable.so"

    monkeypatch.setattr(library, "find_or_build", old_compiler)
    monkeypatch.delenv("TRITONE_KERNELS", raising=False)
    monkeypatch.delenv("TRITONE_ISA", raising=False)
    assert library.library_path() == tmp_path / "portable.so"
    monkeypatch.setenv("TRITONE_ISA", "avx2")
    monkeypatch.setattr(library, "chosen_variant", lambda: VARIANTS[-2])
    with pytest.raises(TritoneError, match="could not compile avx2_fma"):
        library.library_path()
