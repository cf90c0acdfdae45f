/** The Conversation API's own words (sinch-api E). Unlike in the SMS API, nulls do appear in what comes back. */

export type ConversationChannel = "SMS" | "MMS";
export type ProcessingStrategy = "DEFAULT" | "DISPATCH_ONLY";
export type MessageQueue = "NORMAL_PRIORITY" | "HIGH_PRIORITY";
export type MessagesSource = "CONVERSATION_SOURCE" | "DISPATCH_SOURCE";

export type AppMessage = { text_message: { text: string } } | { media_message: { url: string } };

/** All values are texts of at most 1,024 characters. */
export type ChannelProperties = {
  SMS_SENDER?: string;
  SMS_FLASH_MESSAGE?: "true" | "false";
  SMS_MAX_NUMBER_OF_MESSAGE_PARTS?: string;
  MMS_SENDER?: string;
  MMS_STRICT_VALIDATION?: "true" | "false";
};

export type SendMessageRequest = {
  app_id: string;
  recipient: { identified_by: { channel_identities: { channel: ConversationChannel; identity: string }[] } };
  message: AppMessage;
  callback_url?: string;
  /** Every channel named must exist on the app, or the call is refused. */
  channel_priority_order?: ConversationChannel[];
  channel_properties?: ChannelProperties;
  /** At most 1,024 characters; comes back as `metadata` in the delivery report. */
  message_metadata?: string;
  correlation_id?: string;
  /** `"<n>s"`, from 3 seconds up. */
  ttl?: string;
  queue?: MessageQueue;
  processing_strategy?: ProcessingStrategy;
};

export type SendMessageResponse = { message_id: string; accepted_time?: string };

export type ConversationMessage = {
  id: string;
  direction: "TO_APP" | "TO_CONTACT" | string;
  app_message?: Record<string, unknown> | null;
  contact_message?: Record<string, unknown> | null;
  channel_identity?: { channel: string; identity: string; app_id?: string } | null;
  conversation_id?: string;
  contact_id?: string;
  metadata?: string | null;
  accept_time: string;
  sender_id?: string | null;
  processing_mode?: string;
};

/** An empty `next_page_token` ends the list. */
export type MessagePage = { messages: ConversationMessage[]; next_page_token?: string | null };

export type WebhookTrigger =
  | "MESSAGE_DELIVERY"
  | "MESSAGE_SUBMIT"
  | "MESSAGE_INBOUND"
  | "EVENT_DELIVERY"
  | "EVENT_INBOUND"
  | "OPT_IN"
  | "OPT_OUT"
  | "UNSUPPORTED";

/** At most five for an app, each with a target of its own. */
export type WebhookRequest = {
  app_id: string;
  target: string;
  target_type: "HTTP" | "DISMISS";
  triggers: WebhookTrigger[];
  secret?: string;
};

export type Webhook = Omit<WebhookRequest, "triggers"> & { id: string; triggers: string[] };

export type ConversationApp = {
  id: string;
  display_name?: string;
  processing_mode?: "DISPATCH" | "CONVERSATION" | string;
  rate_limits?: { inbound?: number; outbound?: number; webhooks?: number };
  dispatch_retention_policy?: { retention_type?: string; ttl_days?: number };
  channel_credentials?: { channel: string; state?: { status?: string } }[];
};
