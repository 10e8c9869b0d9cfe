"""Who calls from this machine is looked up where the kernel lists it."""

import os
import socket

import pytest

from tritone.server.health.neighbours import is_trusted, user_of

CALLER, HERE = ("127.0.0.1", 0xD431), ("127.0.0.1", 8003)
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def listed(tmp_path, state="01", user=1000, name="tcp", local="0100007F:D431", remote="0100007F:1F43"):
    """As the kernel lists a connection, on a machine that stores numbers as this one does."""
    line = f"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000 {user:5d}        0 4711 1 0 20 4"
    (tmp_path / name).write_text(HEAD + line + "\n")
    return tmp_path


def test_the_owner_of_the_other_end_is_found(tmp_path):
    assert user_of(CALLER, HERE, listed(tmp_path)) == 1000
    assert user_of(("127.0.0.1", 1), HERE, tmp_path) is None and user_of(CALLER, ("127.0.0.1", 1), tmp_path) is None


def test_one_that_was_let_go_of_is_listed_as_roots_and_does_not_count(tmp_path):
    assert user_of(CALLER, HERE, listed(tmp_path, state="04", user=0)) is None


def test_addresses_of_the_newer_kind_are_found_too(tmp_path):
    mapped = "0000000000000000FFFF00000100007F"
    folder = listed(tmp_path, name="tcp6", local=f"{mapped}:D431", remote=f"{mapped}:1F43", user=7)
    assert user_of(("::ffff:127.0.0.1", 0xD431), ("::ffff:127.0.0.1", 8003), folder) == 7
    loopback = "00000000000000000000000001000000"
    folder = listed(tmp_path, name="tcp6", local=f"{loopback}:D431", remote=f"{loopback}:1F43", user=8)
    assert user_of(("::1", 0xD431), ("::1", 8003), folder) == 8


@pytest.mark.parametrize("user", [0, os.geteuid()])
def test_root_and_we_ourselves_are_trusted(tmp_path, user):
    assert is_trusted(CALLER, HERE, listed(tmp_path, user=user))


def test_other_users_other_machines_and_who_cannot_be_found_are_not(tmp_path):
    assert not is_trusted(CALLER, HERE, listed(tmp_path, user=os.geteuid() + 1))
    assert not is_trusted(("192.0.2.1", 0xD431), HERE, tmp_path)
    assert not is_trusted(CALLER, HERE, tmp_path / "nowhere")


def test_a_real_connection_of_ours_is_ours():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as caller:
        served, _ = listener.accept()
        with served:
            assert user_of(caller.getsockname(), served.getsockname()) == os.geteuid()
