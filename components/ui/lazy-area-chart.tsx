"use client";

import dynamic from "next/dynamic";

/** The chart without its 100 kB of library in front: drawn on the server, and loaded only where one is shown. */
export const LazyAreaChart = dynamic(() => import("./area-chart").then(({ AreaChart }) => AreaChart));
