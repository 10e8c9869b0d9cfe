"""A Piper checkpoint's layers under the names that the kernels look them up by."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.families.piper.checkpoint import ConvolutionLayer, Floats, PiperCheckpoint

Tensors = dict[str, Floats]


def text_tensors(checkpoint: PiperCheckpoint) -> Tensors:
    """Of the text encoder and the duration predictor."""
    encoder = "enc_p.encoder"
    layers = checkpoint.count(f"{encoder}.attn_layers")
    flows = _flows(checkpoint, "dp.flows")
    separables = checkpoint.count("dp.convs.convs_sep")
    keys = checkpoint.array(f"{encoder}.attn_layers.0.emb_rel_k")
    embedding = checkpoint.phoneme_vectors()
    tensors: Tensors = {"embedding.weight": embedding}
    tensors |= _numbers(
        "text",
        heads=embedding.shape[1] // keys.shape[2],
        reach=keys.shape[1] // 2,
        layers=layers,
        separables=separables,
        splines=len(flows),
        bins=(checkpoint.layer(f"dp.flows.{flows[0]}.proj").weight.shape[0] + 1) // 3,
    )
    for index in range(layers):
        own, attention = f"layer.{index}", f"{encoder}.attn_layers.{index}"
        heard = [checkpoint.layer(f"{attention}.conv_{which}") for which in "qkv"]
        tensors |= {
            f"{own}.project.weight": np.concatenate([layer.weight for layer in heard]),
            f"{own}.project.bias": np.concatenate([_bias(layer) for layer in heard]),
            f"{own}.project.dilation": _number(1),
            f"{own}.relative_keys": checkpoint.array(f"{attention}.emb_rel_k")[0],
            f"{own}.relative_values": checkpoint.array(f"{attention}.emb_rel_v")[0],
        }
        tensors |= convolution(f"{own}.output", checkpoint.layer(f"{attention}.conv_o"))
        for part, name in (("widen", "conv_1"), ("narrow", "conv_2")):
            tensors |= convolution(f"{own}.{part}", checkpoint.layer(f"{encoder}.ffn_layers.{index}.{name}"))
        for norm in (1, 2):
            tensors |= _norm(checkpoint, f"{own}.norm_{norm}", f"{encoder}.norm_layers_{norm}.{index}")
    for part, name in (("project", "enc_p.proj"), ("duration_enter", "dp.pre"), ("duration_project", "dp.proj")):
        tensors |= convolution(f"text.{part}", checkpoint.layer(name))
    tensors |= _separables(checkpoint, "duration_separable", "dp.convs", separables)
    for index, flow in enumerate(flows):
        enter = checkpoint.layer(f"dp.flows.{flow}.pre")
        tensors |= {f"spline.{index}.enter": enter.weight[:, 0, 0], f"spline.{index}.enter_bias": _bias(enter)}
        tensors |= _separables(checkpoint, f"spline.{index}.separable", f"dp.flows.{flow}.convs", separables)
        tensors |= convolution(f"spline.{index}.project", checkpoint.layer(f"dp.flows.{flow}.proj"))
    folded = "/dp/flows.0/Exp_output_0"  # the exporter folds exp(-log scale) into a constant
    inverse = (
        checkpoint.array(folded) if checkpoint.has_tensor(folded) else np.exp(-checkpoint.array("dp.flows.0.logs"))
    )
    return tensors | {
        "affine.mean": checkpoint.array("dp.flows.0.m").reshape(-1)[:1],
        "affine.inverse_scale": inverse.reshape(-1)[:1],
    }


def flow_tensors(checkpoint: PiperCheckpoint) -> Tensors:
    """Of the residual coupling flow, with what is linear put together.

    A coupling's first layer and the wide one after it become one convolution of the half that stands still, each
    layer's skip connection and the last layer one that moves the other half; `edge` [taps, outputs] is what the first
    layer's bias adds to a tap of the wide one, and does not where it hears nothing. The order of channels, reversed
    between couplings, is in the weights: every other coupling reads and moves its half from the end on.
    """
    flows = _flows(checkpoint, "flow.flows")
    layers = checkpoint.count(f"flow.flows.{flows[0]}.enc.in_layers")
    tensors = _numbers("flow", couplings=len(flows), layers=layers)
    for index, flow in enumerate(flows):
        own, name = f"coupling.{index}", f"flow.flows.{flow}"
        order = slice(None, None, -1 if index % 2 == 0 else 1)
        enter, leave = checkpoint.layer(f"{name}.pre"), checkpoint.layer(f"{name}.post")
        enter_weight, enter_bias = enter.weight[:, order, 0].astype(np.float64), _bias(enter)
        leave_weight = leave.weight[order, :, 0].astype(np.float64)
        tensors |= _layer(f"{own}.enter.0", enter_weight[:, :, None], enter_bias)
        for layer in range(layers):
            wide = checkpoint.layer(f"{name}.enc.in_layers.{layer}")
            narrow = checkpoint.layer(f"{name}.enc.res_skip_layers.{layer}")
            weight, bias = narrow.weight[:, :, 0].astype(np.float64), _bias(narrow).astype(np.float64)
            if layer == 0:
                edge = np.einsum("ohk,h->ko", wide.weight, enter_bias.astype(np.float64))
                tensors |= _layer(
                    f"{own}.wide.0", np.einsum("ohk,hi->oik", wide.weight, enter_weight, optimize=True), _bias(wide)
                )
                tensors |= {f"{own}.edge": edge.astype(np.float32), f"{own}.wide.0.dilation": _number(wide.dilation)}
            else:
                tensors |= convolution(f"{own}.wide.{layer}", wide)
            if layer < layers - 1:
                hidden = len(weight) // 2
                tensors |= _layer(f"{own}.residual.{layer}", weight[:hidden, :, None], bias[:hidden])
                weight, bias = weight[hidden:], bias[hidden:]
            moved = leave_weight @ bias + (_bias(leave)[order] if layer == 0 else 0)
            tensors |= _layer(f"{own}.move.{layer}", -(leave_weight @ weight)[:, :, None], -moved)
    return tensors


def decoder_tensors(checkpoint: PiperCheckpoint) -> Tensors:
    """Of the HiFi-GAN decoder."""
    stages = checkpoint.count("dec.ups")
    kinds = checkpoint.count("dec.resblocks") // stages
    in_pairs = checkpoint.has("dec.resblocks.0.convs1.0")
    steps = checkpoint.count(f"dec.resblocks.0.{'convs1' if in_pairs else 'convs'}")
    tensors = _numbers("decoder", stages=stages, kinds=kinds, steps=steps)
    tensors |= convolution("enter", checkpoint.layer("dec.conv_pre"))
    tensors |= convolution("leave", checkpoint.layer("dec.conv_post"))
    for stage in range(stages):
        up = checkpoint.layer(f"dec.ups.{stage}")
        tensors |= convolution(f"up.{stage}", up) | _numbers(f"up.{stage}", stride=up.stride, padding=up.padding)
        for kind in range(kinds):
            block = f"dec.resblocks.{stage * kinds + kind}"
            for step in range(steps):
                for layer, part in enumerate(("convs1", "convs2") if in_pairs else ("convs",)):
                    name = f"block.{stage}.{kind}.{step}.{layer}"
                    tensors |= convolution(name, checkpoint.layer(f"{block}.{part}.{step}"))
    return tensors


def convolution(name: str, layer: ConvolutionLayer) -> Tensors:
    """One layer's tensors."""
    tensors = {f"{name}.weight": layer.weight, f"{name}.dilation": _number(layer.dilation)}
    return tensors if layer.bias is None else tensors | {f"{name}.bias": layer.bias}


def _layer(name: str, weight: npt.NDArray[Any], bias: npt.NDArray[Any]) -> Tensors:
    return {
        f"{name}.weight": np.ascontiguousarray(weight, np.float32),
        f"{name}.bias": np.ascontiguousarray(bias, np.float32),
        f"{name}.dilation": _number(1),
    }


def _separables(checkpoint: PiperCheckpoint, own: str, name: str, count: int) -> Tensors:
    tensors: Tensors = {}
    for index in range(count):
        depthwise = checkpoint.layer(f"{name}.convs_sep.{index}")
        tensors |= {
            f"{own}.{index}.depthwise": depthwise.weight[:, 0].T,
            f"{own}.{index}.depthwise_bias": _bias(depthwise),
        }
        tensors |= _numbers(f"{own}.{index}", taps=depthwise.weight.shape[2], dilation=depthwise.dilation)
        tensors |= convolution(f"{own}.{index}.pointwise", checkpoint.layer(f"{name}.convs_1x1.{index}"))
        for norm in (1, 2):
            tensors |= _norm(checkpoint, f"{own}.{index}.norm_{norm}", f"{name}.norms_{norm}.{index}")
    return tensors


def _norm(checkpoint: PiperCheckpoint, own: str, name: str) -> Tensors:
    return {f"{own}.{part}": checkpoint.array(f"{name}.{part}") for part in ("gamma", "beta")}


def _flows(checkpoint: PiperCheckpoint, name: str) -> list[int]:
    """Which flows are couplings, in the order in which they run backwards; the others reverse the channels."""
    return [i for i in reversed(range(checkpoint.count(name))) if checkpoint.has(f"{name}.{i}.pre")]


def _bias(layer: ConvolutionLayer) -> Floats:
    return np.zeros(layer.weight.shape[0], np.float32) if layer.bias is None else layer.bias


def _numbers(module: str, **values: int) -> Tensors:
    return {f"{module}.{name}": _number(value) for name, value in values.items()}


def _number(value: int) -> Floats:
    return np.array([value], np.float32)
