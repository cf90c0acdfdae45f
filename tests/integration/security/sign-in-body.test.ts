import { expect, test, vi } from "vitest";
import { POST } from "@/app/api/auth/[...nextauth]/route";
import { env } from "@/lib/env";
import { createTestDatabase } from "../../support/database.ts";
import { fromThisOrigin } from "../auth/next-request.ts";

vi.mock("next/headers", async () => (await import("../auth/next-request.ts")).nextHeaders);

await createTestDatabase();

/** Anybody may knock here, so nobody may make us read what they like. */
async function knock(headers: Record<string, string>): Promise<{ status: number; taken: number }> {
  fromThisOrigin();
  let taken = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken += 65_536;
      if (taken > 50_000_000) controller.close();
      else controller.enqueue(new Uint8Array(65_536));
    },
  });
  const origin = new URL(env().BASE_URL).origin;
  const request = new Request(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { origin, "content-type": "application/x-www-form-urlencoded", ...headers },
    body,
    duplex: "half",
  } as RequestInit);
  const response = await POST(request, { params: Promise.resolve({ nextauth: ["callback", "credentials"] }) });
  return { status: response.status, taken };
}

test.each([
  ["says how long it is", { "content-length": "50000000" }],
  ["does not say", {}],
  ["says nonsense", { "content-length": "many" }],
])("a body of 50 MB at the sign-in door that %s is not read", async (_case, headers) => {
  const { status, taken } = await knock(headers as Record<string, string>);
  expect(status).toBe(400);
  expect(taken).toBeLessThan(1_000_000);
});
