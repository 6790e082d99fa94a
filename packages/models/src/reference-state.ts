/** @file Conversion from and to the reference implementation's state dict. */
import type { ModelConfig } from "./model-config";
import { ReferenceStateError } from "./errors";
import type { HostTensor } from "./host-tensor";
import { parameterLayout } from "./layout";
import { referenceViews, type ReferenceView } from "./reference-views";
import { showName, showShape } from "./safetensors-format";

const rowsAndColumns = ({ shape }: ReferenceView): [number, number] =>
  shape.length === 1 ? [1, shape[0] ?? 1] : [shape[0] ?? 1, shape[1] ?? 1];

/** Calls `visit(i, j)` for each element: index i of the reference tensor is index j of the flat vector. */
const walk = (
  view: ReferenceView,
  visit: (i: number, j: number) => void,
): void => {
  const [rows, columns] = rowsAndColumns(view);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      visit(
        r * columns + c,
        view.offset + r * view.rowStride + c * view.columnStride,
      );
    }
  }
};

/**
 * A flat vector (parameters, or gradients) under the reference's names and shapes.
 *
 * @param flat  [layout.size]
 */
export const toReferenceState = (
  flat: Float32Array,
  config: ModelConfig,
): Record<string, HostTensor> => {
  const state: Record<string, HostTensor> = {};
  for (const view of referenceViews(config)) {
    const [rows, columns] = rowsAndColumns(view);
    const data = new Float32Array(rows * columns);
    walk(view, (i, j) => {
      data[i] = flat[j] ?? Number.NaN;
    });
    state[view.name] = { dtype: "float32", shape: view.shape, data };
  }
  return state;
};

/** Second names under which a reference checkpoint holds its one shared block. */
const SECOND_NAME = /^(?:recurrence|dual_step)\.block\./;

/** The name of the parameter that a tensor holds; undefined for causal masks, which are no parameters. */
const parameterName = (name: string): string | undefined =>
  name.endsWith(".tril")
    ? undefined
    : name.replace(SECOND_NAME, "shared_block.");

type Tensors = Readonly<Record<string, HostTensor>>;

const checkNames = (
  tensors: Tensors,
  views: readonly ReferenceView[],
): void => {
  const known = new Set<string | undefined>(views.map(({ name }) => name));
  const missing = views.filter(({ name }) => !Object.hasOwn(tensors, name));
  const surplus = Object.keys(tensors).filter((name) => {
    const parameter = parameterName(name);
    return parameter !== undefined && !known.has(parameter);
  });
  const complaints = [
    missing.length > 0 &&
      `lacks ${list(missing.map(({ name, shape }) => `${name} ${showShape(shape)}`))}`,
    surplus.length > 0 && `has unknown ${list(surplus.map(showName))}`,
  ].filter((complaint) => complaint !== false);
  if (complaints.length > 0) {
    throw new ReferenceStateError(
      `The reference state ${complaints.join(" and ")}; check that the config is that of the weights.`,
    );
  }
};

const list = (names: readonly string[]): string =>
  names.slice(0, 5).join(", ") +
  (names.length > 5 ? ` and ${names.length - 5} more` : "");

const checkTensor = (
  name: string,
  tensor: HostTensor | undefined,
  shape: readonly number[],
): HostTensor => {
  if (tensor?.dtype !== "float32" || String(tensor.shape) !== String(shape)) {
    throw new ReferenceStateError(
      `Tensor ${name} must be float32 ${showShape(shape)}, received ${tensor?.dtype} ${showShape(tensor?.shape ?? [])}; check that the config is that of the weights.`,
    );
  }
  const at = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new ReferenceStateError(
      `Tensor ${name} must hold finite numbers, received ${tensor.data[at]} at index ${at}; the training that made it went wrong.`,
    );
  }
  return tensor;
};

/** A shared block under a second name is the same block: two that differ are no state of one model. */
const checkSecondNames = (tensors: Tensors): void => {
  for (const [name, tensor] of Object.entries(tensors)) {
    const parameter = parameterName(name);
    if (parameter === undefined || parameter === name) continue;
    const first = tensors[parameter];
    const { data } = checkTensor(name, tensor, first?.shape ?? []);
    if (first?.data.some((value, i) => value !== data[i]) === true) {
      throw new ReferenceStateError(
        `Tensor ${name} must equal ${parameter}, which it is a second name of, and it holds other numbers; the file is of no one model.`,
      );
    }
  }
};

/**
 * The flat vector of weights stored under the reference's names.
 *
 * Causal masks (`…tril`) are passed over, and so are second names of the shared block that hold the same numbers.
 *
 * @throws {ReferenceStateError} naming tensors that are missing, unknown, of another shape, not float32 or not finite
 */
export const fromReferenceState = (
  tensors: Tensors,
  config: ModelConfig,
): Float32Array => {
  const views = referenceViews(config);
  checkNames(tensors, views);
  const found = views.map(({ name, shape }) =>
    checkTensor(name, tensors[name], shape),
  );
  checkSecondNames(tensors);
  const flat = new Float32Array(parameterLayout(config).size);
  views.forEach((view, index) => {
    const { data } = found[index]!;
    walk(view, (i, j) => {
      flat[j] = data[i] ?? Number.NaN;
    });
  });
  return flat;
};
