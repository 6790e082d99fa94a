/** @file Rules of comparison, logic and selection. */
import { binary, compare, not, where } from "./emit";
import { rule, type Rule } from "./rule";
import { cast, numeric, reshape, widerType } from "./shapes";

/** An order; truth values compare as 0 and 1. */
const order = (op: string): Rule =>
  rule<"a" | "b">(({ a, b }, _, builder) =>
    compare(op, numeric(a, builder), numeric(b, builder), builder),
  );

const logical = (op: string): Rule =>
  rule<"a" | "b">(({ a, b }, _, builder) => binary(op, a, b, builder));

export const COMPARISON = {
  Equal: rule<"a" | "b">(({ a, b }, _, builder) =>
    compare("Equal", a, b, builder),
  ),
  NotEqual: rule<"a" | "b">(({ a, b }, _, builder) =>
    not(compare("Equal", a, b, builder), builder),
  ),
  Greater: order("Greater"),
  GreaterEqual: order("GreaterOrEqual"),
  Less: order("Less"),
  LessEqual: order("LessOrEqual"),
  LogicalAnd: logical("And"),
  LogicalOr: logical("Or"),
  LogicalXor: logical("Xor"),
  LogicalNot: rule<"x">(({ x }, _, builder) => not(x, builder)),
  /** condition ? t : e; a condition of rank 1 chooses whole rows. */
  Select: rule<"condition" | "t" | "e">(({ condition, t, e }, _, builder) => {
    const rank = t.shape.length;
    const rows =
      condition.shape.length === 1 && rank > 1
        ? [...condition.shape, ...Array<number>(rank - 1).fill(1)]
        : condition.shape;
    const dtype = widerType(t.dtype, e.dtype);
    return where(
      reshape(cast(condition, "bool", builder), rows, builder),
      cast(t, dtype, builder),
      cast(e, dtype, builder),
      builder,
    );
  }),
} satisfies Record<string, Rule>;
