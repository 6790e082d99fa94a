/** @file Closes a test run with one line that programs can read. */
import type { Reporter, TestModule } from "vitest/node";

/** Prints `N passed, N failed` as the last line; a module that could not be loaded counts as one failure. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandledErrors: ReadonlyArray<unknown>,
  ): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const testModule of modules) {
      if (testModule.errors().length > 0) failed += 1;
      for (const test of testModule.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        if (state === "failed") failed += 1;
      }
    }
    process.once("exit", () => console.log(`${passed} passed, ${failed} failed`));
  }
}
