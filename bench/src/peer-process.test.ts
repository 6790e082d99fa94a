import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PeerProcess } from "./peer-process";

const FAKE = fileURLToPath(
  new URL("./__fixtures__/fake-peer.mjs", import.meta.url),
);

describe("PeerProcess", () => {
  let peer: PeerProcess;
  beforeEach(() => {
    peer = new PeerProcess(process.execPath, [FAKE]);
  });
  afterEach(() => peer.close());

  it("answers requests in order", async () => {
    const replies = await Promise.all([
      peer.request("round", { count: 1 }),
      peer.request("round", { count: 2 }),
    ]);
    expect(replies).toEqual([{ timesMs: [2] }, { timesMs: [2, 2] }]);
  });

  it("ignores what a library prints between the lines", async () => {
    await expect(peer.request("chatter")).resolves.toBe("done");
  });

  it("turns an error into a PeerError and goes on", async () => {
    await expect(peer.request("fly")).rejects.toMatchObject({
      name: "PeerError",
      kind: "failed",
      message: expect.stringContaining("no fly") as string,
    });
    await expect(peer.request("chatter")).resolves.toBe("done");
  });

  it("says how a process ended and what it wrote last", async () => {
    await expect(peer.request("die")).rejects.toMatchObject({
      kind: "ended",
      message: "the process ended with 7; out of memory",
    });
    await expect(peer.request("chatter")).rejects.toMatchObject({
      kind: "ended",
    });
  });

  it("reports a command that does not exist", async () => {
    const missing = new PeerProcess("no-such-command-here", []);
    await expect(missing.request("load")).rejects.toMatchObject({
      kind: "spawn",
    });
    await missing.close();
  });
});
