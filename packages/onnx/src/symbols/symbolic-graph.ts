/** @file The graph of a function whose signature has symbols. */
import {
  SignatureError,
  SymbolicConstantError,
  SymbolicStructureError,
  UntraceableOpError,
  UntraceableReadError,
} from "../errors";
import type { Target } from "../graph/builder";
import type { Graph } from "../graph/graph";
import { optimize } from "../passes/optimize";
import type { Signature, TensorFunction } from "../signature";
import { callerOfOp } from "../trace/caller";
import { traceGraph } from "../trace/trace";
import { symbolsIn, type Sizes } from "./extents";
import { chooseStandIns } from "./stand-ins";
import { unify, UnificationFailure } from "./unify";

/** With other numbers nobody's static extent is taken for a symbol a second time. */
const ATTEMPTS = 3;

/**
 * Traces a function several times, each symbol standing for another number, and
 * unifies the graphs. Passes run before, where all extents are numbers: a decision
 * that only holds for some of the numbers makes the structures differ.
 *
 * @throws {SymbolicConstantError} when data depends on a symbol
 * @throws {SymbolicStructureError} when the operations do
 */
export const symbolicGraph = (
  fn: TensorFunction,
  signature: Signature,
  target: Target,
): Graph => {
  const symbols = symbolsIn(signature);
  const extents = new Set(
    Object.values(signature)
      .flatMap(({ shape }) => shape)
      .filter((extent) => typeof extent === "number"),
  );
  const trace = (sizes: Sizes) =>
    named(sizes, () =>
      optimize(traceGraph(fn, signature, target, { sizes }), target),
    );
  for (let attempt = 1; ; attempt++) {
    const skip = (attempt - 1) * symbols.length;
    const standIns = chooseStandIns(symbols, extents, skip);
    const [first, ...others] = standIns;
    try {
      return unify([trace(first), ...others.map(trace)], standIns);
    } catch (error) {
      if (!(error instanceof UnificationFailure)) throw error;
      if (error.kind === "structure" && attempt < ATTEMPTS) continue;
      throw explain(error, fn, signature, target, first);
    }
  }
};

/** Tells the reader of a failure where its numbers come from. */
const named = <T>(sizes: Sizes, body: () => T): T => {
  try {
    return body();
  } catch (error) {
    if (OWN_ERRORS.some((own) => error instanceof own)) throw error;
    const numbers = [...sizes].map(([name, size]) => `${size} for ${name}`);
    throw new SignatureError(
      `the function failed while it was traced with ${numbers.join(", ")}: ${(error as Error).message}`,
      { cause: error },
    );
  }
};

const OWN_ERRORS = [SignatureError, UntraceableOpError, UntraceableReadError];

/** The user's error, with the line that one more trace finds. */
const explain = (
  { kind, node, message }: UnificationFailure,
  fn: TensorFunction,
  signature: Signature,
  target: Target,
  sizes: Sizes,
): Error => {
  const wanted = node?.outputs[0]?.id;
  let caller = "an unknown line";
  traceGraph(fn, signature, target, {
    sizes,
    onNode: ({ outputs }) => {
      if (outputs[0]!.id === wanted) caller = callerOfOp();
    },
  });
  const op = node?.op ?? "the result";
  return kind === "constant"
    ? new SymbolicConstantError(op, caller, message)
    : new SymbolicStructureError(op, caller);
};
