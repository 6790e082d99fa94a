/** @file A sweep that is killed again and again, in every manner, finds what an undisturbed one does. */
import { describe, it } from "vitest";
import { useScratch } from "./harness";
import {
  expectUndisturbed,
  killChildThenParent,
  killGroup,
  killParent,
  writeRuns,
} from "./sweep-kills";

useScratch();

const STEPS = 2000;

describe("a sweep of six runs", () => {
  it(
    "survives six commands that are killed",
    { timeout: 600_000 },
    async () => {
      writeRuns(STEPS, 6);
      const ways = [killChildThenParent, killParent, killGroup];
      for (const kill of [...ways, ...ways]) await kill("o");
      await expectUndisturbed("o", STEPS);
    },
  );
});
