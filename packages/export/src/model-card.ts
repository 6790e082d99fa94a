/** @file The model card: what the model is, and how to load it in four ways. */
import {
  ARCHITECTURES,
  blockPasses,
  cachedPasses,
  countParameters,
} from "@trm/models";
import type { ModelDescription } from "./folder-config";

const PAPER = "https://arxiv.org/abs/2603.08082";
const REFERENCE = "https://github.com/pauliusrauba/autoregressive-TRM";

/** Most characters that the examples generate. */
const MOST_NEW = 32;

/** Operands of a prompt of a built-in task. */
const operands = (name: string): number => (name === "addition" ? 2 : 1);

/**
 * A prompt that the model should know, for the examples: as long as those of its training, if prompt and answer fit into
 * the block. For a task that is not built in, some of its characters.
 */
const examplePrompt = ({ config, task }: ModelDescription): string => {
  const { name, length = 3, characters } = task;
  // Operands, the answer of one digit more, and a sign after each operand.
  const count = operands(name);
  const room = Math.floor((config.blockSize - count - 1) / (count + 1));
  const fits = Math.max(1, Math.min(length, room));
  const digits = "1234567890".repeat(Math.ceil(fits / 10)).slice(0, fits);
  const prompt = name === "addition" ? `${digits}+${digits}=` : `${digits}|`;
  return Array.from(prompt).every((c) => characters.includes(c))
    ? prompt
    : characters
        .filter((c) => /[\p{L}\p{N}]/u.test(c))
        .slice(0, 3)
        .join("");
};

/** A prompt, and how many characters an example may generate after it; the last one is not read. */
interface Example {
  readonly prompt: string;
  readonly most: number;
}

const exampleOf = (description: ModelDescription): Example => {
  const prompt = examplePrompt(description);
  const room = description.config.blockSize - prompt.length + 1;
  return { prompt, most: Math.max(1, Math.min(MOST_NEW, room)) };
};

/** Which task it learned, as far as anybody said. */
const taskFact = ({ task, imported }: ModelDescription): string => {
  const assumed = (what: "task" | "length"): boolean =>
    imported?.assumed.includes(what) ?? false;
  const length =
    task.length === undefined || assumed("length")
      ? ""
      : `, trained at length ${task.length}`;
  return `${task.name}${assumed("task") ? " (taken to be so, the weights do not say)" : ""}${length}`;
};

/** What is known of where imported weights come from. */
const originFacts = ({
  imported,
}: ModelDescription): Readonly<Record<string, string>> =>
  imported === undefined
    ? {}
    : {
        training:
          "imported weights; data, steps and seed of their training are not known",
        "SHA-256 of the weights": `\`${imported.sha256}\` (flat, little-endian float32)`,
      };

const frontMatter = ({ config, task }: ModelDescription): string => `---
library_name: transformers.js
pipeline_tag: text-generation
tags:
  - onnx
  - safetensors
  - recursive-reasoning
  - ${config.arch}
  - ${task.name}
---
`;

const facts = (description: ModelDescription): string => {
  const { config, task, imported } = description;
  const { arch, nOuterLoops, nInnerLoops, nLayer, nEmbd, nHead } = config;
  const nested = ARCHITECTURES[arch].nested
    ? `, each of ${nOuterLoops} outer loops with ${nInnerLoops} inner loops`
    : "";
  const budget = blockPasses(config);
  const run = cachedPasses(config);
  const rows = {
    task: taskFact(description),
    ...originFacts(description),
    architecture: `${ARCHITECTURES[arch].title} (\`${arch}\`; \`${ARCHITECTURES[arch].referenceId}\` in the reference implementation)`,
    parameters: String(countParameters(config)),
    "block passes": `${run}${run === budget || imported !== undefined ? "" : ` (trained with ${budget})`}`,
    "recurrence steps": `${nLayer}${nested}`,
    width: `${nEmbd}, ${nHead} heads`,
    "longest sequence": `${config.blockSize} characters`,
    alphabet: `\`${JSON.stringify(task.characters.join(""))}\`, one token per character; the newline ends an answer`,
  };
  return table(["", ""], Object.entries(rows));
};

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string =>
  [head, head.map(() => "---"), ...rows]
    .map(
      (cells) =>
        `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`,
    )
    .join("");

const results = ({ results: found }: ModelDescription): string => {
  if (found === undefined) return "";
  const rows = Object.entries(found).map(([name, value]) => [
    name,
    String(Number(value.toPrecision(4))),
  ]);
  return `
## Results

On prompts that training never sees, greedy; accuracies are fractions.

${table(["metric", "value"], rows)}`;
};

const loadingInJavaScript = ({ prompt, most }: Example): string => `
## How to load it

With the \`trm\` command, in this folder:

\`\`\`sh
npx @trm/cli generate . "${prompt}"
npx @trm/cli export --check .
\`\`\`

or in code:

\`\`\`js
import { createDecoder } from "@trm/eval";
import { readModelFolder } from "@trm/export";
import { createEngine } from "@trm/onnx/runtime";

const { config, task, onnx } = readModelFolder(".");
const engine = await createEngine();
const decoder = await createDecoder({ engine, config, model: onnx });
const prompts = [[..."${prompt}"].map((c) => task.characters.indexOf(c))];
const { tokens } = await decoder.decode({ prompts, maxNewTokens: ${most} });
const text = tokens[0].map((token) => task.characters[token]).join("");
console.log(text.split("\\n")[0]);
await decoder.release();
await engine.release();
\`\`\`

With transformers.js, which looks for the folder \`model\` beside the program:

\`\`\`js
import { env, pipeline } from "@huggingface/transformers";

env.localModelPath = "./";
env.allowRemoteModels = false;
const generate = await pipeline("text-generation", "model", { dtype: "fp32" });
const [{ generated_text }] = await generate("${prompt}", { max_new_tokens: ${most} });
console.log(generated_text);
\`\`\`
`;

const loadingInPython = ({ prompt }: Example): string => `
With onnxruntime in Python:

\`\`\`python
import json
import numpy as np
import onnxruntime as ort

config = json.load(open("config.json"))
alphabet = config["trm"]["task"]["alphabet"]
session = ort.InferenceSession("onnx/model.onnx")
head_size = config["n_embd"] // config["n_head"]
past = np.zeros((1, config["n_head"], 0, head_size), np.float32)
names = [i.name for i in session.get_inputs() if i.name.startswith("past_key_values")]
cache = {name: past for name in names}
tokens = [alphabet.index(c) for c in "${prompt}"]
answer, seen = "", 0
while seen < config["n_positions"]:
    seen += len(tokens)
    logits, *rest = session.run(None, {
        "input_ids": np.array([tokens], np.int64),
        "attention_mask": np.ones((1, seen), np.int64),
        "position_ids": np.arange(seen - len(tokens), seen, dtype=np.int64)[None],
        **cache,
    })
    cache = dict(zip(names, rest))
    tokens = [int(logits[0, -1].argmax())]
    if alphabet[tokens[0]] == "\\n":
        break
    answer += alphabet[tokens[0]]
print(answer)
\`\`\`

In PyTorch, with the model class of the [reference implementation](${REFERENCE}); \`trm export . --format reference --out DIR\` writes its constructor's arguments:

\`\`\`python
from safetensors.torch import load_file

# Causal masks and second names of a shared block are not in the file.
model.load_state_dict(load_file("model.safetensors"), strict=False)
\`\`\`
`;

const inside = ({ config }: ModelDescription): string => `
## What is inside

\`onnx/model.onnx\` takes \`input_ids\`, \`attention_mask\`, \`position_ids\` and \`past_key_values.<i>.key\` and \`.value\`, where i counts block passes, and gives \`logits\` and \`present.<i>.key\` and \`.value\`${config.halting === "none" ? "" : "; its last output, `steps`, says how many recurrence steps each new position used"}. Batch, sequence and past are dynamic; prompts of one batch are padded on the left. It was compared with the model's own forward when it was written, and its metadata holds the result. \`model.safetensors\` has the weights under the names of the reference implementation, \`config.json\` our full configuration under \`trm\`.

The architecture is from "Tiny Autoregressive Recursive Models", [arXiv 2603.08082](${PAPER}), with the reference implementation [pauliusrauba/autoregressive-TRM](${REFERENCE}).
`;

/** The text of `README.md`: a Hugging Face model card. The same description gives the same text. */
export const modelCard = (description: ModelDescription): string => {
  const { config, task } = description;
  const example = exampleOf(description);
  return `${frontMatter(description)}
# ${ARCHITECTURES[config.arch].title}, ${task.name}

A tiny autoregressive model of ${countParameters(config)} parameters that answers ${task.name} prompts such as \`${example.prompt}\`.

${facts(description)}${results(description)}${loadingInJavaScript(example)}${loadingInPython(example)}${inside(description)}`;
};
