/** How long a handset takes to answer, before `timeScale`. Most answer early, some late. */
export type Delays = { minMs: number; maxMs: number };

export type SimulatorOptions = {
  /** 0 picks a free port. */
  port?: number;
  host?: string;
  servicePlanId?: string;
  apiToken?: string;
  /** The plan's number: where a text written on a phone that got none yet goes to. */
  number?: string;
  /** The plan's callback address for inbound messages; without one they stay here. */
  inboundUrl?: string;
  /** Key of the HMAC signature; without one callbacks carry no signature, as at Sinch before it is switched on. */
  webhookSecret?: string;
  messagesPerSecond?: number;
  callbacks?: boolean;
  /** Multiplies every delay and every step of the retry schedule: 0.01 makes a minute of it 0.6 s. */
  timeScale?: number;
  delays?: Delays;
  /** Same seed, same numbers: same outcomes and delays. */
  seed?: number;
  callbackConcurrency?: number;
  /** Beyond this many messages the oldest finished batches are forgotten. */
  maxMessages?: number;
};

export type Settings = { messagesPerSecond: number; callbacks: boolean; timeScale: number; delays: Delays };

export type ResolvedOptions = Required<Omit<SimulatorOptions, "inboundUrl" | "webhookSecret">> & {
  inboundUrl: string | null;
  webhookSecret: string | null;
};

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  return {
    port: options.port ?? 4010,
    host: options.host ?? "127.0.0.1",
    servicePlanId: options.servicePlanId ?? "demo-plan",
    apiToken: options.apiToken ?? "demo-token",
    number: options.number ?? "+12015550100",
    inboundUrl: options.inboundUrl ?? null,
    webhookSecret: options.webhookSecret || null,
    messagesPerSecond: options.messagesPerSecond ?? 30,
    callbacks: options.callbacks ?? true,
    timeScale: options.timeScale ?? 1,
    delays: options.delays ?? { minMs: 300, maxMs: 6_000 },
    seed: options.seed ?? 1,
    callbackConcurrency: options.callbackConcurrency ?? 64,
    maxMessages: options.maxMessages ?? 2_000_000,
  };
}

export function settingsOf(options: ResolvedOptions): Settings {
  const { messagesPerSecond, callbacks, timeScale, delays } = options;
  return { messagesPerSecond, callbacks, timeScale, delays: { ...delays } };
}
