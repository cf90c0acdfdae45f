import type { BatchFields, MediaBody } from "../batch";
import type { Behaviour } from "../behaviour";
import { isObject, optionalFlag, optionalText, optionalUrl, type Wire } from "./fields";
import { toParameters } from "./parameters";
import { badFormat, badJson, violation } from "./refusal";

/** Lengths that changed between the documentation of 2021 and today's. */
export type Limits = { body: number; reference: number; value: number; key: number };

const limitsByAge: Record<Behaviour["limits"], Limits> = {
  current: { body: 2_000, reference: 2_048, value: 1_600, key: 128 },
  "2021": { body: 1_600, reference: 128, value: 160, key: 16 },
};

export function limitsOf({ limits }: Behaviour): Limits {
  return limitsByAge[limits];
}

const maxBinaryBytes = 140;

type Content = Pick<BatchFields, "type" | "body"> &
  Partial<Pick<BatchFields, "media" | "udh">> & {
    parameters?: BatchFields["parameters"] | undefined;
    strict_validation?: boolean | undefined;
  };

/** What the message holds, by its type. */
export function toContent(wire: Wire, limits: Limits): Content {
  const type = optionalText(wire, "type", 64) ?? "mt_text";
  if (wire.body === undefined || wire.body === null) throw violation("body is required");
  switch (type) {
    case "mt_text":
      return {
        type,
        body: optionalText(wire, "body", limits.body) ?? "",
        parameters: toParameters(wire.parameters, limits),
      };
    case "mt_binary":
      return toBinary(wire);
    case "mt_media":
      return toMedia(wire, limits);
    default:
      throw badFormat(`'${type}' is not a valid type`);
  }
}

function toBinary(wire: Wire): Content {
  const body = optionalText(wire, "body", 1_000) ?? "";
  const udh = optionalText(wire, "udh", 1_000);
  if (udh === undefined) throw violation("udh is required");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body) || body.length % 4 !== 0) throw badFormat("body is not valid Base64");
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(udh)) throw badFormat("udh is not valid hex");
  if (Buffer.from(body, "base64").length + udh.length / 2 > maxBinaryBytes) {
    throw violation(`body and udh must be at most ${maxBinaryBytes} bytes together`);
  }
  if (wire.parameters !== undefined && wire.parameters !== null)
    throw violation("parameters are for texts and media only");
  return { type: "mt_binary", body, udh };
}

function toMedia(wire: Wire, limits: Limits): Content {
  if (!isObject(wire.body)) throw badJson("body must be an object");
  const url = optionalUrl(wire.body, "url");
  if (url === undefined) throw violation("url is required");
  const subject = optionalText(wire.body, "subject", 80);
  const message = optionalText(wire.body, "message", 2_000);
  const media: MediaBody = {
    url,
    ...(subject === undefined ? {} : { subject }),
    ...(message === undefined ? {} : { message }),
  };
  return {
    type: "mt_media",
    body: message ?? "",
    media,
    parameters: toParameters(wire.parameters, limits),
    strict_validation: optionalFlag(wire, "strict_validation") ?? false,
  };
}
