"""What README and messages tell operators to type does not harm them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def drop_in() -> str:
    return README.partition("## Drop it into an existing Triton")[2].partition("```bash\n")[2].partition("```")[0]


def test_dropping_it_in_does_not_hide_the_servers_own_backends():
    """--backend-directory replaces the folder in which Triton finds the backend `python`, which all models need."""
    assert "--backend-directory" not in drop_in()
    assert "cp -r /opt/tritone/backends/* /opt/tritonserver/backends/" in drop_in()


def test_build_and_readme_say_the_same():
    from tritone.cli.build import _instructions

    said = _instructions(Path("/opt/tritone/models"), Path("/opt/tritone/backends"), 32)
    for line in drop_in().splitlines():
        if line.startswith("cp "):
            assert line in said
    assert "--model-repository=/your/models --model-repository=/opt/tritone/models" in said


def test_nobody_is_told_to_install_a_name_that_is_not_ours():
    """Tritone is on no registry: whoever registers the name there would own every reader."""
    told = re.compile(r"""(pip|uv|pipx)[ \w-]* install(?=\s)[^\n#]*[\s"'`]tritone(\[|[\s"'`=<>~!]|$)""", re.MULTILINE)
    assert told.search("pip install -U 'tritone[ja]'") and told.search("`uv pip install tritone`")
    files = [
        file
        for file in ROOT.rglob("*")
        if file.suffix in (".py", ".md", ".sh", ".yml", ".toml", "") and file.is_file() and _is_ours(file)
    ]
    assert len(files) > 500
    for file in files:
        found = told.search(file.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{file}: {found}"


def _is_ours(file: Path) -> bool:
    folders = file.relative_to(ROOT).parts[:-1]
    made = (".egg-info", "dist", "build")
    return file != Path(__file__) and not any(part.startswith(".") or part.endswith(made) for part in folders)
