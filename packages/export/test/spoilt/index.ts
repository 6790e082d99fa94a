/** @file Everything that can be wrong with a folder, and what is said of it. */
import { SPOILT_CONFIG } from "./config";
import type { Spoilt } from "./edits";
import { SPOILT_FILES } from "./files";
import { SPOILT_ONNX } from "./onnx";
import { SPOILT_TOKENIZER } from "./tokenizer";
import { SPOILT_WEIGHTS } from "./weights";

export const SPOILT: readonly Spoilt[] = [
  ...SPOILT_FILES,
  ...SPOILT_CONFIG,
  ...SPOILT_TOKENIZER,
  ...SPOILT_WEIGHTS,
  ...SPOILT_ONNX,
];
