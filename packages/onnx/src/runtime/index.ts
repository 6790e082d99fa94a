/** @file Sessions: run a TF.js function through onnxruntime or eagerly. */
export { createEngine, type EngineOptions } from "./create-engine";
export type { CompiledFunction, Engine, Feeds, HostTensor } from "./engine";
export { compile } from "./compile";
export { TFJS_BACKENDS, type TfjsBackend } from "./tfjs-backends";
