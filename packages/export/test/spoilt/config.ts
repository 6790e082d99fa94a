/** @file What can be wrong with config.json. */
import { editJson, write, type Spoilt } from "./edits";

export const SPOILT_CONFIG: readonly Spoilt[] = [
  ["a file that is no JSON", write("config.json", "{"), /no JSON object/],
  ["JSON that is no object", write("config.json", "[]"), /no JSON object/],
  [
    "a config without ours",
    editJson("config.json", (json) => Reflect.deleteProperty(json, "trm")),
    /has no object "trm"/,
  ],
  [
    "a later format",
    editJson("config.json", ({ trm }) => (trm["formatVersion"] = 2)),
    /formatVersion 2, but 1 is expected/,
  ],
  [
    "an unknown key",
    editJson("config.json", ({ trm }) => (trm["modle"] = {})),
    /unknown "modle"/,
  ],
  [
    "a model that is none",
    editJson("config.json", ({ trm }) =>
      Object.assign(trm["model"]!, { nHead: 5 }),
    ),
    /makes no model.*multiple of nHead/,
  ],
  [
    "a config of another width than the weights",
    editJson("config.json", (json) => {
      Object.assign(json.trm["model"]!, { nEmbd: 48 });
      json["n_embd"] = 48;
    }),
    /not of one model|no weights of the model/,
  ],
  [
    "a config of another shape than the weights",
    editJson("config.json", (json) => {
      Object.assign(json.trm["model"]!, { blockSize: 15 });
      json["n_positions"] = 15;
    }),
    /position_embedding_table\.weight must be float32 \[15, 32\]/,
  ],
  [
    "sizes without end",
    editJson("config.json", (json) => {
      Object.assign(json.trm["model"]!, { nLayer: 1e9 });
      json["n_layer"] = 2e9;
    }),
    /nLayer 1000000000, but at most 1024/,
  ],
  [
    "GPT-2's half of the config contradicting ours",
    editJson("config.json", (json) => (json["n_layer"] = 2)),
    /n_layer 2, but the model in "trm" makes it 4/,
  ],
  [
    "an alphabet without a newline",
    editJson("config.json", ({ trm }) =>
      Object.assign(trm["task"]!, { alphabet: "0123456789|+=." }),
    ),
    /no newline/,
  ],
  [
    "a shape that differs beyond what a message quotes",
    editJson("config.json", (json) => {
      json["transformers.js_config"] = { dtype: "fp32", more: "x".repeat(99) };
    }),
    /transformers\.js_config an object, but the model/,
  ],
  [
    "an alphabet of another size",
    editJson("config.json", ({ trm }) =>
      Object.assign(trm["task"]!, { alphabet: "01\n" }),
    ),
    /3 characters in trm\.task\.alphabet/,
  ],
  [
    "a length beyond the model's positions",
    editJson("config.json", ({ trm }) =>
      Object.assign(trm["task"]!, { length: 1e15 }),
    ),
    /trm\.task\.length 1000000000000000, but an integer from 1 to the model's 16 positions/,
  ],
  [
    "an import whose weights have no name",
    editJson("config.json", ({ trm }) => {
      trm["imported"] = { sha256: "no", assumed: [] };
    }),
    /trm\.imported that is not the SHA-256/,
  ],
  [
    "an import that assumed what nobody can assume",
    editJson("config.json", ({ trm }) => {
      trm["imported"] = { sha256: "0".repeat(64), assumed: ["seed"] };
    }),
    /trm\.imported that is not the SHA-256/,
  ],
  [
    "a long list where another of the same beginning is expected",
    editJson("config.json", (json) => {
      const [name] = json["architectures"] as string[];
      json["architectures"] = [name, "x".repeat(99)];
    }),
    /architectures a list of 2, but the model in "trm" makes it a list of 1/,
  ],
];
