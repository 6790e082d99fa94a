/** @file Public names of `@trm/eval/metrics`, which depends on nothing. */
export {
  accuracyPerDifficulty,
  accuracyPerPosition,
  type DifficultyAccuracy,
  type PositionAccuracy,
} from "./breakdown";
export { computeMetrics, type Metrics } from "./compute-metrics";
export { MetricsError } from "./errors";
export { hashIntegers, mixWord, uniform } from "../random";
export {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
  percentileInterval,
  wilsonInterval,
} from "./intervals";
export {
  markAnswer,
  markAnswers,
  type Marks,
  type ScoredItem,
  type Tally,
  tallyCharacters,
  tallySequences,
} from "./score";
