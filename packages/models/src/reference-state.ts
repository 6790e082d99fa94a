/** @file Conversion from and to the reference implementation's state dict. */
import type { ModelConfig } from "./model-config";
import { ReferenceStateError } from "./errors";
import type { HostTensor } from "./host-tensor";
import { parameterLayout } from "./layout";
import { referenceViews, type ReferenceView } from "./reference-views";

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

/** Buffers and second names of shared blocks, which a reference checkpoint holds and which are no parameters. */
const isRedundant = (name: string): boolean =>
  name.endsWith("tril") ||
  name.startsWith("recurrence.block.") ||
  name.startsWith("dual_step.block.");

const checkNames = (
  tensors: Readonly<Record<string, HostTensor>>,
  views: readonly ReferenceView[],
): void => {
  const known = new Set(views.map(({ name }) => name));
  const missing = views.filter(({ name }) => !Object.hasOwn(tensors, name));
  const surplus = Object.keys(tensors).filter(
    (name) => !known.has(name) && !isRedundant(name),
  );
  const complaints = [
    missing.length > 0 && `lacks ${list(missing.map(({ name }) => name))}`,
    surplus.length > 0 && `has unknown ${list(surplus)}`,
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

/**
 * The flat vector of weights stored under the reference's names.
 *
 * Causal masks (`…tril`) and second names of the shared block are passed over.
 *
 * @throws {ReferenceStateError} naming tensors that are missing, unknown, of another shape or not float32
 */
export const fromReferenceState = (
  tensors: Readonly<Record<string, HostTensor>>,
  config: ModelConfig,
): Float32Array => {
  const views = referenceViews(config);
  checkNames(tensors, views);
  const flat = new Float32Array(parameterLayout(config).size);
  for (const view of views) {
    const tensor = tensors[view.name];
    if (
      tensor?.dtype !== "float32" ||
      String(tensor.shape) !== String(view.shape)
    ) {
      throw new ReferenceStateError(
        `Tensor ${view.name} must be float32 [${view.shape.join(", ")}], received ${tensor?.dtype} [${tensor?.shape.join(", ")}]; check that the config is that of the weights.`,
      );
    }
    walk(view, (i, j) => {
      flat[j] = tensor.data[i] ?? Number.NaN;
    });
  }
  return flat;
};
