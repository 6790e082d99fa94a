/** @file A graph as text that people read. */
import {
  extentsOf,
  subgraphsOf,
  type Attribute,
  type Graph,
  type Node,
  type Value,
} from "./graph";

/**
 * One line per input, node and output, those of inner graphs indented, for example
 * `%7: float32[2,4] = MatMul(%3, %5)`. Small constants are shown in place.
 */
export const printGraph = (graph: Graph): string =>
  `${linesOf(graph).join("\n")}\n`;

const linesOf = (graph: Graph): string[] => [
  ...graph.inputs.map((input) => `input ${input.name}: ${typeOf(input)}`),
  ...graph.nodes.flatMap(printNode),
  ...graph.outputs.map(({ name, value }) => `output ${name} = ${ref(value)}`),
];

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

/** A node's line, and the graphs that it runs below it, indented. */
const printNode = (node: Node): string[] => {
  const results = node.outputs.map((v) => `%${v.id}: ${typeOf(v)}`).join(", ");
  const attributes = Object.entries(node.attributes).flatMap(
    ([name, attribute]) => {
      const text = printAttribute(attribute);
      return text === undefined ? [] : [`${name}=${text}`];
    },
  );
  const suffix = attributes.length > 0 ? ` {${attributes.join(", ")}}` : "";
  return [
    `${results} = ${node.op}(${node.inputs.map(ref).join(", ")})${suffix}`,
    ...subgraphsOf(node)
      .flatMap(linesOf)
      .map((line) => `  ${line}`),
  ];
};

const printAttribute = (attribute: Attribute): string | undefined => {
  if (typeof attribute !== "object") return `${attribute}`;
  if ("graph" in attribute) return undefined;
  if ("tensor" in attribute) return ref(attribute.tensor);
  return "float" in attribute ? `${attribute.float}` : `[${attribute}]`;
};
