import { inboundOf } from "../callbacks/bodies";
import { sendJson } from "../http/respond";
import { toSender } from "../numbers";
import type { Simulation } from "../simulation";
import type { SmsCall } from "./call";
import { referenceFilter } from "./listing";
import { Refusal } from "./refusal";
import { list, toPage, toWindow } from "./window";

/** `GET /inbounds` and `/inbounds/{id}`. */
export function handleInbounds({ simulation, response, method, path, query }: SmsCall): void {
  const [, id, ...more] = path;
  if (more.length > 0) throw new Refusal(404, null);
  if (method !== "GET") throw new Refusal(405, null);
  sendJson(response, 200, id === undefined ? listInbounds(simulation, query) : findInbound(simulation, id));
}

function findInbound({ store }: Simulation, id: string) {
  const inbound = store.findInbound(id);
  if (inbound?.via !== "sms") throw new Refusal(404, null);
  return inboundOf(inbound);
}

function listInbounds({ store, settings }: Simulation, query: URLSearchParams) {
  const window = toWindow(query, Date.now());
  const numbers = list(query, "to")?.map((number) => toSender(number));
  const isReferred = referenceFilter(query, settings.behaviour);
  const matches = store
    .inbounds()
    .filter(
      (inbound) =>
        inbound.via === "sms" &&
        inbound.at >= window.start &&
        inbound.at < window.end &&
        isReferred(inbound.clientReference) &&
        (numbers === undefined || numbers.includes(inbound.to)),
    )
    .reverse();
  const { count, page, shown } = toPage(matches, window);
  return { count, page, page_size: shown.length, inbounds: shown.map((inbound) => inboundOf(inbound)) };
}
