// Prints the last line of a run: "N passed, N failed". Every test that did not pass counts as failed.
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

export default class SummaryReporter implements Reporter {
  private suite: Suite | undefined;
  private errors = 0;
  private began = false;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onTestBegin(): void {
    this.began = true;
  }

  // Called for errors outside of tests: a file that does not load, a worker that dies.
  onError(): void {
    this.errors += 1;
  }

  async onExit(): Promise<void> {
    // A run that only lists the tests prints no summary.
    if (!this.began && this.errors === 0) {
      return;
    }
    const tests = this.suite?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === 'expected').length;
    console.log(`\n${passed} passed, ${tests.length - passed + this.errors} failed`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
