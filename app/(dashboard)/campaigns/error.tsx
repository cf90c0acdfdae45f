"use client";

import { type ErrorProps, PageError } from "@/components/layout/page-error";

export default function CampaignsError(props: ErrorProps) {
  return <PageError crumb={{ label: "Campaigns", href: "/campaigns" }} {...props} />;
}
