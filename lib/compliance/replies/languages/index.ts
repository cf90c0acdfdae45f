import type { Language } from "../language";
import { english } from "./en";

/** Raised with every change of a word or a pattern; kept with the decisions that were taken by them. */
export const replyVersion = "2026-12-01";

/** In a draw the earlier language speaks. */
export const languages: readonly Language[] = [english];
