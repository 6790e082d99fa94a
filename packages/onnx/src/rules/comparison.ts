/** @file Rules of comparison, logic and selection. */
import { rule, type Rule } from "./rule";
import { broadcastShapes, cast, reshape } from "./shapes";

const compare = (op: string): Rule =>
  rule<"a" | "b">(({ a, b }, _, builder) =>
    builder.emit(op, [a, b], {
      dtype: "bool",
      shape: broadcastShapes(a.shape, b.shape),
    }),
  );

export const COMPARISON = {
  Equal: compare("Equal"),
  Greater: compare("Greater"),
  GreaterEqual: compare("GreaterOrEqual"),
  Less: compare("Less"),
  LessEqual: compare("LessOrEqual"),
  LogicalAnd: compare("And"),
  LogicalOr: compare("Or"),
  LogicalXor: compare("Xor"),
  LogicalNot: rule<"x">(({ x }, _, builder) => builder.emit("Not", [x], x)),
  NotEqual: rule<"a" | "b">(({ a, b }, _, builder) => {
    const shape = broadcastShapes(a.shape, b.shape);
    const equal = builder.emit("Equal", [a, b], { dtype: "bool", shape });
    return builder.emit("Not", [equal], equal);
  }),
  /** where(condition, t, e); a condition of rank 1 chooses whole rows. */
  Select: rule<"condition" | "t" | "e">(({ condition, t, e }, _, builder) => {
    const rank = t.shape.length;
    const rows =
      condition.shape.length === 1 && rank > 1
        ? [...condition.shape, ...Array<number>(rank - 1).fill(1)]
        : condition.shape;
    const chosen = reshape(cast(condition, "bool", builder), rows, builder);
    return builder.emit("Where", [chosen, t, e], t);
  }),
} satisfies Record<string, Rule>;
