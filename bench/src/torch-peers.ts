/** @file The PyTorch peers, each a Python process. */

import { fileURLToPath } from "node:url";
import {
  checked,
  explainMissingTorch,
  loadPeer,
  type Peer,
  type PeerPlan,
  type PeerSetting,
  type PeerWorkload,
} from "./peer";
import { PeerProcess } from "./peer-process";

/** Both `src` and `dist` lie beside it. */
const SERVER = fileURLToPath(new URL("../peers/server.py", import.meta.url));

/** One way to run PyTorch. */
export interface TorchVariant {
  readonly name: string;
  /** A name in `server.py`. */
  readonly contestant: "step" | "uncached" | "cached";
  /** Runs the model through torch.compile. */
  readonly compile: boolean;
  /** What is measured; default one setting without parameters. */
  readonly settings?: readonly PeerSetting[];
}

/** Which PyTorch, on what. */
export interface TorchOptions {
  /** The interpreter. */
  readonly python: string;
  readonly workload: PeerWorkload;
  /** What this benchmark needs beside the workload. */
  readonly extra: object;
  /** Compares the peer's first results with ours; throws when they differ. */
  readonly check: (peer: Peer) => Promise<void>;
}

/** A plan for one peer; only torch.compile, which needs a compiler, is optional. */
export function planTorchPeer(
  variant: TorchVariant,
  options: TorchOptions,
): PeerPlan {
  return {
    name: variant.name,
    optional: variant.compile,
    start: () => startTorch(variant, options),
  };
}

async function startTorch(
  { name, contestant, compile, settings }: TorchVariant,
  { python, workload, extra, check }: TorchOptions,
): Promise<Peer> {
  const threads = `${workload.threads}`;
  const process = new PeerProcess(python, [SERVER], {
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    PYTHONDONTWRITEBYTECODE: "1",
  });
  const params = { contestant, compile, ...workload, ...extra };
  try {
    const peer = await loadPeer(name, process, params, settings);
    return await checked(peer, check);
  } catch (error) {
    throw explainMissingTorch(error, python);
  }
}
