"""Send what nobody means, for so many minutes: first to the text stage in this process, then to a server of its own.

    python -m loadtest.fuzz --minutes 10
    python -m loadtest.fuzz --minutes 2 --only text --seed 7

It looks for what does not end within the budget of a call, for internal errors, for processes that die, and for a
bystander who hears anything else than before. Everything that is found is printed with the text it was found with; the
same seed finds it again. The last line is one JSON object, and the status is 1 when there was any fault.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

from loadtest.fuzz import on_server, text_stage
from tritone.bridge.call_key import server_key
from tritone.options.table import option_of
from tritone.server.launcher import running_server
from tritone.server.options import ServeOptions

BUDGET_SECONDS = float(option_of("text_cpu_ms").default) / 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="altogether")
    parser.add_argument("--seed", type=int, default=None, help="of the inputs; the time of day by default")
    parser.add_argument("--only", choices=("text", "server"), help="one half of it")
    options = parser.parse_args()
    seed = int(time.time()) if options.seed is None else options.seed
    seconds = options.minutes * 60 / (1 if options.only else 2)
    result: dict[str, object] = {"seed": seed}
    faults: list[str] = []
    if options.only != "server":
        found = text_stage.run(seed, None, seconds, BUDGET_SECONDS)
        faults += found.faults
        result |= {"texts": found.texts, "calls_of_the_text_stage": found.calls}
        result["slowest_call_cpu_ms"] = round(found.slowest[0][0] * 1000) if found.slowest else None
        for took, text in found.slowest:
            print(f"{took * 1000:.0f} ms: {text}")
    if options.only != "text":
        with running_server(ServeOptions()) as server:
            key = server_key(server.pid)
            on = on_server.run(server.grpc_url, server.pid, key or "", seed, None, seconds)
        faults += on.faults
        result |= {"requests": on.requests, "malformed_calls": on.calls, "bystander_sentences": on.heard}
        if on.first_audio_seconds:
            result["bystander_first_audio_ms"] = round(statistics.median(on.first_audio_seconds) * 1000)
            result["bystander_worst_ms"] = round(max(on.first_audio_seconds) * 1000)
    for fault in faults:
        print(f"FAULT {fault}")
    print(json.dumps(result | {"faults": len(faults)}))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
