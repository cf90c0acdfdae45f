/** Takes out of a normalised text what the person did not write: signatures of devices, and texts of ours that are quoted. */
export type Cleaned = { text: string; hasQuote: boolean };

const device =
  /iphone|ipad|android|galaxy|samsung|outlook|mobile|phone|handy|smartphone|verizon|windows|pixel|xperia|huawei|xiaomi|yahoo|gmail|watch|telefon|m[oó]vil|celular|cellulare|mobil|komórki|手机|айфона|телефона/;
const sent =
  /^[\s\-_*~]*(?:sent (?:from|via|with|using)|get outlook|envoye (?:de|depuis|a partir)|enviado (?:desde|do|de|a partir)|gesendet (?:von|mit)|von mein|diese nachricht wurde von|inviato da|verzonden|verstuurd (?:vanaf|vanuit|met)|wyslane z|wyslano z|skickat fran|skickades fran|sendt fra|отправлено (?:с|из)|من هاتفي|ارسل من|تم الارسال من|أرسلت من|ارسلت من|发自|發自|मेरे)/;

/** How our own texts say it: "Reply STOP to opt out". Only the hint goes, not what stands around it. */
const verbs =
  "reply|respond|text|txt|send|type|answer|responda|responde|respondez|repondez|repondre|envoyez|envoyer|envoie|envia|envie|enviar|contesta|antworten sie|antworte|antworten|sende|senden sie|rispondi|rispondere|invia|scrivi|antwoord|stuur|sms|svar|skicka|svara|send|odpisz|wyslij|odpowiedz|ответьте|отправьте|أرسل|ارسل|رد|回复|回復|返信";
const stops =
  "stop|stopp|end|quit|cancel|unsubscribe|arret|alto|baja|parar|sair|abmelden|afmelden|wypisz|стоп|td|t|توقف|ايقاف|الغاء";
const purposes = "to|2|pour|para|per|um|zum|zur|om|for|att|aby|au|pra|tot|voor|чтобы|для|لالغاء|للالغاء|til";
const instruction = new RegExp(
  `(?<![\\p{L}\\p{N}]|\\bi )(?:${verbs})(?: (?:help|info|aide)[^.\\n]{0,24}?)?(?: (?:with|par|con|com|mit|met|z|med|بـ|the word))? ?["'*]?(?:${stops})["'*]? (?:${purposes})(?: \\p{L}+)?(?: (?:out|me|af|mee|baja))?(?![\\p{L}\\p{N}])`,
  "gu",
);
const eastern =
  /(?:回复|回復|发送|輸入)\s?["']?(?:t|td|n|stop|退订)["']?\s?(?:即可)?(?:退订|退訂|取消)|(?:stop|停止)\s?と返信(?:で|して|すると)?[^\n。]{0,10}(?:停止|解除)|(?:拒收请回复|退订回|回|回复)\s?(?:r|t|td|n|退订)(?![a-z])/gu;
const confirmation =
  /you (?:are|have been|were)(?: now)? (?:unsubscribed|opted out)[^.\n]*|you will (?:get|receive) no more messages/g;
const rates = /msg ?& ?data rates[^.\n]*|reply help for help/g;
/** Quoted: "Rezygnacja: STOP", "STOPP = Abmeldung". */
const ours = new RegExp(
  `^(?:\\S+ ){1,6}(?:${stops})$|^(?:${stops}) (?:=|au|${purposes}|भेजें)(?: |$)|^(?:\\S+ )?(?:stop|स्टॉप) भेजें$`,
  "u",
);
const reaction =
  /^\s*(?:liked|loved|disliked|emphasi[sz]ed|laughed at|questioned|reacted [^"]{0,20}to|removed [^"]{0,20}from|hat [^"]{0,30}|gefallt|a aime|a adore|le gusto|ha messo [^"]{0,20}|gostou de|vindt [^"]{0,20}leuk|gillade|likte)\s*"[^"]*(?:"|$)/gm;
const forwarded =
  /^(?:on|am|le|el|il|op|em|den|dnia) [^\n]{3,60} (?:wrote|schrieb|a ecrit|escribio|ha scritto|schreef|escreveu|skrev|napisal(?:\(a\))?)\s?:/m;
const original =
  /^-{2,} ?(?:original message|message d'origine|mensaje original|ursprungliche nachricht|messaggio originale)[^\n]*\n(?:from:[^\n]*\n)?/m;

export function clean(normalised: string): Cleaned {
  let text = normalised;
  if (text.includes("\n")) text = withoutLines(text);
  // A reaction quotes us by itself: it says nothing about the hint in the quotation.
  if (text.includes('"')) text = text.replace(reaction, "\n");
  const before = text;
  if (text.includes('"')) text = withoutQuotes(text);
  text = text.replace(instruction, " ¤ ").replace(eastern, "¤").replace(rates, " ¤ ").replace(confirmation, " ¤ ");
  return { text, hasQuote: text !== before || text.includes("¤") };
}

function withoutLines(text: string): string {
  const kept = text
    .replace(original, "¤\n")
    .split("\n")
    .map((line) => (line.trimStart().startsWith(">") ? "¤" : line))
    .filter(
      (line) =>
        !(sent.test(line) && device.test(line)) &&
        !/(?:iphone|android|ipad)(?:から送信)|(?:iphone|handy|android|smartphone) gesendet|iphone से/.test(line),
    )
    .join("\n");
  const header = forwarded.exec(kept);
  return header && kept.slice(0, header.index).trim() !== "" ? `${kept.slice(0, header.index)}¤` : kept;
}

/** A quotation is ours when it tells how to opt out, or is too long for a word that somebody cites. */
function withoutQuotes(text: string): string {
  return text.replace(/"([^"]*)"/g, (_whole, inside: string) => {
    instruction.lastIndex = 0;
    const isOurs = instruction.test(inside) || ours.test(inside.trim()) || inside.split(" ").length > 5;
    return isOurs || /^reply stop$/.test(inside) ? " ¤ " : ` ${inside} `;
  });
}
