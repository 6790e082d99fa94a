/** @file What child processes and worker threads run; plain JavaScript, so that they need no file and no compiler. */

/** Writes a JSON line. What libraries print of their own may end without a newline. */
const ANSWER = `const answer = (value) => console.log("\\n" + JSON.stringify(value));`;

/**
 * Makes a session on a device, runs x ↦ 2x + 1 once and writes what came of it as the last line of its output.
 * Arguments: file of onnxruntime-node, device, model in base64. The native log stays on: it has the loader's words,
 * which the exception lacks.
 */
export const PROBE_SCRIPT = `
import { createRequire } from "node:module";
const [file, device, model] = process.argv.slice(1);
${ANSWER}
try {
  const ort = createRequire(file)(file);
  ort.env.logLevel = "error";
  const session = await ort.InferenceSession.create(
    Buffer.from(model, "base64"), { executionProviders: [device], intraOpNumThreads: 1 });
  const x = new ort.Tensor("float32", Float32Array.of(1, 2, 3), [3]);
  const { y } = await session.run({ x });
  answer({ values: [...y.data] });
} catch (error) {
  answer({ message: String(error?.message ?? error) });
}
`;

/**
 * Loads shared libraries by name and writes a line for each. Node loads them as addons; that one is none is found out
 * after it has been loaded. Arguments: the names.
 */
export const LIBRARY_SCRIPT = `
${ANSWER}
for (const name of process.argv.slice(1))
  try {
    process.dlopen({ exports: {} }, name);
    answer({ name });
  } catch (error) {
    const message = String(error?.message ?? error);
    const loaded = /did not self-register|not a valid native addon/i.test(message);
    answer(loaded ? { name } : { name, problem: message.split("\\n")[0] });
  }
`;

/**
 * Opens the model that its input brings, as a session on the processor, and writes what came of it.
 * Argument: file of onnxruntime-node.
 */
export const LOAD_SCRIPT = `
import { createRequire } from "node:module";
const [file] = process.argv.slice(1);
${ANSWER}
try {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const ort = createRequire(file)(file);
  ort.env.logLevel = "fatal";
  await ort.InferenceSession.create(Buffer.concat(chunks),
    { executionProviders: ["cpu"], intraOpNumThreads: 1, graphOptimizationLevel: "all" });
  answer({ opened: true });
} catch (error) {
  answer({ message: String(error?.message ?? error) });
}
`;

/**
 * A worker thread's session: opens the model of its data, says its names, then answers each message of feeds with the
 * results. A worker's script is CommonJS.
 */
export const WORKER_SCRIPT = `
const { parentPort, workerData } = require("node:worker_threads");
const { file, model, options } = workerData;
const failed = (error) => parentPort.postMessage({ message: String(error?.message ?? error) });
const plain = (tensors) => Object.fromEntries(Object.entries(tensors).map(
  ([name, { type, data, dims }]) => [name, { type, data, dims }]));
(async () => {
  const ort = require(file);
  ort.env.logLevel = "fatal";
  const session = await ort.InferenceSession.create(model, options);
  parentPort.on("message", async (feeds) => {
    try {
      const tensors = Object.fromEntries(Object.entries(feeds).map(
        ([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)]));
      parentPort.postMessage({ results: plain(await session.run(tensors)) });
    } catch (error) {
      failed(error);
    }
  });
  const { inputNames, outputNames } = session;
  parentPort.postMessage({ inputNames, outputNames });
})().catch(failed);
`;
