import { answerCallback } from "@/lib/webhooks/route";

/** A Conversation app calls here with everything it has to say. */
export async function POST(request: Request, { params }: { params: Promise<{ key?: string[] }> }): Promise<Response> {
  return answerCallback(request, (await params).key ?? []);
}
