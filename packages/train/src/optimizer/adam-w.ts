/** @file AdamW with PyTorch's semantics as pure TF.js functions over flat vectors; what a train step ends with. */
import * as tf from "@tensorflow/tfjs-core";
import { clipFactor } from "./clip";
import { squaredNormOf, totalOf } from "./norm";

/** AdamW's settings: learning rate, betas and weight decay are fractions, eps is added to the root of the second moment. */
export interface AdamWOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
}

/** What changes from update to update; all that depends on the update's number. */
export interface AdamWScalars<Scalar> {
  /** 1 - learningRate * weightDecay */
  readonly decay: Scalar;
  /** learningRate * sqrt(1 - beta2^t) / (1 - beta1^t) */
  readonly stepSize: Scalar;
  /** eps * sqrt(1 - beta2^t) */
  readonly epsilon: Scalar;
}

/** Parameters and their moments; tensors of one shape. */
export interface AdamWState {
  readonly params: tf.Tensor1D;
  readonly m: tf.Tensor1D;
  readonly v: tf.Tensor1D;
}

/**
 * Elements that are updated together: about 1 MiB in float32, so that a chunk's parameters, gradient and moments stay in
 * the second-level cache between the elementwise operations.
 */
export const ADAM_W_CHUNK_SIZE = 2 ** 18;

/**
 * Computes on the host, in double precision, what depends on the update's number, so that the graph is the same for
 * every step.
 *
 * With c1 = 1 - beta1^t and c2 = 1 - beta2^t, lr * (m/c1) / (sqrt(v/c2) + eps) equals
 * (lr * sqrt(c2)/c1) * m / (sqrt(v) + eps * sqrt(c2)), which saves two divisions per element.
 *
 * @param options learning rate, betas, eps, weight decay
 * @param update the update's number t, counted from 1
 * @returns three numbers
 */
export function adamWScalars(
  options: AdamWOptions,
  update: number,
): AdamWScalars<number> {
  const { learningRate, beta1, beta2, eps, weightDecay } = options;
  const root = Math.sqrt(1 - beta2 ** update);
  return {
    decay: 1 - learningRate * weightDecay,
    stepSize: (learningRate * root) / (1 - beta1 ** update),
    epsilon: eps * root,
  };
}

/**
 * Updates one vector.
 *
 * m ← m + (1 - beta1)(g - m); v ← v + (1 - beta2)(g² - v); p ← decay p - stepSize m / (sqrt(v) + epsilon)
 *
 * @param state parameters and moments, [N] float32 each
 * @param gradient [N] float32
 * @param scalars from {@link adamWScalars}, as scalar tensors
 * @param betas beta1 and beta2, constants of the graph
 * @returns the new state
 * @see Loshchilov and Hutter 2019, algorithm 2; torch.optim.AdamW
 */
export function adamW(
  { params, m, v }: AdamWState,
  gradient: tf.Tensor1D,
  scalars: AdamWScalars<tf.Scalar>,
  { beta1, beta2 }: Pick<AdamWOptions, "beta1" | "beta2">,
): AdamWState {
  const newM: tf.Tensor1D = tf.add(m, tf.mul(tf.sub(gradient, m), 1 - beta1));
  const newV: tf.Tensor1D = tf.add(
    v,
    tf.mul(tf.sub(tf.square(gradient), v), 1 - beta2),
  );
  const direction = tf.div(newM, tf.add(tf.sqrt(newV), scalars.epsilon));
  return {
    params: tf.sub(
      tf.mul(params, scalars.decay),
      tf.mul(direction, scalars.stepSize),
    ),
    m: newM,
    v: newV,
  };
}

/** Consecutive entries of a flat vector that are updated with the same scalars, or left alone together. */
export interface Chunk<Group> {
  /** first entry */
  readonly start: number;
  /** one past the last entry */
  readonly end: number;
  /** elements */
  readonly size: number;
  /** what its entries have in common; null where no gradient arrives */
  readonly group: Group | null;
}

/**
 * Groups consecutive entries into chunks of at most `chunkSize` elements; an entry is never cut, so a larger one is a
 * chunk of its own. Entries of different groups never share a chunk; what has no gradient needs no bound.
 *
 * @param entries sizes in elements, and the group, null where no gradient reaches the entry
 * @param chunkSize elements
 * @returns chunks that cover all entries in order
 */
export function planChunks<Group>(
  entries: readonly { readonly size: number; readonly group: Group | null }[],
  chunkSize = ADAM_W_CHUNK_SIZE,
): Chunk<Group>[] {
  const chunks: Chunk<Group>[] = [];
  entries.forEach(({ size, group }, index) => {
    const last = chunks.at(-1);
    const fits = last && (group === null || last.size + size <= chunkSize);
    if (fits && last.group === group)
      chunks[chunks.length - 1] = {
        ...last,
        end: index + 1,
        size: last.size + size,
      };
    else chunks.push({ start: index, end: index + 1, size, group });
  });
  return chunks;
}

const splitInto = (flat: tf.Tensor1D, sizes: number[]): tf.Tensor1D[] =>
  sizes.length === 1 ? [flat] : tf.split(flat, sizes);

const join = (parts: tf.Tensor1D[]): tf.Tensor1D =>
  parts.length === 1 ? parts[0]! : tf.concat(parts);

/** One entry of the flat vectors and what an update does with it. */
export interface AdamWEntry {
  /** elements */
  readonly size: number;
  /** of any shape; null where no gradient arrives */
  readonly gradient: tf.Tensor | null;
  /** from {@link adamWScalars}; entries that share the object are updated together */
  readonly scalars: AdamWScalars<tf.Scalar>;
}

/** What is the same for every update of a run. */
export interface UpdateRule extends Pick<AdamWOptions, "beta1" | "beta2"> {
  /** largest norm of all gradients together; absent, nothing is clipped */
  readonly clipNorm?: number;
}

/** The gradients of a chunk's entries as one vector. */
const gradientOf = (
  entries: readonly AdamWEntry[],
  { start, end }: Chunk<unknown>,
): tf.Tensor1D =>
  join(
    entries
      .slice(start, end)
      .map((entry): tf.Tensor1D => tf.reshape(entry.gradient!, [-1])),
  );

/** A chunk's gradient, and what it adds to the norm of all. */
const measure = (vector: tf.Tensor1D) => ({
  vector,
  squaredNorm: squaredNormOf(vector),
});

/** The same value at every call, made at the first. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

/**
 * Updates flat vectors whose entries may lack a gradient. An entry without gradient keeps its parameters and moments
 * exactly, without decay, as torch.optim.AdamW skips a parameter whose gradient is `None`.
 *
 * @param state parameters and moments, [N] float32 each
 * @param entries in the vectors' order; their sizes sum to N
 * @param rule beta1 and beta2, and whether gradients are clipped
 * @param chunkSize elements that are updated together
 * @returns the new state, and the squared Euclidean norm of all gradients before clipping
 */
export function adamWFlat(
  state: AdamWState,
  entries: readonly AdamWEntry[],
  rule: UpdateRule,
  chunkSize = ADAM_W_CHUNK_SIZE,
): AdamWState & { readonly squaredNorm: tf.Scalar } {
  const chunks = planChunks(
    entries.map(({ size, gradient, scalars }) => ({
      size,
      group: gradient && scalars,
    })),
    chunkSize,
  );
  const sizes = chunks.map(({ size }) => size);
  const params = splitInto(state.params, sizes);
  const m = splitInto(state.m, sizes);
  const v = splitInto(state.v, sizes);
  // What is made late is still in the cache when its chunk is updated; only clipping needs the norm of all before.
  const gradients = chunks.map((chunk) =>
    once(() => chunk.group && measure(gradientOf(entries, chunk))),
  );
  const squaredNorm = once(() =>
    totalOf(gradients.flatMap((gradient) => gradient()?.squaredNorm ?? [])),
  );
  const { clipNorm } = rule;
  const factor =
    clipNorm === undefined ? undefined : clipFactor(squaredNorm(), clipNorm);
  const updated = chunks.map(({ group }, i): AdamWState => {
    const old = { params: params[i]!, m: m[i]!, v: v[i]! };
    const { vector } = gradients[i]!() ?? {};
    if (!group || !vector) return old;
    const used: tf.Tensor1D = factor ? tf.mul(vector, factor) : vector;
    return adamW(old, used, group, rule);
  });
  return {
    params: join(updated.map((u) => u.params)),
    m: join(updated.map((u) => u.m)),
    v: join(updated.map((u) => u.v)),
    squaredNorm: squaredNorm(),
  };
}
