import { type Behaviour, defaultBehaviour } from "./behaviour";
import { defaultShares, type Shares } from "./carrier/shares";

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
  /** Project, access key and app of the OAuth and Conversation sides. */
  projectId?: string;
  keyId?: string;
  keySecret?: string;
  appId?: string;
  /** A webhook the app has from the start, for reports, inbound messages and opt-outs, signed with the secret. */
  conversationUrl?: string;
  /** Key of the HMAC signature; without one callbacks carry no signature, as at Sinch before it is switched on. */
  webhookSecret?: string;
  messagesPerSecond?: number;
  /** What the app lets out; the plan's rate unless given. */
  appMessagesPerSecond?: number;
  /** HTTP requests to the project's Conversation API; beyond it comes 429. */
  projectRequestsPerSecond?: number;
  /** How long an access token lives. */
  tokenSeconds?: number;
  callbacks?: boolean;
  /** Multiplies every delay and every step of the retry schedule: 0.01 makes a minute of it 0.6 s. */
  timeScale?: number;
  delays?: Delays;
  /** Same seed, same numbers: same outcomes and delays. */
  seed?: number;
  callbackConcurrency?: number;
  /** Parts of a crowd that fare otherwise than delivered (README.md). */
  shares?: Shares;
  behaviour?: Partial<Behaviour>;
  /** Beyond this many messages the oldest finished batches are forgotten. */
  maxMessages?: number;
};

export type Settings = {
  messagesPerSecond: number;
  appMessagesPerSecond: number;
  projectRequestsPerSecond: number;
  tokenSeconds: number;
  callbacks: boolean;
  timeScale: number;
  delays: Delays;
  shares: Shares;
  behaviour: Behaviour;
};

type Optional = "inboundUrl" | "webhookSecret" | "conversationUrl" | "behaviour";

export type ResolvedOptions = Required<Omit<SimulatorOptions, Optional>> & {
  inboundUrl: string | null;
  conversationUrl: string | null;
  webhookSecret: string | null;
  behaviour: Behaviour;
};

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const messagesPerSecond = options.messagesPerSecond ?? 30;
  return {
    port: options.port ?? 4010,
    host: options.host ?? "127.0.0.1",
    servicePlanId: options.servicePlanId ?? "demo-plan",
    apiToken: options.apiToken ?? "demo-token",
    projectId: options.projectId ?? "demo-project",
    keyId: options.keyId ?? "demo-key",
    keySecret: options.keySecret ?? "demo-secret",
    appId: options.appId ?? "demo-app",
    number: options.number ?? "+12015550100",
    inboundUrl: options.inboundUrl ?? null,
    conversationUrl: options.conversationUrl ?? null,
    webhookSecret: options.webhookSecret || null,
    messagesPerSecond,
    appMessagesPerSecond: options.appMessagesPerSecond ?? messagesPerSecond,
    projectRequestsPerSecond: options.projectRequestsPerSecond ?? 800,
    tokenSeconds: options.tokenSeconds ?? 3_599,
    callbacks: options.callbacks ?? true,
    timeScale: options.timeScale ?? 1,
    delays: options.delays ?? { minMs: 300, maxMs: 6_000 },
    shares: options.shares ?? defaultShares,
    behaviour: { ...defaultBehaviour, ...options.behaviour },
    seed: options.seed ?? 1,
    callbackConcurrency: options.callbackConcurrency ?? 64,
    maxMessages: options.maxMessages ?? 2_000_000,
  };
}

export function settingsOf(options: ResolvedOptions): Settings {
  const { messagesPerSecond, appMessagesPerSecond, projectRequestsPerSecond, tokenSeconds, callbacks, timeScale } =
    options;
  return {
    messagesPerSecond,
    appMessagesPerSecond,
    projectRequestsPerSecond,
    tokenSeconds,
    callbacks,
    timeScale,
    delays: { ...options.delays },
    shares: { ...options.shares },
    behaviour: { ...options.behaviour },
  };
}
