"""What is printed of single layers: how many multiplications they stand for, and how many were made."""

import pytest

from loadtest.engines import layer_speed
from loadtest.engines.layer_speed import Convolution, layer_speeds
from tritone.native.library import why_unsupported

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))


def test_winograds_way_makes_fewer_products_than_it_stands_for(monkeypatch):
    """As winograd_convolution.h counts them."""
    layers = [Convolution("any", f"{taps} taps", "16 bits, Winograd", 24, 32, 32, taps) for taps in (3, 5, 7, 11)]
    layers.append(Convolution("any", "11 taps, nested", "16 bits, nested Winograd", 108, 32, 32, 11))
    layers.append(Convolution("any", "plain", "bfloat16", 7, 33, 20, 3, 2))
    monkeypatch.setattr(layer_speed, "CONVOLUTIONS", layers)
    monkeypatch.setattr(layer_speed, "_SECONDS", 0.0005)
    speeds = layer_speeds()
    assert [round(speed.made_per_second / speed.per_second, 6) for speed in speeds] == [
        round(share, 6) for share in (8 / 18, 10 / 30, 12 / 42, 22 / 66, 44 / 198, 1)
    ]
    assert all(speed.share > 0 for speed in speeds)
