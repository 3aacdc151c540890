// `test` for the journeys: each worker has a browser and a demo, each test a window.
import { test as base } from '@playwright/test';
import { Portico } from '../support/portico';
import type { Engine } from './engine';
import { Firefox } from './firefox';
import { Visitor } from './visitor';
import { WebKit } from './webkit';

export type EngineName = 'firefox' | 'webkit';

interface ForWorker {
  engineName: EngineName;
  engine: Engine;
  demo: Portico;
}

export const test = base.extend<{ visitor: Visitor }, ForWorker>({
  engineName: ['firefox', { scope: 'worker', option: true }],

  engine: [async ({ engineName }, use) => {
    const engine = await (engineName === 'firefox' ? Firefox.open() : WebKit.open());
    await use(engine);
    await engine.close();
  }, { scope: 'worker' }],

  demo: [async ({}, use) => {
    const demo = await Portico.openDemo();
    await use(demo);
    await demo.close();
  }, { scope: 'worker' }],

  visitor: async ({ engine, demo }, use, testInfo) => {
    const window = await engine.openWindow();
    await use(new Visitor(window, demo.url));
    if (testInfo.status !== testInfo.expectedStatus) {
      const page = await window.evaluate(() => `<!-- ${location.href} -->\n${document.documentElement.outerHTML}`);
      await testInfo.attach('page.html', { body: page, contentType: 'text/html' });
    }
    await window.close();
  },
});
