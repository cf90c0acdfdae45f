/** Whether a text already says how to opt out. In doubt it does not: a line too many is lawful, one too few is not. */
const verbs =
  "reply|respond|text|txt|send|répondez|répondre|envoyez|responde|responda|envía|envie|antworte|antworten|sende|" +
  "rispondi|invia|antwoord|stuur|svar|odpisz|wyślij";
const words =
  "stop|stopp|end|quit|cancel|unsubscribe|opt[ -]?out|arret|arrêt|alto|baja|parar|sair|abmelden|afmelden|wypisz";
const purposes = "to|pour|para|per|um|zum|zur|om|för|for|aby|au";

const instruction = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${verbs})(?![\\p{L}\\p{N}])[^\\n.!?]{0,20}?(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`,
  "iu",
);
const abbreviation = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:STOP|STOPP|ARRET|ALTO|BAJA|SAIR) (?:${purposes})(?![\\p{L}])`,
  "u",
);
const link = /(?<!\p{L})(?:unsubscribe|unsub|opt[ -]?out)(?!\p{L})[^\n]{0,20}(?:https?:\/\/|\{\{)/iu;

export function hasOptOutWording(body: string): boolean {
  return instruction.test(body) || abbreviation.test(body) || link.test(body);
}

/** Adds the line under the text unless the text already has it, or says the same in its own words. */
export function withOptOutLine(body: string, line: string): string {
  const addition = line.trim();
  if (addition === "" || hasOptOutWording(body) || plain(body).includes(plain(addition))) return body;
  const text = body.trimEnd();
  return text === "" ? addition : `${text}\n${addition}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, " ");
}
