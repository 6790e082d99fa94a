/** @file A training step: new batch, forward, backward, AdamW, the loss read back. */

import type { Engine } from "@trm/onnx/runtime";
import { createTrainStep, initialState, type TrainState } from "@trm/train";
import { assertClose } from "./agreement";
import { type Benchmark, type Checks, once, type Subject } from "./benchmark";
import { createContestant } from "./contestant";
import type { Peer, PeerWorkload } from "./peer";
import { planTorchPeer } from "./torch-peers";
import {
  describeSizes,
  withoutDropout,
  type Workload,
  workloadBatch,
} from "./workload";

/** Steps without dropout whose losses are compared: the later ones see AdamW too. */
const CHECKED_STEPS = 3;

/** A training step of ours and of PyTorch. */
export const STEP: Benchmark = {
  title:
    "One training step: new batch, forward, backward, AdamW, loss read back",
  peerSoftware: "PyTorch",
  parts: (workload, i) => {
    const { tokens, targets } = workloadBatch(workload, i);
    return [tokens, targets];
  },
  unit: "ms",
  settings: describeSizes,
  columns: ({ sequenceLength }) => sequenceLength,
  plan: planPeers,
  start: async ({ engine, workload }) => {
    const stepper = createStepper(engine, workload);
    return createContestant(
      `ours, ${engine.description}`,
      () => stepper.next(),
      () => stepper.release(),
    );
  },
};

const EAGER = {
  name: "PyTorch, eager",
  contestant: "step",
  compile: false,
} as const;
const COMPILED = {
  name: "PyTorch, torch.compile",
  contestant: "step",
  compile: true,
} as const;

function planPeers(
  { engine, workload, options }: Subject,
  files: PeerWorkload,
): Checks {
  const agreement: string[] = [];
  const ourLosses = once(async () => {
    const losses = await firstLosses(engine, withoutDropout(workload));
    agreement.push(describeLosses("ours", losses));
    return losses;
  });
  const check = async (peer: Peer) => {
    const result = await peer.check({ count: CHECKED_STEPS });
    const { losses } = result as { losses: number[] };
    const difference = assertClose(
      peer.name,
      "first losses",
      losses,
      await ourLosses(),
    );
    agreement.push(
      `${describeLosses(peer.name, losses)}, difference ${difference.toExponential(1)}`,
    );
  };
  const { learningRate, beta1, beta2, eps, weightDecay } =
    workload.train.training;
  const optimizer = { learningRate, beta1, beta2, eps, weightDecay };
  const { python, compile } = options;
  const torch = { python, workload: files, extra: { optimizer }, check };
  const variants = compile ? [EAGER, COMPILED] : [EAGER];
  const plans = variants.map((variant) => planTorchPeer(variant, torch));
  return { plans, agreement };
}

function describeLosses(name: string, losses: readonly number[]): string {
  const numbers = losses.map((loss) => loss.toFixed(6)).join(", ");
  return `first losses without dropout, ${name}: ${numbers}`;
}

/** A train step that remembers its state; every call takes the next batch. */
interface Stepper {
  /** @returns the loss */
  next(): Promise<number>;
  release(): Promise<void>;
}

function createStepper(engine: Engine, workload: Workload): Stepper {
  const { train, model, task, sizes } = workload;
  const step = createTrainStep(engine, train, task);
  let state: TrainState = initialState(model, sizes.seed);
  let count = 0;
  return {
    next: async () => {
      const result = await step.run(state, workloadBatch(workload, count));
      count += 1;
      state = result.state;
      return result.loss;
    },
    release: () => step.release(),
  };
}

async function firstLosses(
  engine: Engine,
  workload: Workload,
): Promise<number[]> {
  const stepper = createStepper(engine, workload);
  const losses: number[] = [];
  for (let i = 0; i < CHECKED_STEPS; i += 1) losses.push(await stepper.next());
  await stepper.release();
  return losses;
}
