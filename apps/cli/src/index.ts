/** @file The public interface of @trm/cli: the command as a function. */
export { main, processIo } from "./main";
export { EXIT } from "./errors";
export type { Io, TextStream } from "./output";
