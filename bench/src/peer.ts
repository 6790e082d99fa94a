/** @file A peer in a process of its own, from loading to the last round. */

import type { Contestant, Setting } from "./contestant";
import { DisagreementError, MissingPeerError, PeerError } from "./errors";
import type { PeerProcess } from "./peer-process";
import type { Unavailable } from "./report";

/** A tensor's place in a file of float32 numbers; offsets count numbers. */
export interface LayoutEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** The model and the data as every peer receives them. */
export interface PeerWorkload {
  readonly config: {
    readonly vocab_size: number;
    readonly block_size: number;
    readonly n_embd: number;
    readonly n_head: number;
    readonly passes: number;
    readonly tied: boolean;
    readonly dropout: number;
  };
  readonly threads: number;
  readonly seed: number;
  /** Path of the parameters, float32 in native byte order. */
  readonly weights: string;
  readonly layout: readonly LayoutEntry[];
  /** Path of the batches, int32: [batches, parts, B, T]; the benchmark says which parts. */
  readonly pool: string;
  readonly poolShape: readonly number[];
}

/** What a peer says of itself once it is loaded. */
interface Description {
  readonly parameters: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** A loaded peer. */
export interface Peer extends Contestant, Description {
  /** Results of the first iterations, to compare with ours. */
  check(params?: object): Promise<unknown>;
}

/** A setting of a peer, with what its process has to be told. */
export interface PeerSetting extends Omit<Setting, "round"> {
  readonly params: object;
}

const ONE_WAY: readonly PeerSetting[] = [
  { label: "", examples: 1, params: {} },
];

/** Loads a peer into its process; closes the process when that fails. */
export async function loadPeer(
  name: string,
  process: PeerProcess,
  params: object,
  settings = ONE_WAY,
): Promise<Peer> {
  const round = async (count: number, setting: object) => {
    const result = await process.request("round", { count, ...setting });
    return (result as { timesMs: number[] }).timesMs;
  };
  try {
    const description = (await process.request("load", params)) as Description;
    return {
      name,
      parameters: description.parameters,
      versions: description.versions,
      check: (params) => process.request("check", params),
      settings: settings.map(({ label, examples, params }) => ({
        label,
        examples,
        round: (count) => round(count, params),
      })),
      close: () => process.close(),
    };
  } catch (error) {
    await process.close();
    throw error;
  }
}

/**
 * @throws {DisagreementError} when the peer's model has another number of
 *   parameters than ours
 */
function assertSameParameters(peer: Peer, ours: number): void {
  if (peer.parameters !== ours) {
    throw new DisagreementError(
      `${peer.name} has ${peer.parameters} parameters, ours has ${ours}: ` +
        "the two are not the same model.",
    );
  }
}

/** A wish for a peer: how to get it, and whether the benchmark can do without. */
export interface PeerPlan {
  readonly name: string;
  /** Loads the peer and compares its first results with ours. */
  readonly start: () => Promise<Peer>;
  /** A failure is reported in the table rather than thrown. */
  readonly optional: boolean;
}

/**
 * Starts the peers one after the other.
 *
 * @param parameters of our model; every peer must have as many
 * @param say writes a line for the person who waits
 * @throws {MissingPeerError | DisagreementError | PeerError} of a peer that is not
 *   optional; those already started are closed
 */
export async function startPeers(
  plans: readonly PeerPlan[],
  parameters: number,
  say: (words: string) => void,
): Promise<{ peers: Peer[]; unavailable: Unavailable[] }> {
  const peers: Peer[] = [];
  const unavailable: Unavailable[] = [];
  for (const { name, start, optional } of plans) {
    try {
      say(`starting ${name}`);
      const peer = await start();
      peers.push(peer);
      assertSameParameters(peer, parameters);
    } catch (error) {
      if (optional && error instanceof PeerError) {
        unavailable.push({ name, reason: `unavailable: ${brief(error)}` });
        continue;
      }
      await closeAll(peers);
      throw error;
    }
  }
  return { peers, unavailable };
}

/** Ends the processes of all peers. */
export async function closeAll(peers: readonly Contestant[]): Promise<void> {
  await Promise.all(peers.map((peer) => peer.close()));
}

/** Runs `start` and closes the peer again when a check of it throws. */
export async function checked(
  peer: Peer,
  check: (peer: Peer) => Promise<void>,
): Promise<Peer> {
  try {
    await check(peer);
    return peer;
  } catch (error) {
    await peer.close();
    throw error;
  }
}

/** The first line of a message: compilers add pages. */
function brief(error: Error): string {
  return error.message.trim().split("\n")[0] ?? "";
}

/** Turns a failed start into the sentence that says what to install. */
export function explainMissingTorch(error: unknown, python: string): unknown {
  if (!(error instanceof PeerError)) return error;
  const install = `install it with "${python} -m pip install torch", or leave the peers out with --no-peers.`;
  if (error.kind === "missing-torch") {
    return new MissingPeerError(
      `PyTorch is not installed for ${python} (${brief(error)}): ${install}`,
    );
  }
  if (error.kind === "spawn") {
    return new MissingPeerError(
      `The Python interpreter ${python} cannot be started (${brief(error)}): choose another with --python, ${install}`,
    );
  }
  return error;
}
