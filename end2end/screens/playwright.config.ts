// Pictures of every state. `make screens` takes them and makes target/screens/index.html.
import { defineConfig } from '@playwright/test';
import common from '../playwright.config';

export default defineConfig({
  ...common,
  testDir: '.',
  testMatch: '**/*.screens.ts',
  outputDir: '../test-results/screens',
  timeout: 60_000,
  reporter: [['list'], ['./index_reporter.ts'], ['../support/summary_reporter.ts']],
  projects: [{ name: 'screens', use: { viewport: { width: 1280, height: 900 }, actionTimeout: 15_000 } }],
});
