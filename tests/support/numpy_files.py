# SPDX-FileCopyrightText: the Vernier authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what save_type numpy makes, as its users do.

show FILE               prints key, type, shape and values of every array
compare OURS ORIGINAL   prints what differs between two folders of such files, the latter msModelSlim's own
"""
import collections
import io
import pathlib
import pickle
import sys

import numpy

# Activations go through a forward pass in float32.
ACTIVATION_TOLERANCE = 1e-5

STORAGE_TYPES = {"FloatStorage": "<f4", "HalfStorage": "<f2", "CharStorage": "|i1", "IntStorage": "<i4", "LongStorage": "<i8"}


def storage(data):
    """The values of a PyTorch storage that was pickled by itself (torch.save's legacy form)."""
    file = io.BytesIO(data)

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            return name

        def persistent_load(self, saved):
            return saved

    for _ in range(3):  # magic number, protocol, system
        Reader(file).load()
    saved = Reader(file).load()  # ("storage", type, key, device, count)
    Reader(file).load()  # keys
    file.read(8)  # count
    return numpy.frombuffer(file.read(), dtype=STORAGE_TYPES[saved[1]])


def tensor(values, offset, shape, strides, *_):
    steps = [stride * values.itemsize for stride in strides]
    return numpy.lib.stride_tricks.as_strided(values[offset:], shape, steps).copy()


class OriginalReader(pickle.Unpickler):
    """PyTorch's classes replaced by as little as turns tensors into arrays."""

    REPLACED = {"_rebuild_tensor_v2": tensor, "_rebuild_parameter": lambda data, *_: data, "_load_from_bytes": storage}

    def find_class(self, module, name):
        if name in self.REPLACED:
            return self.REPLACED[name]
        if module == "collections":
            return collections.OrderedDict
        return super().find_class(module, name)


def read_original(path):
    with open(path, "rb") as file:
        numpy.lib.format.read_magic(file)
        numpy.lib.format.read_array_header_1_0(file)
        return OriginalReader(file).load().item()


def read(path):
    return numpy.load(path, allow_pickle=True).item()


def difference(path, ours, theirs):
    if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
        return f"{ours.dtype}{ours.shape} instead of {theirs.dtype}{theirs.shape}"
    if numpy.array_equal(ours, theirs):
        return None
    if path.name == "deq_scale.npy" and ours.dtype == numpy.int64:  # the bits of a float32
        ours, theirs = (values.astype(numpy.int32).view(numpy.float32) for values in (ours, theirs))
    elif path.name != "input_scale.npy":
        return "not the same values"
    worst = numpy.max(numpy.abs(ours - theirs) / numpy.abs(theirs))
    return None if worst <= ACTIVATION_TOLERANCE else f"differs by {worst} of its value"


def compare(ours, original):
    names = [sorted(path.name for path in folder.glob("*.npy")) for folder in (ours, original)]
    if names[0] != names[1]:
        print("files", names[0], "instead of", names[1])
    for name in names[1]:
        mine, theirs = read(ours / name), read_original(original / name)
        # Where a bias took its layer's place in the original, it has its own key here.
        biases = [key for key in mine if name == "quant_weight.npy" and key.endswith(".bias")]
        if [key for key in mine if key not in biases] != list(theirs):
            print(name, "has the keys", list(mine), "instead of", list(theirs))
            continue
        for key, value in theirs.items():
            wrong = difference(ours / name, mine[key + ".bias" if key + ".bias" in biases else key], value)
            if wrong:
                print(name, key, wrong)


def show(path):
    for key, value in read(path).items():
        print(key, value.dtype, value.shape, value.tolist())


if sys.argv[1] == "show":
    show(sys.argv[2])
else:
    compare(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
