/** @file What the child process of a probe runs; plain JavaScript, so that it needs no file and no compiler. */

/**
 * Makes a session on a device, runs x ↦ 2x + 1 once and writes what came of it as the last line of its output.
 * Arguments: file of onnxruntime-node, device, model in base64. The native log stays on: it has the loader's words,
 * which the exception lacks.
 */
export const PROBE_SCRIPT = `
import { createRequire } from "node:module";
const [file, device, model] = process.argv.slice(1);
const answer = (value) => console.log("\\n" + JSON.stringify(value));
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
