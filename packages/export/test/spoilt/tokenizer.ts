/** @file What can be wrong with the tokenizer's files. */
import { editJson, type Spoilt } from "./edits";

export const SPOILT_TOKENIZER: readonly Spoilt[] = [
  [
    "a tokenizer with two characters exchanged",
    editJson("tokenizer.json", (json) =>
      Object.assign((json["model"] as { vocab: object }).vocab, {
        "0": 1,
        "1": 0,
      }),
    ),
    /tokenizer\.json has "model" unlike/,
  ],
  [
    "a tokenizer that merges",
    editJson("tokenizer.json", (json) =>
      Object.assign(json["model"]!, { merges: [["1", "2"]] }),
    ),
    /tokenizer\.json has "model" unlike/,
  ],
  [
    "a tokenizer that pads on the right",
    editJson(
      "tokenizer_config.json",
      (json) => (json["padding_side"] = "right"),
    ),
    /tokenizer_config\.json has "padding_side" unlike/,
  ],
];
