/**
 * Where Sinch's APIs live. Project access keys work on the `zt.` hosts of the SMS API only, and only in two regions;
 * a service plan's token works in all five. A call to the wrong region is refused as if it were not known there.
 */
export const smsRegions = ["us", "eu", "au", "br", "ca"] as const;
export type SmsRegion = (typeof smsRegions)[number];

export const smsProjectRegions = ["us", "eu"] as const satisfies SmsRegion[];
export type SmsProjectRegion = (typeof smsProjectRegions)[number];

export const conversationRegions = ["us", "eu", "br"] as const;
export type ConversationRegion = (typeof conversationRegions)[number];

export const smsHosts: Record<SmsRegion, string> = {
  us: "https://us.sms.api.sinch.com",
  eu: "https://eu.sms.api.sinch.com",
  au: "https://au.sms.api.sinch.com",
  br: "https://br.sms.api.sinch.com",
  ca: "https://ca.sms.api.sinch.com",
};

export const smsProjectHosts: Record<SmsProjectRegion, string> = {
  us: "https://zt.us.sms.api.sinch.com",
  eu: "https://zt.eu.sms.api.sinch.com",
};

export const conversationHosts: Record<ConversationRegion, string> = {
  us: "https://us.conversation.api.sinch.com",
  eu: "https://eu.conversation.api.sinch.com",
  br: "https://br.conversation.api.sinch.com",
};

export const authHost = "https://auth.sinch.com";

export function withoutTrailingSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
