/** @file The schema of record.json, as far as a report relies on it. */
import { isRecord } from "@trm/train/raw-config";
import { z } from "zod";

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const amount = z.number().min(0);

/** JSON has null for NaN, which the mean of no steps is, and the norm of states that overflow. */
const measured = z.number().nullable();

const isFraction = (value: unknown): boolean =>
  typeof value === "number" && value >= 0 && value <= 1;

const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const isMeasured = (value: unknown): boolean =>
  value === null || Number.isFinite(value);

const OTHER = { code: "custom", message: "something else" } as const;

/** A list, looked at in one go: a record has thousands of numbers, and zod takes its time with each. */
const listOf = (isOne: (value: unknown) => boolean) =>
  z.unknown().superRefine((list, context) => {
    const place = Array.isArray(list)
      ? list.findIndex((value) => !isOne(value))
      : undefined;
    if (place === -1) return;
    context.addIssue({ ...OTHER, path: place === undefined ? [] : [place] });
  });

/** What every evaluation measures. */
const REQUIRED = ["charAcc", "seqAcc"] as const;

/** Where an evaluation in training has something else than numbers and lists of them; names of fractions end in Acc. */
const otherIn = (
  values: Readonly<Record<string, unknown>>,
): PropertyKey[] | undefined => {
  const missing = REQUIRED.find((name) => typeof values[name] !== "number");
  if (missing !== undefined) return [missing];
  for (const [name, value] of Object.entries(values)) {
    const isOne = name.endsWith("Acc") ? isFraction : isMeasured;
    const list: unknown[] | undefined = Array.isArray(value)
      ? value
      : undefined;
    const place = (list ?? [value]).findIndex((one) => !isOne(one));
    if (place >= 0) return list ? [name, place] : [name];
  }
  return undefined;
};

const values = z.custom<object>(isRecord).superRefine((found, context) => {
  const path = isRecord(found) ? otherIn(found) : undefined;
  if (path) context.addIssue({ ...OTHER, path });
});

const point = z.object({
  step: count,
  loss: measured,
  gradientNorm: measured,
  meanActSteps: measured.optional(),
  values,
});

const interval = z.object({ lower: fraction, upper: fraction });

const evaluation = z.object({
  length: count,
  count,
  examplesHash: z.string(),
  metrics: z.object({
    charAcc: fraction,
    seqAcc: fraction,
    firstCharAcc: fraction,
    lastCharAcc: fraction,
    posQ1Acc: fraction.optional(),
    posQ2Acc: fraction.optional(),
    posQ3Acc: fraction.optional(),
    posQ4Acc: fraction.optional(),
  }),
  intervals: z.object({ charAcc: interval, seqAcc: interval }),
  correctCharacters: listOf(isCount).optional(),
  perPosition: z.array(
    z.object({ position: count, count, accuracy: fraction, interval }),
  ),
  perDifficulty: z
    .object({
      name: z.string(),
      groups: z.array(
        z.object({
          difficulty: z.number(),
          count,
          seqAcc: fraction,
          charAcc: fraction,
          seqInterval: interval,
        }),
      ),
    })
    .optional(),
  meanActSteps: amount.optional(),
  usedPasses: amount,
});

const ending = z.object({
  step: count,
  stoppedEarly: z
    .object({ metric: z.string(), threshold: z.number(), since: count })
    .optional(),
});

/** A record as a file holds it; its configuration is compared with the plan's, and what else it has is left alone. */
export const recordSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  config: z.record(z.string(), z.unknown()),
  modelConfig: z.record(z.string(), z.unknown()),
  parameters: count,
  allowedPasses: amount,
  gradientPasses: amount,
  sequenceLength: count,
  ending,
  curve: z.array(point),
  evaluations: z.array(evaluation).min(1),
  trainingFlops: amount,
  seconds: amount.nullable(),
  environment: z.record(z.string(), z.string()),
  gitCommit: z.string().optional(),
});
