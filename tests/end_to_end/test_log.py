"""What the models log reaches whoever runs `tritone serve`, and callers' texts reach nobody."""

from __future__ import annotations

import pytest
from google.protobuf import text_format

from loadtest.runs.serve_command import served
from tests.end_to_end.plain_client import say
from tests.waiting import until
from tritone.server.launcher import running_server
from tritone.server.model_repository import read_config, write_model_repository
from tritone.server.options import ServeOptions
from tritone.server.running.server_log import complaints

pytestmark = pytest.mark.triton

BROKEN_MODEL = """
from tritone.bridge.batches import answer_each
from tritone.bridge.log_records import send_records_to_triton

class TritonPythonModel:
    def initialize(self, args):
        send_records_to_triton("acoustic", sees_texts=False)

    def execute(self, requests):
        return answer_each(requests, self.divide)

    def divide(self, request):
        return 1 / 0
"""


def test_unspoken_text_is_a_warning_that_serve_shows_without_the_text():
    with served() as serve:
        assert say(serve.grpc_url, text="My secret hunter2 is \ue000 here.").error is None
        (line,) = until(lambda: [line for line in serve.said if "has no way to say" in line])
    assert line == 'tts: voice "heart" has no way to say characters 21 to 22 of a text'
    assert not [line for line in serve.said if "hunter2" in line]


def test_a_bugs_traceback_is_an_error_that_serve_shows(tmp_path):
    write_model_repository(tmp_path, ServeOptions())
    path = tmp_path / "acoustic" / "config.pbtxt"
    config = read_config(path)
    config.backend = "python"
    path.write_text(text_format.MessageToString(config), encoding="utf-8")
    (tmp_path / "acoustic" / "1" / "model.py").write_text(BROKEN_MODEL, encoding="utf-8")
    with running_server(ServeOptions(exit_timeout_seconds=2), model_repository=tmp_path) as server:
        assert "ZeroDivisionError" in say(server.grpc_url, text="Hi.").error

        def shown():
            lines = server.log.read_text(encoding="utf-8").splitlines()
            return [line for line in complaints(lines) if "a fault of ours" in line]

        (message, *_) = until(shown)
    assert message.startswith("acoustic: ") and "in divide: return 1 / 0" in message
    assert message.endswith("ZeroDivisionError: division by zero")
