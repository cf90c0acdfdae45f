import { count, type Keyword } from "./notes.ts";
import { control, look, retryWhileUnavailable, viewer, type World, wait } from "./world.ts";

/** Opt-outs and opt-ins of people, on their handsets and through an administrator. A person has one of them under way at a time. */

export async function writeStop(world: World, times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    const isStranger = world.dice.chance(0.2);
    const phone = isStranger ? `+1201${4_000_000 + world.dice.between(0, 99_999)}` : anyPhone(world);
    await write(world, phone, "stop", world.dice.pick(["STOP", "stop", "Unsubscribe"]));
  }
}

/** Most of these people had opted out before; they may opt out again later. */
export async function writeStart(world: World, times: number): Promise<void> {
  const stopped = [...new Set(world.notes.keywords.filter(({ kind }) => kind === "stop").map(({ phone }) => phone))];
  for (let index = 0; index < times; index++) {
    const phone = stopped.length > 0 && world.dice.chance(0.8) ? world.dice.pick(stopped) : anyPhone(world);
    await write(world, phone, "start", world.dice.pick(["START", "start", "UNSTOP"]));
  }
}

export async function recordOptOut(world: World): Promise<void> {
  const { addOptOut } = await import("@/lib/consent/commands");
  const phone = anyPhone(world);
  if (hasKeywordInFlight(world, phone)) return;
  const sentAt = Date.now();
  if (!(await retryWhileUnavailable(() => addOptOut(viewer, { phone, wording: "Said so on the telephone" })))) return;
  count(world.notes, "operator_opt_out");
  world.notes.keywords.push({ phone, kind: "stop", by: "operator", sentAt, acknowledgedAt: Date.now() });
}

function anyPhone({ dice, intended }: World): string {
  return dice.pick([...intended]);
}

/** The order of two keywords under way is unknown, so a person writes the next one only after the first was heard. */
function hasKeywordInFlight({ notes }: World, phone: string): boolean {
  return notes.keywords.some((keyword) => keyword.phone === phone && keyword.acknowledgedAt === null);
}

async function write(world: World, phone: string, kind: "stop" | "start", body: string): Promise<void> {
  if (hasKeywordInFlight(world, phone)) return;
  const keyword: Keyword = { phone, kind, by: "handset", sentAt: Date.now(), acknowledgedAt: null };
  world.notes.keywords.push(keyword);
  count(world.notes, `${kind}_keyword`);
  const { id } = await control(world, "inbound", { from: phone, body });
  const taken = awaitAcknowledgement(world, phone, id ?? "").then((at) => {
    keyword.acknowledgedAt = at;
  });
  world.notes.pending.push(taken);
}

type Thread = { messages: { id: string; words: string }[] };

/** The moment at which the simulator shows the keyword as acknowledged; the acknowledgement itself came earlier. */
async function awaitAcknowledgement(world: World, phone: string, id: string): Promise<number | null> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const thread = await look<Thread>(world, `conversations/${encodeURIComponent(phone)}`);
    const words = thread.messages.find((message) => message.id === id)?.words;
    if (words === "Delivered") return Date.now();
    if (words === "Not taken") return null;
    await wait(50);
  }
  return null;
}
