/**
 * The automatic answers to STOP, START and HELP. Each holds what CTIA and the US carriers ask for and nothing that sells
 * (47 CFR 64.1200(a)(12): one confirmation, within 5 minutes, no marketing). They stay within one part for names of a
 * usual length. Not for toll-free senders: there the network answers STOP by itself.
 */
export type ReplyNames = {
  brand: string;
  /** The name of the programme, when there is one beside the brand: "VIP alerts". */
  programme?: string;
};

export function stopReply(names: ReplyNames): string {
  return `${sender(names)}: You are unsubscribed and will get no more messages. Reply START to subscribe again.`;
}

export function startReply(names: ReplyNames): string {
  return `${sender(names)}: You are subscribed. ${terms} Reply HELP for help, STOP to opt out.`;
}

/** `support` is a phone number, an e-mail address or a web address that a person answers. */
export function helpReply(names: ReplyNames, support: string): string {
  return `${sender(names)}: For help contact ${support.trim()}. ${terms} Reply STOP to opt out.`;
}

const terms = "Msg frequency varies. Msg & data rates may apply.";

function sender({ brand, programme }: ReplyNames): string {
  return [brand.trim(), programme?.trim()].filter(Boolean).join(" ");
}
