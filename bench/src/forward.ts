/** @file A forward pass: new tokens in, logits of all positions read back. */

import { fileURLToPath } from "node:url";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { forward, parameterLayout, unflatten } from "@trm/models";
import type { Engine } from "@trm/onnx/runtime";
import { assertClose } from "./agreement";
import { type Benchmark, type Checks, once, type Subject } from "./benchmark";
import { createContestant } from "./contestant";
import { checked, loadPeer, type Peer, type PeerWorkload } from "./peer";
import { PeerProcess } from "./peer-process";
import { describeSizes, type Workload, workloadBatch } from "./workload";

/** The TF.js peer's script, built beside this one. */
const TFJS_PEER = fileURLToPath(new URL("./tfjs-peer.js", import.meta.url));

const BACKENDS = ["wasm", "cpu"] as const;

/** A forward pass of ours and of TF.js's backends. */
export const FORWARD: Benchmark = {
  title: "One forward pass: new tokens in, logits of all positions read back",
  peerSoftware: "TF.js",
  parts: (workload, i) => [workloadBatch(workload, i).tokens],
  unit: "ms",
  settings: describeSizes,
  columns: ({ sequenceLength }) => sequenceLength,
  plan: planPeers,
  start: async ({ engine, workload }) => {
    const ours = await createForward(engine, workload);
    return createContestant(
      `ours, ${engine.description}`,
      () => ours.next(),
      () => ours.release(),
    );
  },
};

function planPeers({ engine, workload }: Subject, files: PeerWorkload): Checks {
  const ourLogits = once(() => firstLogits(engine, workload));
  const agreement: string[] = [];
  const check = async (peer: Peer) => {
    const { logits } = (await peer.check()) as { logits: number[] };
    const difference = assertClose(
      peer.name,
      "logits",
      logits,
      await ourLogits(),
    );
    agreement.push(
      `logits of ${peer.name}: largest difference ${difference.toExponential(1)}`,
    );
  };
  const plans = BACKENDS.map((backend) => ({
    name: tfjsName(backend),
    optional: false,
    start: () => startTfjs(backend, files, check),
  }));
  return { plans, agreement };
}

/** Node runs both backends on one thread. */
function tfjsName(backend: string): string {
  return `TF.js, ${backend} backend, 1 thread`;
}

async function startTfjs(
  backend: string,
  files: PeerWorkload,
  check: (peer: Peer) => Promise<void>,
): Promise<Peer> {
  const child = new PeerProcess(process.execPath, [TFJS_PEER]);
  const peer = await loadPeer(tfjsName(backend), child, { ...files, backend });
  return checked(peer, check);
}

interface Forward {
  /** Logits of the next batch, [B, T, V]. */
  next(): Promise<ArrayLike<number>>;
  release(): Promise<void>;
}

async function createForward(
  engine: Engine,
  workload: Workload,
): Promise<Forward> {
  const { model, params, sizes, sequenceLength: T } = workload;
  const layout = parameterLayout(model);
  const shape = [sizes.batch, T];
  const compiled = await engine.compile(
    ({ params, tokens }) => ({
      logits: forward(
        unflatten(params as Tensor1D, layout),
        tokens as Tensor2D,
        model,
      ).logits,
    }),
    {
      params: { dtype: "float32", shape: [layout.size] },
      tokens: { dtype: "int32", shape },
    },
  );
  let count = 0;
  return {
    next: async () => {
      const { tokens } = workloadBatch(workload, count);
      count += 1;
      const { logits } = await compiled.run({
        params: { dtype: "float32", shape: [layout.size], data: params },
        tokens: { dtype: "int32", shape, data: tokens },
      });
      return logits?.data ?? [];
    },
    release: () => compiled.release(),
  };
}

async function firstLogits(
  engine: Engine,
  workload: Workload,
): Promise<ArrayLike<number>> {
  const ours = await createForward(engine, workload);
  const logits = await ours.next();
  await ours.release();
  return logits;
}
