/**
 * What an answer asks for. `sure` is acted upon by itself, `likely` is for a person to look at. STOP in any sentence outranks START and
 * HELP in the same text. START and HELP must be the whole text, since a START by accident texts somebody who had left.
 */
export type Reply = {
  outcome: "sure" | "likely" | "no";
  /** One line that a person understands: `take … off … list`. */
  because: string;
  request: "stop" | "start" | "help" | "none";
  keyword?: string;
  /** ISO 639-1 of the table that decided. */
  language?: string;
};

export type ReplyOptions = {
  /** A double opt-in is pending for this number, so YES (OUI, SÍ, JA …) is an answer to it. */
  isYesAwaited?: boolean;
};
