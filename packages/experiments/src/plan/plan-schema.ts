/** @file The schema of plan.json; the runs' configurations are validated where it is read. */
import { z } from "zod";
import { claimSchema, paperNumberSchema } from "../suite/schema";

const cell = z.object({
  block: z.string(),
  labels: z.record(z.string(), z.string()),
});

const run = z.object({
  index: z.int().min(0),
  // A folder is named after it.
  id: z.string().regex(/^[0-9a-f]{16}$/),
  cells: z.array(cell).min(1),
  seed: z.int().min(0),
  config: z.record(z.string(), z.unknown()),
  evaluation: z.object({
    count: z.int().min(1),
    lengths: z.array(z.int().min(1)).min(1),
  }),
});

/** A plan as a file holds it. */
export const planSchema = z.object({
  formatVersion: z.literal(1),
  suite: z.object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    title: z.string(),
    question: z.string(),
    profile: z.string().optional(),
    blocks: z.array(z.object({ name: z.string(), title: z.string() })),
    claims: z.array(claimSchema),
    paper: z.array(paperNumberSchema),
    figures: z.array(z.string()).optional(),
  }),
  codeVersion: z.string(),
  runs: z.array(run).min(1),
});
