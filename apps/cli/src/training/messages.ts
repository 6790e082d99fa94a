/** @file What the command and the process that trains for it say to each other: plain data. */
import type { Evaluation } from "@trm/eval";
import type { Execution, PlannedRun } from "@trm/experiments";
import type { ModelConfig } from "@trm/models";
import type {
  EvaluationValues,
  StoppedEarly,
  TrainConfig,
  TrainEvent,
  VerifyRunEvent,
  VerifyRunResult,
} from "@trm/train";
import type { DeviceFlags } from "../device-flags";
import type { PackedError } from "./packed-error";

/** Where a run goes on, if not where it was started. */
export interface Elsewhere extends DeviceFlags {
  readonly threads?: number;
}

/** What to train, and where the run lies. */
export interface TrainingRequest {
  /** Of a new run; absent, the run in the folder goes on from its newest checkpoint. */
  readonly config?: TrainConfig;
  readonly dir: string;
  /** Folder whose weights a new run starts from; absent, its seed makes them. */
  readonly init?: string;
  readonly elsewhere?: Elsewhere;
}

/** Which steps of a run to repeat, and where. */
export interface RepeatRequest {
  readonly dir: string;
  /** Steps of checkpoints. */
  readonly from?: number;
  readonly to?: number;
  readonly elsewhere?: Elsewhere;
}

/** Which run of a sweep to train, and where the sweep lies. */
export interface SweepRunRequest {
  readonly dir: string;
  readonly run: PlannedRun;
  /** A holder on another machine that has shown no sign of life for so long is taken over, ms; absent, never. */
  readonly leaseMs?: number;
}

/** What a trainer is started for. */
export type Job =
  | { readonly type: "train"; readonly request: TrainingRequest }
  | { readonly type: "repeat"; readonly request: RepeatRequest }
  | { readonly type: "sweep-run"; readonly request: SweepRunRequest };

/** How a run ended, without its weights. */
export interface TrainerResult {
  readonly status: "completed" | "interrupted";
  /** Train steps done. */
  readonly step: number;
  /** Nats, of the last step; absent where no step ran. */
  readonly loss?: number;
  /** Metrics of the last evaluation. */
  readonly evaluation?: EvaluationValues;
  /** Why it was over before its last step; absent where it was not. */
  readonly stoppedEarly?: StoppedEarly;
  /** The last evaluation in full. */
  readonly latest?: Evaluation;
  readonly modelConfig: ModelConfig;
  /** Wall time of training and evaluation, s. */
  readonly seconds: number;
}

/** To the process that trains: what to do, then perhaps that it shall stop after the step under way. */
export type ToTrainer = Job | { readonly type: "stop" };

/** From it: how it goes, and in the end how it went; the result is absent where it was stopped before it began. */
export type FromTrainer =
  | { readonly type: "event"; readonly event: TrainEvent }
  | { readonly type: "words"; readonly text: string }
  | { readonly type: "end"; readonly result?: TrainerResult }
  | { readonly type: "ran"; readonly outcome: Execution }
  | { readonly type: "repeating"; readonly event: VerifyRunEvent }
  | { readonly type: "repeated"; readonly result: VerifyRunResult }
  | { readonly type: "error"; readonly error: PackedError };

/** How the process ended, whatever it said before. */
export interface TrainerEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why there never was a process. */
  readonly problem?: string;
}

/** Who listens to a trainer. */
export interface TrainerListener {
  onMessage(message: FromTrainer): void;
  /** What native code wrote to the process's own streams, in pieces of any length. */
  onNoise(text: string): void;
}

/** A trainer at work. */
export interface Trainer {
  /** Asks it to finish the step, to write a checkpoint and to end. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
  /** Settles when it has ended and everything it said was delivered; never rejects. */
  readonly ended: Promise<TrainerEnd>;
}

/** Starts a trainer. */
export type StartTrainer = (job: Job, listener: TrainerListener) => Trainer;
