/** @file A folder gives back what was put into it, and is refused when a file of it is another. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  toReferenceState,
} from "@trm/models";
import { encodeGraph } from "@trm/onnx";
import { checkModelFolder } from "../src/check-model-folder";
import { ModelFolderError, ParityError } from "../src/errors";
import { boundGraph, modelGraph, OPSET } from "../src/model-graph";
import { readModelFolder } from "../src/read-model-folder";
import { writeModelFolder } from "../src/write-model-folder";
import { scratchFolder, trainedCopy } from "./trained-copy";

const scratch = scratchFolder();
const dir = join(scratch, "model");
const MODEL = trainedCopy();

beforeAll(async () => {
  await writeModelFolder(dir, MODEL);
});

/** Every file of a folder by its path. */
const filesOf = (folder: string): Record<string, Buffer> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  );

describe("writeModelFolder", () => {
  it("writes the files that Hugging Face clients look for, and nothing else", () => {
    expect(Object.keys(filesOf(dir))).toEqual([
      "README.md",
      "config.json",
      "generation_config.json",
      "model.safetensors",
      join("onnx", "model.onnx"),
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    expect(readdirSync(scratch)).toEqual(["model"]);
  });

  it("writes the same bytes again, from the model and from the folder", async () => {
    const [again, from] = [join(scratch, "again"), join(scratch, "from")];
    await writeModelFolder(again, MODEL);
    await writeModelFolder(from, readModelFolder(dir));
    expect(filesOf(again)).toEqual(filesOf(dir));
    expect(filesOf(from)).toEqual(filesOf(dir));
  });

  it("refuses a folder in use, and replaces it when it is told to", async () => {
    const used = join(scratch, "used");
    mkdirSync(used);
    await writeModelFolder(used, MODEL);
    writeFileSync(join(used, "mine.txt"), "");
    await expect(writeModelFolder(used, MODEL)).rejects.toThrow(
      /not empty.*--force/,
    );
    await writeModelFolder(used, MODEL, { force: true });
    expect(filesOf(used)).toEqual(filesOf(dir));
  });

  it.each([
    ["too few weights", { params: MODEL.params.subarray(1) }, /14254 numbers/],
    ["a weight of NaN", { params: MODEL.params.map(() => NaN) }, /number NaN/],
    [
      "an alphabet of another size",
      { task: { name: "copy", characters: ["0", "\n"] } },
      /2 characters/,
    ],
  ])("refuses %s before it writes", async (_what, part, message) => {
    const place = join(scratch, "nowhere");
    const written = writeModelFolder(place, { ...MODEL, ...part });
    await expect(written).rejects.toThrow(message);
    expect(existsSync(place)).toBe(false);
  });

  it("refuses the name of a file", async () => {
    await expect(
      writeModelFolder(join(dir, "README.md"), MODEL, { force: true }),
    ).rejects.toThrow(/is a file/);
  });

  it("says in config.json what GPT-2's decoders need to know", () => {
    expect(
      JSON.parse(readFileSync(join(dir, "config.json"), "utf8")),
    ).toMatchObject({
      model_type: "gpt2",
      n_layer: 4,
      n_head: 2,
      n_embd: 32,
      n_positions: 16,
      vocab_size: 14,
      eos_token_id: 13,
      pad_token_id: 13,
    });
  });
});

describe("readModelFolder", () => {
  it("gives the model back, bit for bit", () => {
    const { onnx, metadata, ...model } = readModelFolder(dir);
    expect(model).toEqual(MODEL);
    expect(
      Buffer.compare(onnx, readFileSync(join(dir, "onnx/model.onnx"))),
    ).toBe(0);
    expect(metadata.get("trm.arch")).toBe("dual-ut");
    expect(metadata.get("trm.weights.sha256")).toMatch(/^[0-9a-f]{64}$/);
    expect(
      Number(metadata.get("trm.parity.prefill.max_rel_error")),
    ).toBeLessThan(1e-4);
  });
});

type Json = Record<string, unknown> & { trm: Record<string, unknown> };

let count = 0;
/** A copy of the folder with something done to it. */
const spoilt = (spoil: (copy: string) => void): string => {
  const copy = join(scratch, `spoilt-${count++}`);
  cpSync(dir, copy, { recursive: true });
  spoil(copy);
  return copy;
};

const editJson =
  (name: string, edit: (json: Json) => void) => (copy: string) => {
    const path = join(copy, name);
    const json = JSON.parse(readFileSync(path, "utf8")) as Json;
    edit(json);
    writeFileSync(path, JSON.stringify(json));
  };

const write = (name: string, bytes: string | Uint8Array) => (copy: string) => {
  writeFileSync(join(copy, name), bytes);
};

/** model.safetensors with one number changed. */
const withWeight = (value: number) => (copy: string) => {
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

const SPOILT: readonly (readonly [
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
    /holds no weights.*truncated|14255 parameters, but the weights have at most/,
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
      const { "ln_f.bias": _, ...rest } = tensors;
      write("model.safetensors", encodeSafetensors(rest))(copy);
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
    /onnx\/model\.onnx is refused.*external/,
  ],
  [
    "ONNX that ends too early",
    (copy) => truncateSync(join(copy, "onnx/model.onnx"), 50_000),
    /onnx\/model\.onnx is refused/,
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
    "a link that leaves the folder",
    (copy) => {
      rmSync(join(copy, "config.json"));
      symlinkSync(join(dir, "config.json"), join(copy, "config.json"));
    },
    /link that leaves the folder/,
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

describe("a folder with", () => {
  it.each(SPOILT)("%s is refused in one sentence", (_what, spoil, message) => {
    const copy = spoilt(spoil);
    let refusal: unknown;
    try {
      readModelFolder(copy);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ModelFolderError);
    const { message: said } = refusal as ModelFolderError;
    expect(said).toMatch(message);
    expect(said).not.toContain("\n");
  });

  it("no folder at all is refused", () => {
    expect(() => readModelFolder(join(scratch, "absent"))).toThrow(
      /does not exist/,
    );
  });
});

describe("checkModelFolder", () => {
  it("finds the same again", async () => {
    expect(await checkModelFolder(dir)).toMatchObject({
      steps: 4,
      seed: 1337,
      ties: 0,
    });
  });

  it("finds another number in the weights, and says where it shows", async () => {
    const found = checkModelFolder(spoilt(withWeight(5)));
    await expect(found).rejects.toThrow(ParityError);
    await expect(found).rejects.toThrow(/prefill of sequence \d, position \d+/);
  });

  it("finds a change of the weights that rounding hides", async () => {
    const almost = Math.fround(MODEL.params[100]! * (1 + 2e-7));
    await expect(checkModelFolder(spoilt(withWeight(almost)))).rejects.toThrow(
      /made of weights with SHA-256/,
    );
  });

  it("finds ONNX with other weights", async () => {
    const params = MODEL.params.slice();
    params[100] = 5;
    const copy = spoilt(
      write(
        "onnx/model.onnx",
        encodeGraph(boundGraph(MODEL.config, params), { opset: OPSET }),
      ),
    );
    await expect(checkModelFolder(copy)).rejects.toThrow(ParityError);
  });
});
