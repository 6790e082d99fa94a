/** @file Turns a suite into the list of its runs, every one validated before anything is written. */
import { mergeConfigs, type Override } from "@trm/train/raw-config";
import { SuiteError } from "../errors";
import { didYouMean } from "../suite/did-you-mean";
import { setAt } from "../suite/set-at";
import { SEED_PATH, setsSeed } from "../suite/sets-seed";
import type { Block, ProfileOverride, RawConfig, Suite } from "../suite/schema";
import { findHopelessClaim, findLoneNumber } from "./check-claims";
import { codeVersion } from "./code-version";
import { applyCell, gridOf } from "./grid";
import type { Plan, PlannedCell, PlannedRun } from "./plan";
import { checkSize } from "./plan-size";
import { resolveRun } from "./resolve-run";
import { runId } from "./run-id";
import { cellKey } from "./selector";

/** Which runs of a suite. */
export interface ExpandOptions {
  /** name of a profile; absent, the suite as it is */
  readonly profile?: string;
  /** what every run has whatever the suite says, in order */
  readonly overrides?: readonly Override[];
}

function profileOf(suite: Suite, name: string | undefined): ProfileOverride {
  if (name === undefined) return {};
  const { profiles = {} } = suite;
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found) return found;
  const names = Object.keys(profiles);
  const known =
    names.length === 0 ? "it has none." : `it has ${names.join(", ")}.`;
  throw new SuiteError(
    `The suite ${suite.name} has no profile ${JSON.stringify(name)}; ${didYouMean(name, names, known)}`,
  );
}

/** The suite with what a profile changes: its base is laid on the suite's, everything else replaces. */
function withProfile(suite: Suite, profile: ProfileOverride): Suite {
  const { base = {}, axes, seeds, evaluation, blocks, claims } = profile;
  return {
    ...suite,
    base: mergeConfigs(suite.base, base),
    ...(axes && { axes }),
    ...(seeds && { seeds }),
    ...(evaluation && { evaluation }),
    ...(blocks && { blocks }),
    ...(claims && { claims }),
  };
}

const blocksOf = ({ name, title, axes = {}, blocks }: Suite): Block[] =>
  blocks ?? [{ name, title, axes }];

/** One run that a cell asks for. */
interface Request {
  readonly cell: PlannedCell;
  readonly raw: RawConfig;
  readonly seed: number;
  readonly evaluation: Suite["evaluation"];
}

const withOverrides = (raw: RawConfig, overrides: readonly Override[]) =>
  overrides.reduce((all, { path, value }) => setAt(all, path, value), raw);

/** @throws {SuiteError} for a seed, which would take the place of every seed of the suite */
function refuseSeed({ name }: Suite, overrides: readonly Override[]): void {
  const seed = overrides.find(({ path, value }) => setsSeed(path, value));
  if (seed === undefined) return;
  throw new SuiteError(
    `The suite ${name} takes ${SEED_PATH} from its list "seeds", but ${seed.path.join(".")} is set for every run; name the seeds in the suite, or in a profile of it.`,
  );
}

/** What a block asks for: its cells in the order of the grid, each with all seeds. */
function requestsOf(
  suite: Suite,
  block: Block,
  overrides: readonly Override[],
): Request[] {
  const base = mergeConfigs(suite.base, block.base ?? {});
  const { seeds, evaluation } = { ...suite, ...block };
  return gridOf(block.axes).flatMap((grid) => {
    const raw = applyCell(base, grid);
    const cell = { block: block.name, labels: grid.labels };
    return seeds.map((seed) => {
      const seeded = setAt(raw, ["training", "seed"], seed);
      const settled = withOverrides(seeded, overrides);
      return { cell, seed, evaluation, raw: settled };
    });
  });
}

const wordsOf = ({ cell, seed }: Request): string =>
  [
    `block ${JSON.stringify(cell.block)}`,
    ...Object.entries(cell.labels).map(([axis, label]) => `${axis} ${label}`),
    `seed ${seed}`,
  ].join(", ");

/** @throws {SuiteError} naming suite, block and cell, with what is wrong */
function resolve(suite: Suite, request: Request) {
  try {
    return resolveRun(request.raw, request.evaluation);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new SuiteError(
      `The suite ${suite.name} has a run that cannot be (${wordsOf(request)}): ${cause.message}`,
      { cause },
    );
  }
}

const isSameCell = (a: PlannedCell, b: PlannedCell): boolean =>
  cellKey(a) === cellKey(b);

/** One run for all cells that ask for the same. */
function mergeRuns(suite: Suite, requests: readonly Request[], code: string) {
  const runs = new Map<string, Omit<PlannedRun, "index">>();
  for (const request of requests) {
    const run = resolve(suite, request);
    const id = runId(run, code);
    const before = runs.get(id)?.cells ?? [];
    // With a seed or a value overridden, one cell asks for a run again.
    const isNew = !before.some((cell) => isSameCell(cell, request.cell));
    const cells = isNew ? [...before, request.cell] : before;
    runs.set(id, { id, cells, seed: run.config.training.seed, ...run });
  }
  return [...runs.values()].map((run, index) => ({ index, ...run }));
}

/** Every run that some blocks ask for. @throws {SuiteError} for the first that cannot be, or where they are too many */
function runsOf(
  suite: Suite,
  code: string,
  overrides: readonly Override[] = [],
): PlannedRun[] {
  const blocks = blocksOf(suite);
  checkSize(suite, blocks);
  const requests = blocks.flatMap((block) =>
    requestsOf(suite, block, overrides),
  );
  return mergeRuns(suite, requests, code);
}

/** The runs of a suite at all its sizes; a size that cannot be has none. */
const runsAtAnySize = (suite: Suite, code: string): PlannedRun[] =>
  [{}, ...Object.values(suite.profiles ?? {})].flatMap((profile) => {
    try {
      return runsOf(withProfile(suite, profile), code);
    } catch (cause) {
      if (cause instanceof SuiteError) return [];
      throw cause;
    }
  });

/** @throws {SuiteError} for a claim that its plan does not decide, or a number of the paper beside no run of the suite */
function checkWords(
  suite: Suite,
  { suite: { name, claims, paper, profile }, codeVersion: code, runs }: Plan,
): void {
  const problem =
    findHopelessClaim(claims, runs) ??
    findLoneNumber(paper, runs, () => runsAtAnySize(suite, code));
  if (problem === undefined) return;
  const where = profile === undefined ? "" : ` in its profile ${profile}`;
  throw new SuiteError(
    `The suite ${name}${where} has ${problem}${problem.endsWith("?") ? "" : "."}`,
  );
}

/**
 * Lists the runs of a suite in order: blocks, cells of the grid with the last axis running fastest, seeds.
 *
 * A configuration is laid together from what sweeps do (one thread per process, one checkpoint), the suite's base, the
 * profile's, the block's, the values of the cell, the seed, and the overrides, each on those before.
 *
 * @throws {SuiteError} for an unknown profile, for more runs than a plan holds, for the first run that cannot be, naming
 *   its block and cell, for a claim that the plan cannot decide, or for a number of the paper beside no run; with
 *   overrides claims and numbers may be about anything
 */
export function expandSuite(suite: Suite, options: ExpandOptions = {}): Plan {
  const { profile, overrides = [] } = options;
  const profiled = withProfile(suite, profileOf(suite, profile));
  refuseSeed(profiled, overrides);
  const code = codeVersion();
  const runs = runsOf(profiled, code, overrides);
  const { name, title, question, claims = [], paper = [], figures } = profiled;
  const plan: Plan = {
    formatVersion: 1,
    suite: {
      ...{ name, title, question },
      ...(profile !== undefined && { profile }),
      blocks: blocksOf(profiled).map((block) => ({
        ...{ name: block.name, title: block.title },
      })),
      ...{ claims, paper },
      ...(figures && { figures }),
    },
    codeVersion: code,
    runs,
  };
  if (overrides.length === 0) checkWords(suite, plan);
  return plan;
}
