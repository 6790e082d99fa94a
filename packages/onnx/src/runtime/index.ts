/** @file Sessions: run a TF.js function through onnxruntime or eagerly. */
export { createEngine } from "./create-engine";
export type { EngineOptions } from "./engine-options";
export type {
  CompiledFunction,
  Engine,
  EnginePlacement,
  Feeds,
  HostTensor,
} from "./engine";
export { compile } from "./compile";
export { inspectCuda, type CudaFacts, type LibraryFact } from "./cuda-machine";
export type { CudaProblem } from "./cuda-problems";
export { machineKey } from "./machine-key";
export {
  probeDevice,
  type DeviceProbe,
  type ProbeDeviceOptions,
} from "./probe-device";
export { tryLoad, type TryLoadOptions } from "./try-load";
export { TFJS_BACKENDS, type TfjsBackend } from "./tfjs-backends";
