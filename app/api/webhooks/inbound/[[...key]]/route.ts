import { answerCallback } from "@/lib/webhooks/route";

/** Sinch calls here. One service plan may send every type to one address, so both routes take all of them. */
export async function POST(request: Request, { params }: { params: Promise<{ key?: string[] }> }): Promise<Response> {
  return answerCallback(request, (await params).key ?? []);
}
