/** @file A model with everything that its folder says of it. */
import type { ModelDescription } from "./folder-config";

/** A model and everything its folder says of it. */
export interface TrainedModel extends ModelDescription {
  /** flat, [layout.size] */
  readonly params: Float32Array;
}
