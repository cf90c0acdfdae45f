import type { StoredCheck } from "./schema";

/** How we stand with Sinch, as the page shows it. Instants are ISO 8601. */
export type ConnectionDetail = {
  isSimulated: boolean;
  api: "sms" | "conversation";
  /** How we sign in there. */
  credentials: "token" | "key";
  region: string;
  address: string;
  /** The service plan, the project or the app: never a secret. */
  account: string;
  sender: string;
  messagesPerSecond: number;
  callbackUrl: string;
  isSigned: boolean;
  lastAcceptedAt: string | null;
  lastCallbackAt: string | null;
  /** A campaign's batch that was refused lately, in Sinch's words. */
  lastRefusal: { code: string; reason: string; at: string } | null;
  check: StoredCheck | null;
};
