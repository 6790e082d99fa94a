/** @file Proves by profiles that a session runs on its device. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { DeviceError } from "../errors";
import type { NativeSession, Tensors } from "./native-session";
import { readPlacement } from "./placement";

/** What the profiles of an engine's sessions have shown. */
export interface SessionLog {
  /** sessions whose every node ran where it must */
  proven: number;
  /** nodes that did not, as `BitwiseXor uint32[64,24]` */
  readonly misplaced: Set<string>;
}

/** The profile of one run, in a folder of its own. */
export class Profile {
  readonly #folder = mkdtempSync(join(tmpdir(), "trm-profile-"));

  get options(): InferenceSession.SessionOptions {
    return {
      enableProfiling: true,
      profileFilePrefix: join(this.#folder, "run"),
    };
  }

  /** Ends profiling, so that later runs pay nothing. @returns JSON, without an event where nothing was written */
  end(session: NativeSession): string {
    try {
      session.endProfiling();
      const [file] = readdirSync(this.#folder);
      return file === undefined
        ? "[]"
        : readFileSync(join(this.#folder, file), "utf8");
    } finally {
      this.remove();
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A session that is profiled until it is proven. */
export interface ProfiledSession {
  readonly session: NativeSession;
  readonly profile: Profile;
}

/** Runs a session, profiled as long as a node has not been seen yet. */
export class PlacementProof {
  readonly #open: () => Promise<ProfiledSession>;
  readonly #device: string;
  readonly #log: SessionLog;
  /** Absent after a run that did not show all: a session is profiled once. */
  #current: ProfiledSession | undefined;
  /** Undefined until there is one, and then for good. */
  #verdict: "proven" | DeviceError | undefined;
  /** The newest run that may be profiled. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param open makes the session once more */
  constructor(
    first: ProfiledSession,
    open: () => Promise<ProfiledSession>,
    device: string,
    log: SessionLog,
  ) {
    this.#current = first;
    this.#open = open;
    this.#device = device;
    this.#log = log;
  }

  /** Runs wait for one another until the verdict, since a profile ends once. @throws {DeviceError} as the verdict was */
  async run(feeds: Tensors): Promise<Tensors> {
    if (this.#verdict === "proven") return this.#session().run(feeds);
    const run = this.#last.then(() => this.#runInTurn(feeds));
    this.#last = run.catch(() => {});
    return run;
  }

  async release(): Promise<void> {
    await this.#last;
    this.#current?.profile.remove();
    await this.#current?.session.release();
    this.#current = undefined;
  }

  #session(): NativeSession {
    if (!this.#current) throw new Error("the session has been released");
    return this.#current.session;
  }

  async #runInTurn(feeds: Tensors): Promise<Tensors> {
    if (this.#verdict instanceof DeviceError) throw this.#verdict;
    this.#current ??= await this.#open();
    const { session, profile } = this.#current;
    const results = await session.run(feeds);
    if (this.#verdict === "proven") return results;
    this.#verdict = this.#judge(session, profile);
    if (this.#verdict instanceof DeviceError) throw this.#verdict;
    if (this.#verdict === undefined) {
      this.#current = undefined;
      await session.release();
    }
    return results;
  }

  /** @returns undefined where the run left a loop out, so that another has to show its body */
  #judge(
    session: NativeSession,
    profile: Profile,
  ): "proven" | DeviceError | undefined {
    try {
      const { ran, misplaced, skippedLoop } = readPlacement(
        profile.end(session),
      );
      for (const node of misplaced) this.#log.misplaced.add(node);
      if (misplaced.length > 0) return strayError(this.#device, misplaced);
      if (ran === 0) return unprovenError(this.#device, "it names no node");
      if (skippedLoop) return undefined;
      this.#log.proven += 1;
      return "proven";
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return unprovenError(this.#device, reason);
    }
  }
}

/** Names at most three nodes. */
const strayError = (
  device: string,
  misplaced: readonly string[],
): DeviceError => {
  const named = misplaced.slice(0, 3).join("; ");
  const more = misplaced.length > 3 ? ` and ${misplaced.length - 3} more` : "";
  return new DeviceError(
    `device "${device}" left nodes to the processor (${named}${more}): onnxruntime has no kernel for them there, so use the device cpu for this graph`,
  );
};

const unprovenError = (device: string, reason: string): DeviceError =>
  new DeviceError(
    `device "${device}" cannot be proven to run the graph by onnxruntime's profile of a run: ${reason}`,
  );
