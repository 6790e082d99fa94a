/** @file Compares results of two engines. */
import type { HostTensor } from "../../src/runtime";

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** The first difference in words, or undefined. NaN equals NaN; the sign of a zero does not count. */
export const difference = (
  actual: HostTensor | undefined,
  expected: HostTensor,
  { rtol, atol }: Tolerance,
): string | undefined => {
  if (!actual) return "is missing";
  const [type, wanted] = [actual, expected].map(
    ({ dtype, shape }) => `${dtype}[${shape}]`,
  );
  if (type !== wanted) return `is ${type}, expected ${wanted}`;
  const at = expected.data.findIndex((value, i) => {
    const other = actual.data[i]!;
    if (Object.is(value, other) || value === other) return false;
    return !(Math.abs(value - other) <= rtol * Math.abs(value) + atol);
  });
  if (at < 0) return undefined;
  return `[${at}] is ${actual.data[at]}, expected ${expected.data[at]}`;
};
