// The main journeys in Firefox and in WebKit. `make smoke` runs both at the same time, each against its own demo.
import { defineConfig } from '@playwright/test';
import type { EngineName } from './test';

export default defineConfig<object, { engineName: EngineName }>({
  testDir: '.',
  outputDir: '../test-results/smoke',
  forbidOnly: true,
  // One worker for each browser. The journeys of one browser run one after another.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['../support/summary_reporter.ts']],
  projects: [
    { name: 'firefox', use: { engineName: 'firefox' } },
    { name: 'webkit', use: { engineName: 'webkit' } },
  ],
});
