"""Envoy and many servers: streams are spread, a refusal and a death are somebody else's turn, a drain is seen."""

import threading

import pytest

from tests.deploy.envoy.https_caller import say
from tests.waiting import until
from tritone.client import BlockingClient, ServerFull, StreamBroken

pytestmark = pytest.mark.slow


def spoken(client, text="one two"):
    return b"".join(chunk.audio for chunk in client.speak(text))


@pytest.fixture
def client(envoy):
    with BlockingClient(envoy.connection()) as client:
        yield client


def in_background(client, text):
    """A thread that speaks, and what it heard."""
    heard = []
    thread = threading.Thread(target=lambda: heard.append(spoken(client, text)))
    thread.start()
    return thread, heard


def test_streams_are_spread_and_a_stream_counts_as_long_as_it_runs(envoy, replicas, client):
    first = [iter(client.speak(f"one{number} hang")) for number in range(10)]
    assert [next(stream).audio for stream in first] == [b"one%d" % number for number in range(10)]
    first_ones, second_ones = envoy.streams().values()
    assert (
        first_ones + second_ones == 10 and max(first_ones, second_ones) <= 8
    )  # by chance alone 1 in 50 would be worse
    for stream in first:
        stream.close()


def asked_until(noticed, ask):
    """Every answer until somebody has noticed.

    Which of two idle replicas is asked first is chance: the same one six times in a row is 1 in 64, sixty is never.
    """
    answers = []
    while not noticed() and len(answers) < 60:
        answers.append(ask())
    assert noticed()
    return answers


def test_whom_one_replica_refuses_another_one_serves(envoy, replicas, client):
    full, free = replicas
    full.is_full = True
    asked = full.streams
    assert set(asked_until(lambda: full.streams > asked, lambda: spoken(client))) == {b"onetwo"}
    answers = asked_until(
        lambda: any(b"hello there" in body for _, _, body in full.posts), lambda: say(envoy, text="hello there")
    )
    assert {status for status, *_ in answers} == {200}


def test_where_all_are_full_callers_are_told_so(envoy, replicas, client):
    for replica in replicas:
        replica.is_full = True
    with pytest.raises(ServerFull, match="its limit; try again later"):
        spoken(client)
    assert say(envoy, text="hello")[0] == 503


def test_a_text_whose_replica_dies_before_the_first_sound_is_spoken_by_another(envoy, replicas, client):
    one, other = replicas
    one.may_answer.clear()
    other.may_answer.clear()
    one.begun.clear()
    callers = [in_background(client, "still here") for _ in range(6)]  # some for each
    assert one.begun.wait(10)
    one._server.stop(0)  # its connections are reset
    other.may_answer.set()
    try:
        for thread, heard in callers:
            thread.join(15)
            assert heard == [b"stillhere"]
    finally:
        one._server = _again(one)


def _again(replica):
    """The same replica on the same port."""
    from concurrent import futures

    import grpc
    from tritonclient.grpc import service_pb2_grpc

    server = grpc.server(futures.ThreadPoolExecutor(32), options=[("grpc.so_reuseport", 0)])
    service_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(replica, server)
    server.add_insecure_port(f"127.0.0.1:{replica.port}")
    server.start()
    return server


def test_a_stream_that_has_sounded_is_not_begun_anew(replicas, client):
    with pytest.raises(StreamBroken, match="after 1 answers: UNAVAILABLE"):
        spoken(client, "one break")


def test_who_goes_away_gets_nobody_new_and_keeps_whom_it_has(envoy, replicas, client):
    leaving, staying = replicas
    streams = [iter(client.speak("one two hang")) for _ in range(2)]
    for stream in streams:
        next(stream)
    leaving.is_ready = False
    assert envoy.wait_for_healthy({staying.port}) < 5
    begun = leaving.streams
    assert [spoken(client) for _ in range(6)] == [b"onetwo"] * 6
    assert leaving.streams == begun
    assert [next(stream).audio for stream in streams] == [b"two", b"two"]
    for stream in streams:
        stream.close()


def test_an_answer_may_take_as_long_as_it_is_read(envoy, replicas):
    """Envoy would end it after 15 s, were nothing said. What it runs with is asked of itself."""
    listeners = envoy.configuration("static_listeners")
    managers = [
        each["typed_config"]
        for listener in listeners
        for chain in listener["listener"]["filter_chains"]
        for each in chain["filters"]
    ]
    seconds = {}
    for manager in managers:
        for host in manager["route_config"]["virtual_hosts"]:
            for route in host["routes"]:
                match = route["match"].get("path") or route["match"].get("safe_regex", {}).get("regex", "")
                if "Stream" in match or "generate_stream" in match:
                    seconds[match] = (route["route"]["timeout"], manager["stream_idle_timeout"])
    assert sorted(seconds.values()) == [("0s", "300s"), ("0s", "3600s")]


def test_a_caller_who_leaves_frees_the_stream(envoy, replicas, client):
    for replica in replicas:
        replica.ended_by_caller.clear()
    stream = iter(client.speak("flood"))
    next(stream)
    stream.close()
    until(lambda: any(replica.ended_by_caller.is_set() for replica in replicas))
