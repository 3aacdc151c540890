// Real clients of OpenID Connect, each with its file of docs/applications/clients/. `make interop` installs and runs
// them.
import { defineConfig } from '@playwright/test';
import common from '../playwright.config';

export default defineConfig({
  ...common,
  testDir: '.',
  outputDir: '../test-results/interop',
  timeout: 120_000,
  reporter: [['list'], ['../support/summary_reporter.ts']],
  projects: [{ name: 'interop', use: { viewport: { width: 1280, height: 900 }, ignoreHTTPSErrors: true } }],
});
