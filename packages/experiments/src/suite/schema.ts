/** @file The one schema of a suite: what an experiment asks, what it varies, what it claims. */
import { z } from "zod";
import { METRIC_PATTERN } from "../claims/metric";
import { FIGURE_IDS } from "./figure-ids";

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]*$/,
    "expected small letters, digits and hyphens, as a folder is named after it",
  );
const words = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const seeds = z.array(z.int().min(0)).min(1);
const rawConfig = z.record(z.string(), z.unknown());

/** JSON Schema has a keyword for what zod checks by a function. */
const namedValues = z
  .record(words, z.record(words, z.unknown()))
  .refine(
    (values) => Object.keys(values).length > 0,
    'expected one named value at least, such as { "wide": { "model.nEmbd": 128 } }',
  )
  .meta({ minProperties: 1 });

const axes = z
  .record(
    words,
    z.union(
      [z.array(scalar).min(1), namedValues],
      "expected a list of values, or named values that each set configuration paths",
    ),
  )
  .describe(
    "what is varied: a configuration path and its values, or a label whose named values each set several paths",
  );

const evaluation = z.strictObject({
  count: z.int().min(1).describe("unseen examples of the final evaluation"),
  lengths: z
    .array(z.int().min(1))
    .min(1)
    .optional()
    .describe("task lengths that are asked; absent, that of the training"),
});

const block = z.strictObject({
  name: words.describe('short, such as "A"'),
  title: words,
  base: rawConfig.optional().describe("laid on the suite's base"),
  axes,
  seeds: seeds.optional(),
  evaluation: evaluation.optional(),
});

const selector = z
  .record(words, z.union([z.string(), z.number(), z.boolean()]))
  .describe(
    'every run that matches: values by axis, by "block", or by configuration path',
  );

const claimCommon = {
  id: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/, "expected letters, digits, dots and hyphens")
    .describe("names the claim where it is shown"),
  text: words.describe("the claim in words"),
  minimumSeeds: z
    .int()
    .min(1)
    .optional()
    .describe("seeds below which nothing is decided; absent, 3"),
};
/** The name is checked with the whole suite, so that a plan with a wrong one can still be read and made again. */
const metric = words.meta({
  description: "of the final evaluation, such as charAcc, or charAcc@20",
  pattern: METRIC_PATTERN,
});

/** One claim. */
export const claimSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...claimCommon,
    kind: z.literal("reaches"),
    cell: selector,
    metric,
    value: z.number(),
  }),
  z.strictObject({
    ...claimCommon,
    kind: z.literal("below"),
    cell: selector,
    metric,
    value: z.number(),
  }),
  z.strictObject({
    ...claimCommon,
    kind: z.literal("better"),
    cell: selector,
    than: selector,
    metric,
    by: z.number().min(0).optional(),
  }),
  z.strictObject({
    ...claimCommon,
    kind: z.literal("equal-within"),
    cell: selector,
    than: selector,
    metric,
    within: z.number().min(0),
  }),
  z.strictObject({
    ...claimCommon,
    kind: z.literal("interaction"),
    factors: z.tuple([words, words]),
    levels: z.tuple([z.tuple([scalar, scalar]), z.tuple([scalar, scalar])]),
    where: selector.optional(),
    metric,
  }),
]);

/** One number of the paper. */
export const paperNumberSchema = z.strictObject({
  cell: selector,
  metric,
  value: z.number(),
  note: z.string().optional(),
});

const profile = z.strictObject({
  base: rawConfig.optional().describe("laid on the suite's base"),
  axes: axes.optional(),
  seeds: seeds.optional(),
  evaluation: evaluation.optional(),
  blocks: z.array(block).min(1).optional(),
  claims: z.array(claimSchema).optional(),
  note: z.string().optional().describe("what this profile is for"),
});

/** A suite as a file holds it. */
export const suiteSchema = z.strictObject({
  $schema: z
    .string()
    .optional()
    .describe("the JSON Schema that an editor checks this file with; not read"),
  name,
  title: words,
  question: words.describe("what the suite asks, in one or two sentences"),
  base: rawConfig.describe("what all runs share: any part of a configuration"),
  axes: axes.optional(),
  seeds,
  evaluation,
  blocks: z
    .array(block)
    .min(1)
    .optional()
    .describe("parts with axes of their own; absent, the suite is one"),
  profiles: z.record(name, profile).optional(),
  claims: z.array(claimSchema).optional(),
  paper: z.array(paperNumberSchema).optional().describe("numbers of the paper"),
  figures: z
    .array(z.enum(FIGURE_IDS))
    .optional()
    .describe("kinds of figures that are drawn; absent, all that apply"),
});

/** A validated suite. */
export type Suite = z.output<typeof suiteSchema>;
/** A part of a suite with axes of its own. */
export type Block = z.output<typeof block>;
/** What a block varies. */
export type Axes = z.output<typeof axes>;
/** A suite at another size. */
export type ProfileOverride = z.output<typeof profile>;
/** What a suite claims, and is judged on. */
export type Claim = z.output<typeof claimSchema>;
/** Names runs by axis, by block or by configuration path. */
export type Selector = z.output<typeof selector>;
/** A number of the paper beside which ours is shown. */
export type PaperNumber = z.output<typeof paperNumberSchema>;
/** A configuration before it is validated. */
export type RawConfig = z.output<typeof rawConfig>;
