// What runs where: every journey with and without JavaScript, on a desktop and on a phone.
import { defineConfig } from '@playwright/test';

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

// Only with JavaScript, only without it.
const live = '**/*.live.spec.ts';
const plain = '**/*.plain.spec.ts';
// About the server or about waiting: the size of the screen changes nothing.
const onDesktopOnly = ['delivery.live', 'demo.live', 'resend.live', 'resend.plain', 'slow_down', 'slow_down.live',
  'text_delivery', 'cookies', 'policy', 'security', 'start'].map((name) => `**/${name}.spec.ts`);
const aboutTheServer = ['cookies', 'policy', 'security', 'start'].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./support/summary_reporter.ts']],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: desktop, testIgnore: plain },
    { name: 'phone', use: phone, testIgnore: [plain, ...onDesktopOnly] },
    {
      name: 'desktop-without-javascript',
      use: { ...desktop, javaScriptEnabled: false },
      testIgnore: [live, ...aboutTheServer],
    },
    {
      name: 'phone-without-javascript',
      use: { ...phone, javaScriptEnabled: false },
      testIgnore: [live, ...onDesktopOnly],
    },
  ],
});
