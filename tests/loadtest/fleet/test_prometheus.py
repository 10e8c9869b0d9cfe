"""A Prometheus is found, or fetched without root, or what is missing is said with the command; and what it is asked."""

import functools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from loadtest.fleet import prometheus
from tests.loadtest.scripts_on_path import write_program


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """(name, script) puts a program on PATH, before the machine's own but for Prometheus."""

    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    return functools.partial(write_program, tmp_path / "bin")


def test_without_one_the_command_that_gets_it_is_named(programs, tmp_path):
    with pytest.raises(prometheus.PrometheusMissing, match="python -m loadtest.fleet --get-prometheus"):
        prometheus.find_prometheus(folder=tmp_path / "none")


def test_one_on_path_is_taken_before_one_that_was_fetched(programs, tmp_path):
    found = programs("prometheus", "exit 0")
    assert prometheus.find_prometheus(folder=tmp_path / "none") == found


def test_it_is_unpacked_without_root(programs, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    programs("apt-get", '[ "$*" = "download prometheus" ] && : > prometheus_1_amd64.deb')
    made = 'mkdir -p "$3/usr/bin" && echo "#!/bin/sh" > "$3/usr/bin/promtool" && chmod +x "$3/usr/bin/promtool"'
    programs("dpkg-deb", made)
    prometheus.fetch(tmp_path / "prometheus")
    assert (tmp_path / "prometheus" / "usr" / "bin" / "promtool").is_file()
    assert [each.name for each in tmp_path.iterdir() if each.name != "bin"] == ["prometheus"]


def test_what_apt_has_against_it_is_told(programs, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    programs("apt-get", 'echo "E: Unable to locate package prometheus" >&2; exit 100')
    with pytest.raises(prometheus.PrometheusMissing, match="Unable to locate package prometheus; apt-get update may"):
        prometheus.fetch(tmp_path / "prometheus")
    assert not (tmp_path / "prometheus").exists()


@pytest.mark.slow
def test_a_real_one_tells_what_it_has_scraped(tmp_path):
    try:
        prometheus.find_prometheus()
    except prometheus.PrometheusMissing as missing:
        pytest.skip(str(missing))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Metrics)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with prometheus.running_prometheus(tmp_path / "p", [server.server_port]) as running:
        began, deadline = time.time(), time.monotonic() + 30
        while running.value("max(tritone_load_ratio)") is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert running.value("max(tritone_load_ratio)") == 0.25
        assert running.over_time("max(tritone_load_ratio)", began, time.time() + 1)[-1][1] == 0.25
        assert running.value("no_such_metric") is None
    server.shutdown()
    server.server_close()


class Metrics(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"# TYPE tritone_load_ratio gauge\ntritone_load_ratio 0.25\n"
        self.send_response(200)
        self.send_header("content-type", "text/plain; version=0.0.4")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
