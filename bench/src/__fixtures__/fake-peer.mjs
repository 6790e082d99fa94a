// A peer that computes nothing and follows the protocol; `method` says how it fails.
import { createInterface } from "node:readline";

const send = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);

for await (const line of createInterface(process.stdin)) {
  const { id, method, params } = JSON.parse(line);
  if (method === "load") {
    send({ id, result: { parameters: params.parameters, versions: {} } });
  } else if (method === "round") {
    send({ id, result: { timesMs: Array(params.count).fill(2) } });
  } else if (method === "chatter") {
    console.log("a library prints this");
    send({ id, result: "done" });
  } else if (method === "die") {
    console.error("out of memory");
    process.exit(7);
  } else {
    const message = `no ${method}\nand a second line`;
    send({ id, error: { kind: "failed", message } });
  }
}
