/** @file Opens a model in a child process, since onnxruntime may take the process with it that opens a damaged one. */
import { RuntimeError } from "../errors";
import { LOAD_SCRIPT } from "./child-scripts";
import { nativeReason } from "./native-reason";
import { findOnnxruntime } from "./onnxruntime-package";
import { readAnswers, runScript } from "./run-script";

/** How to try. */
export interface TryLoadOptions {
  /** milliseconds until a model that is not open is given up */
  readonly timeoutMs?: number;
  /** file of onnxruntime-node, or of a stand-in in tests */
  readonly onnxruntime?: string;
}

/** Graphs of the size that this package makes open in well under a second on a laptop. */
const TIMEOUT_MS = 60_000;

/**
 * Opens a model in a child process, on the processor, and forgets it.
 *
 * @throws {RuntimeError} when onnxruntime refuses it, crashes or does not come to an end
 */
export const tryLoad = async (
  model: Uint8Array,
  {
    timeoutMs = TIMEOUT_MS,
    onnxruntime = findOnnxruntime(),
  }: TryLoadOptions = {},
): Promise<void> => {
  // Where it is not installed, the caller's own attempt says so.
  if (onnxruntime === undefined) return;
  const options = { timeoutMs, input: model };
  const { output, problem } = await runScript(
    LOAD_SCRIPT,
    [onnxruntime],
    options,
  );
  const answer = readAnswers(output).at(-1) as
    { opened?: true; message?: string } | undefined;
  if (problem === undefined && answer?.opened) return;
  throw new RuntimeError(
    answer?.message === undefined
      ? `onnxruntime cannot open the model: ${problem ?? "it gave no answer"}; the file is damaged or made to do harm, so get it again from where it was made`
      : `onnxruntime refused the graph: ${nativeReason(answer.message)}`,
  );
};
