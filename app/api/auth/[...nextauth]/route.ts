import { handleNextAuth } from "@/lib/auth/next-auth";
import { publicRoute } from "@/lib/auth/route";

export const GET = publicRoute(handleNextAuth);
export const POST = publicRoute(handleNextAuth);
