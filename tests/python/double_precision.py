"""Runs a transformers decoder in true float64.

`model.double()` is not enough: the RMSNorm of these families casts to float32, rotary angles are float32, and eager
attention does its softmax in float32. This module replaces those, so that a float64 run shows the rounding of a
float32 one. Inverse frequencies keep their float32 values: they are part of the model's definition.
"""

import types

import torch
from transformers.modeling_rope_utils import dynamic_rope_update


def _rms_norm(self, x):
    return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.variance_epsilon))


@torch.no_grad()
@dynamic_rope_update
def _rotary(self, x, position_ids):
    angles = position_ids[:, :, None].double() * self.inv_freq.double()[None, None, :]
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos() * self.attention_scaling, angles.sin() * self.attention_scaling


def to_double(model):
    """Converts in place; the model must use sdpa attention, which computes in the dtype of its inputs."""
    if model.config._attn_implementation != "sdpa":
        raise ValueError("float64 needs attn_implementation='sdpa'")
    model.double()
    for module in model.modules():
        name = type(module).__name__
        if name.endswith("RMSNorm"):
            module.forward = types.MethodType(_rms_norm, module)
        elif name.endswith("RotaryEmbedding"):
            module.forward = types.MethodType(_rotary, module)
    return model
