import { messageStatus } from "@/lib/messages/rules";
import type { Random } from "./random";
import type { OptedOut, SentMessage } from "./types";

/** What people answered to a campaign. */
export type Reaction = { kind: "stop" | "start" | "none"; phone: string; body: string; at: Date };

type Surroundings = { now: Date; optedOut: OptedOut };

const stopWords = ["STOP", "Stop", "stop", "STOP", "UNSUBSCRIBE", "Stop.", "END", "Cancel"] as const;
const answers = [
  "Thank you! See you there",
  "See you Sunday",
  "Yes please, one mat for me",
  "Is there parking nearby?",
  "Can I bring my sister?",
  "👍",
  "What time does it end?",
  "I'll be there",
  "Earlier vinyasa would be great",
  "Do you have mats to borrow?",
] as const;

/** About one in six hundred leaves, about one in sixty answers; only people whom the text reached. */
export function reactionsTo(random: Random, messages: readonly SentMessage[], around: Surroundings): Reaction[] {
  const reached = messages.filter(
    ({ status, phone }) => status === messageStatus.delivered && !around.optedOut.has(phone),
  );
  const reactions = reached.flatMap((message) => reactionOf(random, message, around.now));
  return reactions.sort((left, right) => +left.at - +right.at);
}

function reactionOf(random: Random, { phone, updatedAt }: SentMessage, now: Date): Reaction[] {
  const luck = random.next();
  const after = (seconds: number) => new Date(Math.min(updatedAt.getTime() + seconds * 1_000, now.getTime() - 30_000));
  const soon = after(random.between(20, 2_400));
  if (luck < 0.0014) return [{ kind: "stop", phone, body: random.pick(stopWords), at: soon }];
  // Somebody who had second thoughts.
  if (luck < 0.0017) {
    return [
      { kind: "stop", phone, body: "STOP", at: soon },
      { kind: "start", phone, body: "START", at: new Date(soon.getTime() + 25_000) },
    ];
  }
  return luck < 0.02 ? [{ kind: "none", phone, body: random.pick(answers), at: soon }] : [];
}
