/** @file A verdict in a table. */
import {
  type JudgedClaim,
  NOT_CORRECTED,
  verdictWords,
} from "../../claims/judged-claim";
import type { Cell, Column } from "../table";

/** Programs get the verdict by itself, and beside it whether it stands after correction. */
export const VERDICT: Column = {
  title: "verdict",
  csv: ["verdict", "after correction"],
};

const correctionWords = ({ standsCorrected }: JudgedClaim): string => {
  if (standsCorrected === undefined) return "";
  return standsCorrected ? "stands" : NOT_CORRECTED;
};

/** A cell of {@link VERDICT}. */
export const verdictCell = (judged: JudgedClaim): Cell => ({
  text: verdictWords(judged),
  value: [judged.verdict, correctionWords(judged)],
  verdict: judged.verdict,
});
