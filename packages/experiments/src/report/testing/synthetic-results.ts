/** @file Made-up results for any plan, for tests of figures and tables with axes of their own. No model was trained for them. */
import { modelConfigOf } from "@trm/train";
import { getTask } from "@trm/tasks";
import { blockPasses, gradientPasses } from "@trm/models";
import type { Plan, PlannedRun } from "../../plan/plan";
import type { RunRecord } from "../../record/record";
import type { Sweep } from "../../sweep/sweep";
import { syntheticRecord } from "./synthetic-record";

/** Made-up runs learn but for those of the truncated TRM with nothing normalised. */
const learns = ({ config }: PlannedRun): boolean =>
  config.arch !== "trm" ||
  config.model.gradient === "full" ||
  config.model.stateNorm === "xyz";

const recordOf = (run: PlannedRun): RunRecord => {
  const arch = learns(run) ? "dual-ut" : "trm";
  const record = syntheticRecord({ ...run, config: { ...run.config, arch } });
  const modelConfig = modelConfigOf(run.config, getTask(run.config.task));
  return {
    ...record,
    config: run.config,
    modelConfig,
    allowedPasses: blockPasses(modelConfig),
    gradientPasses: gradientPasses(modelConfig),
    trainingFlops: 1e9 * blockPasses(modelConfig) * modelConfig.nEmbd ** 2,
  };
};

/** A plan with a made-up result of every run. */
export const syntheticResults = (plan: Plan): Sweep => ({
  plan,
  records: new Map(plan.runs.map((run) => [run.id, recordOf(run)])),
  missing: [],
  failures: new Map(),
});
