/** @file Runs a golden case through an engine and says how far each quantity is from what it should be. */
import { blockPasses, fromReferenceState, referenceViews } from "@trm/models";
import type { Engine, HostTensor } from "@trm/onnx/runtime";
import { compute, runUpdates, type Computed } from "./compute";
import type { GoldenCase, NamedTensors } from "./golden-case";
import { readGoldenCase } from "./read-golden-case";
import { largest, relativeError } from "./relative-error";

/** How one quantity of a case fared. */
export interface QuantityReport {
  readonly name:
    | "logits"
    | "loss"
    | "gradients"
    | "no gradient"
    | "adamw losses"
    | "adamw parameters"
    | "untouched"
    | "ponder cost"
    | "steps taken"
    | "block passes"
    | "parameters";
  /** largest error, relative; a difference for counts */
  readonly error: number;
  /** largest error that passes */
  readonly tolerance: number;
  readonly pass: boolean;
  /** the tensor with the largest error, where there are several */
  readonly where?: string;
  /** of a count: what was counted, and what should have been */
  readonly actual?: number;
  readonly expected?: number;
}

/** How a case fared. */
export interface CaseReport {
  readonly name: string;
  readonly pass: boolean;
  readonly quantities: readonly QuantityReport[];
}

/** Float32 arithmetic over a dozen passes stays well within; a wrong sign or detach does not. */
const TOLERANCE = {
  /** logits, losses, ponder cost: of the tensor's largest magnitude */
  value: 1e-5,
  /** gradients: of the tensor's largest magnitude … */
  gradient: 1e-4,
  /** … plus this much of the largest of all gradients, since halting heads may have gradients of 1e-9 beside others of 0.1 */
  gradientOfAll: 1e-6,
  /** parameters after AdamW, whose early updates are nearly signs: of the tensor's largest magnitude */
  parameter: 1e-4,
} as const;

const quantity = (
  name: QuantityReport["name"],
  { error, where }: { error: number; where?: string },
  tolerance: number,
): QuantityReport => ({
  name,
  error,
  tolerance,
  pass: error <= tolerance,
  where,
});

const worst = (
  expected: NamedTensors,
  errorOf: (name: string, tensor: HostTensor) => number,
): { error: number; where?: string } =>
  Object.entries(expected).reduce<{ error: number; where?: string }>(
    (most, [name, tensor]) => {
      const error = errorOf(name, tensor);
      return error > most.error ? { error, where: name } : most;
    },
    { error: 0 },
  );

const count = (
  name: QuantityReport["name"],
  actual: number | undefined,
  expected: number | undefined,
): QuantityReport[] => {
  if (expected === undefined) return [];
  const error = Math.abs((actual ?? NaN) - expected);
  const finite = Number.isNaN(error) ? Infinity : error;
  return [{ ...quantity(name, { error: finite }, 0), actual, expected }];
};

/** Reference names of the parameters that no gradient reaches. */
const missingNames = ({ config }: GoldenCase, missing: ReadonlySet<string>) =>
  new Set(
    referenceViews(config)
      .filter(({ entry }) => missing.has(entry))
      .map(({ name }) => name),
  );

const gradientReports = (
  golden: GoldenCase,
  { gradients, missing }: Computed,
): QuantityReport[] => {
  const { expected } = golden;
  const all = Object.values(expected.gradients).map(({ data }) =>
    largest(data),
  );
  const floor = (largest(all) * TOLERANCE.gradientOfAll) / TOLERANCE.gradient;
  const found = missingNames(golden, missing);
  const differ = [
    ...expected.noGradient.filter((name) => !found.has(name)),
    ...[...found].filter((name) => !expected.noGradient.includes(name)),
  ];
  return [
    quantity(
      "gradients",
      worst(expected.gradients, (name, { data }) =>
        relativeError(gradients[name]?.data ?? [], data, largest(data) + floor),
      ),
      TOLERANCE.gradient,
    ),
    quantity("no gradient", { error: differ.length, where: differ[0] }, 0),
  ];
};

async function adamWReports(
  engine: Engine,
  { config, weights, expected }: GoldenCase,
  params: Float32Array,
): Promise<QuantityReport[]> {
  if (!expected.adamW) return [];
  const { adamW, noGradient } = expected;
  const { losses, parameters } = await runUpdates(
    engine,
    config,
    params,
    adamW,
  );
  const changed = noGradient.filter(
    (name) =>
      relativeError(parameters[name]?.data ?? [], weights[name]?.data ?? []) >
      0,
  );
  return [
    quantity(
      "adamw losses",
      { error: relativeError(losses, adamW.losses) },
      TOLERANCE.value,
    ),
    quantity(
      "adamw parameters",
      worst(adamW.parameters, (name, { data }) =>
        relativeError(parameters[name]?.data ?? [], data),
      ),
      TOLERANCE.parameter,
    ),
    quantity("untouched", { error: changed.length, where: changed[0] }, 0),
  ];
}

/**
 * Verifies a case: logits, loss and ponder cost to 1e-5 of the largest magnitude; gradients to 1e-4 of the tensor's
 * largest plus 1e-6 of the largest of all; parameters after AdamW to 1e-4; steps, counts and untouched parameters
 * exactly.
 *
 * @param dir a case in the golden format
 * @param engine what computes
 * @returns the largest errors, and whether all are within tolerance
 * @throws {GoldenCaseError} when the folder is no such case
 */
export async function verifyCase(
  dir: string,
  engine: Engine,
): Promise<CaseReport> {
  const golden = readGoldenCase(dir);
  const { config, expected } = golden;
  const params = fromReferenceState(golden.weights, config);
  const computed = await compute(engine, config, params, golden.batch);
  const value = (
    name: QuantityReport["name"],
    actual: ArrayLike<number>,
    wanted: ArrayLike<number>,
  ) =>
    quantity(name, { error: relativeError(actual, wanted) }, TOLERANCE.value);
  const { ponderCost } = expected;
  const quantities = [
    value("logits", computed.logits.data, expected.logits.data),
    value("loss", [computed.loss], [expected.loss]),
    ...gradientReports(golden, computed),
    ...(await adamWReports(engine, golden, params)),
    ...(ponderCost === undefined
      ? []
      : [value("ponder cost", [computed.ponderCost ?? NaN], [ponderCost])]),
    ...count("steps taken", computed.stepsTaken, expected.stepsTaken),
    ...count("block passes", blockPasses(config), expected.blockPasses),
    ...count("parameters", params.length, expected.parameterCount),
  ];
  const pass = quantities.every((q) => q.pass);
  return { name: golden.name, pass, quantities };
}
