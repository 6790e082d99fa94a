/** @file The portable decoder: the model's own forward over whole sequences, without a cache of keys and values. */
import type { ModelConfig } from "@trm/models";
import type { CompiledFunction, Engine, HostTensor } from "@trm/onnx/runtime";
import { passFunction, passSignature } from "./answer-pass";
import { checkRequest } from "./decode-request";
import type { DecodeRequest, DecodeResult, ModelDecoder } from "./decoder";
import { decodeByFixedPoint, type Pass } from "./fixed-point";
import { checkParameters } from "./parameters";

/** What to decode with. */
export interface UncachedDecoderOptions {
  /** Where the forward runs; stays the caller's to release. */
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** [parameterLayout(config).size] all parameters. */
  readonly params: Float32Array;
}

/** Compiles for the shape at hand and keeps the newest: on the tfjs engine compiling costs nothing. */
const newestPass = (engine: Engine, config: ModelConfig) => {
  let kept:
    { readonly key: string; readonly pass: CompiledFunction } | undefined;
  const release = async (): Promise<void> => {
    const { pass } = kept ?? {};
    kept = undefined;
    await pass?.release();
  };
  const get = async (B: number, T: number): Promise<CompiledFunction> => {
    const key = `${B} x ${T}`;
    if (kept?.key === key) return kept.pass;
    await release();
    const signature = passSignature(config, [B, T]);
    const pass = await engine.compile(passFunction(config), signature);
    kept = { key, pass };
    return pass;
  };
  return { get, release };
};

const floats = ({ data }: HostTensor): Float32Array =>
  data instanceof Float32Array ? data : Float32Array.from(data);

const runPass =
  (compiled: CompiledFunction, params: Float32Array, B: number): Pass =>
  async (tokens) => {
    const { logits, steps } = await compiled.run({
      params: { dtype: "float32", shape: [params.length], data: params },
      tokens: { dtype: "int32", shape: [B, tokens.length / B], data: tokens },
    });
    return { logits: floats(logits!), steps: steps && floats(steps) };
  };

/**
 * A decoder that runs the whole sequence again for every correction of the answer; see `decodeByFixedPoint`.
 *
 * It works on every engine and knows nothing of caches or exported graphs, so it is what the cached one is compared with.
 * Requests run one after the other; it compiles anew whenever the shape of the sequences changes.
 *
 * @throws {ParameterCountError | NonFiniteParameterError} when the parameters are not the model's
 */
export const createUncachedDecoder = ({
  engine,
  config,
  params: initial,
}: UncachedDecoderOptions): ModelDecoder => {
  const { get, release } = newestPass(engine, config);
  let params = checkParameters(config, initial);
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
      const B = checked.prompts.length;
      const T = checked.longestPrompt + checked.maxNewTokens - 1;
      const pass = runPass(await get(B, T), current, B);
      return decodeByFixedPoint(pass, checked);
    });
  };
  return {
    decode,
    setParams: (next) => {
      params = checkParameters(config, next);
    },
    release: () => inTurn(release),
  };
};
