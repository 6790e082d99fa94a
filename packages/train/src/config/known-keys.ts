/** @file Which keys a configuration may have, and what a key that it may not have probably meant. */
import { ConfigError, nearestName } from "@trm/models";
import { isRecord } from "../is-record";
import { SECTIONS, trainConfigSchema } from "./schema";

const KEYS_OF: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(SECTIONS).map(([section, { shape }]) => [
    section,
    Object.keys(shape),
  ]),
);
const TOP_KEYS = Object.keys(trainConfigSchema.shape);
/** Every key as a dotted path. */
const PATHS: readonly string[] = TOP_KEYS.flatMap((key) => [
  key,
  ...(KEYS_OF.get(key) ?? []).map((name) => `${key}.${name}`),
]);

const nameOf = (path: string): string => path.split(".").at(-1) ?? path;

/** A name without case and punctuation: learning_rate, learning-rate and learningRate are one. */
const normalise = (name: string): string =>
  name
    .slice(0, 80)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");

/** What flags of the command and other training programs call a key, where its own name is far from that. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  arch: ["architecture"],
  "model.nEmbd": ["width", "dModel", "hiddenSize", "channels", "embdDim"],
  "model.nHead": ["heads", "nHeads", "numHeads", "numAttentionHeads"],
  "model.blockSize": ["contextLength", "maxSeqLen", "nPositions", "nCtx"],
  "model.nInnerLoops": ["LCycles"],
  "model.nOuterLoops": ["HCycles"],
  "model.ponderWeight": ["ponderCostWeight", "ponderLossWeight"],
  "training.steps": ["maxSteps", "numSteps", "iterations", "maxIters"],
  "training.batchSize": ["batch", "bs", "globalBatchSize"],
  "training.learningRate": ["lr", "rate"],
  "training.eps": ["epsilon", "adamEps", "adamEpsilon"],
  "training.beta1": ["adamBeta1"],
  "training.beta2": ["adamBeta2"],
  "training.weightDecay": ["wd", "decay"],
  "training.seed": ["randomSeed"],
  "training.schedule": ["scheduler", "lrSchedule", "lrScheduler", "lrDecay"],
  "training.warmupSteps": ["warmup", "lrWarmupSteps", "warmupIters"],
  "training.finalLearningRateRatio": [
    ...["finalLrRatio", "lrMinRatio", "minLrRatio"],
  ],
  "training.clipNorm": ["gradClip", "maxGradNorm", "clip", "gradientClipping"],
  "training.emaDecay": ["ema", "emaRate"],
  "training.accumulationSteps": [
    ...["accumulation", "gradAccum", "gradientAccumulationSteps"],
  ],
  "evaluation.everySteps": ["evalEvery", "evalInterval", "evalSteps"],
  "evaluation.count": ["evalCount", "evalExamples"],
  earlyStop: ["earlyStopping", "stopEarly"],
  "earlyStop.steps": ["patience", "earlyStopSteps"],
  "checkpoint.everySteps": ["checkpointEvery", "saveEvery", "saveSteps"],
  "checkpoint.keepLast": ["saveTotalLimit", "keep"],
  "checkpoint.keepEverySteps": ["keepEvery"],
  "checkpoint.best": ["bestMetric", "metricForBestModel"],
  "runtime.threads": ["numThreads", "cpus"],
};

/** Keys whose own name means another's where it stands alone. */
const NEVER_ALONE: ReadonlySet<string> = new Set(["earlyStop.steps"]);

/** Paths by the names that mean exactly them; `everySteps` means two. */
const BY_NAME = new Map<string, string[]>();
for (const path of PATHS)
  for (const name of [
    ...(NEVER_ALONE.has(path) ? [] : [nameOf(path)]),
    ...(OTHER_NAMES[path] ?? []),
  ]) {
    const same = BY_NAME.get(normalise(name)) ?? [];
    BY_NAME.set(normalise(name), [...same, path]);
  }

const within = (section: string | undefined, key: string): string =>
  section === undefined ? key : `${section}.${key}`;

/** The paths that an unknown key may have meant: its own section's first, exact names before near ones. */
function meant(key: string, section: string | undefined): readonly string[] {
  const known = section === undefined ? TOP_KEYS : (KEYS_OF.get(section) ?? []);
  const here = known.find((name) => normalise(name) === normalise(key));
  if (here !== undefined) return [within(section, here)];
  const exact = BY_NAME.get(normalise(key));
  if (exact) return exact;
  const near = nearestName(key, known);
  if (near !== undefined) return [within(section, near)];
  const names = BY_NAME.get(normalise(nearestName(key, BY_NAME.keys()) ?? ""));
  return names ?? [];
}

const refuseKey = (key: string, section: string | undefined): never => {
  const known = section === undefined ? TOP_KEYS : (KEYS_OF.get(section) ?? []);
  const quoted = meant(key, section).map((path) => JSON.stringify(path));
  const fix =
    quoted.length > 0
      ? `did you mean ${quoted.join(" or ")}?`
      : `expected one of ${known.filter((name) => name !== "$schema").join(", ")}.`;
  const path = within(section, key.slice(0, 80));
  throw new ConfigError(
    `Unknown configuration key ${JSON.stringify(path)}; ${fix}`,
    { keys: [path] },
  );
};

/**
 * Refuses every key that a configuration may not have. Own keys are asked, so that `__proto__`, which JSON can hold and
 * schema libraries pass over, is one of them.
 *
 * @throws {ConfigError} naming the key's path and what was probably meant
 */
export function checkKeys(raw: unknown): void {
  if (!isRecord(raw)) return;
  for (const key of Object.keys(raw)) {
    if (!TOP_KEYS.includes(key)) refuseKey(key, undefined);
    const known = KEYS_OF.get(key);
    const section = raw[key];
    if (known === undefined || !isRecord(section)) continue;
    const unknown = Object.keys(section).find((name) => !known.includes(name));
    if (unknown !== undefined) refuseKey(unknown, key);
  }
}
