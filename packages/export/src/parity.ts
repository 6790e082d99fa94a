/** @file Whether an ONNX file computes what the model computes: the evidence, or the place where it does not. */
import type { Engine, Feeds, HostTensor } from "@trm/onnx/runtime";
import { prefillFeeds, stepFeeds } from "./graph/decoder-feeds";
import { ParityError, type Disagreement } from "./errors";
import { parityPrompts, type ParityPrompts } from "./parity-prompts";
import { runReference, type Reference } from "./reference-logits";

/** What is compared, and where either side runs. */
export interface ParityOptions extends Reference {
  /** The file. */
  readonly onnx: Uint8Array;
  /** Runs the file; must be onnxruntime. */
  readonly engine: Engine;
  /** Seed of the random sequences. */
  readonly seed?: number;
}

/** Largest errors of one kind of call. */
export interface StageError {
  /** max |received - expected| over all logits */
  readonly absolute: number;
  /** the same over the largest magnitude of all expected logits */
  readonly relative: number;
}

/** Evidence that two computations agree; plain data. */
export interface ParityReport {
  readonly prefill: StageError;
  readonly step: StageError;
  /** Tokens of each prompt; the prompts are decoded in one batch, padded on the left. */
  readonly promptLengths: readonly number[];
  /** Position of each prompt's first token: beside sequences from the block's beginning there is one that ends with it. */
  readonly promptStarts: readonly number[];
  /** Tokens fed one by one after each prompt. */
  readonly steps: number;
  readonly seed: number;
  /** Positions where ACT's sum of probabilities meets its threshold within rounding, so that one side took a step more. */
  readonly ties: number;
  /** Allowed relative error. */
  readonly tolerance: number;
  /** What ran the file. */
  readonly runtime: string;
  /** What ran the model. */
  readonly reference: string;
}

/** Rounding of float32 over some hundred sums of some thousand terms; a wrong operation is far beyond. */
const TOLERANCE = 1e-4;
/** A step more or less at ACT's threshold of 0.99 moves the rest of 0.01 from one y to the next. */
const TIE_TOLERANCE = 0.05;
/** Fraction of positions that may be ties. */
const MOST_TIES = 0.01;
const SEED = 1337;

/** Logits of one call at one position, from either side. */
interface Comparison {
  readonly where: Pick<Disagreement, "stage" | "sequence" | "position">;
  readonly expected: ArrayLike<number>;
  readonly received: ArrayLike<number>;
  /** Whether the two took different numbers of steps. */
  readonly tie: boolean;
}

/**
 * Compares an ONNX file with the model on random sequences of mixed lengths: the prompts in one batch, padded on the left,
 * then several tokens one by one. The sequences begin at position 0, and one ends with the block; of a block of more than
 * 256 positions those between are not compared.
 *
 * @throws {ParityError} at the first position whose logits differ by more than the tolerance, or are not finite
 */
export const checkParity = async (
  options: ParityOptions,
): Promise<ParityReport> => {
  const { config, engine, reference, seed = SEED } = options;
  const prompts = parityPrompts(config, seed);
  const expected = await runReference(options, prompts);
  const comparisons = await runFile(options, prompts, expected);
  const scale = Math.max(...comparisons.map((c) => largest(c.expected))) || 1;
  const ties = comparisons.filter(({ tie }) => tie).length;
  const tooMany = ties > Math.max(1, MOST_TIES * comparisons.length);
  for (const comparison of comparisons)
    judge(comparison, scale, comparison.tie && !tooMany);
  if (tooMany)
    throw new ParityError(
      `The ONNX model and the TF.js function take different numbers of steps at ${ties} of ${comparisons.length} positions`,
    );
  const stageError = (stage: Disagreement["stage"]): StageError => {
    const errors = comparisons
      .filter(({ where, tie }) => where.stage === stage && !tie)
      .map(errorOf);
    const absolute = Math.max(0, ...errors);
    return { absolute, relative: absolute / scale };
  };
  return {
    prefill: stageError("prefill"),
    step: stageError("step"),
    promptLengths: prompts.sequences.map(
      ({ length }) => length - prompts.steps,
    ),
    promptStarts: prompts.starts,
    steps: prompts.steps,
    seed,
    ties,
    tolerance: TOLERANCE,
    runtime: engine.description,
    reference: reference.description,
  };
};

/** The whole batch through the file: prefill, then step by step. */
const runFile = async (
  { config, onnx, engine }: ParityOptions,
  { sequences, starts, steps }: ParityPrompts,
  expected: readonly Feeds[],
): Promise<Comparison[]> => {
  const file = await engine.load(onnx);
  try {
    const promptOf = (sequence: Int32Array) =>
      sequence.subarray(0, sequence.length - steps);
    let feeds = prefillFeeds(config, sequences.map(promptOf), 0);
    let outputs = await file.run(shifted(feeds, starts));
    const found = compare(
      "prefill",
      outputs,
      sequences.map(promptOf),
      expected,
    );
    for (let step = 0; step < steps; step++) {
      const next = sequences.map((s) => s.at(step - steps) ?? 0);
      feeds = stepFeeds(config, feeds, outputs, Int32Array.from(next));
      outputs = await file.run(shifted(feeds, starts));
      const soFar = sequences.map((s) =>
        s.subarray(0, s.length - steps + step + 1),
      );
      found.push(...compare("step", outputs, soFar, expected));
    }
    return found;
  } finally {
    await file.release();
  }
};

/** What is fed, with the positions of each row counted from its own start. */
const shifted = (feeds: Feeds, starts: readonly number[]): Feeds => {
  const { position_ids: ids } = feeds;
  const [, T = 1] = ids?.shape ?? [];
  const data = Int32Array.from(
    ids?.data ?? [],
    (position, i) => position + (starts[Math.floor(i / T)] ?? 0),
  );
  return {
    ...feeds,
    position_ids: { dtype: "int32", shape: [starts.length, T], data },
  };
};

/**
 * The newest positions of every sequence, padding left out.
 *
 * @param outputs  of a call whose last column holds the last token of each sequence
 * @param sequences  all tokens fed so far
 */
const compare = (
  stage: Disagreement["stage"],
  outputs: Feeds,
  sequences: readonly Int32Array[],
  expected: readonly Feeds[],
): Comparison[] => {
  const { logits, steps } = outputs;
  const [, T = 0, V = 0] = logits?.shape ?? [];
  return sequences.flatMap(({ length }, sequence) => {
    const right = expected[sequence] ?? {};
    const count = stage === "prefill" ? length : 1;
    return Array.from({ length: count }, (_, i): Comparison => {
      const position = length - count + i;
      const column = (sequence + 1) * T - count + i;
      return {
        where: { stage, sequence, position },
        expected: row(right["logits"], position, V),
        received: row(logits, column, V),
        tie:
          right["stepsUsed"]?.data[position] !==
          (steps === undefined ? undefined : steps.data[column]),
      };
    });
  });
};

const row = (
  tensor: HostTensor | undefined,
  index: number,
  size: number,
): ArrayLike<number> =>
  tensor?.data.subarray(index * size, (index + 1) * size) ?? [];

const largest = (values: ArrayLike<number>): number =>
  Math.max(0, ...Array.from(values, Math.abs));

/** NaN where any number is. */
const errorOf = ({ expected, received }: Comparison): number =>
  Math.max(
    ...Array.from(expected, (right, i) =>
      Math.abs((received[i] ?? Number.NaN) - right),
    ),
  );

const judge = (
  { where, expected, received }: Comparison,
  scale: number,
  tie: boolean,
): void => {
  const allowed = (tie ? TIE_TOLERANCE : TOLERANCE) * scale;
  const differs = (i: number): number => {
    const error = Math.abs((received[i] ?? Number.NaN) - (expected[i] ?? 0));
    return Number.isNaN(error) ? Infinity : error;
  };
  const tokens = Array.from(expected, (_, token) => token);
  const token = tokens.reduce((a, b) => (differs(b) > differs(a) ? b : a), 0);
  if (differs(token) <= allowed) return;
  const [right = Number.NaN, wrong = Number.NaN] = [
    expected[token],
    received[token],
  ];
  const { stage, sequence, position } = where;
  throw new ParityError(
    `The ONNX model disagrees with the TF.js function in the ${stage} of sequence ${sequence}, position ${position}: it gives ${wrong} for the logit of token ${token}, where ${right} is expected within ${allowed.toExponential(1)}`,
    { ...where, token, expected: right, received: wrong },
  );
};
