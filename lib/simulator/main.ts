import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { startSimulator } from "./index";

/** `npm run simulator`: a local Sinch at SINCH_BASE_URL, calling back BASE_URL, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const settings = env();
  const address = new URL(settings.SINCH_BASE_URL);
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(address.hostname);
  const key = settings.SINCH_WEBHOOK_KEY === undefined ? "" : `/${settings.SINCH_WEBHOOK_KEY}`;
  const simulator = await startSimulator({
    port: Number(address.port || 4010),
    // Under a name of its own (a container's, say) it has to listen on every interface.
    host: isLocal ? "127.0.0.1" : "0.0.0.0",
    messagesPerSecond: settings.SINCH_MESSAGES_PER_SECOND,
    number: settings.SINCH_NUMBER,
    inboundUrl: `${settings.BASE_URL}/api/webhooks/inbound${key}`,
    ...(settings.SINCH_WEBHOOK_SECRET === undefined ? {} : { webhookSecret: settings.SINCH_WEBHOOK_SECRET }),
  });
  log.info("simulator listening", { url: simulator.url });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      simulator.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  const isPortTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  process.stderr.write(
    isPortTaken
      ? "The simulator's port is already taken: stop the other program, or set SINCH_BASE_URL to another port.\n"
      : `The simulator could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
