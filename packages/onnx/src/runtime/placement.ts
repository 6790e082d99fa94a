/** @file Where the nodes of a session really ran, read from onnxruntime's profile of one run. */

/** One node of a profile. */
interface NodeEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    /** one record per output, element type to shape */
    readonly output_type_shape?: readonly Readonly<
      Record<string, readonly number[]>
    >[];
  };
}

/**
 * Operators that may run on the processor when all they give are a few integers: arithmetic on shapes, which
 * onnxruntime puts there on purpose since shapes are needed there, and the key of a dropout mask.
 */
const SMALL_ARITHMETIC: ReadonlySet<string> = new Set([
  ...["Add", "BitShift", "BitwiseXor", "Cast", "Concat", "Div", "Equal"],
  ...["Expand", "Gather", "Greater", "Identity", "Less", "Max", "Min", "Mod"],
  ...["Mul", "Neg", "Range", "ReduceProd", "ReduceSum", "Reshape", "Shape"],
  ...["Size", "Slice", "Squeeze", "Sub", "Unsqueeze", "Where"],
]);

const SMALL_TYPES: ReadonlySet<string> = new Set([
  ...["bool", "int32", "int64", "uint32"],
]);

/** Elements; a shape has fewer than ten, a table of a dropout mask one per value of a byte. */
const SMALL_SIZE = 256;

const isSmall = (type: string, shape: readonly number[]): boolean =>
  SMALL_TYPES.has(type) &&
  shape.reduce((product, extent) => product * extent, 1) <= SMALL_SIZE;

/**
 * The nodes that ran on the processor although they compute more than shapes, each as `BitwiseXor uint32[64,24]`, in
 * the order of their first run. Bodies of Loop and If are part of the profile.
 *
 * @param profile JSON as onnxruntime's profiler writes it
 * @returns `ran`: how many node runs the profile has, so that an empty one is not mistaken for a good one
 */
export const readPlacement = (
  profile: string,
): { readonly ran: number; readonly misplaced: readonly string[] } => {
  const events = JSON.parse(profile) as readonly NodeEvent[];
  const nodes = events.filter(
    ({ cat, name, args }) =>
      cat === "Node" && name?.endsWith("_kernel_time") && args?.provider,
  );
  const misplaced = nodes.flatMap(({ args }) => {
    const { op_name = "", provider, output_type_shape = [] } = args ?? {};
    if (provider !== "CPUExecutionProvider") return [];
    const outputs = output_type_shape.flatMap((types) => Object.entries(types));
    const harmless =
      SMALL_ARITHMETIC.has(op_name) &&
      outputs.length > 0 &&
      outputs.every(([type, shape]) => isSmall(type, shape));
    if (harmless) return [];
    const made = outputs.map(([type, shape]) => `${type}[${shape}]`).join(", ");
    return [`${op_name} ${made}`.trim()];
  });
  return { ran: nodes.length, misplaced: [...new Set(misplaced)] };
};
