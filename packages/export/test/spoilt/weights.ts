/** @file What can be wrong with model.safetensors. */
import {
  decodeSafetensors,
  encodeSafetensors,
  toReferenceState,
} from "@trm/models";
import { readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { trainedCopy } from "../trained-copy";
import { write, type Spoilt } from "./edits";

const MODEL = trainedCopy();

/** model.safetensors with one number changed. */
export const withWeight = (value: number) => (copy: string) => {
  const params = MODEL.params.slice();
  params[100] = value;
  const state = toReferenceState(params, MODEL.config);
  write("model.safetensors", encodeSafetensors(state))(copy);
};

export const SPOILT_WEIGHTS: readonly Spoilt[] = [
  [
    "weights that end too early",
    (copy) => truncateSync(join(copy, "model.safetensors"), 59_000),
    /holds no weights.*56632; the file is damaged/,
  ],
  [
    "a weight that is no number",
    withWeight(Number.NaN),
    /token_embedding_table\.weight .*received NaN at index 100/,
  ],
  [
    "weights without one of the tensors",
    (copy) => {
      const path = join(copy, "model.safetensors");
      const { tensors } = decodeSafetensors(readFileSync(path));
      const rest = Object.entries(tensors).filter(
        ([name]) => name !== "ln_f.bias",
      );
      const bytes = encodeSafetensors(Object.fromEntries(rest));
      write("model.safetensors", bytes)(copy);
    },
    /lacks ln_f\.bias/,
  ],
];
