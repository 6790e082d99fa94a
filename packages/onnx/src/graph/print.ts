/** @file A graph as text that people read. */
import {
  extentsOf,
  type Attribute,
  type Graph,
  type Node,
  type Value,
} from "./graph";

/**
 * One line per input, node and output, for example
 * `%7: float32[2,4] = MatMul(%3, %5)`. Small constants are shown in place.
 */
export const printGraph = (graph: Graph): string => {
  const lines = [
    ...graph.inputs.map((input) => `input ${input.name}: ${typeOf(input)}`),
    ...graph.nodes.map(printNode),
    ...graph.outputs.map(({ name, value }) => `output ${name} = ${ref(value)}`),
  ];
  return `${lines.join("\n")}\n`;
};

const typeOf = (value: Value): string => `${value.dtype}[${extentsOf(value)}]`;

const MAX_SHOWN_ELEMENTS = 8;

/** How a value is written where it is read: its name, its number or its contents. */
const ref = (value: Value | undefined): string => {
  if (!value) return "_";
  if (value.name !== undefined) return value.name;
  if (!value.data) return `%${value.id}`;
  if (value.data.length > MAX_SHOWN_ELEMENTS) return `const ${typeOf(value)}`;
  const elements = Array.from(value.data as ArrayLike<number | bigint>, String);
  return value.shape.length === 0 ? elements.join() : `[${elements.join()}]`;
};

const printNode = (node: Node): string => {
  const results = node.outputs.map((v) => `%${v.id}: ${typeOf(v)}`).join(", ");
  const attributes = Object.entries(node.attributes).map(
    ([name, attribute]) => `${name}=${printAttribute(attribute)}`,
  );
  const suffix = attributes.length > 0 ? ` {${attributes.join(", ")}}` : "";
  return `${results} = ${node.op}(${node.inputs.map(ref).join(", ")})${suffix}`;
};

const printAttribute = (attribute: Attribute): string => {
  if (typeof attribute === "object")
    return "float" in attribute ? `${attribute.float}` : `[${attribute}]`;
  return `${attribute}`;
};
