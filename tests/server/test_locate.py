"""Finding the server, against folders made for the test."""

import sys

import pytest

from tritone.server.errors import MachineNotReady, ServerNotFound
from tritone.server.machine.install import install_embedded_server
from tritone.server.machine.locate import SERVER_DIR_VARIABLE, find_libpython, find_server


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch, tmp_path):
    monkeypatch.delenv(SERVER_DIR_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))


@pytest.fixture
def embedded(tmp_path):
    """The layout of the wheel, with a stub for this Python only."""
    folder = tmp_path / "embedded"
    root = folder / "pytriton" / "tritonserver"
    touch(root / "bin" / "tritonserver")
    touch(root / "backends" / "python" / "libtriton_python.so")
    touch(root / "python_backend_stubs" / "{}.{}".format(*sys.version_info[:2]) / "triton_python_backend_stub")
    (folder / "nvidia_pytriton-0.7.0.dist-info").mkdir()
    return folder


@pytest.fixture
def installed(tmp_path):
    """The layout of NVIDIA's image."""
    root = tmp_path / "opt" / "tritonserver"
    touch(root / "bin" / "tritonserver")
    touch(root / "backends" / "python" / "triton_python_backend_stub")
    (root / "TRITON_VERSION").write_text("2.62.0\n")
    return root


def test_nothing_found_says_where_it_looked_and_what_to_do(tmp_path):
    with pytest.raises(ServerNotFound) as failure:
        find_server()
    assert str(tmp_path / "venv/share/tritone/server") in str(failure.value)
    assert "tritone doctor --install-server" in str(failure.value)


def test_the_server_on_path_goes_before_the_embedded_one(installed, embedded, monkeypatch, tmp_path):
    (tmp_path / "venv/share/tritone").mkdir(parents=True)
    (tmp_path / "venv/share/tritone/server").symlink_to(embedded)
    assert find_server().embedded
    monkeypatch.setenv("PATH", str(installed / "bin"))
    server = find_server()
    assert not server.embedded and server.version == "2.62.0"
    assert server.stub() == installed / "backends/python/triton_python_backend_stub"


def test_the_variable_goes_before_path_and_the_option_before_both(installed, embedded, monkeypatch):
    monkeypatch.setenv("PATH", str(installed / "bin"))
    monkeypatch.setenv(SERVER_DIR_VARIABLE, str(embedded))
    assert find_server().embedded and find_server().version == "2.51.0"
    assert not find_server(installed).embedded
    assert not find_server(installed / "bin" / "tritonserver").embedded


def test_a_place_named_but_empty_is_not_passed_over(installed, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(installed / "bin"))
    monkeypatch.setenv(SERVER_DIR_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(ServerNotFound, match=SERVER_DIR_VARIABLE):
        find_server()


def test_a_server_without_the_python_backend_is_refused(installed):
    (installed / "backends/python/triton_python_backend_stub").unlink()
    (installed / "backends/python").rmdir()
    with pytest.raises(ServerNotFound, match="no Python backend"):
        find_server(installed)


def test_a_python_without_a_stub_is_told_which_have_one(embedded, monkeypatch):
    server = find_server(embedded)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))
    with pytest.raises(MachineNotReady, match="no stub for Python 3.99"):
        server.stub()


def test_the_python_library_is_that_of_this_python(monkeypatch):
    library = find_libpython()
    assert library is None or library.name == "libpython{}.{}.so.1.0".format(*sys.version_info[:2])


def test_installing_never_replaces_a_folder_that_holds_something_else(tmp_path):
    precious = tmp_path / "home"
    touch(precious / "letters.txt")
    with pytest.raises(MachineNotReady, match="holds something else"):
        install_embedded_server(precious, print)
    assert (precious / "letters.txt").exists()
