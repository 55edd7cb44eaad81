#!/usr/bin/env python3
# SPDX-FileCopyrightText: the Vernier authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants outlier channels in a bfloat16 Llama checkpoint without changing what the model computes.

In large models a few channels behind a norm are far larger than all others, and one scale per tensor then leaves
hardly any codes for the rest. The demo's model is too small to grow such channels, so they are planted: the norm's
weight of a channel is multiplied by FACTOR and that channel's column of every linear layer which reads the norm is
divided by it. FACTOR is a power of two, so both are exact in bfloat16 and the float model's logits stay the same.

    python3 plant_outliers.py MODEL_FOLDER OUTPUT_FOLDER

Copies the checkpoint and rewrites model.safetensors; needs nothing but Python's standard library. A value that
cannot be scaled exactly (infinite, or subnormal before or after) is refused.
"""
import array
import json
import pathlib
import shutil
import struct
import sys

EXPONENT = 6  # FACTOR = 2 ** EXPONENT = 64
CHANNELS = (22, 46, 107, 131)  # large on some tokens, small on most: so a scale per token helps, but does not cure
NORMS = (  # (block, norm)
    (2, "input_layernorm"),
    (4, "input_layernorm"),
    (6, "post_attention_layernorm"),
    (8, "post_attention_layernorm"),
)
READERS = {
    "input_layernorm": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "post_attention_layernorm": ("mlp.gate_proj", "mlp.up_proj"),
}
COPIED = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json")


def scaled(bits, exponent):
    """The bfloat16 bit pattern `bits` times 2 ** exponent, or an error where that is not exact."""
    stored = bits >> 7 & 0xFF
    if bits & 0x7FFF == 0:
        return bits  # zero stays zero
    if not (0 < stored < 255 and 0 < stored + exponent < 255):
        raise ValueError(f"0x{bits:04x} * 2^{exponent} is not exact in bfloat16")
    return bits + (exponent << 7)


class Checkpoint:
    """The bytes of a safetensors file and where each tensor lies in them."""

    def __init__(self, path):
        self.data = bytearray(path.read_bytes())
        (length,) = struct.unpack_from("<Q", self.data)
        self.header = json.loads(self.data[8 : 8 + length])
        self.start = 8 + length

    def scale(self, name, exponent, channels):
        """Scales the channels of a norm weight [channels], or those columns of a linear weight [out, channels]."""
        entry = self.header[name]
        if entry["dtype"] != "BF16":
            raise ValueError(f"{name} is {entry['dtype']}, not BF16")
        begin, end = (self.start + offset for offset in entry["data_offsets"])
        values = array.array("H", self.data[begin:end])
        if sys.byteorder == "big":
            values.byteswap()
        width = entry["shape"][-1]
        for row in range(0, len(values), width):
            for channel in channels:
                values[row + channel] = scaled(values[row + channel], exponent)
        if sys.byteorder == "big":
            values.byteswap()
        self.data[begin:end] = values.tobytes()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = map(pathlib.Path, sys.argv[1:])
    checkpoint = Checkpoint(source / "model.safetensors")
    for block, norm in NORMS:
        checkpoint.scale(f"model.layers.{block}.{norm}.weight", EXPONENT, CHANNELS)
        for reader in READERS[norm]:
            checkpoint.scale(f"model.layers.{block}.{reader}.weight", -EXPONENT, CHANNELS)
    target.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copyfile(source / name, target / name)
    (target / "model.safetensors").write_bytes(checkpoint.data)
    print(f"{target}: {len(CHANNELS)} channels x {2 ** EXPONENT} behind {len(NORMS)} norms")


if __name__ == "__main__":
    main()
