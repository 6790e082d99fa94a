/** @file Is a case whole and consistent? A number that is absent cannot be wrong, so every one must be there. */
import {
  fromReferenceState,
  referenceViews,
  type HostTensor,
  type ModelConfig,
} from "@trm/models";
import type { CaseBatch, GoldenCase, NamedTensors } from "./golden-case";

/** Targets with this value do not count. */
const IGNORED = -100;

const shapeText = ({ shape }: Pick<HostTensor, "shape">): string =>
  `[${shape.join(", ")}]`;

const sameShape = (
  a: Pick<HostTensor, "shape">,
  b: Pick<HostTensor, "shape">,
): boolean => shapeText(a) === shapeText(b);

/** Refuses a number that is no id: 1.5, NaN, or one outside the alphabet. */
function checkIds(
  name: string,
  { data }: HostTensor,
  vocabSize: number,
  ignored?: number,
): void {
  const wrong = Array.from(data).find(
    (id) =>
      id !== ignored && !(Number.isInteger(id) && id >= 0 && id < vocabSize),
  );
  if (wrong !== undefined)
    throw new Error(
      `${name} holds ${wrong} where ${ignored === undefined ? "" : `${ignored} or `}an integer from 0 to ${vocabSize - 1} should be`,
    );
}

/**
 * Checks one batch before its numbers become integers.
 *
 * @param prefix of the tensors' names, such as "adamw.batch0."
 * @throws {Error} a clause that names what is wrong
 */
export function checkBatch(
  { tokens, targets }: CaseBatch,
  { vocabSize, blockSize }: ModelConfig,
  prefix = "",
): void {
  if (tokens.shape.length !== 2 || !sameShape(tokens, targets))
    throw new Error(
      `${prefix}tokens is ${shapeText(tokens)} and ${prefix}targets ${shapeText(targets)} where both should be the same [B, T]`,
    );
  const [batchSize = 0, length = 0] = tokens.shape;
  if (batchSize < 1 || length < 1 || length > blockSize)
    throw new Error(
      `${prefix}tokens is ${shapeText(tokens)} where T should be from 1 to the block size, ${blockSize}`,
    );
  checkIds(`${prefix}tokens`, tokens, vocabSize);
  checkIds(`${prefix}targets`, targets, vocabSize, IGNORED);
}

/** Every parameter must have its tensor, in its own shape, unless it is excused. */
function checkEvery(
  prefix: string,
  tensors: NamedTensors,
  config: ModelConfig,
  excused: readonly string[] = [],
): void {
  for (const view of referenceViews(config)) {
    const tensor = tensors[view.name];
    if (tensor === undefined) {
      if (excused.includes(view.name)) continue;
      throw new Error(`tensor ${prefix}${view.name} is missing`);
    }
    if (!sameShape(tensor, view))
      throw new Error(
        `tensor ${prefix}${view.name} is ${shapeText(tensor)} where ${shapeText(view)} should be`,
      );
  }
}

function checkWeights({ weights, config }: GoldenCase): void {
  try {
    fromReferenceState(weights, config);
  } catch (cause) {
    throw new Error(
      `the weights do not fit its config.json: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/**
 * Checks what needs several parts of a case at once: weights of the model, logits of the batch, a gradient or an
 * excuse for every parameter, every parameter after AdamW, and AdamW batches of one shape.
 *
 * @throws {Error} a clause that names the first thing missing or wrong
 */
export function checkCase(golden: GoldenCase): void {
  const { batch, config, expected } = golden;
  const { logits, gradients, noGradient, adamW } = expected;
  checkWeights(golden);
  const wanted = { shape: [...batch.tokens.shape, config.vocabSize] };
  if (!sameShape(logits, wanted))
    throw new Error(
      `tensor logits is ${shapeText(logits)} where ${shapeText(wanted)} should be`,
    );
  checkEvery("grad.", gradients, config, noGradient);
  if (adamW === undefined) return;
  checkEvery("adamw.param.", adamW.parameters, config);
  const first = adamW.batches[0]?.tokens;
  const other = adamW.batches.findIndex(
    ({ tokens }) => first !== undefined && !sameShape(tokens, first),
  );
  if (other >= 0)
    throw new Error(
      `adamw.batch${other}.tokens has another shape than adamw.batch0.tokens`,
    );
}
