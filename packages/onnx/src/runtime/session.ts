/** @file One onnxruntime session: made with the same options everywhere, and proven to run on its device. */
import type { InferenceSession } from "onnxruntime-node";
import { DeviceError, RuntimeError } from "../errors";
import { inspectCuda } from "./cuda-machine";
import { cudaProblems, describeProblems } from "./cuda-problems";
import { nativeReason } from "./native-reason";
import type { NativeSession, SessionFactory, Tensors } from "./native-session";
import { PlacementProof, Profile, type SessionLog } from "./placement-proof";

/** Where and how a session runs. */
export interface SessionPlace {
  /** execution provider */
  readonly device: string;
  /** threads inside an operator; 0 lets onnxruntime choose */
  readonly threads: number;
}

/** A model that is ready to run. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** @throws {DeviceError} from the first run on in which a node ran elsewhere */
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/**
 * Makes a session. On a device other than the processor, runs are profiled until every node has been seen, mostly the
 * first one alone. Nodes that ran on the processor although they are no arithmetic on shapes are an error: an
 * accelerator that silently hands work to the processor would be slow and go unnoticed.
 *
 * @param model bytes of an ONNX model
 * @param log takes down what profiles show
 * @throws {RuntimeError} when onnxruntime refuses the model
 * @throws {DeviceError} when the device does not work here, saying what is missing
 */
export const createSession = async (
  ort: SessionFactory,
  model: Uint8Array,
  place: SessionPlace,
  log: SessionLog = { proven: 0, misplaced: new Set() },
): Promise<Session> => {
  const open = async (profile?: Profile): Promise<NativeSession> => {
    const options = { ...sessionOptions(place), ...profile?.options };
    try {
      return await ort.InferenceSession.create(model, options);
    } catch (cause) {
      profile?.remove();
      throw await creationError(place.device, cause);
    }
  };
  if (place.device === "cpu") return plain(await open());
  const openProfiled = async () => {
    const profile = new Profile();
    return { session: await open(profile), profile };
  };
  const first = await openProfiled();
  const proof = new PlacementProof(first, openProfiled, place.device, log);
  return {
    ...plain(first.session),
    run: (feeds) => proof.run(feeds),
    release: () => proof.release(),
  };
};

/** The options of every session. */
export const sessionOptions = ({
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

/** What a refused session means: of the model on the processor, of the machine on any other device. */
const creationError = async (
  device: string,
  cause: unknown,
): Promise<Error> => {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = nativeReason(message);
  if (device === "cpu")
    return new RuntimeError(`onnxruntime refused the graph: ${reason}`, {
      cause,
    });
  const problems = device === "cuda" ? cudaProblems(await inspectCuda()) : [];
  return new DeviceError(
    problems.length > 0
      ? `device "${device}" cannot run here: ${describeProblems(problems)}`
      : `device "${device}" cannot run here (${reason}): use the device cpu`,
    { cause },
  );
};
