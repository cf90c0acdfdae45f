import type { Language } from "../language";
import { arabic } from "./ar";
import { danish } from "./da";
import { german } from "./de";
import { english } from "./en";
import { spanish } from "./es";
import { french } from "./fr";
import { hindi } from "./hi";
import { italian } from "./it";
import { japanese } from "./ja";
import { dutch } from "./nl";
import { norwegian } from "./no";
import { polish } from "./pl";
import { portuguese } from "./pt";
import { russian } from "./ru";
import { swedish } from "./sv";
import { chinese } from "./zh";

/** Raised with every change of a word or a pattern; kept with the decisions that were taken by them. */
export const replyVersion = "2026-12-01";

/** In a draw the earlier language speaks. */
export const languages: readonly Language[] = [
  english,
  french,
  spanish,
  german,
  portuguese,
  italian,
  dutch,
  polish,
  swedish,
  norwegian,
  danish,
  russian,
  chinese,
  japanese,
  arabic,
  hindi,
];
