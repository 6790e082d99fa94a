/** @file Inputs that cases of several tables are given. */
import { bool, f32, spread } from "./case";

export const RANK_3 = { x: spread([2, 3, 4]) };
export const EMPTY = { x: f32([], [2, 0, 3]) };
export const TRUTHS = { x: bool([1, 0, 0, 1, 1, 0], [2, 3]) };
