/** @file TensorBoard's events as bytes: TensorFlow's Event message, one per TFRecord frame. */
import { frameRecord } from "./event-file-frame";
import {
  doubleField,
  floatField,
  integerField,
  joinBytes,
  messageField,
  textField,
  type Field,
} from "./event-file-proto";

/** One thing that a file tells; all but the first may have a step. */
export type EventContent =
  /** the first event of every file */
  | { readonly type: "version" }
  /** the run goes on here: what was read of `step` and later steps is void */
  | { readonly type: "session-start"; readonly step: number }
  /** numbers by tag, rounded to float32 */
  | {
      readonly type: "scalars";
      readonly step: number;
      readonly values: Readonly<Record<string, number>>;
    }
  /** Markdown */
  | {
      readonly type: "text";
      readonly step: number;
      readonly tag: string;
      readonly markdown: string;
    };

/** What readers look for to know the rules of the file: with version 2, a session's start voids later steps. */
const FILE_VERSION = "brain.Event:2";

// Field numbers of TensorFlow's messages.
const EVENT = { wallTime: 1, step: 2, version: 3, summary: 5, session: 7 };
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 };
const METADATA = { pluginData: 1, dataClass: 4 };
const PLUGIN = { name: 1 };
const TENSOR = { dtype: 1, shape: 2, stringValue: 8 };
const SESSION = { status: 1 };

// Values of its enumerations.
const SESSION_START = 1;
const STRING_TYPE = 7;
const TENSOR_CLASS = 2;

const scalarValue = (tag: string, value: number): Field =>
  messageField(SUMMARY.value, [
    textField(VALUE.tag, tag),
    floatField(VALUE.simpleValue, value),
  ]);

/** A string without dimensions, which the text plugin shows. */
const textValue = (tag: string, text: string): Field =>
  messageField(SUMMARY.value, [
    textField(VALUE.tag, tag),
    messageField(VALUE.tensor, [
      integerField(TENSOR.dtype, STRING_TYPE),
      messageField(TENSOR.shape, []),
      textField(TENSOR.stringValue, text),
    ]),
    messageField(VALUE.metadata, [
      messageField(METADATA.pluginData, [textField(PLUGIN.name, "text")]),
      integerField(METADATA.dataClass, TENSOR_CLASS),
    ]),
  ]);

const contentFields = (content: EventContent): Field[] => {
  switch (content.type) {
    case "version":
      return [textField(EVENT.version, FILE_VERSION)];
    case "session-start":
      return [
        messageField(EVENT.session, [
          integerField(SESSION.status, SESSION_START),
        ]),
      ];
    case "scalars":
      return [
        messageField(
          EVENT.summary,
          Object.entries(content.values).map(([tag, value]) =>
            scalarValue(tag, value),
          ),
        ),
      ];
    case "text":
      return [
        messageField(EVENT.summary, [textValue(content.tag, content.markdown)]),
      ];
  }
};

/**
 * One event as a frame of an event file.
 *
 * @param content what is told
 * @param wallTimeSeconds since 1970
 * @returns a whole frame: a file is such frames one after the other
 * @see tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto
 */
export function encodeEvent(
  content: EventContent,
  wallTimeSeconds: number,
): Uint8Array {
  const step = content.type === "version" ? 0 : content.step;
  return frameRecord(
    joinBytes([
      doubleField(EVENT.wallTime, wallTimeSeconds),
      integerField(EVENT.step, step),
      ...contentFields(content),
    ]),
  );
}
