import "server-only";
import { z } from "zod";
import { problemWords as launchProblemWords } from "../campaigns/problems";
import { samplePerson } from "../campaigns/sample-person";
import type { SendTest } from "../campaigns/schema";
import { templateProblems } from "../campaigns/template-problems";
import { textOfCampaign } from "../campaigns/text";
import { parsePhone, problemWords } from "../compliance/phone";
import { prisma } from "../db/prisma";
import { AppError } from "../errors";
import { type Actor, personIdOf } from "../events/actor";
import { recordEvent } from "../events/record";
import { rateLimit } from "../rate-limit/limit";
import { getOrganisation } from "../settings/queries";
import { readAs, type WholeText } from "../text/render";
import { createDirectMessage } from "./direct";
import { type MergePerson, valuesOf } from "./merge-values";

/** Tests of one person within a minute: enough for a phone and a colleague's, not for a campaign by hand. */
export const testsPerMinute = 10;

/**
 * One text to one typed number, exactly as a recipient would read it. A number that opted out gets none: whoever sends the text asks
 * once more.
 */
export async function sendTest(actor: Actor, input: SendTest): Promise<{ directMessageId: number }> {
  const { campaignId, subscriberId } = input;
  const { defaultCountry, optOutLine } = await getOrganisation();
  const phone = readPhone(input.phone, defaultCountry);
  await refuseSuppressed(phone);
  const text = await readText(campaignId, optOutLine);
  const person = subscriberId === null ? samplePerson : await readPerson(subscriberId);
  // After the reasons to refuse it, so that only tests that leave are counted.
  await limitRate(actor);
  const message = { kind: "test", phone, body: readAs(text, valuesOf(person)), campaignId } as const;
  return prisma().$transaction(async (tx) => {
    const directMessageId = await createDirectMessage(tx, { ...message, createdById: personIdOf(actor) });
    const data = { directMessageId };
    await recordEvent(tx, { object: "campaign", objectId: campaignId, kind: "test_sent", data, actor });
    return { directMessageId };
  });
}

function readPhone(typed: string, defaultCountry: string): string {
  const parsed = parsePhone(typed, defaultCountry);
  if (parsed.ok) return parsed.phone;
  const words = problemWords[parsed.problem];
  throw new AppError("invalid", words, { fields: { phone: words } });
}

async function refuseSuppressed(phone: string): Promise<void> {
  const found = await prisma().suppression.findUnique({ where: { phone }, select: { phone: true } });
  if (found === null) return;
  const words = "This number opted out. It gets no texts, tests included, until it sends START.";
  throw new AppError("invalid", words, { fields: { phone: words } });
}

const testsOfActor = rateLimit({ name: "campaign.test", points: testsPerMinute, seconds: 60 });

async function limitRate(actor: Actor): Promise<void> {
  const key = actor.kind === "system" ? actor.name : actor.id;
  const { isAllowed, retryAfterSeconds } = await testsOfActor.take(`${actor.kind}:${key}`);
  if (isAllowed) return;
  throw new AppError("rate_limited", `That were ${testsPerMinute} tests within a minute. Wait a moment.`, {
    retryAfterSeconds,
  });
}

async function readText(id: number, optOutLine: string): Promise<WholeText> {
  const select = { body: true, confirmedOptOutLine: true, launchedAt: true };
  const campaign = await prisma().campaign.findUnique({ where: { id }, select });
  if (campaign === null) throw new AppError("not_found", "This campaign no longer exists.");
  const text = textOfCampaign(campaign, optOutLine);
  if (campaign.body.trim() === "") throw textProblem("Write a message first.");
  const [problem] = templateProblems(text);
  if (problem) throw textProblem(launchProblemWords(problem));
  return text;
}

function textProblem(words: string): AppError {
  return new AppError("invalid", words, { fields: { body: words } });
}

async function readPerson(id: number): Promise<MergePerson> {
  const select = { firstName: true, lastName: true, email: true, attributes: true };
  const person = await prisma().subscriber.findUnique({ where: { id }, select });
  return person ? { ...person, attributes: attributesSchema.parse(person.attributes) } : samplePerson;
}

const attributesSchema = z.record(z.string(), z.unknown());
