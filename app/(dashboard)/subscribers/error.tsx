"use client";

import { type ErrorProps, PageError } from "@/components/layout/page-error";

export default function SubscribersError(props: ErrorProps) {
  return <PageError crumb={{ label: "Subscribers", href: "/subscribers" }} {...props} />;
}
