import { fieldsOf, type MergeValues, parseTemplate, renderTemplate, type Template } from "./merge";
import { withOptOutLine } from "./opt-out-line";
import { measureText, type TextMeasure } from "./parts";

/**
 * The one answer to "what does this person read, in how many parts". Composer, preview, test, Send and engine ask it here, so
 * that all of them count the same text.
 */
export type WholeText = {
  /** With its opt-out line; merge fields still in it. Send writes it down, and from then on it is the campaign's text. */
  body: string;
  template: Template;
};

/** The text of a draft: today's opt-out line comes under a body that does not say how to opt out. */
export function draftText(body: string, optOutLine: string): WholeText {
  return launchedText(withOptOutLine(body, optOutLine));
}

/** The text of a campaign that was sent: its body is whole, and no setting changes it any more. */
export function launchedText(body: string): WholeText {
  return { body, template: parseTemplate(body) };
}

/** The text one person reads. */
export function readAs(text: WholeText, values: MergeValues): string {
  return renderTemplate(text.template, values);
}

/** The measure of that text: encoding, units, billed parts. */
export function measureAs(text: WholeText, values: MergeValues): TextMeasure {
  return measureText(readAs(text, values));
}

/** Billed parts for one person after another; measured once where nobody's values are in the text. */
export function partsCounter(text: WholeText): (values: () => MergeValues) => number {
  if (fieldsOf(text.template).length > 0) return (values) => measureAs(text, values()).parts;
  const { parts } = measureAs(text, {});
  return () => parts;
}
