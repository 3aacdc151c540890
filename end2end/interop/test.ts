// `test` for real clients: a server behind TLS for each worker, and a scene for each test.
import { rmSync } from 'node:fs';
import { temporaryFolder, Portico } from '../support/portico';
import { test as base } from '../support/test';
import { Front } from './front';
import { Scene } from './scene';

export { expect } from '@playwright/test';

interface ForWorker {
  front: Front;
}

interface ForTest {
  scene: Scene;
}

export const test = base.extend<ForTest, ForWorker>({
  front: [async ({}, use) => {
    const folder = temporaryFolder();
    const front = await Front.open(folder);
    await use(front);
    await front.close();
    rmSync(folder, { recursive: true, force: true });
  }, { scope: 'worker' }],

  portico: [async ({ mailbox, front }, use) => {
    const portico = await Portico.open(mailbox.url, { PORTICO_PUBLIC_URL: front.url });
    front.leadTo(portico.environment.LEPTOS_SITE_ADDR!);
    await use(portico);
    await portico.close();
  }, { scope: 'worker' }],

  baseURL: async ({ front }, use) => use(front.url),

  // Such a header would need leave of CORS in the requests of a page of another origin.
  extraHTTPHeaders: async ({}, use) => use({}),

  scene: async ({ page, screens, portico, front }, use, testInfo) => {
    const scene = await Scene.open(page, screens, portico, front);
    await use(scene);
    await scene.close();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('client.log', { body: scene.output, contentType: 'text/plain' });
    }
  },
});
