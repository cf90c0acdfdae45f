import type { MessageStatus } from "../messages/rules";
import type { SubscriberStatus } from "./rules";

/** People, as screens show them. */

export type SubscriberTagRef = { id: number; name: string };

export type SubscriberRow = {
  id: number;
  name: string;
  /** Formatted, and masked unless the viewer may reveal. */
  phone: string;
  email: string;
  status: SubscriberStatus;
  tags: SubscriberTagRef[];
  createdAt: Date;
};

export type SubscriberFilter = {
  query?: string | undefined;
  tagId?: number | undefined;
  status?: SubscriberStatus | undefined;
};

export type SubscriberDetail = SubscriberRow & {
  firstName: string;
  lastName: string;
  country: string | null;
  timeZone: string | null;
  attributes: Record<string, string>;
  consentedAt: Date | null;
  updatedAt: Date;
};

export type SubscriberCounts = { subscribers: number; optedOut: number };

/** One campaign as it went for one person; no status means that it was not meant for them. */
export type PersonCampaign = {
  id: number;
  name: string;
  launchedAt: Date;
  /** Whether its audience is complete: a large one takes a while. */
  isListed: boolean;
  status: MessageStatus | null;
  reason: string | null;
};
