/** @file `trm tasks list` and `trm tasks sample`: what is learned, as text. */
import type { Command } from "@commander-js/extra-typings";
import { choiceFlag, countFlag, integerFlag, MOST, seedFlag } from "../flags";
import type { Output } from "../output";
import { formatTable } from "../table";

/** Adds `trm tasks`. */
export function registerTasks(program: Command, output: Output): void {
  const tasks = program
    .command("tasks")
    .description("list the tasks, or print examples of one");
  registerList(tasks, output);
  registerSample(tasks, output);
}

function registerList(tasks: Command, output: Output): void {
  tasks
    .command("list")
    .description("list the tasks")
    .option("--json", "print JSON")
    .action(async ({ json }) => {
      const { TASKS } = await import("@trm/tasks");
      const rows = Object.values(TASKS).map((task) => ({
        name: task.name,
        description: task.description,
        difficulty: task.difficulty?.name,
      }));
      if (json) {
        output.json(rows);
        return;
      }
      const columns = [
        { title: "task", cell: (row: (typeof rows)[number]) => row.name },
        {
          title: "description",
          cell: (row: (typeof rows)[number]) => row.description,
        },
      ];
      output.data(formatTable(columns, rows));
    });
}

const parseLength = countFlag("--length", MOST.length);
const parseCount = countFlag("--count", MOST.examples);

function registerSample(tasks: Command, output: Output): void {
  tasks
    .command("sample")
    .description("print examples of a task, the same on every machine")
    .argument("<task>", "name of the task, see `trm tasks list`")
    .option("--length <n>", "digits of an operand", parseLength, 10)
    .option("--count <n>", "number of examples", parseCount, 10)
    .option("--seed <n>", "seed", seedFlag("--seed"), 1337)
    .option(
      "--split <name>",
      "train or eval; no prompt is in both",
      choiceFlag("--split", ["train", "eval"]),
      "train" as const,
    )
    .option(
      "--start <n>",
      "index of the first example",
      integerFlag("--start", { min: 0 }),
      0,
    )
    .option("--json", "print JSON: a list of prompt, answer and text")
    .action(async (name, { length, count, seed, split, start, json }) => {
      const { example, getTask } = await import("@trm/tasks");
      const task = getTask(name);
      const examples = Array.from({ length: count }, (_, i) =>
        example(task, { length, seed, split, index: start + i }),
      );
      if (json) output.json(examples);
      else
        output.data(examples.map(({ text }) => `${text.trimEnd()}\n`).join(""));
    });
}
