/** @file Where the nodes of a session really ran, read from onnxruntime's profile of one run. */

/** One node of a profile. */
interface NodeEvent {
  readonly cat?: string;
  readonly name?: string;
  /** beginning and length, microseconds */
  readonly ts?: number;
  readonly dur?: number;
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

/** What a profile shows. */
export interface Placement {
  /** how many node runs it has, so that an empty one is not mistaken for a good one */
  readonly ran: number;
  /**
   * nodes that ran on the processor although they compute more than shapes, each as `BitwiseXor uint32[64,24]`, in the
   * order of their first run
   */
  readonly misplaced: readonly string[];
  /** whether a loop ended without having begun: where the nodes of its body run is not known yet */
  readonly skippedLoop: boolean;
}

const isKernel = ({ cat, name, args }: NodeEvent): boolean =>
  cat === "Node" &&
  name?.endsWith("_kernel_time") === true &&
  args?.provider !== undefined;

/** As `BitwiseXor uint32[64,24]`; undefined where the node is where it may be. */
const strayName = ({ args }: NodeEvent): string | undefined => {
  const { op_name = "", provider, output_type_shape = [] } = args ?? {};
  if (provider !== "CPUExecutionProvider") return undefined;
  const outputs = output_type_shape.flatMap((types) => Object.entries(types));
  const harmless =
    SMALL_ARITHMETIC.has(op_name) &&
    outputs.length > 0 &&
    outputs.every(([type, shape]) => isSmall(type, shape));
  if (harmless) return undefined;
  const made = outputs.map(([type, shape]) => `${type}[${shape}]`).join(", ");
  return `${op_name} ${made}`.trim();
};

/** Nodes run one after another, so whatever runs while a loop does is of its body. */
const isWithin = (
  { ts = 0, dur = 0 }: NodeEvent,
  { ts: begin = 0, dur: length = 0 }: NodeEvent,
): boolean => ts + dur > begin && ts < begin + length;

/** Whether no run of some loop had a node of its body in it. */
const skipsLoop = (nodes: readonly NodeEvent[]): boolean => {
  const loops = nodes.filter(({ args }) => args?.op_name === "Loop");
  const entered = new Set(
    loops
      .filter((loop) =>
        nodes.some((node) => node !== loop && isWithin(node, loop)),
      )
      .map(({ name }) => name),
  );
  return loops.some(({ name }) => !entered.has(name));
};

/**
 * Reads where nodes ran. Bodies of Loop are part of a profile as far as they ran.
 *
 * @param profile JSON as onnxruntime's profiler writes it
 */
export const readPlacement = (profile: string): Placement => {
  const events = JSON.parse(profile) as readonly NodeEvent[];
  const nodes = events.filter(isKernel);
  const strays = nodes.flatMap((node) => strayName(node) ?? []);
  return {
    ran: nodes.length,
    misplaced: [...new Set(strays)],
    skippedLoop: skipsLoop(nodes),
  };
};
