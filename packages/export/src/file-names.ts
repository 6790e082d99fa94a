/** @file Which files an export has. */

/** Paths inside a model folder. */
export const FILES = {
  config: "config.json",
  weights: "model.safetensors",
  tokenizer: "tokenizer.json",
  tokenizerConfig: "tokenizer_config.json",
  generationConfig: "generation_config.json",
  onnx: "onnx/model.onnx",
  card: "README.md",
} as const;

/** The files of a checkpoint of the reference implementation. */
export const REFERENCE_FILES = [FILES.config, FILES.weights] as const;
