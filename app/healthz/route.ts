import { publicRoute } from "@/lib/auth/route";

export const dynamic = "force-dynamic";

/** Alive: this process answers. Whether it can work is /readyz. */
export const GET = publicRoute(async () => Response.json({ status: "alive" }));
