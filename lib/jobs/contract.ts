import { z } from "zod";
import { lanesPerWorker } from "../sending/rules";

/** Every kind of background work, its input and how it runs. Declared once; doors and worker read it here. */

const id = z.number().int().positive();

type JobKind<Input extends z.ZodType = z.ZodType> = {
  input: Input;
  /** At most one queued and one active job per key. */
  key: (data: z.output<Input>) => string;
  /** How many of them one worker runs at the same time. */
  concurrency: number;
};

function kind<Input extends z.ZodType>(definition: JobKind<Input>): JobKind<Input> {
  return definition;
}

export const jobKinds = {
  "import.check": kind({ input: z.object({ importId: id }), key: (data) => `${data.importId}`, concurrency: 1 }),
  "import.merge": kind({ input: z.object({ importId: id }), key: (data) => `${data.importId}`, concurrency: 1 }),
  /** Nobody's first message waits until a larger campaign is expanded. */
  "campaign.expand": kind({ input: z.object({ campaignId: id }), key: (data) => `${data.campaignId}`, concurrency: 6 }),
  /** One lane sends one batch after another; several lanes of a campaign share its batches. */
  "campaign.dispatch": kind({
    input: z.object({ campaignId: id, lane: z.number().int().nonnegative() }),
    key: (data) => `${data.campaignId}:${data.lane}`,
    concurrency: lanesPerWorker,
  }),
  /** Marks what a canceled campaign still held back. */
  "campaign.cancel": kind({ input: z.object({ campaignId: id }), key: (data) => `${data.campaignId}`, concurrency: 1 }),
  /** Skips what could not leave before a campaign's last moment. */
  "campaign.expire": kind({ input: z.object({ campaignId: id }), key: (data) => `${data.campaignId}`, concurrency: 1 }),
  "connection.check": kind({ input: z.object({}), key: () => "check", concurrency: 1 }),
  "message.direct": kind({
    input: z.object({ directMessageId: id }),
    key: (data) => `${data.directMessageId}`,
    concurrency: 4,
  }),
} as const;

export type JobName = keyof typeof jobKinds;
export type JobInput<Name extends JobName> = z.output<(typeof jobKinds)[Name]["input"]>;

export const jobNames = Object.keys(jobKinds) as JobName[];

/** What happens without anybody asking: the only list of recurring work. */
export const recurring = {
  /** Takes over what a dead worker left, and starts lanes and expansions that nobody runs. */
  sweepSending: { everySeconds: 2 },
  /** Apart from the sweep: counting a large audience takes seconds, and taking over must not wait for it. */
  startScheduled: { everySeconds: 2 },
  /** Asks Sinch about batches of which nobody knows whether it took them. */
  reconcileUnclear: { everySeconds: 5 },
  /** Applies stored callbacks; polls faster while there is work. */
  applyCallbacks: { everySeconds: 0.2 },
  /** Makes the coming days' partitions, drops those older than 14 days. */
  keepCallbackPartitions: { everySeconds: 3600 },
  /** Ends uploads that broke off, and forgets files that nobody decided about. */
  sweepImports: { everySeconds: 60 },
  /** Keeps our address registered with a Conversation app. */
  registerCallbacks: { everySeconds: 60 },
  /** Gives the jobs of dead workers back to the queue. */
  takeOverJobs: { everySeconds: 1 },
  heartbeat: { everySeconds: 5 },
} as const;
