import { expect, test } from "vitest";
import { isSameOrigin } from "@/lib/auth/origin";

const local = "http://127.0.0.1:3000";
const live = "https://sms.example.com";

const accepted: [string, string, Record<string, string>][] = [
  ["the public address", live, { origin: live, host: "10.0.0.7:3000" }],
  ["the public address, said by the browser as well", live, { origin: live, "sec-fetch-site": "same-origin" }],
  ["localhost besides 127.0.0.1", local, { origin: "http://localhost:3000", host: "localhost:3000" }],
  ["a second name of the same host over TLS", live, { origin: "https://b.example.com", host: "b.example.com" }],
];
test.each(accepted)("%s is the same origin", (_case, base, headers) => {
  expect(isSameOrigin(new Headers(headers), base)).toBe(true);
});

const refused: [string, string, Record<string, string>][] = [
  ["no origin", local, { host: "127.0.0.1:3000" }],
  ["an opaque origin", local, { origin: "null", host: "127.0.0.1:3000" }],
  ["another site", live, { origin: "https://evil.example", host: "sms.example.com" }],
  ["another port", local, { origin: "http://127.0.0.1:4010", host: "127.0.0.1:3000" }],
  ["a name that only begins alike", live, { origin: "https://sms.example.com.evil.example", host: "sms.example.com" }],
  ["plain http in front of TLS", live, { origin: "http://sms.example.com", host: "sms.example.com" }],
  ["what the browser calls same-site only", live, { origin: live, "sec-fetch-site": "same-site" }],
  ["something that is no address", local, { origin: "http://", host: "127.0.0.1:3000" }],
  ["another scheme", local, { origin: "file://127.0.0.1:3000", host: "127.0.0.1:3000" }],
];
test.each(refused)("%s is refused", (_case, base, headers) => {
  expect(isSameOrigin(new Headers(headers), base)).toBe(false);
});
