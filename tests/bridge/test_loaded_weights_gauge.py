"""What an acoustic model has loaded, as it stands in /metrics."""

from types import SimpleNamespace

from tritone.bridge.loaded_weights_gauge import NAME, LoadedWeightsGauge, label_of, read_loaded


class Family:
    """As much of Triton's as is used; writes what /metrics would show."""

    GAUGE = "gauge"

    def __init__(self, name, description, kind):
        self.name, self.values = name, {}

    def Metric(self, labels):
        written = ",".join(f'{name}="{value}"' for name, value in labels.items())
        return SimpleNamespace(set=lambda value: self.values.update({written: value}))

    def text(self):
        return "\n".join(f"{self.name}{{{labels}}} {value:.6f}" for labels, value in self.values.items())


def test_what_is_put_away_is_no_longer_loaded():
    made = []

    def create(**arguments):
        made.append(Family(**arguments))
        return made[-1]

    create.GAUGE = Family.GAUGE
    gauge = LoadedWeightsGauge(SimpleNamespace(MetricFamily=create))
    ann, bob = ("kokoro", "a" * 64), ("piper", "b" * 64)
    gauge.show({ann: 5, bob: 7})
    assert made[0].name == NAME and read_loaded(made[0].text()) == {label_of(ann), label_of(bob)}
    gauge.show({bob: 7})
    assert read_loaded(made[0].text()) == {("piper", "b" * 12)}
    gauge.close()
