// The speed of the sign-in page on a slow phone. `make lighthouse` installs Lighthouse and measures.
import { defineConfig } from '@playwright/test';
import common from '../playwright.config';

export default defineConfig({
  ...common,
  testDir: '.',
  outputDir: '../test-results/lighthouse',
  // Two at a time would measure each other.
  workers: 1,
  timeout: 300_000,
  reporter: [['list'], ['../support/summary_reporter.ts']],
  projects: [{ name: 'lighthouse' }],
});
