"""Runs one PyTorch contestant, driven by JSON lines.

Each line on stdin is `{"id", "method", "params"}`; each answer is one line on
stdout, `{"id", "result"}` or `{"id", "error": {"kind", "message"}}`. Between two
requests the process waits on stdin and uses no CPU. Nothing else is printed on
stdout. The process ends when stdin closes.
"""

import json
import sys


class Refusal(Exception):
    """An error whose kind the caller understands."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def create(params):
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise Refusal("missing-torch", f"{sys.executable}: {error}") from error
    from decoding import Cached, Uncached
    from training import Step

    contestants = {"step": Step, "uncached": Uncached, "cached": Cached}
    return contestants[params["contestant"]](params)


def answer(contestant, method, params):
    """The contestant after the request, and the result."""
    if method == "load":
        contestant = create(params)
        return contestant, contestant.describe()
    if method == "check":
        return contestant, contestant.check(**params)
    if method == "round":
        return contestant, {"timesMs": contestant.round(**params)}
    raise Refusal("protocol", f"unknown method {method}")


def main():
    # Libraries may print: only the protocol owns the real stdout.
    out, sys.stdout = sys.stdout, sys.stderr
    contestant = None
    for line in sys.stdin:
        request = json.loads(line)
        reply = {"id": request["id"]}
        try:
            contestant, reply["result"] = answer(
                contestant, request["method"], request.get("params", {})
            )
        except Exception as error:
            kind = getattr(error, "kind", "failed")
            reply["error"] = {"kind": kind, "message": f"{error}"}
        print(json.dumps(reply), file=out, flush=True)


if __name__ == "__main__":
    main()
