import { readConnectionDetail } from "../../lib/connection/queries.ts";
import { findingsOf } from "../../lib/connection/rules.ts";
import { env } from "../../lib/env.ts";
import { checkResultOf } from "../../lib/sending/engine/check-connection.ts";
import { sinchConfig } from "../../lib/sending/engine/make-engine.ts";
import { createTransport } from "../../lib/sinch/index.ts";
import { isPrivateAddress } from "./address.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";

const patienceMs = 15_000;

/** Asks for something harmless, with the words of Settings → Connection. */
export async function checkSinch(): Promise<Finding[]> {
  const transport = createTransport(sinchConfig(env()));
  const result = checkResultOf(await transport.checkConnection(AbortSignal.timeout(patienceMs)));
  await transport.close();
  if (env().isSimulated && result.kind === "unreachable") {
    return [
      warn(
        `the simulator does not answer at ${env().SINCH_BASE_URL}`,
        "npm start runs it, at another port if that one is taken, and prints where.",
      ),
    ];
  }
  const checkedAt = new Date();
  const detail = { ...(await readConnectionDetail()), check: { checkedAt: checkedAt.toISOString(), result } };
  return findingsOf(detail, checkedAt).map(({ tone, title, advice }) => ({ tone, says: title, advice }));
}

export async function checkCallbackAddress(): Promise<Finding> {
  const { isSimulated, callbackUrl, BASE_URL, SINCH_WEBHOOK_KEY } = env();
  if (isSimulated) return ok("the simulator calls this machine");
  // The secret key at the end is nothing for a terminal.
  const shown = SINCH_WEBHOOK_KEY ? callbackUrl.replace(SINCH_WEBHOOK_KEY, "…") : callbackUrl;
  const { protocol, hostname } = new URL(BASE_URL);
  if (isPrivateAddress(hostname)) {
    return bad(`Sinch cannot reach ${shown} from the internet`, "Set BASE_URL to the public https address.");
  }
  if (protocol !== "https:") return warn(`${shown} is not encrypted`, "Set BASE_URL to an https address.");
  return registration(shown);
}

async function registration(shown: string): Promise<Finding> {
  const config = sinchConfig(env());
  if (config.kind !== "conversation") {
    const inbound = `${env().BASE_URL}/api/webhooks/inbound`;
    return warn(
      `reports come to ${shown}`,
      `Sinch cannot be asked where replies go: its dashboard must name ${inbound} for the plan, or STOP never arrives.`,
    );
  }
  const transport = createTransport(config);
  const listed = await transport.client.webhooks.list(AbortSignal.timeout(patienceMs));
  await transport.close();
  if (!listed.ok)
    return bad("Sinch does not say which addresses are registered", "See what it says of the connection.");
  if (listed.value.webhooks.some(({ target }) => target === env().callbackUrl)) return ok(`${shown} is registered`);
  return bad(`${shown} is not registered with the app`, "A running worker registers it within a minute.");
}
