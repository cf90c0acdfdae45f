import type { Simulation } from "../simulation";

/** The one app there is, with the SMS channel of the plan. */
export function appView({ options, settings, delivery }: Simulation): Record<string, unknown> {
  return {
    id: options.appId,
    display_name: "Simulated app",
    processing_mode: "DISPATCH",
    rate_limits: { inbound: 25, outbound: settings.appMessagesPerSecond, webhooks: 100 },
    queue_stats: { outbound_size: delivery.waiting.queue, outbound_limit: 500_000 },
    retention_policy: { retention_type: "CONVERSATION_EXPIRE_POLICY", ttl_days: 180 },
    dispatch_retention_policy: {
      retention_type: "MESSAGE_EXPIRE_POLICY",
      ttl_days: settings.behaviour.keepsDispatched ? 7 : 0,
    },
    channel_credentials: ["SMS", "MMS"].map((channel) => ({
      channel,
      static_bearer: { claimed_identity: options.servicePlanId, token: "" },
      state: { status: "ACTIVE", description: "" },
      channel_known_id: "",
    })),
  };
}
