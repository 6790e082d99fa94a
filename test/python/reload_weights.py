"""Loads model.safetensors with the safetensors library and saves it again.

usage: reload_weights.py IN OUT
Prints JSON: shape, element type and sum of every tensor.
"""

import json
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

weights = load_file(sys.argv[1])
save_file(weights, sys.argv[2], metadata={"format": "pt"})
print(json.dumps({
    name: {"shape": w.shape, "dtype": str(w.dtype), "sum": float(w.sum(dtype=np.float64))}
    for name, w in weights.items()
}))
