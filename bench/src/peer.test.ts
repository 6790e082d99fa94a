import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PeerError } from "./errors";
import { closeAll, explainMissingTorch, loadPeer, startPeers } from "./peer";
import { PeerProcess } from "./peer-process";

const FAKE = fileURLToPath(
  new URL("./__fixtures__/fake-peer.mjs", import.meta.url),
);

const start = (parameters: number) => () =>
  loadPeer("fake", new PeerProcess(process.execPath, [FAKE]), { parameters });
const fail = () => Promise.reject(new PeerError("failed", "no compiler\n..."));
const silent = () => {};

describe("startPeers", () => {
  it("gives peers whose rounds return their times", async () => {
    const plan = { name: "fake", start: start(12), optional: false };
    const { peers } = await startPeers([plan], 12, silent);
    await expect(peers[0]?.settings[0]?.round(3)).resolves.toEqual([2, 2, 2]);
    await closeAll(peers);
  });

  it("refuses a peer with another number of parameters", async () => {
    const plan = { name: "fake", start: start(12), optional: true };
    await expect(startPeers([plan], 13, silent)).rejects.toMatchObject({
      name: "DisagreementError",
      message:
        "fake has 12 parameters, ours has 13: the two are not the same model.",
    });
  });

  it("reports an optional peer that fails, with the reason", async () => {
    const plan = { name: "compiled", start: fail, optional: true };
    await expect(startPeers([plan], 1, silent)).resolves.toEqual({
      peers: [],
      unavailable: [{ name: "compiled", reason: "unavailable: no compiler" }],
    });
  });

  it("throws when a peer fails that is not optional", async () => {
    const plan = { name: "eager", start: fail, optional: false };
    await expect(startPeers([plan], 1, silent)).rejects.toThrow(PeerError);
  });
});

describe("explainMissingTorch", () => {
  it("names the command that installs PyTorch", () => {
    const error = new PeerError("missing-torch", "No module named 'torch'");
    expect(explainMissingTorch(error, "python3")).toMatchObject({
      name: "MissingPeerError",
      message: expect.stringContaining(
        '"python3 -m pip install torch"',
      ) as string,
    });
  });

  it("leaves other errors as they are", () => {
    const error = new PeerError("failed", "out of memory");
    expect(explainMissingTorch(error, "python3")).toBe(error);
  });
});
