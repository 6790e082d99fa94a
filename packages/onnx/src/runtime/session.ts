/** @file One onnxruntime session: made with the same options everywhere, and proven to run on its device. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { DeviceError, RuntimeError } from "../errors";
import { inspectCuda } from "./cuda-machine";
import { cudaProblems, describeProblems } from "./cuda-problems";
import { nativeReason } from "./native-reason";
import { readPlacement } from "./placement";

/** Where and how a session runs. */
export interface SessionPlace {
  /** execution provider */
  readonly device: string;
  /** threads inside an operator; 0 lets onnxruntime choose */
  readonly threads: number;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A model that is ready to run. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** @throws {DeviceError} after the first run, when a node of it ran elsewhere */
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** The part of onnxruntime's session that is used. */
export type NativeSession = Pick<
  InferenceSession,
  "inputNames" | "outputNames" | "run" | "endProfiling" | "release"
>;

/** The part of onnxruntime-node that is used. */
export interface SessionFactory {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: InferenceSession.SessionOptions,
    ): Promise<NativeSession>;
  };
}

/**
 * Makes a session. On a device other than the processor, the first run is profiled, and nodes that ran on the processor
 * although they are no arithmetic on shapes are an error: an accelerator that silently hands work to the processor
 * would be slow and go unnoticed.
 *
 * @param model bytes of an ONNX model
 * @throws {RuntimeError} when onnxruntime refuses the model
 * @throws {DeviceError} when the device does not work here, saying what is missing
 */
export const createSession = async (
  ort: SessionFactory,
  model: Uint8Array,
  place: SessionPlace,
): Promise<Session> => {
  const profile = place.device === "cpu" ? undefined : new Profile();
  const options = { ...sessionOptions(place), ...profile?.options };
  try {
    const session = await ort.InferenceSession.create(model, options);
    return profile ? proven(session, profile, place) : plain(session);
  } catch (cause) {
    profile?.remove();
    throw creationError(place.device, cause);
  }
};

const sessionOptions = ({
  device,
  threads,
}: SessionPlace): InferenceSession.SessionOptions => ({
  executionProviders: [device],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  // No slower without, and a large model's second step does not double its memory.
  enableMemPattern: false,
});

const plain = (session: NativeSession): Session => ({
  inputNames: session.inputNames,
  outputNames: session.outputNames,
  run: (feeds) => session.run(feeds),
  release: () => session.release(),
});

const proven = (
  session: NativeSession,
  profile: Profile,
  { device }: SessionPlace,
): Session => {
  let checked = false;
  return {
    ...plain(session),
    run: async (feeds) => {
      const results = await session.run(feeds);
      if (!checked) checkPlacement(profile.end(session), device);
      checked = true;
      return results;
    },
    release: async () => {
      profile.remove();
      await session.release();
    },
  };
};

/** @throws {DeviceError} naming at most three nodes */
const checkPlacement = (profile: string, device: string): void => {
  const { ran, misplaced } = readPlacement(profile);
  if (ran > 0 && misplaced.length === 0) return;
  const named = misplaced.slice(0, 3).join("; ");
  const more = misplaced.length > 3 ? ` and ${misplaced.length - 3} more` : "";
  throw new DeviceError(
    ran === 0
      ? `device "${device}" cannot be proven to run the graph: onnxruntime's profile of the first run names no node`
      : `device "${device}" left nodes to the processor (${named}${more}): onnxruntime has no kernel for them there, so use the device cpu for this graph`,
  );
};

/** The profile of a session's first run, in a folder of its own. */
class Profile {
  private readonly folder = mkdtempSync(join(tmpdir(), "trm-profile-"));

  get options(): InferenceSession.SessionOptions {
    return {
      enableProfiling: true,
      profileFilePrefix: join(this.folder, "run"),
    };
  }

  /** Ends profiling, so that later runs pay nothing. */
  end(session: NativeSession): string {
    session.endProfiling();
    const [file] = readdirSync(this.folder);
    const text =
      file === undefined ? "[]" : readFileSync(join(this.folder, file), "utf8");
    this.remove();
    return text;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a refused session means: of the model on the processor, of the machine on any other device. */
const creationError = (device: string, cause: unknown): Error => {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = nativeReason(message);
  if (device === "cpu")
    return new RuntimeError(`onnxruntime refused the graph: ${reason}`, {
      cause,
    });
  const problems = device === "cuda" ? cudaProblems(inspectCuda()) : [];
  return new DeviceError(
    problems.length > 0
      ? `device "${device}" cannot run here: ${describeProblems(problems)}`
      : `device "${device}" cannot run here (${reason}): use the device cpu`,
    { cause },
  );
};
