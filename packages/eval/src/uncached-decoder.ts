/** @file The first decoder: the model's own forward over whole sequences, without a cache of keys and values. */
import { type ModelConfig, parameterLayout } from "@trm/models";
import type { Engine, HostTensor } from "@trm/onnx/runtime";
import { passFunction, passSignature } from "./answer-pass";
import { checkRequest } from "./decode-request";
import type { DecodeRequest, DecodeResult, Decoder } from "./decoder";
import { ParameterCountError } from "./errors";
import { decodeByFixedPoint, type Pass } from "./fixed-point";
import { type CompiledPass, PassCache } from "./pass-cache";

/** Compiled shapes that are kept: enough for a few batch sizes and task lengths in turn. */
const KEPT_PASSES = 4;

/** What to decode with. */
export interface UncachedDecoderOptions {
  /** Where the compiled passes run; stays the caller's to release. */
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** [parameterLayout(config).size] all parameters. */
  readonly params: Float32Array;
}

/** A decoder whose parameters can be exchanged without compiling anew, as during training. */
export interface UncachedDecoder extends Decoder {
  /**
   * Decodes with these parameters from the next request on; they are not copied.
   *
   * @throws {ParameterCountError} when their number is not the model's
   */
  setParams(params: Float32Array): void;
}

const checkParams = (
  config: ModelConfig,
  params: Float32Array,
): Float32Array => {
  const { size } = parameterLayout(config);
  if (params.length !== size)
    throw new ParameterCountError(size, params.length);
  return params;
};

const floats = ({ data }: HostTensor): Float32Array =>
  data instanceof Float32Array ? data : Float32Array.from(data);

/** Fills the rows that a wider compiled batch has left with copies of the first. */
const padRows = (tokens: Int32Array, rows: number, width: number) => {
  const padded = new Int32Array(rows * width);
  padded.set(tokens);
  const first = tokens.subarray(0, width);
  for (let start = tokens.length; start < padded.length; start += width)
    padded.set(first, start);
  return padded;
};

/** Runs a compiled pass on `batchSize` sequences and drops the padding. */
const runPass =
  (
    { shape, compiled }: CompiledPass,
    params: Float32Array,
    batchSize: number,
  ): Pass =>
  async (tokens) => {
    const width = tokens.length / batchSize;
    const { logits, actSteps } = await compiled.run({
      params: { dtype: "float32", shape: [params.length], data: params },
      tokens: {
        dtype: "int32",
        shape: [shape.batchSize, width],
        data: padRows(tokens, shape.batchSize, width),
      },
    });
    const perRow = logits!.data.length / shape.batchSize;
    return {
      logits: floats(logits!).subarray(0, perRow * batchSize),
      actSteps: actSteps?.data[0],
    };
  };

/**
 * A decoder that runs the whole sequence again for every correction of the answer; see `decodeByFixedPoint`.
 *
 * It compiles once per shape (sequences, prompt length, new tokens) and keeps a few; where no halting is reported, a smaller last batch is padded.
 * Requests run one after the other.
 *
 * @throws {ParameterCountError} when the number of parameters is not the model's
 */
export const createUncachedDecoder = ({
  engine,
  config,
  params: initial,
}: UncachedDecoderOptions): UncachedDecoder => {
  const passes = new PassCache(
    (shape) =>
      engine.compile(passFunction(config, shape), passSignature(config, shape)),
    KEPT_PASSES,
  );
  // The mean of the steps used would count padding; without halting there is none.
  const mayPad = config.halting === "none";
  let params = checkParams(config, initial);
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };

  const decode = async (request: DecodeRequest): Promise<DecodeResult> => {
    const checked = checkRequest(request, config);
    const current = params;
    return inTurn(async () => {
      const { promptLength, maxNewTokens: newTokens } = checked;
      const batchSize = checked.prompts.length;
      const pass = await passes.get(
        { batchSize, promptLength, newTokens },
        mayPad ? 2 * batchSize : batchSize,
      );
      return decodeByFixedPoint(runPass(pass, current, batchSize), checked);
    });
  };
  return {
    decode,
    setParams: (next) => {
      params = checkParams(config, next);
    },
    release: () => inTurn(() => passes.release()),
  };
};
