/** @file Names for people: from the tables of architectures and tasks; what they do not know is shown as it is. */
import { ARCHITECTURES } from "@trm/models";
import { metricWords, speaksForItself } from "../claims/words";

/** What a name is looked up in: the table of architectures, or a longer one. */
export type TitleTable = Readonly<Record<string, { readonly title: string }>>;

/**
 * The title of an architecture.
 *
 * @param id such as `dual-ut`; one that the table does not know is its own title
 */
export const architectureTitle = (
  id: string,
  table: TitleTable = ARCHITECTURES,
): string => (Object.hasOwn(table, id) ? table[id]?.title : undefined) ?? id;

/** The title of a task: its name, as a heading has it. */
export const taskTitle = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");

/** A metric or an axis in words: `charAcc` is "characters right", `model.gradient` is "gradient". */
export const keyTitle = (key: string): string =>
  key === "arch"
    ? "architecture"
    : metricWords(key.slice(key.lastIndexOf(".") + 1));

/**
 * A value of an axis in words: the title of an architecture or a task, a word as it is, and `learningRate 0.001` for what
 * says nothing alone.
 */
export const labelTitle = (
  axis: string,
  label: string,
  architectures?: TitleTable,
): string => {
  if (axis === "arch") return architectureTitle(label, architectures);
  if (axis === "task") return taskTitle(label);
  return speaksForItself(label) ? label : `${keyTitle(axis)} ${label}`;
};
