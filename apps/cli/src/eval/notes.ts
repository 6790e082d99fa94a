/** @file What a reader of an evaluation must know to read it rightly. */
import type { OpenModel } from "../open-model";
import { positionsNeeded, type EvalPlan } from "./plan";

/** The task that was trained, unless it is only taken to be that one. */
const trainedTask = ({
  task,
  imported,
}: OpenModel): OpenModel["task"] | undefined =>
  imported === undefined || imported.assumed.length === 0 ? task : undefined;

/** Positions of the sequences that were trained; absent where nobody said. */
async function trainedPositions(model: OpenModel): Promise<number | undefined> {
  const { sequenceLength, TASKS } = await import("@trm/tasks");
  const { name, length } = trainedTask(model) ?? {};
  const task = TASKS[name ?? ""];
  return task === undefined || length === undefined
    ? undefined
    : sequenceLength(task, length);
}

async function untrainedPositions(
  { task, lengths }: EvalPlan,
  model: OpenModel,
): Promise<string | undefined> {
  const trained = await trainedPositions(model);
  if (trained === undefined) return undefined;
  const beyond = lengths.filter(
    (length) => positionsNeeded(task, length) > trained,
  );
  if (beyond.length === 0) return undefined;
  const [one, needs] =
    beyond.length === 1 ? ["Length", "needs"] : ["Lengths", "need"];
  return `${one} ${beyond.join(", ")} of ${task.name} ${needs} positions beyond the ${trained} that were trained: their embeddings are as they were initialised, so this compares untrained embeddings, not algorithms.`;
}

function paperExamples(
  { protocol, lengths, task }: EvalPlan,
  model: OpenModel,
): string | undefined {
  const { name, length } = trainedTask(model) ?? {};
  if (protocol !== "paper" || task.name !== name) return undefined;
  if (length === undefined || !lengths.includes(length)) return undefined;
  return `At the training length ${length} the reference evaluates on examples of its own training; these prompts were never trained on, so the two numbers do not measure the same.`;
}

function sameSeed({ seed }: EvalPlan, model: OpenModel): string | undefined {
  return seed === model.seed
    ? `Seed ${seed} is the run's own: the first examples at its length are those of its evaluations during training (training never saw them).`
    : undefined;
}

/** The sentences that belong to this evaluation, in the order of their weight. */
export async function notesOn(
  plan: EvalPlan,
  model: OpenModel,
): Promise<string[]> {
  const notes = [
    await untrainedPositions(plan, model),
    paperExamples(plan, model),
    sameSeed(plan, model),
  ];
  return notes.filter((note) => note !== undefined);
}
