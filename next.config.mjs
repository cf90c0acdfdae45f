/** @type {import("next").NextConfig} */
const config = {
  // Tests build beside a running product.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  // `npm test` checks types; whoever starts the product need not wait for it.
  typescript: { ignoreBuildErrors: true, tsconfigPath: process.env.NEXT_TSCONFIG ?? "tsconfig.json" },
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // Removes the image optimiser, and with it a class of advisories: the product serves no pictures.
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "pg-boss", "pino", "@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg"],
  experimental: { serverActions: { bodySizeLimit: "1mb" } },
};

export default config;
