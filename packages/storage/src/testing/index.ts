/** @file A disk for tests: in memory, with power cuts and faults. */
export {
  countOperations,
  failAt,
  SimulatedCrash,
  type CountingFileSystem,
  type Fault,
  type FaultCode,
} from "./faults";
export type { Random } from "./medium";
export { seededRandom } from "./seeded-random";
export { createSimulatedDisk, type SimulatedDisk } from "./simulated-disk";
