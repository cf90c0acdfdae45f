/** The SMS API's own words (sinch-api A.5 to A.8). Numbers come back as bare digits, dates as texts in ISO 8601. */

export type DeliveryReportKind = "none" | "summary" | "full" | "per_recipient" | "per_recipient_final";

/** Key → recipient, or `default` → the text that replaces `${key}`. */
export type WireParameters = Record<string, Record<string, string>>;

type Common = {
  /** 1 to 1,000 numbers and ids of groups. */
  to: string[];
  /** May be left out only where the plan has a default sender. */
  from?: string;
  delivery_report?: DeliveryReportKind;
  send_at?: string;
  /** After `send_at`, at most three days after it; three days is the default. */
  expire_at?: string;
  callback_url?: string;
  client_reference?: string;
  feedback_enabled?: boolean;
};
type Text = Common & {
  type?: "mt_text";
  /** At most 2,000 characters. */
  body: string;
  parameters?: WireParameters;
  flash_message?: boolean;
  truncate_concat?: boolean;
  max_number_of_message_parts?: number;
  from_ton?: number;
  from_npi?: number;
};
type Binary = Common & { type: "mt_binary"; body: string; udh: string; from_ton?: number; from_npi?: number };
export type MediaBody = { url: string; subject?: string; message?: string };
type Media = Common & {
  type: "mt_media";
  body: MediaBody;
  parameters?: WireParameters;
  strict_validation?: boolean;
};

export type SmsBatchRequest = Text | Binary | Media;

type Changeable<T> = { [K in keyof T]?: T[K] | null };

/** What is left out stays as it is, `null` brings back the default. Only before the batch was dispatched. */
export type SmsBatchUpdate = Omit<Changeable<Text>, "to" | "type"> & {
  type?: SmsBatchRequest["type"];
  to_add?: string[];
  to_remove?: string[];
};

export type SmsBatch = SmsBatchRequest & { id: string; canceled: boolean; created_at: string; modified_at: string };

/** `count` is of all matches, `page_size` of the items in this very page. */
export type SmsPage<Key extends string, Item> = { count: number; page: number; page_size: number } & Record<
  Key,
  Item[]
>;

export type DryRun = {
  number_of_recipients: number;
  number_of_messages: number;
  per_recipient?: { recipient: string; body: string; number_of_parts: number; encoding: "text" | "unicode" | string }[];
};

export type SmsBatchReport = {
  type: string;
  batch_id: string;
  total_message_count: number;
  statuses: { code: number; status: string; count: number; recipients?: string[] }[];
  client_reference?: string;
};

export type SmsRecipientReport = {
  type: string;
  batch_id: string;
  recipient: string;
  code: number;
  status: string;
  at: string;
  operator_status_at?: string;
  client_reference?: string;
  applied_originator?: string;
  operator?: string;
  encoding?: string;
  number_of_message_parts?: number;
};

export type SmsInboundMedia = { url?: string; content_type: string; status: string; code: number };

export type SmsInbound = {
  type: "mo_text" | "mo_binary" | "mo_media" | string;
  id: string;
  from: string;
  to: string;
  body: string | { subject?: string; message?: string; media?: SmsInboundMedia[] };
  udh?: string;
  received_at: string;
  sent_at?: string;
  operator_id?: string;
  client_reference?: string;
};

export type Keyword = { first_word: string; second_word?: string };
export type GroupAutoUpdate = { to: string; add?: Keyword; remove?: Keyword };

export type SmsGroupRequest = {
  name?: string;
  members?: string[];
  child_groups?: string[];
  auto_update?: GroupAutoUpdate;
};

export type SmsGroupUpdate = {
  name?: string | null;
  add?: string[];
  remove?: string[];
  add_from_group?: string;
  remove_from_group?: string;
  auto_update?: GroupAutoUpdate | null;
};

export type SmsGroup = Omit<SmsGroupRequest, "members"> & {
  id: string;
  size: number;
  created_at: string;
  modified_at: string;
};
