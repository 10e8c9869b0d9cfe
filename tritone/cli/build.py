"""`tritone build`: write the model repository for an existing Triton deployment."""

from __future__ import annotations

import argparse
from pathlib import Path

from tritone.cli.model_arguments import Commands, add_model_arguments, model_options


def add_parser(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add_parser(
        "build",
        help="write the model repository for an existing deployment",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write DIR/models (a Triton model repository) and DIR/backends (the backends that it names), with\n"
        "the chosen options filled in, and say how an existing tritonserver uses them.",
        epilog="example:\n  tritone build my-tts --device cuda --max-batch-size 32 --instances vocoder=1",
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="the folder to write; made if it does not exist")
    parser.add_argument("--force", action="store_true", help="write over an earlier build in DIR")
    add_model_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write both folders and print what to do with them."""
    from tritone.errors import InvalidOption
    from tritone.server.launcher import call_threads
    from tritone.server.model_repository import count_instances, write_backends, write_model_repository
    from tritone.server.options import ModelOptions

    options = ModelOptions(**model_options(arguments))
    models, backends = arguments.directory / "models", arguments.directory / "backends"
    for folder in (models, backends):
        if not arguments.force and folder.exists() and any(folder.iterdir()):
            raise InvalidOption(f"{folder} is not empty; choose another DIR, or --force to write over it")
    write_model_repository(models, options)
    write_backends(backends)
    print(_instructions(models.resolve(), backends.resolve(), call_threads(count_instances(models))))
    return 0


def _instructions(models: Path, backends: Path, threads: int) -> str:
    from tritone.server.forwarded_headers import FORWARD_USER_AGENT

    return f"""wrote {models}
wrote {backends}

To add them to a tritonserver that you run already:
  1. install Tritone for the Python that its Python backend uses:
       python3 -m pip install tritone-*.whl
     (the wheel that `make wheel` writes in its checkout: Tritone is not on the package registry)
  2. copy the backends to its backend directory:
       cp -r {backends}/* /opt/tritonserver/backends/
  3. start it with this repository besides your own (or copy the models into yours):
       tritonserver --model-repository=/your/models --model-repository={models} \\
         --backend-config=python,shm-default-byte-size=16777216 --backend-config=python,thread-pool-size={threads} \\
         '{FORWARD_USER_AGENT}'
     (the last one: so that HTTP callers get base64 without asking.) In Docker give it shared memory: --shm-size=1g"""
