/** Patterns of any language that a person should look at. */
export const likelyByLanguage: readonly string[] = [
  "<stop> ~8 <message|send|list>",
  "<remove> ~6 <number|list>",
  "<not> ~4 <send>",
  "<not|none> ~5 <message>",
  "<message> ~5 <stop|not>",
  "^ <stop> ~3 $",
  "^ <bare> ~1 $",
  "<stop> $",
  "<not> ~3 <want|get> $",
  "^ <cancel|remove> ~1 $",
  "^ <not> <want> ~2 $",
  "^ <not> ~2 <send> ~2 $",
  "<said> ~3 <stop|unsub|bare>",
  "<ask> ~5 <unsub>",
  "^ <stop> <polite> ~6 $",
  "<remove> ~2 <me>",
  "^ <cancel|remove> <polite> $",
];

/** Questions about our keywords, in the words as they were written: nothing is turned round in them. */
export const asked: readonly string[] = [
  "if|si|wenn|se|als|jeśli|om|hvis|если|do|does|will|what ~2 <said>|text|reply|send|pongo|envío|scrivo|schreibe|stuur|skickar|sender|mando ~1 stop|stopp|alto|baja|sair|стоп",
  "will|does stop ~3",
  "why|how ~3 just stop",
];
