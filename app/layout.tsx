import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { themeAttribute, themeCookie, toTheme } from "@/components/layout/theme";
import { Toaster } from "@/components/ui/toast";
import { env } from "@/lib/env";
import "@fontsource-variable/inter";
import "./globals.css";

const description = "SMS campaigns on Sinch.";

// `connection` comes first: the build has no environment, and only a request may read it.
export async function generateMetadata(): Promise<Metadata> {
  await connection();
  return {
    metadataBase: new URL(env().BASE_URL),
    applicationName: "Tidings",
    title: { default: "Tidings", template: "%s · Tidings" },
    description,
    manifest: "/manifest.webmanifest",
    icons: {
      icon: [
        { url: "/favicon.ico", sizes: "32x32" },
        { url: "/icon.svg", type: "image/svg+xml" },
      ],
      apple: "/apple-touch-icon.png",
    },
    openGraph: {
      type: "website",
      siteName: "Tidings",
      title: "Tidings",
      description,
      images: [{ url: "/social.png", width: 1200, height: 630, alt: "Tidings: SMS campaigns on Sinch" }],
    },
    twitter: { card: "summary_large_image" },
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfbfa" },
    { media: "(prefers-color-scheme: dark)", color: "#121211" },
  ],
};

// Reading a cookie makes every page dynamic, which the nonce in the content security policy requires anyway.
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = toTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={themeAttribute(theme)} suppressHydrationWarning>
      <body>
        {children}
        <Toaster />
      </body>
    </html>
  );
}
