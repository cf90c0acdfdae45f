import { countAudience } from "@/lib/audience/members";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { type Halt, haltWords, isByItself } from "@/lib/campaigns/halt";
import { type Guards, guardsSchema } from "@/lib/campaigns/schema";
import { messageStatus } from "@/lib/messages/rules";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { applyCallbacks } from "@/lib/webhooks/apply";
import type { TestDatabase } from "../../support/database.ts";
import { addSubscribers, eventually, ledgers, type Rig } from "../../support/rig.ts";
import { addCampaign, viewerAs, withTags } from "../campaigns/fixtures.ts";

const viewer = viewerAs("admin");
const never = new AbortController().signal;

/** Campaigns with a canary or limits, to crowds whose fates are known. */
export function guardedCampaigns(database: TestDatabase, rig: Rig) {
  let nextArea = 200;

  /** One person per letter, in this order: `o` is reached, `f` fails, `s` answers STOP, `x` opted out before. */
  async function addCrowd(letters: string): Promise<{ tagId: number; phones: string[] }> {
    const suffix = { o: "2100000", f: "2990402", s: "2991003", x: "2100000" };
    const phones = [...letters].map((letter) => `+1${nextArea++}${suffix[letter as keyof typeof suffix]}`);
    const ids = await addSubscribers(
      database,
      phones.map((phone) => ({ phone })),
    );
    const tag = await database.query<{ id: number }>(
      "INSERT INTO tag (name) VALUES (gen_random_uuid()::text) RETURNING id",
    );
    const tagId = tag.rows[0]?.id ?? 0;
    await database.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT $1, unnest($2::int[])", [
      tagId,
      ids,
    ]);
    await database.query("INSERT INTO suppression (phone, source) SELECT unnest($1::text[]), 'admin'", [
      phones.filter((_, index) => letters[index] === "x"),
    ]);
    return { tagId, phones };
  }

  /** Sent to this crowd, everybody listed, nothing left yet. */
  async function launch(letters: string, guards: Partial<Guards>, batchSize = 4) {
    const launched = await press(letters, guards);
    await expandCampaign(launched.campaignId, batchSize, never);
    return launched;
  }

  /** Send was pressed, nobody is listed yet. */
  async function press(letters: string, guards: Partial<Guards>) {
    const { tagId, phones } = await addCrowd(letters);
    const audience = withTags([tagId]);
    const campaignId = await addCampaign(database, { audience });
    await database.query("UPDATE campaign SET guards = $2 WHERE id = $1", [
      campaignId,
      JSON.stringify(guardsSchema.parse(guards)),
    ]);
    const { eligible } = await countAudience(audience);
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: eligible });
    return { campaignId, phones };
  }

  async function stateOf(campaignId: number) {
    const { rows } = await database.query<{
      status: string;
      halt: Halt | null;
      canary: string;
      people: number;
      batches: number;
      waitSeconds: number | null;
    }>(
      `SELECT status, halt, canary_state AS canary, canary_people AS people, canary_batches AS batches,
              extract(epoch FROM canary_until - clock_timestamp())::int AS "waitSeconds"
         FROM campaign WHERE id = $1`,
      [campaignId],
    );
    const [state] = rows;
    return state && { ...state, reason: isByItself(state.halt) ? haltWords(state.halt) : "" };
  }

  const dispatch = (campaignId: number) =>
    Promise.all([0, 1, 2].map(() => dispatchCampaign(campaignId, rig.engine, never)));

  /** Who was really texted. */
  async function textedOf(phones: readonly string[]): Promise<string[]> {
    const accepted = (await rig.accepted()).map((message) => message.recipient);
    return phones.filter((phone) => accepted.includes(phone));
  }

  /** Until every text that left has its final report. */
  function reports(campaignId: number) {
    return eventually(
      async () => {
        await applyCallbacks();
        return (await ledgers(database, campaignId)).counted;
      },
      (counted) => !counted.some(({ status }) => [messageStatus.sent, messageStatus.dispatched].includes(status)),
    );
  }

  const endWait = (campaignId: number) =>
    database.query("UPDATE campaign SET canary_until = clock_timestamp() WHERE id = $1", [campaignId]);

  async function addLargeCrowd(size: number): Promise<{ tagId: number }> {
    const tag = await database.query<{ id: number }>(
      "INSERT INTO tag (name) VALUES (gen_random_uuid()::text) RETURNING id",
    );
    const tagId = tag.rows[0]?.id ?? 0;
    await database.query(
      `WITH added AS (
         INSERT INTO subscriber (phone, consented_at, updated_at)
         SELECT '+44' || (7700000000 + n), now(), now() FROM generate_series(1, $2::int) n RETURNING id)
       INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT $1, id FROM added`,
      [tagId, size],
    );
    return { tagId };
  }

  return { launch, press, stateOf, dispatch, textedOf, reports, endWait, addLargeCrowd };
}
