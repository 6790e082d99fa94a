/** @file The seven architectures as rows of one table; an ablation overrides one column. */
import { UnknownArchitectureError } from "./errors";
import { suggestion } from "./near-name";

/** Every block its own weights, or one block applied again and again. */
export const BLOCKS = ["distinct", "shared"] as const;
/** The state is one stream, or a solution y and a reasoning z. */
export const STREAMS = [1, 2] as const;
/** How the solutions y_0, y_1, … of the steps become one output. */
export const HALTING = ["none", "act", "q"] as const;
/** Which block applications carry gradient. */
export const GRADIENT = ["full", "per-step", "last-cycle", "last-k"] as const;
/** What the loss looks at: the output, every step's solution, or one step at a time with carried states. */
export const SUPERVISION = ["last", "every-step", "carried"] as const;
/** Which states pass through a LayerNorm without parameters. */
export const STATE_NORM = ["none", "yz", "xyz"] as const;
/** LayerNorm before each sublayer (GPT-2), or after its residual addition. */
export const BLOCK_NORM = ["pre", "post"] as const;
/** Whether y_0 and z_0 are learned, or stay as they were drawn. */
export const INITIAL_STATE = ["learned", "fixed"] as const;
/** Where q is read: at the first position, or at every position for what is seen by then, a sequence's at its last. */
export const Q_POSITION = ["first", "last"] as const;

/** The design space: one column per choice. */
export interface Design {
  readonly blocks: (typeof BLOCKS)[number];
  /** Add the learned embedding e_s of step s before the block. */
  readonly stepEmbedding: boolean;
  /** 1: h = B(h + e_s). 2: z = B(x + y + z + e_s), y = B(y + z + e_s). */
  readonly streams: (typeof STREAMS)[number];
  readonly halting: (typeof HALTING)[number];
  readonly gradient: (typeof GRADIENT)[number];
  readonly supervision: (typeof SUPERVISION)[number];
  readonly stateNorm: (typeof STATE_NORM)[number];
  readonly blockNorm: (typeof BLOCK_NORM)[number];
  /** Standard deviation at which token and position embeddings start. */
  readonly embeddingStd: number;
  /** x = embeddingScale (token embedding + position embedding). */
  readonly embeddingScale: number;
  /** Of y_0 and z_0; fixed, they have neither gradient nor decay. */
  readonly initialState: (typeof INITIAL_STATE)[number];
  /** Standard deviation at which y_0 and z_0 start. */
  readonly initialStateStd: number;
  /** Where q-halting reads q; with "last" training asks it alone, and a forward runs every step. */
  readonly qPosition: (typeof Q_POSITION)[number];
  /** Weight in the loss of q's cross entropy with "the whole sequence is right"; above 0, a sequence that halts drops out. */
  readonly haltLossWeight: number;
}

/** The seven architectures of the paper. */
export type ArchitectureId =
  | "dense"
  | "iterative"
  | "iterative-step"
  | "ut"
  | "dual-ut"
  | "dual-nested-ut"
  | "trm";

/** One architecture: its names and its place in the design space. */
export interface ArchitectureRow extends Design {
  /** Name in the paper. */
  readonly title: string;
  /** Name in the paper's reference implementation. */
  readonly referenceId: string;
  /** A step holds H outer loops of L inner loops each; otherwise one of each. */
  readonly nested: boolean;
}

/** The simplest point of the design space; rows say how they differ from it. */
const PLAIN: Design & { readonly nested: boolean } = {
  blocks: "shared",
  stepEmbedding: true,
  streams: 1,
  nested: false,
  halting: "none",
  gradient: "full",
  supervision: "last",
  stateNorm: "none",
  blockNorm: "pre",
  embeddingStd: 0.02,
  embeddingScale: 1,
  initialState: "learned",
  initialStateStd: 0.02,
  qPosition: "first",
  haltLossWeight: 0,
};

/**
 * From Dense Transformer to Autoregressive TRM, one idea at a time.
 *
 * @see "Tiny Autoregressive Recursive Models", arXiv 2603.08082
 */
export const ARCHITECTURES: Readonly<Record<ArchitectureId, ArchitectureRow>> =
  {
    dense: {
      ...PLAIN,
      title: "Dense Transformer",
      referenceId: "gpt",
      blocks: "distinct",
      stepEmbedding: false,
    },
    iterative: {
      ...PLAIN,
      title: "Iterative Transformer",
      referenceId: "gpt_level1",
      stepEmbedding: false,
    },
    "iterative-step": {
      ...PLAIN,
      title: "Iterative Step Transformer",
      referenceId: "gpt_level2",
    },
    ut: {
      ...PLAIN,
      title: "Universal Transformer",
      referenceId: "ut",
      halting: "act",
    },
    "dual-ut": {
      ...PLAIN,
      title: "Dual UT",
      referenceId: "ut_level1",
      streams: 2,
      halting: "act",
    },
    "dual-nested-ut": {
      ...PLAIN,
      title: "Dual Nested UT",
      referenceId: "ut_level2",
      streams: 2,
      nested: true,
      halting: "act",
      gradient: "last-cycle",
    },
    trm: {
      ...PLAIN,
      title: "Autoregressive TRM",
      referenceId: "trm",
      streams: 2,
      nested: true,
      halting: "q",
      gradient: "last-cycle",
    },
  };

/** The ids, in the order of the paper. */
export const ARCHITECTURE_IDS: readonly ArchitectureId[] = [
  "dense",
  "iterative",
  "iterative-step",
  "ut",
  "dual-ut",
  "dual-nested-ut",
  "trm",
];

/** Reference ids as aliases: `gpt_level1` is `iterative`. */
export const REFERENCE_IDS: ReadonlyMap<string, ArchitectureId> = new Map(
  ARCHITECTURE_IDS.map((id) => [ARCHITECTURES[id].referenceId, id]),
);

/**
 * The architecture that a name or a reference id stands for.
 *
 * @throws {UnknownArchitectureError} naming the nearest known name
 */
export const resolveArchitecture = (name: string): ArchitectureId => {
  const id =
    ARCHITECTURE_IDS.find((known) => known === name) ?? REFERENCE_IDS.get(name);
  if (id !== undefined) return id;
  throw new UnknownArchitectureError(
    `Unknown architecture "${name.slice(0, 80)}"${suggestion(name, ARCHITECTURE_IDS)}`,
    { keys: ["arch"] },
  );
};
