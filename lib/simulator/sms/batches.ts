import type { Batch, BatchDraft } from "../batch";
import type { RequestFault } from "../faults";
import { answerAccepted } from "../http/faulty";
import { sendJson } from "../http/respond";
import type { Simulation } from "../simulation";
import { toBatchView } from "./batch-json";
import type { SmsCall } from "./call";
import { dryRun } from "./dry-run";
import { takeFeedback } from "./feedback";
import { listBatches } from "./listing";
import { parseWire, readJsonText, readWire } from "./read-json";
import { Refusal } from "./refusal";
import { reportOfBatch, reportOfRecipient } from "./reports";
import { toUpdated } from "./update";
import { toDraft } from "./validate";

/** `POST /batches`: the batch is in the queue once it is answered. */
export async function sendBatch(call: SmsCall, fault: RequestFault | null): Promise<void> {
  const { simulation, request, response } = call;
  const json = await readJsonText(request);
  const now = Date.now();
  const batch = simulation.accept(toDraft(parseWire(json), now, simulation), now);
  await answerAccepted(simulation, fault, response, { status: 201, json: JSON.stringify(toBatchView(batch)), batch });
}

/** `/batches…` but the send. */
export async function handleBatches(call: SmsCall): Promise<void> {
  const { simulation, request, response, method, path, query } = call;
  const [, id, part, recipient, ...more] = path;
  if (more.length > 0) throw new Refusal(404, null);
  if (id === undefined) {
    if (method !== "GET") throw new Refusal(405, null);
    return sendJson(response, 200, listBatches(simulation, query, Date.now()));
  }
  if (id === "dry_run" && part === undefined && method === "POST") {
    const draft = toDraft(await readWire(request), Date.now(), simulation);
    return sendJson(response, 200, dryRun(draft, simulation.groups, query));
  }
  const batch = findBatch(simulation, id);
  if (part === undefined) return handleOne(call, batch);
  if (part === "delivery_report" && method === "GET") {
    const view =
      recipient === undefined ? reportOfBatch(batch, query) : reportOfRecipient(simulation, batch, recipient);
    return sendJson(response, 200, view);
  }
  if (part !== "delivery_feedback" || recipient !== undefined) throw new Refusal(404, null);
  if (method !== "POST") throw new Refusal(405, null);
  takeFeedback(batch, await readWire(request));
  sendJson(response, simulation.settings.behaviour.feedbackStatus, "");
}

async function handleOne({ simulation, request, response, method }: SmsCall, batch: Batch): Promise<void> {
  switch (method) {
    case "GET":
      break;
    case "DELETE":
      simulation.delivery.cancel(batch);
      break;
    case "PUT":
      change(simulation, batch, toDraft(await readWire(request), Date.now(), simulation));
      break;
    case "POST":
      change(simulation, batch, toUpdated(batch, await readWire(request), Date.now(), simulation));
      break;
    default:
      throw new Refusal(405, null);
  }
  sendJson(response, 200, toBatchView(batch));
}

/** Once anything has left, or the batch was cancelled, its words are its words. */
function change(simulation: Simulation, batch: Batch, draft: BatchDraft): void {
  if (batch.drained > 0 || batch.canceled) {
    throw new Refusal(403, "batch_already_dispatched", "The batch was already dispatched");
  }
  simulation.change(batch, draft, Date.now());
}

/** What lists do not know yet cannot be asked for either, and messages of the app are no batches. */
function findBatch(simulation: Simulation, id: string): Batch {
  const batch = simulation.store.find(id);
  if (!batch || batch.conversation || batch.listableAt > Date.now()) throw new Refusal(404, null);
  return batch;
}
