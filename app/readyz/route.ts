import { publicRoute } from "@/lib/auth/route";
import { readReadiness } from "@/lib/health/readiness";

export const dynamic = "force-dynamic";

export const GET = publicRoute(async () => {
  const readiness = await readReadiness();
  return Response.json(readiness, { status: readiness.ready ? 200 : 503 });
});
