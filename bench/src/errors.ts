/** @file What can go wrong in a benchmark, as one sentence each. */

/** A peer cannot be measured here: exit 2, its software has to be installed. */
export class MissingPeerError extends Error {
  override readonly name = "MissingPeerError";
}

/** Ours and a peer do not compute the same thing: exit 1, no time is printed. */
export class DisagreementError extends Error {
  override readonly name = "DisagreementError";
}

/** A peer's process answered with an error, or ended. `kind` as in the protocol. */
export class PeerError extends Error {
  override readonly name = "PeerError";

  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}
