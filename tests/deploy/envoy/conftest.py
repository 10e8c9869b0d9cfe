"""A real Envoy with the configuration of deploy/envoy, before two replicas without a model."""

import pytest

from loadtest.fleet.envoy import CALLER, KEY, EnvoyMissing, find_envoy, running_envoy
from loadtest.fleet.envoy_files import NoCertificate
from tests.deploy.envoy.replica import FakeReplica

OTHER = "another-key-of-somebody-else"


@pytest.fixture(scope="session")
def front(tmp_path_factory):
    """(Envoy, its two replicas)."""
    try:
        find_envoy()
        with FakeReplica() as one, FakeReplica() as two:
            places = [one.place, two.place]
            folder = tmp_path_factory.mktemp("envoy")
            with running_envoy(folder, places, {CALLER: KEY, "other": OTHER}) as envoy:
                envoy.wait_for_healthy({place.grpc for place in places})
                yield envoy, (one, two)
    except (EnvoyMissing, NoCertificate) as missing:
        pytest.skip(str(missing))


@pytest.fixture
def envoy(front):
    return front[0]


@pytest.fixture
def replicas(front):
    """The two, as they were at first when the test is over."""
    yield front[1]
    for replica in front[1]:
        replica.is_full, replica.is_ready = False, True
        replica.may_answer.set()
    front[0].wait_for_healthy({replica.port for replica in front[1]})
