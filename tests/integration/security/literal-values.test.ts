import { expect, test } from "vitest";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, startRig } from "../../support/rig.ts";

/** What stands in somebody's name is their name: nobody's name is a template. The simulator says what arrived. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;

const names = [
  "${first_name}",
  "${last_name}",
  "{{last_name}}",
  "{{first_name|there}}",
  "$$",
  "${",
  "}}",
  "$1 $& $`",
  "%s %d",
  "\\n\\u0041",
  '"quoted", comma',
  "<b>Bo</b>",
  "__proto__",
  "constructor",
  "${dollar}",
  "שלום",
  "👩‍👩‍👧‍👦",
];

test("merge fields and placeholders inside of names arrive as they are", async () => {
  const people = names.map((firstName, index) => ({ phone: `+1207555${1000 + index}`, firstName }));
  await addSubscribers(database, people);
  const campaignId = await addLaunchedCampaign(
    database,
    "Hi {{first_name|there}}, ${x} $ {{constructor|none}} {{last_name|-}}.",
  );
  await expandCampaign(campaignId, 1_000, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  const accepted = await rig.accepted();
  const bodies = new Map(accepted.map(({ recipient, body }) => [recipient, body]));
  for (const { phone, firstName } of people) {
    expect(bodies.get(phone)).toBe(`Hi ${firstName}, \${x} $ none -.`);
  }
});
