import { count } from "./notes.ts";
import { control, insist, look, viewer, type World, wait } from "./world.ts";

/** What people say about being texted, on their handsets and to an administrator. Each of them one thing at a time. */

export async function sayStop(world: World, times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    const isStranger = world.dice.chance(0.2);
    const phone = isStranger ? `+1201${4_000_000 + world.dice.between(0, 99_999)}` : someone(world);
    await write(world, phone, "stop", world.dice.pick(["STOP", "stop", "Unsubscribe"]));
  }
}

/** Mostly somebody who had opted out: they come back, and may opt out again. */
export async function sayStart(world: World, times: number): Promise<void> {
  const stopped = [...new Set(world.notes.words.filter(({ kind }) => kind === "stop").map(({ phone }) => phone))];
  for (let index = 0; index < times; index++) {
    const phone = stopped.length > 0 && world.dice.chance(0.8) ? world.dice.pick(stopped) : someone(world);
    await write(world, phone, "start", world.dice.pick(["START", "start", "UNSTOP"]));
  }
}

export async function optOutByHand(world: World): Promise<void> {
  const { addOptOut } = await import("@/lib/consent/by-hand");
  const phone = someone(world);
  if (isSpeaking(world, phone)) return;
  const saidAt = Date.now();
  if (!(await insist(() => addOptOut(viewer, { phone, wording: "Said so on the telephone" } as never)))) return;
  count(world.notes, "opt_out_by_hand");
  world.notes.words.push({ phone, kind: "stop", by: "hand", saidAt, takenAt: Date.now() });
}

function someone({ dice, intended }: World): string {
  return dice.pick([...intended]);
}

/** Who said something that was not heard yet: of two words on their way nobody knows which is the last. */
function isSpeaking({ notes }: World, phone: string): boolean {
  return notes.words.some((word) => word.phone === phone && word.takenAt === null);
}

async function write(world: World, phone: string, kind: "stop" | "start", body: string): Promise<void> {
  if (isSpeaking(world, phone)) return;
  const word: World["notes"]["words"][number] = { phone, kind, by: "handset", saidAt: Date.now(), takenAt: null };
  world.notes.words.push(word);
  count(world.notes, `${kind}_words`);
  const { id } = await control(world, "inbound", { from: phone, body });
  const taken = awaitTaken(world, phone, id ?? "").then((at) => {
    word.takenAt = at;
  });
  world.notes.pending.push(taken);
}

type Thread = { messages: { id: string; words: string }[] };

/** Known only once it was seen to be taken: then it certainly was, at that moment. */
async function awaitTaken(world: World, phone: string, id: string): Promise<number | null> {
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
