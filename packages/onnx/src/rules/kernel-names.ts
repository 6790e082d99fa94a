/** @file The kernel names that the rule table must cover, as types. */

type TfjsCore = typeof import("@tensorflow/tfjs-core");

/** A kernel of tfjs-core: it exports one constant per kernel whose value is its own name. */
type TfjsKernelName = {
  [Name in keyof TfjsCore]: TfjsCore[Name] extends Name ? Name : never;
}[keyof TfjsCore];

/** A kernel that a model declares beside TF.js's own. */
type ModelKernelName = "LayerNorm" | "Gelu" | "DropoutMask";

/** Every kernel with an entry in the rule table. */
export type KernelName = TfjsKernelName | ModelKernelName;
