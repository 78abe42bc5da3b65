/** Why there is no answer: a request that makes no sense as it is, told with the field by the API and the command, or too little time. */

/** What is wrong with a request, one sentence without a full stop; `pointer` names the field. */
export class SitingRefused extends Error {
  readonly pointer: string;

  constructor(pointer: string, detail: string) {
    super(detail);
    this.pointer = pointer;
  }
}

/** Stopped before there was anything to answer with. */
export class StoppedTooEarly extends Error {
  constructor() {
    super("Stopped before there was any answer: give it more time.");
  }
}
