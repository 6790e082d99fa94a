"""Runs exported models as a user of onnx and onnxruntime would, and compares their logits with expected ones.

usage: run_model.py FOLDER...

Each folder holds model.onnx and expected.safetensors: `tokens.<i>` [T] and `logits.<i>` [T, V] of several sequences.
The first T - STEPS tokens of all sequences are fed as one batch, padded on the left, the others one by one.
Prints JSON: per folder what the checker says of it, its domains, opset and IR version, and the largest relative error.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from safetensors.numpy import load_file

STEPS = 3


def examine(model):
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    return {
        "opsets": {o.domain: o.version for o in model.opset_import},
        "domains": sorted({node.domain for node in model.graph.node}),
        "ir": model.ir_version,
        "external": any(t.HasField("data_location") for t in model.graph.initializer),
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
    }


def prefill(sequences):
    prompts = [sequence[: len(sequence) - STEPS] for sequence in sequences]
    longest = max(map(len, prompts))
    tokens = np.zeros((len(prompts), longest), np.int64)
    mask = np.zeros_like(tokens)
    for row, prompt in enumerate(prompts):
        tokens[row, longest - len(prompt) :] = prompt
        mask[row, longest - len(prompt) :] = 1
    return tokens, mask, np.where(mask == 1, mask.cumsum(-1) - 1, 1)


def empty_cache(session, batch):
    inputs = [i for i in session.get_inputs() if i.name.startswith("past_key_values")]
    return {i.name: np.zeros((batch, i.shape[1], 0, i.shape[3]), np.float32) for i in inputs}


def run(session, sequences):
    """Logits of all tokens of all sequences, [T, V] each."""
    tokens, mask, positions = prefill(sequences)
    cache = empty_cache(session, len(sequences))
    outputs = [o.name for o in session.get_outputs()]
    found = [[] for _ in sequences]
    for step in range(STEPS + 1):
        result = dict(zip(outputs, session.run(None, {
            "input_ids": tokens,
            "attention_mask": mask,
            "position_ids": positions,
            **cache,
        })))
        for row, logits in enumerate(result["logits"]):
            found[row].append(logits[mask[row, -len(logits) :] == 1])
        if step == STEPS:
            return [np.concatenate(rows) for rows in found]
        cache = {name: result[name.replace("past_key_values", "present")] for name in cache}
        tokens = np.array([[s[len(s) - STEPS + step]] for s in sequences], np.int64)
        positions = mask.sum(-1, keepdims=True)
        mask = np.concatenate([mask, np.ones_like(tokens)], axis=1)


def compare(folder):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    model = onnx.load(folder / "model.onnx")
    session = ort.InferenceSession(folder / "model.onnx", options)
    expected = load_file(folder / "expected.safetensors")
    count = sum(name.startswith("tokens.") for name in expected)
    found = run(session, [expected[f"tokens.{i}"] for i in range(count)])
    right = [expected[f"logits.{i}"] for i in range(count)]
    scale = max(np.abs(logits).max() for logits in right)
    error = max(np.abs(a - b).max() for a, b in zip(found, right, strict=True))
    return {**examine(model), "error": float(error / scale)}


print(json.dumps({folder: compare(Path(folder)) for folder in sys.argv[1:]}))
