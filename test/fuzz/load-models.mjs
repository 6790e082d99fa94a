/**
 * @file A process of its own that opens ONNX files, since onnxruntime may take the whole process with it.
 *
 * usage: node load-models.mjs FILE...
 * Prints one JSON line per file, before and after it is opened.
 */
import { readFileSync } from "node:fs";
import { decodeModel } from "@trm/onnx";
import { createEngine } from "@trm/onnx/runtime";

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const outcomeOf = async (open) => {
  try {
    await open();
    return "opened";
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

const engine = await createEngine({ threads: 1 });
for (const file of process.argv.slice(2)) {
  say({ file });
  const bytes = new Uint8Array(readFileSync(file));
  const decoded = await outcomeOf(() => decodeModel(bytes));
  const loaded = await outcomeOf(async () => {
    const compiled = await engine.load(bytes);
    await compiled.release();
  });
  say({ file, decoded, loaded });
}
await engine.release();
