/** @file What `@trm/experiments/report` gives to others. */
export { ReportError } from "./errors";
export { writeReport, type WrittenReport } from "./write-report";
