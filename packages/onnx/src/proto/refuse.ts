/** @file How the reader of ONNX files says no. */
import {
  isFieldSet,
  type DescMessage,
  type MessageShape,
} from "@bufbuild/protobuf";
import { OnnxFormatError } from "../errors";

/** @throws {OnnxFormatError} always; `reason` goes on after "the ONNX model: " */
export const refuse = (reason: string): never => {
  throw new OnnxFormatError(`the ONNX model: ${reason}`);
};

/** A name out of a file, short enough for a sentence. */
export const quote = (name: string): string =>
  JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);

/** Refuses a message that says more than is read of it, since that may change what the model computes. */
export const refuseOtherFields = <Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  read: readonly string[],
  where: string,
): void => {
  for (const field of schema.fields)
    if (!read.includes(field.localName) && isFieldSet(message, field))
      refuse(
        `${where} has the field ${field.name}, which is not read here: expected none but ${read.join(", ")}`,
      );
};
