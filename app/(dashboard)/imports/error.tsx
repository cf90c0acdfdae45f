"use client";

import { type ErrorProps, PageError } from "@/components/layout/page-error";

export default function ImportsError(props: ErrorProps) {
  return <PageError crumb={{ label: "Subscribers", href: "/subscribers" }} {...props} />;
}
