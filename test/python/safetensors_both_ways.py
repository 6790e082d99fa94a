"""Reads safetensors files with the library, writes them again, and makes files of its own.

usage: safetensors_both_ways.py GIVEN AGAIN OWN
For every file of the folder GIVEN, one of the same name in AGAIN, where the library takes it; and files in OWN.
Prints JSON: per file of GIVEN its tensors' names, or null where the library refuses it.
"""

import json
import sys
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

given, again, own = map(Path, sys.argv[1:])
names = {}
for path in sorted(given.iterdir()):
    try:
        tensors = load_file(path)
    except SafetensorError:
        names[path.name] = None
        continue
    save_file(tensors, again / path.name)
    names[path.name] = sorted(tensors)
print(json.dumps(names))

random = np.random.default_rng(7)
letters = [*"abz019._-\"\\/\n", "é", "€", "\uffff", "\U0001f600", "blocks.", "weight"]
for i in range(40):
    tensors = {}
    for _ in range(random.integers(0, 12)):
        name = "".join(random.choice(letters, size=random.integers(0, 4)))
        shape = tuple(random.integers(0, 4, size=random.integers(0, 4)))
        dtype = random.choice([np.float32, np.int32, np.bool_])
        tensors[name] = np.asarray(random.normal(0, 9, shape)).astype(dtype)
    metadata = {"format": "pt"} if i % 2 else None
    save_file(tensors, own / f"{i}.safetensors", metadata=metadata)
