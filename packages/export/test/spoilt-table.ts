/** @file Everything that can be wrong with a folder, and what is said of it. */
import {
  decodeSafetensors,
  encodeSafetensors,
  toReferenceState,
} from "@trm/models";
import { decodeModel, encodeGraph } from "@trm/onnx";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { boundGraph, modelGraph, OPSET } from "../src/graph/model-graph";
import { trainedCopy } from "./trained-copy";

const MODEL = trainedCopy();

type Json = Record<string, unknown> & { trm: Record<string, unknown> };

const editJson =
  (name: string, edit: (json: Json) => void) => (copy: string) => {
    const path = join(copy, name);
    const json = JSON.parse(readFileSync(path, "utf8")) as Json;
    edit(json);
    writeFileSync(path, JSON.stringify(json));
  };

export const write =
  (name: string, bytes: string | Uint8Array) => (copy: string) => {
    writeFileSync(join(copy, name), bytes);
  };

/** model.safetensors with one number changed. */
export const withWeight = (value: number) => (copy: string) => {
  const params = MODEL.params.slice();
  params[100] = value;
  const state = toReferenceState(params, MODEL.config);
  write("model.safetensors", encodeSafetensors(state))(copy);
};

/** A protobuf field of bytes; `content` shorter than 128 bytes, and field numbers below 16. */
const field = (number: number, content: readonly number[]): number[] => [
  (number << 3) | 2,
  content.length,
  ...content,
];

const text = (value: string): number[] => Array.from(Buffer.from(value));

/** The ONNX file with one more tensor, whose bytes should come from another file; protobuf joins messages that follow. */
const withExternalData = (copy: string): void => {
  const location = [
    ...field(1, text("location")),
    ...field(2, text("../secret")),
  ];
  const dims = [1 << 3, 1];
  const float = [2 << 3, 1];
  const external = [14 << 3, 1];
  const tensor = [
    ...dims,
    ...float,
    ...field(8, text("evil")),
    ...field(13, location),
    ...external,
  ];
  const path = join(copy, "onnx/model.onnx");
  const more = Buffer.from(field(7, field(5, tensor)));
  writeFileSync(path, Buffer.concat([readFileSync(path), more]));
};

export const SPOILT: readonly (readonly [
  what: string,
  spoil: (copy: string) => void,
  message: RegExp,
])[] = [
  [
    "a missing file",
    (copy) => rmSync(join(copy, "tokenizer.json")),
    /has no tokenizer\.json/,
  ],
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
  [
    "weights that end too early",
    (copy) => truncateSync(join(copy, "model.safetensors"), 59_000),
    /holds no weights.*56632; the file is damaged/,
  ],
  [
    "a weight that is no number",
    withWeight(Number.NaN),
    /number NaN.*tokenEmbedding|not finite|NaN/,
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
  [
    "ONNX that is none",
    write("onnx/model.onnx", "no"),
    /onnx\/model\.onnx is refused/,
  ],
  [
    "ONNX with external data",
    withExternalData,
    /onnx\/model\.onnx is refused.*another file/,
  ],
  [
    "ONNX that ends too early",
    (copy) => truncateSync(join(copy, "onnx/model.onnx"), 50_000),
    /onnx\/model\.onnx is refused/,
  ],
  [
    "ONNX with an operator of another domain",
    (copy) => {
      const { graph } = decodeModel(
        readFileSync(join(copy, "onnx/model.onnx")),
      );
      const nodes = graph.nodes.map((node, i) =>
        i === 3 ? { ...node, domain: "com.microsoft" as const } : node,
      );
      write(
        "onnx/model.onnx",
        encodeGraph({ ...graph, nodes }, { opset: OPSET }),
      )(copy);
    },
    /onnx\/model\.onnx has the operator com\.microsoft:\w+, but only standard ones/,
  ],
  [
    "ONNX whose weights are inputs",
    write(
      "onnx/model.onnx",
      encodeGraph(modelGraph(MODEL.config), { opset: OPSET }),
    ),
    /has the input tokenEmbedding/,
  ],
  [
    "ONNX of a model of other depth",
    write(
      "onnx/model.onnx",
      encodeGraph(
        boundGraph({ ...MODEL.config, inferenceSteps: 1 }, MODEL.params),
        {
          opset: OPSET,
        },
      ),
    ),
    /has the input none at place 7/,
  ],
  [
    "a link in place of a file",
    (copy) => {
      rmSync(join(copy, "README.md"));
      renameSync(join(copy, "config.json"), join(copy, "README.md"));
      symlinkSync("README.md", join(copy, "config.json"));
    },
    /config\.json of .* is a link; put the file itself there/,
  ],
  [
    "a link of a folder that leaves it",
    (copy) => {
      const elsewhere = `${copy}-onnx`;
      renameSync(join(copy, "onnx"), elsewhere);
      symlinkSync(elsewhere, join(copy, "onnx"));
    },
    /onnx\/model\.onnx of .* lies behind a link that leaves the folder/,
  ],
  [
    "a file in place of a folder",
    (copy) => {
      rmSync(join(copy, "onnx"), { recursive: true });
      writeFileSync(join(copy, "onnx"), "");
    },
    /onnx\/model\.onnx of .* could not be read: a part of its path is no folder/,
  ],
  [
    "a pipe that nobody writes to",
    (copy) => {
      rmSync(join(copy, "config.json"));
      execFileSync("env", ["mkfifo", join(copy, "config.json")]);
    },
    /config\.json of .* is no file/,
  ],
  [
    "a file longer than any such file",
    (copy) => truncateSync(join(copy, "tokenizer.json"), 2 ** 22 + 1),
    /tokenizer\.json of .* is 4194305 bytes long/,
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
  [
    "a folder in place of a file",
    (copy) => {
      rmSync(join(copy, "model.safetensors"));
      mkdirSync(join(copy, "model.safetensors"));
    },
    /is no file/,
  ],
];
