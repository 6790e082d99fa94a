/** @file The size of text in panels. */

/** Text of panels, which page and files give them: readable on a phone, where a panel is as wide as here; px. */
export const PANEL_TEXT = 11.5;
