/** @file A suite: the runs of an experiment and the claim they are to test, as data. */
import { nearestName } from "@trm/models";
import { z } from "zod";
import { UsageError } from "../errors";
import { isRecord, type RawConfig } from "../set-override";

const fraction = z.number().min(0).max(1);
const names = z.array(z.string().min(1));

const claim = z.strictObject({
  /** architectures that must solve the task */
  solves: names,
  /** architectures that must fail at it */
  fails: names,
  /** character accuracy that counts as solved, or more; fraction */
  solvedAt: fraction,
  /** character accuracy below which a run counts as failed; fraction */
  failedBelow: fraction,
});

const schema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  description: z.string(),
  /** what all runs share, as in a training configuration */
  base: z.record(z.string(), z.unknown()),
  grid: z.strictObject({ arch: names.min(1) }),
  seeds: z.array(z.int().min(0)).min(1),
  evaluation: z.strictObject({
    /** unseen examples per run */
    count: z.int().min(1),
  }),
  claim: claim.optional(),
});

/** A validated suite. */
export type Suite = z.output<typeof schema>;
/** What a suite claims about its architectures. */
export type Claim = z.output<typeof claim>;

type Issue = z.core.$ZodIssue;

/** Names that a section of a suite may hold. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(schema.shape),
  grid: Object.keys(schema.shape.grid.shape),
  evaluation: Object.keys(schema.shape.evaluation.shape),
  claim: Object.keys(claim.shape),
};

function describeIssue(issue: Issue): string {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const key = (issue.keys[0] ?? "").slice(0, 80);
    const near = nearestName(key, KNOWN[path] ?? []);
    const where = path === "" ? key : `${path}.${key}`;
    return `unknown key ${where}${near === undefined ? "" : `; did you mean ${near}?`}`;
  }
  return `${path === "" ? "the file" : path}: ${issue.message.replace(/^./, (first) => first.toLowerCase())}`;
}

/**
 * Validates a suite.
 * @param file named in the error
 * @throws {UsageError} naming the first thing that is wrong
 */
export function parseSuite(raw: unknown, file: string): Suite {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(
    `The suite ${file} is not valid: ${issue ? describeIssue(issue) : "unknown reason"}.`.replace(
      /\?\.$/,
      "?",
    ),
  );
}

/** One run of a suite. */
export interface SuiteRun {
  readonly arch: string;
  readonly seed: number;
  /** The training configuration, not yet validated. */
  readonly raw: RawConfig;
}

/**
 * The runs of a suite in order: architectures outside, seeds inside.
 * A run trains without evaluations or checkpoints on the way; only its end counts.
 */
export function suiteRuns(suite: Suite): SuiteRun[] {
  return suite.grid.arch.flatMap((arch) =>
    suite.seeds.map((seed) => {
      const training = isRecord(suite.base["training"])
        ? suite.base["training"]
        : {};
      return {
        arch,
        seed,
        raw: { ...suite.base, arch, training: { ...training, seed } },
      };
    }),
  );
}
