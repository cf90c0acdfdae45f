import { publicRoute } from "@/lib/auth/route";
import { readMetrics } from "@/lib/health/metrics";

export const dynamic = "force-dynamic";

/** Open on purpose: figures of the process and totals, nothing about anybody. */
export const GET = publicRoute(async () => {
  return new Response(await readMetrics(), { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
});
