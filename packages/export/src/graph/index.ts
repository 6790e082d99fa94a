/** @file The exported model as a graph, and what it is fed: all that runs in a browser. */
export { prefillFeeds, stepFeeds, type Feeds } from "./decoder-feeds";
export {
  cacheNames,
  exportModel,
  modelGraph,
  modelSignature,
} from "./model-graph";
