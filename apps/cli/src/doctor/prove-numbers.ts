/** @file The claims about numbers: golden cases, TF32, decoding and training against the processor. */
import type { ModelConfig } from "@trm/models";
import type { Engine } from "@trm/onnx/runtime";
import type { CaseReport } from "@trm/train";
import { DoesNotHold, type Speed } from "./proof";

/** The engine on the device under proof, and one on the processor. */
export interface Engines {
  readonly device: Engine;
  readonly cpu: Engine;
  /** Whether both are the processor; then it is timed once. */
  readonly same: boolean;
}

/** How much is computed. */
export interface Effort {
  /** channels of the trained model */
  readonly width: number;
  /** sequences per train step */
  readonly batchSize: number;
  /** train steps that are compared; the first of them is not timed */
  readonly steps: number;
  /** sequences that are decoded for the time */
  readonly sequences: number;
  /** architectures whose decoding is compared */
  readonly decoded: readonly string[];
}

/** Enough that times mean something, in minutes on a laptop. */
export const WHOLE_EFFORT: Effort = {
  width: 128,
  batchSize: 64,
  steps: 6,
  sequences: 256,
  // One of each way to halt, and the paper's strongest.
  decoded: ["dense", "ut", "dual-ut", "trm"],
};

const counted = (n: number, noun: string): string =>
  `${n} ${noun}${n === 1 ? "" : "s"}`;

/** Verifies all cases, adding their reports to `reports`. @throws {DoesNotHold} naming those out of tolerance */
export async function proveCases(
  { device }: Engines,
  dirs: readonly string[],
  reports: CaseReport[],
): Promise<string> {
  const { verifyCase } = await import("@trm/train");
  for (const dir of dirs) reports.push(await verifyCase(dir, device));
  const failed = reports.filter(({ pass }) => !pass).map(({ name }) => name);
  if (failed.length > 0)
    throw new DoesNotHold(
      `${failed.length} of ${reports.length} are out of tolerance: ${failed.join(", ")}`,
    );
  return `${counted(reports.length, "case")}: logits, losses, gradients and AdamW updates within tolerance`;
}

/** TF32 keeps 10 bits of a factor's mantissa, so that it takes this for 1. */
const FINE = 1 + 2 ** -12;
const SIZE = 64;

/**
 * Measures whether matrix products round their factors.
 * @throws {DoesNotHold} where that is not as it was asked for
 */
export async function proveTf32(
  { device }: Engines,
  allowed: boolean,
): Promise<string> {
  const { matMul } = await import("@tensorflow/tfjs-core");
  const a = { dtype: "float32", shape: [SIZE, SIZE] } as const;
  const product = await device.compile(({ a, b }) => ({ y: matMul(a!, b!) }), {
    a,
    b: a,
  });
  const data = new Float32Array(SIZE * SIZE);
  const feeds = {
    a: { ...a, data: data.slice().fill(FINE) },
    b: { ...a, data: data.slice().fill(1) },
  };
  const { y } = await product.run(feeds).finally(() => product.release());
  const exact = SIZE * FINE;
  const received = y?.data[0] ?? NaN;
  const rounds = Math.abs(received - exact) > 1e-3;
  if (rounds && !allowed)
    throw new DoesNotHold(
      `a product that is ${exact} in float32 came out as ${received}: factors are rounded although TF32 is off`,
    );
  return rounds
    ? `on: ${exact} came out as ${received}, as --tf32 allows`
    : `${allowed ? "allowed, but not used" : "off"}: a product came out as ${received}, exact to float32`;
}

const PROMPTS = ["12+34=", "7+8=", "345+678=", "90+12=", "1+1=", "99999+1="];

async function smallModel(arch: string): Promise<{
  config: ModelConfig;
  params: Float32Array;
  prompts: number[][];
}> {
  const [{ parseTrainConfig, modelConfigOf, initialState }, { getTask }] =
    await Promise.all([import("@trm/train"), import("@trm/tasks")]);
  const task = getTask("addition");
  const model = { nEmbd: 64, nHead: 4, blockSize: 32 };
  const raw = { arch, task: task.name, length: 3, budget: 6, model };
  const config = modelConfigOf(parseTrainConfig(raw), task);
  const { params } = initialState(config, 1);
  const prompts = PROMPTS.map((text) => task.alphabet.encode(text));
  return { config, params, prompts };
}

/**
 * Continues prompts of different lengths in one batch with the cache on the device, and one by one without a cache on
 * the processor. Sampled, since the likeliest tokens of an untrained model are all the same.
 * @throws {DoesNotHold} naming the first answer that differs
 */
export async function proveDecoding(
  engines: Engines,
  { decoded }: Effort,
): Promise<string> {
  const { createDecoder, createUncachedDecoder } = await import("@trm/eval");
  const asked = { maxNewTokens: 12, temperature: 1, seed: 7 };
  for (const arch of decoded) {
    const { config, params, prompts } = await smallModel(arch);
    const model = { config, params };
    const fast = await createDecoder({ ...model, engine: engines.device });
    const slow = createUncachedDecoder({ ...model, engine: engines.cpu });
    try {
      const { tokens } = await fast.decode({ ...asked, prompts });
      for (const [index, prompt] of prompts.entries()) {
        const alone = { ...asked, prompts: [prompt], index };
        const [expected] = (await slow.decode(alone)).tokens;
        if (tokens[index]?.join() !== expected?.join())
          throw new DoesNotHold(
            `${arch} continued prompt ${index + 1} with ${tokens[index]?.join(" ")}, where the processor gives ${expected?.join(" ")}`,
          );
      }
    } finally {
      await fast.release();
      await slow.release();
    }
  }
  return `${decoded.join(", ")}: ${PROMPTS.length} prompts of different lengths continued by ${asked.maxNewTokens} tokens as one by one without a cache on the processor`;
}

/** Losses of a few steps agree to this, relative; AdamW's first updates amplify rounding. */
const LOSS_TOLERANCE = 1e-4;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

const ADDRESS = { length: 10, seed: 1, split: "train" } as const;

async function trainOn(
  engine: Engine,
  dropout: number,
  { width, batchSize, steps }: Effort,
): Promise<{ losses: number[]; ms: number }> {
  const [train, { batch, getTask }] = await Promise.all([
    import("@trm/train"),
    import("@trm/tasks"),
  ]);
  const task = getTask("addition");
  const config = train.parseTrainConfig({
    ...{ arch: "dual-ut", task: task.name, length: 10, budget: 12 },
    model: { nEmbd: width, nHead: 4, dropout },
    training: { batchSize },
  });
  const modelConfig = train.modelConfigOf(config, task);
  const step = train.createTrainStep(engine, config, task);
  let state = train.initialState(modelConfig, 1);
  const [losses, times]: [number[], number[]] = [[], []];
  try {
    for (let i = 0; i < steps; i++) {
      const index = i * batchSize;
      const data = batch(task, { ...ADDRESS, batchSize, index });
      const result = await step.run(state, data);
      state = result.state;
      losses.push(result.loss);
      times.push(result.durationMs);
    }
  } finally {
    await step.release();
  }
  return { losses, ms: median(times.slice(1)) };
}

/**
 * The losses of a few train steps, against the processor's.
 * @param speeds what is measured on the way is added here
 * @throws {DoesNotHold} naming the first step that differs
 */
export async function proveTraining(
  { device, cpu, same }: Engines,
  dropout: number,
  effort: Effort,
  speeds: Speed[],
): Promise<string> {
  const found = await trainOn(device, dropout, effort);
  const expected = same ? found : await trainOn(cpu, dropout, effort);
  const differs = found.losses.findIndex((loss, i) => {
    const right = expected.losses[i] ?? NaN;
    return !(Math.abs(loss - right) <= LOSS_TOLERANCE * Math.abs(right));
  });
  if (differs >= 0)
    throw new DoesNotHold(
      `the loss of step ${differs + 1} is ${found.losses[differs]}, where the processor gives ${expected.losses[differs]}`,
    );
  speeds.push({
    what: `train step, dual-ut, width ${effort.width}, 12 passes, batch ${effort.batchSize}, dropout ${dropout}`,
    deviceMs: found.ms,
    cpuMs: same ? undefined : expected.ms,
  });
  return `${counted(effort.steps, "step")} of dual-ut${same ? " run" : ` give the processor's losses to ${LOSS_TOLERANCE}`}; the last is ${found.losses.at(-1)?.toFixed(4)}`;
}

/** Times a batch of greedy answers, after one run that is not timed. */
export async function timeDecoding(
  { device, cpu, same }: Engines,
  { sequences }: Effort,
): Promise<Speed> {
  const { createDecoder } = await import("@trm/eval");
  const { config, params, prompts } = await smallModel("dual-ut");
  const prompt = prompts[2] ?? [];
  const request = {
    prompts: Array.from({ length: sequences }, () => prompt),
    maxNewTokens: 12,
  };
  const time = async (engine: Engine): Promise<number> => {
    const decoder = await createDecoder({ engine, config, params });
    const times: number[] = [];
    try {
      for (let i = 0; i < 4; i++) {
        const started = performance.now();
        await decoder.decode(request);
        times.push(performance.now() - started);
      }
    } finally {
      await decoder.release();
    }
    return median(times.slice(1));
  };
  const what = `decoding, dual-ut, width 64, 6 passes, ${sequences} sequences by 12 tokens`;
  try {
    const deviceMs = await time(device);
    return { what, deviceMs, cpuMs: same ? undefined : await time(cpu) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { what, problem };
  }
}
