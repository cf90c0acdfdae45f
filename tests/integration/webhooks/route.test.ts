import { beforeEach, describe, expect, test } from "vitest";
import { maxCallbackBytes } from "@/lib/webhooks/receive";
import { answerCallback } from "@/lib/webhooks/route";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const address = "http://localhost/api/webhooks/inbound";

beforeEach(async () => {
  await database.query("TRUNCATE webhook_event");
});

async function stored(): Promise<number> {
  const { rows } = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM webhook_event");
  return rows[0]?.n ?? 0;
}

/** A body without a declared length, in chunks of 64 KB; `taken` counts them. */
function endless() {
  const taken = { chunks: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        taken.chunks++;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken };
}

describe("the size of a callback", () => {
  test("a declared length above the bound is refused before a byte is read", async () => {
    const { body, taken } = endless();
    const headers = { "content-length": String(maxCallbackBytes + 1) };
    const request = new Request(address, { method: "POST", body, headers, duplex: "half" } as RequestInit);
    expect((await answerCallback(request, [])).status).toBe(413);
    expect(taken.chunks).toBe(0);
  });

  test("an endless body is read up to the bound and no farther", async () => {
    const { body, taken } = endless();
    const request = new Request(address, { method: "POST", body, duplex: "half" } as RequestInit);
    expect((await answerCallback(request, [])).status).toBe(413);
    expect(taken.chunks).toBe(maxCallbackBytes / (64 * 1024) + 1);
    expect(await stored()).toBe(0);
  });
});

test("a request without a body is no callback", async () => {
  expect((await answerCallback(new Request(address, { method: "POST" }), [])).status).not.toBe(200);
  expect(await stored()).toBe(0);
});
