// Writes target/screens/index.html: all sheets, by the part of their names before the colon.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';
import { FOLDER, fileOf } from './sheet';

export default class IndexReporter implements Reporter {
  private states: string[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.states = suite.allTests().map(({ title }) => title).sort();
    for (const state of this.states) {
      rmSync(join(FOLDER, fileOf(state)), { force: true });
    }
  }

  onEnd(): void {
    mkdirSync(FOLDER, { recursive: true });
    const sheets = this.states.map((state) => `<h2 id="${fileOf(state)}">${state}</h2>`
      + (existsSync(join(FOLDER, fileOf(state))) ? `<img src="${fileOf(state)}" loading="lazy" alt="">` : '<p>No sheet</p>'));
    const links = this.states.map((state) => `<li><a href="#${fileOf(state)}">${state}</a>`);
    writeFileSync(join(FOLDER, 'index.html'), '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screens</title>'
      + '<style>body { font-family: sans-serif } ul { columns: 4 } img { max-width: 100% }</style>'
      + `<h1>Screens</h1><ul>${links.join('\n')}</ul>\n${sheets.join('\n')}\n`);
    console.log(`\ntarget/screens/index.html shows ${this.states.length} states`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
