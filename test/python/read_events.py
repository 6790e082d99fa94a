"""Reads the event files of a run with TensorBoard's own readers.

usage: read_events.py RUN BEFORE
RUN is a run folder; BEFORE is a copy of it as it was before the run was last resumed.
Prints JSON: what each file's records are (their checksums are verified on the way), what an accumulator makes of RUN,
and what one makes of it that had read BEFORE when the files changed to what they are in RUN.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import PyRecordReader_New

run, before = map(Path, sys.argv[1:])
NAME = "*.tfevents.*"


def describe(event):
    kind = event.WhichOneof("what")
    what = {
        "file_version": lambda: event.file_version,
        "session_log": lambda: SessionLog.SessionStatus.Name(event.session_log.status),
        "summary": lambda: sorted(value.tag for value in event.summary.value),
    }[kind]()
    return [event.step, what]


def records(path):
    reader = PyRecordReader_New(str(path))
    found = []
    while True:
        try:
            reader.GetNext()
        except Exception as error:  # the end of the file is an error, too
            return {"events": found, "end": type(error).__name__, "message": str(error)}
        found.append(describe(Event.FromString(reader.record())))


def accumulate(accumulator):
    accumulator.Reload()
    tags = accumulator.Tags()
    return {
        "scalars": {tag: [[e.step, e.value] for e in accumulator.Scalars(tag)] for tag in tags["scalars"]},
        "texts": {
            tag: [[e.step, e.tensor_proto.string_val[0].decode()] for e in accumulator.Tensors(tag)]
            for tag in tags["tensors"]
        },
        "plugins": {tag: accumulator.SummaryMetadata(tag).plugin_data.plugin_name for tag in tags["tensors"]},
        "wallTimes": [e.wall_time for e in accumulator.Scalars("train/loss")],
    }


def new_accumulator(path):
    return EventAccumulator(str(path), size_guidance={"scalars": 0, "tensors": 0})


def follow(scratch):
    """An accumulator that stays open while files are cut, removed and added, as a resume does it."""
    for path in before.glob(NAME):
        shutil.copy(path, scratch)
    accumulator = new_accumulator(scratch)
    seen = accumulate(accumulator)
    for path in scratch.iterdir():
        if not (run / path.name).exists():
            path.unlink()
    for path in sorted(run.glob(NAME)):
        live = scratch / path.name
        if live.exists():
            with live.open("r+b") as file:
                file.truncate(path.stat().st_size)
            assert live.read_bytes() == path.read_bytes(), f"{path.name} was not only cut"
        else:
            shutil.copy(path, live)
    return {"before": seen, "after": accumulate(accumulator)}


with tempfile.TemporaryDirectory() as scratch:
    print(json.dumps({
        "files": {path.name: records(path) for path in sorted(run.glob(NAME))},
        "afterwards": accumulate(new_accumulator(run)),
        "followed": follow(Path(scratch)),
    }))
