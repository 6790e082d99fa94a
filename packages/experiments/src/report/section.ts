/** @file Everything that the report shows of one sweep, before any page or file is made of it. */
import { judgeClaims } from "../claims/judge-claims";
import type { JudgedClaim } from "../claims/judged-claim";
import type { Figure } from "./figure";
import { FIGURES } from "./figures/registry";
import type { SweepView } from "./sweep-view";
import type { Table } from "./table";
import { TABLES } from "./tables/registry";

/** One sweep of a report. */
export interface Section {
  readonly view: SweepView;
  readonly claims: readonly JudgedClaim[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
}

/** Draws all figures that a suite asks for and that apply, and makes all tables. */
export const makeSection = (view: SweepView): Section => {
  const asked = view.plan.suite.figures;
  return {
    view,
    claims: judgeClaims(view),
    figures: FIGURES.filter(({ id }) => asked?.includes(id) ?? true).flatMap(
      (kind) => kind.draw(view) ?? [],
    ),
    tables: TABLES.flatMap((kind) => kind.make(view) ?? []),
  };
};
